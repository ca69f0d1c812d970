"""The notes of a file for reading: opened in bulk, with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lotse.cases.words import title
from lotse.concept.model import Concept
from lotse.notes.models import Note, NoteField, NoteInFile, NoteTask, NoteTopic
from lotse.vault.fields import Sealed, SealedTextField
from lotse.vault.keys import open_keys, unwrappers


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
    kind: str = "note"


def entries(file_ids: Sequence[UUID], concept: Concept) -> list[NoteEntry]:
    """The finalised notes that stand in the files, each once. The caller has asked the door: they may be read."""
    rows = list(
        NoteInFile.objects.filter(file__in=file_ids, note__finalised_at__isnull=False).values_list(
            "pk", "file_id", "wrapped_key", "addition", "note_id", "note__on", "note__form", "note__minutes",
            "note__language", "note__with_interpreter", "note__is_group", "note__summary", "note__result",
            "note__follow_up", "note__follow_up_on", "note__author__name",
        )
    )  # fmt: skip
    if not rows:
        return []
    notes = [row[4] for row in rows]
    tags = _tags(notes, concept)
    persons = _persons(notes)
    file_keys = open_keys({row[1] for row in rows})
    unwrap = unwrappers(file_keys)
    fields = {name: Note._meta.get_field(name) for name in ("summary", "result", "follow_up")}
    addition = NoteInFile._meta.get_field("addition")

    def opened(name: str, note: UUID, key: bytes, sealed: Sealed | None) -> str:
        return _opened(fields[name], note, key, sealed)

    found: dict[UUID, NoteEntry] = {}
    for pk, file, wrapped, added, note, on, form, minutes, language, interpreter, group, s, r, f, f_on, author in rows:
        if note in found or file not in unwrap:
            continue
        key = unwrap[file](bytes(wrapped))
        found[note] = NoteEntry(
            on, str(note), note, author, title(concept.forms, form), minutes,
            title(concept.languages, language) if language else "", interpreter, group, persons[note],
            tuple(tags[note]), opened("summary", note, key, s), opened("result", note, key, r),
            opened("follow_up", note, key, f), f_on, _opened(addition, pk, file_keys[file], added),
        )  # fmt: skip
    return list(found.values())


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
