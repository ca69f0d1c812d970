"""What this room puts on *Heute* besides deadlines: appointments, tasks, what is new, and papers that run out."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.access import Rights
from lotse.accounts.models import User, in_force
from lotse.accounts.permissions import Action
from lotse.cases.access import Reach, files_for, within
from lotse.cases.cover import around
from lotse.cases.distribution import Group, groups
from lotse.cases.models import Allocation, Appointment, Cover, Deadline, Deferral, File, Task
from lotse.cases.plans import ShownAppointment, ShownTask, show_appointment, show_task
from lotse.cases.words import name_of
from lotse.people.models import ResidenceStatus
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_, in_days
from lotse.ui.names import WrittenName
from lotse.ui.prepared import prepared
from lotse.vault.keys import open_keys

AHEAD = timedelta(days=7)
BACK = timedelta(days=30)  # how long an appointment nobody has settled is asked about
NEW = timedelta(days=3)
PAPER_AHEAD = timedelta(days=60)
MOST = 50


@dataclass(frozen=True)
class Planned:
    """An appointment or a task with the person it is about."""

    file_id: UUID
    name: WrittenName
    appointment: ShownAppointment | None = None
    task: ShownTask | None = None

    def is_pressing(self, today: date) -> bool:
        return self.task is not None and self.task.due_on is not None and self.task.due_on <= today

    def is_on(self, day: date) -> bool:
        return self.appointment is not None and self.appointment.on == day


@dataclass(frozen=True)
class New:
    group: Group
    text: str
    on: date


@dataclass(frozen=True)
class Paper:
    file_id: UUID
    name: WrittenName
    until_on: date
    text: str


@dataclass
class Agenda:
    appointments: list[Planned]
    unsettled: list[Planned]
    tasks: list[Planned]
    covers: dict[str, list[Cover]]


def agenda(held: Rights, today: date, now: datetime, *, whose: str) -> Agenda:
    """Mine are also those of whom I stand in for; of the team's only what today is about. A fixed number of queries."""
    covers = around(held.user_id, today)
    reached = within(held.user_id, today, Reach.of(held, Action.WRITE_NOTES), "file__")
    ours = reached & Q(file__closed_on=None, file__merged_into=None)
    if whose == "mine":
        running = [c.absent_id for c in covers["theirs"] if c.from_on <= today]
        ours &= Q(user__in=[held.user_id, *running])
    ahead = AHEAD if whose == "mine" else timedelta(0)
    soon = Q(due_on__lte=today + ahead) | (Q(due_on__isnull=True) if whose == "mine" else Q(pk__in=[]))
    midnight = timezone.make_aware(datetime.combine(today, time()))
    rows = list(
        Appointment.objects.filter(
            ours, outcome="", starts_at__gte=midnight - BACK, starts_at__lt=midnight + ahead + timedelta(days=1)
        ).select_related("file__person", "user")[:MOST]
    )
    tasks = list(
        Task.objects.filter(ours, soon, done_on=None)
        .select_related("file__person", "user")
        .order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST]
    )
    keys = open_keys({row.file_id for row in (*rows, *tasks)}) if rows or tasks else {}
    planned = [Planned(a.file_id, _name(a.file), appointment=show_appointment(a, keys, now)) for a in rows]
    return Agenda(
        [p for p in planned if p.appointment and p.appointment.starts_at >= midnight],
        [p for p in planned if p.appointment and p.appointment.starts_at < midnight],
        [Planned(t.file_id, _name(t.file), task=show_task(t, keys, today)) for t in tasks],
        covers,
    )


def _name(file: File) -> WrittenName:
    return name_of(file.person, file.concept)


def new_for(held: Rights, today: date, *, whose: str) -> list[New]:
    """Households handed to me by somebody else in the last days; for the team, those that arrived."""
    reached = files_for(held, Action.OPEN_FILE, today).filter(closed_on=None, merged_into=None)
    if whose == "mine":
        given = {
            row[0]: row[1:]
            for row in Allocation.objects.filter(
                in_force(today), user=held.user_id, from_on__gte=today - NEW, file__in=reached.values("pk")
            )
            .exclude(by=held.user_id)
            .order_by("from_on", "pk")
            .values_list("file_id", "from_on", "by", "part")
        }
        names: dict[UUID, str] = dict(
            User.objects.filter(pk__in={by for _on, by, _part in given.values()}).values_list("pk", "name")
        )
        found = groups(_few(reached.filter(pk__in=given)), today) if given else []
        return [New(g, _given(given[g.head.pk], names), given[g.head.pk][0]) for g in found]
    arrived = groups(_few(reached.filter(opened_on__gte=today - NEW)), today)
    return [
        New(
            g,
            _("Seit %(day)s angelegt") % {"day": date_(g.head.opened_on)}
            + (
                _(", zuständig %(name)s") % {"name": ", ".join(g.leads)} if g.leads else _(", noch niemandem übergeben")
            ),
            g.head.opened_on,
        )
        for g in arrived
    ]


def _few(files: QuerySet[File]) -> QuerySet[File]:
    return files.select_related("person", "team").order_by("-opened_on", "number")[:MOST]


def _given(row: tuple[date, UUID, str], names: dict[UUID, str]) -> str:
    on, by, part = row
    words = {"day": date_(on), "name": names.get(by, "–")}
    if part == Allocation.Part.COVER:
        return _("Seit %(day)s in Vertretung, eingerichtet von %(name)s") % words
    if part == Allocation.Part.TANDEM:
        return _("Am %(day)s von %(name)s übergeben, zur Begleitung im Tandem") % words
    return _("Am %(day)s von %(name)s übergeben") % words


def papers_for(held: Rights, today: date) -> list[Paper]:
    """Residence papers of the people I work with that run out within sixty days, or have run out."""
    mine = _worked_on(held.user_id, today, Reach.of(held, Action.OPEN_FILE))
    files = {file.person_id: file for file in mine}
    rows = _running_out(tuple(files), today, today + PAPER_AHEAD)
    return [
        Paper(
            files[person].pk, _name(files[person]), until,
            (_("Aufenthaltspapier %(when)s abgelaufen") if until < today else _("Aufenthaltspapier läuft %(when)s ab"))
            % {"when": in_days(until, today)},
        )
        for person, until in rows
    ]  # fmt: skip


@prepared
def _worked_on(user: UUID, today: date, reach: Reach) -> QuerySet[File]:
    mine = Allocation.objects.filter(in_force(today), user=user, file=OuterRef("pk")).exclude(part="tandem")
    open_ = {"closed_on": None, "merged_into": None, "person__died_on": None}
    return File.objects.filter(within(user, today, reach), Exists(mine), **open_).select_related("person")


@prepared
def _running_out(people: tuple[UUID, ...], today: date, until: date) -> QuerySet[ResidenceStatus, tuple[UUID, date]]:
    rows = ResidenceStatus.objects.filter(in_force(today), valid_until_on__lte=until, person__in=people)
    return rows.order_by("valid_until_on").values_list("person", "valid_until_on")


# --- reminders put off ------------------------------------------------------------------------------------------------


def reminds(deadline: Deadline) -> tuple[int, ...]:
    """How many days before its end a period is brought up, the earliest first; sixty where the concept says nothing."""
    rule = rulebook.get(deadline.concept).rule(deadline.rule)
    stages = rule.remind_days_before or ((60,) if rule.at_end == "hand-over" else ())
    return tuple(sorted(stages, reverse=True))


def next_reminder(deadline: Deadline, today: date) -> date:
    """The day of the next stage; after the last one it is not brought up again."""
    coming = [deadline.due_on - timedelta(days=n) for n in reminds(deadline)]
    return next((day for day in coming if day > today), deadline.due_on + timedelta(days=1))


def deferred(user_id: UUID, today: date) -> QuerySet[Deferral]:
    return Deferral.objects.filter(user=user_id, until_on__gt=today)
