"""Annex 1 on the screen: a table whose every figure opens in place."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from babel.dates import format_date
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from lotse.accounts.access import rights
from lotse.accounts.models import User
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.concept.model import Concept, Statistic, by_key
from lotse.reports.access import figures_for, numbers_of, topics_of
from lotse.reports.annex1 import Annex1, Quarter, count, last_day, opened_files, opened_notes
from lotse.rulebook import access as rulebook
from lotse.ui.render import render

SHOWN_AT_MOST = 200


def annex1(request: HttpRequest) -> HttpResponse:
    today: date = request.today  # type: ignore[attr-defined]
    try:
        quarter = Quarter.parse(request.GET["quartal"]) if "quartal" in request.GET else Quarter.of(today)
    except ValueError:
        return redirect("reports:annex-1")
    workers, by_worker = figures_for(request)
    concept = rulebook.current(min(quarter.last_day, today))
    annex = count(quarter, concept, workers)
    opened = _opened(request, annex, concept, workers) if by_worker and "zelle" in request.GET else None
    return render(
        request,
        "reports/annex1.html",
        {
            "annex": annex,
            "quarter": quarter,
            "concept": concept,
            "table_lines": _table(annex) if by_worker else [],
            "sums": _sums(annex),
            "by_worker": by_worker,
            "opened": opened,
            "columns": _columns(annex),
            "is_current": quarter == Quarter.of(today),
            "running": quarter.last_day >= today,
        },
    )


# --- the table --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """One column of figures: a month of a statistic, or its sum over the quarter."""

    statistic: Statistic
    month: date | None
    label: str
    words: str
    is_first: bool

    @property
    def cell(self) -> str:
        return f"{self.statistic.key}.{f'{self.month:%Y-%m}' if self.month else 'q'}"


def _columns(annex: Annex1) -> list[Column]:
    language = get_language() or "de"
    columns = []
    for statistic in annex.statistics:
        is_stock = statistic.total == "last-month"
        for i, month in enumerate(annex.quarter.months):
            short = format_date(last_day(month), "dd.MM.") if is_stock else format_date(month, "LLL", language)
            words = f"{statistic.title[language]}, {format_date(month, 'LLLL', language)}"
            columns.append(Column(statistic, month, short.rstrip(".") if not is_stock else short, words, i == 0))
        if not is_stock:
            columns.append(
                Column(statistic, None, f"Q{annex.quarter.number}", f"{statistic.title[language]}, Q{annex.quarter.number}", False)
            )
    return columns


def _table(annex: Annex1) -> list[tuple[User, list[tuple[Column, int]]]]:
    """A line per worker: the figures in the order of the columns."""
    figures: dict[User, dict[tuple[str, date], int]] = {}
    for row in annex.rows:
        for key, number in row.figures.items():
            figures.setdefault(row.staff, {})[key, row.month] = number
    columns = _columns(annex)
    lines = []
    for staff in sorted(figures, key=lambda u: u.name):
        own = figures[staff]
        lines.append((staff, [(c, _figure(c, own, annex)) for c in columns]))
    return lines


def _sums(annex: Annex1) -> list[tuple[Column, int]]:
    totals: dict[tuple[str, date], int] = {}
    for row in annex.rows:
        for key, number in row.figures.items():
            totals[key, row.month] = totals.get((key, row.month), 0) + number
    return [(c, _figure(c, totals, annex)) for c in _columns(annex)]


def _figure(column: Column, own: dict[tuple[str, date], int], annex: Annex1) -> int:
    months = [column.month] if column.month else annex.quarter.months
    return sum(own.get((column.statistic.key, m), 0) for m in months)


# --- a cell, opened ---------------------------------------------------------------------------------------------------


def _opened(request: HttpRequest, annex: Annex1, concept: Concept, workers: QuerySet[User]) -> dict[str, Any]:
    """What a cell `<statistic>.<month|q>.<worker id|alle>` counted; 404 for a cell this person has no table of."""
    try:
        key, span, who = request.GET["zelle"].split(".")
        statistic = by_key(annex.statistics, key)
        months = annex.quarter.months if span == "q" else [m for m in annex.quarter.months if f"{m:%Y-%m}" == span]
        chosen = workers if who == "alle" else workers.filter(pk=UUID(who))
    except (ValueError, StopIteration) as error:
        raise Http404 from error
    staff = None if who == "alle" else chosen.first()
    if not months or (who != "alle" and staff is None):
        raise Http404
    opened: dict[str, Any] = {
        "staff": staff,
        "statistic": statistic,
        "cell": f"{key}.{span}",
        "month": None if span == "q" else months[0],
    }
    if statistic.measure == "case-management-stock":
        files = opened_files(last_day(months[-1]), chosen)
        visible = set(
            files_for(rights(request), Action.OPEN_FILE, request.today)  # type: ignore[attr-defined]
            .filter(pk__in=files.values("pk"))
            .values_list("pk", flat=True)
        )
        return opened | {"files": [f for f in files if f.pk in visible], "total": len(files), "hidden": len(files) - len(visible)}
    notes = opened_notes(statistic, months[0], last_day(months[-1]), concept, chosen)
    rows = list(notes.values_list("pk", "on", "form", "author__name")[:SHOWN_AT_MOST])
    return opened | {
        "notes": rows,
        "total": notes.count(),
        "numbers": numbers_of(request, [r[0] for r in rows]),
        "topics": topics_of([r[0] for r in rows], concept, get_language() or "de"),
        "forms": {f.key: f.title for f in concept.forms},
    }
