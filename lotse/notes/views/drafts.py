"""Keeping what is typed: /akten/<key>/vermerk/entwurf/, /vermerke/gruppe/entwurf/, /vermerke/entwurf/<key>/."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lotse.accounts.access import require, rights
from lotse.accounts.permissions import Action
from lotse.cases.access import get_file
from lotse.cases.actions import Refused
from lotse.cases.households import household_files
from lotse.cases.models import File
from lotse.concept.model import Concept
from lotse.notes.access import get_draft, get_note, writable
from lotse.notes.drafts import (
    Saved,
    Typed,
    Window,
    differing,
    discard_draft,
    has_words,
    is_kept,
    save_draft,
    typed_in,
)
from lotse.notes.forms import DraftedForm, GroupForm, NoteForm, SupplementForm
from lotse.notes.kept import address_of, form_address, title_of
from lotse.notes.models import Draft, Note
from lotse.notes.today import drafts_for
from lotse.notes.words import shown_fields
from lotse.rulebook import access as rulebook
from lotse.ui.filters import time_
from lotse.ui.render import render


@require_POST
def keep(request: HttpRequest, key: UUID) -> HttpResponse:
    """A note about the people of one household."""
    file = get_file(request, key, action=Action.WRITE_NOTES, reading="note")
    household = household_files(file, rights(request), Action.WRITE_NOTES, request.today)
    concept = rulebook.get(file.concept)
    form = NoteForm(posted(request, file), file=file, household=household, concept=concept, today=request.today)
    return _keep(request, form, Draft.Kind.NOTE, file)


@require_POST
def keep_group(request: HttpRequest) -> HttpResponse:
    held, today = require(request, Action.WRITE_NOTES), request.today
    files = writable(held, today, only_mine=False)
    form = GroupForm(request.POST, files=files, concept=rulebook.current(today), today=today)
    return _keep(request, form, Draft.Kind.GROUP, None)


@require_POST
def keep_supplement(request: HttpRequest, key: UUID, note: UUID) -> HttpResponse:
    file, found = get_note(request, key, note)
    return _keep(request, SupplementForm(request.POST), Draft.Kind.SUPPLEMENT, file, found)


def _keep(
    request: HttpRequest, form: DraftedForm, kind: str, file: File | None, about: Note | None = None
) -> HttpResponse:
    window, typed = form.window(), form.typed()
    if window is None:
        message = _("Dieser Entwurf lässt sich nicht zuordnen. Laden Sie die Seite neu.")
        return JsonResponse({"message": message}, status=400)
    if not has_words(typed, form.words()) and not is_kept(window):
        return JsonResponse({})  # nothing to keep yet
    try:
        saved = save_draft(window, kind, typed, file=file, about=about, author=request.user, now=request.now)
    except Refused as refused:
        return JsonResponse({"message": str(refused)}, status=409)
    answer = {
        "id": str(saved.draft.pk), "version": saved.draft.version,
        "message": _("Entwurf gesichert, %(time)s") % {"time": time_(request.now)},
    }  # fmt: skip
    if saved.other is not None:
        answer["both"] = _other_version(request, saved, typed)
    return JsonResponse(answer)


def _other_version(request: HttpRequest, saved: Saved, typed: Typed) -> str:
    """What the other window wrote, field by field, for this one to see."""
    assert saved.other is not None
    rows = shown_fields(_concept(saved.draft, request.today), saved.other, differing(typed, saved.other))
    page = render(request, "notes/other_version.html", {"rows": rows, "draft": saved.draft})
    return page.content.decode()


def posted(request: HttpRequest, file: File) -> QueryDict:
    """The short form leaves out what is usual: this one person, in their language."""
    if "kurz" not in request.POST:
        return request.POST
    data = request.POST.copy()
    data["persons"], data["language"] = str(file.pk), file.person.contact_language
    data.setlist("fields_of_action", [key for key in data.getlist("fields_of_action") if key])  # "keines" is none
    if file.person.needs_interpreter:
        data["with_interpreter"] = "on"
    return data


def keep_and_return(
    request: HttpRequest, form: DraftedForm, window: Window, kind: str, file: File | None
) -> HttpResponse:
    """The button, for browsers without scripts: keep, and go on writing."""
    saved = save_draft(window, kind, form.typed(), file=file, author=request.user, now=request.now)
    messages.success(request, _("Entwurf gesichert, %(time)s") % {"time": time_(request.now)})
    if saved.other is not None:
        messages.warning(
            request,
            _("In einem anderen Fenster haben Sie diesen Entwurf anders weitergeschrieben. Beide Fassungen sind "
              "gesichert und stehen unter „Entwürfe“."),
        )  # fmt: skip
    address = reverse("notes:write", args=[file.pk]) if file else reverse("notes:group")
    return redirect(f"{address}?entwurf={saved.draft.pk}")


def chosen_draft(request: HttpRequest, waiting: list[Draft]) -> Draft | None:
    """The draft the person wants to go on with; only one that waits here."""
    return next((d for d in waiting if str(d.pk) == request.GET.get("entwurf")), None)


def continued(draft: Draft | None, **initial: str) -> dict[str, Any]:
    """What a form needs to go on with a draft: its words, and which version of it the page knows."""
    if draft is None:
        return {"initial": initial}
    return {"typed": typed_in(draft), "initial": {"note_id": draft.pk, "draft_version": draft.version}}


def draft(request: HttpRequest, key: UUID) -> HttpResponse:
    """One waiting draft: read it, go on with it, or throw it away by one's own decision."""
    found, may_open = get_draft(request, key)
    if request.method == "POST":
        back = address_of(typed_in(found)) if may_open and found.kind == Draft.Kind.FORM else ""
        discard_draft(found, by=request.user)
        messages.success(request, _("Der Entwurf ist verworfen."))
        return redirect(back or "notes:drafts")
    shows = may_open and found.kind != Draft.Kind.FORM  # the words of a form stand behind its own door
    rows = shown_fields(_concept(found, request.today), typed_in(found)) if shows else []
    context = {"draft": found, "may_open": may_open, "rows": rows, "goes_on": goes_on(found) if may_open else ""}
    context["title"] = (found.kind == Draft.Kind.FORM and may_open and title_of(typed_in(found))) or ""
    return render(request, "notes/draft.html", context)


def _concept(draft: Draft, today: date) -> Concept:
    return rulebook.get(draft.file.concept) if draft.file else rulebook.current(today)


def drafts(request: HttpRequest) -> HttpResponse:
    held = require(request, Action.WRITE_NOTES)
    return render(request, "notes/drafts.html", {"drafts": drafts_for(held, request.today)})


def goes_on(draft: Draft) -> str:
    """Where one goes on writing it."""
    if draft.kind == Draft.Kind.FORM:
        return form_address(draft, typed_in(draft))
    if draft.file_id is None:
        return f"{reverse('notes:group')}?entwurf={draft.pk}"
    if draft.note_id:
        return reverse("notes:note", args=[draft.file_id, draft.note_id]) + f"?entwurf={draft.pk}"
    return reverse("notes:write", args=[draft.file_id]) + f"?entwurf={draft.pk}"
