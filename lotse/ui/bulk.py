"""Writing many rows at once, past what Django's `bulk_create` does for each single value.

Plain INSERTs, so every trigger, constraint and default holds; only `save()` and signals are left out, as with
`bulk_create`. SQLite prepares one statement for all rows, PostgreSQL takes them as COPY.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    AutoField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    IntegerField,
    Model,
    UUIDField,
)
from django.utils import timezone


def insert(objects: Sequence[Model]) -> None:
    """Objects of one model, not saved yet. What a field does before saving (sealing, taking the time) it does here."""
    if not objects:
        return
    model, values = type(objects[0]), [vars(one) for one in objects]
    columns: dict[str, Iterable[Any]] = {}
    for field in _fields(model):
        if _acts_before_saving(field):
            columns[field.attname] = [field.pre_save(one, True) for one in objects]
        else:
            columns[field.attname] = [row[field.attname] for row in values]
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
    named = [model._meta.get_field(name).attname for name in names]
    columns: dict[str, Iterable[Any]] = dict(zip(named, zip(*rows, strict=True), strict=True))
    for field in _fields(model):
        if field.attname not in columns:
            columns[field.attname] = _defaults(field, len(rows))
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


def _fields(model: type[Model]) -> list[Any]:
    """Without the numbers that the database gives out."""
    return [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]


def _acts_before_saving(field: Any) -> bool:
    if isinstance(field, DateField):
        return field.auto_now or field.auto_now_add
    return type(field).pre_save is not Field.pre_save


def _defaults(field: Any, count: int) -> Iterable[Any]:
    if getattr(field, "auto_now_add", False):
        return repeat(timezone.now(), count)
    if callable(field.default):
        return [field.get_default() for _ in range(count)]
    return repeat(field.get_default(), count)


def _quoted(field: Any) -> str:
    return f'"{field.column}"'


def _prepared(field: Any) -> Callable[[Any], Any]:
    """The field's own way to the database; for the commonest kinds without asking it for every single value."""
    database = connections[DEFAULT_DB_ALIAS]  # itself: `connection` looks it up at every touch
    target = field.target_field if field.is_relation else field
    if isinstance(target, UUIDField):
        return _same if database.features.has_native_uuid_field else (lambda value: value and value.hex)
    if isinstance(target, CharField | IntegerField | BooleanField):
        return _same
    if isinstance(target, DateTimeField):
        return database.ops.adapt_datetimefield_value
    if isinstance(target, DateField):
        return database.ops.adapt_datefield_value
    return lambda value: target.get_db_prep_value(value, database)


def _same(value: Any) -> Any:
    return value
