"""Annex 1's stock in case management comes from the cycle: from the take-over to the end, by the events both record."""

from datetime import date, timedelta

import pytest

from lotse.cases.actions import Refused
from lotse.casework import cycle, interview
from lotse.casework.cycles import Cycle
from lotse.casework.tests.helpers import client_of, spoken, taken_over
from lotse.reports.annex1 import Quarter, count
from lotse.rulebook import access as rulebook
from tests.county import CONCEPT, County


def stock(county: County, day: date | None = None) -> int:
    """At the end of the month of a day."""
    day = day or county.today
    annex = count(Quarter.of(day), rulebook.get(CONCEPT))
    return sum(row.figures["case-management"] for row in annex.rows if row.month == day.replace(day=1))


@pytest.mark.requirement("P-147")
def test_it_counts_from_the_take_over_to_the_end_and_not_what_was_taken_back(county: County) -> None:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    assert stock(county) == 1
    ended = cycle.end(run, county.today, "self-steering", by=county.sonja)
    assert stock(county) == 0
    cycle.undo(ended, "Sie braucht uns noch.", by=county.sonja)
    assert stock(county) == 1
    run.refresh_from_db()
    cycle.undo(run.steps.get(kind="first-interview"), "Falsche Person.", by=county.sonja)
    assert stock(county) == 0


@pytest.mark.requirement("P-147")
def test_help_on_occasion_and_a_run_without_a_decision_count_nowhere(county: County) -> None:
    run = cycle.begin(county.haidari[0], county.today, by=county.sonja)
    assert stock(county) == 0
    row = interview.record_interview(run, spoken(county.sonja, county.today), version=1, by=county.sonja)
    assert stock(county) == 0
    interview.decide(row, "occasional", county.today, by=county.sonja)
    assert stock(county) == 0


def test_each_month_counts_as_it_was_at_its_end(county: County) -> None:
    """Yonas was taken over in October and leaves in November: October keeps him."""
    october = date(2026, 10, 20)
    run = taken_over(county.tesfay[0], october, by=county.sonja)
    assert (stock(county, october), stock(county)) == (1, 1)
    cycle.end(run, county.today - timedelta(days=1), "goal-time", by=county.sonja)
    assert (stock(county, october), stock(county)) == (1, 0)


def test_the_figure_opens_and_leads_to_the_file(county: County) -> None:
    taken_over(county.haidari[0], county.today, by=county.sonja)
    page = client_of(county.ute).get("/berichte/anlage-1/?zelle=case-management.2026-11.alle").content.decode()
    assert county.haidari[0].number in page


@pytest.mark.requirement("P-147")
def test_a_run_cannot_begin_before_the_last_one_ended_or_it_would_count_nowhere(county: County) -> None:
    file, before = county.tesfay[0], county.today - timedelta(days=5)
    cycle.end(taken_over(file, before, by=county.sonja), county.today, "goal-time", deviation="x", by=county.sonja)
    with pytest.raises(Refused):
        taken_over(file, before, by=county.sonja)
    run = Cycle.objects.get(file=file, ended_on=None)
    interview.decide(run.interview, "case-management", county.today, by=county.sonja)
    assert stock(county) == 1


@pytest.mark.requirement("P-147")
def test_the_end_of_a_run_stays_once_another_one_ran_after_it(county: County) -> None:
    file, before = county.tesfay[0], county.today - timedelta(days=5)
    first = cycle.end(taken_over(file, before, by=county.sonja), before, "goal-time", deviation="x", by=county.sonja)
    run = taken_over(file, before, by=county.sonja)
    second = cycle.end(run, county.today, "goal-time", deviation="x", by=county.sonja)
    with pytest.raises(Refused):
        cycle.undo(first, "Doch nicht.", by=county.sonja)
    cycle.undo(second, "Doch nicht.", by=county.sonja)
    assert stock(county) == 1 and Cycle.objects.get(ended_on=None) == run
