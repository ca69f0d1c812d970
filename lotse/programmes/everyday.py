"""Procedures of everyday help: individual care behind its gate, and the hardship procedure.

Days and codes stay readable, words lie under the key of the file."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lotse.cases.models import File
from lotse.notes.papers import Document
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import open_key


class IndividualCare(models.Model):
    """Somebody is to be looked after by a regular service; for some its costs must be assured before."""

    class Deviation(models.TextChoices):
        NONE = "", _("keine")
        EMERGENCY = "emergency", _("Notlage, Aufschub war nicht möglich")
        SERVICE_BEGAN = "service-began", _("der Dienst hat von sich aus begonnen")
        ORAL = "oral", _("Kostenübernahme nur mündlich zugesagt")
        OTHER = "other", _("anderer Grund")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="individual_care")
    asked_on = models.DateField(_("Kostenübernahme beantragt am"), null=True, blank=True)
    assured_on = models.DateField(_("Kosten übernommen ab"), null=True, blank=True)
    assured_until_on = models.DateField(_("Kosten übernommen bis"), null=True, blank=True)
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")  # the scan of the assurance
    begins_on = models.DateField(_("Einzelfallbetreuung beginnt am"), null=True, blank=True)
    deviation = models.CharField(_("Abweichung"), max_length=20, choices=Deviation, blank=True, default="")
    ended_on = models.DateField(_("Beendet am"), null=True, blank=True)
    where = SealedTextField(key="seal_key", null=True)
    words = SealedTextField(key="seal_key", null=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deviation="") | Q(begins_on__isnull=False), name="care_deviation_has_begun"
            ),
            models.CheckConstraint(
                condition=Q(assured_until_on=None) | Q(assured_until_on__gte=models.F("assured_on")),
                name="care_assured_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begins_on}"

    def seal_key(self) -> bytes:
        return open_key(self.file_id)


class HardshipProcedure(models.Model):
    """The hardship procedure: advised, applied to the commission, its decision, and what came of it."""

    class Decision(models.TextChoices):
        OPEN = "", _("noch keine Entscheidung")
        REQUEST = "request", _("Härtefallersuchen gestellt")
        NO_REQUEST = "no-request", _("kein Härtefallersuchen")
        NOT_TAKEN = "not-taken", _("nicht zur Beratung angenommen")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    class Outcome(models.TextChoices):
        OPEN = "", _("noch offen")
        PERMIT = "permit", _("Aufenthaltserlaubnis nach § 23a AufenthG angeordnet")
        REFUSED = "refused", _("nicht angeordnet")
        OTHERWISE = "otherwise", _("auf anderem Weg erledigt")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="hardship_procedures")
    advised_on = models.DateField(_("Beraten am"), null=True, blank=True)
    applied_on = models.DateField(_("Antrag an die Kommission am"), null=True, blank=True)
    decision = models.CharField(_("Entscheidung"), max_length=12, choices=Decision, blank=True, default="")
    decided_on = models.DateField(_("Entschieden am"), null=True, blank=True)
    outcome = models.CharField(_("Ausgang"), max_length=12, choices=Outcome, blank=True, default="")
    outcome_on = models.DateField(_("Ausgang vom"), null=True, blank=True)
    words = SealedTextField(key="seal_key", null=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["advised_on"], name="hardship_advised")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None) | (~Q(decision="") & Q(decided_on__isnull=False)),
                name="hardship_decision_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on=None) | (~Q(outcome="") & Q(outcome_on__isnull=False)),
                name="hardship_outcome_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advised_on}"

    def seal_key(self) -> bytes:
        return open_key(self.file_id)
