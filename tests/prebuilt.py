"""The worlds the tests live in, each built once per process into a database of its own.

A test that asks for one runs in that database and is rolled back like any other: building a world anew costs ten times
what most tests do. What is handed out is a copy, so that no test meets objects another one changed.
"""

import copy
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

ALIAS = "default"


class Prebuilt:
    """One world and the connection on which it lives."""

    def __init__(self, name: str, build: Callable[[], Any]) -> None:
        self.connection = _cloned(connections[ALIAS], name)
        self.empty = connections[ALIAS]
        self.enter()
        try:
            self._world = build()
        finally:
            self.leave()

    def enter(self) -> None:
        connections[ALIAS] = self.connection

    def leave(self) -> None:
        connections[ALIAS] = self.empty

    def world(self) -> Any:
        return copy.deepcopy(self._world)


def _cloned(empty: BaseDatabaseWrapper, name: str) -> BaseDatabaseWrapper:
    """A second database like the empty one of the tests, with a connection of its own."""
    settings = empty.creation.get_test_db_clone_settings(name)
    if empty.vendor == "sqlite":
        with empty.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(empty.settings_dict["NAME"], settings["NAME"])
    else:
        empty.close()  # PostgreSQL copies a database nobody is connected to
        quote = empty.ops.quote_name
        with empty._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {quote(settings['NAME'])} TEMPLATE {quote(empty.settings_dict['NAME'])}")
    return type(empty)(settings, ALIAS)


def is_committing(item: pytest.Item) -> bool:
    """Whether the test commits and empties every table afterwards: it gets a world built for it alone."""
    marker = item.get_closest_marker("django_db")
    committing = bool(marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,)))
    return committing or not {"transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))
