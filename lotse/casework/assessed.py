"""The assessment for reading: a version aspect by aspect, and two versions side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from lotse.cases.header import Header
from lotse.cases.words import title
from lotse.casework.access import sees_sensitive
from lotse.casework.assessment import WORDS
from lotse.casework.cycles import Cycle
from lotse.casework.models import AspectEntry, Assessment, Rating
from lotse.casework.path import WHO
from lotse.concept.cycle import Aspect
from lotse.concept.entries import Source
from lotse.concept.model import Concept
from lotse.rulebook import access as rulebook
from lotse.ui.reasons import text_in_language


@dataclass(frozen=True)
class ShownAspect:
    key: str
    title: str
    covers: str
    source: Source
    said: str  # code; "" while it is open
    said_word: str
    words: dict[str, str]
    who: str

    @property
    def is_open(self) -> bool:
        return not self.said


@dataclass(frozen=True)
class Level:
    field: str
    title: str
    value: int  # 0: not rated
    word: str


@dataclass(frozen=True)
class ShownVersion:
    id: UUID
    number: int
    occasion: str
    on: date | None  # finished
    step: UUID | None
    aspects: list[ShownAspect]
    levels: list[Level]

    @property
    def is_at_work(self) -> bool:
        return self.on is None


def aspects_for(head: Header, concept: Concept | None = None) -> list[Aspect]:
    """Those that are on, as far as one may see them."""
    sensitive, concept = sees_sensitive(head), concept or head.concept
    return [a for a in concept.aspects if concept.is_on(a) and (sensitive or not a.sensitive)]


def aspects_off(head: Header) -> list[str]:
    return [text_in_language(a.title) for a in head.concept.aspects if not head.concept.is_on(a)]


def versions_of(head: Header, cycles: list[Cycle]) -> list[Assessment]:
    """Of all runs of the person, the earliest first."""
    rows = Assessment.objects.filter(cycle__in=[c.pk for c in cycles]).select_related("taken", "cycle__file")
    return list(rows.order_by("cycle__at", "number"))


def show(head: Header, row: Assessment) -> ShownVersion:
    """A finished version in the concept it was finished under, even if the file runs under another one today."""
    concept = rulebook.get(row.taken.concept) if row.taken else head.concept
    entries = {e.aspect: e for e in AspectEntry.objects.filter(assessment=row).annotate(who=WHO)}
    ratings = {r.field: r.attainment for r in Rating.objects.filter(assessment=row)}
    key = head.keys.get(row.cycle.file_id)
    for entry in entries.values():
        entry.fresh_key = key
    return ShownVersion(
        row.pk, row.number, str(row.get_occasion_display()), row.taken.on if row.taken else None, row.taken_id,
        [_aspect(a, entries.get(a.key)) for a in aspects_for(head, concept)], _levels(concept, ratings),
    )  # fmt: skip


def _aspect(aspect: Aspect, entry: AspectEntry | None) -> ShownAspect:
    said = entry.said if entry else ""
    return ShownAspect(
        aspect.key, text_in_language(aspect.title), text_in_language(aspect.covers), aspect.source, said,
        str(AspectEntry.Said(said).label) if said else "",
        {name: getattr(entry, name) or "" for name in WORDS} if entry else {}, getattr(entry, "who", None) or "",
    )  # fmt: skip


def _levels(concept: Concept, ratings: dict[str, str]) -> list[Level]:
    if not concept.attainments:
        return []
    values = {a.key: a.value for a in concept.attainments}
    return [
        Level(f.key, text_in_language(f.title), values.get(ratings.get(f.key, ""), 0),
              title(concept.attainments, ratings[f.key]) if f.key in ratings else "")
        for f in concept.fields_of_action
    ]  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """A field of action before and after."""

    title: str
    before: Level
    after: Level

    @property
    def change(self) -> int | None:
        return self.after.value - self.before.value if self.before.value and self.after.value else None


def compare(before: ShownVersion, after: ShownVersion) -> list[Compared]:
    """Field by field; one that only one of the versions knows is not rated in the other."""
    found = []
    for key in _keys(before.levels, after.levels, "field"):
        a, b = (next((lv for lv in v.levels if lv.field == key), None) for v in (before, after))
        name = (a or b).title  # type: ignore[union-attr]
        found.append(Compared(name, a or Level(key, name, 0, ""), b or Level(key, name, 0, "")))
    return found


def pairs(before: ShownVersion, after: ShownVersion) -> list[tuple[ShownAspect, ShownAspect]]:
    """Aspect by aspect; one that only one of the versions knows is open in the other."""
    found = []
    for key in _keys(before.aspects, after.aspects, "key"):
        a, b = (next((s for s in v.aspects if s.key == key), None) for v in (before, after))
        known = a or b
        assert known is not None
        nothing = replace(known, said="", said_word="", words={}, who="")
        found.append((a or nothing, b or nothing))
    return found


def _keys(first: Iterable[object], second: Iterable[object], name: str) -> list[str]:
    return list(dict.fromkeys(getattr(row, name) for row in (*first, *second)))
