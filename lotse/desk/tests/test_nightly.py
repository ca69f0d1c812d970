"""The night's work finds nothing to correct, and says what it did."""

from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotse.accounts.actions import as_actor
from lotse.cases.models import Deadline
from tests.world import World


def night() -> str:
    out = StringIO()
    call_command("nightly", stdout=out)
    return out.getvalue()


def test_every_verb_keeps_deadlines_in_line_so_the_night_finds_nothing(world: World) -> None:
    assert "alle wie im Konzept" in night()


def test_a_deadline_that_went_astray_is_put_right_visibly(world: World) -> None:
    row = Deadline.objects.get(file=world.mehari[0], rule="first-visit")
    right = row.due_on
    with as_actor("test", "damage"):
        Deadline.objects.filter(pk=row.pk).update(due_on=world.today)
    assert "2 Zeilen berichtigt" in night()  # the wrong one is kept as superseded, the right one is new
    assert Deadline.objects.get(file=world.mehari[0], rule="first-visit", superseded_at=None).due_on == right
    assert "alle wie im Konzept" in night()


def test_the_database_measures_how_values_are_spread(world: World) -> None:
    with CaptureQueriesContext(connection) as captured:
        night()
    assert "ANALYZE" in [query["sql"] for query in captured.captured_queries]
