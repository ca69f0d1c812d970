"""What was readable before it had a sealed column: moved into it at night, for a migration may not run our code."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from lotse.accounts.actions import Actor, as_actor
from lotse.cases.models import Appointment, FileContent
from lotse.people.models import Absence, FurtherName
from lotse.rulebook import access as rulebook
from lotse.vault.keys import open_keys

BATCH = 500
ABOUT_HEALTH = {"illness": Appointment.Reason.PREVENTED}  # reasons that are no longer given: what stands instead


def seal_what_was_readable(*, by: Actor) -> int:
    """How many rows were moved. Done again it finds none, and broken off it goes on where it stopped."""
    with as_actor(by, "seal_what_was_readable"):
        return sum((_absences(), _names(), _contents(), _appointments()))


def _absences() -> int:
    """Hospital, prison and the rest. Unknown whereabouts stay readable, as the event is that says so."""
    codes = [code for code in Absence.Why.values if code not in Absence.Reason.values]
    rows = Absence.objects.filter(reason__in=codes).select_related("person")

    def move(row: Absence, key: bytes | None) -> None:
        row.fresh_key, row.why = key, row.reason if key else None  # without its key nothing of the file is read again
        row.reason = Absence.Reason.ABSENT
        row.save(update_fields=["why", "reason"])

    return _moved(rows, lambda row: row.person.seal_subject, move)


def _names() -> int:
    """Where another spelling of a name comes from."""

    def move(row: FurtherName, key: bytes | None) -> None:
        row.fresh_key, row.origin = key, row.remark if key else None
        row.remark = ""
        row.save(update_fields=["origin", "remark"])

    rows = FurtherName.objects.exclude(remark="").select_related("person")
    return _moved(rows, lambda row: row.person.seal_subject, move)


def _contents() -> int:
    """In which sensitive field somebody has words."""

    def move(row: FileContent, key: bytes | None) -> None:
        row.fresh_key, row.about = key, row.field if key else None
        row.field = ""
        row.save(update_fields=["about", "field"])

    concepts = FileContent.objects.exclude(field="").order_by().values_list("file__concept", flat=True).distinct()
    return sum(_moved(_sensitive(concept), lambda row: row.file_id, move) for concept in list(concepts))


def _sensitive(concept: str) -> QuerySet[FileContent]:
    fields = [entry.key for entry in rulebook.get(concept).file_fields if entry.sensitive]
    return FileContent.objects.filter(file__concept=concept, field__in=fields)


def _appointments() -> int:
    found = 0
    for reason, instead in ABOUT_HEALTH.items():
        found += Appointment.objects.filter(reason=reason).update(reason=instead)
    return found


def _moved(rows: Iterable[Any], subject: Callable[[Any], Any], move: Callable[[Any, bytes | None], None]) -> int:
    found = list(rows)
    for start in range(0, len(found), BATCH):
        some = found[start : start + BATCH]
        keys = open_keys(subject(row) for row in some)
        with transaction.atomic():
            for row in some:
                move(row, keys.get(subject(row)))
    return len(found)
