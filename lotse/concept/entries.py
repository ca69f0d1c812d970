"""What every entry of a concept has: a key, a title and a source. `table("x")` names the TOML table of a list,
`ref("xs")` says that a value must be a key in that list of the same file."""

from dataclasses import dataclass, field
from typing import Any, Literal

from lotse.concept.quotes import Quote, quote
from lotse.concept.vocabulary import Text


def table(name: str) -> Any:
    return field(default=(), metadata={"toml": name})


def ref(target: str, default: Any = "") -> Any:
    return field(default=default, metadata={"ref": target})


@dataclass(frozen=True, slots=True)
class Source:
    """Where an entry comes from. `text` is the note of a practice or of ours, or our reading of a requirement."""

    kind: Literal["requirement", "practice", "ours"]
    ids: tuple[str, ...] = ()
    text: Text | None = None

    @property
    def id(self) -> str:
        return self.ids[0] if self.ids else ""

    @property
    def quotes(self) -> tuple[Quote, ...]:
        return tuple(quote(requirement) for requirement in self.ids)


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    title: Text
    source: Source


@dataclass(frozen=True, slots=True)
class Named(Entry):
    """An entry that imports find by its title or one of its aliases."""

    aliases: tuple[str, ...] = ()
