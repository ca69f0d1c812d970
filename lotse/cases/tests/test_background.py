"""Family, languages, education and work: entered once, corrected where they stand; words for whom they are meant."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from lotse.accounts.models import User
from lotse.audit.models import WriteLog
from lotse.cases import background, life
from lotse.cases.actions import Refused, close_file
from lotse.cases.background import LevelOn, newest_level
from lotse.cases.models import File
from lotse.people.background import inverse
from lotse.people.models import Education, Employment, FamilyTie, LanguageLevel
from tests.county import County
from tests.world import World


def send(user: User, file: File, what: str, **data: Any) -> HttpResponse:
    client = Client()
    client.force_login(user)
    return client.post(f"/akten/{file.pk}/person/{what}/", data, follow=True)  # type: ignore[return-value]


def look(user: User, file: File, what: str = "") -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/akten/{file.pk}/person/{what}")
    assert answer.status_code == 200
    return answer.content.decode()


def section(html: str, name: str) -> str:
    return html.split(f'aria-labelledby="{name}"')[1].split("</section>")[0]


def chosen(html: str) -> list[str]:
    """Which kinds of tie are ticked in the form."""
    radios = [tag for tag in html.split("<input") if 'name="kind"' in tag.split(">")[0]]
    return [tag.split('value="')[1].split('"')[0] for tag in radios if "checked" in tag.split(">")[0]]


TIE = {"version": 1, "kind": "child", "who": "words", "other_words": "", "lives": "", "has_custody": ""}


# --- family -----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-135")
def test_a_tie_is_entered_once_and_shown_from_both_sides_with_the_inverse_word(county: County) -> None:
    nadia, omid, _laila = county.haidari
    answer = send(county.sonja, nadia, "beziehung/neu", **TIE | {"who": str(omid.pk), "has_custody": "yes"})
    assert "Die Beziehung ist gesichert." in answer.content.decode()
    assert FamilyTie.objects.count() == 1
    hers, his = section(look(county.sonja, nadia), "familie"), section(look(county.sonja, omid), "familie")
    for words in ("Kind", "Haidari, Omid", omid.number, "diese Person hat das Sorgerecht"):
        assert words in hers
    for words in ("Elternteil", "Haidari, Nadia", nadia.number, "Sorgerecht"):
        assert words in his


@pytest.mark.requirement("P-135")
def test_who_lives_abroad_without_a_file_is_said_in_sealed_words(county: County) -> None:
    nadia = county.haidari[0]
    said = {"kind": "parent", "other_words": "Mutter, Zarghuna, 61, Herat", "lives": "abroad"}
    send(county.sonja, nadia, "beziehung/neu", **TIE | said)
    html = section(look(county.amir, nadia), "familie")
    assert "Mutter, Zarghuna, 61, Herat" in html
    assert "im Ausland" in html
    for user in (county.gerd, county.heike):  # codes for who opens the file, words for who counsels
        html = section(look(user, nadia), "familie")
        assert "Zarghuna" not in html
        assert "Elternteil" in html
    with connection.cursor() as cursor:
        cursor.execute("SELECT other_words FROM people_familytie")
        assert b"Zarghuna" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize("number", ["2026-99999", "stranger"])
def test_the_number_of_a_strangers_file_gives_nothing_away(world: World, number: str) -> None:
    """One that exists elsewhere is answered word for word as one that does not exist at all."""
    zahra, stranger = world.rahimi[0], world.demir[0]
    typed = stranger.number if number == "stranger" else number
    answer = send(world.miriam, zahra, "beziehung/neu", **TIE | {"who": "number", "number": typed})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Unter dieser Nummer ist keine Akte, die Sie bearbeiten dürfen." in html
    assert stranger.person.family_name not in html
    assert f'value="{typed}"' in html, "what was typed stays"
    assert not FamilyTie.objects.exists()


def test_a_tie_shows_no_name_to_whom_the_other_file_does_not_belong(world: World) -> None:
    zahra, stranger = world.rahimi[0], world.demir[0]
    values = {"kind": "sibling", "other": stranger.person}
    background.enter(zahra, FamilyTie(person=zahra.person), values, by=world.miriam)
    html = look(world.miriam, zahra)
    assert "Akte liegt nicht bei Ihnen" in section(html, "familie")
    assert stranger.person.family_name not in html
    assert stranger.number not in html
    tie = FamilyTie.objects.get()
    assert stranger.person.family_name not in look(world.miriam, zahra, f"beziehung/{tie.pk}/")


@pytest.mark.parametrize(("kind", "there"), [("child", "parent"), ("guardian", "ward"), ("spouse", "spouse")])
def test_a_relation_stands_once_from_whichever_side_it_is_entered(county: County, kind: str, there: str) -> None:
    nadia, omid, _laila = county.haidari
    assert inverse(kind) == there
    background.enter(nadia, FamilyTie(person=nadia.person), {"kind": kind, "other": omid.person}, by=county.sonja)
    for file, other, again in ((nadia, omid, kind), (omid, nadia, there)):
        with pytest.raises(Refused, match="steht schon"):
            background.enter(
                file, FamilyTie(person=file.person), {"kind": again, "other": other.person}, by=county.sonja
            )


def test_nobody_is_parent_and_child_of_the_same_person(county: County) -> None:
    nadia, omid, _laila = county.haidari
    background.enter(nadia, FamilyTie(person=nadia.person), {"kind": "child", "other": omid.person}, by=county.sonja)
    answer = send(county.sonja, omid, "beziehung/neu", **TIE | {"kind": "child", "who": str(nadia.pk)})
    assert answer.status_code == 422
    assert "steht schon das Umgekehrte" in answer.content.decode()


def test_a_tie_is_corrected_from_the_other_side_and_stays_the_same_row(county: County) -> None:
    nadia, omid, _laila = county.haidari
    row = background.enter(
        nadia, FamilyTie(person=nadia.person), {"kind": "child", "other": omid.person}, by=county.sonja
    )
    assert chosen(look(county.sonja, omid, f"beziehung/{row.pk}/")) == ["parent"]
    said = {"version": 1, "kind": "ward", "has_custody": "yes", "from_on": "01.03.2026"}
    send(county.sonja, omid, f"beziehung/{row.pk}", **said)
    row.refresh_from_db()
    assert (row.kind, row.has_custody, row.from_on) == ("guardian", None, date(2026, 3, 1))
    assert "Vormund" in section(look(county.sonja, nadia), "familie")


def test_what_the_household_says_is_offered_and_filled_in(county: County) -> None:
    nadia, omid, laila = county.haidari
    html = section(look(county.sonja, nadia), "familie")
    assert html.count("im Haushalt: Kind") == 2
    assert "im Haushalt: Elternteil" in section(look(county.sonja, omid), "familie")
    form = look(county.sonja, omid, f"beziehung/neu/?akte={nadia.pk}")
    assert f'<option value="{nadia.pk}" selected>' in form
    assert chosen(form) == ["parent"]
    background.enter(nadia, FamilyTie(person=nadia.person), {"kind": "child", "other": omid.person}, by=county.sonja)
    assert section(look(county.sonja, nadia), "familie").count("im Haushalt: Kind") == 1
    life.separate([laila], county.today, by=county.sonja)
    assert "im Haushalt:" not in section(look(county.sonja, nadia), "familie")


def test_a_tie_can_be_ended_and_entered_anew(county: County) -> None:
    nadia, omid, _laila = county.haidari
    values = {"kind": "guardian", "other": omid.person, "from_on": date(2025, 1, 1), "until_on": date(2026, 1, 1)}
    background.enter(omid, FamilyTie(person=nadia.person), values, by=county.sonja)
    background.enter(omid, FamilyTie(person=nadia.person), {"kind": "guardian", "other": omid.person}, by=county.sonja)
    assert FamilyTie.objects.count() == 2


def test_nothing_is_entered_in_a_closed_file(county: County) -> None:
    nadia = county.haidari[0]
    close_file(nadia, county.today, "ended", by=county.sonja)
    client = Client()
    client.force_login(county.sonja)
    for address in ("beziehung/neu", "bildung/neu", "beruf/neu", "sprachen"):
        assert client.get(f"/akten/{nadia.pk}/person/{address}/").status_code == 403
    with pytest.raises(Refused):
        background.enter(nadia, Education(person=nadia.person), {"kind": "school"}, by=county.sonja)


# --- education and work -----------------------------------------------------------------------------------------------
SCHOOL = {"version": 1, "kind": "school", "years": "9", "begins": "1999", "ends": "06.2008", "country": "AF",
          "outcome": "degree", "institution": "Lycée Mehri, Herat", "certificate": "Abschluss Klasse 9"}  # fmt: skip


@pytest.mark.requirement("P-135", "P-32")
def test_school_and_training_stand_with_years_certificate_and_recognition(county: County) -> None:
    nadia = county.haidari[0]
    assert send(county.sonja, nadia, "bildung/neu", **SCHOOL).status_code == 200
    trained = {
        "version": 1, "kind": "training", "years": "3", "country": "AF", "outcome": "degree", "papers": "copy",
        "subject": "Hebamme", "recognition": "applied", "applied_on": "03.11.2026",
        "recognised_by": "Landesamt für Gesundheit",
    }  # fmt: skip
    send(county.sonja, nadia, "bildung/neu", **trained)
    html = section(look(county.sonja, nadia), "bildung")
    for words in (
        "1999 bis 06.2008", "9 Jahre", "Lycée Mehri, Herat, Afghanistan", "mit Abschluss: Abschluss Klasse 9",
        "Hebamme", "nur Kopie oder Foto", "Anerkennung: beantragt",
        "Landesamt für Gesundheit · beantragt am 03.11.2026",
    ):  # fmt: skip
        assert words in html
    html = section(look(county.heike, nadia), "bildung")
    assert "1999 bis 06.2008" in html
    assert "Anerkennung: beantragt" in html
    assert "Lycée" not in html
    assert "Hebamme" not in html


@pytest.mark.requirement("P-33")
@pytest.mark.parametrize(
    ("state", "word"), [("referred", "an Anerkennungsberatung vermittelt"), ("partly", "teilweise anerkannt")]
)
def test_the_way_to_recognition_is_followed(county: County, state: str, word: str) -> None:
    nadia = county.haidari[0]
    row = background.enter(nadia, Education(person=nadia.person), {"kind": "training"}, by=county.sonja)
    assert "Anerkennung" not in section(look(county.sonja, nadia), "bildung").replace("Abschluss und Anerkennung", "")
    said = {"version": 1, "kind": "training", "recognition": state, "referred_on": "12.11.2026"}
    send(county.sonja, nadia, f"bildung/{row.pk}", **said)
    html = section(look(county.sonja, nadia), "bildung")
    assert f"Anerkennung: {word}" in html
    assert "vermittelt am 12.11.2026" in html


def test_a_decision_says_how_it_was_decided_and_what_was_typed_stays(county: County) -> None:
    said = SCHOOL | {"decided_on": "01.11.2026", "recognition": "applied", "ends": "06.1998"}
    answer = send(county.sonja, county.haidari[0], "bildung/neu", **said)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Bitte auswählen, wie entschieden wurde." in html
    assert "Das Ende liegt vor dem Beginn." in html
    assert 'value="06.1998"' in html
    assert "Lycée Mehri, Herat" in html
    assert not Education.objects.exists()


@pytest.mark.parametrize("ends", ["2099", "13.2008", "früher", "12.2026"])
def test_months_that_cannot_be_are_refused(county: County, ends: str) -> None:
    answer = send(county.sonja, county.haidari[0], "bildung/neu", **SCHOOL | {"ends": ends})
    assert answer.status_code == 422


def test_what_still_runs_may_end_later(county: County) -> None:
    answer = send(county.sonja, county.haidari[0], "bildung/neu", **SCHOOL | {"ends": "07.2028", "outcome": "running"})
    assert answer.status_code == 200
    assert Education.objects.get().until_year == 2028


def test_who_never_went_to_school_has_an_entry_that_says_so(county: County) -> None:
    send(county.sonja, county.haidari[0], "bildung/neu", version=1, kind="school", years="0")
    assert "nie zur Schule gegangen" in section(look(county.sonja, county.haidari[0]), "bildung")


JOB = {"version": 1, "kind": "employed", "job": "Schneiderin", "employer": "Nähstube Ariana, Herat", "country": "AF",
       "begins": "2010", "ends": "2019", "duties": "Zuschnitt, Anleitung von drei Lehrlingen"}  # fmt: skip


@pytest.mark.requirement("P-135", "P-32")
def test_work_stands_with_employer_time_and_main_duties(county: County) -> None:
    nadia = county.haidari[0]
    send(county.sonja, nadia, "beruf/neu", **JOB)
    send(county.sonja, nadia, "beruf/neu", **JOB | {"job": "Küchenhilfe", "ends": "", "is_current": "on"})
    html = section(look(county.sonja, nadia), "beruf")
    for words in ("2010 bis 2019", "Schneiderin", "Nähstube Ariana, Herat, Afghanistan", "Anleitung von drei Lehr"):
        assert words in html
    assert html.index("2010 bis heute") < html.index("2010 bis 2019"), "what lasts comes first"
    html = section(look(county.gerd, nadia), "beruf")
    assert "2010 bis 2019" in html
    assert "Ariana" not in html
    with connection.cursor() as cursor:
        cursor.execute("SELECT employer, job, duties FROM people_employment")
        assert b"Schneiderin" not in b"".join(bytes(value) for row in cursor.fetchall() for value in row)


def test_two_who_correct_the_same_row_both_see_both_versions(county: County) -> None:
    nadia = county.haidari[0]
    background.enter(nadia, row := Employment(person=nadia.person), {"job": "Schneiderin"}, by=county.sonja)
    assert send(county.ute, nadia, f"beruf/{row.pk}", **JOB | {"job": "Schneidermeisterin"}).status_code == 200
    answer = send(county.sonja, nadia, f"beruf/{row.pk}", **JOB | {"job": "Änderungsschneiderin"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Schneidermeisterin" in html
    assert 'value="Änderungsschneiderin"' in html
    assert send(county.sonja, nadia, f"beruf/{row.pk}", **JOB | {"job": "X", "version": 2}).status_code == 200


def test_a_row_of_another_person_is_not_found_through_this_file(county: County) -> None:
    nadia, omid, _laila = county.haidari
    background.enter(omid, row := Education(person=omid.person), {"kind": "school"}, by=county.sonja)
    assert send(county.sonja, nadia, f"bildung/{row.pk}", **SCHOOL).status_code == 404
    assert send(county.sonja, nadia, f"bildung/{row.pk}", entfernen="1").status_code == 404
    assert Education.objects.get().years is None


def test_what_was_entered_by_mistake_goes_and_the_log_names_no_word(county: County) -> None:
    nadia = county.haidari[0]
    send(county.sonja, nadia, "beruf/neu", **JOB)
    send(county.sonja, nadia, f"beruf/{Employment.objects.get().pk}", entfernen="1")
    assert not Employment.objects.exists()
    rows = WriteLog.objects.filter(table_name="people_employment")
    assert {r.verb for r in rows} == {"record_employment"}
    assert "Schneiderin" not in "".join(str(vars(r)) for r in rows)


# --- languages --------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-135", "P-32")
def test_a_new_level_leaves_the_former_ones_and_the_newest_counts(county: County) -> None:
    yonas = county.tesfay[0]  # A1 since the file was opened
    said = {"language": "de", "level": "B1", "on": "20.11.2026", "how": "certificate", "certificate": "DTZ, VHS Werder"}
    send(county.sonja, yonas, "sprachen", **said)
    send(county.sonja, yonas, "sprachen", language="de", level="A2", on="20.08.2026", how="test")
    assert yonas.person.languages.get().level == "B1"
    assert [r.level for r in LanguageLevel.objects.order_by("on")] == ["A1", "A2", "B1"]
    html = section(look(county.sonja, yonas), "sprachen")
    for words in ("B1", "Zertifikat, 20.11.2026", "DTZ, VHS Werder", "2 frühere Stände", "Einstufungstest"):
        assert words in html
    assert "DTZ" not in section(look(county.gerd, yonas), "sprachen")
    send(county.sonja, yonas, "sprachen", stand=str(LanguageLevel.objects.get(level="B1").pk))
    assert yonas.person.languages.get().level == "A2"


def test_what_is_not_said_of_a_language_stays_unless_the_form_had_shown_it(county: County) -> None:
    yonas = county.tesfay[0]
    send(county.sonja, yonas, "sprachen", language="ti", is_mother_tongue="on", literacy="none")
    send(county.sonja, yonas, "sprachen", language="ti", level="C2")
    row = yonas.person.languages.get(language="ti")
    assert (row.is_mother_tongue, row.literacy, row.level) == (True, "none", "C2")
    send(county.sonja, yonas, "sprachen/?sprache=ti&x=", language="ti", literacy="some")
    row.refresh_from_db()
    assert (row.is_mother_tongue, row.literacy, row.level) == (False, "some", "C2")
    send(county.sonja, yonas, "sprachen", entfernen=str(row.pk))
    assert {r.language for r in LanguageLevel.objects.all()} == {"de"}


@pytest.mark.parametrize(
    ("literacy", "level", "line"),
    [("none", "A1", "liest nicht, Deutsch A1"), ("some", "A0", "liest wenig, noch kein Deutsch"), ("fluent", "", "")],
)
def test_the_head_of_the_file_says_who_does_not_read(county: County, literacy: str, level: str, line: str) -> None:
    nadia = county.haidari[0]
    known = LevelOn(level, county.today) if level else None
    background.record_language(nadia, "prs", is_mother_tongue=True, literacy=literacy, by=county.sonja)
    background.record_language(nadia, "de", level=known, by=county.sonja)
    head = look(county.gerd, nadia).split("lo-tabs")[0]
    assert (line or "Dari") in head
    assert ("liest" in head) == bool(line)


@given(
    st.lists(
        st.tuples(
            st.dates(date(2020, 1, 1), date(2020, 1, 5)), st.sampled_from(["self", "test", "certificate"]),
            st.sampled_from(["A1", "A2", "B1"]),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_the_newest_level_is_of_the_last_day_whatever_the_order(rows: list[tuple[date, str, str]]) -> None:
    found = newest_level(rows)
    last = [level for on, _how, level in rows if on == max(r[0] for r in rows)]
    assert found in (last or [""])
    exams = [level for on, how, level in rows if how == "certificate" and on == max(r[0] for r in rows)]
    assert not exams or found in exams


# --- all of it --------------------------------------------------------------------------------------------------------
def _fill(county: County, count: int) -> None:
    nadia = county.haidari[0]
    for n in range(count):
        words = {"kind": "relative", "other_words": f"Tante {n}", "lives": "abroad"}
        background.enter(nadia, FamilyTie(person=nadia.person), words, by=county.sonja)
        background.enter(
            nadia, Education(person=nadia.person), {"kind": "course", "subject": f"Kurs {n}"}, by=county.sonja
        )
        background.enter(nadia, Employment(person=nadia.person), {"job": f"Arbeit {n}"}, by=county.sonja)
        level = LevelOn("A1", county.today - timedelta(days=n))
        background.record_language(nadia, "de", level=level, by=county.sonja)


def test_forty_rows_cost_as_many_queries_as_one(county: County) -> None:
    client = Client()
    client.force_login(county.sonja)
    counts = []
    for count in (1, 39):
        _fill(county, count)
        for page in ("person/", "person/sprachen/", ""):
            address = f"/akten/{county.haidari[0].pk}/{page}"
            client.get(address)
            with CaptureQueriesContext(connection) as found:
                assert client.get(address).status_code == 200
            counts.append(len(found))
    assert counts[:3] == counts[3:]


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(FamilyTie.Kind.values))
def test_the_inverse_of_the_inverse_is_the_word_itself(kind: str) -> None:
    assert inverse(inverse(kind)) == kind
