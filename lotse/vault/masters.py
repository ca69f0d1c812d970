"""Master keys: numbered files outside the database, LOTSE_KEYS/organisations/<organisation>/<number>.key.

A file is text: when the key was made, and the key. The date stands inside because copying loses a file's own date, and
on it hangs when the key may be deleted. Nothing is cached: a key file that is gone is gone at once, in every process.
"""

import base64
import binascii
import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from lotse.vault.box import KEY_BYTES, new_secret
from lotse.vault.errors import KeyMissing


@dataclass(frozen=True)
class MasterKey:
    organisation: UUID
    number: int
    made_at: datetime
    secret: bytes

    def __repr__(self) -> str:  # the secret must not end up in a log
        return f"<MasterKey {self.organisation}/{self.number}>"


def root() -> Path:
    return Path(settings.LOTSE_KEYS) / "organisations"


def folder(organisation: UUID) -> Path:
    return root() / str(organisation)


def path_of(organisation: UUID, number: int) -> Path:
    return folder(organisation) / f"{number}.key"


def organisations() -> list[UUID]:
    found = []
    with contextlib.suppress(FileNotFoundError):
        for entry in root().iterdir():
            with contextlib.suppress(ValueError):
                found.append(UUID(entry.name))
    return sorted(found)


def numbers(organisation: UUID) -> list[int]:
    try:
        names = [entry.name for entry in folder(organisation).iterdir()]
    except FileNotFoundError:
        return []
    return sorted(int(name[:-4]) for name in names if name.endswith(".key") and name[:-4].isdecimal())


def load(organisation: UUID, number: int) -> MasterKey:
    path = path_of(organisation, number)
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise KeyMissing(f"The master key {path} is missing. Put it back from the backup of the keys.") from None
    except PermissionError:
        raise KeyMissing(f"The master key {path} may not be read by this account.") from None
    try:
        entries = dict(line.split(": ", 1) for line in text.splitlines() if line)
        secret = base64.b64decode(entries["key"], validate=True)
        made_at = datetime.fromisoformat(entries["made"])
    except (ValueError, KeyError, binascii.Error):
        raise KeyMissing(f"The master key {path} is damaged. Put it back from the backup of the keys.") from None
    if len(secret) != KEY_BYTES:
        raise KeyMissing(f"The master key {path} is damaged. Put it back from the backup of the keys.")
    return MasterKey(organisation, number, made_at, secret)


def newest(organisation: UUID) -> MasterKey | None:
    held = numbers(organisation)
    return load(organisation, held[-1]) if held else None


def make(organisation: UUID, number: int) -> MasterKey:
    """Make key `number`, on disk for good before it is used. If another process made it first, theirs counts."""
    made_at = timezone.now()
    text = f"made: {made_at.isoformat()}\nkey: {base64.b64encode(new_secret()).decode()}\n"
    ensure_folder(folder(organisation))
    write_once(path_of(organisation, number), text.encode())
    return load(organisation, number)


def delete(organisation: UUID, number: int) -> None:
    path_of(organisation, number).unlink(missing_ok=True)
    sync_folder(folder(organisation))


# --- files that are whole or not there --------------------------------------------------------------------------------
def ensure_folder(path: Path) -> None:
    """Make `path` and what is missing above it, readable by us alone and on disk for good."""
    missing = []
    while not path.is_dir():
        missing.append(path)
        path = path.parent
    for step in reversed(missing):
        with contextlib.suppress(FileExistsError):
            step.mkdir(mode=0o700)
        sync_folder(step.parent)


def sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _written_beside(path: Path, content: bytes) -> Iterator[Path]:
    beside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield beside
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def write_once(path: Path, content: bytes) -> bool:
    """Write a file that nobody can see half-written. False, and nothing changed, if it was there already."""
    with _written_beside(path, content) as beside:
        try:
            os.link(beside, path)
        except FileExistsError:
            return False
    return True


def replace(path: Path, content: bytes) -> None:
    with _written_beside(path, content) as beside:
        beside.replace(path)
