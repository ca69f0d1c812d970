"""/akten/<key>/fallsteuerung/monitoring/: reviews, goal deviations, and gaps as they are felt."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lotse.cases.actions import Refused
from lotse.cases.planning import Changed
from lotse.cases.views.frame import page
from lotse.casework import monitoring
from lotse.casework.access import may_write, open_to_read
from lotse.casework.gaps import of_file
from lotse.casework.goals_now import goals_of, reviews_of
from lotse.casework.models import Gap, Review
from lotse.casework.monitoring_forms import DeviationForm, PlanForm, ReviewForm
from lotse.casework.runs import Run, run_to_read, run_to_write
from lotse.casework.views.overview import closed


def overview(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_read(request, key)
    return _overview(request, run_to_read(request, head, "monitoring"), PlanForm(today=head.today), DeviationForm())


def _overview(request: HttpRequest, run: Run, plan: PlanForm, said: DeviationForm) -> HttpResponse:
    goals = goals_of(run)
    planned, held = reviews_of(run, goals)
    context = {
        "run": run, "goals": goals, "planned": planned, "held": held, "plan": plan, "said": said,
        "gaps": gaps_of(run), "can_note_gaps": may_write(run.head),
    }  # fmt: skip
    return page(request, "casework/monitoring.html", run.head, context, 422 if plan.errors or said.errors else 200)


def gaps_of(run: Run) -> list[Gap]:
    """What was missing for this person."""
    found = list(of_file(run.head.file_ids))
    for gap in found:
        gap.fresh_key = run.head.keys.get(gap.file_id) if gap.file_id else None
    return found


def _review(run: Run, key: UUID) -> Review:
    found = get_object_or_404(Review, pk=key, cycle=run.cycle)
    found.cycle, found.fresh_key = run.cycle, run.key
    return found


@require_POST
def review_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Plan a day."""
    run = run_to_write(request, key, "monitoring")
    if answer := closed(request, run.head):
        return answer
    form = PlanForm(request.POST, today=run.head.today)
    if not form.is_valid():
        return _overview(request, run, form, DeviationForm())
    monitoring.plan_review(run.cycle, form.cleaned_data["due_on"], by=request.user)
    messages.success(request, _("Die Überprüfung ist geplant und erscheint auf „Heute“."))
    return redirect("casework:monitoring", key)


def review(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """Hold it: how each goal stands."""
    run = run_to_write(request, key, "monitoring")
    found = _review(run, row)
    if answer := closed(request, run.head):
        return answer
    if request.method == "POST" and request.POST.get("step") == "entfernen":
        return _dropped(request, found)
    goals = [g for g in goals_of(run) if g.is_current]
    form = ReviewForm(request.POST or None, today=run.head.today, row=found, goals=goals)
    if request.method == "POST" and form.is_valid():
        try:
            monitoring.hold_review(found, form.held(), version=form.cleaned_data["version"], by=request.user)
        except Changed:
            found.refresh_from_db()
            form.show_both(found)
        else:
            messages.success(request, _("Die Überprüfung ist festgehalten."))
            return redirect("casework:monitoring", key)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    context = {"form": form, "row": found, "run": run, "move": PlanForm(today=run.head.today, initial={"due_on": found.due_on})}
    return page(request, "casework/review.html", run.head, context, status)


@require_POST
def review_move(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """Another day."""
    run = run_to_write(request, key, "monitoring")
    found = _review(run, row)
    if answer := closed(request, run.head):
        return answer
    form = PlanForm(request.POST, today=run.head.today)
    try:
        if form.is_valid():
            version = form.cleaned_data["version"] or found.version
            monitoring.move_review(found, form.cleaned_data["due_on"], version=version, by=request.user)
            messages.success(request, _("Die Überprüfung ist verlegt."))
        else:
            messages.warning(request, " ".join(form.errors.get("due_on", [])))
    except Refused as refused:  # or somebody was quicker
        messages.warning(request, str(refused))
    return redirect("casework:monitoring", key)


def _dropped(request: HttpRequest, found: Review) -> HttpResponse:
    try:
        monitoring.drop_review(found, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Der Termin ist entfernt."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("casework:monitoring", found.cycle.file_id)


@require_POST
def deviation(request: HttpRequest, key: UUID) -> HttpResponse:
    """What is said to a deviation of a goal."""
    run = run_to_write(request, key, "monitoring")
    if answer := closed(request, run.head):
        return answer
    form = DeviationForm(request.POST)
    if not form.is_valid():
        return _overview(request, run, PlanForm(today=run.head.today), form)
    data = form.cleaned_data
    if data["goal"] not in {g.origin for g in goals_of(run)}:
        raise Http404
    monitoring.say_to_deviation(run.cycle, data["goal"], data["kind"], data["words"], run.head.today, by=request.user)
    messages.success(request, _("Festgehalten."))
    return redirect("casework:monitoring", key)
