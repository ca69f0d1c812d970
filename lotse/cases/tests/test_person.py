"""What a file says about its person, and two people who change it at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from lotse.accounts.models import User
from lotse.cases import life
from lotse.cases.actions import close_file
from lotse.cases.models import FileContent
from lotse.cases.persons import add_language
from lotse.cases.residence import set_status
from tests.county import County
from tests.world import World


def send(user: User, address: str, data: dict[str, Any]) -> HttpResponse:
    client = Client()
    client.force_login(user)
    return client.post(address, data, follow=True)  # type: ignore[return-value]


def master(world: World, **changed: Any) -> dict[str, Any]:
    person = world.rahimi[0].person
    return {
        "family_name": "Rahimi",
        "given_name": "Zahra",
        "original_name": "زهرا رحیمی",
        "address_form": "",
        "birth": "14.03.1993",
        "sex": "female",
        "nationality": "AF",
        "marital_status": "",
        "contact_language": "prs",
        "needs_interpreter": "on",
        "interpreter_wish": "",
        "seen_version": person.version,
    } | changed


def test_master_data_are_changed_and_partial_dates_kept_as_they_are(world: World) -> None:
    file = world.rahimi[0]
    html = send(
        world.miriam,
        f"/akten/{file.pk}/person/stammdaten/",
        master(world, birth="00.00.1993", address_form="Frau Dr. Rahimi"),
    ).content.decode()
    assert "00.00.1993" in html
    assert "Anrede „Frau Dr. Rahimi“" in html
    file.person.refresh_from_db()
    assert file.person.birth == (1993, None, None)


def test_two_people_who_save_the_same_person_both_see_both_versions(world: World) -> None:
    file = world.rahimi[0]
    address = f"/akten/{file.pk}/person/stammdaten/"
    mine, hers = master(world, given_name="Zahra Mina"), master(world, given_name="Zahrā", marital_status="married")
    assert send(world.katrin, address, hers).status_code == 200
    answer = send(world.miriam, address, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Zahra Mina" in html
    assert "Zahrā" in html
    assert "verheiratet" in html
    file.person.refresh_from_db()
    assert file.person.given_name == "Zahrā"
    assert f'name="seen_version" value="{file.person.version}"' in html
    assert send(world.miriam, address, mine | {"seen_version": file.person.version}).status_code == 200
    file.person.refresh_from_db()
    assert file.person.given_name == "Zahra Mina"


def test_errors_are_listed_on_top_and_the_typed_words_stay(world: World) -> None:
    answer = send(
        world.miriam,
        f"/akten/{world.rahimi[0].pk}/person/stammdaten/",
        master(world, family_name="", birth="31.02.1993", given_name="Zahra Mina"),
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Diesen Tag gibt es nicht" in html
    assert "ein einzelner Name steht hier" in html
    assert "Zahra Mina" in html


@pytest.mark.parametrize(
    ("part", "data", "shown"),
    [
        ("namen", {"family_name": "Rahimy", "given_name": "Zahra", "remark": "Heiratsurkunde"}, "Rahimy, Zahra"),
        ("nummern", {"value": "AZ-5005"}, "AZ-5005"),
        ("kontakte", {"kind": "email", "value": "z@example.org"}, "z@example.org"),
    ],
)
def test_small_facts_are_added_shown_and_taken_away_again(
    world: World, part: str, data: dict[str, str], shown: str
) -> None:
    file = world.rahimi[0]
    address = f"/akten/{file.pk}/person/{part}/"
    html = send(world.miriam, address, data).content.decode()
    assert f"<bdi>{shown}</bdi>" in html
    rows = {
        "namen": file.person.further_names,
        "nummern": file.person.identifiers,
        "kontakte": file.person.contacts,
    }[part]
    html = send(world.miriam, address, {"entfernen": str(rows.order_by("-pk")[0].pk)}).content.decode()
    assert f"<bdi>{shown}</bdi>" not in html


def test_a_number_of_somebody_else_is_refused_without_saying_whose_it_is(world: World) -> None:
    html = send(world.miriam, f"/akten/{world.rahimi[0].pk}/person/nummern/", {"value": "AZ-2001"}).content.decode()
    assert "gehört schon zu einer anderen Person" in html
    assert "Demir" not in html


def test_a_fact_of_another_person_cannot_be_removed_through_this_file(world: World) -> None:
    foreign = world.demir[0].person.identifiers.get()
    send(world.miriam, f"/akten/{world.rahimi[0].pk}/person/nummern/", {"entfernen": str(foreign.pk)})
    assert world.demir[0].person.identifiers.count() == 1


@pytest.mark.requirement("P-135")
def test_the_file_takes_the_contents_the_concept_asks_for_and_no_sensitive_ones_it_does_not(world: World) -> None:
    file = world.rahimi[0]
    client = Client()
    client.force_login(world.miriam)
    html = client.get(f"/akten/{file.pk}/person/").content.decode()
    for title in (
        "Daten zur Person",
        "Aufenthaltsstatus",
        "Familiäre Situation",
        "Familienstand",
        "Bildungsweg",
        "Berufsweg",
    ):
        assert title in html
    assert "Religionszugehörigkeit" not in html
    assert client.post(f"/akten/{file.pk}/inhalt/religion/", {"text": "x"}).status_code == 404
    for text in ("Schneiderin in Herat.", "Schneiderin in Herat, eigene Werkstatt."):
        html = send(world.miriam, f"/akten/{file.pk}/inhalt/work-history/", {"text": text}).content.decode()
    assert "eigene Werkstatt." in html
    assert "Eine frühere Fassung" in html
    assert FileContent.objects.filter(file=file).count() == 2


@pytest.mark.parametrize("who", ["jens", "theo"])
def test_free_words_about_the_person_are_not_for_authority_and_management(world: World, who: str) -> None:
    file = world.rahimi[0]
    send(world.miriam, f"/akten/{file.pk}/inhalt/work-history/", {"text": "Schneiderin in Herat."})
    client = Client()
    client.force_login(getattr(world, who))
    assert "Schneiderin" not in client.get(f"/akten/{file.pk}/person/").content.decode()
    assert client.get(f"/akten/{file.pk}/inhalt/work-history/").status_code == 403


def person_page(world: World) -> str:
    client = Client()
    client.force_login(world.katrin)
    return client.get(f"/akten/{world.rahimi[0].pk}/person/").content.decode()


def paper_runs_out(world: World) -> None:
    file, row = world.rahimi[0], world.rahimi[0].person.statuses.get()
    set_status(file, row.status, row.from_on, valid_until_on=world.today + timedelta(days=5), by=world.miriam)
    life.record_absence(file.person, "visit", world.today, None, by=world.miriam)


def test_of_an_open_file_it_is_said_what_holds_today(world: World) -> None:
    paper_runs_out(world)
    html = person_page(world)
    assert html.count("heute") >= 3 and "lo-note is-due" in html


def test_of_the_dead_nothing_holds_until_today(world: World) -> None:
    paper_runs_out(world)
    life.die(world.rahimi[0], world.today, by=world.miriam)
    inside = person_page(world).split('aria-labelledby="status"')[1]
    assert "heute" not in inside.split("lo-foot")[0] and "23.11.2026" in inside


def test_of_a_closed_file_it_is_said_that_nobody_keeps_it_up_to_date(world: World) -> None:
    paper_runs_out(world)
    close_file(world.rahimi[0], world.today, "goal-reached", by=world.katrin)
    html = person_page(world)
    assert html.count("bis zum Schließen der Akte") == 3, "status, home, absence"
    assert "lo-note is-due" not in html, "no paper is to be renewed"


@pytest.mark.parametrize("address", ["person/stammdaten/", "person/namen/", "inhalt/work-history/"])
def test_a_closed_file_is_read_only_until_it_is_reopened(world: World, address: str) -> None:
    client, file = Client(), world.rahimi[0]
    client.force_login(world.katrin)
    assert client.get(f"/akten/{file.pk}/{address}").status_code == 200
    close_file(file, world.today, "goal-reached", by=world.katrin)
    assert client.get(f"/akten/{file.pk}/{address}").status_code == 403
    assert client.post(f"/akten/{file.pk}/{address}", {}).status_code == 403


@pytest.mark.requirement("P-72")
def test_the_file_leads_to_doctors_who_speak_the_languages_of_the_person(county: County) -> None:
    """Nadia speaks Dari; the address holds a language and a region, and nothing of her."""
    add_language(county.haidari[0], "ru", "B1", by=county.sonja)
    client = Client()
    client.force_login(county.sonja)
    page = client.get(f"/akten/{county.haidari[0].pk}/person/").content.decode()
    for key, language in (("prs", "Dari"), ("ru", "Russisch")):
        address = f"/verzeichnis/?gruppe=health&amp;sprache={key}&amp;region=potsdam-mittelmark"
        assert f'<a href="{address}">Ärztinnen und Ärzte in der Region, die {language} sprechen</a>' in page
