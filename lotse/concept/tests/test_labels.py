"""Names are the same name however somebody typed them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotse.concept.labels import fold
from lotse.concept.lines import locate


@pytest.mark.parametrize(
    "written", ["Dümmers-Dorf", "DUEMMERSDORF", "dummers dorf", "Du\u0308mmersdorf", "Dümmers–Dorf"]
)
def test_case_umlauts_hyphens_and_spaces_do_not_matter(written: str) -> None:
    assert fold(written) == fold("Dümmersdorf")


def test_different_names_stay_different() -> None:
    names = ["Leuben", "Loschwitz", "Brück", "Borkheide", "Beetzsee", "Beetzseeheide", "Görzke", "Groß Kreutz"]
    assert len({fold(name) for name in names}) == len(names)


@given(st.text())
def test_a_folded_name_holds_letters_and_digits_only(text: str) -> None:
    assert all(char.isalnum() for char in fold(text))


TOML = """title = 1

[note]
x = 2
[[region]]
key = "a"
districts = [
  { key = "b" },
  { key = "c" },
]
[[region.part]]
key = "d"
[[region.part]]
key = "e"
[[region]]
key = "f"
[[region.part]]
key = "g"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 1),
        (("missing",), 1),
        (("note", "x"), 4),
        (("region", 0), 5),
        (("region", 0, "key"), 6),
        (("region", 0, "districts", 1, "key"), 9),
        (("region", 0, "part", 1, "key"), 14),
        (("region", 1, "key"), 16),
        (("region", 1, "part", 0), 17),
        (("region", 1, "missing"), 15),
    ],
)
def test_a_fault_is_found_in_the_text(path: tuple[str | int, ...], line: int) -> None:
    assert locate(TOML, path) == line
