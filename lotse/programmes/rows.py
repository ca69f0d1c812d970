"""Rows that several people keep up to date: entered, changed (nobody overwrites a colleague), removed if a mistake."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.models import File
from lotse.cases.planning import Changed
from lotse.programmes.gone import still_there
from lotse.programmes.models import Course, HardshipProcedure, IndividualCare, Registration, WorkStep
from lotse.vault.fields import fill

Kept = Registration | Course | WorkStep | IndividualCare | HardshipProcedure
VERBS: dict[type[Any], str] = {
    Registration: "register", Course: "enrol", WorkStep: "record_work_step", IndividualCare: "arrange_care",
    HardshipProcedure: "follow_hardship",
}  # fmt: skip


def enter(row: Kept, values: dict[str, Any], *, by: User) -> Kept:
    """A new row of a file."""
    _only_open(row.file)
    with as_actor(by, VERBS[type(row)]), transaction.atomic():
        row.by = by.pk
        fill(row, values)
        row.save(force_insert=True)
        return row


def change(row: Kept, values: dict[str, Any], *, version: int, by: User) -> Kept:
    """What is said now about it. Somebody else who was faster keeps her words, and so does who comes second."""
    _only_open(row.file)
    with as_actor(by, VERBS[type(row)], "changed"), transaction.atomic():
        current = still_there(type(row).objects.select_for_update().filter(pk=row.pk))
        if current.version != version:
            raise Changed(_("Jemand hat diesen Eintrag in der Zwischenzeit geändert."))
        fill(current, values)
        current.version += 1
        current.save()
        return current


def remove(row: Kept, *, by: User) -> None:
    """Entered by mistake, for another person or twice: it goes. What was true once is ended instead."""
    _only_open(row.file)
    with as_actor(by, VERBS[type(row)], "removed"), transaction.atomic():
        row.delete()


def _only_open(file: File) -> None:
    if not file.can_grow:
        raise Refused(_("Die Akte ist geschlossen. Öffnen Sie sie zuerst wieder."))
