"""The demonstration databases: invented people, the same every time for the same day.

A mid-sized city (`demo.toml`), or a small county (`demo_county.toml`, which says only what differs). What a package of
features adds stands in a `demo_*.py` of its own; its `fill(town)` is called last and draws from dice of its own.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lotse.accounts import actions as accounts
from lotse.accounts.models import Organisation, Team, User
from lotse.accounts.permissions import CONFIRMED_ROLES, Role
from lotse.audit.context import system_actor
from lotse.cases import actions as cases
from lotse.cases import planning
from lotse.cases.cover import stand_in
from lotse.cases.life import Address, move
from lotse.cases.models import Allocation, File
from lotse.cases.residence import set_status
from lotse.concept.model import Concept
from lotse.desk import (
    demo_applications,
    demo_casework,
    demo_directory,
    demo_everyday,
    demo_housing,
    demo_papers,
    demo_person,
    demo_residence,
    demo_steering,
    demo_taking_part,
)
from lotse.desk.invented import read
from lotse.intake.actions import NewHousehold, NewPerson, open_households
from lotse.notes.actions import Contact, record_note
from lotse.rulebook import access as rulebook
from lotse.rulebook import actions as adopting

TOWNS = ("city", "county")
# what the rooms fill in, in this order: each builds on the ones before it
PARTS = (
    demo_residence, demo_papers, demo_taking_part, demo_applications, demo_everyday, demo_person, demo_housing,
    demo_casework, demo_steering, demo_directory,
)  # fmt: skip


@dataclass
class Town:
    """What the year is drawn from."""

    name: str  # city or county
    today: date
    data: dict[str, Any]
    dice: random.Random
    concept: Concept
    office: Organisation
    teams: dict[str, Team]
    staff: list[tuple[User, str, str]]  # user, role, region
    households: list[list[File]] = field(default_factory=list)  # in the order of their arrival

    def workers(self, region: str, role: str) -> list[User]:
        return [user for user, r, where in self.staff if (r, where) == (role, region)]

    def led(self) -> Iterator[tuple[File, User]]:
        """Every open file somebody works on, with who does."""
        rows = Allocation.objects.filter(part="lead", until_on=None, file__closed_on=None)
        for row in rows.select_related("file__person", "user").order_by("user", "file__number"):
            yield row.file, row.user


def build(today: date, name: str = "city") -> Town:
    """Fill an empty, migrated database; all or nothing."""
    with system_actor("demo", "build_demo"):
        return _build(today, name)


def _build(today: date, name: str) -> Town:
    town = _found(name, today, read("demo.toml") | (read(f"demo_{name}.toml") if name != "city" else {}))
    by_region: dict[str, list[list[File]]] = {}
    for arrived_on, household in _households(town):
        opened = open_households([household], holder=town.office, today=arrived_on, by="demo")
        by_region.setdefault(opened[0].region, []).append(opened)
        town.households.append(opened)
        _work(town, opened, arrived_on)
    _plans(town)
    for region, households in by_region.items():
        _groups(town, region, [f for files_ in households for f in files_ if f.is_open])
    for part in PARTS:
        part.fill(town)
    return town


def _found(name: str, today: date, data: dict[str, Any]) -> Town:
    since = date(today.year - 2, 1, 1)
    accounts.found_installation(is_demo=True, by="demo")
    adopting.adopt(data["concept"], since, by="demo")
    concept = rulebook.current(today)
    office = accounts.add_organisation(concept.authority.de, kind=Organisation.Kind.AUTHORITY, by="demo")
    teams, organisations = {}, []
    for row in data["organisations"]:
        organisation = accounts.add_organisation(row["name"], by="demo", **row.get("letterhead", {}))
        organisations.append(organisation)
        for region in concept.regions:
            if region.key in row["regions"]:
                teams[region.key] = accounts.team_in(
                    organisation, region.key, row.get("team") or f"{row['name'].split()[0]} {region.title.de}",
                    from_on=since, by="demo",
                )  # fmt: skip
    staff = []
    for row in data["staff"]:
        organisation = office if row["at"] < 0 else organisations[row["at"]]
        user = accounts.add_staff(
            f"{row['name'].split()[0].lower()}@demo.example",
            row["name"],
            organisation,
            fte=Decimal(row["fte"]) if row["fte"] else None,
            languages=tuple(row["languages"]),
            qualification=concept.qualifications[0].key if row["role"] == "social-worker" else "",
            from_on=since,
            by="demo",
        )
        role = Role(row["role"])
        held = accounts.give_role(user, role, organisation, team=teams.get(row["region"]), from_on=since, by="demo")
        if role in CONFIRMED_ROLES:
            accounts.confirm_role(held, by="demo")
        staff.append((user, row["role"], row["region"]))
    return Town(name, today, data, random.Random(data["seed"]), concept, office, teams, staff)  # noqa: S311 - no secret


def _households(town: Town) -> list[tuple[date, NewHousehold]]:
    """Arrivals over the year, thicker in the last weeks, in the order of their days."""
    dice, data, found = town.dice, town.data, []
    words, kinds = data["words"], data["districts"]["kinds"]
    districts = [d.name for region in town.concept.regions for d in region.districts if d.kind in kinds]
    weights = [data["districts"]["weights"].get(d, data["districts"]["others"]) for d in districts]
    for number in range(data["households"]):
        ago = dice.choice((0, 1, 1, 2, 3, 5, 6)) if number % 12 == 0 else dice.randrange(7, data["days"])
        arrived_on = town.today - timedelta(days=ago)
        arrival = dice.choices(("assigned", "moved-in", "family"), (8, 2, 1))[0]
        flat = arrival != "assigned" or dice.random() < 0.2
        district = dice.choices(districts, weights)[0] if number != 12 else ""
        street, house = dice.choice(words["streets"]), dice.choice(words["houses"])
        address = Address(
            kind="own-flat" if flat else "uewh",
            accommodation="" if flat else words["house_in"].get(district, house),
            street=street if flat else "",
            house_number=str(dice.randrange(1, 60)) if flat else "",
            place=district if town.concept.territory == "county" else town.concept.municipality,
            district=district,
        )
        persons = _family(town, number, arrived_on)
        start = arrived_on if arrival == "family" and dice.random() < data["family_starts"] else None
        found.append((arrived_on, NewHousehold(persons, arrival, arrived_on, address, service_from_on=start)))
    return sorted(found, key=lambda pair: pair[0])


def _family(town: Town, number: int, arrived_on: date) -> tuple[NewPerson, ...]:
    dice = town.dice
    origin = dice.choices(town.data["origin"], [o["share"] for o in town.data["origin"]])[0]
    family = dice.choice(origin["families"])
    size = dice.choices((1, 2, 3, 4, 5), town.data["sizes"])[0]
    if origin["nationality"] == "UA":
        status, benefit = "ae-24", "sgb-2"
    else:
        status = dice.choices(
            ("aufenthaltsgestattung", "duldung", "ae-25-2-refugee", "ae-25-2-subsidiary", "ankunftsnachweis"),
            (8, 2, 2, 2, 1),
        )[0]
        benefit = "sgb-2" if status.startswith("ae") else "asylblg-3"
    persons: list[NewPerson] = []
    for index in range(size):
        is_adult = index < (2 if size > 2 else 1) or (size == 2 and dice.random() < town.data["couples_of_two"])
        woman = dice.random() < 0.5 if index == 0 else index % 2 == 1
        if index == 1 and is_adult and town.data["couples_mixed"]:
            woman = persons[0].sex == "male"
        free = [name for name in origin["women" if woman else "men"] if name[0] not in {p.given_name for p in persons}]
        given = dice.choice(free or origin["women" if woman else "men"])
        year = arrived_on.year - dice.randrange(*town.data["adults" if is_adult else "children"])
        birth = (year, dice.randrange(1, 13), dice.randrange(1, 29))
        if dice.random() < 0.08:
            birth = (year, None, None)  # type: ignore[assignment]
        elif dice.random() < 0.1:
            birth = (year, 1, 1)
        script = f"{given[1]} {family[1]}".strip() if family[1] else ""
        persons.append(
            NewPerson(
                family[0], given[0], script, birth, "female" if woman else "male", origin["nationality"],
                origin["language"], needs_interpreter=is_adult and dice.random() < 0.6, status=status, benefit=benefit,
                aktenzeichen=f"{town.data['mark']}-{arrived_on:%y}-{number + 1:03d}-{index + 1}",
                relation="head" if index == 0 else "partner" if is_adult else "child",
                phone=f"0151 5550{number:03d}" if index == 0 else "",
                is_address_protected=number == 23,
            )
        )  # fmt: skip
    return tuple(persons)


def _work(town: Town, opened: list[File], arrived_on: date) -> None:
    """Hand over, visit, counsel: the newest households still wait."""
    dice, region = town.dice, opened[0].region
    team, leads = town.teams.get(region), town.workers(region, "social-worker")
    age = (town.today - arrived_on).days
    if not team or not leads or age < 2:
        return
    coordinator = next(iter(town.workers(region, "coordinator")), None) or next(
        user
        for user, role, _ in town.staff
        if role in ("manager", "coordinator") and user.organisation_id == team.organisation_id
    )
    lead = dice.choice(leads)
    companions = town.workers(region, "companion")
    companion = dice.choice(companions) if companions and dice.random() < 0.4 else None
    handed_on = arrived_on + timedelta(days=dice.choice((0, 0, 1)))
    cases.allocate(opened, lead, companion=companion, team=team, from_on=handed_on, by=coordinator)
    head = opened[0]
    if head.arrival == "assigned" and not (age < 7 and dice.random() < 0.6):
        visited_on = min(town.today, arrived_on + timedelta(days=dice.choice((1, 1, 2, 2, 2, 4))))
        contact = Contact(
            visited_on,
            "home-visit",
            town.data["visit"]["summary"],
            town.data["visit"]["result"],
            fields=("values-everyday", "housing"), minutes=60, language=head.person.contact_language,
            with_interpreter=head.person.needs_interpreter, additions=(),
        )  # fmt: skip
        record_note(opened, contact, author=lead, by=lead)
    _talks(town, opened, lead, arrived_on, age)
    if age > 120 and dice.random() < 0.12 and not town.concept.steps:
        cases.record_event(head, "case-management-started", arrived_on + timedelta(days=60), by=lead)
    if age > 200 and dice.random() < 0.15:
        moved_on = arrived_on + timedelta(days=dice.randrange(120, 190))
        was = head.person.stays.first()
        address = Address("own-flat", "", dice.choice(town.data["words"]["streets"]), str(dice.randrange(1, 80)), "",
                          was.place, was.district)  # fmt: skip
        move(opened, "moved-to-own-flat", moved_on, address, by=lead)
    elif age > 250 and dice.random() < 0.1:
        gone_on = arrived_on + timedelta(days=200)
        move(opened, "moved-away", gone_on, None, by=lead)
        for file in opened:
            cases.close_file(file, gone_on + timedelta(days=5), "moved-away", by=lead)


def _talks(town: Town, opened: list[File], lead: User, arrived_on: date, age: int) -> None:
    dice = town.dice
    for _ in range(min(14, age // dice.randrange(18, 40))):
        talk = dice.choice(town.data["talk"])
        on = arrived_on + timedelta(days=dice.randrange(3, max(4, age)))
        on -= timedelta(days=max(0, on.weekday() - 4))
        file = dice.choice(opened[:2])
        name = file.person.given_name or file.person.family_name
        contact = Contact(
            on, talk["form"], talk["summary"].format(name=name), talk["result"].format(name=name),
            fields=tuple(talk["fields"]), topics=tuple(talk["topics"]), minutes=talk["minutes"],
            language=file.person.contact_language, with_interpreter=file.person.needs_interpreter,
        )  # fmt: skip
        record_note([file], contact, author=lead, by=lead)


def _working_day(day: date) -> date:
    """Offices are closed at weekends: the Monday after."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def _plans(town: Town) -> None:
    """What the days around today hold: appointments, tasks, a warning, papers that run out, somebody on leave."""
    dice, words = random.Random(5), town.data["plans"]  # noqa: S311 - no secret
    for n, (file, user) in enumerate(list(town.led())):
        if n % 5 == 0:
            word = dice.choice(words["appointments"])
            day = _working_day(town.today + timedelta(days=dice.choice((-3, 0, 0, 1, 2, 3, 4, 6))))
            starts_at = timezone.make_aware(datetime.combine(day, time(dice.choice((8, 9, 10, 13, 14, 15)), 30)))
            plan = planning.Plan(
                starts_at, starts_at + timedelta(minutes=dice.choice((30, 45, 60, 90))), user, word["place"],
                word["partner"], word["words"], file.person.needs_interpreter,
            )  # fmt: skip
            made = planning.make_appointment(file, plan, by=user)
            if starts_at < timezone.now() and dice.random() < 0.5:
                kept = dice.random() < 0.7
                planning.settle_appointment(made, "kept" if kept else "not-kept", "" if kept else "prevented", by=user)
        if n % 6 == 1:
            due_on = _working_day(town.today + timedelta(days=dice.choice((-1, 0, 1, 3, 5, 12))))
            planning.add_task(file, dice.choice(words["tasks"]), user, due_on, by=user)
        if n % 40 == 3:
            until_on = town.today + timedelta(days=60)
            planning.raise_alert(file, "contact", dice.choice(words["alerts"]), town.today, until_on, by=user)
        status = file.person.statuses.filter(until_on=None).first() if n % 25 == 7 else None
        if status and status.from_on < town.today - timedelta(days=30):
            set_status(
                file, status.status, town.today - timedelta(days=20),
                valid_until_on=town.today + timedelta(days=dice.randrange(5, 50)), by=user,
            )  # fmt: skip
    for region in town.teams:
        leads, coordinators = town.workers(region, "social-worker"), town.workers(region, "coordinator")
        if len(leads) > 2 and coordinators:
            first = town.today + timedelta(days=14)
            stand_in(leads[-1], leads[-2], first, first + timedelta(days=11), by=coordinators[0])


def _groups(town: Town, region: str, opened: list[File]) -> None:
    """A group session now and then: the shared text names nobody."""
    leads = town.workers(region, "social-worker")
    if not leads or len(opened) < 6:
        return
    for back in range(7, 300, 23):
        on = town.today - timedelta(days=back)
        present = [f for f in opened if f.opened_on < on]
        if len(present) < 5 or on.weekday() > 4:
            continue
        contact = Contact(
            on,
            "group",
            "Gruppe zum Schulsystem: Schularten, Anmeldung, Elternabende. Viele Fragen zum Hort.",
            "Nächstes Treffen in drei Wochen, Thema Ausbildung.",
            fields=("work-education",), topics=("education-system",), minutes=90,
        )  # fmt: skip
        lead = leads[back % len(leads)]
        record_note(town.dice.sample(present, min(7, len(present))), contact, author=lead, by=lead)
