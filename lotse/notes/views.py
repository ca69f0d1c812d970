"""/akten/<key>/vermerk/neu/ and /vermerke/gruppe/neu/: writing down a contact."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lotse.accounts.access import require, rights
from lotse.accounts.permissions import Action
from lotse.cases.access import get_file, get_files
from lotse.cases.actions import Refused
from lotse.cases.due import punctuality, rule_of
from lotse.cases.header import header
from lotse.cases.households import household_files
from lotse.cases.models import Deadline
from lotse.notes.access import writable
from lotse.notes.actions import record_note
from lotse.notes.effects import Effects, effects
from lotse.notes.forms import GroupForm, NoteForm
from lotse.rulebook import access as rulebook
from lotse.ui.reasons import text_in_language
from lotse.ui.render import render


def write(request: HttpRequest, key: UUID) -> HttpResponse:
    file = get_file(request, key, action=Action.WRITE_NOTES)
    head = header(request, file, "write")
    if not head.can_write_notes:
        messages.warning(request, _("Die Akte ist geschlossen. Öffnen Sie sie wieder, um einen Vermerk zu schreiben."))
        return redirect("desk:file", file.pk)
    household = household_files(file, rights(request), Action.WRITE_NOTES, head.today)
    form = NoteForm(
        request.POST or None, file=file, household=household, concept=head.concept, today=head.today,
        initial={"contact_form": request.GET.get("form", "")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            recorded = record_note(
                form.chosen_files(),
                form.contact(),
                author=request.user,
                by=request.user,
                note_id=form.cleaned_data["note_id"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, " ".join([_("Der Vermerk ist festgeschrieben."), *met_sentences(recorded.met)]))
            return redirect("desk:file", file.pk)
    return render(
        request, "notes/write.html",
        {"head": head, "file": file, "form": form, "effects": _expected(form)}, status=422 if form.errors else 200,
    )  # fmt: skip


@require_POST
def foresee(request: HttpRequest, key: UUID) -> HttpResponse:
    """The side panel alone, while the form is being filled in; nothing is stored, and no text is sent."""
    file = get_file(request, key, action=Action.WRITE_NOTES)
    head = header(request, file, "write")
    household = household_files(file, rights(request), Action.WRITE_NOTES, head.today)
    form = NoteForm(request.POST, file=file, household=household, concept=head.concept, today=head.today)
    form.is_valid()
    context = {"head": head, "file": file, "form": form, "effects": _expected(form)}
    return render(request, "notes/write.html", context, block="foreseen")


def _expected(form: NoteForm) -> Effects:
    """From what is chosen so far, valid or not."""

    def value(name: str) -> Any:
        if form.is_bound:
            return form.cleaned_data.get(name) if name not in form.errors else None
        return form.get_initial_for_field(form.fields[name], name)

    chosen = {str(key) for key in value("persons") or ()}
    return effects(
        [f for f in form.household if str(f.pk) in chosen],
        form.concept,
        form=str(value("contact_form") or ""),
        on=value("on"),
        topics=list(value("topics") or ()),
        follow_up_on=value("follow_up_on"),
        today=form.today,
    )


def met_sentences(met: Iterable[Deadline]) -> list[str]:
    """ "Aufsuchen in der Unterkunft: erfüllt, fristgerecht." once for each rule."""
    found = []
    for row in met:
        assert row.met_on is not None
        title = text_in_language(rule_of(row).title)
        found.append(_("%(title)s: erfüllt, %(how)s.") % {"title": title, "how": punctuality(row.due_on, row.met_on)})
    return list(dict.fromkeys(found))


def write_group(request: HttpRequest) -> HttpResponse:
    """One session, many files."""
    held, today = require(request, Action.WRITE_NOTES), request.today
    only_mine = request.GET.get("wessen") != "team"
    has_team = held.scope(Action.WRITE_NOTES) != "own"
    files = writable(held, today, only_mine=only_mine or not has_team)
    concept = rulebook.current(today)
    form = GroupForm(request.POST or None, files=files, concept=concept, today=today)
    if request.method == "POST" and form.is_valid():
        chosen = get_files(request, [f.pk for f in form.chosen_files()], action=Action.WRITE_NOTES)
        try:
            record_note(
                chosen, form.contact(), author=request.user, by=request.user, note_id=form.cleaned_data["note_id"]
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            text = ngettext(
                "Der Vermerk ist festgeschrieben; er steht in einer Akte.",
                "Der Vermerk ist festgeschrieben; er steht in %(n)s Akten.",
                len(chosen),
            )
            messages.success(request, text % {"n": len(chosen)})
            return redirect("desk:today")
    return render(
        request, "notes/group.html",
        {"form": form, "files": files, "only_mine": only_mine or not has_team, "has_team": has_team},
        status=422 if form.errors else 200,
    )  # fmt: skip
