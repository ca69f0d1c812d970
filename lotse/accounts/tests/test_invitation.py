"""The one-time link: made by the management, used once by the person."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from lotse.accounts import actions
from lotse.accounts.access import rights_of
from lotse.accounts.models import Invitation, User
from lotse.accounts.permissions import Action, Role
from lotse.accounts.tests.helpers import SignIn, connect_app, log_in, signed_in_as, text
from lotse.ui import clock
from tests.world import World

GOOD = "wolke-sieben-laterne"


@pytest.fixture
def nadia(world: World) -> User:
    return actions.add_staff("nadia@example.org", "Nadia Berger", world.anchor, from_on=world.today, by=world.theo)


def test_from_the_link_to_the_second_factor(client: Client, world: World, nadia: User) -> None:
    link = f"/einladung/{actions.invite(nadia, by=world.theo)}/"
    page = client.get(link)
    assert "Guten Tag, Nadia Berger" in text(page) and 'value="nadia@example.org"' in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin" and page["Cache-Control"] == "no-store"
    answer = client.post(link, {"password": GOOD, "again": GOOD})
    assert answer["Location"] == "/accounts/2fa/"
    assert signed_in_as(client) == str(nadia.pk)
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200, "no second question for the password just set"
    assert log_in(Client(), nadia, GOOD).status_code == 302


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("kurz", "kurz", "mindestens 12 Zeichen"),
        ("nadia@example.org", "nadia@example.org", "zu ähnlich"),
        ("passwordpassword", "passwordpassword1", "verschieden"),
        (GOOD, "", "zweites Mal"),
        ("", "", "Bitte ein Passwort wählen."),
    ],
)
def test_a_weak_or_mistyped_password_is_refused(
    client: Client, world: World, nadia: User, password: str, again: str, said: str
) -> None:
    link = f"/einladung/{actions.invite(nadia, by=world.theo)}/"
    assert said in text(client.post(link, {"password": password, "again": again}))
    assert signed_in_as(client) is None
    nadia.refresh_from_db()
    assert not nadia.has_usable_password()


def gone(client: Client, token: str) -> bool:
    answer = client.get(f"/einladung/{token}/")
    return answer.status_code == 410 and "Dieser Link gilt nicht mehr" in text(answer)


def test_a_link_works_once(client: Client, world: World, nadia: User) -> None:
    token = actions.invite(nadia, by=world.theo)
    client.post(f"/einladung/{token}/", {"password": GOOD, "again": GOOD})
    other = Client()
    assert gone(other, token)
    other.post(f"/einladung/{token}/", {"password": "ganz-anderes-wort", "again": "ganz-anderes-wort"})
    nadia.refresh_from_db()
    assert nadia.check_password(GOOD)


def test_an_expired_replaced_or_invented_link_is_gone(client: Client, world: World, nadia: User) -> None:
    old = actions.invite(nadia, by=world.theo)
    token = actions.invite(nadia, by=world.theo)
    assert gone(client, old) and gone(client, "erfunden")
    with actions.as_actor("test", "age"):
        Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert gone(client, token)


def test_the_link_of_somebody_who_left_is_gone(client: Client, world: World) -> None:
    token = actions.invite(world.lena, by=world.theo)
    actions.leave(world.lena, last_day=world.today - timedelta(days=1), today=world.today, by=world.theo)
    assert gone(client, token)


def test_the_secret_is_neither_stored_nor_logged(
    client: Client, world: World, nadia: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        token = actions.invite(nadia, by=world.theo)
        client.get(f"/einladung/{token}/")
        client.post(f"/einladung/{token}/", {"password": "kurz", "again": "kurz"})
        client.post(f"/einladung/{token}/", {"password": GOOD, "again": GOOD})
        client.get(f"/einladung/{token}/")
    assert token not in " ".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert token not in str(list(Invitation.objects.values()))


def test_who_already_has_a_factor_is_asked_for_it(client: Client, world: World) -> None:
    """Else a link would be a way around the second factor."""
    connect_app(world.miriam)
    token = actions.invite(world.miriam, by=world.theo)
    answer = client.post(f"/einladung/{token}/", {"password": GOOD, "again": GOOD})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/") and signed_in_as(client) is None


def test_the_management_sees_the_link_once(as_: SignIn, world: World, nadia: User, settings: Settings) -> None:
    settings.LOTSE_URL = "https://lotse.example.org"
    theo, address = as_("theo"), f"/mitarbeitende/{nadia.pk}/einladen/"
    assert "/einladung/" not in theo.get(address).content.decode()
    link = re.search(r"https://lotse\.example\.org(/einladung/[\w-]+/)", theo.post(address).content.decode())[1]
    assert "/einladung/" not in theo.get(address).content.decode()
    assert Client().get(link).status_code == 200
    assert "Einmal-Link gilt bis" in text(theo.get(f"/mitarbeitende/{nadia.pk}/"))


def test_another_organisations_people_cannot_be_invited(as_: SignIn, world: World) -> None:
    assert as_("theo").post(f"/mitarbeitende/{world.olga.pk}/einladen/").status_code == 404
    assert as_("katrin").post(f"/mitarbeitende/{world.miriam.pk}/einladen/").status_code == 403
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", ["petra", "theo"])
def test_attack_a_link_for_somebody_else_opens_no_files(as_: SignIn, client: Client, world: World, who: str) -> None:
    """The administrator makes a link for a social worker, uses it herself, and finds no files behind it."""
    page = as_(who).post(f"/mitarbeitende/{world.miriam.pk}/einladen/").content.decode()
    client.post(re.search(r"/einladung/[\w-]+/", page)[0], {"password": GOOD, "again": GOOD})
    assert signed_in_as(client) == str(world.miriam.pk)
    assert not rights_of(world.miriam, world.today).may(Action.OPEN_FILE)
    held = world.miriam.roles.get(role=Role.SOCIAL_WORKER)
    assert held.needs_confirmation
    if who == "theo":
        as_("theo").post(f"/rollen/bestaetigen/{held.pk}/", {"decision": "confirm"})
        held.refresh_from_db()
        assert held.needs_confirmation, "who made the link is not the second person"
    as_("dora").post(f"/rollen/bestaetigen/{held.pk}/", {"decision": "confirm"})
    assert rights_of(world.miriam, world.today).may(Action.OPEN_FILE)


def test_a_lost_phone_is_forgotten_on_request(as_: SignIn, world: World) -> None:
    connect_app(world.miriam)
    address = f"/mitarbeitende/{world.miriam.pk}/einladen/"
    assert "App und Passkeys der Person trennen" in text(as_("theo").get(address))
    as_("theo").post(address)
    assert world.miriam.authenticator_set.exists()
    as_("theo").post(address, {"forget_factors": "on"})
    assert not world.miriam.authenticator_set.exists()
