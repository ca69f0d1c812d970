"""Which region an address belongs to. Doubt is never resolved by guessing: then there is no region, but a reason."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lotse.concept import vocabulary as words
from lotse.concept.entries import Entry, Named, Source
from lotse.concept.labels import fold
from lotse.concept.vocabulary import Text

# Words in front of a name that only say what kind of place it is.
KIND_WORDS = r"stadtbezirk|ortschaft|ortsamtsbereich|ortsamt|ortsbezirk|ortsteil|ot|gemeinde|stadtteil|stadt|region"


@dataclass(frozen=True, slots=True)
class District:
    key: str
    name: str
    kind: words.DistrictKind
    source: Source
    group: str = ""
    aliases: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def title(self) -> Text:
        return Text(self.name, self.name)


@dataclass(frozen=True, slots=True)
class Region(Named):
    districts: tuple[District, ...] = ()


@dataclass(frozen=True, slots=True)
class UnclearPlace(Entry):
    """A place name that lies in several districts: only street and house number decide."""


@dataclass(frozen=True, slots=True)
class RegionMatch:
    """Without a region the reason says what must be clarified."""

    region_key: str | None
    reason: Text
    district_key: str | None = None


class Gazetteer:
    """The names of one concept's districts, folded once."""

    def __init__(
        self,
        municipality: str,
        territory: words.Territory,
        regions: Iterable[Region],
        unclear: Iterable[UnclearPlace] = (),
    ) -> None:
        self.municipality, self.territory, self.regions = municipality, territory, tuple(regions)
        self._unclear = {fold(place.title.de) for place in unclear}
        self._names: dict[str, tuple[Region, District | None]] = {}
        for region in self.regions:
            self._learn((region.title.de, region.key, *region.aliases), region, None)
            for district in region.districts:
                self._learn((district.group,), region, None)
        for region in self.regions:
            for district in region.districts:
                self._learn((*district.places, *district.aliases, district.key, district.name), region, district)

    def _learn(self, names: Iterable[str], region: Region, district: District | None) -> None:
        for name in filter(None, names):
            for form in (name, re.sub(r"\s*\(.*\)", "", name)):
                self._names[fold(form)] = (region, district)

    def _forms(self, name: str) -> Iterator[str]:
        """The ways a name may be meant: as written, without the kind of place, without the municipality."""
        plain = re.sub(rf"^\d{{5}}\s+|\b({KIND_WORDS})\b", " ", name, flags=re.IGNORECASE)
        town = fold(self.municipality)
        for form in dict.fromkeys((fold(name), fold(plain))):
            yield form
            if town and form != town:
                yield form.removeprefix(town).removesuffix(town)

    def _is_municipality(self, name: str) -> bool:
        return fold(self.municipality) in self._forms(name) or fold(name).endswith("stadt" + fold(self.municipality))

    def _is_unclear(self, name: str) -> bool:
        return any(form in self._unclear for form in self._forms(name))

    def _may_hold_districts(self, place: str) -> bool:
        """Every place name of a county cannot be known; a town's districts lie in that town."""
        return not place or self.territory == "county" or self._is_municipality(place) or self._is_unclear(place)

    def _find(self, name: str) -> tuple[Region, District | None] | None:
        return next((self._names[form] for form in self._forms(name) if form in self._names), None)

    def region_of(self, district: str, place: str) -> RegionMatch:
        district, place = district.strip(), place.strip()
        by_district, by_place = self._find(district), self._find(place)
        for name in (district, place):
            if self._is_unclear(name) and not by_district:
                return _unclear(
                    f"„{name}“ liegt in mehreren Bezirken; Straße und Hausnummer entscheiden.",
                    f"“{name}” lies in several districts; street and house number decide.",
                )
        if by_district and by_place and by_district[0] != by_place[0]:
            return _unclear(
                f"„{district}“ und „{place}“ liegen in verschiedenen Regionen.",
                f"“{district}” and “{place}” lie in different regions.",
            )
        if by_district and not by_place and not self._may_hold_districts(place):
            return _unclear(
                f"„{place}“ ist nicht als Teil von {self.municipality} bekannt, „{district}“ schon.",
                f"“{place}” is not known as a part of {self.municipality}, “{district}” is.",
            )
        if found := by_district or by_place:
            return _match(*found, district if by_district else place)
        return self._without_match(district, place)

    def _without_match(self, district: str, place: str) -> RegionMatch:
        name = district or place
        if not name:
            return _unclear("Es ist kein Ort angegeben.", "No place is given.")
        if not self.regions:
            return _unclear("Für dieses Konzept sind keine Regionen benannt.", "This concept names no regions.")
        if self._is_municipality(name):
            if len(self.regions) == 1:
                return _match(self.regions[0], None, name)
            return _unclear(
                f"{name} hat mehrere Regionen; der Stadtbezirk fehlt.",
                f"{name} has several regions; the district is missing.",
            )
        return _unclear(
            f"„{name}“ ist keinem Bezirk von {self.municipality} zuzuordnen.",
            f"“{name}” matches no district of {self.municipality}.",
        )


def _match(region: Region, district: District | None, name: str) -> RegionMatch:
    if district is None:
        reason = Text(f"„{name}“ gehört zur Region {region.title.de}.", f"“{name}” is in region {region.title.en}.")
        return RegionMatch(region.key, reason)
    reason = Text(
        f"{district.name} gehört zur Region {region.title.de}.", f"{district.name} is in region {region.title.en}."
    )
    return RegionMatch(region.key, reason, district.key)


def _unclear(de: str, en: str) -> RegionMatch:
    return RegionMatch(None, Text(de, en))
