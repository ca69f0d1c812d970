"""What is kept of reports: who checked and submitted what, who exported it, and two settings. No row names a client.

Rows are added and never changed: the newest setting holds, a submission stays as it was.
"""

import hashlib
import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import Organisation, Team, User
from lotse.ui.ids import uuid7

A_QUARTER = Q(quarter__gte=1, quarter__lte=4) & Q(year__gte=2000, year__lte=2200)


class Check(models.Model):
    """The coordination has looked at the quarter of a team. Holds for exactly the figures whose digest it bears."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["checked_at"]
        constraints = [
            models.UniqueConstraint(fields=["team", "year", "quarter", "digest"], name="check_once_per_figures"),
            models.CheckConstraint(condition=A_QUARTER, name="check_of_a_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter} {self.team_id}"


class Submission(models.Model):
    """A provider's quarter as it was handed in: the very text, with definitions, and its digest."""

    class Reason(models.TextChoices):
        """Why it was handed in again; codes, so that no client is named."""

        LATE_NOTES = "late-notes", _("Vermerke nachgetragen")
        CORRECTED = "corrected", _("Angaben berichtigt")
        CONCEPT = "concept", _("andere Fassung des Konzepts")
        ASKED = "asked", _("auf Rückfrage der Behörde")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()  # 1, and one more each time it is handed in again
    reason = models.CharField(_("Anlass"), max_length=20, choices=Reason, blank=True)
    concept = models.CharField(max_length=120)  # key of the adopted version
    concept_sha256 = models.CharField(max_length=64)
    text = models.TextField()  # canonical JSON, one line
    sha256 = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-quarter", "organisation", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "quarter", "number"], name="submission_numbered"),
            models.CheckConstraint(condition=A_QUARTER, name="submission_of_a_quarter"),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")),
                name="submission_again_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter} {self.organisation_id} {self.number}"

    @property
    def is_intact(self) -> bool:
        return hashlib.sha256(self.text.encode()).hexdigest() == self.sha256

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found


class ReportExport(models.Model):
    """Figures have left Lotse: who took what, when, as which file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    format = models.CharField(max_length=10)  # xlsx, csv, json, print
    filters = models.CharField(max_length=400, blank=True)  # as in the address: codes and ids
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="exports")

    class Meta:
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=A_QUARTER, name="export_of_a_quarter")]

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter} {self.format}"


class FiguresSwitch(models.Model):
    """Whether a provider's figures are shown by worker, and what was agreed with the staff representation about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    is_on = models.BooleanField()
    basis = models.CharField(_("Grundlage"), max_length=200)
    switched_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    switched_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-switched_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(basis=""), name="switched_on_some_basis")]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.is_on}"


class ReportingDay(models.Model):
    """The day of the following month by which a quarter is to be handed in, for the whole installation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.PositiveSmallIntegerField(_("Tag des Folgemonats"))
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-set_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=28), name="reporting_day_in_every_month")
        ]

    def __str__(self) -> str:
        return str(self.day)
