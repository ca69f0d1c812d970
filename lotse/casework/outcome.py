"""Self-reliance before and after (P-05): field by field the first and the last finished version of the assessment.

Case management is to enable people to act on their own. What a run has changed is computed from the levels, never
entered; over all runs that have ended it is counted, and every number opens to its cases.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from django.db.models import QuerySet

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.access import Reach, within
from lotse.cases.words import name_of, title
from lotse.casework.cycles import Cycle
from lotse.casework.house import HIDDEN_BELOW, homes
from lotse.casework.models import Rating
from lotse.concept.model import Concept
from lotse.rulebook import access as rulebook
from lotse.ui.names import WrittenName
from lotse.ui.prepared import prepared

Way = Literal["better", "same", "worse"]
WAYS: tuple[Way, ...] = ("better", "same", "worse")


def way(before: int, after: int) -> Way:
    return "better" if after > before else "worse" if after < before else "same"


@dataclass(frozen=True)
class Step:
    """One field of action of one run, rated at its beginning and again later."""

    field: str
    before: int
    after: int
    before_key: str
    after_key: str

    @property
    def way(self) -> Way:
        return way(self.before, self.after)

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Outcome:
    """What a run has changed, between two days."""

    before_on: date
    after_on: date
    steps: tuple[Step, ...]

    def number(self, which: Way) -> int:
        return sum(step.way == which for step in self.steps)


@prepared
def _ratings(cycles: tuple[UUID, ...]) -> QuerySet[Rating, tuple[UUID, int, date, str, str, str]]:
    rows = Rating.objects.filter(assessment__cycle__in=cycles, assessment__taken__isnull=False)
    return rows.order_by("assessment__number", "field").values_list(
        "assessment__cycle", "assessment__number", "assessment__taken__on", "assessment__taken__concept", "field",
        "attainment",
    )  # fmt: skip


def outcomes_of(cycles: Iterable[UUID]) -> dict[UUID, Outcome]:
    """Of the runs with two finished versions or more. One query."""
    versions: dict[UUID, dict[int, tuple[date, str, dict[str, str]]]] = defaultdict(dict)
    for cycle, number, on, concept, field, attainment in _ratings(tuple(cycles)):
        versions[cycle].setdefault(number, (on, concept, {}))[2][field] = attainment
    found = {}
    for cycle, rated in versions.items():
        if len(rated) > 1:
            (on, concept, first), (later, newer, last) = rated[min(rated)], rated[max(rated)]
            known = steps(_values(concept), first, _values(newer), last)
            order = {f.key: n for n, f in enumerate(rulebook.get(newer).fields_of_action)}
            found[cycle] = Outcome(on, later, tuple(sorted(known, key=lambda s: order.get(s.field, len(order)))))
    return found


def _values(concept: str) -> dict[str, int]:
    return {a.key: a.value for a in rulebook.get(concept).attainments}


def steps(
    values: Mapping[str, int], first: Mapping[str, str], newer: Mapping[str, int], last: Mapping[str, str]
) -> tuple[Step, ...]:
    """The fields that were rated both times; what was rated once says nothing."""
    both = [field for field in first if field in last and first[field] in values and last[field] in newer]
    return tuple(Step(f, values[first[f]], newer[last[f]], first[f], last[f]) for f in both)


# --- over all runs that have ended ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """One field of action over all runs; None: too small for who sees sums only."""

    field: str
    title: str
    numbers: tuple[tuple[Way, int | None], ...]
    of: int | None


@dataclass(frozen=True)
class Case:
    file_id: UUID
    number: str
    name: WrittenName
    ended_on: date
    step: Step


def ended(held: Rights, since: date) -> QuerySet[Cycle]:
    """Runs that were taken over and have ended, of those whose sums somebody sees."""
    rows = Cycle.objects.filter(ended_on__gte=since, started__isnull=False, file__merged_into=None)
    if held.scope(Action.FIGURES) != "all":
        rows = rows.filter(file__organisation__in=homes(held, Action.FIGURES) | homes(held, Action.READ_NOTES))
    return rows.order_by("-ended_on", "pk")


def readable(held: Rights, since: date, today: date) -> QuerySet[Cycle]:
    """Of those the ones of files whose notes somebody may read."""
    if not held.may(Action.READ_NOTES):
        return Cycle.objects.none()
    reached = within(held.user_id, today, Reach.of(held, Action.READ_NOTES), "file__")
    return ended(held, since).filter(reached).select_related("file__person")


def lines(concept: Concept, found: Iterable[Outcome], mine: Iterable[Outcome] = ()) -> list[Line]:
    """Field by field, in the order of the concept. `mine`: those of them whose notes the reader may read."""
    counted, read = _counted(found), _counted(mine)
    return [_line(f.key, title(concept.fields_of_action, f.key), counted[f.key], read[f.key])
            for f in concept.fields_of_action if f.key in counted]  # fmt: skip


def _counted(found: Iterable[Outcome]) -> dict[str, Counter[Way]]:
    counted: dict[str, Counter[Way]] = defaultdict(Counter)
    for outcome in found:
        for step in outcome.steps:
            counted[step.field][step.way] += 1
    return counted


def _line(field: str, name: str, counted: Counter[Way], read: Counter[Way]) -> Line:
    """With one of its numbers the sum is hidden too, and the smallest beside it: else it could be worked out, the sum
    often being that of all cases."""
    numbers = {way: _shown(counted[way], read[way]) for way in WAYS}
    is_hidden = None in numbers.values()
    if list(numbers.values()).count(None) == 1:
        numbers[min((way for way in WAYS if numbers[way] is not None), key=lambda way: counted[way])] = None
    return Line(field, name, tuple(numbers.items()), None if is_hidden else counted.total())


def _shown(number: int, read: int) -> int | None:
    """One or two whom the reader may not read of could be somebody she knows, of a colleague's as well."""
    return number if number == read or number - read >= HIDDEN_BELOW else None


def cases(cycles: Sequence[Cycle], found: Mapping[UUID, Outcome], field: str, which: str) -> list[Case]:
    """The cases a number counts."""
    return [
        Case(c.file_id, c.file.number, name_of(c.file.person, c.file.concept), c.ended_on, step)
        for c in cycles
        if c.ended_on and c.pk in found
        for step in found[c.pk].steps
        if step.field == field and step.way == which
    ]
