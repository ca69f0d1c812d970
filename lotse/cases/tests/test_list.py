"""The list of files: whose files stand in it, filters, order, cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.cases import actions
from tests.arrivals import arrive_all
from tests.world import World


def listed(user: User, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"/akten/{query}").content.decode()


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("miriam", {"Rahimi"}),
        ("farid", {"Rahimi"}),
        ("lena", set()),
        ("katrin", {"Rahimi", "Mehari"}),
        ("theo", {"Rahimi", "Mehari"}),
        ("olga", {"Demir"}),
        ("jens", {"Rahimi", "Mehari", "Demir"}),
    ],
)
def test_everybody_sees_the_files_that_are_theirs_to_list(world: World, who: str, seen: set[str]) -> None:
    html = listed(getattr(world, who))
    assert {name for name in ("Rahimi", "Mehari", "Demir") if name in html} == seen


def test_an_empty_list_says_what_will_fill_it(world: World) -> None:
    assert "Ihnen ist noch keine Akte übergeben." in listed(world.lena)


def test_filters_show_what_waits_and_what_is_closed(world: World) -> None:
    actions.close_file(world.rahimi[1], world.today, "other", by=world.miriam)
    waiting = listed(world.katrin, "?zeige=waiting")
    assert "Mehari" in waiting
    assert "Rahimi" not in waiting
    closed = listed(world.katrin, "?zeige=closed")
    assert "Rahimi, Sara" in closed
    assert "Rahimi, Zahra" not in closed
    assert "geschlossen 23.11.2026" in closed


def test_a_filter_by_region_never_reaches_beyond_ones_own_files(world: World) -> None:
    assert "Demir" not in listed(world.katrin, "?region=mitte")
    assert "Demir" in listed(world.jens, "?region=mitte")


@pytest.mark.requirement("D-27")
def test_sorting_by_the_next_deadline_puts_the_most_urgent_first(world: World) -> None:
    html = listed(world.jens, "?sortiert=frist")
    assert re.findall(r"Demir|Mehari|Rahimi, Zahra", html)[0] == "Demir"


def test_long_lists_are_cut_into_pages_and_cost_as_many_queries_as_short_ones(world: World) -> None:
    def cost() -> int:
        client = Client()
        client.force_login(world.katrin)
        client.get("/akten/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/akten/")
        return len(captured)

    short = cost()
    families = [(f"Familie{n:02}, Eins", f"Familie{n:02}, Zwei") for n in range(40)]
    arrive_all(world, families, on=world.today - timedelta(days=1), district="Cotta")
    assert cost() == short
    assert short <= 8
    html = listed(world.katrin)
    assert "1 bis 50 von 83" in html
    assert "Familie39" not in html
    assert "Familie39" in listed(world.katrin, "?seite=2")


@pytest.mark.parametrize("who", ["ada", "dora", "petra"])
def test_roles_without_files_have_no_list(world: World, who: str) -> None:
    client = Client()
    client.force_login(getattr(world, who))
    assert client.get("/akten/").status_code == 403
