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
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

MARKER = "Tuberkulose-4711"

# What a room would do: a key, a stored file with a telling name, a log entry; then say which.
ARRANGE = f"""
from uuid import uuid4
from lotse.audit.testing import arranging
from lotse.audit.reading import record_read
from lotse.vault import keys, stored
subject, organisation = uuid4(), uuid4()
with arranging():
    keys.new_key(subject, organisation)
    row = stored.store_bytes({MARKER!r}.encode(), {MARKER!r} + ".pdf", organisation=organisation, subject=subject)
record_read(uuid4(), subject, "file", "team")
print(subject, organisation, row.pk)
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

    def tables(self):
        """Every row of every table of ours, as the database gives it without us."""
        if not self.database:
            with closing(sqlite3.connect(self.folder / "data" / "lotse.sqlite3")) as connection:
                names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
                return {n: sorted(map(repr, connection.execute(f'SELECT * FROM "{n}"'))) for n in sorted(names)}
        with psycopg.connect(self.database) as connection:
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            return {n: sorted(map(repr, connection.execute(f'SELECT * FROM "{n}"'))) for (n,) in sorted(names)}


@pytest.fixture
def place(tmp_path):
    made = []

    def make(name):
        database = ""
        if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
            url = os.environ["DATABASE_URL"]
            fresh = f"place_{uuid4().hex}"
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {fresh}")
            made.append(fresh)
            database = url.replace("/postgres?", f"/{fresh}?")
            assert fresh in database
        return Place(tmp_path / name, database)

    yield make
    for fresh in made:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {fresh} WITH (FORCE)")


@pytest.fixture
def first(place):
    here = place("first")
    here.run("migrate", "-v", "0")
    here.subject, here.organisation, here.stored = here.python(ARRANGE).split()
    concept = here.folder / "data" / "concepts" / "own" / "2026-01-01.toml"
    concept.parent.mkdir(parents=True)
    concept.write_text("title = 1")
    here.run("audit", "seal")
    return here


def test_a_backup_restored_elsewhere_is_the_same_installation(first, place, tmp_path):
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

    second = place("second")
    assert "Zurückgespielt und geprüft" in second.run("restore", str(away))
    assert second.tables() == first.tables()
    assert second.python(READ.format(pk=first.stored)) == f"{MARKER}.pdf {MARKER}"
    assert (second.folder / "data" / "concepts" / "own" / "2026-01-01.toml").read_text() == "title = 1"
    assert "unversehrt" in second.run("audit", "verify")
    second.run("check", "--database", "default", "--tag", "database")
    second.python(ARRANGE)  # and one can work in it


def test_a_key_destroyed_after_the_backup_stays_destroyed(first, tmp_path):
    away = tmp_path / "away"
    first.run("backup", str(away))
    first.python(DESTROY.format(subject=first.subject))
    first.run("keys", "rotate")
    said = first.run("restore", str(away), "--force")
    assert "Erneut vernichtet, was seit der Sicherung vernichtet worden war: 1 Schlüssel" in said
    assert "KeyDestroyed" in first.python(READ.format(pk=first.stored), expect=1)


def test_newer_keys_know_what_was_destroyed_even_on_a_new_machine(first, place, tmp_path):
    first.run("backup", str(tmp_path / "old"))
    first.python(DESTROY.format(subject=first.subject))
    first.run("backup", str(tmp_path / "new"))
    second = place("second")
    second.run("restore", str(tmp_path / "old"), "--keys", str(tmp_path / "new-keys"))
    assert "KeyDestroyed" in second.python(READ.format(pk=first.stored), expect=1)


def test_rotating_through_the_command_keeps_everything_open_and_is_logged(first):
    said = first.run("keys", "rotate")
    assert f"{first.organisation}: Hauptschlüssel 2" in said
    assert first.python(READ.format(pk=first.stored)) == f"{MARKER}.pdf {MARKER}"
    assert "Hauptschlüssel 2 vom" in first.run("keys", "status")
    assert "system:rotation" in repr(first.tables()["audit_writelog"])
    (first.folder / "keys" / "organisations" / first.organisation / "2.key").unlink()
    assert "Hauptschlüssel 2 FEHLT, öffnet 1 Schlüssel" in first.run("keys", "status", code=1)


def test_an_installation_in_use_is_not_replaced_without_force_and_then_set_aside(first, tmp_path):
    first.run("backup", str(tmp_path / "away"))
    before = first.tables()
    first.python(ARRANGE)
    assert "nicht leer" in first.run("restore", str(tmp_path / "away"), code=1)
    assert first.tables() != before
    said = first.run("restore", str(tmp_path / "away"), "--force")
    assert "Zur Seite gelegt" in said
    assert first.tables() == before


@pytest.mark.parametrize("damage", ["changed", "missing", "unfinished", "wrong way round"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(first, tmp_path, damage):
    away, keys = tmp_path / "away", tmp_path / "away-keys"
    first.run("backup", str(away))
    before = first.tables()
    victim = next(path for path in (away / "files").rglob("*") if path.is_file())
    if damage == "changed":
        victim.write_bytes(victim.read_bytes() + b"x")
    elif damage == "missing":
        victim.unlink()
    elif damage == "unfinished":
        (away / "manifest.json").unlink()
    else:
        away, keys = keys, away
    first.run("restore", str(away), "--keys", str(keys), "--force", code=1)
    assert first.tables() == before
    assert first.python(READ.format(pk=first.stored)) == f"{MARKER}.pdf {MARKER}"


def test_restoring_without_the_right_keys_says_which_are_missing(first, place, tmp_path):
    first.run("backup", str(tmp_path / "away"))
    keys = tmp_path / "away-keys"
    shutil.rmtree(keys / "organisations")
    manifest = json.loads((keys / "manifest.json").read_text())
    manifest["files"] = {name: known for name, known in manifest["files"].items() if "organisations" not in name}
    (keys / "manifest.json").write_text(json.dumps(manifest))
    said = place("second").run("restore", str(tmp_path / "away"), code=1)
    assert f"{first.organisation}/1.key is missing" in said


def test_data_and_keys_never_go_into_one_folder(first, tmp_path):
    for keys in (tmp_path / "away", tmp_path / "away" / "keys"):
        assert "getrennte Ordner" in first.run("backup", str(tmp_path / "away"), "--keys", str(keys), code=1)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something").touch()
    assert "nicht leer" in first.run("backup", str(tmp_path / "full"), code=1)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["something"]


def test_plain_text_never_reaches_the_disk(first):
    """Every byte of the installation: database with its journal, files, keys. (On PostgreSQL: every row as text.)"""
    contents = [path.read_bytes() for path in first.folder.rglob("*") if path.is_file()]
    contents.append("\n".join(row for rows in first.tables().values() for row in rows).encode())
    assert [content for content in contents if b"vault_storedfile" in content]  # we look in the right place
    for content in contents:
        assert MARKER.encode() not in content
        assert MARKER.encode().hex().encode() not in content
