import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odf import table
from openpyxl import Workbook

from lotse.intake.columns import ASSIGNMENTS, heading_key, map_columns
from lotse.intake.sheets import Cell, CellFault, Row, read_sheet
from lotse.intake.tests.sheet_files import (
    HEAD,
    changed,
    csv_bytes,
    excel_bytes,
    ods_bytes,
    ods_cell,
    refused,
    xlsx_bytes,
    xlsx_rows,
)


# --- CSV --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_csv_file_reads_the_same_in_every_separator_encoding_and_line_end(
    delimiter: str, encoding: str, end: str
) -> None:
    rows = [
        HEAD,
        ["W-1", 'Müller; geb. Öz, "Ößi"', "05.11.1990", "01159"],
        ["W-2", "Über\nZeilen", "00.00.1990", "1159"],
    ]
    sheet = read_sheet(csv_bytes(rows, delimiter, encoding, end), "liste.csv")
    assert sheet.headings == tuple(HEAD)
    assert sheet.rows == [Row(2, tuple(rows[1])), Row(3, tuple(rows[2]))]
    assert sheet.header_line == 1


def test_utf_16_in_either_byte_order_is_read_even_without_its_mark() -> None:
    text_ = "Aktenzeichen;Familienname\r\nW-1;Müller\r\n"
    for data in (
        b"\xfe\xff" + text_.encode("utf-16-be"),
        b"\xff\xfe" + text_.encode("utf-16-le"),
        text_.encode("utf-16-le"),
        text_.encode("utf-16-be"),
    ):
        assert read_sheet(data, "x.csv").rows == [Row(2, ("W-1", "Müller"))]


CSV_TEXT = st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12)
PLAIN = CSV_TEXT.filter(lambda value: value.strip() and not value.startswith(("=", "#")))


@settings(max_examples=150)
@given(
    st.lists(st.lists(st.one_of(PLAIN, st.just("")), min_size=4, max_size=4), min_size=1, max_size=8),
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_as_csv_comes_back_cell_by_cell(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    sheet = read_sheet(csv_bytes([HEAD, *rows], delimiter, encoding), "liste.csv")
    expected = [Row(at, tuple(v or None for v in row)) for at, row in enumerate(rows, 2) if any(row)]
    assert sheet.rows == expected


@settings(max_examples=60)
@given(st.lists(st.lists(PLAIN, min_size=4, max_size=4), min_size=1, max_size=6), st.sampled_from([";", ",", "\t"]))
def test_windows_1252_comes_back_when_it_holds_umlauts(rows: list[list[str]], delimiter: str) -> None:
    rows = [["Straße", "Größe", "Ärger", "Süd"], *rows]
    sheet = read_sheet(csv_bytes([HEAD, *rows], delimiter, "cp1252"), "liste.csv")
    assert [row.cells for row in sheet.rows] == [tuple(row) for row in rows]


def test_lines_count_records_as_a_spreadsheet_would_show_them() -> None:
    title = 'Liste KW 47;;\n"Stand\n05.11.";;\n;;\n'
    data = title + 'Aktenzeichen;Nachname;Vorname\nW-1;"Al\nHamwi";Omar\n\n;;\nW-2;Rahimi;Zahra\n'
    sheet = read_sheet(data.encode(), "liste.csv")
    assert sheet.header_line == 4
    assert [(row.line, row.cells[0]) for row in sheet.rows] == [(5, "W-1"), (8, "W-2")]


def test_excels_own_directives_in_csv_are_understood() -> None:
    data = 'sep=,\r\nAktenzeichen,Familienname,PLZ\r\nW-1,"Meyer; Meier","=""01159"""\r\nW-2,#NV,1\r\n'
    sheet = read_sheet(data.encode(), "liste.csv")
    assert sheet.rows == [Row(2, ("W-1", "Meyer; Meier", "01159")), Row(3, ("W-2", CellFault("#NV"), "1"))]


def test_commas_in_the_text_do_not_win_over_the_real_separator() -> None:
    data = "Aktenzeichen;Familienname;Bemerkung\n" + "W-1;Rahimi;kommt mit Frau, Kind, Mutter, Onkel\n" * 5
    assert read_sheet(data.encode(), "x.csv").headings == ("Aktenzeichen", "Familienname", "Bemerkung")


def test_a_missing_quotation_mark_is_named_instead_of_swallowing_the_rest() -> None:
    assert "Anführungszeichen" in refused(b'Aktenzeichen;Familienname\nW-1;"Rahimi\nW-2;Ali\n' * 3 + b'W-3;"x', "x.csv")


def test_stray_quotation_marks_inside_a_field_are_kept() -> None:
    sheet = read_sheet(b'Aktenzeichen;Bemerkung\nW-1;"Haus" am See\n', "x.csv")
    assert "am See" in str(sheet.rows[0].cells[1])


# --- finding the list -------------------------------------------------------------------------------------------------
def test_title_rows_blank_rows_and_repeated_headers_are_not_data() -> None:
    sheet = read_sheet(
        xlsx_rows(
            ["Zuweisungen der Landesdirektion"],
            ["Stand", date(2026, 11, 5)],
            [],
            ["Az.", "Nachname", "Vorname", None, None],
            ["W-1", "Rahimi", "Zahra"],
            [None, "  ", None],
            ["AZ", "Nachname", "VORNAME"],
            ["W-2", "Tesfay", "Berhe"],
        ),
        "liste.xlsx",
    )
    assert sheet.header_line == 4
    assert sheet.headings == ("Az.", "Nachname", "Vorname")
    assert sheet.rows == [Row(5, ("W-1", "Rahimi", "Zahra")), Row(8, ("W-2", "Tesfay", "Berhe"))]


def test_the_first_worksheet_with_a_recognisable_header_is_read() -> None:
    def fill(book: Workbook) -> None:
        book.active["A1"] = "Deckblatt"
        for name in ("Liste", "Alt"):
            sheet = book.create_sheet(name)
            sheet.append(["Aktenzeichen", "Familienname"])
            sheet.append([name, "Rahimi"])
        book.create_sheet("Versteckt", 0).sheet_state = "hidden"
        book["Versteckt"].append(HEAD)

    sheet = read_sheet(xlsx_bytes(fill), "liste.xlsx")
    assert (sheet.name, sheet.rows) == ("Liste", [Row(2, ("Liste", "Rahimi"))])


def test_unknown_headings_still_make_a_header_to_be_mapped_by_hand() -> None:
    data = xlsx_rows(["Zuweisung KW 47"], ["Kennung", "Wer", "Wann"], ["W-1", "Rahimi", date(2026, 11, 5)])
    sheet = read_sheet(data, "liste.xlsx")
    assert sheet.headings == ("Kennung", "Wer", "Wann")
    assert sheet.rows == [Row(3, ("W-1", "Rahimi", date(2026, 11, 5)))]


def test_headings_mapped_by_hand_before_mark_the_header_too() -> None:
    data = xlsx_rows(["Name der Behörde", "Ort"], ["a", "b", "c"], ["Kennung", "Wer", "x"], ["W-1", "Rahimi", 1])
    assert read_sheet(data, "liste.xlsx", known={heading_key("Kennung"), heading_key("Wer")}).header_line == 3


def test_a_column_with_data_but_without_heading_is_shown_by_its_letter() -> None:
    sheet = read_sheet(xlsx_rows(["Aktenzeichen", "Familienname"], ["W-1", "Rahimi", None, "wichtig"]), "x.xlsx")
    assert sheet.headings == ("Aktenzeichen", "Familienname", "", "Spalte D")
    assert map_columns(sheet.headings, ASSIGNMENTS).unknown == ("Spalte D",)


# --- XLSX -------------------------------------------------------------------------------------------------------------
def test_types_of_xlsx_cells_are_kept() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append([f"h{at}" for at in range(9)] + ["Aktenzeichen", "PLZ"])
        sheet.append(
            [
                45.0,
                0.75,
                True,
                date(2026, 11, 5),
                datetime(2026, 11, 5, 9, 30),
                "x",
                1159,
                1159,
                timedelta(hours=1, minutes=15),
                4915112345678,
                "01159",
            ]
        )
        sheet["H2"].number_format = "00000"
        sheet["F2"].data_type, sheet["F2"].value = "e", "#N/A"

    cells = read_sheet(xlsx_bytes(fill), "x.xlsx").rows[0].cells
    assert cells == (
        45,
        0.75,
        True,
        date(2026, 11, 5),
        datetime(2026, 11, 5, 9, 30),
        CellFault("#N/A"),
        1159,
        "01159",
        "1:15",
        4915112345678,
        "01159",
    )
    assert [type(cell) for cell in cells[:3]] == [int, float, bool]


def test_a_date_in_any_format_of_excel_is_a_date() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(["Aktenzeichen", "Familienname", "Geburtsdatum"])
        for code in (
            "DD.MM.YYYY",
            "d/m/yy",
            '[$-407]dddd", "d. mmmm yyyy',
            "yyyy\\-mm\\-dd;@",
            "[$-F800]dddd",
            "mmm yy",
        ):
            sheet.append(["W", "x", 46331])
            sheet.cell(sheet.max_row, 3).number_format = code
        for code in ("0.00", "General", '0" Tage"', "[Red]0"):
            sheet.append(["W", "x", 46331])
            sheet.cell(sheet.max_row, 3).number_format = code

    cells = [row.cells[2] for row in read_sheet(xlsx_bytes(fill), "x.xlsx").rows]
    assert cells == [date(2026, 11, 5)] * 6 + [46331] * 4


def test_workbooks_of_the_macintosh_count_days_from_1904() -> None:
    data = xlsx_rows(["Aktenzeichen", "Geburtsdatum"], ["W-1", date(2026, 11, 5)])
    data = changed(data, "xl/workbook.xml", lambda xml: re.sub(r"<workbookPr\b", '<workbookPr date1904="1"', xml))
    assert read_sheet(data, "x.xlsx").rows[0].cells[1] == date(2030, 11, 6)


def test_cells_merged_downwards_hold_for_each_row_and_across_only_for_the_first() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        for row in (
            ["Zuweisungsliste"],
            ["Haushalt", "Familienname", "Vorname"],
            ["H-1", "Rahimi", "Zahra"],
            [None, "Rahimi", "Ali"],
            [None, "Rahimi", "Reza"],
            ["H-2", "Tesfay", None],
        ):
            sheet.append(row)
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A3:A5")
        sheet.merge_cells("B6:C6")

    huge = '<mergeCell ref="A10:A1048576"/></mergeCells>'
    data = changed(xlsx_bytes(fill), "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</mergeCells>", huge))
    sheet = read_sheet(data, "x.xlsx")
    assert [row.cells for row in sheet.rows] == [
        ("H-1", "Rahimi", "Zahra"),
        ("H-1", "Rahimi", "Ali"),
        ("H-1", "Rahimi", "Reza"),
        ("H-2", "Tesfay", None),
    ]


def test_formulas_give_their_stored_result_or_a_fault() -> None:
    data = xlsx_rows(["Aktenzeichen", "Familienname", "PLZ"], ["W-1", '=CONCATENATE("a","b")', "=1/0"])
    assert isinstance(read_sheet(data, "x.xlsx").rows[0].cells[1], CellFault)
    stored = changed(
        data,
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            xml.replace('<c r="B2">', '<c r="B2" t="str">')
            .replace('")</f><v />', '")</f><v>ab</v>')
            .replace('")</f><v></v>', '")</f><v>ab</v>')
        ),
    )
    assert read_sheet(stored, "x.xlsx").rows[0].cells[1] == "ab"


def test_sheets_with_prefixes_inline_texts_and_without_references_are_read() -> None:
    xml = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row><x:c t="inlineStr"><x:is><x:t>Aktenzeichen</x:t></x:is></x:c><x:c t="inlineStr"><x:is>'
        "<x:r><x:t>Familien</x:t></x:r><x:r><x:t>name</x:t></x:r><x:rPh><x:t>furigana</x:t></x:rPh></x:is></x:c></x:row>"
        '<x:row r="7"><x:c t="inlineStr"><x:is><x:t>W-1_x000D_</x:t></x:is></x:c><x:c><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    data = changed(xlsx_rows(["x"]), "xl/worksheets/sheet1.xml", lambda _old: xml)
    sheet = read_sheet(data, "x.xlsx")
    assert sheet.headings == ("Aktenzeichen", "Familienname")
    assert sheet.rows == [Row(7, ("W-1\r", 1))]


def test_shared_texts_with_several_formats_and_reading_aids_are_read() -> None:
    data = excel_bytes(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" t="s"><v>3</v></c></row>',
        "<si><t>Aktenzeichen</t></si><si><r><t>Familien</t></r><r><rPr/><t>name</t></r><rPh><t>x</t></rPh></si>"
        '<si><t xml:space="preserve"> W-1</t></si><si><t>a_x000A_b</t></si>',
    )
    sheet = read_sheet(data, "x.xlsx")
    assert (sheet.headings, sheet.name) == (("Aktenzeichen", "Familienname"), "Tabelle1")
    assert sheet.rows == [Row(3, (" W-1", "a\nb"))]


def test_a_cell_that_points_to_no_text_is_damage() -> None:
    assert "beschädigt" in refused(excel_bytes('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', "<si><t>x</t></si>"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.text(
                    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn", "Co"]), min_size=1, max_size=10
                ).filter(lambda v: v.strip() and v[0] not in "=#"),
                st.integers(-(10**9), 10**9),
                st.booleans(),
                st.dates(date(1901, 1, 1), date(2100, 1, 1)),
                st.none(),
            ),
            min_size=4,
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_as_xlsx_comes_back_cell_by_cell(rows: list[list[Cell]]) -> None:
    sheet = read_sheet(xlsx_rows(list(HEAD), *rows), "x.xlsx")
    expected = [Row(at, tuple(row)) for at, row in enumerate(rows, 2) if any(v is not None for v in row)]
    assert sheet.rows == expected


def test_ten_thousand_rows_of_twenty_columns_are_read() -> None:
    rows: list[list[object]] = [[f"W-{at}", "Rahimi", date(1990, 1, 1), 1159, *["Text"] * 16] for at in range(10_000)]
    data = xlsx_rows([*HEAD, *(f"h{at}" for at in range(16))], *rows)
    assert len(read_sheet(data, "x.xlsx").rows) == 10_000


# --- ODS --------------------------------------------------------------------------------------------------------------
def test_an_ods_file_keeps_types_merged_cells_repetitions_and_lines() -> None:
    sheet = read_sheet(
        ods_bytes(
            ([ods_cell("Liste")], 1),
            ([ods_cell()], 3),
            ([*map(ods_cell, ["Haushalt", "Nachname", "Geburtsdatum", "PLZ", "VZÄ", "Dolmetscher"])], 1),
            (
                [
                    ods_cell("H-1", numberrowsspanned=2),
                    ods_cell("Rahimi"),
                    ods_cell(date(1990, 11, 5), "5.11.90"),
                    ods_cell(1159.0, "01159"),
                    ods_cell(0.75, "75 %"),
                    ods_cell(True, "WAHR"),
                ],
                1,
            ),
            (
                [
                    table.CoveredTableCell(),
                    ods_cell("Ali"),
                    ods_cell(),
                    ods_cell(1159.0, "1159"),
                    ods_cell("#N/A", formula="of:=NA()"),
                ],
                1,
            ),
            ([ods_cell()], 5),
            (
                [
                    ods_cell("H-2"),
                    ods_cell("zwei\nZeilen"),
                    ods_cell("x", numbercolumnsrepeated=2),
                    ods_cell(numbercolumnsrepeated=1000),
                ],
                2,
            ),
            ([ods_cell(numbercolumnsrepeated=16000)], 1_000_000),
        ),
        "liste.ods",
    )
    assert sheet.header_line == 5
    assert [(row.line, *row.cells) for row in sheet.rows] == [
        (6, "H-1", "Rahimi", date(1990, 11, 5), "01159", 0.75, True),
        (7, "H-1", "Ali", None, 1159, CellFault("#N/A"), None),
        (13, "H-2", "zwei\nZeilen", "x", "x", None, None),
        (14, "H-2", "zwei\nZeilen", "x", "x", None, None),
    ]


def test_an_ods_bomb_of_repeated_cells_is_refused() -> None:
    head = ([*map(ods_cell, HEAD)], 1)
    assert "Zeilen" in refused(ods_bytes(head, ([ods_cell("x")], 1_000_000)), "x.ods")
    assert "Zeilen" in refused(ods_bytes(head, ([ods_cell("x", numbercolumnsrepeated=200)], 49_000)), "x.ods")
    assert "Spalten" in refused(ods_bytes(head, ([ods_cell("x", numbercolumnsrepeated=16_000)], 1)), "x.ods")
