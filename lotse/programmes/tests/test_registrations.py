"""Kita, school, after-school care: from the search to the first day, and what *Heute* reminds of."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.cases import actions as cases
from lotse.cases import life
from lotse.cases.models import File
from lotse.programmes import actions, rows
from lotse.programmes.actions import Told
from lotse.programmes.models import Registration
from tests.county import County
from tests.world import World


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def said(**more: Any) -> dict[str, Any]:
    names = ("kind", "place", "wanted_on", "applied_on", "answer", "answered_on", "starts_on", "ended_on", "words")
    return dict.fromkeys(names, "") | {"version": "1", "kind": "kita", "wanted_on": "09.11.2026"} | more


def registered(file: File, by: User, **values: Any) -> Registration:
    row = Registration(file=file, kind=values.pop("kind", "kita"))
    rows.enter(row, values, by=by)
    return row


def reminders(county: County, user: User | None = None) -> str:
    html = get(user or county.sonja, "/")
    return html.partition('aria-labelledby="teilhabe"')[2].partition("</section>")[0]


def told(county: County) -> None:
    """So that only the children remain on *Heute*."""
    items = ["living-together", "order"]
    actions.tick(county.haidari, "house-rules", items, Told(county.today, county.amir), by=county.amir)


@pytest.mark.requirement("P-57")
def test_a_place_is_followed_from_the_search_to_the_first_day(county: County) -> None:
    laila, client = county.haidari[2], client_of(county.sonja)
    base = f"/akten/{laila.pk}/teilhabe/"
    assert client.post(f"{base}anmeldung/neu/", said(place="Kita Fuchsbau")).status_code == 302
    row = Registration.objects.get()
    page = get(county.sonja, base)
    assert "Kita Fuchsbau" in page and "auf der Suche" in page
    steps = [
        (said(applied_on="10.11.2026"), "beantragt am 10.11.2026"),
        (said(applied_on="10.11.2026", answer="waiting-list", answered_on="16.11.2026"), "Warteliste, seit 7 Tagen"),
        (said(applied_on="10.11.2026", answer="place", answered_on="20.11.2026", starts_on="01.12.2026"),
         "ab 01.12.2026"),
    ]  # fmt: skip
    for number, (data, word) in enumerate(steps, 1):
        answer = client.post(f"{base}anmeldung/{row.pk}/", data | {"version": str(number), "place": "Kita Fuchsbau"})
        assert answer.status_code == 302, answer.content.decode()
        assert word in get(county.sonja, base)
    line = get(county.sonja, f"/akten/{laila.pk}/?art=teilhabe")
    assert "Anmeldung: Kita" in line and "Platz zugesagt, Kita Fuchsbau" in line
    assert "erster Tag" not in line, "what lies ahead has not happened"
    with connection.cursor() as cursor:
        cursor.execute("SELECT place FROM programmes_registration")
        assert b"Fuchsbau" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"answer": "place"}, "Bitte den Tag der Antwort angeben."),
        ({"answered_on": "20.11.2026"}, "Bitte auswählen, wie die Antwort lautet."),
        ({"starts_on": "01.12.2026"}, "wenn ein Platz zugesagt ist."),
        ({"applied_on": "24.11.2026"}, "Dieser Tag liegt in der Zukunft."),
        ({"wanted_on": ""}, "seit wann gesucht wird"),
        ({"applied_on": "20.11.2026", "answer": "place", "answered_on": "19.11.2026"}, "liegt vor „Beantragt am“"),
        ({"kind": ""}, "Bitte auswählen, wofür."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_nothing_typed_is_lost(
    county: County, more: dict[str, str], error: str
) -> None:
    address = f"/akten/{county.haidari[2].pk}/teilhabe/anmeldung/neu/"
    answer = client_of(county.sonja).post(address, said(place="Kita Fuchsbau", **more))
    assert answer.status_code == 422
    assert error in answer.content.decode() and "Kita Fuchsbau" in answer.content.decode()
    assert not Registration.objects.exists()


def test_two_people_who_change_one_registration_both_see_it(county: County) -> None:
    laila = county.haidari[2]
    row = registered(laila, county.sonja, wanted_on=county.today, place="Kita Fuchsbau")
    rows.change(row, {"place": "Kita Igel"}, version=1, by=county.amir)
    address = f"/akten/{laila.pk}/teilhabe/anmeldung/{row.pk}/"
    answer = client_of(county.sonja).post(address, said(place="Kita Dachs"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "<dt>Einrichtung</dt><dd>Kita Igel</dd>" in html and 'value="Kita Dachs"' in html
    client_of(county.sonja).post(address, said(place="Kita Dachs", version="2"))
    assert Registration.objects.get().place == "Kita Dachs"


def test_what_was_entered_by_mistake_is_removed(county: County) -> None:
    laila, omid = county.haidari[2], county.haidari[1]
    row = registered(omid, county.sonja, wanted_on=county.today)
    address = "/akten/{}/teilhabe/anmeldung/{}/"
    wrong = client_of(county.sonja).post(address.format(laila.pk, row.pk), {"step": "entfernen"})
    assert wrong.status_code == 404 and Registration.objects.exists()
    client_of(county.sonja).post(address.format(omid.pk, row.pk), {"step": "entfernen"})
    assert not Registration.objects.exists()


@pytest.mark.requirement("P-57")
def test_a_child_nobody_has_registered_is_brought_up_two_weeks_after_arrival(county: County) -> None:
    told(county)
    html = reminders(county)
    assert "Noch keine Anmeldung: Kita" in html and "Noch keine Anmeldung: Schule oder Hort" in html
    assert "Tesfay" not in html and "Nadia" not in html, "of children only"
    assert "nennt keine Tage" in html, "why"
    laila, omid = county.haidari[2], county.haidari[1]
    registered(laila, county.sonja, wanted_on=county.today)
    registered(omid, county.sonja, kind="school", wanted_on=county.today)
    assert not reminders(county)
    row = Registration.objects.get(file=laila)
    rows.change(
        row, {"answer": "refused", "answered_on": county.today - timedelta(days=13)}, version=1, by=county.sonja
    )
    assert not reminders(county)
    rows.change(row, {"answered_on": county.today - timedelta(days=14)}, version=2, by=county.sonja)
    assert "Noch keine Anmeldung: Kita" in reminders(county), "after a refusal the search begins anew"
    rows.change(row, {"answer": "not-wanted"}, version=3, by=county.sonja)
    assert not reminders(county), "not wanted is an answer"


@pytest.mark.requirement("P-57")
def test_an_application_without_an_answer_is_brought_up_after_thirty_days(county: County) -> None:
    told(county)
    omid, laila = county.haidari[1], county.haidari[2]
    registered(omid, county.sonja, kind="school", wanted_on=county.today)
    row = registered(laila, county.sonja, applied_on=county.today - timedelta(days=29))
    assert not reminders(county)
    rows.change(row, {"applied_on": county.today - timedelta(days=30)}, version=1, by=county.sonja)
    html = reminders(county)
    assert "Kita: seit 30 Tagen ohne Antwort" in html
    assert f"/akten/{laila.pk}/teilhabe/anmeldung/{row.pk}/" in html


@pytest.mark.requirement("P-69")
def test_who_moved_into_a_hostel_is_brought_up_until_the_rules_are_explained(county: County) -> None:
    html = reminders(county)
    assert html.count("<p>Regeln beim Einzug: noch offen</p>") == 1, "once for the family"
    assert "mit 2 weiteren Personen" in html
    told(county)
    assert "Regeln beim Einzug" not in reminders(county)


def test_nobody_is_reminded_of_the_absent_the_dead_and_closed_files_nor_of_others_files(county: County) -> None:
    nadia, omid, laila = county.haidari
    assert not reminders(county, county.pavel)
    assert not reminders(county, county.amir), "the companion in tandem is not asked twice"
    cases.close_file(nadia, county.today, "other", by=county.sonja)
    life.disappear(omid, county.today, by=county.sonja)
    assert "Laila" in reminders(county) and "Omid" not in reminders(county)
    life.die(laila, county.today, by=county.sonja)
    assert not reminders(county)


def test_a_concept_that_names_no_days_reminds_of_nothing(world: World) -> None:
    assert 'aria-labelledby="teilhabe"' not in get(world.miriam, "/")


def test_more_children_ask_no_more_of_the_database(county: County) -> None:
    def queries(address: str) -> int:
        client = client_of(county.sonja)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    laila = county.haidari[2]
    addresses = ["/", f"/akten/{laila.pk}/teilhabe/", f"/akten/{laila.pk}/?alle"]
    registered(laila, county.sonja, wanted_on=county.today, place="Kita Fuchsbau")
    for address in addresses:
        queries(address)  # the file now stands among those opened last
    few = [queries(address) for address in addresses]
    for days in range(40):
        registered(laila, county.sonja, applied_on=county.today - timedelta(days=days), place="Kita Igel")
    assert [queries(address) for address in addresses] == few
