"""The demonstration of a county: small, of one piece, and nobody's real life."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from lotse.accounts.models import RoleHeld, User
from lotse.accounts.permissions import Role
from lotse.cases.models import Allocation, File
from lotse.casework.cycles import StepTaken
from lotse.desk import demo
from lotse.notes.models import Note
from lotse.people.models import Person
from tests.world import TODAY


def test_a_county_has_one_provider_eight_staff_and_twelve_families(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = demo.build(TODAY, "county")
    assert town.concept.territory == "county"
    roles = sorted(RoleHeld.objects.values_list("role", flat=True))
    assert roles == sorted([*(set(Role) - {Role.ANALYST}), Role.SOCIAL_WORKER])
    assert User.objects.exclude(email__endswith="@demo.example").count() == 0
    assert len(town.households) == 12
    for household in town.households:
        assert any(_age(file.person, town.today) < 18 for file in household)
    assert Note.objects.count() > 50
    assert Allocation.objects.filter(part="tandem", until_on=None).exists()
    assert File.objects.exclude(region="").count() == File.objects.count()
    assert {file.pk for file, _user in town.led()} < set(File.objects.values_list("pk", flat=True))
    client.force_login(User.objects.get(email="sonja@demo.example"))
    assert client.get("/").status_code == 200
    file = next(file for file, user in town.led() if user.name == "Sonja Krüger")
    for page in ("", "person/", "haushalt/", "fallsteuerung/"):
        assert client.get(f"/akten/{file.pk}/{page}").status_code == 200

    reached = set(StepTaken.objects.values_list("kind", "outcome"))
    assert reached >= {("first-interview", "case-management"), ("first-interview", "occasional"), ("help-plan", "")}


def _age(person: Person, on: date) -> int:
    age = person.age_on(on)
    assert age is not None
    return age


def test_there_is_no_third_town(db: None) -> None:
    with pytest.raises(CommandError, match="city"):
        call_command("demo", "--town", "moon")
