"""Papers of a file: taken in, sealed, looked at, sorted, in one file or several."""

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.audit.context import system_actor
from lotse.audit.models import ReadLog, WriteLog
from lotse.cases import actions as cases
from lotse.cases.merging import merge_files
from lotse.cases.models import File
from lotse.notes.documents import Sheet, sheet_of, store_document
from lotse.notes.papers import Document, DocumentInFile, DocumentPart
from lotse.notes.tests.sheets import GPS, jpeg, pdf, png
from lotse.ui import clock
from lotse.vault import keys
from lotse.vault.models import StoredFile
from lotse.vault.stored import folder
from tests.world import World


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, file: File, *sheets: bytes, **data: Any) -> Any:
    files = [SimpleUploadedFile(f"Zahras Bescheid {n}.jpg", sheet) for n, sheet in enumerate(sheets, 1)]
    form = {"document_id": "00000000-0000-7000-8000-000000000100", "sheets": files, "persons": [str(file.pk)]} | data
    return client.post(f"/akten/{file.pk}/schriftstuecke/", form, follow=True)


def stored(world: World, file: File, *sheets: bytes, author: User | None = None) -> Document:
    author = author or world.miriam
    made = [Sheet(f"{n}.png", "image/png", sheet) for n, sheet in enumerate(sheets or (png(),))]
    return store_document([file], made, author=author, by=author, now=clock.now())


def page(user: User, file: File, document: Document | None = None) -> str:
    address = f"/akten/{file.pk}/schriftstuecke/" + (f"{document.pk}/" if document else "")
    html: str = as_(user).get(address).content.decode()
    return html


@pytest.fixture
def zahra(world: World) -> File:
    return world.rahimi[0]


# --- in, and sealed ---------------------------------------------------------------------------------------------------
def test_photos_become_the_sheets_of_one_document_and_are_looked_at(world: World, zahra: File) -> None:
    answer = upload(as_(world.miriam), zahra, jpeg(orientation=6), png())
    html = answer.content.decode()
    assert "Das Schriftstück ist abgelegt." in html and "Blatt 1 von 2" in html
    document = Document.objects.get()
    for position, media_type in ((1, "image/jpeg"), (2, "image/png")):
        sheet = as_(world.farid).get(f"/akten/{zahra.pk}/schriftstuecke/{document.pk}/blatt/{position}/")
        assert sheet.status_code == 200 and sheet["Content-Type"] == media_type
        assert GPS not in sheet.content
    assert as_(world.farid).get(f"/akten/{zahra.pk}/schriftstuecke/{document.pk}/blatt/3/").status_code == 404


def test_several_files_may_be_documents_of_their_own(world: World, zahra: File) -> None:
    html = upload(as_(world.miriam), zahra, png(), pdf(), apart="1").content.decode()
    assert "2 Schriftstücke sind abgelegt." in html
    assert Document.objects.count() == 2
    assert 'Noch nicht sortiert <span class="lo-count">2</span>' in html


def test_sent_twice_it_stands_there_once(world: World, zahra: File) -> None:
    for _ in range(2):
        upload(as_(world.miriam), zahra, png(), png(), apart="1")
    assert (Document.objects.count(), DocumentPart.objects.count(), StoredFile.objects.count()) == (2, 2, 2)
    html = upload(as_(world.farid), zahra, png()).content.decode()
    assert "lässt sich nicht zuordnen" in html and Document.objects.count() == 2


def test_disk_and_database_hold_neither_picture_nor_words_nor_name(world: World, zahra: File) -> None:
    upload(as_(world.miriam), zahra, pdf())
    document = Document.objects.get()
    describe(as_(world.miriam), zahra, document, title="Ablehnung Geheim", other_side="Frau Verborgen", direction="in")
    for path in folder().rglob("*"):
        assert path.is_dir() or (path.read_bytes().startswith(b"v1:") and b"Bescheid" not in path.read_bytes())
    with connection.cursor() as cursor:
        for table in ("notes_document", "vault_storedfile", "django_session", "audit_writelog"):
            cursor.execute(f"SELECT * FROM {table}")
            held = " ".join(repr(bytes(v) if isinstance(v, memoryview) else v) for row in cursor for v in row)
            for word in ("Geheim", "Verborgen", "Bescheid", "Zahras"):
                assert word not in held, table


def test_what_is_refused_says_why_and_the_good_sheets_are_kept(world: World, zahra: File) -> None:
    html = upload(as_(world.miriam), zahra, png(), b"<html>", png(30_000, 30_000), apart="1").content.decode()
    assert Document.objects.count() == 1
    assert "Die 2. Datei fehlt: Das ist weder PDF noch JPEG noch PNG." in html
    assert "Die 3. Datei fehlt: Das Bild hat mehr als 60 Millionen Bildpunkte." in html
    assert "Zahras" not in html, "messages are kept in the session: they name no file"


def test_where_nothing_is_left_the_form_says_so_by_name(world: World, zahra: File) -> None:
    answer = upload(as_(world.miriam), zahra, b"", pdf(b"/Encrypt 5 0 R"))
    html = answer.content.decode()
    assert answer.status_code == 422 and not Document.objects.exists()
    assert "Zahras Bescheid 1.jpg: Die Datei ist leer." in html
    assert "Die PDF-Datei hat ein Passwort." in html
    assert upload(as_(world.miriam), zahra).status_code == 422


def test_too_much_at_once_is_said_and_not_passed_over(world: World, zahra: File) -> None:
    answer = upload(as_(world.miriam), zahra, *[b"%PDF-" + b"x" * (18 * 2**20) + b"%%EOF"] * 3)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Zusammen ist das mehr als 50 MB." in html and "Bitte mindestens eine Datei" not in html


def test_a_sheet_is_shown_so_that_nothing_in_it_can_act(world: World, zahra: File) -> None:
    document = stored(world, zahra)
    address = f"/akten/{zahra.pk}/schriftstuecke/{document.pk}/blatt/1/"
    answer = as_(world.miriam).get(address)
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; frame-ancestors 'none'")
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].startswith("inline")
    copy = as_(world.miriam).get(address + "?laden")["Content-Disposition"]
    assert copy == f'attachment; filename="Schriftstueck-{zahra.number}-2026-11-23-1.png"'
    assert as_(world.miriam).post(address).status_code == 405


def test_looking_and_taking_away_are_two_readings(world: World, zahra: File) -> None:
    document, client = stored(world, zahra), as_(world.farid)
    client.get(f"/akten/{zahra.pk}/schriftstuecke/{document.pk}/")
    client.get(f"/akten/{zahra.pk}/schriftstuecke/{document.pk}/blatt/1/?laden")
    kinds = set(ReadLog.objects.filter(user=world.farid.pk, file=zahra.pk).values_list("kind", flat=True))
    assert kinds == {"document", "document-copy"}
    html = as_(world.katrin).get(f"/akten/{zahra.pk}/gelesen/").content.decode()
    assert "Schriftstück heruntergeladen" in html


# --- sorted, and in several files -------------------------------------------------------------------------------------
def describe(client: Client, file: File, document: Document, **data: Any) -> Any:
    form = {"step": "describe", "version": document.version, "category": "benefit"} | data
    return client.post(f"/akten/{file.pk}/schriftstuecke/{document.pk}/", form, follow=True)


def test_a_new_document_is_sorted_in_the_list(world: World, zahra: File) -> None:
    document = stored(world, zahra)
    assert "Noch nicht sortiert" in page(world.miriam, zahra)
    sort = {"step": "sort", "version": 1, "category": "residence", "dated_on": "20.11.2026", "title": "Gestattung"}
    as_(world.farid).post(f"/akten/{zahra.pk}/schriftstuecke/{document.pk}/", sort)
    html = page(world.miriam, zahra)
    assert "Noch nicht sortiert" not in html and "Gestattung" in html
    document.refresh_from_db()
    assert (document.category, str(document.dated_on), str(document.on)) == ("residence", "2026-11-20", "2026-11-20")


def test_sorting_again_in_the_list_forgets_nothing_that_was_said(world: World, zahra: File) -> None:
    document = stored(world, zahra)
    describe(as_(world.miriam), zahra, document, direction="in", received_on="19.11.2026", other_side="Frau Weber")
    sort = {"step": "sort", "version": 2, "category": "family", "title": "Urkunde", "dated_on": ""}
    as_(world.miriam).post(f"/akten/{zahra.pk}/schriftstuecke/{document.pk}/", sort)
    document = Document.objects.get()
    assert (document.category, document.direction, document.other_side) == ("family", "in", "Frau Weber")


def test_the_second_of_two_who_describe_keeps_her_words(world: World, zahra: File) -> None:
    document = stored(world, zahra)
    describe(as_(world.miriam), zahra, document, title="Erste")
    answer = describe(as_(world.farid), zahra, document, title="Zweite")
    html = answer.content.decode()
    assert answer.status_code == 422 and "Jemand hat dieses Schriftstück in der Zwischenzeit geändert." in html
    assert 'value="Zweite"' in html and Document.objects.get().title == "Erste"


def test_a_paper_of_a_family_stands_in_two_files_and_outlives_the_first(world: World) -> None:
    """P-134: one file per person; the paper is taken in once."""
    zahra, sara = world.rahimi
    upload(as_(world.miriam), zahra, png(), persons=[str(zahra.pk), str(sara.pk)])
    document = Document.objects.get()
    assert "Steht in" in page(world.miriam, sara, document)
    with system_actor("test", "destroy_key"):
        keys.destroy_key(zahra.pk)
    found = as_(world.miriam).get(f"/akten/{sara.pk}/schriftstuecke/{document.pk}/blatt/1/")
    assert found.status_code == 200 and found.content.startswith(b"\x89PNG")


def test_it_may_join_a_second_file_later(world: World) -> None:
    zahra, sara = world.rahimi
    document = stored(world, zahra)
    assert as_(world.miriam).get(f"/akten/{sara.pk}/schriftstuecke/{document.pk}/").status_code == 404
    describe(as_(world.miriam), zahra, document, also=[str(sara.pk)])
    assert as_(world.miriam).get(f"/akten/{sara.pk}/schriftstuecke/{document.pk}/").status_code == 200
    stranger = world.demir[0]
    describe(as_(world.miriam), zahra, Document.objects.get(), also=[str(stranger.pk)])
    assert set(DocumentInFile.objects.values_list("file", flat=True)) == {zahra.pk, sara.pk}


def test_a_closed_file_takes_nothing_in_and_stays_readable(world: World, zahra: File) -> None:
    document = stored(world, zahra)
    cases.close_file(zahra, world.today, File.CloseReason.OTHER, by=world.miriam)
    assert upload(as_(world.katrin), zahra, png()).status_code == 403
    assert describe(as_(world.katrin), zahra, document, title="Neu").status_code == 403
    html = page(world.katrin, zahra)
    assert "Ablegen" not in html and "Schriftstück ohne Ablage" in html


def test_a_merged_file_shows_the_papers_of_both_each_once(world: World) -> None:
    zahra, sara = world.rahimi
    both = stored(world, zahra)
    describe(as_(world.miriam), zahra, both, title="In beiden", also=[str(sara.pk)])
    only = stored(world, sara)
    describe(as_(world.miriam), sara, only, title="Nur in der zweiten")
    merge_files(zahra, sara, world.today, by=world.katrin)
    html = page(world.miriam, zahra)
    assert html.count(">In beiden<") == 1 and "Nur in der zweiten" in html
    assert as_(world.miriam).get(f"/akten/{zahra.pk}/schriftstuecke/{only.pk}/blatt/1/").status_code == 200


def test_the_write_log_names_the_verbs(world: World, zahra: File) -> None:
    describe(as_(world.miriam), zahra, stored(world, zahra), title="Neu")
    verbs = set(WriteLog.objects.filter(table_name="notes_document").values_list("verb", flat=True))
    assert verbs == {"store_document", "describe_document"}


def test_a_full_list_costs_as_many_queries_as_a_short_one(world: World, zahra: File) -> None:
    counts = []
    for more in (1, 39):
        for n in range(more):
            document = stored(world, zahra)
            if n % 2:
                describe(as_(world.miriam), zahra, document, title=f"Brief {n}", direction="in")
        client = as_(world.miriam)
        client.get(f"/akten/{zahra.pk}/schriftstuecke/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/akten/{zahra.pk}/schriftstuecke/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_sheets_of_a_document_open_with_its_own_key(world: World, zahra: File) -> None:
    document = Document.objects.get(pk=stored(world, zahra, png(4, 4), png(5, 5)).pk)
    found = sheet_of(document, 2)
    assert found is not None and found[1] == png(5, 5)
    assert sheet_of(document, 3) is None
    assert isinstance(document.pk, UUID)
