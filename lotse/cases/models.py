"""The file (Fallakte), who works on it, what happened, and what is due when."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import Organisation, Team, User
from lotse.people.models import Dated, Person
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import open_key


class File(models.Model):
    """One file per person (P-134). It outlives every service component and keeps the concept it was opened under."""

    class Arrival(models.TextChoices):
        """How somebody came to the town (D-05)."""

        ASSIGNED = "assigned", _("Zuweisung")
        MOVED_IN = "moved-in", _("Zuzug")
        FAMILY = "family", _("Familiennachzug")

    class CloseReason(models.TextChoices):
        GOAL_REACHED = "goal-reached", _("Ziel erreicht")
        MOVED_AWAY = "moved-away", _("weggezogen")
        OTHER_PROVIDER = "other-provider", _("anderer Träger übernimmt")
        NO_CONTACT = "no-contact", _("kein Kontakt mehr")
        DIED = "died", _("verstorben")
        MISTAKE = "mistake", _("irrtümlich angelegt")
        MERGED = "merged", _("mit anderer Akte zusammengeführt")
        OTHER = "other", _("anderer Grund")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(_("Aktennummer"), max_length=20, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="files")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.CharField(max_length=80, blank=True)  # key of the concept; empty: to be clarified
    concept = models.CharField(max_length=120)  # key of the version it was opened under
    legal_regime = models.CharField(max_length=20)
    arrival = models.CharField(_("Ankunft"), max_length=20, choices=Arrival)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    close_reason = models.CharField(max_length=20, choices=CloseReason, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["team", "closed_on"], name="file_team"),
            models.Index(fields=["region", "closed_on"], name="file_region"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(merged_into__isnull=True), name="one_file_per_person"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class FileNumber(models.Model):
    """The last file number given out in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Event(models.Model):
    """Something that happened out there, on a day (vocabulary of the concept). Corrected, never silently changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=60)
    on = models.DateField()
    remark = SealedTextField(key="seal_key", null=True)
    recorded_by = models.UUIDField(null=True)  # null: by the system (import)
    recorded_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)  # entered by mistake, or corrected by `replaced_by`
    replaced_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaces")

    class Meta:
        ordering = ["-on", "-recorded_at"]
        indexes = [models.Index(fields=["file", "kind"], name="event_kind")]

    fresh_key: bytes | None = None  # not a column: the file's key where it is already at hand

    def __str__(self) -> str:
        return self.kind

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.file_id)


class Deadline(models.Model):
    """A date the concept sets for a file, with what it was computed from. Open, done and late are computed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="deadlines")
    rule = models.CharField(max_length=60)
    concept = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)  # deadline: an act; period: an entitlement or retention time
    starts_at = models.CharField(max_length=60)  # event of the vocabulary
    started_on = models.DateField()
    due_on = models.DateField()
    met_on = models.DateField(null=True, blank=True)
    met_by = models.UUIDField(null=True, blank=True)  # the note that did it
    superseded_at = models.DateTimeField(null=True, blank=True)  # a fact was corrected: kept, but no longer in force

    class Meta:
        ordering = ["due_on"]
        indexes = [models.Index(fields=["due_on"], name="deadline_due", condition=Q(met_on=None, superseded_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "rule"], condition=Q(superseded_at__isnull=True), name="one_deadline_per_rule"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.due_on}"

    def state(self, today: date) -> str:
        """new CSS state of the design: is-done, is-overdue, is-due (within three days), is-quiet."""
        if self.superseded_at:
            return "quiet"
        if self.met_on:
            return "done"
        if self.kind == "period":
            return "done" if self.due_on < today else "quiet"
        if self.due_on < today:
            return "overdue"
        return "due"

    @property
    def is_late(self) -> bool:
        return self.met_on is not None and self.met_on > self.due_on


class Allocation(Dated):
    """Who works on a file, from one day to another: one lead, a companion in tandem (N-14), cover."""

    class Part(models.TextChoices):
        LEAD = "lead", _("zuständig")
        TANDEM = "tandem", _("Begleitung im Tandem")
        COVER = "cover", _("Vertretung")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="allocations")
    user = models.ForeignKey(User, models.PROTECT, related_name="allocations")
    part = models.CharField(max_length=10, choices=Part, default=Part.LEAD)
    reason = SealedTextField(key="seal_key", null=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["user", "until_on"], name="allocation_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "part"],
                condition=Q(until_on__isnull=True) & ~Q(part="cover"),
                name="one_lead_and_one_companion",
            )
        ]

    def __str__(self) -> str:
        return self.get_part_display()

    def seal_key(self) -> bytes:
        return open_key(self.file_id)


class FileContent(models.Model):
    """Words about the person in a field the concept switches on (P-135). Former entries stay; the newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="contents")
    field = models.CharField(max_length=60)
    text = SealedTextField(key="seal_key")
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-recorded_at"]

    def __str__(self) -> str:
        return self.field

    def seal_key(self) -> bytes:
        return open_key(self.file_id)
