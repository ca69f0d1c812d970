from datetime import date, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from lotse.ui.fields import DecimalCommaField, DurationField, GermanDateField, PartialDateField
from lotse.ui.filters import number, partial_date

DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))


def error_of(field: forms.Field, text: str) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(text)
    return " ".join(caught.value.messages)


@given(DAYS)
def test_every_day_is_read_in_every_way_people_write_it(day: date) -> None:
    for text in (
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d.%m.%y}",
        f"{day:%d%m%Y}",
        f"{day:%Y-%m-%d}",
        f" Fr {day:%d.%m.%Y} ",
        f"{day:%d/%m/%Y}",
        f"{day:%d, %m, %Y}",
    ):
        assert GermanDateField().clean(text) == day, text


@given(DAYS)
def test_a_date_shown_in_a_form_is_read_back_unchanged(day: date) -> None:
    field = GermanDateField()
    assert field.clean(field.prepare_value(day)) == day
    assert not field.has_changed(day, field.prepare_value(day))


@given(st.text())
def test_whatever_is_typed_gives_a_value_or_a_sentence_but_never_a_crash(text: str) -> None:
    for field in (GermanDateField(), PartialDateField(), DurationField(), DecimalCommaField()):
        try:
            field.clean(text)
        except ValidationError as error:
            assert all(message.endswith(".") for message in error.messages)


def test_a_day_that_does_not_exist_is_named() -> None:
    assert error_of(GermanDateField(), "31.02.2026") == "Diesen Tag gibt es nicht: 31.02.2026."


@pytest.mark.parametrize("text", ["20.11.", "morgen", "11/20", "20.11.026", "2026", "٢٠.١١.٢٠٢٦"])
def test_what_is_no_full_date_is_refused_with_an_example(text: str) -> None:
    assert "20.11.2026" in error_of(GermanDateField(), text)


def test_a_date_without_its_year_is_told_what_is_missing() -> None:
    assert error_of(GermanDateField(), "27.11.").startswith("Das Jahr fehlt.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.05.1990", (1990, 5, 12)),
        ("00.00.1990", (1990, None, None)),
        ("00.05.1990", (1990, 5, None)),
        ("05.1990", (1990, 5, None)),
        ("1990", (1990, None, None)),
        ("1990-05-12", (1990, 5, 12)),
        ("1990-00-00", (1990, None, None)),
        ("29.02.2024", (2024, 2, 29)),
        ("12051990", (1990, 5, 12)),
    ],
)
def test_a_birth_date_may_have_unknown_parts(text: str, expected: tuple[int, int | None, int | None]) -> None:
    field = PartialDateField()
    assert field.clean(text) == expected
    assert field.clean(field.prepare_value(expected)) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("31.02.1994", "Ist der Tag unbekannt: 00.02.1994."),
        ("13.1994", "Ist der Monat unbekannt: 00.00.1994."),
        ("12.00.1994", "Sind beide unbekannt: 00.00.1994."),
        ("12.05.90", "vierstelligem Jahr"),
        ("12.05.1690", "kann nicht stimmen"),
    ],
)
def test_a_wrong_birth_date_is_answered_with_the_next_step(text: str, hint: str) -> None:
    assert hint in error_of(PartialDateField(), text)


@given(st.integers(1890, 2199), st.one_of(st.none(), st.integers(1, 12)))
def test_a_partial_date_is_read_back_from_what_is_shown(year: int, month: int | None) -> None:
    assert PartialDateField().clean(partial_date((year, month, None))) == (year, month, None)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("45", 45), ("45 min", 45), ("1:15", 75), ("01:15", 75), ("1,5 h", 90), ("1 h 15", 75), ("2 Std", 120)],
)
def test_a_duration_is_read_in_minutes_or_hours(text: str, minutes: int) -> None:
    assert DurationField().clean(text) == minutes


def test_a_duration_from_elsewhere_is_taken_over() -> None:
    assert DurationField().clean(timedelta(hours=1, minutes=5)) == 65


@pytest.mark.parametrize("text", ["0", "1:75", "dreiviertel", "-5", "1441"])
def test_no_duration_is_no_duration(text: str) -> None:
    assert error_of(DurationField(), text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("42,5", "42.5"), ("42.5", "42.5"), ("1.234,50", "1234.50"), ("1.234", "1234"), (",5", "0.5"), ("-3", "-3")],
)
def test_a_number_may_have_a_comma_or_a_point(text: str, value: str) -> None:
    assert DecimalCommaField().clean(text) == Decimal(value)


@given(st.decimals(Decimal("-99999.9"), Decimal("99999.9"), places=1))
def test_a_number_shown_is_read_back_unchanged(value: Decimal) -> None:
    assert DecimalCommaField(places=1).clean(number(value, 1)) == value


def test_a_number_keeps_to_its_limits() -> None:
    field = DecimalCommaField(places=1, smallest=0, largest=60)
    assert "Höchstens 1" in error_of(field, "1,25")
    assert error_of(field, "-1") == "Mindestens 0."
    assert error_of(field, "60,5") == "Höchstens 60."


@pytest.mark.parametrize("field", [GermanDateField, PartialDateField, DurationField, DecimalCommaField])
def test_an_empty_field_is_nothing_if_optional_and_asked_for_if_not(field: type[forms.Field]) -> None:
    assert field(required=False).clean("  ") is None
    assert error_of(field(), "").startswith("Bitte")
