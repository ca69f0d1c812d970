"""Are these two the same person? Names in every spelling, birth dates known in part, and why they look alike."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Literal, NamedTuple, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA, Levenshtein

from lotse.people.spelling import Word, joined, normalise, skeletons, tokens, words

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


@dataclass(frozen=True, slots=True)
class NameForms:
    """What is known of a name. `original` is the whole name in its script, `further` whole names in other spellings."""

    family: str
    given: str = ""
    original: str = ""
    further: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonKey:
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


NOT_ALIKE = _Likeness(0.0)


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
        return _Likeness(1.0)
    is_abjad = a.is_abjad or b.is_abjad
    best, shared = 0.0, False
    for consonants, mine in a.sounds.items():
        theirs = b.sounds.get(consonants)
        if theirs is None:
            continue
        shared = True
        if not consonants:
            continue
        alike = max(_sounds_alike(x, y, is_abjad) for x in mine for y in theirs)
        least = 0.5 if len(consonants) > 1 and not is_abjad else 0.3
        best = max(best, min(0.97, least + (1 - least) * alike))
    if shared and best >= 0.8:
        return _Likeness(best, frozenset({"other-script" if a.is_abjad != b.is_abjad else "other-transliteration"}))
    by_letter = Levenshtein.normalized_similarity(a.text, b.text) * 0.95
    is_long = min(len(a.text), len(b.text)) >= 5 and a.text[0] == b.text[0]
    if is_long and not shared and OSA.distance(a.text, b.text, score_cutoff=1) == 1:
        return _Likeness(0.87, frozenset({"one-letter"}))
    return _Likeness(max(best, min(0.79, by_letter)), frozenset({"similar-name"}))


# --- several words ----------------------------------------------------------------------------------------------------
def _worthy(parts: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(part for part in parts if part.text not in PARTICLES) or parts


@lru_cache(maxsize=131_072)
def _part_likeness(a: tuple[Word, ...], b: tuple[Word, ...], as_one: bool = True) -> _Likeness:
    """Best pairing of the words of two names or name parts; words left over cost a little, words that differ a lot."""
    if a == b:
        return _Likeness(1.0)
    whole = _word_likeness(joined(a), joined(b)) if as_one and max(len(a), len(b)) > 1 else NOT_ALIKE
    few, many = sorted((_worthy(a), _worthy(b)), key=len)
    pairs = sorted(
        ((_word_likeness(x, y), i, j) for i, x in enumerate(few) for j, y in enumerate(many)),
        key=lambda pair: -pair[0].score,
    )
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
    paired = _Likeness(_together(scores), reasons)
    left = len(many) - len(few)
    if left:
        paired = paired.less(min(0.15, 0.05 * left), "name-part-missing")
    return max(whole, paired, key=lambda likeness: likeness.score)


def _together(scores: list[float]) -> float:
    """The mean, but never much better than the worst: one name that differs makes another person."""
    return min(sum(scores) / len(scores), min(scores) + 0.12)


# --- the whole name ---------------------------------------------------------------------------------------------------
class _Prepared(NamedTuple):
    family: tuple[Word, ...]
    given: tuple[Word, ...]
    original: tuple[Word, ...]
    further: tuple[tuple[Word, ...], ...]

    @property
    def whole(self) -> tuple[Word, ...]:
        return self.family + self.given


def _part(text: str) -> tuple[Word, ...]:
    return () if normalise(text) in PLACEHOLDERS else words(text)


@lru_cache(maxsize=65_536)
def _prepared(name: NameForms) -> _Prepared:
    further = tuple(filter(None, map(_part, name.further)))
    return _Prepared(_part(name.family), _part(name.given), _part(name.original), further)


def _structured(a: _Prepared, b: _Prepared) -> _Likeness:
    """Family name with family name, given name with given name; or exchanged; or spread differently."""
    if not a.whole or not b.whole:
        return NOT_ALIKE
    if not (a.family and a.given and b.family and b.given):
        likeness = _part_likeness(a.whole, b.whole)
        if bool(a.family and a.given) == bool(b.family and b.given) or len(a.whole) == len(b.whole):
            return likeness
        return _Likeness(likeness.score * 0.96, likeness.reasons - {"name-part-missing"} | {"one-name-only"})
    family, given = _part_likeness(a.family, b.family), _part_likeness(a.given, b.given)
    straight = _both(family, given)
    if straight.score > 0.93:
        return straight
    family, given = _part_likeness(a.family, b.given), _part_likeness(a.given, b.family)
    crossed = _both(family, given).less(0.02, "names-swapped")
    if len(a.whole) == len(b.whole) == 2:
        return max(straight, crossed, key=lambda likeness: likeness.score)
    spread = _part_likeness(a.whole, b.whole, as_one=False).less(0.03, "name-parts-spread")
    return max(straight, crossed, spread, key=lambda likeness: likeness.score)


def _both(family: _Likeness, given: _Likeness) -> _Likeness:
    return _Likeness(_together([family.score, given.score]), family.reasons | given.reasons)


def _likeness(a: NameForms, b: NameForms) -> _Likeness:
    if a == b:
        return _Likeness(1.0, frozenset({"same-name"}))
    if repr(b) < repr(a):  # one order, so that the result does not depend on who is asked first
        a, b = b, a
    one, other = _prepared(a), _prepared(b)
    best = _structured(one, other)
    if best.score == 1.0:
        return _Likeness(1.0, frozenset({"same-name"}))
    if one.original and other.original and best.score < 0.98:
        script = _part_likeness(one.original, other.original)
        if script.score == 1.0:
            return _Likeness(0.98, frozenset({"same-script"}))
    for bag, why in _bags(one):
        for other_bag, other_why in _bags(other):
            if (why or other_why) and best.score < 0.97 and len(bag) > 1 and len(other_bag) > 1:
                found = _part_likeness(bag, other_bag)
                if found.score > best.score:
                    best = _Likeness(min(found.score, 0.97), found.reasons.union({why, other_why} - {""}))
    return best


def _bags(name: _Prepared) -> list[tuple[tuple[Word, ...], str]]:
    return [(name.whole, ""), (name.original, "other-script"), *((bag, "further-spelling") for bag in name.further)]


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


class CandidateIndex(Generic[Id]):
    """Finds, among many persons, the few worth comparing: by birth date with its usual mistakes, and by skeletons."""

    SMALL_DAY = 40  # so few people share a birth date that all of them are worth a look, even with a misspelt name

    def __init__(self, people: Iterable[tuple[Id, PersonKey]] = ()) -> None:
        self._keys: dict[Id, PersonKey] = {}
        self._by_day: dict[Birth, list[Id]] = defaultdict(list)
        self._by_year: dict[tuple[int | None, str], list[Id]] = defaultdict(list)
        self._by_day_and_name: dict[tuple[int | None, int | None, str], list[Id]] = defaultdict(list)
        for person_id, key in people:
            self.add(person_id, key)

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, person_id: Id, key: PersonKey) -> None:
        self._keys[person_id] = key
        year, month, day = key.birth
        self._by_day[key.birth].append(person_id)
        for skeleton in self._skeletons(key.name):
            self._by_year[year, skeleton].append(person_id)
            if month is not None and day is not None:
                self._by_day_and_name[month, day, skeleton].append(person_id)

    def candidates(self, key: PersonKey) -> list[Id]:
        """Ids in the order in which they were added, without those whose birth date rules them out."""
        year, month, day = key.birth
        found: dict[Id, None] = {}
        for birth in {key.birth, (year, day, month)}:
            same_day = self._by_day.get(birth, ())
            if None not in birth and len(same_day) <= self.SMALL_DAY:
                found.update(dict.fromkeys(same_day))
        for skeleton in self._skeletons(key.name):
            if year is None:
                for (_year, known), ids in self._by_year.items():
                    if known == skeleton:
                        found.update(dict.fromkeys(ids))
                continue
            for possible_year in (year, None):
                found.update(dict.fromkeys(self._by_year.get((possible_year, skeleton), ())))
            found.update(dict.fromkeys(self._by_day_and_name.get((month, day, skeleton), ())))
        keys, birth = self._keys, key.birth
        return [person_id for person_id in found if _birth_code(birth, keys[person_id].birth)]

    def matches(self, key: PersonKey) -> list[tuple[Id, Match]]:
        """The candidates that are the same or possibly the same, the likeliest first."""
        found = ((person_id, compare_persons(key, self._keys[person_id])) for person_id in self.candidates(key))
        return sorted(((i, match) for i, match in found if match), key=lambda pair: -pair[1].score)

    @staticmethod
    def _skeletons(name: NameForms) -> set[str]:
        one = _prepared(name)
        found: set[str] = set()
        for bag in (one.whole, one.original, *one.further):
            for word in _worthy(bag):
                found.update(consonants or word.text for consonants in word.sounds)
        return found
