"""The door to notes: through the file they stand in, and only for those who may read counselling notes."""

from uuid import UUID

from django.http import Http404, HttpRequest

from lotse.accounts.permissions import Action
from lotse.cases.access import get_file
from lotse.cases.models import File
from lotse.notes.models import Note


def get_note(request: HttpRequest, file_key: UUID, note_key: UUID) -> tuple[File, Note]:
    """A note as it stands in one file."""
    file = get_file(request, file_key, action=Action.READ_NOTES, reading="note")
    note = Note.objects.filter(pk=note_key, in_files__file=file).select_related("author").first()
    if note is None:
        raise Http404
    return file, note
