"""By which right somebody is in the country and what they live by: two histories, and the days rules count from."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lotse.people.dated import Dated
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import open_key


def pending(applied_on: date | None, issued_on: date | None) -> date | None:
    return None if applied_on and issued_on and issued_on >= applied_on else applied_on


def _one_history(name: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=["person"], condition=Q(until_on__isnull=True), name=f"one_open_{name}"),
        models.CheckConstraint(
            condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name=f"{name}_ends_after_it_begins"
        ),
    ]


class ResidenceStatus(Dated):
    """Residence status by law (key of the federal list) with its paper; never derived from the benefit system."""

    class Work(models.TextChoices):
        UNKNOWN = "", _("nicht bekannt")
        ALLOWED = "allowed", _("erlaubt")
        PERMISSION = "permission", _("nur mit Erlaubnis")
        BARRED = "barred", _("nicht erlaubt")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person: Any = models.ForeignKey("people.Person", models.CASCADE, related_name="statuses")
    status = models.CharField(_("Aufenthaltsstatus"), max_length=60)
    issued_on = models.DateField(_("Papier ausgestellt am"), null=True, blank=True)
    valid_until_on = models.DateField(_("Papier gültig bis"), null=True, blank=True)
    work = models.CharField(_("Arbeitserlaubnis"), max_length=12, choices=Work, blank=True, default="")
    applied_on = models.DateField(_("Verlängerung beantragt am"), null=True, blank=True)
    applied_for = models.CharField(_("Beantragter Aufenthaltstitel"), max_length=60, blank=True)  # key of a status
    conditions = SealedTextField(key="seal_key", null=True)  # what the paper says on residence and work
    version = models.PositiveIntegerField(default=1)

    class Meta(Dated.Meta):
        constraints = _one_history("status")

    @property
    def pending_since(self) -> date | None:
        """The day an extension was applied for, as long as no newer paper has answered it."""
        return pending(self.applied_on, self.issued_on)

    fresh_key: bytes | None = None  # not a column: the key where it is already at hand

    def __str__(self) -> str:
        return self.status

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.person.seal_subject)


class Benefit(Dated):
    """Benefit system somebody lives by (key of the federal list); a history of its own beside the status."""

    class Payment(models.TextChoices):
        UNKNOWN = "", _("nicht bekannt")
        ACCOUNT = "account", _("Konto")
        CARD = "card", _("Bezahlkarte")
        CASH = "cash", _("bar")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person: Any = models.ForeignKey("people.Person", models.CASCADE, related_name="benefits")
    system = models.CharField(_("Leistungssystem"), max_length=40)
    payment = models.CharField(_("Auszahlung"), max_length=10, choices=Payment, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta(Dated.Meta):
        constraints = _one_history("benefit")

    def __str__(self) -> str:
        return self.system


class KeyDate(models.Model):
    """A day in somebody's life that rules count from: entry into the country, first suspension of deportation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person: Any = models.ForeignKey("people.Person", models.CASCADE, related_name="key_dates")
    kind = models.CharField(max_length=40)  # key of the federal list
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="key_date_once")]

    def __str__(self) -> str:
        return self.kind
