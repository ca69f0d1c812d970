"""Where in the process somebody is."""

from datetime import date, timedelta

from django.test import Client

from lotse.accounts.models import User
from lotse.cases import actions
from lotse.cases.models import File
from lotse.cases.ribbon import months_between
from tests.arrivals import arrive
from tests.world import World


def steps(user: User, file: File) -> list[str]:
    client = Client()
    client.force_login(user)
    html = client.get(f"/akten/{file.pk}/").content.decode()
    ribbon = html.split('<ol class="lo-ribbon"')[1].split("</ol>")[0]
    return [
        ("> " if "aria-current" in item else "+ " if "is-past" in item else "  ")
        + " | ".join(part.split("<")[0] for part in item.replace("<span>", "<b>").split("<b>")[1:])
        for item in ribbon.split("<li")[1:]
    ]


def test_the_ribbon_follows_the_concept_from_arrival_to_the_end(world: World) -> None:
    assert steps(world.miriam, world.rahimi[0]) == [
        "+ Zuweisung | 17.11.2026",
        "+ Übergeben | Miriam Albrecht",
        "+ Aufsuchen in der Unterkunft | 23.11.2026, 3 Tage nach der Frist",
        "> Willkommensleistung | Monat 1 von 12, bis 17.11.2027, 1 von 13 Punkten",
        "  Übergang | nach dem 17.11.2027",
        "  Abschluss",
    ]


def test_what_is_still_to_be_done_says_by_when(world: World) -> None:
    found = steps(world.katrin, world.mehari[0])
    assert "  Übergabe | noch niemandem übergeben" in found
    assert "  Aufsuchen in der Unterkunft | in 2 Tagen, bis 25.11.2026" in found


def test_after_the_service_the_transition_is_where_one_is_and_a_closed_file_has_come_to_its_end(world: World) -> None:
    old = arrive(world, "Alt, Ana", on=world.today - timedelta(days=400), district="Cotta")[0]
    actions.allocate([old], world.miriam, team=world.west, from_on=world.today, by=world.katrin)
    assert [step[0] for step in steps(world.miriam, old)][-2] == ">"
    actions.close_file(old, world.today, "goal-reached", by=world.miriam)
    assert steps(world.katrin, old)[-1] == "> Abschluss | 23.11.2026"


def test_who_moved_in_has_counselling_without_a_service_that_ends(world: World) -> None:
    file = arrive(world, "Zu, Zug", arrival="moved-in", district="Cotta")[0]
    actions.allocate([file], world.miriam, team=world.west, from_on=world.today, by=world.katrin)
    assert steps(world.miriam, file)[2:] == ["> Beratung", "  Abschluss"]


def test_months_are_whole() -> None:
    assert months_between(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert months_between(date(2026, 1, 14), date(2027, 1, 14)) == 12
