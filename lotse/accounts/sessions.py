"""Where somebody is signed in: since when and on what kind of device, so that a strange one is noticed and ended.

A session keeps a few words about the device, no address and no full browser string: enough to tell one's own apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from lotse.accounts.models import User

DEVICE, SINCE = "device", "signed_in_at"
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class SignedIn:
    key: str  # a digest: the session's own key would be as good as the password
    device: str  # "" for one that began before devices were written down
    since: datetime | None
    is_here: bool


def remember(request: HttpRequest) -> None:
    """Said of a session when it begins."""
    agent = request.headers.get("User-Agent", "")
    found = [next((name for mark, name in kinds if mark in agent), "") for kinds in (BROWSERS, SYSTEMS)]
    request.session[DEVICE] = ", ".join(filter(None, found))
    request.session[SINCE] = timezone.now().isoformat()


def sessions_of(user: User) -> Iterator[tuple[Session, dict[str, str]]]:
    """Everything of theirs that has not run out. Django keeps no column for whose a session is."""
    for session in Session.objects.filter(expire_date__gte=timezone.now()).iterator():
        data = session.get_decoded()
        if data.get("_auth_user_id") == str(user.pk):
            yield session, data


def signed_in(user: User, here: str | None) -> list[SignedIn]:
    """This one first, then the newest."""
    found = [
        SignedIn(
            digest_of(session.session_key), data.get(DEVICE, ""),
            datetime.fromisoformat(data[SINCE]) if SINCE in data else None, session.session_key == here,
        )
        for session, data in sessions_of(user)
    ]  # fmt: skip
    return sorted(found, key=lambda s: (s.is_here, s.since.timestamp() if s.since else 0.0), reverse=True)


def digest_of(session_key: str) -> str:
    return sha256(session_key.encode()).hexdigest()[:32]
