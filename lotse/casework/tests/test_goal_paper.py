"""The goal agreement on paper: both languages, her own words beside the German, lines to sign."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lotse.audit.models import ReadLog
from lotse.casework import goals
from lotse.casework.agreed import Agreement
from lotse.casework.goal_paper import TEXTS, numbered
from lotse.casework.goals_read import ShownGoal
from lotse.casework.languages import language_for
from lotse.casework.tests.helpers import client_of, get, taken_over
from lotse.notes.papers import Document
from lotse.paper.tests.reading import words_of
from lotse.paper.texts import texts_of
from tests.county import County

LANGUAGES = ("de", "en", "ar", "fa", "ti", "uk", "ru", "fr", "tr", "ckb")
OWN = {"fa": "می‌خواهم در یک خیاطی کار کنم", "ar": "أريد أن أعمل خياطة", "ti": "ኣብ ስፌት ክሰርሕ ይደሊ", "uk": "Хочу шити"}


def draft(county: County, own: str = "", language: str = "", *, more: int = 0) -> Agreement:
    by = county.sonja
    row = goals.begin_version(taken_over(county.haidari[0], county.today, by=by), by=by)
    said = {"area": "work", "horizon": "medium", "german": "Arbeit in einer Schneiderei."}
    goal = goals.add_goal(
        row, said | {"own_words": own, "language": language, "due_on": date(2027, 6, 30), "sign": "Ein Vertrag."}, by=by
    )
    goals.add_goal(row, said | {"german": "Praktikum.", "leads_to": goal, "due_on": date(2027, 2, 28)}, by=by)
    for n in range(more):
        goals.add_goal(row, said | {"german": f"Weiteres Ziel {n}."}, by=by)
    goals.plan_end(row, date(2027, 7, 31), by=by)
    return Agreement.objects.get(pk=row.pk)


def address(county: County, row: Agreement) -> str:
    return f"/akten/{county.haidari[0].pk}/fallsteuerung/ziele/fassung/{row.pk}/papier/"


def printed(county: County, row: Agreement, lang: str) -> str:
    answer = client_of(county.sonja).post(address(county, row), {"lang": lang, "step": "pdf"})
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return words_of(b"".join(answer.streaming_content) if answer.streaming else answer.content)


def signs(text: str) -> list[str]:
    """Letters without marks and order: a line from right to left is read back as it lies on the page."""
    return sorted(re.findall(r"\w", text))


@pytest.mark.requirement("P-99")
@pytest.mark.parametrize("lang", ["fa", "ar", "ti", "uk"])
def test_her_own_words_stand_beside_the_german_and_both_can_sign(county: County, lang: str) -> None:
    words = printed(county, draft(county, OWN[lang], lang), lang)
    for there in ("Zielvereinbarung", "Ziel 1", "Zwischenziel 1.1", "Arbeit in einer Schneiderei.", "mittelfristig",
                  "Mittwoch, 30. Juni 2027", "Sonntag, 28. Februar 2027", "Samstag, 31. Juli 2027", "Geplantes Ende",
                  "Ort, Datum", "Ihre Unterschrift", "Unterschrift der Fachkraft"):  # fmt: skip
        assert there in words, there
    texts = texts_of(TEXTS)[lang]
    for theirs in (OWN[lang], texts["title"], texts["horizon-medium"], texts["signature-person"]):
        assert all(found in words for found in (theirs.split() if lang in ("ti", "uk") else ())), theirs
        assert not set(signs(theirs)) - set(signs(words)), theirs
    assert words.count("Ein Vertrag.") == 2, "what is written in German only stands as written on both sides"
    assert words.count("Praktikum.") == 2


def test_every_language_can_be_printed(county: County) -> None:
    """A sign without a glyph stops the press."""
    row = draft(county)
    for lang in LANGUAGES[1:]:
        assert printed(county, row, lang).count("Arbeit in einer Schneiderei.") == 2, lang


def test_german_alone_is_one_column_and_keeps_her_words(county: County) -> None:
    words = printed(county, draft(county, OWN["uk"], "uk"), "")
    assert words.count("Ein Vertrag.") == 1 and OWN["uk"] in words and "Угода" not in words


def test_what_is_agreed_says_so_on_paper(county: County) -> None:
    row = draft(county)
    assert "Vereinbart am" not in printed(county, row, "")
    goals.agree(row, county.today, "spoken", deviation="Das Assessment folgt.", by=county.sonja)
    assert "Vereinbart am" in printed(county, row, "")


def test_the_page_says_whether_a_text_is_checked_and_what_is_missing(county: County) -> None:
    row = draft(county)
    page = get(county.sonja, address(county, row))
    assert "noch von niemandem geprüft" in page and "2 Ziele stehen noch nicht in den Worten der Person da." in page
    assert "noch im Entwurf" in page
    assert address(county, row) in get(county.sonja, address(county, row).split("fassung/")[0])
    assert client_of(county.sonja).post(address(county, row), {"lang": "xx", "step": "pdf"}).status_code == 422


def test_it_is_filed_and_logged_but_is_not_the_signed_paper(county: County) -> None:
    row = draft(county, OWN["fa"], "prs")
    typed = {"lang": "fa", "step": "file", "document_id": str(uuid4())}
    for _twice in range(2):
        assert client_of(county.sonja).post(address(county, row), typed).status_code == 302
    assert Document.objects.count() == 1
    assert Agreement.objects.get().document_id is None
    assert ReadLog.objects.filter(kind="print").exists()


def test_without_a_goal_there_is_nothing_to_sign(county: County) -> None:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    row = goals.begin_version(run, by=county.sonja)
    answer = client_of(county.sonja).get(address(county, row))
    assert answer.status_code == 302 and answer["Location"].endswith(f"fassung/{row.pk}/")


def test_forty_goals_ask_as_often_as_two(county: County) -> None:
    row, client = draft(county), client_of(county.sonja)
    client.get(address(county, row))

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address(county, row)).status_code == 200
        return len(seen)

    few = asked()
    for n in range(38):
        goals.add_goal(row, {"area": "work", "german": f"Ziel Nummer {n}."}, by=county.sonja)
    assert asked() == few


def test_every_language_has_every_word_and_none_claims_to_be_checked() -> None:
    texts = texts_of(TEXTS)
    assert tuple(texts) == LANGUAGES and not any(t.is_checked for t in texts.values())
    assert [language_for(key, TEXTS) for key in ("prs", "fa", "uk", "ps", "de", "")] == ["fa", "fa", "uk", "", "", ""]


def of(steps: int) -> ShownGoal:
    return ShownGoal(uuid4(), uuid4(), "", "", None, "x", "", "", "", "", "", None, "", [of(0) for _ in range(steps)])


@given(st.lists(st.integers(0, 4), max_size=6))
def test_each_goal_is_numbered_once_and_its_steps_follow_it(tree: list[int]) -> None:
    found = list(numbered([of(steps) for steps in tree]))
    assert [number for number, _goal, is_step in found if not is_step] == [str(n + 1) for n in range(len(tree))]
    assert len({number for number, *_rest in found}) == len(tree) + sum(tree) == len(found)
    assert all(number.split(".")[0] == str(n) for n, number in _owners(found))


def _owners(found: list[tuple[str, ShownGoal, bool]]) -> list[tuple[int, str]]:
    owner, pairs = 0, []
    for number, _goal, is_step in found:
        owner += not is_step
        pairs.append((owner, number))
    return pairs
