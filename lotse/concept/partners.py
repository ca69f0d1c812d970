"""Whom one works with outside the house: the kinds of partners, and the specialities of doctors."""

from collections.abc import Iterable
from dataclasses import dataclass

from lotse.concept import vocabulary as words
from lotse.concept.entries import Named


@dataclass(frozen=True, slots=True)
class PartnerKind(Named):
    """What a partner is. Those of the group `health` have specialities and stand in the list handed to a family."""

    group: words.PartnerGroup = "advice"


@dataclass(frozen=True, slots=True)
class Speciality(Named):
    """What a practice treats. How a family reads it in her language stands in `paper/texts/doctors.toml`."""


def kinds_of(kinds: Iterable[PartnerKind], group: str) -> tuple[str, ...]:
    """The keys of the kinds in a group."""
    return tuple(kind.key for kind in kinds if kind.group == group)
