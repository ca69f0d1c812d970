"""What a list would do, before anything is written. rows = new + known + possible duplicates + faulty, exactly."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

from lotse.intake.actions import NewPerson
from lotse.intake.sheets_out import Fault

Kind = Literal["new", "known", "possible"]


class ListRefused(Exception):
    """The list as a whole cannot be taken in; the message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Change:
    """A value the list holds and the file does not. Never taken over unless somebody ticks it."""

    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a row may be: a person with a file, or an earlier row of the same list."""

    person: UUID | None
    line: int | None
    score: float
    reasons: tuple[str, ...]

    @property
    def percent(self) -> int:
        return round(self.score * 100)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row without fault, and what it turned out to be."""

    line: int
    mark: str
    arrival: str
    arrived_on: date
    person: NewPerson
    kind: Kind = "new"
    known_as: UUID | None = None
    changes: tuple[Change, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass
class Preview:
    """What every kind of list has in common."""

    rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def faulty_lines(self) -> list[int]:
        return sorted({fault.line for fault in self.faults})

    @property
    def faulty(self) -> int:
        return len(self.faulty_lines)

    @property
    def new(self) -> int:
        raise NotImplementedError

    @property
    def known(self) -> int:
        raise NotImplementedError

    @property
    def possible_duplicates(self) -> int:
        return 0

    def as_json(self) -> dict[str, object]:
        return {
            "rows": self.rows,
            "new": self.new,
            "known": self.known,
            "possible_duplicates": self.possible_duplicates,
            "faulty": self.faulty,
            "errors": [
                {"row": fault.line, "column": fault.column, "message": fault.message} for fault in sorted(self.faults)
            ],
        }


@dataclass
class AssignmentsPreview(Preview):
    entries: list[Entry] = field(default_factory=list)
    faulty_marks: dict[int, str] = field(default_factory=dict)  # line -> household of a faulty row

    def of_kind(self, kind: Kind) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == kind]

    @property
    def new(self) -> int:
        return len(self.of_kind("new"))

    @property
    def known(self) -> int:
        return len(self.of_kind("known"))

    @property
    def possible_duplicates(self) -> int:
        return len(self.of_kind("possible"))

    @property
    def changed(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == "known" and entry.changes]

    def torn_households(self) -> dict[str, list[int]]:
        """Households that would come without a member because its row is faulty: mark -> faulty lines."""
        whole = {entry.mark for entry in self.entries if entry.mark}
        torn: dict[str, list[int]] = {}
        for line, mark in sorted(self.faulty_marks.items()):
            if mark in whole:
                torn.setdefault(mark, []).append(line)
        return torn


def in_households(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Entries that share a mark, in the order of the list; without a mark everybody is a household of their own."""
    groups: dict[object, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.mark or entry.line, []).append(entry)
    return list(groups.values())
