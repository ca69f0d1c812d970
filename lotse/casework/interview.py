"""The first interview: agreed as an appointment, recorded, and decided upon (P-86 to P-89, P-136)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases import planning
from lotse.cases.actions import Refused
from lotse.cases.models import File
from lotse.cases.planning import Changed, Plan
from lotse.casework.cycle import ENDS_WITHOUT, begin, close, lacks_of, only_open, start, take
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.models import Interview, InterviewTold
from lotse.concept.vocabulary import CycleDecision


@dataclass(frozen=True)
class Spoken:
    """What is said about the interview."""

    on: date
    user: User
    language: str = ""
    with_interpreter: bool = False
    problems: str = ""
    motivation: str = ""
    problem_fits: bool | None = None
    is_motivated: bool | None = None
    told: tuple[str, ...] = ()


def invite(file: File, plan: Plan, on: date, *, by: User) -> Cycle:
    """An appointment for the first interview. A former one stays in the calendar until it is settled."""
    with as_actor(by, "invite"), transaction.atomic():
        cycle = begin(file, on, by=by)
        cycle.appointment = planning.make_appointment(file, plan, by=by)
        cycle.save(update_fields=["appointment"])
        return cycle


def record_interview(cycle: Cycle, said: Spoken, *, version: int, by: User) -> Interview:
    """What came up in the interview; as long as nothing is decided it can be added to."""
    only_open(cycle)
    with as_actor(by, "record_interview"), transaction.atomic():
        row = Interview.objects.select_for_update().filter(cycle=cycle).first()
        if row is not None and row.version != version:
            raise Changed(_("Jemand hat das Erstgespräch in der Zwischenzeit geändert."))
        if row is None:
            if version > 1:
                raise Changed(_("Jemand hat das Erstgespräch in der Zwischenzeit geändert."))
            row = Interview(cycle=cycle, by=by.pk)
        else:
            if row.taken_id is not None:
                raise Refused(_("Es ist schon entschieden. Nehmen Sie die Entscheidung zurück, um etwas zu ändern."))
            row.version += 1
        row.cycle = cycle
        row.on, row.user, row.language, row.with_interpreter = said.on, said.user, said.language, said.with_interpreter
        row.problems, row.motivation = said.problems or None, said.motivation or None
        row.problem_fits, row.is_motivated = said.problem_fits, said.is_motivated
        row.save()
        _tell(row, set(said.told))
        return row


def _tell(row: Interview, wanted: set[str]) -> None:
    there = set(row.told.values_list("item", flat=True))
    row.told.filter(item__in=there - wanted).delete()
    for item in sorted(wanted - there):
        InterviewTold.objects.create(interview=row, item=item)


def decide(
    row: Interview, decision: CycleDecision, on: date, *, words: str = "", deviation: str = "", by: User
) -> StepTaken:
    """Case management, or help on occasion: then this run has ended before it began."""
    if on < row.on:
        raise Refused(_("Der Tag liegt vor dem Gespräch."))
    with as_actor(by, "decide_case_management", decision), transaction.atomic():
        cycle = Cycle.objects.select_for_update().select_related("file").get(pk=row.cycle_id)
        if Interview.objects.filter(pk=row.pk, taken__isnull=False).exists():
            raise Refused(_("Es ist schon entschieden."))
        lacks = lacks_of(cycle, "first-interview") if decision == "case-management" else []
        step = take(cycle, "first-interview", on, outcome=decision, deviation=deviation, lacks=lacks, by=by)
        row.cycle, row.taken, row.decision_words = cycle, step, words or None
        row.version += 1
        row.save(update_fields=["taken", "decision_words", "version"])
        if decision == ENDS_WITHOUT:
            close(cycle, on)
        else:
            start(cycle, on, by=by)
        return step
