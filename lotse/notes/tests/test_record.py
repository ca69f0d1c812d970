"""A record is added to, struck, erased by two people; never edited. What was struck counts nowhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from lotse.accounts.models import User
from lotse.audit.context import system_actor
from lotse.cases import corrections
from lotse.cases.header import header
from lotse.cases.models import File
from lotse.notes.actions import Contact, record_note
from lotse.notes.models import Draft, Note, NoteErasure, NoteInFile, NoteSupplement
from lotse.notes.record import ask_for_erasure
from lotse.notes.timeline import entries
from lotse.ui.ids import uuid7
from lotse.vault.errors import VaultError
from lotse.vault.keys import unwrap
from tests.world import World

TEXT = "Erstbesuch im Kastanienweg"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def step(client: Client, file: File, note: Note, what: str, **data: str) -> Any:
    return client.post(f"/akten/{file.pk}/vermerk/{note.pk}/", {"step": what} | data, follow=True)


def supplement(client: Client, file: File, note: Note, words: str, **more: str) -> Any:
    technical = {"note_id": str(uuid7()), "draft_version": "0", "draft_tab": str(uuid7())}
    return step(client, file, note, "supplement", words_added=words, **(technical | more))


@pytest.fixture
def zahra(world: World) -> File:
    return world.rahimi[0]


# --- supplement -------------------------------------------------------------------------------------------------------
def test_a_supplement_stands_under_the_note_in_every_file_with_name_and_day(world: World, zahra: File) -> None:
    html = supplement(as_(world.farid), zahra, world.note, "Die Schule hat zugesagt.").content.decode()
    assert "Der Nachtrag steht beim Vermerk." in html
    for file in world.rahimi:
        page = as_(world.miriam).get(f"/akten/{file.pk}/").content.decode()
        assert TEXT in page and "Die Schule hat zugesagt." in page and "Nachtrag 23.11.2026, Farid Noori:" in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM notes_notesupplement")
        assert b"Schule" not in bytes(cursor.fetchone()[0])


def test_a_supplement_sent_twice_stands_there_once_and_its_draft_goes(world: World, zahra: File) -> None:
    client = as_(world.miriam)
    key, tab = str(uuid7()), str(uuid7())
    typed = {"note_id": key, "draft_version": "0", "draft_tab": tab, "words_added": "Halb"}
    client.post(f"/akten/{zahra.pk}/vermerk/{world.note.pk}/entwurf/", typed)
    assert "Halb" in client.get(f"/akten/{zahra.pk}/vermerk/{world.note.pk}/").content.decode()
    assert "Halb" not in as_(world.farid).get(f"/akten/{zahra.pk}/vermerk/{world.note.pk}/").content.decode()
    for _ in range(2):
        supplement(client, zahra, world.note, "Halb und ganz.", note_id=key, draft_tab=tab)
    assert NoteSupplement.objects.count() == 1
    assert not Draft.objects.exists()


def test_two_colleagues_adding_at_once_both_stand_there(world: World, zahra: File) -> None:
    supplement(as_(world.farid), zahra, world.note, "Von Farid.")
    page = supplement(as_(world.miriam), zahra, world.note, "Von Miriam.").content.decode()
    assert "Von Farid." in page and "Von Miriam." in page


def test_a_supplement_to_a_group_names_nobody(world: World, zahra: File) -> None:
    contact = Contact(world.today, "group", "Schule.", "Alle kennen die Termine.")
    note = record_note(world.rahimi, contact, author=world.miriam, by=world.miriam).note
    answer = supplement(as_(world.miriam), zahra, note, "Zahra kommt wieder.")
    assert answer.status_code == 422
    assert "Gefunden: Zahra." in answer.content.decode() and "Zahra kommt wieder." in answer.content.decode()
    assert supplement(as_(world.miriam), zahra, note, "Zahra kommt wieder.", names_nobody="on").status_code == 200


def test_additions_stand_in_one_file_only(world: World, zahra: File) -> None:
    sara = world.rahimi[1]
    data = {
        "note_id": str(uuid7()), "contact_form": "group", "on": "23.11.2026", "summary": "Runde.", "result": "Termine.",
        "persons": [str(zahra.pk), str(sara.pk)], f"addition_{zahra.pk}": "Frau Rahimi sucht einen Sprachkurs.",
    }  # fmt: skip
    assert as_(world.miriam).post("/vermerke/gruppe/neu/", data).status_code == 302
    client = as_(world.miriam)
    assert "sucht einen Sprachkurs" in client.get(f"/akten/{zahra.pk}/").content.decode()
    assert "sucht einen Sprachkurs" not in client.get(f"/akten/{sara.pk}/").content.decode()
    stray = data | {"note_id": str(uuid7()), "persons": [str(sara.pk)]}
    answer = client.post("/vermerke/gruppe/neu/", stray)
    assert answer.status_code == 422 and "sucht einen Sprachkurs" in answer.content.decode()


# --- strike -----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("D-27")
def test_a_struck_visit_no_longer_meets_its_deadline_and_both_can_be_read(world: World, zahra: File) -> None:
    assert zahra.deadlines.get(rule="first-visit").met_by == world.note.pk
    page = step(
        as_(world.miriam), zahra, world.note, "strike", strike_reason="did-not-happen", strike_words="Verwechselt."
    ).content.decode()
    assert "ist wieder offen." in page
    assert TEXT in page and "gestrichen" in page and "Verwechselt." in page
    assert "Der Kontakt hat so nicht stattgefunden" in page
    for file in world.rahimi:
        row = file.deadlines.get(rule="first-visit", superseded_at=None)
        assert (row.met_on, row.met_by) == (None, None)


@pytest.mark.requirement("D-27")
def test_another_visit_meets_the_deadline_in_its_place(world: World, zahra: File) -> None:
    contact = Contact(world.today, "home-visit", "Noch einmal da.", "Nichts vereinbart.")
    again = record_note([zahra], contact, author=world.farid, by=world.farid).note
    step(as_(world.miriam), zahra, world.note, "strike", strike_reason="twice")
    assert zahra.deadlines.get(rule="first-visit", superseded_at=None).met_by == again.pk
    assert world.rahimi[1].deadlines.get(rule="first-visit", superseded_at=None).met_on is None


def test_only_the_author_or_the_coordination_strikes_and_only_once(world: World, zahra: File) -> None:
    answer = step(as_(world.farid), zahra, world.note, "strike", strike_reason="other")
    assert answer.status_code == 422
    assert Note.objects.get(pk=world.note.pk).struck_at is None
    assert (
        "ist gestrichen" in step(as_(world.katrin), zahra, world.note, "strike", strike_reason="other").content.decode()
    )
    assert step(as_(world.miriam), zahra, world.note, "strike", strike_reason="other").status_code == 422


@pytest.mark.parametrize("what", ["supplement", "strike", "erase"])
@pytest.mark.parametrize("who", ["lena", "theo", "olga", "bernd", "jens", "ada", "dora", "petra"])
def test_who_may_not_write_changes_no_record(world: World, zahra: File, who: str, what: str) -> None:
    data = {"words_added": "x", "note_id": str(uuid7()), "strike_reason": "other", "erase_reason": "other"}
    assert step(as_(world.staff()[who]), zahra, world.note, what, **data).status_code in (403, 404)
    assert not NoteSupplement.objects.exists() and not NoteErasure.objects.exists()
    assert Note.objects.get(pk=world.note.pk).struck_at is None


def test_a_note_is_not_reached_through_another_file(world: World) -> None:
    assert as_(world.olga).get(f"/akten/{world.demir[0].pk}/vermerk/{world.note.pk}/").status_code == 404


# --- erasing ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def asked(world: World, zahra: File) -> NoteErasure:
    return ask_for_erasure(world.note, zahra, "wrong-file", "Gehört zu Frau X.", by=world.katrin, now=timezone.now())


def decide(user: User, asked: NoteErasure, decision: str = "erase") -> int:
    return as_(user).post(f"/vermerke/loeschen/{asked.pk}/", {"decision": decision}).status_code


@pytest.mark.parametrize(("who", "status"), [
    ("katrin", 404), ("miriam", 403), ("farid", 403), ("lena", 403), ("bernd", 404), ("olga", 403), ("jens", 403),
    ("ada", 403), ("petra", 403),
])  # fmt: skip
def test_nobody_erases_alone_or_without_the_right(world: World, asked: NoteErasure, who: str, status: int) -> None:
    assert decide(world.staff()[who], asked) == status
    assert TEXT in as_(world.miriam).get(f"/akten/{asked.file_id}/").content.decode()


def test_attack_nobody_erases_a_note_that_also_stands_in_a_file_out_of_reach(world: World, asked: NoteErasure) -> None:
    """A group of two providers: the management of one does not erase what stands in the other's file."""
    with system_actor("test", "arrange"):
        NoteInFile.objects.create(note=world.note, file=world.demir[0], wrapped_key=b"")
    assert decide(world.theo, asked) == 404
    assert str(asked.pk) not in as_(world.theo).get("/vermerke/loeschen/").content.decode()
    assert decide(world.dora, asked) == 302  # data protection reaches all


@pytest.mark.parametrize("who", ["theo", "dora"])
def test_the_second_person_erases_content_and_key_and_a_stub_stays(
    world: World, zahra: File, asked: NoteErasure, who: str
) -> None:
    supplement(as_(world.miriam), zahra, world.note, "Noch etwas.")
    wrapped = bytes(NoteInFile.objects.get(note=world.note, file=zahra).wrapped_key)
    listed = as_(world.staff()[who]).get("/vermerke/loeschen/").content.decode()
    assert zahra.number in listed and "Frau X" not in listed and TEXT not in listed
    assert decide(world.staff()[who], asked) == 302
    for file in world.rahimi:
        page = as_(world.miriam).get(f"/akten/{file.pk}/").content.decode()
        assert TEXT not in page and "Noch etwas." not in page
        assert "Hier stand ein Vermerk." in page and "Beantragt von Katrin Hoyer" in page
        assert file.deadlines.get(rule="first-visit", superseded_at=None).met_on is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT summary, result, follow_up FROM notes_note WHERE erased_at IS NOT NULL")
        assert cursor.fetchall() == [(None, None, None)]
        cursor.execute("SELECT wrapped_key, addition FROM notes_noteinfile")
        assert {(bytes(key), words) for key, words in cursor.fetchall()} == {(b"", None)}
        cursor.execute("SELECT words FROM notes_noteerasure")
        assert cursor.fetchone()[0] is None
    assert unwrap(wrapped, zahra.pk)  # it was a key
    with pytest.raises(VaultError):
        unwrap(b"", zahra.pk)
    assert not NoteSupplement.objects.exists()
    assert step(as_(world.miriam), zahra, world.note, "strike", strike_reason="other").status_code == 422
    assert supplement(as_(world.miriam), zahra, world.note, "Wieder da.").status_code == 422
    assert decide(world.staff()[who], asked) == 404


def test_a_refused_erasure_leaves_the_note_and_says_so(world: World, zahra: File, asked: NoteErasure) -> None:
    assert decide(world.theo, asked, "refuse") == 302
    page = as_(world.miriam).get(f"/akten/{zahra.pk}/").content.decode()
    assert TEXT in page and "von Theo Brandt abgelehnt" in page
    assert decide(world.dora, asked) == 404


def test_what_is_struck_or_erased_comes_back_in_no_reminder(world: World, zahra: File) -> None:
    contact = Contact(
        world.today - timedelta(days=1), "phone", "Telefonat.", "Nichts.", follow_up="Rückruf?",
        follow_up_on=world.today,
    )  # fmt: skip
    note = record_note([world.mehari[0]], contact, author=world.katrin, by=world.katrin).note
    assert "Rückruf?" in as_(world.katrin).get("/?wessen=mine").content.decode()
    step(as_(world.katrin), world.mehari[0], note, "strike", strike_reason="other")
    assert "Rückruf?" not in as_(world.katrin).get("/?wessen=mine").content.decode()


# --- late -------------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("D-27")
def test_a_late_visit_asks_why_and_shows_the_reason_at_the_deadline_and_in_the_timeline(world: World) -> None:
    mehari = world.mehari[0]
    corrections.correct(mehari.events.get(), world.today - timedelta(days=7), by=world.katrin)
    client = as_(world.katrin)
    data = {
        "note_id": str(uuid7()), "contact_form": "home-visit", "on": "23.11.2026", "persons": [str(mehari.pk)],
        "summary": "Angetroffen.", "result": "Nichts vereinbart.", "late_words": "Die Liste kam erst am Freitag.",
    }  # fmt: skip
    answer = client.post(f"/akten/{mehari.pk}/vermerk/neu/", data)
    assert answer.status_code == 422
    assert "Bitte auswählen, woran es lag." in answer.content.decode()
    assert "Die Liste kam erst am Freitag." in answer.content.decode()
    page = client.post(
        f"/akten/{mehari.pk}/vermerk/neu/", data | {"late_reason": "informed-late"}, follow=True
    ).content.decode()
    assert page.count("Die Liste kam erst am Freitag.") == 2
    assert page.count("zu spät erfahren") == 2
    assert "Freitag" not in as_(world.theo).get(f"/akten/{mehari.pk}/").content.decode()


def test_a_visit_in_time_asks_nothing(world: World) -> None:
    html = as_(world.katrin).get(f"/akten/{world.mehari[0].pk}/vermerk/neu/?form=home-visit").content.decode()
    assert '<div id="spaet" hidden>' in html


# --- finding, and how much opening costs ------------------------------------------------------------------------------
def test_words_are_found_in_notes_supplements_and_additions_of_this_file_only(world: World, zahra: File) -> None:
    supplement(as_(world.miriam), zahra, world.note, "Grundschule Löbtau nimmt sie.")
    client = as_(world.miriam)
    html = client.post(f"/akten/{zahra.pk}/finden/", {"wort": "lobtau SCHULanm"}).content.decode()
    assert "<mark>Löbtau</mark>" in html and "<mark>Schulanm</mark>eldung" in html
    assert "in keinem Vermerk" in client.post(f"/akten/{zahra.pk}/finden/", {"wort": "Gibtesnicht"}).content.decode()
    other = as_(world.olga).post(f"/akten/{world.demir[0].pk}/finden/", {"wort": "Löbtau"}).content.decode()
    assert "in keinem Vermerk" in other
    for who, status in (("theo", 403), ("jens", 403), ("olga", 404), ("dora", 404)):
        assert as_(world.staff()[who]).post(f"/akten/{zahra.pk}/finden/", {"wort": "a"}).status_code == status


def test_the_notes_of_a_file_open_with_as_many_queries_whether_few_or_many(
    world: World, zahra: File, django_assert_num_queries: Any
) -> None:
    request = RequestFactory().get("/")
    request.user, request.today = world.miriam, world.today
    head = header(request, zahra, "course")
    with django_assert_num_queries(6):
        assert len(entries(head)) == 1
    for n in range(12):
        contact = Contact(world.today - timedelta(days=n % 3), "phone", f"Telefonat {n}.", "Nichts.")
        note = record_note([zahra], contact, author=world.miriam, by=world.miriam).note
        supplement(as_(world.miriam), zahra, note, "Nachgetragen.")
    with django_assert_num_queries(5):  # the key is at hand
        assert len(entries(head)) == 13
    with django_assert_num_queries(5):
        assert [e.on for e in entries(head, newest=4)] == [world.today] * 4
