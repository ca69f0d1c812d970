"""Which of the things a file may have this one has: asked once, so that its page need not ask every room in vain.

A room asks `head.has(Model)` before its own question. What it asks for must stand in `KINDS`, or the page fails at once
instead of showing nothing; `desk/tests/test_presence.py` compares the page with one that asks for everything.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet

from lotse.cases.models import Alert, Appointment, File, Task
from lotse.notes.models import Draft, LateReason, NoteErasure, NoteInFile, NoteSupplement
from lotse.notes.papers import DocumentInFile
from lotse.programmes.models import ApplicationPerson, Course, Registration, Tick, WorkStep
from lotse.ui.prepared import prepared

# What most files lack, and the way from its rows to the file; "person" leads to the person the file is about.
KINDS: Mapping[type[Model], str] = {
    File: "merged_into",
    Alert: "file",
    Task: "file",
    Appointment: "file",
    Draft: "file",
    NoteInFile: "file",
    NoteSupplement: "note__in_files__file",
    NoteErasure: "note__in_files__file",
    LateReason: "file",
    DocumentInFile: "file",
    Tick: "file",
    Registration: "file",
    Course: "file",
    WorkStep: "file",
    ApplicationPerson: "file",
}


def there_is(file: File) -> Mapping[type[Model], bool] | None:
    """One statement, however many kinds. Of a file that others were brought together with nothing is known (None)."""
    found = dict(zip(KINDS, _asked(file.pk)[0], strict=True))
    return None if found[File] else found


@prepared
def _asked(file: UUID) -> QuerySet[File, tuple[bool, ...]]:
    there = (
        Exists(model._default_manager.filter(**{way: OuterRef("person" if way == "person" else "pk")}).order_by())
        for model, way in KINDS.items()
    )
    return File.objects.filter(pk=file).order_by().values_list(*there)
