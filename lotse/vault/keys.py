"""Keys of subjects. A subject is a file (or an organisation, for what belongs to no file yet: drafts, imports).

master key of the organisation (file) -> key of the subject (`SubjectKey`) -> keys of notes and stored files (`wrap`)

Every function that opens asks the database each time: a key destroyed a moment ago in another process must not live on
in a cache of this one. Pages that open many texts fetch their keys once (`open_keys`, `unwrapper`).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from lotse.ui.bulk import insert_rows
from lotse.ui.prepared import prepared
from lotse.vault import box, ledger, masters
from lotse.vault.errors import KeyDestroyed, KeyMissing, VaultError
from lotse.vault.masters import MasterKey
from lotse.vault.models import SubjectKey


def random_key() -> bytes:
    """A fresh key for a note or the like; keep it only wrapped."""
    return box.new_secret()


def new_key(subject: UUID, organisation: UUID) -> bytes:
    """Make the key of a new subject, under the organisation's newest master key."""
    return new_keys([(subject, organisation)])[subject]


def new_keys(pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, bytes]:
    """Keys for many new subjects, given as (subject, organisation)."""
    new = NewKeys()
    secrets = {subject: new.make(subject, organisation) for subject, organisation in pairs}
    new.write()
    return secrets


class NewKeys:
    """Keys that seal something before the transaction in which both are written."""

    def __init__(self) -> None:
        self._rows: list[tuple[UUID, UUID, int, bytes]] = []
        self._newest: dict[UUID, MasterKey] = {}

    def make(self, subject: UUID, organisation: UUID) -> bytes:
        if organisation not in self._newest:
            self._newest[organisation] = newest_master(organisation)
        master, secret = self._newest[organisation], random_key()
        wrapped = _wrap_subject(subject, secret, master)
        self._rows.append((subject, organisation, master.number, wrapped))
        return secret

    def write(self) -> None:
        insert_rows(SubjectKey, ("subject", "organisation", "master_number", "wrapped"), self._rows)


def open_key(subject: UUID) -> bytes:
    row = SubjectKey.objects.filter(subject=subject).first()
    if row is None:
        raise KeyMissing(f"There is no key for {subject}.")
    return opened(row)


def open_keys(subjects: Iterable[UUID]) -> dict[UUID, bytes]:
    """The keys of several subjects in one query. Destroyed and unknown ones are left out."""
    rows: list[SubjectKey] = _living(tuple(set(subjects)))
    master = cache(masters.load)  # each key file is read once, and forgotten with the answer
    return {row.subject: opened(row, master) for row in rows}


@prepared
def _living(subjects: tuple[UUID, ...]) -> QuerySet[SubjectKey]:
    return SubjectKey.objects.filter(subject__in=subjects, destroyed_at=None)


def is_destroyed(subject: UUID) -> bool:
    return bool(SubjectKey.objects.filter(subject=subject, destroyed_at__isnull=False).exists())


def rewrap_to_organisation(subject: UUID, organisation: UUID) -> None:
    """Hand a subject to another organisation: from now on only that organisation's master keys open it."""
    with transaction.atomic():
        row = SubjectKey.objects.select_for_update().get(subject=subject)
        secret = opened(row)
        master = newest_master(organisation)
        row.organisation, row.master_number = organisation, master.number
        row.wrapped = _wrap_subject(subject, secret, master)
        row.save(update_fields=["organisation", "master_number", "wrapped"])


def destroy_key(subject: UUID) -> None:
    """Throw the key away. What it sealed cannot be opened again, here at once and in backups after their horizon."""
    with transaction.atomic():
        row = SubjectKey.objects.select_for_update().get(subject=subject)
        if row.destroyed_at is None:
            _empty(row, timezone.now())
        transaction.on_commit(lambda: ledger.add([subject]))


def destroy_again(subjects: Iterable[UUID]) -> int:
    """After a restore: destroy what had been destroyed since that backup was made."""
    done = 0
    with transaction.atomic():
        for row in SubjectKey.objects.select_for_update().filter(subject__in=list(subjects), destroyed_at=None):
            _empty(row, timezone.now())
            done += 1
    return done


# --- keys under keys --------------------------------------------------------------------------------------------------
def wrap(key: bytes, under: UUID) -> bytes:
    """Wrap a key (of a note, of a stored file) under the key of a subject; once for each file a note stands in."""
    return box.seal(open_key(under), _wrap_place(under), key)


def unwrap(wrapped: bytes, under: UUID) -> bytes:
    return unwrapper(under)(wrapped)


def unwrapper(under: UUID) -> Callable[[bytes], bytes]:
    """`unwrap` for many keys under one subject: its key is fetched once."""
    opener, place = box.Opener(open_key(under)), _wrap_place(under)
    return lambda wrapped: opener(place, wrapped)


def unwrappers(subjects: Iterable[UUID]) -> dict[UUID, Callable[[bytes], bytes]]:
    """`unwrapper` for several subjects in one query. Destroyed and unknown ones are left out."""
    return unwrappers_of(open_keys(subjects))


def unwrappers_of(keys: Mapping[UUID, bytes]) -> dict[UUID, Callable[[bytes], bytes]]:
    """`unwrapper` for subjects whose keys are at hand."""

    def one(under: UUID, key: bytes) -> Callable[[bytes], bytes]:
        opener, place = box.Opener(key), _wrap_place(under)
        return lambda wrapped: opener(place, wrapped)

    return {subject: one(subject, key) for subject, key in keys.items()}


def wrapper(under: UUID) -> Callable[[bytes], bytes]:
    key, place = open_key(under), _wrap_place(under)
    return lambda secret: box.seal(key, place, secret)


def wrappers(subjects: Iterable[UUID]) -> dict[UUID, Callable[[bytes], bytes]]:
    """`wrapper` for several subjects in one query. Destroyed and unknown ones are left out."""

    def one(under: UUID, key: bytes) -> Callable[[bytes], bytes]:
        place = _wrap_place(under)
        return lambda secret: box.seal(key, place, secret)

    return {subject: one(subject, key) for subject, key in open_keys(subjects).items()}


# --- what belongs to an organisation and to no file yet ---------------------------------------------------------------
def ensure_organisation_key(organisation: UUID) -> None:
    """Give the organisation a key of its own: it is its own subject, so rotating treats it like every other."""
    row = SubjectKey.objects.filter(subject=organisation).first()
    if row is None:
        try:
            with transaction.atomic():
                new_key(organisation, organisation)
        except IntegrityError:
            if not SubjectKey.objects.filter(subject=organisation).exists():  # refused, not merely second
                raise
    elif row.organisation != organisation:
        raise VaultError(f"{organisation} is the subject of another organisation's key.")


def seal_for_organisation(organisation: UUID, place: str, plain: bytes) -> bytes:
    """Seal drafts and prepared imports. `place` says where the value stands: "notes_draft.text:<id>"."""
    ensure_organisation_key(organisation)
    return box.seal(open_key(organisation), place, plain)


def open_for_organisation(organisation: UUID, place: str, sealed: bytes) -> bytes:
    return box.unseal(open_key(organisation), place, bytes(sealed))


# --- inside -----------------------------------------------------------------------------------------------------------
def opened(row: SubjectKey, load: Callable[[UUID, int], MasterKey] | None = None) -> bytes:
    if row.destroyed_at is not None:
        raise KeyDestroyed(f"The key of {row.subject} was destroyed on {row.destroyed_at:%d.%m.%Y}.")
    master = (load or masters.load)(row.organisation, row.master_number)
    return box.unseal(master.secret, _place(row.subject, master), bytes(row.wrapped))


def _wrap_subject(subject: UUID, secret: bytes, master: MasterKey) -> bytes:
    return box.seal(master.secret, _place(subject, master), secret)


def rewrapped(row: SubjectKey, master: MasterKey) -> bytes:
    return _wrap_subject(row.subject, opened(row), master)


def _place(subject: UUID, master: MasterKey) -> str:
    return f"vault_subjectkey.wrapped:{subject} under {master.organisation}/{master.number}"


def _wrap_place(under: UUID) -> str:
    return f"key under:{under}"


def _empty(row: SubjectKey, now: datetime) -> None:
    row.wrapped, row.destroyed_at = b"", now
    row.save(update_fields=["wrapped", "destroyed_at"])


def newest_master(organisation: UUID) -> MasterKey:
    """The newest master key; the first one is made here, but never in place of keys that are merely lost."""
    if found := masters.newest(organisation):
        return found
    if SubjectKey.objects.filter(organisation=organisation, destroyed_at=None).exists():
        raise KeyMissing(
            f"{masters.folder(organisation)} holds no master key although files were sealed with one. "
            "Put the folder back from the backup of the keys."
        )
    used = SubjectKey.objects.filter(organisation=organisation).order_by("-master_number").first()
    return masters.make(organisation, used.master_number + 1 if used else 1)
