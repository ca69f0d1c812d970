"""What a view needs whose form is kept while it is typed: `@keeps(title)`."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lotse.accounts.access import require
from lotse.accounts.permissions import Action
from lotse.audit.sent import KEEPS, led_on
from lotse.cases.access import get_file
from lotse.cases.actions import Refused
from lotse.notes.drafts import PLACE, Saved, Typed, differing, save_draft
from lotse.notes.kept import Kept, typed_in_form, window_of
from lotse.notes.models import Draft
from lotse.ui.filters import time_
from lotse.ui.middleware import is_htmx
from lotse.ui.render import render

View = Callable[..., HttpResponse]


def keeps(title: str | Promise, *, in_file: bool = True) -> Callable[[View], View]:
    """`title` names the form in the list of drafts. With `in_file` the address has the file's id as `key`; else the
    words lie under the organisation's key."""

    def decorate(view: View) -> View:
        @wraps(view)
        def kept_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            kept = Kept(request, kwargs["key"] if in_file else None)
            request.kept = kept  # type: ignore[attr-defined]
            if request.method == "POST" and KEEPS in request.GET:
                return _keep(request, kept.file_id)
            response = view(request, *args, **kwargs)
            if request.method == "POST" and led_on(response):
                kept.settle()
            return response

        kept_view.kept_as = title  # type: ignore[attr-defined]
        return kept_view

    return decorate


def _keep(request: HttpRequest, key: UUID | None) -> HttpResponse:
    """By the script every few seconds, or by the button of a browser without scripts. Whoever may no longer write in
    the file keeps nothing there."""
    file = get_file(request, key, action=Action.WRITE_NOTES) if key else None
    if file is None:
        require(request, Action.WRITE_NOTES)
    window, typed = window_of(request), typed_in_form(request)
    if window is None:
        message = _("Dieser Entwurf lässt sich nicht zuordnen. Laden Sie die Seite neu.")
        return JsonResponse({"message": message}, status=400)
    try:
        saved = save_draft(window, Draft.Kind.FORM, typed, file=file, author=request.user, now=request.now)  # type: ignore[arg-type, attr-defined]
    except Refused as refused:
        return JsonResponse({"message": str(refused)}, status=409)
    message = _("Entwurf gesichert, %(time)s") % {"time": time_(request.now)}  # type: ignore[attr-defined]
    if not is_htmx(request):
        messages.success(request, message)
        return redirect(f"{request.path}?entwurf={saved.draft.pk}")
    answer = {"id": str(saved.draft.pk), "version": saved.draft.version, "message": message}
    if saved.other is not None:
        answer["both"] = _other_version(request, saved, typed, window.draft_id)
    return JsonResponse(answer)


def _other_version(request: HttpRequest, saved: Saved, typed: Typed, other_id: UUID) -> str:
    """What the other window wrote, for this one to see."""
    assert saved.other is not None
    names = [name for name in differing(typed, saved.other) if name != PLACE]
    texts = [text for name in names for text in saved.other.get(name, ()) if text.strip()]
    page = render(request, "notes/other_form.html", {"texts": texts, "other": f"{request.path}?entwurf={other_id}"})
    return page.content.decode()
