"""Applications for benefits: for whom, with which papers, and until when something is granted. Kinds, days and states
stay readable; words lie under the key of the file it is kept in."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lotse.cases.models import File, Task
from lotse.notes.papers import Document
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import open_key


class BenefitApplication(models.Model):
    """Entered once, in the file of one person, for everybody it concerns (`ApplicationPerson`, that one included)."""

    class Decision(models.TextChoices):
        OPEN = "", _("noch keine Entscheidung")
        GRANTED = "granted", _("bewilligt")
        PARTLY = "partly", _("teilweise bewilligt")
        REFUSED = "refused", _("abgelehnt")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="applications")
    kind = models.CharField(_("Welcher Antrag?"), max_length=40)  # key of the federal list
    started_on = models.DateField(_("Begonnen am"))
    handed_in_on = models.DateField(_("Eingereicht am"), null=True, blank=True)
    decision = models.CharField(_("Entscheidung"), max_length=10, choices=Decision, blank=True, default="")
    decided_on = models.DateField(_("Entschieden am"), null=True, blank=True)
    granted_from_on = models.DateField(_("Bewilligt ab"), null=True, blank=True)
    granted_until_on = models.DateField(_("Bewilligt bis"), null=True, blank=True)
    is_last = models.BooleanField(_("Es folgt kein weiterer Antrag"), default=False)
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")  # the decision
    words = SealedTextField(key="seal_key", null=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["granted_until_on"],
                name="application_ends",
                condition=Q(granted_until_on__isnull=False, is_last=False),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None) | (~Q(decision="") & Q(decided_on__isnull=False)),
                name="application_decision_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(granted_from_on=None, granted_until_on=None) | Q(decision__in=["granted", "partly"]),
                name="application_period_is_granted",
            ),
            models.CheckConstraint(
                condition=Q(granted_from_on=None)
                | Q(granted_until_on=None)
                | Q(granted_until_on__gte=F("granted_from_on")),
                name="application_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    def seal_key(self) -> bytes:
        return open_key(self.file_id)


class ApplicationPerson(models.Model):
    """Somebody the application concerns: it is seen in her file, too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(BenefitApplication, models.CASCADE, related_name="persons", db_index=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="applied_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "file"], name="application_once_per_file")]

    def __str__(self) -> str:
        return f"{self.application_id} in {self.file_id}"


class Evidence(models.Model):
    """What is known of a paper of the list; one of which nothing is known has no row and is missing."""

    class State(models.TextChoices):
        NEEDED = "needed", _("fehlt")
        THERE = "there", _("liegt vor")
        ASKED = "asked", _("angefragt")
        NOT_NEEDED = "not-needed", _("nicht nötig")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(BenefitApplication, models.CASCADE, related_name="evidence", db_index=False)
    item = models.CharField(max_length=60)  # key of the federal list
    state = models.CharField(max_length=10, choices=State)
    on = models.DateField()
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")
    by = models.UUIDField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "item"], name="evidence_once_per_item"),
            models.CheckConstraint(condition=Q(document=None) | Q(state="there"), name="evidence_document_is_there"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.state}"
