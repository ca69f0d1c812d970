"""The assessment (P-90 to P-98, P-108, P-166): begun, written aspect by aspect, rated, finished; then the next one."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.planning import Changed
from lotse.casework.cycle import lacks_of, only_open, take
from lotse.casework.cycles import Cycle, OfCycle, StepTaken
from lotse.casework.models import AspectEntry, Assessment, Rating
from lotse.ui.ids import uuid7
from lotse.vault.keys import open_key

WORDS = ("situation", "needs", "wishes", "coping", "resources")


def at_work(cycle: Cycle) -> Assessment | None:
    return Assessment.objects.filter(cycle=cycle, taken=None).first()


def begin_version(cycle: Cycle, occasion: str, *, by: User) -> Assessment:
    """The next version begins with what the last one says. One that is at work already goes on."""
    only_open(cycle)
    with as_actor(by, "begin_assessment", occasion), transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        if found := at_work(cycle):
            return found
        last = Assessment.objects.filter(cycle=cycle).order_by("number").last()
        made = Assessment.objects.create(
            cycle=cycle, number=last.number + 1 if last else 1, occasion=occasion, by=by.pk
        )  # fmt: skip
        if last:
            _copy(last, made, by)
        return made


def _copy(last: Assessment, made: Assessment, by: User) -> None:
    key = open_key(made.cycle.file_id)
    for entry in last.entries.all():
        copied(entry, key, assessment=made, by=by.pk).save(force_insert=True)
    Rating.objects.bulk_create(
        Rating(assessment=made, field=r.field, attainment=r.attainment) for r in last.ratings.all()
    )  # fmt: skip


def copied(row: OfCycle, key: bytes, **changed: object) -> OfCycle:
    """The same words under a new id: each sealed anew, for a sealed text opens in its own row only."""
    row.fresh_key = key
    names = [f.name for f in row._meta.concrete_fields if f.name not in ("id", "at", "version")]
    values = {name: getattr(row, name) for name in names} | changed
    made = type(row)(id=uuid7(), **values)
    made.fresh_key = key
    return made


def record_aspect(
    assessment: Assessment, aspect: str, said: str, words: Mapping[str, str], *, version: int, by: User
) -> AspectEntry:
    """What was said about one aspect. Somebody who was faster keeps her words, and so does who comes second."""
    _only_at_work(assessment)
    with as_actor(by, "record_aspect"), transaction.atomic():
        Assessment.objects.select_for_update().get(pk=assessment.pk)
        row = AspectEntry.objects.filter(assessment=assessment, aspect=aspect).first()
        if (row.version if row else 0) != version:
            raise Changed(_("Jemand hat diesen Aspekt in der Zwischenzeit geändert."))
        row = row or AspectEntry(assessment=assessment, aspect=aspect, by=by.pk, version=0)
        row.assessment, row.fresh_key = assessment, open_key(assessment.cycle.file_id)
        row.said = said
        for name in WORDS:
            setattr(row, name, (words.get(name) or None) if said == AspectEntry.Said.TALKED else None)
        row.version += 1
        row.save()
        return row


def rate(assessment: Assessment, levels: Mapping[str, str], *, by: User) -> None:
    """The level of each field of action; an empty one takes it away."""
    _only_at_work(assessment)
    with as_actor(by, "rate"), transaction.atomic():
        there = {r.field: r for r in assessment.ratings.select_for_update()}
        for field, attainment in levels.items():
            row = there.get(field)
            if not attainment:
                if row:
                    row.delete()
            elif row is None:
                Rating.objects.create(assessment=assessment, field=field, attainment=attainment)
            elif row.attainment != attainment:
                row.attainment = attainment
                row.save(update_fields=["attainment"])


def finish(assessment: Assessment, on: date, *, deviation: str = "", by: User) -> StepTaken:
    """From now on it is read only; what changes later is the next version."""
    _only_at_work(assessment)
    with as_actor(by, "finish_assessment"), transaction.atomic():
        cycle = Cycle.objects.select_for_update().select_related("file").get(pk=assessment.cycle_id)
        _only_at_work(Assessment.objects.select_related("cycle__file").get(pk=assessment.pk))  # nobody was faster
        step = take(cycle, "assessment", on, deviation=deviation, lacks=lacks_of(cycle, "assessment"), by=by)
        assessment.taken = step
        assessment.save(update_fields=["taken"])
        return step


def discard(assessment: Assessment, *, by: User) -> None:
    """A version nobody has finished goes; the finished ones stay."""
    _only_at_work(assessment)
    with as_actor(by, "discard_assessment"), transaction.atomic():
        assessment.delete()


def _only_at_work(assessment: Assessment) -> None:
    only_open(assessment.cycle)
    if assessment.taken_id is not None:
        raise Refused(_("Diese Fassung ist abgeschlossen. Beginnen Sie eine neue."))
