"""Finding partners: words in any order, and the lists of the concept. All wanted must hold.

A word may stand in the name, the place, the services or the title of an offer, or be what the concept calls a kind, a
speciality, a language or a district: "Zahnarzt Farsi Cotta" finds the dentist there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from lotse.concept.labels import fold
from lotse.concept.model import Concept
from lotse.concept.partners import kinds_of
from lotse.network.models import OfferLanguage, Partner, PartnerLanguage, PartnerSpeciality

CHECK_AFTER = timedelta(days=365)
MOST_WORDS = 8
NAMES = {"group": "gruppe", "kind": "art", "speciality": "fach", "language": "sprache", "region": "region"}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; keys the concept does not know are none."""

    text: str = ""
    group: str = ""
    kind: str = ""
    speciality: str = ""
    language: str = ""
    region: str = ""  # a region, or a district as region/district
    closed: bool = False  # closed ones as well
    unchecked: bool = False  # only those nobody has checked for a year

    @property
    def query(self) -> str:
        """As an address; without the words, for what somebody types may be a name."""
        lists = {name: getattr(self, attr) for attr, name in NAMES.items() if getattr(self, attr)}
        return urlencode(lists)

    @property
    def is_empty(self) -> bool:
        return self == Wanted()


def wanted_of(data: Mapping[str, str], concept: Concept) -> Wanted:
    known = {
        "group": {kind.group for kind in concept.federal.partner_kinds},
        "kind": {kind.key for kind in concept.federal.partner_kinds},
        "speciality": {entry.key for entry in concept.federal.specialities},
        "language": {entry.key for entry in concept.languages},
        "region": set(areas(concept)),
    }
    lists = {attr: data.get(name, "") for attr, name in NAMES.items()}
    found = {attr: value for attr, value in lists.items() if value in known[attr]}
    return Wanted(
        text=data.get("q", "").replace("\0", "")[:200], closed=bool(data.get("alle")), unchecked=bool(data.get("alt")),
        **found,
    )  # fmt: skip


def areas(concept: Concept) -> dict[str, tuple[str, str]]:
    """What may be chosen as "where": a region, or a district of it; with the two keys that are kept."""
    found = {}
    for region in concept.regions:
        found[region.key] = (region.key, "")
        found |= {f"{region.key}/{d.key}": (region.key, d.key) for d in region.districts}
    return found


def partners(wanted: Wanted, concept: Concept, today: date) -> QuerySet[Partner]:
    """By name; those that are closed only if they are asked for."""
    rows = Partner.objects.order_by("name", "pk")
    if not wanted.closed:
        rows = rows.filter(Q(closed_on=None) | Q(closed_on__gt=today))
    if wanted.unchecked:
        rows = rows.filter(checked_on__lt=today - CHECK_AFTER)
    if wanted.group:
        rows = rows.filter(kind__in=kinds_of(concept.federal.partner_kinds, wanted.group))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.speciality:
        rows = rows.filter(_treats([wanted.speciality]))
    if wanted.language:
        rows = rows.filter(_speaks([wanted.language]))
    if wanted.region:
        region, district = areas(concept)[wanted.region]
        rows = rows.filter(region=region, **({"district": district} if district else {}))
    for word in wanted.text.split()[:MOST_WORDS]:
        rows = rows.filter(_says(word, concept))
    return rows


def without_language(wanted: Wanted) -> Wanted:
    """The next wider search, where nobody speaks it."""
    return replace(wanted, language="")


def everywhere(wanted: Wanted) -> Wanted:
    """And where there is nobody near."""
    return replace(wanted, region="")


def _says(word: str, concept: Concept) -> Q:
    folded = fold(word)
    if not folded:  # a dash or a comma
        return Q()
    found, meant = Q(found_by__contains=folded), meant_by(folded, concept)
    for column in ("kind", "district", "region"):
        if meant[column]:
            found |= Q(**{f"{column}__in": meant[column]})
    if meant["speciality"]:
        found |= _treats(meant["speciality"])
    if meant["language"]:
        found |= _speaks(meant["language"])
    return found


def meant_by(folded: str, concept: Concept) -> dict[str, list[str]]:
    """The keys of each list that the word may stand for."""
    return {
        "kind": _named(folded, concept.federal.partner_kinds),
        "district": _districts(folded, concept),
        "region": _named(folded, concept.regions),
        "speciality": _named(folded, concept.federal.specialities),
        "language": _named(folded, concept.languages),
    }


def _named(folded: str, entries: Iterable[object]) -> list[str]:
    """Those whose title or another name begins with the word, or has a part that does."""
    found = []
    for entry in entries:
        names = (entry.title.de, entry.title.en, *entry.aliases)  # type: ignore[attr-defined]
        parts = [part for name in names for part in (name, *name.replace("/", " ").replace("-", " ").split())]
        if any(fold(part).startswith(folded) for part in parts):
            found.append(entry.key)  # type: ignore[attr-defined]
    return found


def _districts(folded: str, concept: Concept) -> list[str]:
    return [
        d.key
        for region in concept.regions
        for d in region.districts
        if any(fold(name).startswith(folded) for name in (d.name, *d.aliases))
    ]


def _speaks(languages: list[str]) -> Q:
    """There, or in one of its offers."""
    there = PartnerLanguage.objects.filter(partner=OuterRef("pk"), language__in=languages)
    offered = OfferLanguage.objects.filter(offer__partner=OuterRef("pk"), language__in=languages)
    return Q(Exists(there)) | Q(Exists(offered))


def _treats(specialities: list[str]) -> Q:
    return Q(Exists(PartnerSpeciality.objects.filter(partner=OuterRef("pk"), speciality__in=specialities)))
