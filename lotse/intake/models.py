"""What waits between an upload and the files it opens, and what was once decided about a list's headings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import Organisation, User
from lotse.people.models import Person
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import ensure_organisation_key, open_key


class RememberedHeading(models.Model):
    """Which field stands under a heading of the lists an organisation gets: mapped by hand once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)  # key of columns.SPECS
    heading = models.CharField(max_length=200)  # columns.heading_key
    field = models.CharField(max_length=40)  # key of a column, or columns.LEFT_OUT

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "heading"], name="heading_remembered_once")
        ]

    def __str__(self) -> str:
        return f"{self.heading}: {self.field}"


class PreparedImport(models.Model):
    """A list that was read and waits: to be looked at, for decisions, or for the work to finish.

    The list itself, the preview and all words lie sealed under the organisation's key, and go when it expires.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", _("Spalten zuordnen")
        COMPARING = "comparing", _("wird verglichen")
        READY = "ready", _("zu prüfen")
        IMPORTING = "importing", _("wird übernommen")
        DONE = "done", _("übernommen")
        FAILED = "failed", _("abgebrochen")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")  # null: from the command line
    state = models.CharField(max_length=12, choices=State, default=State.MAPPING)
    name = SealedTextField(key="seal_key")  # of the file as it came
    sheet = models.UUIDField()  # stored file: the list as read
    preview = models.UUIDField(null=True)  # stored file: what it would do
    decisions = SealedTextField(key="seal_key", null=True)
    outcome = SealedTextField(key="seal_key", null=True)
    problem = SealedTextField(key="seal_key", null=True)  # why the work was broken off, for the reader
    step = models.CharField(max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, db_index=True)  # keyed, of rows held back: held once only
    made_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)  # the work shows that it is alive
    expires_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["organisation", "state"], name="prepared_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d}"

    def seal_key(self) -> bytes:
        ensure_organisation_key(self.organisation_id)
        return open_key(self.organisation_id)

    @property
    def is_working(self) -> bool:
        return self.state in (self.State.COMPARING, self.State.IMPORTING)

    @property
    def is_open(self) -> bool:
        return self.state not in (self.State.DONE, self.State.FAILED)


class DuplicateNotice(models.Model):
    """Somebody was typed in who looks like a person whose file the typist may not see: for those who may see both."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    typed = models.ForeignKey(Person, models.CASCADE, related_name="+")
    known = models.ForeignKey(Person, models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = models.CharField(max_length=300, blank=True)  # codes of people.names.REASONS
    made_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["made_at"]
        constraints = [models.UniqueConstraint(fields=["typed", "known"], name="notice_once_per_pair")]

    def __str__(self) -> str:
        return f"{self.typed_id} ~ {self.known_id}"
