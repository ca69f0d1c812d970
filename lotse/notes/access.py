"""The door to notes: through the file they stand in, and only for those who may read counselling notes."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest

from lotse.accounts.access import Rights, require, rights
from lotse.accounts.models import in_force
from lotse.accounts.permissions import Action
from lotse.audit.reading import record_read
from lotse.cases.access import files_for, get_file, may
from lotse.cases.models import Allocation, File
from lotse.notes.models import AT_HOME, Draft, Note, NoteErasure, NoteInFile
from lotse.notes.papers import Document, DocumentErasure, DocumentInFile


def get_note(request: HttpRequest, file_key: UUID, note_key: UUID) -> tuple[File, Note]:
    """A note as it stands in one file (or in one brought together with it), for somebody who may write there."""
    file = get_file(request, file_key, action=Action.WRITE_NOTES, reading="note")
    stands = Q(in_files__file=file) | Q(in_files__file__merged_into=file)
    note = Note.objects.filter(stands, pk=note_key, finalised_at__isnull=False).select_related("author").first()
    if note is None:
        raise Http404
    return file, note


def get_document(
    request: HttpRequest, file_key: UUID, document_key: UUID, *, reading: str = "document"
) -> tuple[File, Document]:
    """A document as it stands in one file, or in one brought together with it. Whoever reads notes may look; a change
    asks `can_write_notes` of the file's header besides."""
    file = get_file(request, file_key, action=Action.READ_NOTES, reading=reading)
    stands = Q(in_files__file=file) | Q(in_files__file__merged_into=file)
    found = Document.objects.filter(stands, pk=document_key).select_related("author", "struck_by").first()
    if found is None:
        raise Http404
    return file, found


def may_strike(held: Rights, note: Note | Document, file: File, today: date) -> bool:
    """The author, and whoever answers for the file's team."""
    return note.author_id == held.user_id or may(held, Action.ALLOCATE, file, today)


def erasures_for(held: Rights, today: date) -> QuerySet[NoteErasure]:
    """Erasures somebody may decide on as the second person: the right must reach every file the note stands in,
    for it is erased in all of them."""
    reach = files_for(held, Action.ERASE_NOTES, today).values("pk")
    out_of_reach = NoteInFile.objects.exclude(file__in=reach).values("note")
    return (
        NoteErasure.objects.filter(decided_at=None, file__in=reach)
        .exclude(asked_by=held.user_id)
        .exclude(note__in=out_of_reach)
    )


def get_erasure(request: HttpRequest, key: UUID) -> NoteErasure:
    """404 for what is not waiting, not reached, or one's own request: nobody is their own second person."""
    held = require(request, Action.ERASE_NOTES)
    found = erasures_for(held, request.today).filter(pk=key).select_related("note", "file").first()
    if found is None:
        raise Http404
    return found


def document_erasures_for(held: Rights, today: date) -> QuerySet[DocumentErasure]:
    """The same for documents."""
    reach = files_for(held, Action.ERASE_NOTES, today).values("pk")
    out_of_reach = DocumentInFile.objects.exclude(file__in=reach).values("document")
    return (
        DocumentErasure.objects.filter(decided_at=None, file__in=reach)
        .exclude(asked_by=held.user_id)
        .exclude(document__in=out_of_reach)
    )


def get_document_erasure(request: HttpRequest, key: UUID) -> DocumentErasure:
    held = require(request, Action.ERASE_NOTES)
    found = document_erasures_for(held, request.today).filter(pk=key).select_related("document", "file").first()
    if found is None:
        raise Http404
    return found


def get_draft(request: HttpRequest, key: UUID) -> tuple[Draft, bool]:
    """One's own draft, and whether it may be opened: only while its file is within reach."""
    held = rights(request)
    related = ("file__person", "note", "author")
    draft = Draft.objects.filter(pk=key, author=held.user_id).select_related(*related).first()
    if draft is None:
        raise Http404
    if draft.file is None:
        return draft, held.may(Action.WRITE_NOTES) and draft.is_at_home
    if not may(held, Action.WRITE_NOTES, draft.file, request.today):
        return draft, False
    record_read(held.user_id, draft.file.pk, "note", held.role_for(Action.WRITE_NOTES))
    return draft, True


def drafts_in(user: UUID, file: File | None, kind: str, note: Note | None = None) -> list[Draft]:
    """One's own drafts of this kind that wait in the file, the newest first."""
    return list(Draft.objects.filter(AT_HOME, author=user, file=file, kind=kind, note=note))


def writable(held: Rights, today: date, *, only_mine: bool) -> list[File]:
    """Open files somebody may write a note in, by name."""
    files = files_for(held, Action.WRITE_NOTES, today).filter(closed_on=None, merged_into=None).select_related("person")
    if only_mine:
        mine = Allocation.objects.filter(in_force(today), file=OuterRef("pk"), user=held.user_id)
        files = files.filter(Exists(mine))
    return sorted(files, key=lambda f: (f.person.normal_name, f.number))
