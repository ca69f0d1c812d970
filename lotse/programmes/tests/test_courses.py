"""Language courses: one person's way from the test to the result, and the count of passed integration courses."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.cases.models import File
from lotse.programmes import rows
from lotse.programmes.figures import integration_courses_passed
from lotse.programmes.models import Course
from tests.county import County


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def said(**more: Any) -> dict[str, Any]:
    names = (
        "target", "provider", "funding", "tested_on", "registered_on", "waiting_since_on", "starts_on", "ends_on",
        "attendance", "attendance_on", "absence_reason", "result", "result_level", "result_on", "words",
    )  # fmt: skip
    return dict.fromkeys(names, "") | {"version": "1", "kind": "integrationskurs"} | more


def enrolled(file: File, by: User, kind: str = "integrationskurs", **values: Any) -> Course:
    row = Course(file=file, kind=kind)
    rows.enter(row, values, by=by)
    return row


@pytest.mark.requirement("P-61", "N-15")
def test_a_course_is_followed_from_the_waiting_list_to_the_result(county: County) -> None:
    yonas, client = county.tesfay[0], client_of(county.sonja)
    base = f"/akten/{yonas.pk}/teilhabe/"
    first = said(target="B1", funding="bamf", provider="Sprachschule am Ufer", waiting_since_on="14.10.2026")
    assert client.post(f"{base}kurs/neu/", first).status_code == 302
    row = Course.objects.get()
    page = get(county.sonja, base)
    assert "Warteliste, seit 40 Tagen" in page and "Wartezeit 40 Tage" in page
    assert "Ziel B1 · Bundesamt für Migration und Flüchtlinge" in page and "Sprachschule am Ufer" in page
    going = first | {"starts_on": "02.11.2026", "attendance": "gaps", "absence_reason": "childcare"}
    assert client.post(f"{base}kurs/{row.pk}/", going).status_code == 302
    row.refresh_from_db()
    assert (row.attendance, row.attendance_on, row.absence_reason) == ("gaps", county.today, "childcare")
    page = get(county.sonja, base)
    assert "läuft, mit Lücken" in page and "Wartezeit 19 Tage" in page
    over = going | {"version": "2", "ends_on": "20.11.2026", "result": "passed", "result_level": "B1"}
    assert client.post(f"{base}kurs/{row.pk}/", over).status_code == 422, "a result has a day"
    assert client.post(f"{base}kurs/{row.pk}/", over | {"result_on": "20.11.2026"}).status_code == 302
    assert "bestanden (B1)" in get(county.sonja, base)
    line = get(county.sonja, f"/akten/{yonas.pk}/?art=teilhabe")
    assert "Sprachkurs: Integrationskurs" in line and "bestanden (B1), Sprachschule am Ufer" in line
    with connection.cursor() as cursor:
        cursor.execute("SELECT provider FROM programmes_course")
        assert b"Ufer" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"result_on": "20.11.2026"}, "Bitte auswählen, wie das Ergebnis lautet."),
        ({"attendance": "regular"}, "sobald der Kurs begonnen hat."),
        ({"starts_on": "20.11.2026", "ends_on": "19.11.2026"}, "liegt vor „Beginn“"),
        ({"result": "passed", "result_on": "24.11.2026"}, "Dieser Tag liegt in der Zukunft."),
        ({"kind": ""}, "Bitte die Kursart auswählen."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(county: County, more: dict[str, str], error: str) -> None:
    answer = client_of(county.sonja).post(f"/akten/{county.tesfay[0].pk}/teilhabe/kurs/neu/", said(**more))
    assert answer.status_code == 422 and error in answer.content.decode()


@pytest.mark.requirement("P-151")
def test_passed_integration_courses_are_counted_by_the_day_of_their_result(county: County) -> None:
    yonas, nadia = county.tesfay[0], county.haidari[0]
    inside, outside = date(2026, 11, 2), date(2026, 9, 30)
    enrolled(yonas, county.sonja, result="passed", result_on=inside, result_level="B1")
    enrolled(nadia, county.sonja, "jugendkurs", result="passed", result_on=date(2026, 10, 1))
    enrolled(nadia, county.sonja, result="passed", result_on=outside)
    enrolled(nadia, county.sonja, result="attended", result_on=inside)
    enrolled(nadia, county.sonja, result="failed", result_on=inside)
    enrolled(nadia, county.sonja, "alphakurs", result="passed", result_on=inside)
    enrolled(nadia, county.sonja, "deutschkurs", result="passed", result_on=inside)
    files = File.objects.all()
    assert integration_courses_passed(files, date(2026, 10, 1), county.today) == 2
    assert integration_courses_passed(files, date(2026, 1, 1), county.today) == 3
    assert integration_courses_passed(files.filter(pk=yonas.pk), date(2026, 1, 1), county.today) == 1


@pytest.mark.requirement("P-151")
def test_a_course_that_is_over_is_asked_for_its_result_after_two_weeks(county: County) -> None:
    yonas = county.tesfay[0]
    row = enrolled(yonas, county.sonja, ends_on=county.today - timedelta(days=13))
    assert "Integrationskurs: Ergebnis fehlt" not in get(county.sonja, "/")
    rows.change(row, {"ends_on": county.today - timedelta(days=14)}, version=1, by=county.sonja)
    html = get(county.sonja, "/")
    assert "Integrationskurs: Ergebnis fehlt" in html and f"/akten/{yonas.pk}/teilhabe/kurs/{row.pk}/" in html
    rows.change(row, {"result": "attended", "result_on": county.today}, version=2, by=county.sonja)
    assert "Ergebnis fehlt" not in get(county.sonja, "/")


def test_nobody_is_reminded_of_a_course_whose_admission_is_blocked(county: County) -> None:
    waiting = county.today - timedelta(days=400)
    enrolled(county.tesfay[0], county.sonja, waiting_since_on=waiting, is_blocked=True)
    assert "Integrationskurs" not in get(county.sonja, "/").partition('aria-labelledby="teilhabe"')[2]


def test_a_child_has_no_section_for_courses_unless_there_is_one(county: County) -> None:
    laila = county.haidari[2]
    address = f"/akten/{laila.pk}/teilhabe/"
    assert "Noch kein Sprachkurs." not in get(county.sonja, address)
    enrolled(laila, county.sonja, "deutschkurs", starts_on=county.today)
    assert "Sprachkurse" in get(county.sonja, address)


def test_more_courses_ask_no_more_of_the_database(county: County) -> None:
    def queries(address: str) -> int:
        client = client_of(county.sonja)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    yonas = county.tesfay[0]
    addresses = [f"/akten/{yonas.pk}/teilhabe/", f"/akten/{yonas.pk}/?alle", "/"]
    enrolled(yonas, county.sonja, provider="Sprachschule", ends_on=county.today)
    for address in addresses:
        queries(address)
    few = [queries(address) for address in addresses]
    for days in range(40):
        enrolled(yonas, county.sonja, provider="Sprachschule", ends_on=county.today - timedelta(days=days))
    assert [queries(address) for address in addresses] == few
