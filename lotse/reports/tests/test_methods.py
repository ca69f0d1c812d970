"""By which method somebody is worked with, and whether a contact was counselling or care: set, found, counted."""

from datetime import date, timedelta

import pytest
from django.test import Client

from lotse.accounts.access import rights_of
from lotse.accounts.models import User
from lotse.cases.models import Event, File
from lotse.casework import cycle, interview
from lotse.casework.tests.helpers import spoken, taken_over
from lotse.notes.actions import Contact, record_note
from lotse.notes.models import Note
from lotse.reports.everyday import figures
from lotse.rulebook import access as rulebook
from lotse.ui.ids import uuid7
from tests.county import CONCEPT, County

QUARTER = "?von=01.10.2026&bis=31.12.2026"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def html(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    page: str = answer.content.decode()
    return page


def note(county: County, file: File, on: date, **more: object) -> None:
    contact = Contact(on, "individual", "Gespräch.", "", **more)  # type: ignore[arg-type]
    record_note([file], contact, author=county.sonja, by=county.sonja)


def counted(county: County, user: User) -> dict[str, tuple[int, int]]:
    span = (date(2026, 10, 1), date(2026, 12, 31))
    found = figures(rights_of(user, county.today), rulebook.get(CONCEPT), *span, county.today)
    return {line.key: (line.number, line.openable) for block in found.methods for line in block.lines}


@pytest.mark.requirement("P-21")
def test_the_decision_sets_the_method_and_files_and_contacts_are_found_by_it(county: County) -> None:
    nadia, day = county.haidari[0], county.today - timedelta(days=10)
    tab = f"/akten/{nadia.pk}/fallsteuerung/"
    assert "Methode bis dahin: Einzelfallhilfe." in html(county.sonja, tab)
    note(county, nadia, day - timedelta(days=1))
    taken_over(nadia, day, by=county.sonja)
    note(county, nadia, day)
    note(county, nadia, day + timedelta(days=1))
    note(county, county.tesfay[0], day)
    assert "<li>Case Management<span>Methode</span>" in html(county.sonja, tab)
    mine = html(county.sonja, "/akten/?methode=case-management")
    assert "Haidari, Nadia" in mine and "Tesfay" not in mine
    others = html(county.sonja, "/akten/?methode=individual-help")
    assert "Tesfay" in others and "Haidari, Omid" in others and "Haidari, Nadia" not in others
    assert counted(county, county.ute) == {"case-management": (2, 2), "individual-help": (2, 2)}
    opened = html(county.ute, "/berichte/themen/" + QUARTER + "&methode=case-management")
    assert opened.count(f"/akten/{nadia.pk}/?alle#vermerk-") == 2
    assert client_of(county.heike).get("/berichte/themen/" + QUARTER + "&methode=case-management").status_code == 404


@pytest.mark.requirement("P-21")
def test_after_its_end_it_is_individual_help_again_and_a_correction_counts(county: County) -> None:
    nadia, day = county.haidari[0], county.today - timedelta(days=10)
    run = taken_over(nadia, day, by=county.sonja)
    step = cycle.end(run, day + timedelta(days=3), "self-steering", deviation="geht allein", by=county.sonja)
    note(county, nadia, day + timedelta(days=3))
    assert counted(county, county.ute) == {"individual-help": (1, 1), "case-management": (0, 0)}
    cycle.undo(step, "Doch nicht.", by=county.sonja)
    assert counted(county, county.ute) == {"individual-help": (0, 0), "case-management": (1, 1)}


@pytest.mark.requirement("P-21")
def test_help_on_occasion_stays_individual_help(county: County) -> None:
    run = cycle.begin(county.haidari[0], county.today, by=county.sonja)
    row = interview.record_interview(run, spoken(county.sonja, county.today), version=1, by=county.sonja)
    interview.decide(row, "occasional", county.today, by=county.sonja)
    note(county, county.haidari[0], county.today)
    assert counted(county, county.ute) == {"individual-help": (1, 1), "case-management": (0, 0)}
    assert not Event.objects.filter(kind="case-management-started").exists()


def test_by_method_only_files_that_may_be_opened_are_listed(county: County) -> None:
    taken_over(county.haidari[0], county.today, by=county.sonja)
    assert "Haidari" not in html(county.pavel, "/akten/?methode=case-management")
    assert "Haidari" in html(county.heike, "/akten/?methode=case-management"), "the authority sees the event as well"


@pytest.mark.requirement("P-22")
def test_a_contact_is_counselling_or_care_or_both_and_each_is_counted(county: County) -> None:
    nadia = county.haidari[0]
    page = html(county.sonja, f"/akten/{nadia.pk}/vermerk/neu/")
    assert 'value="counselling"' in page and 'value="care"' in page
    said = {"on": "20.11.2026", "contact_form": "individual", "minutes": "30", "result": "Gut.", "language": "prs"}
    for activities in (["counselling"], ["counselling", "care"], ["care"], ["care"]):
        typed = said | {"note_id": str(uuid7()), "persons": [str(nadia.pk)], "summary": f"Zu {activities}."}
        typed |= {"activities": activities}
        assert client_of(county.sonja).post(f"/akten/{nadia.pk}/vermerk/neu/", typed).status_code == 302
    assert Note.objects.count() == 4
    page = html(county.ute, "/berichte/themen/" + QUARTER)
    assert "&was=counselling#kontakte" in page.replace("&amp;", "&")
    for title, number in (("Beratung", 2), ("Betreuung", 3)):
        assert f">{number}<" in page.split(f">{title}</th>")[1].split("</tr>")[0]
    opened = html(county.ute, "/berichte/themen/" + QUARTER + "&was=care")
    assert opened.count(f"/akten/{nadia.pk}/?alle#vermerk-") == 3, "the number opens to its contacts"
