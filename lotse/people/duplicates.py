"""Are these two the same person? Names in every spelling and birth dates known in part; and whom to ask that of."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Generic, Literal, NamedTuple, TypeVar

from rapidfuzz.distance import OSA

from lotse.people.names import REASONS, NameForms, all_skeletons, likeness_of, normalise

Birth = tuple[int | None, int | None, int | None]
Id = TypeVar("Id", bound=Hashable)
_ORDER = {code: at for at, code in enumerate(REASONS)}


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


# --- two persons ------------------------------------------------------------------------------------------------------
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
    name = likeness_of(a.name, b.name)
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
        self._by_birth[key.birth].append(_Known(person_id, key, all_skeletons(key.name)))
        if None in key.birth:
            self._vague[key.birth[0]][key.birth] = None

    def candidates(self, key: PersonKey) -> list[Id]:
        return [known.id for known in self._worth_comparing(key)]

    def matches(self, key: PersonKey) -> list[tuple[Id, Match]]:
        """The candidates that are the same or possibly the same, the likeliest first."""
        found = ((known.id, compare_persons(key, known.key)) for known in self._worth_comparing(key))
        return sorted(((i, match) for i, match in found if match), key=lambda pair: -pair[1].score)

    def _worth_comparing(self, key: PersonKey) -> list[_Known[Id]]:
        (year, month, day), skeletons = key.birth, all_skeletons(key.name)
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
