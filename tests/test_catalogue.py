"""The English of the catalogue takes exactly the values the German gives."""

import re
from collections import Counter

import pytest
from babel.messages.catalog import Catalog, Message

from scripts import catalogue

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-0 #+]*\d*(?:\.\d+)?[sdif]|%%|\{\w*\}")
TAG = re.compile(r"</?\w[^>]*>")
COUNTS = {"%(num)s", "%(n)s"}  # "one file" says its number itself


def forms(text: object) -> list[str]:
    return [str(form) for form in text] if isinstance(text, list | tuple) else [str(text)]


TEXTS = [message for message in catalogue.stored() if message.id]


def differences(message: Message) -> list[str]:
    german, english = forms(message.id), forms(message.string)
    if len(german) != len(english):
        return ["another number of forms"]
    found = []
    for at, (before, after) in enumerate(zip(german, english, strict=True)):
        wanted, given = Counter(PLACEHOLDER.findall(before)), Counter(PLACEHOLDER.findall(after))
        changed = set((wanted - given) + (given - wanted))
        if changed - (COUNTS if len(german) == 2 and at == 0 else set()):
            found.append(f"other placeholders: {after!r}")
        if TAG.findall(before) != TAG.findall(after):
            found.append(f"other tags: {after!r}")
        if (before[:1].isspace(), before[-1:].isspace()) != (after[:1].isspace(), after[-1:].isspace()):
            found.append(f"other spaces at the edge: {after!r}")
    return found


def test_german_and_english_take_the_same_values() -> None:
    wrong = [line for message in TEXTS if catalogue.translated(message.string) for line in differences(message)]
    assert not wrong, "\n".join(wrong)


def test_no_english_is_a_guess() -> None:
    assert [message.id for message in TEXTS if message.fuzzy] == []


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Frist am %(day)s", "Due on %(date)s"),
        ("00.%(month)02d.%(year)d", "00.%(month)s.%(year)d"),
        (("ein Tag", "%(num)s Tage"), ("one day", "days")),
        ("Kennnummer: ", "Number:"),
        ("<b>neu</b>", "new"),
    ],
)
def test_what_differs_is_found(german: str | tuple[str, str], english: str | tuple[str, str]) -> None:
    assert differences(Message(german, english))


def test_english_is_taken_from_another_branch_only_where_it_is_missing() -> None:
    here, there = Catalog(locale="en"), Catalog(locale="en")
    here.add("Akte", "File")
    for german in ("Haken", "Kurs", ("ein Tag", "%(num)s Tage")):
        here.add(german)
    here.add("Post", context="verb")
    for german, english in {"Akte": "Record", "Haken": "Tick", "Kurs": "", "Gone": "Gone", "Post": "Mail"}.items():
        there.add(german, english)
    there.add(("ein Tag", "%(num)s Tage"), ("one day", "%(num)s days"))
    assert catalogue.take(here, there) == 2
    assert [here.get(german).string for german in ("Akte", "Haken")] == ["File", "Tick"]
    assert not here.get("Kurs").string
    assert here.get("ein Tag").string == ("one day", "%(num)s days")
    assert not here.get("Post", "verb").string
    assert here.get("Gone") is None
