import csv
import io
import re
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odf import table, text
from odf.opendocument import OpenDocumentSpreadsheet
from openpyxl import Workbook, load_workbook

from lotse.intake import container
from lotse.intake.columns import ASSIGNMENTS, LEFT_OUT, SPECS, ImportSpec, column_letter, heading_key, map_columns
from lotse.intake.sheets import Cell, CellFault, Row, Sheet, SheetError, read_sheet
from lotse.intake.sheets_out import Fault, faulty_rows_xlsx, template_xlsx

HEAD = ["Aktenzeichen", "Familienname", "Geburtsdatum", "PLZ"]


def csv_bytes(rows: list[list[str]], delimiter: str = ";", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    target = io.StringIO(newline="")
    write = csv.writer(target, delimiter=delimiter, lineterminator="\n")
    write.writerows(rows)
    return target.getvalue().replace("\n", end).encode(encoding)


def xlsx_bytes(fill: Callable[[Workbook], None]) -> bytes:
    book, target = Workbook(), io.BytesIO()
    fill(book)
    book.save(target)
    return target.getvalue()


def xlsx_rows(*rows: Sequence[object]) -> bytes:
    def fill(book: Workbook) -> None:
        for row in rows:
            book.active.append(row)

    return xlsx_bytes(fill)


def excel_bytes(cells: str, texts: str) -> bytes:
    """As Excel writes it: texts in a table of their own."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    link = '<Relationship Id="{}" Type="' + kinds + '/{}" Target="{}"/>'
    members = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": links.format(link.format("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{kinds}"><sheets><sheet name="Tabelle1" r:id="rId1"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": links.format(
            link.format("rId1", "worksheet", "worksheets/sheet1.xml")
            + link.format("rId3", "sharedStrings", "/xl/sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {main}>{texts}</sst>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, declared + content)
    return target.getvalue()


def changed(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The same zip file with one member rewritten."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content.decode()) if member == name else content)
    return target.getvalue()


def refused(data: bytes, filename: str = "liste.xlsx") -> str:
    with pytest.raises(SheetError) as caught:
        read_sheet(data, filename)
    return caught.value.message


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


def test_ten_thousand_rows_of_twenty_columns_are_read_quickly() -> None:
    rows: list[list[object]] = [[f"W-{at}", "Rahimi", date(1990, 1, 1), 1159, *["Text"] * 16] for at in range(10_000)]
    data = xlsx_rows([*HEAD, *(f"h{at}" for at in range(16))], *rows)
    start = time.perf_counter()
    assert len(read_sheet(data, "x.xlsx").rows) == 10_000
    assert time.perf_counter() - start < 4  # 0.9 s on two slow cores


# --- ODS --------------------------------------------------------------------------------------------------------------
def ods_cell(value: object = None, shown: str = "", **attributes: object) -> table.TableCell:
    kinds: dict[type, dict[str, object]] = {
        float: {"valuetype": "float", "value": value},
        date: {"valuetype": "date", "datevalue": str(value)},
        bool: {"valuetype": "boolean", "booleanvalue": str(value).lower()},
    }
    cell = table.TableCell(**kinds.get(type(value), {}), **attributes)
    for line in (shown or ("" if value is None else str(value))).split("\n"):
        if line:
            cell.addElement(text.P(text=line))
    return cell


def ods_bytes(*rows: tuple[list[table.TableCell], int]) -> bytes:
    document = OpenDocumentSpreadsheet()
    sheet = table.Table(name="Liste")
    for cells, repeated in rows:
        row = table.TableRow(**({"numberrowsrepeated": repeated} if repeated > 1 else {}))
        for cell in cells:
            row.addElement(cell)
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    target = io.BytesIO()
    document.write(target)
    return target.getvalue()


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


# --- what is refused --------------------------------------------------------------------------------------------------
def test_a_lone_cell_in_the_farthest_corner_is_refused_without_building_the_table() -> None:
    def fill(book: Workbook) -> None:
        book.active["A1"] = "Aktenzeichen"
        book.active["XFD1048576"] = "x"

    assert "200 Spalten" in refused(xlsx_bytes(fill))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_ROWS", 20)
    data = csv_bytes([HEAD, *([["W", "x", "", ""]] * 30)])
    assert "mehr als 20 Zeilen" in refused(data, "x.csv")
    assert "mehr als 20 Zeilen" in refused(xlsx_rows(list(HEAD), *([["W"]] * 30)))


def test_a_file_that_unpacks_too_large_is_refused_before_it_is_parsed() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<x/>")
        bomb.writestr("_rels/.rels", "<x/>")
        bomb.writestr("xl/sharedStrings.xml", b" " * (210 * 2**20))
    assert "zu groß" in refused(target.getvalue())


def test_small_files_beside_the_sheet_cannot_fill_the_memory() -> None:
    data = xlsx_rows(list(HEAD), ["W-1", "Rahimi"])
    many = "<numFmt/>" * (container.MAX_ELEMENTS + 1)
    assert "beschädigt" in refused(changed(data, "xl/styles.xml", lambda xml: xml.replace("<fonts", many + "<fonts")))
    tables = '<table:table xmlns:table="t"/>' * (container.MAX_SHEETS + 1)
    document = changed(
        GOOD_ODS, "content.xml", lambda xml: xml.replace("</office:spreadsheet>", tables + "</office:spreadsheet>")
    )
    assert "beschädigt" in refused(document, "x.ods")


def test_a_file_that_packs_suspiciously_well_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", b" " * (30 * 2**20))
    assert "zu groß" in refused(target.getvalue())


def test_a_member_larger_than_it_claims_is_refused() -> None:
    data = bytearray(xlsx_rows(list(HEAD), ["W-1", "Rahimi"]))
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46  # its entry in the directory
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = (50).to_bytes(4, "little")
    assert "beschädigt" in refused(bytes(data))


def test_too_many_members_are_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as bomb:
        for at in range(container.MAX_MEMBERS + 1):
            bomb.writestr(str(at), b"")
    assert "zu groß" in refused(target.getvalue())


def test_entities_are_refused_in_xlsx_and_ods() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'

    def inject(xml: str) -> str:
        head, _end, rest = xml.partition("?>")
        return f"{head}?>{laughs}{rest}" if rest else laughs + xml

    data = excel_bytes('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', "<si><t>Aktenzeichen</t></si>")
    assert read_sheet(data, "x.xlsx").headings == ("Aktenzeichen",)
    for name in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"):
        assert "beschädigt" in refused(changed(data, name, inject))
    assert "beschädigt" in refused(changed(ods_bytes(([*map(ods_cell, HEAD)], 1)), "content.xml", inject), "x.ods")


@pytest.mark.parametrize(
    ("data", "filename", "says"),
    [
        (b"", "x.xlsx", "leer"),
        (b"\r\n \r\n", "x.csv", "leer"),
        (b"\xef\xbb\xbf", "x.csv", "leer"),
        (b"x" * (container.MAX_BYTES + 1), "x.csv", "20 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "x.xls", "als XLSX speichern"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "x.xlsx", "Kennwort"),
        (b"%PDF-1.7 ...", "x.xlsx", "keine Tabelle"),
        (b"<html><table>", "x.xls", "keine Tabelle"),
        (b"PK\x03\x04 and then nothing", "x.xlsx", "beschädigt"),
        (bytes(range(256)) * 8, "x.csv", "keine Tabelle"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(data: bytes, filename: str, says: str) -> None:
    assert says in refused(data, filename)


def test_another_office_file_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as other:
        other.writestr("[Content_Types].xml", "<Types/>")
        other.writestr("_rels/.rels", '<R><Relationship Type="x/officeDocument" Target="word/document.bin"/></R>')
    assert "keine Tabelle" in refused(target.getvalue())
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as other:
        other.writestr("readme.txt", "hello")
    assert "keine Tabelle" in refused(empty.getvalue())


def test_a_zip_with_a_password_and_an_encrypted_ods_say_so() -> None:
    data = bytearray(xlsx_rows(list(HEAD)))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "Kennwort" in refused(bytes(data))
    sealed = changed(
        ods_bytes(([*map(ods_cell, HEAD)], 1)),
        "META-INF/manifest.xml",
        lambda xml: xml.replace("</manifest:manifest>", "<manifest:encryption-data/></manifest:manifest>"),
    )
    assert "Kennwort" in refused(sealed, "x.ods")


def test_the_content_counts_not_the_extension() -> None:
    rows = [HEAD, ["W-1", "Rahimi", "1990", "01159"]]
    assert read_sheet(csv_bytes(rows), "liste.xlsx").rows[0].cells == tuple(rows[1])
    assert read_sheet(xlsx_rows(*map(list, rows)), "liste.csv").rows[0].cells == tuple(rows[1])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 5000))
def test_damaged_files_never_end_in_anything_but_a_message(noise: bytes, at: int) -> None:
    for good in (GOOD_XLSX, GOOD_ODS):
        cut = at % len(good)
        for data in (noise, good[:cut] + noise + good[cut + len(noise) :], good[:cut]):
            try:
                read_sheet(data, "x.xlsx")
            except SheetError as error:
                assert error.message.endswith(".")


GOOD_XLSX = xlsx_rows(list(HEAD), ["W-1", "Rahimi", date(1990, 1, 1), 1159])
GOOD_ODS = ods_bytes(([*map(ods_cell, HEAD)], 1), ([ods_cell("W-1"), ods_cell(1.0)], 2))


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
