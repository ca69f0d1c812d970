"""Finding the line of a table or key in TOML. The standard library's parser keeps no lines, so the text is searched."""

import re
from collections.abc import Sequence

HEADER = re.compile(r"^\s*\[\[?\s*([\w.-]+)\s*\]\]?")
Path = Sequence[str | int]


def locate(text: str, path: Path) -> int:
    """The line (from 1) of the deepest part of the path that stands on a line of its own; 1 when nothing is found."""
    lines = text.splitlines()
    headers = [(number, found[1]) for number, line in enumerate(lines) if (found := HEADER.match(line))]
    low, high, prefix, best = 0, len(lines), "", 0
    position = 0
    while position < len(path):
        name = f"{prefix}{path[position]}"
        index = path[position + 1] if position + 1 < len(path) else 0
        number = index if isinstance(index, int) else 0
        own = [line for line, header in headers if header == name and low <= line < high]
        if number >= len(own):
            break
        low = best = own[number]
        later = (line for line, header in headers if low < line < high and not header.startswith(f"{name}."))
        high, prefix = next(later, high), f"{name}."
        position += 2 if isinstance(index, int) and position + 1 < len(path) else 1
    rest = path[position:]
    if rest:
        best = _key_line(lines, rest, low, _own_end(headers, low, high), best)
    return best + 1


def _own_end(headers: Sequence[tuple[int, str]], low: int, high: int) -> int:
    return next((line for line, _ in headers if low < line < high), high)


def _key_line(lines: Sequence[str], rest: Path, low: int, high: int, otherwise: int) -> int:
    key = re.compile(rf"^\s*[\"']?{re.escape(str(rest[0]))}[\"']?\s*=")
    found = next((number for number in range(low, high) if key.match(lines[number])), None)
    if found is None:
        return otherwise
    if len(rest) > 1 and isinstance(rest[1], int):
        items = [number for number in range(found + 1, high) if re.match(r"\s*[{\"']", lines[number])]
        if rest[1] < len(items) and not lines[found].rstrip().endswith("]"):
            return items[rest[1]]
    return found
