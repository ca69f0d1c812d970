"""Data to an accessible PDF: a Typst template of some room, its data, out come bytes. Knows no model and no request.

What somebody typed reaches the template as JSON and never as source, so nothing in it is ever read as a command. The
standards (PDF/A-2a, PDF/UA-1) make Typst refuse what it would otherwise draw as an empty box: see `CannotPrint`.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any
from unicodedata import name as name_of

import typst
from django.utils.translation import gettext as _

HOUSE = Path(__file__).parent.parent  # templates may import from any room's `typst` folder, and from nowhere else
FONTS = Path(__file__).parent / "fonts"
STANDARDS = ["a-2a", "ua-1"]
SHARED = "paper/letter"
IMPORTS = re.compile(r'#(?:import|include)\s+"/([\w/-]+)/typst/([\w-]+)\.typ"')
UNPRINTABLE = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

log = logging.getLogger(__name__)


class CannotPrint(Exception):
    """Why not, in the user's words. `key` is the field it lies in, where that is known."""

    def __init__(self, words: str, key: str = "") -> None:
        super().__init__(words)
        self.key = key


@dataclass(frozen=True)
class Letterhead:
    """Who writes."""

    name: str
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True)
class Paper:
    """What is to be printed. `template` is "room/name" for `lotse/room/typst/name.typ`. `labels` call the keys of the
    data by the words the user knows, for when something in them cannot be printed."""

    template: str
    data: Mapping[str, Any]
    title: str  # stands in the properties of the file and in the title of a window: names nobody
    on: date  # the day it bears
    head: Letterhead | None = None
    lang: str = "de"
    labels: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pressed:
    data: bytes
    template: str
    version: str  # of the template and everything it imports


def press(paper: Paper) -> Pressed:
    """The PDF. The same data give the same bytes. Not inside a transaction."""
    made = _compile(paper, format="pdf", pdf_standards=STANDARDS)
    return Pressed(made, paper.template, version_of(paper.template))


def pictures(paper: Paper, ppi: int = 96) -> list[bytes]:
    """The pages as PNG, to look at on screen before it is filed."""
    made = _compile(paper, format="png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def version_of(template: str) -> str:
    """A digest that changes when the template or a part it imports does."""
    digest = sha256()
    for name in sorted(_parts(template)):
        digest.update(f"{name}\n".encode() + _source(name))
    return digest.hexdigest()[:12]


def _parts(template: str) -> set[str]:
    found, waiting = set(), [template]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += ["/".join(part) for part in IMPORTS.findall(_source(name).decode())]
    return found


def _source(template: str) -> bytes:
    room, name = template.split("/")
    return (HOUSE / room / "typst" / f"{name}.typ").read_bytes()


_pressing = Lock()  # one compiler, and Typst is no place for two threads at a time


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.Compiler(root=HOUSE, font_paths=fonts, ignore_system_fonts=True)


def _compile(paper: Paper, **how: Any) -> Any:
    told = {
        "data": paper.data, "title": paper.title, "lang": paper.lang,
        "on": [paper.on.year, paper.on.month, paper.on.day],
        "head": asdict(paper.head) if paper.head else None,
    }  # fmt: skip
    stamp = datetime.combine(paper.on, time(), UTC)
    try:
        with _pressing:
            inputs = {"d": json.dumps(told, ensure_ascii=False)}
            return _compiler().compile(_source(paper.template), sys_inputs=inputs, timestamp=stamp, **how)
    except typst.TypstError as error:
        raise _in_words(paper, str(error.diagnostic)) from None  # its own text may quote what somebody typed


def _in_words(paper: Paper, diagnostic: str) -> CannotPrint:
    """Typst names the character; which field it lies in is looked up in the data."""
    signs = [ESCAPED.sub(lambda m: chr(int(m[1], 16)), found) for found in UNPRINTABLE.findall(diagnostic)]
    if not signs:
        places = re.findall(r"[\w-]+\.typ:\d+:\d+", diagnostic)
        log.error("template %s does not compile at %s", paper.template, " ".join(places))
        return CannotPrint(_("Diese Vorlage lässt sich gerade nicht drucken. Sagen Sie der Administration Bescheid."))
    sign = signs[0]
    key = next((key for key, text in _texts(paper.data) if sign in text), "")
    words = {
        "sign": sign if sign.isprintable() else " ", "code": " ".join(f"U+{ord(part):04X}" for part in sign),
        "name": name_of(sign[0], "").capitalize() or "–", "field": str(paper.labels.get(key, "")),
    }  # fmt: skip
    if words["field"]:
        text = _("Im Feld „%(field)s“ steht „%(sign)s“ (%(code)s, %(name)s). Dieses Zeichen kann Lotse nicht drucken.")
    else:
        text = _("Im Text steht „%(sign)s“ (%(code)s, %(name)s). Dieses Zeichen kann Lotse nicht drucken.")
    return CannotPrint(text % words + " " + _("Bitte ersetzen Sie es."), key)


def _texts(data: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the nearest key above it."""
    if isinstance(data, str):
        yield key, data
    elif isinstance(data, Mapping):
        for name, value in data.items():
            yield from _texts(value, name)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _texts(value, key)
