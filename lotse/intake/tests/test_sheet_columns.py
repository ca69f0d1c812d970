import io
from datetime import date

import pytest
from openpyxl import load_workbook

from lotse.intake.columns import ASSIGNMENTS, LEFT_OUT, SPECS, ImportSpec, column_letter, heading_key, map_columns
from lotse.intake.sheets import CellFault, Row, Sheet, read_sheet
from lotse.intake.sheets_out import Fault, faulty_rows_xlsx, template_xlsx
from lotse.intake.tests.sheet_files import HEAD


# --- columns ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Aktenzeichen", "aktenzeichen"),
        ("AZ", "aktenzeichen"),
        ("Az.:", "aktenzeichen"),
        ("NACHNAME", "family_name"),
        ("Vorname(n)", "given_name"),
        ("Geb.-Datum", "birth"),
        ("geb.", "birth"),
        ("Geburts-\ndatum (TT.MM.JJJJ)", "birth"),
        ("Strasse", "street"),
        ("Straße ", "street"),
        ("PLZ*", "postcode"),
        ("Stadtbezirk / Gemeinde", "district"),
        ("Dolmetscher noetig?", "needs_interpreter"),
        ("Staatsangehoerigkeit", "nationality"),
        ("Name in Originalschrift", "original_name"),
    ],
)
def test_headings_are_found_as_people_write_them(heading: str, field: str) -> None:
    assert dict(map_columns([heading], ASSIGNMENTS).columns) == {field: 0}


def test_a_stadtteil_is_not_taken_for_a_stadtbezirk() -> None:
    assert map_columns(["Stadtteil"], ASSIGNMENTS).unknown == ("Stadtteil",)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_no_two_columns_of_a_list_claim_the_same_heading(spec: ImportSpec) -> None:
    names = [name for column in spec.columns for name in column.names]
    assert len(names) == len(set(names))


def test_missing_doubled_unknown_and_remembered_headings_are_told() -> None:
    headings = ["Kennung", "Nachname", "Familienname", "Schuhgröße", "", "Was ist zu tun", "Intern"]
    remembered = {heading_key("Kennung"): "aktenzeichen", heading_key("Intern"): LEFT_OUT, heading_key("Alt"): "gone"}
    found = map_columns(headings, ASSIGNMENTS, remembered)
    assert dict(found.columns) == {"aktenzeichen": 0, "family_name": 1}
    assert found.unknown == ("Schuhgröße",)
    assert found.doubled == ("Familienname",)
    assert [column.heading for column in found.missing] == ["Zuweisungsdatum"]


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [column_letter(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


# --- what goes out ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_the_template_is_understood_when_it_comes_back(spec: ImportSpec) -> None:
    data = template_xlsx(spec)
    sheet = read_sheet(data, "vorlage.xlsx")
    mapping = map_columns(sheet.headings, spec)
    assert list(mapping.columns) == [column.key for column in spec.columns]
    assert not mapping.unknown and not mapping.missing and not sheet.rows


def test_the_template_keeps_zeros_and_explains_itself() -> None:
    book = load_workbook(io.BytesIO(template_xlsx(ASSIGNMENTS)))
    first = book.worksheets[0]
    by_heading = {cell.value: first.column_dimensions[cell.column_letter].number_format for cell in first[1]}
    assert (by_heading["PLZ"], by_heading["Aktenzeichen"], by_heading["Zuweisungsdatum"]) == ("@", "@", "DD.MM.YYYY")
    assert first.freeze_panes == "A2"
    assert "00.00.1990" in {cell.value for row in book["Hinweise"] for cell in row}


def test_faulty_rows_go_back_as_they_came_with_what_to_do_and_can_come_in_again() -> None:
    rows = [
        Row(2, ("W-1", "Rahimi", date(1990, 1, 1), 1159)),
        Row(3, ("W-2", "=HYPERLINK(1)", "31.02.1994", "01159")),
        Row(4, ("W-3", "Ali", CellFault("#NV"), None)),
    ]
    sheet = Sheet(tuple(HEAD), rows, 1)
    faults = [
        Fault(3, "Geburtsdatum", "Diesen Tag gibt es nicht."),
        Fault(4, "", "Doppelt."),
        Fault(3, "PLZ", "Falsch."),
    ]
    data = faulty_rows_xlsx(sheet, faults)
    back = read_sheet(data, "x.xlsx")
    assert back.headings == (*HEAD, "Was ist zu tun")
    assert [row.cells for row in back.rows] == [
        ("W-2", "=HYPERLINK(1)", "31.02.1994", "01159", "Geburtsdatum: Diesen Tag gibt es nicht.\nPLZ: Falsch."),
        ("W-3", "Ali", "#NV", None, "Doppelt."),
    ]
    again = faulty_rows_xlsx(back, [Fault(2, "PLZ", "Falsch.")])
    assert read_sheet(again, "x.xlsx").headings == (*HEAD, "Was ist zu tun")
    assert map_columns(back.headings, ASSIGNMENTS).unknown == ()


@pytest.mark.parametrize("value", ["=1+1", "+49 351", "-5", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_text_that_looks_like_a_formula_is_handed_back_as_text(value: str) -> None:
    sheet = Sheet(("Aktenzeichen", "Familienname"), [Row(2, ("W-1", value))], 1)
    cell = load_workbook(io.BytesIO(faulty_rows_xlsx(sheet, [Fault(2, "", "x")]))).worksheets[0]["B2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
