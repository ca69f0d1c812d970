"""The documents of a file for reading: rows without words in one question, words opened only of what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.header import Header
from lotse.cases.words import name_of, titles
from lotse.concept.model import Concept
from lotse.notes.letters import state_of
from lotse.notes.papers import Document, DocumentInFile, DocumentPart
from lotse.ui.filters import number
from lotse.ui.names import WrittenName
from lotse.ui.prepared import prepared
from lotse.vault.box import Opener
from lotse.vault.fields import Sealed, SealedTextField
from lotse.vault.keys import unwrappers_of


@dataclass(frozen=True)
class Paper:
    """A document as a line of a list or of the timeline."""

    id: UUID
    file_id: UUID
    on: date
    order: str
    category: str
    category_title: str
    direction: str
    title: str
    other_side: str  # in words, else its kind
    dated_on: date | None
    due_on: date | None
    answered_on: date | None
    no_answer: bool
    sheets: int
    by: str
    at: datetime
    struck: bool
    is_erased: bool
    version: int
    answers: UUID | None  # the incoming letter it answers
    status: UUID | None = None  # the residence status whose paper it shows
    kind: str = "document"

    @property
    def is_letter(self) -> bool:
        return bool(self.direction)

    @property
    def is_awaited(self) -> bool:
        """Whether an answer is still to be given."""
        return self.due_on is not None and self.answered_on is None and not self.struck

    @property
    def day(self) -> date:
        """The day a list puts beside it."""
        return self.due_on if self.is_awaited and self.due_on else self.on

    @property
    def is_unsorted(self) -> bool:
        return not self.category and not self.struck

    def state(self, today: date) -> tuple[str, str]:
        if self.is_erased:
            return "quiet", _("gelöscht")
        return state_of(self.direction, self.due_on, self.answered_on, self.no_answer, self.struck, today)

    @property
    def headline(self) -> str:
        """By which people tell it from others."""
        if self.is_erased:
            return _("Hier stand ein Schriftstück.")
        return self.title or self.category_title or _("Schriftstück ohne Ablage")


@dataclass(frozen=True)
class Shelf:
    """So many documents stand in the file, the oldest of that day; `papers` are the newest of them."""

    papers: list[Paper]
    total: int
    oldest: date | None


def shelf(head: Header, *, newest: int | None = None, with_words: bool = True) -> Shelf:
    """The documents of the file and of those brought together with it, each once, the newest first. The caller has
    asked the door: they may be read. Without `with_words` only how many there are."""
    merged = bool(head.merged)
    rows = _rows(head.file_ids, None if merged or newest is None else newest) if head.has(DocumentInFile) else []
    if merged:  # one document may stand in both
        rows = list({row[2]: row for row in reversed(rows)}.values())[::-1]
    total = len(rows) if merged else (rows[0][-2] if rows else 0)
    oldest = min((row[3] for row in rows), default=None) if merged else (rows[0][-1] if rows else None)
    papers = opened(rows[:newest], head.concept, head.keys) if with_words else []
    return Shelf(papers, total, oldest)


@dataclass(frozen=True)
class Part:
    """A sheet for the page: which, of what kind, how large."""

    position: int
    media_type: str
    size: int

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def kilobytes(self) -> str:
        return _("%(n)s KB") % {"n": number(-(-self.size // 1024))}


def sheets_of(document: Document) -> list[Part]:
    rows = document.parts.order_by("position").values_list("position", "stored__media_type", "stored__size")
    return [Part(*row) for row in rows]


SHOWN_AT_ONCE = 5 * 1024 * 1024  # a picture larger than this is not loaded to be shown small


@dataclass(frozen=True)
class FirstLook:
    """By which papers nobody has sorted are told apart: how large, and whether a small picture can be shown."""

    size: int
    is_picture: bool
    is_pdf: bool

    @property
    def kilobytes(self) -> str:
        return _("%(n)s KB") % {"n": number(-(-self.size // 1024))}


def first_looks(documents: Sequence[UUID]) -> dict[UUID, FirstLook]:
    """By document; one question, and none without any."""
    if not documents:
        return {}
    rows = DocumentPart.objects.filter(document__in=documents).order_by("document", "position")
    sizes: dict[UUID, int] = {}
    first: dict[UUID, tuple[str, int]] = {}
    for document, media_type, size in rows.values_list("document", "stored__media_type", "stored__size"):
        sizes[document] = sizes.get(document, 0) + size
        first.setdefault(document, (media_type, size))
    return {
        pk: FirstLook(sizes[pk], kind.startswith("image/") and size <= SHOWN_AT_ONCE, not kind.startswith("image/"))
        for pk, (kind, size) in first.items()
    }


def linked(document: Document, head: Header) -> list[Document]:
    """The letter it answers, or those it was answered with, as far as they stand in the file."""
    theirs = Q(pk=document.answers_id) if document.answers_id else Q(answers=document.pk)
    found = Document.objects.filter(theirs, in_files__file__in=head.file_ids, erased_at=None)
    return list(found.distinct().order_by("on", "pk"))


@dataclass(frozen=True)
class Standing:
    """A file the document stands in; no name for whom that file is out of reach."""

    file_id: UUID
    number: str
    name: WrittenName | None


def standing_in(document: Document, held: Rights, today: date) -> list[Standing]:
    rows = [row.file for row in document.in_files.select_related("file__person").order_by("file__number")]
    ids = [f.pk for f in rows]
    reached = set(files_for(held, Action.READ_NOTES, today).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        Standing(f.pk, f.number if f.pk in reached else "", name_of(f.person, f.concept) if f.pk in reached else None)
        for f in rows
    ]


def opened(rows: list[tuple[Any, ...]], concept: Concept, keys: dict[UUID, bytes]) -> list[Paper]:
    unwrap = unwrappers_of(keys)
    categories, correspondents = titles(concept.document_categories), titles(concept.correspondents)
    title, other_side = (Document._meta.get_field(name) for name in ("title", "other_side"))
    found = []
    for (file, wrapped, pk, on, category, direction, correspondent, dated_on, due_on, answered_on, no_answer,
         sealed_title, sealed_side, author, at, struck_at, erased_at, version, answers, status, sheets,
         *_counts) in rows:  # fmt: skip
        if file not in unwrap:
            continue
        key = None if erased_at or not (sealed_title or sealed_side) else Opener(unwrap[file](bytes(wrapped)))
        found.append(
            Paper(
                pk, file, on, str(pk), category, categories.get(category, category), direction,
                _text(title, pk, key, sealed_title),
                _text(other_side, pk, key, sealed_side) or correspondents.get(correspondent, correspondent),
                dated_on, due_on, answered_on, no_answer, sheets, author, at, struck_at is not None,
                erased_at is not None, version, answers, status,
            )
        )  # fmt: skip
    return found


def _text(field: object, pk: UUID, key: Opener | None, sealed: Sealed | None) -> str:
    assert isinstance(field, SealedTextField)
    return "" if sealed is None or key is None else field.open_text(pk, key, sealed)


SHEETS = Coalesce(
    Subquery(
        DocumentPart.objects.filter(document=OuterRef("document"))
        .order_by()
        .values("document")
        .annotate(n=Count("pk"))
        .values("n")
    ),
    Value(0),
)
COLUMNS = (
    "file_id", "wrapped_key", "document_id", "document__on", "document__category", "document__direction",
    "document__correspondent", "document__dated_on", "document__due_on", "document__answered_on",
    "document__no_answer", "document__title", "document__other_side", "document__author__name", "document__at",
    "document__struck_at", "document__erased_at", "document__version",
    "document__answers", "document__status", SHEETS,
)  # fmt: skip


@prepared
def _rows(files: tuple[UUID, ...], most: int | None) -> QuerySet[DocumentInFile, tuple[Any, ...]]:
    """With how many there are and the oldest day in every row, so that one question tells all."""
    rows = DocumentInFile.objects.filter(file__in=files).order_by("-document__on", "-document")
    counts = (Window(Count("pk"), partition_by=[F("file")]), Window(Min("document__on"), partition_by=[F("file")]))
    return rows.values_list(*COLUMNS, *counts)[:most]
