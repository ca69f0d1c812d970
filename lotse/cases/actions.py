"""What can happen to a file: opened, allocated, told of an event, closed, reopened; and its deadlines kept in line."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from lotse.accounts.actions import Actor, actor_id, as_actor
from lotse.accounts.models import Organisation, Team, User, in_force
from lotse.cases.models import Allocation, Appointment, Cover, Deadline, Event, File, FileContent, FileNumber, Task
from lotse.concept.deadlines import DueRow, due_rows
from lotse.people.models import Person, ResidenceStatus
from lotse.rulebook import access as rulebook
from lotse.ui.bulk import insert, insert_rows
from lotse.ui.prepared import prepared
from lotse.vault.keys import rewrap_to_organisation


class Refused(Exception):
    """A step that cannot be taken, with a sentence for the person who tried."""


# --- numbers ----------------------------------------------------------------------------------------------------------


def take_numbers(year: int, count: int) -> list[str]:
    """The next `count` file numbers of a year, like 2026-00017. Given out by the server only, inside a transaction."""
    FileNumber.objects.get_or_create(year=year)
    FileNumber.objects.filter(year=year).update(last=F("last") + count)
    last = FileNumber.objects.values_list("last", flat=True).get(year=year)
    return [f"{year}-{n:05d}" for n in range(last - count + 1, last + 1)]


# --- opening ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opening:
    """What is needed to open one file. `file_id` is known before: the person's sealed fields lie under its key."""

    file_id: UUID
    person: Person
    organisation: Organisation
    team: Team | None
    region: str
    arrival: str
    events: tuple[tuple[str, date], ...]
    status: str | None = None
    remark: str = ""
    key: bytes | None = None  # of the file


@dataclass
class NewFiles:
    """Files with what happened so far and what falls due, not written yet."""

    files: list[File] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    deadlines: list[tuple[Any, ...]] = field(default_factory=list)


def make_files(openings: Sequence[Opening], *, concept: str, opened_on: date, by: Actor) -> NewFiles:
    """Files for new persons, with their deadlines and periods; `write_files` opens them."""
    rules, new = rulebook.get(concept), NewFiles()

    @cache  # people of one list have much in common
    def due(happened: tuple[tuple[str, date], ...], arrival: str, status: str | None) -> list[DueRow]:
        return due_rows(rules, dict(happened), arrival=arrival, status=status)

    for o in openings:
        file = File(
            id=o.file_id,
            person=o.person,
            organisation=o.organisation,
            team=o.team,
            region=o.region,
            concept=concept,
            legal_regime=o.organisation.legal_regime,
            arrival=o.arrival,
            opened_on=opened_on,
        )
        new.files.append(file)
        for i, (kind, on) in enumerate(o.events):
            event = Event(file=file, kind=kind, on=on, recorded_by=actor_id(by))
            event.fresh_key, event.remark = o.key, (o.remark or None) if i == 0 else None
            new.events.append(event)
        happened = tuple(sorted(o.events, key=lambda event: event[1]))  # the latest of a kind counts
        rows = due(happened, o.arrival, o.status)
        new.deadlines += [_deadline(file, d) for d in rows if _still_matters(file, d, dict(happened), None)]
    return new


def write_files(new: NewFiles, *, by: Actor) -> list[File]:
    """Open files for persons already saved; their keys must exist."""
    with as_actor(by, "open_file"), transaction.atomic():
        for year, files in groupby(new.files, key=lambda file: file.opened_on.year):
            some = list(files)
            for file, number in zip(some, take_numbers(year, len(some)), strict=True):
                file.number = number
        insert(new.files)
        insert(new.events)
        insert_rows(Deadline, DEADLINE, new.deadlines)
        return new.files


# --- deadlines --------------------------------------------------------------------------------------------------------


def refresh_deadlines(files: Iterable[File], *, by: Actor) -> int:
    """Bring the deadline rows of files in line with their concept; idempotent. Returns how many rows had to change."""
    with as_actor(by, "refresh_deadlines"), transaction.atomic():
        return _bring_in_line(list(files))


def _bring_in_line(files: Sequence[File]) -> int:
    """A corrected fact moves the date visibly: the old row is kept as superseded, what was met stays met."""
    ids = [f.pk for f in files]
    events: dict[UUID, dict[str, date]] = defaultdict(dict)
    for file_id, kind, on in (
        Event.objects.filter(file__in=ids, cancelled_at=None).order_by("on").values_list("file_id", "kind", "on")
    ):
        events[file_id][kind] = on  # the latest of a kind counts
    statuses: dict[UUID, str] = {}
    for person_id, status in (
        ResidenceStatus.objects.filter(person__in=[f.person_id for f in files])
        .order_by("from_on")
        .values_list("person_id", "status")
    ):
        statuses[person_id] = status
    rows: dict[UUID, dict[str, Deadline]] = defaultdict(dict)
    for row in Deadline.objects.filter(file__in=ids, superseded_at=None):
        rows[row.file_id][row.rule] = row

    gone: list[UUID] = []
    fresh: list[tuple[Any, ...]] = []
    for file in files:
        concept = rulebook.get(file.concept)
        due = {
            d.key: d
            for d in due_rows(concept, events[file.pk], arrival=file.arrival, status=statuses.get(file.person_id))
        }
        due = {key: d for key, d in due.items() if _still_matters(file, d, events[file.pk], rows[file.pk].get(key))}
        for rule, row in rows[file.pk].items():
            wanted = due.get(rule)
            if wanted and (wanted.due, wanted.started_on, file.concept) == (row.due_on, row.started_on, row.concept):
                del due[rule]
            else:
                gone.append(row.pk)
        for rule, d in due.items():
            fresh.append(_deadline(file, d, former=rows[file.pk].get(rule)))
    if gone:
        Deadline.objects.filter(pk__in=gone).update(superseded_at=timezone.now())
    insert_rows(Deadline, DEADLINE, fresh)
    return len(gone) + len(fresh)


DEADLINE = ("file", "concept", "rule", "kind", "starts_at", "started_on", "due_on", "met_on", "met_by")


def _deadline(file: File, d: DueRow, former: Deadline | None = None) -> tuple[Any, ...]:
    """What was met stays met when the date moves."""
    met = (former.met_on, former.met_by) if former else (None, None)
    return (file.pk, file.concept, d.key, d.kind, d.starts_at, d.started_on, d.due, *met)


def _still_matters(file: File, due: DueRow, events: dict[str, date], row: Deadline | None) -> bool:
    """Nothing is due for the dead, nor from a file opened by mistake or brought into another; an act that is not done
    falls away with a closed file, a retention time does not."""
    is_no_case = file.close_reason in (File.CloseReason.MISTAKE, File.CloseReason.MERGED)
    if "died" in events or is_no_case:
        return row is not None and row.met_on is not None
    return file.is_open or due.kind == "period" or (row is not None and row.met_on is not None)


@prepared
def acts_running(files: tuple[UUID, ...], on: date) -> QuerySet[Deadline]:
    """The acts of these files whose time had begun on a day, the first due first."""
    rows = Deadline.objects.filter(file__in=files, superseded_at=None, kind="deadline", started_on__lte=on)
    return rows.select_related("file").order_by("due_on")


def meet_deadlines(files: Iterable[File], *, form: str, on: date, note: UUID, by: Actor) -> list[Deadline]:
    """Deadlines a note of this form and day fulfils, marked as met (the first such note counts). Returns them."""
    with as_actor(by, "meet_deadline"):
        met = []
        for row in acts_running(tuple(f.pk for f in files), on):
            rule = rulebook.get(row.concept).rule(row.rule)
            if form in rule.forms and (row.met_on is None or on < row.met_on):
                row.met_on, row.met_by = on, note
                row.save(update_fields=["met_on", "met_by"])
                met.append(row)
        return met


# --- events -----------------------------------------------------------------------------------------------------------


def record_event(file: File, kind: str, on: date, *, remark: str = "", by: Actor) -> Event:
    """Something happened out there; deadlines that hang on it start or move."""
    with as_actor(by, "record_event", kind), transaction.atomic():
        event = Event.objects.create(file=file, kind=kind, on=on, remark=remark or None, recorded_by=actor_id(by))
        _bring_in_line([file])
        return event


def correct_event(event: Event, on: date | None, *, by: Actor) -> Event | None:
    """The event was on another day, or (None) never happened. The wrong entry stays visible, struck."""
    with as_actor(by, "correct_event", event.kind), transaction.atomic():
        fresh = None
        if on is not None:
            fresh = Event.objects.create(
                file=event.file, kind=event.kind, on=on, remark=event.remark, recorded_by=actor_id(by)
            )
        event.cancelled_at, event.replaced_by = timezone.now(), fresh
        event.save(update_fields=["cancelled_at", "replaced_by"])
        _bring_in_line([event.file])
        return fresh


# --- who works on it --------------------------------------------------------------------------------------------------


def allocate(
    files: Sequence[File],
    lead: User,
    *,
    companion: User | None = None,
    team: Team,
    from_on: date,
    reason: str = "",
    by: User,
) -> None:
    """Hand files to a worker, and a companion in tandem. The former allocation ends the day before.

    Files that waited in the region of the team come under its organisation and its keys.
    """
    if any(not f.is_open for f in files):
        raise Refused("Eine geschlossene Akte kann nicht zugeteilt werden. Öffnen Sie sie zuerst wieder.")
    with as_actor(by, "allocate"), transaction.atomic():
        for file in files:
            if file.organisation_id != team.organisation_id:
                if file.team_id is not None:
                    raise Refused("Die Akte gehört einem anderen Träger. Eine Übernahme ist keine Zuteilung.")
                rewrap_to_organisation(file.pk, team.organisation_id)
                file.organisation = team.organisation
                file.legal_regime = team.organisation.legal_regime
            file.team = team
            file.save(update_fields=["organisation", "legal_regime", "team"])
        former = dict(
            Allocation.objects.filter(file__in=files, part=Allocation.Part.LEAD, until_on=None).values_list(
                "file", "user"
            )
        )
        for part, user in ((Allocation.Part.LEAD, lead), (Allocation.Part.TANDEM, companion)):
            _replace(files, part, user, heir=user or lead, from_on=from_on, reason=reason, by=by)
        _follow_covers(files, lead, from_on=from_on, by=by)
        _meet_hand_overs([f for f in files if former.get(f.pk) != lead.pk], from_on)


def _meet_hand_overs(files: Sequence[File], on: date) -> None:
    """A new lead is the hand-over that a rule of the concept called for (N-17); the whole file goes along."""
    for row in Deadline.objects.filter(
        file__in=files, superseded_at=None, met_on=None, kind="deadline", started_on__lte=on
    ):
        if rulebook.get(row.concept).rule(row.rule).fulfilled_by == "hand-over":
            row.met_on = on
            row.save(update_fields=["met_on"])


def _replace(
    files: Sequence[File], part: str, user: User | None, *, heir: User, from_on: date, reason: str, by: User
) -> None:
    """One part changes hands: what the former holder still meant to do in the file goes along."""
    open_rows = {a.file_id: a for a in Allocation.objects.filter(file__in=files, part=part, until_on=None)}
    for file in files:
        row = open_rows.get(file.pk)
        if row and user and row.user_id == user.pk:
            continue
        if row:
            row.until_on = max(row.from_on, from_on - timedelta(days=1))
            row.save(update_fields=["until_on"])
            _pass_on(file, row.user_id, heir, from_on)
        if user:
            Allocation.objects.create(file=file, user=user, part=part, from_on=from_on, reason=reason or None, by=by.pk)


def _pass_on(file: File, former: UUID, heir: User, from_on: date) -> None:
    """Open tasks and appointments still to come, or never settled, belong to whoever works on the file now."""
    Task.objects.filter(file=file, user=former, done_on=None).update(user=heir, version=F("version") + 1)
    Appointment.objects.filter(file=file, user=former, outcome="").update(user=heir, version=F("version") + 1)


def _follow_covers(files: Sequence[File], lead: User, *, from_on: date, by: User) -> None:
    """Whoever stands in for the former lead goes with her; whoever stands in for the new one takes the file as well."""
    rows = Allocation.objects.filter(file__in=files, part=Allocation.Part.COVER, until_on__gte=from_on)
    former = rows.filter(cover__isnull=False).exclude(cover__absent=lead)
    former.filter(from_on__gte=from_on).delete()
    for row in former:
        row.until_on = from_on - timedelta(days=1)
        row.save(update_fields=["until_on"])
    covered = set(rows.filter(cover__absent=lead).values_list("file", "cover"))
    Allocation.objects.bulk_create(
        Allocation(
            file=file, user_id=cover.substitute_id, part=Allocation.Part.COVER, cover=cover,
            from_on=max(cover.from_on, from_on), until_on=cover.until_on, by=by.pk,
        )
        for cover in Cover.objects.filter(absent=lead, until_on__gte=from_on)
        for file in files
        if (file.pk, cover.pk) not in covered
    )  # fmt: skip


# --- closing, reopening, mistakes -------------------------------------------------------------------------------------


def close_file(file: File, on: date, reason: str, *, by: Actor) -> None:
    """Close a file. It stays readable; allocations end on the day."""
    if not file.is_open:
        raise Refused("Die Akte ist schon geschlossen.")
    with as_actor(by, "close_file", reason), transaction.atomic():
        Event.objects.create(file=file, kind="case-closed", on=on, recorded_by=actor_id(by))
        file.closed_on, file.close_reason = on, reason
        file.version += 1
        file.save(update_fields=["closed_on", "close_reason", "version"])
        Allocation.objects.filter(in_force(on), file=file).update(until_on=on)
        Allocation.objects.filter(file=file, part=Allocation.Part.COVER, from_on__gt=on).delete()  # never came to be
        # closed as of a day before it was handed over: nobody keeps working on it
        Allocation.objects.filter(file=file, from_on__gt=on).update(until_on=F("from_on"))
        _bring_in_line([file])


def reopen_file(file: File, on: date, *, remark: str, by: Actor) -> None:
    """Open a closed file again, with the reason; it waits to be allocated anew."""
    if file.is_open or file.merged_into_id:
        raise Refused("Diese Akte kann nicht wieder geöffnet werden.")
    with as_actor(by, "reopen_file"), transaction.atomic():
        file.closed_on, file.close_reason = None, ""
        file.version += 1
        file.save(update_fields=["closed_on", "close_reason", "version"])
        Event.objects.create(file=file, kind="reopened", on=on, remark=remark or None, recorded_by=actor_id(by))
        _bring_in_line([file])


def record_content(file: File, field: str, text: str, *, by: Actor) -> FileContent:
    """Write down free words in a field the concept switches on; the former entry stays. Not in a sensitive one."""
    concept = rulebook.get(file.concept)
    if not concept.enabled(field) or field in {entry.key for entry in concept.sensitive_fields}:
        raise Refused("Dieses Feld ist nach dem Fachkonzept nicht vorgesehen.")
    with as_actor(by, "record_content", field), transaction.atomic():
        return FileContent.objects.create(file=file, field=field, text=text, recorded_by=actor_id(by))
