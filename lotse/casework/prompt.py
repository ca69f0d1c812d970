"""Should somebody be taken into case management? Several care problems in the early period raise the question (P-85);
a person answers it, with a reason and if need be a day to ask again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.method import ENDED, STARTED
from lotse.cases.models import Event, File
from lotse.cases.words import title
from lotse.casework.cycle import begin, only_growing
from lotse.casework.cycles import Cycle
from lotse.casework.models import PromptAnswer
from lotse.concept.cycle import care_problems
from lotse.concept.entries import Source
from lotse.concept.model import Concept
from lotse.notes.models import NoteField
from lotse.rulebook import access as rulebook
from lotse.ui.prepared import prepared


@dataclass(frozen=True)
class Prompt:
    """The question with what it rests on."""

    since: date
    fields: tuple[tuple[str, date], ...]  # title of the field, first note about it
    number: int
    within: int
    source: Source
    asked_again: bool = False


def asks(concept: Concept) -> bool:
    return bool(concept.steps and concept.parameter("care-problems") and concept.parameter("care-problems-within-days"))


def prompts_of(groups: Sequence[Sequence[File]], today: date) -> dict[UUID, Prompt]:
    """For each group of files (a household, the file it is asked for first) the question if it is open, by that file.
    A fixed number of queries."""
    asking = [group for group in groups if group and asks(rulebook.get(group[0].concept))]
    if not asking:
        return {}
    files = tuple(f.pk for group in asking for f in group)
    firsts: dict[UUID, dict[str, date]] = defaultdict(dict)
    for file, field, on in _first_days(files):
        firsts[file][field] = on
    reached = {g[0].pk: found for g in asking if (found := _reached(g, firsts)) is not None}
    if not reached:
        return {}
    concerned = [g for g in asking if g[0].pk in reached]
    settled, again = _answered(tuple(f.pk for g in concerned for f in g), today)
    return {
        g[0].pk: Prompt(**{**reached[g[0].pk].__dict__, "asked_again": any(f.pk in again for f in g)})
        for g in concerned
        if not any(f.pk in settled for f in g)
    }


def _reached(group: Sequence[File], firsts: dict[UUID, dict[str, date]]) -> Prompt | None:
    file = group[0]
    concept = rulebook.get(file.concept)
    number, within = concept.parameter("care-problems"), concept.parameter("care-problems-within-days")
    assert number is not None
    assert within is not None
    together: dict[str, date] = {}
    for f in group:
        for field, on in firsts[f.pk].items():
            together[field] = min(on, together.get(field, on))
    opened_on = min(f.opened_on for f in group)
    found = care_problems(together, opened_on, number=int(number.value), within=int(within.value))
    if found is None:
        return None
    keys, since = found
    fields = tuple((title(concept.fields_of_action, key), together[key]) for key in keys)
    return Prompt(since, fields, int(number.value), int(within.value), number.source)


@prepared
def _first_days(files: tuple[UUID, ...]) -> QuerySet[NoteField, tuple[UUID, str, date]]:
    rows = NoteField.objects.filter(
        note__in_files__file__in=files, note__finalised_at__isnull=False, note__struck_at=None, note__is_group=False
    )
    return (
        rows.order_by()
        .values("note__in_files__file", "field")
        .annotate(first=Min("note__on"))
        .values_list("note__in_files__file", "field", "first")
    )


def _answered(files: tuple[UUID, ...], today: date) -> tuple[set[UUID], set[UUID]]:
    """Files for which the question is settled, and those of which the day to ask again has come."""
    settled, again = set(_managed(files)), set()
    newest = {file: (answer, until_on) for file, answer, until_on in _answers(files)}
    for file, (answer, until_on) in newest.items():
        if answer == PromptAnswer.Answer.NO or (until_on is not None and today < until_on):
            settled.add(file)
        elif answer == PromptAnswer.Answer.LATER:
            again.add(file)
    return settled, again


@prepared
def _managed(files: tuple[UUID, ...]) -> QuerySet[File, UUID]:
    """Files that have or had a cycle, or its beginning as an event."""
    runs = Cycle.objects.filter(file=OuterRef("pk"))
    events = Event.objects.filter(file=OuterRef("pk"), kind__in=[STARTED, ENDED], cancelled_at=None)
    return File.objects.filter(Exists(runs) | Exists(events), pk__in=files).order_by().values_list("pk", flat=True)


@prepared
def _answers(files: tuple[UUID, ...]) -> QuerySet[PromptAnswer, tuple[UUID, str, date | None]]:
    rows = PromptAnswer.objects.filter(file__in=files).order_by("at", "pk")
    return rows.values_list("file_id", "answer", "until_on")


def answer_prompt(
    file: File, answer: str, reason: str, on: date, *, words: str = "", until_on: date | None = None, by: User
) -> PromptAnswer:
    """Checked: with what result and why. An interview to come opens the cycle."""
    only_growing(file)
    with as_actor(by, "answer_prompt", answer), transaction.atomic():
        row = PromptAnswer.objects.create(
            file=file, on=on, answer=answer, reason=reason, words=words or None,
            until_on=until_on if answer == PromptAnswer.Answer.LATER else None, by=by.pk,
        )  # fmt: skip
        if answer == PromptAnswer.Answer.INTERVIEW:
            begin(file, on, by=by)
        return row


def answers_of(files: Iterable[UUID]) -> list[PromptAnswer]:
    """What was answered so far, the newest first."""
    return list(PromptAnswer.objects.filter(file__in=files).order_by("-on", "-pk"))
