"""The figures as files: Excel, CSV for Excel, JSON. Text is never calculated, whatever it begins with."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell as XlsxCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lotse.reports.annex1 import Quarter, json_key
from lotse.reports.figures import Column, Figures, Line
from lotse.reports.models import Submission
from lotse.reports.state import ProviderState
from lotse.ui.filters import date_, datetime_, month

Value = str | int
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_COULD_BE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_BOLD = Font(bold=True)
_LINE = Border(bottom=Side(style="thin"))


@dataclass(frozen=True)
class Sheet:
    """One table with what must be known to read it."""

    title: str
    facts: tuple[tuple[str, str], ...]  # quarter, provider, definition, state, ...
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...]
    definitions: tuple[tuple[str, str, str], ...]  # title, definition, source
    keys: tuple[str, ...]  # of the columns, for programs
    quarter: str


def status_of(states: Iterable[ProviderState], quarter: Quarter, today: date) -> str:
    """Where the figures stand, in words for the head of a file."""
    if quarter.last_day >= today:
        return _("vorläufig: das Quartal läuft noch, Stand %(day)s") % {"day": date_(today)}
    words = {"draft": _("Entwurf"), "checked": _("geprüft, noch nicht eingereicht"), "submitted": _("eingereicht")}
    found = []
    for row in states:
        text = f"{row.organisation.name}: {words[row.key]}" if row.digest else _("Entwurf")
        if row.latest:
            text += _(" am %(day)s (Nr. %(number)s); hier: heutiger Stand") % {
                "day": date_(row.latest.submitted_at), "number": row.latest.number
            }  # fmt: skip
        found.append(text)
    return "; ".join(dict.fromkeys(found)) or _("Stand %(day)s") % {"day": date_(today)}


def status_of_submission(row: Submission) -> str:
    return _("eingereicht am %(moment)s von %(name)s, Nr. %(number)s, SHA-256 %(digest)s") % {
        "moment": datetime_(row.submitted_at),
        "name": row.submitted_by.name,
        "number": row.number,
        "digest": row.sha256,
    }


def of_figures(figures: Figures, status: str, by: str, at: datetime) -> Sheet:
    """A row for each line and month, in the order of the screen, and the sums at the end."""
    language = get_language() or "de"
    statistics, months = figures.statistics, figures.months
    cells = {(s.key, m): Column(s, m, "", "", False) for s in statistics for m in months}
    rows: list[tuple[Value, ...]] = []
    for line in figures.lines:
        for m in months:
            if line.kind == "worker" and not any(line.cells.get((s.key, m)) for s in statistics):
                continue
            values = [line.shown(cells[s.key, m], months) for s in statistics]
            rows.append((line.provider, _region(line, figures), line.label, f"{m:%Y-%m}", *values))
    sums: tuple[Value, ...] = ()
    if figures.sums is not None:
        whole = figures.sum_line
        values = [
            whole.number(Column(s, months[-1] if s.total == "last-month" else None, "", "", False), months)
            for s in statistics
        ]
        sums = (_("Summe"), "", "", _span(figures), *values)
    what = _("Fachkraft") if figures.by_worker else _("Träger, Region oder Team")
    return Sheet(
        _("Anlage 1, %(number)s. Quartal %(year)s") % {"number": figures.quarter.number, "year": figures.quarter.year},
        (
            (_("Zeitraum"), _span(figures)),
            (_("Träger"), ", ".join(figures.providers)),
            *figures.filters,
            (
                _("Gezählt nach"),
                f"{figures.concept.title[language]} ({figures.concept.key}, {figures.concept.digest[:12]})",
            ),
            (_("Stand"), status),
            (_("Erstellt"), _("%(moment)s von %(name)s") % {"moment": datetime_(at), "name": by}),
        ),
        (_("Träger"), _("Region"), what, _("Monat"), *(s.title[language] for s in statistics)),
        tuple(rows),
        sums,
        tuple((s.title[language], s.definition[language], _source(s.source.ids)) for s in statistics),
        ("provider", "region", "line", "month", *(json_key(s.key) for s in statistics)),
        str(figures.quarter),
    )


def _region(line: Line, figures: Figures) -> str:
    language = get_language() or "de"
    return next((r.title[language] for r in figures.concept.regions if r.key == line.region), line.region)


def _span(figures: Figures) -> str:
    return str(figures.quarter) if len(figures.months) > 1 else month(figures.months[0])


def _source(ids: Iterable[str]) -> str:
    return ", ".join(ids) or _("Festlegung von Lotse")


def file_name(name: str) -> str:
    return slugify(f"anlage-1 {name}")


# --- writers ----------------------------------------------------------------------------------------------------------
def csv_bytes(sheet: Sheet) -> bytes:
    """Semicolons and a mark of order, as German Excel opens it. The facts stand in no row: one heading, one table."""
    out = io.StringIO()
    write_csv(out, [sheet.head, *sheet.rows, *([sheet.total] if sheet.total else [])])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def write_csv(out: io.TextIOBase, rows: Iterable[Iterable[Value]]) -> None:
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([_harmless(value) for value in row] for row in rows)


def _harmless(value: Value) -> Value:
    """An apostrophe before what Excel would calculate."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_COULD_BE_A_FORMULA):
        return f"'{value}"
    return value


def json_bytes(sheet: Sheet) -> bytes:
    body = {
        "report": "annex-1",
        "quarter": sheet.quarter,
        "facts": dict(sheet.facts),
        "rows": [dict(zip(sheet.keys, row, strict=True)) for row in sheet.rows],
        "total": dict(zip(sheet.keys[4:], sheet.total[4:], strict=True)) if sheet.total else None,
        "definitions": [{"title": t, "definition": d, "source": s} for t, d, s in sheet.definitions],
    }
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def xlsx_bytes(sheet: Sheet) -> bytes:
    book = Workbook()
    table = book.active
    assert isinstance(table, Worksheet)
    table.title = _("Anlage 1")
    _write(table.cell(1, 1), sheet.title).font = Font(bold=True, size=14)
    at = 2
    for at, (label, value) in enumerate(sheet.facts, 2):
        _write(table.cell(at, 1), label).font = _BOLD
        _write(table.cell(at, 2), value)
    head = at + 2
    for column, text in enumerate(sheet.head, 1):
        cell = _write(table.cell(head, column), text)
        cell.font, cell.border = _BOLD, _LINE
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")
        table.column_dimensions[get_column_letter(column)].width = 26 if column < 4 else 16
    for line, row in enumerate((*sheet.rows, *([sheet.total] if sheet.total else [])), head + 1):
        for column, content in enumerate(row, 1):
            cell = _write(table.cell(line, column), content)
            if row is sheet.total:
                cell.font = _BOLD
    table.freeze_panes = table.cell(head + 1, 4)
    table.page_setup.orientation, table.page_setup.fitToWidth, table.page_setup.fitToHeight = "landscape", 1, 0
    table.page_setup.paperSize = table.PAPERSIZE_A4
    table.sheet_properties.pageSetUpPr.fitToPage = True
    table.print_title_rows = f"{head}:{head}"
    _explain(book.create_sheet(_("So wird gezählt")), sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _explain(page: Worksheet, sheet: Sheet) -> None:
    for line, row in enumerate([(_("Zahl"), _("Definition"), _("Quelle")), *sheet.definitions], 1):
        for column, text in enumerate(row, 1):
            cell = _write(page.cell(line, column), text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if line == 1:
                cell.font = _BOLD
    for letter, width in zip("ABC", (34, 80, 24), strict=True):
        page.column_dimensions[letter].width = width


def _write(cell: XlsxCell, value: Value) -> XlsxCell:
    if isinstance(value, str):
        cell.value = _ILLEGAL.sub("", value)[:32_767]
        cell.data_type = "s"
        cell.quotePrefix = value.lstrip(" ").startswith(_COULD_BE_A_FORMULA)
    else:
        cell.value = value
    return cell


WRITERS: dict[str, tuple[Callable[[Sheet], bytes], str]] = {
    "xlsx": (xlsx_bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (csv_bytes, "text/csv; charset=utf-8"),
    "json": (json_bytes, "application/json"),
}
