"""Signing in with one click: in a demonstration, and nowhere else."""

import pytest
from django.test import Client

from lotse.accounts import actions
from lotse.accounts.access import is_demo
from lotse.accounts.models import Installation
from lotse.accounts.tests.helpers import signed_in_as, text
from tests.world import World


@pytest.fixture
def demo(world: World) -> World:
    with actions.as_actor("test", "make_demo"):
        Installation.objects.update(is_demo=True)
    actions.installation_changed()
    return world


def test_the_log_in_page_lists_the_staff_with_their_roles(client: Client, demo: World) -> None:
    page = text(client.get("/accounts/login/"))
    assert "Vorführbetrieb: anmelden als" in page
    assert "Miriam Albrecht Fachkraft, Ankerplatz West" in page
    assert page.index("Miriam Albrecht") < page.index("Katrin Hoyer") < page.index("Petra Lang")


def test_one_click_signs_in_and_every_page_says_that_this_is_a_demonstration(client: Client, demo: World) -> None:
    answer = client.post("/vorfuehrung/anmelden/", {"person": str(demo.ada.pk)})
    assert answer["Location"] == "/" and signed_in_as(client) == str(demo.ada.pk)
    for address in ("/profil/", "/rollen/", "/impressum/", "/gibt-es-nicht/"):
        assert "Alle Personen und Träger sind erfunden" in text(client.get(address)), address


def test_a_link_cannot_sign_anybody_in(client: Client, demo: World) -> None:
    assert client.get("/vorfuehrung/anmelden/", {"person": str(demo.ada.pk)}).status_code == 405
    assert signed_in_as(client) is None


@pytest.mark.parametrize("person", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_only_staff_can_be_chosen(client: Client, demo: World, person: str) -> None:
    assert client.post("/vorfuehrung/anmelden/", {"person": person}).status_code == 404


def test_attack_outside_a_demonstration_the_address_does_not_exist(client: Client, world: World) -> None:
    for name, user in world.staff().items():
        assert client.post("/vorfuehrung/anmelden/", {"person": str(user.pk)}).status_code == 404, name
        assert signed_in_as(client) is None
    assert client.get("/vorfuehrung/anmelden/").status_code == 404
    assert "Vorführbetrieb" not in text(client.get("/accounts/login/"))


@pytest.mark.django_db
def test_attack_a_database_that_nobody_has_set_up_is_no_demonstration(client: Client) -> None:
    assert not is_demo()
    assert client.post("/vorfuehrung/anmelden/", {"person": "x"}).status_code == 404


def test_whoever_has_left_cannot_be_chosen(client: Client, demo: World) -> None:
    with actions.as_actor("test", "leave"):
        demo.lena.is_active = False
        demo.lena.save()
    assert "Lena Hofmann" not in text(client.get("/accounts/login/"))
    assert client.post("/vorfuehrung/anmelden/", {"person": str(demo.lena.pk)}).status_code == 404
