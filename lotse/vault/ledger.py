"""The list of destroyed keys, LOTSE_KEYS/destroyed.list: one subject per line, nothing else.

It lies with the keys and not in the database, because restoring an older database would forget what was destroyed
since. `lotse restore` joins the list in place with that of the backup and destroys again what it names.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from lotse.vault import masters


def path() -> Path:
    return Path(settings.LOTSE_KEYS) / "destroyed.list"


def read(file: Path | None = None) -> set[UUID]:
    try:
        lines = (file or path()).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return set()
    return {UUID(line) for line in lines if len(line) == 36}  # a line cut short by a crash does not count


def add(subjects: Iterable[UUID]) -> None:
    new = sorted(set(subjects) - read())
    if not new:
        return
    masters.ensure_folder(path().parent)
    # One write in append mode: two processes cannot cut each other's lines. The leading newline ends a torn line.
    text = "\n" + "".join(f"{subject}\n" for subject in new)
    handle = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
