"""A file on paper: cover sheet, notes of a period, all of it for an audit; who may, what it shows, how it is filed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lotse.accounts.models import User
from lotse.audit.models import ReadLog
from lotse.cases import persons
from lotse.cases.actions import close_file
from lotse.cases.header import Header, header
from lotse.cases.models import File
from lotse.desk.prints import beginning, notes_of
from lotse.notes.actions import Contact, record_note
from lotse.notes.documents import sheet_of
from lotse.notes.models import Note
from lotse.notes.papers import Document
from lotse.notes.record import strike_note
from lotse.paper.coverage import printable
from lotse.paper.tests.reading import reader_of, words_of
from lotse.ui import clock
from lotse.ui.ids import uuid7
from tests.county import County


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def printed(user: User, file: File, what: str, **data: Any) -> str:
    answer = as_(user).post(f"/akten/{file.pk}/drucken/{what}/", {"step": "pdf"} | data)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf", answer.content[:500]
    return words_of(answer.content)


def write(county: County, days: int, words: str, *files: File) -> Note:
    on = county.today - timedelta(days=days)
    contact = Contact(on, "individual", words, f"Ergebnis {words}")
    return record_note(list(files or (county.haidari[0],)), contact, author=county.sonja, by=county.sonja).note


SPAN = {"from_on": "01.01.2026", "until_on": "31.12.2026"}


# --- what it shows ----------------------------------------------------------------------------------------------------
def test_the_cover_says_who_it_is_and_names_the_household(county: County) -> None:
    nadia = county.haidari[0]
    words = printed(county.sonja, nadia, "deckblatt")
    for part in (
        "Fährhaus Mittelmark", "Haidari, Nadia", nadia.number, "PM-3001", "Aufenthaltsgestattung", "Sonja Krüger",
        "ÜWH Am Mühlgraben", "Haidari, Omid", "Dari", "Seite 1 von 1",
    ):  # fmt: skip
        assert part in words, part


def test_a_protected_address_is_never_printed(county: County) -> None:
    nadia = county.haidari[0]
    values = {name: getattr(nadia.person, name) for name in persons.MASTER_DATA}
    persons.change_person(nadia, values, version=nadia.person.version, is_address_protected=True, by=county.sonja)
    for what in ("deckblatt", "akte"):
        words = printed(county.sonja, nadia, what, with_notes="on")
        assert "Mühlgraben" not in words and "Anschrift geschützt" in words


def test_the_notes_of_a_period_stand_in_their_order_and_no_others(county: County) -> None:
    write(county, 1, "Zweitens")
    write(county, 9, "Erstens")
    write(county, 20, "Früher")
    first, last = (f"{county.today - timedelta(days=n):%d.%m.%Y}" for n in (9, 1))
    words = printed(county.sonja, county.haidari[0], "vermerke", from_on=first, until_on=last)
    assert words.index("Erstens") < words.index("Zweitens") and "Früher" not in words
    assert "Sonja Krüger" in words and "Einzelberatung" in words


def test_what_was_struck_is_printed_struck_with_the_reason(county: County) -> None:
    note = write(county, 1, "Verwechselt")
    strike_note(note, "wrong-data", "Das war jemand anderes.", by=county.sonja, now=timezone.now())
    for what in ("vermerke", "akte"):
        words = printed(county.sonja, county.haidari[0], what, **SPAN, with_notes="on")
        assert "Verwechselt" in words and "Gestrichen von Sonja Krüger" in words and "Das war jemand" in words


def test_the_whole_file_has_histories_deadlines_course_and_the_list_of_documents(county: County) -> None:
    nadia = county.haidari[0]
    write(county, 1, "Wortlaut Alpha")
    client = as_(county.sonja)
    client.post(f"/akten/{nadia.pk}/drucken/deckblatt/", {"step": "file", "document_id": uuid7()})
    words = printed(county.sonja, nadia, "akte", with_notes="on")
    for part in (
        "Aufenthaltsstatus", "Leistungen", "Wohnungen", "Zuständigkeit", "Fristen und Zeiträume",
        "Verzeichnis der Schriftstücke", "Verlauf", "Zuweisung", "Wortlaut Alpha", "Deckblatt",
    ):  # fmt: skip
        assert part in words, part
    without = printed(county.sonja, nadia, "akte")
    assert "Wortlaut Alpha" not in without and "Einzelberatung" in without


def test_signs_no_font_has_are_named_instead_of_stopping_the_print(county: County) -> None:
    write(county, 1, "Alles gut 😀 \u200e你 سلام")
    words = printed(county.sonja, county.haidari[0], "vermerke", **SPAN)
    assert "[Grinning face]" in words and "[Cjk unified ideograph-4f60]" in words
    assert printable("Grüße „Ä“ – ዮናስ") == "Grüße „Ä“ – ዮናስ"


# --- who may ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["heike", "gerd"])
def test_the_authority_and_the_management_print_a_cover_and_no_note(county: County, name: str) -> None:
    write(county, 1, "Geheimnis")
    nadia, user = county.haidari[0], county.staff()[name]
    assert "Geheimnis" not in printed(user, nadia, "deckblatt")
    chooser = as_(user).get(f"/akten/{nadia.pk}/drucken/").content.decode()
    assert "/drucken/deckblatt/" in chooser and "/drucken/vermerke/" not in chooser and "/drucken/akte/" not in chooser
    for what in ("vermerke", "akte"):
        for data in ({"step": "pdf"}, {"step": "file"}, {}):
            assert as_(user).post(f"/akten/{nadia.pk}/drucken/{what}/", data | SPAN).status_code == 403


def test_what_leaves_is_in_the_read_log_as_an_export(county: County) -> None:
    nadia = county.haidari[0]
    write(county, 1, "Alpha")
    as_(county.sonja).get(f"/akten/{nadia.pk}/drucken/vermerke/")
    assert not ReadLog.objects.filter(kind="export").exists()
    printed(county.sonja, nadia, "vermerke", **SPAN)
    row = ReadLog.objects.get(kind="export")
    assert (row.user, row.file, row.right) == (county.sonja.pk, nadia.pk, "social-worker")
    assert "Vermerke oder Akte gedruckt" in as_(county.ute).get(f"/akten/{nadia.pk}/gelesen/").content.decode()


# --- looked at and filed ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("what", ["deckblatt", "vermerke", "akte"])
def test_it_is_looked_at_first_and_filed_with_its_bytes_and_template(county: County, what: str) -> None:
    nadia, client = county.haidari[0], as_(county.sonja)
    write(county, 1, "Alpha")
    address = f"/akten/{nadia.pk}/drucken/{what}/"
    assert "data:image/png;base64," in client.get(address).content.decode()
    data = {"step": "file", "document_id": str(uuid7()), "with_notes": "on"} | SPAN
    for _twice in range(2):
        assert client.post(address, data).status_code == 302
    made = Document.objects.get()
    kind, stored = sheet_of(made, 1) or ("", b"")
    assert kind == "application/pdf" and stored == sheet_of(Document.objects.get(), 1)[1]  # type: ignore[index]
    assert made.template.startswith("desk/") and made.template_version
    write(county, 0, "Danach")
    assert "Danach" not in words_of((sheet_of(made, 1) or ("", b""))[1])
    assert reader_of(stored).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_in_a_closed_file_it_is_printed_and_not_filed(county: County) -> None:
    nadia = county.haidari[0]
    close_file(nadia, county.today, "moved-away", by=county.sonja)
    client, address = as_(county.ute), f"/akten/{nadia.pk}/drucken/akte/"
    assert "In der Akte ablegen" not in client.get(address).content.decode()
    assert client.post(address, {"step": "file", "document_id": str(uuid7())}).status_code in (403, 422)
    assert not Document.objects.exists()


def test_a_wrong_period_is_said_with_what_was_typed(county: County) -> None:
    address = f"/akten/{county.haidari[0].pk}/drucken/vermerke/"
    answer = as_(county.sonja).post(address, {"step": "pdf", "from_on": "02.11.2026", "until_on": "gestern"})
    assert answer.status_code == 422 and "gestern" in answer.content.decode()
    answer = as_(county.sonja).post(address, {"step": "pdf", "from_on": "02.11.2026", "until_on": "01.11.2026"})
    assert answer.status_code == 422 and "Dieser Tag liegt vor dem ersten." in answer.content.decode()


# --- long files -------------------------------------------------------------------------------------------------------
def test_many_notes_ask_no_more_of_the_database_and_are_all_printed(county: County) -> None:
    nadia, client = county.haidari[0], as_(county.sonja)
    addresses = [f"/akten/{nadia.pk}/drucken/{what}/" for what in ("vermerke", "akte")]

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    write(county, 1, "Kurz")
    few = [queries(address) for address in addresses]
    for n in range(40):
        write(county, n % 20, f"Absatz{n:02}")
    assert [queries(address) for address in addresses] == few
    words = printed(county.sonja, nadia, "akte", with_notes="on")
    assert all(f"Absatz{n:02}" in words for n in range(40))


def test_the_preview_of_a_long_paper_is_its_beginning_and_says_so(county: County) -> None:
    for n in range(30):
        write(county, n % 20, f"Absatz {n}")
    found = entries_of(county)
    paper = notes_of(found, county.today - timedelta(days=365), county.today)
    short = beginning(paper)
    assert len(short.data["entries"]) == 12 and "noch 19 Einträge" in short.data["cut"]
    assert beginning(short).data == short.data


def entries_of(county: County) -> Header:
    request = RequestFactory().get("/")
    request.user, request.now, request.today = county.sonja, clock.now(), county.today  # type: ignore[attr-defined]
    return header(request, county.haidari[0], "print")
