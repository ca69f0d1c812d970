"""/akten/<key>/fallsteuerung/ziele/…: goals in her words and in German, agreed by both."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lotse.cases.actions import Refused
from lotse.cases.header import Header
from lotse.cases.planning import Changed
from lotse.cases.views.frame import page
from lotse.casework import goals as verbs
from lotse.casework.access import cycles_of, get_cycle, may_decide, may_write, open_cycle, open_to_read, open_to_write
from lotse.casework.agreed import Agreement, Goal
from lotse.casework.cycle import lacks_of, step_of
from lotse.casework.goal_forms import AgreeForm, EndOnForm, GoalForm, PaperForm
from lotse.casework.goals_read import goals_in, show, status_inputs, versions_of
from lotse.casework.views.overview import closed
from lotse.notes.shelf import Paper, shelf
from lotse.notes.views.kept import keeps

NEWEST = 30  # so many documents are offered as the signed paper


def goals(request: HttpRequest, key: UUID, row: UUID | None = None) -> HttpResponse:
    """The version at work, else the one in force; or the one asked for."""
    head = open_to_read(request, key)
    cycles = cycles_of(head)
    versions = versions_of(cycles)
    shown = next((v for v in reversed(versions) if row is None or v.pk == row), None)
    if row is not None and shown is None:
        raise Http404
    cycle = next((c for c in cycles if c.is_open and c.file_id == head.file.pk), None)
    mine = [v for v in versions if cycle is not None and v.cycle_id == cycle.pk]
    writes, is_mine = may_write(head) and cycle is not None, shown in mine
    at_work = is_mine and shown is not None and shown.taken_id is None
    context = {
        "cycle": cycle, "versions": versions, "shown": show(head, shown) if shown else None,
        "step": next((s for s in head.concept.steps if s.kind == "goals"), None),
        "can_edit": writes and (at_work or not mine), "can_agree": writes and at_work,
        "can_begin": writes and bool(mine) and all(v.taken_id for v in mine),
        "can_attach": writes and is_mine and not at_work, "can_decide": may_decide(head) and is_mine,
        "end_form": EndOnForm(initial={"planned_end_on": shown.planned_end_on}) if at_work and shown else None,
        "horizons": head.concept.horizons,
    }  # fmt: skip
    return page(request, "casework/goals.html", head, context)


@require_POST
def begin_version(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    if answer := closed(request, head):
        return answer
    verbs.begin_version(get_cycle(head), by=request.user)
    return redirect("casework:goals", head.file.pk)


@require_POST
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    try:
        verbs.discard(_at_work(head), by=request.user)
        messages.success(request, _("Die begonnene Fassung ist verworfen."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("casework:goals", head.file.pk)


def _at_work(head: Header) -> Agreement:
    found = verbs.at_work(get_cycle(head))
    if found is None:
        raise Http404
    return found


@keeps(gettext_lazy("Ziel"))
def goal(request: HttpRequest, key: UUID, row: UUID | None = None) -> HttpResponse:
    """A goal of the version at work; the first one begins it."""
    head = open_to_write(request, key)
    if answer := closed(request, head):
        return answer
    cycle = get_cycle(head)
    agreement = verbs.at_work(cycle)
    known = goals_in(head, agreement) if agreement else []
    found = next((g for g in known if g.pk == row), None)
    if row is not None and found is None:
        raise Http404
    if agreement is None and verbs.newest(cycle) is not None:
        return redirect("casework:goals", head.file.pk)
    if request.method == "POST" and found and request.POST.get("step") == "entfernen":
        verbs.remove_goal(found, by=request.user)
        messages.success(request, _("Das Ziel ist entfernt."))
        return redirect("casework:goals", head.file.pk)
    others = [g for g in known if g.pk != row and g.leads_to_id is None] if not _has_steps(known, row) else []
    shown = found or Goal(language=head.person.contact_language)
    form = GoalForm(request.POST or None, head=head, row=shown, others=others)
    if request.method == "POST" and form.is_valid():
        try:
            if found is None:
                verbs.add_goal(agreement or verbs.begin_version(cycle, by=request.user), form.values(), by=request.user)
            else:
                verbs.change_goal(found, form.values(), version=form.cleaned_data["version"], by=request.user)
        except Changed:
            found = next(g for g in goals_in(head, _at_work(head)) if g.pk == row)
            form.show_both(found)
        else:
            messages.success(request, _("Das Ziel ist gesichert."))
            return redirect("casework:goals", head.file.pk)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    context: dict[str, Any] = {"form": form, "row": found, "status": status_inputs(head)}
    context["horizons"] = head.concept.horizons
    return page(request, "casework/goal.html", head, context, status)


def _has_steps(known: list[Goal], row: UUID | None) -> bool:
    """A goal that others lead to does not lead to another one itself."""
    return row is not None and any(g.leads_to_id == row for g in known)


@require_POST
def planned_end(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    if answer := closed(request, head):
        return answer
    form = EndOnForm(request.POST)
    if form.is_valid():
        verbs.plan_end(_at_work(head), form.cleaned_data["planned_end_on"], by=request.user)
        messages.success(request, _("Das geplante Ende ist gesichert."))
    else:
        messages.warning(request, " ".join(form.errors["planned_end_on"]))
    return redirect("casework:goals", head.file.pk)


def papers_of(head: Header) -> list[Paper]:
    return [p for p in shelf(head, newest=NEWEST).papers if not p.struck and not p.is_erased]


@keeps(gettext_lazy("Ziele vereinbaren"))
def agree(request: HttpRequest, key: UUID) -> HttpResponse:
    """Agreed by both, on a day; the scan may come later."""
    head = open_to_write(request, key)
    cycle = open_cycle(head)
    row = verbs.at_work(cycle) if cycle else None
    if (answer := closed(request, head)) or row is None:
        return answer or redirect("casework:goals", head.file.pk)
    form = AgreeForm(
        request.POST or None, today=head.today, lacks=lacks_of(row.cycle, "goals"), papers=papers_of(head)
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.agree(
                row, data["on"], data["how"], document=data["document"], deviation=data["deviation"], by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Die Ziele sind vereinbart."))
            return redirect("casework:overview", head.file.pk)
    context = {"form": form, "shown": show(head, row), "step": step_of(row.cycle, "goals")}
    return page(request, "casework/agree.html", head, context, 422 if form.errors else 200)


def paper(request: HttpRequest, key: UUID) -> HttpResponse:
    """Link the scan of the signed paper to what is agreed."""
    head = open_to_write(request, key)
    cycle = open_cycle(head)
    row = verbs.in_force(cycle) if cycle else None
    if (answer := closed(request, head)) or row is None:
        return answer or redirect("casework:goals", head.file.pk)
    form = PaperForm(request.POST or None, papers=papers_of(head), initial={"document": str(row.document_id or "")})
    if request.method == "POST" and form.is_valid():
        verbs.attach(row, form.cleaned_data["document"], by=request.user)
        messages.success(request, _("Gesichert."))
        return redirect("casework:goals", head.file.pk)
    return page(request, "casework/agreement_paper.html", head, {"form": form}, 422 if form.errors else 200)
