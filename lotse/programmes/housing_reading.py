"""The ways to a flat of one's own as lines of the tab and of the timeline, and whom one concerns."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.due import Shown
from lotse.cases.header import Header
from lotse.cases.words import name_of, title
from lotse.concept.housing import Procedure, procedure_for
from lotse.programmes.housing_facts import procedures_of
from lotse.programmes.models import HousingApplication, HousingDeviation, HousingOffer, HousingPerson
from lotse.programmes.overview import WHO
from lotse.programmes.states import State
from lotse.ui.filters import date_
from lotse.ui.names import WrittenName
from lotse.ui.prepared import prepared


class HousingRow(NamedTuple):
    """As the database gives it."""

    id: UUID
    file_id: UUID
    concept: str
    procedure: str
    started_on: date
    explained_on: date | None
    applied_on: date | None
    decision: str
    decided_on: date | None
    lease_on: date | None
    ended_on: date | None
    end_reason: str
    who: str
    persons: int
    assured_on: date | None
    deviates: bool


def _assured() -> Subquery:
    rows = HousingOffer.objects.filter(application=OuterRef("pk"), answer="assured").order_by("answered_on")
    return Subquery(rows.values("answered_on")[:1])


def _persons() -> Subquery:
    rows = HousingPerson.objects.filter(application=OuterRef("pk")).order_by().values("application")
    return Subquery(rows.annotate(n=Count("pk")).values("n"))


@prepared
def _rows(files: tuple[UUID, ...]) -> QuerySet[HousingApplication, tuple[object, ...]]:
    ours = HousingPerson.objects.filter(file__in=files).values("application")
    early = HousingDeviation.objects.filter(application=OuterRef("pk"), step="lease")
    return (
        HousingApplication.objects.filter(pk__in=ours)
        .order_by("started_on", "pk")
        .values_list(
            "pk", "file_id", "concept", "procedure", "started_on", "explained_on", "applied_on", "decision",
            "decided_on", "lease_on", "ended_on", "end_reason", WHO, _persons(), _assured(), Exists(early),
        )
    )  # fmt: skip


def housing_rows(head: Header) -> list[HousingRow]:
    """Every one that concerns the person, the earliest first; one query."""
    return [HousingRow(*found) for found in _rows(head.file_ids)]  # type: ignore[arg-type]


@dataclass(frozen=True)
class ShownWay:
    """A line of the tab."""

    id: UUID
    title: str
    state: State
    newest: date
    more: str
    is_over: bool


def ways(head: Header) -> list[ShownWay]:
    """The newest first."""
    found = []
    for row in reversed(housing_rows(head)):
        others = row.persons - 1
        more = ngettext("mit einer weiteren Person", "mit %(num)s weiteren Personen", others) % {"num": others}
        days = (row.ended_on, row.lease_on, row.assured_on, row.decided_on, row.applied_on, row.explained_on)
        found.append(
            ShownWay(
                row.id, title(procedures_of(row.concept), row.procedure), row_state(row),
                next((on for on in days if on), row.started_on), more if others else "", row.ended_on is not None,
            )
        )  # fmt: skip
    return found


def row_state(row: HousingRow) -> State:
    if row.ended_on:
        word = str(HousingApplication.EndReason(row.end_reason).label)
        return State("over", "quiet", _("beendet: %(why)s") % {"why": word})
    if row.lease_on:
        words = _("Mietvertrag am %(day)s, als Abweichung") if row.deviates else _("Mietvertrag am %(day)s")
        return State("lease", "due" if row.deviates else "done", words % {"day": date_(row.lease_on)})
    if row.assured_on:
        return State("assured", "new", _("Kosten zugesichert am %(day)s") % {"day": date_(row.assured_on)})
    if row.decided_on:
        approved = row.decision == "approved"
        words = _("befürwortet am %(day)s") if approved else _("nicht befürwortet am %(day)s")
        return State("decided", "new" if approved else "due", words % {"day": date_(row.decided_on)})
    if row.applied_on:
        return State("applied", "quiet", _("beantragt am %(day)s") % {"day": date_(row.applied_on)})
    return State("begun", "quiet", _("begonnen am %(day)s") % {"day": date_(row.started_on)})


def suggestion_for(head: Header) -> Procedure | None:
    """By the benefit system in force; a person decides."""
    return procedure_for(procedures_of(head.file.concept), head.benefit.system if head.benefit else None)


def concerned_by(row: HousingApplication, held: Rights, today: date) -> list[tuple[UUID, WrittenName | None]]:
    """Who moves along: file and name; no name of somebody whose file one may not open."""
    files = [p.file for p in row.persons.select_related("file__person").order_by("pk")]
    reach = set(
        files_for(held, Action.OPEN_FILE, today).filter(pk__in=[f.pk for f in files]).values_list("pk", flat=True)
    )
    return [(f.pk, name_of(f.person, f.concept) if f.pk in reach else None) for f in files]


def ended_by_move(head: Header) -> Shown | None:
    """The period that began with the move and ends a component, never the file (P-118)."""
    return next((d for d in head.deadlines if d.row.starts_at == "moved-to-own-flat" and d.at_end == "hand-over"), None)
