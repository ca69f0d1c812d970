"""Notes (Vermerke): one for every counselling contact (P-138). A finalised note is a record.

A foreign key has `db_index=False` where an index or a constraint begins with it: each index is written with each note.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import Organisation, User
from lotse.cases.models import File
from lotse.notes.papers import (  # noqa: F401 - documents and letters, a module of their own: for Django to find
    Document,
    DocumentErasure,
    DocumentInFile,
    DocumentPart,
)
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import ensure_organisation_key, open_key, unwrap


class Note(models.Model):
    """A contact and what came of it. Form, date, duration, topics stay readable; the words lie under the note's key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    on = models.DateField(_("Datum"))
    form = models.CharField(_("Form"), max_length=40)  # key of the concept
    minutes = models.PositiveIntegerField(_("Dauer in Minuten"), null=True, blank=True)
    language = models.CharField(_("Sprache"), max_length=10, blank=True)
    with_interpreter = models.BooleanField(_("mit Dolmetscher"), default=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="notes", db_index=False)  # see note_counted
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    is_group = models.BooleanField(default=False)
    summary = SealedTextField(key="content_key", null=True)  # null: erased
    result = SealedTextField(key="content_key", null=True)
    follow_up = SealedTextField(key="content_key", null=True)
    follow_up_on = models.DateField(_("Wiedervorlage"), null=True, blank=True)
    exception = SealedTextField(key="content_key", null=True)  # in words, beside the reason of a NoteActivity
    finalised_at = models.DateTimeField(null=True, blank=True)
    struck_at = models.DateTimeField(null=True, blank=True)  # struck or erased: it counts nowhere and meets nothing
    erased_at = models.DateTimeField(null=True, blank=True)
    occasion = models.UUIDField(null=True, blank=True)  # the date of a group offer; a room below has those
    import_digest = models.CharField(max_length=64, blank=True, db_index=True)  # keyed digest of an imported row
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [
            # All that statistics ask of a note: they count in the index and leave the notes, which are long, unread.
            models.Index(
                fields=["author", "on", "is_group", "form", "struck_at", "finalised_at", "id"], name="note_counted"
            ),
            models.Index(fields=["occasion"], name="note_of_occasion", condition=Q(occasion__isnull=False)),
            models.Index(
                fields=["author", "follow_up_on"], name="note_follow_up", condition=Q(follow_up_on__isnull=False)
            ),
        ]

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
    note = models.ForeignKey(Note, models.CASCADE, related_name="in_files", db_index=False)
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

    note = models.ForeignKey(Note, models.CASCADE, related_name="topics", db_index=False)
    topic = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "topic"], name="topic_once_per_note")]

    def __str__(self) -> str:
        return self.topic


class NoteField(models.Model):
    """A field of action the contact belongs to (key of the concept)."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="fields", db_index=False)
    field = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "field"], name="field_once_per_note")]

    def __str__(self) -> str:
        return self.field


class NoteTask(models.Model):
    """A statutory task of s. 13 LAufnGDV the contact served (P-12 to P-18; key of the concept)."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="tasks", db_index=False)
    task = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "task"], name="task_once_per_note")]

    def __str__(self) -> str:
        return self.task


class NoteActivity(models.Model):
    """What was done (key of the concept), and why this once where the concept allows it only as an exception."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="activities", db_index=False)
    activity = models.CharField(max_length=60)
    reason = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "activity"], name="activity_once_per_note")]

    def __str__(self) -> str:
        return self.activity


class LateReason(models.Model):
    """Why the contact that met a deadline came after it."""

    class Reason(models.TextChoices):
        NOT_REACHED = "not-reached", _("nicht erreichbar")
        INFORMED_LATE = "informed-late", _("zu spät erfahren")
        WRONG_ADDRESS = "wrong-address", _("Anschrift stimmte nicht")
        NO_CAPACITY = "no-capacity", _("keine Kapazität")
        NO_INTERPRETER = "no-interpreter", _("kein Dolmetscher")
        OTHER = "other", _("anderer Grund")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="late_reasons")
    file = models.ForeignKey(File, models.CASCADE, related_name="+")
    rule = models.CharField(max_length=60)  # key of the deadline in the concept
    reason = models.CharField(max_length=20, choices=Reason)
    words = SealedTextField(key="seal_key", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "file", "rule"], name="one_late_reason")]

    def __str__(self) -> str:
        return self.reason

    def seal_key(self) -> bytes:
        return open_key(self.file_id)


# --- what is added to a record, and how it is taken back --------------------------------------------------------------
class NoteSupplement(models.Model):
    """A Nachtrag: a finalised note is not changed, it is added to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="supplements")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = SealedTextField(key="seal_key")

    class Meta:
        ordering = ["at", "id"]

    fresh_key: bytes | None = None  # not a column: the note's key where it is already at hand

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"

    def seal_key(self) -> bytes:
        return self.fresh_key or self.note.content_key()


class NoteStrike(models.Model):
    """The note was wrong: it stays, struck, with the reason."""

    class Reason(models.TextChoices):
        DID_NOT_HAPPEN = "did-not-happen", _("Der Kontakt hat so nicht stattgefunden")
        TWICE = "twice", _("doppelt erfasst")
        WRONG_DATA = "wrong-data", _("falsche Angaben (Datum, Form, Personen)")
        OTHER = "other", _("anderer Grund")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    note = models.OneToOneField(Note, models.CASCADE, related_name="strike")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=20, choices=Reason)
    words = SealedTextField(key="seal_key", null=True)

    def __str__(self) -> str:
        return self.reason

    def seal_key(self) -> bytes:
        return self.note.content_key()


class NoteErasure(models.Model):
    """What must not be there is erased by two people: one asks, another one does it or refuses."""

    class Reason(models.TextChoices):
        WRONG_FILE = "wrong-file", _("steht in der Akte einer anderen Person")
        UNLAWFUL = "unlawful", _("durfte nicht erfasst werden")
        CONFIDED = "confided", _("nur anvertraut, nicht für die Akte")
        OTHER = "other", _("anderer Grund")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="erasures")
    file = models.ForeignKey(File, models.CASCADE, related_name="+")  # the file it was asked for from
    reason = models.CharField(max_length=20, choices=Reason)
    words = SealedTextField(key="seal_key", null=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["note"], condition=Q(decided_at=None), name="one_erasure_waiting")
        ]

    def __str__(self) -> str:
        return self.reason

    def seal_key(self) -> bytes:
        return open_key(self.file_id)


# --- before the record ------------------------------------------------------------------------------------------------
AT_HOME = Q(file__isnull=False) | Q(organisation=F("author__organisation"))
"""What stands in no file is the organisation's it was written for: who goes to another one does not take it along."""


class Draft(models.Model):
    """What somebody is typing: its id is that of the later note (or supplement), or of a form as it was shown. Seen by
    its author alone."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Vermerk")
        GROUP = "group", _("Gruppe")
        SUPPLEMENT = "supplement", _("Nachtrag")
        FORM = "form", _("Formular")

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    file = models.ForeignKey(File, models.CASCADE, null=True, related_name="+")  # null: a group, in many files
    note = models.ForeignKey(Note, models.CASCADE, null=True, related_name="+")  # the note a supplement is for
    beside = models.UUIDField(null=True)  # the draft or note that another window wrote differently
    words = SealedTextField(key="seal_key")  # JSON: every field as it was typed; of a form also which one it is
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    tab = models.CharField(max_length=40, blank=True)  # the page that wrote last
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["author", "file"], name="draft_author")]

    def __str__(self) -> str:
        return self.kind

    @property
    def is_at_home(self) -> bool:
        return self.file_id is not None or self.organisation_id == self.author.organisation_id

    def seal_key(self) -> bytes:
        """The file's key, so that the words go with the file; what belongs to no file lies under the organisation's."""
        if self.file_id:
            return open_key(self.file_id)
        ensure_organisation_key(self.organisation_id)
        return open_key(self.organisation_id)
