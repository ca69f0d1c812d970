"""What can happen to a note: written and finalised in one or several files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from lotse.accounts.actions import Actor, as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused, meet_deadlines
from lotse.cases.models import Deadline, File
from lotse.notes.drafts import Typed, Window, settle_draft
from lotse.notes.models import LateReason, Note, NoteActivity, NoteField, NoteInFile, NoteTask, NoteTopic
from lotse.rulebook import access as rulebook
from lotse.ui.ids import uuid7
from lotse.vault.keys import random_key, wrap


@dataclass(frozen=True)
class Contact:
    """What a worker writes about one counselling contact. P-139: date, short summary and result are mandatory."""

    on: date
    form: str
    summary: str
    result: str
    fields: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    activities: tuple[tuple[str, str], ...] = ()  # (activity, why as an exception or "")
    exception: str = ""  # the same in words
    minutes: int | None = None
    language: str = ""
    with_interpreter: bool = False
    follow_up: str = ""
    follow_up_on: date | None = None
    occasion: UUID | None = None  # the date of a group offer
    additions: tuple[tuple[UUID, str], ...] = ()  # (file, words that stand in this file only)


@dataclass(frozen=True)
class Late:
    """Why a contact came after the deadline it meets."""

    reason: str
    words: str = ""


@dataclass(frozen=True)
class Recorded:
    note: Note
    met: list[Deadline]
    was_there: bool = False


def record_note(
    files: Sequence[File],
    contact: Contact,
    *,
    author: User,
    by: Actor,
    note_id: UUID | None = None,
    digest: str = "",
    late: Late | None = None,
    draft: tuple[Window, Typed] | None = None,
) -> Recorded:
    """Write and finalise one note that stands in every file of `files`; meets the deadlines its form fulfils.

    Creating with an id that the same author has already used returns what is there (a double click, a retried import).
    The draft the note was typed in goes in the same transaction.
    """
    if not files:
        raise Refused("Ein Vermerk gehört in mindestens eine Akte.")
    if closed := [f.number for f in files if not f.is_open]:
        raise Refused(f"Die Akte {', '.join(closed)} ist geschlossen. Öffnen Sie sie zuerst wieder.")
    if note_id and (there := Note.objects.filter(pk=note_id).first()):
        # somebody else's, or in files that may be somebody else's by now: nothing of it is told or touched
        if there.author_id != author.pk or not there.in_files.filter(file__in=files).exists():
            raise Refused("Dieser Vermerk lässt sich nicht zuordnen. Laden Sie die Seite neu.")
        return Recorded(there, [], was_there=True)
    form = next(f for f in rulebook.get(files[0].concept).forms if f.key == contact.form)
    with as_actor(by, "record_note"):
        note = Note(
            id=note_id or uuid7(),
            on=contact.on,
            form=contact.form,
            minutes=contact.minutes,
            language=contact.language,
            with_interpreter=contact.with_interpreter,
            author=author,
            organisation_id=files[0].organisation_id,
            is_group=form.counts_as == "group",
            follow_up_on=contact.follow_up_on,
            finalised_at=timezone.now(),
            import_digest=digest,
            occasion=contact.occasion,
        )
        key = note.fresh_key = random_key()
        note.summary, note.result = contact.summary, contact.result
        note.follow_up, note.exception = contact.follow_up or None, contact.exception or None
        note.save(force_insert=True)
        additions = dict(contact.additions)
        NoteInFile.objects.bulk_create(
            NoteInFile(note=note, file=f, wrapped_key=wrap(key, under=f.pk), addition=additions.get(f.pk))
            for f in files
        )
        NoteTopic.objects.bulk_create(NoteTopic(note=note, topic=t) for t in dict.fromkeys(contact.topics))
        NoteField.objects.bulk_create(NoteField(note=note, field=f) for f in dict.fromkeys(contact.fields))
        NoteTask.objects.bulk_create(NoteTask(note=note, task=t) for t in dict.fromkeys(contact.tasks))
        NoteActivity.objects.bulk_create(
            NoteActivity(note=note, activity=a, reason=why) for a, why in dict(contact.activities).items()
        )
        met = meet_deadlines(files, form=contact.form, on=contact.on, note=note.pk, by=by)
        if late:
            LateReason.objects.bulk_create(
                LateReason(note=note, file=row.file, rule=row.rule, reason=late.reason, words=late.words or None)
                for row in met
                if row.is_late
            )
        if draft:
            settle_draft(*draft, author=author)
        return Recorded(note, met)
