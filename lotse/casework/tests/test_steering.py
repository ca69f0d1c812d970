"""Steering: agreements with third parties, case conferences, exchange across cases."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lotse.cases.models import Appointment, Task
from lotse.casework import cycle, rows, steering
from lotse.casework.cycles import Cycle
from lotse.casework.models import Conference, ConferenceResult, Exchange, ServiceAgreement
from lotse.casework.steering import Agreed, Invited, Meeting
from lotse.casework.tests.helpers import client_of, get, taken_over
from tests.county import County
from tests.world import World


@pytest.fixture
def run(county: County) -> Cycle:
    return taken_over(county.haidari[0], county.today, by=county.sonja)


def base(county: County) -> str:
    return f"/akten/{county.haidari[0].pk}/fallsteuerung/steuerung/"


def service(**more: Any) -> dict[str, Any]:
    names = ["standard", "from_on", "until_on", "report_on", "reported_on", "result", "words"]
    said = {"version": "1", "partner": "Schuldnerberatung Belzig, Frau Kern", "service": "Drei Gespräche"}
    return dict.fromkeys(names, "") | said | {"agreed_on": "20.11.2026"} | more


def lines(prefix: str, *rows: dict[str, str]) -> dict[str, str]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    return data | {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def conference(county: County, **more: str) -> dict[str, str]:
    said = {"version": "1", "on": "30.11.2026", "starts": "10:00", "minutes": "90", "place": "Rathaus, Zimmer 3"}
    said |= {"occasion": "Schule und Wohnung.", "agreed_on": "", "user": str(county.sonja.pk)}
    people = lines(
        "wer", {"role": "person", "name": ""}, {"role": "", "name": "Jugendamt, Herr Öz"}, {"role": "", "name": ""}
    )
    return said | people | more


def raw(column: str, table: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return b" ".join(bytes(value) for (value,) in cursor.fetchall() if value is not None)


# --- what third parties do --------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-102", "P-104")
def test_what_a_third_party_does_has_its_time_frame_and_standard(county: County, run: Cycle) -> None:
    client = client_of(county.amir)
    address = f"{base(county)}absprache/neu/"
    said = service(standard="Mit Dolmetscherin, einmal die Woche", from_on="23.11.2026", until_on="31.01.2027")
    assert client.post(address, said | {"until_on": "01.11.2026"}).status_code == 422, "it ends after it begins"
    assert client.post(address, said).status_code == 302
    page = get(county.sonja, base(county))
    for shown in ("Schuldnerberatung Belzig, Frau Kern", "Drei Gespräche", "Mit Dolmetscherin", "31.01.2027", "läuft"):
        assert shown in page
    assert b"Schuldner" not in raw("partner", "casework_serviceagreement")
    assert "1 Absprache." in get(county.sonja, base(county).removesuffix("steuerung/")), "the step's fact"


@pytest.mark.requirement("P-103")
def test_a_report_that_does_not_come_is_seen(county: County, run: Cycle) -> None:
    row = rows.enter(
        ServiceAgreement(cycle=run, agreed_on=county.today - timedelta(days=30)),
        {"partner": "Kita", "service": "Eingewöhnung", "report_on": county.today - timedelta(days=1)},
        by=county.sonja,
    )
    assert "Rückmeldung überfällig" in get(county.sonja, base(county))
    said = service(report_on="22.11.2026", result="partly", words="Nur zwei Tage.")
    address = f"{base(county)}absprache/{row.pk}/"
    assert client_of(county.sonja).post(address, said).status_code == 422, "a result has a day"
    assert client_of(county.sonja).post(address, said | {"reported_on": "23.11.2026"}).status_code == 302
    page = get(county.sonja, base(county))
    assert "teilweise erbracht" in page and "Nur zwei Tage." in page and "überfällig" not in page


def test_who_comes_second_sees_what_the_other_wrote(county: County, run: Cycle) -> None:
    row = rows.enter(
        ServiceAgreement(cycle=run, agreed_on=county.today), {"partner": "Kita", "service": "Platz"}, by=county.sonja
    )
    address = f"{base(county)}absprache/{row.pk}/"
    assert client_of(county.amir).post(address, service(partner="Kita Regenbogen")).status_code == 302
    answer = client_of(county.sonja).post(address, service(partner="Kita Sonne"))
    html = answer.content.decode()
    assert answer.status_code == 409 and "Kita Regenbogen" in html and "Kita Sonne" in html


# --- case conferences -------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-105")
def test_a_conference_is_planned_invited_to_held_and_its_agreements_become_tasks(county: County, run: Cycle) -> None:
    client = client_of(county.sonja)
    assert client.post(f"{base(county)}konferenz/neu/", conference(county)).status_code == 302
    row, meeting = Conference.objects.get(), Appointment.objects.get()
    assert row.appointment == meeting and meeting.user == county.sonja and meeting.file == county.haidari[0]
    assert sorted(p.role for p in row.participants.all()) == ["person", "third"]
    page = get(county.sonja, base(county))
    assert "noch nicht eingeladen" in page and "Einverständnis der Person fehlt" in page
    address = f"{base(county)}konferenz/{row.pk}/"
    assert "Das Einverständnis der Person ist nicht eingetragen." in get(county.sonja, f"{address}einladung/")
    assert client.post(address, conference(county, agreed_on="20.11.2026", starts="11:00")).status_code == 302
    meeting.refresh_from_db()
    assert timezone.localtime(meeting.starts_at).hour == 11, "moved in the calendar as well"
    assert client.post(f"{address}einladung/", {"step": "invited"}).status_code == 302
    row.refresh_from_db()
    assert row.invited_on == county.today
    third = row.participants.get(role="third")
    results = lines(
        "was",
        {"what": "Schulplatz beantragen", "user": str(county.amir.pk), "who": "", "until_on": "07.12.2026"},
        {"what": "Wohnung melden", "user": "", "who": "Sozialamt", "until_on": ""},
        {"what": "", "user": "", "who": "", "until_on": ""},
    )
    said = {"version": str(row.version), "held_on": "23.11.2026", "minutes": "Alle einig.", "came": [str(third.pk)]}
    assert client.post(f"{address}protokoll/", said | results).status_code == 302
    task = Task.objects.get()
    assert (task.title, task.user, task.file) == ("Schulplatz beantragen", county.amir, county.haidari[0])
    meeting.refresh_from_db()
    assert meeting.outcome == "kept"
    page = get(county.sonja, base(county))
    for shown in (
        "hat stattgefunden",
        "Alle einig.",
        "Jugendamt, Herr Öz",
        "Aufgabe offen",
        "Wohnung melden",
        "Sozialamt",
    ):
        assert shown in page
    assert ConferenceResult.objects.count() == 2 and b"einig" not in raw("minutes", "casework_conference")
    assert client.post(address, conference(county)).status_code == 200, "held: it is only shown"


def test_lines_without_what_are_asked_for_and_nothing_is_lost(county: County, run: Cycle) -> None:
    row = steering.plan_conference(run, Meeting(timezone.now(), county.sonja), by=county.sonja)
    results = lines("was", {"what": "", "user": "", "who": "Sozialamt", "until_on": ""})
    said = {"version": "1", "held_on": "23.11.2026", "minutes": "Ein langer Text."} | results
    answer = client_of(county.sonja).post(f"{base(county)}konferenz/{row.pk}/protokoll/", said)
    html = answer.content.decode()
    assert answer.status_code == 422 and "Ein langer Text." in html and "Sozialamt" in html


def test_a_conference_called_off_stays_and_is_not_held_against_her(county: County, run: Cycle) -> None:
    starts_at = timezone.make_aware(datetime(2026, 11, 24, 9))
    row = steering.plan_conference(run, Meeting(starts_at, county.sonja), by=county.sonja)
    address = f"{base(county)}konferenz/{row.pk}/"
    assert client_of(county.sonja).post(f"{address}absagen/").status_code == 302
    assert Appointment.objects.get().outcome == "called-off"
    assert "abgesagt" in get(county.sonja, base(county))
    assert client_of(county.sonja).get(f"{address}protokoll/").status_code == 404


def test_an_ended_cycle_is_read_only(county: County, run: Cycle) -> None:
    row = steering.plan_conference(
        run, Meeting(timezone.now(), county.sonja, participants=(Invited("third", "Kita"),)), by=county.sonja
    )
    steering.hold_conference(row, county.today, "Protokoll.", [], [Agreed("x")], version=1, by=county.sonja)
    cycle.end(run, county.today, "self-steering", by=county.sonja)
    page = get(county.sonja, base(county))
    assert "Diese Fallsteuerung ist beendet." in page and "Absprache eintragen" not in page
    assert client_of(county.sonja).get(f"{base(county)}absprache/neu/").status_code == 404
    assert "Protokoll." in get(county.sonja, f"{base(county)}konferenz/{row.pk}/")


def test_more_rows_ask_no_more_of_the_database(county: County, run: Cycle) -> None:
    def fill(many: int) -> None:
        for n in range(many):
            values = {"partner": f"Stelle {n}", "service": "Beratung"}
            rows.enter(ServiceAgreement(cycle=run, agreed_on=county.today), values, by=county.sonja)
            meeting = Meeting(timezone.now(), county.sonja, participants=(Invited("third", "Kita"), Invited("person")))
            row = steering.plan_conference(run, meeting, by=county.sonja)
            results = [Agreed("Antrag", user=county.sonja), Agreed("Brief", "Amt")]
            steering.hold_conference(row, county.today, "Gut.", [], results, version=1, by=county.sonja)
            rows.enter(
                Exchange(organisation=county.provider, on=county.today, team=county.team), {"topic": "Kita"},
                by=county.sonja,
            )  # fmt: skip

    def queries(address: str) -> int:
        client = client_of(county.sonja)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    fill(1)
    few = [queries(base(county)), queries("/fallsteuerung/austausch/")]
    fill(39)
    assert [queries(base(county)), queries("/fallsteuerung/austausch/")] == few


# --- exchange ---------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-106")
def test_an_exchange_across_cases_is_kept_for_the_provider(county: County) -> None:
    said = {
        "version": "1",
        "kind": "exchange",
        "on": "20.11.2026",
        "minutes": "90",
        "team": str(county.team.pk),
        "words": "Wartezeit sechs Wochen.",
    }
    client = client_of(county.sonja)
    assert client.post("/fallsteuerung/austausch/neu/", said | {"topic": ""}).status_code == 422
    assert (
        client.post(
            "/fallsteuerung/austausch/neu/", said | {"topic": "Runde Jobcenter", "partners": "Jobcenter"}
        ).status_code
        == 302
    )
    page = get(county.pavel, "/fallsteuerung/austausch/")
    assert "Runde Jobcenter" in page and "Wartezeit sechs Wochen." in page and "Sonja Krüger" in page
    row = Exchange.objects.get()
    assert client_of(county.pavel).get(f"/fallsteuerung/austausch/{row.pk}/").status_code == 404, (
        "who wrote it changes it"
    )
    assert client.get(f"/fallsteuerung/austausch/{row.pk}/").status_code == 200
    assert client_of(county.heike).get("/fallsteuerung/austausch/").status_code == 403, "the authority sees none"
    assert b"Jobcenter" not in raw("topic", "casework_exchange")


def test_where_the_concept_has_no_steps_there_are_no_such_pages(world: World) -> None:
    assert client_of(world.miriam).get("/fallsteuerung/austausch/").status_code == 404
    assert client_of(world.miriam).get(f"/akten/{world.rahimi[0].pk}/fallsteuerung/steuerung/").status_code == 404
