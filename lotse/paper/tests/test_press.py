"""The press: tagged PDF of the standards named, the same bytes for the same data, and faults told in words."""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotse.paper import press as module
from lotse.paper.press import CannotPrint, Letterhead, Paper, pictures, press, version_of
from lotse.paper.tests.reading import reader_of, words_of

HEAD = Letterhead("Fährhaus e. V.", ("Am Mühlgraben 3", "14806 Bad Belzig"), "033841 555300")


def specimen(texts: tuple[Mapping[str, str], ...] = (), rows: tuple[tuple[str, str], ...] = (), **more: Any) -> Paper:
    data = {"texts": texts, "rows": rows, "facts": [["Name", "Zahra Rahimi"]]}
    return Paper("paper/specimen", data, "Musterblatt", date(2026, 11, 23), **{"head": HEAD} | more)


def text(words: str, lang: str = "de") -> Mapping[str, str]:
    return {"title": "Text", "lang": lang, "words": words}


def test_a_paper_says_what_it_was_given_under_the_letterhead() -> None:
    pressed = press(specimen((text("Erster Satz.\nZweiter Satz."),), (("Hausbesuch", "20.11.2026"),)))
    words = words_of(pressed)
    assert "Fährhaus e. V." in words
    assert "14806 Bad Belzig" in words
    assert "Zahra Rahimi" in words
    assert "Hausbesuch 20.11.2026" in words
    assert "Seite 1 von 1" in words


def test_it_is_tagged_named_and_made_to_the_standards() -> None:
    reader = reader_of(press(specimen()))
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert reader.metadata is not None
    assert reader.metadata.title == "Musterblatt"


def test_the_same_data_give_the_same_bytes_and_other_data_others() -> None:
    first, again = press(specimen((text("a"),))), press(specimen((text("a"),)))
    assert first == again
    assert press(specimen((text("b"),))).data != first.data


def test_a_long_table_goes_on_and_counts_its_pages() -> None:
    words = words_of(press(specimen(rows=tuple((f"Zeile {n}", "x") for n in range(60)))))
    assert "Zeile 59" in words
    assert "Seite 2 von 2" in words
    assert words.count("Was Wann") == 2
    assert len(pictures(specimen(rows=tuple((f"Zeile {n}", "x") for n in range(60))))) == 2


def test_what_somebody_typed_is_never_read_as_a_command() -> None:
    typed = '#panic(1) *fett* $x$ #read("/etc/passwd") \\u{41} "; = Titel <br> // nein'
    assert " ".join(typed.split()) in words_of(press(specimen((text(typed),))))


def test_a_sign_without_a_glyph_is_named_with_its_field_and_nothing_is_pressed() -> None:
    with pytest.raises(CannotPrint) as caught:
        press(specimen((text("Treffpunkt 🚌 Haltestelle"),), labels={"words": "Weg dorthin"}))
    assert "„🚌“ (U+1F68C, Bus)" in str(caught.value)
    assert "Im Feld „Weg dorthin“" in str(caught.value)
    assert caught.value.key == "words"


@pytest.mark.parametrize("sign", ["\x07", "\ue000", "语", "ਪ"])
def test_nor_is_an_invisible_or_foreign_sign_left_out_in_silence(sign: str) -> None:
    with pytest.raises(CannotPrint, match=f"U\\+{ord(sign):04X}"):
        press(specimen((text(f"a{sign}b"),)))


def test_a_broken_template_tells_the_user_and_logs_no_word_of_the_data(caplog: pytest.LogCaptureFixture) -> None:
    paper = Paper("paper/specimen", {"texts": [{"title": "Zahra"}], "rows": [], "facts": []}, "X", date(2026, 1, 1))
    with pytest.raises(CannotPrint, match="Administration"):
        press(paper)
    assert "paper/specimen" in caplog.text
    assert "Zahra" not in caplog.text


def test_the_version_changes_with_the_template_and_with_what_it_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("letter", "specimen"):
        kept = tmp_path / "paper/typst" / f"{name}.typ"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes((module.HOUSE / "paper/typst" / f"{name}.typ").read_bytes())
    before = version_of("paper/specimen")
    monkeypatch.setattr(module, "HOUSE", tmp_path)
    assert version_of("paper/specimen") == before
    shared = tmp_path / "paper/typst/letter.typ"
    shared.write_text(shared.read_text() + "\n// another hand\n")
    assert version_of("paper/specimen") != before


@given(st.text(alphabet=st.characters(codec="cp1252", exclude_categories=["Cc", "Cf", "Co", "Cs"]), max_size=80))
def test_any_western_text_can_be_printed(words: str) -> None:
    assert press(specimen((text(words),))).data.startswith(b"%PDF-1.7")


def test_every_font_has_its_licence_beside_it() -> None:
    for font in module.FONTS.rglob("*.ttf"):
        licence = (font.parent / "OFL.txt").read_text()
        assert "SIL Open Font License, Version 1.1" in licence, hashlib.sha256(font.read_bytes()).hexdigest()
