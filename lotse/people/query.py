"""What somebody means who types into the search: a birth date, a number, names, or several of them."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rapidfuzz.fuzz import ratio

from lotse.people.names import PARTICLES
from lotse.people.search_index import (
    AKTENZEICHEN,
    LONGEST,
    PHONE,
    PHONE_END,
    phone_digits,
    plain_digits,
    plain_number,
    skeletons_of,
)
from lotse.people.spelling import Word, joined, words

MOST_WORDS = 6
MOST_TEXT = 200
FILE_YEARS = 40  # how far back a file number without its year is looked for

Birth = tuple[int, int | None, int | None]

_DATE = re.compile(r"(?<![\w.-])(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?![\w-]|\.\d)")
_ISO = re.compile(r"(?<![\w.-])((?:19|20)\d{2})-(\d{1,2})-(\d{1,2})(?![\w-])")
_RUN = re.compile(r"(?<![\w.+/-])(\d{8}|\d{6})(?![\w/-])")
_YEAR = re.compile(r"(?<![\w.+/-])((?:19|20)\d{2})(?![\w/-])")
_FILE_NUMBER = re.compile(r"(?:((?:19|20)\d{2})\s?[-/]\s?)?(\d{1,5})")
_NUMBER_PART = re.compile(r"\S*\d\S*")


@dataclass(frozen=True)
class NameWord:
    """A word of the query, and the words it makes with its neighbours."""

    word: Word
    wholes: tuple[Word, ...] = ()
    is_unfinished: bool = False  # the last one: more letters may come

    def likeness(self, token: str, *, sounds_alike: bool) -> float:
        """0 to 1: the same, then the same consonants, then the same beginning, then a slip of the pen."""
        return max(
            _likeness(self.word, token, sounds_alike, self.is_unfinished),
            *(_likeness(whole, token, sounds_alike, self.is_unfinished) for whole in self.wholes),
            0.0,
        )

    @property
    def forms(self) -> tuple[Word, ...]:
        return (self.word, *self.wholes)

    @property
    def skeletons(self) -> frozenset[str]:
        return frozenset().union(*(skeletons_of(form) for form in self.forms))


def _likeness(word: Word, token: str, sounds_alike: bool, is_unfinished: bool) -> float:
    text = word.text[:LONGEST]
    if text == token:
        return 1.0
    alike = ratio(text, token) / 100
    if sounds_alike:
        return 0.82 + 0.16 * alike
    if is_unfinished and token.startswith(text):
        return 0.84 + 0.13 * len(text) / len(token)
    return 0.8 * alike if alike >= 0.7 else 0.0


@dataclass(frozen=True)
class Query:
    births: tuple[Birth, ...]  # the readings of one date: "3.4.26" is 1926 or 2026
    file_numbers: tuple[str, ...]
    prefixes: tuple[str, ...]  # beginnings of values of PersonNumber
    names: tuple[NameWord, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.births or self.file_numbers or self.prefixes or self.names)


def understand(text: str, today: date) -> Query:
    text = plain_digits(text[:MOST_TEXT])
    rest, births, is_date = _take_birth(text, today)
    numbers: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    if not is_date:
        numbers, prefixes = _numbers(text, today)
    names = _names(_NUMBER_PART.sub(" ", rest))
    return Query(births, numbers, prefixes, names)


# --- dates ------------------------------------------------------------------------------------------------------------
def _take_birth(text: str, today: date) -> tuple[str, tuple[Birth, ...], bool]:
    """The text without the date, what the date may be, and whether it is nothing else (120590 may be a number)."""
    if found := _DATE.search(text):
        births = _readings(found[1], found[2], found[3], today)
        if births:
            return _without(text, found), births, True
    if found := _ISO.search(text):
        births = _readings(found[3], found[2], found[1], today)
        if births:
            return _without(text, found), births, True
    if found := _RUN.search(text):
        run = found[1]
        births = _readings(run[:2], run[2:4], run[4:], today)
        if len(run) == 8:
            births += _readings(run[6:], run[4:6], run[:4], today)
        if births:
            return _without(text, found), births, False
    if found := _YEAR.search(text):
        year = int(found[1])
        if 1900 <= year <= today.year:
            return _without(text, found), ((year, None, None),), bool(_names(_without(text, found)))
    return text, (), False


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _readings(day: str, month: str, year: str, today: date) -> tuple[Birth, ...]:
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    found: list[Birth] = []
    for y in years:
        if not 1900 <= y <= today.year:
            continue
        m, d = int(month), int(day)
        if (m, d) == (0, 0):
            found.append((y, None, None))
            continue
        try:
            date(y, m, d)
        except ValueError:
            continue
        found.append((y, m, d))
    return tuple(found)


# --- numbers ----------------------------------------------------------------------------------------------------------
def _numbers(text: str, today: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """File numbers it may be; how an Aktenzeichen or a phone number may begin or end."""
    whole = text.strip()
    if not any(c.isdecimal() for c in whole):
        return (), ()
    files: tuple[str, ...] = ()
    if found := _FILE_NUMBER.fullmatch(whole):
        years = [int(found[1])] if found[1] else range(today.year, today.year - FILE_YEARS, -1)
        files = tuple(f"{year}-{int(found[2]):05d}" for year in years)
    prefixes = []
    number = plain_number(whole)
    if len(number) >= 3 and sum(c.isdecimal() for c in number) * 2 >= len(number):
        prefixes.append(AKTENZEICHEN + number)
    digits = phone_digits(whole)
    if len(digits) >= 4 and re.fullmatch(r"[+\d\s()/.-]+", whole):
        prefixes.append(PHONE + digits)
        if not digits.startswith("0"):
            prefixes.append(PHONE_END + digits[::-1])
    return files, tuple(prefixes)


# --- names ------------------------------------------------------------------------------------------------------------
def _names(text: str) -> tuple[NameWord, ...]:
    """The words that must be found. Articles and "son of" need not, they only make words with their neighbours."""
    parts = words(text)[:MOST_WORDS]
    wholes: list[list[Word]] = [[] for _part in parts]
    for at, pair in enumerate(pairwise(parts)):
        whole = joined(pair)
        wholes[at].append(whole)
        wholes[at + 1].append(whole)
    worthy = [at for at, part in enumerate(parts) if part.text not in PARTICLES] or list(range(len(parts)))
    ends_open = bool(text) and not text[-1].isspace()
    return tuple(NameWord(parts[at], tuple(wholes[at]), ends_open and at == len(parts) - 1) for at in worthy)
