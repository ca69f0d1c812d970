"""ODS as LibreOffice writes it."""

import re
from collections.abc import Iterator

from lotse.intake.container import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_SHEETS,
    Cell,
    CellFault,
    Container,
    Grid,
    Handler,
    damaged,
    encrypted,
    too_many_columns,
    too_many_rows,
)
from lotse.intake.xlsx import iso_cell, number_cell

_SKIPPED = {"office:annotation", "table:tracked-changes", "table:shapes", "draw:frame", "office:forms"}
_DURATION = re.compile(r"-?PT(\d+)H(\d+)M")
_ODS_ERROR = re.compile(r"(Err:\d+|#[A-ZÄÖÜ0-9/]+[!?]?)\Z")


class _OdsContent(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.grids: list[Grid] = []
        self._line = self._column = self._repeated_line = 0
        self._row: list[tuple[int, Cell]] = []
        self._cell: dict[str, str] | None = None
        self._parts: list[str] = []
        self._spans: list[tuple[int, int]] = []
        self._skipping = 0
        self._cells = 0

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
        elif name == "table:table":
            if len(self.grids) >= MAX_SHEETS:
                raise damaged()
            self.grids.append(Grid(attrs.get("table:name", "")))
            self._line = 1
        elif name == "table:table-row":
            self._column, self._row, self._spans = 0, [], []
            self._repeated_line = _count(attrs, "table:number-rows-repeated")
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell, self._parts = attrs, []
        elif self._cell is not None:
            if name == "text:p":
                if self._parts:
                    self._parts.append("\n")
                self._texts = self._parts
            elif name == "text:s":
                self._parts.append(" " * min(_count(attrs, "text:c"), 100))
            elif name == "text:tab":
                self._parts.append("\t")
            elif name == "text:line-break":
                self._parts.append("\n")

    def text(self, data: str) -> None:
        if not self._skipping:
            super().text(data)

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
        elif name == "text:p":
            self._texts = None
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell(is_hidden=name == "table:covered-table-cell")
        elif name == "table:table-row":
            self._end_row()

    def _end_cell(self, is_hidden: bool) -> None:
        attrs, self._cell = self._cell or {}, None
        repeated = _count(attrs, "table:number-columns-repeated")
        value = None if is_hidden else _ods_value(attrs, "".join(self._parts))
        if value is not None and value != "":
            if self._column + repeated > MAX_COLUMNS:
                raise too_many_columns()
            self._row += [(self._column + at, value) for at in range(repeated)]
            rows = _count(attrs, "table:number-rows-spanned")
            if rows > 1:
                self._spans.append((self._column, rows))
        self._column += repeated

    def _end_row(self) -> None:
        if self._row:
            self._cells += self._repeated_line * len(self._row)
            if self._cells > MAX_CELLS:
                raise too_many_rows()
            grid = self.grids[-1]
            for line in range(self._line, self._line + self._repeated_line):
                for column, value in self._row:
                    grid.put(line, column, value)
            grid.merged += [(self._line, self._line + rows - 1, column) for column, rows in self._spans]
        self._line += self._repeated_line


def _count(attrs: dict[str, str], name: str) -> int:
    return max(1, int(attrs.get(name, "1")))


def _ods_value(attrs: dict[str, str], shown: str) -> Cell:
    kind = attrs.get("office:value-type", "")
    if attrs.get("calcext:value-type") == "error" or ("table:formula" in attrs and _ODS_ERROR.match(shown)):
        return CellFault(shown)
    if kind in ("float", "percentage", "currency"):
        if re.fullmatch(r"0\d+", shown) and float(shown) == float(attrs["office:value"]):
            return shown
        return number_cell(attrs["office:value"], "", False)
    if kind == "date":
        return iso_cell(attrs["office:date-value"])
    if kind == "boolean":
        return attrs["office:boolean-value"] == "true"
    if kind == "time" and (match := _DURATION.match(attrs.get("office:time-value", ""))):
        return f"{int(match[1])}:{int(match[2]):02}"
    return shown


def ods_grids(container: Container) -> Iterator[Grid]:
    if b"encryption-data" in container.head("META-INF/manifest.xml"):
        raise encrypted()
    content = _OdsContent()
    container.parse("content.xml", content)
    for grid in content.grids:
        grid.fill_merged()
        yield grid
