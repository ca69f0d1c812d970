"""What the tab shows besides the checklists: one table for each kind of row, one question each."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.accounts.models import User
from lotse.cases.header import Header
from lotse.cases.words import title
from lotse.programmes.models import Course, Registration, WorkStep
from lotse.programmes.rows import Kept
from lotse.programmes.states import State, course_state, registration_state, waiting_days, work_state
from lotse.ui.prepared import prepared
from lotse.vault.fields import Sealed, SealedTextField

WHO = Subquery(User.objects.filter(pk=OuterRef("by")).values("name")[:1])


class RegistrationRow(NamedTuple):
    """As the database gives it."""

    id: UUID
    file_id: UUID
    kind: str
    wanted_on: date | None
    applied_on: date | None
    answer: str
    answered_on: date | None
    starts_on: date | None
    ended_on: date | None
    place: Sealed | None
    who: str


@prepared
def _registrations(files: tuple[UUID, ...]) -> QuerySet[Registration, tuple[object, ...]]:
    return (
        Registration.objects.filter(file__in=files)
        .order_by("pk")
        .values_list(
            "pk", "file_id", "kind", "wanted_on", "applied_on", "answer", "answered_on", "starts_on", "ended_on",
            "place", WHO,
        )
    )  # fmt: skip


def registration_rows(head: Header) -> list[RegistrationRow]:
    found = _registrations(head.file_ids) if head.has(Registration) else []
    return [RegistrationRow(*row) for row in found]  # type: ignore[arg-type]


class CourseRow(NamedTuple):
    """As the database gives it."""

    id: UUID
    file_id: UUID
    kind: str
    target: str
    tested_on: date | None
    registered_on: date | None
    waiting_since_on: date | None
    is_blocked: bool
    starts_on: date | None
    ends_on: date | None
    funding: str
    attendance: str
    result: str
    result_level: str
    result_on: date | None
    provider: Sealed | None
    who: str


@prepared
def _courses(files: tuple[UUID, ...]) -> QuerySet[Course, tuple[object, ...]]:
    return (
        Course.objects.filter(file__in=files)
        .order_by("pk")
        .values_list(
            "pk", "file_id", "kind", "target", "tested_on", "registered_on", "waiting_since_on", "is_blocked",
            "starts_on", "ends_on", "funding", "attendance", "result", "result_level", "result_on", "provider", WHO,
        )
    )  # fmt: skip


def course_rows(head: Header) -> list[CourseRow]:
    found = _courses(head.file_ids) if head.has(Course) else []
    return [CourseRow(*row) for row in found]  # type: ignore[arg-type]


class WorkRow(NamedTuple):
    """As the database gives it."""

    id: UUID
    file_id: UUID
    kind: str
    on: date
    until_on: date | None
    result: str
    where: Sealed | None
    who: str


@prepared
def _work_steps(files: tuple[UUID, ...]) -> QuerySet[WorkStep, tuple[object, ...]]:
    rows = WorkStep.objects.filter(file__in=files).order_by("on", "pk")
    return rows.values_list("pk", "file_id", "kind", "on", "until_on", "result", "where", WHO)


def work_rows(head: Header) -> list[WorkRow]:
    found = _work_steps(head.file_ids) if head.has(WorkStep) else []
    return [WorkRow(*row) for row in found]  # type: ignore[arg-type]


@dataclass(frozen=True)
class Shown:
    id: UUID
    is_here: bool  # not in a file brought together with this one: that one is read only
    title: str
    where: str
    state: State
    dates: list[tuple[str, date]]
    more: str = ""
    on: date | None = None  # where one day says it all

    @property
    def newest(self) -> date | None:
        return self.on or max((on for _label, on in self.dates), default=None)


def opened(head: Header, model: type[Kept], name: str, row: RegistrationRow | CourseRow | WorkRow) -> str:
    """A sealed word of a row, with a key already at hand."""
    field, sealed, key = model._meta.get_field(name), getattr(row, name), head.keys.get(row.file_id)
    assert isinstance(field, SealedTextField)
    return "" if sealed is None or key is None else field.open_text(row.id, key, sealed)


def days_of(model: type[Kept], row: object, *names: str) -> list[tuple[str, date]]:
    """The days that are known, each with its label."""
    found = [(str(model._meta.get_field(name).verbose_name), getattr(row, name)) for name in names]
    return [(label, on) for label, on in found if on]


def answer_days(head: Header) -> int | None:
    parameter = head.concept.parameter("registration-answer-days")
    return int(parameter.value) if parameter else None


def registrations(head: Header) -> list[Shown]:
    """The newest first."""
    names = ("wanted_on", "applied_on", "answered_on", "starts_on", "ended_on")
    return [
        Shown(
            row.id, row.file_id == head.file.pk, title(head.concept.registration_kinds, row.kind),
            opened(head, Registration, "place", row), registration_state(row, head.today, answer_days(head)),
            days_of(Registration, row, *names),
        )
        for row in reversed(registration_rows(head))
    ]  # fmt: skip


def courses(head: Header) -> list[Shown]:
    """The newest first."""
    federal = head.concept.federal
    names = ("tested_on", "registered_on", "waiting_since_on", "starts_on", "ends_on", "result_on")
    found = []
    for row in reversed(course_rows(head)):
        days = waiting_days(row, head.today)
        parts = [
            _("Ziel %(level)s") % {"level": row.target} if row.target else "",
            title(federal.course_fundings, row.funding) if row.funding else "",
            ngettext("Wartezeit %(n)s Tag", "Wartezeit %(n)s Tage", days) % {"n": days} if days is not None else "",
        ]
        found.append(
            Shown(
                row.id, row.file_id == head.file.pk, title(federal.course_kinds, row.kind),
                opened(head, Course, "provider", row), course_state(row, head.today), days_of(Course, row, *names),
                " · ".join(filter(None, parts)),
            )
        )  # fmt: skip
    return found


def work_steps(head: Header) -> list[Shown]:
    """The newest first."""
    return [
        Shown(
            row.id, row.file_id == head.file.pk, title(head.concept.federal.work_steps, row.kind),
            opened(head, WorkStep, "where", row), work_state(row.on, row.until_on, row.result, head.today),
            days_of(WorkStep, row, "until_on"), on=row.on,
        )
        for row in reversed(work_rows(head))
    ]  # fmt: skip


def registers(head: Header) -> bool:
    """Whether the concept has anything to register this person for at her age."""
    age = head.person.age_on(head.today)
    return any(kind.fits(age) for kind in head.concept.registration_kinds)


YOUNGEST = 15  # a younger child learns German at school and works nowhere; what is there is shown all the same


def is_grown_up(head: Header) -> bool:
    age = head.person.age_on(head.today)
    return age is None or age >= YOUNGEST
