"""What *Heute* says of the people somebody works with by law: papers that run out, and benefits that may change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.expiry import is_brought_up, paper_line
from lotse.cases.mine import Mine
from lotse.cases.models import Answer, File
from lotse.cases.questions import topic_of
from lotse.cases.suggestions import findings_for, short, statuses_of
from lotse.cases.words import name_of
from lotse.people.models import ResidenceStatus
from lotse.rulebook import access as rulebook
from lotse.ui.names import WrittenName
from lotse.ui.prepared import prepared


@dataclass(frozen=True)
class Paper:
    file_id: UUID
    name: WrittenName
    until_on: date
    text: str
    status_id: UUID


@dataclass(frozen=True)
class Hint:
    """A suggestion about a benefit, or a question the concept has."""

    file_id: UUID
    name: WrittenName
    rule: str
    text: str
    is_due: bool  # its day has come


@dataclass(frozen=True)
class Watch:
    papers: list[Paper]
    hints: list[Hint]


def watch_for(held: Rights, today: date, worked_on: Sequence[Mine]) -> Watch:
    """Of the people I work with; what has been answered stays away. A fixed number of queries."""
    mine = [row.file for row in worked_on if row.is_led]
    if not mine:
        return Watch([], [])
    said = set(_answered(tuple(file.pk for file in mine), today))
    rows = statuses_of(tuple(file.person_id for file in mine))
    decides = held.may(Action.EDIT_FILE)
    return Watch(_papers(mine, rows, said, today), _hints(mine, rows, said, today) if decides else [])


def _papers(mine: list[File], rows: list[ResidenceStatus], said: set[tuple[UUID, str]], today: date) -> list[Paper]:
    """Those that have reached a stage of their reminder or have run out; the latter whatever was said."""
    files, found = {file.person_id: file for file in mine}, []
    for row in rows:
        file, until = files[row.person_id], row.valid_until_on
        if until is None or row.from_on > today or (row.until_on is not None and row.until_on < today):
            continue
        concept = rulebook.get(file.concept)
        is_put_off = until >= today and (file.pk, topic_of("paper", row.pk)) in said
        if not is_put_off and is_brought_up(concept, row.status, until, row.pending_since, today):
            text = paper_line(concept, row.status, until, row.pending_since, today)
            found.append(Paper(file.pk, name_of(file.person, file.concept), until, text, row.pk))
    return found


def _hints(mine: list[File], rows: list[ResidenceStatus], said: set[tuple[UUID, str]], today: date) -> list[Hint]:
    """What changes a benefit that is known. What is merely missing waits on the page of the person."""
    files = {file.pk: file for file in mine}
    return [
        Hint(
            pk, name_of(files[pk].person, files[pk].concept), one.rule.key,
            short(one, rulebook.get(files[pk].concept)), one.from_on is not None and one.from_on <= today,
        )
        for pk, found in findings_for(mine, today, rows).items()
        for one, facts in found
        if facts.benefit and one.outcome != "missing" and (pk, topic_of("benefit-rule", one.rule.key)) not in said
    ]  # fmt: skip


@prepared
def _answered(files: tuple[UUID, ...], today: date) -> QuerySet[Answer, tuple[UUID, str]]:
    """By file, the questions that have an answer today; "later" holds until the day before."""
    rows = Answer.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=today), file__in=files)
    return rows.values_list("file", "topic")
