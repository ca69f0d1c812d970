"""XLSX: cells with their types, the zeros their format shows, merged cells, cached results of formulas."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from lotse.intake.container import (
    MAX_CELLS,
    MAX_MERGED_CELLS,
    Cell,
    CellFault,
    Container,
    Elements,
    Grid,
    Handler,
    damaged,
    local,
    too_many_rows,
)

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_PATTERN = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_BUILT_IN_DATES = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)}
_BUILT_IN_TIMES = {*range(18, 22), *range(32, 36), 45, 46, 47}
_ZEROS = re.compile(r"0{2,15}\Z")


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda m: "" if m[1][0] in "Dd" else chr(int(m[1], 16)), text) if "_x" in text else text


class _SharedTexts(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._parts: list[str] = []
        self._is_reading_aid = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        tag = local(name)
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._is_reading_aid = True
        elif tag == "t" and not self._is_reading_aid:
            self._texts = self._parts

    def end(self, name: str) -> None:
        tag = local(name)
        if tag == "t":
            self._texts = None
        elif tag == "rPh":
            self._is_reading_aid = False
        elif tag == "si":
            if len(self.found) >= MAX_CELLS:
                raise too_many_rows()
            self.found.append(_unescape("".join(self._parts)))


def _number_formats(container: Container, name: str) -> list[str]:
    """What each cell style means to us: "date", "time", a number of zeros to show, or nothing."""
    elements = Elements()
    if name in container.names:
        container.parse(name, elements)
    codes = {int(a["numFmtId"]): a.get("formatCode", "") for tag, a in elements.found if tag == "numFmt"}
    formats: list[str] = []
    is_cell_style = False
    for tag, attrs in elements.found:
        if tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            is_cell_style = tag == "cellXfs"
        elif tag == "xf" and is_cell_style:
            formats.append(_meaning(int(attrs.get("numFmtId", "0")), codes))
    return formats


def _meaning(number: int, codes: dict[int, str]) -> str:
    if number in _BUILT_IN_DATES:
        return "date"
    if number in _BUILT_IN_TIMES:
        return "time"
    code = _NO_PATTERN.sub("", codes.get(number, "").partition(";")[0]).lower()
    if _ZEROS.match(code):
        return code
    if code in ("general", "standard", "@"):
        return ""
    if re.search(r"[yjd]|t(?!e)", code):
        return "date"
    if re.search(r"[hs]", code):
        return "time"
    return "date" if "m" in code else ""


def from_serial(serial: float, is_1904: bool = False) -> date | datetime | CellFault:
    """Excel's count of days; its calendar has a 29.02.1900 that never was."""
    days = serial + 1462 if is_1904 else serial if serial >= 60 else serial + 1
    try:
        moment = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400))  # noqa: DTZ001 - a wall-clock value
    except OverflowError:
        return CellFault("#####")
    if serial < 0:
        return CellFault("#####")
    return moment if (moment.hour, moment.minute, moment.second) != (0, 0, 0) else moment.date()


def number_cell(text: str, meaning: str, is_1904: bool) -> Cell:
    number = float(text)
    if number != number or number in (float("inf"), float("-inf")):
        return CellFault(text)
    if meaning == "date" and number >= 1:
        return from_serial(number, is_1904)
    if meaning in ("time", "date"):
        minutes = round(number * 1440)
        return f"{minutes // 60}:{minutes % 60:02}"
    if number.is_integer() and abs(number) < 1e15:
        whole = int(number)
        return f"{whole:0{len(meaning)}}" if meaning and whole >= 0 else whole
    return number


class _XlsxSheet(Handler):
    def __init__(self, grid: Grid, texts: list[str], formats: list[str], is_1904: bool) -> None:
        super().__init__()
        self._grid, self._shared, self._formats, self._is_1904 = grid, texts, formats, is_1904
        self._line = self._column = 0
        self._kind = ""
        self._style = 0
        self._has_formula = self._is_reading_aid = False
        self._parts: list[str] = []

    def start(self, name: str, attrs: dict[str, str]) -> None:
        tag = local(name)
        if tag == "c":
            reference = attrs.get("r")
            self._column = _column_of(reference) if reference else self._column + 1
            self._kind = attrs.get("t", "n")
            self._style = int(attrs.get("s", "0"))
            self._parts = []
            self._has_formula = False
        elif tag == "v" or (tag == "t" and not self._is_reading_aid):
            self._texts = self._parts
        elif tag == "f":
            self._has_formula = True
        elif tag == "row":
            self._line = int(attrs["r"]) if "r" in attrs else self._line + 1
            self._column = -1
        elif tag == "rPh":
            self._is_reading_aid = True
        elif tag == "mergeCell":
            first, _colon, last = attrs["ref"].partition(":")
            top, bottom = _line_of(first), _line_of(last or first)
            if bottom > top:
                if len(self._grid.merged) >= MAX_MERGED_CELLS:
                    raise damaged()
                self._grid.merged.append((top, bottom, _column_of(first)))

    def end(self, name: str) -> None:
        tag = local(name)
        if tag in ("v", "t"):
            self._texts = None
        elif tag == "rPh":
            self._is_reading_aid = False
        elif tag == "c" and (self._parts or self._has_formula):
            self._grid.put(self._line, self._column, self._value("".join(self._parts)))

    def _value(self, text: str) -> Cell:
        kind = self._kind
        if kind == "s":
            return self._shared[int(text)] if text else None
        if kind in ("str", "inlineStr"):
            return _unescape(text)
        if kind == "e":
            return CellFault(text)
        if not text:
            return CellFault(_("Formel ohne Ergebnis"))  # written by a program that does not calculate
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            return iso_cell(text)
        meaning = self._formats[self._style] if self._style < len(self._formats) else ""
        return number_cell(text, meaning, self._is_1904)


_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})\Z")


def _column_of(reference: str) -> int:
    column = 0
    for char in reference:
        if not "A" <= char <= "Z":
            break
        column = column * 26 + ord(char) - 64
    return column - 1


def _line_of(reference: str) -> int:
    match = _REFERENCE.match(reference)
    if match is None:
        raise damaged()
    return int(match[2])


def iso_cell(text: str) -> Cell:
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    return moment if (moment.hour, moment.minute, moment.second) != (0, 0, 0) else moment.date()


def xlsx_grids(container: Container) -> Iterator[Grid]:
    """The visible worksheets in their order, each read when it is asked for."""
    links = Elements()
    container.parse("_rels/.rels", links)
    workbook = next((a["Target"] for _t, a in links.found if a.get("Type", "").endswith("/officeDocument")), "")
    workbook = workbook.lstrip("/")
    folder, _slash, file = workbook.rpartition("/")
    if workbook not in container.names or not workbook.endswith(".xml"):
        raise damaged()
    book, parts = Elements(), Elements()
    container.parse(workbook, book)
    container.parse(f"{folder}/_rels/{file}.rels".lstrip("/"), parts)

    def path(target: str) -> str:
        return target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")

    by_id = {a["Id"]: path(a["Target"]) for tag, a in parts.found if tag == "Relationship" and "Id" in a}
    by_type = {a.get("Type", "").rpartition("/")[2]: path(a["Target"]) for tag, a in parts.found if "Target" in a}
    is_1904 = any(tag == "workbookPr" and a.get("date1904") in ("1", "true") for tag, a in book.found)
    texts = _SharedTexts()
    if by_type.get("sharedStrings") in container.names:
        container.parse(by_type["sharedStrings"], texts)
    formats = _number_formats(container, by_type.get("styles", ""))
    sheets = [a for tag, a in book.found if tag == "sheet"]
    for attrs in [a for a in sheets if a.get("state", "visible") == "visible"] or sheets:
        target = by_id.get(next((v for k, v in attrs.items() if local(k) == "id" and ":" in k), ""), "")
        if target not in container.names or "/chartsheets/" in target:
            continue
        grid = Grid(attrs.get("name", ""))
        container.parse(target, _XlsxSheet(grid, texts.found, formats, is_1904))
        grid.fill_merged()
        yield grid
