import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from lotse.intake import container
from lotse.intake.sheets import SheetError, read_sheet
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
