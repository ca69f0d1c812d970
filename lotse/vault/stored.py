"""Stored files: LOTSE_DATA/files/<last two digits>/<id>, sealed from the first byte, name included.

The bytes are written before the row and deleted after it: a broken transaction leaves sealed rubbish without a key,
never a row without its file.
"""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lotse.ui.ids import uuid7
from lotse.vault import box, keys, masters
from lotse.vault.errors import KeyDestroyed, SealBroken, VaultError
from lotse.vault.models import StoredFile, SubjectKey


def folder() -> Path:
    return Path(settings.LOTSE_DATA) / "files"


def path_of(id: UUID) -> Path:
    return folder() / id.hex[-2:] / str(id)


def store_bytes(data: bytes, name: str, **more: Any) -> StoredFile:
    """Keep `data`, sealed under the key of `subject` (a file of this organisation), else of the organisation itself."""
    stored = seal_bytes(data, name, **more)
    stored.save(force_insert=True)
    return stored


def seal_bytes(
    data: bytes,
    name: str,
    *,
    organisation: UUID,
    subject: UUID | None = None,
    by: UUID | None = None,
    media_type: str = "",
    secret: bytes | None = None,
) -> StoredFile:
    """The bytes alone, for whoever saves the row later, in a transaction that need not wait for the disk. With `secret`
    they lie under a key the caller keeps, wrapped wherever it likes; the row keeps it wrapped under `subject` as well.
    """
    if subject is None:
        keys.ensure_organisation_key(organisation)
    elif not SubjectKey.objects.filter(subject=subject, organisation=organisation).exists():
        raise VaultError(f"{subject} does not belong to the organisation {organisation}.")
    under, secret, id = subject or organisation, secret or box.new_secret(), uuid7()
    sealed = box.seal(secret, _place(id), data)
    masters.ensure_folder(path_of(id).parent)
    masters.write_once(path_of(id), sealed)
    stored = StoredFile(
        id=id,
        under=under,
        wrapped=keys.wrap(secret, under=under),
        name=name,
        media_type=media_type,
        size=len(data),
        sealed_sha256=hashlib.sha256(sealed).hexdigest(),
        stored_by=by,
    )
    stored.__dict__["content_key"] = secret
    return stored


def read_bytes(id: UUID, *, secret: bytes | None = None) -> bytes:
    """With the `secret` it was sealed under, where the caller has it at hand by another way."""
    stored = StoredFile.objects.get(pk=id)
    if stored.destroyed_at is not None:
        raise KeyDestroyed(f"The stored file {id} was destroyed on {stored.destroyed_at:%d.%m.%Y}.")
    try:
        sealed = path_of(id).read_bytes()
    except FileNotFoundError:
        raise SealBroken(f"The stored file {path_of(id)} is missing. Put it back from a backup.") from None
    return box.unseal(secret or stored.content_key, _place(id), sealed)


def destroy(id: UUID) -> None:
    """Throw away key, name and bytes; the row stays and says when."""
    with transaction.atomic():
        stored = StoredFile.objects.select_for_update().get(pk=id)
        if stored.destroyed_at is None:
            stored.wrapped, stored.name, stored.destroyed_at = b"", None, timezone.now()
            stored.save(update_fields=["wrapped", "name", "destroyed_at"])
        transaction.on_commit(lambda: path_of(id).unlink(missing_ok=True))


def sweep(now: datetime) -> int:
    """Remove files older than a day that no row knows: what broken transactions left behind. Sealed, and without a key.
    Returns how many."""
    done, before = 0, (now - timedelta(days=1)).timestamp()
    for path in folder().glob("??/*"):
        try:
            id = UUID(path.name)
            is_old = path.stat().st_mtime < before
        except (ValueError, FileNotFoundError):
            continue
        if is_old and not StoredFile.objects.filter(pk=id, destroyed_at=None).exists():
            path.unlink(missing_ok=True)
            done += 1
    return done


def _place(id: UUID) -> str:
    return f"vault_storedfile.content:{id}"
