"""The sentences of the source documents behind the requirement ids; shipped with the package so that every entry can
show its source. Rewritten from the list of requirements by `python -m lotse.concept.quotes docs/requirements.toml`."""

import json
import sys
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

QUOTES = Path(__file__).with_name("quotes.toml")

# The prefix of an id names its document; the titles are those printed on the documents.
DOCUMENTS = {
    "D": "Leistungsbeschreibung zur sozialen Betreuung von Geflüchteten – Migrationssozialarbeit (MSA)",
    "P": "Fachkonzept zur sozialen Unterstützung von Flüchtlingen durch Migrationssozialarbeit",
    "R": "Pressemitteilung zum Interessenbekundungsaufruf Migrationssozialarbeit, 14.02.2019",
    "N": "Zeitungsbericht zu den Standards der sozialen Betreuung, 27.01.2017",
    "W": "Grundsatzreferat Beschäftigungsförderung und sozialintegrative Leistungen des SGB II, 01.10.2007",
}


@dataclass(frozen=True, slots=True)
class Quote:
    id: str
    de: str
    quote: str

    @property
    def document(self) -> str:
        return DOCUMENTS[self.id.partition("-")[0]]


@lru_cache(maxsize=1)
def all_quotes() -> dict[str, Quote]:
    rows: dict[str, dict[str, str]] = tomllib.loads(QUOTES.read_text("utf-8"))
    return {key: Quote(key, row["de"], row["quote"]) for key, row in rows.items()}


def quote(requirement: str) -> Quote:
    return all_quotes()[requirement]


def render(requirements: str) -> str:
    """The text of quotes.toml for a text of requirements.toml."""
    lines = ["# Written by `python -m lotse.concept.quotes docs/requirements.toml`; do not edit."]
    for row in tomllib.loads(requirements)["requirement"]:
        de, sentence = (json.dumps(row[name], ensure_ascii=False) for name in ("de", "quote"))
        lines.append(f"{row['id']} = {{ de = {de}, quote = {sentence} }}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    QUOTES.write_text(render(Path(sys.argv[1]).read_text("utf-8")), "utf-8")
