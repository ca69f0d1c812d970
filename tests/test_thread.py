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


@pytest.mark.requirement("R-05", "P-134", "D-04")
def test_children_are_counted_and_counselled_with_files_of_their_own(world: World) -> None:
    mother, daughter = world.rahimi
    assert daughter.number != mother.number
    assert {d.rule for d in Deadline.objects.filter(file=daughter)} == {"first-visit", "welcome-service"}
    household = mother.person.memberships.get().household
    assert {m.person_id for m in household.memberships.all()} == {mother.person_id, daughter.person_id}


@pytest.mark.requirement("D-03")
def test_each_contact_says_whether_we_went_or_they_came(world: World) -> None:
    forms = {f.key: f.outreach for f in rulebook.current(world.today).forms}
    assert forms[world.note.form] is True
    assert forms["office"] is False
