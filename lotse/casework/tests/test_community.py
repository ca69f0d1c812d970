"""Work that belongs to no case: listed and counted by what it was for, and it names nobody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotse.casework import rows
from lotse.casework.models import Exchange
from lotse.casework.tests.helpers import client_of, get
from tests.county import County

ADDRESS = "/fallsteuerung/austausch/"


def entered(county: County, kind: str, topic: str, minutes: int | None = None, ago: int = 0) -> Exchange:
    row = Exchange(organisation=county.provider, on=county.today - timedelta(days=ago), team=county.team)
    return rows.enter(row, {"kind": kind, "topic": topic, "minutes": minutes}, by=county.sonja)


@pytest.mark.requirement("P-04")
def test_work_with_the_community_is_entered_listed_and_counted(county: County) -> None:
    said = {"version": "1", "on": "20.11.2026", "minutes": "90", "topic": "Fest an der Unterkunft", "team": ""}
    client = client_of(county.sonja)
    answer = client.post(ADDRESS + "neu/", said)
    assert answer.status_code == 422 and "Fest an der Unterkunft" in answer.content.decode(), "what it was for is asked"
    assert client.post(ADDRESS + "neu/", said | {"kind": "community"}).status_code == 302
    entered(county, "community", "Gespräch mit dem Sportverein", 30)
    entered(county, "community", "Vor zwei Jahren", 500, ago=700)
    entered(county, "exchange", "Runde mit dem Jobcenter", 60)
    page = get(county.ute, ADDRESS)
    line = page.split("Aufnahmebereitschaft des Gemeinwesens</th>")[1].split("</tr>")[0]
    assert 'href="?art=community#austausch">2<' in line and "120 min" in line
    opened = get(county.ute, ADDRESS + "?art=community")
    assert "Sportverein" in opened and "Fest an der Unterkunft" in opened
    assert "Runde mit dem Jobcenter" not in opened and "Vor zwei Jahren" not in opened, "just what the figure counts"
    assert "Vor zwei Jahren" in get(county.ute, ADDRESS)


def test_an_unknown_kind_shows_all(county: County) -> None:
    entered(county, "exchange", "Runde mit dem Jobcenter")
    assert "Runde mit dem Jobcenter" in get(county.ute, ADDRESS + "?art='x")


def test_forty_entries_cost_as_much_as_one(county: County) -> None:
    def cost() -> int:
        client = client_of(county.sonja)
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ADDRESS + "?art=community").status_code == 200
        return len(captured)

    entered(county, "community", "Nachbarn")
    one = cost()
    for n in range(39):
        entered(county, "community", f"Nachbarn {n}", 10)
    assert cost() == one
