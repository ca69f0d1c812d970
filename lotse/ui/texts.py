"""Texts an installation writes itself: LOTSE_DATA/texts/*.md, read as headings, lists and paragraphs, nothing more."""

from pathlib import Path
from typing import NamedTuple

from django.conf import settings


class Block(NamedTuple):
    kind: str  # "heading", "paragraph" or "list"
    lines: tuple[str, ...]


def parse(text: str) -> list[Block]:
    """`## Heading`, `- item` and paragraphs separated by an empty line; all else is plain text and will be escaped."""
    blocks: list[Block] = []
    for chunk in text.replace("\r\n", "\n").split("\n\n"):
        kind, lines = "", []
        for line in (raw.strip() for raw in chunk.strip().splitlines()):
            here = "heading" if line.startswith("#") else "list" if line.startswith(("- ", "* ")) else "paragraph"
            if lines and (here != kind or here == "heading"):
                blocks.append(Block(kind, tuple(lines)))
                lines = []
            kind = here
            lines.append({"heading": line.lstrip("#"), "list": line[2:]}.get(here, line).strip())
        if lines:
            blocks.append(Block(kind, tuple(lines)))
    return blocks


def own_text(name: str) -> list[Block]:
    """Empty when the installation has written none; then the page says that it is missing."""
    try:
        return parse((Path(settings.LOTSE_DATA) / "texts" / f"{name}.md").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
