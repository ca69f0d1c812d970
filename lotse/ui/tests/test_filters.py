from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from lotse.ui import filters
from lotse.ui.names import WrittenName, written_name
from lotse.ui.scripts import language_and_direction, script_of

FRIDAY = date(2026, 11, 20)


def test_dates_are_written_as_in_a_german_office() -> None:
    assert filters.date_(FRIDAY) == "20.11.2026"
    assert filters.day(FRIDAY) == "Fr 20.11.2026"
    assert filters.long_day(FRIDAY) == "Freitag, 20.11.2026"
    assert filters.short_day(FRIDAY) == "Fr 20.11."
    assert filters.month(date(2026, 3, 1)) == "März 2026"


def test_an_english_reader_gets_english_dates_and_numbers() -> None:
    with translation.override("en"):
        assert filters.day(FRIDAY) == "Fri 20 Nov 2026"
        assert filters.month(date(2026, 3, 1)) == "March 2026"
        assert filters.number(Decimal("1234.5")) == "1,234.5"


def test_an_instant_is_shown_on_the_german_clock() -> None:
    assert filters.datetime_(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == "01.07.2026, 00:30"
    assert filters.date_(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "01.01.2027"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1234.5, None, "1.234,5"),
        (1234567, None, "1.234.567"),
        (Decimal("51.50"), 1, "51,5"),
        (46, 1, "46,0"),
        (0.125, None, "0,13"),
        (-0.001, 1, "0,0"),
        (None, 1, ""),
        (10, None, "10"),
        (100, 0, "100"),
    ],
)
def test_numbers_have_a_comma(value: float | None, places: int | None, text: str) -> None:
    assert filters.number(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((1990, None, None), "00.00.1990"),
        ((1990, 5, None), "00.05.1990"),
        ((1990, 5, 12), "12.05.1990"),
        (None, ""),
        ((None, None, None), ""),
    ],
)
def test_unknown_parts_of_a_date_are_zeros(value: tuple[int | None, ...] | None, text: str) -> None:
    assert filters.partial_date(value) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [(20, "heute"), (21, "morgen"), (19, "gestern"), (27, "in 7 Tagen"), (10, "vor 10 Tagen")],
)
def test_a_distance_is_said_in_words(day: int, text: str) -> None:
    assert filters.in_days(date(2026, 11, day), FRIDAY) == text


@pytest.mark.parametrize("name", list(filters.FILTERS))
def test_nothing_is_written_for_what_is_not_known(name: str) -> None:
    if name != "lang_attrs":
        assert filters.FILTERS[name](*((None, FRIDAY) if name == "in_days" else (None,))) == ""


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("زهرا", "fa", ("fa", "rtl")),
        ("عبد", "", ("und-Arab", "rtl")),
        ("በርሀ", "ti", ("ti", "ltr")),
        ("Ани", "", ("und-Cyrl", "ltr")),
        ("Zahra", "fa", ("fa", "ltr")),  # a Farsi name in Latin letters runs to the right
        ("", "ckb", ("ckb", "rtl")),
        ("", "ku-Latn", ("ku-Latn", "ltr")),
        ("123", "", ("und", "ltr")),
    ],
)
def test_a_name_says_its_language_and_direction(text: str, language: str, expected: tuple[str, str]) -> None:
    assert language_and_direction(text, language) == expected


def test_a_language_cannot_break_out_of_its_attribute() -> None:
    assert filters.lang_attrs("زهرا", '"><script>') == 'lang="&quot;&gt;&lt;script&gt;" dir="rtl"'


def test_scripts_are_recognised_by_the_first_letter() -> None:
    assert [script_of(text) for text in ("„Анна", "ʿAbd", "ნინო", "Անի", "")] == ["Cyrl", "Latn", "Geor", "Armn", ""]


def test_a_name_may_come_as_text_tuple_or_object() -> None:
    class Row:
        label, original, language = "Rahimi, Zahra", "زهرا رحیمی", "fa"

    expected = WrittenName("Rahimi, Zahra", "زهرا رحیمی", "fa")
    assert written_name(Row()) == written_name(("Rahimi, Zahra", "زهرا رحیمی", "fa")) == expected
    assert written_name(("Ismail, Rojîn", None)) == written_name("Ismail, Rojîn") == WrittenName("Ismail, Rojîn")
