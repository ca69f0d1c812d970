"""Backing up and restoring an installation: data in one folder, keys in another, each with its list of digests.

A folder is a backup when its `manifest.json` is there; it is written last, and the folder gets its name only then.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from lotse.vault import dump, ledger, masters
from lotse.vault.dump import BackupError

FORMAT = 1
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Installation:
    data: Path
    keys: Path
    database: dict[str, Any]

    @classmethod
    def current(cls) -> "Installation":
        return cls(Path(settings.LOTSE_DATA), Path(settings.LOTSE_KEYS), settings.DATABASES["default"])


# --- backing up -------------------------------------------------------------------------------------------------------
def back_up(here: Installation, target: Path, keys_target: Path, now: datetime, progress: Progress = print) -> None:
    target, keys_target = target.absolute(), keys_target.absolute()
    if target == keys_target or target in keys_target.parents or keys_target in target.parents:
        raise BackupError("Daten und Schlüssel gehören in getrennte Ordner: zusammen verloren, wären sie offen lesbar.")
    for folder in (target, keys_target):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise BackupError(f"{folder} ist nicht leer. Nennen Sie einen neuen Ordner.")
    # The order matters. The newest seals are noted before the database is copied, so that the copy holds them; files
    # are copied after it, so that it names none that is missing; keys come last, so that all that it needs are there.
    about = {"kind": "data", "engine": dump.engine(here.database)}
    _write_folder(target, lambda part: _back_up_data(here, part, progress), about, now)
    _write_folder(keys_target, lambda part: _copy_tree(here.keys, part, skip=("audit.last",)), {"kind": "keys"}, now)


def _back_up_data(here: Installation, part: Path, progress: Progress) -> None:
    if (here.keys / "audit.last").exists():
        _copy(here.keys / "audit.last", part / "audit.last")
    progress("Datenbank …")
    dump.write(here.database, part)
    for name in ("files", "concepts"):
        if (here.data / name).is_dir():
            progress(f"{name} …")
            _copy_tree(here.data / name, part / name)


def _write_folder(target: Path, fill: Callable[[Path], None], about: dict[str, str], now: datetime) -> None:
    """Fill a folder beside `target`, list its digests, and only then give it its name."""
    part = target.with_name(f"{target.name}.unfertig")
    shutil.rmtree(part, ignore_errors=True)
    masters.ensure_folder(part)
    fill(part)
    files = {str(path.relative_to(part)): digest(path) for path in _files(part)}
    manifest = {"format": FORMAT, **about, "made_at": now.isoformat(), "files": files}
    masters.replace(part / "manifest.json", json.dumps(manifest, indent=1, sort_keys=True).encode() + b"\n")
    if target.exists():
        target.rmdir()
    part.rename(target)
    masters.sync_folder(target.parent)


# --- checking ---------------------------------------------------------------------------------------------------------
def check(folder: Path, kind: str) -> dict[str, Any]:
    """The manifest of a backup whose files are all there and unchanged."""
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BackupError(f"{folder} ist keine vollständige Sicherung: manifest.json fehlt.") from None
    if manifest.get("format") != FORMAT or manifest.get("kind") != kind:
        wanted = {"data": "Daten", "keys": "Schlüsseln"}[kind]
        raise BackupError(f"{folder} ist keine Sicherung von {wanted}, die diese Version von Lotse lesen kann.")
    faults = [name for name, known in manifest["files"].items() if not _unchanged(folder / name, known)]
    if faults:
        raise BackupError(f"In {folder} fehlt oder hat sich verändert: {', '.join(faults[:5])}")
    return manifest


def is_empty(here: Installation) -> bool:
    has_keys = any((here.keys / "organisations").glob("*/*.key"))
    return not has_keys and not any(_files(here.data / "files")) and dump.is_empty(here.database)


# --- restoring --------------------------------------------------------------------------------------------------------
def restore(
    here: Installation, source: Path, keys_source: Path, now: datetime, force: bool = False, progress: Progress = print
) -> list[Path]:
    """Put a backup in place. Gives back what was set aside. Nothing is touched before the backup proved sound."""
    manifest = check(source, "data")
    check(keys_source, "keys")
    if manifest["engine"] != dump.engine(here.database):
        raise BackupError(
            f"Die Sicherung stammt aus {manifest['engine']}, diese Installation nutzt {dump.engine(here.database)}."
        )
    if not force and not is_empty(here):
        raise BackupError("Diese Installation ist nicht leer. Mit --force wird sie durch die Sicherung ersetzt.")
    aside: list[Path] = []
    stamp = f"{now:%Y%m%dT%H%M%S}"
    progress("Schlüssel …")
    _restore_keys(here, keys_source, stamp, aside)
    for name in ("files", "concepts"):
        progress(f"{name} …")
        place = here.data / name
        if place.exists():
            aside.append(place.rename(place.with_name(f"{name}.vor-{stamp}")))
        if (source / name).is_dir():
            _copy_tree(source / name, place)
    progress("Datenbank …")
    aside += dump.read(here.database, source, stamp)
    if (source / "audit.last").exists():
        _copy(source / "audit.last", here.keys / "audit.last")
    else:
        (here.keys / "audit.last").unlink(missing_ok=True)
    return aside


def _restore_keys(here: Installation, source: Path, stamp: str, aside: list[Path]) -> None:
    """Keys are added, never lost: one that differs is set aside. What was destroyed here stays on the list."""
    destroyed = ledger.read(here.keys / "destroyed.list") | ledger.read(source / "destroyed.list")
    for path in _files(source):
        place = here.keys / path.relative_to(source)
        if path.name == "manifest.json" or (place.exists() and place.read_bytes() == path.read_bytes()):
            continue
        if place.exists() and place.name not in ("django.secret", "destroyed.list"):
            aside.append(place.rename(place.with_name(f"{place.name}.vor-{stamp}")))
        _copy(path, place)
    if destroyed:
        text = "".join(f"{subject}\n" for subject in sorted(destroyed))
        masters.replace(here.keys / "destroyed.list", text.encode())


# --- files ------------------------------------------------------------------------------------------------------------
def _files(folder: Path) -> Iterator[Path]:
    """Every file below; those being written at this moment begin with a dot."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))


def _copy(source: Path, target: Path) -> None:
    masters.ensure_folder(target.parent)
    masters.replace(target, source.read_bytes())


def _copy_tree(source: Path, target: Path, skip: tuple[str, ...] = ()) -> None:
    for path in _files(source):
        if path.name not in skip:
            try:
                _copy(path, target / path.relative_to(source))
            except FileNotFoundError:
                continue  # destroyed while we were copying: it must not be in the backup


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unchanged(path: Path, known: str) -> bool:
    return path.is_file() and digest(path) == known


def default_keys_folder(folder: Path) -> Path:
    return folder.absolute().with_name(f"{folder.absolute().name}-keys")
