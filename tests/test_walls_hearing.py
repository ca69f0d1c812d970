"""A body that is heard before a decision answers on screen: it sees its questions and whom they are about, and reaches
nothing else of Lotse. Its words are for who decides."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts import actions as accounts
from lotse.accounts.access import givable_roles, rights_of
from lotse.accounts.models import Organisation, User
from lotse.accounts.navigation import navigation
from lotse.accounts.permissions import Role
from lotse.audit.models import ReadLog
from lotse.cases.actions import Refused
from lotse.programmes import hearings
from lotse.programmes import housing as verbs
from lotse.programmes import housing_office as office
from lotse.programmes.housing import Deviation
from lotse.programmes.models import EarlierAnswer, HousingApplication, HousingHearing
from lotse.programmes.tests.housing_world import BODIES, apply, begin, client_of, get, handed_over, now, of
from tests.access_arguments import arguments
from tests.access_matrix import expectations
from tests.county import County
from tests.test_access_matrix import address
from tests.world import PASSWORD, TODAY, World, make_staff

LIST = "/anhoerungen/"


def body_of(key: str, name: str) -> Organisation:
    return accounts.add_organisation(name, kind=Organisation.Kind.CONSULTED, heard_as=key, by="test")


def staff_of(county: County, key: str = BODIES[0], name: str = "Ines Paulsen") -> User:
    there = Organisation.objects.filter(heard_as=key).first() or body_of(key, f"Stelle {key}")
    return make_staff(TODAY - timedelta(days=300), name, there, Role.CONSULTED)


def asked(county: County, *, due: int | None = 10, bodies: tuple[str, ...] = BODIES) -> HousingApplication:
    """Everything that can be typed about the household is a secret of its own."""
    row = HousingApplication(file=county.haidari[0])
    values = {"procedure": "approval", "started_on": county.today - timedelta(days=20), "words": "Geheim Weg"}
    verbs.begin(row, values, also=county.haidari[1:2], by=county.sonja)
    apply(county, row)
    handed_over(county, row)
    for body in bodies:
        due_on = TODAY + timedelta(days=due) if due is not None else None
        hearings.ask_body(row, body, TODAY, due_on, by=county.heike)
    return row


def page(row: HousingApplication, body: str = BODIES[0]) -> str:
    return f"{LIST}{row.hearings.get(body=body).pk}/"


def said(answer: str = "concerns", words: str = "Geheim Bedenken", version: int = 1) -> dict[str, str]:
    return {"answer": answer, "words": words, "version": str(version)}


def answer(row: HousingApplication, user: User, body: str = BODIES[0], **more: object) -> int:
    return client_of(user).post(page(row, body), said(**more)).status_code  # type: ignore[arg-type]


# --- what it can do ---------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-42")
def test_a_body_answers_on_screen_and_the_clerk_reads_it_before_she_decides(county: County) -> None:
    row, ines = asked(county), staff_of(county)
    html = get(ines, LIST)
    assert "Haidari" in html and "mit einer weiteren Person" in html and "wartet auf Ihre Antwort" in html
    html = get(ines, page(row))
    assert "Bestehen aus Sicht der Ausländerbehörde Bedenken" in html and "03.12.2026" in html
    assert "Haidari" in html and "PM-3001" in html and "PM-3003" not in html
    client = client_of(ines)
    assert client.post(page(row), said(words="")).status_code == 422  # reservations without a word help nobody
    assert client.post(page(row), {"version": "1", "words": "Bleibt stehen"}).content.decode().count("Bleibt stehen")
    assert client.post(page(row), said()).status_code == 302
    html = get(county.heike, f"/wohnungsantraege/{row.pk}/")
    assert "Geheim Bedenken" in html and "in Lotse beantwortet von Ines Paulsen" in html
    html = get(county.heike, f"/wohnungsantraege/{row.pk}/anfrage/{BODIES[0]}/")
    assert "Geheim Bedenken" in html and "beantwortet ihre Anfragen in Lotse" in html
    html = get(ines, LIST)
    assert "Keine Frage wartet." in html and "Bedenken" in html and "beantwortet am 23.11.2026" in html
    for user in (county.sonja, county.amir, county.ute):  # they learn that it was heard, and none of its words
        html = get(user, of(row))
        assert "gehört am 23.11.2026" in html and "Geheim Bedenken" not in html and "Ines" not in html
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM programmes_housinghearing WHERE words IS NOT NULL")
        assert b"Bedenken" not in bytes(cursor.fetchone()[0])


@pytest.mark.requirement("P-42")
def test_a_further_answer_takes_the_place_of_the_first_and_the_clerk_sees_both(county: County) -> None:
    row, ines = asked(county), staff_of(county)
    assert answer(row, ines) == 302
    assert answer(row, ines, answer="none", words="Geheim Keine mehr", version=2) == 302
    html = get(county.heike, f"/wohnungsantraege/{row.pk}/")
    assert "Geheim Keine mehr" in html and "Geheim Bedenken" in html and "Eine frühere Antwort" in html
    # so does what comes on paper after that: the body sees that it is not its own entry
    hearings.record_answer(row, BODIES[0], "silent", TODAY, "Brief", by=county.heike)
    assert [one.is_theirs for one in EarlierAnswer.objects.order_by("pk")] == [True, True]
    assert "auf Papier, eingetragen von Heike Schulze" in get(county.heike, f"/wohnungsantraege/{row.pk}/")
    assert "auf Papier" in get(ines, page(row))
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM programmes_earlieranswer")
        assert not any(b"Geheim" in bytes(words) for (words,) in cursor.fetchall())


def test_two_of_the_same_body_do_not_answer_over_each_other(county: County) -> None:
    row, ines = asked(county), staff_of(county)
    olaf = staff_of(county, name="Olaf Brandt")
    assert answer(row, ines) == 302
    second = client_of(olaf).post(page(row), said("none", "Mein Satz"))
    html = second.content.decode()
    assert second.status_code == 409 and "Mein Satz" in html and "Geheim Bedenken" in html
    assert answer(row, olaf, answer="none", words="Mein Satz", version=2) == 302
    assert EarlierAnswer.objects.count() == 1


@pytest.mark.requirement("P-42")
def test_after_the_decision_nothing_is_answered_any_more(county: County) -> None:
    row, ines = asked(county), staff_of(county)
    assert answer(row, ines, answer="none") == 302
    hearings.record_answer(row, BODIES[1], "none", TODAY, "", by=county.heike)
    office.decide(row, "approved", TODAY, "Geheim Grund", version=now(row), by=county.heike)
    html = get(ines, page(row))
    assert "abgeschlossen" in html and "Geheim Grund" not in html and "befürwortet" not in html
    late = client_of(ines).post(page(row), said(version=2))
    assert late.status_code == 422 and row.file.number not in late.content.decode()
    with pytest.raises(Refused):
        hearings.answer_hearing(row.hearings.get(body=BODIES[0]), "concerns", TODAY, "", version=2, by=ines)
    assert row.hearings.get(body=BODIES[0]).answer == "none"
    later = row.hearings.get(body=BODIES[0])
    with accounts.as_actor("test", "make_old"):
        HousingHearing.objects.filter(pk=later.pk).update(answered_on=TODAY - timedelta(days=61))
    assert client_of(ines).get(page(row)).status_code == 404  # and after a while it is gone


def test_a_letter_entered_by_others_leaves_the_question_open(county: County) -> None:
    row, ines = asked(county), staff_of(county)
    office.record_decision(
        row, "refused", TODAY, "Brief", deviation=Deviation("Kam so", ""), version=now(row), by=county.sonja
    )
    assert answer(row, ines) == 302


def test_an_answer_that_is_overdue_is_said_calmly_and_the_sheet_names_the_day(county: County) -> None:
    row, ines = asked(county), staff_of(county)
    with accounts.as_actor("test", "make_old"):
        HousingHearing.objects.update(due_on=TODAY - timedelta(days=3), asked_on=TODAY - timedelta(days=20))
    assert "Antwort steht noch aus, erbeten bis 20.11.2026" in get(county.heike, f"/wohnungsantraege/{row.pk}/")
    assert "Frist vorbei, Antwort noch möglich" in get(ines, LIST)
    assert answer(row, ines) == 302
    assert "steht noch aus" in get(county.heike, f"/wohnungsantraege/{row.pk}/")  # the other body's
    base = f"/wohnungsantraege/{row.pk}/anfrage/"
    other = asked_by_clerk(county, begin_again(county))
    assert other == 422 and "Dieser Tag ist schon vorbei." not in get(county.heike, f"{base}{BODIES[0]}/")


def begin_again(county: County) -> HousingApplication:
    row = begin(county, "approval", county.tesfay[0])
    apply(county, row)
    return row


def asked_by_clerk(county: County, row: HousingApplication, due_on: str = "20.11.2026") -> int:
    base = f"/wohnungsantraege/{row.pk}/anfrage/{BODIES[0]}/"
    return client_of(county.heike).post(base, {"due_on": due_on}).status_code


def test_the_clerk_asks_with_a_day_or_without(county: County) -> None:
    row, ines = begin_again(county), staff_of(county)
    assert asked_by_clerk(county, row, "04.12.2026") == 302
    assert row.hearings.get().due_on == TODAY + timedelta(days=11)
    assert "04.12.2026" in get(ines, page(row))


# --- what it cannot do ------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-42")
def test_it_sees_its_question_and_no_word_of_the_file(county: County) -> None:
    row, ines = asked(county), staff_of(county)
    assert answer(row, ines) == 302
    for place in (LIST, page(row)):
        html = get(ines, place)
        for secret in ("Geheim Weg", "Geheim Summe", "Geheim Deutsch", "Geheim Person", "Kenntnisse", "Strafverfahren"):
            assert secret not in html
        assert row.file.number not in html and "Aufenthalt" not in html and "Landratsamt" not in html
        title = html.split("<title>")[1].split("</title>")[0]
        assert "Haidari" not in title


@pytest.mark.requirement("P-42")
def test_attack_it_reaches_no_other_address(world: World, county_body: User) -> None:
    """Every address of Lotse: its own pages, what is public, and its own account; else refused."""
    own = ("anhoerungen/", "accounts/", "profil/", "rollen/", "konzept/", "darstellung/", "einladung/", "vorfuehrung/")
    public = ("impressum/", "datenschutz/", "barrierefreiheit/", "gesund/", "befragung/", "kalender/<", "static")
    reached = []
    for route, expected in expectations().items():
        if expected["petra"] == expected["nobody"] == 200 or route.startswith(own + public):
            continue
        client = Client(raise_request_exception=False)
        client.force_login(county_body)
        for status in (client.get(address(route, world)).status_code, client.post(address(route, world)).status_code):
            if status not in (403, 404, 405) and not (route == "" and status in (302, 405)):
                reached.append(f"/{route}: {status}")
    assert not reached, "\n".join(reached)
    menu = navigation(rights_of(county_body, TODAY), TODAY)
    assert menu and all(client.get(item.url).status_code == 200 for item in menu), "nor does the menu lead to one"
    assert arguments("", world) == {}


@pytest.fixture
def county_body(world: World) -> User:
    body = body_of(BODIES[0], "Ausländerbehörde")
    return make_staff(TODAY - timedelta(days=300), "Ines Paulsen", body, Role.CONSULTED)


def test_attack_another_body_and_forged_ids(county: County) -> None:
    row, ines = asked(county), staff_of(county)
    other = staff_of(county, BODIES[1], "Gesa Holm")
    assert client_of(other).get(page(row)).status_code == 404
    assert answer(row, other) == 404
    for forged in (row.pk, row.file.pk, ines.pk):
        assert client_of(ines).get(f"{LIST}{forged}/").status_code == 404
        assert client_of(ines).post(f"{LIST}{forged}/", said()).status_code == 404
    assert row.hearings.get(body=BODIES[0]).answer == ""
    assert get(other, LIST).count("wartet auf Ihre Antwort") == 1


def test_attack_who_is_not_asked_reads_no_question(county: County) -> None:
    row = asked(county)
    for user in county.staff().values():
        assert client_of(user).get(LIST).status_code == 403
        assert client_of(user).get(page(row)).status_code == 403
        assert answer(row, user) == 403


def test_attack_an_unconfirmed_and_an_ended_role_reach_nothing(county: County) -> None:
    row = asked(county)
    body = body_of(BODIES[0], "Ausländerbehörde")
    new = accounts.add_staff("neu@example.org", "Neu Hier", body, from_on=TODAY, by="test")
    held = accounts.give_role(new, Role.CONSULTED, body, from_on=TODAY - timedelta(days=5), by=county.knut)
    assert held.needs_confirmation
    assert client_of(new).get(LIST).status_code == 403 and answer(row, new) == 403
    accounts.confirm_role(held, by=county.dagmar)
    assert client_of(new).get(page(row)).status_code == 200
    accounts.end_role(held, until_on=TODAY - timedelta(days=1), by=county.knut)
    assert client_of(new).get(page(row)).status_code == 403 and answer(row, new) == 403


def test_attack_the_role_counts_for_nothing_outside_a_body(county: County) -> None:
    """Given nowhere else; and where an organisation ceases to be that body, its staff see nothing."""
    with pytest.raises(PermissionDenied):
        accounts.give_role(county.pavel, Role.CONSULTED, county.provider, from_on=TODAY, by=county.knut)
    row, ines = asked(county), staff_of(county)
    body = ines.organisation
    assert body is not None
    with pytest.raises(PermissionDenied):
        accounts.give_role(county.pavel, Role.AUTHORITY, body, from_on=TODAY, by=county.knut)
    assert givable_roles(rights_of(county.knut, TODAY), body) == [Role.CONSULTED]
    assert givable_roles(rights_of(county.gerd, TODAY), body) == []
    accounts.change_organisation(
        body, version=body.version, name=body.name, kind="provider", legal_regime="dsgvo", by=county.knut
    )
    assert client_of(ines).get(page(row)).status_code == 404 and answer(row, ines) == 404
    assert "Haidari" not in get(ines, LIST)


def test_one_organisation_for_each_body(county: County) -> None:
    body_of(BODIES[0], "Ausländerbehörde")
    for kind, key in (("consulted", BODIES[0]), ("consulted", ""), ("provider", BODIES[1])):
        with pytest.raises(IntegrityError), transaction.atomic():
            accounts.add_organisation(f"Noch eine {kind}{key}", kind=kind, heard_as=key, by="test")
    client = client_of(county.knut)
    new = {"version": 0, "name": "Zweite", "kind": "consulted", "legal_regime": "dsgvo", "heard_as": BODIES[0]}
    place = "/organisationen/neu/"
    assert "gibt es schon als Organisation" in client.post(place, new).content.decode()
    assert "welche Stelle des Konzepts" in client.post(place, new | {"heard_as": ""}).content.decode()
    assert "nur für eine angehörte Stelle" in client.post(place, new | {"kind": "provider"}).content.decode()
    assert client.post(place, new | {"heard_as": BODIES[1]}).status_code == 302


def test_what_is_not_handed_in_any_more_or_over_is_gone(county: County) -> None:
    row, ines = asked(county), staff_of(county)
    verbs.change_housing(
        row, {"ended_on": TODAY, "end_reason": "withdrawn"}, also=[], without=[], version=now(row), by=county.sonja
    )
    assert client_of(ines).get(page(row)).status_code == 404 and answer(row, ines) == 404


@pytest.mark.requirement("N-17")
def test_its_reading_stands_in_the_read_log_of_everybody_named(county: County) -> None:
    row, ines = asked(county), staff_of(county)
    get(ines, LIST)
    assert not ReadLog.objects.filter(user=ines.pk).exists()
    get(ines, page(row))
    found = ReadLog.objects.filter(user=ines.pk, kind="hearing", right="consulted").values_list("file", flat=True)
    assert set(found) == {f.pk for f in county.haidari[:2]}
    assert "Anfrage an eine angehörte Stelle" in get(county.ute, f"/akten/{row.file.pk}/gelesen/")


def test_more_questions_ask_no_more_of_the_database(county: County) -> None:
    ines = staff_of(county)
    asked(county)
    one = statements(ines)
    for n in range(40):
        row = begin(county, "approval", county.haidari[n % 3])
        apply(county, row)
        hearings.ask_body(row, BODIES[0], TODAY, by=county.heike)
        if n % 2:
            hearings.record_answer(row, BODIES[0], "none", TODAY, "", by=county.heike)
    assert get(ines, LIST).count("Haidari") == 41
    assert statements(ines) == one


def statements(user: User, place: str = LIST) -> int:
    client = client_of(user)
    client.get(place)
    with CaptureQueriesContext(connection) as found:
        client.get(place)
    return len(found)


def test_after_signing_in_it_stands_before_its_questions(county: County) -> None:
    ines = staff_of(county)
    answer_ = client_of(ines).get("/")
    assert (answer_.status_code, answer_["Location"]) == (302, LIST)
    html = get(ines, LIST)
    assert ">Akten<" not in html and "Heute" not in html.split("</nav>")[0]
    assert PASSWORD not in html


# --- the clerk's day --------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-42")
def test_the_clerk_sees_at_once_what_waits_and_what_was_answered(county: County) -> None:
    assert "auf eine Entscheidung" not in get(county.heike, "/")
    row, ines = asked(county), staff_of(county)
    other = begin_again(county)
    html = get(county.heike, "/")
    assert "2 Wohnungsanträge warten auf eine Entscheidung" in html and "Noch keine Antwort" in html
    assert answer(row, ines, answer="none") == 302
    hearings.record_answer(row, BODIES[1], "none", TODAY, "", by=county.heike)
    html = get(county.heike, "/")
    assert "2 Antworten angehörter Stellen sind da" in html and "Haidari" not in html
    waiting, answered = (get(county.heike, f"/wohnungsantraege/?nur={only}") for only in ("wartet", "antwort"))
    assert str(row.pk) in waiting and str(other.pk) in waiting
    assert str(row.pk) in answered and str(other.pk) not in answered
    office.decide(row, "approved", TODAY, "Ja", version=now(row), by=county.heike)
    html = get(county.heike, "/")
    assert "Ein Wohnungsantrag wartet auf eine Entscheidung" in html and "Antworten angehörter" not in html
    assert str(row.pk) not in get(county.heike, "/wohnungsantraege/?nur=wartet")
    assert str(row.pk) in get(county.heike, "/wohnungsantraege/?nur=unsinn")
    for user in (county.sonja, county.ute, county.gerd):
        assert "auf eine Entscheidung" not in get(user, "/")


def test_more_applications_ask_no_more_of_the_clerks_day(county: County) -> None:
    asked(county)
    one = {place: statements(county.heike, place) for place in ("/", "/wohnungsantraege/?nur=antwort")}
    assert one["/"] <= 36
    for n in range(40):
        row = begin(county, "approval", county.haidari[n % 3])
        apply(county, row)
        hearings.ask_body(row, BODIES[0], TODAY, by=county.heike)
        hearings.record_answer(row, BODIES[0], "none", TODAY, "", by=county.heike)
    assert {place: statements(county.heike, place) for place in one} == one
