"""Applications for reading: as lines of the tab, and one with its papers and what the file offers for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.header import Header
from lotse.cases.words import name_of, title
from lotse.concept.entries import Source
from lotse.concept.evidence import EvidenceItem, EvidenceList
from lotse.concept.model import Concept
from lotse.notes.shelf import Paper
from lotse.programmes.models import ApplicationPerson, BenefitApplication, Evidence
from lotse.programmes.overview import WHO, days_of
from lotse.programmes.states import State, application_state
from lotse.ui.names import WrittenName
from lotse.ui.prepared import prepared
from lotse.ui.reasons import text_in_language

DAYS = ("started_on", "handed_in_on", "decided_on", "granted_from_on", "granted_until_on")
OFFERED = 3  # so many documents of the file are offered for one paper, the newest first
GONE = Q(document__struck_at__isnull=False) | Q(document__erased_at__isnull=False)
SETTLED = Q(state="not-needed") | (Q(state="there") & ~GONE)


def _settled() -> Coalesce:
    """How many of its papers are there or not needed; one whose scan was taken back is missing again."""
    rows = Evidence.objects.filter(SETTLED, application=OuterRef("pk")).order_by().values("application")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), Value(0))


def _persons() -> Subquery:
    rows = ApplicationPerson.objects.filter(application=OuterRef("pk")).order_by().values("application")
    return Subquery(rows.annotate(n=Count("pk")).values("n"))


class ApplicationRow(NamedTuple):
    """As the database gives it."""

    id: UUID
    file_id: UUID
    kind: str
    started_on: date
    handed_in_on: date | None
    decision: str
    decided_on: date | None
    granted_from_on: date | None
    granted_until_on: date | None
    is_last: bool
    who: str
    settled: int
    persons: int


@prepared
def _applications(files: tuple[UUID, ...]) -> QuerySet[BenefitApplication, tuple[object, ...]]:
    ours = ApplicationPerson.objects.filter(file__in=files).values("application")
    return (
        BenefitApplication.objects.filter(pk__in=ours)
        .order_by("started_on", "pk")
        .values_list(
            "pk", "file_id", "kind", "started_on", "handed_in_on", "decision", "decided_on", "granted_from_on",
            "granted_until_on", "is_last", WHO, _settled(), _persons(),
        )
    )  # fmt: skip


def application_rows(head: Header) -> list[ApplicationRow]:
    """Every application that concerns the person, the earliest first; one query."""
    found = _applications(head.file_ids) if head.has(ApplicationPerson) else []
    return [ApplicationRow(*row) for row in found]  # type: ignore[arg-type]


def list_of(concept: Concept, kind: str) -> EvidenceList | None:
    return next((entry for entry in concept.federal.evidence_lists if entry.key == kind), None)


@dataclass(frozen=True)
class ShownApplication:
    """A line of the tab."""

    id: UUID
    title: str
    state: State
    dates: list[tuple[str, date]]
    newest: date
    done: int
    of: int
    others: int

    @property
    def more(self) -> str:
        words = [_("%(done)s von %(all)s Nachweisen geklärt") % {"done": self.done, "all": self.of}] if self.of else []
        if self.others:
            words.append(
                ngettext("mit einer weiteren Person", "mit %(num)s weiteren Personen", self.others)
                % {"num": self.others}
            )
        return " · ".join(words)


def applications(head: Header) -> list[ShownApplication]:
    """The newest first."""
    found = []
    for row in reversed(application_rows(head)):
        entry = list_of(head.concept, row.kind)
        items = len(entry.items) if entry else 0
        done = min(row.settled, items)
        found.append(
            ShownApplication(
                row.id, title(head.concept.federal.evidence_lists, row.kind),
                application_state(row, items - done, head.today), days_of(BenefitApplication, row, *DAYS),
                row.decided_on or row.handed_in_on or row.started_on, done, items, row.persons - 1,
            )
        )  # fmt: skip
    return found


# --- one of them ------------------------------------------------------------------------------------------------------
class EvidenceRow(NamedTuple):
    item: str
    state: str
    on: date
    document_id: UUID | None
    struck_at: datetime | None
    erased_at: datetime | None
    task_id: UUID | None
    task_done_on: date | None
    who: str

    @property
    def is_gone(self) -> bool:
        return bool(self.struck_at or self.erased_at)


@prepared
def _evidence(application: UUID) -> QuerySet[Evidence, tuple[object, ...]]:
    return Evidence.objects.filter(application=application).values_list(
        "item", "state", "on", "document_id", "document__struck_at", "document__erased_at", "task_id",
        "task__done_on", WHO,
    )  # fmt: skip


@dataclass(frozen=True)
class ShownItem:
    """A paper of the list: what is known of it, and which documents of the file would do."""

    key: str
    title: str
    source: Source | None
    state: State
    known: EvidenceRow | None
    document: Paper | None  # where it stands in this file
    offers: list[Paper]

    @property
    def is_open(self) -> bool:
        return self.state.key in ("needed", "asked")


def items_of(row: BenefitApplication, head: Header, papers: Sequence[Paper]) -> list[ShownItem]:
    """The papers in the order of the list; what a newer list no longer names stays visible at its end."""
    entry = list_of(head.concept, row.kind)
    known = {found.item: found for found in (EvidenceRow(*one) for one in _evidence(row.pk))}  # type: ignore[arg-type]
    there = {paper.id: paper for paper in papers}
    items = list(entry.items) if entry else []
    former = [one for key, one in known.items() if key not in {item.key for item in items}]
    return [
        *(_shown(item, known.get(item.key), there, papers) for item in items),
        *(ShownItem(one.item, one.item, None, _state(one), one, None, []) for one in former),
    ]


def _shown(
    item: EvidenceItem, known: EvidenceRow | None, there: dict[UUID, Paper], papers: Sequence[Paper]
) -> ShownItem:
    fitting = [p for p in papers if p.category in item.categories and not p.struck and not p.is_erased]
    state = _state(known)
    document = there.get(known.document_id) if known and known.document_id else None
    offers = fitting[:OFFERED] if state.key in ("needed", "asked") else []
    return ShownItem(item.key, text_in_language(item.title), item.source, state, known, document, offers)


def _state(known: EvidenceRow | None) -> State:
    if known is None or known.state == Evidence.State.NEEDED:
        return State("needed", "due", _("fehlt"))
    if known.state == Evidence.State.ASKED:
        return State("asked", "new", _("angefragt"))
    if known.state == Evidence.State.NOT_NEEDED:
        return State("not-needed", "quiet", _("nicht nötig"))
    return State("needed", "due", _("fehlt wieder")) if known.is_gone else State("there", "done", _("liegt vor"))


def concerned(row: BenefitApplication, held: Rights, today: date) -> list[tuple[UUID, WrittenName | None]]:
    """Whom it concerns: file and name; no name of somebody whose file one may not open."""
    files = [p.file for p in row.persons.select_related("file__person").order_by("pk")]
    reach = set(
        files_for(held, Action.OPEN_FILE, today).filter(pk__in=[f.pk for f in files]).values_list("pk", flat=True)
    )
    return [(f.pk, name_of(f.person, f.concept) if f.pk in reach else None) for f in files]
