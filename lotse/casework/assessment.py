"""The assessment (P-90 to P-98, P-108, P-166): begun, written aspect by aspect, rated, finished; then the next one."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.planning import Changed
from lotse.casework import versions
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.models import AspectEntry, Assessment, Rating
from lotse.casework.versions import copied, only_at_work, take_with
from lotse.vault.keys import open_key

WORDS = ("situation", "needs", "wishes", "coping", "resources")


def begin_version(cycle: Cycle, occasion: str, *, by: User) -> Assessment:
    """The next version begins with what the last one says. One that is at work already goes on."""

    def carry_on(last: Assessment, made: Assessment, key: bytes) -> None:
        for entry in last.entries.all():
            copied(entry, key, assessment=made, by=by.pk).save(force_insert=True)
        ratings = [Rating(assessment=made, field=r.field, attainment=r.attainment) for r in last.ratings.all()]
        Rating.objects.bulk_create(ratings)

    return versions.begin(
        Assessment, cycle, "begin_assessment", carry_on, why=occasion, by=by, occasion=occasion
    )  # fmt: skip


def record_aspect(
    assessment: Assessment, aspect: str, said: str, words: Mapping[str, str], *, version: int, by: User
) -> AspectEntry:
    """What was said about one aspect. Somebody who was faster keeps her words, and so does who comes second."""
    only_at_work(assessment)
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
    only_at_work(assessment)
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
    only_at_work(assessment)
    with as_actor(by, "finish_assessment"), transaction.atomic():
        step = take_with(assessment, "assessment", on, deviation=deviation, by=by)
        assessment.taken = step
        assessment.save(update_fields=["taken"])
        return step


def discard(assessment: Assessment, *, by: User) -> None:
    versions.discard(assessment, "discard_assessment", by=by)
