"""Case management in a file: the question whether it is called for, the first interview, the assessment.

The cycle itself stands in `cycles.py`, goals and help plan in `agreed.py`, steering to closure in `steered.py`.

A foreign key has `db_index=False` where an index or a constraint begins with it.
"""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import User
from lotse.cases.models import File
from lotse.casework.agreed import (  # noqa: F401
    Agreement,
    Goal,
    GoalReview,
    HelpPlan,
    Measure,
    Review,
)
from lotse.casework.cycles import Cycle, OfCycle, StepTaken
from lotse.casework.steered import (  # noqa: F401
    Closure,
    Conference,
    ConferenceResult,
    DeviationWord,
    Exchange,
    Gap,
    GoalResult,
    Participant,
    ServiceAgreement,
    Settlement,
    SurveyAnswer,
    SurveyLink,
    SurveyReply,
)
from lotse.vault.fields import SealedTextField


class PromptAnswer(OfCycle):
    """Somebody has checked whether case management is called for (P-85). Former answers stay; the newest counts."""

    class Answer(models.TextChoices):
        INTERVIEW = "interview", _("Erstgespräch vereinbaren")
        LATER = "later", _("noch nicht, später wieder fragen")
        NO = "no", _("nicht nötig")

    class Reason(models.TextChoices):
        SEVERAL = "several", _("mehrere Problemlagen hängen zusammen")
        SETTLES = "settles", _("wird in der Einzelfallhilfe gelöst")
        ARRIVING = "arriving", _("die Person kommt erst an")
        NOT_WANTED = "not-wanted", _("die Person möchte es nicht")
        OTHERS = "others", _("eine andere Stelle steuert bereits")
        OTHER = "other", _("anderer Grund")

    file = models.ForeignKey(File, models.CASCADE, related_name="prompt_answers", db_index=False)
    on = models.DateField()
    answer = models.CharField(_("Ergebnis der Prüfung"), max_length=12, choices=Answer)
    reason = models.CharField(_("Grund"), max_length=20, choices=Reason)
    words = SealedTextField(key="seal_key", null=True)
    until_on = models.DateField(_("Wieder fragen am"), null=True, blank=True)

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["file", "on"], name="prompt_answer_file")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="later", until_on__isnull=False) | (~Q(answer="later") & Q(until_on=None)),
                name="prompt_later_names_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.answer

    def file_of(self) -> UUID:
        found: UUID = self.file_id
        return found


# --- the first interview ----------------------------------------------------------------------------------------------
class Interview(OfCycle):
    """The first interview of a cycle and what was decided after it (P-86 to P-89, P-136)."""

    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="interview")
    on = models.DateField(_("Tag des Gesprächs"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Wer hat es geführt?"))
    language = models.CharField(_("Sprache"), max_length=10, blank=True)
    with_interpreter = models.BooleanField(_("mit Dolmetscher"), default=False)
    problems = SealedTextField(key="seal_key", null=True)
    motivation = SealedTextField(key="seal_key", null=True)
    problem_fits = models.BooleanField(_("Ist die Problemlage für Case Management geeignet?"), null=True)
    is_motivated = models.BooleanField(_("Reicht die Motivation?"), null=True)
    decision_words = SealedTextField(key="seal_key", null=True)
    taken = models.OneToOneField(StepTaken, models.SET_NULL, null=True, related_name="interview")  # the decision
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.on)


class InterviewTold(models.Model):
    """Something the person was told in the first interview (P-88)."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="told", db_index=False)
    item = models.CharField(max_length=60)  # key of the concept

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "item"], name="told_once")]

    def __str__(self) -> str:
        return self.item


# --- the assessment ---------------------------------------------------------------------------------------------------
class Assessment(OfCycle):
    """A version of the assessment (P-90, P-108). The next one begins with what the last one said."""

    class Occasion(models.TextChoices):
        BASELINE = "baseline", _("zu Beginn")
        UPDATE = "update", _("Fortschreibung")
        FINAL = "final", _("zum Abschluss")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="assessments", db_index=False)
    number = models.PositiveSmallIntegerField()
    occasion = models.CharField(_("Anlass"), max_length=12, choices=Occasion, default=Occasion.BASELINE)
    taken = models.OneToOneField(StepTaken, models.SET_NULL, null=True, related_name="assessment")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="assessment_number"),
            models.UniqueConstraint(fields=["cycle"], condition=Q(taken=None), name="one_assessment_at_work"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class AspectEntry(OfCycle):
    """What was said about one aspect: where somebody stands, what she lacks, wishes, copes with, can build on."""

    class Said(models.TextChoices):
        TALKED = "talked", _("besprochen")
        DECLINED = "declined", _("möchte nichts dazu sagen")
        NOT_APPLICABLE = "not-applicable", _("trifft nicht zu")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="entries", db_index=False)
    aspect = models.CharField(max_length=60)  # key of the concept
    said = SealedTextField(key="seal_key")  # code; for some aspects it alone would say too much
    situation = SealedTextField(key="seal_key", null=True)
    needs = SealedTextField(key="seal_key", null=True)
    wishes = SealedTextField(key="seal_key", null=True)
    coping = SealedTextField(key="seal_key", null=True)
    resources = SealedTextField(key="seal_key", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["assessment", "aspect"], name="aspect_once")]

    def __str__(self) -> str:
        return self.aspect

    def file_of(self) -> UUID:
        found: UUID = self.assessment.cycle.file_id
        return found


class Rating(models.Model):
    """How well somebody gets along in a field of action, at the time of one version (D-92)."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="ratings", db_index=False)
    field = models.CharField(max_length=60)  # key of the field of action
    attainment = models.CharField(max_length=60)  # key of the concept

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "field"], name="rated_once")]

    def __str__(self) -> str:
        return f"{self.field}: {self.attainment}"
