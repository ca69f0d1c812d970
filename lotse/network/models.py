"""The regional directory: partners outside the house, the people one reaches there, and what they offer.

One directory for the whole municipality: a practice belongs to no provider. It holds business data, no clients.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lotse.ui.ids import uuid7


class Partner(models.Model):
    """An organisation, authority or practice."""

    class Wheelchair(models.TextChoices):
        UNKNOWN = "", _("nicht bekannt")
        YES = "yes", _("stufenlos erreichbar")
        PARTLY = "partly", _("mit Hilfe erreichbar")
        NO = "no", _("nur über Stufen")

    class Interpreter(models.TextChoices):
        UNKNOWN = "", _("nicht bekannt")
        ON_SITE = "on-site", _("übersetzt vor Ort")
        ON_REQUEST = "on-request", _("nach Anmeldung")
        NO = "no", _("selbst mitbringen")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("Art"), max_length=60)  # key of the concept
    name = models.CharField(_("Name"), max_length=200)
    # where it is
    street = models.CharField(_("Straße und Hausnummer"), max_length=200, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=10, blank=True)
    place = models.CharField(_("Ort"), max_length=120, blank=True)
    region = models.CharField(max_length=80, blank=True)  # key of the concept
    district = models.CharField(max_length=80, blank=True)  # key of the concept
    way = models.TextField(_("Weg dorthin"), blank=True)
    # how it is reached
    phone = models.CharField(_("Telefon"), max_length=60, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    website = models.CharField(_("Internet"), max_length=200, blank=True)
    hours = models.TextField(_("Öffnungszeiten"), blank=True)  # line by line
    # what it does, and how one comes to it
    services = models.TextField(_("Leistungsspektrum"), blank=True)
    by_appointment = models.BooleanField(_("nur mit Termin"), default=False)
    has_open_hours = models.BooleanField(_("offene Sprechzeit ohne Termin"), default=False)
    needs_referral = models.BooleanField(_("Überweisung oder Zuweisung nötig"), default=False)
    bring = models.CharField(_("Was ist mitzubringen?"), max_length=300, blank=True)
    wheelchair = models.CharField(_("Mit dem Rollstuhl"), max_length=10, choices=Wheelchair, blank=True)
    interpreter = models.CharField(_("Dolmetschen"), max_length=10, choices=Interpreter, blank=True)
    note = models.TextField(_("Hinweis für Kolleginnen und Kollegen"), blank=True)
    checked_on = models.DateField(_("Angaben geprüft am"))
    closed_on = models.DateField(_("Geschlossen seit"), null=True, blank=True)
    found_by = models.TextField(editable=False, blank=True)  # its words as the search compares them
    by = models.UUIDField(editable=False, null=True)  # null: a system actor
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["name", "id"], name="partner_name")]  # the list, read in its order

    def __str__(self) -> str:
        return self.name

    def is_closed(self, today: date) -> bool:
        return self.closed_on is not None and self.closed_on <= today

    @property
    def address(self) -> str:
        town = " ".join(filter(None, (self.postcode, self.place)))
        return ", ".join(filter(None, (self.street, town)))


class PartnerLanguage(models.Model):
    """A language one is spoken with there."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="languages", db_index=False)
    language = models.CharField(max_length=10)  # key of the concept

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["language", "partner"], name="partner_language_once")]
        indexes = [models.Index(fields=["partner"], name="partner_language_partner")]

    def __str__(self) -> str:
        return self.language


class PartnerSpeciality(models.Model):
    """What a practice treats."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="specialities", db_index=False)
    speciality = models.CharField(max_length=60)  # key of the concept

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["speciality", "partner"], name="partner_speciality_once")]
        indexes = [models.Index(fields=["partner"], name="partner_speciality_partner")]

    def __str__(self) -> str:
        return self.speciality


class PartnerContact(models.Model):
    """Somebody who works there, reached directly."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="contacts")
    name = models.CharField(_("Name"), max_length=200)
    task = models.CharField(_("Wofür?"), max_length=200, blank=True)
    phone = models.CharField(_("Durchwahl"), max_length=60, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    by = models.UUIDField(editable=False, null=True)  # null: a system actor
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Offer(models.Model):
    """What a partner offers: a course, a group, a consultation; a help plan may name it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="offers")
    title = models.CharField(_("Name des Angebots"), max_length=160)
    for_whom = models.CharField(_("Für wen?"), max_length=200, blank=True)
    waiting_time = models.CharField(_("Wartezeit"), max_length=120, blank=True)
    costs = models.CharField(_("Kosten"), max_length=120, blank=True)
    words = models.TextField(_("Beschreibung"), blank=True)
    from_on = models.DateField(_("Beginnt am"), null=True, blank=True)
    until_on = models.DateField(_("Endet am"), null=True, blank=True)
    is_named = models.BooleanField(editable=False, default=False)  # in some help plan; in whose, only that file knows
    by = models.UUIDField(editable=False, null=True)  # null: a system actor
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="network_offer_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def is_over(self, today: date) -> bool:
        return self.until_on is not None and self.until_on < today


class OfferLanguage(models.Model):
    """A language an offer is held in."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="languages", db_index=False)
    language = models.CharField(max_length=10)  # key of the concept

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["language", "offer"], name="offer_language_once")]
        indexes = [models.Index(fields=["offer"], name="offer_language_offer")]

    def __str__(self) -> str:
        return self.language
