"""Small numbers: a cell of one or two could be a person somebody knows. It is hidden from those who see sums only.

A whole provider's total is always shown (our reading: it is what the provider answers for). So that a hidden cell
cannot be found by subtracting, every line and every column with a total holds either none or at least two hidden cells.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.models import File
from lotse.casework.house import HIDDEN_BELOW
from lotse.concept.model import Statistic

TOO_SMALL, WITHHELD = "<3", "–"
Spot = tuple[int, date | None]  # line, month (None: the sum of the quarter)


def hide(
    regions: Sequence[Mapping[tuple[str, date], int]], statistics: Iterable[Statistic], months: Sequence[date]
) -> list[frozenset[tuple[str, date | None]]]:
    """For each region of one provider the cells to hide, as (statistic, month or None)."""
    found: list[set[tuple[str, date | None]]] = [set() for _ in regions]
    for statistic in statistics:
        spans: list[date | None] = [*months, *([None] if statistic.total == "sum" and len(months) > 1 else [])]
        values: dict[Spot, int] = {}
        for line, cells in enumerate(regions):
            by_month = {m: cells.get((statistic.key, m), 0) for m in months}
            for span in spans:
                values[line, span] = sum(by_month.values()) if span is None else by_month[span]
        groups = [[(line, span) for line in range(len(regions))] for span in spans]
        if None in spans:
            groups += [[(line, span) for span in spans] for line in range(len(regions))]
        for line, span in _hidden(values, groups):
            found[line].add((statistic.key, span))
    return [frozenset(cells) for cells in found]


def _hidden(values: Mapping[Spot, int], groups: Sequence[Sequence[Spot]]) -> set[Spot]:
    hidden = {spot for spot, number in values.items() if 0 < number < HIDDEN_BELOW}
    while True:
        alone = [group for group in groups if sum(spot in hidden for spot in group) == 1]
        if not alone:
            return hidden
        for group in alone:
            if sum(spot in hidden for spot in group) == 1:
                rest = [spot for spot in group if spot not in hidden]
                hidden.add(min(rest, key=lambda spot: (values[spot] == 0, values[spot])))


# --- a figure by provider over a time somebody chooses ----------------------------------------------------------------
@dataclass(frozen=True)
class Shown:
    """The numbers of a column as the reader sees them, and their sum."""

    lines: tuple[int | str, ...]
    total: int | str

    @property
    def has_hidden(self) -> bool:
        return any(isinstance(one, str) for one in (*self.lines, self.total))


def column(numbers: Sequence[int], openable: Sequence[int], *, whole: bool) -> Shown:
    """For each provider the number, where the reader may open the files of all that are counted, or where at least
    three of them are not hers and the time is a `whole` one: two times of any length could be subtracted. Where a
    cell is hidden there is no sum either, so that nothing is found by subtracting."""
    cells = tuple(cell(number, mine, whole=whole) for number, mine in zip(numbers, openable, strict=True))
    is_known = not any(isinstance(one, str) for one in cells)
    return Shown(cells, sum(numbers) if is_known else WITHHELD)


def cell(number: int, mine: int, *, whole: bool) -> int | str:
    unread = number - mine
    if unread <= 0:
        return number
    if not whole:
        return WITHHELD
    return number if unread >= HIDDEN_BELOW else TOO_SMALL if not mine else WITHHELD


def sees_nothing(held: Rights, action: Action, *, whole: bool) -> bool:
    """Whether somebody counts what she may not read, in a time that is no whole one. She is told nothing at all then:
    tried day by day, a sign that a number is hidden would say on which day there was somebody, and no sign when not."""
    return not whole and held.scope(action) != held.scope(Action.FIGURES)


def nothing(lines: int) -> Shown:
    return Shown((WITHHELD,) * lines, WITHHELD)


def providers(files: QuerySet[File]) -> list[tuple[UUID, str]]:
    """All of them, also those of whom nothing is counted."""
    return list(files.order_by().values_list("organisation", "organisation__name").distinct())


def is_year(from_on: date, until_on: date) -> bool:
    """A whole calendar year: one grain alone, so that four quarters and their year cannot be laid side by side."""
    return (from_on, until_on) == (date(from_on.year, 1, 1), date(from_on.year, 12, 31))
