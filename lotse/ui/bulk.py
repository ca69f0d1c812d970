"""Writing many rows at once, past what Django's `bulk_create` does for each single value.

Plain INSERTs, so every trigger, constraint and default holds; only `save()` and signals are left out, as with
`bulk_create`. SQLite prepares one statement for all rows, PostgreSQL takes them as COPY.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

from django.db import connection
from django.db.models import BooleanField, CharField, Field, IntegerField, Model, UUIDField
from django.utils import timezone


def insert(objects: Sequence[Model]) -> None:
    """Objects of one model, not saved yet. What a field does before saving (sealing, taking the time) it does here."""
    if not objects:
        return
    model, values = type(objects[0]), [vars(one) for one in objects]
    columns: dict[str, Iterable[Any]] = {}
    for field in model._meta.concrete_fields:
        if type(field).pre_save is Field.pre_save:
            columns[field.attname] = [row[field.attname] for row in values]
        else:
            columns[field.attname] = [field.pre_save(one, True) for one in objects]
    _write(model, columns)
    for one in objects:
        one._state.adding, one._state.db = False, "default"


def insert_rows(
    model: type[Model], names: Sequence[str], rows: Sequence[Sequence[Any]], *, fresh: bool = False
) -> None:
    """The same without making objects; columns that are not named get their default. With `fresh` rows that are there
    already are left as they are."""
    if not rows:
        return
    columns: dict[str, Iterable[Any]] = dict(zip(names, zip(*rows, strict=True), strict=True))
    for field in model._meta.concrete_fields:
        if field.attname not in columns:
            is_moment = getattr(field, "auto_now_add", False)
            is_made = callable(field.default) and not is_moment
            values = (field.get_default() for _row in rows) if is_made else None
            columns[field.attname] = values or repeat(timezone.now() if is_moment else field.get_default(), len(rows))
    _write(model, columns, fresh=fresh)


def _write(model: type[Model], columns: dict[str, Iterable[Any]], *, fresh: bool = False) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    table = f'"{model._meta.db_table}" ({", ".join(_quoted(fields[name]) for name in columns)})'
    rows = zip(*(map(_prepared(fields[name]), values) for name, values in columns.items()), strict=True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and not fresh:
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            unless = " ON CONFLICT DO NOTHING" if fresh else ""
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks}){unless}", list(rows))  # noqa: S608


def _quoted(field: Any) -> str:
    return f'"{field.column}"'


def _prepared(field: Any) -> Callable[[Any], Any]:
    """The field's own way to the database; for keys and texts without asking it for every single one."""
    target = field.target_field if field.is_relation else field
    if isinstance(target, UUIDField):
        if connection.features.has_native_uuid_field:
            return _same
        return lambda value: value and value.hex
    if isinstance(target, CharField | IntegerField | BooleanField):
        return _same
    return lambda value: target.get_db_prep_value(value, connection)


def _same(value: Any) -> Any:
    return value
