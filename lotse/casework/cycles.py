"""A run of the case-management cycle, and the steps taken in it.

Days, keys and codes stay readable; whatever somebody typed lies under the key of the file. What is worked on has no
`taken`; once a step is taken with it, it changes no more, and a new version is begun.

A foreign key has `db_index=False` where an index or a constraint begins with it.
"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from lotse.cases.models import Appointment, Event, File
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import open_key


class Cycle(models.Model):
    """One run of case management, from the first thought of it to its end."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="cycles", db_index=False)
    opened_on = models.DateField()
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="+")  # for the interview
    started = models.ForeignKey(Event, models.SET_NULL, null=True, related_name="+")  # the take-over, for Annex 1
    ended_on = models.DateField(null=True, blank=True)
    ended = models.ForeignKey(Event, models.SET_NULL, null=True, related_name="+")
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["opened_on", "id"]
        indexes = [models.Index(fields=["file", "opened_on"], name="cycle_file")]
        constraints = [
            models.UniqueConstraint(fields=["file"], condition=Q(ended_on__isnull=True), name="one_open_cycle"),
        ]

    def __str__(self) -> str:
        return str(self.opened_on)

    @property
    def is_open(self) -> bool:
        return self.ended_on is None


class OfCycle(models.Model):
    """What belongs to a cycle and lies under the key of its file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    fresh_key: bytes | None = None  # not a column: the file's key where it is already at hand

    def seal_key(self) -> bytes:
        return self.fresh_key or open_key(self.file_of())

    def file_of(self) -> UUID:
        found: UUID = self.cycle.file_id  # type: ignore[attr-defined]
        return found


class StepTaken(OfCycle):
    """A transition. It is never changed; undone it stays, with the reason, and the step is open again."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="steps", db_index=False)
    step = models.CharField(max_length=60)  # key of the concept
    kind = models.CharField(max_length=30)  # of that step
    outcome = models.CharField(max_length=40, blank=True)  # what was decided, or why it ended
    on = models.DateField()
    concept = models.CharField(max_length=120)  # in which the keys are found
    lacked = models.CharField(max_length=300, blank=True)  # codes of what was lacking, if somebody went on all the same
    deviation = SealedTextField(key="seal_key", null=True)  # and why
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.UUIDField(null=True, blank=True)
    undone_words = SealedTextField(key="seal_key", null=True)

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["cycle", "on"], name="step_taken_cycle")]

    def __str__(self) -> str:
        return f"{self.step} {self.on}"

    @property
    def stands(self) -> bool:
        return self.undone_at is None
