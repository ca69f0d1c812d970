"""Who works here: organisations, their teams, staff, and the roles staff hold from one day to another."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lotse.accounts.permissions import CONFIRMED_ROLES, ROLE_LABELS, Role
from lotse.audit.context import acting
from lotse.ui.ids import uuid7


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose from_on..until_on holds on the day `on` (until_on is the last day)."""
    return Q(**{f"{prefix}from_on__lte": on}) & (
        Q(**{f"{prefix}until_on__isnull": True}) | Q(**{f"{prefix}until_on__gte": on})
    )


class Organisation(models.Model):
    """A controller of its own: the authority that assigns and decides, a provider that counsels, or a body that is
    heard before a decision (`heard_as`: its key in the procedures of the concept) and reaches its questions alone."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", _("Behörde")
        PROVIDER = "provider", _("Träger")
        CONSULTED = "consulted", _("Angehörte Stelle")

    class Regime(models.TextChoices):
        """Data-protection law the organisation works under (church bodies have their own)."""

        GDPR = "dsgvo", _("DSGVO und Landesrecht")
        KDG = "kdg", _("KDG (katholische Kirche)")
        DSG_EKD = "dsg-ekd", _("DSG-EKD (evangelische Kirche)")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("Name"), max_length=200, unique=True)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.PROVIDER)
    legal_regime = models.CharField(_("Datenschutzrecht"), max_length=20, choices=Regime, default=Regime.GDPR)
    heard_as = models.CharField(_("Wird angehört als"), max_length=40, blank=True)
    # the letterhead of its papers
    address = models.TextField(_("Anschrift"), blank=True)  # line by line, as on an envelope
    phone = models.CharField(_("Telefon"), max_length=60, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    website = models.CharField(_("Internet"), max_length=200, blank=True)
    way = models.TextField(_("Weg dorthin"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind="consulted") ^ Q(heard_as=""), name="organisation_heard_as_a_body"),
            models.UniqueConstraint(fields=["heard_as"], condition=~Q(heard_as=""), name="organisation_once_per_body"),
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Staff of one organisation who work in one region of the concept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teams", verbose_name=_("Organisation"))
    name = models.CharField(_("Name"), max_length=200)
    region = models.CharField(_("Region"), max_length=80)  # key of a region of the concept
    from_on = models.DateField(_("besteht seit"))
    until_on = models.DateField(_("bestand bis"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "region", "from_on"], name="team_once_per_region")
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A member of staff. Rights come from roles alone; there is no superuser."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("E-Mail"), unique=True)
    name = models.CharField(_("Name"), max_length=200)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("Organisation")
    )
    qualification = models.CharField(_("Qualifikation"), max_length=80, blank=True)  # key of the concept, N-08
    phone = models.CharField(_("Dienstliches Telefon"), max_length=60, blank=True)  # on the papers clients are handed
    is_active = models.BooleanField(_("darf sich anmelden"), default=True)
    left_on = models.DateField(_("ausgeschieden am"), null=True, blank=True)
    language = models.CharField(_("Sprache der Oberfläche"), max_length=5, default="de")
    theme = models.CharField(_("Darstellung"), max_length=10, default="auto")
    density = models.CharField(_("Dichte"), max_length=10, default="compact")
    joined_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    def check_password(self, raw_password: str) -> bool:
        """As Django does; but where it renews an outdated digest, it is the person who signs in that acts."""

        def renew(raw: str) -> None:
            self.set_password(raw)
            self._password = None
            with acting(self.pk, "renew_password_digest"):
                self.save(update_fields=["password"])

        return check_password(raw_password, self.password, renew)


class StaffLanguage(models.Model):
    """A language a member of staff can counsel in (ISO 639 key of the concept)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="languages")
    language = models.CharField(max_length=10)

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["user", "language"], name="staff_language_once")]

    def __str__(self) -> str:
        return self.language


class Employment(models.Model):
    """How many full-time equivalents somebody works, from one day to another (1.00 = a full post)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="employments")
    fte = models.DecimalField(_("VZÄ"), max_digits=4, decimal_places=3)
    from_on = models.DateField(_("ab"))
    until_on = models.DateField(_("bis"), null=True, blank=True)

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(fte__gte=0) & Q(fte__lte=1), name="fte_between_0_and_1"),
        ]

    def __str__(self) -> str:
        return f"{self.fte}"


class RoleHeld(models.Model):
    """A role, held in an organisation or one of its teams, from one day to another.

    A role that opens files counts only once a second person has confirmed it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="roles")
    role = models.CharField(_("Rolle"), max_length=30, choices=[(r.value, ROLE_LABELS[r]) for r in Role])
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Organisation"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="roles", verbose_name=_("Team"))
    from_on = models.DateField(_("ab"))
    until_on = models.DateField(_("bis"), null=True, blank=True)
    given_by = models.UUIDField(null=True)  # null: given on the command line
    confirmed_by = models.UUIDField(null=True, blank=True)
    confirmed_at: "models.DateTimeField[Any, datetime | None]" = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("given_by")),
                name="role_confirmed_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("user")),
                name="role_never_confirmed_by_holder",
            ),
        ]

    def __str__(self) -> str:
        return str(ROLE_LABELS[Role(self.role)])

    @property
    def needs_confirmation(self) -> bool:
        return self.role in CONFIRMED_ROLES and self.confirmed_at is None


class Invitation(models.Model):
    """A one-time link by which somebody sets the first password. Only a digest of the secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    invited_by = models.UUIDField(null=True, editable=False)  # null: on the command line
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.expires_at:%Y-%m-%d}"


class Installation(models.Model):
    """One row: what kind of database this is. Only a database made by `lotse demo` can be in demo mode."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return "demo" if self.is_demo else "installation"
