"""A contact was struck: the deadlines it had met are met by another one, or open again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from lotse.accounts.actions import Actor, as_actor
from lotse.cases.actions import refresh_deadlines
from lotse.cases.models import Deadline
from lotse.rulebook import access as rulebook


@dataclass(frozen=True)
class Met:
    """A contact that remains, as far as deadlines ask for it."""

    file_id: UUID
    note_id: UUID
    form: str
    on: date


def meet_without(note: UUID, remaining: Iterable[Met], *, by: Actor) -> list[Deadline]:
    """Take back what `note` had met; the first of the remaining contacts counts instead. Returns the rows changed."""
    with as_actor(by, "unmeet_deadline"), transaction.atomic():
        rows = list(Deadline.objects.filter(met_by=note, superseded_at=None).select_related("file"))
        others = list(remaining)
        for row in rows:
            forms = rulebook.get(row.concept).rule(row.rule).forms
            fitting = [m for m in others if m.file_id == row.file_id and m.form in forms and m.on >= row.started_on]
            first = min(fitting, key=lambda m: (m.on, m.note_id), default=None)
            row.met_on, row.met_by = (first.on, first.note_id) if first else (None, None)
            row.save(update_fields=["met_on", "met_by"])
        refresh_deadlines([row.file for row in rows], by=by)  # in a closed file nothing is left to be done
        return rows
