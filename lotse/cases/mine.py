"""The open files somebody works on herself: asked once for *Heute*, where several lists begin with them."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from lotse.accounts.access import Rights
from lotse.accounts.models import in_force
from lotse.accounts.permissions import Action
from lotse.cases.access import Reach, within
from lotse.cases.models import Allocation, File
from lotse.people.models import Absence
from lotse.ui.prepared import prepared


class Mine(NamedTuple):
    file: File
    is_led: bool  # or covered: not merely accompanied in tandem
    is_away: bool


def files_worked_on(held: Rights, today: date) -> list[Mine]:
    """By number. Nobody who has died: what is to be done for the living has no place there."""
    found = _worked_on(held.user_id, today, Reach.of(held, Action.WRITE_NOTES))
    return [Mine(file, file.__dict__["is_led"], file.__dict__["is_away"]) for file in found]


def led_here(rows: Iterable[Mine]) -> list[File]:
    """Whose lead one has, of people who are here: for what only the lead is reminded of."""
    return [row.file for row in rows if row.is_led and not row.is_away]


@prepared
def _worked_on(user: UUID, today: date, reach: Reach) -> QuerySet[File]:
    mine = Allocation.objects.filter(in_force(today), user=user, file=OuterRef("pk"))
    away = Absence.objects.filter(in_force(today), person=OuterRef("person"))
    open_ = {"closed_on": None, "merged_into": None, "person__died_on": None}
    files = File.objects.filter(within(user, today, reach), Exists(mine), **open_)
    files = files.annotate(is_led=Exists(mine.exclude(part=Allocation.Part.TANDEM)), is_away=Exists(away))
    return files.select_related("person").order_by("number")
