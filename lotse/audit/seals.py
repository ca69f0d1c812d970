"""Seals over the logs: what was sealed can no longer be altered, removed or added to without being noticed.

A seal covers the rows of one log from one id to another: their number and digest, the seal before it, and a MAC made
with a key that is not in the database (LOTSE_KEYS/audit.key). The last id is read while no transaction that has written
to the log is still open; so no row can come late into a sealed range, and gaps left by rolled-back writes stay gaps.
LOTSE_KEYS/audit.last keeps the newest seals' MACs: cutting off the end of the chain with its rows is noticed too.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from lotse.audit.models import ReadLog, Seal, WriteLog
from lotse.vault import box, masters

LOGS: dict[str, Any] = {"write": WriteLog, "read": ReadLog}
NAMES = {"write": "Schreibprotokoll", "read": "Leseprotokoll"}
BATCH = 10_000
WAIT_MS = 5_000


class Busy(Exception):
    """A long transaction is still writing to the log; seal again later."""


def key_path() -> Path:
    return Path(settings.LOTSE_KEYS) / "audit.key"


def last_path() -> Path:
    return Path(settings.LOTSE_KEYS) / "audit.last"


def seal(log: str, now: datetime | None = None) -> list[Seal]:
    """Seal what has come to `log` since the last seal, in batches."""
    made: list[Seal] = []
    secret = _key(create=not Seal.objects.exists())
    last_id = _settled_id(log)
    while True:
        with transaction.atomic():
            if connection.vendor == "postgresql":  # two sealers at once would make two seals of one number
                _execute("LOCK TABLE audit_seal IN EXCLUSIVE MODE")
            before = Seal.objects.filter(log=log).order_by("-number").first()
            first_id = before.last_id + 1 if before else 1
            ids = (
                LOGS[log]
                .objects.filter(id__gte=first_id, id__lte=last_id)
                .order_by("id")
                .values_list("id", flat=True)[:BATCH]
            )
            batch = list(ids)
            if not batch:
                break
            count, digest = _digest(log, first_id, batch[-1])
            row = Seal(
                log=log,
                number=before.number + 1 if before else 1,
                first_id=first_id,
                last_id=batch[-1],
                count=count,
                digest=digest,
                previous=before.mac if before else "",
                sealed_at=now or timezone.now(),
            )
            row.mac = _mac(secret, row)
            row.save(force_insert=True)
        _remember(log, row)
        made.append(row)
    return made


def verify() -> list[str]:
    """Every fault found, in words that name log and seal. Empty: nothing sealed was touched."""
    found: list[str] = []
    if not Seal.objects.exists() and not last_path().exists():
        return found
    try:
        secret = _key(create=False)
    except FileNotFoundError:
        return [f"{key_path()} fehlt; ohne ihn ist kein Siegel prüfbar. Spielen Sie ihn aus der Sicherung zurück."]
    remembered = _remembered()
    for log in LOGS:
        before: Seal | None = None
        for row in Seal.objects.filter(log=log).order_by("number").iterator():
            found += [
                f"{NAMES[log]}, Siegel {row.number} ({_range(row)}): {fault}" for fault in _faults(secret, row, before)
            ]
            before = row
        if log in remembered:
            number, mac = remembered[log]
            if not Seal.objects.filter(log=log, number=number, mac=mac).exists():
                found.append(f"{NAMES[log]}, Siegel {number}: entfernt oder ersetzt; {last_path()} kennt es noch")
    return found


def unsealed(log: str) -> int:
    newest = Seal.objects.filter(log=log).aggregate(Max("last_id"))["last_id__max"] or 0
    count: int = LOGS[log].objects.filter(id__gt=newest).count()
    return count


# --- inside -----------------------------------------------------------------------------------------------------------
def _faults(secret: bytes, row: Seal, before: Seal | None) -> Iterator[str]:
    if row.number != (before.number + 1 if before else 1) or row.previous != (before.mac if before else ""):
        yield "das Siegel davor wurde entfernt oder ersetzt"
    if row.first_id != (before.last_id + 1 if before else 1):
        yield "beginnt nicht, wo das Siegel davor endet"
    if not hmac.compare_digest(row.mac, _mac(secret, row)):
        yield "das Siegel selbst wurde verändert"
    count, digest = _digest(row.log, row.first_id, row.last_id)
    if count != row.count:
        yield f"{row.count} Einträge wurden versiegelt, {count} sind da"
    elif digest != row.digest:
        yield "ein Eintrag wurde verändert"


def _range(row: Seal) -> str:
    return f"Einträge {row.first_id} bis {row.last_id}, versiegelt am {row.sealed_at:%d.%m.%Y}"


def _digest(log: str, first_id: int, last_id: int) -> tuple[int, str]:
    model = LOGS[log]
    names = [field.attname for field in model._meta.local_concrete_fields]
    count, running = 0, hashlib.sha256()
    rows = model.objects.filter(id__gte=first_id, id__lte=last_id).order_by("id").values_list(*names)
    for row in rows.iterator(chunk_size=2000):
        count += 1
        running.update(json.dumps([_plain(v) for v in row], ensure_ascii=True).encode() + b"\n")
    return count, running.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if isinstance(value, int) else str(value)


def _mac(secret: bytes, row: Seal) -> str:
    parts = [
        "lotse seal 1",
        row.log,
        row.number,
        row.first_id,
        row.last_id,
        row.count,
        row.digest,
        row.previous,
        _plain(row.sealed_at),
    ]
    return hmac.new(secret, json.dumps(parts).encode(), hashlib.sha256).hexdigest()


def _settled_id(log: str) -> int:
    """The newest id below which no transaction can add another row."""
    model = LOGS[log]
    try:
        with transaction.atomic():  # SQLite: takes the write lock, so nobody else is writing
            if connection.vendor == "postgresql":  # waits for those who have written, and only for them
                _execute(f"SET LOCAL lock_timeout = {WAIT_MS}")
                _execute(f'LOCK TABLE "{model._meta.db_table}" IN SHARE MODE')
            newest: int = model.objects.aggregate(Max("id"))["id__max"] or 0
            return newest
    except OperationalError as error:
        raise Busy(str(error)) from error


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _key(create: bool) -> bytes:
    """The key of the seals. Made only when there is no seal yet: a lost key must not be replaced in silence."""
    if create and not key_path().exists():
        masters.ensure_folder(key_path().parent)
        masters.write_once(key_path(), box.new_secret().hex().encode() + b"\n")
    return bytes.fromhex(key_path().read_text(encoding="ascii").strip())


def _remember(log: str, row: Seal) -> None:
    held: dict[str, Any] = dict(_remembered())
    held[log] = (row.number, row.mac)
    masters.replace(last_path(), json.dumps(held).encode())


def _remembered() -> dict[str, tuple[int, str]]:
    try:
        held = json.loads(last_path().read_text(encoding="ascii"))
    except FileNotFoundError:
        return {}
    return {log: (number, mac) for log, (number, mac) in held.items()}
