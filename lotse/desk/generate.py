"""Filling an empty installation with many invented people, for measuring: `lotse generate`.

Households come in by the verb that reads lists (`open_households`), notes are sealed as `record_note` seals them, and
every row passes the triggers of the audit. What is drawn depends on seed and day alone; keys and ids are always new.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Model

from lotse.accounts import actions as accounts
from lotse.accounts.models import Organisation, RoleHeld, StaffLanguage, Team, User
from lotse.accounts.permissions import OPENS_FILES, Role
from lotse.audit.context import system_actor
from lotse.cases.actions import refresh_deadlines
from lotse.cases.models import Allocation, Deadline, Event, File
from lotse.concept.model import Concept
from lotse.desk.invented import Invented, Inventor, read
from lotse.intake.actions import open_households
from lotse.notes.models import Note, NoteField, NoteInFile, NoteTopic
from lotse.people.models import Membership, Stay
from lotse.rulebook import access as rulebook
from lotse.rulebook import actions as adopting
from lotse.ui.bulk import insert, insert_rows
from lotse.ui.ids import uuid7
from lotse.vault.keys import random_key, wrappers

PER_WORKER = 80
PER_COORDINATOR = 12  # social workers
LONG = 200  # notes of a case of many years
EVERY = 300  # households there is such a case
WAITING_DAYS = 2  # the newest households are handed to nobody yet
ROWS = 2000  # objects written by one statement

Tell = Callable[[int, int], None]  # persons and notes so far


class Place(NamedTuple):
    """What a note stands in: the file, who writes, and about whom."""

    files: list[File]
    worker: User
    arrived_on: date
    until_on: date


@dataclass
class Town:
    """The installation while it is being filled."""

    inventor: Inventor
    office: Organisation
    teams: dict[str, Team]
    workers: dict[str, list[User]]
    turn: Counter[str]  # region -> whose turn it is to get a household
    talks: list[dict[str, Any]]
    words: dict[str, Any]

    @property
    def today(self) -> date:
        return self.inventor.today

    @property
    def concept(self) -> Concept:
        return self.inventor.concept


def fill(persons: int, notes: int, seed: int, today: date, tell: Tell = lambda persons, notes: None) -> None:
    """Fill an empty, migrated database. Each week of arrivals is a transaction of its own."""
    with system_actor("demo", "generate"):
        concept = _found(today)
        inventor = Inventor(seed, today, concept)
        households = inventor.households(persons)
        town = _staff(inventor, households)
    shares = share_notes(households, notes, today, inventor)
    done = written = 0
    together = zip(households, shares, strict=True)
    for _week, arrivals in groupby(together, key=lambda pair: pair[0].arrived_on.isocalendar()[:2]):
        some = list(arrivals)
        with system_actor("demo", "generate"):
            _arrive(town, some)
        done += sum(len(one.household.persons) for one, _notes in some)
        written += sum(count for _one, count in some)
        tell(done, written)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # how selective each index is: without it SQLite reads whole tables


# --- founding ---------------------------------------------------------------------------------------------------------
def _found(today: date) -> Concept:
    accounts.found_installation(is_demo=True, by="demo")
    adopting.adopt(read("demo.toml")["concept"], date(today.year - 4, 1, 1), by="demo")
    return rulebook.current(today)


def _staff(inventor: Inventor, households: Sequence[Invented]) -> Town:
    """Two providers share the regions; enough social workers for the people who live in each."""
    concept, since = inventor.concept, date(inventor.today.year - 4, 1, 1)
    office = accounts.add_organisation(concept.authority.de, kind=Organisation.Kind.AUTHORITY, by="demo")
    providers = [accounts.add_organisation(row["name"], by="demo") for row in read("demo.toml")["organisations"]]
    living: Counter[str] = Counter()
    for one in households:
        region = concept.region_of(one.household.address.district or None, one.household.address.place or None)
        living[region.region_key or ""] += len(one.household.persons)
    hire = _Hiring(inventor, since)
    teams, workers = {}, {}
    for index, region in enumerate(concept.regions):
        provider = providers[index % len(providers)]
        team = accounts.team_in(
            provider, region.key, f"{provider.name.split()[0]} {region.title.de}", from_on=since, by="demo"
        )
        teams[region.key] = team
        needed = max(1, math.ceil(living[region.key] / PER_WORKER))
        workers[region.key] = [hire.one(Role.SOCIAL_WORKER, provider, team) for _ in range(needed)]
        for _ in range(math.ceil(needed / PER_COORDINATOR)):
            hire.one(Role.COORDINATOR, provider, team)
    for provider in providers:
        hire.one(Role.MANAGER, provider, None)
    for role in (Role.AUTHORITY, Role.ANALYST, Role.DATA_PROTECTION, Role.ADMINISTRATOR):
        hire.one(role, office, None)
    hire.write()
    demo, names = read("demo.toml"), read("names.toml")
    return Town(inventor, office, teams, workers, Counter(), demo["talk"], names["words"])


class _Hiring:
    """Collects staff, to be written in few statements."""

    def __init__(self, inventor: Inventor, since: date) -> None:
        self.inventor, self.since = inventor, since
        self.users: list[User] = []
        self.roles: list[RoleHeld] = []
        self.languages: list[StaffLanguage] = []

    def one(self, role: Role, organisation: Organisation, team: Team | None) -> User:
        dice, number = self.inventor.dice, len(self.users) + 1
        origin = dice.choice(self.inventor.origins)
        first = dice.choice(
            ("Anna", "Jonas", "Miriam", "Katrin", "Farid", "Olga", "Theo", "Selam", "Bernd", "Nadja", "Yusuf")
        )
        last = dice.choice(
            ("Albrecht", "Brandt", "Demir", "Hofmann", "Noori", "Petersen", "Seidel", "Wagner", "Berger")
        )
        qualification = self.inventor.concept.qualifications[0].key if role == Role.SOCIAL_WORKER else ""
        user = User(
            email=f"{role.value}-{number}@demo.example", name=f"{first} {last} {number}", organisation=organisation,
            qualification=qualification, password="!",  # noqa: S106 - nobody signs in with it
        )  # fmt: skip
        self.users.append(user)
        confirmed_at = datetime.combine(self.since, time(9), UTC) if role in OPENS_FILES else None
        self.roles.append(
            RoleHeld(
                user=user,
                role=role,
                organisation=organisation,
                team=team,
                from_on=self.since,
                confirmed_at=confirmed_at,
            )
        )
        self.languages += [StaffLanguage(user=user, language=key) for key in {"en": 0, origin.language: 0}]
        return user

    def write(self) -> None:
        User.objects.bulk_create(self.users, batch_size=ROWS)
        RoleHeld.objects.bulk_create(self.roles, batch_size=ROWS)
        StaffLanguage.objects.bulk_create(self.languages, batch_size=ROWS)
        for user in self.users:
            accounts.set_fte(user, Decimal(1), from_on=self.since, by="demo")


def share_notes(households: Sequence[Invented], notes: int, today: date, inventor: Inventor) -> list[int]:
    """How many notes each household gets, `notes` in all: a long case every `EVERY` households, few for the newest."""
    dice = inventor.dice
    weights = []
    for one in households:
        days = ((one.gone_on or today) - one.arrived_on).days
        waits = days <= WAITING_DAYS or not one.household.address.district  # nobody works on these yet
        weights.append(0.0 if waits else dice.lognormvariate(0, 0.7) * min(days, 500))
    settled = [at for at, one in enumerate(households) if weights[at] and one.gone_on is None]
    long = settled[:: max(1, EVERY)] if notes >= 2 * LONG else []
    long = long[: notes // (2 * LONG)]
    counts = [0] * len(households)
    for at in long:
        counts[at], weights[at] = LONG, 0.0
    rest, total = notes - LONG * len(long), sum(weights)
    if not total:
        return counts
    carried = 0.0
    for at, weight in enumerate(weights):
        if weight:
            carried += rest * weight / total
            counts[at] += int(carried)
            carried -= int(carried)
    counts[max(range(len(weights)), key=weights.__getitem__)] += notes - sum(counts)
    return counts


# --- a week -----------------------------------------------------------------------------------------------------------
def _arrive(town: Town, arrivals: list[tuple[Invented, int]]) -> None:
    """A week's list is read in on its last day; then people are handed over, counselled, and some move away."""
    opened_on = min(town.today, max(one.arrived_on for one, _notes in arrivals))
    files = open_households([one.household for one, _notes in arrivals], holder=town.office, today=opened_on, by="demo")
    rest = iter(files)
    allocations: list[Allocation] = []
    events: list[Event] = []
    gone: list[File] = []
    handed: dict[UUID, date] = {}
    writer = _Writer(town, files)
    for one, notes in arrivals:
        opened = [next(rest) for _ in one.household.persons]
        region = opened[0].region
        if region not in town.workers or (town.today - one.arrived_on).days < WAITING_DAYS:
            continue
        worker = town.workers[region][town.turn[region] % len(town.workers[region])]
        town.turn[region] += 1
        handed_on = one.arrived_on + timedelta(days=town.inventor.dice.choice((0, 0, 1)))
        for file in opened:
            handed[file.pk] = handed_on
            allocations.append(
                Allocation(file=file, user=worker, by=worker.pk, from_on=handed_on, until_on=one.gone_on)
            )
        if one.gone_on:
            _go(opened, one.gone_on, events)
            gone += opened
        elif (town.today - one.arrived_on).days > 120 and town.inventor.dice.random() < 0.12:
            started_on = one.arrived_on + timedelta(days=60)
            events.append(Event(file=opened[0], kind="case-management-started", on=started_on, recorded_by=worker.pk))
        writer.household(Place(opened, worker, one.arrived_on, one.gone_on or town.today), one.household.arrival, notes)
    insert(allocations)
    insert(events)
    writer.write()
    _meet(files, handed, writer.visits)
    if gone:
        refresh_deadlines(gone, by="demo")


def _go(opened: list[File], gone_on: date, events: list[Event]) -> None:
    """A household moves away; its files are closed."""
    for file in opened:
        events += [Event(file=file, kind=kind, on=gone_on) for kind in ("moved-away", "case-closed")]
        file.closed_on, file.close_reason, file.version = gone_on, File.CloseReason.MOVED_AWAY, 2
    ids = [file.pk for file in opened]
    File.objects.filter(pk__in=ids).update(closed_on=gone_on, close_reason=File.CloseReason.MOVED_AWAY, version=2)
    people = [file.person_id for file in opened]
    for model in (Membership, Stay):
        model.objects.filter(person__in=people, until_on=None).update(until_on=gone_on)


def _meet(files: Sequence[File], handed: dict[UUID, date], visits: dict[UUID, tuple[date, UUID]]) -> None:
    """Deadlines that the hand-over or the visit fulfilled."""
    met = []
    for row in Deadline.objects.filter(file__in=files, superseded_at=None, met_on=None, kind="deadline"):
        rule = rulebook.get(row.concept).rule(row.rule)
        if rule.fulfilled_by == "hand-over" and row.file_id in handed:
            row.met_on = handed[row.file_id]
        elif "home-visit" in rule.forms and row.file_id in visits:
            row.met_on, row.met_by = visits[row.file_id]
        else:
            continue
        met.append(row)
    Deadline.objects.bulk_update(met, ["met_on", "met_by"], batch_size=100)


# --- notes ------------------------------------------------------------------------------------------------------------
NOTE = (
    "id", "on", "form", "minutes", "language", "with_interpreter", "author", "organisation", "is_group", "summary",
    "result", "follow_up", "follow_up_on", "finalised_at", "import_digest", "version",
)  # fmt: skip
TABLES: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Note, NOTE),
    (NoteInFile, ("id", "note", "file", "wrapped_key", "addition")),
    (NoteTopic, ("note", "topic")),
    (NoteField, ("note", "field")),
)
SUMMARY, RESULT, FOLLOW_UP = (Note._meta.get_field(name) for name in ("summary", "result", "follow_up"))


class _Writer:
    """Collects the notes of a week, to be written in few statements: a million objects would take minutes to make."""

    def __init__(self, town: Town, files: Sequence[File]) -> None:
        self.town = town
        self.wrap = wrappers(file.pk for file in files)
        self.rows: dict[type[Model], list[tuple[Any, ...]]] = {model: [] for model, _columns in TABLES}
        self.visits: dict[UUID, tuple[date, UUID]] = {}

    def household(self, place: Place, arrival: str, count: int) -> None:
        """The first visit concerns everybody; then the head is counselled, sometimes somebody else or two together."""
        dice = self.town.inventor.dice
        is_long = count == LONG
        if count and arrival == "assigned":
            on = min(place.until_on, place.arrived_on + timedelta(days=dice.choice((1, 1, 2, 2, 2, 4))))
            note = self._note(place, place.files, on, VISIT)
            self.visits |= {file.pk: (on, note) for file in place.files}
            count -= 1
        head, others = place.files[:1], place.files[1:]
        days = max(1, (place.until_on - place.arrived_on).days)
        for _ in range(count):
            chance = dice.random()
            present = head
            if others and not is_long and chance < 0.3:
                present = [dice.choice(others)] if chance < 0.25 else [*head, dice.choice(others)]
            on = place.arrived_on + timedelta(days=dice.randrange(days))
            on = max(place.arrived_on, on - timedelta(days=max(0, on.weekday() - 4)))
            self._note(place, present, on, dice.choice(self.town.talks))

    def _note(self, place: Place, files: list[File], on: date, talk: dict[str, Any]) -> UUID:
        dice, person, rows = self.town.inventor.dice, files[0].person, self.rows
        name = person.given_name or person.family_name
        words = [
            talk["summary"].format(name=name),
            *dice.sample(self.town.words["more"], dice.choice((0, 0, 1, 1, 2, 3))),
        ]
        note, key = uuid7(), random_key()
        follow_up, follow_up_on = None, None
        if dice.random() < 0.05:
            words_ahead = dice.choice(self.town.words["reminders"])
            follow_up, follow_up_on = FOLLOW_UP.seal_text(note, key, words_ahead), on + timedelta(days=14)
        rows[Note].append(
            (
                note, on, talk["form"], talk["minutes"], person.contact_language, person.needs_interpreter,
                place.worker.pk, files[0].organisation_id, False, SUMMARY.seal_text(note, key, " ".join(words)),
                RESULT.seal_text(note, key, talk["result"].format(name=name)), follow_up, follow_up_on,
                datetime.combine(on, time(15, dice.randrange(60)), UTC), "", 1,
            )
        )  # fmt: skip
        rows[NoteInFile] += [(uuid7(), note, file.pk, self.wrap[file.pk](key), None) for file in files]
        rows[NoteTopic] += [(note, topic) for topic in talk["topics"]]
        rows[NoteField] += [(note, field) for field in talk["fields"]]
        return note

    def write(self) -> None:
        for model, columns in TABLES:
            insert_rows(model, columns, self.rows[model])


VISIT = {
    "form": "home-visit",
    "topics": [],
    "fields": ["values-everyday", "housing"],
    "minutes": 60,
    "summary": "Aufsuchen in der Unterkunft. Zimmer, Küche und Hausordnung gezeigt, Fragen von {name} notiert.",
    "result": "Anmeldung beim Bürgerbüro und Termin im Integrationsbüro vereinbart.",
}
