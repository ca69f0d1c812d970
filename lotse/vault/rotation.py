"""`lotse keys rotate`: a new master key for each organisation, all subject keys under it, old ones deleted in time."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet

from lotse.vault import keys, ledger, masters
from lotse.vault.masters import MasterKey
from lotse.vault.models import SubjectKey

BACKUP_HORIZON = timedelta(days=90)  # how long backups are kept at most; docs/howto/backup.md says so too
RESUME_WITHIN = timedelta(days=1)
BATCH = 200

Progress = Callable[[str], None]


def organisations() -> list[UUID]:
    known = SubjectKey.objects.filter(destroyed_at=None).values_list("organisation", flat=True).distinct()
    return sorted(set(known) | set(masters.organisations()))


def live(organisation: UUID) -> QuerySet[SubjectKey]:
    return SubjectKey.objects.filter(organisation=organisation, destroyed_at=None)


def begin(organisation: UUID, now: datetime) -> MasterKey:
    """The master key to re-wrap under: that of a rotation broken off within the last day, else a new one."""
    newest = masters.newest(organisation)
    if newest is None:
        return keys.newest_master(organisation)
    is_unfinished = live(organisation).filter(master_number__lt=newest.number).exists()
    if is_unfinished and now - newest.made_at < RESUME_WITHIN:
        return newest
    return masters.make(organisation, newest.number + 1)


def rewrap(
    organisation: UUID,
    master: MasterKey,
    progress: Progress = lambda line: None,
    each: Callable[[], AbstractContextManager[None]] = transaction.atomic,
) -> int:
    """Put every live key of the organisation under `master`; after a crash a second run goes on.

    `each` is the transaction of one batch: the caller says there who acts.
    """
    done, total = 0, live(organisation).exclude(master_number=master.number).count()
    while True:
        with each():
            rows = list(live(organisation).exclude(master_number=master.number).select_for_update()[:BATCH])
            for row in rows:
                row.wrapped, row.master_number = keys.rewrapped(row, master), master.number
            SubjectKey.objects.bulk_update(rows, ["wrapped", "master_number"])
        done += len(rows)
        if not rows:
            return done
        progress(f"{done}/{total}")


def retire(organisation: UUID, now: datetime) -> list[int]:
    """Delete master keys that nothing uses and that were replaced longer ago than any backup is kept."""
    held = [masters.load(organisation, number) for number in masters.numbers(organisation)]
    used = set(live(organisation).values_list("master_number", flat=True).distinct())
    gone = []
    for key, successor in pairwise(held):
        if key.number not in used and now - successor.made_at > BACKUP_HORIZON:
            masters.delete(organisation, key.number)
            gone.append(key.number)
    return gone


def complete_ledger() -> None:
    """A crash between commit and ledger leaves a gap there; the database knows what belongs in it."""
    ledger.add(SubjectKey.objects.filter(destroyed_at__isnull=False).values_list("subject", flat=True))


def usage(organisation: UUID) -> dict[int, int]:
    """How many live keys hang on each master key."""
    rows = live(organisation).values_list("master_number").annotate(Count("pk")).order_by()
    return dict(rows)
