"""How many moved into a flat of their own in a time (P-152): by provider, and who, for those who may open the files."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.models import File
from lotse.cases.words import name_of
from lotse.concept.entries import Source
from lotse.concept.model import Concept
from lotse.programmes.figures import Move, households_of, moves
from lotse.reports import small
from lotse.ui.names import WrittenName


@dataclass(frozen=True)
class Line:
    """Of one provider."""

    organisation: UUID
    name: str
    number: int  # of people
    households: int
    openable: int  # of how many people the reader may open the file
    openable_households: int  # of these moves


@dataclass(frozen=True)
class Moved:
    file_id: UUID
    name: WrittenName
    on: date


def lines(held: Rights, from_on: date, until_on: date, today: date) -> list[Line]:
    """By name; a fixed number of questions."""
    by_provider: dict[UUID, list[Move]] = defaultdict(list)
    for move in moves(files_for(held, Action.FIGURES, today), from_on, until_on):
        by_provider[move.organisation].append(move)
    mine = {move.event for move in moves(files_for(held, Action.OPEN_FILE, today), from_on, until_on)}
    if hides(held, from_on, until_on):
        named = small.providers(files_for(held, Action.FIGURES, today))
    else:
        named = [(pk, some[0].provider) for pk, some in by_provider.items()]
    found = [
        Line(
            pk, name, len(some), households_of(some), sum(move.event in mine for move in some),
            households_of(move for move in some if move.event in mine),
        )
        for pk, name in named
        for some in [by_provider[pk]]
    ]  # fmt: skip
    return sorted(found, key=lambda line: line.name)


def hides(held: Rights, from_on: date, until_on: date) -> bool:
    return small.sees_nothing(held, Action.OPEN_FILE, whole=small.is_year(from_on, until_on))


def shown(held: Rights, found: list[Line], from_on: date, until_on: date) -> tuple[small.Shown, small.Shown]:
    """People and households: for who may open the files the numbers; for all others none that could be a person
    somebody knows. Where the people are hidden, so are the households they moved as."""
    if hides(held, from_on, until_on):
        return small.nothing(len(found)), small.nothing(len(found))
    whole = small.is_year(from_on, until_on)
    people_ = small.column([line.number for line in found], [line.openable for line in found], whole=whole)
    households = small.column(
        [line.households for line in found], [line.openable_households for line in found], whole=whole
    )
    if not people_.has_hidden:
        return people_, households
    cells = tuple(
        cell if not isinstance(beside, str) else beside
        for cell, beside in zip(households.lines, people_.lines, strict=True)
    )
    return people_, small.Shown(cells, small.WITHHELD)


def people(held: Rights, organisation: UUID, from_on: date, until_on: date, today: date) -> list[Moved]:
    """The newest first; only those whose file the reader may open, and only from what the reader sees counted."""
    reach = files_for(held, Action.FIGURES, today) & files_for(held, Action.OPEN_FILE, today)
    found = moves(reach.filter(organisation=organisation), from_on, until_on)
    files = File.objects.filter(pk__in={move.file for move in found}).select_related("person").in_bulk()
    return [
        Moved(move.file, name_of(files[move.file].person, files[move.file].concept), move.on) for move in found
    ]  # fmt: skip


def why_counted(concept: Concept) -> Source | None:
    """The sentence behind it, where the concept knows the step."""
    steps = [procedure.step("move") for procedure in concept.housing_procedures]
    return next((step.source for step in steps if step), None)
