"""/akten/<key>/fallsteuerung/monitoring/: reviews, goal deviations, and gaps as they are felt. Reviews are entered on a
page of the help plan."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lotse.cases.views.frame import page
from lotse.casework import monitoring
from lotse.casework.access import may_write, open_to_read
from lotse.casework.gaps import of_file
from lotse.casework.goals_now import goals_of, reviews_of
from lotse.casework.models import Gap
from lotse.casework.monitoring_forms import DeviationForm
from lotse.casework.plan_forms import ReviewDayForm
from lotse.casework.runs import Run, run_to_read, run_to_write
from lotse.casework.views.overview import closed


def overview(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_read(request, key)
    return _overview(request, run_to_read(request, head, "monitoring"), DeviationForm())


def _overview(request: HttpRequest, run: Run, said: DeviationForm) -> HttpResponse:
    goals = goals_of(run)
    planned, held = reviews_of(run, goals)
    context = {
        "run": run, "goals": goals, "planned": planned, "held": held, "said": said,
        "plan": ReviewDayForm(today=run.head.today), "gaps": gaps_of(run), "can_note_gaps": may_write(run.head),
    }  # fmt: skip
    return page(request, "casework/monitoring.html", run.head, context, 422 if said.errors else 200)


def gaps_of(run: Run) -> list[Gap]:
    """What was missing for this person."""
    found = list(of_file(run.head.file_ids))
    for gap in found:
        gap.fresh_key = run.head.keys.get(gap.file_id) if gap.file_id else None
    return found


@require_POST
def deviation(request: HttpRequest, key: UUID) -> HttpResponse:
    """What is said to a deviation of a goal."""
    run = run_to_write(request, key, "monitoring")
    if answer := closed(request, run.head):
        return answer
    form = DeviationForm(request.POST)
    if not form.is_valid():
        return _overview(request, run, form)
    data = form.cleaned_data
    if data["goal"] not in {g.origin for g in goals_of(run)}:
        raise Http404
    monitoring.say_to_deviation(run.cycle, data["goal"], data["kind"], data["words"], run.head.today, by=request.user)
    messages.success(request, _("Festgehalten."))
    return redirect("casework:monitoring", key)
