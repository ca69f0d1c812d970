"""Gaps in the range of offers, noted where they are felt: what, where, in which language (P-109)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.access import Reach, within
from lotse.cases.words import title
from lotse.casework.house import homes, least_shown
from lotse.casework.models import Gap
from lotse.concept.model import Concept


@dataclass(frozen=True)
class Group:
    """One kind of gap in one field of action."""

    field: str
    kind: str
    field_title: str
    kind_title: str
    number: int | None  # None: too small for who sees sums only
    places: list[tuple[str, int]]
    languages: list[tuple[str, int]]


def counted_for(held: Rights) -> Q:
    """Whose gaps somebody sees the sums of."""
    if held.scope(Action.FIGURES) == "all":
        return Q()
    return Q(organisation__in=homes(held, Action.FIGURES) | homes(held, Action.READ_NOTES))


def readable(held: Rights, today: date) -> QuerySet[Gap]:
    """Those whose words somebody may read: of files whose notes she reads, and of the own provider's without a file."""
    mine = Q(file=None, organisation__in=homes(held, Action.READ_NOTES))
    if held.may(Action.READ_NOTES):
        reached = within(held.user_id, today, Reach.of(held, Action.READ_NOTES), of="file__")
        mine |= Q(file__isnull=False) & reached
    return Gap.objects.filter(mine).select_related("file__person")


def groups(held: Rights, concept: Concept, since: date, until: date) -> list[Group]:
    """The most frequent first. Who reads no notes sees sums: small ones are hidden, and where and in which language
    only as far as it is no small number either. The same for the sums of all providers, whose notes nobody reads."""
    rows = (
        Gap.objects.filter(counted_for(held), on__range=(since, until), closed_on=None)
        .order_by()
        .values_list("field", "kind", "place", "language")
        .annotate(n=Count("pk"))
    )
    found: dict[tuple[str, str], list[tuple[str, str, int]]] = defaultdict(list)
    for field, kind, place, language, n in rows:
        found[field, kind].append((place, language, n))
    least = least_shown(held)
    made = [group_of(concept, field, kind, lines, least) for (field, kind), lines in found.items()]
    return sorted(made, key=lambda g: (-(g.number or 0), g.field_title, g.kind_title))


def group_of(concept: Concept, field: str, kind: str, lines: Sequence[tuple[str, str, int]], least: int) -> Group:
    places, languages = Counter[str](), Counter[str]()
    for place, language, n in lines:
        places[place] += n
        languages[title(concept.languages, language) if language else ""] += n
    number = sum(n for _place, _language, n in lines)
    return Group(
        field, kind, title(concept.fields_of_action, field), str(Gap.Kind(kind).label),
        number if number >= least else None, _named(places, least), _named(languages, least),
    )  # fmt: skip


def _named(counted: Counter[str], least: int) -> list[tuple[str, int]]:
    return [(name, n) for name, n in counted.most_common() if name and n >= least]


def of_file(files: tuple[UUID, ...]) -> QuerySet[Gap]:
    return Gap.objects.filter(file__in=files).order_by("-on", "-pk")
