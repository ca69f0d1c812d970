"""Persons and households, and what is true of them from one day to another. Reached only through a file (`cases`)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lotse.people.background import Education as Education
from lotse.people.background import Employment as Employment
from lotse.people.background import FamilyTie as FamilyTie
from lotse.people.background import LanguageLevel as LanguageLevel
from lotse.people.background import SpokenLanguage as SpokenLanguage
from lotse.people.dated import Dated
from lotse.people.names import NameForms, normalise
from lotse.people.residence import Benefit as Benefit
from lotse.people.residence import KeyDate as KeyDate
from lotse.people.residence import ResidenceStatus as ResidenceStatus
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import open_key


class Person(models.Model):
    """A human being. A single name stands in `family_name`; parts of the birth date may be unknown (00.00.1990)."""

    class Sex(models.TextChoices):
        FEMALE = "female", _("weiblich")
        MALE = "male", _("männlich")
        DIVERSE = "diverse", _("divers")
        UNKNOWN = "unknown", _("keine Angabe")

    class Marital(models.TextChoices):
        UNKNOWN = "", _("nicht bekannt")
        SINGLE = "single", _("ledig")
        MARRIED = "married", _("verheiratet")
        SEPARATED = "separated", _("getrennt lebend")
        DIVORCED = "divorced", _("geschieden")
        WIDOWED = "widowed", _("verwitwet")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    family_name = models.CharField(_("Familienname"), max_length=200)
    given_name = models.CharField(_("Vorname"), max_length=200, blank=True)
    original_name = models.CharField(_("Name in Originalschrift"), max_length=200, blank=True)
    address_form = models.CharField(_("Anrede"), max_length=80, blank=True)  # how to address, "Frau Dr. Rahimi"
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(_("Geschlecht"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    nationality = models.CharField(_("Staatsangehörigkeit"), max_length=2, blank=True)  # ISO 3166; XX stateless
    marital_status = models.CharField(_("Familienstand"), max_length=20, choices=Marital, blank=True, default="")
    contact_language = models.CharField(_("Sprache für Gespräche"), max_length=10, blank=True)  # ISO 639
    needs_interpreter = models.BooleanField(_("Dolmetscher nötig"), default=False)
    interpreter_wish = models.CharField(
        _("Wunsch zur Dolmetschung"), max_length=10, choices=Sex, blank=True, default=""
    )
    is_address_protected = models.BooleanField(_("Adresse schützen"), default=False)
    died_on = models.DateField(null=True, blank=True)
    normal_name = models.CharField(max_length=420, editable=False, db_index=True)  # for comparing, see names.normalise
    seal_subject = models.UUIDField(editable=False)  # the file under whose key this person's sealed fields lie
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["family_name", "given_name"]
        indexes = [models.Index(fields=["birth_year", "birth_month", "birth_day"], name="person_birth")]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.set_normal_name()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def set_normal_name(self) -> None:
        """Done by save(); to be called before bulk_create, which does not save."""
        self.normal_name = normalise(f"{self.family_name} {self.given_name}")

    @property
    def full_name(self) -> str:
        """Family name first, as lists are sorted."""
        return f"{self.family_name}, {self.given_name}" if self.given_name else self.family_name

    @property
    def birth(self) -> tuple[int | None, int | None, int | None]:
        return self.birth_year, self.birth_month, self.birth_day

    def age_on(self, day: date) -> int | None:
        """Full years; None when the birth year is unknown, the lower age when day or month are."""
        if self.birth_year is None:
            return None
        had_birthday = (self.birth_month or 12, self.birth_day or 31) <= (day.month, day.day)
        return day.year - self.birth_year - (0 if had_birthday else 1)

    @property
    def name_forms(self) -> NameForms:
        return NameForms(self.family_name, self.given_name, self.original_name)


class FurtherName(models.Model):
    """Another spelling: on an older paper, as signed, a birth name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="further_names")
    family_name = models.CharField(_("Familienname"), max_length=200)
    given_name = models.CharField(_("Vorname"), max_length=200, blank=True)
    remark = models.CharField(_("woher"), max_length=100, blank=True)  # of former days: moved to `origin` at night
    origin = SealedTextField(key="seal_key", null=True)  # where the spelling comes from, in somebody's words

    fresh_key: bytes | None = None  # not a column: the key where it is already at hand

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}" if self.given_name else self.family_name

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.person.seal_subject)


class Identifier(models.Model):
    """A number others know the person by. One Aktenzeichen belongs to one person."""

    class Kind(models.TextChoices):
        AKTENZEICHEN = "aktenzeichen", _("Aktenzeichen")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.AKTENZEICHEN)
    value = models.CharField(_("Nummer"), max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="identifier_belongs_to_one_person")]

    def __str__(self) -> str:
        return self.value


class Household(models.Model):
    """People who were assigned or moved in together and are counselled together (D-04)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mark = models.CharField(max_length=80, blank=True)  # what the list it came from calls it
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.mark or str(self.pk)


class Membership(Dated):
    """Somebody belongs to a household, from one day to another."""

    class Relation(models.TextChoices):
        HEAD = "head", _("Bezugsperson")
        PARTNER = "partner", _("Ehe- oder Lebenspartner")
        CHILD = "child", _("Kind")
        PARENT = "parent", _("Elternteil")
        SIBLING = "sibling", _("Geschwister")
        OTHER = "other", _("Mitglied des Haushalts")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(Household, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    relation = models.CharField(_("Stellung"), max_length=20, choices=Relation, default=Relation.OTHER)
    is_head = models.BooleanField(default=False)

    class Meta(Dated.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(is_head=True, until_on__isnull=True), name="one_head_per_household"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(until_on__isnull=True), name="one_household_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.get_relation_display()


class Stay(Dated):
    """Where somebody lives. A protected address keeps street and number sealed; district and region stay readable."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="stays")
    kind = models.CharField(_("Wohnform"), max_length=40, blank=True)  # key of the concept: shelter, flat, ...
    accommodation = models.CharField(_("Unterkunft"), max_length=200, blank=True)
    street = models.CharField(_("Straße"), max_length=200, blank=True)
    house_number = models.CharField(_("Hausnummer"), max_length=20, blank=True)
    postcode = models.CharField(_("PLZ"), max_length=5, blank=True)
    place = models.CharField(_("Ort"), max_length=120, blank=True)
    district = models.CharField(_("Stadtbezirk oder Gemeinde"), max_length=120, blank=True)
    region = models.CharField(max_length=80, blank=True)
    region_reason = models.CharField(max_length=300, blank=True)
    protected = SealedTextField(key="seal_key", null=True)

    def __str__(self) -> str:
        return self.accommodation or self.place

    fresh_key: bytes | None = None  # not a column: the key where it is already at hand

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.person.seal_subject)


class Absence(Dated):
    """Not regularly present (P-120): does not count for the staffing ratio where the concept says so.

    Why is sealed, a hospital and a prison like any other reason; readable is that somebody was away. Only whose
    whereabouts are unknown is readable, as the event is that says so."""

    class Why(models.TextChoices):
        UNKNOWN = "unknown", _("unbekannt verzogen")
        HOSPITAL = "hospital", _("Krankenhaus")
        CUSTODY = "custody", _("Haft")
        VISIT = "visit", _("Besuch außerhalb")
        OTHER = "other", _("anderer Grund")

    class Reason(models.TextChoices):
        ABSENT = "absent", _("abwesend")
        UNKNOWN = "unknown", _("unbekannt verzogen")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="absences")
    reason = models.CharField(_("Grund"), max_length=20, choices=Reason, default=Reason.UNKNOWN)
    why = SealedTextField(key="seal_key", null=True)  # one of `Why`

    fresh_key: bytes | None = None  # not a column: the key where it is already at hand

    def __str__(self) -> str:
        return self.get_reason_display()

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.person.seal_subject)

    def why_words(self, key: bytes) -> str:
        """For whom the reason is meant; `key` counts only where it is sealed."""
        sealed = self.__dict__["why"]
        code = self.reason if sealed is None else Absence.why.field.open_text(self.pk, key, sealed)
        return str(dict((*self.Reason.choices, *self.Why.choices)).get(code, code))


class Contact(models.Model):
    """A way to reach somebody."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Telefon")
        EMAIL = "email", _("E-Mail")
        OTHER = "other", _("anderer Weg")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="contacts")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.PHONE)
    value = models.CharField(_("Nummer oder Adresse"), max_length=200)

    class Meta:
        ordering = ["kind", "id"]

    def __str__(self) -> str:
        return self.value


class NotSame(models.Model):
    """Somebody looked and decided: two different people. Never asked again. `first` is the smaller id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="not_same_once")]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"


# --- what the search looks in: derived from the rows above, written by `search_index` ---------------------------------
class Token(models.Model):
    """A word that occurs in somebody's name, in its plain form. Spellings are compared with these, not with persons."""

    norm = models.CharField(max_length=40, primary_key=True)

    def __str__(self) -> str:
        return self.norm


class TokenSkeleton(models.Model):
    """The consonants of a word, once for each way to read it."""

    pk = models.CompositePrimaryKey("skeleton", "token")
    skeleton = models.CharField(max_length=40)
    token = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.skeleton


class TokenTrigram(models.Model):
    """Three letters in a row, to find words with a slip of the pen."""

    pk = models.CompositePrimaryKey("trigram", "token")
    trigram = models.CharField(max_length=3)
    token = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.trigram


class PersonToken(models.Model):
    """The words of all names of a person."""

    pk = models.CompositePrimaryKey("token", "person")
    token = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)  # the index below begins so

    class Meta:
        indexes = [models.Index(fields=["person", "token"], name="person_words")]  # the search reads nothing else

    def __str__(self) -> str:
        return self.token


class PersonNumber(models.Model):
    """Phone numbers and Aktenzeichen as they are looked for; the first letter says which (see `search_index`)."""

    pk = models.CompositePrimaryKey("value", "person")
    value = models.CharField(max_length=81)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.value
