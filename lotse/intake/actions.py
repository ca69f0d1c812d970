"""Opening files for a household: persons, stays, statuses, keys, files and their deadlines in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db import transaction

from lotse.accounts.access import team_of_region
from lotse.accounts.actions import Actor, as_actor
from lotse.accounts.models import Organisation, Team
from lotse.cases.actions import Opening, open_files
from lotse.cases.life import Address, make_stay
from lotse.cases.models import File
from lotse.concept.model import Concept
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
from lotse.people.search_index import index_persons
from lotse.rulebook import access as rulebook
from lotse.ui.ids import uuid7
from lotse.vault.keys import new_keys


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


BATCH = 1000  # people written in one go: keeps statements below what a database takes


def open_households(
    households: Sequence[NewHousehold],
    *,
    holder: Organisation,
    today: date,
    by: Actor,
    tick: Callable[[int], None] = lambda done: None,
) -> list[File]:
    """Write households with persons and files, all or none. Each file goes to the one team of its region, else waits
    with `holder`. The files come in the order of households and persons; `tick` is told how many are written.

    Nobody is made responsible: allocating is a step of its own.
    """
    concept = rulebook.current(today)
    files: list[File] = []
    with as_actor(by, "open_households"), transaction.atomic():
        teams = {region.key: team_of_region(region.key, today) for region in concept.regions}
        for some in _batches(households):
            files += _open_batch(some, concept, teams, holder, today, by)
            tick(len(files))
    return files


def _batches(households: Sequence[NewHousehold]) -> Iterator[list[NewHousehold]]:
    batch: list[NewHousehold] = []
    count = 0
    for household in households:
        batch.append(household)
        count += len(household.persons)
        if count >= BATCH:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch


def _open_batch(
    households: Sequence[NewHousehold],
    concept: Concept,
    teams: dict[str, Team | None],
    holder: Organisation,
    today: date,
    by: Actor,
) -> list[File]:
    rows: dict[type, list] = {
        model: []
        for model in (Household, Person, Membership, Identifier, FurtherName, Stay, ResidenceStatus, Benefit, Contact,
                      SpokenLanguage)
    }  # fmt: skip
    openings: list[Opening] = []
    holders: dict[UUID, Organisation] = {}
    facts = []
    hidden = _homes_protected(new.into for new in households)
    for new in households:
        household_id = new.into
        is_hidden = household_id in hidden or any(p.is_address_protected for p in new.persons)
        if household_id is None:
            household = Household(mark=new.mark)
            household_id = household.pk
            rows[Household].append(household)
        for index, p in enumerate(new.persons):
            p = replace(p, is_address_protected=True) if is_hidden else p
            arrival, arrived_on = p.arrival or new.arrival, p.arrived_on or new.arrived_on
            address = p.address or new.address
            match = concept.region_of(address.district or None, address.place or None)
            region = match.region_key or ""
            team = teams.get(region)
            file_id = uuid7()
            person = _person(p, file_id)
            rows[Person].append(person)
            holders[file_id] = team.organisation if team else holder
            facts.append((p, person, arrived_on, address, region, match.reason.de))
            is_head = index == 0 and new.into is None
            rows[Membership].append(
                Membership(
                    household_id=household_id, person=person, is_head=is_head, from_on=arrived_on,
                    relation=Membership.Relation.HEAD if is_head else p.relation,
                )
            )  # fmt: skip
            events = [(p.event or FIRST_EVENT[File.Arrival(arrival)], arrived_on)]
            if new.service_from_on and arrival == File.Arrival.FAMILY:
                events.append(("welcome-decided", new.service_from_on))
            openings.append(Opening(file_id, person, holders[file_id], team, region, arrival, tuple(events), p.remark))
    keys = new_keys((file_id, organisation.pk) for file_id, organisation in holders.items())
    openings = [replace(o, key=keys[o.file_id]) for o in openings]
    for p, person, arrived_on, address, region, reason in facts:
        _add_facts(rows, p, person, arrived_on, address, region, reason, keys[person.seal_subject])
    for model, instances in rows.items():
        model.objects.bulk_create(instances)  # type: ignore[attr-defined]
    index_persons(person.pk for person in rows[Person])
    return open_files(openings, concept=concept.key, opened_on=today, by=by)


def _homes_protected(households: Iterable[UUID | None]) -> set[UUID]:
    """Those in which somebody lives whose address is protected: whoever joins them lives there too."""
    ids = [key for key in households if key]
    living = Membership.objects.filter(household__in=ids, until_on=None, person__is_address_protected=True)
    return set(living.values_list("household_id", flat=True)) if ids else set()


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


def _add_facts(
    rows: dict[type, list],
    p: NewPerson,
    person: Person,
    arrived_on: date,
    address: Address,
    region: str,
    reason: str,
    key: bytes,
) -> None:
    if p.aktenzeichen:
        rows[Identifier].append(Identifier(person=person, value=p.aktenzeichen))
    rows[FurtherName].extend(FurtherName(person=person, family_name=name) for name in p.further_names)
    if p.status:
        rows[ResidenceStatus].append(
            ResidenceStatus(person=person, status=p.status, from_on=p.status_from_on or arrived_on)
        )
    if p.benefit:
        rows[Benefit].append(Benefit(person=person, system=p.benefit, from_on=arrived_on))
    rows[Contact].extend(
        Contact(person=person, kind=kind, value=value)
        for kind, value in ((Contact.Kind.PHONE, p.phone), (Contact.Kind.EMAIL, p.email))
        if value
    )
    rows[SpokenLanguage].extend(SpokenLanguage(person=person, language=key) for key in p.languages)
    rows[Stay].append(make_stay(person, address, from_on=arrived_on, region=region, reason=reason, key=key))
