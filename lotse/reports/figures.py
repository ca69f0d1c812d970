"""The figures of a quarter in lines: by worker for named readers, else by team or by provider and region.

Screen, print, Excel and CSV are all written from these lines, so that they cannot differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lotse.accounts.models import Organisation, Team
from lotse.concept.model import Concept, Statistic
from lotse.reports import small
from lotse.reports.access import Reach
from lotse.reports.annex1 import Annex1, Months, Quarter, last_day
from lotse.reports.posts import Place

Cells = Mapping[tuple[str, date], int]
"""(key of the statistic, month) -> number."""


@dataclass(frozen=True)
class Column:
    """One column of figures: a month of a statistic, or its sum over the quarter."""

    statistic: Statistic
    month: date | None
    label: str
    words: str
    is_first: bool

    @cached_property
    def cell(self) -> str:
        return f"{self.statistic.key}.{f'{self.month:%Y-%m}' if self.month else 'q'}"


@dataclass(frozen=True)
class Line:
    """A worker, a team, a provider or one of its regions."""

    key: str  # of its cells in the address: id of the worker, team-<id>, alle; "" where nothing opens
    label: str
    kind: str  # worker, team, provider, region
    cells: Cells
    provider: str = ""
    region: str = ""
    hidden: frozenset[tuple[str, date | None]] = frozenset()  # too small to be shown to whom it is not theirs

    def number(self, column: Column, months: Months) -> int:
        key = column.statistic.key
        if column.month:
            return self.cells.get((key, column.month), 0)
        return sum(self.cells.get((key, month), 0) for month in months)

    def shown(self, column: Column, months: Months) -> int | str:
        """The number, or why it is not shown: too small, or a too small one could be found by subtracting."""
        number = self.number(column, months)
        if (column.statistic.key, column.month) not in self.hidden:
            return number
        return small.TOO_SMALL if 0 < number < small.HIDDEN_BELOW else small.WITHHELD


@dataclass(frozen=True)
class Figures:
    """What stands in the table, whoever draws it."""

    quarter: Quarter
    concept: Concept
    statistics: tuple[Statistic, ...]
    months: Months  # all three, or the one asked for
    lines: tuple[Line, ...]
    sums: Cells | None  # None: would give a hidden cell away
    by_worker: bool
    providers: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    sums_open: bool = False

    @cached_property
    def columns(self) -> list[Column]:
        return columns(self.quarter, self.statistics, self.months)

    @property
    def sum_line(self) -> Line:
        return Line("alle" if self.sums_open else "", _("Summe"), "sum", self.sums or {})

    @property
    def has_hidden(self) -> bool:
        return any(line.hidden for line in self.lines)


def columns(quarter: Quarter, statistics: Iterable[Statistic], months: Months) -> list[Column]:
    language = get_language() or "de"
    found = []
    for statistic in statistics:
        is_stock = statistic.total == "last-month"
        for i, month in enumerate(months):
            short = (
                format_date(last_day(month), "dd.MM.") if is_stock else format_date(month, "LLL", language).rstrip(".")
            )
            words = f"{statistic.title[language]}, {format_date(month, 'LLLL', language)}"
            found.append(Column(statistic, month, short, words, i == 0))
        if not is_stock and len(months) > 1:
            words = f"{statistic.title[language]}, Q{quarter.number}"
            found.append(Column(statistic, None, f"Q{quarter.number}", words, False))
    return found


@dataclass(frozen=True)
class Names:
    """How providers, teams and regions are called."""

    organisations: Mapping[UUID, Organisation]
    teams: Mapping[UUID, Team]
    regions: Mapping[str, str]

    def provider(self, place: Place) -> str:
        found = self.organisations.get(place.organisation) if place.organisation else None
        return found.name if found else ""

    def region(self, key: str) -> str:
        return self.regions.get(key, key) if key else _("ohne Region")

    def team(self, place: Place) -> str:
        if place.team and place.team in self.teams:
            return self.teams[place.team].name
        return f"{self.provider(place)}, {_('ohne Team')}"


def by_named(annex: Annex1, found: Reach, names: Names, months: Months) -> list[Line]:
    """For named readers: a line for each worker, and one for each team whose workers may not be named."""
    workers: dict[UUID, dict[tuple[str, date], int]] = {}
    teams: dict[Place, dict[tuple[str, date], int]] = {}
    homes: dict[UUID, Place] = {}
    for (user, month, place), figures in annex.cells.items():
        if month in months:
            if found.names(user, place):
                cells = workers.setdefault(user, {})
                homes[user] = place
            else:
                cells = teams.setdefault(place, {})
            _add(cells, month, figures)
    lines = [
        Line(str(user), annex.staff[user].name, "worker", cells, names.provider(homes[user]), homes[user].region)
        for user, cells in workers.items()
    ]
    sums = [
        Line(
            f"team-{place.team or place.organisation}",
            names.team(place),
            "team",
            cells,
            names.provider(place),
            place.region,
        )
        for place, cells in teams.items()
    ]
    return sorted(lines, key=lambda line: line.label) + sorted(sums, key=lambda line: line.label)


def by_provider(annex: Annex1, names: Names) -> list[Line]:
    """For who sees sums only: each provider, and its regions where it has several. Small cells are hidden, for all
    three months at once: a hidden cell must not come to light when one looks at a single month."""
    regions: dict[UUID | None, dict[str, dict[tuple[str, date], int]]] = {}
    for (_user, month, place), figures in annex.cells.items():
        _add(regions.setdefault(place.organisation, {}).setdefault(place.region, {}), month, figures)
    lines = []
    for organisation, parts in sorted(regions.items(), key=lambda item: names.provider(Place(item[0]))):
        name = names.provider(Place(organisation))
        whole: dict[tuple[str, date], int] = {}
        for cells in parts.values():
            for key, number in cells.items():
                whole[key] = whole.get(key, 0) + number
        only = next(iter(parts)) if len(parts) == 1 else ""
        lines.append(Line("", name, "provider", whole, name, only))
        if len(parts) > 1:
            ordered = sorted(parts.items(), key=lambda item: names.region(item[0]))
            rows = [Line("", names.region(key), "region", cells, name, key) for key, cells in ordered]
            lines += hide_small(rows, annex.statistics, annex.quarter.months)
    return lines


def hide_small(rows: Sequence[Line], statistics: Iterable[Statistic], months: Months) -> list[Line]:
    """The regions of one provider, below its total."""
    hidden = small.hide([line.cells for line in rows], statistics, months)
    return [replace(line, kind="region", hidden=cells) for line, cells in zip(rows, hidden, strict=True)]


def sums(cells: Iterable[Cells]) -> Cells:
    found: dict[tuple[str, date], int] = {}
    for part in cells:
        for key, number in part.items():
            found[key] = found.get(key, 0) + number
    return found


def _add(cells: dict[tuple[str, date], int], month: date, figures: Mapping[str, int]) -> None:
    for key, number in figures.items():
        cells[key, month] = cells.get((key, month), 0) + number
