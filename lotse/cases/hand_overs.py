"""The newest hand-overs of the files somebody answers for, with the reason given."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from uuid import UUID

from lotse.accounts.access import Rights
from lotse.accounts.models import User
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.models import Allocation
from lotse.cases.words import name_of
from lotse.ui.names import WrittenName
from lotse.vault.keys import open_keys

MOST = 100


@dataclass(frozen=True)
class HandOver:
    file_id: UUID
    number: str
    name: WrittenName
    part: str
    to: str
    before: str
    by: str
    from_on: date
    until_on: date | None
    reason: str
    also: tuple[tuple[UUID, str, WrittenName], ...] = ()  # other files that changed hands in the same step

    @property
    def step(self) -> tuple[object, ...]:
        return self.part, self.to, self.before, self.by, self.from_on, self.until_on, self.reason


def together(rows: list[HandOver]) -> list[HandOver]:
    """A household, an absence or everything somebody led is one step and one row."""
    found = []
    for _step, same in groupby(rows, key=lambda row: row.step):
        *others, first = same  # newest first: the head of the household was handed over before the others
        found.append(replace(first, also=tuple((row.file_id, row.number, row.name) for row in reversed(others))))
    return found


def newest(held: Rights, today: date) -> list[HandOver]:
    """Five queries, however many there are. Reasons only for who may read what colleagues write in a file."""
    rows = list(
        Allocation.objects.filter(file__in=files_for(held, Action.ALLOCATE, today).values("pk"))
        .select_related("file__person", "user")
        .order_by("-from_on", "-pk")[:MOST]
    )
    names = dict(User.objects.filter(pk__in={a.by for a in rows}).values_list("pk", "name"))
    before: dict[UUID, str] = {}
    last: dict[tuple[UUID, str], str] = {}
    for pk, file, part, name in (
        Allocation.objects.filter(file__in={a.file_id for a in rows})
        .order_by("from_on", "pk")
        .values_list("pk", "file_id", "part", "user__name")
    ):
        before[pk] = last.get((file, part), "")
        last[file, part] = name
    told = {a.file_id for a in rows if a.__dict__["reason"] is not None}
    readable = set(files_for(held, Action.EDIT_FILE, today).filter(pk__in=told).values_list("pk", flat=True))
    keys = open_keys(readable) if readable else {}
    field = Allocation.reason.field

    def reason(a: Allocation) -> str:
        sealed = a.__dict__["reason"]
        return field.open_text(a.pk, keys[a.file_id], sealed) if sealed is not None and a.file_id in keys else ""

    return together([
        HandOver(
            a.file_id, a.file.number, name_of(a.file.person, a.file.concept), a.get_part_display(), a.user.name,
            before[a.pk], names.get(a.by, ""), a.from_on, a.until_on,
            reason(a),
        )
        for a in rows
    ])  # fmt: skip
