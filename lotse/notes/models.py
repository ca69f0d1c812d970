"""Notes (Vermerke): one for every counselling contact (P-138). A finalised note is a record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import Organisation, User
from lotse.cases.models import File
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import open_key, unwrap


class Note(models.Model):
    """A contact and what came of it. Form, date, duration, topics stay readable; the words lie under the note's key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    on = models.DateField(_("Datum"))
    form = models.CharField(_("Form"), max_length=40)  # key of the concept
    minutes = models.PositiveIntegerField(_("Dauer in Minuten"), null=True, blank=True)
    language = models.CharField(_("Sprache"), max_length=10, blank=True)
    with_interpreter = models.BooleanField(_("mit Dolmetscher"), default=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="notes")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    is_group = models.BooleanField(default=False)
    summary = SealedTextField(key="content_key")
    result = SealedTextField(key="content_key")
    follow_up = SealedTextField(key="content_key", null=True)
    follow_up_on = models.DateField(_("Wiedervorlage"), null=True, blank=True)
    finalised_at = models.DateTimeField(null=True, blank=True)
    import_digest = models.CharField(max_length=64, blank=True, db_index=True)  # keyed digest of an imported row
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["author", "on"], name="note_author")]

    fresh_key: bytes | None = None  # not a column

    def __str__(self) -> str:
        return f"{self.on} {self.form}"

    def content_key(self) -> bytes:
        """The note's own key, opened through a file it stands in. The verb that makes a note sets `fresh_key`."""
        if self.fresh_key is None:
            entry = self.in_files.only("file_id", "wrapped_key").order_by("pk")[0]
            self.fresh_key = unwrap(bytes(entry.wrapped_key), under=entry.file_id)
        return self.fresh_key


class NoteInFile(models.Model):
    """A note stands in a file; its key is wrapped under that file's key and dies with the last of them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="in_files")
    file = models.ForeignKey(File, models.CASCADE, related_name="notes_in")
    wrapped_key = models.BinaryField()
    addition = SealedTextField(
        key="content_key", null=True
    )  # words for this file only (group sessions name nobody together)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "file"], name="note_once_per_file")]

    def __str__(self) -> str:
        return f"{self.note_id} in {self.file_id}"

    def content_key(self) -> bytes:
        return open_key(self.file_id)


class NoteTopic(models.Model):
    """A topic the contact dealt with (key of the concept)."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="topics")
    topic = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "topic"], name="topic_once_per_note")]

    def __str__(self) -> str:
        return self.topic


class NoteField(models.Model):
    """A field of action the contact belongs to (key of the concept)."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="fields")
    field = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "field"], name="field_once_per_note")]

    def __str__(self) -> str:
        return self.field


class NoteTask(models.Model):
    """A statutory task of s. 13 LAufnGDV the contact served (P-12 to P-18; key of the concept)."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="tasks")
    task = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "task"], name="task_once_per_note")]

    def __str__(self) -> str:
        return self.task
