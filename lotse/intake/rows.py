"""From the rows of an assignment list to persons, or to what is wrong with them."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from lotse.cases.life import Address
from lotse.cases.models import File
from lotse.concept.labels import find
from lotse.concept.model import Concept
from lotse.intake import values
from lotse.intake.actions import NewPerson
from lotse.intake.columns import ColumnMapping, ImportSpec
from lotse.intake.container import Cell
from lotse.intake.preview import AssignmentsPreview, Entry
from lotse.intake.sheets import Row, Sheet
from lotse.intake.sheets_out import Fault

T = TypeVar("T")
ANNOUNCED_AHEAD = timedelta(days=60)  # assignments are announced some weeks ahead; what lies further off is a slip
EARLIEST = date(1990, 1, 1)


class Reader:
    """One row: each cell by its field, faults collected instead of raised, so that all of a row are told at once."""

    def __init__(self, row: Row, sheet: Sheet, mapping: ColumnMapping, spec: ImportSpec) -> None:
        self.row, self._sheet, self._mapping, self._spec = row, sheet, mapping, spec
        self.faults: list[Fault] = []

    def cell(self, key: str) -> Cell:
        at = self._mapping.columns.get(key)
        return None if at is None else self.row.cells[at]

    def heading(self, key: str) -> str:
        at = self._mapping.columns.get(key)
        return self._spec.column(key).heading if at is None else self._sheet.headings[at]

    def fault(self, key: str, message: str) -> None:
        self.faults.append(Fault(self.row.line, self.heading(key), message))

    def read(self, key: str, parse: Callable[..., T], default: Any = None, **options: Any) -> T | Any:
        try:
            return parse(self.cell(key), **options)
        except values.ValueProblem as problem:
            self.fault(key, problem.message)
            return default

    def is_broken(self, key: str) -> bool:
        heading = self.heading(key)
        return any(fault.column == heading for fault in self.faults)


def readers(sheet: Sheet, mapping: ColumnMapping, spec: ImportSpec) -> Iterator[Reader]:
    """The rows that hold something in a column we read: a footnote beside the list is no row."""
    wanted = list(mapping.columns.values())
    for row in sheet.rows:
        if any(row.cells[at] is not None for at in wanted):
            yield Reader(row, sheet, mapping, spec)


def parse_status(cell: Cell, *, concept: Concept) -> str:
    """The key of a residence status, as papers and offices write it: with the paragraph, a date or a remark behind."""
    text = values.parse_text(cell)
    if not text:
        return ""
    if text.casefold().strip(" .-?") in ("unbekannt", "ungeklärt", "nicht bekannt", "keine angabe", "k. a", "k.a", ""):
        return ""
    if key := _status_key(concept, text):
        return key
    raise values.ValueProblem(
        _("„%(value)s“ ist als Aufenthaltsstatus nicht bekannt. Möglich sind: %(choices)s.")
        % {"value": text, "choices": ", ".join(status.title.de for status in concept.statuses)}
    )


@lru_cache(maxsize=2048)
def _status_key(concept: Concept, text: str) -> str:
    for part in (text, text.partition("(")[0], text.partition(" bis ")[0], text.partition(",")[0]):
        if found := concept.status_by_label(part):
            return found.key
    return ""


@lru_cache(maxsize=2048)
def accommodation_kind(concept: Concept, text: str) -> str:
    """„ÜWH Kastanienweg 14“ is a hostel: the first word that names a kind decides."""
    words = text.split()
    for part in (text, *words[:1]):
        if found := find(concept.accommodation_kinds, part):
            return found.key
    return ""


def read_assignments(
    sheet: Sheet, mapping: ColumnMapping, spec: ImportSpec, concept: Concept, today: date, tick: Callable[[int], None]
) -> AssignmentsPreview:
    """All rows as entries (not yet compared with what is known) or as faults."""
    preview = AssignmentsPreview()
    first_line: dict[str, int] = {}
    households: dict[str, Entry] = {}
    for reader in readers(sheet, mapping, spec):
        preview.rows += 1
        if preview.rows % 500 == 0:
            tick(preview.rows)
        entry = _read_row(reader, concept, today, households)
        number = entry.person.aktenzeichen
        if number and not reader.is_broken("aktenzeichen"):
            earlier = first_line.setdefault(number, entry.line)
            if earlier != entry.line:
                message = _("Dieses Aktenzeichen steht schon in Zeile %(line)s. Jede Person braucht ein eigenes.")
                reader.fault("aktenzeichen", message % {"line": earlier})
        if reader.faults:
            preview.faults += reader.faults
            if entry.mark:
                preview.faulty_marks[entry.line] = entry.mark
            continue
        preview.entries.append(entry)
        if entry.mark:
            households.setdefault(entry.mark, entry)
    return preview


def _read_row(reader: Reader, concept: Concept, today: date, households: dict[str, Entry]) -> Entry:
    read = reader.read
    mark = read("household", values.parse_key, "")
    arrival = read("arrival", values.parse_arrival, "") or File.Arrival.ASSIGNED.value
    head = households.get(mark) if mark else None
    arrived_on = _arrived_on(reader, arrival, head, today)

    family, given = read("family_name", values.parse_text, ""), read("given_name", values.parse_text, "")
    if not family and given:
        family, given = given, ""  # somebody with a single name
    if not family and not reader.is_broken("family_name"):
        reader.fault("family_name", _("Ohne Namen gibt es keine Akte. Wer nur einen Namen hat: hier eintragen."))
    number = read("aktenzeichen", values.parse_key, "")
    if not number and not reader.is_broken("aktenzeichen"):
        reader.fault("aktenzeichen", _("Das Aktenzeichen fehlt. Jede Person braucht ein eigenes, auch Kinder."))
    birth = read("birth", values.parse_partial_date, latest=today)
    languages = read("language", values.parse_languages, ())
    accommodation = read("accommodation", values.parse_text, "")
    address = Address(
        kind=accommodation_kind(concept, accommodation),
        accommodation=accommodation,
        street=read("street", values.parse_text, ""),
        house_number=read("house_number", values.parse_house_number, ""),
        postcode=read("postcode", values.parse_postcode, ""),
        place=read("place", values.parse_text, "", limit=120),
        district=read("district", values.parse_text, "", limit=120),
    )
    if head and address == Address():
        address = head.person.address or address  # said once for the household
    person = NewPerson(
        family_name=family,
        given_name=given,
        original_name=read("original_name", values.parse_text, ""),
        birth=(birth.year, birth.month, birth.day) if birth else (None, None, None),
        sex=read("sex", values.parse_sex, "") or "unknown",
        nationality=read("nationality", values.parse_country, ""),
        contact_language=languages[0] if languages else "",
        needs_interpreter=bool(read("needs_interpreter", values.parse_yes_no)),
        status=read("status", parse_status, "", concept=concept),
        aktenzeichen=number,
        address=address,
        remark=read("remark", values.parse_text, "", limit=values.MAX_NOTE, lines=True),
        languages=languages[1:],
    )
    return Entry(reader.row.line, mark, arrival, arrived_on or today, person)


def _arrived_on(reader: Reader, arrival: str, head: Entry | None, today: date) -> date | None:
    found: date | None = reader.read("assigned_on", values.parse_date)
    if reader.is_broken("assigned_on"):
        return None
    if found is None:
        if arrival != File.Arrival.ASSIGNED:
            return head.arrived_on if head else today
        reader.fault(
            "assigned_on",
            _("Ohne Zuweisungsdatum beginnt keine Frist. Datum aus dem Zuweisungsbescheid eintragen."),
        )
    elif found > today + ANNOUNCED_AHEAD:
        reader.fault(
            "assigned_on", _("Der %(day)s liegt weit in der Zukunft. Datum berichtigen.") % {"day": f"{found:%d.%m.%Y}"}
        )
    elif found < EARLIEST:
        reader.fault(
            "assigned_on", _("Der %(day)s liegt zu lange zurück. Datum berichtigen.") % {"day": f"{found:%d.%m.%Y}"}
        )
    return found
