"""The door to notes: through the file they stand in, and only for those who may read counselling notes."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest

from lotse.accounts.access import Rights
from lotse.accounts.models import in_force
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for, get_file
from lotse.cases.models import Allocation, File
from lotse.notes.models import Note


def get_note(request: HttpRequest, file_key: UUID, note_key: UUID) -> tuple[File, Note]:
    """A note as it stands in one file."""
    file = get_file(request, file_key, action=Action.READ_NOTES, reading="note")
    note = Note.objects.filter(pk=note_key, in_files__file=file).select_related("author").first()
    if note is None:
        raise Http404
    return file, note


def writable(held: Rights, today: date, *, only_mine: bool) -> list[File]:
    """Open files somebody may write a note in, by name."""
    files = files_for(held, Action.WRITE_NOTES, today).filter(closed_on=None, merged_into=None).select_related("person")
    if only_mine:
        mine = Allocation.objects.filter(in_force(today), file=OuterRef("pk"), user=held.user_id)
        files = files.filter(Exists(mine))
    return sorted(files, key=lambda f: (f.person.normal_name, f.number))
