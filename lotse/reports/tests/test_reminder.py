"""Before the reporting date coordination and management are reminded, with the sentence behind it."""

from datetime import date

import pytest

from lotse.accounts.access import rights_of
from lotse.reports.actions import set_reporting_day
from lotse.reports.annex1 import Quarter
from lotse.reports.schedule import due
from lotse.reports.tests.arranged import check, submit
from lotse.reports.today import Item, due_for
from lotse.rulebook import access as rulebook
from tests.world import World


def items(world: World, who: str, today: date | None = None, **more: str) -> list[Item]:
    day = today or world.today
    return due_for(rights_of(getattr(world, who), day), day, **more)


def words(found: list[Item]) -> list[tuple[str, str]]:
    return [(item.kind, item.place) for item in found]


@pytest.mark.requirement("P-149", "D-101")
def test_who_has_something_to_do_is_told_until_it_is_done(quarter: World) -> None:
    assert words(items(quarter, "katrin")) == [("check", "Ankerplatz West")]
    assert words(items(quarter, "theo")) == [("submit", "Ankerplatz e. V.")]
    assert words(items(quarter, "bernd")) == [("check", "Brückenhaus Mitte")]
    check(quarter)
    assert items(quarter, "katrin") == []
    submit(quarter)
    assert items(quarter, "theo") == []
    assert words(items(quarter, "bernd")) == [("check", "Brückenhaus Mitte")]


@pytest.mark.parametrize("who", ["miriam", "farid", "lena", "jens", "ada", "dora", "petra"])
def test_nobody_else_is_reminded(quarter: World, who: str) -> None:
    assert items(quarter, who) == []


def test_a_reminder_carries_date_state_sentence_and_address(quarter: World) -> None:
    (item,) = items(quarter, "katrin", date(2026, 10, 8))
    assert item.title == "Anlage 1, 3. Quartal 2026: Zahlen prüfen"
    assert item.due_on == date(2026, 10, 15)
    assert item.url == "/berichte/anlage-1/?quartal=2026-Q3"
    assert item.source.id == "D-101"
    assert item.note == "Voreingestellt ist der 15. des Folgemonats."
    states = [item.state_kind(day) for day in (date(2026, 10, 1), date(2026, 10, 8), date(2026, 10, 16))]
    assert states == ["quiet", "due", "overdue"]
    assert items(quarter, "katrin", whose="mine") == []


def test_the_day_rolls_over_weekends_and_holidays_and_can_be_set(quarter: World) -> None:
    concept = rulebook.current(quarter.today)
    assert due(Quarter(2026, 3), concept, None).due_on == date(2026, 10, 15)  # type: ignore[union-attr]
    assert due(Quarter(2026, 2), concept, None).due_on == date(2026, 7, 15)  # type: ignore[union-attr]
    early = set_reporting_day(3, by=quarter.jens)  # Saturday and a holiday, then a Sunday
    assert due(Quarter(2026, 3), concept, early).due_on == date(2026, 10, 5)  # type: ignore[union-attr]
    (item,) = items(quarter, "katrin")
    assert item.note == "Eingestellt ist der 3. des Folgemonats."


def test_before_lotse_was_at_work_nothing_was_due(quarter: World) -> None:
    assert items(quarter, "katrin", date(2025, 1, 20)) == []
