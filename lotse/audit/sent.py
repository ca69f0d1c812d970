"""A form sent twice is carried out once.

A form carries an id made when it was shown (`{{ form_id() }}`). The first sending and its verbs are one transaction
with a row that says where it led; the same person sending the same words under the same id again (a double click, a
reload, a slow line) is led there, and nothing is made a second time. Two at the same moment: the second waits for the
row of the first. The row is found by a digest over person, address and everything sent, so somebody else's id, or
one's own with other words, finds nothing: it is a form of its own.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lotse.audit.context import carried_out, was_carried_out
from lotse.audit.models import SentForm
from lotse.ui.middleware import is_htmx

logger = logging.getLogger("lotse.request")

FIELD = "form_id"
KEEPS = "sichern"  # in the address of what only keeps a draft: that may come as often as it likes
SAYS_NOTHING = ("csrfmiddlewaretoken", "draft_version", "draft_tab")  # differ between two sendings of the same words
KEPT_FOR = timedelta(days=7)
LONGEST = 400  # of an address that was led to; a longer one is none of ours, but made of what somebody sent

View = Callable[..., HttpResponse]


class OnceMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Last of all middlewares: whoever comes this far is signed in and has shown the token of the page."""
        if request.method != "POST" or is_htmx(request) or KEEPS in request.GET or form_id_of(request) is None:
            return None  # htmx draws a block of the page anew, and carries nothing out
        if not request.user.is_authenticated:
            return None
        return _once(request, lambda: view(request, *args, **kwargs))

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A button carries no id: what it is about may be gone meanwhile as well."""
        if request.method == "POST" and isinstance(exception, ObjectDoesNotExist):
            raise _gone(exception) from exception


def form_id_of(request: HttpRequest) -> UUID | None:
    with suppress(ValueError):
        return UUID(request.POST.get(FIELD, ""))
    return None


def _once(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    answer: HttpResponse | Http404 | PermissionDenied | None = None
    try:
        with transaction.atomic(), carried_out():
            answer = _claimed(request, view)
    except IntegrityError as error:
        if answer is None:
            raise
        # only the end of the transaction found it: what the new row points to was removed a moment ago
        answer = _gone(error)
    if isinstance(answer, Exception):
        raise answer
    return answer


def _claimed(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse | Http404 | PermissionDenied:
    """The answer of the view, or its refusal: raised later, so that what the door has logged stays logged."""
    now = request.now
    row, is_first = SentForm.objects.get_or_create(digest=_digest(request), defaults={"sent_at": now})
    if not is_first:
        messages.info(request, _("Das war schon gesichert: zweimal gesendet, einmal eingetragen."))
        return HttpResponseRedirect(row.led_to)
    answer: HttpResponse | Http404 | PermissionDenied
    try:
        answer = view()
    except (Http404, PermissionDenied) as error:
        answer = error
    except ObjectDoesNotExist as error:  # between the door and the verb
        answer = _gone(error)
    led_to = answer.headers.get("Location", "") if isinstance(answer, HttpResponse) else ""
    if isinstance(answer, HttpResponse) and led_on(answer) and len(led_to) <= LONGEST:
        row.led_to = led_to
        row.save(update_fields=["led_to"])
    else:
        row.delete()
    return answer


def _gone(error: Exception) -> Http404:
    """Somebody else has removed meanwhile what this was about."""
    logger.warning("gone meanwhile: %s", type(error).__qualname__)
    return Http404()


def led_on(response: HttpResponse) -> bool:
    """To the next page, and something was carried out. A closed file and what was refused lead on too, to no effect."""
    return response.status_code == 302 and was_carried_out()


def _digest(request: HttpRequest) -> str:
    """Keyed, so that nobody can try words against it."""
    said = [(name, request.POST.getlist(name)) for name in sorted(request.POST) if name not in SAYS_NOTHING]
    files = [(name, f.name, _content(f)) for name in sorted(request.FILES) for f in request.FILES.getlist(name)]
    what = repr((request.user.pk, request.get_full_path(), said, files))
    digest: str = salted_hmac("lotse.audit.sent", what, algorithm="sha256").hexdigest()
    return digest


def _content(file: UploadedFile) -> str:
    """Another scan of the same name and length is another scan."""
    content = sha256()
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)
    return content.hexdigest()


def forget_sent_forms(now: datetime) -> int:
    forgotten: int = SentForm.objects.filter(sent_at__lt=now - KEPT_FOR).delete()[0]
    return forgotten
