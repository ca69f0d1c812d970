"""Contacts by topic and activity: every number opens for who may read it, few protected ones stay hidden."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lotse.accounts.models import User
from lotse.concept.load import load_concept
from lotse.notes.actions import Contact, record_note
from lotse.reports.everyday import Line, is_quarter
from lotse.reports.views.everyday import quarters
from tests.county import CONCEPT, County

ADDRESS = "/berichte/themen/"
QUARTER = "?von=01.10.2026&bis=31.12.2026"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def look(user: User, query: str = QUARTER) -> str:
    answer = client_of(user).get(ADDRESS + query)
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return html


def note(county: County, n: int = 1, *, on: date | None = None, topics: tuple[str, ...] = (), **more: object) -> None:
    for _n in range(n):
        day = on or county.today
        contact = Contact(day, "individual", "Gespräch.", "Nichts.", topics=topics, **more)  # type: ignore[arg-type]
        record_note([county.tesfay[0]], contact, author=county.sonja, by=county.sonja)


def shown(html: str, title: str) -> str:
    """What stands in the cell beside a title."""
    cell = html.split(f">{title}", 1)[1].split("</td>")[0].split("<td", 1)[1].split(">", 1)[1]
    return cell.split("<span")[0].split(">")[-1].strip()


@pytest.mark.requirement("P-52", "P-56", "P-159", "P-70")
@pytest.mark.parametrize("name", ["ute", "gerd", "heike"])
def test_contacts_are_counted_by_topic(county: County, name: str) -> None:
    note(county, 2, topics=("residence", "contract-duties"))
    note(county, topics=("residence", "health-system", "conflict-room"))
    note(county, topics=("residence",), on=date(2026, 9, 30))
    html = look(county.staff()[name])
    assert shown(html, "Aufenthalt und Asylverfahren") == "3"
    assert shown(html, "Pflichten aus Verträgen, Nachbarschaft") == "2"
    assert shown(html, "Gesundheitssystem in Deutschland") == "1"
    assert shown(html, "Konflikt in der Zimmergemeinschaft") == "1"
    assert shown(look(county.staff()[name], "?von=01.07.2026&bis=31.12.2026"), "Aufenthalt und Asylverfahren") == "4"


@pytest.mark.requirement("P-63")
def test_advice_on_the_education_system_is_counted_month_by_month(county: County) -> None:
    title = "Bildungssystem"
    for on in (date(2026, 10, 5), date(2026, 11, 2), date(2026, 11, 3)):
        note(county, topics=("education-system",), on=on)
    months = {"10": ("31.10.", "1"), "11": ("30.11.", "2"), "12": ("31.12.", "0")}
    for month, (last, number) in months.items():
        assert shown(look(county.gerd, f"?von=01.{month}.2026&bis={last}2026"), title) == number
    assert "education-system" in {statistic.topic for statistic in load_concept(CONCEPT).statistics}  # in Annex 1, too


@pytest.mark.requirement("P-62", "P-64", "P-67", "P-68", "P-77", "P-78", "P-160")
def test_activities_and_referrals_are_counted(county: County) -> None:
    keys = [
        "parenting",
        "accompany-teachers",
        "leisure",
        "volunteers",
        "to-youth-office",
        "to-womens-advice",
        "homework-help",
    ]
    note(county, 2, activities=tuple((key, "") for key in keys))
    html = look(county.gerd)
    for title in ("Eltern bei Erziehung und Betreuung unterstützt", "Begleitung zu Gesprächen mit Kita oder Schule",
                  "Zur Freizeitgestaltung angeregt", "An Ehrenamtliche oder eine Initiative vermittelt",
                  "Vermittelt: Jugendamt", "Vermittelt: Frauenberatung", "Hausaufgabenhilfe angeboten"):  # fmt: skip
        assert shown(html, title) == "2"


@pytest.mark.requirement("P-73")
def test_exceptions_are_counted_with_their_reasons(county: County) -> None:
    note(county, 2, activities=(("accompany-doctor", "urgent"),))
    note(county, activities=(("accompany-doctor", "child"),))
    html = look(county.gerd)
    assert shown(html, "Begleitung zum Arzt") == "3"
    assert "eilig, nicht anders zu erreichen: 2" in html
    assert "Kind ohne Angehörige, die mitgehen können: 1" in html


@pytest.mark.requirement("P-71", "P-75", "P-79", "P-165")
@pytest.mark.parametrize(
    ("title", "topic"),
    [("Persönliche Krise: Einsamkeit", "crisis-loneliness"), ("Psychosoziale Hilfen", "psychosocial"),
     ("Rückkehrberatung", "return"), ("Perspektiventwicklung", "perspective")],
)  # fmt: skip
def test_few_contacts_on_a_protected_topic_are_told_to_nobody_who_may_not_read_them(
    county: County, title: str, topic: str
) -> None:
    note(county, 2, topics=(topic,))
    for user in (county.gerd, county.heike):
        assert shown(look(user), title) == "&lt;3"
        assert client_of(user).get(f"{ADDRESS}{QUARTER}&thema={topic}").status_code == 404
    assert shown(look(county.ute), title) == "2"
    note(county, topics=(topic,))
    assert shown(look(county.gerd), title) == "3"
    # two times that are no quarters cannot be subtracted
    assert shown(look(county.gerd, "?von=01.10.2026&bis=30.12.2026"), title) == "–"
    assert shown(look(county.gerd, "?von=01.07.2026&bis=31.12.2026"), title) == "–"
    assert shown(look(county.ute, "?von=01.10.2026&bis=30.12.2026"), title) == "3"


@pytest.mark.requirement("P-56")
def test_a_number_opens_to_its_contacts_for_who_may_read_them(county: County) -> None:
    note(county, topics=("residence",))
    html = look(county.ute, f"{QUARTER}&thema=residence")
    assert county.tesfay[0].number in html and "Einzelberatung" in html and "Gespräch." not in html
    for user in (county.gerd, county.heike):
        assert "thema=" not in look(user)
        assert client_of(user).get(f"{ADDRESS}{QUARTER}&thema=residence").status_code == 404
    for key in ("x", "debt"):
        assert client_of(county.ute).get(f"{ADDRESS}{QUARTER}&thema={key}").status_code == 404
    for user in (county.sonja, county.amir, county.knut):
        assert client_of(user).get(ADDRESS).status_code == 403


def test_a_time_that_is_none_is_said(county: County) -> None:
    answer = client_of(county.ute).get(f"{ADDRESS}?von=31.12.2026&bis=01.01.2026")
    assert answer.status_code == 422 and "So lässt sich nicht zählen" in answer.content.decode()


def test_more_notes_ask_no_more_of_the_database(county: County) -> None:
    client = client_of(county.ute)

    def queries() -> int:
        client.get(f"{ADDRESS}{QUARTER}&thema=residence")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{ADDRESS}{QUARTER}&thema=residence")
        return len(captured)

    note(county, topics=("residence",), activities=(("mediation", ""),))
    few = queries()
    note(county, 40, topics=("residence", "crisis-flight"), activities=(("accompany-doctor", "urgent"),))
    assert queries() == few


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_quarters_offered_are_quarters_and_follow_each_other(today: date) -> None:
    found = quarters(today)
    assert found[0][1] <= today <= found[0][2]
    assert all(is_quarter(from_on, until_on) for _name, from_on, until_on in found)
    assert all((later[1] - earlier[2]).days == 1 for later, earlier in pairwise(found))


@given(st.integers(0, 9), st.integers(0, 9), st.booleans())
def test_what_is_shown_of_a_protected_topic_never_tells_of_one_or_two_unread_contacts(
    unread: int, read: int, whole: bool
) -> None:
    line = Line("crisis", "", unread + read, read, True, (), whole)
    if unread in (1, 2) or (unread and not whole):
        assert line.is_hidden
    else:
        assert line.shown == unread + read
