"""Group offers in lines: for the list, and counted over a time."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.header import Header
from lotse.cases.words import title
from lotse.concept.model import Concept
from lotse.programmes.group_access import organisations
from lotse.programmes.groups import GroupAttendance, GroupDate, GroupOffer


@dataclass(frozen=True)
class OfferLine:
    id: UUID
    title: str
    kind: str
    place: str
    held_by: str
    dates: int
    newest: date | None


def overview(rows: QuerySet[GroupOffer], concept: Concept, today: date) -> tuple[list[OfferLine], list[OfferLine]]:
    """Those that run, and those that are over; one statement."""
    held = Q(dates__is_cancelled=False, dates__on__lte=today)
    counted = rows.annotate(n=Count("dates", filter=held), newest=Max("dates__on", filter=held)).order_by("title", "pk")
    running: list[OfferLine] = []
    past: list[OfferLine] = []
    for pk, name, kind, place, by, until, n, newest in counted.values_list(
        "pk", "title", "kind", "place", "held_by", "until_on", "n", "newest"
    ):
        word = str(GroupOffer.HeldBy(by).label)
        line = OfferLine(pk, name, title(concept.offer_kinds, kind), place, word, n, newest)
        (past if until and until < today else running).append(line)
    return running, past


def attended(head: Header) -> list[tuple[UUID, str, list[date]]]:
    """The offers somebody came to, and when; the newest dates first, so many as fit in a line."""
    if not head.concept.offer_kinds:
        return []
    rows = GroupAttendance.objects.filter(file__in=head.file_ids).order_by("-date__on", "date__offer")
    found: dict[UUID, tuple[str, list[date]]] = {}
    for offer, name, on in rows.values_list("date__offer", "date__offer__title", "date__on"):
        found.setdefault(offer, (name, []))[1].append(on)
    return [(offer, name, days) for offer, (name, days) in found.items()]


@dataclass(frozen=True)
class KindLine:
    """Of one kind of offer: dates held, clients there, others counted. Nobody by name."""

    key: str
    title: str
    dates: int
    clients: int
    others: int


def counted(held: Rights, concept: Concept, from_on: date, until_on: date) -> list[KindLine]:
    """Over a time, both days included, in the organisations whose figures one sees; two statements."""
    dates = GroupDate.objects.filter(on__gte=from_on, on__lte=until_on, is_cancelled=False)
    if held.scope(Action.FIGURES) != "all":
        dates = dates.filter(offer__organisation__in=organisations(held, Action.FIGURES))
    there = GroupAttendance.objects.filter(date__in=dates.values("pk")).order_by()
    clients = dict(there.values_list("date__offer__kind").annotate(n=Count("pk")))
    others = F("children") + F("youths") + F("adults")
    rows = dates.order_by().values_list("offer__kind").annotate(n=Count("pk"), others=Sum(others))
    found = {kind: (n, more or 0) for kind, n, more in rows}
    return [
        KindLine(kind.key, title(concept.offer_kinds, kind.key), n, clients.get(kind.key, 0), more)
        for kind in concept.offer_kinds
        for n, more in [found.get(kind.key, (0, 0))]
    ]
