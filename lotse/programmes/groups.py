"""Group offers of a provider: a series with its dates, and who was there. Clients by name, others by number."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import Organisation
from lotse.cases.models import File
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import ensure_organisation_key, open_key


class GroupOffer(models.Model):
    class HeldBy(models.TextChoices):
        STAFF = "staff", _("eigene Fachkräfte")
        VOLUNTEERS = "volunteers", _("Ehrenamtliche")
        PARTNER = "partner", _("andere Einrichtung")
        TOGETHER = "together", _("gemeinsam")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="group_offers")
    kind = models.CharField(_("Art"), max_length=60)  # key of the concept
    title = models.CharField(_("Name des Angebots"), max_length=120)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    language = models.CharField(_("Sprache"), max_length=10, blank=True)
    held_by = models.CharField(_("Wer bietet es an?"), max_length=12, choices=HeldBy, default=HeldBy.STAFF)
    from_on = models.DateField(_("Beginnt am"))
    until_on = models.DateField(_("Endet am"), null=True, blank=True)
    words = SealedTextField(key="seal_key", null=True)  # who holds it, how they are reached
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")), name="offer_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def seal_key(self) -> bytes:
        ensure_organisation_key(self.organisation_id)
        return open_key(self.organisation_id)


class GroupDate(models.Model):
    """One date of an offer. The others are those without a file: only their number is known."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(GroupOffer, models.CASCADE, related_name="dates", db_index=False)
    on = models.DateField(_("Datum"))
    is_cancelled = models.BooleanField(_("ausgefallen"), default=False)
    children = models.PositiveSmallIntegerField(_("Kinder bis 13"), default=0)
    youths = models.PositiveSmallIntegerField(_("Jugendliche 14 bis 17"), default=0)
    adults = models.PositiveSmallIntegerField(_("Erwachsene"), default=0)
    female = models.PositiveSmallIntegerField(_("davon weiblich"), null=True, blank=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-on", "id"]
        constraints = [models.UniqueConstraint(fields=["offer", "on"], name="offer_date_once")]

    def __str__(self) -> str:
        return str(self.on)


class GroupAttendance(models.Model):
    """Somebody with a file was there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    date = models.ForeignKey(GroupDate, models.CASCADE, related_name="attendances", db_index=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="attendances")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["date", "file"], name="attends_once")]

    def __str__(self) -> str:
        return str(self.pk)
