"""The read log: who saw which file, under which right. Lists and search hits are no reading; exports and prints are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from lotse.audit.models import ReadLog
from lotse.ui import clock
from lotse.ui.prepared import prepared

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Reading:
    user: UUID
    kind: str
    right: str
    quarter: datetime


def record_read(user_id: UUID, file_id: UUID, kind: str, right: str, now: datetime | None = None) -> None:
    record_kinds(user_id, file_id, {kind: right}, now)


def record_kinds(user_id: UUID, file_id: UUID, rights: Mapping[str, str], now: datetime | None = None) -> None:
    """Write down that a person reads a file, once per kind and quarter of an hour; `rights` has the right of each kind.
    For the doors, outside `atomic()`.

    Its short transaction may be lost when the power fails in the same instant: the price for not waiting on the disk
    with every page. (Called inside a transaction, it is simply part of that.)
    """
    quarter = _quarter(now or clock.now())
    missing = rights.keys() - set(_kinds(user_id, file_id, quarter))
    if not missing:
        return  # most readings end here, without asking for the write lock
    rows = [
        ReadLog(user=user_id, file=file_id, kind=kind, right=right, quarter=quarter)
        for kind, right in rights.items()
        if kind in missing
    ]
    if connection.in_atomic_block:
        _insert(rows)
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            before = cursor.execute("PRAGMA synchronous").fetchone()[0]
            cursor.execute("PRAGMA synchronous = NORMAL")
            try:
                _insert(rows)
            finally:
                cursor.execute(f"PRAGMA synchronous = {before}")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
            _insert(rows)


@prepared
def _kinds(user: UUID, file: UUID, quarter: datetime) -> QuerySet[ReadLog, str]:
    return ReadLog.objects.filter(user=user, file=file, quarter=quarter).values_list("kind", flat=True)


def record_reads(user_id: UUID, files: Iterable[UUID], kind: str, right: str) -> None:
    """Several files on one page, in one statement."""
    quarter = _quarter(clock.now())
    ReadLog.objects.bulk_create(
        [ReadLog(user=user_id, file=file, kind=kind, right=right, quarter=quarter) for file in files],
        ignore_conflicts=True,
    )


def _insert(rows: list[ReadLog]) -> None:
    ReadLog.objects.bulk_create(rows, ignore_conflicts=True)


def _quarter(now: datetime) -> datetime:
    return now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)


def readers_of(file_id: UUID, limit: int | None = None) -> list[Reading]:
    """Wer hat diese Akte gesehen? The newest first."""
    rows = ReadLog.objects.filter(file=file_id).order_by("-quarter", "-id")
    return [Reading(*row) for row in rows.values_list("user", "kind", "right", "quarter")[:limit]]


def readings_by(user_id: UUID, limit: int | None = None) -> list[tuple[UUID, Reading]]:
    """What a person read, with the file of each reading: for an inquiry by data protection."""
    rows = ReadLog.objects.filter(user=user_id).order_by("-quarter", "-id")
    return [
        (file, Reading(*row)) for file, *row in rows.values_list("file", "user", "kind", "right", "quarter")[:limit]
    ]
