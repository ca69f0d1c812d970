"""Attacks on what was made fast: questions compiled once, statements and HTML written by hand, many rows at once, pages
loaded in parts. The matrix of addresses does not see these either."""

import re
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, connections
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lotse.accounts import actions as accounts
from lotse.accounts.access import rights_of
from lotse.accounts.models import User
from lotse.accounts.permissions import Role
from lotse.audit.models import ReadLog
from lotse.cases import actions as cases
from lotse.cases import planning
from lotse.cases.life import Address
from lotse.cases.mine import files_worked_on
from lotse.cases.models import Allocation, File
from lotse.cases.today import due_for
from lotse.cases.watch import watch_for
from lotse.intake.actions import NewHousehold, NewPerson, make_households, write_households
from lotse.notes.actions import Contact, record_note
from lotse.notes.drafts import Window
from lotse.notes.models import Note
from lotse.notes.record import ask_for_erasure, decide_erasure, supplement_note
from lotse.people.models import Person
from lotse.vault.models import SubjectKey
from tests.world import TODAY, World

As = Callable[[str], Client]
the_same_world = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@pytest.fixture
def as_(world: World) -> As:
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(world.staff()[name])
        return client

    return sign_in


def said(response: HttpResponse) -> str:
    return response.content.decode()


# --- what is typed into the search ------------------------------------------------------------------------------------
TYPED = st.text(max_size=30) | st.text(alphabet="%_'\"\\;*?-()0123456789zZ ,.+/\x00\ud7ff\U0010ffff", max_size=12)


@the_same_world
@given(text=TYPED, live=st.booleans())
@example("rahimi' OR '1'='1", False)
@example("zzzzzz\x00", False)
@example("_____", True)
def test_nothing_typed_into_the_search_finds_what_is_out_of_reach_nor_breaks_it(
    world: World, text: str, live: bool
) -> None:
    client = Client()
    client.force_login(world.olga)
    answer = client.post("/suche/", {"q": text}, headers={"HX-Request": "true"} if live else {})
    assert answer.status_code == 200
    page = said(answer)
    for file in (*world.rahimi, *world.mehari):
        assert str(file.pk) not in page


def test_an_unknown_name_and_a_name_out_of_reach_are_answered_in_the_same_words(as_: As, world: World) -> None:
    client = as_("olga")
    for more in ({}, {"weit": "1"}, {"bis": "200"}):
        pages = [
            re.sub(r"[A-Za-z0-9]{64}", "", said(client.post("/suche/", {"q": text, **more}))).replace(text, "")
            for text in ("Rahimi Zahra", "Qwertz Yxcvb")
        ]
        assert pages[0] == pages[1] and "finden Sie unter Ihren Akten niemanden" in pages[0]


def test_words_of_the_page_take_what_was_typed_as_words_only(as_: As, world: World) -> None:
    for typed in ("%(text)s <i>", "%s %", "<img src=x onerror=alert(1)>", "%(num)s%%", "Rahimi <i>"):
        page = said(as_("katrin").post("/suche/", {"q": typed}))
        assert escape(typed) in page and "<i>" not in page and "<img" not in page


def test_what_no_number_can_be_is_answered_all_the_same(as_: As, world: World) -> None:
    assert as_("dora").post("/akten/gelesen/", {"nummer": "2026-\x00"}).status_code == 302
    assert as_("olga").post("/suche/", {"q": "Demir", "bis": "9" * 5000}).status_code == 200


# --- questions compiled once ------------------------------------------------------------------------------------------
def test_many_threads_asking_at_once_each_get_their_own_answer(world: World) -> None:
    """The compiled question is shared by all; whose rights and files it asked for must not be."""
    connection.inc_thread_sharing()
    expected = {user.pk: mine(user) for user in world.staff().values()}
    wrong: list[object] = []

    def ask(user: User, shared: object = connections["default"]) -> None:
        connections["default"] = shared  # type: ignore[assignment]
        try:
            wrong.extend(user.name for _again in range(20) if mine(user) != expected[user.pk])
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=ask, args=(user,)) for user in world.staff().values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.dec_thread_sharing()
    assert len(set(expected.values())) > 4 and not wrong


def mine(user: User) -> tuple[object, ...]:
    held = rights_of(user, TODAY)
    due = tuple(sorted(str(i.file_id) for i in due_for(held, TODAY, whose="team")))
    return user.pk, str(held.held), due, len(watch_for(held, TODAY, files_worked_on(held, TODAY)).papers)


def test_a_right_is_lost_with_the_next_request_though_its_question_is_compiled(as_: As, world: World) -> None:
    client, key = as_("miriam"), world.rahimi[0].pk
    assert client.get(f"/akten/{key}/").status_code == 200
    with accounts.as_actor("test", "arrange"):
        Allocation.objects.filter(user=world.miriam).update(from_on=TODAY + timedelta(days=1))
    assert client.get(f"/akten/{key}/").status_code == 404
    assert as_("farid").get(f"/akten/{key}/").status_code == 200


# --- the read log: several kinds in one statement ---------------------------------------------------------------------
def test_of_each_who_opens_a_file_the_log_says_what_the_page_showed_and_by_which_right(as_: As, world: World) -> None:
    key = world.rahimi[0].pk
    more = accounts.give_role(world.miriam, Role.COORDINATOR, world.bridge, team=world.centre, from_on=TODAY, by="test")
    accounts.confirm_role(more, by="test")
    for name, user in world.staff().items():
        page = as_(name).get(f"/akten/{key}/")
        logged = set(ReadLog.objects.filter(user=user.pk, file=key).values_list("kind", "right"))
        right = user.roles.order_by("from_on").first().role  # type: ignore[union-attr]
        shown = {"file", "notes"} if "Erstbesuch" in said(page) else {"file"} if page.status_code == 200 else set()
        assert logged == {(kind, right) for kind in shown}, name
    assert ReadLog.objects.filter(kind="notes").count() == 3


# --- two windows ------------------------------------------------------------------------------------------------------
def test_what_two_windows_wrote_is_shown_only_to_who_may_plan_in_the_file(as_: As, world: World) -> None:
    file = world.rahimi[0]
    task = planning.add_task(file, "Geheimnis Kita", world.miriam, TODAY, by=world.miriam)
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    plan = planning.Plan(at, at + timedelta(hours=1), world.miriam, "Geheimnis Ort", "Geheimnis Amt", "Geheimnis Wort")
    meeting = planning.make_appointment(file, plan, by=world.miriam)
    someone = str(world.miriam.pk)
    forms = {
        f"aufgabe/{task.pk}/": {"title": "Anders", "user": someone, "version": "99"},
        f"termin/{meeting.pk}/": {
            "on": "25.11.2026", "starts": "10:00", "minutes": "30", "user": someone, "version": "9"
        },
    }  # fmt: skip
    for name in world.staff():
        for part, data in forms.items():
            answer = as_(name).post(f"/akten/{file.pk}/{part}", data)
            may = name in ("miriam", "farid", "katrin")
            assert (answer.status_code == 409) is may and ("Geheimnis" in said(answer)) is may, (name, part)
            assert as_(name).post(f"/akten/{world.demir[0].pk}/{part}", data).status_code in (403, 404)
    task.refresh_from_db()
    assert task.title == "Geheimnis Kita"


def test_what_is_to_be_done_waits_in_no_session(as_: As, world: World) -> None:
    """A title is typed about somebody and sealed; the message that it is done must not lay it open beside that."""
    file = world.rahimi[0]
    for how in ("erledigt", "entfaellt", "wieder"):
        task = planning.add_task(file, "Geheimnis Kita", world.miriam, TODAY, by=world.miriam)
        client = as_("miriam")
        client.post(f"/akten/{file.pk}/aufgabe/{task.pk}/erledigt/", {"wie": how})
        assert "Geheimnis" not in str(dict(client.session.items()))


def test_what_was_typed_is_escaped_once_in_text_and_in_names_of_buttons(as_: As, world: World) -> None:
    planning.add_task(world.rahimi[0], 'Kita & "Hort" <b onclick=x>', world.miriam, TODAY, by=world.miriam)
    page = said(as_("miriam").get(f"/akten/{world.rahimi[0].pk}/"))
    assert "<b onclick" not in page and 'Kita & "' not in page
    assert "&amp;amp;" not in page and "&amp;#34;" not in page and "&amp;lt;" not in page


# --- notes ------------------------------------------------------------------------------------------------------------
def test_ones_own_note_is_not_read_by_its_id_once_its_file_is_somebody_elses(as_: As, world: World) -> None:
    """The form compares what is sent with what was written under its id, and shows both."""
    cases.allocate(world.mehari, world.miriam, team=world.west, from_on=TODAY, by=world.katrin)
    with accounts.as_actor("test", "arrange"):
        Allocation.objects.filter(user=world.miriam, file__in=world.rahimi).delete()
    data = {
        "note_id": str(world.note.pk), "contact_form": "home-visit", "on": "23.11.2026", "summary": "Anderes.",
        "result": "Nichts.", "persons": [str(world.mehari[0].pk)],
    }  # fmt: skip
    answer = as_("miriam").post(f"/akten/{world.mehari[0].pk}/vermerk/neu/", data)
    assert answer.status_code == 422 and "Erstbesuch" not in said(answer) and "Anderes." in said(answer)


def test_a_draft_is_announced_on_the_page_of_the_file_to_its_author_alone(as_: As, world: World) -> None:
    key, draft = world.rahimi[0].pk, "01980000-0000-7000-8000-0000000000aa"
    data = {"note_id": draft, "tab": "a", "draft_version": "0", "summary": "Geheimnis Entwurf", "persons": [str(key)]}
    assert as_("miriam").post(f"/akten/{key}/vermerk/entwurf/", data).status_code == 200
    for name in world.staff():
        pages = [said(as_(name).get(address)) for address in (f"/akten/{key}/", "/", f"/akten/{key}/vermerk/neu/")]
        assert any(draft in page for page in pages) is (name == "miriam"), name
        assert any("Geheimnis" in page for page in pages) is (name == "miriam"), name


def test_an_erased_note_and_its_supplements_stand_on_no_page_any_more(as_: As, world: World) -> None:
    now, key = datetime(2026, 11, 23, 9, tzinfo=UTC), world.rahimi[0].pk
    window = Window(world.demir[0].pk, "tab", 0)
    supplement_note(world.note, "Geheimnis Nachtrag", window=window, typed={}, by=world.miriam, now=now)
    asked = ask_for_erasure(world.note, world.rahimi[0], "wrong-file", "Geheimnis Grund", by=world.miriam, now=now)
    decide_erasure(asked.pk, erase=True, by=world.katrin, now=now)
    for name in ("miriam", "katrin", "farid"):
        for part in ("", "?alle", "?art=vermerke", f"vermerk/{world.note.pk}/"):
            page = said(as_(name).get(f"/akten/{key}/{part}"))
            assert "Geheimnis" not in page and "Zimmer" not in page, (name, part)


# --- the team's long unseen -------------------------------------------------------------------------------------------
def test_the_long_unseen_of_a_team_are_told_to_who_counsels_and_allocates_there(as_: As, world: World) -> None:
    with accounts.as_actor("test", "arrange"):
        File.objects.update(opened_on=TODAY - timedelta(days=300))
        Note.objects.update(on=TODAY - timedelta(days=200))
    own, team = {"miriam": "Rahimi", "farid": "Rahimi", "olga": "Demir"}, {"katrin": "Rahimi", "bernd": "Demir"}
    for name in world.staff():
        for headers in ({}, {"HX-Request": "true"}):
            page = said(as_(name).get("/?wessen=team&lange", headers=headers))
            care = "".join(re.findall(r'<section[^>]* aria-labelledby="acht".*?</section>', page, re.DOTALL))
            expected = [(own | team)[name]] if name in own | team else []
            assert [one for one in ("Rahimi", "Demir") if one in care] == expected, name
            assert ("Miriam Albrecht" in care or "Olga Petersen" in care) is (name in team)


# --- HTML by hand -----------------------------------------------------------------------------------------------------
def test_a_name_of_staff_or_a_team_is_no_markup_in_the_table_of_annex_1(as_: As, world: World) -> None:
    evil = '"><script>alert(1)</script>&'
    with accounts.as_actor("test", "arrange"):
        User.objects.update(name=evil)
        type(world.west).objects.update(name=evil)
    record_note(world.rahimi, Contact(date(2026, 7, 1), "individual", "S", "R"), author=world.miriam, by=world.miriam)
    for name in ("katrin", "theo", "miriam", "jens"):
        for more in ("", f"&zelle=counselling-individual.q.{world.miriam.pk}", "&zelle=counselling-individual.q.alle"):
            for part in ("", "druck/"):
                page = said(as_(name).get(f"/berichte/anlage-1/{part}?quartal=2026-Q3{more}"))
                assert "<script>alert" not in page and '""><' not in page


# --- many rows --------------------------------------------------------------------------------------------------------
def test_when_the_last_row_fails_nothing_is_there_not_even_a_key(world: World) -> None:
    one = NewPerson("Neu", "Anna", aktenzeichen="AZ-77", phone="0351 7", remark="Geheimnis", is_address_protected=True)
    twice = NewHousehold((one, NewPerson("Neu", "Bela", aktenzeichen="AZ-77")), "assigned", TODAY)
    new = make_households([twice], holder=world.office, today=TODAY, by="test")
    before = SubjectKey.objects.count(), File.objects.count(), Person.objects.count()
    with pytest.raises(IntegrityError):
        write_households(new, by="test")
    assert before == (SubjectKey.objects.count(), File.objects.count(), Person.objects.count())


def test_no_word_that_is_to_be_sealed_lies_open_in_any_table(world: World) -> None:
    one = NewPerson("Neu", "Anna", remark="Geheimnis Eins", is_address_protected=True)
    place = Address("flat", "Geheimnis Haus", "Geheimnis Gasse", "7", "01159", "Dresden", "Cotta")
    write_households(
        make_households([NewHousehold((one,), "assigned", TODAY, place)], holder=world.office, today=TODAY, by="test"),
        by="test",
    )
    planning.add_task(world.rahimi[0], "Geheimnis Aufgabe", world.miriam, TODAY, by=world.miriam)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                raw = b" ".join(bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in row)
                assert b"Geheimnis" not in raw, table


def test_who_is_protected_is_not_found_by_the_address_of_those_she_joins(as_: As, world: World) -> None:
    """Taken in together with somebody known: she lives where that person lives, whose address was open so far."""
    shown = [f"/akten/{file.pk}/{part}" for file in world.rahimi for part in ("", "person/", "haushalt/", "?alle")]
    assert any("Kastanienweg 14" in said(as_("jens").get(address)) for address in shown)
    data = {
        "count": "2", "arrival": "assigned", "arrived_on": "23.11.2026", "district": "Cotta",
        "p0-family_name": "Rahimi", "p0-given_name": "Zahra", "p0-birth": "14.03.1993", "p0-sex": "female",
        "p1-family_name": "Rahimi", "p1-given_name": "Nilofar", "p1-birth": "01.02.2001",
        "p1-sex": "female", "p1-relation": "sibling", "p1-is_address_protected": "on",
        "same-0": str(world.rahimi[0].person_id), "p0-nationality": "AF", "p1-nationality": "AF",
    }  # fmt: skip
    answer = as_("katrin").post("/aufnahme/", data)
    assert answer.status_code == 302, said(answer)
    joined = File.objects.get(person__given_name="Nilofar")
    assert joined.person.is_address_protected
    for address in (*shown, f"/akten/{joined.pk}/", f"/akten/{joined.pk}/person/", "/akten/"):
        assert "Kastanienweg 14" not in said(as_("jens").get(address)), address
