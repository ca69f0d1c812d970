"""The log-in page and what lies around it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from lotse.accounts import actions
from lotse.accounts.models import User
from lotse.accounts.tests.helpers import code_of, connect_app, log_in, signed_in_as, text
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_page_offers_passkey_first_then_password(client: Client) -> None:
    response = client.get("/accounts/login/")
    page = response.content.decode()
    assert page.index("Mit Passkey anmelden") < page.index("Dienstliche E-Mail-Adresse") < page.index("Passwort")
    assert "Vorführbetrieb" not in page
    assert "<style" not in page and "onclick" not in page
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_with_the_right_password_one_comes_in_and_lands_where_one_wanted(client: Client, world: World) -> None:
    assert client.get("/profil/")["Location"] == "/accounts/login/?next=/profil/"
    answer = client.post(
        "/accounts/login/?next=/profil/",
        {"login": "MIRIAM@example.org", "password": "richtig-batterie-pferd", "next": "/profil/"},
    )
    assert answer.status_code == 302 and answer["Location"] == "/profil/"
    assert signed_in_as(client) == str(world.miriam.pk)


def test_a_wrong_password_says_nothing_about_who_exists(client: Client, world: World) -> None:
    pages = [text(log_in(client, user, "falsch")) for user in (world.miriam, User(email="niemand@example.org"))]
    assert all("E-Mail-Adresse und Passwort passen nicht zusammen." in page for page in pages)
    assert signed_in_as(client) is None


def test_nobody_is_led_to_another_site(client: Client, world: World) -> None:
    answer = client.post(
        "/accounts/login/",
        {"login": world.ada.email, "password": "richtig-batterie-pferd", "next": "https://boese.example"},
    )
    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    "address",
    [
        *("signup/", "email/", "confirm-email/", "password/reset/", "password/set/", "login/code/"),
        *("2fa/webauthn/signup/", "2fa/trust/", "social/login/cancelled/"),
    ],
)
def test_what_allauth_offers_beyond_signing_in_does_not_exist(client: Client, address: str) -> None:
    for answer in (
        client.get(f"/accounts/{address}"),
        client.post(f"/accounts/{address}", {"email": "ich@example.org"}),
    ):
        assert answer.status_code == 404 or answer["Location"].startswith("/accounts/login/")
    assert not User.objects.filter(email="ich@example.org").exists()


def test_nobody_signs_up(rf: object) -> None:
    from allauth.account.adapter import get_adapter

    assert get_adapter().is_open_for_signup(rf) is False
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_after_too_many_attempts_one_waits_and_a_page_says_so(client: Client, world: World) -> None:
    for _attempt in range(5):
        log_in(client, world.miriam, "falsch")
    assert "Bitte warten Sie fünf Minuten." in text(log_in(client, world.miriam))
    assert signed_in_as(client) is None
    other = Client(REMOTE_ADDR="203.0.113.7")
    assert "Bitte warten" in text(log_in(other, world.miriam)), "the account is guarded, whatever the address"


def test_a_flood_of_requests_gets_a_friendly_page(client: Client) -> None:
    answers = [client.post("/accounts/login/", {"login": f"{n}@example.org", "password": "x"}) for n in range(31)]
    assert answers[-1].status_code == 429
    assert "Das waren viele Versuche hintereinander" in text(answers[-1])
    assert "macht Lotse jetzt einige Minuten Pause" in text(answers[-1])


def test_signing_out_takes_a_post(client: Client, world: World) -> None:
    client.force_login(world.ada)
    assert "Abmelden?" in text(client.get("/accounts/logout/"))
    assert signed_in_as(client)
    client.post("/accounts/logout/")
    assert signed_in_as(client) is None


def test_a_connected_app_is_asked_for_its_code(client: Client, world: World) -> None:
    secret = connect_app(world.miriam)
    answer = log_in(client, world.miriam)
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert signed_in_as(client) is None, "the password alone opens nothing"
    assert "Zweiter Schritt der Anmeldung" in text(client.get("/accounts/2fa/authenticate/"))
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "Dieser Code stimmt nicht" in text(wrong) and signed_in_as(client) is None
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert signed_in_as(client) == str(world.miriam.pk)


def test_who_has_left_stays_out(client: Client, world: World) -> None:
    actions.leave(world.lena, last_day=date(2026, 1, 31), today=date(2026, 2, 1), by=world.theo)
    log_in(client, world.lena)
    assert signed_in_as(client) is None


def test_on_the_day_after_the_last_one_the_door_is_closed_even_if_nobody_touched_the_account(
    client: Client, world: World
) -> None:
    """Entered ahead of time, `is_active` is still true; the date alone must do."""
    yesterday = world.today - timedelta(days=1)
    actions.leave(world.lena, last_day=yesterday, today=yesterday, by=world.theo)
    world.lena.refresh_from_db()
    assert world.lena.is_active
    assert log_in(client, world.lena)["Location"] == "/accounts/inactive/"
    assert "Dieser Zugang ist beendet" in text(client.get("/accounts/inactive/"))
    client.force_login(world.lena)
    assert client.get("/profil/")["Location"] == "/accounts/login/"
    assert signed_in_as(client) is None


def test_an_outdated_digest_is_renewed_while_signing_in(client: Client, world: World, settings: Settings) -> None:
    """Django writes the password anew when its digest is weaker than today's; that write needs an acting person."""
    hashers = "django.contrib.auth.hashers."
    settings.PASSWORD_HASHERS = [f"{hashers}ScryptPasswordHasher", f"{hashers}MD5PasswordHasher"]
    assert world.ada.password.startswith("md5$")
    log_in(client, world.ada)
    assert signed_in_as(client) == str(world.ada.pk)
    assert User.objects.get(pk=world.ada.pk).password.startswith("scrypt$")
