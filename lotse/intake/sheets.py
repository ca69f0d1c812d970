"""Reading a list as it really comes: XLSX, ODS or CSV, with title rows, blank lines, merged cells, any encoding."""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from lotse.intake.columns import KNOWN_HEADINGS, column_letter, heading_key
from lotse.intake.container import (
    MAX_BYTES,
    Cell,
    CellFault,
    Container,
    Grid,
    SheetError,
    encrypted,
)
from lotse.intake.ods import ods_grids
from lotse.intake.xlsx import xlsx_grids

__all__ = ["Cell", "CellFault", "Row", "Sheet", "SheetError", "read_sheet"]

HEADER_WITHIN = 60  # title rows above the header
_FAULTS = frozenset(
    ["#NV", "#N/A", "#BEZUG!", "#REF!", "#WERT!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#ZAHL!", "#NUM!"]
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")


class Row(NamedTuple):
    line: int  # as the spreadsheet shows it
    cells: tuple[Cell, ...]  # as many as there are headings


@dataclass(frozen=True, slots=True)
class Sheet:
    headings: tuple[str, ...]
    rows: list[Row]
    header_line: int
    name: str = ""  # of the worksheet, "" for CSV


def read_sheet(data: bytes, filename: str, known: Collection[str] = ()) -> Sheet:
    """Read a list. `known` are the heading keys (columns.heading_key) mapped by hand: they too mark a header row."""
    if len(data) > MAX_BYTES:
        raise SheetError(
            _("Die Datei ist größer als %(limit)s MB. Bitte auf mehrere Dateien verteilen oder Bilder entfernen.")
            % {"limit": MAX_BYTES // 2**20}
        )
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise SheetError(_("Die Datei ist leer. Bitte die gespeicherte Tabelle noch einmal auswählen."))
    headings = KNOWN_HEADINGS | set(known)
    grids = _grids(data, filename, headings)
    best: tuple[Grid, int, int] | None = None
    for grid in grids:
        line, count = _header(grid, headings)
        if line and (best is None or count > best[2]):
            best = (grid, line, count)
        if count >= 2:
            break
    if best is None:
        raise SheetError(
            _("In der Tabelle steht keine Liste. Sie braucht eine Zeile mit Überschriften, zum Beispiel Aktenzeichen.")
        )
    return _sheet(*best[:2])


def _grids(data: bytes, filename: str, headings: Collection[str]) -> Iterable[Grid]:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise encrypted()
        raise SheetError(
            _("Das alte Format XLS wird nicht gelesen. In Excel als XLSX speichern und diese Datei hochladen.")
        )
    if data.startswith(b"PK"):
        container = Container(data)
        if "content.xml" in container.names:
            if b"opendocument.spreadsheet" in container.head("mimetype"):
                return ods_grids(container)
        elif "[Content_Types].xml" in container.names and "_rels/.rels" in container.names:
            return xlsx_grids(container)
        raise _no_table()
    if data.startswith(_OTHER_KINDS) or data.lstrip()[:1] == b"<":
        raise _no_table()
    if filename.lower().endswith((".xlsx", ".xlsm", ".ods")) and b"\0" in data[:1024]:
        raise _no_table()
    return [_csv_grid(data, headings)]


def _no_table() -> SheetError:
    return SheetError(_("Die Datei ist keine Tabelle. Gelesen werden XLSX, ODS und CSV."))


# --- the header -------------------------------------------------------------------------------------------------------
def _header(grid: Grid, headings: Collection[str]) -> tuple[int, int]:
    """Line of the header and how many of its headings are known; if none is, the first row that looks like one."""
    lines = sorted(grid.lines)[:HEADER_WITHIN]
    best_line = best_count = 0
    for line in lines:
        names = {heading_key(cell) for cell in grid.lines[line].values() if isinstance(cell, str)}
        count = len(names & set(headings))
        if count > best_count:
            best_line, best_count = line, count
    if best_count >= 2:
        return best_line, best_count
    widest = max((len(grid.lines[line]) for line in lines), default=0)
    for line in lines:
        cells = grid.lines[line]
        texts = sum(isinstance(cell, str) for cell in cells.values())
        if texts == len(cells) and texts * 2 > widest:
            return line, best_count if line == best_line else 0
    return best_line, best_count


def _sheet(grid: Grid, header_line: int) -> Sheet:
    header = {column: _heading(cell) for column, cell in grid.lines[header_line].items()}
    below = sorted(line for line in grid.lines if line > header_line)
    used = {column for line in below for column in grid.lines[line]}
    width = max([*used, *(column for column, heading in header.items() if heading)]) + 1
    headings = tuple(
        header.get(column) or (_("Spalte %(letter)s") % {"letter": column_letter(column)} if column in used else "")
        for column in range(width)
    )
    keys = {column: heading_key(heading) for column, heading in header.items() if heading}
    rows = []
    for line in below:
        cells = grid.lines[line]
        if _repeats_header(cells, keys):
            continue
        rows.append(Row(line, tuple(map(cells.get, range(width)))))
    return Sheet(headings, rows, header_line, grid.name)


def _heading(cell: Cell) -> str:
    return "" if cell is None or isinstance(cell, CellFault) else " ".join(str(cell).split())


def _repeats_header(cells: dict[int, Cell], keys: dict[int, str]) -> bool:
    return len(cells) >= 2 and all(
        isinstance(cell, str) and heading_key(cell) == keys.get(at) for at, cell in cells.items()
    )


# --- CSV --------------------------------------------------------------------------------------------------------------
def _decoded(data: bytes) -> str:
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        if data.startswith(b"\xef\xbb\xbf"):
            return data.decode("utf-8-sig")
        if b"\0" in data:  # UTF-16 without its mark, or no text at all
            text = data.decode("utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be")
            if "\0" in text or text.count("\n") == 0:
                raise _no_table()
            return text
    except UnicodeDecodeError as error:
        raise _no_table() from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # "CSV" and "CSV (MS-DOS)" of a German Excel; the right one shows more umlauts.
    readings = []
    for encoding in ("cp1252", "cp850"):
        try:
            readings.append(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return max(readings, key=lambda text: sum(map(text.count, "äöüÄÖÜß")))


def _csv_grid(data: bytes, headings: Collection[str]) -> Grid:
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    delimiter = ""
    first, _newline, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first) == 5:
        delimiter, text = first[4], rest
    delimiter = delimiter or max(";,\t|", key=lambda each: _fit(text, each, headings))
    grid = Grid("")
    for line, record in enumerate(_records(text, delimiter), 1):
        for column, value in enumerate(record):
            if value:
                grid.put(line, column, _csv_cell(value))
    return grid


def _fit(text: str, delimiter: str, headings: Collection[str]) -> tuple[int, float]:
    """How well a separator explains the first records: known headings in one row first, then rows of equal width."""
    best, widths = 0, []
    try:
        for record in csv.reader(text[:60_000].splitlines(keepends=True), delimiter=delimiter):
            best = max(best, len({heading_key(field) for field in record} & set(headings)))
            if any(record):
                widths.append(len(record))
    except csv.Error:
        pass  # the last record of the extract may be cut in a quoted field
    if not widths:
        return (0, 0.0)
    common = max(set(widths), key=widths.count)
    return (best if best > 1 else 0, widths.count(common) / len(widths) * min(common - 1, 5))


def _records(text: str, delimiter: str) -> list[list[str]]:
    lines = [f"{line}\n" for line in text.split("\n")]
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        loose = [] if "field larger" in str(error) else list(csv.reader(lines, delimiter=delimiter))
        # A stray quotation mark inside a field is harmless, one that swallows the next rows is not.
        if not loose or any("\n" in field for record in loose for field in record):
            raise SheetError(
                _(
                    "Vor Zeile %(line)s fehlt ein schließendes Anführungszeichen. "
                    "Berichtigen, oder in Excel öffnen und als XLSX speichern."
                )
                % {"line": reader.line_num}
            ) from error
        return loose


def _csv_cell(value: str) -> Cell:
    if value.startswith('="') and value.endswith('"') and len(value) > 2:
        return value[2:-1]  # ="01159", how some programs keep the zero
    return CellFault(value.strip()) if value.strip().upper() in _FAULTS else value
