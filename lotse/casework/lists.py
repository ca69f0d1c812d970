"""All runs of case management somebody may read, and how completely their steps are documented (P-137)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from lotse.accounts.access import Rights
from lotse.accounts.models import in_force
from lotse.accounts.permissions import Action
from lotse.cases.access import Reach, within
from lotse.cases.models import Allocation
from lotse.cases.words import name_of
from lotse.casework.cycles import Cycle
from lotse.casework.facts import facts_for
from lotse.casework.path import Path, path_of
from lotse.rulebook import access as rulebook
from lotse.ui.names import WrittenName

PER_PAGE = 50


@dataclass(frozen=True)
class Row:
    file_id: UUID
    number: str
    name: WrittenName
    lead: str
    opened_on: date
    ended_on: date | None
    planned_end_on: date | None
    next_review_on: date | None
    path: Path

    @property
    def open_steps(self) -> list[str]:
        return [s.title for s in self.path.steps if not s.is_done]


@dataclass(frozen=True)
class Completeness:
    """Of one step: documented in so many of the runs."""

    title: str
    done: int
    of: int


def runs(held: Rights, today: date, *, mine: bool, ended: bool) -> QuerySet[Cycle]:
    reached = within(held.user_id, today, Reach.of(held, Action.READ_NOTES), "file__")
    running = Q(ended_on=None, file__closed_on=None)  # with its file a run is over
    rows = Cycle.objects.filter(reached, ~running if ended else running, file__merged_into=None)
    allocated = Allocation.objects.filter(in_force(today), file=OuterRef("file"))
    if mine:
        rows = rows.filter(Exists(allocated.filter(user=held.user_id)))
    lead = allocated.filter(part=Allocation.Part.LEAD).order_by("from_on").values("user__name")[:1]
    rows = rows.select_related("file__person").annotate(lead=Subquery(lead))
    return rows.order_by("-ended_on", "file__person__normal_name", "pk") if ended else rows.order_by("opened_on", "pk")


def rows_of(cycles: Sequence[Cycle]) -> list[Row]:
    """A fixed number of queries."""
    facts = facts_for(cycles) if cycles else {}
    found = []
    for c in cycles:
        concept, of_cycle = rulebook.get(c.file.concept), facts[c.pk]
        found.append(
            Row(
                c.file_id, c.file.number, name_of(c.file.person, c.file.concept), getattr(c, "lead", None) or "",
                c.opened_on, c.ended_on, of_cycle.planned_end_on, of_cycle.next_review_on,
                path_of(c.file_id, concept, of_cycle, is_open=c.is_open),
            )
        )  # fmt: skip
    return found


def completeness(rows: Sequence[Row]) -> list[Completeness]:
    """Step by step, over these runs; runs under another concept may have other steps."""
    counted: dict[str, list[bool]] = {}
    for row in rows:
        for step in row.path.steps:
            counted.setdefault(step.title, []).append(step.is_done)
    return [Completeness(title, sum(done), len(done)) for title, done in counted.items()]
