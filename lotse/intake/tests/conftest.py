"""Lists as offices write them: from German headings and plain cells to the bytes of a file."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

HEADINGS = (
    "Zuweisungsdatum", "Aktenzeichen", "Haushalt", "Familienname", "Vorname", "Name in Originalschrift", "Geburtsdatum",
    "Geschlecht", "Staatsangehörigkeit", "Sprache", "Dolmetscher nötig", "Aufenthaltsstatus", "Ankunft", "Straße",
    "Hausnummer", "PLZ", "Ort", "Stadtbezirk/Gemeinde", "Unterkunft", "Bemerkung",
)  # fmt: skip
BEKELE = {
    "Zuweisungsdatum": "17.11.2026", "Aktenzeichen": "W-26-00001", "Haushalt": "H-1", "Familienname": "Bekele",
    "Vorname": "Selam", "Geburtsdatum": "05.03.1991", "Geschlecht": "w", "Staatsangehörigkeit": "Eritrea",
    "Sprache": "Tigrinya", "Dolmetscher nötig": "ja", "Aufenthaltsstatus": "Aufenthaltsgestattung",
    "Straße": "Kastanienweg", "Hausnummer": "14", "PLZ": "01159", "Ort": "Dresden", "Stadtbezirk/Gemeinde": "Cotta",
    "Unterkunft": "ÜWH Kastanienweg 14",
}  # fmt: skip
Record = dict[str, Any]


def person(**changes: Any) -> Record:
    """Selam Bekele, changed where said; keys are headings."""
    return BEKELE | changes


def csv(
    rows: Sequence[Record], headings: Sequence[str] = HEADINGS, encoding: str = "utf-8-sig", mark: str = ";"
) -> bytes:
    lines = [mark.join(headings), *(mark.join(str(row.get(h) or "") for h in headings) for row in rows)]
    return "\r\n".join(lines).encode(encoding)


def xlsx(rows: Sequence[Record], headings: Sequence[str] = HEADINGS, titles: Sequence[str] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for title in titles:
        sheet.append([title])
    sheet.append(list(headings))
    for row in rows:
        sheet.append([row.get(heading) for heading in headings])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ods(rows: Sequence[Record], headings: Sequence[str] = HEADINGS) -> bytes:
    def cell(value: Any) -> str:
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
        if value in (None, ""):
            return "<table:table-cell/>"
        return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'

    lines = [list(headings), *([row.get(h) for h in headings] for row in rows)]
    body = "".join(f"<table:table-row>{''.join(map(cell, line))}</table:table-row>" for line in lines)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Liste">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
    return target.getvalue()


class Run:
    """One run of `lotse import`, as a shell sees it."""

    def __init__(self, code: int, out: str, message: str) -> None:
        self.code, self.out, self.message = code, out, message

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """rows, new, known, possible duplicates, faulty"""
        found = self.json
        return tuple(found[key] for key in ("rows", "new", "known", "possible_duplicates", "faulty"))  # type: ignore[return-value]


@pytest.fixture
def lotse_import(tmp_path: Path) -> Callable[..., Run]:
    def run(kind: str, data: bytes, *options: str, name: str = "liste.csv") -> Run:
        path = tmp_path / name
        path.write_bytes(data)
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import", kind, str(path), *options, stdout=out, stderr=err)
        except CommandError as error:
            return Run(error.returncode, out.getvalue(), str(error))
        return Run(0, out.getvalue(), err.getvalue())

    return run
