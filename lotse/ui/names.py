"""What a template needs to write a person's name: the transliteration, and the original script beside it."""

from collections.abc import Sequence
from typing import Any, NamedTuple


class WrittenName(NamedTuple):
    label: str  # "Rahimi, Zahra"
    original: str = ""  # "زهرا رحیمی"
    language: str = ""  # BCP 47, "" when nobody knows


def written_name(name: Any) -> WrittenName:
    """From a WrittenName, a plain text, a tuple (label, original, language) or an object with these attributes."""
    if isinstance(name, WrittenName):
        return name
    if isinstance(name, str):
        return WrittenName(name)
    if isinstance(name, Sequence):
        return WrittenName(*(part or "" for part in name[:3]))
    return WrittenName(
        getattr(name, "label", "") or str(name),
        getattr(name, "original", "") or "",
        getattr(name, "language", "") or "",
    )
