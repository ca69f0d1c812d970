"""Staff: list, new, one person, changing."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from lotse.accounts import actions
from lotse.accounts.access import rights_of
from lotse.accounts.models import User
from lotse.accounts.permissions import Action, Role
from lotse.accounts.tests.helpers import SignIn, text
from tests.world import World

SCREENS = ["/mitarbeitende/", "/mitarbeitende/neu/", "/organisationen/"]


def new(world: World, **other: Any) -> dict[str, Any]:
    return {
        "name": "Nadia Berger",
        "email": "Nadia@Example.org",
        "organisation": str(world.anchor.pk),
        "role": "social-worker",
        "team": f"{world.anchor.pk}:{world.west.pk}",
        "from_on": "01.12.2026",
        "fte": "0,75",
        "qualification": "",
        "languages": ["ar", "fa"],
    } | other


@pytest.mark.parametrize("address", SCREENS)
def test_only_management_and_administration_get_there(as_: SignIn, world: World, address: str) -> None:
    for name in world.staff():
        assert as_(name).get(address).status_code == (200 if name in ("theo", "petra") else 403), name


def test_the_list_shows_ones_own_organisation_only(as_: SignIn, world: World) -> None:
    page = text(as_("theo").get("/mitarbeitende/"))
    assert "Miriam Albrecht Fachkraft, Ankerplatz West Ankerplatz e. V. 1 ✓" in page.replace("im Dienst", "✓")
    assert "Olga Petersen" not in page and "Petra Lang" not in page
    everybody = text(as_("petra").get("/mitarbeitende/"))
    assert all(user.name in everybody for user in world.staff().values())


def test_the_list_is_filtered_by_team_and_by_who_has_left(as_: SignIn, world: World) -> None:
    actions.leave(world.lena, last_day=date(2026, 1, 31), today=date(2026, 2, 1), by=world.theo)
    petra = as_("petra")
    assert "Lena Hofmann" not in text(petra.get("/mitarbeitende/"))
    left = text(petra.get("/mitarbeitende/?status=left"))
    assert "Lena Hofmann" in left and "ausgeschieden am 31.01.2026" in left and "Miriam" not in left
    team = text(petra.get(f"/mitarbeitende/?team={world.centre.pk}"))
    assert "Olga Petersen" in team and "Miriam Albrecht" not in team
    assert "Miriam Albrecht" in text(petra.get("/mitarbeitende/?status=unsinn&team=unsinn"))


def test_a_longer_list_costs_no_more_queries(
    as_: SignIn, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    theo = as_("theo")
    for n in range(12):
        user = actions.add_staff(f"n{n}@example.org", f"N {n}", world.anchor, from_on=date(2026, 1, 1), by="test")
        actions.give_role(user, Role.COMPANION, world.anchor, team=world.west, from_on=date(2026, 1, 1), by="test")
    theo.get("/mitarbeitende/")
    with django_assert_max_num_queries(9):
        theo.get("/mitarbeitende/")


@pytest.mark.requirement("N-08")
def test_a_new_colleague_with_qualification_languages_and_share_of_a_post(as_: SignIn, world: World) -> None:
    page = as_("theo").get("/mitarbeitende/neu/")
    from lotse.rulebook.access import current

    qualification = current(world.today).qualifications[0]
    assert qualification.title.de in text(page)
    answer = as_("theo").post("/mitarbeitende/neu/", new(world, qualification=qualification.key))
    user = User.objects.get(email="nadia@example.org")
    assert answer["Location"] == f"/mitarbeitende/{user.pk}/"
    assert user.qualification == qualification.key and not user.has_usable_password()
    assert sorted(user.languages.values_list("language", flat=True)) == ["ar", "fa"]
    post = user.employments.get()
    assert (post.fte, post.from_on) == (Decimal("0.75"), date(2026, 12, 1))
    held = user.roles.get()
    assert (held.role, held.team, held.given_by) == ("social-worker", world.west, world.theo.pk)
    assert not rights_of(user, date(2026, 12, 1)).held, "a second person has to confirm first"
    seen = text(as_("theo").get(answer["Location"]))
    assert "noch kein Zugang" in seen and "wartet auf zweite Person" in seen and "gegeben von Theo Brandt" in seen


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "MIRIAM@example.org"}, "Mit dieser Adresse arbeitet schon jemand in Lotse."),
        ({"email": "nadia"}, "name@organisation.de"),
        ({"name": ""}, "Bitte einen Namen angeben."),
        ({"fte": "1,5"}, "Höchstens 1."),
        ({"team": ""}, "Diese Rolle arbeitet in einem Team."),
        ({"role": "manager"}, "bitte ohne Team"),
        ({"from_on": "31.02.2026"}, "Diesen Tag gibt es nicht"),
    ],
)
def test_what_is_missing_or_unclear_is_said_at_its_field_and_nothing_is_lost(
    as_: SignIn, world: World, wrong: dict[str, str], said: str
) -> None:
    before = User.objects.count()
    answer = as_("theo").post("/mitarbeitende/neu/", new(world, **wrong))
    assert said in text(answer)
    typed = new(world, **wrong)
    assert all(f'value="{typed[name]}"' in answer.content.decode() for name in ("email", "fte", "from_on"))
    assert User.objects.count() == before


def test_attack_nobody_is_put_into_another_organisation_or_team(as_: SignIn, world: World) -> None:
    other = {"organisation": str(world.bridge.pk), "team": f"{world.bridge.pk}:{world.centre.pk}"}
    as_("theo").post("/mitarbeitende/neu/", new(world, **other))
    as_("theo").post("/mitarbeitende/neu/", new(world, team=f"{world.bridge.pk}:{world.centre.pk}"))
    as_("petra").post("/mitarbeitende/neu/", new(world, team=f"{world.bridge.pk}:{world.centre.pk}"))
    assert not User.objects.filter(email="nadia@example.org").exists()


@pytest.mark.parametrize("role", ["authority", "analyst", "auditor", "data-protection", "administrator"])
def test_attack_a_provider_makes_nobody_an_authority(as_: SignIn, world: World, role: str) -> None:
    as_("theo").post("/mitarbeitende/neu/", new(world, role=role, team=""))
    assert not User.objects.filter(email="nadia@example.org").exists()


def test_the_doors_to_one_person(as_: SignIn, world: World) -> None:
    for end in ("", "bearbeiten/", "rolle/", "einladen/", "ausscheiden/"):
        address = f"/mitarbeitende/{world.olga.pk}/{end}"
        assert as_("petra").get(address).status_code == 200, end
        assert as_("theo").get(address).status_code == 404, end
        assert as_("bernd").get(address).status_code == 403, end


def changed(user: User, **other: Any) -> dict[str, Any]:
    return {
        "version": user.version,
        "name": user.name,
        "email": user.email,
        "organisation": str(user.organisation_id),
        "fte": "1",
        "from_on": "01.12.2026",
        "qualification": "",
        "languages": ["ar", "en"],
    } | other


def test_a_new_share_of_a_post_begins_on_its_day(as_: SignIn, world: World) -> None:
    address = f"/mitarbeitende/{world.miriam.pk}/bearbeiten/"
    assert as_("theo").post(address, changed(world.miriam, fte="0,5", languages=["ar", "ti"])).status_code == 302
    posts = [(p.fte, p.from_on, p.until_on) for p in world.miriam.employments.order_by("from_on")]
    assert posts == [
        (Decimal("1.000"), date(2025, 1, 1), date(2026, 11, 30)),
        (Decimal("0.500"), date(2026, 12, 1), None),
    ]
    assert sorted(world.miriam.languages.values_list("language", flat=True)) == ["ar", "ti"]


def test_two_people_save_the_second_sees_both_and_decides(as_: SignIn, world: World) -> None:
    address = f"/mitarbeitende/{world.miriam.pk}/bearbeiten/"
    mine = changed(world.miriam, name="Miriam Albrecht-Schmidt")
    as_("petra").post(address, changed(world.miriam, name="Mirjam Albrecht", languages=["ar"]))
    answer = as_("theo").post(address, mine)
    page = text(answer)
    assert "Inzwischen steht hier etwas anderes" in page
    assert "Name Mirjam Albrecht" in page and "berät Arabisch" in page
    assert 'value="Miriam Albrecht-Schmidt"' in answer.content.decode(), "what was typed stays"
    world.miriam.refresh_from_db()
    assert world.miriam.name == "Mirjam Albrecht", "nothing was overwritten"
    as_("theo").post(address, mine | {"version": world.miriam.version})
    world.miriam.refresh_from_db()
    assert world.miriam.name == "Miriam Albrecht-Schmidt"


def test_an_address_is_used_once(as_: SignIn, world: World) -> None:
    answer = as_("theo").post(
        f"/mitarbeitende/{world.miriam.pk}/bearbeiten/", changed(world.miriam, email="lena@example.org")
    )
    assert "Mit dieser Adresse arbeitet schon jemand" in text(answer)


def test_leaving_ends_roles_post_access_and_every_session(as_: SignIn, world: World) -> None:
    lena, theo = as_("lena"), as_("theo")
    assert lena.get("/profil/").status_code == 200
    yesterday = (world.today - timedelta(days=1)).strftime("%d.%m.%Y")
    answer = theo.post(f"/mitarbeitende/{world.lena.pk}/ausscheiden/", {"last_day": yesterday})
    page = theo.get(answer["Location"])
    assert "Der Zugang ist beendet, alle Anmeldungen sind geschlossen." in text(page)
    assert f'href="/verteilung/?von={world.lena.pk}"' in page.content.decode(), (
        "the files to hand over are one click away"
    )
    assert lena.get("/profil/")["Location"].startswith("/accounts/login/")
    assert not rights_of(world.lena, world.today).may(Action.OPEN_FILE)
    assert theo.get("/profil/").status_code == 200, "other people's sessions go on"
    assert not world.lena.employments.filter(until_on__isnull=True).exists()


def test_who_leaves_later_works_until_the_last_day(as_: SignIn, world: World) -> None:
    as_("theo").post(f"/mitarbeitende/{world.lena.pk}/ausscheiden/", {"last_day": "31.12.2099"})
    assert as_("lena").get("/profil/").status_code == 200
    assert rights_of(world.lena, date(2099, 12, 31)).may(Action.OPEN_FILE)
    assert not rights_of(world.lena, date(2100, 1, 1)).may(Action.OPEN_FILE)
    assert "Danach endet der Zugang." in text(as_("theo").get(f"/mitarbeitende/{world.lena.pk}/"))
