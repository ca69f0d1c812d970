"""Goals and their agreement (P-24, P-99, P-156): worded, agreed by both on a day, carried on in versions."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.planning import Changed
from lotse.casework.agreed import Agreement, Goal, GoalReview
from lotse.casework.assessment import copied
from lotse.casework.cycle import lacks_of, only_open, take
from lotse.casework.cycles import Cycle, OfCycle, StepTaken
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import open_key

OVER = (GoalReview.State.REACHED, GoalReview.State.DROPPED)  # such goals are not carried on


def at_work(cycle: Cycle) -> Agreement | None:
    return Agreement.objects.filter(cycle=cycle, taken=None).select_related("cycle__file").first()


def newest(cycle: Cycle) -> Agreement | None:
    """The version at work, else the one in force."""
    return Agreement.objects.filter(cycle=cycle).select_related("cycle__file", "taken").order_by("number").last()


def in_force(cycle: Cycle) -> Agreement | None:
    rows = Agreement.objects.filter(cycle=cycle, taken__isnull=False).select_related("cycle__file", "taken")
    return rows.order_by("number").last()


def states_of(cycle: Cycle) -> dict[UUID, str]:
    """How each goal stood when it was last looked at, by origin."""
    rows = GoalReview.objects.filter(review__cycle=cycle, review__held_on__isnull=False)
    return dict(rows.order_by("review__held_on", "review__pk").values_list("goal", "state"))


def begin_version(cycle: Cycle, *, by: User) -> Agreement:
    """The next version begins with the goals that are still open."""
    only_open(cycle)
    with as_actor(by, "begin_agreement"), transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        if found := at_work(cycle):
            return found
        last = newest(cycle)
        made = Agreement.objects.create(
            cycle=cycle, number=last.number + 1 if last else 1, by=by.pk,
            planned_end_on=last.planned_end_on if last else None,
        )  # fmt: skip
        if last:
            _carry_on(last, made, states_of(cycle), by)
        return made


def _carry_on(last: Agreement, made: Agreement, states: dict[UUID, str], by: User) -> None:
    key = open_key(made.cycle.file_id)
    kept = [g for g in last.goals.order_by("id") if states.get(g.origin) not in OVER]
    new = {g.pk: copied(g, key, agreement=made, agreement_id=made.pk, leads_to_id=None, by=by.pk) for g in kept}
    for goal in new.values():
        goal.save(force_insert=True)
    for goal in kept:
        if goal.leads_to_id in new:
            copy: Any = new[goal.pk]
            copy.leads_to = new[goal.leads_to_id]
            copy.save(update_fields=["leads_to"])


def add_goal(agreement: Agreement, values: dict[str, Any], *, by: User) -> Goal:
    _only_at_work(agreement)
    with as_actor(by, "add_goal"), transaction.atomic():
        row = Goal(agreement=agreement, origin=uuid7(), by=by.pk)
        fill(row, values)
        row.save(force_insert=True)
        return row


def change_goal(goal: Goal, values: dict[str, Any], *, version: int, by: User) -> Goal:
    """Somebody who was faster keeps her words, and so does who comes second."""
    _only_at_work(goal.agreement)
    with as_actor(by, "change_goal"), transaction.atomic():
        row = Goal.objects.select_for_update().get(pk=goal.pk)
        if row.version != version:
            raise Changed(_("Jemand hat dieses Ziel in der Zwischenzeit geändert."))
        row.agreement = goal.agreement
        fill(row, values)
        row.version += 1
        row.save()
        return row


def remove_goal(goal: Goal, *, by: User) -> None:
    """From the version at work, with its intermediate goals; what was agreed before stays in the former one."""
    _only_at_work(goal.agreement)
    with as_actor(by, "remove_goal"), transaction.atomic():
        goal.delete()


def plan_end(agreement: Agreement, on: date | None, *, by: User) -> None:
    """When case management is to end, estimated beforehand."""
    _only_at_work(agreement)
    with as_actor(by, "plan_end"), transaction.atomic():
        agreement.planned_end_on = on
        agreement.save(update_fields=["planned_end_on"])


def agree(
    agreement: Agreement, on: date, how: str, *, document: UUID | None = None, deviation: str = "", by: User
) -> StepTaken:
    """Both agree on a day. The goals of this version change no more."""
    _only_at_work(agreement)
    with as_actor(by, "agree_goals", how), transaction.atomic():
        cycle = Cycle.objects.select_for_update().select_related("file").get(pk=agreement.cycle_id)
        _only_at_work(Agreement.objects.select_related("cycle__file").get(pk=agreement.pk))  # nobody was faster
        step = take(cycle, "goals", on, outcome="", deviation=deviation, lacks=lacks_of(cycle, "goals"), by=by)
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
    _only_at_work(agreement)
    with as_actor(by, "discard_agreement"), transaction.atomic():
        agreement.delete()


def fill(row: OfCycle, values: dict[str, Any]) -> None:
    for name, value in values.items():
        sealed = isinstance(row._meta.get_field(name), SealedTextField)
        setattr(row, name, (value or None) if sealed else value)


def _only_at_work(agreement: Agreement) -> None:
    only_open(agreement.cycle)
    if agreement.taken_id is not None:
        raise Refused(_("Diese Ziele sind vereinbart. Beginnen Sie eine neue Fassung, um sie zu ändern."))
