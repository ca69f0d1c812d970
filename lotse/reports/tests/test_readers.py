"""Who sees whose figures: named readers, the switch, filters, small numbers."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client

from lotse.accounts import actions as accounts
from lotse.accounts.permissions import Role
from lotse.audit.models import WriteLog
from lotse.notes.actions import record_note
from lotse.reports.actions import set_reporting_day, switch_figures
from lotse.reports.annex1 import Cut, count
from lotse.reports.models import FiguresSwitch, ReportingDay
from lotse.reports.posts import Place, posts
from lotse.reports.tests.arranged import Q3, contact
from lotse.rulebook import access as rulebook
from tests.world import World

PAGE = "/berichte/anlage-1/"
BASIS = "Dienstvereinbarung vom 12.01.2026"


def test_the_readers_are_named_on_the_page(quarter: World, client: Client) -> None:
    client.force_login(quarter.theo)
    page = client.get(PAGE, {"quartal": "2026-Q3"}).content.decode()
    section = page[page.index("Wer sieht die Zahlen je Fachkraft?") :]
    assert "Katrin Hoyer" in section
    assert "Theo Brandt" in section
    assert "Bernd Seidel" not in section


def test_switched_off_there_are_sums_only_and_everybody_keeps_her_own(quarter: World, client: Client) -> None:
    row = switch_figures(quarter.anchor, is_on=False, basis=BASIS, by=quarter.theo)
    assert WriteLog.objects.get(row_id=str(row.pk)).verb == "switch_figures_by_worker"
    for reader in (quarter.theo, quarter.katrin):
        client.force_login(reader)
        page = client.get(PAGE, {"quartal": "2026-Q3"}).content.decode()
        assert "Miriam" not in page
        assert "Ankerplatz West" in page
        assert BASIS in page
        assert "Miriam" not in client.get("/berichte/anlage-1/datei/json/?quartal=2026-Q3").content.decode()
        cell = f"individual.2026-07.team-{quarter.west.pk}"
        opened = client.get(PAGE, {"quartal": "2026-Q3", "zelle": cell}).content.decode()
        assert 'id="zelle"' in opened
        assert "Miriam" not in opened
        assert "Miriam" not in client.get(PAGE, {"quartal": "2026-Q3", "zelle": "individual.q.alle"}).content.decode()
        hers = f"individual.2026-07.{quarter.miriam.pk}"
        assert client.get(PAGE, {"quartal": "2026-Q3", "zelle": hers}).status_code == 404
    client.force_login(quarter.miriam)
    assert "Miriam Albrecht" in client.get(PAGE, {"quartal": "2026-Q3", "zelle": hers}).content.decode()
    switch_figures(quarter.anchor, is_on=True, basis="Beschluss vom 01.02.2026", by=quarter.theo)
    client.force_login(quarter.katrin)
    assert "Miriam Albrecht" in client.get(PAGE, {"quartal": "2026-Q3"}).content.decode()


def test_switching_is_for_the_own_management_and_needs_a_basis(quarter: World, client: Client) -> None:
    client.force_login(quarter.theo)
    assert client.post("/berichte/sichtbarkeit/", {"is_on": "off", "basis": ""}).status_code == 422
    assert client.post("/berichte/sichtbarkeit/", {"is_on": "off", "basis": BASIS}).status_code == 302
    row = FiguresSwitch.objects.get()
    assert (row.organisation, row.is_on, row.switched_by) == (quarter.anchor, False, quarter.theo)
    assert BASIS in client.get("/berichte/sichtbarkeit/").content.decode()
    for name in quarter.staff().keys() - {"theo"}:
        client.force_login(quarter.staff()[name])
        assert client.post("/berichte/sichtbarkeit/", {"is_on": "on", "basis": "x"}).status_code == 403, name
    assert FiguresSwitch.objects.count() == 1


def test_the_office_sets_the_reporting_day_and_nobody_else(quarter: World, client: Client) -> None:
    for name in quarter.staff().keys() - {"jens"}:
        client.force_login(quarter.staff()[name])
        assert client.post("/berichte/meldetermin/", {"day": "3"}).status_code == 403, name
    client.force_login(quarter.jens)
    assert client.post("/berichte/meldetermin/", {"day": "31"}).status_code == 422
    assert client.post("/berichte/meldetermin/", {"day": "5"}).status_code == 302
    assert ReportingDay.objects.get().day == 5
    client.force_login(quarter.theo)
    page = client.get(PAGE, {"quartal": "2026-Q3"}).content.decode()
    assert "Mo 05.10.2026" in page
    assert "Jens Kretzschmar" in page
    set_reporting_day(3, by=quarter.jens)  # a Saturday, and German Unity Day
    assert "Mo 05.10.2026" in client.get(PAGE, {"quartal": "2026-Q3"}).content.decode()


@pytest.mark.parametrize(
    ("filters", "individual"),
    [
        ({}, 3), ({"monat": "2026-07"}, 2), ({"region": "west"}, 3), ({"fachkraft": "miriam"}, 3),
        ({"bezirk": "cotta"}, 3), ({"bezirk": "plauen"}, 0), ({"monat": "2026-09", "bezirk": "cotta"}, 1),
        ({"fachkraft": "olga"}, 3), ({"region": "mitte"}, 3), ({"monat": "1999-01"}, 3),
    ],
)  # fmt: skip
def test_filters_narrow_to_what_one_may_see_and_what_is_not_on_offer_counts_for_nothing(
    quarter: World, client: Client, filters: dict[str, str], individual: int
) -> None:
    # on these days the Rahimi family already lived in Cotta
    from lotse.audit.testing import arranging
    from lotse.people.models import Stay

    with arranging():
        Stay.objects.update(from_on=date(2026, 1, 1))
    if name := filters.get("fachkraft"):
        filters = filters | {"fachkraft": str(getattr(quarter, name).pk)}
    client.force_login(quarter.theo)
    found = json.loads(client.get("/berichte/anlage-1/datei/json/", {"quartal": "2026-Q3"} | filters).content)
    assert found["total"]["individual"] == individual


def test_a_filtered_cell_opens_to_what_it_counted(quarter: World, client: Client) -> None:
    client.force_login(quarter.katrin)
    asked = {"quartal": "2026-Q3", "monat": "2026-07", "region": "west", "zelle": "individual.2026-07.alle"}
    page = client.get(PAGE, asked).content.decode()
    opened = page[page.index('id="zelle"') : page.index("So wird gezählt")]
    assert "Mi 01.07.2026" in opened
    assert "Fr 31.07.2026" in opened
    assert "30.09.2026" not in opened
    assert client.get(PAGE, asked | {"zelle": "individual.2026-09.alle"}).status_code == 404


def regions(world: World) -> None:
    """A second region for Ankerplatz, with two contacts in July; ten more in West."""
    since = date(2025, 1, 1)
    north = accounts.team_in(world.anchor, "nord", "Ankerplatz Nord", from_on=since, by="test")
    user = accounts.add_staff("nora@example.org", "Nora Wolf", world.anchor, from_on=since, by="test")
    held = accounts.give_role(user, Role.SOCIAL_WORKER, world.anchor, team=north, from_on=since, by="test")
    accounts.confirm_role(held, by="test")
    for day in (1, 2):
        record_note(world.rahimi[:1], contact(date(2026, 7, day)), author=user, by=user)
    for day in range(1, 11):
        record_note(world.rahimi[:1], contact(date(2026, 7, day)), author=world.miriam, by=world.miriam)


@pytest.mark.parametrize("reader", ["jens", "ada"])
def test_small_numbers_of_a_region_are_hidden_and_cannot_be_found_by_subtracting(
    quarter: World, client: Client, reader: str
) -> None:
    regions(quarter)
    client.force_login(getattr(quarter, reader))
    found = json.loads(client.get("/berichte/anlage-1/datei/json/?quartal=2026-Q3").content)
    july = {r["line"]: r["individual"] for r in found["rows"] if r["month"] == "2026-07"}
    assert july == {"Ankerplatz e. V.": 14, "Nord": "<3", "West": "–", "Brückenhaus gGmbH": 1}
    alone = json.loads(client.get("/berichte/anlage-1/datei/json/?quartal=2026-Q3&region=nord&monat=2026-07").content)
    assert [r["individual"] for r in alone["rows"]] == ["<3"]
    assert alone["total"] is None
    page = client.get(PAGE, {"quartal": "2026-Q3", "region": "nord"}).content.decode()
    assert "lo-chart" not in page
    assert "<tfoot" not in page


def test_the_provider_sees_its_small_numbers(quarter: World, client: Client) -> None:
    regions(quarter)
    client.force_login(quarter.theo)
    found = json.loads(client.get("/berichte/anlage-1/datei/json/?quartal=2026-Q3&region=nord").content)
    assert found["total"]["individual"] == 2


def test_who_changes_teams_counts_where_she_worked_on_the_day(quarter: World) -> None:
    north = accounts.team_in(quarter.anchor, "nord", "Ankerplatz Nord", from_on=date(2025, 1, 1), by="test")
    held = quarter.miriam.roles.get()
    accounts.end_role(held, until_on=date(2026, 7, 15), by="test")
    accounts.give_role(
        quarter.miriam, Role.SOCIAL_WORKER, quarter.anchor, team=north, from_on=date(2026, 7, 16), by="test"
    )
    where = posts(Q3.months[0], Q3.last_day)
    assert [(s.from_on, s.place.region) for s in where.spans[quarter.miriam.pk]] == [
        (date(2026, 7, 1), "west"), (date(2026, 7, 16), "nord"),
    ]  # fmt: skip
    concept = rulebook.current(Q3.last_day)
    annex = count(Q3, concept, Cut(where))
    july = {
        place.region: figures["individual"] for (_, month, place), figures in annex.cells.items() if month.month == 7
    }
    assert july == {"west": 1, "nord": 1, "mitte": 1}
    west = count(Q3, concept, Cut(where, lambda _user, place: place.region == "west"))
    assert [(r.month.month, r.figures["individual"]) for r in west.rows] == [(7, 1)]


def test_notes_older_than_the_role_count_where_the_worker_came_to(world: World) -> None:
    long_ago = date(2020, 3, 1)
    where = posts(long_ago, long_ago + timedelta(days=30))
    assert where.place(world.miriam.pk, long_ago) == Place(world.anchor.pk, world.west.pk, "west")
