"""The page of a file: what it shows, to whom, and at what cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.audit.testing import arranging
from lotse.cases import actions, corrections, merging, persons
from lotse.cases.models import File
from lotse.cases.residence import BenefitFacts, record_benefit
from lotse.notes.actions import Contact, record_note
from tests.world import World

NOTE_TEXT = "Erstbesuch im Kastanienweg, Zimmer 2.07."


def get(user: User, address: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    return answer.status_code, answer.content.decode()


def queries(user: User, address: str) -> int:
    client = Client()
    client.force_login(user)
    assert client.get(address).status_code == 200  # the reading is now logged, the concept parsed
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(address)
    return len(captured)


@pytest.mark.requirement("P-134", "P-138")
def test_the_worker_reads_notes_events_and_deadlines_in_one_timeline(world: World) -> None:
    status, html = get(world.miriam, f"/akten/{world.rahimi[0].pk}/")
    assert status == 200
    assert NOTE_TEXT in html
    assert "Schulanmeldung für Sara vereinbart." in html
    assert "زهرا رحیمی" in html
    assert "Frist erfüllt: Aufsuchen in der Unterkunft" in html
    assert "zuständig Miriam Albrecht" in html


@pytest.mark.requirement("D-27")
def test_a_deadline_shows_its_sentence_and_the_days_that_were_counted(world: World) -> None:
    _status, html = get(world.katrin, f"/akten/{world.mehari[0].pk}/")
    assert "innerhalb von zwei Werktagen nach Zuweisung" in html
    assert "D-27 im Konzept" in html
    assert "/konzept/dresden/2019-07-01/#D-27" in html
    assert "1. Werktag" in html
    assert "Nächster Schritt" in html or "Noch niemandem übergeben" in html


@pytest.mark.parametrize("who", ["theo", "jens"])
def test_who_may_not_read_notes_sees_neither_their_text_nor_how_many_there_are(world: World, who: str) -> None:
    _status, html = get(getattr(world, who), f"/akten/{world.rahimi[0].pk}/")
    assert NOTE_TEXT not in html
    assert "Schulanmeldung" not in html
    assert "Hausbesuch" not in html.replace("Form Hausbesuch", "")  # the concept's own words stand under "Warum?"
    assert "Vermerke <span>" not in html
    assert "Beratungsvermerke sehen Sie nicht" in html


@pytest.mark.parametrize("who", ["theo", "jens"])
def test_asking_for_notes_alone_does_not_help_either(world: World, who: str) -> None:
    _status, html = get(getattr(world, who), f"/akten/{world.rahimi[0].pk}/?art=vermerke&alle")
    assert NOTE_TEXT not in html


@pytest.mark.parametrize("who", ["olga", "bernd", "lena", "ada", "dora", "petra"])
def test_for_everybody_else_the_file_does_not_exist(world: World, who: str) -> None:
    assert get(getattr(world, who), f"/akten/{world.rahimi[0].pk}/")[0] == 404


def test_remarks_of_colleagues_are_not_shown_to_the_authority(world: World) -> None:
    actions.record_event(
        world.rahimi[0], "case-management-started", world.today, remark="Sorge um Sara", by=world.miriam
    )
    assert "Sorge um Sara" in get(world.miriam, f"/akten/{world.rahimi[0].pk}/")[1]
    for other in (world.jens, world.theo):
        assert "Sorge um Sara" not in get(other, f"/akten/{world.rahimi[0].pk}/")[1]


def test_a_protected_address_is_shown_to_those_who_keep_the_file_alone(world: World) -> None:
    file = world.rahimi[0]
    values = {name: getattr(file.person, name) for name in persons.MASTER_DATA}
    persons.change_person(file, values, version=file.person.version, is_address_protected=True, by=world.miriam)
    for page in ("", "person/"):
        assert "ÜWH Kastanienweg 14" in get(world.miriam, f"/akten/{file.pk}/{page}")[1]
        for other in (world.jens, world.theo, world.farid):
            html = get(other, f"/akten/{file.pk}/{page}")[1]
            assert "Kastanienweg 14" not in html, other
            assert "Anschrift geschützt" in html
    assert "Keine Auskunft über den Wohnort an Dritte" in get(world.farid, f"/akten/{file.pk}/")[1]


def test_a_corrected_date_moves_the_deadline_visibly_and_keeps_the_old_one(world: World) -> None:
    event = world.mehari[0].events.get()
    corrections.correct(event, world.today - timedelta(days=3), by=world.katrin)
    html = get(world.katrin, f"/akten/{world.mehari[0].pk}/")[1]
    assert "Frist verschoben: Aufsuchen in der Unterkunft" in html
    assert "bisher 25.11.2026, jetzt 23.11.2026" in html
    assert "berichtigt auf den 20.11.2026" in html


def test_notes_of_a_file_brought_in_stand_in_the_one_that_is_kept(world: World) -> None:
    merging.merge_files(world.mehari[0], _second_file(world), world.today, by=world.katrin)
    html = get(world.katrin, f"/akten/{world.mehari[0].pk}/")[1]
    assert "Am Telefon über den Kurs gesprochen." in html
    assert "Hier eingeführt" in html


def _second_file(world: World) -> File:
    other = world.rahimi[1]
    record_note(
        [other],
        Contact(world.today, "phone", "Am Telefon über den Kurs gesprochen.", "Nichts vereinbart."),
        author=world.miriam,
        by=world.miriam,
    )
    return other


def _write(world: World, count: int) -> None:
    for _ in range(count):
        record_note(
            world.rahimi[:1],
            Contact(world.today, "phone", "Kurz telefoniert.", "Nichts vereinbart.", topics=("housing",)),
            author=world.miriam,
            by=world.miriam,
        )


@pytest.mark.parametrize("page", ["", "person/", "haushalt/"])
def test_a_long_file_costs_as_many_queries_as_a_short_one(world: World, page: str) -> None:
    address = f"/akten/{world.rahimi[0].pk}/{page}"
    short = queries(world.miriam, address + "?alle")
    _write(world, 12)
    for days in range(3):
        facts = BenefitFacts("asylblg-3", world.today - timedelta(days=5 - days))
        record_benefit(world.rahimi[:1], facts, by=world.miriam)
    assert queries(world.miriam, address + "?alle") == short
    assert short <= {"": 37, "person/": 30, "haushalt/": 19}[page]


def test_only_the_newest_entries_are_shown_until_all_are_asked_for(world: World) -> None:
    _write(world, 40)
    html = get(world.miriam, f"/akten/{world.rahimi[0].pk}/")[1]
    assert html.count("Kurz telefoniert.") <= 30
    assert "ältere Einträge zeigen" in html
    assert get(world.miriam, f"/akten/{world.rahimi[0].pk}/?alle")[1].count("Kurz telefoniert.") == 40


def test_opening_a_file_is_logged_with_the_role_it_rests_on(world: World) -> None:
    get(world.jens, f"/akten/{world.rahimi[0].pk}/")
    html = get(world.theo, f"/akten/{world.rahimi[0].pk}/gelesen/")[1]
    assert "Jens Kretzschmar" in html
    assert "Sozialamt" in html


def test_data_protection_sees_who_read_a_file_but_not_the_file(world: World) -> None:
    get(world.miriam, f"/akten/{world.rahimi[0].pk}/")
    client = Client()
    client.force_login(world.dora)
    assert "Bitte eine Aktennummer angeben." in client.post("/akten/gelesen/", follow=True).content.decode()
    year, _dash, count = world.rahimi[0].number.partition("-")
    short = client.post("/akten/gelesen/", {"nummer": f"{year}-{int(count)}"})
    assert short.headers["Location"] == f"/akten/{world.rahimi[0].pk}/gelesen/"
    answer = client.post("/akten/gelesen/", {"nummer": world.rahimi[0].number}, follow=True)
    html = answer.content.decode()
    assert "Miriam Albrecht" in html
    assert "Zahra" not in html
    assert get(world.miriam, f"/akten/{world.rahimi[0].pk}/gelesen/")[0] == 403
    assert get(world.olga, f"/akten/{world.rahimi[0].pk}/gelesen/")[0] == 404


def test_members_of_the_household_whose_file_is_not_mine_are_named_by_relation_alone(world: World) -> None:
    actions.allocate(
        world.rahimi[1:], world.lena, team=world.west, from_on=world.today + timedelta(days=1), by=world.katrin
    )
    with arranging():
        world.rahimi[1].allocations.filter(user=world.miriam).update(until_on=world.today - timedelta(days=1))
    html = get(world.miriam, f"/akten/{world.rahimi[0].pk}/haushalt/")[1]
    assert "Sara" not in html
    assert "Kind" in html
    assert "Akte liegt nicht bei Ihnen" in html
