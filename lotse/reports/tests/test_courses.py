"""Integration courses passed in a time: counted by provider, open to their people only for who may see them."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.cases.models import File
from lotse.programmes import rows
from lotse.programmes.models import Course
from tests.county import County

ADDRESS = "/berichte/integrationskurse/"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def look(user: User, query: str = "") -> str:
    answer = client_of(user).get(ADDRESS + query)
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return html


def passed(county: County, file: File, on: date, kind: str = "integrationskurs", result: str = "passed") -> None:
    values = {"result": result, "result_on": on, "result_level": "B1"}
    rows.enter(Course(file=file, kind=kind), values, by=county.sonja)


def fill(county: County) -> None:
    nadia, yonas = county.haidari[0], county.tesfay[0]
    passed(county, nadia, date(2026, 3, 4))
    passed(county, yonas, date(2026, 10, 1))
    passed(county, yonas, date(2025, 12, 31))  # the year before
    passed(county, yonas, date(2026, 10, 2), kind="deutschkurs")  # none of those that count
    passed(county, yonas, date(2026, 10, 3), result="attended")


@pytest.mark.requirement("P-151")
@pytest.mark.parametrize("name", ["ute", "gerd", "heike"])
def test_it_counts_what_was_passed_in_the_time(county: County, name: str) -> None:
    fill(county)
    user = county.staff()[name]

    def number(query: str = "") -> str:
        html = look(user, query)
        cell = html.split('data-l="Bestanden"')[1].split("</td>")[0]
        return "".join(c for c in cell.split(">", 1)[1].split("<span")[0].split(">")[-1] if c.isdigit())

    assert number() == "2"
    assert number("?von=01.10.2026&bis=31.10.2026") == "1"
    assert number("?von=31.12.2025&bis=31.12.2026") == "3"
    assert "kein Integrationskurs als bestanden" in look(user, "?von=01.01.2024&bis=31.12.2024")
    assert "die Anzahl der erfolgreich abgeschlossenen Integrationskurse" in look(user)


@pytest.mark.requirement("P-151")
def test_the_number_opens_to_its_people_for_who_may_read_and_for_nobody_else(county: County) -> None:
    fill(county)
    query = f"?von=01.01.2026&bis=31.12.2026&wer={county.provider.pk}"
    html = look(county.ute, query)
    assert "Haidari" in html and "Tesfay" in html and "Integrationskurs, B1" in html
    for user in (county.gerd, county.heike):
        assert "wer=" not in look(user)
        assert client_of(user).get(ADDRESS + query).status_code == 404
    for user in (county.sonja, county.amir, county.knut):
        assert client_of(user).get(ADDRESS).status_code == 403


@pytest.mark.parametrize("query", ["?von=31.12.2026&bis=01.01.2026", "?von=gestern&bis=heute", "?von=01.01.2026"])
def test_a_time_that_is_none_is_said_with_what_was_typed(county: County, query: str) -> None:
    answer = client_of(county.ute).get(ADDRESS + query)
    assert answer.status_code == 422 and "So lässt sich nicht zählen" in answer.content.decode()


def test_a_provider_nobody_knows_is_not_found(county: County) -> None:
    fill(county)
    for who in ("x", "00000000-0000-0000-0000-000000000000"):
        assert client_of(county.ute).get(f"{ADDRESS}?wer={who}").status_code == 404


def test_more_courses_ask_no_more_of_the_database(county: County) -> None:
    fill(county)
    client, provider = client_of(county.ute), county.provider.pk

    def queries() -> int:
        client.get(f"{ADDRESS}?wer={provider}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{ADDRESS}?wer={provider}")
        return len(captured)

    few = queries()
    for day in range(1, 29):
        passed(county, county.tesfay[0], date(2026, 2, day))
    assert queries() == few
