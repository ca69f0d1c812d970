"""Monitoring: what is said to a goal deviation (P-107). Reviews are planned and held in `plan.py`, they belong to the
plan (P-157); deviations are computed (`concept.deviations`)."""

from datetime import date
from uuid import UUID

from django.db import transaction

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.casework.cycle import only_open
from lotse.casework.cycles import Cycle
from lotse.casework.models import DeviationWord
from lotse.concept.deviations import Kind


def say_to_deviation(cycle: Cycle, goal: UUID, kind: Kind, words: str, on: date, *, by: User) -> DeviationWord:
    """Why it is so, and what follows from it."""
    only_open(cycle)
    with as_actor(by, "say_to_deviation", kind), transaction.atomic():
        return DeviationWord.objects.create(cycle=cycle, goal=goal, kind=kind, words=words, on=on, by=by.pk)
