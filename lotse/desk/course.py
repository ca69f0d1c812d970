"""The timeline of a file: what each room knows of it, asked in this order, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from lotse.cases import timeline as cases
from lotse.cases.header import Header
from lotse.cases.plans import Plans
from lotse.notes import timeline as notes

NEWEST = 30

AnyEntry = cases.Entry | notes.NoteEntry

KINDS = {
    "vermerke": ("note",),
    "fristen": ("deadline",),
    "ereignisse": ("event", "status", "benefit", "alert"),
    "plaene": ("appointment", "task"),
    "zustaendigkeit": ("allocation",),
}


@dataclass(frozen=True)
class Course:
    months: list[tuple[date, list[AnyEntry]]]
    older: int
    oldest: date | None
    counts: dict[str, int]
    total: int


def course(head: Header, plans: Plans, *, kind: str = "", everything: bool = False) -> Course:
    """Notes only for those who may read them; others get no count of them either."""
    found: list[AnyEntry] = [*cases.entries(head), *plans.entries]
    if head.can_read_notes:
        found += notes.entries(head.file_ids, head.concept)
    found.sort(key=lambda e: (e.on, e.order), reverse=True)
    counts = {name: sum(e.kind in kinds for e in found) for name, kinds in KINDS.items()}
    total = len(found)
    if kind in KINDS:
        found = [e for e in found if e.kind in KINDS[kind]]
    shown = found if everything else found[:NEWEST]
    oldest = found[-1].on if found else None
    return Course(_by_month(shown), len(found) - len(shown), oldest, counts, total)


def _by_month(entries: Sequence[AnyEntry]) -> list[tuple[date, list[AnyEntry]]]:
    return [(month, list(group)) for month, group in groupby(entries, key=lambda e: e.on.replace(day=1))]
