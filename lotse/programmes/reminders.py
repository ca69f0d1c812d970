"""One line of this room on *Heute*."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lotse.concept.entries import Source
from lotse.ui.names import WrittenName


@dataclass(frozen=True)
class Reminder:
    file_id: UUID
    name: WrittenName
    since: date  # the day from which it is due
    text: str
    source: Source
    inputs: tuple[tuple[str, object], ...]
    what: str  # where it is done: anmeldung, kurs, antrag, wohnung, haertefall, or the key of a checklist
    row: UUID | None = None  # for antrag: the application that is to be followed by another
    others: int = 0  # of the same household: one form does for all of them

    @property
    def is_list(self) -> bool:
        return self.what not in ("anmeldung", "kurs", "antrag", "wohnung", "haertefall")
