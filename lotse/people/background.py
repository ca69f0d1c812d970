"""Where somebody comes from: family, languages and their levels, education, work so far. Codes, countries and years
stay readable; names and words lie under the key of the person's file."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import open_key


# --- family -----------------------------------------------------------------------------------------------------------
class FamilyTie(models.Model):
    """What `other` is to `person`: her child, his guardian. Stored once and shown from both sides, from the other one
    with the inverse word. Without a file `other` is described in words."""

    class Kind(models.TextChoices):
        SPOUSE = "spouse", _("Ehe- oder Lebenspartner")
        CHILD = "child", _("Kind")
        PARENT = "parent", _("Elternteil")
        SIBLING = "sibling", _("Geschwister")
        GUARDIAN = "guardian", _("Vormund")
        WARD = "ward", _("Mündel")
        RELATIVE = "relative", _("andere Angehörige")

    class Lives(models.TextChoices):
        """Only of somebody without a file: where others live is said by their own."""

        UNSAID = "", _("nicht angegeben")
        HERE = "here", _("im selben Haushalt")
        TOWN = "town", _("in derselben Kommune")
        COUNTRY = "country", _("anderswo in Deutschland")
        ABROAD = "abroad", _("im Ausland")
        MISSING = "missing", _("Aufenthalt unbekannt")
        DEAD = "dead", _("verstorben")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person: Any = models.ForeignKey("people.Person", models.CASCADE, related_name="ties", db_index=False)
    other: Any = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="ties_from")
    other_words = SealedTextField(key="seal_key", null=True)
    kind = models.CharField(_("Beziehung"), max_length=12, choices=Kind)
    lives = models.CharField(_("Lebt"), max_length=8, choices=Lives, blank=True, default=Lives.UNSAID)
    has_custody = models.BooleanField(_("Sorgerecht"), null=True)  # of the elder of the two for the younger
    from_on = models.DateField(_("Seit"), null=True, blank=True)
    until_on = models.DateField(_("Bis"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["person"], name="tie_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(other__isnull=False, other_words__isnull=True)
                | Q(other__isnull=True, other_words__isnull=False),
                name="tie_to_a_person_or_in_words",
            ),
            models.CheckConstraint(condition=Q(other__isnull=True) | ~Q(other=F("person")), name="tie_to_another"),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | Q(lives=""), name="tie_says_where_only_those_without_a_file_live"
            ),
            models.CheckConstraint(
                condition=Q(has_custody__isnull=True) | Q(kind__in=("child", "parent")), name="custody_of_parents"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="tie_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["person", "other", "kind"], condition=Q(until_on__isnull=True), name="tie_once"
            ),
        ]

    fresh_key: bytes | None = None  # not a column: the key where it is already at hand
    is_seen_from_there = False  # not a column: whether it is shown in the file of `other`

    def __str__(self) -> str:
        return self.kind

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.person.seal_subject)


INVERSE = {
    FamilyTie.Kind.CHILD: FamilyTie.Kind.PARENT, FamilyTie.Kind.PARENT: FamilyTie.Kind.CHILD,
    FamilyTie.Kind.GUARDIAN: FamilyTie.Kind.WARD, FamilyTie.Kind.WARD: FamilyTie.Kind.GUARDIAN,
}  # fmt: skip


def inverse(kind: str) -> str:
    """What `person` is to `other`; most kinds are the same from both sides."""
    return INVERSE.get(FamilyTie.Kind(kind), FamilyTie.Kind(kind)).value


# --- languages --------------------------------------------------------------------------------------------------------
class SpokenLanguage(models.Model):
    """A language somebody speaks, with the newest level of the GER where known, and whether they read and write it."""

    class Literacy(models.TextChoices):
        UNKNOWN = "", _("nicht bekannt")
        NONE = "none", _("liest und schreibt nicht")
        SOME = "some", _("liest und schreibt ein wenig")
        FLUENT = "fluent", _("liest und schreibt fließend")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person: Any = models.ForeignKey("people.Person", models.CASCADE, related_name="languages")
    language = models.CharField(max_length=10)
    level = models.CharField(max_length=4, blank=True)  # the newest of its LanguageLevel, for lists
    is_mother_tongue = models.BooleanField(_("Muttersprache"), default=False)
    literacy = models.CharField(_("Schriftkenntnis"), max_length=8, choices=Literacy, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "language"], name="spoken_language_once")]

    def __str__(self) -> str:
        return self.language


class LanguageLevel(models.Model):
    """A level of the GER somebody had on a day, and how that is known. The newest stands in `SpokenLanguage`."""

    class How(models.TextChoices):
        SELF = "self", _("eigene Einschätzung")
        TEST = "test", _("Einstufungstest")
        CERTIFICATE = "certificate", _("Zertifikat")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person: Any = models.ForeignKey("people.Person", models.CASCADE, related_name="language_levels", db_index=False)
    language = models.CharField(max_length=10)
    level = models.CharField(max_length=4)
    how = models.CharField(_("Woher bekannt?"), max_length=12, choices=How, default=How.SELF)
    on = models.DateField(_("Stand vom"))
    certificate = SealedTextField(key="seal_key", null=True)  # name of the exam and who held it

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "language", "on", "how"], name="language_level_once"),
        ]

    fresh_key: bytes | None = None  # not a column: the key where it is already at hand

    def __str__(self) -> str:
        return f"{self.language} {self.level}"

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.person.seal_subject)


# --- education and work -----------------------------------------------------------------------------------------------
def _months_in_order(name: str) -> list[models.BaseConstraint]:
    """A month has a year, and the last year is not before the first."""
    month = {"__gte": 1, "__lte": 12}
    return [
        models.CheckConstraint(
            condition=Q(**{f"{end}_month__isnull": True})
            | Q(**{f"{end}_year__isnull": False}, **{f"{end}_month{how}": n for how, n in month.items()}),
            name=f"{name}_{end}_month_has_a_year",
        )
        for end in ("from", "until")
    ] + [
        models.CheckConstraint(
            condition=Q(from_year__isnull=True) | Q(until_year__isnull=True) | Q(until_year__gte=F("from_year")),
            name=f"{name}_ends_after_it_begins",
        )
    ]


class Education(models.Model):
    """School, vocational training, studies, a course: with its certificate, and whether that is recognised here."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("Schule")
        TRAINING = "training", _("Berufsausbildung")
        STUDIES = "studies", _("Studium")
        COURSE = "course", _("Lehrgang oder Weiterbildung")

    class Outcome(models.TextChoices):
        UNKNOWN = "", _("nicht bekannt")
        DEGREE = "degree", _("mit Abschluss")
        CERTIFICATE = "certificate", _("mit Zeugnis, ohne Abschluss")
        NONE = "none", _("ohne Zeugnis")
        RUNNING = "running", _("läuft noch")

    class Papers(models.TextChoices):
        UNKNOWN = "", _("nicht bekannt")
        ORIGINAL = "original", _("Original vorhanden")
        COPY = "copy", _("nur Kopie oder Foto")
        NONE = "none", _("keine Unterlagen")

    class Recognition(models.TextChoices):
        UNKNOWN = "", _("nicht bekannt")
        NOT_NEEDED = "not-needed", _("nicht nötig")
        WANTED = "wanted", _("gewünscht, noch nichts veranlasst")
        REFERRED = "referred", _("an Anerkennungsberatung vermittelt")
        APPLIED = "applied", _("beantragt")
        PARTLY = "partly", _("teilweise anerkannt")
        FULL = "full", _("anerkannt")
        REFUSED = "refused", _("abgelehnt")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person: Any = models.ForeignKey("people.Person", models.CASCADE, related_name="education")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind)
    country = models.CharField(_("Land"), max_length=2, blank=True)  # ISO 3166
    from_year = models.PositiveSmallIntegerField(null=True, blank=True)
    from_month = models.PositiveSmallIntegerField(null=True, blank=True)
    until_year = models.PositiveSmallIntegerField(null=True, blank=True)
    until_month = models.PositiveSmallIntegerField(null=True, blank=True)
    years = models.PositiveSmallIntegerField(_("Jahre"), null=True, blank=True)  # 0: never went to school
    outcome = models.CharField(_("Ergebnis"), max_length=12, choices=Outcome, blank=True, default="")
    papers = models.CharField(_("Unterlagen"), max_length=10, choices=Papers, blank=True, default="")
    recognition = models.CharField(_("Anerkennung"), max_length=12, choices=Recognition, blank=True, default="")
    referred_on = models.DateField(_("Vermittelt am"), null=True, blank=True)
    applied_on = models.DateField(_("Beantragt am"), null=True, blank=True)
    decided_on = models.DateField(_("Entschieden am"), null=True, blank=True)
    institution = SealedTextField(key="seal_key", null=True)
    subject = SealedTextField(key="seal_key", null=True)
    certificate = SealedTextField(key="seal_key", null=True)
    recognised_by = SealedTextField(key="seal_key", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = _months_in_order("education")

    fresh_key: bytes | None = None  # not a column: the key where it is already at hand

    def __str__(self) -> str:
        return self.kind

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.person.seal_subject)


class Employment(models.Model):
    """Work so far, paid or not, with the employer and the main duties."""

    class Kind(models.TextChoices):
        EMPLOYED = "employed", _("angestellt")
        SELF = "self", _("selbstständig")
        INTERNSHIP = "internship", _("Praktikum")
        FAMILY = "family", _("im Betrieb oder Haushalt der Familie")
        VOLUNTARY = "voluntary", _("ehrenamtlich")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person: Any = models.ForeignKey("people.Person", models.CASCADE, related_name="employments")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.EMPLOYED)
    country = models.CharField(_("Land"), max_length=2, blank=True)  # ISO 3166
    from_year = models.PositiveSmallIntegerField(null=True, blank=True)
    from_month = models.PositiveSmallIntegerField(null=True, blank=True)
    until_year = models.PositiveSmallIntegerField(null=True, blank=True)
    until_month = models.PositiveSmallIntegerField(null=True, blank=True)
    is_current = models.BooleanField(_("bis heute"), default=False)
    employer = SealedTextField(key="seal_key", null=True)
    job = SealedTextField(key="seal_key", null=True)
    duties = SealedTextField(key="seal_key", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            *_months_in_order("employment"),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(until_year__isnull=True), name="current_work_has_no_end"
            ),
        ]

    fresh_key: bytes | None = None  # not a column: the key where it is already at hand

    def __str__(self) -> str:
        return self.kind

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.person.seal_subject)
