"""Documents (Schriftstücke): scans and letters of a file. Their bytes never change; what is said about them may.

A document has a key of its own, wrapped once under each file it stands in, like a note: it dies with the last of them.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import Organisation, User
from lotse.cases.models import File
from lotse.people.models import ResidenceStatus
from lotse.ui.ids import uuid7
from lotse.vault.errors import KeyDestroyed
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import open_key, unwrappers
from lotse.vault.models import StoredFile


class Document(models.Model):
    """Kind, dates and number of sheets stay readable; what it says, and from whom, lies under the document's key."""

    class Direction(models.TextChoices):
        IN = "in", _("eingegangen")
        OUT = "out", _("ausgegangen")

    class DueRule(models.TextChoices):
        """How the day of the answer came about."""

        DAY = "day", _("an einem Tag")
        TWO_WEEKS = "14-days", _("14 Tage ab Zugang")
        MONTH = "1-month", _("ein Monat ab Zugang")

    class StrikeReason(models.TextChoices):
        WRONG_FILE = "wrong-file", _("gehört nicht in diese Akte")
        TWICE = "twice", _("doppelt abgelegt")
        UNREADABLE = "unreadable", _("unleserlich, neu aufgenommen")
        OTHER = "other", _("anderer Grund")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    on = models.DateField()  # where it stands in the timeline: received, else dated, else stored
    category = models.CharField(max_length=40, blank=True)  # key of the federal list; "": not yet sorted
    direction = models.CharField(max_length=3, choices=Direction, blank=True)  # "": no letter
    correspondent = models.CharField(max_length=40, blank=True)  # key of the federal list
    dated_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)  # received, or sent
    due_rule = models.CharField(max_length=20, choices=DueRule, blank=True)
    named_on = models.DateField(null=True, blank=True)  # the last day as the letter has it
    due_on = models.DateField(null=True, blank=True)  # the same, rolled on to a day on which one can act
    answered_on = models.DateField(null=True, blank=True)
    no_answer = models.BooleanField(default=False)  # none is needed; `answered_on` is the day somebody said so
    answers = models.ForeignKey("self", models.SET_NULL, null=True, related_name="answered_by")  # the incoming letter
    status = models.ForeignKey(ResidenceStatus, models.SET_NULL, null=True, related_name="+")  # the paper it shows
    title = SealedTextField(key="content_key", null=True)
    other_side = SealedTextField(key="content_key", null=True)  # sender or recipient in words
    words = SealedTextField(key="content_key", null=True)  # what it is about
    template = models.CharField(max_length=80, blank=True)  # "": somebody else's paper; else what Lotse pressed it from
    template_version = models.CharField(max_length=20, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    struck_reason = models.CharField(max_length=20, choices=StrikeReason, blank=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_on=None) | Q(direction="in"), name="document_due_is_a_letter_in"),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(direction="in"), name="document_answered_is_a_letter_in"
            ),
            models.CheckConstraint(
                condition=Q(correspondent="") | ~Q(direction=""), name="document_correspondent_has_direction"
            ),
            models.CheckConstraint(
                condition=Q(due_on=None, named_on=None) | Q(due_on__gte=F("named_on")), name="document_due_rolls_on"
            ),
        ]
        indexes = [
            models.Index(
                fields=["at"], name="document_unsorted", condition=Q(category="", struck_at=None, erased_at=None)
            ),
            models.Index(
                fields=["due_on"],
                name="document_due",
                condition=Q(due_on__isnull=False, answered_on=None, struck_at=None),
            ),
        ]

    fresh_key: bytes | None = None  # not a column

    def __str__(self) -> str:
        return f"{self.on} {self.category}"

    def content_key(self) -> bytes:
        """The document's own key, opened through whichever of its files still has one."""
        if self.fresh_key is None:
            entries = list(self.in_files.only("file_id", "wrapped_key").order_by("pk"))
            living = unwrappers(e.file_id for e in entries)
            opened = [living[e.file_id](bytes(e.wrapped_key)) for e in entries if e.file_id in living]
            if not opened:
                raise KeyDestroyed(f"No key of a file is left that opens the document {self.pk}.")
            self.fresh_key = opened[0]
        return self.fresh_key


class DocumentInFile(models.Model):
    """A document stands in a file: its key, wrapped under that file's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="in_files", db_index=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="documents_in")
    wrapped_key = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "file"], name="document_once_per_file")]

    def __str__(self) -> str:
        return f"{self.document_id} in {self.file_id}"


class DocumentPart(models.Model):
    """A sheet: a photographed page, or a whole PDF."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="parts", db_index=False)
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()  # from 1

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="one_sheet_per_position")]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.position}"


class DocumentErasure(models.Model):
    """What must not be there is erased by two people: one asks, another one does it or refuses."""

    class Reason(models.TextChoices):
        WRONG_FILE = "wrong-file", _("steht in der Akte einer anderen Person")
        UNLAWFUL = "unlawful", _("durfte nicht erfasst werden")
        CONFIDED = "confided", _("nur anvertraut, nicht für die Akte")
        OTHER = "other", _("anderer Grund")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="erasures")
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
            models.UniqueConstraint(
                fields=["document"], condition=Q(decided_at=None), name="one_document_erasure_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.reason

    def seal_key(self) -> bytes:
        return open_key(self.file_id)
