"""Which characters the fonts can draw that every text may fall back to. What was finalised cannot be replaced any more
by who wrote it, so a paper made of it says in words what it cannot draw, instead of refusing all of it."""

import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lotse.paper.press import FONTS

UNSEEN = {"Cf", "Cc"}  # directions, joiners, control characters: without a picture of their own


def printable(text: str) -> str:
    """The same text, save for what no font has: that stands there by its name, in brackets."""
    known = _covered()
    if all(ord(sign) in known or sign in "\n\t" for sign in text):
        return text
    return "".join(sign if ord(sign) in known or sign in "\n\t" else _named(sign) for sign in text)


def all_printable(value: Any) -> Any:
    """The same for every text in the data of a paper."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: all_printable(inner) for key, inner in value.items()}
    return [all_printable(inner) for inner in value] if isinstance(value, Sequence) else value


def _named(sign: str) -> str:
    if unicodedata.category(sign) in UNSEEN or 0xFE00 <= ord(sign) <= 0xFE0F:
        return ""
    return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').capitalize()}]"


@cache
def _covered() -> frozenset[int]:
    return frozenset(sign for path in sorted((FONTS / "noto-sans").glob("*.ttf")) for sign in _signs(path))


def _signs(path: Path) -> Iterator[int]:
    """The code points of the font's character map (`cmap`, formats 4 and 12)."""
    data = path.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    places = {data[12 + 16 * n : 16 + 16 * n]: struct.unpack_from(">I", data, 20 + 16 * n)[0] for n in range(tables)}
    start = places[b"cmap"]
    (count,) = struct.unpack_from(">H", data, start + 2)
    for n in range(count):
        _platform, _encoding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * n)
        (kind,) = struct.unpack_from(">H", data, start + offset)
        if kind == 4:
            yield from _format_4(data, start + offset)
        elif kind == 12:
            yield from _format_12(data, start + offset)


def _format_4(data: bytes, at: int) -> Iterator[int]:
    segments = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", data, at + 14)
    starts = struct.unpack_from(f">{segments}H", data, at + 16 + 2 * segments)
    for first, last in zip(starts, ends, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)


def _format_12(data: bytes, at: int) -> Iterator[int]:
    (groups,) = struct.unpack_from(">I", data, at + 12)
    for n in range(groups):
        first, last, _glyph = struct.unpack_from(">III", data, at + 16 + 12 * n)
        yield from range(first, last + 1)
