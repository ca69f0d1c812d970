"""The triggers on SQLite. What is expected is their exact text, which SQLite keeps in `sqlite_master`."""

from django.db.backends.base.base import BaseDatabaseWrapper

from lotse.audit.tables import Audited

NO_ACTOR = "Lotse: write without an acting person"
ONLY_GROWS = "Lotse: the log can only grow"
NOT_BY_HAND = "Lotse: the write log is written by triggers"


def expected(tables: list[Audited], logs: list[str]) -> dict[str, str]:
    """Name -> CREATE TRIGGER, in full."""
    found: dict[str, str] = {}
    if "audit_writelog" in logs:
        for table in tables:
            for operation in ("insert", "update", "delete"):
                name = f"lotse_write_{table.table}_{operation}"
                found[name] = _write_trigger(name, table, operation)
    for log in logs:
        for operation in ("update", "delete"):
            name = f"lotse_log_{log}_{operation}"
            found[name] = (
                f'CREATE TRIGGER "{name}" BEFORE {operation.upper()} ON "{log}" BEGIN'
                f" SELECT RAISE(ABORT, '{ONLY_GROWS}'); END"
            )
    if "audit_writelog" in logs:
        name = "lotse_log_audit_writelog_insert"
        found[name] = (
            f'CREATE TRIGGER "{name}" BEFORE INSERT ON "audit_writelog" WHEN NEW."actor" IS NOT lotse_actor() BEGIN'
            f" SELECT RAISE(ABORT, '{NOT_BY_HAND}'); END"
        )
    return found


def _write_trigger(name: str, table: Audited, operation: str) -> str:
    row = "OLD" if operation == "delete" else "NEW"
    changed, when = "''", ""
    if operation == "update":
        pieces = [f"""CASE WHEN NEW."{c}" IS NOT OLD."{c}" THEN ' {c}' ELSE '' END""" for c in table.columns]
        changed = f"ltrim({' || '.join(pieces)})"
        if table.has_silent_columns:
            when = " WHEN " + " OR ".join(f'NEW."{c}" IS NOT OLD."{c}"' for c in table.columns)
    only_changes = " WHERE names <> ''" if operation == "update" else ""
    return f"""CREATE TRIGGER "{name}" AFTER {operation.upper()} ON "{table.table}"{when} BEGIN
  SELECT RAISE(ABORT, '{NO_ACTOR}') WHERE lotse_actor() IS NULL;
  INSERT INTO "audit_writelog"
    ("at", "actor", "verb", "reason", "right", "table_name", "row_id", "operation", "changed")
  SELECT strftime('%Y-%m-%d %H:%M:%f', 'now'), lotse_actor(), lotse_verb(), lotse_reason(), lotse_right(),
    '{table.table}', {_row_id(row, table)}, '{operation}', names
  FROM (SELECT {changed} AS names){only_changes};
END"""  # noqa: S608  (names of our own tables and columns)


def _row_id(row: str, table: Audited) -> str:
    column = f'{row}."{table.pk_column}"'
    if not table.pk_is_uuid:
        return f"CAST({column} AS TEXT)"
    cuts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))  # SQLite keeps UUIDs as 32 digits; the log writes them as usual
    return " || '-' || ".join(f"substr({column}, {start}, {length})" for start, length in cuts)


def installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'lotse\\_%' ESCAPE '\\'"
        )
        return dict(cursor.fetchall())


def drop(connection: BaseDatabaseWrapper) -> None:
    names = installed(connection)
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'DROP TRIGGER "{name}"')


def install(connection: BaseDatabaseWrapper, tables: list[Audited], logs: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in expected(tables, logs).values():
            cursor.execute(statement)


def faults(connection: BaseDatabaseWrapper, tables: list[Audited], logs: list[str]) -> list[str]:
    want, have = expected(tables, logs), installed(connection)
    found = [f"{name}: missing" for name in want if name not in have]
    found += [f"{name}: changed" for name in want if name in have and have[name] != want[name]]
    found += [f"{name}: not ours" for name in have if name not in want]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers")
        if not cursor.fetchone()[0]:
            found.append("PRAGMA recursive_triggers is off: INSERT OR REPLACE could overwrite the log")
    return found
