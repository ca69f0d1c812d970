"""What the preview page shows, put together from a preview: plain values, nothing the reader may not open."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.cases.models import File
from lotse.cases.words import region_title, title, written
from lotse.concept.deadlines import DueRow, due_rows
from lotse.concept.model import Concept
from lotse.intake import values
from lotse.intake.actions import FIRST_EVENT, NewPerson
from lotse.intake.columns import column_letter
from lotse.intake.container import CellFault
from lotse.intake.known import Facts, country_name, facts_of
from lotse.intake.known import written as address_line
from lotse.intake.models import DuplicateNotice
from lotse.intake.preview import AssignmentsPreview, Candidate, Change, Entry, in_households
from lotse.intake.sheets import Sheet
from lotse.intake.takeover import same_as, same_as_line
from lotse.intake.work import is_decidable
from lotse.people.models import Person
from lotse.people.names import REASONS
from lotse.ui.filters import partial_date
from lotse.ui.names import WrittenName

FIRST_HOUSEHOLDS = 25


@dataclass(frozen=True)
class FaultRow:
    line: int
    letter: str
    column: str
    content: str
    message: str


def fault_rows(preview: AssignmentsPreview, sheet: Sheet) -> list[FaultRow]:
    rows = {row.line: row for row in sheet.rows}
    found = []
    for fault in sorted(preview.faults):
        at = sheet.headings.index(fault.column) if fault.column in sheet.headings else None
        cell = rows[fault.line].cells[at] if at is not None and fault.line in rows else None
        if isinstance(cell, CellFault):
            content = cell.code
        else:
            content = values.parse_text(cell, values.MAX_NOTE)[:80] or _("(leer)")
        found.append(
            FaultRow(fault.line, column_letter(at) if at is not None else "", fault.column, content, fault.message)
        )
    return found


# --- new households ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class HouseholdRow:
    name: WrittenName
    persons: int
    lines: str
    language: str
    arrival: str
    region: str
    reason: str
    visit: DueRow | None
    no_visit: str


def name_of(person: NewPerson, concept: Concept) -> WrittenName:
    label = f"{person.family_name}, {person.given_name}" if person.given_name else person.family_name
    return written(label, person.original_name, person.contact_language, concept.key)


@lru_cache(maxsize=512)
def first_due(concept: Concept, arrival: str, on: date, status: str) -> DueRow | None:
    """The first thing that must be done for somebody who arrives so."""
    event = FIRST_EVENT[File.Arrival(arrival)]
    rows = due_rows(concept, {event: on}, arrival, status or None)  # type: ignore[dict-item, arg-type]
    return next((row for row in rows if row.kind == "deadline"), None)


def household_rows(entries: Iterable[Entry], concept: Concept) -> list[HouseholdRow]:
    found = []
    for group in in_households(entries):
        head = group[0]
        person, address = head.person, head.person.address
        match = concept.region_of(address.district if address else None, address.place if address else None)
        due = first_due(concept, head.arrival, head.arrived_on, person.status)
        arrival = str(File.Arrival(head.arrival).label)
        found.append(
            HouseholdRow(
                name=name_of(person, concept),
                persons=len(group),
                lines=", ".join(str(entry.line) for entry in group),
                language=title(concept.languages, person.contact_language) if person.contact_language else "",
                arrival=arrival,
                region=region_title(concept, match.region_key or ""),
                reason=match.reason.de,
                visit=due,
                no_visit=_("keine, weil %(arrival)s") % {"arrival": arrival},
            )
        )
    return found


# --- possible duplicates ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Side:
    """One of two people beside each other, value by value."""

    name: WrittenName
    birth: str
    sex: str
    nationality: str
    numbers: str
    address: str


@dataclass(frozen=True)
class PairRow:
    label: str
    left: str
    right: str
    is_different: bool


@dataclass(frozen=True)
class Possible:
    value: str  # of the decision "the same"
    percent: int
    reasons: list[str]
    left: Side
    right: Side
    rows: list[PairRow]
    file: File | None  # to open
    line: int | None  # of the earlier row it may repeat


@dataclass(frozen=True)
class PossibleRow:
    entry: Entry
    name: WrittenName
    candidates: list[Possible]
    changes: tuple[Change, ...]
    is_decidable: bool
    decided: str
    ticked: Collection[str]


def _sex(key: str) -> str:
    return "" if key == Person.Sex.UNKNOWN else str(Person.Sex(key).label)


def side_of_entry(person: NewPerson, concept: Concept) -> Side:
    return Side(
        name_of(person, concept),
        partial_date(person.birth),
        _sex(person.sex),
        country_name(person.nationality),
        person.aktenzeichen,
        address_line(person.address),
    )


def side_of_facts(facts: Facts, concept: Concept) -> Side:
    person = facts.person
    address = _("geschützt") if person.is_address_protected else address_line(facts.stay)
    return Side(
        written(person.full_name, person.original_name, person.contact_language, concept.key),
        partial_date(person.birth),
        _sex(person.sex),
        country_name(person.nationality),
        ", ".join(sorted(facts.numbers)),
        address,
    )


def pair(left: Side, right: Side) -> list[PairRow]:
    rows = [
        (_("Geburtsdatum"), left.birth, right.birth),
        (_("Geschlecht"), left.sex, right.sex),
        (_("Staatsangehörigkeit"), left.nationality, right.nationality),
        (_("Aktenzeichen"), left.numbers, right.numbers),
        (_("Anschrift"), left.address, right.address),
    ]
    return [PairRow(label, a, b, bool(a and b and a != b)) for label, a, b in rows if a or b]


def possible_rows(
    preview: AssignmentsPreview,
    concept: Concept,
    visible: Collection[UUID] | None,
    files: dict[UUID, File],
    decisions: dict[str, object],
    ticked: dict[str, object],
) -> list[PossibleRow]:
    entries = preview.of_kind("possible")
    by_line = {entry.line: entry for entry in preview.entries}
    facts = facts_of({c.person for e in entries for c in e.candidates if c.person and c.person in files})
    found = []
    for entry in entries:
        mine = side_of_entry(entry.person, concept)
        decidable = is_decidable(entry, visible)
        candidates = [
            shown
            for candidate in entry.candidates
            if (shown := _possible(candidate, mine, facts, by_line, files, concept)) is not None
        ]
        found.append(
            PossibleRow(
                entry,
                mine.name,
                candidates if decidable else [],
                entry.changes if decidable else (),
                decidable,
                str(decisions.get(str(entry.line), "")),
                ticked.get(str(entry.line), ()),  # type: ignore[arg-type]
            )
        )
    return found


def _possible(
    candidate: Candidate,
    mine: Side,
    facts: dict[UUID, Facts],
    by_line: dict[int, Entry],
    files: dict[UUID, File],
    concept: Concept,
) -> Possible | None:
    reasons = [str(REASONS[code]) for code in candidate.reasons if code in REASONS]
    if candidate.person is not None:
        if candidate.person not in facts:
            return None
        other = side_of_facts(facts[candidate.person], concept)
        value = same_as(candidate.person)
    else:
        entry = by_line.get(candidate.line or 0)
        if entry is None:
            return None
        other, value = side_of_entry(entry.person, concept), same_as_line(entry.line)
    file = files.get(candidate.person) if candidate.person else None
    return Possible(value, candidate.percent, reasons, mine, other, pair(mine, other), file, candidate.line)


def pair_of_files(typed: File, known: File, notice: DuplicateNotice, concept: Concept) -> Possible:
    facts = facts_of([typed.person_id, known.person_id])
    left, right = (side_of_facts(facts[file.person_id], concept) for file in (typed, known))
    reasons = [str(REASONS[code]) for code in notice.reasons.split() if code in REASONS]
    return Possible("", round(notice.score * 100), reasons, left, right, pair(left, right), known, None)


# --- known ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class KnownRow:
    entry: Entry
    file: File
    ticked: Collection[str]


def known_rows(preview: AssignmentsPreview, files: dict[UUID, File], ticked: dict[str, object]) -> list[KnownRow]:
    """Those of whom the list says something else, or whose file is closed."""
    return [
        KnownRow(entry, files[entry.known_as], ticked.get(str(entry.line), ()))  # type: ignore[arg-type]
        for entry in preview.of_kind("known")
        if entry.known_as in files and (entry.changes or not files[entry.known_as].is_open)
    ]


def effect(new: int, changed: int) -> str:
    """What the button does, in words."""
    if not new and not changed:
        return _("Übernehmen")
    if new:
        return ngettext("%(n)s Akte anlegen", "%(n)s Akten anlegen", new) % {"n": new}
    return ngettext("%(n)s Änderung übernehmen", "%(n)s Änderungen übernehmen", changed) % {"n": changed}
