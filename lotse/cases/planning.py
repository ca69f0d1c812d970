"""What is meant to happen in a file: tasks and appointments, and the alerts everybody must see first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.models import Alert, Appointment, Deadline, Deferral, File, Task


class Changed(Refused):
    """Somebody else saved the row meanwhile; what was typed is still in the form."""


def _only_open(file: File) -> None:
    if not file.is_open or file.merged_into_id:
        raise Refused(_("Die Akte ist geschlossen. Öffnen Sie sie wieder, um etwas zu planen."))


# --- tasks ------------------------------------------------------------------------------------------------------------


def add_task(file: File, title: str, user: User, due_on: date | None, *, by: User) -> Task:
    _only_open(file)
    with as_actor(by, "add_task"), transaction.atomic():
        return Task.objects.create(file=file, title=title, user=user, due_on=due_on, by=by.pk)


def change_task(task: Task, title: str, user: User, due_on: date | None, *, version: int, by: User) -> Task:
    with as_actor(by, "change_task"), transaction.atomic():
        row = Task.objects.select_for_update().get(pk=task.pk)
        if row.version != version:
            raise Changed(_("Jemand hat diese Aufgabe in der Zwischenzeit geändert."))
        row.title, row.user, row.due_on = title, user, due_on
        row.version += 1
        row.save()
        return row


def settle_task(task: Task, on: date, *, dropped: bool = False, by: User) -> None:
    """Done, or no longer needed. Settling twice changes nothing."""
    with as_actor(by, "settle_task", "dropped" if dropped else "done"), transaction.atomic():
        Task.objects.filter(pk=task.pk, done_on=None).update(done_on=on, is_dropped=dropped, version=task.version + 1)


def reopen_task(task: Task, *, by: User) -> None:
    _only_open(task.file)
    with as_actor(by, "reopen_task"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(done_on=None, is_dropped=False, version=task.version + 1)


# --- appointments -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """What is said about an appointment beforehand."""

    starts_at: datetime
    ends_at: datetime
    user: User
    place: str = ""
    partner: str = ""
    words: str = ""
    wants_interpreter: bool = False


def make_appointment(file: File, plan: Plan, *, by: User) -> Appointment:
    _only_open(file)
    with as_actor(by, "make_appointment"), transaction.atomic():
        return _write(Appointment(file=file, by=by.pk), plan)


def change_appointment(appointment: Appointment, plan: Plan, *, version: int, by: User) -> Appointment:
    """Another time or place. One that is settled is what it was."""
    with as_actor(by, "change_appointment"), transaction.atomic():
        row = Appointment.objects.select_for_update().get(pk=appointment.pk)
        if row.version != version:
            raise Changed(_("Jemand hat diesen Termin in der Zwischenzeit geändert."))
        if row.outcome:
            raise Refused(_("Was aus diesem Termin wurde, ist schon eingetragen. Legen Sie einen neuen an."))
        row.version += 1
        return _write(row, plan)


def _write(row: Appointment, plan: Plan) -> Appointment:
    row.starts_at, row.ends_at, row.user = plan.starts_at, plan.ends_at, plan.user
    row.place, row.partner, row.words = plan.place or None, plan.partner or None, plan.words or None
    row.wants_interpreter = plan.wants_interpreter
    row.save()
    return row


def settle_appointment(appointment: Appointment, outcome: str, reason: str, *, by: User) -> None:
    """It took place, did not come about, or was called off; why is coded. Said again, the last word counts."""
    if outcome == Appointment.Outcome.KEPT:
        reason = ""
    with as_actor(by, "settle_appointment", outcome), transaction.atomic():
        Appointment.objects.filter(pk=appointment.pk).update(
            outcome=outcome, reason=reason, settled_by=by.pk, version=appointment.version + 1
        )


def ask_later(deadlines: Iterable[Deadline], until_on: date, *, by: User) -> None:
    """The reminder has been seen; it comes back on a day."""
    with as_actor(by, "ask_later"), transaction.atomic():
        for deadline in deadlines:
            Deferral.objects.update_or_create(deadline=deadline, user=by, defaults={"until_on": until_on})


# --- alerts -----------------------------------------------------------------------------------------------------------


def raise_alert(file: File, kind: str, words: str, from_on: date, until_on: date, *, by: User) -> Alert:
    with as_actor(by, "raise_alert", kind), transaction.atomic():
        return Alert.objects.create(file=file, kind=kind, words=words, from_on=from_on, until_on=until_on, by=by.pk)


def end_alert(alert: Alert, *, by: User) -> None:
    """No longer true: it vanishes from the head of the file and stays in the timeline."""
    with as_actor(by, "end_alert"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk, ended_at=None).update(ended_at=timezone.now())


def same_in(files: Iterable[File], row: Deadline) -> QuerySet[Deadline]:
    """The same period of the other files of a household."""
    rows = Deadline.objects.filter(file__in=files, rule=row.rule, due_on=row.due_on, kind="period", superseded_at=None)
    return rows.exclude(pk=row.pk)
