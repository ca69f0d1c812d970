"""For tests: arranging data, acting for nobody, and emptying tables that refuse to be emptied."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import TransactionTestCase

from lotse.audit import context, triggers


@contextmanager
def arranging(verb: str = "arrange") -> Iterator[None]:
    """Write test data. Keep it to the arranging: what is under test says for itself who acts."""
    with context.system_actor("test", verb):
        yield


@contextmanager
def nobody_acting() -> Iterator[None]:
    """Inside, nobody acts, even when a fixture around the test does: for testing that a verb names its actor."""
    outer = context._current.get()
    token = context._current.set(None)
    context._announce(None)
    try:
        yield
    finally:
        context._current.reset(token)
    context._announce(outer)


def make_flushable() -> None:
    """Let transactional tests (`transaction=True`, `live_server`) empty the tables afterwards: called by conftest.py.

    Their clean-up deletes every row, which the append-only logs refuse. Triggers are dropped before it; `flush` itself
    sends `post_migrate`, which installs them again.
    """
    if hasattr(TransactionTestCase, "_lotse_flushable"):
        return
    original = TransactionTestCase._fixture_teardown

    def teardown(self: Any) -> None:
        for alias in self._databases_names(include_mirrors=False):
            triggers.drop(alias)
        original(self)

    TransactionTestCase._fixture_teardown = teardown
    TransactionTestCase._lotse_flushable = True
