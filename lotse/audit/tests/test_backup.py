"""Backing up one installation and restoring it into another, with the commands, in processes of their own."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

from lotse import env
from lotse.vault import backup
from lotse.vault.backup import Installation
from lotse.vault.dump import BackupError

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
QUIET = lambda line: None  # noqa: E731
MARKER = "Tuberkulose-4711"

# What a room would do: a key, a stored file with a telling name, a log entry; then say which.
ARRANGE = f"""
from pathlib import Path
from django.conf import settings
from uuid import uuid4
from lotse.audit.testing import arranging
from lotse.audit.reading import record_read
from lotse.vault import keys, stored
subject, organisation = uuid4(), uuid4()
with arranging():
    keys.new_key(subject, organisation)
    row = stored.store_bytes({MARKER!r}.encode(), {MARKER!r} + ".pdf", organisation=organisation, subject=subject)
record_read(uuid4(), subject, "file", "team")
(Path(settings.LOTSE_DATA) / "arranged").write_text(f"{{subject}} {{organisation}} {{row.pk}}")
"""
READ = """
from lotse.vault import stored
from lotse.vault.models import StoredFile
row = StoredFile.objects.get(pk="{pk}")
print(row.name, stored.read_bytes(row.pk).decode())
"""
DESTROY = """
from lotse.audit.testing import arranging
from lotse.vault import keys
with arranging():
    keys.destroy_key("{subject}")
"""


@dataclass
class Place:
    """An installation with folders and a database of its own."""

    folder: Path
    database: str  # URL; empty: SQLite

    def run(self, *arguments, code=0):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("LOTSE", "DATABASE"))}
        environment |= {
            "LOTSE_DATA": str(self.folder / "data"),
            "LOTSE_KEYS": str(self.folder / "keys"),
            "DATABASE_URL": self.database,
            "PYTHONWARNINGS": "ignore",
        }
        command = [sys.executable, "-m", "lotse.cli", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def python(self, code, expect=0):
        return self.run("shell", "-v", "0", "-c", code, code=expect).strip()

    @property
    def installation(self):
        return Installation(
            self.folder / "data", self.folder / "keys", env.database(self.database, self.folder / "data")
        )

    def back_up(self, folder):
        backup.back_up(self.installation, folder, backup.default_keys_folder(folder), NOW, QUIET)

    def restore(self, folder, **more):
        return backup.restore(
            self.installation, folder, backup.default_keys_folder(folder), NOW, progress=QUIET, **more
        )

    def stored_bytes(self):
        return {path.name: path.read_bytes() for path in (self.folder / "data" / "files").rglob("*") if path.is_file()}

    def tables(self):
        """Every row of every table of ours, as the database gives it without us."""
        if not self.database:
            with closing(sqlite3.connect(self.folder / "data" / "lotse.sqlite3")) as connection:
                names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
                return {n: sorted(map(repr, connection.execute(f'SELECT * FROM "{n}"'))) for n in sorted(names)}
        with psycopg.connect(self.database) as connection:
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            return {n: sorted(map(repr, connection.execute(f'SELECT * FROM "{n}"'))) for (n,) in sorted(names)}


def create_database(template="template0"):
    """A database of its own on the tests' server, or "" where SQLite is tested."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return ""
    fresh, server = f"place_{uuid4().hex}", os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {fresh} TEMPLATE {template}")
    return server.replace("/postgres?", f"/{fresh}?")


def name_of(url):
    return url.split("?")[0].rsplit("/", 1)[1]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """An installation with something in it, made once: processes take their time."""
    here = Place(tmp_path_factory.mktemp("template"), create_database())
    (here.folder / "data").mkdir()
    here.run("migrate", "-v", "0")
    here.run(
        "shell",
        "-v",
        "0",
        "-c",
        ARRANGE + "from django.core.management import call_command\ncall_command('audit', 'seal')",
    )
    concept = here.folder / "data" / "concepts" / "own" / "2026-01-01.toml"
    concept.parent.mkdir(parents=True)
    concept.write_text("title = 1")
    return here


@pytest.fixture
def first(template, tmp_path):
    here = Place(tmp_path / "first", create_database(name_of(template.database)) if template.database else "")
    shutil.copytree(template.folder, here.folder)
    here.subject, here.organisation, here.stored = (here.folder / "data" / "arranged").read_text().split()
    return here


@pytest.fixture
def second(tmp_path):
    return Place(tmp_path / "second", create_database())


def test_a_backup_restored_elsewhere_is_the_same_installation(first, second, tmp_path):
    away, keys = tmp_path / "away", tmp_path / "away-keys"
    said = first.run("backup", str(away))
    assert "anderen Ort" in said

    everything = [path for path in away.rglob("*") if path.is_file()]
    assert not [path for path in everything if MARKER.encode() in path.read_bytes()]
    assert not [path for path in everything if path.suffix == ".key"]
    for path in [away, keys, *away.rglob("*"), *keys.rglob("*")]:
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    assert {path.name for path in keys.rglob("*") if path.is_file()} == {
        "1.key", "audit.key", "django.secret", "manifest.json",
    }  # fmt: skip

    said = second.run("restore", str(away))
    assert "Zurückgespielt und geprüft" in said
    assert "Zur Seite" not in said
    assert second.tables() == first.tables()
    assert second.stored_bytes() == first.stored_bytes() != {}
    assert (second.folder / "data" / "concepts" / "own" / "2026-01-01.toml").read_text() == "title = 1"
    assert second.python(READ.format(pk=first.stored) + ARRANGE) == f"{MARKER}.pdf {MARKER}"  # it opens and can be used
    assert "unversehrt" in second.run("audit", "verify")


def test_a_key_destroyed_after_the_backup_stays_destroyed(first, second, tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    first.back_up(old)
    first.python(DESTROY.format(subject=first.subject))
    first.run("keys", "rotate")
    first.back_up(new)
    said = first.run("restore", str(old), "--force")
    assert "Erneut vernichtet, was seit der Sicherung vernichtet worden war: 1 Schlüssel" in said
    assert "KeyDestroyed" in first.python(READ.format(pk=first.stored), expect=1)
    # On a new machine the newer keys know it.
    assert "1 Schlüssel" in second.run("restore", str(old), "--keys", str(tmp_path / "new-keys"))
    assert "KeyDestroyed" in second.python(READ.format(pk=first.stored), expect=1)


def test_rotating_through_the_command_keeps_everything_open_and_is_logged(first):
    said = first.run("keys", "rotate")
    assert f"{first.organisation}: Hauptschlüssel 2" in said
    assert first.python(READ.format(pk=first.stored)) == f"{MARKER}.pdf {MARKER}"
    assert "system:rotation" in repr(first.tables()["audit_writelog"])
    (first.folder / "keys" / "organisations" / first.organisation / "2.key").unlink()
    assert "Hauptschlüssel 2 FEHLT, öffnet 1 Schlüssel" in first.run("keys", "status", code=1)


def test_an_installation_in_use_is_not_replaced_without_force_and_then_set_aside(first, tmp_path):
    first.back_up(tmp_path / "away")
    before, files = first.tables(), first.stored_bytes()
    first.python(ARRANGE)
    with pytest.raises(BackupError, match="nicht leer"):
        first.restore(tmp_path / "away")
    assert first.tables() != before
    aside = first.restore(tmp_path / "away", force=True)
    assert all(path.exists() for path in aside)
    assert [path for path in aside if path.name.startswith("files.vor-")]
    assert (first.tables(), first.stored_bytes()) == (before, files)


@pytest.mark.parametrize("damage", ["changed", "missing", "unfinished", "keys changed", "wrong way round"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(first, tmp_path, damage):
    away, keys = tmp_path / "away", tmp_path / "away-keys"
    first.back_up(away)
    before, files = first.tables(), first.stored_bytes()
    victim = next(path for path in (away / "files").rglob("*") if path.is_file())
    if damage == "changed":
        victim.write_bytes(victim.read_bytes() + b"x")
    elif damage == "missing":
        victim.unlink()
    elif damage == "unfinished":
        (away / "manifest.json").unlink()
    elif damage == "keys changed":
        (keys / "audit.key").write_text("0" * 64)
    else:
        away, keys = keys, away
    with pytest.raises(BackupError):
        backup.restore(first.installation, away, keys, NOW, force=True, progress=QUIET)
    assert (first.tables(), first.stored_bytes()) == (before, files)


def test_a_backup_of_the_other_engine_is_refused(first, tmp_path):
    first.back_up(tmp_path / "away")
    other = env.database("" if first.database else "postgresql:///x", tmp_path)
    there = Installation(tmp_path / "data", tmp_path / "keys", other)
    with pytest.raises(BackupError, match="Die Sicherung stammt aus"):
        backup.restore(there, tmp_path / "away", tmp_path / "away-keys", NOW, progress=QUIET)


def test_restoring_without_the_right_keys_says_which_are_missing(first, second, tmp_path):
    first.back_up(tmp_path / "away")
    keys = tmp_path / "away-keys"
    shutil.rmtree(keys / "organisations")
    manifest = json.loads((keys / "manifest.json").read_text())
    manifest["files"] = {name: known for name, known in manifest["files"].items() if "organisations" not in name}
    (keys / "manifest.json").write_text(json.dumps(manifest))
    assert f"{first.organisation}/1.key is missing" in second.run("restore", str(tmp_path / "away"), code=1)


def test_data_and_keys_never_go_into_one_folder_nor_into_one_with_something_in_it(first, tmp_path):
    away, full = tmp_path / "away", tmp_path / "full"
    for keys in (away, away / "keys"):
        with pytest.raises(BackupError, match="getrennte Ordner"):
            backup.back_up(first.installation, away, keys, NOW, QUIET)
    full.mkdir()
    (full / "something").touch()
    with pytest.raises(BackupError, match="nicht leer"):
        first.back_up(full)
    assert [path.name for path in full.iterdir()] == ["something"]


def test_a_backup_broken_off_has_no_name_yet_and_does_not_stand_in_the_way(first, tmp_path, monkeypatch):
    away = tmp_path / "away"
    with monkeypatch.context() as patch:
        patch.setattr(backup, "digest", lambda path: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            first.back_up(away)
    assert not away.exists()
    first.back_up(away)
    backup.check(away, "data")


def test_a_key_that_differs_is_set_aside_and_not_lost(first, tmp_path):
    first.back_up(tmp_path / "away")
    key = first.folder / "keys" / "organisations" / first.organisation / "1.key"
    original = key.read_text()
    key.write_text("another")
    aside = first.restore(tmp_path / "away", force=True)
    assert key.read_text() == original
    assert [path.read_text() for path in aside if path.name.startswith("1.key.vor-")] == ["another"]


def test_plain_text_never_reaches_the_disk(first):
    """Every byte of the installation: database with its journal, files, keys. (On PostgreSQL: every row as text.)"""
    contents = [path.read_bytes() for path in first.folder.rglob("*") if path.is_file()]
    contents.append("\n".join(row for rows in first.tables().values() for row in rows).encode())
    assert [content for content in contents if b"vault_storedfile" in content]  # we look in the right place
    for content in contents:
        assert MARKER.encode() not in content
        assert MARKER.encode().hex().encode() not in content
