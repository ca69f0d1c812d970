"""What XLSX and ODS have in common: a zip file full of XML, read as a stream with every limit checked on the way.

Own code, because the ready-made readers lose what we need (error cells, the zeros a number format shows, merged cells)
or build a table as large as the file claims to be before anybody can say no.
"""

import io
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from xml.parsers import expat

from django.utils.translation import gettext as _

MAX_BYTES = 20 * 2**20
MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 150  # only asked above SMALL: a small list of equal rows packs very well
SMALL = 20 * 2**20
MAX_MEMBERS = 2_000
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000
MAX_MERGED_CELLS = 500_000
MAX_ELEMENTS = 500_000  # of the small files beside the sheets; far above what Excel allows itself
MAX_SHEETS = 1_000


class SheetError(Exception):
    """The file as a whole cannot be read. The message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class CellFault(NamedTuple):
    """An error value such as #NV where a value should be."""

    code: str


Cell = str | int | float | bool | date | datetime | CellFault | None
Cells = dict[int, Cell]


@dataclass
class Grid:
    """One worksheet: only cells that hold something, by line (as the spreadsheet shows it) and column (from 0)."""

    name: str
    lines: dict[int, Cells] = field(default_factory=dict)
    merged: list[tuple[int, int, int]] = field(default_factory=list)  # first line, last line, column
    size: int = 0

    def put(self, line: int, column: int, value: Cell) -> None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return
        if column >= MAX_COLUMNS:
            raise too_many_columns()
        cells = self.lines.get(line)
        if cells is None:
            if len(self.lines) >= MAX_ROWS:
                raise too_many_rows()
            cells = self.lines[line] = {}
        cells[column] = value
        self.size += 1
        if self.size > MAX_CELLS:
            raise too_many_rows()

    def fill_merged(self) -> None:
        """A cell merged over several lines holds for each of them."""
        lines, filled = sorted(self.lines), 0
        for first, last, column in self.merged:
            value = self.lines.get(first, {}).get(column)
            if value is None:
                continue
            below = lines[bisect_right(lines, first) : bisect_left(lines, last + 1)]
            filled += len(below)
            if filled > MAX_MERGED_CELLS:
                raise SheetError(_("Die Tabelle hat zu viele verbundene Zellen. Verbindung der Zellen aufheben."))
            for line in below:
                self.lines[line].setdefault(column, value)


def too_many_rows() -> SheetError:
    return SheetError(
        _("Die Tabelle hat mehr als %(limit)s Zeilen. Bitte auf mehrere Dateien verteilen.")
        % {"limit": f"{MAX_ROWS:,}".replace(",", ".")}
    )


def too_many_columns() -> SheetError:
    return SheetError(
        _("Die Tabelle hat mehr als %(limit)s Spalten. Bitte nur die Spalten der Liste stehen lassen.")
        % {"limit": MAX_COLUMNS}
    )


def damaged() -> SheetError:
    return SheetError(
        _("Die Datei ist beschädigt oder keine Tabelle. In Excel oder LibreOffice öffnen und neu als XLSX speichern.")
    )


def encrypted() -> SheetError:
    return SheetError(
        _("Die Datei ist mit einem Kennwort geschützt. In Excel oder LibreOffice ohne Kennwort speichern.")
    )


# --- the container ----------------------------------------------------------------------------------------------------
class Container:
    """A zip file that is not believed: declared size, real size, ratio and number of members have limits."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise damaged() from error
        members = self._zip.infolist()
        unpacked = sum(member.file_size for member in members)
        if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
            raise self._bomb()
        if unpacked > SMALL and unpacked > MAX_RATIO * len(data):
            raise self._bomb()
        if any(member.flag_bits & 0x1 for member in members):
            raise encrypted()
        if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
            raise damaged()
        self._left = MAX_UNPACKED
        self.names = {member.filename for member in members}

    @staticmethod
    def _bomb() -> SheetError:
        return SheetError(
            _("Entpackt wäre die Datei zu groß. Die Liste in eine neue Tabelle kopieren und diese hochladen.")
        )

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as member:
                while chunk := member.read(2**18):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise self._bomb()
                    yield chunk
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
            raise damaged() from error
        except Exception as error:  # zlib.error has no public base class
            if type(error).__module__ == "zlib":
                raise damaged() from error
            raise

    def head(self, name: str) -> bytes:
        return next(self._chunks(name), b"") if name in self.names else b""

    def parse(self, name: str, handler: "Handler") -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = handler.start
        parser.EndElementHandler = handler.end
        parser.CharacterDataHandler = handler.text
        try:
            for chunk in self._chunks(name):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, KeyError, IndexError, OverflowError) as error:
            raise damaged() from error


def _refuse_doctype(*_args: object) -> None:
    raise damaged()  # no spreadsheet program writes one; entities could make it explode


class Handler:
    """Collects text where `_texts` is a list."""

    def __init__(self) -> None:
        self._texts: list[str] | None = None

    def start(self, name: str, attrs: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None:
        if self._texts is not None:
            self._texts.append(data)


def local(name: str) -> str:
    return name.rpartition(":")[2]


class Elements(Handler):
    """All start tags of a small file."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if len(self.found) >= MAX_ELEMENTS:
            raise damaged()
        self.found.append((local(name), attrs))
