"""Somebody else is quicker: nothing is written, nothing typed or decided is lost, and nobody is overlooked."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from lotse.accounts.actions import as_actor
from lotse.cases import persons
from lotse.cases.models import File
from lotse.intake import actions, work
from lotse.intake.actions import NewHousehold, NewPerson, make_households, write_households
from lotse.intake.tests.conftest import csv, person
from lotse.intake.tests.test_screen_household import client_of, send, typed
from lotse.intake.tests.test_screen_lists import ALMOST_ZAHRA, bring_in, has_file, page, uploaded
from lotse.people.models import Household, Person, Stay
from tests.world import World


def home_of(world: World) -> Household:
    return Household.objects.get(memberships__person=world.rahimi[0].person, memberships__until_on=None)


def protect(world: World) -> None:
    file = world.rahimi[0]
    now = Person.objects.get(pk=file.person_id)
    values = {name: getattr(now, name) for name in persons.MASTER_DATA}
    persons.change_person(file, values, version=now.version, is_address_protected=True, by=world.miriam)


def after(original: Callable[..., Any], then: Callable[[], None]) -> Callable[..., Any]:
    """What `original` gives, but the first time something happens before it is used."""
    done: list[bool] = []

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        found = original(*args, **kwargs)
        if not done:
            done.append(True)
            then()
        return found

    return wrapped


def joins() -> dict[str, str]:
    return person(Aktenzeichen="W-77", Haushalt="R", Familienname="Rahimi", Vorname="Sami", Geburtsdatum="01.02.2020")


def test_a_list_overtaken_while_it_is_taken_over_waits_with_all_decisions(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(world.jens)
    url = uploaded(client, csv([ALMOST_ZAHRA | {"Haushalt": "R"}, joins()]))
    line = page(client, url).split('name="row-')[1].split('"')[0]
    decided = {f"row-{line}": str(world.rahimi[0].person_id)}
    monkeypatch.setattr(work, "make_plan", after(work.make_plan, lambda: protect(world)))
    html = bring_in(client, url, **decided).content.decode()
    assert "hat jemand anders einen dieser Haushalte geändert" in html
    assert not has_file("W-77")
    chosen = [box for box in html.split("<input") if f'value="{world.rahimi[0].person_id}"' in box]
    assert chosen and "checked" in chosen[0], "the decision still stands"
    bring_in(client, url, **decided)
    assert File.objects.get(person__identifiers__value="W-77").person.is_address_protected


def test_a_household_typed_by_hand_comes_back_as_typed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client, url = client_of(world.katrin), f"/aufnahme/?haushalt={home_of(world).pk}"
    block = typed(family_name="Rahimi", given_name="Sami", birth="01.02.2020", phone="0351 77")
    monkeypatch.setattr(actions, "make_households", after(actions.make_households, lambda: protect(world)))
    answer = send(client, block, url=url, arrival="family")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "steht noch da" in html
    assert all(f'value="{text}"' in html for text in ("Sami", "01.02.2020", "0351 77", "Tannenstraße"))
    assert not Person.objects.filter(given_name="Sami").exists()
    protect(world)
    assert send(client, block, url=url, arrival="family").status_code == 302
    assert Person.objects.get(given_name="Sami").is_address_protected


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_attack_a_protection_set_between_check_and_commit_covers_who_moves_in(world: World) -> None:
    """The protector starts when the newcomer is written but nobody can see it yet."""
    joining = NewHousehold((NewPerson("Rahimi", "Sami"),), "family", world.today, into=home_of(world).pk)
    planned = make_households([joining], holder=world.office, today=world.today, by="test")
    failed: list[Exception] = []

    def protecting() -> None:
        try:
            protect(world)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=protecting)
    with as_actor("test", "arrange"), transaction.atomic():
        write_households(planned, by="test")
        thread.start()
        thread.join(1.5)
        assert thread.is_alive(), "it waits for us"
    thread.join(10)
    assert not failed and not thread.is_alive()
    new = Person.objects.get(given_name="Sami")
    assert new.is_address_protected
    assert not Stay.objects.filter(person=new).exclude(accommodation="", street="").exists()
