"""What the page of Annex 1, its print and its files have in common: the figures for one reader, narrowed as asked."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from babel.dates import format_date
from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from lotse.concept.model import Concept, Statistic, by_key
from lotse.reports import access
from lotse.reports.access import Reach
from lotse.reports.annex1 import (
    Annex1,
    Cut,
    Months,
    Quarter,
    count,
    history,
    last_day,
    opened_files,
    opened_notes,
    spellings,
)
from lotse.reports.figures import Cells, Figures, Line, Names, by_named, by_provider, sums
from lotse.reports.forms import Choices, FilterForm
from lotse.reports.posts import Place, posts
from lotse.rulebook import access as rulebook

SHOWN_AT_MOST = 200
QUARTERS_BEFORE = 2  # in the chart


@dataclass(frozen=True)
class Page:
    quarter: Quarter
    concept: Concept
    reach: Reach
    whole: Annex1  # all the reader may see, before any filter
    cut: Cut  # what is left after the filters
    annex: Annex1  # the same, counted
    names: Names
    form: FilterForm
    chosen: dict[str, str]
    figures: Figures

    @property
    def query(self) -> str:
        """The filters as they stand in the address."""
        return urlencode({"quartal": str(self.quarter), **self.chosen})

    @property
    def organisations(self) -> list[UUID]:
        """The providers whose figures are shown, by name."""
        keys = {place.organisation for place in self.whole.places if place.organisation}
        return sorted(keys | self.reach.organisations, key=lambda k: self.names.provider(Place(k)))


def gather(request: HttpRequest, quarter: Quarter) -> Page:
    """Count what the reader may see and narrow it. A district is another count; all else is a choice of lines."""
    today: date = request.today  # type: ignore[attr-defined]
    found = access.reach(request)
    concept = rulebook.current(min(quarter.last_day, today))
    where = posts(quarter.plus(-QUARTERS_BEFORE).months[0], quarter.last_day)
    everybody = Cut(where, None if found.everything else found.counts)
    whole = count(quarter, concept, everybody)
    places = whole.places
    names = Names(
        access.organisations({p.organisation for p in places} | found.organisations),
        access.teams_named({p.team for p in places}),
        {r.key: r.title[get_language() or "de"] for r in concept.regions},
    )
    form = FilterForm(request.GET, _choices(whole, found, names, concept))
    chosen = form.chosen()
    cut = _narrow(everybody, found, chosen, concept)
    months = tuple(m for m in quarter.months if chosen.get("monat", f"{m:%Y-%m}") == f"{m:%Y-%m}")
    if cut.homes is not None:
        annex = count(quarter, concept, cut)
    else:
        annex = whole if cut is everybody else _filtered(whole, cut)
    figures = _figures(annex, whole, found, names, chosen, months)
    labels = tuple(
        (str(form.fields[name].label), str(dict(form.fields[name].choices)[value]))  # type: ignore[attr-defined]
        for name, value in chosen.items()
    )
    return Page(quarter, concept, found, whole, cut, annex, names, form, chosen, replace(figures, filters=labels))


def _figures(
    annex: Annex1, whole: Annex1, found: Reach, names: Names, chosen: dict[str, str], months: Months
) -> Figures:
    if found.everything:
        # hidden cells are found over everything, then lines are left out
        lines = [line for line in by_provider(whole, names) if _asked(line, chosen, names)]
        totals: Cells | None = sums(line.cells for line in lines if line.kind == "provider" or chosen.get("region"))
        if any(line.hidden for line in lines) and chosen.get("region"):
            totals = None
    else:
        lines = by_named(annex, found, names, months)
        totals = sums(line.cells for line in lines)
    return Figures(
        annex.quarter, annex.concept, annex.statistics, months, tuple(lines), totals,
        by_worker=not found.everything, sums_open=not found.everything,
        providers=tuple(sorted({line.provider for line in lines if line.provider})),
    )  # fmt: skip


def _asked(line: Line, chosen: dict[str, str], names: Names) -> bool:
    if (key := chosen.get("traeger")) and line.provider != names.organisations[UUID(key)].name:
        return False
    return not chosen.get("region") or line.region == chosen["region"]


def _narrow(everybody: Cut, found: Reach, chosen: dict[str, str], concept: Concept) -> Cut:
    """The cut behind the filters; only for named readers, who may open what they count."""
    if found.everything or not chosen.keys() - {"monat"}:
        return everybody

    def wanted(user: UUID, place: Place) -> bool:
        if not found.counts(user, place):
            return False
        if chosen.get("traeger", str(place.organisation)) != str(place.organisation):
            return False
        if chosen.get("region", place.region) != place.region:
            return False
        return "fachkraft" not in chosen or (str(user) == chosen["fachkraft"] and found.names(user, place))

    homes = spellings(chosen["bezirk"], concept) if "bezirk" in chosen else None
    return replace(everybody, wanted=wanted, homes=homes)


def _filtered(whole: Annex1, cut: Cut) -> Annex1:
    kept = {key: figures for key, figures in whole.cells.items() if cut.keeps(key[0], key[2])}
    return replace(whole, cells=kept)


def _choices(whole: Annex1, found: Reach, names: Names, concept: Concept) -> dict[str, Choices]:
    language = get_language() or "de"
    places = whole.places
    months = [(f"{m:%Y-%m}", format_date(m, "LLLL yyyy", language)) for m in whole.quarter.months]
    providers = [(str(k), o.name) for k, o in names.organisations.items() if k in {p.organisation for p in places}]
    regions = [(key, names.region(key)) for key in {p.region for p in places if p.region}]
    offered = {"monat": months, "traeger": _sorted(providers), "region": _sorted(regions)}
    if not found.everything:
        named = {user for user, _, place in whole.cells if found.names(user, place)}
        offered["fachkraft"] = _sorted([(str(user), whole.staff[user].name) for user in named])
        offered["bezirk"] = _sorted([(d.key, d.name) for region in concept.regions for d in region.districts])
    return offered


def _sorted(choices: Choices) -> Choices:
    return sorted(choices, key=lambda choice: choice[1])


# --- the chart --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Pillar:
    month: date
    value: int
    is_now: bool
    x: int
    height: int


def chart(page: Page) -> tuple[Statistic, list[Pillar]] | None:
    """The first statistic over this quarter and the two before it."""
    if not page.concept.statistics or (page.reach.everything and page.chosen.keys() - {"monat"}):
        return None  # sums of a region could be too small to be shown
    statistic = page.concept.statistics[0]
    before = tuple(m for back in range(QUARTERS_BEFORE, 0, -1) for m in page.quarter.plus(-back).months)
    values = history(statistic, before, page.concept, page.cut) | page.annex.by_month(statistic)
    highest = max(values.values(), default=0)
    if not highest:
        return None
    return statistic, [
        Pillar(month, n, month not in before, 4 + 33 * i, round(60 * n / highest))
        for i, (month, n) in enumerate(values.items())
    ]


# --- a cell, opened ---------------------------------------------------------------------------------------------------
def opened(request: HttpRequest, page: Page) -> dict[str, Any] | None:
    """What a cell `<statistic>.<month|q>.<worker id|team-id|alle>` counted; 404 for one this reader has no table of."""
    if "zelle" not in request.GET or page.reach.everything:
        return None
    try:
        key, span, who = request.GET["zelle"].split(".")
        statistic = by_key(page.whole.statistics, key)
    except (ValueError, StopIteration) as error:
        raise Http404 from error
    months = page.figures.months if span == "q" else tuple(m for m in page.figures.months if f"{m:%Y-%m}" == span)
    line = next((found for found in (*page.figures.lines, page.figures.sum_line) if found.key == who), None)
    if not months or line is None or (span == "q" and statistic.total == "last-month"):
        raise Http404
    cut = _of_line(page, line)
    found: dict[str, Any] = {
        "line": line,
        "statistic": statistic,
        "cell": f"{key}.{span}",
        "month": None if span == "q" else months[0],
        "names_authors": line.kind == "sum" and not page.reach.silent & set(page.organisations),
    }
    if statistic.measure == "case-management-stock":
        files = list(opened_files(last_day(months[-1]), cut))
        visible = access.readable_files(request, [f.pk for f in files])
        return found | {
            "files": [f for f in files if f.pk in visible], "total": len(files), "hidden": len(files) - len(visible)
        }  # fmt: skip
    notes = opened_notes(statistic, months, page.concept, cut)
    rows = list(notes.values_list("pk", "on", "form", "author__name")[:SHOWN_AT_MOST])
    return found | {
        "notes": rows,
        "total": notes.count(),
        "numbers": access.numbers_of(request, [r[0] for r in rows]),
        "topics": access.topics_of([r[0] for r in rows], page.concept, get_language() or "de"),
        "forms": {f.key: f.title for f in page.concept.forms},
    }


def _of_line(page: Page, line: Line) -> Cut:
    before, found = page.cut.wanted, page.reach

    def wanted(user: UUID, place: Place) -> bool:
        if before is not None and not before(user, place):
            return False
        if line.kind == "worker":
            return str(user) == line.key and found.names(user, place)
        if line.kind == "team":
            return f"team-{place.team or place.organisation}" == line.key and not found.names(user, place)
        return True

    return replace(page.cut, wanted=wanted)
