"""A short number by which a person on the telephone and a line in the log can be brought together."""

import secrets
from contextvars import ContextVar

ALPHABET = "23456789CDFGHJKMNPQRTVWXY"  # no vowels, so no words; nothing that looks like something else

_current: ContextVar[str] = ContextVar("lotse_reference", default="")


def new_reference() -> str:
    text = "".join(secrets.choice(ALPHABET) for _ in range(7))
    _current.set(text := f"{text[:3]}-{text[3:]}")
    return text


def current_reference() -> str:
    return _current.get()
