"""A made-up population with many people of one name and many spellings of one name, the same for the same seed."""

import random
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

WORDS = Path(__file__).parent / "population.toml"

# What another office writes for the same sound, and what fingers do.
OTHERWISE = [
    ("ou", "u"), ("oo", "u"), ("ei", "ai"), ("ay", "ai"), ("kh", "ch"), ("sh", "sch"), ("zh", "sh"), ("y", "i"),
    ("ii", "iy"), ("w", "v"), ("q", "k"), ("ss", "s"), ("mm", "m"), ("e", "i"), ("a", "e"), ("ch", "tsch"),
    ("j", "dsch"), ("z", "s"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("u", "o"), ("h", ""),
]  # fmt: skip


class Name(NamedTuple):
    family: str
    given: str


class Person(NamedTuple):
    name: Name
    birth: tuple[int, int, int]
    sex: str


@cache
def _words() -> dict[str, tuple[int, tuple[str, ...], tuple[str, ...]]]:
    data = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {key: (row["share"], tuple(row["given"].split()), tuple(row["family"].split())) for key, row in data.items()}


def people(count: int, seed: int = 1) -> Iterator[Person]:
    """Common names are common: the first words of a list are drawn more often; every fifth word is spelt otherwise."""
    dice = random.Random(seed)
    languages = _words()
    shares = [share for share, _given, _family in languages.values()]
    for language in dice.choices(list(languages), shares, k=count):
        _share, given, family = languages[language]
        names = [_draw(dice, given)]
        if dice.random() < 0.2:
            names.append(_draw(dice, given))
        year = 2026 - int(dice.triangular(0, 80, 28))
        month, day = (1, 1) if dice.random() < 0.12 else (dice.randint(1, 12), dice.randint(1, 28))
        name = Name(_draw(dice, family), " ".join(dict.fromkeys(names)))
        yield Person(name, (year, month, day), dice.choice(("female", "male")))


def _draw(dice: random.Random, words: tuple[str, ...]) -> str:
    word = words[int(len(words) * dice.random() ** 1.6)]
    roll = dice.random()
    if roll < 0.14:
        old, new = dice.choice(OTHERWISE)
        word = word.replace(old, new, 1)
    elif roll < 0.2:
        at = dice.randrange(1, len(word)) if len(word) > 1 else 0
        word = word[:at] + dice.choice("aeioumnrstlkdb") + word[at + dice.randint(0, 1) :]
    return word or "A"
