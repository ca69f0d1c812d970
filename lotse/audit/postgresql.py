"""The triggers on PostgreSQL: one function per table. Compared are the functions' source and how each trigger hangs."""

from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from lotse.audit.sqlite import NO_ACTOR, NOT_BY_HAND, ONLY_GROWS
from lotse.audit.tables import Audited

NO_TRUNCATE = "Lotse: audited tables cannot be truncated"

# Bits of pg_trigger.tgtype.
ROW, BEFORE, INSERT, DELETE, UPDATE, TRUNCATE = 1, 2, 4, 8, 16, 32


@dataclass(frozen=True)
class Trigger:
    table: str
    name: str
    kind: int
    function: str

    def sql(self) -> str:
        names = {INSERT: "INSERT", DELETE: "DELETE", UPDATE: "UPDATE", TRUNCATE: "TRUNCATE"}
        events = " OR ".join(word for bit, word in names.items() if self.kind & bit)
        return (
            f'CREATE TRIGGER "{self.name}" {"BEFORE" if self.kind & BEFORE else "AFTER"} {events} ON "{self.table}"'
            f' FOR EACH {"ROW" if self.kind & ROW else "STATEMENT"} EXECUTE FUNCTION "{self.function}"()'
        )


def expected(tables: list[Audited], logs: list[str]) -> tuple[dict[str, str], set[Trigger]]:
    """Functions (name -> source) and triggers."""
    functions, triggers = {}, set()
    if "audit_writelog" in logs:
        functions["lotse_refuse_truncate"] = _refuse(NO_TRUNCATE)
        functions["lotse_refuse_by_hand"] = (
            f"\nBEGIN\n  IF pg_trigger_depth() < 2 THEN {_raise(NOT_BY_HAND)} END IF;\n  RETURN NEW;\nEND\n"
        )
        triggers.add(Trigger("audit_writelog", "lotse_log_by_hand", ROW | BEFORE | INSERT, "lotse_refuse_by_hand"))
        for table in tables:
            name = f"lotse_write_{table.table}"
            if len(name) > 63:
                raise ValueError(f"The table name {table.table} is too long for its trigger.")
            functions[name] = _write_function(table)
            triggers.add(Trigger(table.table, "lotse_write", ROW | INSERT | UPDATE | DELETE, name))
            triggers.add(Trigger(table.table, "lotse_truncate", BEFORE | TRUNCATE, "lotse_refuse_truncate"))
    if logs:
        functions["lotse_refuse_change"] = _refuse(ONLY_GROWS)
    for log in logs:
        triggers.add(Trigger(log, "lotse_log_change", ROW | BEFORE | UPDATE | DELETE, "lotse_refuse_change"))
        triggers.add(Trigger(log, "lotse_log_truncate", BEFORE | TRUNCATE, "lotse_refuse_change"))
    return functions, triggers


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"


def _refuse(message: str) -> str:
    return f"\nBEGIN\n  {_raise(message)}\nEND\n"


def _write_function(table: Audited) -> str:
    pieces = [f"""CASE WHEN NEW."{c}" IS DISTINCT FROM OLD."{c}" THEN ' {c}' ELSE '' END""" for c in table.columns]
    silent = "\n  IF TG_OP = 'UPDATE' AND names = '' THEN RETURN NULL; END IF;"
    before, after = (silent, "") if table.has_silent_columns else ("", silent)
    pk = table.pk_column
    return f"""
DECLARE
  who text := nullif(current_setting('lotse.actor', true), '');
  names text := '';
  row_id text;
BEGIN
  IF TG_OP = 'DELETE' THEN row_id := OLD."{pk}"::text; ELSE row_id := NEW."{pk}"::text; END IF;
  IF TG_OP = 'UPDATE' THEN
    names := ltrim({" || ".join(pieces)});
  END IF;{before}
  IF who IS NULL THEN {_raise(NO_ACTOR)} END IF;{after}
  INSERT INTO audit_writelog (at, actor, verb, reason, "right", table_name, row_id, operation, changed)
  VALUES (clock_timestamp(), who, current_setting('lotse.verb'), current_setting('lotse.reason'),
          current_setting('lotse.right'), '{table.table}', row_id, lower(TG_OP), names);
  RETURN NULL;
END
"""  # noqa: S608  (names of our own tables and columns)


def _installed(connection: BaseDatabaseWrapper) -> tuple[dict[str, str], dict[Trigger, str]]:
    """Functions, and triggers with whether they are enabled ("O")."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc"
            " WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'lotse\\_%'"
        )
        functions = dict(cursor.fetchall())
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgtype, p.proname, t.tgenabled FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
            " AND t.tgname LIKE 'lotse\\_%'"
        )
        rows = cursor.fetchall()
    return functions, {
        Trigger(table, name, kind, function): _text(state) for table, name, kind, function, state in rows
    }


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)  # PostgreSQL's "char" arrives as bytes


def drop(connection: BaseDatabaseWrapper) -> None:
    functions, triggers = _installed(connection)
    with connection.cursor() as cursor:
        for trigger in triggers:
            cursor.execute(f'DROP TRIGGER "{trigger.name}" ON "{trigger.table}"')
        for name in functions:
            cursor.execute(f'DROP FUNCTION "{name}"()')


def install(connection: BaseDatabaseWrapper, tables: list[Audited], logs: list[str]) -> None:
    functions, triggers = expected(tables, logs)
    with connection.cursor() as cursor:
        for name, source in functions.items():
            cursor.execute(f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $lotse${source}$lotse$')
        for trigger in sorted(triggers, key=lambda t: (t.table, t.name)):
            cursor.execute(trigger.sql())


def faults(connection: BaseDatabaseWrapper, tables: list[Audited], logs: list[str]) -> list[str]:
    functions, triggers = expected(tables, logs)
    have_functions, have_triggers = _installed(connection)
    found = [f"{name}(): missing" for name in functions if name not in have_functions]
    found += [f"{n}(): changed" for n, text in functions.items() if n in have_functions and have_functions[n] != text]
    found += [f"{t.name} on {t.table}: missing or changed" for t in triggers if t not in have_triggers]
    found += [f"{t.name} on {t.table}: disabled" for t in triggers if have_triggers.get(t, "O") != "O"]
    found += [f"{t.name} on {t.table}: not ours" for t in have_triggers if t not in triggers]
    return sorted(found)
