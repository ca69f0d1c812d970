"""The help plan on paper: on one page, in German and her language, each version as it stands."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotse.audit.models import ReadLog
from lotse.casework import goals, plan
from lotse.casework.agreed import HelpPlan
from lotse.casework.plan_paper import TEXTS
from lotse.casework.tests.helpers import client_of, get, taken_over
from lotse.notes.papers import Document
from lotse.paper.tests.reading import reader_of, words_of
from lotse.paper.texts import texts_of
from tests.county import County

LANGUAGES = ("de", "en", "ar", "fa", "ti", "uk", "ru", "fr", "tr", "ckb")
MEASURE = {
    "what": "Beim Jobcenter melden.", "who": "third", "who_words": "Jobcenter, Frau Berg", "from_on": date(2026, 12, 1),
    "until_on": date(2027, 1, 15), "offer": "Vermittlung in ein Praktikum", "resource": "Nähkenntnisse",
}  # fmt: skip


def drafted(county: County, measures: int = 1) -> HelpPlan:
    by = county.sonja
    run = taken_over(county.haidari[0], county.today, by=by)
    agreement = goals.begin_version(run, by=by)
    said = {"area": "work", "german": "Arbeit in einer Schneiderei.", "own_words": "Хочу шити", "language": "uk"}
    goal = goals.add_goal(agreement, said | {"due_on": date(2027, 6, 30), "sign": "Ein Vertrag."}, by=by)
    goals.add_goal(agreement, {"area": "work", "german": "Praktikum.", "leads_to": goal}, by=by)
    goals.plan_end(agreement, date(2027, 7, 31), by=by)
    row = plan.begin_version(run, by=by)
    for _n in range(measures):
        plan.add_measure(row, MEASURE | {"goal": goal.origin}, by=by)
    plan.add_measure(row, {"what": "Kita suchen.", "who": "person"}, by=by)
    plan.plan_review(run, date(2027, 2, 1), by=by)
    return row


def address(county: County, row: HelpPlan) -> str:
    return f"/akten/{county.haidari[0].pk}/fallsteuerung/plan/fassung/{row.pk}/papier/"


def printed(county: County, row: HelpPlan, lang: str) -> bytes:
    answer = client_of(county.sonja).post(address(county, row), {"lang": lang, "step": "pdf"})
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return answer.content


@pytest.mark.requirement("P-100", "P-157")
def test_it_says_on_one_page_who_does_what_until_when_with_what_and_when_it_is_reviewed(county: County) -> None:
    made = printed(county, drafted(county, 3), "uk")
    words = words_of(made)
    theirs = texts_of(TEXTS)["uk"]
    for there in (
        "Hilfeplan", theirs["title"], "Haidari, Nadia", "Sonja Krüger", "Samstag, 31. Juli 2027", "Ziel 1",
        "Zwischenziel 1.1", "Für mehrere Ziele", "Arbeit in einer Schneiderei.", "Хочу шити", "Ein Vertrag.",
        "Beim Jobcenter melden.", "andere Stelle", theirs["who-third"], "Jobcenter, Frau Berg", "01.12.2026 –",
        "15.01.2027", "Vermittlung in ein", "Nähkenntnisse", "Sie selbst", theirs["who-person"],
        "Montag, 1. Februar 2027", "Entwurf, gilt noch nicht", "Ihre Unterschrift", theirs["signature-person"],
    ):  # fmt: skip
        assert there in words, there
    assert len(reader_of(made).pages) == 1


@pytest.mark.requirement("P-101")
def test_each_version_prints_as_it_stands(county: County) -> None:
    first = drafted(county)
    plan.put_in_force(first, county.today, deviation="eilt", by=county.sonja)
    second = plan.begin_version(first.cycle, by=county.sonja)
    plan.add_measure(second, {"what": "Sprachkurs suchen."}, by=county.sonja)
    former, latest = words_of(printed(county, first, "")), words_of(printed(county, second, ""))
    assert "Gilt seit Montag, 23. November 2026" in former and "Sprachkurs" not in former
    assert "Entwurf" in latest and "Sprachkurs suchen." in latest
    assert client_of(county.pavel).get(address(county, first)).status_code == 404


def test_every_language_can_be_printed_and_none_claims_to_be_checked(county: County) -> None:
    row, texts = drafted(county), texts_of(TEXTS)
    assert tuple(texts) == LANGUAGES and not any(t.is_checked for t in texts.values())
    for lang in LANGUAGES[1:]:
        assert "Beim Jobcenter melden." in words_of(printed(county, row, lang)), lang
    page = get(county.sonja, address(county, row))
    assert "noch von niemandem geprüft" in page and "noch im Entwurf" in page


def test_an_empty_plan_prints_and_is_filed(county: County) -> None:
    row = plan.begin_version(taken_over(county.haidari[0], county.today, by=county.sonja), by=county.sonja)
    assert "Es ist kein Tag für eine Überprüfung geplant." in get(county.sonja, address(county, row))
    assert "Noch keine Maßnahme." in words_of(printed(county, row, ""))
    client = client_of(county.sonja)
    client.cookies["django_language"] = "en"
    assert client.post(address(county, row), {"lang": "fa", "step": "file"}).status_code == 302
    assert Document.objects.get().title == "Hilfeplan, Fassung 1", "in German whatever the screen speaks"
    assert ReadLog.objects.filter(kind="print").exists()


def test_forty_measures_ask_as_often_as_two(county: County) -> None:
    row, client = drafted(county), client_of(county.sonja)
    client.get(address(county, row))

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address(county, row)).status_code == 200
        return len(seen)

    few = asked()
    for n in range(38):
        plan.add_measure(row, {"what": f"Maßnahme {n}."}, by=county.sonja)
    assert asked() == few
