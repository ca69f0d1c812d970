"""Finding words in the notes of one file, after they were opened: the database holds no index of sealed words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lotse.notes.timeline import NoteEntry

Marked = list[tuple[str, bool]]
"""A text in pieces; True: found here."""


@dataclass(frozen=True)
class Hit:
    entry: NoteEntry
    texts: list[Marked]

    @property
    def on(self) -> date:
        return self.entry.on

    @property
    def id(self) -> UUID:
        return self.entry.id


def find_in(entries: Sequence[NoteEntry], wanted: str) -> list[Hit]:
    """Notes that hold every word somewhere, the newest first; part of a word is enough, accents do not matter."""
    words = [_plain(word)[0] for word in re.findall(r"\w+", wanted)]
    words = [word for word in words if word]
    if not words:
        return []
    found = []
    for entry in sorted(entries, key=lambda e: (e.on, e.order), reverse=True):
        texts = [(text, *_plain(text)) for text in entry.texts() if text]
        if all(any(word in plain for _text, plain, _origin in texts) for word in words):
            marked = [_mark(text, plain, origin, words) for text, plain, origin in texts]
            found.append(Hit(entry, [m for m in marked if any(is_hit for _piece, is_hit in m)]))
    return found


def marked(entries: Sequence[NoteEntry], tag: str) -> list[Hit]:
    """Notes with this topic, activity, field or task, the newest first."""
    found = sorted((e for e in entries if tag in e.tags), key=lambda e: (e.on, e.order), reverse=True)
    return [Hit(e, [[(e.summary, False)]]) for e in found]


def tags_in(entries: Sequence[NoteEntry]) -> list[tuple[str, int]]:
    """What the notes of this file deal with, the most frequent first."""
    return sorted(Counter(tag for e in entries for tag in e.tags).items(), key=lambda pair: (-pair[1], pair[0]))


def _plain(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each of its characters the place it came from."""
    plain, origin = [], []
    for place, char in enumerate(text):
        for part in unicodedata.normalize("NFKD", char.casefold()):
            if not unicodedata.combining(part):
                plain.append(part)
                origin.append(place)
    return "".join(plain), origin


def _mark(text: str, plain: str, origin: list[int], words: Sequence[str]) -> Marked:
    hit = [False] * len(text)
    for word in words:
        for match in re.finditer(re.escape(word), plain):
            for at in range(origin[match.start()], origin[match.end() - 1] + 1):
                hit[at] = True
    pieces: Marked = []
    for char, is_hit in zip(text, hit, strict=True):
        if pieces and pieces[-1][1] == is_hit:
            pieces[-1] = (pieces[-1][0] + char, is_hit)
        else:
            pieces.append((char, is_hit))
    return pieces
