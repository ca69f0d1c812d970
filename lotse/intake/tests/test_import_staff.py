"""`lotse import staff`: who works where, as what."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from lotse.accounts.access import rights_of
from lotse.accounts.models import Organisation, RoleHeld, Team, User
from lotse.accounts.permissions import Action, Role
from lotse.audit.models import WriteLog
from lotse.intake.tests.conftest import Run, csv, xlsx
from tests.world import World

Import = Callable[..., Run]
HEADINGS = ("E-Mail", "Name", "Organisation", "Region", "Rolle", "VZÄ", "Sprachen", "Qualifikation")


def row(**changes: Any) -> dict[str, Any]:
    return {
        "E-Mail": "nina.vogel@example.org", "Name": "Nina Vogel", "Organisation": "Hafenlicht e. V.", "Region": "Nord",
        "Rolle": "Fachkraft", "VZÄ": "0,75", "Sprachen": "Arabisch, Englisch", "Qualifikation": "Soziale Arbeit (B.A.)",
    } | {{"EMail": "E-Mail"}.get(key, key): value for key, value in changes.items()}  # fmt: skip


def staff_csv(*rows: dict[str, Any]) -> bytes:
    return csv(rows, HEADINGS)


@pytest.mark.requirement("N-08", "R-10")
def test_a_new_worker_comes_with_organisation_team_role_share_languages_and_qualification(
    world: World, lotse_import: Import
) -> None:
    run = lotse_import("staff", staff_csv(row()), "--json")
    assert (run.code, run.counts) == (0, (1, 1, 0, 0, 0))
    nina = User.objects.get(email="nina.vogel@example.org")
    assert nina.organisation == Organisation.objects.get(name="Hafenlicht e. V.", kind="provider")
    assert nina.qualification == "social-pedagogy-degree"
    assert nina.employments.get().fte == Decimal("0.75")
    assert set(nina.languages.values_list("language", flat=True)) == {"ar", "en"}
    held = RoleHeld.objects.get(user=nina)
    assert (held.role, held.team) == (Role.SOCIAL_WORKER, Team.objects.get(region="nord"))
    assert not nina.has_usable_password()


def test_a_role_that_opens_files_waits_for_the_second_person(world: World, lotse_import: Import) -> None:
    run = lotse_import("staff", staff_csv(row()))
    assert "wartet" in run.out
    nina = User.objects.get(email="nina.vogel@example.org")
    assert not rights_of(nina, world.today).may(Action.OPEN_FILE)


def test_the_preview_says_that_an_organisation_is_new_and_a_dry_run_makes_none(
    world: World, lotse_import: Import
) -> None:
    before = WriteLog.objects.count()
    run = lotse_import("staff", staff_csv(row()), "--dry-run")
    assert "Hafenlicht e. V." in run.out
    assert WriteLog.objects.count() == before


def test_the_same_file_twice_changes_nothing(world: World, lotse_import: Import) -> None:
    data = xlsx([row(), row(EMail="b@example.org", Name="Ben Ott", Region="", Rolle="Auswertung", VZÄ="")], HEADINGS)
    assert lotse_import("staff", data, "--json", name="s.xlsx").counts == (2, 2, 0, 0, 0)
    before = WriteLog.objects.count()
    again = lotse_import("staff", data, name="s.xlsx")
    assert "nichts überschrieben" not in again.out
    assert WriteLog.objects.count() == before


def test_what_a_later_file_says_differently_is_told_and_not_taken(world: World, lotse_import: Import) -> None:
    lotse_import("staff", staff_csv(row()))
    run = lotse_import("staff", staff_csv(row(VZÄ="100 %", Rolle="Regionalkoordination")))
    assert run.code == 0
    assert "VZÄ 0,75 → 1" in run.out and "Rolle Fachkraft → Regionalkoordination" in run.out
    nina = User.objects.get(email="nina.vogel@example.org")
    assert [held.role for held in nina.roles.all()] == ["social-worker"]
    assert nina.employments.get().fte == Decimal("0.75")


def test_faulty_rows_are_told_with_what_is_allowed(world: World, lotse_import: Import) -> None:
    rows = [
        row(Rolle="Hausmeister"),
        row(EMail="keine-adresse"),
        row(EMail="c@example.org", Region="Nordost"),
        row(EMail="d@example.org", VZÄ="75"),
        row(EMail="e@example.org", Qualifikation="Tischler"),
        row(EMail="f@example.org"),
        row(EMail="F@example.org", Name="Jemand Anderes"),
    ]
    run = lotse_import("staff", staff_csv(*rows), "--json")
    assert run.code == 1
    assert run.counts == (7, 1, 0, 0, 6)
    told = {error["row"]: error for error in run.json["errors"]}
    assert [told[line]["column"] for line in (2, 3, 4, 5, 6, 8)] == [
        "Rolle", "E-Mail", "Region", "VZÄ", "Qualifikation", "E-Mail",
    ]  # fmt: skip
    assert "Regionalkoordination" in told[2]["message"] and "Mitte" in told[4]["message"]
    assert not Organisation.objects.filter(name="Hafenlicht e. V.").exists()


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Dipl.-Sozialpädagogin (FH)", "social-pedagogy-degree"),
        ("staatlich anerkannter Sozialarbeiter", "social-pedagogy-degree"),
        ("M.A. Soziale Arbeit", "social-pedagogy-degree"),
        ("vergleichbarer Abschluss", "comparable-degree"),
        ("keine", ""),
        ("", ""),
    ],
)
@pytest.mark.requirement("N-08")
def test_degrees_are_recognised_as_they_are_written(world: World, lotse_import: Import, written: str, key: str) -> None:
    assert lotse_import("staff", staff_csv(row(Qualifikation=written))).code == 0
    assert User.objects.get(email="nina.vogel@example.org").qualification == key


def test_one_person_may_come_with_two_roles_but_not_twice_with_the_same(world: World, lotse_import: Import) -> None:
    rows = [row(), row(Region="West"), row()]
    run = lotse_import("staff", staff_csv(*rows), "--skip-faulty", "--json")
    assert run.counts == (3, 2, 0, 0, 1)
    assert User.objects.get(email="nina.vogel@example.org").roles.count() == 2
