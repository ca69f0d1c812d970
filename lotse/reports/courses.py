"""How many integration courses were passed in a time (P-151): by provider, and who, for those who may know it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.models import File
from lotse.cases.words import name_of, title
from lotse.programmes.figures import counting, passed
from lotse.programmes.models import Course
from lotse.reports import small
from lotse.rulebook import access as rulebook
from lotse.ui.names import WrittenName


@dataclass(frozen=True)
class Line:
    """Of one provider: how many, and of how many of them the reader may see who it was."""

    organisation: UUID
    name: str
    number: int
    openable: int
    reached: int  # of how many of them the reader may open the file


@dataclass(frozen=True)
class Passed:
    """One of those counted, with the person."""

    file_id: UUID
    name: WrittenName
    kind: str
    level: str
    on: date


def lines(held: Rights, from_on: date, until_on: date, today: date) -> list[Line]:
    """By name; a fixed number of questions."""
    all_, names = _counted(files_for(held, Action.FIGURES, today), from_on, until_on)
    known, _names = _counted(_who(held, today), from_on, until_on)
    reached, _names = _counted(files_for(held, Action.OPEN_FILE, today), from_on, until_on)
    if hides(held, from_on, until_on):
        names = dict(small.providers(files_for(held, Action.FIGURES, today)))
    numbers = [(pk, name, all_.get(pk, 0)) for pk, name in names.items()]
    found = [
        Line(pk, name, number, min(number, known.get(pk, 0)), min(number, reached.get(pk, 0)))
        for pk, name, number in numbers
    ]
    return sorted(found, key=lambda line: line.name)


def hides(held: Rights, from_on: date, until_on: date) -> bool:
    return small.sees_nothing(held, Action.OPEN_FILE, whole=small.is_year(from_on, until_on))


def shown(held: Rights, found: list[Line], from_on: date, until_on: date) -> tuple[small.Shown]:
    """For who may open the files the numbers; for all others none that could be a person somebody knows."""
    if hides(held, from_on, until_on):
        return (small.nothing(len(found)),)
    whole = small.is_year(from_on, until_on)
    return (small.column([line.number for line in found], [line.reached for line in found], whole=whole),)


def _who(held: Rights, today: date) -> QuerySet[File]:
    """Whose courses one may look at: what somebody takes part in is read with the notes."""
    return files_for(held, Action.READ_NOTES, today)


def _counted(files: QuerySet[File], from_on: date, until_on: date) -> tuple[dict[UUID, int], dict[UUID, str]]:
    numbers: dict[UUID, int] = defaultdict(int)
    names: dict[UUID, str] = {}
    for organisation, name, concept, kind, n in passed(files, from_on, until_on):
        if kind in counting(concept):
            numbers[organisation] += n
            names[organisation] = name
    return dict(numbers), names


def people(held: Rights, organisation: UUID, from_on: date, until_on: date, today: date) -> list[Passed]:
    """The newest first; only those whose file the reader may look into, and only from what the reader sees counted."""
    rows: Iterable[Course] = (
        Course.objects.filter(
            file__in=_who(held, today) & files_for(held, Action.FIGURES, today), file__organisation=organisation,
            result="passed", result_on__gte=from_on, result_on__lte=until_on,
        )
        .select_related("file__person")
        .defer("provider", "words")
        .order_by("-result_on", "pk")
    )  # fmt: skip
    return [
        Passed(
            row.file_id, name_of(row.file.person, row.file.concept),
            title(rulebook.get(row.file.concept).federal.course_kinds, row.kind), row.result_level, row.result_on,
        )
        for row in rows
        if row.kind in counting(row.file.concept) and row.result_on
    ]  # fmt: skip
