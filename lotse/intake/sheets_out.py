"""Sheets that leave: the template to fill in, and the faulty rows handed back."""

import io
import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell as XlsxCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from lotse.intake.columns import RETURN_HEADING, ImportSpec
from lotse.intake.container import Cell, CellFault
from lotse.intake.sheets import Sheet

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_COULD_BE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_DATE, _TEXT = "DD.MM.YYYY", "@"
_HEAD = Font(bold=True)
_MARKED = PatternFill("solid", fgColor="FFF2CC")


class Fault(NamedTuple):
    """One thing wrong with one row: its line in the sheet, the heading of the column ("" for the row), what to do."""

    line: int
    column: str
    message: str


def _write(cell: XlsxCell, value: Cell) -> None:
    """Text stays text: what begins like a formula is never calculated, neither here nor after an edit in Excel."""
    if isinstance(value, CellFault):
        value = value.code
    if isinstance(value, str):
        cell.value = _ILLEGAL.sub("", value)[:32_767]
        cell.data_type = "s"
        if len(value) < 256:  # Excel shows longer text in this format as ####
            cell.number_format = _TEXT
        if value.startswith(_COULD_BE_A_FORMULA):
            cell.quotePrefix = True
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = _DATE


def _head(sheet: Worksheet, headings: Iterable[str]) -> None:
    for at, heading in enumerate(headings, 1):
        cell = sheet.cell(1, at)
        _write(cell, heading)
        cell.font = _HEAD
    sheet.freeze_panes = "A2"


def _saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def template_xlsx(spec: ImportSpec) -> bytes:
    """An empty list with the right headings and formats, and a second worksheet that explains each column."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = str(spec.title)
    _head(sheet, (column.heading for column in spec.columns))
    for at, column in enumerate(spec.columns, 1):
        letter = get_column_letter(at)
        dimension = sheet.column_dimensions[letter]
        dimension.width = max(12, len(column.heading) + 4, min(len(column.example) + 2, 40))
        dimension.number_format = {"date": _DATE, "number": "0.00"}.get(column.kind, _TEXT)
        if column.choices:
            rule = DataValidation(
                "list", formula1=f'"{",".join(column.choices)}"', allow_blank=True, showErrorMessage=False
            )
            rule.add(f"{letter}2:{letter}5000")
            sheet.add_data_validation(rule)
    hints = book.create_sheet(_("Hinweise"))
    _head(hints, (_("Spalte"), _("Nötig"), _("Was hineingehört"), _("Beispiel")))
    for at, column in enumerate(spec.columns, 2):
        needed = _("ja") if column.is_required else ""
        for to, text in enumerate((column.heading, needed, str(column.hint), column.example), 1):
            _write(hints.cell(at, to), text)
    for letter, width in zip("ABCD", (26, 8, 80, 26), strict=True):
        hints.column_dimensions[letter].width = width
    return _saved(book)


def faulty_rows_xlsx(sheet: Sheet, faults: Iterable[Fault]) -> bytes:
    """The rows with faults as they came in, the cells concerned marked, and what to do in the last column."""
    by_line: dict[int, list[Fault]] = {}
    for fault in faults:
        by_line.setdefault(fault.line, []).append(fault)
    book = Workbook()
    out = book.active
    assert isinstance(out, Worksheet)
    out.title = _("Fehlerhafte Zeilen")
    old = [at for at, heading in enumerate(sheet.headings) if heading != RETURN_HEADING]
    headings = [sheet.headings[at] for at in old]
    _head(out, [*headings, RETURN_HEADING])
    line = 1
    for row in sheet.rows:
        if row.line not in by_line:
            continue
        line += 1
        concerned = {fault.column for fault in by_line[row.line]}
        for to, at in enumerate(old, 1):
            cell = out.cell(line, to)
            _write(cell, row.cells[at])
            if sheet.headings[at] in concerned:
                cell.fill = _MARKED
        cell = out.cell(line, len(old) + 1)
        _write(cell, "\n".join(f"{f.column}: {f.message}" if f.column else f.message for f in by_line[row.line]))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for at, heading in enumerate(headings, 1):
        out.column_dimensions[get_column_letter(at)].width = max(12, min(len(heading) + 4, 30))
    out.column_dimensions[get_column_letter(len(old) + 1)].width = 80
    return _saved(book)
