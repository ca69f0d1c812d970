"""`lotse import notes`: contacts that were written down elsewhere."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from lotse.audit.models import WriteLog
from lotse.intake.tests.conftest import Run, csv, person
from lotse.notes.models import Note
from tests.world import World

Import = Callable[..., Run]
HEADINGS = ("Datum", "Fachkraft", "Aktenzeichen", "Form", "Themen", "Dauer", "Zusammenfassung", "Ergebnis")


def row(**changes: Any) -> dict[str, Any]:
    return {
        "Datum": "20.11.2026", "Fachkraft": "miriam@example.org", "Aktenzeichen": "AZ-1001", "Form": "Einzelberatung",
        "Themen": "Bildungssystem, Rückkehrberatung", "Dauer": "1:15", "Zusammenfassung": "Fragen zur Schule",
        "Ergebnis": "Termin vereinbart",
    } | changes  # fmt: skip


def notes_csv(*rows: dict[str, Any]) -> bytes:
    return csv(rows, HEADINGS)


@pytest.mark.requirement("P-138", "P-139")
def test_a_row_becomes_a_finalised_sealed_note_of_the_worker(world: World, lotse_import: Import) -> None:
    run = lotse_import("notes", notes_csv(row()), "--json")
    assert (run.code, run.counts) == (0, (1, 1, 0, 0, 0))
    note = Note.objects.exclude(pk=world.note.pk).get()
    assert (note.author, note.on, note.form, note.minutes) == (world.miriam, date(2026, 11, 20), "individual", 75)
    assert note.finalised_at is not None
    assert (note.summary, note.result) == ("Fragen zur Schule", "Termin vereinbart")
    assert note.topics.count() == 2
    assert [entry.file for entry in note.in_files.all()] == [world.rahimi[0]]


@pytest.mark.requirement("D-27")
def test_an_imported_home_visit_meets_the_first_visit(world: World, lotse_import: Import) -> None:
    lotse_import("assignments", csv([person()]))
    lotse_import("notes", notes_csv(row(Aktenzeichen="W-26-00001", Form="Hausbesuch", Datum="19.11.2026")))
    from lotse.cases.models import Deadline

    met = Deadline.objects.get(file__person__identifiers__value="W-26-00001", rule="first-visit")
    assert met.met_on == date(2026, 11, 19)


def test_rows_of_a_group_with_one_worker_day_and_summary_are_one_session(world: World, lotse_import: Import) -> None:
    group = {"Form": "Gruppenberatung", "Zusammenfassung": "Elternabend"}
    rows = [
        row(**group),
        row(**group, Aktenzeichen="AZ-1003", Ergebnis="bleibt noch"),
        row(**group, Aktenzeichen="AZ-1001", Datum="19.11.2026"),
    ]
    run = lotse_import("notes", notes_csv(*rows), "--json")
    assert run.counts == (3, 3, 0, 0, 0)
    session = Note.objects.get(is_group=True, on=date(2026, 11, 20))
    assert {entry.file for entry in session.in_files.all()} == {world.rahimi[0], world.mehari[0]}
    assert session.in_files.get(file=world.mehari[0]).addition == "bleibt noch"
    assert session.in_files.get(file=world.rahimi[0]).addition is None
    assert Note.objects.filter(is_group=True).count() == 2


def test_several_numbers_in_one_row_are_one_note_in_several_files(world: World, lotse_import: Import) -> None:
    lotse_import("notes", notes_csv(row(Aktenzeichen="AZ-1001, AZ-1003")))
    note = Note.objects.exclude(pk=world.note.pk).get()
    assert {entry.file for entry in note.in_files.all()} == {world.rahimi[0], world.mehari[0]}


def test_the_same_file_twice_changes_nothing(world: World, lotse_import: Import) -> None:
    group = row(Form="Gruppenberatung", Zusammenfassung="Kurs")
    data = notes_csv(row(), row(), group, group | {"Aktenzeichen": "AZ-1003"})
    assert lotse_import("notes", data, "--json").counts == (4, 4, 0, 0, 0)
    written, notes = WriteLog.objects.count(), Note.objects.count()
    assert lotse_import("notes", data, "--json").counts == (4, 0, 4, 0, 0)
    assert (WriteLog.objects.count(), Note.objects.count()) == (written, notes)


def test_two_equal_rows_are_two_contacts(world: World, lotse_import: Import) -> None:
    before = Note.objects.count()
    lotse_import("notes", notes_csv(row(), row()))
    assert Note.objects.count() == before + 2


def test_a_participant_named_later_joins_the_session_that_is_there(world: World, lotse_import: Import) -> None:
    group = row(Form="Gruppenberatung", Zusammenfassung="Kurs")
    lotse_import("notes", notes_csv(group))
    run = lotse_import("notes", notes_csv(group, group | {"Aktenzeichen": "AZ-1003"}), "--json")
    assert run.counts == (2, 1, 1, 0, 0)
    session = Note.objects.get(is_group=True)
    assert session.in_files.count() == 2
    assert session.in_files.get(file=world.mehari[0]).content_key()


def test_a_dry_run_writes_nothing_even_where_no_key_exists_yet(world: World, lotse_import: Import) -> None:
    before = WriteLog.objects.count()
    assert lotse_import("notes", notes_csv(row()), "--dry-run", "--json").counts == (1, 1, 0, 0, 0)
    assert WriteLog.objects.count() == before


@pytest.mark.requirement("P-139")
def test_faulty_rows_are_told_with_what_to_do(world: World, lotse_import: Import) -> None:
    rows = [
        row(Datum="24.11.2026"),
        row(Fachkraft="niemand@example.org"),
        row(Aktenzeichen="AZ-1001, AZ-9"),
        row(Form="Teetrinken"),
        row(Themen="Bildungssystem, Sternkunde"),
        row(Zusammenfassung=""),
        row(Ergebnis=""),
        row(Dauer="lang"),
    ]
    run = lotse_import("notes", notes_csv(*rows), "--json")
    assert run.code == 1
    assert run.counts == (8, 0, 0, 0, 8)
    assert [error["column"] for error in run.json["errors"]] == [
        "Datum", "Fachkraft", "Aktenzeichen", "Form", "Themen", "Zusammenfassung", "Ergebnis", "Dauer",
    ]  # fmt: skip
    told = [error["message"] for error in run.json["errors"]]
    assert "AZ-9" in told[2] and "Hausbesuch" in told[3]
    assert Note.objects.count() == 1


def test_a_closed_file_takes_no_note(world: World, lotse_import: Import) -> None:
    from lotse.cases.actions import close_file

    close_file(world.rahimi[0], world.today, "moved-away", by="test")
    run = lotse_import("notes", notes_csv(row()), "--json")
    assert run.code == 1
    assert "geschlossen" in run.json["errors"][0]["message"]
