"""/akten/<key>/fallsteuerung/plan/…: the help plan on one page, its measures and reviews."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lotse.accounts.permissions import Action
from lotse.cases.actions import Refused
from lotse.cases.header import Header
from lotse.cases.planning import Changed
from lotse.cases.views.frame import page
from lotse.casework import plan as verbs
from lotse.casework.access import (
    cycles_of,
    get_cycle,
    get_measure,
    get_review,
    may_decide,
    may_write,
    open_cycle,
    open_to_read,
    open_to_write,
)
from lotse.casework.agreed import HelpPlan, Measure
from lotse.casework.cycle import lacks_of, step_of
from lotse.casework.languages import beside_form, said_of
from lotse.casework.plan_forms import InForceForm, MeasureForm, ReviewDayForm, ReviewForm
from lotse.casework.plan_paper import TEXTS, plan_paper
from lotse.casework.plan_read import goal_choices, measures_in, reviews_of, show, versions_of
from lotse.casework.views.overview import closed
from lotse.network.shown import offer_name, running_offers
from lotse.notes.views.kept import keeps
from lotse.notes.views.press import Filing, press_page, titled


def _of_page(request: HttpRequest, key: UUID, row: UUID | None) -> tuple[Header, dict[str, Any]]:
    head = open_to_read(request, key)
    cycles = cycles_of(head)
    versions = versions_of(cycles)
    chosen = next((v for v in reversed(versions) if row is None or v.pk == row), None)
    if row is not None and chosen is None:
        raise Http404
    cycle = next((c for c in cycles if c.is_open and c.file_id == head.file.pk), None)
    mine = [v for v in versions if cycle is not None and v.cycle_id == cycle.pk]
    writes, is_mine = may_write(head) and cycle is not None, chosen in mine
    at_work = is_mine and chosen is not None and chosen.taken_id is None
    of = chosen.cycle if chosen else cycle
    return head, {
        "cycle": cycle, "versions": versions, "shown": show(head, chosen) if chosen else None,
        "step": next((s for s in head.concept.steps if s.kind == "help-plan"), None),
        "reviews": reviews_of(head, of) if of else [],
        "can_edit": writes and (at_work or not mine), "can_force": writes and at_work,
        "can_begin": writes and bool(mine) and all(v.taken_id for v in mine),
        "can_settle": writes and is_mine, "can_review": writes and (is_mine or not mine),
        "can_decide": may_decide(head) and is_mine, "day_form": ReviewDayForm(today=head.today),
    }  # fmt: skip


def plan(request: HttpRequest, key: UUID, row: UUID | None = None) -> HttpResponse:
    """The version at work, else the one in force; or the one asked for."""
    head, context = _of_page(request, key, row)
    return page(request, "casework/plan.html", head, context)


def print_plan(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """A version on one page, to sign."""
    head = open_to_read(request, key)
    version = next((v for v in versions_of(cycles_of(head)) if v.pk == row), None)
    if version is None:
        raise Http404
    shown, reviews = show(head, version), reviews_of(head, version.cycle)
    form = beside_form(request, head, TEXTS)
    context = said_of(form, head, TEXTS) | {
        "at_work": shown.is_at_work, "reviews": [r for r in reviews if r.held_on is None],
    }  # fmt: skip
    title = titled(gettext_lazy("Hilfeplan, Fassung %(number)s"), number=shown.number)
    return press_page(
        request, head, form, lambda typed: plan_paper(head, shown, reviews, typed["lang"]),
        Filing("other", title, "Hilfeplan"),
        action=Action.READ_NOTES, template="casework/plan_paper.html", context=context,
    )  # fmt: skip


@require_POST
def begin_version(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    if answer := closed(request, head):
        return answer
    verbs.begin_version(get_cycle(head), by=request.user)
    return redirect("casework:plan", head.file.pk)


@require_POST
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    found = verbs.at_work(get_cycle(head))
    if found is None:
        raise Http404
    try:
        verbs.discard(found, by=request.user)
        messages.success(request, _("Die begonnene Fassung ist verworfen."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("casework:plan", head.file.pk)


@keeps(gettext_lazy("Maßnahme"))
def measure(request: HttpRequest, key: UUID, row: UUID | None = None) -> HttpResponse:
    """A measure of the version at work; the first one begins it."""
    head = open_to_write(request, key)
    if answer := closed(request, head):
        return answer
    cycle = get_cycle(head)
    work = verbs.at_work(cycle)
    found = next((m for m in (measures_in(head, work) if work else []) if m.pk == row), None)
    if row is not None and found is None:
        raise Http404
    if work is None and verbs.newest(cycle) is not None:
        return redirect("casework:plan", head.file.pk)
    if request.method == "POST" and found and request.POST.get("step") == "entfernen":
        verbs.remove_measure(found, by=request.user)
        messages.success(request, _("Die Maßnahme ist entfernt."))
        return redirect("casework:plan", head.file.pk)
    typed = request.POST if request.method == "POST" and request.POST.get("step") == "suchen" else None
    hits, offers = _offers(request, found, head.today)
    form = MeasureForm(
        None if typed else request.POST or None,
        row=found or Measure(), goals=goal_choices(head, cycle), offers=offers, typed=typed,
    )  # fmt: skip
    if request.method == "POST" and not typed and form.is_valid():
        try:
            if found is None:
                verbs.add_measure(work or verbs.begin_version(cycle, by=request.user), form.values(), by=request.user)
            else:
                verbs.change_measure(found, form.values(), version=form.cleaned_data["version"], by=request.user)
        except Changed:
            form.show_both(next(m for m in measures_in(head, found.plan) if m.pk == row))  # type: ignore[union-attr]
        else:
            messages.success(request, _("Die Maßnahme ist gesichert."))
            return redirect("casework:plan", head.file.pk)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    context = {"form": form, "row": found, "searched": typed is not None, "found": hits}
    return page(request, "casework/measure.html", head, context, status)


def _offers(request: HttpRequest, row: Measure | None, today: date) -> tuple[int, list[tuple[UUID, str]]]:
    """How many offers of the directory were found, and those to choose from: the chosen one stays among them."""
    words = request.POST.get("find", "").strip()
    found = running_offers(words, today) if words else []
    typed = request.POST.get("directory", (row.offer_key if row else "") or "")
    try:
        chosen = UUID(typed) if typed else None
    except ValueError:
        chosen = None
    if chosen and chosen not in dict(found) and (name := offer_name(chosen)):
        return len(found), [(chosen, name), *found]
    return len(found), found


@require_POST
def settle(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """Done, dropped, or open again."""
    head = open_to_write(request, key)
    if answer := closed(request, head):
        return answer
    found = get_measure(get_cycle(head), row)
    state = request.POST.get("wie", "")
    verbs.settle_measure(found, state if state in Measure.State.values else "", head.today, by=request.user)
    return redirect("casework:plan", head.file.pk)


@keeps(gettext_lazy("Hilfeplan in Kraft setzen"))
def put_in_force(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    cycle = open_cycle(head)
    row: HelpPlan | None = verbs.at_work(cycle) if cycle else None
    if (answer := closed(request, head)) or row is None:
        return answer or redirect("casework:plan", head.file.pk)
    form = InForceForm(request.POST or None, today=head.today, lacks=lacks_of(row.cycle, "help-plan"))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.put_in_force(row, data["on"], part=data["part"], deviation=data["deviation"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Der Hilfeplan gilt."))
            return redirect("casework:overview", head.file.pk)
    context = {"form": form, "row": row, "step": step_of(row.cycle, "help-plan")}
    return page(request, "casework/plan_force.html", head, context, 422 if form.errors else 200)


# --- reviews ----------------------------------------------------------------------------------------------------------
@require_POST
def plan_review(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    if answer := closed(request, head):
        return answer
    form = ReviewDayForm(request.POST, today=head.today)
    if form.is_valid():
        verbs.plan_review(get_cycle(head), form.cleaned_data["due_on"], by=request.user)
        messages.success(request, _("Die Überprüfung steht im Plan und zu ihrer Zeit auf „Heute“."))
    else:
        messages.warning(request, " ".join(form.errors["due_on"]))
    return after_review(head)


def after_review(head: Header) -> HttpResponse:
    """To the monitoring, where the concept has that step."""
    return redirect("casework:monitoring" if has_monitoring(head) else "casework:plan", head.file.pk)


def has_monitoring(head: Header) -> bool:
    return any(step.kind == "monitoring" for step in head.concept.steps)


@keeps(gettext_lazy("Überprüfung"))
def review(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """How each goal stands, said on the day of the review."""
    head = open_to_write(request, key)
    if answer := closed(request, head):
        return answer
    cycle = get_cycle(head)
    found = get_review(head, cycle, row)
    if request.method == "POST" and request.POST.get("step") == "entfernen":
        try:
            verbs.cancel_review(found, by=request.user)
            messages.success(request, _("Der Termin der Überprüfung ist entfernt."))
        except Refused as refused:
            messages.warning(request, str(refused))
        return after_review(head)
    form = ReviewForm(request.POST or None, row=found, goals=goal_choices(head, cycle), today=head.today)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.hold_review(
                found, data["held_on"], form.said(), words=data["words"], version=data["version"], by=request.user
            )
        except Changed:
            form.show_both(get_review(head, cycle, row))
        else:
            if data["next_on"]:
                verbs.plan_review(cycle, data["next_on"], by=request.user)
            messages.success(request, _("Die Überprüfung ist gesichert."))
            return after_review(head)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    context = {"form": form, "row": found, "has_monitoring": has_monitoring(head)}
    return page(request, "casework/review.html", head, context, status)
