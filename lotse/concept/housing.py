"""A flat of one's own: procedures, their steps and gates. Facts in, verdict out.

A gate guards our own step, never the truth: what happened out there all the same is recorded as a deviation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from lotse.concept import vocabulary as words
from lotse.concept.entries import Entry, ref, table
from lotse.concept.vocabulary import Text


@dataclass(frozen=True, slots=True)
class Step(Entry):
    """One step, in the order of the list; `covers` says what belongs to it."""

    does: words.HousingStep
    covers: Text | None = None


@dataclass(frozen=True, slots=True)
class Criterion(Entry):
    """A point a social report speaks to: an open hint, no mark. One with a sensitive `file_field` is no part of the
    report: only who decides sees it, and only where the concept has switched that field on."""

    covers: Text | None = None
    file_field: str = ref("file_fields")


@dataclass(frozen=True, slots=True)
class Hearing(Entry):
    """A body that is asked before the authority decides; it sees this question and nothing else."""

    question: Text


@dataclass(frozen=True, slots=True)
class Cost(Entry):
    """What can be applied for beside the offer. `is_assured`: where it was, the lease waits for its assurance, too."""

    is_assured: bool = False


@dataclass(frozen=True, slots=True)
class Procedure(Entry):
    """The way to a flat for those who live by one of the `benefits`."""

    opens_with: words.HousingGate
    decided_by: Text
    benefits: tuple[str, ...] = ref("benefits", ())
    rent_table: str = ref("rent_tables")
    steps: tuple[Step, ...] = table("step")
    criteria: tuple[Criterion, ...] = table("criterion")
    hearings: tuple[Hearing, ...] = table("hearing")
    costs: tuple[Cost, ...] = table("cost")
    registrations: tuple[Entry, ...] = table("registration")

    def step(self, does: str) -> Step | None:
        return next((step for step in self.steps if step.does == does), None)

    @property
    def open_criteria(self) -> tuple[Criterion, ...]:
        """Those the report speaks to."""
        return tuple(one for one in self.criteria if not one.file_field)

    @property
    def restricted_criteria(self) -> tuple[Criterion, ...]:
        return tuple(one for one in self.criteria if one.file_field)


# --- which procedure --------------------------------------------------------------------------------------------------
def procedure_for(procedures: Iterable[Procedure], benefit: str | None) -> Procedure | None:
    """By the benefit system in force; None where it is not known or none is for it: then a person chooses."""
    return next((one for one in procedures if benefit and benefit in one.benefits), None)


# --- gates ------------------------------------------------------------------------------------------------------------
Needed = Literal["application", "hearing", "approval", "assurance", "deposit", "move"]


@dataclass(frozen=True)
class Facts:
    """What is known of one way to a flat, as far as a gate asks for it."""

    applied: bool = False
    heard: frozenset[str] = frozenset()
    approved: bool = False
    assured: bool = False  # the costs of the flat in question
    asked: frozenset[str] = frozenset()  # cost applications made and not withdrawn
    granted: frozenset[str] = frozenset()  # of these
    moved: bool = False


@dataclass(frozen=True)
class Missing:
    """Why a gate is shut; `key` names the body or the cost application it waits for."""

    needs: Needed
    key: str = ""


def missing_for(procedure: Procedure, does: str, facts: Facts) -> tuple[Missing, ...]:
    """What a step of ours still waits for; empty: it is open."""
    return tuple(_missing(procedure, does, facts))


def _missing(procedure: Procedure, does: str, facts: Facts) -> Iterator[Missing]:
    if does in ("hearing", "decision") and not facts.applied:
        yield Missing("application")
    if does == "decision":
        yield from (Missing("hearing", one.key) for one in procedure.hearings if one.key not in facts.heard)
    if does in ("search", "lease") and procedure.opens_with == "approval" and not facts.approved:
        yield Missing("approval")
    if does == "lease" and procedure.opens_with == "assurance":
        if not facts.assured:
            yield Missing("assurance")
        for cost in procedure.costs:
            if cost.is_assured and cost.key in facts.asked - facts.granted:
                yield Missing("deposit", cost.key)
    if does == "registrations" and not facts.moved:
        yield Missing("move")


# --- rents ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RentLimit:
    """The highest rent for a household of `persons`, from a day on."""

    valid_from: date
    persons: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RentTable(Entry):
    """Limits by size of the household, dated. An installation fills it; without rows nothing is compared."""

    limits: tuple[RentLimit, ...] = table("limit")

    def limit_for(self, persons: int, on: date) -> RentLimit | None:
        """The newest set in force on the day: its row for this many persons, none for more than it names."""
        newest = max((row.valid_from for row in self.limits if row.valid_from <= on), default=None)
        return next((row for row in self.limits if row.valid_from == newest and row.persons == persons), None)


Fit = Literal["within", "above", "unknown"]


def fits(limit: RentLimit | None, rent: Decimal | None) -> Fit:
    if limit is None or rent is None:
        return "unknown"
    return "within" if rent <= limit.amount else "above"
