"""One's own page."""

import re

from django.test import Client

from lotse.accounts.sessions import digest_of
from lotse.accounts.tests.helpers import SignIn, log_in, text
from tests.world import PASSWORD, World

NEW = {"version": 1, "name": "Ada Lind", "language": "en", "theme": "dark", "density": "normal"}


def test_name_language_and_look_are_ones_own(as_: SignIn, world: World) -> None:
    ada = as_("ada")
    ada.cookies["lotse_theme"] = "light"
    assert "Auswertung Sozialamt" in text(ada.get("/profil/"))
    answer = ada.post("/profil/", NEW)
    assert answer.cookies["lotse_theme"].value == "", "what the device had chosen gives way"
    page = ada.get("/profil/").content.decode()
    assert (
        'lang="en"' in page and 'data-theme="dark"' in page and 'data-density="normal"' in page and "Ada Lind" in page
    )


def test_nobody_changes_more_than_that(as_: SignIn, world: World) -> None:
    as_("ada").post(
        "/profil/", NEW | {"email": "chef@example.org", "is_active": "", "organisation": str(world.anchor.pk)}
    )
    world.ada.refresh_from_db()
    assert (world.ada.email, world.ada.organisation, world.ada.is_active) == ("ada@example.org", world.office, True)


def test_a_choice_that_does_not_exist_is_refused(as_: SignIn, world: World) -> None:
    as_("ada").post("/profil/", NEW | {"theme": "neon"})
    world.ada.refresh_from_db()
    assert world.ada.theme == "auto"


def test_saving_in_two_windows_shows_both(as_: SignIn, world: World) -> None:
    as_("ada").post("/profil/", NEW | {"language": "de"})
    page = text(as_("ada").post("/profil/", NEW | {"name": "Ada L.", "language": "de"}))
    assert "Inzwischen steht hier etwas anderes" in page and "Name Ada Lind" in page


def test_other_devices_are_signed_out(as_: SignIn, world: World) -> None:
    here, there, somebody = as_("ada"), as_("ada"), as_("miriam")
    assert "Auf 1 anderen Gerät abgemeldet." in text(here.post("/profil/abmelden/", follow=True))
    assert here.get("/profil/").status_code == 200 and somebody.get("/profil/").status_code == 200
    assert there.get("/profil/").status_code == 302
    assert "Sie sind nur hier angemeldet." in text(here.post("/profil/abmelden/", follow=True))


def test_the_password_is_changed_with_the_old_one(world: World) -> None:
    client, other = Client(), Client()
    log_in(client, world.ada)
    log_in(other, world.ada)
    new = {"password1": "wolke-sieben-laterne", "password2": "wolke-sieben-laterne"}
    assert "nicht Ihr jetziges Passwort" in text(
        client.post("/accounts/password/change/", new | {"oldpassword": "falsch"})
    )
    answer = client.post("/accounts/password/change/", new | {"oldpassword": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/profil/").status_code == 200 and other.get("/profil/").status_code == 302
    world.ada.refresh_from_db()
    assert world.ada.check_password("wolke-sieben-laterne")


def test_who_came_in_by_a_click_has_no_password_to_change(as_: SignIn, world: World) -> None:
    from lotse.accounts import actions

    with actions.as_actor("test", "no_password"):
        world.ada.set_unusable_password()
        world.ada.save()
    ada = as_("ada")
    assert ada.get("/accounts/password/change/")["Location"] == "/profil/"
    assert "Passwort ändern" not in text(ada.get("/profil/"))


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML) Version/19.0 Safari/604.1"


def test_one_sees_where_one_is_signed_in_and_ends_a_single_one(world: World) -> None:
    desk, phone, stranger = Client(headers={"User-Agent": FIREFOX}), Client(headers={"User-Agent": IPHONE}), Client()
    log_in(desk, world.ada)
    log_in(phone, world.ada)
    log_in(stranger, world.miriam)
    page = desk.get("/profil/").content.decode()
    section = page.split('id="p4"')[1].split("</section>")[0]
    assert "Firefox, Linux" in section and "Safari, iPhone" in section and section.count("dieses Gerät") == 1
    assert desk.session.session_key not in page and phone.session.session_key not in page
    (key,) = re.findall(r'name="geraet" value="([0-9a-f]+)"', section)
    assert key != digest_of(desk.session.session_key), "signing out here has its own button"
    foreign = digest_of(stranger.session.session_key)
    for attempt in (foreign, "erfunden", digest_of(desk.session.session_key)):
        desk.post("/profil/abmelden/", {"geraet": attempt})
    assert all(client.get("/profil/").status_code == 200 for client in (desk, phone, stranger))
    assert "Auf 1 anderen Gerät abgemeldet." in text(desk.post("/profil/abmelden/", {"geraet": key}, follow=True))
    assert [client.get("/profil/").status_code for client in (desk, phone, stranger)] == [200, 302, 200]
