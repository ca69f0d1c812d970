"""Moves into a flat of one's own in a time: counted by provider, open to their people for who may open the files."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.cases import life
from lotse.cases.models import File
from tests.county import County

ADDRESS = "/berichte/umzuege/"
FLAT = life.Address("own-flat", "", "Uferweg", "2", "14542", "Werder (Havel)", "Werder (Havel)")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def look(user: User, query: str = "") -> str:
    answer = client_of(user).get(ADDRESS + query)
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return html


def move(county: County, files: list[File], on: date) -> None:
    life.move(files, "moved-to-own-flat", on, FLAT, by=county.sonja)


def numbers(html: str) -> list[str]:
    found = []
    for label in ("Personen", "Haushalte"):
        cell = html.split(f'data-l="{label}"')[1].split("</td>")[0]
        found.append("".join(c for c in cell.split(">", 1)[1].split("<span")[0].split(">")[-1] if c.isdigit()))
    return found


@pytest.mark.requirement("P-152")
@pytest.mark.parametrize("name", ["ute", "gerd", "heike"])
def test_it_counts_people_and_households_who_moved_in_the_time(county: County, name: str) -> None:
    move(county, county.haidari, date(2026, 11, 9))
    move(county, county.tesfay, date(2026, 10, 31))
    user = county.staff()[name]
    assert numbers(look(user)) == ["4", "2"]
    assert numbers(look(user, "?von=01.10.2026&bis=31.10.2026")) == ["1", "1"]
    assert "kein Umzug in eigenen Wohnraum" in look(user, "?von=01.01.2025&bis=31.12.2025")
    assert "die Anzahl der Übergänge in eigenen Wohnraum" in look(user)


@pytest.mark.requirement("P-152")
def test_the_number_opens_to_its_people_for_who_may_open_the_files(county: County) -> None:
    move(county, county.haidari, date(2026, 11, 9))
    query = f"?von=01.01.2026&bis=31.12.2026&wer={county.provider.pk}"
    for user in (county.ute, county.gerd, county.heike):
        assert "Haidari" in look(user, query)
    for user in (county.sonja, county.amir, county.knut, county.dagmar):
        assert client_of(user).get(ADDRESS).status_code == 403
    assert client_of(county.ute).get(f"{ADDRESS}?wer=x").status_code == 404


@pytest.mark.parametrize("query", ["?von=31.12.2026&bis=01.01.2026", "?von=gestern&bis=heute", "?von=01.01.2026"])
def test_a_time_that_is_none_is_said(county: County, query: str) -> None:
    answer = client_of(county.ute).get(ADDRESS + query)
    assert answer.status_code == 422 and "So lässt sich nicht zählen" in answer.content.decode()


def test_more_moves_ask_no_more_of_the_database(county: County) -> None:
    move(county, county.tesfay, date(2026, 2, 1))
    client, address = client_of(county.ute), f"{ADDRESS}?wer={county.provider.pk}"

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    few = queries()
    for day in range(2, 29):
        move(county, county.haidari, date(2026, 2, day))
    assert queries() == few
