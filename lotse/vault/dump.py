"""The database as one file, and back: a compact copy on SQLite, `pg_dump` on PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

LIBPQ = ("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "options", "service", "passfile")


class BackupError(Exception):
    """What the administrator has to know; said in German, as it is."""


def engine(database: dict[str, Any]) -> str:
    return "sqlite" if database["ENGINE"].endswith("sqlite3") else "postgresql"


def write(database: dict[str, Any], folder: Path) -> None:
    if engine(database) == "sqlite":
        _write_sqlite(Path(database["NAME"]), folder / "database.sqlite3")
    else:
        target = folder / "database.dump"
        _run(database, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        target.chmod(0o600)


def read(database: dict[str, Any], folder: Path, stamp: str) -> list[Path]:
    """Put the copy in place of the database; gives back the files of the former one, set aside."""
    if engine(database) == "sqlite":
        return _read_sqlite(folder / "database.sqlite3", Path(database["NAME"]), stamp)
    _drop_everything(database)
    _run(
        database, "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
        f"--dbname={conninfo(database)}", str(folder / "database.dump"),
    )  # fmt: skip
    return []


def is_empty(database: dict[str, Any]) -> bool:
    """Nothing was ever written: no table yet, or no entry in the write log."""
    if engine(database) == "sqlite":
        path = Path(database["NAME"])
        if not path.exists():
            return True
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit_writelog'").fetchone():
                return True
            return connection.execute("SELECT 1 FROM audit_writelog LIMIT 1").fetchone() is None
    with _connect(database) as connection:
        if connection.execute("SELECT to_regclass('audit_writelog')").fetchone() == (None,):
            return True
        return connection.execute("SELECT 1 FROM audit_writelog LIMIT 1").fetchone() is None


# --- SQLite -----------------------------------------------------------------------------------------------------------
def _write_sqlite(source: Path, target: Path) -> None:
    if not source.exists():
        raise BackupError(f"Die Datenbank {source} gibt es nicht.")
    # The writing half must not appear in a file that others may read, be it for a moment.
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(source, timeout=60)) as connection:
        # A copy of one instant, without what deleted rows left behind in free pages.
        connection.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target)) as copy:
        if (answer := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise BackupError(f"Die Kopie der Datenbank ist fehlerhaft: {answer}")
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _read_sqlite(source: Path, target: Path, stamp: str) -> list[Path]:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{stamp}")
    shutil.copyfile(source, beside)
    beside.chmod(0o600)
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    aside = []
    former = target.with_name(f"{target.name}.vor-{stamp}")
    for ending in ("", "-wal", "-shm"):  # left together they can still be opened
        path = target.with_name(target.name + ending)
        if path.exists():
            aside.append(path.rename(former.with_name(former.name + ending)))
    beside.replace(target)
    return aside


# --- PostgreSQL -------------------------------------------------------------------------------------------------------
def conninfo(database: dict[str, Any]) -> str:
    """Where the database is; the password goes by the environment, not into the list of processes."""
    options = {name: value for name, value in database.get("OPTIONS", {}).items() if name in LIBPQ}
    named = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    return make_conninfo(
        "", **{key: str(database[name]) for key, name in named.items() if database.get(name)}, **options
    )


def _connect(database: dict[str, Any]) -> "psycopg.Connection[tuple[Any, ...]]":
    return psycopg.connect(conninfo(database), password=database.get("PASSWORD") or None)


def _drop_everything(database: dict[str, Any]) -> None:
    try:
        with _connect(database) as connection:
            connection.execute("SET lock_timeout = '10s'")
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            ).fetchall()
            for (name,) in tables:
                connection.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(name)))
            functions = connection.execute(
                "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
                " AND proname LIKE 'lotse\\_%'"
            ).fetchall()
            for (name,) in functions:
                connection.execute(sql.SQL("DROP FUNCTION {}()").format(sql.Identifier(name)))
    except psycopg.errors.LockNotAvailable as error:
        raise BackupError(
            "Die Datenbank ist noch in Gebrauch. Halten Sie Lotse an, bevor Sie zurückspielen."
        ) from error


def _program(name: str) -> str:
    if found := shutil.which(name):
        return found
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    if not installed:
        raise BackupError(
            f"Das Programm {name} fehlt. Installieren Sie postgresql-client in der Version Ihres Datenbankservers "
            f"(unter Debian: apt install postgresql-client)."
        )
    return str(installed[-1])


def _run(database: dict[str, Any], program: str, *arguments: str) -> None:
    environment = {**os.environ, "PGPASSWORD": str(database.get("PASSWORD") or "")}
    if program == "pg_dump":
        arguments = (*arguments, f"--dbname={conninfo(database)}")
    done = subprocess.run(
        [_program(program), *arguments], env=environment, capture_output=True, text=True, check=False, umask=0o077
    )
    if done.returncode:
        raise BackupError(f"{program} meldet einen Fehler:\n{done.stderr.strip()}")
