"""The notes of a file for reading: opened in bulk, with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Count, F, Min, Model, OuterRef, QuerySet, Subquery, Value

from lotse.cases.header import Header
from lotse.cases.words import titles
from lotse.concept.model import Concept
from lotse.notes.models import (
    LateReason,
    Note,
    NoteActivity,
    NoteErasure,
    NoteField,
    NoteInFile,
    NoteStrike,
    NoteSupplement,
    NoteTask,
    NoteTopic,
)
from lotse.ui.prepared import prepared
from lotse.vault.box import Opener
from lotse.vault.fields import Sealed, SealedTextField
from lotse.vault.keys import unwrappers_of


@dataclass(frozen=True)
class Added:
    """A supplement, or the strike with its reason."""

    at: datetime
    by: str
    text: str
    reason: str = ""


@dataclass(frozen=True)
class Erasure:
    asked_by: str
    asked_at: datetime
    reason: str
    decided_by: str
    decided_at: datetime | None
    is_done: bool


@dataclass(frozen=True)
class NoteEntry:
    """A note as it stands in the timeline."""

    on: date
    order: str
    id: UUID
    by: str
    form: str
    minutes: int | None
    language: str
    with_interpreter: bool
    is_group: bool
    persons: int
    tags: tuple[str, ...]
    summary: str
    result: str
    follow_up: str
    follow_up_on: date | None
    addition: str
    exception: str = ""
    supplements: tuple[Added, ...] = ()
    late: tuple[tuple[str, str], ...] = ()  # reason and words why it came after a deadline
    struck: Added | None = None
    erasure: Erasure | None = None
    is_erased: bool = False
    kind: str = "note"

    def texts(self) -> list[str]:
        """Everything people wrote in it."""
        said = [self.summary, self.result, self.follow_up, self.addition, self.exception, " · ".join(self.tags)]
        said += [s.text for s in self.supplements] + [words for _reason, words in self.late]
        return said + ([self.struck.text] if self.struck else [])


def totals(head: Header) -> tuple[int, date | None]:
    """How many notes stand in the file, and of which day the oldest is."""
    if not head.has(NoteInFile):
        return 0, None
    if head.merged:  # a note may stand in several of the files
        found = _standing(head.file_ids).aggregate(count=Count("note", distinct=True), oldest=Min("note__on"))
        return found["count"], found["oldest"]
    return next(iter(_totals(head.file_ids)), (0, None))


def entries(head: Header, *, newest: int | None = None, only: UUID | None = None) -> list[NoteEntry]:
    """The finalised notes that stand in the file and in those brought together with it, each once, the newest first;
    with `newest` so many of them, with `only` this one. The caller has asked the door: they may be read."""
    rows = [_Row(*row) for row in _rows(head.file_ids, newest * len(head.file_ids) if newest else None, only)]
    if not rows:
        return []
    notes = tuple(dict.fromkeys(row.note for row in rows))[:newest]
    concept, keys, unwrap = head.concept, head.keys, unwrappers_of(head.keys)
    # what stands beside many notes is asked for by their files, not by hundreds of ids
    whose = (notes, ()) if newest or only else ((), head.file_ids)
    tags = _tags(*whose, concept)
    erasures = _erasures(*whose) if head.has(NoteErasure) else {}
    added = _by_note(_supplements(*whose)) if head.has(NoteSupplement) else {}
    late = _by_note(_late(head.file_ids)) if head.has(LateReason) else {}
    strikes = _strikes([row.note for row in rows if row.struck_at])
    text = {name: Note._meta.get_field(name) for name in ("summary", "result", "follow_up", "exception")}
    addition, strike = NoteInFile._meta.get_field("addition"), NoteStrike._meta.get_field("words")
    supplement, why_late = NoteSupplement._meta.get_field("words"), LateReason._meta.get_field("words")
    forms, languages = titles(concept.forms), titles(concept.languages)

    found: dict[UUID, NoteEntry] = {}
    for row in rows:
        note, file = row.note, row.file
        if note in found or file not in unwrap:
            continue
        if len(found) == newest:
            break
        if row.erased_at:
            found[note] = _stub(row, erasures.get(note))
            continue
        key = Opener(unwrap[file](bytes(row.wrapped_key)))
        struck = None
        if there := strikes.get(note):
            reason = str(NoteStrike.Reason(there.reason).label)
            struck = Added(there.at, there.by.name, _opened(strike, there.pk, key, there.__dict__["words"]), reason)
        found[note] = NoteEntry(
            row.on, str(note), note, row.author, forms.get(row.form, row.form), row.minutes,
            languages.get(row.language, row.language), row.with_interpreter, row.is_group, row.persons,
            tuple(tags[note]), _opened(text["summary"], note, key, row.summary),
            _opened(text["result"], note, key, row.result), _opened(text["follow_up"], note, key, row.follow_up),
            row.follow_up_on, _opened(addition, row.id, keys[file], row.addition),
            _opened(text["exception"], note, key, row.exception),
            tuple(Added(at, by, _opened(supplement, pk, key, w)) for pk, at, by, w in added.get(note, ())),
            tuple(
                (str(LateReason.Reason(reason).label), _opened(why_late, pk, keys[under], w))
                for pk, under, reason, w in late.get(note, ())
                if under in keys
            ),
            struck, erasures.get(note),
        )  # fmt: skip
    return list(found.values())


class _Row(NamedTuple):
    """A note as it stands in one file, as the database gives it; its words still sealed."""

    id: UUID
    file: UUID
    wrapped_key: bytes
    addition: Sealed | None
    note: UUID
    on: date
    form: str
    minutes: int | None
    language: str
    with_interpreter: bool
    is_group: bool
    summary: Sealed | None
    result: Sealed | None
    follow_up: Sealed | None
    follow_up_on: date | None
    author: str
    erased_at: datetime | None
    struck_at: datetime | None
    persons: int
    exception: Sealed | None


PERSONS = Subquery(  # how many people's files the note stands in
    NoteInFile.objects.filter(note=OuterRef("note")).order_by().values("note").annotate(n=Count("pk")).values("n")
)


def _standing(files: tuple[UUID, ...]) -> QuerySet[NoteInFile]:
    return NoteInFile.objects.filter(file__in=files, note__finalised_at__isnull=False)


@prepared
def _totals(files: tuple[UUID, ...]) -> QuerySet[NoteInFile, tuple[int, date | None]]:
    return _standing(files).order_by().values("file").annotate(n=Count("pk"), on=Min("note__on")).values_list("n", "on")


@prepared
def _rows(files: tuple[UUID, ...], most: int | None, only: UUID | None) -> QuerySet[NoteInFile, tuple[Any, ...]]:
    standing = _standing(files).filter(note=only) if only else _standing(files)
    return standing.order_by("-note__on", "-note").values_list(
        "pk", "file_id", "wrapped_key", "addition", "note_id", "note__on", "note__form", "note__minutes",
        "note__language", "note__with_interpreter", "note__is_group", "note__summary", "note__result",
        "note__follow_up", "note__follow_up_on", "note__author__name", "note__erased_at", "note__struck_at", PERSONS,
        "note__exception",
    )[:most]  # fmt: skip


def _strikes(notes: Sequence[UUID]) -> dict[UUID, NoteStrike]:
    if not notes:
        return {}
    return {row.note_id: row for row in NoteStrike.objects.filter(note__in=notes).select_related("by")}


def _stub(row: _Row, erasure: Erasure | None) -> NoteEntry:
    """What is left of an erased note: that one was here, of which day and whom, and who erased it."""
    return NoteEntry(
        row.on, str(row.note), row.note, row.author, "", None, "", False, False, row.persons, (), "", "", "", None, "",
        erasure=erasure, is_erased=True,
    )  # fmt: skip


def _by_note(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, list[tuple[Any, ...]]]:
    found: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for note, *row in rows:
        found[note].append(tuple(row))
    return found


def _beside(model: type[Model], notes: tuple[UUID, ...], files: tuple[UUID, ...]) -> QuerySet[Any]:
    """Rows of these notes; or of those in these files, each once."""
    if not files:
        return model._default_manager.filter(note__in=notes)
    return model._default_manager.filter(note__in=NoteInFile.objects.filter(file__in=files).values("note"))


@prepared
def _supplements(
    notes: tuple[UUID, ...], files: tuple[UUID, ...]
) -> QuerySet[NoteSupplement, tuple[UUID, UUID, datetime, str, Sealed]]:
    rows = _beside(NoteSupplement, notes, files).order_by("at", "pk")
    return rows.values_list("note_id", "pk", "at", "author__name", "words")


@prepared
def _late(files: tuple[UUID, ...]) -> QuerySet[LateReason, tuple[UUID, UUID, UUID, str, Sealed | None]]:
    return LateReason.objects.filter(file__in=files).values_list("note_id", "pk", "file_id", "reason", "words")


@prepared
def _asked(notes: tuple[UUID, ...], files: tuple[UUID, ...]) -> QuerySet[NoteErasure]:
    rows = _beside(NoteErasure, notes, files).select_related("asked_by", "decided_by")
    return rows.defer("words").order_by("asked_at")


def _erasures(notes: tuple[UUID, ...], files: tuple[UUID, ...]) -> dict[UUID, Erasure]:
    """The latest request for each note."""
    return {
        row.note_id: Erasure(
            row.asked_by.name, row.asked_at, row.get_reason_display(), row.decided_by.name if row.decided_by else "",
            row.decided_at, row.is_done,
        )
        for row in _asked(notes, files)
    }  # fmt: skip


def _opened(field: object, pk: UUID, key: bytes | Opener, sealed: Sealed | None) -> str:
    assert isinstance(field, SealedTextField)
    return "" if sealed is None else field.open_text(pk, key, sealed)


@prepared
def _marks(notes: tuple[UUID, ...], files: tuple[UUID, ...]) -> QuerySet[NoteField, tuple[int, int, UUID, str, str]]:
    """Fields of action, topics, tasks and activities in one statement."""
    none = Value("", output_field=CharField())
    columns = ((NoteField, "field", none), (NoteTopic, "topic", none), (NoteTask, "task", none),
               (NoteActivity, "activity", F("reason")))  # fmt: skip
    first, *others = (
        _beside(model, notes, files).values_list(Value(at), "pk", "note_id", column, why)
        for at, (model, column, why) in enumerate(columns)
    )
    return first.union(*others, all=True)


def _tags(notes: tuple[UUID, ...], files: tuple[UUID, ...], concept: Concept) -> dict[UUID, list[str]]:
    """Fields of action, topics, tasks and activities of each note, in words."""
    words = (titles(concept.fields_of_action), titles(concept.topics), titles(concept.tasks),
             titles(concept.activities))  # fmt: skip
    reasons = titles(concept.exception_reasons)
    tags: dict[UUID, list[str]] = defaultdict(list)
    for at, _pk, note, key, why in sorted(_marks(notes, files)):
        word = words[at].get(key, key) + (f" ({reasons.get(why, why)})" if why else "")
        if word not in tags[note]:
            tags[note].append(word)
    return tags


@prepared
def _late_of(notes: tuple[UUID, ...], files: tuple[UUID, ...]) -> QuerySet[LateReason]:
    return LateReason.objects.filter(note__in=notes, file__in=files)


def late_reasons(head: Header) -> list[tuple[str, str, str]]:
    """(deadline, reason, words) for the deadlines of the file that were met late, for whoever may read notes."""
    if not head.can_read_notes or not head.has(LateReason):
        return []
    met = {(d.row.file_id, d.row.rule, d.row.met_by): d.title for d in head.deadlines if d.row.is_late}
    if not met:
        return []
    rows = _late_of(tuple({note for _file, _rule, note in met if note}), head.file_ids)
    return [
        (met[row.file_id, row.rule, row.note_id], row.get_reason_display(), row.words or "")
        for row in rows
        if (row.file_id, row.rule, row.note_id) in met
    ]
