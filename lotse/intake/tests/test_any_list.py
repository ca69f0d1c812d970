"""Whatever a list holds: each row is counted exactly once, and reading it again opens nothing."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lotse.cases.models import File
from lotse.intake.assignments import prepare
from lotse.intake.columns import ASSIGNMENTS, map_columns
from lotse.intake.kept import preview_from_bytes, preview_to_bytes, sheet_from_bytes, sheet_to_bytes
from lotse.intake.sheets import Row, Sheet
from lotse.intake.takeover import take_over
from lotse.intake.tests.conftest import HEADINGS
from lotse.people.models import Membership
from tests.world import World

OFTEN = st.none() | st.text(max_size=8) | st.integers(0, 60_000) | st.dates(date(1900, 1, 1), date(2100, 1, 1))


def mostly(*good: Any) -> st.SearchStrategy[Any]:
    """One of these, and now and then anything."""
    return st.integers(0, 24).flatmap(lambda n: OFTEN if n == 24 else st.sampled_from(good))


CELLS: dict[str, st.SearchStrategy[Any]] = {
    "Zuweisungsdatum": mostly("17.11.2026", date(2026, 11, 3), "2026-10-01", "20.11.2026"),
    "Aktenzeichen": st.integers(1, 200).map(lambda n: f"W-{n}"),
    "Haushalt": st.sampled_from([None, "H-1", "H-2", "H-3"]),
    "Familienname": mostly("Rahimi", "Rahimy", "Demir", "Bekele", "Al-Hamwi", "الحموي", "Osman", "Tekle"),
    "Vorname": st.sampled_from(["Zahra", "Sahra", "Yusuf", "Selam", "Omar", "Rut", ""]),
    "Geburtsdatum": mostly(
        "14.03.1993", "03.04.1993", "04.03.1993", "1990", "00.00.1990", "01.01.1985", "", "7.5.2011"
    ),
    "Staatsangehörigkeit": mostly("Afghanistan", "AF", "Türkei", "Eritrea", ""),
    "Ankunft": st.sampled_from(["", "Zuweisung", "Zuzug", "Familiennachzug"]),
    "Stadtbezirk/Gemeinde": st.sampled_from(["Cotta", "Plauen", "Strehlen", "", "Mond"]),
}


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    count = draw(st.integers(1, 12))
    rows = [Row(at + 2, tuple(draw(CELLS.get(h, st.none())) for h in HEADINGS)) for at in range(count)]
    return Sheet(HEADINGS, rows, 1)


@pytest.mark.django_db
@given(sheet=sheets())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_rows_are_new_known_possibly_double_or_faulty_and_the_second_reading_opens_nothing(
    world: World, sheet: Sheet
) -> None:
    mapping = map_columns(sheet.headings, ASSIGNMENTS)
    first = prepare(sheet, mapping, today=world.today)
    assert first.rows == first.new + first.known + first.possible_duplicates + first.faulty == len(sheet.rows)
    assert len({e.line for e in first.entries} | set(first.faulty_lines)) == first.rows
    before = File.objects.count()
    outcome = take_over(first, holder=world.office, today=world.today, by="import")
    assert File.objects.count() == before + first.new == before + len(outcome.files)
    again = prepare(sheet, mapping, today=world.today)
    assert again.new == 0
    assert (again.faulty, again.rows) == (first.faulty, first.rows)
    assert again.known >= first.new + first.known
    # one head for each household that was made
    made = Membership.objects.filter(person__files__in=outcome.files).values_list("household_id", flat=True)
    for household in set(made):
        assert Membership.objects.filter(household=household, is_head=True, until_on=None).count() == 1


@pytest.mark.django_db
@given(sheet=sheets())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_is_kept_comes_back_as_it_was(world: World, sheet: Sheet) -> None:
    assert sheet_from_bytes(sheet_to_bytes(sheet)) == sheet
    preview = prepare(sheet, map_columns(sheet.headings, ASSIGNMENTS), today=world.today)
    assert preview_from_bytes(preview_to_bytes(preview)) == preview
