"""Standing in: rights from the first day to the last, and not a day longer."""

from datetime import date, timedelta

import pytest
from django.test import Client

from lotse.accounts.access import rights_of
from lotse.accounts.models import User
from lotse.accounts.permissions import Action
from lotse.cases import actions, cover
from lotse.cases.access import files_for
from lotse.cases.actions import Refused
from lotse.cases.models import Allocation, Cover, File
from tests.arrivals import arrive
from tests.world import World


def reaches(user: User, file: File, on: date, action: Action = Action.READ_NOTES) -> bool:
    return files_for(rights_of(user, on), action, on).filter(pk=file.pk).exists()


def holiday(world: World) -> Cover:
    return cover.stand_in(
        world.miriam, world.lena, world.today + timedelta(days=2), world.today + timedelta(days=5), by=world.katrin
    )


def test_the_substitute_reaches_the_files_only_while_the_cover_holds(world: World) -> None:
    holiday(world)
    days = [reaches(world.lena, world.rahimi[0], world.today + timedelta(days=n)) for n in range(8)]
    assert days == [False, False, True, True, True, True, False, False]
    assert reaches(world.miriam, world.rahimi[0], world.today + timedelta(days=3)), "the lead stays the lead"


def test_attack_standing_in_opens_no_file_that_the_coordinator_may_not_hand_over(world: World) -> None:
    """Miriam also leads a file of another team; the coordinator of West cannot pass that on by a cover."""
    with actions.as_actor("test", "arrange"):
        Allocation.objects.filter(file=world.rahimi[1], part="lead").update(user=world.miriam)
        File.objects.filter(pk=world.rahimi[1].pk).update(team=None, region="mitte")
    made = holiday(world)
    assert {a.file_id for a in made.allocations.all()} == {world.rahimi[0].pk}


def test_a_file_given_to_somebody_who_is_away_reaches_the_substitute_too(world: World) -> None:
    holiday(world)
    new = arrive(world, "Abdi, Hodan", district="Cotta")
    actions.allocate(new, world.miriam, team=world.west, from_on=world.today, by=world.katrin)
    assert not reaches(world.lena, new[0], world.today)
    assert reaches(world.lena, new[0], world.today + timedelta(days=2))
    assert not reaches(world.lena, new[0], world.today + timedelta(days=6))


def test_a_file_handed_to_somebody_else_leaves_the_cover(world: World) -> None:
    holiday(world)
    actions.allocate(world.rahimi, world.katrin, team=world.west, from_on=world.today, by=world.katrin)
    assert not reaches(world.lena, world.rahimi[0], world.today + timedelta(days=3))


def test_a_closed_file_is_not_opened_by_a_cover_still_to_come(world: World) -> None:
    holiday(world)
    actions.close_file(world.rahimi[0], world.today, "moved-away", by=world.miriam)
    assert not reaches(world.lena, world.rahimi[0], world.today + timedelta(days=3))


def test_back_earlier_the_rights_end_at_once(world: World) -> None:
    made = holiday(world)
    later = world.today + timedelta(days=4)
    cover.end_cover(made, later, by=world.katrin)
    assert reaches(world.lena, world.rahimi[0], later - timedelta(days=1))
    assert not reaches(world.lena, world.rahimi[0], later)
    again = cover.stand_in(
        world.miriam, world.lena, later + timedelta(days=9), later + timedelta(days=10), by=world.katrin
    )
    cover.end_cover(again, later, by=world.katrin)
    assert not Cover.objects.filter(pk=again.pk).exists()


def test_two_covers_of_one_person_do_not_overlap_and_nobody_away_stands_in(world: World) -> None:
    holiday(world)
    first, last = world.today + timedelta(days=4), world.today + timedelta(days=9)
    with pytest.raises(Refused, match="vertritt schon Lena Hofmann"):
        cover.stand_in(world.miriam, world.katrin, first, last, by=world.katrin)
    with pytest.raises(Refused, match="selbst nicht da"):
        cover.stand_in(world.katrin, world.miriam, first, last, by=world.katrin)


def test_the_page_arranges_and_ends_a_cover(world: World) -> None:
    client = Client()
    client.force_login(world.katrin)
    data = {"absent": str(world.miriam.pk), "substitute": str(world.lena.pk), "from_on": "23.11.2026"}
    answer = client.post("/verteilung/vertretung/", data | {"until_on": "22.11.2026"})
    assert answer.status_code == 422
    answer = client.post("/verteilung/vertretung/", data | {"until_on": "27.11.2026"}, follow=True)
    html = answer.content.decode()
    assert "Lena Hofmann vertritt Miriam Albrecht bis 27.11.2026 in 2 Akten." in html
    assert "vertreten bis 27.11.2026" in client.get("/verteilung/").content.decode()
    page = Client()
    page.force_login(world.lena)
    assert page.get(f"/akten/{world.rahimi[0].pk}/").status_code == 200
    made = Cover.objects.get()
    client.post(f"/verteilung/vertretung/{made.pk}/beenden/")
    assert page.get(f"/akten/{world.rahimi[0].pk}/").status_code == 404


def test_workers_of_another_provider_cannot_be_chosen(world: World) -> None:
    client = Client()
    client.force_login(world.katrin)
    data = {"absent": str(world.miriam.pk), "substitute": str(world.olga.pk), "from_on": "23.11.2026"}
    assert client.post("/verteilung/vertretung/", data | {"until_on": "27.11.2026"}).status_code == 422
    assert not Cover.objects.exists()
