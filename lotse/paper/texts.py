"""What a paper says in other languages, and who has checked it: `texts/<name>.toml`, and an installation's own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

OURS = Path(__file__).parent / "texts"
ABOUT = ("checked_by", "checked_on")


class TextsIncomplete(Exception):
    """A language lacks words, or has some that the German one does not know."""


@dataclass(frozen=True)
class Texts:
    lang: str
    words: Mapping[str, str]
    checked_by: str = ""
    checked_on: date | None = None

    def __getitem__(self, key: str) -> str:
        return self.words[key]

    @property
    def is_checked(self) -> bool:
        return bool(self.checked_by and self.checked_on)


def texts_of(name: str) -> dict[str, Texts]:
    """By language, German first."""
    own = Path(settings.LOTSE_DATA) / "texts" / f"{name}.toml"
    try:
        stamp = own.stat().st_mtime_ns
    except FileNotFoundError:
        stamp = 0
    return _read(name, own, stamp)


@lru_cache(maxsize=16)
def _read(name: str, own: Path, stamp: int) -> dict[str, Texts]:
    told: dict[str, dict[str, Any]] = tomllib.loads((OURS / f"{name}.toml").read_text(encoding="utf-8"))
    if stamp:
        for lang, table in tomllib.loads(own.read_text(encoding="utf-8")).items():
            ours = told.get(lang, {})
            changed = any(ours.get(key) != text for key, text in table.items() if key not in ABOUT)
            if changed:  # whoever checked ours has not read this
                ours = {key: text for key, text in ours.items() if key not in ABOUT}
            told[lang] = ours | table
    made = {lang: _checked(name, lang, table) for lang, table in told.items()}
    for lang, texts in made.items():
        if wrong := set(texts.words) ^ set(made["de"].words):
            raise TextsIncomplete(f"{name}.toml, [{lang}]: {', '.join(sorted(wrong))}")
    return made


def _checked(name: str, lang: str, table: Mapping[str, Any]) -> Texts:
    words = {key: text for key, text in table.items() if key not in ABOUT}
    if faulty := [key for key, text in words.items() if not isinstance(text, str) or not text]:
        raise TextsIncomplete(f"{name}.toml, [{lang}]: {', '.join(sorted(faulty))}")
    on = table.get("checked_on")
    return Texts(lang, words, str(table.get("checked_by", "")), on if isinstance(on, date) else None)
