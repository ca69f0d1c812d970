"""Sheets as people and programs write them, for the tests of this room."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from odf import table, text
from odf.opendocument import OpenDocumentSpreadsheet
from openpyxl import Workbook

from lotse.intake.sheets import SheetError, read_sheet

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
