"""Annex 1: what counts where, who sees which figures, and what a cell opens."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts import actions as accounts
from lotse.accounts.permissions import Role
from lotse.cases import actions as cases
from lotse.cases.models import Allocation
from lotse.notes.actions import record_note
from lotse.reports.annex1 import Quarter, count
from lotse.reports.tests.arranged import contact
from lotse.rulebook import access as rulebook
from tests.world import World

PAGE = "/berichte/anlage-1/"


def figures(world: World) -> dict[tuple[str, int], dict[str, int]]:
    annex = count(Quarter(2026, 3), rulebook.current(world.today))
    return {(r.staff.email, r.month.month): dict(r.figures) for r in annex.rows}


@pytest.mark.requirement("P-142", "P-143", "P-144", "P-145", "P-146")
def test_contacts_count_by_form_and_again_by_topic(quarter: World) -> None:
    rows = figures(quarter)
    assert rows["miriam@example.org", 7] == {
        "individual": 2,
        "group": 0,
        "education": 0,
        "return": 1,
        "case-management": 0,
    }
    assert rows["miriam@example.org", 8] == {
        "individual": 0,
        "group": 1,
        "education": 1,
        "return": 0,
        "case-management": 0,
    }
    assert rows["miriam@example.org", 9] == {
        "individual": 1,
        "group": 0,
        "education": 1,
        "return": 0,
        "case-management": 0,
    }
    assert rows["olga@example.org", 7]["individual"] == 1
    assert len(rows) == 4


@pytest.mark.requirement("P-147")
def test_case_management_is_the_stock_on_the_last_day_of_the_month(world: World) -> None:
    file = world.demir[0]
    begun = date(2026, 7, 31)
    with cases.as_actor("test", "arrange"):
        Allocation.objects.filter(file=file).update(from_on=date(2026, 1, 1))
    cases.record_event(file, "case-management-started", begun, by=world.olga)
    cases.record_event(file, "case-management-ended", date(2026, 9, 30), by=world.olga)
    rows = figures(world)
    assert [rows.get(("olga@example.org", m), {}).get("case-management", 0) for m in (7, 8, 9)] == [1, 1, 0]
    annex = count(Quarter(2026, 3), rulebook.current(world.today))
    assert annex.total["case-management"] == 0  # the stock at the end of the quarter, never a sum


def test_the_command_prints_what_other_programs_read(quarter: World) -> None:
    out = StringIO()
    call_command("report", "annex-1", "--quarter", "2026-Q3", "--format", "json", stdout=out)
    found = json.loads(out.getvalue())
    assert found["quarter"] == "2026-Q3"
    assert found["rows"][0] == {
        "staff": "miriam@example.org", "month": "2026-07",
        "individual": 2, "group": 0, "education": 0, "return": 1, "case_management": 0,
    }  # fmt: skip
    assert found["total"] == {"individual": 4, "group": 1, "education": 2, "return": 1, "case_management": 0}


@pytest.mark.parametrize("reader", ["miriam", "katrin", "theo"])
def test_named_readers_open_a_cell(quarter: World, client: Client, reader: str) -> None:
    client.force_login(getattr(quarter, reader))
    cell = f"individual.2026-07.{quarter.miriam.pk}"
    page = client.get(PAGE, {"quartal": "2026-Q3", "zelle": cell}).content.decode()
    assert "Miriam Albrecht" in page
    number = quarter.rahimi[0].number
    assert (number in page) == (reader != "theo")  # the manager reads no notes, so not whose they are


@pytest.mark.parametrize("reader", ["jens", "ada"])
def test_others_see_sums_and_no_worker(quarter: World, client: Client, reader: str) -> None:
    client.force_login(getattr(quarter, reader))
    page = client.get(PAGE, {"quartal": "2026-Q3", "zelle": f"individual.2026-07.{quarter.miriam.pk}"}).content.decode()
    assert "Miriam" not in page
    assert quarter.rahimi[0].number not in page
    assert "Summe" in page


@pytest.mark.parametrize("reader", ["petra", "dora"])
def test_without_a_right_to_figures_there_are_none(quarter: World, client: Client, reader: str) -> None:
    client.force_login(getattr(quarter, reader))
    assert client.get(PAGE).status_code == 403


def test_a_worker_of_another_team_has_no_cell(quarter: World, client: Client) -> None:
    client.force_login(quarter.bernd)
    answer = client.get(PAGE, {"quartal": "2026-Q3", "zelle": f"individual.2026-07.{quarter.miriam.pk}"})
    assert answer.status_code == 404


@pytest.mark.parametrize("address", ["", "datei/xlsx/", "druck/"])
def test_the_number_of_statements_grows_with_no_worker_month_note_or_file(
    quarter: World, client: Client, address: str
) -> None:
    client.force_login(quarter.theo)
    with cases.as_actor("test", "arrange"):
        Allocation.objects.update(from_on=date(2026, 1, 1))
    cases.record_event(quarter.rahimi[0], "case-management-started", date(2026, 7, 1), by=quarter.miriam)

    def statements(**query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{PAGE}{address}", {"quartal": "2026-Q3"} | query).status_code == 200
        return len(captured)

    asked: list[dict[str, str]] = [{}, {"bezirk": "cotta"}]
    if not address:
        asked += [{"zelle": f"{key}.2026-09.alle"} for key in ("individual", "case-management")]
    client.get(PAGE)  # the first page of a session asks more
    before = [statements(**query) for query in asked]
    for number in range(12):
        worker = accounts.add_staff(
            f"w{number}@example.org", f"W {number}", quarter.anchor, from_on=date(2025, 1, 1), by="test"
        )
        held = accounts.give_role(
            worker, Role.SOCIAL_WORKER, quarter.anchor, team=quarter.west, from_on=date(2025, 1, 1), by="test"
        )
        accounts.confirm_role(held, by="test")
        for month in range(1, 10):
            record_note(
                quarter.rahimi, contact(date(2026, month, 1 + number), "phone", "return"), author=worker, by=worker
            )
    cases.record_event(quarter.rahimi[1], "case-management-started", date(2026, 7, 1), by=quarter.miriam)
    assert [statements(**query) for query in asked] == before


@pytest.mark.parametrize("text", ["2026-Q5", "Q3 2026", "", "2026"])
def test_what_is_no_quarter_leads_to_the_current_one(world: World, client: Client, text: str) -> None:
    client.force_login(world.katrin)
    assert client.get(PAGE, {"quartal": text}).status_code == 302
