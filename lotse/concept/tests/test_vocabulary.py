"""The reference pages name every word and every key that the code knows, and no other."""

import dataclasses
import re
import typing
from pathlib import Path

from lotse.concept.load import load
from lotse.concept.model import Concept, Federal
from lotse.concept.vocabulary import ARRIVAL_TITLES, EVENT_TITLES, WORD_LISTS, Arrival, Event, StatusGroup, Text

DOCS = Path(__file__).parents[3] / "docs" / "reference"


def test_the_vocabulary_page_has_one_row_per_word() -> None:
    page = (DOCS / "vocabulary.md").read_text("utf-8")
    sections = re.split(r"^## (.+)$", page, flags=re.MULTILINE)[1:]
    written = {
        name: re.findall(r"^\| `([^`]+)` \| \S", body, flags=re.MULTILINE)
        for name, body in zip(sections[::2], sections[1::2], strict=True)
    }
    assert written == {name: list(typing.get_args(words)) for name, words in WORD_LISTS.items()}


def test_the_page_on_concepts_names_every_table_and_key() -> None:
    page = (DOCS / "concepts.md").read_text("utf-8")
    for kind in (Concept, Federal):
        hints = typing.get_type_hints(kind)
        for field in dataclasses.fields(kind):
            table = field.metadata.get("toml", "")
            if typing.get_origin(hints[field.name]) is not tuple:
                continue
            entry = typing.get_args(hints[field.name])[0]
            [row] = re.findall(rf"^\| `\[\[{table}\]\]` \|.*\| (.*) \|$", page, flags=re.MULTILINE)
            keys = [f.metadata.get("toml", f.name) for f in dataclasses.fields(entry)]
            assert re.findall(r"`(\w+)`", row) == [key for key in keys if key not in ("key", "title", "source")], table


def test_every_event_and_arrival_has_a_name_in_both_languages() -> None:
    assert list(EVENT_TITLES) == list(typing.get_args(Event))
    assert list(ARRIVAL_TITLES) == list(typing.get_args(Arrival))


def test_every_status_group_is_explained_in_the_federal_collection() -> None:
    federal = load("federal/2026-01-01")
    assert isinstance(federal, Federal)
    assert [group.key for group in federal.status_groups] == list(typing.get_args(StatusGroup))


def test_a_text_answers_in_the_language_asked_for() -> None:
    text = Text("Frist", "Deadline")
    assert (text["de"], text["de-AT"], text["en"], text["fr"], str(text)) == (
        "Frist",
        "Frist",
        "Deadline",
        "Deadline",
        "Frist",
    )
