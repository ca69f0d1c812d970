"""A concept that says only what differs from another: `extends` names it, and its own entries follow.

An entry of the same key replaces the other's whole, a new one is added at the end. What is worked out is an ordinary
concept, checked and adopted like any other; only where a fault stands is remembered beside it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

SOURCE_KEYS = ("requirement", "practice", "ours", "reading")
# Worked cases about what the child replaces would fail, and are its business: table -> key that names the entry.
EXAMPLES = {"example": ("deadline", ("deadline", "retention")), "benefit_example": ("rule", ("benefit_rule",))}

Place = tuple[str | int, ...]


class CannotExtend(ValueError):
    """Why there is nothing to build on, in words for whoever writes concepts."""


@dataclass(frozen=True)
class Origin:
    """A file and its text."""

    filename: str
    text: str


@dataclass(frozen=True)
class Written:
    """What a concept says in the end, and for each entry that it did not write itself, where that stands."""

    raw: Mapping[str, Any]
    origin: Origin
    places: Mapping[Place, tuple[Origin, Place]] = field(default_factory=dict)

    def place_of(self, trail: Place) -> tuple[Origin, Place]:
        """The file in which something stands, and where there."""
        for length in (2, 1):
            if found := self.places.get(trail[:length]):
                origin, start = found
                return origin, (*start, *trail[length:])
        return self.origin, trail


Find = Callable[[str], tuple[Mapping[str, Any], Origin]]


def written(raw: Mapping[str, Any], origin: Origin, find: Find, chain: tuple[str, ...] = ()) -> Written:
    """`find` gives the text of another concept by its key, or raises CannotExtend."""
    parent_key = raw.get("extends")
    if parent_key is None:
        return Written(raw, origin)
    if not isinstance(parent_key, str):
        raise CannotExtend("extends muss der Schlüssel eines Konzepts sein, etwa kommune/2026-01-01")
    if parent_key in chain:
        raise CannotExtend(f"im Kreis: {' -> '.join((*chain, parent_key))}")
    if "in_force_on" not in raw:
        raise CannotExtend("„in_force_on“ fehlt: eine Fassung mit extends hat ihren eigenen ersten Tag")
    parent_raw, parent_origin = find(parent_key)
    parent = written(parent_raw, parent_origin, find, (*chain, parent_key))
    return _united(raw, origin, parent)


def _united(raw: Mapping[str, Any], origin: Origin, parent: Written) -> Written:
    own_source = any(key in raw for key in SOURCE_KEYS)
    merged: dict[str, Any] = {}
    places: dict[Place, tuple[Origin, Place]] = {}
    for name, value in parent.raw.items():
        if name == "extends" or (own_source and name in SOURCE_KEYS):
            continue
        if _is_list_of_tables(value) and _is_list_of_tables(raw.get(name, [])):
            merged[name] = list(_entries(name, value, raw, parent, origin, places))
        elif name == "note":
            merged[name] = {**value, **raw.get(name, {})}
            for key in value.keys() - raw.get(name, {}).keys():
                places[name, key] = parent.place_of((name, key))
        elif name not in raw:
            merged[name] = value
            places[(name,)] = parent.place_of((name,))
    merged |= {name: value for name, value in raw.items() if name not in merged and name != "extends"}
    return Written(merged, origin, places)


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _entries(
    name: str,
    theirs: list[dict[str, Any]],
    raw: Mapping[str, Any],
    parent: Written,
    origin: Origin,
    places: dict[Place, tuple[Origin, Place]],
) -> Iterator[dict[str, Any]]:
    """Theirs in their order, replaced where a key is the same, then what is new. Notes where each stands."""
    ours = raw.get(name, [])
    by_key = {entry["key"]: number for number, entry in enumerate(ours) if "key" in entry}
    number, used = 0, set[int]()
    for index, entry in enumerate(theirs):
        mine = by_key.get(entry.get("key"))
        if mine is not None:
            used.add(mine)
            places[name, number] = origin, (name, mine)
            yield ours[mine]
        elif _is_about_something_replaced(name, entry, raw):
            continue
        else:
            places[name, number] = parent.place_of((name, index))
            yield entry
        number += 1
    for index, entry in enumerate(ours):
        if index not in used:
            places[name, number] = origin, (name, index)
            yield entry
            number += 1


def _is_about_something_replaced(name: str, entry: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    if name not in EXAMPLES:
        return False
    key, tables = EXAMPLES[name]
    replaced = {other.get("key") for table in tables for other in raw.get(table, []) if isinstance(other, dict)}
    return entry.get(key) in replaced
