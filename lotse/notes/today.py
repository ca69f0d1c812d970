"""What this room puts on *Heute*: what somebody wanted to be reminded of."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.text import Truncator

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.access import Reach, files_for, within
from lotse.cases.words import name_of
from lotse.notes.drafts import Typed
from lotse.notes.kept import form_address, opened, title_of
from lotse.notes.models import Draft, Note, NoteInFile
from lotse.ui.names import WrittenName
from lotse.ui.prepared import prepared
from lotse.vault.keys import unwrappers

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
    mine = _reminding(held.user_id, today - BACK, today + AHEAD)  # the few of one author first, then the door
    rows = _standing(tuple(mine), held.user_id, today, Reach.of(held, Action.READ_NOTES)) if mine else []
    if not rows:
        return []
    latest = dict(_latest(tuple({r.file_id for r in rows})))
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


@prepared
def _reminding(author: UUID, from_on: date, until_on: date) -> QuerySet[Note, UUID]:
    rows = Note.objects.filter(author=author, struck_at=None, follow_up_on__gte=from_on, follow_up_on__lte=until_on)
    return rows.order_by().values_list("pk", flat=True)


@prepared
def _standing(notes: tuple[UUID, ...], user: UUID, today: date, reach: Reach) -> QuerySet[NoteInFile]:
    rows = NoteInFile.objects.filter(within(user, today, reach, "file__"), note__in=notes, file__closed_on=None)
    return rows.select_related("file__person", "note").order_by("note__follow_up_on", "pk")


@prepared
def _latest(files: tuple[UUID, ...]) -> QuerySet[NoteInFile, tuple[UUID, date]]:
    """Of which day the newest note of each file is."""
    rows = NoteInFile.objects.filter(file__in=files, note__finalised_at__isnull=False, note__struck_at=None)
    return rows.order_by().values("file").annotate(on=Max("note__on")).values_list("file", "on")


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
    address: str = ""  # of a form, where one goes on writing it


def first_words(typed: Typed, longest: int = 90) -> str:
    """By which its author tells one draft from another."""
    said = next((text for name in BEGINS for text in typed.get(name, ()) if text.strip()), "")
    return Truncator(" ".join(said.split())).chars(longest)


def drafts_for(held: Rights, today: date) -> list[WaitingDraft]:
    """One's own drafts, the newest first; nothing is ever removed by itself."""
    rows = list(Draft.objects.filter(author=held.user_id).select_related("file__person", "author"))
    if not rows:
        return []
    files = {r.file_id for r in rows if r.file_id}
    reached = set(files_for(held, Action.WRITE_NOTES, today).filter(pk__in=files).values_list("pk", flat=True))
    open_ = {r.pk for r in rows if (r.file_id in reached if r.file_id else r.is_at_home)}
    typed = opened(r for r in rows if r.pk in open_ and (r.file_id or r.kind == Draft.Kind.FORM))
    return [_waiting(r, typed.get(r.pk, {}), r.pk in open_) for r in rows]


def _waiting(row: Draft, typed: Typed, is_in_reach: bool) -> WaitingDraft:
    """Of a form only its name is told: its words stand behind its own door."""
    is_form = row.kind == Draft.Kind.FORM
    return WaitingDraft(
        row.pk, (title_of(typed) if is_form else "") or row.get_kind_display(), row.updated_at, row.file_id,
        name_of(row.file.person, row.file.concept) if row.file and is_in_reach else None,
        is_in_reach, row.beside is not None, "" if is_form else first_words(typed),
        form_address(row, typed) if is_form else "",
    )  # fmt: skip
