"""Organisations and teams."""

from datetime import date

from lotse.accounts.models import Organisation, Team
from lotse.accounts.tests.helpers import SignIn, text
from tests.world import World


def test_organisations_with_their_teams_and_regions(as_: SignIn, world: World) -> None:
    page = text(as_("petra").get("/organisationen/"))
    assert "Ankerplatz West West seit 01.01.2025" in page and "Brückenhaus Mitte" in page and "Behörde" in page
    own = text(as_("theo").get("/organisationen/"))
    assert "Ankerplatz West" in own and "Brückenhaus" not in own and "Organisation anlegen" not in own


def test_only_the_administration_adds_an_organisation(as_: SignIn, world: World) -> None:
    new = {"version": 0, "name": "Hafen gGmbH", "kind": "provider", "legal_regime": "kdg"}
    assert as_("theo").post("/organisationen/neu/", new).status_code == 403
    assert as_("petra").post("/organisationen/neu/", new).status_code == 302
    assert Organisation.objects.get(name="Hafen gGmbH").legal_regime == "kdg"
    assert "gibt es schon" in text(as_("petra").post("/organisationen/neu/", new | {"name": "hafen ggmbh"}))


def test_attack_a_provider_cannot_make_itself_an_authority(as_: SignIn, world: World) -> None:
    address = f"/organisationen/{world.anchor.pk}/"
    new = {"version": 1, "name": "Ankerplatz", "kind": "authority", "legal_regime": "dsgvo"}
    assert as_("theo").post(address, new).status_code == 302
    world.anchor.refresh_from_db()
    assert (world.anchor.name, world.anchor.kind) == ("Ankerplatz", "provider")
    assert as_("theo").get(f"/organisationen/{world.bridge.pk}/").status_code == 404


def test_two_people_rename_an_organisation_the_second_sees_both(as_: SignIn, world: World) -> None:
    address = f"/organisationen/{world.anchor.pk}/"
    new = {"version": 1, "kind": "provider", "legal_regime": "dsgvo"}
    as_("petra").post(address, new | {"name": "Anker e. V."})
    page = as_("theo").post(address, new | {"name": "Ankerplatz gGmbH"})
    assert "Name Anker e. V." in text(page) and 'value="Ankerplatz gGmbH"' in page.content.decode()
    world.anchor.refresh_from_db()
    assert world.anchor.name == "Anker e. V."


def test_a_team_works_in_a_region_of_the_concept(as_: SignIn, world: World) -> None:
    address = f"/organisationen/{world.anchor.pk}/teams/neu/"
    assert as_("theo").post(address, {"region": "mitte", "name": "X", "from_on": "01.12.2026"}).status_code == 403
    page = as_("petra").get(address)
    assert all(f'value="{region}"' in page.content.decode() for region in ("west", "mitte"))
    as_("petra").post(address, {"region": "atlantis", "name": "X", "from_on": "01.12.2026"})
    as_("petra").post(address, {"region": "mitte", "name": "Ankerplatz Mitte", "from_on": "01.12.2026"})
    team = Team.objects.get(organisation=world.anchor, region="mitte")
    assert (team.name, team.from_on) == ("Ankerplatz Mitte", date(2026, 12, 1))
    assert not Team.objects.filter(region="atlantis").exists()


def test_a_team_is_renamed_and_ended(as_: SignIn, world: World) -> None:
    address = f"/organisationen/teams/{world.west.pk}/"
    assert as_("theo").get(address).status_code == 200
    as_("theo").post(address, {"version": 1, "name": "West", "until_on": "31.12.2026"})
    world.west.refresh_from_db()
    assert (world.west.name, world.west.until_on, world.west.region) == ("West", date(2026, 12, 31), "west")
    assert "Das Team endet am 31.12.2026" in text(as_("theo").post(address, {"version": 2, "name": "West"}))
    page = text(as_("petra").post(address, {"version": 1, "name": "Anders", "until_on": ""}))
    assert "Name des Teams West" in page and "Letzter Tag 31.12.2026" in page
    assert as_("theo").get(f"/organisationen/teams/{world.centre.pk}/").status_code == 404
