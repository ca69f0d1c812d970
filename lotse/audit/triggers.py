"""Installing, dropping and checking the triggers, on either engine, from the one list in `tables.py`."""

from types import ModuleType
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from lotse.audit import postgresql, sqlite
from lotse.audit.tables import append_only_tables, audited_tables


def _engine(connection: BaseDatabaseWrapper) -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def install(using: str = "default") -> None:
    """Put exactly the expected triggers in place, whatever is there now."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with transaction.atomic(using=using):
        _engine(connection).drop(connection)
        _engine(connection).install(connection, audited_tables(existing), append_only_tables(existing))


def drop(using: str = "default") -> None:
    with transaction.atomic(using=using):
        _engine(connections[using]).drop(connections[using])


def faults(using: str = "default") -> list[str]:
    """What differs between the triggers in the database and those that should be there."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    found: list[str] = _engine(connection).faults(connection, audited_tables(existing), append_only_tables(existing))
    return found


def before_migrate(sender: Any, using: str, **kwargs: Any) -> None:
    drop(using)


def after_migrate(sender: Any, using: str, **kwargs: Any) -> None:
    install(using)
