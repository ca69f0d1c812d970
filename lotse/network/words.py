"""The concept's words for what the directory keeps as keys."""

from collections.abc import Iterable

from lotse.concept.entries import Entry
from lotse.concept.model import Concept
from lotse.concept.vocabulary import PARTNER_GROUP_TITLES
from lotse.ui.reasons import text_in_language

Choices = list[tuple[str, str]]


def titles(entries: Iterable[Entry]) -> dict[str, str]:
    return {entry.key: text_in_language(entry.title) for entry in entries}


def named(keys: Iterable[str], known: dict[str, str]) -> list[str]:
    """By their titles; a key the concept no longer knows stands for itself."""
    return sorted((known.get(key, key) for key in keys), key=str.casefold)


def groups(concept: Concept) -> Choices:
    """The groups there are kinds of."""
    used = {kind.group for kind in concept.federal.partner_kinds}
    return [(key, text_in_language(title)) for key, title in PARTNER_GROUP_TITLES.items() if key in used]


def kinds(concept: Concept) -> list[tuple[str, Choices]]:
    """Under the title of their group, as a select shows them."""
    return [
        (title, [(k.key, text_in_language(k.title)) for k in concept.federal.partner_kinds if k.group == group])
        for group, title in groups(concept)
    ]


def languages(concept: Concept) -> Choices:
    return sorted(titles(concept.languages).items(), key=lambda item: item[1].casefold())


def places(concept: Concept) -> list[tuple[str, Choices]]:
    """Each region as a whole, then its districts."""
    found = []
    for region in concept.regions:
        title = text_in_language(region.title)
        districts = [(f"{region.key}/{d.key}", d.name) for d in region.districts]
        found.append((title, [(region.key, title), *sorted(districts, key=lambda d: d[1].casefold())]))
    return found


def place_of(concept: Concept, region: str, district: str) -> str:
    """The district's name, else the region's."""
    for entry in concept.regions:
        if entry.key == region:
            return next((d.name for d in entry.districts if d.key == district), text_in_language(entry.title))
    return district or region
