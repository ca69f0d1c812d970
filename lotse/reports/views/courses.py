"""/berichte/integrationskurse/: one figure over a time, open to its people for who may see them."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lotse.accounts.access import require
from lotse.accounts.permissions import Action
from lotse.reports.courses import lines, people, shown
from lotse.reports.forms import PeriodForm
from lotse.rulebook import access as rulebook
from lotse.ui.render import render


@require_safe
def integration_courses(request: HttpRequest) -> HttpResponse:
    held = require(request, Action.FIGURES)
    today: date = request.today  # type: ignore[attr-defined]
    first = {"from_on": date(today.year, 1, 1), "until_on": today}
    asked = "von" in request.GET or "bis" in request.GET
    form = PeriodForm({"von": request.GET.get("von"), "bis": request.GET.get("bis")} if asked else None, first=first)
    if asked and not form.is_valid():
        return render(request, "reports/courses.html", {"form": form, "period": None, "kinds": []}, status=422)
    from_on, until_on = form.period() if asked else (first["from_on"], first["until_on"])
    found = lines(held, from_on, until_on, today)
    opened = next((line for line in found if str(line.organisation) == request.GET.get("wer", "")), None)
    if "wer" in request.GET and (opened is None or not opened.openable):
        raise Http404
    kinds = [kind for kind in rulebook.current(today).federal.course_kinds if kind.counts_as_integration]
    return render(
        request, "reports/courses.html",
        {
            "form": form, "period": (from_on, until_on), "lines": found,
            "shown": shown(held, found, from_on, until_on),
            "opened": opened, "kinds": kinds, "years": [today.year, today.year - 1],
            "people": people(held, opened.organisation, from_on, until_on, today) if opened else [],
        },
    )  # fmt: skip
