"""What this room puts on *Heute*: what somebody wanted to be reminded of."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.text import Truncator

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.words import name_of
from lotse.notes.drafts import typed_in_words
from lotse.notes.models import Draft, NoteInFile
from lotse.ui.names import WrittenName
from lotse.vault.keys import open_keys, unwrappers

AHEAD = timedelta(days=7)
BACK = timedelta(days=60)
BEGINS = ("summary", "words_added", "result", "follow_up")  # where a draft says first what it is about


@dataclass(frozen=True)
class FollowUp:
    """A reminder from a note, with the first of the files it stands in."""

    due_on: date
    note_id: UUID
    file_id: UUID
    name: WrittenName
    others: int
    text: str
    noted_on: date

    def state(self, today: date) -> tuple[str, bool]:
        return ("due", True) if self.due_on <= today else ("quiet", False)


def due_for(held: Rights, today: date) -> list[FollowUp]:
    """Reminders of one's own notes, from sixty days back to a week ahead. A later note in the same file settles one."""
    rows = list(
        NoteInFile.objects.filter(
            note__author=held.user_id, note__struck_at=None,
            note__follow_up_on__range=(today - BACK, today + AHEAD), file__closed_on=None,
            file__in=files_for(held, Action.READ_NOTES, today),
        )
        .select_related("file__person", "note")
        .order_by("note__follow_up_on", "pk")
    )  # fmt: skip
    if not rows:
        return []
    latest: dict[UUID, date] = {}
    for file, on in NoteInFile.objects.filter(
        file__in={r.file_id for r in rows}, note__finalised_at__isnull=False, note__struck_at=None
    ).values_list("file_id", "note__on"):
        latest[file] = max(on, latest.get(file, on))
    unwrap = unwrappers({r.file_id for r in rows})
    found: dict[UUID, FollowUp] = {}
    counted: dict[UUID, int] = {}
    for r in rows:
        note = r.note
        assert note.follow_up_on is not None
        if r.file_id not in unwrap or latest.get(r.file_id, note.on) >= note.follow_up_on:
            continue
        counted[note.pk] = counted.get(note.pk, 0) + 1
        if note.pk in found:
            continue
        note.fresh_key = unwrap[r.file_id](bytes(r.wrapped_key))
        found[note.pk] = FollowUp(
            note.follow_up_on, note.pk, r.file_id, name_of(r.file.person, r.file.concept), 0, note.follow_up, note.on
        )
    return [
        FollowUp(f.due_on, f.note_id, f.file_id, f.name, counted[f.note_id] - 1, f.text, f.noted_on)
        for f in found.values()
    ]


@dataclass(frozen=True)
class WaitingDraft:
    """Something begun and not yet written down. No name once the file is out of reach: only that it is there."""

    id: UUID
    kind: str
    updated_at: datetime
    file_id: UUID | None
    name: WrittenName | None
    is_in_reach: bool
    is_other_version: bool
    begins: str = ""  # the first words of what was typed


def first_words(row: Draft, key: bytes, longest: int = 90) -> str:
    """By which its author tells one draft from another. `key` is the file's, already at hand."""
    typed = typed_in_words(Draft.words.field.open_text(row.pk, key, row.__dict__["words"]))  # type: ignore[attr-defined]
    said = next((text for name in BEGINS for text in typed.get(name, ()) if text.strip()), "")
    return Truncator(" ".join(said.split())).chars(longest)


def drafts_for(held: Rights, today: date) -> list[WaitingDraft]:
    """One's own drafts, the newest first; nothing is ever removed by itself."""
    rows = list(Draft.objects.filter(author=held.user_id).select_related("file__person"))
    if not rows:
        return []
    files = {r.file_id for r in rows if r.file_id}
    reached = set(files_for(held, Action.WRITE_NOTES, today).filter(pk__in=files).values_list("pk", flat=True))
    keys = open_keys(reached)
    return [
        WaitingDraft(
            r.pk, r.get_kind_display(), r.updated_at, r.file_id,
            name_of(r.file.person, r.file.concept) if r.file and r.file_id in reached else None,
            r.file_id is None or r.file_id in reached, r.beside is not None,
            first_words(r, keys[r.file_id]) if r.file_id in keys else "",
        )
        for r in rows
    ]  # fmt: skip
