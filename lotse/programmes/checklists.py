"""The checklists of the concept as they stand for one person: what is done by whom in which language, what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lotse.cases.header import Header
from lotse.cases.models import File
from lotse.cases.words import title
from lotse.concept.checklists import Checklist
from lotse.concept.entries import Source
from lotse.concept.model import Concept
from lotse.people.models import Stay
from lotse.programmes.models import Tick
from lotse.rulebook import access as rulebook
from lotse.ui.prepared import prepared
from lotse.ui.reasons import text_in_language
from lotse.vault.fields import Sealed, SealedTextField


class Row(NamedTuple):
    """A tick as the database gives it; its words still sealed."""

    id: UUID
    file_id: UUID
    checklist: str
    item: str
    concept: str
    on: date
    who: str
    outcome: str
    how: str
    language: str
    with_interpreter: bool
    signed_on: date | None
    words: Sealed | None
    struck_at: datetime | None
    struck_reason: str
    document_id: UUID | None
    document_struck_at: datetime | None
    document_erased_at: datetime | None

    @property
    def scan(self) -> UUID | None:
        """The paper that was signed, unless it was taken back."""
        return None if self.document_struck_at or self.document_erased_at else self.document_id

    @property
    def titles(self) -> tuple[str, str]:
        """Of the list and of the item, in the concept under which it was ticked."""
        concept = rulebook.get(self.concept)
        found = next((c for c in concept.checklists if c.key == self.checklist), None)
        return title(concept.checklists, self.checklist), title(concept.items_of(found) if found else (), self.item)

    @property
    def line(self) -> str:
        """ "erklärt, auf Dari, mit Dolmetscher"."""
        concept = rulebook.get(self.concept)
        words = [str(Tick.How(self.how).label) if self.how else str(Tick.Outcome(self.outcome).label)]
        if self.language:
            words.append(_("auf %(language)s") % {"language": title(concept.languages, self.language)})
        if self.with_interpreter:
            words.append(_("mit Dolmetscher"))
        return ", ".join(words)

    @property
    def struck_word(self) -> str:
        return str(Tick.StrikeReason(self.struck_reason).label) if self.struck_reason else ""

    def remark(self, head: Header) -> str:
        field: SealedTextField = Tick.words.field  # type: ignore[attr-defined]
        key = head.keys.get(self.file_id)
        return "" if key is None or self.words is None else field.open_text(self.id, key, self.words)


@prepared
def _ticks(files: tuple[UUID, ...]) -> QuerySet[Tick, tuple[object, ...]]:
    return (
        Tick.objects.filter(file__in=files)
        .order_by("on", "pk")
        .values_list(
            "pk", "file_id", "checklist", "item", "concept", "on", "user__name", "outcome", "how", "language",
            "with_interpreter", "signed_on", "words", "struck_at", "struck_reason",
            "document_id", "document__struck_at", "document__erased_at",
        )
    )  # fmt: skip


def rows_of(head: Header) -> list[Row]:
    """Every tick of the file and of those brought together with it, the earliest first; one query."""
    found = _ticks(head.file_ids) if head.has(Tick) else []
    return [Row(*row) for row in found]  # type: ignore[arg-type]


@dataclass(frozen=True)
class ShownItem:
    key: str
    title: str
    covers: str
    source: Source
    tick: Row | None = None
    met_on: date | None = None  # by the deadline of the same name, without a tick

    @property
    def done_on(self) -> date | None:
        return self.tick.on if self.tick else self.met_on


@dataclass(frozen=True)
class ShownList:
    key: str
    title: str
    source: Source
    items: list[ShownItem]
    since: date | None  # of the stay it belongs to
    wants_signature: bool
    rows: list[Row]  # all ticks of the list, struck and former ones included

    @property
    def done(self) -> int:
        return sum(item.done_on is not None for item in self.items)

    @property
    def is_done(self) -> bool:
        return self.done == len(self.items)

    @property
    def newest(self) -> date | None:
        return max((item.done_on for item in self.items if item.done_on), default=None)

    @property
    def signed_on(self) -> date | None:
        return max((i.tick.signed_on for i in self.items if i.tick and i.tick.signed_on), default=None)

    @property
    def signatures(self) -> list[Row]:
        """One tick for each day on which somebody signed, the newest first; one with a scan before one without."""
        signed = [r for r in self.rows if r.signed_on and r.struck_at is None]
        by_day = {r.signed_on: r for r in sorted(signed, key=lambda r: r.scan is not None)}
        return sorted(by_day.values(), key=lambda r: r.signed_on or r.on, reverse=True)

    @property
    def scan(self) -> UUID | None:
        """Of the newest signature that counts."""
        return next((r.scan for r in self.signatures if r.signed_on == self.signed_on), None)

    @property
    def lacks_signature(self) -> bool:
        return self.wants_signature and self.signed_on is None and any(i.tick and i.tick.how for i in self.items)


def lists(head: Header, rows: Sequence[Row]) -> list[ShownList]:
    return [show(head, c, [r for r in rows if r.checklist == c.key]) for c in open_lists(head)]


def open_lists(head: Header) -> list[Checklist]:
    """Those that are for this person today."""
    return [c for c in head.concept.checklists if is_for(c, head.file, head.stays, head.today)]


def is_for(checklist: Checklist, file: File, stays: Sequence[Stay], today: date) -> bool:
    if not checklist.fits(file.person.age_on(today)):
        return False
    concept = rulebook.get(file.concept)
    component = next((c for c in concept.components if c.key == (checklist.component or checklist.tasks_of)), None)
    if component and component.arrivals and file.arrival not in component.arrivals:
        return False
    return checklist.shown_for == "person" or begins(checklist, stays, today) is not None


def begins(checklist: Checklist, stays: Sequence[Stay], today: date) -> date | None:
    """The first day of the stay for which a list of stays is to be gone through; None without such a stay."""
    if checklist.shown_for != "stay":
        return None
    holding = [s for s in stays if s.from_on <= today and (s.until_on is None or s.until_on >= today)]
    return holding[-1].from_on if holding and holding[-1].kind in checklist.accommodation_kinds else None


def wants_signature(checklist: Checklist, age: int | None) -> bool:
    return checklist.signature_from_age is not None and (age is None or age >= checklist.signature_from_age)


def show(head: Header, checklist: Checklist, rows: list[Row]) -> ShownList:
    since = begins(checklist, head.stays, head.today)
    counts = {r.item: r for r in rows if r.struck_at is None and (since is None or r.on >= since)}
    met = {d.row.rule: d.row.met_on for d in head.deadlines}
    items = [
        ShownItem(
            item.key,
            text_in_language(item.title),
            text_in_language(covers) if (covers := getattr(item, "covers", None)) else "",
            item.source,
            counts.get(item.key),
            met.get(item.key) if checklist.tasks_of else None,
        )
        for item in head.concept.items_of(checklist)
    ]
    signs = wants_signature(checklist, head.person.age_on(head.today))
    return ShownList(checklist.key, text_in_language(checklist.title), checklist.source, items, since, signs, rows)


def find(concept: Concept, key: str) -> Checklist | None:
    return next((c for c in concept.checklists if c.key == key), None)


def progress(head: Header) -> dict[str, str]:
    """Of each component whose tasks are a checklist: "7 von 13 Punkten". For those who may read it, one query."""
    of_tasks = [c for c in open_lists(head) if c.tasks_of] if head.can_read_notes else []
    rows = rows_of(head) if of_tasks else []
    shown = {c.tasks_of: show(head, c, [r for r in rows if r.checklist == c.key]) for c in of_tasks}
    return {
        component: _("%(done)s von %(all)s Punkten") % {"done": found.done, "all": len(found.items)}
        for component, found in shown.items()
    }
