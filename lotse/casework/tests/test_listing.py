"""The list of all cases: where each stands and which steps are documented."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotse.accounts.access import rights_of
from lotse.cases.actions import close_file
from lotse.casework import assessment, cycle
from lotse.casework.lists import completeness, rows_of, runs
from lotse.casework.tests.helpers import client_of, get, taken_over
from tests.county import County


@pytest.mark.requirement("P-137")
def test_case_by_case_and_step_by_step_it_says_what_is_documented(county: County) -> None:
    taken_over(county.tesfay[0], county.today, by=county.sonja)
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    row = assessment.begin_version(run, "baseline", by=county.sonja)
    assessment.finish(row, county.today, deviation="Der Rest folgt.", by=county.sonja)
    page = get(county.ute, "/fallsteuerung/")
    assert "2 Fälle." in page and "3 von 8" in page and "2 von 8" in page
    assert "offen: Zielvereinbarung, Hilfeplanung, Leistungssteuerung, Monitoring, Abschluss" in " ".join(page.split())
    found = runs(rights_of(county.ute, county.today), county.today, mine=False, ended=False)
    assert [(c.title, c.done, c.of) for c in completeness(rows_of(list(found)))] == [
        ("Zuweisung", 2, 2), ("Erstberatung", 2, 2), ("Assessment", 1, 2), ("Zielvereinbarung", 0, 2),
        ("Hilfeplanung", 0, 2), ("Leistungssteuerung", 0, 2), ("Monitoring", 0, 2), ("Abschluss", 0, 2),
    ]  # fmt: skip
    cycle.end(run, county.today, "goal-time", by=county.sonja)
    assert "Ein Fall." in get(county.ute, "/fallsteuerung/") and "Ein Fall." in get(
        county.ute, "/fallsteuerung/?beendet"
    )


def test_each_sees_what_she_may_read(county: County) -> None:
    taken_over(county.haidari[0], county.today, by=county.sonja)
    assert "Haidari" in get(county.sonja, "/fallsteuerung/") and "Haidari" in get(county.amir, "/fallsteuerung/")
    assert "Haidari" not in get(county.pavel, "/fallsteuerung/")
    assert "Haidari" not in get(county.ute, "/fallsteuerung/?wessen=ich")
    for name in ("heike", "gerd", "dagmar", "knut"):
        assert client_of(county.staff()[name]).get("/fallsteuerung/").status_code == 403
    link = 'href="/fallsteuerung/"'
    assert link in get(county.sonja, "/") and link not in get(county.heike, "/")


def test_four_cases_cost_as_many_queries_as_one(county: County) -> None:
    taken_over(county.tesfay[0], county.today, by=county.sonja)

    def cost() -> int:
        client = client_of(county.ute)
        client.get("/fallsteuerung/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/fallsteuerung/").status_code == 200
        return len(captured)

    one = cost()
    for file in county.haidari:
        taken_over(file, county.today, by=county.sonja)
    assert cost() == one


def test_with_its_file_a_run_is_over(county: County) -> None:
    taken_over(county.haidari[0], county.today, by=county.sonja)
    close_file(county.haidari[0], county.today, "moved-away", by=county.sonja)
    assert "Haidari" not in get(county.ute, "/fallsteuerung/") and "Haidari" in get(
        county.ute, "/fallsteuerung/?beendet"
    )
