"""Letters and unsorted papers across one's files: what this room puts on *Heute*, and the page *Post*."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lotse.accounts.access import Rights
from lotse.accounts.models import in_force
from lotse.accounts.permissions import Action
from lotse.cases.access import Reach, within
from lotse.cases.models import Allocation, File
from lotse.cases.words import name_of
from lotse.notes.papers import DocumentInFile
from lotse.notes.shelf import COLUMNS, Paper, opened
from lotse.rulebook import access as rulebook
from lotse.ui.names import WrittenName
from lotse.ui.prepared import prepared
from lotse.vault.keys import open_keys

AHEAD = timedelta(days=7)
MOST = 300
KINDS = ("answer", "unsorted", "all")


@dataclass(frozen=True)
class Waiting:
    """A paper with the person it is about: the first of its files that is within reach, and how many others."""

    paper: Paper
    file_id: UUID
    name: WrittenName
    others: int


@dataclass(frozen=True)
class Today:
    letters: list[Waiting]
    unsorted: int

    def pressing(self, today: date) -> int:
        return sum(w.paper.due_on is not None and w.paper.due_on <= today for w in self.letters)


def due_for(held: Rights, today: date, *, whose: str) -> Today:
    """Letters to be answered within a week or overdue, and how many papers nobody has sorted yet."""
    rows = _rows(held.user_id, today, Reach.of(held, Action.READ_NOTES), whose == "mine", "today", today + AHEAD)
    unsorted = {row[2] for row in rows if not row[4] and row[8] is None}
    return Today(_waiting([row for row in rows if row[8] is not None]), len(unsorted))


def papers_for(held: Rights, today: date, *, which: str, whose: str) -> list[Waiting]:
    """For the page: letters that await an answer, papers not yet sorted, or the newest letters."""
    rows = _rows(held.user_id, today, Reach.of(held, Action.READ_NOTES), whose == "mine", which, None)
    return _waiting(rows)


@prepared
def _rows(
    user: UUID, today: date, reach: Reach, only_mine: bool, which: str, until: date | None
) -> QuerySet[DocumentInFile, tuple[Any, ...]]:
    rows = DocumentInFile.objects.filter(
        within(user, today, reach, "file__"),
        document__struck_at=None, document__erased_at=None, file__closed_on=None, file__merged_into=None,
    )  # fmt: skip
    if only_mine:
        rows = rows.filter(Exists(Allocation.objects.filter(in_force(today), file=OuterRef("file"), user=user)))
    unsorted = Q(document__category="")
    if which == "today":
        due = Q(document__due_on__isnull=False, document__due_on__lte=until, document__answered_on=None)
        rows = rows.filter(due | unsorted)
    elif which == "unsorted":
        rows = rows.filter(unsorted)
    elif which == "answer":
        rows = rows.filter(document__due_on__isnull=False, document__answered_on=None)
    else:
        rows = rows.exclude(document__direction="")
    by_due = (F("document__due_on").asc(nulls_last=True), "document")
    order = by_due if which in ("today", "answer") else ("-document__on", "-document")
    return rows.order_by(*order, "file__number").values_list(*COLUMNS)[:MOST]


@prepared
def _files(ids: tuple[UUID, ...]) -> QuerySet[File]:
    return File.objects.filter(pk__in=ids).select_related("person")


def _waiting(rows: list[tuple[Any, ...]]) -> list[Waiting]:
    if not rows:
        return []
    first: dict[UUID, tuple[Any, ...]] = {}
    counted: dict[UUID, int] = {}
    for row in rows:
        first.setdefault(row[2], row)
        counted[row[2]] = counted.get(row[2], 0) + 1
    ids = tuple({row[0] for row in first.values()})
    files, keys = {f.pk: f for f in _files(ids)}, open_keys(ids)
    found = []
    for row in first.values():
        file = files[row[0]]
        for paper in opened([row], rulebook.get(file.concept), keys):
            found.append(Waiting(paper, file.pk, name_of(file.person, file.concept), counted[paper.id] - 1))
    return found
