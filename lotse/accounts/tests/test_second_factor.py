"""Whoever can open files sets up a second factor before anything else."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from lotse.accounts import actions
from lotse.accounts.tests.helpers import code_of, connect_app, log_in, text
from tests.world import PASSWORD, World


@pytest.fixture(autouse=True)
def _enforced(settings: Settings) -> None:
    settings.LOTSE_SECOND_FACTOR = True


@pytest.mark.parametrize("name", ["miriam", "farid", "katrin", "theo", "jens", "dora", "petra"])
def test_without_one_every_way_leads_to_setting_it_up(client: Client, world: World, name: str) -> None:
    log_in(client, world.staff()[name])
    for address in ("/profil/", "/rollen/", "/mitarbeitende/", "/konzept/"):
        assert client.get(address)["Location"] == "/accounts/2fa/", address
    page = client.get("/accounts/2fa/").content.decode()
    assert "Zuerst der zweite Faktor." in page and "/mitarbeitende/" not in page and "/akten/" not in page


def test_who_sees_figures_only_needs_none(client: Client, world: World) -> None:
    log_in(client, world.ada)
    assert client.get("/profil/").status_code == 200


def test_legal_pages_and_signing_out_stay_open(client: Client, world: World) -> None:
    log_in(client, world.miriam)
    assert client.get("/impressum/").status_code == 200
    assert client.get("/accounts/logout/").status_code == 200


def test_a_recovery_code_sheet_alone_is_no_second_factor(client: Client, world: World) -> None:
    Authenticator.objects.create(user=world.miriam, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(world.miriam)
    assert client.get("/profil/")["Location"] == "/accounts/2fa/"


def test_from_the_password_to_the_connected_app(client: Client, world: World) -> None:
    log_in(client, world.miriam)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.search(r'<code class="lo-code">([A-Z2-7]+)</code>', page)[1]
    assert "Dieser Code stimmt nicht" in text(client.post("/accounts/2fa/totp/activate/", {"code": "123"}))
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    answer = client.get("/accounts/2fa/recovery-codes/")
    assert len(re.findall(r'<code class="lo-code">\d{8}</code>', answer.content.decode())) == 10
    assert client.get("/profil/").status_code == 200
    stored = Authenticator.objects.get(user=world.miriam, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored, "the secret of the app lies encrypted"


def test_taking_the_factor_away_closes_the_door_again(client: Client, world: World) -> None:
    connect_app(world.miriam)
    client.force_login(world.miriam)
    assert client.get("/profil/").status_code == 200
    assert client.get("/accounts/2fa/totp/deactivate/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "App trennen?" in text(client.get("/accounts/2fa/totp/deactivate/"))
    client.post("/accounts/2fa/totp/deactivate/")
    assert client.get("/profil/")["Location"] == "/accounts/2fa/"


def test_the_wrong_password_does_not_reauthenticate(client: Client, world: World) -> None:
    client.force_login(world.miriam)
    assert "nicht Ihr jetziges Passwort" in text(client.post("/accounts/reauthenticate/", {"password": "falsch"}))
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302


@pytest.mark.parametrize(
    "address", ["", "webauthn/", "webauthn/add/", *(f"recovery-codes/{end}" for end in ("", "generate/", "download/"))]
)
def test_the_pages_of_the_second_factor_answer_in_our_words(client: Client, world: World, address: str) -> None:
    secret = connect_app(world.miriam)
    log_in(client, world.miriam)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    client.post("/accounts/2fa/recovery-codes/generate/")
    answer = client.get(f"/accounts/2fa/{address}")
    assert answer.status_code == 200
    assert not re.search(r"Authenticator|Recovery|Security Key|<script(?![^>]* src=)", answer.content.decode())


def test_a_passkey_page_hands_the_question_to_the_script_as_data(client: Client, world: World) -> None:
    log_in(client, world.miriam)
    page = client.get("/accounts/2fa/webauthn/add/").content.decode()
    assert re.search(r"data-passkey=\"add\" data-options='\{\"creation_options\"", page)
    asked = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    client.logout()
    asked = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert "challenge" in asked.json()["request_options"]["publicKey"]


def test_a_forged_passkey_opens_nothing(client: Client, world: World) -> None:
    client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": '{"id": "x", "response": {}}'}, follow=True)
    assert "_auth_user_id" not in client.session and answer.status_code == 200
    assert "Das war keine Antwort eines Passkeys." in text(answer)


def test_in_a_demonstration_nobody_is_asked(client: Client, world: World) -> None:
    from lotse.accounts.models import Installation

    with actions.as_actor("test", "make_demo"):
        Installation.objects.update(is_demo=True)
    actions.installation_changed()
    client.force_login(world.miriam)
    assert client.get("/profil/").status_code == 200


def test_the_shell_costs_a_constant_number_of_queries(
    client: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, person, roles, second factor; for who confirms roles one more for the count."""
    for user, expected in ((world.ada, 3), (world.miriam, 4), (world.theo, 5)):
        connect_app(user)
        client.force_login(user)
        client.get("/rollen/")
        with django_assert_num_queries(expected):
            client.get("/rollen/")
    for _more in range(3):
        actions.give_role(world.theo, "coordinator", world.anchor, team=world.west, from_on=world.today, by="test")
    with django_assert_num_queries(5):
        client.get("/rollen/")
