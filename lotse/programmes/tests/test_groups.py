"""Group offers: a series, its dates, clients by name, others by number; counted, and a note written from a date."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lotse.accounts.models import User
from lotse.notes.models import Note, NoteInFile
from lotse.notes.record import ask_for_erasure, decide_erasure, strike_note
from lotse.programmes.group_forms import DateForm
from lotse.programmes.groups import GroupAttendance, GroupDate, GroupOffer
from tests.county import County
from tests.world import TODAY, World

LIST = "/gruppenangebote/"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return html


def said(**more: Any) -> dict[str, Any]:
    return {
        "version": "1", "kind": "homework-help", "title": "Hausaufgaben am Mühlgraben", "place": "ÜWH, Gruppenraum",
        "language": "", "held_by": "volunteers", "from_on": "01.09.2026", "until_on": "", "words": "",
    } | more  # fmt: skip


def at(on: str, **more: Any) -> dict[str, Any]:
    return {"version": "1", "on": on, "children": "", "youths": "", "adults": "", "female": ""} | more


def begin(county: County, user: User | None = None, **more: Any) -> GroupOffer:
    assert client_of(user or county.sonja).post(f"{LIST}neu/", said(**more)).status_code == 302
    return GroupOffer.objects.latest("at")


@pytest.mark.requirement("P-65", "P-160", "P-62", "P-68")
@pytest.mark.parametrize(
    ("kind", "word"),
    [("social-education", "Sozialpädagogisches Angebot"), ("homework-help", "Hausaufgabenhilfe"),
     ("parents-evening", "Elternabend"), ("encounter", "Begegnung mit Ehrenamtlichen")],
)  # fmt: skip
def test_an_offer_its_dates_and_who_was_there(county: County, kind: str, word: str) -> None:
    offer = begin(county, kind=kind, words="Leitung: Frau Ahorn")
    page = get(county.amir, LIST)
    assert word in page and "Hausaufgaben am Mühlgraben" in page and "Ehrenamtliche" in page
    nadia, _omid, laila = county.haidari
    address = f"{LIST}{offer.pk}/termin/neu/"
    persons = [str(nadia.pk), str(laila.pk)]
    data = at("16.11.2026", persons=persons, children="4", adults="2", female="3")
    assert client_of(county.sonja).post(address, data).status_code == 302
    row = GroupDate.objects.get()
    page = get(county.sonja, f"{LIST}{offer.pk}/")
    assert "2 Personen mit Akte" in page and "6 weitere" in page and "Leitung: Frau Ahorn" in page
    assert "an einem Termin da" in get(county.sonja, f"/akten/{nadia.pk}/teilhabe/")
    figures = get(county.gerd, "/berichte/themen/?von=01.10.2026&bis=31.12.2026")
    line = figures.split('id="gruppenangebote"')[1].split(word)[1].split("</tr>")[0]
    numbers = [cell.split(">")[1].split("<")[0] for cell in line.split("<td")[1:]]
    assert numbers == ["1", "2", "6"] and "Haidari" not in figures
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM programmes_groupoffer")
        assert b"Ahorn" not in bytes(cursor.fetchone()[0])
    # cancelled: it counts nowhere
    cancelled = at("16.11.2026", is_cancelled="on")
    assert client_of(county.sonja).post(f"{LIST}{offer.pk}/termin/{row.pk}/", cancelled).status_code == 302
    assert "ausgefallen" in get(county.sonja, f"{LIST}{offer.pk}/")
    assert not GroupAttendance.objects.exists()


@pytest.mark.requirement("P-65")
def test_a_note_about_a_date_begins_with_its_day_and_people(county: County) -> None:
    offer, nadia, yonas = begin(county), county.haidari[0], county.tesfay[0]
    client = client_of(county.sonja)
    persons = [str(nadia.pk), str(yonas.pk)]
    client.post(f"{LIST}{offer.pk}/termin/neu/", at("16.11.2026", persons=persons))
    held = GroupDate.objects.get()
    page = get(county.sonja, f"{LIST}{offer.pk}/termin/{held.pk}/")
    address = page.split('href="/vermerke/gruppe/neu/')[1].split('"')[0].replace("&amp;", "&")
    form = client.get(f"/vermerke/gruppe/neu/{address}").content.decode()
    assert 'value="16.11.2026"' in form or "16.11.2026" in form
    for pk in persons:
        assert "checked" in form.split(f'name="persons" value="{pk}"')[1].split(">")[0]
    note_id = form.split('name="note_id" value="')[1].split('"')[0]
    data = {"note_id": note_id, "contact_form": "group", "on": "16.11.2026", "persons": persons,
            "activities": ["group-offer"], "summary": "Gemeinsam gelernt.",
            "result": "Nächste Woche wieder.", "occasion": str(held.pk)}  # fmt: skip
    assert f'name="occasion" value="{held.pk}"' in form
    assert "Zum Termin des Gruppenangebots" in form
    assert client.post("/vermerke/gruppe/neu/", data)["Location"] == f"{LIST}termin/{held.pk}/"
    assert NoteInFile.objects.count() == 2
    # both ways: from the date to the note, in a file one reads, and from the note to the date
    there = f"{LIST}{offer.pk}/termin/{held.pk}/"
    note = f"/akten/{nadia.pk}/vermerk/{note_id}/"
    assert "Vermerke über diesen Termin" in get(county.sonja, there) and note in get(county.sonja, there)
    assert "Vermerk vom" not in get(county.pavel, there)  # works on nothing
    assert f"{LIST}termin/{held.pk}/" in get(county.sonja, note)
    assert client.get(f"{LIST}termin/{held.pk}/")["Location"] == there
    assert client_of(county.gerd).get(f"{LIST}termin/{held.pk}/").status_code == 403
    assert client.get(f"{LIST}termin/{note_id}/").status_code == 404
    # struck it is still shown, as struck; erased nothing leads to it
    found, now = Note.objects.get(pk=note_id), datetime(2026, 11, 23, 8, tzinfo=UTC)
    strike_note(found, "mistake", "", by=county.sonja, now=now)
    assert "gestrichen" in get(county.sonja, there)
    client.post(there, at("16.11.2026"))
    assert "gibt es einen Vermerk" in client.post(there, {"step": "entfernen"}, follow=True).content.decode()
    asked = ask_for_erasure(found, nadia, "unlawful", "", by=county.sonja, now=now)
    decide_erasure(asked.pk, erase=True, by=county.ute, now=now)
    assert "Vermerk vom" not in get(county.sonja, there)
    found.refresh_from_db()
    assert found.occasion is None
    assert client.post(there, {"step": "entfernen"}).status_code == 302 and not GroupDate.objects.exists()


@pytest.mark.requirement("P-65")
def test_a_date_does_not_go_with_those_whom_colleagues_have_entered(county: County) -> None:
    offer, nadia = begin(county), county.haidari[0]
    client_of(county.ute).post(f"{LIST}{offer.pk}/termin/neu/", at("16.11.2026", persons=[str(nadia.pk)]))
    there = f"{LIST}{offer.pk}/termin/{GroupDate.objects.get().pk}/"
    for user in (county.pavel, county.sonja):  # seen or not
        html = client_of(user).post(there, {"step": "entfernen"}, follow=True).content.decode()
        assert "ist noch jemand eingetragen" in html and GroupAttendance.objects.count() == 1
    # nor is it cancelled over the head of whoever entered her
    answer = client_of(county.pavel).post(there, at("16.11.2026", is_cancelled="on"))
    assert answer.status_code == 422 and "Ausgefallen ist der Termin nicht" in answer.content.decode()
    assert not GroupDate.objects.get().is_cancelled
    assert client_of(county.sonja).post(there, at("16.11.2026")).status_code == 302  # knowingly, one by one
    assert client_of(county.sonja).post(there, {"step": "entfernen"}).status_code == 302
    assert not GroupDate.objects.exists()


def test_whom_one_may_not_list_stays_there_and_is_not_named(county: County) -> None:
    offer, nadia = begin(county), county.haidari[0]
    client_of(county.ute).post(f"{LIST}{offer.pk}/termin/neu/", at("16.11.2026", persons=[str(nadia.pk)]))
    row = GroupDate.objects.get()
    address = f"{LIST}{offer.pk}/termin/{row.pk}/"
    page = get(county.pavel, address)  # works on nothing
    assert "Haidari" not in page and str(nadia.pk) not in page and "Eine weitere Person" in page
    # what is not offered cannot be entered, and what is not seen is not taken away
    assert client_of(county.pavel).post(address, at("16.11.2026", children="2")).status_code == 302
    assert list(GroupAttendance.objects.values_list("file", flat=True)) == [nadia.pk]
    wrong = at("16.11.2026", version="2", persons=[str(county.tesfay[0].pk)])
    assert client_of(county.pavel).post(address, wrong).status_code == 422


def test_only_who_writes_notes_there_comes_in(county: County) -> None:
    offer = begin(county)
    for user in (county.gerd, county.heike, county.dagmar, county.knut):
        for address in (LIST, f"{LIST}neu/", f"{LIST}{offer.pk}/", f"{LIST}{offer.pk}/termin/neu/"):
            assert client_of(user).get(address).status_code == 403


def test_where_the_concept_knows_no_group_offers_there_are_none(world: World) -> None:
    assert client_of(world.katrin).get(LIST).status_code == 404
    assert LIST not in get(world.miriam, "/")


def test_today_leads_to_the_offers(county: County) -> None:
    assert f'href="{LIST}"' in get(county.sonja, "/")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (at("30.11.2026", children="2"), "erst nach dem Termin"),
        (at("16.08.2026", children="2"), "nicht in der Zeit des Angebots"),
        (at("16.11.2026", children="2", is_cancelled="on"), "bei dem niemand war"),
        (at("16.11.2026", children="2", female="3"), "mehr als alle Gezählten"),
        (at("x", children="17"), "17"),
    ],
)
def test_what_cannot_be_comes_back_with_everything_typed(county: County, data: dict[str, Any], words: str) -> None:
    offer = begin(county)
    answer = client_of(county.sonja).post(f"{LIST}{offer.pk}/termin/neu/", data)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not GroupDate.objects.exists()


def test_the_same_day_twice_and_two_who_save_at_once(county: County) -> None:
    offer, client = begin(county), client_of(county.sonja)
    new = f"{LIST}{offer.pk}/termin/neu/"
    assert client.post(new, at("16.11.2026", children="2")).status_code == 302
    answer = client.post(new, at("16.11.2026", children="5"))
    assert answer.status_code == 422 and "gibt es bei diesem Angebot schon" in answer.content.decode()
    address = f"{LIST}{offer.pk}/termin/{GroupDate.objects.get().pk}/"
    assert client.post(address, at("16.11.2026", children="3")).status_code == 302
    answer = client.post(address, at("16.11.2026", children="8"))
    assert answer.status_code == 409 and 'value="8"' in answer.content.decode()
    assert client.post(f"{LIST}{offer.pk}/aendern/", said(title="Lernhilfe")).status_code == 302
    assert client.post(f"{LIST}{offer.pk}/aendern/", said(title="Andere")).status_code == 409
    assert client.post(address, {"step": "entfernen"}).status_code == 302
    assert not GroupDate.objects.exists()


@given(st.tuples(*[st.integers(0, 40)] * 3), st.none() | st.integers(0, 130), st.integers(-400, 400), st.booleans())
def test_a_date_counts_only_what_can_have_been(
    others: tuple[int, int, int], female: int | None, ahead: int, cancelled: bool
) -> None:
    offer = GroupOffer(from_on=TODAY - timedelta(days=100), until_on=TODAY + timedelta(days=100))
    on = TODAY + timedelta(days=ahead)
    data = at(on.isoformat(), **dict(zip(DateForm.OTHERS, map(str, others), strict=True)))
    data |= {"female": "" if female is None else str(female)} | ({"is_cancelled": "on"} if cancelled else {})
    form = DateForm(data, row=GroupDate(offer=offer, on=date(2026, 1, 1)), files=[], here=set(), today=TODAY)
    possible = abs(ahead) <= 100 and (female is None or female <= sum(others))
    possible = possible and not (sum(others) and (cancelled or ahead > 0))
    assert form.is_valid() == possible


def test_more_dates_ask_no_more_of_the_database(county: County) -> None:
    offer, client = begin(county), client_of(county.sonja)
    addresses = [LIST, f"{LIST}{offer.pk}/", f"/akten/{county.tesfay[0].pk}/teilhabe/", "/berichte/themen/"]

    def queries(address: str) -> int:
        reader = client_of(county.ute) if "berichte" in address else client
        reader.get(address)
        with CaptureQueriesContext(connection) as captured:
            reader.get(address)
        return len(captured)

    def hold(n: int) -> None:
        on = f"{TODAY - timedelta(days=n + 1):%d.%m.%Y}"
        data = at(on, persons=[str(county.tesfay[0].pk)], children="1")
        assert client.post(f"{LIST}{offer.pk}/termin/neu/", data).status_code == 302

    hold(0)
    few = [queries(address) for address in addresses]
    for n in range(1, 40):
        hold(n)
    assert [queries(address) for address in addresses] == few
