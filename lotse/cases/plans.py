"""Tasks, appointments and alerts of a file for reading: for those who work on it, nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.models import User
from lotse.cases.due import SOON
from lotse.cases.header import Header
from lotse.cases.models import Alert, Appointment, Task
from lotse.cases.planning_forms import words_of
from lotse.cases.timeline import Entry
from lotse.ui.filters import date_, in_days, time_
from lotse.ui.prepared import prepared


@dataclass(frozen=True)
class ShownTask:
    id: UUID
    file_id: UUID
    title: str
    due_on: date | None
    who: str
    done_on: date | None
    state_kind: str
    state_word: str


@dataclass(frozen=True)
class ShownAppointment:
    id: UUID
    file_id: UUID
    starts_at: datetime
    ends_at: datetime
    place: str
    partner: str
    words: str
    wants_interpreter: bool
    who: str
    outcome: str
    outcome_word: str
    reason: str
    is_past: bool

    @property
    def on(self) -> date:
        return timezone.localtime(self.starts_at).date()

    @property
    def clock(self) -> str:
        return f"{time_(self.starts_at)}–{time_(self.ends_at)}"

    @property
    def line(self) -> str:
        """Where, with whom, with what help."""
        help_ = _("Dolmetscher gewünscht") if self.wants_interpreter else ""
        return " · ".join(filter(None, (self.place, self.partner, help_)))


@dataclass
class Plans:
    tasks: list[ShownTask] = field(default_factory=list)
    appointments: list[ShownAppointment] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def task_state(due_on: date | None, today: date) -> tuple[str, str]:
    if due_on is None:
        return "quiet", _("ohne Termin")
    if due_on < today:
        return "overdue", _("überfällig")
    return ("due" if due_on - today <= SOON else "quiet"), in_days(due_on, today)


def show_task(t: Task, keys: dict[UUID, bytes], today: date) -> ShownTask:
    kind, word = task_state(t.due_on, today)
    return ShownTask(t.pk, t.file_id, words_of(t, "title", keys), t.due_on, t.user.name, t.done_on, kind, word)


def show_appointment(a: Appointment, keys: dict[UUID, bytes], now: datetime) -> ShownAppointment:
    return ShownAppointment(
        a.pk, a.file_id, a.starts_at, a.ends_at, words_of(a, "place", keys), words_of(a, "partner", keys),
        words_of(a, "words", keys), a.wants_interpreter, a.user.name, a.outcome, str(a.get_outcome_display()),
        str(a.get_reason_display()) if a.reason else "", a.starts_at <= now,
    )  # fmt: skip


def plans(head: Header, now: datetime) -> Plans:
    """What is planned stands in the side column, what is over in the timeline; a fixed number of queries."""
    if not head.sees_remarks:
        return Plans()
    tasks = _tasks(head.file_ids) if head.has(Task) else []
    appointments = _appointments(head.file_ids) if head.has(Appointment) else []
    alerts, keys = head.alerts, head.keys
    names = _names([a.by for a in alerts])
    shown = [show_appointment(a, keys, now) for a in appointments]
    return Plans(
        [show_task(t, keys, head.today) for t in tasks if t.done_on is None],
        [a for a in shown if not a.outcome],
        [_task(t, keys) for t in tasks if t.done_on]
        + [_appointment(a) for a in shown if a.outcome]
        + [_alert(a, keys, names, head.today) for a in alerts],
    )


@prepared
def _tasks(files: tuple[UUID, ...]) -> QuerySet[Task]:
    return Task.objects.filter(file__in=files).select_related("user").order_by(F("due_on").asc(nulls_last=True))


@prepared
def _appointments(files: tuple[UUID, ...]) -> QuerySet[Appointment]:
    return Appointment.objects.filter(file__in=files).select_related("user").order_by("starts_at")


def _names(ids: Iterable[UUID]) -> dict[UUID, str]:
    wanted = set(ids)
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _task(t: Task, keys: dict[UUID, bytes]) -> Entry:
    assert t.done_on is not None
    heading = _("Aufgabe entfallen") if t.is_dropped else _("Aufgabe erledigt")
    return Entry(t.done_on, str(t.pk), "task", heading, words_of(t, "title", keys), t.user.name)


def _appointment(a: ShownAppointment) -> Entry:
    text = ", ".join(filter(None, (a.outcome_word, a.reason)))
    heading = _("Termin um %(clock)s") % {"clock": time_(a.starts_at)}
    remark = " · ".join(filter(None, (a.line, a.words)))
    return Entry(a.on, str(a.id), "appointment", heading, text, a.who, remark)


def _alert(a: Alert, keys: dict[UUID, bytes], names: dict[UUID, str], today: date) -> Entry:
    assert a.until_on is not None
    last = min(a.until_on, timezone.localtime(a.ended_at).date()) if a.ended_at else a.until_on
    over = _("galt bis %(day)s") if a.ended_at or last < today else _("gilt bis %(day)s")
    heading = _("Hinweis: %(kind)s") % {"kind": a.get_kind_display()}
    return Entry(
        a.from_on, str(a.pk), "alert", heading, over % {"day": date_(last)}, names.get(a.by, ""),
        words_of(a, "words", keys),
    )  # fmt: skip
