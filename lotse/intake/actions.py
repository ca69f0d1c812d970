"""Opening files for a household: persons, stays, statuses, keys, files and their deadlines in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model

from lotse.accounts.access import team_of_region
from lotse.accounts.actions import Actor, as_actor
from lotse.accounts.models import Organisation
from lotse.cases.actions import NewFiles, Opening, make_files, write_files
from lotse.cases.life import Address, make_stay
from lotse.cases.models import File
from lotse.cases.persons import lock_homes, protect_household
from lotse.people.models import (
    Benefit,
    Contact,
    FurtherName,
    Household,
    Identifier,
    Membership,
    Person,
    ResidenceStatus,
    SpokenLanguage,
    Stay,
)
from lotse.people.search_index import Entries
from lotse.rulebook import access as rulebook
from lotse.ui.bulk import insert, insert_rows
from lotse.ui.ids import uuid7
from lotse.vault.keys import NewKeys


@dataclass(frozen=True)
class NewPerson:
    """One person as typed in or read from a list. A protected address is protected for all who come to live there."""

    family_name: str
    given_name: str = ""
    original_name: str = ""
    birth: tuple[int | None, int | None, int | None] = (None, None, None)
    sex: str = "unknown"
    nationality: str = ""
    contact_language: str = ""
    needs_interpreter: bool = False
    status: str = ""
    status_from_on: date | None = None
    benefit: str = ""
    aktenzeichen: str = ""
    relation: str = Membership.Relation.OTHER
    marital_status: str = ""
    phone: str = ""
    email: str = ""
    is_address_protected: bool = False
    address: Address | None = None  # where it differs from the household's
    remark: str = ""
    languages: tuple[str, ...] = ()
    further_names: tuple[str, ...] = ()
    arrival: str = ""  # where it differs from the household's
    arrived_on: date | None = None
    event: str = ""  # what started it, where it was no arrival: "born"


@dataclass(frozen=True)
class NewHousehold:
    """A household that arrives on a day. The first person is its head. `service_from_on`: start by hand (D-43).

    `into`: these people join a household that is already there.
    """

    persons: tuple[NewPerson, ...]
    arrival: str
    arrived_on: date
    address: Address = field(default_factory=Address)
    mark: str = ""
    service_from_on: date | None = None
    into: UUID | None = None


FIRST_EVENT = {File.Arrival.ASSIGNED: "assignment", File.Arrival.MOVED_IN: "moved-in", File.Arrival.FAMILY: "moved-in"}


BATCH = 1000  # people after which progress is told


# What else is true of a person from the beginning, in rows: objects of these would take longer to make than to write.
FACTS: dict[type[Model], tuple[str, ...]] = {
    Membership: ("person", "household", "is_head", "relation", "from_on"),
    Identifier: ("person", "value"),
    FurtherName: ("person", "family_name"),
    ResidenceStatus: ("person", "status", "from_on"),
    Benefit: ("person", "system", "from_on"),
    Contact: ("person", "kind", "value"),
    SpokenLanguage: ("person", "language"),
}


class Overtaken(IntegrityError):
    """What was worked out beforehand is no longer true; nothing was written, work it out again."""


class NewRows:
    """All that opening files for some households writes: worked out and sealed, but not written yet."""

    def __init__(self) -> None:
        self.keys = NewKeys()
        self.joined: set[UUID] = set()  # households that were there before
        self.hidden: set[UUID] = set()  # of these, where the address is protected
        self.households: list[Household] = []
        self.persons: list[Person] = []
        self.stays: list[Stay] = []
        self.facts: dict[type[Model], list[tuple[Any, ...]]] = {model: [] for model in FACTS}
        self.index = Entries()
        self.files = NewFiles()


def open_households(households: Sequence[NewHousehold], *, holder: Organisation, today: date, by: Actor) -> list[File]:
    """Write households with persons and files, all or none. Each file goes to the one team of its region, else waits
    with `holder`. The files come in the order of households and persons.

    Nobody is made responsible: allocating is a step of its own.
    """
    return write_households(make_households(households, holder=holder, today=today, by=by), by=by)


def write_households(new: NewRows, *, by: Actor) -> list[File]:
    with as_actor(by, "open_households"), transaction.atomic():
        lock_homes(new.joined)
        if _homes_protected(new.joined) != new.hidden:
            raise Overtaken
        new.keys.write()
        for objects in (new.households, new.persons, new.stays):
            insert(objects)
        for model, columns in FACTS.items():
            insert_rows(model, columns, new.facts[model])
        new.index.write()
        files = write_files(new.files, by=by)
        for household in _homes_protected(new.joined) - new.hidden:
            protect_household(household)
        return files


def make_households(
    households: Sequence[NewHousehold],
    *,
    holder: Organisation,
    today: date,
    by: Actor,
    tick: Callable[[int], None] = lambda done: None,
) -> NewRows:
    """The long part of opening files, before the transaction: while somebody writes to SQLite, everybody else waits.
    `tick` is told how many persons are done."""
    concept = rulebook.current(today)
    teams = {region.key: team_of_region(region.key, today) for region in concept.regions}
    region_of = cache(concept.region_of)  # a list names the same few places again and again
    rows, openings = NewRows(), list[Opening]()
    rows.joined = {new.into for new in households if new.into}
    rows.hidden = _homes_protected(rows.joined)
    for new in households:
        household_id = new.into
        is_hidden = household_id in rows.hidden or any(p.is_address_protected for p in new.persons)
        if household_id is None:
            rows.households.append(Household(mark=new.mark))
            household_id = rows.households[-1].pk
        for index, p in enumerate(new.persons):
            p = replace(p, is_address_protected=True) if is_hidden else p
            arrival, arrived_on = p.arrival or new.arrival, p.arrived_on or new.arrived_on
            address = p.address or new.address
            match = region_of(address.district or None, address.place or None)
            region = match.region_key or ""
            team = teams.get(region)
            organisation = team.organisation if team else holder
            file_id = uuid7()
            key = rows.keys.make(file_id, organisation.pk)
            person = _person(p, file_id)
            rows.persons.append(person)
            is_head = index == 0 and new.into is None
            relation = Membership.Relation.HEAD if is_head else p.relation
            rows.facts[Membership].append((person.pk, household_id, is_head, relation, arrived_on))
            stay = make_stay(person, address, from_on=arrived_on, region=region, reason=match.reason.de, key=key)
            rows.stays.append(stay)
            _add_facts(rows.facts, p, person.pk, arrived_on)
            _add_entries(rows.index, p, person.pk)
            events = [(p.event or FIRST_EVENT[File.Arrival(arrival)], arrived_on)]
            if new.service_from_on and arrival == File.Arrival.FAMILY:
                events.append(("welcome-decided", new.service_from_on))
            openings.append(
                Opening(
                    file_id, person, organisation, team, region, arrival, tuple(events), p.status or None, p.remark, key
                )
            )
            if len(openings) % BATCH == 0:
                tick(len(openings))
    rows.files = make_files(openings, concept=concept.key, opened_on=today, by=by)
    return rows


def _homes_protected(households: set[UUID]) -> set[UUID]:
    """Those in which somebody lives whose address is protected: whoever joins them lives there too."""
    living = Membership.objects.filter(household__in=households, until_on=None, person__is_address_protected=True)
    return set(living.values_list("household_id", flat=True)) if households else set()


def _person(p: NewPerson, file_id: UUID) -> Person:
    person = Person(
        family_name=p.family_name,
        given_name=p.given_name,
        original_name=p.original_name,
        birth_year=p.birth[0],
        birth_month=p.birth[1],
        birth_day=p.birth[2],
        sex=p.sex,
        nationality=p.nationality,
        contact_language=p.contact_language,
        needs_interpreter=p.needs_interpreter,
        marital_status=p.marital_status,
        is_address_protected=p.is_address_protected,
        seal_subject=file_id,
    )
    person.set_normal_name()
    return person


def _add_facts(rows: dict[type[Model], list[tuple[Any, ...]]], p: NewPerson, person: UUID, arrived_on: date) -> None:
    if p.aktenzeichen:
        rows[Identifier].append((person, p.aktenzeichen))
    rows[FurtherName] += [(person, name) for name in p.further_names]
    if p.status:
        rows[ResidenceStatus].append((person, p.status, p.status_from_on or arrived_on))
    if p.benefit:
        rows[Benefit].append((person, p.benefit, arrived_on))
    if p.phone:
        rows[Contact].append((person, Contact.Kind.PHONE, p.phone))
    if p.email:
        rows[Contact].append((person, Contact.Kind.EMAIL, p.email))
    rows[SpokenLanguage] += [(person, key) for key in p.languages]


def _add_entries(index: Entries, p: NewPerson, person: UUID) -> None:
    for name in (p.family_name, p.given_name, *p.further_names):
        index.add_name(person, name)
    index.add_name(person, p.original_name, is_original=True)
    if p.aktenzeichen:
        index.add_aktenzeichen(person, p.aktenzeichen)
    if p.phone:
        index.add_phone(person, p.phone)
