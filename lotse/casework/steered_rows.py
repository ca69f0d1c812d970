"""What the pages of steering show: agreements with their state, conferences with who came and what was agreed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from lotse.accounts.models import User
from lotse.casework.models import Conference, ConferenceResult, Measure, Participant, ServiceAgreement
from lotse.casework.runs import Run
from lotse.casework.steering_forms import label_of
from lotse.ui.prepared import prepared

WHO = Subquery(User.objects.filter(pk=OuterRef("by")).values("name")[:1])
State = tuple[str, str]  # kind and word of a mark


# --- what third parties do --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Service:
    id: UUID
    partner: str
    service: str
    standard: str
    words: str
    measure: str  # the measure it serves
    origin: str
    state: State
    agreed_on: date
    days: list[tuple[str, date]]
    who: str


@prepared
def _services(cycle: UUID) -> QuerySet[ServiceAgreement]:
    return ServiceAgreement.objects.filter(cycle=cycle).annotate(who=WHO).order_by("agreed_on", "pk")


def services_of(run: Run) -> list[Service]:
    """Those that still run first, the next report on top; then the others, the newest first."""
    measures = dict(measures_in_force(run))
    found = []
    for row in _services(run.cycle.pk):
        row.cycle, row.fresh_key = run.cycle, run.key
        found.append(
            Service(
                row.pk, row.partner, row.service, row.standard or "", row.words or "",
                measures.get(str(row.measure), ""), str(row.measure or ""), service_state(row, run.head.today),
                row.agreed_on, _days(row, "from_on", "until_on", "report_on", "reported_on"), row.who or "",
            )
        )  # fmt: skip
    order = {"overdue": 0, "due": 1, "quiet": 2, "new": 3, "done": 4}
    found.reverse()  # the newest first among equals
    return sorted(found, key=lambda s: order[s.state[0]])


def _days(row: ServiceAgreement, *names: str) -> list[tuple[str, date]]:
    found = [(str(ServiceAgreement._meta.get_field(name).verbose_name), getattr(row, name)) for name in names]
    return [(label, on) for label, on in found if on]


def service_state(row: ServiceAgreement, today: date) -> State:
    if row.result == ServiceAgreement.Result.DONE:
        return "done", str(row.get_result_display())
    if row.result:
        return "new", str(row.get_result_display())
    if row.report_on and row.report_on < today and not row.reported_on:
        return "overdue", _("Rückmeldung überfällig")
    if row.until_on and row.until_on < today:
        return "due", _("Zeitraum vorbei, Ergebnis offen")
    return "quiet", str(ServiceAgreement.Result.OPEN.label)


@prepared
def _measures(cycle: UUID) -> QuerySet[Measure]:
    return (
        Measure.objects.filter(plan__cycle=cycle, plan__taken__isnull=False)
        .select_related("plan")
        .order_by("plan__number", "until_on", "pk")
    )


def measures_in_force(run: Run) -> list[tuple[str, str]]:
    """Origin and words of the measures of the plan in force."""
    found = of_newest_plan(run)
    return [(str(m.origin), m.what) for m in found if m.state != Measure.State.DROPPED]


def services_in_plan(run: Run) -> list[tuple[str, str]]:
    """Of those the ones others provide. Our own counselling steers them; it is no service to be agreed (W-14)."""
    found = of_newest_plan(run)
    return [(str(m.origin), m.what) for m in found if m.state != Measure.State.DROPPED and m.is_others]


def without_agreement(run: Run, services: Sequence[Service]) -> list[tuple[str, str]]:
    """What others are to do by the plan, and nobody has agreed it with them yet."""
    agreed = {s.origin for s in services}
    return [(origin, what) for origin, what in services_in_plan(run) if origin not in agreed]


def of_newest_plan(run: Run) -> list[Measure]:
    rows = _measures(run.cycle.pk)
    newest = max((m.plan.number for m in rows), default=0)
    rows = [m for m in rows if m.plan.number == newest]
    for row in rows:
        row.fresh_key = run.key
    return rows


# --- case conferences -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Result:
    what: str
    who: str
    until_on: date | None
    state: State | None  # of the task, where it is one


@dataclass(frozen=True)
class ShownConference:
    id: UUID
    starts_at: datetime
    occasion: str
    place: str
    minutes: str
    state: State
    is_open: bool
    invited_on: date | None
    agreed_on: date | None
    held_on: date | None
    people: list[tuple[str, bool | None]]  # who, and whether she came
    results: list[Result] = field(default_factory=list)

    @property
    def came(self) -> list[str]:
        return [who for who, was_there in self.people if was_there]


@prepared
def _conferences(cycle: UUID) -> QuerySet[Conference]:
    return Conference.objects.filter(cycle=cycle).order_by("-starts_at", "-pk")


@prepared
def _participants(cycle: UUID) -> QuerySet[Participant]:
    return Participant.objects.filter(conference__cycle=cycle).order_by("pk")


@prepared
def _results(cycle: UUID) -> QuerySet[ConferenceResult]:
    return ConferenceResult.objects.filter(conference__cycle=cycle).select_related("task").order_by("until_on", "pk")


def conferences_of(run: Run, now: datetime) -> list[ShownConference]:
    """The newest first; three queries, however many there are."""
    rows = _conferences(run.cycle.pk)
    people: dict[UUID, list[tuple[str, bool | None]]] = defaultdict(list)
    results: dict[UUID, list[Result]] = defaultdict(list)
    for p in _participants(run.cycle.pk) if rows else ():
        p.fresh_key = run.key
        people[p.conference_id].append((label_of(p), p.came))
    for r in _results(run.cycle.pk) if rows else ():
        r.fresh_key = run.key
        results[r.conference_id].append(Result(r.what, r.who or "", r.until_on, _task_state(r, run.head.today)))
    found = []
    for row in rows:
        row.cycle, row.fresh_key = run.cycle, run.key
        found.append(
            ShownConference(
                row.pk, row.starts_at, row.occasion or "", row.place or "", row.minutes or "",
                conference_state(row, now), not (row.held_on or row.cancelled_on), row.invited_on, row.agreed_on,
                row.held_on, people[row.pk], results[row.pk],
            )
        )  # fmt: skip
    return found


def conference_state(row: Conference, now: datetime) -> State:
    if row.held_on:
        return "done", _("hat stattgefunden")
    if row.cancelled_on:
        return "quiet", _("abgesagt")
    if row.starts_at < now:
        return "due", _("Protokoll fehlt")
    if not row.invited_on:
        return "due", _("noch nicht eingeladen")
    return "new", _("eingeladen")


def _task_state(row: ConferenceResult, today: date) -> State | None:
    task = row.task
    if task is None:
        return None
    if task.done_on:
        return ("quiet", _("entfällt")) if task.is_dropped else ("done", _("erledigt"))
    return ("overdue", _("Aufgabe überfällig")) if task.due_on and task.due_on < today else ("new", _("Aufgabe offen"))


def participants_of(run: Run, row: Conference) -> list[Participant]:
    found = [p for p in _participants(run.cycle.pk) if p.conference_id == row.pk]
    for p in found:
        p.fresh_key = run.key
    return found
