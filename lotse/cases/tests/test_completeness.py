"""A complete file: every field the concept asks about is answered, "not known" included. Which question comes next."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lotse.accounts.models import User
from lotse.cases import background, life, persons
from lotse.cases.actions import close_file, record_content
from lotse.cases.background import LevelOn
from lotse.cases.completeness import COMPLETE, OPEN, Completeness, Question
from lotse.cases.models import Answer, File
from lotse.concept.load import load
from lotse.people.models import Education, Employment, FamilyTie
from tests.county import County
from tests.world import World

P_135 = {  # the ten features of the source
    "personal-data", "residence-status", "family-situation", "marital-status", "health", "language-skills",
    "school-certificate", "vocational-degree", "work-history", "religion",
}  # fmt: skip


def look(user: User, file: File, page: str = "") -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/akten/{file.pk}/{page}")
    assert answer.status_code == 200
    return answer.content.decode()


def say(user: User, file: File, field: str, said: str, back: str = "") -> HttpResponse:
    client = Client()
    client.force_login(user)
    data = {"feld": field, "antwort": said, "zurueck": back}
    return client.post(f"/akten/{file.pk}/person/fragen/", data, follow=True)  # type: ignore[return-value]


def panel(html: str) -> str:
    return html.split('aria-labelledby="ang"')[1].split("</section>")[0] if 'aria-labelledby="ang"' in html else ""


def listed(html: str) -> str:
    return html.split('aria-labelledby="angaben"')[1].split("</section>")[0]


@pytest.mark.requirement("P-135")
def test_each_of_the_ten_features_has_its_place_and_the_sensitive_ones_are_off(county: County) -> None:
    concept = load("potsdam-mittelmark/2017-01-01")
    asked = {f.key: f for f in concept.file_fields if f.source.id == "P-135"}
    assert set(asked) == P_135
    assert {key for key, f in asked.items() if not f.enabled} == {"health", "religion"}
    assert all(f.asks and f.fact for f in asked.values() if f.enabled)
    assert not any(f.asks for f in concept.file_fields if f.sensitive)


@pytest.mark.requirement("P-135")
def test_the_next_question_is_the_first_open_one_of_the_concepts_order(county: County) -> None:
    yonas = county.tesfay[0]  # birth date, nationality, telephone, status, benefit, German A1
    html = panel(look(county.sonja, yonas))
    assert "5 von 10 Angaben" in html
    assert "Wer gehört zu Ihrer Familie, hier und anderswo?" in html
    assert "Sind Sie verheiratet?" not in html
    for key, question in (
        ("family-situation", "Sind Sie verheiratet?"),
        ("marital-status", "Wie viele Jahre sind Sie zur Schule gegangen"),
        ("school-certificate", "Haben Sie einen Beruf gelernt oder studiert?"),
        ("vocational-degree", "Was haben Sie bisher gearbeitet?"),
    ):
        html = panel(say(county.sonja, yonas, key, "not-known").content.decode())
        assert question in html
    assert panel(say(county.sonja, yonas, "work-history", "declined").content.decode()) == ""


def _enter(file: File, fact: str, by: User, today: Any) -> None:
    """The fact itself, as somebody enters it."""
    if fact == "family-situation":
        values = {"kind": "sibling", "other_words": "Bruder in Addis", "lives": "abroad"}
        background.enter(file, FamilyTie(person=file.person), values, by=by)
    elif fact == "marital-status":
        values = {name: getattr(file.person, name) for name in persons.MASTER_DATA} | {"marital_status": "single"}
        persons.change_person(file, values, version=file.person.version, is_address_protected=False, by=by)
    elif fact == "language-skills":
        background.record_language(file, "de", level=LevelOn("A0", today), by=by)
    elif fact == "work-history":
        background.enter(file, Employment(person=file.person), {"job": "Maurer"}, by=by)
    else:
        kind = {"school-certificate": "school", "vocational-degree": "training"}[fact]
        background.enter(file, Education(person=file.person), {"kind": kind, "years": 0}, by=by)


@pytest.mark.requirement("P-135")
@pytest.mark.parametrize(
    ("fact", "title"),
    [
        ("family-situation", "Familiäre Situation"), ("marital-status", "Familienstatus"),
        ("school-certificate", "Bildungsabschluss"), ("vocational-degree", "Berufs- oder Studienabschluss"),
        ("work-history", "Berufshistorie"),
    ],
)  # fmt: skip
def test_what_is_entered_is_no_longer_asked(county: County, fact: str, title: str) -> None:
    yonas = county.tesfay[0]
    assert f">{title}</a>" in listed(look(county.sonja, yonas, "person/"))
    _enter(yonas, fact, county.sonja, county.today)
    html = listed(look(county.sonja, yonas, "person/"))
    assert f">{title}</a>" not in html
    assert title in html
    assert "6 von 10 Angaben" in html


def test_no_german_yet_is_an_answer_as_well(county: County) -> None:
    nadia = county.haidari[0]
    assert ">Sprachkenntnisse</a>" in listed(look(county.sonja, nadia, "person/"))
    _enter(nadia, "language-skills", county.sonja, county.today)
    assert ">Sprachkenntnisse</a>" not in listed(look(county.sonja, nadia, "person/"))


def test_words_from_before_there_were_rows_count_and_stay_readable(county: County) -> None:
    yonas = county.tesfay[0]
    record_content(yonas, "work-history", "Maurer in Asmara, zehn Jahre.", by=county.sonja)
    html = look(county.sonja, yonas, "person/")
    assert ">Berufshistorie</a>" not in listed(html)
    assert "Maurer in Asmara" in html.split('aria-labelledby="beruf"')[1].split("</section>")[0]


def test_what_somebody_does_not_want_to_say_is_complete_and_never_asked_again(county: County) -> None:
    yonas = county.tesfay[0]
    say(county.sonja, yonas, "family-situation", "declined")
    html = look(county.sonja, yonas, "person/")
    assert "6 von 10 Angaben" in listed(html)
    assert "möchte nichts dazu sagen" in listed(html)
    assert Answer.objects.get().until_on is None, "there is no day to wait for"
    assert "Wer gehört zu Ihrer Familie" not in panel(look(county.sonja, yonas))
    say(county.sonja, yonas, "family-situation", "wieder", back="person")  # unless somebody takes it back
    assert "Wer gehört zu Ihrer Familie" in panel(look(county.sonja, yonas))


def test_what_is_put_off_is_neither_complete_nor_asked_before_its_day(county: County) -> None:
    yonas = county.tesfay[0]
    answer = say(county.sonja, yonas, "family-situation", "later", back="person")
    assert answer.redirect_chain == [(f"/akten/{yonas.pk}/person/#angaben", 302)]  # type: ignore[attr-defined]
    assert Answer.objects.get().until_on == county.today + timedelta(days=30)
    html = panel(look(county.sonja, yonas))
    assert "5 von 10 Angaben" in html
    assert "Sind Sie verheiratet?" in html


@pytest.mark.parametrize(("member", "total"), [(0, 10), (1, 6), (2, 4)])
def test_children_are_not_asked_what_is_for_grown_ups(county: County, member: int, total: int) -> None:
    """Omid is nine, Laila four."""
    html = listed(look(county.sonja, county.haidari[member], "person/"))
    assert f"von {total} Angaben" in html
    assert ("Berufshistorie" in html) == (member == 0)
    assert ("Bildungsabschluss" in html) == (member < 2)


def test_who_may_not_enter_the_answers_is_not_shown_the_questions(county: County) -> None:
    yonas = county.tesfay[0]
    for user in (county.amir, county.gerd, county.heike):
        assert panel(look(user, yonas)) == ""
        assert 'aria-labelledby="angaben"' not in look(user, yonas, "person/")
        assert say(user, yonas, "work-history", "declined").status_code == 403
    assert not Answer.objects.exists()


@pytest.mark.parametrize("how", ["dead", "closed"])
def test_nothing_is_asked_about_the_dead_and_in_closed_files(county: County, how: str) -> None:
    yonas = county.tesfay[0]
    if how == "dead":
        life.die(yonas, county.today, by=county.sonja)
    else:
        close_file(yonas, county.today, "ended", by=county.sonja)
    assert panel(look(county.sonja, yonas)) == ""
    assert 'aria-labelledby="angaben"' not in look(county.sonja, yonas, "person/")


@pytest.mark.parametrize("field", ["religion", "health", "unheard-of"])
def test_there_is_no_answer_about_a_sensitive_field(county: County, field: str) -> None:
    say(county.sonja, county.tesfay[0], field, "declined")
    assert not Answer.objects.exists()


@pytest.mark.parametrize(("field", "said"), [("", "declined"), ("work-history", ""), ("work-history", "vielleicht")])
def test_what_is_no_answer_is_not_found(county: County, field: str, said: str) -> None:
    assert say(county.sonja, county.tesfay[0], field, said).status_code == 404


def test_the_city_asks_the_same_and_says_that_it_is_practice(world: World) -> None:
    html = panel(look(world.miriam, world.rahimi[0]))
    assert "von 10 Angaben" in html
    concept = load("dresden/2019-07-01")
    assert {f.source.kind for f in concept.file_fields if f.asks} == {"ours"}


def test_each_open_question_leads_to_the_form_in_which_it_is_answered(county: County) -> None:
    html = listed(look(county.sonja, county.tesfay[0], "person/"))
    client = Client()
    client.force_login(county.sonja)
    addresses = [part.split('"')[0].replace("&amp;", "&") for part in html.split('<a href="')[1:]]
    assert len(addresses) == 5
    for address in addresses:
        assert client.get(address).status_code == 200


STATES = ["there", "open", "not-known", "declined", "not-applicable", "later"]


@given(st.lists(st.sampled_from(STATES), max_size=12))
def test_what_is_asked_next_is_open_and_nothing_before_it_is(states: list[str]) -> None:
    questions: list[Any] = [Question(str(n), "", "", s, "", None, "", None) for n, s in enumerate(states)]  # type: ignore[arg-type]
    found = Completeness(questions)
    assert found.done <= found.total == len(states)
    assert found.done == sum(s in COMPLETE for s in states)
    following = found.next_question
    assert (following is None) == (OPEN not in states)
    assert following is None or following.key == str(states.index(OPEN))
