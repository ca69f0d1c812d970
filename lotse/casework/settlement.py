"""The integration agreement, where the concept has this step (W-11): concluded on a day, with its paper."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.casework.cycle import lacks_of, only_open, take
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.steered import Settlement


def of(cycle: Cycle) -> Settlement | None:
    return Settlement.objects.filter(cycle=cycle).select_related("cycle__file", "taken").first()


def conclude(
    cycle: Cycle, on: date, *, document: UUID | None = None, words: str = "", deviation: str = "", by: User
) -> StepTaken:
    """Once taken back it can be concluded again; the row is the same, the step is another."""
    only_open(cycle)
    with as_actor(by, "conclude_agreement"), transaction.atomic():
        locked = Cycle.objects.select_for_update().select_related("file").get(pk=cycle.pk)
        row = of(locked) or Settlement(cycle=locked, by=by.pk, version=0)
        if row.taken_id is not None:
            raise Refused(_("Die Eingliederungsvereinbarung ist schon geschlossen."))
        lacks = lacks_of(locked, "integration-agreement")
        step = take(locked, "integration-agreement", on, deviation=deviation, lacks=lacks, by=by)
        row.cycle, row.document_id, row.words, row.taken = locked, document, words or None, step
        row.version += 1
        row.save()
        return step
