"""Giving, confirming, ending roles; and the ways around that must stay closed."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from lotse.accounts import actions
from lotse.accounts.access import rights_of
from lotse.accounts.models import RoleHeld
from lotse.accounts.permissions import Action, Role
from lotse.accounts.tests.helpers import SignIn, text
from tests.world import World


def wish(world: World, **other: Any) -> dict[str, Any]:
    return {
        "role": "coordinator",
        "organisation": str(world.anchor.pk),
        "team": f"{world.anchor.pk}:{world.west.pk}",
        "from_on": "01.11.2026",
    } | other


def given(world: World, by: str = "theo") -> RoleHeld:
    return actions.give_role(
        world.lena, Role.COORDINATOR, world.anchor, team=world.west, from_on=date(2026, 11, 1), by=world.staff()[by]
    )


def test_a_role_counts_after_the_second_person(as_: SignIn, world: World) -> None:
    answer = as_("theo").post(f"/mitarbeitende/{world.lena.pk}/rolle/", wish(world), follow=True)
    assert "Sie gilt, sobald eine zweite Person sie bestätigt." in text(answer)
    assert not rights_of(world.lena, world.today).may(Action.ALLOCATE)
    held = world.lena.roles.get(role="coordinator")
    dora = as_("dora")
    page = text(dora.get("/rollen/bestaetigen/"))
    assert "Lena Hofmann: Regionalkoordination" in page and "gegeben von Theo Brandt" in page
    assert "Rollen bestätigen 1" in page, "the navigation says how many wait"
    has_access = "Zugang eingerichtet" if world.lena.has_usable_password() else "noch kein Zugang"
    assert has_access in page, "what the second person vouches for is said beside it"
    dora.post(f"/rollen/bestaetigen/{held.pk}/", {"decision": "confirm"})
    assert rights_of(world.lena, world.today).may(Action.ALLOCATE)
    assert "bestätigt von Dora Weiß" in text(as_("theo").get(f"/mitarbeitende/{world.lena.pk}/"))
    assert "Gerade wartet keine Rolle." in text(dora.get("/rollen/bestaetigen/"))


def test_who_audits_files_is_confirmed_by_a_second_person_and_opens_none_without_a_grant(
    as_: SignIn, world: World
) -> None:
    """The role of P-148 (departments 52 and 61 check files). Sample, time and legal basis are the grant's."""
    wanted = {"role": "auditor", "organisation": str(world.office.pk), "team": "", "from_on": "01.11.2026"}
    auditor = actions.add_staff("pia@example.org", "Pia Prüf", world.office, from_on=world.today, by=world.petra)
    with actions.as_actor("test", "set_password"):
        auditor.set_password("richtig-batterie-pferd")
        auditor.save()
    answer = as_("petra").post(f"/mitarbeitende/{auditor.pk}/rolle/", wanted, follow=True)
    assert "Sie gilt, sobald eine zweite Person sie bestätigt." in text(answer)
    held = auditor.roles.get()
    assert as_("petra").post(f"/rollen/bestaetigen/{held.pk}/", {"decision": "confirm"}).status_code in (403, 404)
    assert "Pia Prüf: Aktenprüfung" in text(as_("dora").get("/rollen/bestaetigen/"))
    as_("dora").post(f"/rollen/bestaetigen/{held.pk}/", {"decision": "confirm"})
    assert "Aktenprüfung" in text(as_("petra").get(f"/mitarbeitende/{auditor.pk}/"))
    rights = rights_of(auditor, world.today)
    assert [h.role for h in rights.held] == [Role.AUDITOR]
    assert {action for action in Action if rights.may(action)} == {Action.READ_CONCEPT}
    client = Client()
    client.force_login(auditor)
    assert client.get("/konzept/").status_code == 200
    assert client.get("/").status_code == 200
    for address in ("/akten/", "/berichte/anlage-1/", "/einlesen/", "/aufnahme/", "/mitarbeitende/"):
        assert client.get(address).status_code == 403, address
    for page in ("", "person/", "haushalt/", "gelesen/", "teilhabe/", "schriftstuecke/", "vermerk/neu/"):
        assert client.get(f"/akten/{world.rahimi[0].pk}/{page}").status_code == 404, page
    table = text(client.get("/rollen/"))
    assert "Verwaltung: Prüfung mit Freigabe" in table and "öffnet mit ihrer Rolle allein keine Akte" in table


def test_a_refused_role_is_gone(as_: SignIn, world: World) -> None:
    held = given(world)
    as_("dora").post(f"/rollen/bestaetigen/{held.pk}/", {"decision": "refuse"})
    assert not RoleHeld.objects.filter(pk=held.pk).exists()


def test_attack_who_gave_a_role_does_not_confirm_it(as_: SignIn, world: World) -> None:
    held = given(world)
    theo = as_("theo")
    assert "Hier sind Sie nicht die zweite Person" in text(theo.get("/rollen/bestaetigen/"))
    assert theo.post(f"/rollen/bestaetigen/{held.pk}/", {"decision": "confirm"}).status_code == 403
    held.refresh_from_db()
    assert held.needs_confirmation


def test_attack_nobody_confirms_her_own_role(as_: SignIn, world: World) -> None:
    held = actions.give_role(
        world.theo, Role.COORDINATOR, world.anchor, team=world.west, from_on=world.today, by=world.petra
    )
    assert as_("theo").post(f"/rollen/bestaetigen/{held.pk}/", {"decision": "confirm"}).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.confirm_role(held, by=world.theo)
    held.refresh_from_db()
    assert held.needs_confirmation


def test_attack_nobody_gives_herself_a_role(as_: SignIn, world: World) -> None:
    for name, me in (("theo", world.theo), ("petra", world.petra)):
        before = me.roles.count()
        address = f"/mitarbeitende/{me.pk}/rolle/"
        assert as_(name).post(address, wish(world)).status_code == 403
        with pytest.raises(PermissionDenied):
            actions.give_role(me, Role.SOCIAL_WORKER, world.anchor, from_on=world.today, by=me)
        assert me.roles.count() == before


@pytest.mark.parametrize("name", ["miriam", "katrin", "jens", "ada", "petra"])
def test_attack_who_may_not_confirm_cannot(as_: SignIn, world: World, name: str) -> None:
    held = given(world)
    assert as_(name).get("/rollen/bestaetigen/").status_code == 403
    assert as_(name).post(f"/rollen/bestaetigen/{held.pk}/", {"decision": "confirm"}).status_code == 403
    held.refresh_from_db()
    assert held.needs_confirmation


def test_attack_a_management_confirms_nothing_of_another_provider(as_: SignIn, world: World) -> None:
    held = actions.give_role(
        world.olga, Role.COORDINATOR, world.bridge, team=world.centre, from_on=world.today, by=world.petra
    )
    assert "Olga Petersen" not in text(as_("theo").get("/rollen/bestaetigen/"))
    assert as_("theo").post(f"/rollen/bestaetigen/{held.pk}/", {"decision": "confirm"}).status_code == 404


def test_attack_a_role_in_another_organisation_is_not_given(as_: SignIn, world: World) -> None:
    for other in (
        {"organisation": str(world.bridge.pk), "team": f"{world.bridge.pk}:{world.centre.pk}"},
        {"role": "authority", "team": ""},
        {"role": "authority", "organisation": str(world.office.pk), "team": ""},
    ):
        as_("theo").post(f"/mitarbeitende/{world.lena.pk}/rolle/", wish(world, **other))
    assert world.lena.roles.count() == 1


def test_the_administration_gives_authority_only_in_the_authority(as_: SignIn, world: World) -> None:
    petra, address = as_("petra"), f"/mitarbeitende/{world.ada.pk}/rolle/"
    answer = petra.post(address, wish(world, role="authority", team=""))
    assert "reicht über die ganze Kommune" in text(answer)
    petra.post(address, wish(world, role="authority", team="", organisation=str(world.office.pk)))
    assert world.ada.roles.filter(role="authority", organisation=world.office).exists()


def test_ending_a_role_keeps_its_last_day(as_: SignIn, world: World) -> None:
    held = world.lena.roles.get()
    address = f"/rollen/{held.pk}/beenden/"
    assert "Die Rolle beginnt erst am 01.01.2025." in text(as_("theo").post(address, {"until_on": "31.12.2024"}))
    assert as_("theo").post(address, {"until_on": "31.12.2026"}).status_code == 302
    held.refresh_from_db()
    assert held.until_on == date(2026, 12, 31)


def test_attack_a_role_elsewhere_cannot_be_ended(as_: SignIn, world: World) -> None:
    held = world.olga.roles.get()
    assert as_("theo").post(f"/rollen/{held.pk}/beenden/", {"until_on": "01.11.2026"}).status_code == 404
    assert as_("katrin").post(f"/rollen/{held.pk}/beenden/", {"until_on": "01.11.2026"}).status_code == 403
    held.refresh_from_db()
    assert held.until_on is None


def test_the_table_of_rights_is_there_for_everybody_to_read(as_: SignIn, world: World) -> None:
    for name in world.staff():
        page = text(as_(name).get("/rollen/"))
        assert "Beratungsvermerke lesen eigene eigene Team nein nein nein nein nein" in page, name
    assert "Administration" in page and "Erst nach Bestätigung durch eine zweite Person gelten" in page


def test_attack_data_protection_made_by_the_administration_confirms_nothing_before_it_is_confirmed(
    as_: SignIn, world: World
) -> None:
    """Else who administers could make such a person, sign in as her, and confirm any role."""
    double = actions.add_staff("double@example.org", "Doppel", world.office, from_on=world.today, by=world.petra)
    held = actions.give_role(double, Role.DATA_PROTECTION, world.office, from_on=world.today, by=world.petra)
    assert not rights_of(double, world.today).may(Action.CONFIRM_ROLES)
    assert as_("petra").post(f"/rollen/bestaetigen/{held.pk}/", {"decision": "confirm"}).status_code in (403, 404)
    as_("theo").post(f"/rollen/bestaetigen/{held.pk}/", {"decision": "confirm"})  # any management is the second person
    assert rights_of(double, world.today).may(Action.CONFIRM_ROLES)
