"""A history stays one whatever is entered into it, and in whatever order."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotse.people.dated import DoesNotFit, close_gap, fit

START = date(2024, 1, 1)


@dataclass(eq=False)
class Held:
    pk: int
    from_on: date
    until_on: date | None = None


def day(number: int) -> date:
    return START + timedelta(days=number)


def enter(rows: list[Held], from_on: date, until_on: date | None = None, row: Held | None = None) -> Held:
    others = [r for r in rows if r is not row]
    place = fit(others, from_on, until_on, replace(row) if row else None)
    if place.before is not None:
        place.before.until_on = place.before_until_on
    if row is None:
        row = Held(len(rows), from_on)
        rows.append(row)
    row.from_on, row.until_on = from_on, place.until_on
    return row


def spans(rows: list[Held]) -> list[tuple[date, date | None]]:
    return sorted((r.from_on, r.until_on) for r in rows)


def test_an_earlier_row_entered_later_ends_before_the_present_one_and_leaves_it_open() -> None:
    rows: list[Held] = []
    enter(rows, day(100))
    enter(rows, day(10))
    enter(rows, day(50))
    assert spans(rows) == [(day(10), day(49)), (day(50), day(99)), (day(100), None)]


def test_a_corrected_beginning_moves_the_end_before_it_and_only_that() -> None:
    rows: list[Held] = []
    first, second, third = enter(rows, day(10)), enter(rows, day(50)), enter(rows, day(100))
    enter(rows, day(60), None, second)
    assert (first.until_on, second.until_on, third.from_on, third.until_on) == (day(59), day(99), day(100), None)
    enter(rows, day(40), None, second)
    assert first.until_on == day(39)


def test_a_gap_that_was_meant_stays_one() -> None:
    rows: list[Held] = []
    first = enter(rows, day(10), day(20))
    second = enter(rows, day(50))
    enter(rows, day(60), None, second)
    assert first.until_on == day(20)


@pytest.mark.parametrize(
    ("from_on", "until_on", "why"),
    [
        (10, None, "same-day"),
        (30, 29, "ends-before"),
        (30, 50, "reaches-into"),
        (30, 40, "runs-on"),
        (60, 70, "runs-on"),
    ],
)
def test_what_does_not_fit_is_refused(from_on: int, until_on: int | None, why: str) -> None:
    rows: list[Held] = []
    enter(rows, day(10))
    enter(rows, day(50))
    before = spans(rows)
    with pytest.raises(DoesNotFit) as error:
        enter(rows, day(from_on), None if until_on is None else day(until_on))
    assert error.value.why == why
    assert spans(rows) == before


@pytest.mark.parametrize("to", [5, 10, 90, 100])
def test_a_corrected_row_keeps_its_neighbours(to: int) -> None:
    rows: list[Held] = []
    enter(rows, day(10))
    second = enter(rows, day(50))
    enter(rows, day(90))
    with pytest.raises(DoesNotFit):
        enter(rows, day(to), None, second)


STEP = st.tuples(
    st.sampled_from(["enter", "correct", "remove"]),
    st.integers(0, 60),
    st.one_of(st.none(), st.integers(0, 60)),
    st.integers(0, 30),
)


@given(st.lists(STEP, max_size=25))
def test_no_order_of_steps_makes_rows_overlap_or_takes_one_away(steps: list[tuple[str, int, int | None, int]]) -> None:
    rows: list[Held] = []
    for step, first, last, which in steps:
        known = {(r.pk, r.from_on) for r in rows}
        row = rows[which % len(rows)] if rows else None
        until = None if last is None else day(last)
        try:
            if step == "enter":
                enter(rows, day(first), until)
            elif row and step == "correct":
                enter(rows, day(first), until, row)
            elif row:
                rows.remove(row)
                if before := close_gap(rows, row):
                    before.until_on = row.until_on
        except DoesNotFit:
            assert {(r.pk, r.from_on) for r in rows} == known
        gone = {row and row.pk} if step != "enter" else set()
        assert {(pk, on) for pk, on in known if pk not in gone} <= {(r.pk, r.from_on) for r in rows}
        ordered = sorted(rows, key=lambda r: r.from_on)
        assert all(r.until_on is None or r.until_on >= r.from_on for r in ordered)
        for one, other in pairwise(ordered):
            assert one.until_on is not None
            assert one.until_on < other.from_on
