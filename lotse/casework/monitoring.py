"""Monitoring: days on which goals and plan are looked at, what came of it, and what is said to a deviation (P-107, P-157)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.casework.cycle import only_open
from lotse.casework.cycles import Cycle
from lotse.casework.kept import locked
from lotse.casework.models import DeviationWord, GoalReview, Review
from lotse.concept.deviations import Kind


@dataclass(frozen=True)
class Held:
    """What came of a review: by goal, how it stands and in words."""

    on: date
    words: str = ""
    goals: Mapping[UUID, tuple[str, str]] = field(default_factory=dict)
    next_on: date | None = None


def plan_review(cycle: Cycle, due_on: date, *, by: User) -> Review:
    only_open(cycle)
    with as_actor(by, "plan_review"), transaction.atomic():
        return Review.objects.create(cycle=cycle, due_on=due_on, by=by.pk)


def move_review(row: Review, due_on: date, *, version: int, by: User) -> Review:
    only_open(row.cycle)
    with as_actor(by, "plan_review", "changed"), transaction.atomic():
        current: Review = locked(row, version)
        if current.held_on:
            raise Refused(_("Diese Überprüfung hat schon stattgefunden."))
        current.due_on = due_on
        current.save(update_fields=["due_on", "version"])
        return current


def drop_review(row: Review, *, by: User) -> None:
    """Planned twice or by mistake. One that was held stays."""
    only_open(row.cycle)
    if row.held_on:
        raise Refused(_("Diese Überprüfung hat schon stattgefunden."))
    with as_actor(by, "plan_review", "removed"), transaction.atomic():
        row.delete()


def hold_review(row: Review, held: Held, *, version: int, by: User) -> Review:
    """Goals were looked at. Said again while the cycle is open, the last word counts."""
    only_open(row.cycle)
    with as_actor(by, "hold_review"), transaction.atomic():
        current: Review = locked(row, version)
        current.held_on, current.words = held.on, held.words or None
        current.save()
        current.goals.all().delete()
        for goal, (state, words) in held.goals.items():
            GoalReview.objects.create(review=current, goal=goal, state=state, words=words or None, by=by.pk)
        is_planned = Review.objects.filter(cycle=row.cycle, held_on=None, due_on=held.next_on).exists()
        if held.next_on and not is_planned:
            Review.objects.create(cycle=row.cycle, due_on=held.next_on, by=by.pk)
        return current


def say_to_deviation(cycle: Cycle, goal: UUID, kind: Kind, words: str, on: date, *, by: User) -> DeviationWord:
    """Why it is so, and what follows from it. That there is a deviation is computed, not said."""
    only_open(cycle)
    with as_actor(by, "say_to_deviation", kind), transaction.atomic():
        return DeviationWord.objects.create(cycle=cycle, goal=goal, kind=kind, words=words, on=on, by=by.pk)
