"""The world the tests live in: named characters with known rights. Fixture `world` (root conftest) builds it per test.

Region West belongs to Ankerplatz, region Mitte to Brückenhaus. Miriam works on the Rahimi household together with
Farid; the Mehari household waits in West; Olga works on Demir in Mitte. Nobody of one provider may see files of the
other.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from lotse.accounts import actions as accounts
from lotse.accounts.models import Organisation, Team, User
from lotse.accounts.permissions import CONFIRMED_ROLES, Role
from lotse.cases import actions as cases
from lotse.cases.life import Address
from lotse.cases.models import File
from lotse.intake.actions import NewHousehold, NewPerson, open_households
from lotse.notes.actions import Contact, record_note
from lotse.notes.models import Note
from lotse.rulebook import actions as rulebook

TODAY = date(2026, 11, 23)
CONCEPT = "dresden/2019-07-01"
PASSWORD = "richtig-batterie-pferd"


@dataclass
class World:
    today: date
    office: Organisation
    anchor: Organisation
    bridge: Organisation
    west: Team
    centre: Team
    miriam: User  # social worker West, works on Rahimi
    farid: User  # companion West, in tandem with Miriam
    lena: User  # social worker West, works on nothing
    katrin: User  # coordinator West
    theo: User  # manager of Ankerplatz
    olga: User  # social worker Mitte, works on Demir
    bernd: User  # coordinator Mitte
    jens: User  # clerk of the social welfare office
    ada: User  # analyst
    dora: User  # data protection
    petra: User  # administrator
    rahimi: list[File]
    mehari: list[File]
    demir: list[File]
    note: Note

    def staff(self) -> dict[str, User]:
        names = "miriam farid lena katrin theo olga bernd jens ada dora petra"
        return {name: getattr(self, name) for name in names.split()}


def make_staff(
    since: date, name: str, organisation: Organisation, role: Role, team: Team | None = None, **more: object
) -> User:
    """Somebody with a password and a role in force: the first name @example.org."""
    email = f"{name.split()[0].lower()}@example.org"
    user = accounts.add_staff(email, name, organisation, from_on=since, by="test", **more)  # type: ignore[arg-type]
    with accounts.as_actor("test", "set_password"):
        user.set_password(PASSWORD)
        user.save()
    held = accounts.give_role(user, role, organisation, team=team, from_on=since, by="test")
    if role in CONFIRMED_ROLES:
        accounts.confirm_role(held, by="test")
    return user


def build(today: date = TODAY) -> World:
    since = date(2025, 1, 1)
    accounts.found_installation(is_demo=False, by="test")
    rulebook.adopt(CONCEPT, since, by="test")
    office = accounts.add_organisation("Sozialamt", kind=Organisation.Kind.AUTHORITY, by="test")
    anchor = accounts.add_organisation("Ankerplatz e. V.", by="test")
    bridge = accounts.add_organisation("Brückenhaus gGmbH", by="test")
    west = accounts.team_in(anchor, "west", "Ankerplatz West", from_on=since, by="test")
    centre = accounts.team_in(bridge, "mitte", "Brückenhaus Mitte", from_on=since, by="test")

    staff = partial(make_staff, since)
    people = {
        "miriam": staff("Miriam Albrecht", anchor, Role.SOCIAL_WORKER, west, fte=Decimal(1), languages=("ar", "en")),
        "farid": staff("Farid Noori", anchor, Role.COMPANION, west, fte=Decimal("0.5"), languages=("fa", "prs")),
        "lena": staff("Lena Hofmann", anchor, Role.SOCIAL_WORKER, west, fte=Decimal("0.8")),
        "katrin": staff("Katrin Hoyer", anchor, Role.COORDINATOR, west, fte=Decimal(1)),
        "theo": staff("Theo Brandt", anchor, Role.MANAGER),
        "olga": staff("Olga Petersen", bridge, Role.SOCIAL_WORKER, centre, fte=Decimal(1), languages=("ru", "uk")),
        "bernd": staff("Bernd Seidel", bridge, Role.COORDINATOR, centre),
        "jens": staff("Jens Kretzschmar", office, Role.AUTHORITY),
        "ada": staff("Ada Lindner", office, Role.ANALYST),
        "dora": staff("Dora Weiß", office, Role.DATA_PROTECTION),
        "petra": staff("Petra Lang", office, Role.ADMINISTRATOR),
    }

    def household(day: date, district: str, *persons: NewPerson) -> list[File]:
        new = NewHousehold(
            persons, "assigned", day, Address("uewh", "ÜWH Kastanienweg 14", place="", district=district)
        )
        return open_households([new], holder=office, today=today, by="test")

    rahimi = household(
        today - timedelta(days=6),
        "Cotta",
        NewPerson("Rahimi", "Zahra", "زهرا رحیمی", (1993, 3, 14), "female", "AF", "prs", True, aktenzeichen="AZ-1001",
                  status="aufenthaltsgestattung", phone="0351 5550101"),
        NewPerson("Rahimi", "Sara", "", (2022, 5, 2), "female", "AF", "prs", aktenzeichen="AZ-1002", relation="child",
                  status="aufenthaltsgestattung"),
    )  # fmt: skip
    mehari = household(
        today,
        "Cotta",
        NewPerson("Mehari", "", "መሓሪ", (1990, None, None), "male", "ER", "ti", True, aktenzeichen="AZ-1003"),
    )
    demir = household(
        today - timedelta(days=40),
        "Plauen",
        NewPerson("Demir", "Yusuf", "", (1985, 1, 1), "male", "TR", "tr", aktenzeichen="AZ-2001"),
    )
    cases.allocate(rahimi, people["miriam"], companion=people["farid"], team=west, from_on=today, by=people["katrin"])
    cases.allocate(demir, people["olga"], team=centre, from_on=today, by=people["bernd"])
    note = record_note(
        rahimi,
        Contact(today, "home-visit", "Erstbesuch im Kastanienweg, Zimmer 2.07.", "Schulanmeldung für Sara vereinbart."),
        author=people["miriam"],
        by=people["miriam"],
    ).note
    return World(
        today, office, anchor, bridge, west, centre, **people, rahimi=rahimi, mehari=mehari, demir=demir, note=note
    )
