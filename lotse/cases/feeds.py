"""The calendar of a worker as others fetch it: times and file numbers, no names. The address is the secret."""

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.access import rights_of
from lotse.accounts.actions import as_actor
from lotse.accounts.models import User, in_force
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.due import rule_of
from lotse.cases.models import Allocation, Appointment, CalendarFeed, Deadline
from lotse.ui.reasons import text_in_language

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
MOST = 1000


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def new_feed(user: User) -> str:
    """A new secret; the one before stops working. It is shown once and stored nowhere."""
    secret = secrets.token_urlsafe(32)
    with as_actor(user, "new_calendar_feed"), transaction.atomic():
        user.calendar_feeds.filter(ended_at=None).update(ended_at=timezone.now())
        CalendarFeed.objects.create(user=user, digest=digest_of(secret))
    return secret


def end_feed(user: User) -> None:
    with as_actor(user, "end_calendar_feed"), transaction.atomic():
        user.calendar_feeds.filter(ended_at=None).update(ended_at=timezone.now())


def feed_of(user: User) -> CalendarFeed | None:
    return user.calendar_feeds.filter(ended_at=None).first()


def owner(secret: str, today: date) -> User | None:
    """Whose address this is. The database is asked for a digest only, so its answer's time says nothing of secrets."""
    digest = digest_of(secret)
    feed = CalendarFeed.objects.filter(digest=digest, ended_at=None).select_related("user").first()
    if feed is None or not compare_digest(feed.digest, digest):
        return None
    has_left = feed.user.left_on is not None and feed.user.left_on < today
    return feed.user if feed.user.is_active and not has_left else None


def calendar_text(user: User, today: date, now: datetime, host: str) -> str:
    """The whole calendar (RFC 5545). Only what the person may open today."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lotse//Kalender//DE", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
             f"X-WR-CALNAME:{escaped(_('Lotse'))}"]  # fmt: skip
    for entry in _entries(user, today, now, host):
        lines += ["BEGIN:VEVENT", *entry, "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(folded(line) for line in lines)


def _entries(user: User, today: date, now: datetime, host: str) -> Iterator[list[str]]:
    held = rights_of(user, today)
    reached = files_for(held, Action.WRITE_NOTES, today).filter(closed_on=None, merged_into=None)
    stamp = f"DTSTAMP:{_utc(now)}"
    for a in (
        Appointment.objects.filter(
            user=user, file__in=reached.values("pk"), starts_at__gt=now - BACK, starts_at__lt=now + AHEAD
        )
        .exclude(outcome__in=[Appointment.Outcome.CALLED_OFF])
        .order_by("starts_at")
        .values_list("pk", "starts_at", "ends_at", "file__number", "version")[:MOST]
    ):
        pk, starts_at, ends_at, number, version = a
        yield [
            f"UID:{pk}@{host}", stamp, f"SEQUENCE:{version}", f"DTSTART:{_utc(starts_at)}", f"DTEND:{_utc(ends_at)}",
            f"SUMMARY:{escaped(_('Termin (Lotse)'))}",
            f"DESCRIPTION:{escaped(_('Akte %(number)s') % {'number': number})}", "CLASS:PRIVATE",
        ]  # fmt: skip
    mine = Allocation.objects.filter(in_force(today), user=user).values("file")
    for d in (
        Deadline.objects.filter(
            kind="deadline", met_on=None, superseded_at=None, file__in=reached.filter(pk__in=mine).values("pk"),
            due_on__gt=today - BACK, due_on__lt=today + AHEAD,
        )
        .select_related("file")
        .order_by("due_on")[:MOST]
    ):  # fmt: skip
        what = _("%(title)s, Akte %(number)s") % {
            "title": text_in_language(rule_of(d).title), "number": d.file.number,
        }  # fmt: skip
        yield [
            f"UID:{d.pk}@{host}", stamp, f"DTSTART;VALUE=DATE:{d.due_on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{d.due_on + timedelta(days=1):%Y%m%d}", f"SUMMARY:{escaped(_('Frist (Lotse)'))}",
            f"DESCRIPTION:{escaped(what)}", "TRANSP:TRANSPARENT", "CLASS:PRIVATE",
        ]  # fmt: skip


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Backslash, semicolon, comma and line break, as RFC 5545 3.3.11 wants them."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> str:
    """Lines of at most 75 octets, never cut inside a character (RFC 5545 3.1), each ended by CRLF."""
    parts, room, part = [], 75, ""
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append(part)
            part, room = "", 74  # a following line begins with a space
        part += sign
        room -= size
    return "\r\n ".join([*parts, part]) + "\r\n"
