"""What is agreed and planned in a cycle: goals, the help plan with its measures, the days on which both are looked at.

A goal or measure of a new version is a copy with the same `origin`: what is said of it later is said of the origin.
"""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lotse.casework.cycles import Cycle, OfCycle, StepTaken
from lotse.notes.papers import Document
from lotse.vault.fields import SealedTextField


class Agreement(OfCycle):
    """A version of the goal agreement (P-99): agreed by both on a day, signed on paper or said on the spot."""

    class How(models.TextChoices):
        PAPER = "paper", _("auf Papier unterschrieben")
        SPOKEN = "spoken", _("mündlich zugestimmt")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="agreements", db_index=False)
    number = models.PositiveSmallIntegerField()
    planned_end_on = models.DateField(_("Geplantes Ende"), null=True, blank=True)
    how = models.CharField(_("Wie hat die Person zugestimmt?"), max_length=10, choices=How, blank=True)
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")  # the scan
    taken = models.OneToOneField(StepTaken, models.SET_NULL, null=True, related_name="agreement")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="agreement_number"),
            models.UniqueConstraint(fields=["cycle"], condition=Q(taken=None), name="one_agreement_at_work"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Goal(OfCycle):
    """A goal in the person's own words and in German; an intermediate goal leads to another one."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="goals", db_index=False)
    origin = models.UUIDField()  # the same through all versions
    leads_to = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="intermediate")
    area = models.CharField(_("Ziel des Konzepts"), max_length=60)  # key of the concept
    horizon = models.CharField(_("Zeithorizont"), max_length=60, blank=True)  # key of the concept
    language = models.CharField(_("Sprache"), max_length=10, blank=True)  # of her own words
    due_on = models.DateField(_("Bis"), null=True, blank=True)
    own_words = SealedTextField(key="seal_key", null=True)
    german = SealedTextField(key="seal_key")
    sign = SealedTextField(key="seal_key", null=True)  # how both will know that it is reached
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["agreement", "origin"], name="goal_agreement")]

    def __str__(self) -> str:
        return self.area

    def file_of(self) -> UUID:
        found: UUID = self.agreement.cycle.file_id
        return found


class HelpPlan(OfCycle):
    """A version of the help plan (P-100, P-101): the way to the goals."""

    class Part(models.TextChoices):
        TOGETHER = "together", _("gemeinsam geplant")
        HEARD = "heard", _("besprochen, die Person ist einverstanden")
        NOT = "not", _("ohne die Person")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="plans", db_index=False)
    number = models.PositiveSmallIntegerField()
    part = models.CharField(_("Wie war die Person beteiligt?"), max_length=10, choices=Part, blank=True, default="")
    taken = models.OneToOneField(StepTaken, models.SET_NULL, null=True, related_name="plan")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="plan_number"),
            models.UniqueConstraint(fields=["cycle"], condition=Q(taken=None), name="one_plan_at_work"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Measure(OfCycle):
    """Who does what until when, with which offer and which resource."""

    class Who(models.TextChoices):
        PERSON = "person", _("die Person selbst")
        WORKER = "worker", _("Fachkraft")
        COMPANION = "companion", _("Begleitung")
        FAMILY = "family", _("Familie")
        VOLUNTEER = "volunteer", _("Ehrenamtliche")
        THIRD = "third", _("andere Stelle")

    class State(models.TextChoices):
        OPEN = "", _("offen")
        DONE = "done", _("erledigt")
        DROPPED = "dropped", _("entfällt")

    plan = models.ForeignKey(HelpPlan, models.CASCADE, related_name="measures", db_index=False)
    origin = models.UUIDField()  # the same through all versions
    goal = models.UUIDField(null=True, blank=True)  # origin of the goal it serves
    who = models.CharField(_("Wer?"), max_length=12, choices=Who, blank=True)
    from_on = models.DateField(_("Ab"), null=True, blank=True)
    until_on = models.DateField(_("Bis"), null=True, blank=True)
    what = SealedTextField(key="seal_key")
    who_words = SealedTextField(key="seal_key", null=True)  # name of the body or person
    offer = SealedTextField(key="seal_key", null=True)
    resource = SealedTextField(key="seal_key", null=True)
    # id of an offer of the directory. Sealed like the words: it may say addiction, or a shelter
    offer_key = SealedTextField(key="seal_key", null=True)
    state = models.CharField(max_length=10, choices=State, blank=True, default="")
    settled_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["until_on", "id"]
        indexes = [models.Index(fields=["plan", "origin"], name="measure_plan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="", settled_on=None) | (~Q(state="") & Q(settled_on__isnull=False)),
                name="measure_settled_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def is_others(self) -> bool:
        """A service somebody else provides: it can be agreed with them and steered (W-14)."""
        return self.who in (self.Who.THIRD, self.Who.VOLUNTEER)

    def file_of(self) -> UUID:
        found: UUID = self.plan.cycle.file_id
        return found


class Review(OfCycle):
    """A day on which goals and plan are looked at (P-157), and what came of it."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="reviews", db_index=False)
    due_on = models.DateField(_("Überprüfung am"))
    held_on = models.DateField(null=True, blank=True)
    words = SealedTextField(key="seal_key", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["cycle", "due_on"], name="review_cycle"),
            models.Index(fields=["due_on"], name="review_due", condition=Q(held_on=None)),
        ]

    def __str__(self) -> str:
        return str(self.due_on)


class GoalReview(OfCycle):
    """How a goal stands, said in a review."""

    class State(models.TextChoices):
        ON_TRACK = "on-track", _("geht voran")
        STALLED = "stalled", _("stockt")
        REACHED = "reached", _("erreicht")
        PARTLY = "partly", _("teilweise erreicht")
        CHANGED = "changed", _("hat sich geändert")
        DROPPED = "dropped", _("wird nicht weiter verfolgt")

    review = models.ForeignKey(Review, models.CASCADE, related_name="goals", db_index=False)
    goal = models.UUIDField()  # origin
    state = models.CharField(max_length=12, choices=State)
    words = SealedTextField(key="seal_key", null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "goal"], name="goal_once_per_review")]

    def __str__(self) -> str:
        return self.state

    def file_of(self) -> UUID:
        found: UUID = self.review.cycle.file_id
        return found
