"""Steering, monitoring, closure: what is agreed with others, what goes otherwise than planned, how it ended.

What belongs to no file (an exchange across cases, a gap felt without one, an answer nobody may trace back) lies under
the key of the organisation.
"""

import uuid
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import Organisation, Team
from lotse.cases.models import Appointment, File, Task
from lotse.casework.cycles import Cycle, OfCycle, StepTaken
from lotse.notes.papers import Document
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import ensure_organisation_key, open_key


def key_of_organisation(organisation: UUID) -> bytes:
    ensure_organisation_key(organisation)
    return open_key(organisation)


# --- steering ---------------------------------------------------------------------------------------------------------
class ServiceAgreement(OfCycle):
    """What a third party does: time frame, professional standard, when it reports back (P-102 to P-104)."""

    class Result(models.TextChoices):
        OPEN = "", _("läuft")
        DONE = "done", _("wie abgesprochen erbracht")
        PARTLY = "partly", _("teilweise erbracht")
        NOT_DONE = "not-done", _("nicht erbracht")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="services")
    measure = models.UUIDField(null=True, blank=True)  # origin of the measure it serves
    agreed_on = models.DateField(_("Abgesprochen am"))
    from_on = models.DateField(_("Ab"), null=True, blank=True)
    until_on = models.DateField(_("Bis"), null=True, blank=True)
    report_on = models.DateField(_("Rückmeldung bis"), null=True, blank=True)
    reported_on = models.DateField(_("Rückmeldung am"), null=True, blank=True)
    result = models.CharField(_("Ergebnis"), max_length=10, choices=Result, blank=True, default="")
    partner = SealedTextField(key="seal_key")
    service = SealedTextField(key="seal_key")
    standard = SealedTextField(key="seal_key", null=True)
    words = SealedTextField(key="seal_key", null=True)  # what was reported back
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["report_on"], name="service_report", condition=Q(reported_on=None))]

    def __str__(self) -> str:
        return str(self.agreed_on)


class Conference(OfCycle):
    """A case conference (P-105): invited, held, with minutes; what it agrees on becomes tasks."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="conferences")
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="+")  # in our calendar
    starts_at = models.DateTimeField(_("Beginn"))
    invited_on = models.DateField(_("Eingeladen am"), null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    agreed_on = models.DateField(_("Die Person ist einverstanden seit"), null=True, blank=True)  # with who comes
    place = SealedTextField(key="seal_key", null=True)
    occasion = SealedTextField(key="seal_key", null=True)
    minutes = SealedTextField(key="seal_key", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on=None) | Q(cancelled_on=None), name="conference_held_or_cancelled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d}"


class Participant(OfCycle):
    """Somebody invited to a case conference."""

    class Role(models.TextChoices):
        PERSON = "person", _("die Person selbst")
        FAMILY = "family", _("Familie")
        WORKER = "worker", _("Fachkraft")
        THIRD = "third", _("andere Stelle")
        INTERPRETER = "interpreter", _("Dolmetschen")

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="participants")
    role = models.CharField(max_length=12, choices=Role)
    name = SealedTextField(key="seal_key", null=True)
    came = models.BooleanField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.role

    def file_of(self) -> UUID:
        found: UUID = self.conference.cycle.file_id
        return found


class ConferenceResult(OfCycle):
    """What a case conference agreed on; our own part of it is a task."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="results")
    what = SealedTextField(key="seal_key")
    who = SealedTextField(key="seal_key", null=True)
    until_on = models.DateField(_("Bis"), null=True, blank=True)
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.until_on or "")

    def file_of(self) -> UUID:
        found: UUID = self.conference.cycle.file_id
        return found


class Exchange(models.Model):
    """Work that belongs to no case: a meeting across cases (P-106), or what makes the place ready to receive people
    (P-04). A topic, those who were there, what came of it. It names nobody."""

    class Kind(models.TextChoices):
        EXCHANGE = "exchange", _("Austausch der Fallbeteiligten")
        COMMUNITY = "community", _("Aufnahmebereitschaft des Gemeinwesens")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("Worum ging es?"), max_length=12, choices=Kind, default=Kind.EXCHANGE)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(_("Am"))
    minutes = models.PositiveIntegerField(_("Dauer in Minuten"), null=True, blank=True)
    topic = SealedTextField(key="seal_key")
    partners = SealedTextField(key="seal_key", null=True)
    words = SealedTextField(key="seal_key", null=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-on", "-id"]

    fresh_key: bytes | None = None  # not a column: the organisation's key where it is already at hand

    def __str__(self) -> str:
        return str(self.on)

    def seal_key(self) -> bytes:
        return self.fresh_key or key_of_organisation(self.organisation_id)


# --- monitoring -------------------------------------------------------------------------------------------------------
class DeviationWord(OfCycle):
    """What was said to a goal deviation. That there is one is computed (P-107)."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="deviation_words")
    goal = models.UUIDField()  # origin
    kind = models.CharField(max_length=20)  # late, stalled, changed
    on = models.DateField()
    words = SealedTextField(key="seal_key", null=True)

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return self.kind


class Gap(models.Model):
    """An offer that is missing, noted where it is felt (P-109): what, where, in which language."""

    class Kind(models.TextChoices):
        NONE = "none", _("gibt es nicht")
        FULL = "full", _("kein Platz frei")
        FAR = "far", _("zu weit oder nicht erreichbar")
        LANGUAGE = "language", _("nicht in der Sprache")
        COST = "cost", _("zu teuer")
        CARE = "care", _("ohne Kinderbetreuung nicht nutzbar")
        OTHER = "other", _("anderer Grund")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, null=True, blank=True, related_name="gaps")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(_("Gemerkt am"))
    kind = models.CharField(_("Was fehlt?"), max_length=12, choices=Kind)
    field = models.CharField(_("Handlungsfeld"), max_length=60)  # key of the concept
    place = models.CharField(_("Wo?"), max_length=80, blank=True)  # district of the concept
    language = models.CharField(_("Sprache"), max_length=10, blank=True)
    measure = models.UUIDField(null=True, blank=True)  # origin of the measure that met it
    words = SealedTextField(key="seal_key")
    closed_on = models.DateField(null=True, blank=True)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["organisation", "on"], name="gap_counted")]

    fresh_key: bytes | None = None  # not a column: the key where it is already at hand

    def __str__(self) -> str:
        return self.kind

    def seal_key(self) -> bytes:
        if self.fresh_key:
            return self.fresh_key
        return open_key(self.file_id) if self.file_id else key_of_organisation(self.organisation_id)


# --- closure ----------------------------------------------------------------------------------------------------------
class Closure(OfCycle):
    """The evaluation at the end of a cycle (P-111 to P-114, P-158); `taken` when it has ended."""

    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="closure")
    goals = SealedTextField(key="seal_key", null=True)  # the plan, measured by goals and results
    methods = SealedTextField(key="seal_key", null=True)  # our way of working
    cooperation = SealedTextField(key="seal_key", null=True)  # with third parties
    effect = SealedTextField(key="seal_key", null=True)  # effectiveness and efficiency
    reflection = SealedTextField(key="seal_key", null=True)  # on the case
    offers = SealedTextField(key="seal_key", null=True)  # on the range of offers
    taken = models.OneToOneField(StepTaken, models.SET_NULL, null=True, related_name="closure")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.cycle_id)


class GoalResult(OfCycle):
    """What became of a goal in the end (P-113)."""

    class Result(models.TextChoices):
        REACHED = "reached", _("erreicht")
        PARTLY = "partly", _("teilweise erreicht")
        NOT_REACHED = "not-reached", _("nicht erreicht")
        DROPPED = "dropped", _("nicht weiter verfolgt")

    closure = models.ForeignKey(Closure, models.CASCADE, related_name="results", db_index=False)
    goal = models.UUIDField()  # origin
    result = models.CharField(max_length=12, choices=Result)
    words = SealedTextField(key="seal_key", null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["closure", "goal"], name="goal_result_once")]

    def __str__(self) -> str:
        return self.result

    def file_of(self) -> UUID:
        found: UUID = self.closure.cycle.file_id
        return found


class SurveyLink(models.Model):
    """A link handed to the person, in her language, without logging in (P-115). Only a digest of the secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="survey_links")
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=10)
    until_on = models.DateField()
    used_on = models.DateField(null=True, blank=True)  # the day, no instant: it must not lead to an answer
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.until_on)


class SurveyAnswer(models.Model):
    """An answer. With a closure it stands in her evaluation; without, it counts in the total and leads nowhere.

    Its id holds no time and there is none besides the month: else it could be laid beside the link.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    closure = models.ForeignKey(Closure, models.CASCADE, null=True, related_name="answers")
    month = models.DateField()  # its first day
    words = SealedTextField(key="seal_key", null=True)

    fresh_key: bytes | None = None  # not a column: the key where it is already at hand

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    def seal_key(self) -> bytes:
        if self.fresh_key:
            return self.fresh_key
        return open_key(self.closure.cycle.file_id) if self.closure else key_of_organisation(self.organisation_id)


class SurveyReply(models.Model):
    """What was ticked to one question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(SurveyAnswer, models.CASCADE, related_name="replies", db_index=False)
    question = models.CharField(max_length=60)  # key of the concept
    value = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "question"], name="one_reply_per_question")]

    def __str__(self) -> str:
        return self.question


class Settlement(OfCycle):
    """The integration agreement of concepts that have this step (W-11): a day and the paper."""

    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="settlement")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")
    words = SealedTextField(key="seal_key", null=True)
    taken = models.OneToOneField(StepTaken, models.SET_NULL, null=True, related_name="settlement")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.cycle_id)
