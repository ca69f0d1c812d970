"""Monitoring: reviews on *Heute*, goal deviations with their reason, gaps where they are felt."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lotse.audit.models import ReadLog
from lotse.casework import cycle, monitoring, plan, rows
from lotse.casework.cycles import Cycle
from lotse.casework.gaps import group_of
from lotse.casework.house import HIDDEN_BELOW
from lotse.casework.models import DeviationWord, Gap, GoalReview, Review, ServiceAgreement
from lotse.casework.tests.agreed import agreed_goals, plan_in_force
from lotse.casework.tests.helpers import client_of, get, taken_over
from lotse.concept.load import load_concept
from tests.county import CONCEPT, County


@pytest.fixture
def run(county: County) -> Cycle:
    return taken_over(county.haidari[0], county.today - timedelta(days=20), by=county.sonja)


def base(county: County) -> str:
    return f"/akten/{county.haidari[0].pk}/fallsteuerung/"


def page_of(county: County) -> str:
    return get(county.sonja, base(county) + "monitoring/")


# --- reviews ----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-157", "P-107")
def test_a_review_is_planned_comes_up_and_says_how_each_goal_stands(county: County, run: Cycle) -> None:
    (goal,) = agreed_goals(
        run, county.today, ("Eine Wohnung finden", county.today + timedelta(days=90)), by=county.sonja
    )
    client = client_of(county.amir)
    address = f"{base(county)}plan/ueberpruefung/"
    assert client.post(address, {"due_on": "27.11.2026"}).status_code == 302
    row = Review.objects.get()
    assert f"/plan/ueberpruefung/{row.pk}/" in get(county.sonja, "/"), "four days ahead it is on Heute"
    said = {
        "version": "1", "held_on": "23.11.2026", "words": "Noch keine Zusage.", "next_on": "23.02.2027",
        f"state-{goal.origin}": "stalled", f"words-{goal.origin}": "Schufa fehlt",
    }  # fmt: skip
    review = f"{base(county)}plan/ueberpruefung/{row.pk}/"
    assert client.post(review, said | {"next_on": "23.11.2026"}).status_code == 422, "the next one lies ahead"
    assert client.post(review, said).status_code == 302
    page = page_of(county)
    for shown in ("Noch keine Zusage.", "Schufa fehlt", "stockt", "In einer Überprüfung hieß es", "23.02.2027"):
        assert shown in page
    assert f"ueberpruefung/{row.pk}/" not in get(county.sonja, "/")
    assert client.post(review, said).status_code == 409, "somebody else was faster"
    assert client.post(review, said | {"version": "2", "words": "Zusage!"}).status_code == 302
    assert GoalReview.objects.count() == 1 and Review.objects.count() == 2, "corrected, not doubled"


@pytest.mark.requirement("P-103")
def test_a_third_party_that_owes_a_report_is_on_heute(county: County, run: Cycle) -> None:
    values = {"partner": "Kita", "service": "Eingewöhnung", "report_on": county.today - timedelta(days=2)}
    row = rows.enter(ServiceAgreement(cycle=run, agreed_on=county.today - timedelta(days=9)), values, by=county.sonja)
    html = get(county.sonja, "/")
    assert "Rückmeldung von Dritten" in html and f"/steuerung/absprache/{row.pk}/" in html
    rows.change(row, {"reported_on": county.today}, version=1, by=county.sonja)
    assert "Rückmeldung von Dritten" not in get(county.sonja, "/")


# --- deviations -------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-107")
def test_deviations_are_computed_from_days_measures_and_versions(county: County, run: Cycle) -> None:
    late, waiting = agreed_goals(
        run, county.today - timedelta(days=15),
        ("Deutsch lernen", county.today - timedelta(days=3)), ("Eine Wohnung", date(2026, 12, 31)), by=county.sonja,
    )  # fmt: skip
    page = page_of(county)
    assert "der Tag ist seit 3 Tagen vorbei" in page and "Eine Wohnung" in page and "stockt" not in page
    measure = ("WBS beantragen", waiting.origin, county.today - timedelta(days=1))
    plan_in_force(run, county.today - timedelta(days=9), measure, by=county.sonja)
    assert "Eine Maßnahme dafür ist nicht erledigt" in page_of(county)
    agreed_goals(
        run, county.today, ("Deutsch lernen", date(2027, 2, 1)), by=county.sonja, origins=(late.origin,)
    )  # fmt: skip
    page = page_of(county)
    assert "nach hinten verschoben, vom 20.11.2026 auf den 01.02.2027" in page
    assert "Die Vereinbarung vom 23.11.2026 enthält dieses Ziel nicht mehr." in page, "the flat has left it"


def test_what_is_said_to_a_deviation_stands_beside_it(county: County, run: Cycle) -> None:
    (goal,) = agreed_goals(run, county.today, ("Deutsch", county.today - timedelta(days=3)), by=county.sonja)
    address, client = f"{base(county)}monitoring/abweichung/", client_of(county.sonja)
    assert client.post(address, {"goal": str(goal.origin), "kind": "late", "words": ""}).status_code == 422
    said = {"goal": str(goal.origin), "kind": "late", "words": "Kurs war voll."}
    assert client.post(address, said).status_code == 302
    assert "Kurs war voll." in page_of(county)
    other = "0197a9d2-0000-7000-8000-000000000000"
    assert client.post(address, said | {"goal": other}).status_code == 404
    cycle.end(run, county.today, "self-steering", by=county.sonja)
    assert client.post(address, said).status_code == 404, "an ended cycle is read only"
    assert "Kurs war voll." in page_of(county) and DeviationWord.objects.count() == 1


@pytest.mark.requirement("P-108")
def test_monitoring_leads_to_the_next_version_of_the_assessment(county: County, run: Cycle) -> None:
    agreed_goals(run, county.today, ("Deutsch", None), by=county.sonja)
    page = page_of(county)
    assert "Assessment fortschreiben" in page and f"{base(county)}assessment/" in page


def test_more_rows_ask_no_more_of_the_database(county: County, run: Cycle) -> None:
    def fill(many: int) -> None:
        goals = [(f"Ziel {n}", county.today - timedelta(days=n + 1)) for n in range(many)]
        made = agreed_goals(run, county.today, *goals, by=county.sonja)
        plan_in_force(run, county.today, *(("x", g.origin, county.today) for g in made), by=county.sonja)
        for n in range(many):
            row = plan.plan_review(run, county.today, by=county.sonja)
            said = {g.origin: ("stalled", "Wort") for g in made}
            plan.hold_review(row, county.today, said, words="Gut.", version=1, by=county.sonja)
            plan.plan_review(run, county.today - timedelta(days=n + 1), by=county.sonja)
            monitoring.say_to_deviation(run, made[0].origin, "late", "x", county.today, by=county.sonja)
            enter_gap(county, f"Angebot {n}")

    def queries(address: str) -> int:
        client = client_of(county.sonja)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = [base(county) + "monitoring/", "/fallsteuerung/luecken/", "/"]
    fill(1)
    few = [queries(address) for address in addresses]
    fill(12)
    assert [queries(address) for address in addresses] == few


# --- gaps -------------------------------------------------------------------------------------------------------------
def gap(**more: str) -> dict[str, str]:
    said = {"version": "1", "field": "housing", "kind": "language", "place": "Werder (Havel)", "language": "ti"}
    return said | {"words": "Wohnungslotsin auf Tigrinya", "on": "20.11.2026", "closed_on": ""} | more


def enter_gap(county: County, words: str = "Kurs", **more: Any) -> Gap:
    file = county.haidari[0]
    row = Gap(file=file, organisation=file.organisation, on=county.today)
    return rows.enter(row, {"field": "language", "kind": "full", "words": words} | more, by=county.sonja)


@pytest.mark.requirement("P-109")
def test_a_gap_is_noted_in_the_file_and_counted_with_place_and_language(county: County, run: Cycle) -> None:
    client, address = client_of(county.amir), f"{base(county)}luecke/neu/"
    assert client.post(address, gap(language="")).status_code == 422, "which language?"
    assert client.post(address, gap()).status_code == 302
    assert "Wohnungslotsin auf Tigrinya" in page_of(county)
    page = get(county.sonja, "/fallsteuerung/luecken/")
    for shown in (
        "Wohnen",
        "nicht in der Sprache",
        "Werder (Havel) (1)",
        "Tigrinya (1)",
        "Wohnungslotsin auf Tigrinya",
    ):
        assert shown in page
    assert ReadLog.objects.filter(user=county.sonja.pk, file=county.haidari[0].pk, kind="gaps").exists()
    row = Gap.objects.get()
    edit = f"{base(county)}luecke/{row.pk}/"
    assert client.post(edit, gap(closed_on="23.11.2026")).status_code == 302
    page = get(county.sonja, "/fallsteuerung/luecken/")
    assert "gibt es jetzt" in page and "Werder (Havel) (1)" not in page, "what is offered now counts no more"


@pytest.mark.requirement("P-109")
def test_who_sees_sums_only_sees_no_words_and_no_small_number(county: County, run: Cycle) -> None:
    enter_gap(county, "Kurs mit Kinderbetreuung", place="Werder (Havel)")
    for _n in range(2):
        enter_gap(county, "Kurs", kind="cost", place="Teltow")
    enter_gap(county, "Kurs", kind="cost", place="Werder (Havel)")
    for user in (county.heike, county.gerd):
        page = get(user, "/fallsteuerung/luecken/")
        assert "weniger als drei" in page and "Kinderbetreuung" not in page
        assert "Teltow (2)" not in page and "Werder" not in page, "a place with less than three is not named"
        assert ">3<" in page, "three may be shown"
    enter_gap(county, "Kurs", kind="cost", place="Teltow")
    assert "Teltow (3)" in get(county.heike, "/fallsteuerung/luecken/")


@pytest.mark.requirement("P-109")
def test_a_gap_without_a_file_lies_under_the_key_of_the_provider(county: County) -> None:
    client = client_of(county.pavel)
    assert client.post("/fallsteuerung/luecken/neu/", gap(words="Frauencafé")).status_code == 302
    row = Gap.objects.get()
    assert row.file is None and row.organisation == county.provider and row.words == "Frauencafé"
    assert "Frauencafé" in get(county.sonja, "/fallsteuerung/luecken/")
    assert client_of(county.heike).get("/fallsteuerung/luecken/neu/").status_code == 403
    assert client.post(f"/fallsteuerung/luecken/{row.pk}/", gap(words="Frauencafé samstags")).status_code == 302
    assert "samstags" in get(county.pavel, "/fallsteuerung/luecken/")


def test_words_from_files_of_others_are_not_read(county: County, run: Cycle) -> None:
    enter_gap(county, "Nur im Team bekannt")
    assert "Nur im Team bekannt" not in get(county.pavel, "/fallsteuerung/luecken/"), "Pavel works on nothing"
    assert "kein Platz frei" in get(county.pavel, "/fallsteuerung/luecken/"), "he sees that something is missing"
    assert "Nur im Team bekannt" in get(county.ute, "/fallsteuerung/luecken/")


county_concept = cache(lambda: load_concept(CONCEPT))
LINES = st.lists(
    st.tuples(st.sampled_from(["", "Werder (Havel)", "Teltow"]), st.sampled_from(["", "ti", "ar"]), st.integers(1, 4)),
    min_size=1, max_size=8,
)  # fmt: skip


@given(LINES)
def test_no_small_number_is_shown_however_gaps_are_spread(lines: list[tuple[str, str, int]]) -> None:
    concept = county_concept()
    group = group_of(concept, "language", "full", lines, HIDDEN_BELOW)
    shown = [n for _name, n in (*group.places, *group.languages)]
    assert all(n >= HIDDEN_BELOW for n in shown)
    assert (group.number is None) == (sum(n for _place, _language, n in lines) < HIDDEN_BELOW)
    if group.number is None:
        assert not shown
    everything = group_of(concept, "language", "full", lines, 1)
    assert everything.number == sum(n for _place, _language, n in lines)
