"""/einlesen/, request by request: upload, columns, preview, decisions, taking over; and who may not."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from lotse.accounts.models import User
from lotse.cases.actions import close_file
from lotse.cases.models import File
from lotse.intake import work
from lotse.intake.models import PreparedImport
from lotse.intake.tests.conftest import HEADINGS, csv, person, xlsx
from lotse.people.models import FurtherName, Identifier, Membership, NotSame, ResidenceStatus
from tests.world import World

CHILD = person(Aktenzeichen="W-26-00002", Vorname="Yonas", Geburtsdatum="01.06.2019", Geschlecht="m")
ALMOST_ZAHRA = person(
    Aktenzeichen="W-9", Haushalt="", Familienname="Rahimy", Vorname="Sahra", Geburtsdatum="14.03.1993",
    Staatsangehörigkeit="Afghanistan", Sprache="Dari", Aufenthaltsstatus="Duldung",
)  # fmt: skip
ALMOST_YUSUF = person(
    Aktenzeichen="W-8", Haushalt="", Familienname="Demir", Vorname="Jusuf", Geburtsdatum="01.01.1985", Geschlecht="m",
    Staatsangehörigkeit="Türkei", Sprache="Türkisch",
)  # fmt: skip


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, data: bytes, name: str = "KW47.csv") -> HttpResponse:
    return client.post("/einlesen/", {"file": SimpleUploadedFile(name, data)})  # type: ignore[return-value]


def uploaded(client: Client, data: bytes, name: str = "KW47.csv") -> str:
    response = upload(client, data, name)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def page(client: Client, url: str) -> str:
    response = client.get(url, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def bring_in(client: Client, url: str, **posted: Any) -> HttpResponse:
    return client.post(f"{url}uebernehmen/", posted, follow=True)  # type: ignore[return-value]


def has_file(number: str) -> bool:
    return File.objects.filter(person__identifiers__value=number).exists()


def test_the_preview_shows_everything_before_a_file_is_opened(world: World) -> None:
    client = client_of(world.jens)
    rows = [person(), CHILD, ALMOST_ZAHRA, person(Aktenzeichen="W-5", Haushalt="", Geburtsdatum="31.02.1994")]
    html = page(client, uploaded(client, csv(rows)))
    assert re.findall(r"<b>(\d+)</b><span>", html) == ["2", "0", "1", "1"]
    assert "00.02.1994" in html and "31.02.1994" in html
    assert "Rahimi, Zahra" in html and "Andere Umschrift" in html
    assert "Cotta gehört zur Region West." in html
    assert "20.11.2026" in html  # first visit
    assert "2 Akten anlegen" in html
    assert not has_file("W-26-00001")


@pytest.mark.requirement("D-04", "D-27", "D-41", "P-134")
def test_taking_over_opens_the_files_and_the_list_is_gone(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of(world.jens)
    url = uploaded(client, xlsx([person(), CHILD], titles=["Zuweisungen"]), "KW47.xlsx")
    prepared = PreparedImport.objects.get()
    first_sheet = prepared.sheet
    with django_capture_on_commit_callbacks(execute=True):
        html = bring_in(client, url).content.decode()
    assert "Liste übernommen" in html and "Bekele, Selam" in html
    assert File.objects.get(person__identifiers__value="W-26-00001").team == world.west
    assert not list((Path(settings.LOTSE_DATA) / "files").rglob(str(first_sheet)))


def test_the_same_list_twice_changes_nothing(world: World) -> None:
    client = client_of(world.jens)
    bring_in(client, uploaded(client, csv([person(), CHILD])))
    files = File.objects.count()
    html = page(client, url := uploaded(client, csv([person(), CHILD])))
    assert re.findall(r"<b>(\d+)</b><span>", html) == ["0", "2", "0", "0"]
    bring_in(client, url)
    assert File.objects.count() == files


def test_faulty_rows_hold_everything_until_somebody_leaves_them_out_and_come_back_as_a_file(world: World) -> None:
    client = client_of(world.jens)
    url = uploaded(client, csv([person(Zuweisungsdatum=""), CHILD]))
    assert bring_in(client, url, faulty="all").status_code == 422
    assert not has_file("W-26-00002")
    html = bring_in(client, url, faulty="skip").content.decode()
    assert "Liste übernommen" in html
    assert has_file("W-26-00002") and not has_file("W-26-00001")
    assert Membership.objects.get(person__identifiers__value="W-26-00002").is_head
    book = load_workbook(io.BytesIO(client.get(f"{url}fehler/").content))
    texts = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row]  # type: ignore[union-attr]
    assert "W-26-00001" in texts and "W-26-00002" not in texts


def test_a_possible_duplicate_must_be_decided_and_not_the_same_is_remembered_for_good(world: World) -> None:
    client = client_of(world.jens)
    url = uploaded(client, csv([person(), ALMOST_ZAHRA]))
    response = bring_in(client, url)
    assert response.status_code == 422
    assert "Entscheidung zu Zeile 3" in response.content.decode()
    assert not has_file("W-26-00001")
    bring_in(client, url, **{"row-3": "new"})
    assert has_file("W-9")
    [pair] = NotSame.objects.all()
    new = Identifier.objects.get(value="W-9").person_id
    assert {pair.first_id, pair.second_id} == {new, world.rahimi[0].person_id}
    assert re.findall(r"<b>(\d+)</b><span>", page(client, uploaded(client, csv([ALMOST_ZAHRA])))) == [
        "0",
        "1",
        "0",
        "0",
    ]


def test_the_same_person_gets_no_second_file_only_number_and_spelling_and_what_is_ticked(world: World) -> None:
    client = client_of(world.jens)
    zahra = world.rahimi[0].person
    url = uploaded(client, csv([ALMOST_ZAHRA]))
    bring_in(client, url, **{"row-2": str(zahra.pk), "take-2": ["status"]})
    assert Identifier.objects.get(value="W-9").person == zahra
    assert FurtherName.objects.get(person=zahra).family_name == "Rahimy"
    zahra.refresh_from_db()
    assert zahra.family_name == "Rahimi"
    assert ResidenceStatus.objects.get(person=zahra, until_on=None).status == "duldung"


def test_a_decision_put_off_is_held_back_and_can_be_made_later(world: World) -> None:
    client = client_of(world.jens)
    bring_in(client, uploaded(client, csv([person(), ALMOST_ZAHRA])), **{"row-3": "later"})
    assert has_file("W-26-00001") and not has_file("W-9")
    held = PreparedImport.objects.get(owner=None)
    url = f"/einlesen/{held.pk}/"
    assert "Rahimi, Zahra" in page(client, url)
    bring_in(client, url, **{"row-3": "new"})
    assert has_file("W-9")


def test_known_values_are_overwritten_only_where_ticked(world: World) -> None:
    client = client_of(world.jens)
    bring_in(client, uploaded(client, csv([person()])))
    changed = csv([person(Aufenthaltsstatus="Duldung", Sprache="Arabisch", Zuweisungsdatum="16.11.2026")])
    url = uploaded(client, changed)
    html = page(client, url)
    assert "Aufenthaltsgestattung" in html and "Duldung" in html and "17.11.2026 → 16.11.2026" in html
    bring_in(client, url, **{"take-2": ["assigned_on"]})
    file = File.objects.get(person__identifiers__value="W-26-00001")
    assert file.person.contact_language == "ti"
    assert ResidenceStatus.objects.get(person=file.person).status == "aufenthaltsgestattung"
    assert file.deadlines.get(rule="first-visit", superseded_at=None).due_on == date(2026, 11, 19)


def test_a_closed_file_is_named_instead_of_a_second_one_opened(world: World) -> None:
    close_file(world.rahimi[0], world.today, "moved-away", by="test")
    client = client_of(world.jens)
    row = person(Aktenzeichen="AZ-1001", Familienname="Rahimi", Vorname="Zahra", Geburtsdatum="14.03.1993")
    assert "geschlossen am 23.11.2026" in page(client, uploaded(client, csv([row])))


def test_unknown_headings_are_placed_by_hand_once_and_remembered(world: World) -> None:
    client = client_of(world.jens)
    headings = [{"Familienname": "Sippe", "Bemerkung": "Sachbearbeitung"}.get(h, h) for h in HEADINGS]
    row = person() | {"Sippe": "Bekele", "Sachbearbeitung": "Krause"}
    html = page(client, url := uploaded(client, csv([row], headings)))
    assert "Spalten zuordnen" in html and "Sippe" in html
    unplaced = client.post(f"{url}spalten/", {"heading-0": "-", "heading-1": "-"})
    assert unplaced.status_code == 422 and "Familienname" in unplaced.content.decode()
    client.post(f"{url}spalten/", {"heading-0": "family_name", "heading-1": "-"})
    assert "1 Akte anlegen" in page(client, url)
    again = csv([row | {"Aktenzeichen": "W-77", "Sippe": "Tadesse"}], headings)
    assert "Tadesse" in page(client, uploaded(client, again))


def test_what_was_uploaded_is_sealed_from_the_first_byte(world: World) -> None:
    uploaded(client_of(world.jens), csv([person(Familienname="Unverwechselbar")]), "Geheimname.csv")
    for path in (Path(settings.LOTSE_DATA) / "files").rglob("*"):
        assert not path.is_file() or b"Unverwechselbar" not in path.read_bytes()
    with connection.cursor() as cursor:
        for table in ("intake_preparedimport", "vault_storedfile"):
            cursor.execute(f"SELECT * FROM {table}")
            rows = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()])
            assert "Geheimname" not in rows and "Unverwechselbar" not in rows


def test_a_list_of_another_organisation_is_not_there(world: World) -> None:
    url = uploaded(client_of(world.katrin), csv([person()]))
    other = client_of(world.bernd)
    for path in ("", "spalten/", "fehler/", "haushalte/"):
        assert other.get(f"{url}{path}").status_code == 404
    for path in ("uebernehmen/", "verwerfen/", "noch-einmal/"):
        assert other.post(f"{url}{path}").status_code == 404
    assert client_of(world.theo).get(url).status_code == 200
    assert client_of(world.ada).get(url).status_code == 403
    assert client_of(world.petra).get("/einlesen/").status_code == 403
    assert PreparedImport.objects.count() == 1


def test_a_list_gives_nothing_away_of_people_the_reader_may_not_see(world: World) -> None:
    """Demir's file is Brückenhaus's: the coordinator of Ankerplatz learns that the row waits, not whom it resembles."""
    client = client_of(world.katrin)
    known = person(Aktenzeichen="AZ-2001", Familienname="Demir", Vorname="Yusuf", Haushalt="", Hausnummer="99")
    html = page(client, url := uploaded(client, csv([ALMOST_YUSUF, known, person()])))
    assert re.findall(r"<b>(\d+)</b><span>", html) == ["1", "1", "1", "0"]
    assert "das Sozialamt vergleicht und entscheidet" in html
    for secret in ("Yusuf", "Umschrift", "AZ-2001", "→", world.demir[0].number, str(world.demir[0].person_id)):
        assert secret not in html
    # a forged decision is worth nothing: the row goes to the authority
    bring_in(client, url, **{"row-2": str(world.demir[0].person_id)})
    assert not Identifier.objects.filter(value="W-8").exists()
    assert has_file("W-26-00001")
    held = PreparedImport.objects.get(owner=None)
    assert held.organisation == world.office
    assert client.get(f"/einlesen/{held.pk}/").status_code == 404
    assert "Demir, Yusuf" in page(client_of(world.jens), f"/einlesen/{held.pk}/")


def test_the_preview_is_made_anew_when_the_world_has_moved(world: World) -> None:
    first, second = client_of(world.jens), client_of(world.jens)
    url, other = uploaded(first, csv([person()])), uploaded(second, csv([person()]))
    bring_in(first, url)
    bring_in(second, other)
    assert File.objects.filter(person__identifiers__value="W-26-00001").count() == 1


def test_two_clicks_take_over_once(world: World) -> None:
    url = uploaded(client_of(world.jens), csv([person()]))
    prepared = PreparedImport.objects.get()
    stale = PreparedImport.objects.get()
    files = File.objects.count()
    work.start_importing(prepared, world.jens, world.today)
    work.start_importing(stale, world.jens, world.today)
    assert File.objects.count() == files + 1
    assert "Liste übernommen" in page(client_of(world.jens), url)


def test_long_work_that_broke_off_says_so_and_can_be_started_again(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(world.jens)

    def fail(*args: object, **more: object) -> None:
        raise RuntimeError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(work, "prepare", fail)
        html = page(client, url := uploaded(client, csv([person()])))
    assert "Kennnummer" in html and "disk full" not in html
    assert "RuntimeError" in caplog.text and "Bekele" not in caplog.text
    client.post(f"{url}noch-einmal/")
    assert "1 Akte anlegen" in page(client, url)


def test_a_list_somebody_works_on_shows_how_far_it_is_and_refreshes_itself(world: World) -> None:
    client = client_of(world.jens)
    url = uploaded(client, csv([person()]))
    prepared = PreparedImport.objects.get()
    work._set(prepared, world.jens, state="comparing", step="Personen vergleichen", done=500, total=1000)
    html = page(client, url)
    assert 'http-equiv="refresh"' in html and "500 von 1.000" in html


def test_a_list_thrown_away_leaves_nothing(world: World) -> None:
    client = client_of(world.jens)
    url = uploaded(client, csv([person()]))
    client.post(f"{url}verwerfen/")
    assert client.get(url).status_code == 404
    assert not PreparedImport.objects.exists()


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("_rels/.rels", "<Relationships/>")
        book.writestr("xl/workbook.xml", b" " * 300_000_000)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "name"), [(b"%PDF-1.4", "a.xlsx"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls"), (bomb(), "bombe.xlsx")]
)
def test_what_is_no_list_is_refused_with_a_sentence(world: World, data: bytes, name: str) -> None:
    response = upload(client_of(world.jens), data, name)
    assert response.status_code == 422
    assert "kern-error" in response.content.decode()
    assert not PreparedImport.objects.exists()


def test_text_that_looks_like_a_formula_or_markup_is_shown_as_text(world: World) -> None:
    client = client_of(world.jens)
    row = person(Familienname="<script>alert(1)</script>", Vorname="=2+5", Geburtsdatum='=HYPERLINK("x")')
    html = page(client, url := uploaded(client, csv([row])))
    assert "<script>alert" not in html
    book = load_workbook(io.BytesIO(client.get(f"{url}fehler/").content))
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)  # type: ignore[union-attr]


def test_the_template_has_the_columns_of_the_specification(world: World) -> None:
    book = load_workbook(io.BytesIO(client_of(world.jens).get("/einlesen/vorlage/assignments/").content))
    assert tuple(cell.value for cell in next(book.worksheets[0].iter_rows())) == HEADINGS


def test_expired_lists_go_with_the_next_upload(world: World) -> None:
    client = client_of(world.jens)
    uploaded(client, csv([person()]))
    prepared = PreparedImport.objects.get()
    work._set(prepared, world.jens, expires_on=date(2026, 11, 1))
    assert client.get(f"/einlesen/{prepared.pk}/").status_code == 404
    uploaded(client, csv([CHILD]))
    assert not PreparedImport.objects.filter(pk=prepared.pk).exists()
