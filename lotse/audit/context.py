"""Who acts, and why. Every write to an audited table happens inside one of these two:

    with acting(user.id, "record_note", reason="..."):     # a person
    with system_actor("import", "open_file"):              # a named part of Lotse

Both **are a transaction**: what happens inside is committed together or not at all. That is not a convenience. On
PostgreSQL the actor is a setting of the transaction, so that it can never stay behind on a pooled connection; were it
announced outside one, it would be lost before the write. Inside another `atomic()` they are a savepoint; they nest,
and the outer actor is back afterwards. What runs after the commit (`on_commit`) or in another thread acts for nobody
and says anew who it is.

SQLite asks the context variable itself, through functions of the connection; a connection without them cannot write.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import astuple, dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction

SYSTEM_ACTORS = {
    "import": "lists of assigned people, staff or notes read in from the command line",
    "init": "setting up an empty installation",
    "console": "somebody at the command line of the server",
    "demo": "making the demonstration database",
    "nightly": "what runs by itself at night",
    "migration": "data moved by an update of Lotse",
    "rotation": "re-wrapping keys under a new master key",
    "backup": "backing up",
    "restore": "destroying again what a restored backup brought back",
    "survey": "somebody answers the survey she was handed, without logging in",
    "login": "signing in and out, before a person is known",
    "test": "arranging the data of a test",
}

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}")


@dataclass(frozen=True)
class Acting:
    actor: str
    verb: str
    reason: str = ""
    right: str = ""


_NOBODY = ("", "", "", "")
_current: ContextVar[Acting | None] = ContextVar("lotse_acting", default=None)


@dataclass
class Done:
    """The verbs that went through."""

    verbs: list[str] = field(default_factory=list)


_done: ContextVar[Done | None] = ContextVar("lotse_done", default=None)


def current() -> Acting | None:
    return _current.get()


def was_carried_out() -> bool:
    """Whether anything went through since `carried_out` began."""
    done = _done.get()
    return bool(done and done.verbs)


@contextmanager
def carried_out() -> Iterator[None]:
    """Remembers what is carried out inside, for whoever must know whether anything was."""
    token = _done.set(Done())
    try:
        yield
    finally:
        _done.reset(token)


@contextmanager
def acting(user_id: UUID, verb: str, reason: str = "", right: str = "") -> Iterator[None]:
    """A person acts. `verb`, `reason` and `right` are codes: no sentence, for the log holds nothing about a client."""
    if not isinstance(user_id, UUID):
        raise TypeError(f"acting() takes the id of a person (user.id), not {type(user_id).__name__}.")
    with _on_behalf_of(Acting(str(user_id), verb, reason, right)):
        yield


@contextmanager
def system_actor(name: str, verb: str, reason: str = "") -> Iterator[None]:
    """A part of Lotse acts by itself, under one of the names above."""
    if name not in SYSTEM_ACTORS:
        raise ValueError(f"{name!r} is no system actor; use one of {', '.join(SYSTEM_ACTORS)}.")
    with _on_behalf_of(Acting(f"system:{name}", verb, reason)):
        yield


@contextmanager
def _on_behalf_of(who: Acting) -> Iterator[None]:
    for part, value in (("verb", who.verb), ("reason", who.reason), ("right", who.right)):
        if not _CODE.fullmatch(value) and (value or part == "verb"):
            raise ValueError(f"{part} must be a short code (letters, digits, -_.:/), not {value!r}.")
    done = _done.get()
    before = len(done.verbs) if done else 0
    with transaction.atomic():
        outer = _current.get()
        token = _current.set(who)
        try:
            _announce(who)
            yield
        except BaseException:
            if done:
                del done.verbs[before:]  # what went through inside is rolled back with the rest
            raise
        finally:
            _current.reset(token)
        # Only on the good way out: PostgreSQL takes the setting back by itself when it rolls back.
        _announce(outer)
    if done:
        done.verbs.append(who.verb)


def _announce(who: Acting | None) -> None:
    if connection.vendor == "postgresql":
        values = astuple(who) if who else _NOBODY
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lotse.actor', %s, true), set_config('lotse.verb', %s, true),"
                " set_config('lotse.reason', %s, true), set_config('lotse.right', %s, true)",
                values,
            )


def register_functions(connection: Any, **kwargs: Any) -> None:
    """Receiver of `connection_created`: gives a SQLite connection the functions that its triggers call."""
    if connection.vendor == "sqlite":
        for name, part in (
            ("lotse_actor", "actor"),
            ("lotse_verb", "verb"),
            ("lotse_reason", "reason"),
            ("lotse_right", "right"),
        ):
            connection.connection.create_function(name, 0, _reader(part))


def _reader(part: str) -> Any:
    def read() -> str | None:
        who = _current.get()
        return getattr(who, part) if who else None

    return read
