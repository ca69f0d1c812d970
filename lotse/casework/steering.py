"""Steering: what third parties do, case conferences, and what they agree on (P-102 to P-105)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases import planning
from lotse.cases.actions import Refused
from lotse.cases.models import Appointment
from lotse.casework.cycle import only_open
from lotse.casework.cycles import Cycle
from lotse.casework.models import Conference, ConferenceResult, Participant
from lotse.casework.rows import locked


@dataclass(frozen=True)
class Invited:
    """Somebody who is to come."""

    role: str
    name: str = ""


@dataclass(frozen=True)
class Meeting:
    """What is said about a case conference beforehand."""

    starts_at: datetime
    user: User  # who leads it
    minutes: int = 60
    place: str = ""
    occasion: str = ""
    agreed_on: date | None = None
    participants: tuple[Invited, ...] = ()


@dataclass(frozen=True)
class Agreed:
    """Something a conference agreed on. With `user` it is ours, and becomes a task."""

    what: str
    who: str = ""
    until_on: date | None = None
    user: User | None = None


def plan_conference(cycle: Cycle, meeting: Meeting, *, by: User) -> Conference:
    """Planned, and in the calendar of whoever leads it."""
    only_open(cycle)
    with as_actor(by, "plan_conference"), transaction.atomic():
        row = Conference(cycle=cycle, by=by.pk)
        row.appointment = planning.make_appointment(cycle.file, _plan(meeting), by=by)
        _write(row, meeting)
        _invite(row, meeting.participants, by)
        return row


def change_conference(row: Conference, meeting: Meeting, *, version: int, by: User) -> Conference:
    """Another time, place or circle. One that was held is what it was."""
    only_open(row.cycle)
    with as_actor(by, "plan_conference", "changed"), transaction.atomic():
        current = _not_over(locked(row, version))
        if (found := current.appointment) and not found.outcome:
            planning.change_appointment(found, _plan(meeting), version=found.version, by=by)
        _write(current, meeting)
        current.participants.all().delete()
        _invite(current, meeting.participants, by)
        return current


def _plan(meeting: Meeting) -> planning.Plan:
    ends_at = meeting.starts_at + timedelta(minutes=meeting.minutes)
    return planning.Plan(
        meeting.starts_at, ends_at, meeting.user, meeting.place, _("Fallkonferenz"), meeting.occasion[:500]
    )


def _write(row: Conference, meeting: Meeting) -> None:
    row.starts_at, row.agreed_on = meeting.starts_at, meeting.agreed_on
    row.place, row.occasion = meeting.place or None, meeting.occasion or None
    row.save()


def _invite(row: Conference, people: Iterable[Invited], by: User) -> None:
    for one in people:
        Participant.objects.create(conference=row, role=one.role, name=one.name or None, by=by.pk)


def _not_over(row: Conference) -> Conference:
    if row.held_on or row.cancelled_on:
        raise Refused(_("Diese Fallkonferenz ist schon vorbei oder abgesagt. Legen Sie eine neue an."))
    return row


def send_invitation(row: Conference, on: date, *, by: User) -> None:
    """The invitation went out. Whom it names must be all right with the person; else she carries it herself."""
    only_open(row.cycle)
    with as_actor(by, "invite_to_conference"), transaction.atomic():
        current = _not_over(Conference.objects.select_for_update().get(pk=row.pk))
        current.invited_on = on
        current.version += 1
        current.save(update_fields=["invited_on", "version"])


def cancel_conference(row: Conference, on: date, *, by: User) -> None:
    only_open(row.cycle)
    with as_actor(by, "cancel_conference"), transaction.atomic():
        current = _not_over(Conference.objects.select_for_update().get(pk=row.pk))
        current.cancelled_on = on
        current.version += 1
        current.save(update_fields=["cancelled_on", "version"])
        _settle(current.appointment, Appointment.Outcome.CALLED_OFF, by)


def hold_conference(
    row: Conference,
    on: date,
    minutes: str,
    came: Sequence[UUID],
    results: Iterable[Agreed] = (),
    *,
    version: int,
    by: User,
) -> Conference:
    """It took place: minutes, who was there, what was agreed. Said again, minutes and circle are corrected, and what
    was agreed is added to."""
    only_open(row.cycle)
    with as_actor(by, "hold_conference"), transaction.atomic():
        current = locked(row, version)
        if current.cancelled_on:
            raise Refused(_("Diese Fallkonferenz ist abgesagt. Legen Sie eine neue an."))
        was_open = current.held_on is None
        current.held_on, current.minutes = on, minutes or None
        current.save()
        for one in current.participants.all():
            if one.came != (one.pk in came):
                Participant.objects.filter(pk=one.pk).update(came=one.pk in came)
        for agreed in results:
            _agree(current, agreed, by)
        if was_open:
            _settle(current.appointment, Appointment.Outcome.KEPT, by)
        return current


def _settle(found: Appointment | None, outcome: str, by: User) -> None:
    if found and not found.outcome:
        reason = Appointment.Reason.UNKNOWN if outcome == Appointment.Outcome.CALLED_OFF else ""
        planning.settle_appointment(found, outcome, reason, by=by)


def _agree(row: Conference, agreed: Agreed, by: User) -> None:
    """What others promise is written down; what we promise is a task, and stands on *Heute*."""
    made = ConferenceResult(conference=row, what=agreed.what, until_on=agreed.until_on, by=by.pk)
    made.who = agreed.who or (agreed.user.name if agreed.user else None)
    if agreed.user:
        made.task = planning.add_task(row.cycle.file, agreed.what[:200], agreed.user, agreed.until_on, by=by)
    made.save()
