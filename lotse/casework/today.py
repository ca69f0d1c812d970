"""What this room puts on *Heute*: whether case management is called for, reviews that are due, ends that were planned.

Of one's own files only (the caller hands them in), and nothing at all where no concept of theirs has steps.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Value

from lotse.accounts.models import in_force
from lotse.cases.models import File
from lotse.cases.words import name_of
from lotse.casework.agreed import Agreement, Review
from lotse.casework.prompt import Prompt, asks, prompts_of
from lotse.casework.steered import ServiceAgreement
from lotse.concept.cycle import Step
from lotse.people.models import Membership
from lotse.rulebook import access as rulebook
from lotse.ui.names import WrittenName
from lotse.ui.prepared import prepared

MOST = 10
AHEAD = timedelta(days=7)
BEFORE_THE_END = timedelta(days=14)


@dataclass(frozen=True)
class Question:
    file_id: UUID
    concept: str
    name: WrittenName
    prompt: Prompt
    others: int  # of the same household


@dataclass(frozen=True)
class DueReview:
    file_id: UUID
    concept: str
    name: WrittenName
    row: UUID
    due_on: date
    step: Step | None  # whose sentence wants it
    is_report: bool = False  # what a third party wanted to report by this day


@dataclass(frozen=True)
class PlannedEnd:
    file_id: UUID
    concept: str
    name: WrittenName
    due_on: date
    step: Step | None


@dataclass(frozen=True)
class Due:
    questions: list[Question] = field(default_factory=list)
    reviews: list[DueReview] = field(default_factory=list)
    ends: list[PlannedEnd] = field(default_factory=list)
    more: int = 0


def due_for(files: Sequence[File], today: date) -> Due:
    """The oldest first; a fixed number of queries."""
    concerned = [f for f in files if rulebook.get(f.concept).steps]
    if not concerned:
        return Due()
    questions, reviews, ends = _questions(concerned, today), _reviews(concerned, today), _ends(concerned, today)
    more = sum(max(0, len(rows) - MOST) for rows in (questions, reviews, ends))
    return Due(questions[:MOST], reviews[:MOST], ends[:MOST], more)


def _questions(files: Sequence[File], today: date) -> list[Question]:
    asking = [f for f in files if asks(rulebook.get(f.concept))]
    if not asking:
        return []
    living = _living(tuple(f.person_id for f in asking), today)
    home = {person: household for person, household, _is_head in living}
    heads = {person for person, _household, is_head in living if is_head}
    together: dict[UUID, list[File]] = defaultdict(list)
    for f in asking:
        together[home.get(f.person_id, f.pk)].append(f)
    groups = [sorted(g, key=lambda f: (f.person_id not in heads, f.number)) for g in together.values()]
    found = prompts_of(groups, today)
    rows = [
        Question(g[0].pk, g[0].concept, name_of(g[0].person, g[0].concept), found[g[0].pk], len(g) - 1)
        for g in groups
        if g[0].pk in found
    ]
    return sorted(rows, key=lambda q: (q.prompt.since, str(q.file_id)))


def _reviews(files: Sequence[File], today: date) -> list[DueReview]:
    """Reviews, and reports of third parties; without a screen for either, nothing."""
    by_id = {f.pk: f for f in files}
    found = []
    for row, file_id, due_on, kind in _expected(tuple(by_id), today + AHEAD):
        file = by_id[file_id]
        name, step = name_of(file.person, file.concept), _step(file, kind)
        found.append(DueReview(file_id, file.concept, name, row, due_on, step, kind == "steering"))
    return found


def _ends(files: Sequence[File], today: date) -> list[PlannedEnd]:
    """The end was estimated beforehand (P-156); when it comes near, it is looked at."""
    by_id = {f.pk: f for f in files}
    found = []
    for file_id, on in _planned_ends(tuple(by_id), today + BEFORE_THE_END):
        file = by_id[file_id]
        name = name_of(file.person, file.concept)
        found.append(PlannedEnd(file_id, file.concept, name, on, _step(file, "closure")))
    return found


def _step(file: File, kind: str) -> Step | None:
    return next((s for s in rulebook.get(file.concept).steps if s.kind == kind), None)


@prepared
def _living(people: tuple[UUID, ...], today: date) -> QuerySet[Membership, tuple[UUID, UUID, bool]]:
    rows = Membership.objects.filter(in_force(today), person__in=people)
    return rows.values_list("person_id", "household_id", "is_head")


@prepared
def _expected(files: tuple[UUID, ...], until: date) -> QuerySet[Review, tuple[UUID, UUID, date, str]]:
    """Both in one question."""
    reviews = Review.objects.filter(cycle__file__in=files, cycle__ended_on=None, held_on=None, due_on__lte=until)
    reports = ServiceAgreement.objects.filter(
        cycle__file__in=files, cycle__ended_on=None, reported_on=None, result="", report_on__lte=until
    )
    both = [
        rows.order_by().annotate(kind=Value(kind)).values_list("pk", "cycle__file_id", day, "kind")
        for rows, day, kind in ((reviews, "due_on", "help-plan"), (reports, "report_on", "steering"))
    ]
    return both[0].union(both[1]).order_by("due_on")  # type: ignore[return-value]


@prepared
def _planned_ends(files: tuple[UUID, ...], until: date) -> QuerySet[Agreement, tuple[UUID, date]]:
    """Of the version that was agreed last."""
    later = Agreement.objects.filter(cycle=OuterRef("cycle"), taken__isnull=False, number__gt=OuterRef("number"))
    rows = Agreement.objects.filter(
        ~Exists(later), cycle__file__in=files, cycle__ended_on=None, taken__isnull=False, planned_end_on__lte=until
    )
    return rows.order_by("planned_end_on", "pk").values_list("cycle__file_id", "planned_end_on")
