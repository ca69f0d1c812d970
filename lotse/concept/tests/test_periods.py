"""Periods as the law counts them: the worked table, then what must hold for every Land and year."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotse.concept.periods import Calendar, Span, add_months
from lotse.concept.vocabulary import Land

WERKTAGE_2 = Span(werktage=2)
M3, M12, Y2 = Span(months=3), Span(months=12), Span(years=2)

# (number, Land, span, start, calendar end, due as an act, due where a Werktag is Monday to Friday)
VECTORS = [
    (1, "SN", WERKTAGE_2, "2026-11-23", "2026-11-25", "2026-11-25", "2026-11-25"),
    (2, "SN", WERKTAGE_2, "2026-11-16", "2026-11-19", "2026-11-19", "2026-11-19"),
    (3, "SN", WERKTAGE_2, "2026-11-17", "2026-11-20", "2026-11-20", "2026-11-20"),
    (4, "BB", WERKTAGE_2, "2026-11-17", "2026-11-19", "2026-11-19", "2026-11-19"),
    (5, "SN", WERKTAGE_2, "2026-11-18", "2026-11-20", "2026-11-20", "2026-11-20"),
    (6, "SN", WERKTAGE_2, "2026-11-20", "2026-11-23", "2026-11-23", "2026-11-24"),
    (7, "SN", WERKTAGE_2, "2026-10-30", "2026-11-03", "2026-11-03", "2026-11-03"),
    (8, "BB", WERKTAGE_2, "2026-10-29", "2026-11-02", "2026-11-02", "2026-11-02"),
    (9, "SN", WERKTAGE_2, "2026-10-01", "2026-10-05", "2026-10-05", "2026-10-05"),
    (10, "SN", WERKTAGE_2, "2026-12-24", "2026-12-29", "2026-12-29", "2026-12-29"),
    (11, "BB", WERKTAGE_2, "2026-12-31", "2027-01-04", "2027-01-04", "2027-01-05"),
    (12, "SN", WERKTAGE_2, "2027-03-25", "2027-03-30", "2027-03-30", "2027-03-31"),
    (13, "SN", WERKTAGE_2, "2027-05-05", "2027-05-08", "2027-05-10", "2027-05-10"),
    (14, "BB", M3, "2026-08-31", "2026-11-30", "2026-11-30", None),
    (15, "BB", M3, "2026-11-30", "2027-02-28", "2027-03-01", None),
    (16, "BB", M3, "2027-11-30", "2028-02-29", "2028-02-29", None),
    (17, "BB", M3, "2026-07-03", "2026-10-03", "2026-10-05", None),
    (18, "BB", M3, "2026-07-31", "2026-10-31", "2026-11-02", None),
    (19, "SN", M3, "2026-08-18", "2026-11-18", "2026-11-19", None),
    (20, "BB", M3, "2026-08-18", "2026-11-18", "2026-11-18", None),
    (21, "SN", M12, "2028-02-29", "2029-02-28", "2029-02-28", None),
    (22, "SN", M12, "2026-01-01", "2027-01-01", "2027-01-04", None),
    (23, "SN", M12, "2025-11-18", "2026-11-18", "2026-11-19", None),
    (24, "SN", M12, "2025-10-31", "2026-10-31", "2026-11-02", None),
    (25, "SN", M12, "2026-02-28", "2027-02-28", "2027-03-01", None),
    (26, "BB", Y2, "2026-02-28", "2028-02-28", "2028-02-28", None),
    (27, "BB", Y2, "2028-02-29", "2030-02-28", "2030-02-28", None),
    (28, "BB", Y2, "2024-11-22", "2026-11-22", "2026-11-23", None),
    (29, "BB", Span(months=1), "2027-01-31", "2027-02-28", "2027-03-01", None),
]

LANDS = st.sampled_from(get_args(Land))
DAYS = st.dates(date(2015, 1, 1), date(2060, 12, 31))
SPANS = st.one_of(
    st.builds(Span, werktage=st.integers(1, 30)),
    st.builds(Span, days=st.integers(0, 400)),
    st.builds(Span, months=st.integers(1, 36)),
    st.builds(Span, years=st.integers(1, 10)),
)


@pytest.mark.requirement("D-27", "D-42", "P-118", "P-140")
@pytest.mark.parametrize(("number", "land", "span", "start", "end", "act", "mon_fri"), VECTORS)
def test_every_row_of_the_worked_table_comes_out(
    number: int, land: Land, span: Span, start: str, end: str, act: str, mon_fri: str | None
) -> None:
    calendar, day = Calendar(land), date.fromisoformat(start)
    assert calendar.reckon(day, span, act=True).calendar_end == date.fromisoformat(end)
    assert calendar.reckon(day, span, act=True).due == date.fromisoformat(act)
    assert span == WERKTAGE_2 or calendar.reckon(day, span, act=False).due == date.fromisoformat(end)
    if mon_fri:
        assert Calendar(land, werktag="mon-fri").reckon(day, span, act=True).due == date.fromisoformat(mon_fri)


def test_the_table_is_complete() -> None:
    assert [row[0] for row in VECTORS] == list(range(1, 30))


@given(LANDS, DAYS, SPANS, st.booleans())
def test_an_act_never_falls_due_on_a_saturday_sunday_or_holiday(
    land: Land, start: date, span: Span, is_mon_fri: bool
) -> None:
    calendar = Calendar(land, werktag="mon-fri" if is_mon_fri else "mon-sat")
    due = calendar.reckon(start, span, act=True).due
    assert due.weekday() < 5
    assert not calendar.holiday(due)


@given(LANDS, DAYS, SPANS)
def test_rolling_on_stops_at_the_first_day_it_may_stop_at(land: Land, start: date, span: Span) -> None:
    calendar = Calendar(land)
    found = calendar.reckon(start, span, act=True)
    between = [found.calendar_end + timedelta(n) for n in range((found.due - found.calendar_end).days)]
    assert all(day.weekday() > 4 or calendar.holiday(day) for day in between)


@given(LANDS, DAYS, st.integers(0, 400), SPANS, st.booleans())
def test_who_starts_later_is_never_due_earlier(land: Land, start: date, later: int, span: Span, act: bool) -> None:
    calendar = Calendar(land)
    first = calendar.reckon(start, span, act=act).due
    assert first <= calendar.reckon(start + timedelta(later), span, act=act).due


@given(LANDS, DAYS, st.integers(1, 36))
def test_more_months_never_end_earlier_and_a_period_keeps_its_calendar_day(land: Land, start: date, count: int) -> None:
    calendar = Calendar(land)
    end = calendar.reckon(start, Span(months=count), act=False).due
    assert end < calendar.reckon(start, Span(months=count + 1), act=False).due
    assert end.day == start.day or (end.day < start.day and (end + timedelta(1)).day == 1)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == count


@given(DAYS, st.integers(1, 24), st.integers(1, 24))
def test_months_are_counted_from_the_original_date_and_not_chained(start: date, first: int, second: int) -> None:
    direct = add_months(start, first + second)
    assert add_months(add_months(start, first), second) <= direct
    assert direct.day == start.day or (direct + timedelta(1)).day == 1


def test_two_months_after_the_31st_of_january_are_not_two_single_months() -> None:
    assert add_months(date(2027, 1, 31), 2) == date(2027, 3, 31)


@given(LANDS, DAYS, st.integers(1, 30))
def test_werktage_are_counted_one_by_one(land: Land, start: date, count: int) -> None:
    calendar = Calendar(land)
    end = calendar.reckon(start, Span(werktage=count), act=False).due
    days = [start + timedelta(n) for n in range(1, (end - start).days + 1)]
    assert sum(1 for day in days if day.weekday() != 6 and not calendar.holiday(day)) == count
    assert end.weekday() != 6
    assert not calendar.holiday(end)


@pytest.mark.requirement("D-27")
def test_the_strip_shows_each_day_and_why_it_counts_or_not() -> None:
    strip = Calendar("SN").reckon(date(2027, 5, 5), WERKTAGE_2, act=True).days
    assert [(d.on.day, d.state, d.reason, d.name, d.number) for d in strip] == [
        (5, "event", "event-day", "", 0),
        (6, "skipped", "holiday", "Christi Himmelfahrt", 0),
        (7, "counted", "", "", 1),
        (8, "rolled", "saturday", "", 2),
        (9, "rolled", "sunday", "", 0),
        (10, "due", "", "", 0),
    ]


def test_local_and_catholic_holidays_are_taken_in() -> None:
    fair = date(2026, 11, 24)
    assert Calendar("SN", {fair: "Markttag"}).reckon(date(2026, 11, 23), WERKTAGE_2, act=True).due == date(2026, 11, 26)
    corpus_christi = date(2026, 6, 4)
    assert not Calendar("SN").holiday(corpus_christi)
    assert Calendar("SN", catholic=True).holiday(corpus_christi)


@pytest.mark.parametrize(
    "span", [Span(), Span(werktage=1, months=1), Span(werktage=0), Span(months=-1), Span(days=-1), Span(years=0)]
)
def test_a_span_is_one_positive_length(span: Span) -> None:
    assert span.problem()


def test_only_days_may_be_zero() -> None:
    assert not Span(days=0).problem()
