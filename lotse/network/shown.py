"""The directory for reading: lines of the list, and one partner on her page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from lotse.concept.labels import fold
from lotse.concept.model import Concept
from lotse.network import words
from lotse.network.models import Offer, OfferLanguage, Partner, PartnerLanguage, PartnerSpeciality
from lotse.network.search import CHECK_AFTER, MOST_WORDS


@dataclass(frozen=True)
class Line:
    id: UUID
    name: str
    what: str  # kind, and what a practice treats
    where: str
    languages: str
    phone: str
    closed_on: date | None
    is_unchecked: bool


@dataclass(frozen=True)
class ShownOffer:
    row: Offer
    languages: str
    is_over: bool


def keys_of(model: type[PartnerLanguage | PartnerSpeciality], ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Of many partners, in one statement."""
    column = "language" if model is PartnerLanguage else "speciality"
    found: dict[UUID, list[str]] = defaultdict(list)
    for partner, key in model._default_manager.filter(partner__in=ids).values_list("partner_id", column):
        found[partner].append(key)
    return found


def lines(rows: list[Partner], concept: Concept, today: date) -> list[Line]:
    ids = [row.pk for row in rows]
    spoken, treated = keys_of(PartnerLanguage, ids), keys_of(PartnerSpeciality, ids)
    kinds, fields = words.titles(concept.federal.partner_kinds), words.titles(concept.federal.specialities)
    tongues = words.titles(concept.languages)
    return [
        Line(
            row.pk, row.name, what_of(row, treated[row.pk], kinds, fields), where_of(row, concept),
            ", ".join(words.named(spoken[row.pk], tongues)), row.phone,
            row.closed_on if row.is_closed(today) else None, is_unchecked(row, today),
        )
        for row in rows
    ]  # fmt: skip


def what_of(row: Partner, specialities: list[str], kinds: dict[str, str], fields: dict[str, str]) -> str:
    return ": ".join(filter(None, (kinds.get(row.kind, row.kind), ", ".join(words.named(specialities, fields)))))


def where_of(row: Partner, concept: Concept) -> str:
    """The district, with the town where that says something else."""
    district = words.place_of(concept, row.region, row.district) if row.region or row.district else ""
    return ", ".join(dict.fromkeys(filter(None, (row.place, district))))


def is_unchecked(row: Partner, today: date) -> bool:
    return not row.is_closed(today) and row.checked_on < today - CHECK_AFTER


def offers_of(partner: Partner, concept: Concept, today: date) -> list[ShownOffer]:
    """Those that run or begin first; two statements."""
    rows = list(Offer.objects.filter(partner=partner))
    tongues, spoken = words.titles(concept.languages), defaultdict[UUID, list[str]](list)
    for offer, key in OfferLanguage.objects.filter(offer__partner=partner).values_list("offer_id", "language"):
        spoken[offer].append(key)
    shown = [ShownOffer(row, ", ".join(words.named(spoken[row.pk], tongues)), row.is_over(today)) for row in rows]
    return sorted(shown, key=lambda offer: offer.is_over)


def running_offers(text: str, today: date, most: int = 8) -> list[tuple[UUID, str]]:
    """Offers that run or begin, for a help plan to name: each word stands in the title, or in the name or the services
    of the partner."""
    words_ = [folded for word in text.split()[:MOST_WORDS] if (folded := fold(word))]
    rows = Offer.objects.filter(Q(until_on=None) | Q(until_on__gte=today))
    rows = rows.filter(Q(partner__closed_on=None) | Q(partner__closed_on__gt=today))
    for folded in words_:
        rows = rows.filter(partner__found_by__contains=folded)  # which holds the titles of all its offers
    found = []
    for pk, title, by, services in rows.values_list("pk", "title", "partner__name", "partner__services"):
        told = "\n".join(map(fold, (title, by, services)))
        if all(folded in told for folded in words_):
            found.append((pk, name_of(title, by)))
    return found[:most]


def name_of(title: str, partner: str) -> str:
    return f"{title} ({partner})"


def offer_name(key: UUID) -> str:
    """What a plan calls an offer; "" for none."""
    row = Offer.objects.filter(pk=key).values_list("title", "partner__name").first()
    return name_of(*row) if row else ""
