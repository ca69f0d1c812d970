"""Contacts by topic and activity over a time. Of a protected topic nobody learns of a single contact unread.

Such a number is given for whole quarters only, so that two times cannot be subtracted, and a small one not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.method import methods_of, with_method
from lotse.cases.models import File
from lotse.cases.words import titles
from lotse.concept.everyday import Activity
from lotse.concept.model import Concept, Topic
from lotse.notes.models import Note, NoteActivity, NoteInFile, NoteTopic
from lotse.reports import small
from lotse.ui.reasons import text_in_language

MOST = 200
Counted = dict[str, int]


@dataclass(frozen=True)
class Line:
    """A topic or an activity: in how many contacts, and in how many of those the reader may read."""

    key: str
    title: str
    number: int
    openable: int
    is_protected: bool
    reasons: tuple[tuple[str, int], ...] = ()  # why by way of exception
    is_whole: bool = True  # the time is a quarter
    sees_nothing: bool = False  # nor whether there is any

    @property
    def shown(self) -> int | str:
        if self.is_protected and self.sees_nothing:
            return small.WITHHELD
        if not self.is_protected:
            return self.number
        return small.cell(self.number, self.openable, whole=self.is_whole)

    @property
    def is_hidden(self) -> bool:
        return isinstance(self.shown, str)


@dataclass(frozen=True)
class Block:
    key: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Figures:
    topics: list[Block]
    activities: list[Block]
    methods: list[Block]

    @property
    def has_hidden(self) -> bool:
        return any(line.is_hidden for block in self.all_blocks for line in block.lines)

    @property
    def all_blocks(self) -> list[Block]:
        return self.topics + self.activities + self.methods

    def find(self, kind: str, key: str) -> Line | None:
        blocks = {"thema": self.topics, "methode": self.methods}.get(kind, self.activities)
        return next((line for block in blocks for line in block.lines if line.key == key), None)


def is_quarter(from_on: date, until_on: date) -> bool:
    following = until_on + timedelta(days=1)
    months = (following.year - from_on.year) * 12 + following.month - from_on.month
    return from_on.day == following.day == 1 and from_on.month % 3 == 1 and months == 3


def figures(held: Rights, concept: Concept, from_on: date, until_on: date, today: date) -> Figures:
    """What the concept names, grouped as in the form; a fixed number of questions."""
    seen, read = files_for(held, Action.FIGURES, today), _readable(held, today)
    span, whole = (from_on, until_on), is_quarter(from_on, until_on)
    counted = {m: (_count(m, c, seen, span), _count(m, c, read, span)) for m, c in COLUMNS.items()}
    why, blind = _reasons(seen, span, concept), small.sees_nothing(held, Action.READ_NOTES, whole=whole)
    fields = titles(concept.fields_of_action)

    def line(entry: Topic | Activity, model: Any) -> Line:
        all_, mine = counted[model]
        reasons = why.get(entry.key, ()) if model is NoteActivity else ()
        return Line(
            entry.key, text_in_language(entry.title), all_.get(entry.key, 0), mine.get(entry.key, 0), entry.protected,
            () if entry.protected else tuple(reasons), whole, blind,
        )  # fmt: skip

    topics = [
        Block(key, title, tuple(line(t, NoteTopic) for t in concept.topics if t.field == key))
        for key, title in fields.items()
    ]
    done = Block("done", "", tuple(line(a, NoteActivity) for a in concept.activities if not a.is_referral))
    sent = Block("sent", "", tuple(line(a, NoteActivity) for a in concept.activities if a.is_referral))
    return Figures(
        [b for b in topics if b.lines], [b for b in (done, sent) if b.lines],
        _methods(concept, _by_method(concept, seen, span), _by_method(concept, read, span)),
    )  # fmt: skip


def _methods(concept: Concept, counted: Counted, readable: Counted) -> list[Block]:
    """Contacts by the method the person was worked with on that day."""
    made = tuple(
        Line(m.key, text_in_language(m.title), counted.get(m.key, 0), readable.get(m.key, 0), is_protected=False)
        for m in methods_of(concept)
    )
    return [Block("methods", "", made)] if made else []


def _by_method(concept: Concept, files: QuerySet[File], span: tuple[date, date]) -> Counted:
    if not methods_of(concept):
        return {}
    rows = _in_files(concept, files, span).order_by().values_list("method")
    return dict(rows.annotate(n=Count("note", distinct=True)))


def _in_files(concept: Concept, files: QuerySet[File], span: tuple[date, date]) -> QuerySet[NoteInFile]:
    standing = NoteInFile.objects.filter(
        file__in=files.values("pk"), note__on__gte=span[0], note__on__lte=span[1], note__struck_at=None,
        note__finalised_at__isnull=False,
    )  # fmt: skip
    return with_method(standing, concept, OuterRef("note__on"), file="file")


COLUMNS: dict[Any, str] = {NoteTopic: "topic", NoteActivity: "activity"}


def _readable(held: Rights, today: date) -> QuerySet[File]:
    """What one may read of what one sees counted."""
    return files_for(held, Action.READ_NOTES, today) & files_for(held, Action.FIGURES, today)


def _standing(files: QuerySet[File], span: tuple[date, date]) -> QuerySet[Note]:
    here = NoteInFile.objects.filter(note=OuterRef("pk"), file__in=files.values("pk"))
    return Note.objects.filter(
        Exists(here), on__gte=span[0], on__lte=span[1], struck_at=None, finalised_at__isnull=False
    )


def _count(model: Any, column: str, files: QuerySet[File], span: tuple[date, date]) -> Counted:
    rows = model.objects.filter(note__in=_standing(files, span).values("pk")).order_by()
    return dict(rows.values_list(column).annotate(n=Count("pk")))


def _reasons(files: QuerySet[File], span: tuple[date, date], concept: Concept) -> dict[str, list[tuple[str, int]]]:
    rows = NoteActivity.objects.filter(note__in=_standing(files, span).values("pk")).exclude(reason="").order_by()
    words, found = titles(concept.exception_reasons), {}
    for activity, reason, n in rows.values_list("activity", "reason").annotate(n=Count("pk")):
        found.setdefault(activity, []).append((words.get(reason, reason), n))
    return {key: sorted(pairs, key=lambda pair: (-pair[1], pair[0])) for key, pairs in found.items()}


@dataclass(frozen=True)
class Contact:
    id: UUID
    on: date
    form: str
    files: Sequence[tuple[UUID, str]]


def contacts(
    held: Rights, concept: Concept, kind: str, key: str, span: tuple[date, date], today: date
) -> list[Contact]:
    """The contacts behind a number, the newest first, and the files they may be read in: no word, no worker."""
    files = _readable(held, today)
    if kind == "methode":
        marked = _in_files(concept, files, span).filter(method=key).values("note")
    else:
        model, column = (NoteTopic, "topic") if kind == "thema" else (NoteActivity, "activity")
        marked = model._default_manager.filter(**{column: key}).values("note")  # type: ignore[attr-defined]
    notes = list(
        _standing(files, span).filter(pk__in=marked).order_by("-on", "-pk").values_list("pk", "on", "form")[:MOST]
    )
    standing: dict[UUID, list[tuple[UUID, str]]] = {}
    rows = NoteInFile.objects.filter(note__in=[pk for pk, _on, _form in notes], file__in=files.values("pk"))
    for note, file, number in rows.order_by("file__number").values_list("note_id", "file_id", "file__number"):
        standing.setdefault(note, []).append((file, number))
    forms = titles(concept.forms)
    return [Contact(pk, on, forms.get(form, form), standing.get(pk, [])) for pk, on, form in notes]
