"""Versions of what a step is taken with: an assessment, a goal agreement, a help plan. One at a time is at work. Once
its step is taken it changes no more; the next one begins with what it says."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.casework.cycle import lacks_of, only_open, take
from lotse.casework.cycles import Cycle, OfCycle, StepTaken
from lotse.casework.models import Agreement, Assessment, HelpPlan
from lotse.concept.vocabulary import StepKind
from lotse.ui.ids import uuid7
from lotse.vault.keys import open_key

V = TypeVar("V", Assessment, Agreement, HelpPlan)
IS_TAKEN: dict[type[Any], Any] = {
    Assessment: _("Diese Fassung ist abgeschlossen. Beginnen Sie eine neue."),
    Agreement: _("Diese Ziele sind vereinbart. Beginnen Sie eine neue Fassung, um sie zu ändern."),
    HelpPlan: _("Dieser Hilfeplan gilt. Beginnen Sie eine neue Fassung, um ihn zu ändern."),
}


def at_work(model: type[V], cycle: Cycle) -> V | None:
    return model._default_manager.filter(cycle=cycle, taken=None).select_related("cycle__file").first()


def newest(model: type[V], cycle: Cycle) -> V | None:
    """The version at work, else the one in force."""
    rows = model._default_manager.filter(cycle=cycle).select_related("cycle__file", "taken")
    return rows.order_by("number").last()


def begin(
    model: type[V], cycle: Cycle, verb: str, carry_on: Callable[[V, V, bytes], None], *, why: str = "",
    kept: Sequence[str] = (), by: User, **values: Any,
) -> V:  # fmt: skip
    """The next version, or the one that is at work already. `carry_on` copies what hangs on the last one, sealed anew
    with the file's key; `kept` names the columns that are taken over as they are."""
    only_open(cycle)
    with as_actor(by, verb, why), transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)  # two who begin at the same time get the same one
        if found := at_work(model, cycle):
            return found
        last = newest(model, cycle)
        values |= {name: getattr(last, name) for name in kept} if last else {}
        made = model._default_manager.create(cycle=cycle, number=last.number + 1 if last else 1, by=by.pk, **values)
        if last:
            carry_on(last, made, open_key(cycle.file_id))
        return made


def copied(row: OfCycle, key: bytes, **changed: object) -> OfCycle:
    """The same words under a new id: each sealed anew, for a sealed text opens in its own row only."""
    row.fresh_key = key
    names = [f.name for f in row._meta.concrete_fields if f.name not in ("id", "at", "version")]
    values = {name: getattr(row, name) for name in names} | changed
    made = type(row)(id=uuid7(), **values)
    made.fresh_key = key
    return made


def take_with(version: V, kind: StepKind, on: date, *, deviation: str, by: User) -> StepTaken:
    """The step of a version, inside the transaction of the verb that writes down what else was said."""
    cycle = Cycle.objects.select_for_update().select_related("file").get(pk=version.cycle_id)
    only_at_work(type(version)._default_manager.select_related("cycle__file").get(pk=version.pk))  # nobody was faster
    return take(cycle, kind, on, deviation=deviation, lacks=lacks_of(cycle, kind), by=by)


def discard(version: V, verb: str, *, by: User) -> None:
    """A version nobody has finished goes; the finished ones stay."""
    only_at_work(version)
    with as_actor(by, verb), transaction.atomic():
        version.delete()


def only_at_work(version: V) -> None:
    only_open(version.cycle)
    if version.taken_id is not None:
        raise Refused(str(IS_TAKEN[type(version)]))
