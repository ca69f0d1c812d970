"""/berichte/integrationskurse/ and /berichte/umzuege/: one figure over a time somebody chooses, by provider, open to
its people for who may see them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lotse.accounts.access import Rights, require
from lotse.accounts.permissions import Action
from lotse.reports import courses as of_courses
from lotse.reports import moves as of_moves
from lotse.reports.forms import PeriodForm
from lotse.reports.small import Shown
from lotse.rulebook import access as rulebook
from lotse.ui.render import render


@require_safe
def integration_courses(request: HttpRequest) -> HttpResponse:
    concept = rulebook.current(request.today)  # type: ignore[attr-defined]
    kinds = [kind for kind in concept.federal.course_kinds if kind.counts_as_integration]
    return _page(request, of_courses, "reports/courses.html", [_("Bestanden")], {"kinds": kinds})


@require_safe
def moves(request: HttpRequest) -> HttpResponse:
    source = of_moves.why_counted(rulebook.current(request.today))  # type: ignore[attr-defined]
    return _page(request, of_moves, "reports/moves.html", [_("Personen"), _("Haushalte")], {"source": source})


class Figure(Protocol):
    """A module that counts one figure."""

    def lines(self, held: Rights, from_on: date, until_on: date, today: date) -> list[Any]: ...
    def shown(self, held: Rights, found: list[Any], from_on: date, until_on: date) -> tuple[Shown, ...]: ...
    def people(self, held: Rights, organisation: UUID, from_on: date, until_on: date, today: date) -> Sequence[Any]: ...


def _page(
    request: HttpRequest, figure: Figure, template: str, headings: Sequence[str], said: dict[str, Any]
) -> HttpResponse:
    """This year so far, unless another time is asked for. `headings`: of the columns; the first one opens."""
    held = require(request, Action.FIGURES)
    today: date = request.today  # type: ignore[attr-defined]
    first = {"from_on": date(today.year, 1, 1), "until_on": today}
    asked = "von" in request.GET or "bis" in request.GET
    form = PeriodForm({"von": request.GET.get("von"), "bis": request.GET.get("bis")} if asked else None, first=first)
    if asked and not form.is_valid():
        return render(request, template, {"form": form, "period": None}, status=422)
    from_on, until_on = form.period() if asked else (first["from_on"], first["until_on"])
    found = figure.lines(held, from_on, until_on, today)
    opened = next((line for line in found if str(line.organisation) == request.GET.get("wer", "")), None)
    if "wer" in request.GET and (opened is None or not opened.openable):
        raise Http404
    context = said | {
        "form": form, "period": (from_on, until_on), "lines": found, "opened": opened,
        "columns": list(zip(headings, figure.shown(held, found, from_on, until_on), strict=True)),
        "years": [today.year, today.year - 1],
        "people": figure.people(held, opened.organisation, from_on, until_on, today) if opened else [],
    }  # fmt: skip
    return render(request, template, context)
