"""Are these two the same person? Names in every spelling, birth dates known in part, and why they look alike."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, product
from typing import Generic, Literal, NamedTuple, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA, Levenshtein

from lotse.people.spelling import Word, joined, normalise, skeletons, steady_letters, tokens, words

__all__ = [
    "REASONS",
    "CandidateIndex",
    "Match",
    "NameForms",
    "PersonKey",
    "compare_persons",
    "normalise",
    "similarity",
    "skeletons",
    "tokens",
]

Birth = tuple[int | None, int | None, int | None]
Id = TypeVar("Id", bound=Hashable)

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
_ORDER = {code: at for at, code in enumerate(REASONS)}

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


class PersonKey(NamedTuple):
    """What tells two people apart. `birth` is (year, month, day), unknown parts None; "" is an unknown code."""

    name: NameForms
    birth: Birth = (None, None, None)
    sex: str = ""
    nationality: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    kind: Literal["same", "possible"]
    score: float  # 0..1
    reasons: tuple[str, ...]  # codes of REASONS

    @property
    def percent(self) -> int:
        return round(self.score * 100)

    @property
    def sentences(self) -> list[str]:
        return [str(REASONS[code]) for code in self.reasons]


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

    def __init__(self, words: tuple[Word, ...]) -> None:
        self.words = words
        self.worthy = _worthy(words)
        self.skeletons = _EMPTY.union(*(word.skeletons for word in self.worthy))
        self.text = "".join(word.text for word in words)
        self.steady = steady_letters(self.text)


_EMPTY: frozenset[str] = frozenset()


@lru_cache(maxsize=131_072)
def _part(text: str) -> _Part:
    return _Part(_words_of(text))


def _words_of(text: str) -> tuple[Word, ...]:
    found = words(text)
    return () if " ".join(word.text for word in found) in PLACEHOLDERS else found


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
        self.whole = _Part(self.family.words + self.given.words)
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


def _likeness(a: NameForms, b: NameForms) -> _Likeness:
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


def similarity(a: NameForms, b: NameForms) -> float:
    """0 (nothing in common) to 1 (the same after normalising)."""
    return _likeness(a, b).score


# --- the person -------------------------------------------------------------------------------------------------------
class _Agreement(NamedTuple):
    reason: str
    weight: float  # how much two birth dates that agree in this way speak for one person
    needs: float  # how alike the names must be


_AGREEMENTS = {
    agreement.reason: agreement
    for agreement in (
        _Agreement("same-birth-date", 1.0, 0.905),
        _Agreement("new-year-birth", 0.75, 0.92),
        _Agreement("day-month-swapped", 0.85, 0.91),
        _Agreement("birth-day-unknown", 0.7, 0.9),
        _Agreement("birth-year-only", 0.6, 0.92),
        _Agreement("birth-assumed", 0.6, 0.93),
        _Agreement("birth-one-digit", 0.55, 0.95),
        _Agreement("birth-missing", 0.4, 0.96),
    )
}


def _birth_agreement(a: Birth, b: Birth) -> _Agreement | None:
    code = _birth_code(a, b)
    return _AGREEMENTS[code] if code else None


def _birth_code(a: Birth, b: Birth) -> str:
    if a[0] is None or b[0] is None:
        return "birth-missing"
    if None in a or None in b:
        if a[0] != b[0]:
            return ""
        if a[1] is None or b[1] is None:
            return "birth-year-only"
        return "birth-day-unknown" if a[1] == b[1] else ""
    if a == b:
        return "new-year-birth" if a[1:] == (1, 1) else "same-birth-date"
    if a[1:] == b[1:] == (1, 1):  # assumed dates differ by one digit all the time
        return ""
    if a[0] == b[0]:
        if a[1] == b[2] and a[2] == b[1]:
            return "day-month-swapped"
        if (1, 1) in (a[1:], b[1:]):
            return "birth-assumed"
    one, other = (f"{birth[0]:04}{birth[1]:02}{birth[2]:02}" for birth in (a, b))
    return "birth-one-digit" if OSA.distance(one, other, score_cutoff=1) == 1 else ""


def compare_persons(a: PersonKey, b: PersonKey) -> Match | None:
    """`same`: name, full birth date and nationality are identical after normalising. `possible`: somebody must look."""
    agreement = _birth_agreement(a.birth, b.birth)
    if agreement is None:
        return None
    other_nation = bool(a.nationality and b.nationality and a.nationality != b.nationality)
    other_sex = {a.sex, b.sex} == {"male", "female"}
    name = _likeness(a.name, b.name)
    if name.score < min(0.99, agreement.needs + 0.03 * other_nation + 0.06 * other_sex):
        return None
    if _is_same(a, b):
        return Match("same", 1.0, ("same-name", "same-birth-date"))
    score = 0.62 * name.score + 0.38 * agreement.weight - 0.06 * other_nation - 0.08 * other_sex
    reasons = set(name.reasons) | {agreement.reason}
    if other_nation:
        reasons.add("nationality-differs")
    if other_sex:
        reasons.add("sex-differs")
    return Match("possible", round(min(score, 0.99), 4), tuple(sorted(reasons, key=_ORDER.__getitem__)))


def _is_same(a: PersonKey, b: PersonKey) -> bool:
    return (
        None not in a.birth
        and a.birth == b.birth
        and bool(a.nationality)
        and a.nationality == b.nationality
        and bool(a.name.family or a.name.given)
        and normalise(a.name.family) == normalise(b.name.family)
        and normalise(a.name.given) == normalise(b.name.given)
    )


# --- many persons -----------------------------------------------------------------------------------------------------
class _Known(NamedTuple, Generic[Id]):
    id: Id
    key: PersonKey
    skeletons: frozenset[str]


class CandidateIndex(Generic[Id]):
    """Finds, among many persons, the few worth comparing: those whose birth dates agree, and of these those with a word
    that sounds the same."""

    SMALL_DAY = 40  # so few people share a birth date that all of them are worth a look, even with a misspelt name

    def __init__(self, people: Iterable[tuple[Id, PersonKey]] = ()) -> None:
        self._by_birth: dict[Birth, list[_Known[Id]]] = defaultdict(list)
        self._vague: dict[int | None, dict[Birth, None]] = defaultdict(dict)  # birth dates known in part, by year
        for person_id, key in people:
            self.add(person_id, key)

    def __len__(self) -> int:
        return sum(map(len, self._by_birth.values()))

    def add(self, person_id: Id, key: PersonKey) -> None:
        self._by_birth[key.birth].append(_Known(person_id, key, _skeletons(key.name)))
        if None in key.birth:
            self._vague[key.birth[0]][key.birth] = None

    def candidates(self, key: PersonKey) -> list[Id]:
        return [known.id for known in self._worth_comparing(key)]

    def matches(self, key: PersonKey) -> list[tuple[Id, Match]]:
        """The candidates that are the same or possibly the same, the likeliest first."""
        found = ((known.id, compare_persons(key, known.key)) for known in self._worth_comparing(key))
        return sorted(((i, match) for i, match in found if match), key=lambda pair: -pair[1].score)

    def _worth_comparing(self, key: PersonKey) -> list[_Known[Id]]:
        (year, month, day), skeletons = key.birth, _skeletons(key.name)
        agreeing = self._agreeing(key.birth)
        found: list[_Known[Id]] = []
        for birth in (key.birth, (year, day, month)):
            some = agreeing.get(birth)
            if some and None not in birth and len(some) <= self.SMALL_DAY:
                found += some
                del agreeing[birth]
        others = chain.from_iterable(agreeing.values())
        return found + [known for known in others if not skeletons.isdisjoint(known.skeletons)]

    def _agreeing(self, birth: Birth) -> dict[Birth, list[_Known[Id]]]:
        """All whose birth dates do not rule out that it is the same person, by birth date."""
        year, month, day = birth
        if year is None:
            return self._by_birth.copy()
        births = [(year, *one) for one in _days_near(month, day)]
        if month is not None and day is not None and (month, day) != (1, 1):
            births += [(one, month, day) for one in _years_near(year)]
        births += [one for some in (year, None) for one in self._vague.get(some, ()) if _birth_code(birth, one)]
        return {one: self._by_birth[one] for one in births if one in self._by_birth}


_DAYS = tuple((month, day) for month in range(1, 13) for day in range(1, 32))


@lru_cache(maxsize=1024)
def _days_near(month: int | None, day: int | None) -> tuple[tuple[int, int], ...]:
    """Of the same year: this day, what it is with a digit wrong or month and day exchanged, and the assumed one. Where
    the day is unknown or was itself assumed, every day it can be."""
    if month is None or day is None or (month, day) == (1, 1):
        return tuple(one for one in _DAYS if day or month in (None, one[0]))
    text = f"{month:02}{day:02}"
    near = [one for one in _DAYS if OSA.distance(text, f"{one[0]:02}{one[1]:02}", score_cutoff=1) <= 1]
    return (*near, (day, month), (1, 1))


@lru_cache(maxsize=1024)
def _years_near(year: int) -> tuple[int, ...]:
    return tuple(one for one in range(1000, 3000) if OSA.distance(str(year), str(one), score_cutoff=1) <= 1)


def _skeletons(name: NameForms) -> frozenset[str]:
    """Of all words in all spellings."""
    return _skeletons_of(name.family).union(*map(_skeletons_of, (name.given, name.original, *name.further)))


@lru_cache(maxsize=131_072)
def _skeletons_of(text: str) -> frozenset[str]:
    return _EMPTY.union(*(word.skeletons for word in _worthy(_words_of(text))))
