"""Rows of a cycle that several people keep up to date: entered, changed (nobody overwrites a colleague), removed if a
mistake. Whether the cycle can still be worked on is asked each time."""

from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.planning import Changed
from lotse.casework.cycle import only_growing, only_open
from lotse.casework.models import Exchange, Gap, Measure, ServiceAgreement
from lotse.vault.fields import fill

Row = ServiceAgreement | Gap | Exchange
R = TypeVar("R", ServiceAgreement, Gap, Exchange)
VERBS: dict[type[Any], str] = {
    ServiceAgreement: "agree_service",
    Gap: "record_gap",
    Exchange: "record_exchange",
}


def enter(row: R, values: dict[str, Any], *, by: User) -> R:
    _still_open(row)
    _done_by_others(row, values)
    with as_actor(by, VERBS[type(row)]), transaction.atomic():
        row.by = by.pk
        fill(row, values)
        row.save(force_insert=True)
        return row


def change(row: R, values: dict[str, Any], *, version: int, by: User) -> R:
    """What is said now about it. Somebody else who was faster keeps her words, and so does who comes second."""
    _still_open(row)
    _done_by_others(row, values)
    with as_actor(by, VERBS[type(row)], "changed"), transaction.atomic():
        current = locked(row, version)
        fill(current, values)
        current.save()
        return current


def remove(row: Row, *, by: User) -> None:
    """Entered by mistake, for another person or twice: it goes. What was true once is ended instead."""
    _still_open(row)
    with as_actor(by, VERBS[type(row)], "removed"), transaction.atomic():
        row.delete()


def locked(row: Any, version: int) -> Any:
    """The row for changing, if it is still what the person saw; the caller saves it with the next version."""
    current = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if current.version != version:
        raise Changed(_("Jemand hat diesen Eintrag in der Zwischenzeit geändert."))
    current.version += 1
    return current


def _still_open(row: Row) -> None:
    if isinstance(row, ServiceAgreement):
        only_open(row.cycle)
    elif isinstance(row, Gap) and row.file is not None:
        only_growing(row.file)


def _done_by_others(row: Row, values: dict[str, Any]) -> None:
    """Case management steers what others provide; what we do ourselves is no service of a third party (W-14)."""
    measure = values.get("measure")
    if not isinstance(row, ServiceAgreement) or measure is None or (measure == row.measure and not row._state.adding):
        return
    rows = Measure.objects.filter(plan__cycle=row.cycle, origin=measure).order_by("plan__number")
    served = rows.defer("what", "who_words", "offer", "resource").last()
    if served is not None and not served.is_others:
        raise Refused(_("Diese Maßnahme erbringt keine andere Stelle. Abgesprochen wird, was andere leisten."))
