"""Querysets whose SQL is worked out once per process.

Building and compiling a queryset costs Django several times what the database needs for the small questions of a page,
and a file asks twenty of them. A prepared question is an ordinary queryset, written as a function of what changes:

    @prepared
    def _events(files: tuple[UUID, ...]) -> QuerySet[Event]:
        return Event.objects.filter(file__in=files)

    rows = _events(tuple(ids))

Ids, days and instants (also in tuples, which the query must ask for with `__in`) are parameters; every other argument
and what is None belong to the question itself: each combination is compiled once. The function must hand its parameters
to the query as they are. One that reckons with them would freeze its first answer, so each is compiled twice, with
different values, and refused if anything but the parameters differs.
"""

import functools
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators

P = ParamSpec("P")
T = TypeVar("T")

PARAMETERS: tuple[tuple[type, models.Field], ...] = (  # a datetime is a date as well: it comes first
    (UUID, models.UUIDField()),
    (datetime, models.DateTimeField()),
    (date, models.DateField()),
)


def prepared(build: Callable[P, QuerySet[T, Any]]) -> Callable[P, list[T]]:
    """The queryset that `build` returns, as a list. Arguments are given by position."""
    questions: dict[tuple[Any, ...], _Question[T]] = {}

    @functools.wraps(build)
    def ask(*args: P.args, **nothing: P.kwargs) -> list[T]:
        given = tuple(_filled_up(value) for value in args)
        shape = tuple(_shape(value) for value in given)
        if shape not in questions:
            questions[shape] = _Question(build, given)
        return questions[shape].ask(given)

    return ask


def _filled_up(value: Any) -> Any:
    """So many ids that few different questions arise: 1, 2, 4, 8 ... The last one is asked for again."""
    if not isinstance(value, tuple) or not value:
        return value
    if _field_of(value[0]):
        return value + value[-1:] * ((1 << (len(value) - 1).bit_length()) - len(value))
    return _like(value, map(_filled_up, value))


def _like(value: tuple[Any, ...], parts: Iterable[Any]) -> tuple[Any, ...]:
    """A tuple of the same kind, named or not."""
    made: tuple[Any, ...] = type(value)._make(parts) if hasattr(value, "_make") else tuple(parts)
    return made


def _field_of(value: object) -> models.Field | None:
    return next((field for kind, field in PARAMETERS if isinstance(value, kind)), None)


def _shape(value: object) -> Any:
    """What an argument contributes to the question itself."""
    if isinstance(value, tuple):
        return tuple(_shape(part) for part in value)
    return type(value) if _field_of(value) else value


def _flat(values: tuple[Any, ...]) -> Iterator[Any]:
    """The parameters among the arguments, in order."""
    for value in values:
        if isinstance(value, tuple):
            yield from _flat(value)
        elif _field_of(value):
            yield value


class _Question(Generic[T]):
    def __init__(self, build: Callable[..., QuerySet[T, Any]], given: tuple[Any, ...]) -> None:
        self.statement = ""
        self.slots: list[tuple[int | None, Any]] = []  # number of the parameter, or what always stands there
        compiled = [self._compile(build, given, start) for start in (1, 5003)]
        if compiled[0] is None or compiled[1] is None:
            return
        (self.queryset, self.compiler, self.statement, self.slots), (_q, _c, again, slots) = compiled
        if again != self.statement or slots != self.slots:
            raise TypeError(f"{build} reckons with its parameters: hand them to the query as they are.")
        self.converters = self.compiler.get_converters(
            [found[0] for found in self.compiler.select[: self.compiler.col_count]]
        )

    def _compile(self, build: Callable[..., QuerySet[T, Any]], given: tuple[Any, ...], start: int) -> Any:
        samples = _Samples(start)
        queryset = build(*(samples.like(value) for value in given))
        connection = connections[queryset.db]
        compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            statement, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        numbers = {_adapted(value, connection): at for at, value in enumerate(samples.made)}
        slots = [(numbers[p], None) if p in numbers else (None, p) for p in params]
        return queryset, compiler, statement, slots

    def ask(self, given: tuple[Any, ...]) -> list[T]:
        if not self.statement:
            return []
        connection = connections[self.queryset.db]
        values = [_adapted(value, connection) for value in _flat(given)]
        params = [constant if at is None else values[at] for at, constant in self.slots]
        with connection.cursor() as cursor:
            cursor.execute(self.statement, params)
            found = cursor.fetchall()
        return self._made_of(self.compiler.apply_converters(found, self.converters))

    def _made_of(self, rows: Iterator[list[Any]]) -> list[Any]:
        """What the queryset promises: objects, tuples or single values."""
        kind, compiler, alias = self.queryset._iterable_class, self.compiler, self.queryset.db
        if kind is FlatValuesListIterable:
            return [row[0] for row in rows]
        if kind is ValuesListIterable:
            return [tuple(row) for row in rows]
        if kind is not ModelIterable:
            raise TypeError(f"A prepared question gives objects or values_list(), not {kind.__name__}.")
        model, positions = compiler.klass_info["model"], compiler.klass_info["select_fields"]
        first, last = positions[0], positions[-1] + 1
        names = [found[0].target.attname for found in compiler.select[first:last]]
        populators = get_related_populators(compiler.klass_info, compiler.select, alias)
        objects = []
        for row in rows:
            made = model.from_db(alias, names, row[first:last])
            for populator in populators:
                populator.populate(row, made)
            for name, at in compiler.annotation_col_map.items():
                setattr(made, name, row[at])
            objects.append(made)
        return objects


class _Samples:
    """Stand-ins that can be told apart from each other and from every real value."""

    def __init__(self, start: int) -> None:
        self.start, self.made = start, list[Any]()

    def like(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return _like(value, map(self.like, value))
        field, number = _field_of(value), self.start + len(self.made)
        if field is None:
            return value
        if isinstance(value, UUID):
            made: Any = UUID(int=number)
        elif isinstance(value, datetime):
            made = datetime(2, 1, 1, tzinfo=UTC) + timedelta(days=number)
        else:
            made = date(2, 1, 1) + timedelta(days=number)
        self.made.append(made)
        return made


def _adapted(value: Any, connection: Any) -> Any:
    """As the database driver takes it."""
    field = _field_of(value)
    assert field is not None
    return field.get_db_prep_value(value, connection)
