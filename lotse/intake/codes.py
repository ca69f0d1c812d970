"""Countries and languages as people write them, and the codes they are stored under."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from babel import Locale
from babel.core import get_global

from lotse.concept.labels import fold

STATELESS = "XX"
UNCLEAR = "ZZ"
_NO_STATES = {"EU", "EZ", "QO", "UN", "XA", "XB"}  # of CLDR's two-letter codes
_ENDINGS = ("er", "en", "es", "e")
_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


def _index(names: Iterable[tuple[str, str]], aliases: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """Folded name or code -> code; our own words win over the names of CLDR, those over the codes of ISO."""
    found = {fold(alias): code for alias, code in aliases.items() if len(alias) == 3 and alias.isalpha()}
    for code, name in names:
        found |= {fold(code): code, fold(name): code}
    for code, line in words.items():
        found |= {fold(word): code for word in (code, *line.split(","))}
    return found


@cache
def _countries() -> dict[str, str]:
    names = [pair for language in ("en", "de") for pair in Locale(language).territories.items()]
    aliases = {alias: codes[0] for alias, codes in get_global("territory_aliases").items() if len(codes) == 1}
    return _index(
        [(c, n) for c, n in names if len(c) == 2 and c.isalpha() and c not in _NO_STATES], aliases, _WORDS["countries"]
    )


@cache
def _languages() -> dict[str, str]:
    names = [pair for language in ("en", "de") for pair in Locale(language).languages.items()]
    aliases = {alias: code for alias, code in get_global("language_aliases").items() if code.isalpha()}
    return _index([(c, n) for c, n in names if c.isalpha()], aliases, _WORDS["languages"])


def _find(known: Mapping[str, str], text: str) -> str:
    for part in (text, text.partition(",")[0], text.partition("(")[0]):  # "Iran, Islamische Republik"
        wanted = fold(part)
        if wanted in known:
            return known[wanted]
        for ending in _ENDINGS:
            if len(wanted) > 6 and (stem := wanted.removesuffix(ending)) != wanted and stem in known:
                return known[stem]
    return ""


def country_code(text: str) -> str:
    """ISO 3166 alpha-2 of a country, a nationality or a code; "" when unknown. STATELESS and UNCLEAR are codes too."""
    return _find(_countries(), text)


def language_code(text: str) -> str:
    """ISO 639 (two letters where they exist) of a language; "" when unknown."""
    return _find(_languages(), text)
