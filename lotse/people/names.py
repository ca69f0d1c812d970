"""How alike two names are, in every spelling and script, and why."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product
from typing import Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA, Levenshtein

from lotse.people.spelling import Word, joined, normalise, skeletons, steady_letters, tokens, words

__all__ = [
    "REASONS",
    "NameForms",
    "normalise",
    "similarity",
    "skeletons",
    "tokens",
]


# Codes of why two persons look alike (or do not quite), in the order in which they are told.
REASONS: Mapping[str, str | Promise] = {
    "same-name": _("Gleicher Name"),
    "same-script": _("Gleiche Originalschrift, andere Umschrift"),
    "other-script": _("Gleicher Name in anderer Schrift"),
    "other-transliteration": _("Andere Umschrift desselben Namens"),
    "one-letter": _("Im Namen ist ein Buchstabe anders"),
    "names-swapped": _("Vor- und Familienname vertauscht"),
    "name-parts-spread": _("Namensteile anders auf Vor- und Familienname verteilt"),
    "name-part-missing": _("Ein Namensteil steht nur auf einer Seite"),
    "one-name-only": _("Auf einer Seite steht nur ein Name"),
    "further-spelling": _("Stimmt mit einer weiteren Schreibweise überein"),
    "similar-name": _("Ähnlicher Name"),
    "same-birth-date": _("Gleiches Geburtsdatum"),
    "new-year-birth": _("Gleiches Geburtsdatum, der 01.01. ist aber oft nur angenommen"),
    "day-month-swapped": _("Tag und Monat vertauscht"),
    "birth-year-only": _("Geburtsdatum nur als Jahr bekannt, das Jahr ist gleich"),
    "birth-day-unknown": _("Geburtstag unbekannt, Monat und Jahr sind gleich"),
    "birth-assumed": _("Geburtsjahr gleich, der 01.01. ist wohl nur angenommen"),
    "birth-one-digit": _("Im Geburtsdatum ist eine Ziffer anders"),
    "birth-missing": _("Auf einer Seite fehlt das Geburtsdatum"),
    "nationality-differs": _("Staatsangehörigkeit verschieden"),
    "sex-differs": _("Geschlecht verschieden"),
}

# Articles and words for "son of" come and go between two papers; they never decide.
PARTICLES = frozenset(
    ["al", "el", "l", "ul", "ibn", "bin", "ben", "bint", "bent", "von", "van", "de", "da", "di", "del"]
)
PLACEHOLDERS = frozenset({"", "fnu", "lnu", "unbekannt", "unknown", "ohne vorname", "ohne nachname", "kein vorname"})


class NameForms(NamedTuple):
    """What is known of a name. `original` is the whole name in its script, `further` whole names in other spellings."""

    family: str
    given: str = ""
    original: str = ""
    further: tuple[str, ...] = ()


class _Likeness(NamedTuple):
    score: float
    reasons: frozenset[str] = frozenset()

    def less(self, by: float, *reasons: str) -> "_Likeness":
        return _Likeness(max(0.0, self.score - by), self.reasons.union(reasons))


_letters_shared = OSA.normalized_similarity

NOT_ALIKE, SAME = _Likeness(0.0), _Likeness(1.0)
ONE_LETTER, SIMILAR = _Likeness(0.87, frozenset({"one-letter"})), frozenset({"similar-name"})

# Two birth dates, however they agree, need names that are alike by 0.9 or more (`_AGREEMENTS`). With the other part of
# the name the same that takes a part of 0.8, and with all other words of the part the same a word of 0.68: whatever is
# less alike is not looked into any further. Most pairs that are compared end here.
LEAST_PART, LEAST_WORD = 0.8, 0.68


# --- one word ---------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=8192)
def _vowels_alike(a: str, b: str, place: Literal["first", "inner", "last"], is_abjad: bool) -> float:
    if a == b:
        return 1.0
    if not a or not b:
        given = a or b
        if is_abjad:
            return 0.85
        if place == "last":
            return 0.0 if given == "a" else 0.2  # Karim and Karima, Amir and Amira are brother and sister
        if place == "first":
            return 0.85 if given[0] == "i" else 0.6 if given[0] == "e" else 0.5
        return 0.6 if given in ("e", "i") else 0.35
    for old, new in (("e", "a"), ("e", "i")):
        if _squeezed(a.replace(old, new)) == _squeezed(b.replace(old, new)):
            return 0.92
    if set(a) & set(b):
        return 0.75
    if {a, b} == {"u", "e"}:
        return 0.5
    return 0.2


def _squeezed(text: str) -> str:
    return "".join(char for at, char in enumerate(text) if at == 0 or text[at - 1] != char)


def _sounds_alike(a: tuple[str, ...], b: tuple[str, ...], is_abjad: bool) -> float:
    """How alike two words with the same consonants are, by the vowels in each gap."""
    total, count, last = 0.0, 0, len(a) - 1
    for at, (one, other) in enumerate(zip(a, b, strict=True)):
        if one or other:
            total += _vowels_alike(one, other, "first" if at == 0 else "last" if at == last else "inner", is_abjad)
            count += 1
    return total / count if count else 1.0


@lru_cache(maxsize=262_144)
def _word_likeness(a: Word, b: Word) -> _Likeness:
    if a.text == b.text:
        return SAME
    if a.skeletons.isdisjoint(b.skeletons):
        if _is_one_letter_off(a.text, b.text):
            return ONE_LETTER
        return _Likeness(_by_letter(a.text, b.text), SIMILAR)
    best, is_abjad = 0.0, a.is_abjad or b.is_abjad
    for consonants in filter(None, a.sounds.keys() & b.sounds.keys()):
        alike = max(_sounds_alike(x, y, is_abjad) for x, y in product(a.sounds[consonants], b.sounds[consonants]))
        least = 0.5 if len(consonants) > 1 and not is_abjad else 0.3
        best = max(best, min(0.97, least + (1 - least) * alike))
    if best >= 0.8:
        return _Likeness(best, frozenset({"other-script" if a.is_abjad != b.is_abjad else "other-transliteration"}))
    return _Likeness(max(best, _by_letter(a.text, b.text)), SIMILAR)


def _by_letter(a: str, b: str) -> float:
    return min(0.79, Levenshtein.normalized_similarity(a, b) * 0.95)


def _is_one_letter_off(a: str, b: str) -> bool:
    return min(len(a), len(b)) >= 5 and a[0] == b[0] and OSA.distance(a, b, score_cutoff=1) == 1


def _looks_like_one_of(word: Word, others: Iterable[Word]) -> bool:
    """Whether `_word_likeness` may reach LEAST_WORD by letters alone."""
    return any(_letters_shared(word.text, other.text, score_cutoff=0.7) for other in others)


# --- several words ----------------------------------------------------------------------------------------------------
class _Part:
    """The family name, the given name, or a whole name: its words, and what they are written as one."""

    __slots__ = ("skeletons", "steady", "text", "words", "worthy")

    def __init__(self, words: tuple[Word, ...], skeletons: frozenset[str], text: str, steady: str) -> None:
        self.words, self.worthy = words, _worthy(words)
        self.skeletons, self.text, self.steady = skeletons, text, steady

    def __add__(self, other: "_Part") -> "_Part":
        steady = self.steady + other.steady.removeprefix(self.steady[-1:])
        words, skeletons = self.words + other.words, self.skeletons | other.skeletons
        return _Part(words, skeletons, self.text + other.text, steady)


_EMPTY: frozenset[str] = frozenset()


@lru_cache(maxsize=131_072)
def _part(text: str) -> _Part:
    found = _words_of(text)
    plain = "".join(word.text for word in found)
    return _Part(found, skeletons_of(text), plain, steady_letters(plain))


def _words_of(text: str) -> tuple[Word, ...]:
    found = words(text)
    return () if " ".join(word.text for word in found) in PLACEHOLDERS else found


@lru_cache(maxsize=131_072)
def skeletons_of(text: str) -> frozenset[str]:
    return _EMPTY.union(*(word.skeletons for word in _worthy(_words_of(text))))


def _worthy(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(word for word in words if word.text not in PARTICLES) or words


def _part_likeness(a: _Part, b: _Part, as_one: bool = True) -> _Likeness:
    """Best pairing of the words of two names or name parts; words left over cost a little, words that differ a lot."""
    if a.words == b.words:
        return SAME
    paired = _paired(a, b) if len(a.worthy) <= len(b.worthy) else _paired(b, a)
    if len(a.words) == len(b.words) == 1:
        return paired
    # Abdul Rahman and Abdulrahman: words made up here have many readings, so only those are read that may sound alike
    if as_one and (a.steady == b.steady or _is_one_letter_off(a.text, b.text)):
        return max(_word_likeness(joined(a.words), joined(b.words)), paired, key=_score)
    return paired


def _paired(few: _Part, many: _Part) -> _Likeness:
    for word in few.worthy:
        if word.skeletons.isdisjoint(many.skeletons) and not _looks_like_one_of(word, many.worthy):
            return NOT_ALIKE
    if len(many.worthy) == 1:
        return _word_likeness(few.worthy[0], many.worthy[0])
    pairs = [(_word_likeness(x, y), i, j) for i, x in enumerate(few.worthy) for j, y in enumerate(many.worthy)]
    pairs.sort(key=lambda pair: -pair[0].score)
    used_few: set[int] = set()
    used_many: set[int] = set()
    scores: list[float] = []
    reasons: frozenset[str] = frozenset()
    for likeness, i, j in pairs:
        if i not in used_few and j not in used_many:
            used_few.add(i)
            used_many.add(j)
            scores.append(likeness.score)
            reasons |= likeness.reasons
    left = len(many.worthy) - len(few.worthy)
    likeness = _Likeness(_together(scores), reasons)
    return likeness.less(min(0.15, 0.05 * left), "name-part-missing") if left else likeness


def _together(scores: list[float]) -> float:
    """The mean, but never much better than the worst: one name that differs makes another person."""
    return min(sum(scores) / len(scores), min(scores) + 0.12)


def _score(likeness: _Likeness) -> float:
    return likeness.score


# --- the whole name ---------------------------------------------------------------------------------------------------
class _Name:
    """A name ready to be compared. `bags`: all its words in each spelling, and which spelling that is."""

    __slots__ = ("bags", "family", "given", "original", "whole")

    def __init__(self, forms: NameForms) -> None:
        self.family, self.given, self.original = _part(forms.family), _part(forms.given), _part(forms.original)
        self.whole = self.family + self.given
        further = [_part(text) for text in forms.further]
        bags = [(self.whole, ""), (self.original, "other-script"), *((bag, "further-spelling") for bag in further)]
        self.bags = [(bag, why) for bag, why in bags if len(bag.words) > 1]

    @property
    def is_single(self) -> bool:
        return not (self.family.words and self.given.words)


@lru_cache(maxsize=131_072)
def _name(forms: NameForms) -> _Name:
    return _Name(forms)


def _structured(a: _Name, b: _Name) -> _Likeness:
    """Family name with family name, given name with given name; or exchanged; or spread differently."""
    if not a.whole.words or not b.whole.words:
        return NOT_ALIKE
    if a.is_single or b.is_single:
        likeness = _part_likeness(a.whole, b.whole)
        if a.is_single == b.is_single or len(a.whole.words) == len(b.whole.words):
            return likeness
        return _Likeness(likeness.score * 0.96, likeness.reasons - {"name-part-missing"} | {"one-name-only"})
    straight = _both(a.family, b.family, a.given, b.given)
    if straight.score > 0.93:
        return straight
    crossed = _both(a.family, b.given, a.given, b.family).less(0.02, "names-swapped")
    if len(a.whole.words) == len(b.whole.words) == 2:
        return max(straight, crossed, key=_score)
    spread = _part_likeness(a.whole, b.whole, as_one=False).less(0.03, "name-parts-spread")
    return max(straight, crossed, spread, key=_score)


def _both(family: _Part, other_family: _Part, given: _Part, other_given: _Part) -> _Likeness:
    first = _part_likeness(family, other_family)
    if first.score < LEAST_PART:
        return NOT_ALIKE
    second = _part_likeness(given, other_given)
    return _Likeness(_together([first.score, second.score]), first.reasons | second.reasons)


def likeness_of(a: NameForms, b: NameForms) -> _Likeness:
    if a == b:
        return _Likeness(1.0, frozenset({"same-name"}))
    if b < a:  # one order, so that the result does not depend on who is asked first
        a, b = b, a
    one, other = _name(a), _name(b)
    best = _structured(one, other)
    if best.score == 1.0:
        return _Likeness(1.0, frozenset({"same-name"}))
    if one.original.words and other.original.words and best.score < 0.98:
        script = _part_likeness(one.original, other.original)
        if script.score == 1.0:
            return _Likeness(0.98, frozenset({"same-script"}))
    for bag, why in one.bags:
        for other_bag, other_why in other.bags:
            if (why or other_why) and best.score < 0.97:
                found = _part_likeness(bag, other_bag)
                if found.score > best.score:
                    best = _Likeness(min(found.score, 0.97), found.reasons.union({why, other_why} - {""}))
    return best


def all_skeletons(name: NameForms) -> frozenset[str]:
    """Of all words in all spellings."""
    return skeletons_of(name.family).union(*map(skeletons_of, (name.given, name.original, *name.further)))


def similarity(a: NameForms, b: NameForms) -> float:
    """0 (nothing in common) to 1 (the same after normalising)."""
    return likeness_of(a, b).score
