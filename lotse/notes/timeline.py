"""The notes of a file for reading: opened in bulk, with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lotse.cases.header import Header
from lotse.cases.words import title
from lotse.concept.model import Concept
from lotse.notes.models import (
    LateReason,
    Note,
    NoteErasure,
    NoteField,
    NoteInFile,
    NoteStrike,
    NoteSupplement,
    NoteTask,
    NoteTopic,
)
from lotse.vault.fields import Sealed, SealedTextField
from lotse.vault.keys import open_keys, unwrappers


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
    supplements: tuple[Added, ...] = ()
    late: tuple[tuple[str, str], ...] = ()  # reason and words why it came after a deadline
    struck: Added | None = None
    erasure: Erasure | None = None
    is_erased: bool = False
    kind: str = "note"

    def texts(self) -> list[str]:
        """Everything people wrote in it."""
        said = [self.summary, self.result, self.follow_up, self.addition]
        said += [s.text for s in self.supplements] + [words for _reason, words in self.late]
        return said + ([self.struck.text] if self.struck else [])


def entries(file_ids: Sequence[UUID], concept: Concept) -> list[NoteEntry]:
    """The finalised notes that stand in the files, each once. The caller has asked the door: they may be read."""
    rows = list(
        NoteInFile.objects.filter(file__in=file_ids, note__finalised_at__isnull=False).values_list(
            "pk", "file_id", "wrapped_key", "addition", "note_id", "note__on", "note__form", "note__minutes",
            "note__language", "note__with_interpreter", "note__is_group", "note__summary", "note__result",
            "note__follow_up", "note__follow_up_on", "note__author__name", "note__erased_at", "note__strike__pk",
            "note__strike__at", "note__strike__by__name", "note__strike__reason", "note__strike__words",
        )
    )  # fmt: skip
    if not rows:
        return []
    notes = [row[4] for row in rows]
    tags = _tags(notes, concept)
    persons = _persons(notes)
    added, late, erasures = _supplements(file_ids), _late(file_ids), _erasures(file_ids)
    file_keys = open_keys({row[1] for row in rows})
    unwrap = unwrappers(file_keys)
    text = {name: Note._meta.get_field(name) for name in ("summary", "result", "follow_up")}
    addition, strike = NoteInFile._meta.get_field("addition"), NoteStrike._meta.get_field("words")
    supplement, why_late = NoteSupplement._meta.get_field("words"), LateReason._meta.get_field("words")

    found: dict[UUID, NoteEntry] = {}
    for (pk, file, wrapped, words, note, on, form, minutes, language, interpreter, group, s, r, f, f_on, author,
         erased_at, s_pk, s_at, s_by, s_reason, s_words) in rows:  # fmt: skip
        if note in found or file not in unwrap:
            continue
        if erased_at:
            found[note] = _stub(note, on, author, persons[note], erasures.get(note))
            continue
        key = unwrap[file](bytes(wrapped))
        struck = None
        if s_pk:
            struck = Added(s_at, s_by, _opened(strike, s_pk, key, s_words), str(NoteStrike.Reason(s_reason).label))
        found[note] = NoteEntry(
            on, str(note), note, author, title(concept.forms, form), minutes,
            title(concept.languages, language) if language else "", interpreter, group, persons[note],
            tuple(tags[note]), _opened(text["summary"], note, key, s), _opened(text["result"], note, key, r),
            _opened(text["follow_up"], note, key, f), f_on, _opened(addition, pk, file_keys[file], words),
            tuple(Added(at, by, _opened(supplement, pk, key, w)) for pk, at, by, w in added.get(note, ())),
            tuple(
                (str(LateReason.Reason(reason).label), _opened(why_late, pk, file_keys[under], w))
                for pk, under, reason, w in late.get(note, ())
                if under in file_keys
            ),
            struck, erasures.get(note),
        )  # fmt: skip
    return list(found.values())


def _stub(note: UUID, on: date, author: str, persons: int, erasure: Erasure | None) -> NoteEntry:
    """What is left of an erased note: that one was here, of which day and whom, and who erased it."""
    return NoteEntry(
        on, str(note), note, author, "", None, "", False, False, persons, (), "", "", "", None, "",
        erasure=erasure, is_erased=True,
    )  # fmt: skip


def _supplements(file_ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, datetime, str, Sealed]]]:
    found: dict[UUID, dict[UUID, tuple[UUID, datetime, str, Sealed]]] = defaultdict(dict)
    for note, pk, at, by, words in (
        NoteSupplement.objects.filter(note__in_files__file__in=file_ids)
        .order_by("at", "pk")
        .values_list("note_id", "pk", "at", "author__name", "words")
    ):
        found[note][pk] = (pk, at, by, words)
    return {note: list(rows.values()) for note, rows in found.items()}


def _late(file_ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, UUID, str, Sealed | None]]]:
    found: dict[UUID, list[tuple[UUID, UUID, str, Sealed | None]]] = defaultdict(list)
    for note, pk, file, reason, words in LateReason.objects.filter(file__in=file_ids).values_list(
        "note_id", "pk", "file_id", "reason", "words"
    ):
        found[note].append((pk, file, reason, words))
    return found


def _erasures(file_ids: Sequence[UUID]) -> dict[UUID, Erasure]:
    """The latest request for each note."""
    return {
        row.note_id: Erasure(
            row.asked_by.name, row.asked_at, row.get_reason_display(), row.decided_by.name if row.decided_by else "",
            row.decided_at, row.is_done,
        )
        for row in NoteErasure.objects.filter(note__in_files__file__in=file_ids)
        .select_related("asked_by", "decided_by")
        .defer("words")
        .order_by("asked_at")
    }  # fmt: skip


def _opened(field: object, pk: UUID, key: bytes, sealed: Sealed | None) -> str:
    assert isinstance(field, SealedTextField)
    return "" if sealed is None else field.open_text(pk, key, sealed)


def _tags(notes: Sequence[UUID], concept: Concept) -> dict[UUID, list[str]]:
    tags: dict[UUID, list[str]] = defaultdict(list)
    for model, column, labels in (
        (NoteField, "field", concept.fields_of_action),
        (NoteTopic, "topic", concept.topics),
        (NoteTask, "task", concept.tasks),
    ):
        words = {entry.key: title(labels, entry.key) for entry in labels}
        for note, key in model.objects.filter(note__in=notes).order_by("pk").values_list("note_id", column):
            word = words.get(key, key)
            if word not in tags[note]:
                tags[note].append(word)
    return tags


def _persons(notes: Sequence[UUID]) -> dict[UUID, int]:
    """How many people's files each note stands in."""
    counted: dict[UUID, int] = defaultdict(int)
    for note in NoteInFile.objects.filter(note__in=notes).values_list("note_id", flat=True):
        counted[note] += 1
    return counted


def late_reasons(head: Header) -> list[tuple[str, str, str]]:
    """(deadline, reason, words) for the deadlines of the file that were met late, for whoever may read notes."""
    if not head.can_read_notes:
        return []
    met = {(d.row.file_id, d.row.rule, d.row.met_by): d.title for d in head.deadlines if d.row.is_late}
    if not met:
        return []
    rows = LateReason.objects.filter(note__in={note for _file, _rule, note in met}, file__in=head.file_ids)
    return [
        (met[row.file_id, row.rule, row.note_id], row.get_reason_display(), row.words or "")
        for row in rows
        if (row.file_id, row.rule, row.note_id) in met
    ]
