"""The gold list in a made-up population: how often the search finds who is meant (printed by bench/recall.py)."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from lotse.accounts.models import Organisation
from lotse.cases.models import File
from lotse.intake.actions import NewHousehold, NewPerson, open_households
from lotse.people.search import find
from tests.population import people

GOLD = Path(__file__).parent / "gold_names.toml"
FIRST = 10


@dataclass(frozen=True)
class Pair:
    language: str
    typed: str
    person: NewPerson

    @property
    def birth(self) -> str:
        year, month, day = self.person.birth
        return f"{day:02}.{month:02}.{year}"


@dataclass
class Recall:
    pairs: int
    by_name: int = 0
    by_name_and_birth: int = 0
    missed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"recall@{FIRST} of {self.pairs} pairs: by name {self.by_name / self.pairs:.2f}, "
            f"with birth date {self.by_name_and_birth / self.pairs:.2f}"
        )


def pairs() -> list[Pair]:
    found = []
    for language, typed, written, birth in tomllib.loads(GOLD.read_text(encoding="utf-8"))["pairs"]:
        name, original, further = [*map(str.strip, written.split("|")), "", ""][:3]
        family, _comma, given = name.partition(", ")
        year, month, day = map(int, birth.split("-"))
        person = NewPerson(family, given, original, (year, month, day), further_names=(further,) if further else ())
        found.append(Pair(language, typed, person))
    return found


def populate(gold: list[Pair], among: int, holder: Organisation, today: date, *, by: str = "test") -> dict[UUID, Pair]:
    """Files for the people of the gold list, scattered among others; file -> pair."""
    others = [NewPerson(p.name.family, p.name.given, birth=p.birth, sex=p.sex) for p in people(among)]
    step = max(1, len(others) // len(gold))
    meant: dict[int, Pair] = {}
    for at, pair in enumerate(gold):
        meant[id(pair.person)] = pair
        others.insert(at * (step + 1), pair.person)
    files = open_households(
        [NewHousehold((person,), "assigned", today) for person in others], holder=holder, today=today, by=by
    )
    return {file.pk: meant[id(p)] for file, p in zip(files, others, strict=True) if id(p) in meant}


def recall(whose: dict[UUID, Pair], today: date) -> Recall:
    """How many are among the first ten, searching all files."""
    result = Recall(len(whose))
    for key, pair in whose.items():
        by_name = _found(pair.typed, key, today)
        by_both = _found(f"{pair.typed} {pair.birth}", key, today)
        result.by_name += by_name
        result.by_name_and_birth += by_both
        for text, was in ((pair.typed, by_name), (f"{pair.typed} {pair.birth}", by_both)):
            if not was:
                result.missed.append(f"{pair.language}: {text} -> {pair.person.family_name}, {pair.person.given_name}")
    return result


def _found(text: str, key: UUID, today: date) -> bool:
    return key in [hit.key for hit in find(text, File.objects.all(), today).hits[:FIRST]]
