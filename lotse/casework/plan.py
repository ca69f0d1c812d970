"""The help plan (P-100, P-101, P-157): measures with who, what, until when; days on which it is looked at; versions."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.casework import versions
from lotse.casework.agreed import GoalReview, HelpPlan, Measure, Review
from lotse.casework.cycle import only_open
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.rows import locked
from lotse.casework.versions import copied, only_at_work, take_with
from lotse.network.actions import name_offer
from lotse.ui.ids import uuid7
from lotse.vault.fields import fill

SEALED = ("what", "who_words", "offer", "resource", "offer_key")

at_work, newest = partial(versions.at_work, HelpPlan), partial(versions.newest, HelpPlan)


def begin_version(cycle: Cycle, *, by: User) -> HelpPlan:
    """The next version begins with the measures that are still open."""

    def carry_on(last: HelpPlan, made: HelpPlan, key: bytes) -> None:
        for measure in last.measures.filter(state="").order_by("id"):
            copied(measure, key, plan=made, plan_id=made.pk, by=by.pk).save(force_insert=True)

    return versions.begin(HelpPlan, cycle, "begin_plan", carry_on, by=by)


def add_measure(plan: HelpPlan, values: dict[str, Any], *, by: User) -> Measure:
    only_at_work(plan)
    with as_actor(by, "add_measure"), transaction.atomic():
        row = Measure(plan=plan, origin=uuid7(), by=by.pk)
        _fill(row, values)
        row.save(force_insert=True)
        return row


def change_measure(measure: Measure, values: dict[str, Any], *, version: int, by: User) -> Measure:
    """Somebody who was faster keeps her words, and so does who comes second."""
    only_at_work(measure.plan)
    with as_actor(by, "change_measure"), transaction.atomic():
        row: Measure = locked(measure, version)
        row.plan = measure.plan
        _fill(row, values)
        row.save()
        return row


def _fill(row: Measure, values: dict[str, Any]) -> None:
    """What a plan names of the directory stays there."""
    fill(row, values)
    if row.offer_key:
        name_offer(UUID(row.offer_key))


def remove_measure(measure: Measure, *, by: User) -> None:
    only_at_work(measure.plan)
    with as_actor(by, "remove_measure"), transaction.atomic():
        measure.delete()


def settle_measure(measure: Measure, state: str, on: date, *, by: User) -> None:
    """Done, or no longer needed; or open again. That is no change of the plan: it holds in the version in force."""
    only_open(measure.plan.cycle)
    with as_actor(by, "settle_measure", state or "open"), transaction.atomic():
        row = Measure.objects.select_for_update().defer(*SEALED).get(pk=measure.pk)
        row.state, row.settled_on = state, on if state else None
        row.version += 1
        row.save(update_fields=["state", "settled_on", "version"])


def put_in_force(plan: HelpPlan, on: date, *, part: str = "", deviation: str = "", by: User) -> StepTaken:
    """From this day it is the plan; its measures change no more, what changes becomes the next version. `part`: how
    the person took part in it (W-10)."""
    only_at_work(plan)
    with as_actor(by, "put_plan_in_force"), transaction.atomic():
        step = take_with(plan, "help-plan", on, deviation=deviation, by=by)
        plan.taken, plan.part = step, part
        plan.save(update_fields=["taken", "part"])
        return step


def discard(plan: HelpPlan, *, by: User) -> None:
    versions.discard(plan, "discard_plan", by=by)


# --- reviews ----------------------------------------------------------------------------------------------------------
def plan_review(cycle: Cycle, due_on: date, *, by: User) -> Review:
    """A day on which goals and plan are looked at. The same day twice is once."""
    only_open(cycle)
    with as_actor(by, "plan_review"), transaction.atomic():
        there = Review.objects.filter(cycle=cycle, due_on=due_on, held_on=None).first()
        return there or Review.objects.create(cycle=cycle, due_on=due_on, by=by.pk)


def cancel_review(review: Review, *, by: User) -> None:
    """A day that is not needed; what was held stays."""
    only_open(review.cycle)
    if review.held_on is not None:
        raise Refused(_("Diese Überprüfung hat stattgefunden."))
    with as_actor(by, "cancel_review"), transaction.atomic():
        review.delete()


def hold_review(
    review: Review, on: date, goals: Mapping[UUID, tuple[str, str]], *, words: str = "", version: int, by: User
) -> Review:
    """What came of it: how each goal stands (state, words), and words for the whole."""
    only_open(review.cycle)
    with as_actor(by, "hold_review"), transaction.atomic():
        row: Review = locked(review, version)
        row.cycle = review.cycle
        row.held_on, row.words = on, words or None
        row.save()
        there = {g.goal: g for g in row.goals.all()}
        for goal, (state, said) in goals.items():
            found = there.get(goal)
            if not state:
                if found:
                    found.delete()
                continue
            found = found or GoalReview(review=row, goal=goal, by=by.pk)
            found.review, found.state, found.words = row, state, said or None
            found.save()
        return row
