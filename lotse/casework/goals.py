"""Goals and their agreement (P-24, P-99, P-156): worded, agreed by both on a day, carried on in versions."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.casework import versions
from lotse.casework.agreed import Agreement, Goal, GoalReview
from lotse.casework.cycle import only_open
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.rows import locked
from lotse.casework.versions import copied, only_at_work, take_with
from lotse.ui.ids import uuid7
from lotse.vault.fields import fill

OVER = (GoalReview.State.REACHED, GoalReview.State.DROPPED)  # such goals are not carried on


at_work, newest = partial(versions.at_work, Agreement), partial(versions.newest, Agreement)


def in_force(cycle: Cycle) -> Agreement | None:
    rows = Agreement.objects.filter(cycle=cycle, taken__isnull=False).select_related("cycle__file", "taken")
    return rows.order_by("number").last()


def states_of(cycle: Cycle) -> dict[UUID, str]:
    """How each goal stood when it was last looked at, by origin."""
    rows = GoalReview.objects.filter(review__cycle=cycle, review__held_on__isnull=False)
    return dict(rows.order_by("review__held_on", "review__pk").values_list("goal", "state"))


def begin_version(cycle: Cycle, *, by: User) -> Agreement:
    """The next version begins with the goals that are still open."""

    def carry_on(last: Agreement, made: Agreement, key: bytes) -> None:
        states = states_of(cycle)
        kept = [g for g in last.goals.order_by("id") if states.get(g.origin) not in OVER]
        new = {g.pk: copied(g, key, agreement=made, agreement_id=made.pk, leads_to_id=None, by=by.pk) for g in kept}
        for goal in new.values():
            goal.save(force_insert=True)
        for goal in kept:
            if goal.leads_to_id in new:
                copy: Any = new[goal.pk]
                copy.leads_to = new[goal.leads_to_id]
                copy.save(update_fields=["leads_to"])

    return versions.begin(Agreement, cycle, "begin_agreement", carry_on, kept=("planned_end_on",), by=by)


def add_goal(agreement: Agreement, values: dict[str, Any], *, by: User) -> Goal:
    only_at_work(agreement)
    with as_actor(by, "add_goal"), transaction.atomic():
        row = Goal(agreement=agreement, origin=uuid7(), by=by.pk)
        fill(row, values)
        row.save(force_insert=True)
        return row


def change_goal(goal: Goal, values: dict[str, Any], *, version: int, by: User) -> Goal:
    """Somebody who was faster keeps her words, and so does who comes second."""
    only_at_work(goal.agreement)
    with as_actor(by, "change_goal"), transaction.atomic():
        row: Goal = locked(goal, version)
        row.agreement = goal.agreement
        fill(row, values)
        row.save()
        return row


def remove_goal(goal: Goal, *, by: User) -> None:
    """From the version at work, with its intermediate goals; what was agreed before stays in the former one."""
    only_at_work(goal.agreement)
    with as_actor(by, "remove_goal"), transaction.atomic():
        goal.delete()


def plan_end(agreement: Agreement, on: date | None, *, by: User) -> None:
    """When case management is to end, estimated beforehand."""
    only_at_work(agreement)
    with as_actor(by, "plan_end"), transaction.atomic():
        agreement.planned_end_on = on
        agreement.save(update_fields=["planned_end_on"])


def agree(
    agreement: Agreement, on: date, how: str, *, document: UUID | None = None, deviation: str = "", by: User
) -> StepTaken:
    """Both agree on a day. The goals of this version change no more."""
    only_at_work(agreement)
    with as_actor(by, "agree_goals", how), transaction.atomic():
        step = take_with(agreement, "goals", on, deviation=deviation, by=by)
        agreement.taken, agreement.how, agreement.document_id = step, how, document
        agreement.version += 1
        agreement.save(update_fields=["taken", "how", "document", "version"])
        return step


def attach(agreement: Agreement, document: UUID | None, *, by: User) -> None:
    """The scan of the signed paper often comes later; it changes nothing of what was agreed."""
    only_open(agreement.cycle)
    with as_actor(by, "attach_agreement"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(document=document)


def discard(agreement: Agreement, *, by: User) -> None:
    versions.discard(agreement, "discard_agreement", by=by)
