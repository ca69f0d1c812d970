"""What can happen to a cycle as a whole: begun, a step of it taken, taken back, ended.

A step says what it lacks (`concept.cycle.shut`). Whoever goes on all the same gives a reason, which is kept with the
step: the gate guards what we do, and hides nothing that was done.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused, correct_event, record_event
from lotse.cases.method import ENDED, STARTED
from lotse.cases.models import Event, File
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.facts import facts_of
from lotse.casework.models import Agreement, Assessment, Closure, HelpPlan, Interview, Settlement
from lotse.concept.cycle import Lack, Step, shut
from lotse.concept.vocabulary import StepKind
from lotse.rulebook import access as rulebook

ENDS_WITHOUT = "occasional"  # the decision after the first interview that ends a cycle before it began

# What a step is taken with, and whether there are versions of it.
TAKEN_WITH: tuple[tuple[type[Any], bool], ...] = (
    (Interview, False), (Assessment, True), (Agreement, True), (HelpPlan, True), (Settlement, False), (Closure, False),
)  # fmt: skip


class Lacking(Refused):
    """Something is missing, and no reason was given for going on all the same."""

    def __init__(self, lacks: list[Lack]) -> None:
        super().__init__(_("Es fehlt noch etwas. Gehen Sie trotzdem weiter, sagen Sie bitte, warum."))
        self.lacks = lacks


def only_open(cycle: Cycle) -> None:
    """A closed cycle is read only, and so is one in a closed file."""
    only_growing(cycle.file)
    if not cycle.is_open:
        raise Refused(_("Diese Fallsteuerung ist beendet. Nehmen Sie sie zuerst wieder auf."))


def only_growing(file: File) -> None:
    if not file.can_grow:
        raise Refused(_("Die Akte ist geschlossen. Öffnen Sie sie zuerst wieder."))


def step_of(cycle: Cycle, kind: StepKind) -> Step | None:
    """The step of this kind in the concept the file runs under."""
    return next((s for s in rulebook.get(cycle.file.concept).steps if s.kind == kind), None)


def lacks_of(cycle: Cycle, kind: StepKind) -> list[Lack]:
    concept, step = rulebook.get(cycle.file.concept), step_of(cycle, kind)
    return shut(step, concept.steps, facts_of(cycle)) if step else []


def begin(file: File, on: date, *, by: User) -> Cycle:
    """The open run of a file, or a new one. One that was entered as an event only is taken up."""
    only_growing(file)
    with as_actor(by, "begin_cycle"), transaction.atomic():
        File.objects.select_for_update().get(pk=file.pk)  # two who begin at the same time get the same one
        found = Cycle.objects.filter(file=file, ended_on=None).select_related("file").first()
        return found or Cycle.objects.create(file=file, opened_on=on, started=running_event(file), by=by.pk)


def running_event(file: File) -> Event | None:
    """The start of case management, if the latest word in the file is that it has begun."""
    latest = _latest_event(file)
    return latest if latest and latest.kind == STARTED else None


def _latest_event(file: File) -> Event | None:
    """As Annex 1 reads it: the last word decides whether a file counts."""
    rows = Event.objects.filter(file=file, kind__in=[STARTED, ENDED], cancelled_at=None)
    return rows.order_by("on", "recorded_at").last()


def take(
    cycle: Cycle, kind: StepKind, on: date, *, outcome: str = "", deviation: str = "", lacks: Iterable[Lack], by: User
) -> StepTaken:
    """Write down that a step is taken. The verb of the step calls it inside its own transaction."""
    only_open(cycle)
    found = list(lacks)
    if found and not deviation.strip():
        raise Lacking(found)
    step = step_of(cycle, kind)
    return StepTaken.objects.create(
        cycle=cycle, step=step.key if step else "", kind=kind, outcome=outcome, on=on, concept=cycle.file.concept,
        lacked=" ".join(lack.code for lack in found)[:300], deviation=deviation.strip() or None if found else None,
        by=by.pk,
    )  # fmt: skip


def undo(step: StepTaken, words: str, *, by: User) -> None:
    """Taken back with a reason. The step stays visible, struck; what hung on it can be worked on again."""
    cycle = step.cycle
    only_growing(cycle.file)
    if not words.strip():
        raise Refused(_("Bitte sagen Sie, warum der Schritt zurückgenommen wird."))
    with as_actor(by, "undo_step", step.kind), transaction.atomic():
        row = StepTaken.objects.select_for_update().select_related("cycle__file").get(pk=step.pk)
        if row.undone_at is not None:
            return
        if not row.cycle.is_open and not _has_ended(row):
            raise Refused(_("Diese Fallsteuerung ist beendet. Nehmen Sie zuerst das Ende zurück."))
        _release(row)
        _take_back(row, by)
        row.undone_at, row.undone_by, row.undone_words = timezone.now(), by.pk, words.strip()
        row.save(update_fields=["undone_at", "undone_by", "undone_words"])


def _has_ended(step: StepTaken) -> bool:
    return step.kind == "closure" or step.outcome == ENDS_WITHOUT


def _release(step: StepTaken) -> None:
    for model, has_versions in TAKEN_WITH:
        row = model.objects.filter(taken=step).first()
        if row is None:
            continue
        if has_versions and model.objects.filter(cycle=row.cycle_id, taken=None).exists():
            raise Refused(
                _("Eine neue Fassung ist schon in Arbeit. Verwerfen Sie sie, um die letzte wieder zu öffnen.")
            )
        if has_versions and model.objects.filter(cycle=row.cycle_id, number__gt=row.number).exists():
            raise Refused(_("Danach gibt es schon eine neue Fassung. Nehmen Sie zuerst diese zurück."))
        row.taken = None
        row.save(update_fields=["taken"])


def _take_back(step: StepTaken, by: User) -> None:
    """The event in the file goes with the step it was recorded for."""
    cycle = step.cycle
    if _has_ended(step):
        if Cycle.objects.filter(file=cycle.file_id, ended_on=None).exists():
            raise Refused(_("Eine neue Fallsteuerung ist schon begonnen; diese bleibt beendet."))
        ended = standing(cycle.ended)
        if ended and _latest_event(cycle.file) != ended:
            raise Refused(_("Danach gab es schon eine weitere Fallsteuerung; diese bleibt beendet."))
        _cancel(ended, by)
        cycle.ended_on, cycle.ended = None, None
    elif step.kind == "first-interview":
        _cancel(cycle.started, by)
        cycle.started = None
    cycle.save(update_fields=["ended_on", "ended", "started"])


def _cancel(event: Event | None, by: User) -> None:
    if found := standing(event):
        correct_event(found, None, by=by)


def standing(event: Event | None) -> Event | None:
    """The event itself, or what it was corrected to; None once it was cancelled."""
    while event is not None and event.cancelled_at is not None:
        event = event.replaced_by
    return event


def start(cycle: Cycle, on: date, *, by: User) -> None:
    """It counts in the statistics from this day; where the event stands already, from that."""
    if standing(cycle.started) is None:
        latest = _latest_event(cycle.file)
        if latest and latest.kind == ENDED and on < latest.on:
            raise Refused(_("Der Tag liegt vor dem Ende der letzten Fallsteuerung."))
        cycle.started = running_event(cycle.file) or record_event(cycle.file, STARTED, on, by=by)
        cycle.save(update_fields=["started"])


def end(
    cycle: Cycle, on: date, reason: str, *, deviation: str = "", lacks: Iterable[Lack] | None = None, by: User
) -> StepTaken:
    """Case management ends, and with it the count in the statistics. From then on the cycle is read only."""
    with as_actor(by, "end_cycle", reason), transaction.atomic():
        only_open(Cycle.objects.select_for_update().select_related("file").get(pk=cycle.pk))  # nobody was faster
        found = lacks_of(cycle, "closure") if lacks is None else lacks
        step = take(cycle, "closure", on, outcome=reason, deviation=deviation, lacks=found, by=by)
        if begun := standing(cycle.started):
            if on < begun.on:
                raise Refused(_("Der Tag liegt vor der Übernahme."))
            cycle.ended = record_event(cycle.file, ENDED, on, by=by)
        close(cycle, on)
        return step


def close(cycle: Cycle, on: date) -> None:
    cycle.ended_on = on
    cycle.save(update_fields=["ended_on", "ended"])


def drop(cycle: Cycle, *, by: User) -> None:
    """Begun by mistake, and nothing came of it: it goes."""
    only_open(cycle)
    with as_actor(by, "drop_cycle"), transaction.atomic():
        if StepTaken.objects.filter(cycle=cycle).exists() or Interview.objects.filter(cycle=cycle).exists():
            raise Refused(_("Hier ist schon etwas festgehalten. Beenden Sie die Fallsteuerung stattdessen."))
        cycle.delete()
