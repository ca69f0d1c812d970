"""The door to case management: through the file, and only for those who may read counselling notes. A file whose
concept has no steps has none."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from lotse.accounts.permissions import Action
from lotse.cases.header import Header
from lotse.cases.views.frame import open_page
from lotse.casework.agreed import Measure, Review
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.models import Assessment, Interview
from lotse.ui.prepared import prepared

READING = "casework"  # its kind in the read log


def open_to_read(request: HttpRequest, key: UUID) -> Header:
    return _with_steps(open_page(request, key, READING, action=Action.READ_NOTES, reading=READING)[1])


def open_to_write(request: HttpRequest, key: UUID) -> Header:
    return _with_steps(open_page(request, key, READING, action=Action.WRITE_NOTES, reading=READING)[1])


def _with_steps(head: Header) -> Header:
    if not head.concept.steps:
        raise Http404
    return head


def may_write(head: Header) -> bool:
    """Nothing is entered in a closed file, nor for the dead."""
    return head.can_write_notes and head.person.died_on is None


def may_decide(head: Header) -> bool:
    """A step that counts in the figures is an event of the file: who may enter events takes it."""
    return may_write(head) and head.can_change


def sees_sensitive(head: Header) -> bool:
    """Aspects about sensitive fields, where the concept has them on: for whom the restricted compartment is."""
    return head.can_read_notes and Action.READ_SENSITIVE in head.may


@prepared
def _cycles(files: tuple[UUID, ...]) -> QuerySet[Cycle]:
    return Cycle.objects.filter(file__in=files).select_related("file", "appointment", "started").order_by("at")


def cycles_of(head: Header) -> list[Cycle]:
    """All runs of the file and of those brought together with it, the earliest first."""
    return _cycles(head.file_ids)


def open_cycle(head: Header) -> Cycle | None:
    """The run that can be worked on: of this very file."""
    return next((c for c in cycles_of(head) if c.is_open and c.file_id == head.file.pk), None)


def get_cycle(head: Header) -> Cycle:
    found = open_cycle(head)
    if found is None:
        raise Http404
    return found


def get_step(head: Header, key: UUID) -> StepTaken:
    """A step that stands, of this very file."""
    found = StepTaken.objects.filter(pk=key, cycle__file=head.file, undone_at=None).select_related("cycle__file")
    if (step := found.first()) is None:
        raise Http404
    return step


# --- rows of the cycle that has come through the door -----------------------------------------------------------------
def interview_of(cycle: Cycle | None) -> Interview | None:
    rows = Interview.objects.filter(cycle=cycle).select_related("user", "cycle__file", "taken")
    return rows.first() if cycle else None


def has_assessment(cycle: Cycle) -> bool:
    return Assessment.objects.filter(cycle=cycle).exists()


def assessment_at_work(cycle: Cycle) -> Assessment:
    return get_object_or_404(Assessment.objects.select_related("cycle__file"), cycle=cycle, taken=None)


def get_measure(cycle: Cycle, key: UUID) -> Measure:
    return get_object_or_404(Measure.objects.select_related("plan__cycle__file"), pk=key, plan__cycle=cycle)


def get_review(head: Header, cycle: Cycle, key: UUID) -> Review:
    found = get_object_or_404(Review.objects.prefetch_related("goals"), pk=key, cycle=cycle)
    found.cycle, found.fresh_key = cycle, head.keys.get(cycle.file_id)
    return found
