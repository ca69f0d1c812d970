"""/akten/<key>/fallsteuerung/: the path, and what concerns the cycle as a whole."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lotse.accounts.access import rights
from lotse.accounts.permissions import Action
from lotse.cases.actions import Refused
from lotse.cases.header import Header
from lotse.cases.households import household_files
from lotse.cases.method import CASE_MANAGEMENT, methods_of, other_method
from lotse.cases.views.frame import page
from lotse.cases.words import title
from lotse.casework import cycle as verbs
from lotse.casework.access import (
    cycles_of,
    get_cycle,
    get_step,
    may_decide,
    may_write,
    open_cycle,
    open_to_read,
    open_to_write,
)
from lotse.casework.closure import closing_lacks, end
from lotse.casework.facts import facts_for
from lotse.casework.forms import EndForm, UndoForm
from lotse.casework.path import outcome_title, path_of, steps_taken
from lotse.casework.prompt import Prompt, answers_of, prompts_of
from lotse.notes.views.kept import keeps
from lotse.rulebook import access as rulebook


def overview(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_read(request, key)
    cycles = cycles_of(head)
    facts, taken = (facts_for(cycles), steps_taken(head, cycles)) if cycles else ({}, {})
    runs = [
        {
            "cycle": c, "facts": facts[c.pk], "taken": taken[c.pk],
            "path": path_of(head.file.pk, rulebook.get(c.file.concept), facts[c.pk], is_open=c.is_open),
        }
        for c in reversed(cycles)
    ]  # fmt: skip
    current = next((r for r in runs if r["cycle"].is_open and r["cycle"].file_id == head.file.pk), None)
    since = verbs.standing(current["cycle"].started) if current else None
    by_event = None if cycles else verbs.running_event(head.file)
    context = {
        "since": since, "current": current, "former": [r for r in runs if r is not current],
        "prompt": None if cycles else prompt_for(request, head), "answers": answers_of(head.file_ids),
        "by_event": by_event,
        "can_write": may_write(head), "can_decide": may_decide(head),
        "method": _method(head, is_managed=bool(since or by_event)),
    }  # fmt: skip
    return page(request, "casework/overview.html", head, context)


def _method(head: Header, *, is_managed: bool) -> str:
    key = CASE_MANAGEMENT if is_managed else other_method(head.concept)
    return title(methods_of(head.concept), key) if key and methods_of(head.concept) else ""


def prompt_for(request: HttpRequest, head: Header) -> Prompt | None:
    """For the person with her household, as far as one may read its notes."""
    if not head.file.can_grow or head.person.died_on:
        return None
    household = household_files(head.file, rights(request), Action.READ_NOTES, head.today)
    return prompts_of([household or [head.file]], head.today).get(head.file.pk)


def closed(request: HttpRequest, head: Header) -> HttpResponse | None:
    if may_write(head):
        return None
    messages.warning(request, _("In diese Akte wird nichts mehr eingetragen."))
    return redirect("casework:overview", head.file.pk)


def open_to_decide(request: HttpRequest, key: UUID) -> Header:
    """For a step that is an event of the file besides."""
    head = open_to_write(request, key)
    if not head.can_edit:
        raise PermissionDenied
    return head


@require_POST
def begin_cycle(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take up what was entered as an event only, or start again without an appointment."""
    head = open_to_write(request, key)
    if answer := closed(request, head):
        return answer
    verbs.begin(head.file, head.today, by=request.user)
    return redirect("casework:overview", head.file.pk)


@require_POST
def drop_cycle(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    try:
        verbs.drop(get_cycle(head), by=request.user)
        messages.success(request, _("Die Fallsteuerung ist verworfen; es war noch nichts festgehalten."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("casework:overview", head.file.pk)


@keeps(gettext_lazy("Ende der Fallsteuerung"))
def end_cycle(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_decide(request, key)
    if (answer := closed(request, head)) or (cycle := open_cycle(head)) is None:
        return answer or redirect("casework:overview", head.file.pk)
    form = EndForm(request.POST or None, head=head, lacks=closing_lacks(cycle))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            end(cycle, data["on"], data["reason"], deviation=data["deviation"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Die Fallsteuerung ist beendet. Sie bleibt lesbar."))
            return redirect("casework:overview", head.file.pk)
    return page(request, "casework/end.html", head, {"form": form, "cycle": cycle}, 422 if form.errors else 200)


@keeps(gettext_lazy("Schritt zurücknehmen"))
def undo_step(request: HttpRequest, key: UUID, step: UUID) -> HttpResponse:
    """Take a step back, with a reason."""
    head = open_to_decide(request, key)
    row = get_step(head, step)
    if answer := closed(request, head):
        return answer
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.undo(row, form.cleaned_data["words"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Zurückgenommen. Der Schritt bleibt gestrichen im Verlauf stehen."))
            return redirect("casework:overview", head.file.pk)
    concept = rulebook.get(row.concept)
    what = next((s.title for s in concept.steps if s.key == row.step), None)
    context = {"form": form, "row": row, "what": what, "outcome": outcome_title(concept, row.kind, row.outcome)}
    return page(request, "casework/undo.html", head, context, 422 if form.errors else 200)
