"""Comparing names and labels as people write them: case, umlauts, hyphens and spaces do not matter."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol, TypeVar

from lotse.concept.vocabulary import Text


class Labelled(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


L = TypeVar("L", bound=Labelled)


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Dümmersdorf, DUEMMERSDORF and Dummers-Dorf fold to the same string."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"([aou])e", r"\1", plain)
    return re.sub(r"[\W_]+", "", plain)


def find(entries: Iterable[L], label: str) -> L | None:
    """The entry whose key, title or alias is this label; the first in the order of the concept wins."""
    wanted = fold(label)
    if not wanted:
        return None
    for entry in entries:
        names = (entry.key, entry.title.de, entry.title.en, *entry.aliases)
        if wanted in {fold(name) for name in names}:
            return entry
    return None
