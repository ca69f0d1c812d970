"""Words of the concept for its keys, and how a name is written with its original script beside it."""

from collections.abc import Iterable
from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lotse.concept.entries import Entry
from lotse.concept.model import Concept
from lotse.concept.vocabulary import EVENT_TITLES
from lotse.people.models import Person
from lotse.rulebook import access as rulebook
from lotse.ui.names import WrittenName
from lotse.ui.reasons import text_in_language
from lotse.ui.scripts import script_of


def title(entries: Iterable[Entry], key: str) -> str:
    """The entry's title in the reader's language; a key the concept no longer knows stands for itself."""
    return next((text_in_language(entry.title) for entry in entries if entry.key == key), key)


def titles(entries: Iterable[Entry]) -> dict[str, str]:
    """`title` for many keys."""
    return {entry.key: text_in_language(entry.title) for entry in entries}


def choices(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    return [(entry.key, text_in_language(entry.title)) for entry in entries]


def country_title(code: str) -> str:
    """A country in the reader's language; XX and ZZ are the codes for stateless and unclear."""
    named = {"XX": _("staatenlos"), "ZZ": _("ungeklärt")}
    return named.get(code) or Locale.parse(get_language() or "de", sep="-").territories.get(code, code)


def region_title(concept: Concept, key: str) -> str:
    return title(concept.regions, key) if key else ""


@lru_cache(maxsize=16)
def _scripts(concept: str) -> dict[str, str]:
    return {language.key: language.script for language in rulebook.get(concept).languages}


def written(label: str, original: str, language: str, concept: str) -> WrittenName:
    """The language is said of the original name only when it is written in that script."""
    fits = bool(original) and _scripts(concept).get(language) == script_of(original)
    return WrittenName(label, original, language if fits else "")


def name_of(person: Person, concept: str) -> WrittenName:
    return written(person.full_name, person.original_name, person.contact_language, concept)


def event_title(kind: str) -> str:
    return next((text_in_language(text) for key, text in EVENT_TITLES.items() if key == kind), kind)
