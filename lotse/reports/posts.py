"""Where somebody worked on a day: the provider, team and region their contacts count for.

Every day of a worker belongs to one place, so that the figures of the regions add up to the provider's and those of
the providers to the whole. Who holds roles in several places at once counts where the longest-held role with a team is;
before the first role and after the last one, the nearest counts (notes may be older than the account); without any, the
organisation.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from lotse.accounts.models import RoleHeld, User


class Place(NamedTuple):
    organisation: UUID | None
    team: UUID | None = None
    region: str = ""


class Span(NamedTuple):
    from_on: date
    until_on: date
    place: Place


class _Held(NamedTuple):
    place: Place
    from_on: date
    until_on: date
    id: UUID


NOWHERE = Place(None)


@dataclass(frozen=True)
class Posts:
    """The places of everybody over some days."""

    spans: Mapping[UUID, tuple[Span, ...]]

    def changes(self, first: date, last: date) -> set[date]:
        """Days from which somebody counts at another place than the day before."""
        starts = (span.from_on for spans in self.spans.values() for span in spans[1:])
        return {day for day in starts if first < day <= last}

    @property
    def places(self) -> set[Place]:
        return {span.place for spans in self.spans.values() for span in spans}

    def place(self, user: UUID, day: date) -> Place:
        spans = self.spans.get(user)
        if not spans:
            return NOWHERE
        return spans[max(bisect_right(spans, day, key=lambda s: s.from_on) - 1, 0)].place

    def where(self, wanted: Callable[[UUID, Place], bool]) -> Q:
        """Notes that a wanted worker wrote at a wanted place. Days elsewhere are taken out of the worker's: said the
        other way round, as a choice of days, they would keep SQLite from reading along one index."""
        authors, elsewhere = [], Q()
        for user, spans in self.spans.items():
            others = [span for span in spans if not wanted(user, span.place)]
            if len(others) < len(spans):
                authors.append(user)
                for span in others:
                    elsewhere |= Q(author=user, on__range=(span.from_on, span.until_on))
        return Q(author__in=authors) & ~elsewhere if elsewhere else Q(author__in=authors)


def posts(first: date, last: date) -> Posts:
    """The places of all staff from the first day to the last; two queries."""
    held: dict[UUID, list[_Held]] = {}
    rows = RoleHeld.objects.order_by("from_on", "pk").values_list(
        "user_id", "organisation_id", "team_id", "team__region", "from_on", "until_on", "pk"
    )
    for user, organisation, team, region, from_on, until_on, pk in rows:
        held.setdefault(user, []).append(
            _Held(Place(organisation, team, region or ""), from_on, until_on or date.max, pk)
        )
    spans = {user: tuple(_spans(roles, first, last)) for user, roles in held.items()}
    for user, organisation in User.objects.exclude(pk__in=RoleHeld.objects.values("user")).values_list(
        "pk", "organisation"
    ):
        spans[user] = (Span(first, last, Place(organisation)),)
    return Posts(spans)


def _spans(roles: list[_Held], first: date, last: date) -> Iterable[Span]:
    if len(roles) == 1:
        yield Span(first, last, roles[0].place)
        return
    ends = (r.until_on + timedelta(days=1) for r in roles if r.until_on < last)
    starts = sorted({first, *(d for d in (*(r.from_on for r in roles), *ends) if first < d <= last)})
    place, since = _place(roles, starts[0]), first
    for start in starts[1:]:
        if (new := _place(roles, start)) != place:
            yield Span(since, start - timedelta(days=1), place)
            place, since = new, start
    yield Span(since, last, place)


def _place(roles: list[_Held], day: date) -> Place:
    now = [r for r in roles if r.from_on <= day <= r.until_on]
    if now:
        return min(now, key=lambda r: (r.place.team is None, r.from_on, r.id)).place
    if over := [r for r in roles if r.until_on < day]:
        return max(over, key=lambda r: (r.until_on, r.place.team is not None, r.id)).place
    return min(roles, key=lambda r: (r.from_on, r.place.team is None, r.id)).place
