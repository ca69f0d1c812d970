"""Households that arrive in the course of a test, opened as `intake` opens them."""

from datetime import date

from lotse.accounts.models import Organisation
from lotse.cases.life import Address
from lotse.cases.models import File
from lotse.intake.actions import NewHousehold, NewPerson, open_households
from tests.world import World


def arrive(
    world: World,
    *persons: str,
    arrival: str = "assigned",
    on: date | None = None,
    district: str = "",
    holder: Organisation | None = None,
    status: str = "",
) -> list[File]:
    """One household; `persons` are names as lists show them: "Abdi, Hodan"."""
    return arrive_all(world, [persons], arrival=arrival, on=on, district=district, holder=holder, status=status)


def arrive_all(
    world: World,
    households: list[tuple[str, ...]],
    *,
    arrival: str = "assigned",
    on: date | None = None,
    district: str = "",
    holder: Organisation | None = None,
    status: str = "",
) -> list[File]:
    new = []
    for names in households:
        people = []
        for name in names:
            family, _comma, given = name.partition(", ")
            people.append(NewPerson(family, given, status=status))
        new.append(NewHousehold(tuple(people), arrival, on or world.today, Address(district=district)))
    return open_households(new, holder=holder or world.office, today=world.today, by="test")
