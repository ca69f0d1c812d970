"""The timeline of a file: what each room knows of it, asked in this order, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from lotse.cases import timeline as cases
from lotse.cases.header import Header
from lotse.cases.plans import Plans
from lotse.notes import timeline as notes
from lotse.notes.shelf import Paper, shelf
from lotse.programmes import timeline as programmes

NEWEST = 30

AnyEntry = cases.Entry | notes.NoteEntry | Paper

KINDS = {
    "vermerke": ("note",),
    "schriftstuecke": ("document",),
    "fristen": ("deadline",),
    "ereignisse": ("event", "status", "benefit", "alert"),
    "plaene": ("appointment", "task"),
    "zustaendigkeit": ("allocation",),
    "teilhabe": ("tick", "registration", "course", "work", "application", "housing", "procedure"),
    "fallsteuerung": ("step",),
}


@dataclass(frozen=True)
class Course:
    months: list[tuple[date, list[AnyEntry]]]
    older: int
    oldest: date | None
    counts: dict[str, int]
    total: int


def course(
    head: Header, plans: Plans, steps: Sequence[cases.Entry] = (), *, kind: str = "", everything: bool = False
) -> Course:
    """Notes and papers only for those who may read them; others get no count of them either. They may be many and lie
    sealed: no more are opened than are shown."""
    lines: list[AnyEntry] = [*cases.entries(head), *plans.entries, *steps, *programmes.entries(head)]
    counts = {name: sum(e.kind in kinds for e in lines) for name, kinds in KINDS.items()}
    days = {name: [e.on for e in lines if e.kind in kinds] for name, kinds in KINDS.items()}
    words: list[notes.NoteEntry] = []
    papers: list[Paper] = []
    if head.can_read_notes:
        counts["vermerke"], oldest = notes.totals(head)
        days["vermerke"] = [oldest] if oldest else []
        if kind in ("", "vermerke") and oldest:
            words = notes.entries(head, newest=None if everything else NEWEST)
        shown_of = shelf(head, newest=None if everything else NEWEST, with_words=kind in ("", "schriftstuecke"))
        papers, counts["schriftstuecke"] = shown_of.papers, shown_of.total
        days["schriftstuecke"] = [shown_of.oldest] if shown_of.oldest else []
    every: list[AnyEntry] = [*lines, *words, *papers]
    found = every if kind not in KINDS else [e for e in every if e.kind in KINDS[kind]]
    found.sort(key=lambda e: (e.on, e.order), reverse=True)
    shown = found if everything else found[:NEWEST]
    total = sum(counts.values())
    older = (counts[kind] if kind in KINDS else total) - len(shown)
    reach = [on for name, some in days.items() if kind in ("", name) for on in some]
    return Course(_by_month(shown), older, min(reach, default=None), counts, total)


def _by_month(entries: Sequence[AnyEntry]) -> list[tuple[date, list[AnyEntry]]]:
    return [(month, list(group)) for month, group in groupby(entries, key=lambda e: e.on.replace(day=1))]
