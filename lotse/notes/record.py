"""What can happen to a record: it is added to, struck with a reason, or erased by two people."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.models import User
from lotse.audit.context import acting
from lotse.cases.actions import Refused
from lotse.cases.models import Deadline, File
from lotse.cases.unmet import Met, meet_without
from lotse.notes.drafts import Typed, Window, settle_draft
from lotse.notes.models import (
    Draft,
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


def supplement_note(note: Note, words: str, *, window: Window, typed: Typed, by: User, now: datetime) -> NoteSupplement:
    """Add to a record. Sent twice it stands there once."""
    with acting(by.pk, "supplement_note"), transaction.atomic():
        _locked(note)
        if there := NoteSupplement.objects.filter(pk=window.draft_id, note=note, author=by).first():
            return there
        added = NoteSupplement(id=window.draft_id, note=note, author=by, at=now, words=words)
        added.save(force_insert=True)
        settle_draft(window, typed, author=by)
        return added


def strike_note(note: Note, reason: str, words: str, *, by: User, now: datetime) -> list[Deadline]:
    """The note stays and can be read, but counts nowhere. Returns the deadlines it had met: others meet them now, or
    they are open again."""
    with acting(by.pk, "strike_note", reason), transaction.atomic():
        row = _locked(note)
        if row.struck_at:
            raise Refused(_("Dieser Vermerk ist schon gestrichen."))
        NoteStrike.objects.create(note=row, by=by, at=now, reason=reason, words=words or None)
        row.struck_at = now
        row.save(update_fields=["struck_at"])
        return _unmeet(row, by)


def _locked(note: Note) -> Note:
    row = Note.objects.select_for_update().get(pk=note.pk)
    if row.erased_at:
        raise Refused(_("Dieser Vermerk ist gelöscht."))
    return row


def _unmeet(note: Note, by: User) -> list[Deadline]:
    files = Deadline.objects.filter(met_by=note.pk, superseded_at=None).values("file")
    remaining = NoteInFile.objects.filter(
        file__in=files, note__finalised_at__isnull=False, note__struck_at=None
    ).values_list("file_id", "note_id", "note__form", "note__on")
    return meet_without(note.pk, [Met(*row) for row in remaining], by=by)


# --- erasing: one asks, another one does it ---------------------------------------------------------------------------
def ask_for_erasure(note: Note, file: File, reason: str, words: str, *, by: User, now: datetime) -> NoteErasure:
    with acting(by.pk, "ask_for_erasure", reason), transaction.atomic():
        row = _locked(note)
        if row.erasures.filter(decided_at=None).exists():
            raise Refused(_("Die Löschung ist schon beantragt. Eine zweite Person entscheidet."))
        return NoteErasure.objects.create(
            note=row, file=file, reason=reason, words=words or None, asked_by=by, asked_at=now
        )


def decide_erasure(key: UUID, *, erase: bool, by: User, now: datetime) -> NoteErasure:
    """The second person erases, or refuses. Content and keys go; date, author, reason and both people stay."""
    with acting(by.pk, "erase_note" if erase else "refuse_erasure"), transaction.atomic():
        asked = NoteErasure.objects.select_for_update().select_related("note").get(pk=key)
        if asked.decided_at:
            raise Refused(_("Darüber ist schon entschieden."))
        if asked.asked_by_id == by.pk:
            raise Refused(_("Sie haben die Löschung beantragt. Entscheiden muss eine zweite Person."))
        if erase:
            _erase(asked.note, by, now)
            asked.words = None
        asked.decided_by, asked.decided_at, asked.is_done = by, now, erase
        asked.save()
        return asked


def _erase(note: Note, by: User, now: datetime) -> None:
    note.summary = note.result = note.follow_up = note.follow_up_on = note.exception = note.minutes = None
    note.form = note.language = ""
    note.occasion = None
    note.with_interpreter = False
    note.struck_at, note.erased_at = note.struck_at or now, now
    note.save()
    for model in (NoteTopic, NoteField, NoteTask, NoteActivity, NoteSupplement, LateReason):
        model.objects.filter(note=note).delete()
    Draft.objects.filter(note=note).delete()
    NoteStrike.objects.filter(note=note).update(words=None)
    NoteErasure.objects.filter(note=note).update(words=None)
    NoteInFile.objects.filter(note=note).update(addition=None, wrapped_key=b"")
    _unmeet(note, by)
