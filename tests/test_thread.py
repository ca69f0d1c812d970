"""The thin thread in one go: a household arrives, deadlines start, it is handed over, visited, and counted."""

from datetime import date

import pytest

from lotse.cases.models import Deadline
from lotse.reports.annex1 import Quarter, count
from lotse.rulebook import access as rulebook
from tests.world import World


@pytest.mark.requirement("D-27", "D-42")
def test_assigned_people_get_first_visit_and_welcome_service(world: World) -> None:
    rows = {d.rule: d for d in Deadline.objects.filter(file=world.mehari[0], superseded_at=None)}
    assert rows["first-visit"].due_on == date(2026, 11, 25)  # Monday 23.11. + two Werktage
    assert rows["welcome-service"].due_on == date(2027, 11, 23)


@pytest.mark.requirement("P-142", "P-143")
def test_the_home_visit_meets_the_deadline_and_counts_in_annex_1(world: World) -> None:
    row = Deadline.objects.get(file=world.rahimi[0], rule="first-visit")
    assert (row.met_on, row.met_by) == (world.today, world.note.pk)
    annex = count(Quarter(2026, 4), rulebook.current(world.today))
    assert [(r.staff.email, r.month, r.figures["individual"]) for r in annex.rows] == [
        ("miriam@example.org", date(2026, 11, 1), 1)
    ]
