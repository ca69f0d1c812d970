"""`lotse import assignments`, whole runs: from the bytes of a file to files with deadlines, and to the exit code."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.audit.models import WriteLog
from lotse.cases.models import Allocation, File
from lotse.intake.models import PreparedImport
from lotse.intake.tests.conftest import HEADINGS, Run, csv, ods, person, xlsx
from lotse.people.models import Household, Identifier, Membership, Person, ResidenceStatus, Stay
from tests.world import World

Import = Callable[..., Run]
CHILD = person(Aktenzeichen="W-26-00002", Vorname="Yonas", Geburtsdatum="01.06.2019", Geschlecht="m")


def file_of(number: str) -> File:
    return File.objects.get(person__identifiers__value=number)


def due(number: str) -> dict[str, date]:
    return dict(file_of(number).deadlines.values_list("rule", "due_on"))


@pytest.mark.requirement("D-04", "D-05", "D-25", "D-27", "D-41", "D-42", "P-134")
def test_a_household_gets_a_file_for_each_person_in_its_region_with_first_visit_and_welcome_period(
    world: World, lotse_import: Import
) -> None:
    run = lotse_import("assignments", csv([person(), CHILD]), "--json")
    assert run.code == 0
    assert run.json == {"rows": 2, "new": 2, "known": 0, "possible_duplicates": 0, "faulty": 0, "errors": []}
    head, child = file_of("W-26-00001"), file_of("W-26-00002")
    assert {head.region, child.region} == {"west"}
    assert {head.team, child.team} == {world.west}
    assert head.arrival == File.Arrival.ASSIGNED
    # Tue 17.11.; Wed is Buß- und Bettag; Thu 1, Fri 2
    assert due("W-26-00001")["first-visit"] == date(2026, 11, 20)
    assert date(2027, 11, 17) in due("W-26-00001").values()
    [household] = Household.objects.filter(memberships__person__in=[head.person, child.person]).distinct()
    assert Membership.objects.get(household=household, is_head=True).person == head.person


def test_nobody_is_made_responsible_by_an_import(world: World, lotse_import: Import) -> None:
    lotse_import("assignments", csv([person()]))
    assert not Allocation.objects.filter(file=file_of("W-26-00001")).exists()


@pytest.mark.requirement("D-43")
def test_a_family_that_follows_starts_no_service_by_itself(world: World, lotse_import: Import) -> None:
    lotse_import("assignments", csv([person(Ankunft="Familiennachzug")]))
    assert file_of("W-26-00001").arrival == File.Arrival.FAMILY
    assert due("W-26-00001") == {}


@pytest.mark.requirement("D-05")
def test_who_moved_in_gets_neither_first_visit_nor_welcome_period_and_needs_no_assignment_date(
    world: World, lotse_import: Import
) -> None:
    assert lotse_import("assignments", csv([person(Ankunft="Zuzug", Zuweisungsdatum="")])).code == 0
    assert file_of("W-26-00001").arrival == File.Arrival.MOVED_IN
    assert due("W-26-00001") == {}


@pytest.mark.requirement("D-41", "R-10", "R-11", "R-12", "R-13")
@pytest.mark.parametrize(
    ("district", "region"),
    [("Neustadt", "nord"), ("Stadtbezirk Cotta", "west"), ("Altstadt", "mitte"), ("Prohlis", "sued"), ("", "")],
)
def test_the_region_follows_from_the_district_or_is_to_be_clarified(
    world: World, lotse_import: Import, district: str, region: str
) -> None:
    assert lotse_import("assignments", csv([person(**{"Stadtbezirk/Gemeinde": district})])).code == 0
    assert file_of("W-26-00001").region == region
    assert Stay.objects.get(person=file_of("W-26-00001").person).region_reason


def test_a_file_whose_region_is_unclear_waits_with_the_authority(world: World, lotse_import: Import) -> None:
    lotse_import("assignments", csv([person(**{"Stadtbezirk/Gemeinde": "Strehlen"})]))
    assert file_of("W-26-00001").organisation == world.office
    assert file_of("W-26-00001").team is None


def test_the_same_file_twice_changes_nothing(world: World, lotse_import: Import) -> None:
    data = csv([person(), CHILD, person(Aktenzeichen="W-3", Haushalt="", Familienname="Osman", Geburtsdatum="1988")])
    assert lotse_import("assignments", data, "--json").counts == (3, 3, 0, 0, 0)
    written = WriteLog.objects.count()
    again = lotse_import("assignments", data, "--json")
    assert again.counts == (3, 0, 3, 0, 0)
    assert again.code == 0
    assert WriteLog.objects.count() == written


def test_a_dry_run_writes_nothing_at_all_and_tells_the_same(world: World, lotse_import: Import) -> None:
    before = WriteLog.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        run = lotse_import("assignments", csv([person(), CHILD]), "--dry-run", "--json")
    assert run.counts == (2, 2, 0, 0, 0)
    assert not [q["sql"] for q in queries if re.match(r"\W*(INSERT|UPDATE|DELETE)", q["sql"], re.IGNORECASE)]
    assert WriteLog.objects.count() == before
    faulty = csv([person(Zuweisungsdatum="")])
    assert lotse_import("assignments", faulty, "--dry-run").code == lotse_import("assignments", faulty).code == 1
    assert not Identifier.objects.filter(value="W-26-00001").exists()


def test_faulty_rows_stop_everything_and_are_told_with_line_column_and_what_to_do(
    world: World, lotse_import: Import
) -> None:
    rows = [
        person(),
        person(Aktenzeichen="W-2", Haushalt="", Geburtsdatum="31.02.1994", PLZ="1159"),
        person(Aktenzeichen="W-3", Haushalt="", Zuweisungsdatum=""),
        person(Aktenzeichen="W-26-00001", Haushalt=""),
        person(Aktenzeichen="W-5", Haushalt="", Aufenthaltsstatus="Zauberer"),
    ]
    run = lotse_import("assignments", csv(rows), "--json")
    assert run.code == 1
    assert run.counts == (5, 1, 0, 0, 4)
    errors = {(error["row"], error["column"]): error["message"] for error in run.json["errors"]}
    assert set(errors) == {
        (3, "Geburtsdatum"), (3, "PLZ"), (4, "Zuweisungsdatum"), (5, "Aktenzeichen"), (6, "Aufenthaltsstatus"),
    }  # fmt: skip
    assert "00.02.1994" in errors[3, "Geburtsdatum"]
    assert "01159" in errors[3, "PLZ"]
    assert errors[4, "Zuweisungsdatum"].startswith("Ohne Zuweisungsdatum beginnt keine Frist.")
    assert "Zeile 2" in errors[5, "Aktenzeichen"]
    assert "Duldung" in errors[6, "Aufenthaltsstatus"]
    assert not Identifier.objects.filter(value="W-26-00001").exists()


def test_the_column_is_named_as_the_file_names_it_and_the_row_as_the_sheet_counts(
    world: World, lotse_import: Import
) -> None:
    headings = [{"Aktenzeichen": "Az.", "Geburtsdatum": "geb. am"}.get(h, h) for h in HEADINGS]
    row = person(**{"Az.": "W-1", "geb. am": "morgen"})
    run = lotse_import(
        "assignments", xlsx([row], headings, ["Zuweisungen KW 47", "Stand 20.11.2026"]), "--json", name="l.xlsx"
    )
    assert [(e["row"], e["column"]) for e in run.json["errors"]] == [(4, "geb. am")]


def test_left_out_rows_leave_the_rest_of_their_household_with_the_next_as_head(
    world: World, lotse_import: Import
) -> None:
    rows = [person(Zuweisungsdatum=""), CHILD]
    run = lotse_import("assignments", csv(rows), "--skip-faulty", "--json")
    assert (run.code, run.counts) == (0, (2, 1, 0, 0, 1))
    assert Membership.objects.get(person=file_of("W-26-00002").person).is_head
    text = lotse_import("assignments", csv(rows), "--dry-run").out
    assert "Haushalt H-1" in text


def test_a_member_who_follows_later_joins_the_household_of_those_known(world: World, lotse_import: Import) -> None:
    lotse_import("assignments", csv([person()]))
    lotse_import("assignments", csv([person(), CHILD]))
    [first] = Membership.objects.filter(person=file_of("W-26-00001").person)
    [second] = Membership.objects.filter(person=file_of("W-26-00002").person)
    assert first.household == second.household
    assert (first.is_head, second.is_head) == (True, False)


def test_the_same_mark_in_another_list_is_another_household(world: World, lotse_import: Import) -> None:
    lotse_import("assignments", csv([person()]))
    lotse_import("assignments", csv([CHILD]))
    assert len({m.household_id for m in Membership.objects.filter(household__mark="H-1")}) == 2


def test_an_address_said_once_holds_for_the_household(world: World, lotse_import: Import) -> None:
    without = dict.fromkeys(("Straße", "Hausnummer", "PLZ", "Ort", "Stadtbezirk/Gemeinde", "Unterkunft"), "")
    lotse_import("assignments", csv([person(), CHILD | without]))
    stay = Stay.objects.get(person=file_of("W-26-00002").person)
    assert (stay.street, stay.region) == ("Kastanienweg", "west")


def test_known_by_name_birth_and_nationality_though_the_number_is_another(world: World, lotse_import: Import) -> None:
    row = person(Aktenzeichen="NEU-1", Familienname="RAHIMI", Vorname="Zahra", Geburtsdatum="14.03.1993")
    run = lotse_import("assignments", csv([row | {"Staatsangehörigkeit": "afghanisch"}]), "--json")
    assert run.counts == (1, 0, 1, 0, 0)
    assert not Identifier.objects.filter(value="NEU-1").exists()


def test_nothing_known_is_overwritten_but_the_difference_is_told(world: World, lotse_import: Import) -> None:
    lotse_import("assignments", csv([person()]))
    run = lotse_import("assignments", csv([person(Aufenthaltsstatus="Duldung", Hausnummer="99")]))
    assert run.code == 0
    assert "Duldung" in run.out and "99" in run.out
    assert ResidenceStatus.objects.get(person=file_of("W-26-00001").person).status == "aufenthaltsgestattung"


def test_possible_duplicates_are_held_back_sealed_and_only_once(world: World, lotse_import: Import) -> None:
    twin = person(
        Aktenzeichen="W-9", Haushalt="", Familienname="Rahimy", Vorname="Sahra", Geburtsdatum="14.03.1993",
        Staatsangehörigkeit="Afghanistan",
    )  # fmt: skip
    data = csv([person(), twin])
    run = lotse_import("assignments", data, "--json")
    assert (run.code, run.counts) == (0, (2, 1, 0, 1, 0))
    assert not Identifier.objects.filter(value="W-9").exists()
    [held] = PreparedImport.objects.all()
    assert (held.organisation, held.owner) == (world.office, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM intake_preparedimport")
        assert "liste.csv" not in str(cursor.fetchall())
    assert lotse_import("assignments", data, "--json").counts == (2, 0, 1, 1, 0)
    assert PreparedImport.objects.count() == 1


def test_two_rows_of_one_list_that_look_alike_are_held_too(world: World, lotse_import: Import) -> None:
    rows = [person(), person(Aktenzeichen="W-9", Haushalt="H-2")]
    assert lotse_import("assignments", csv(rows), "--json").counts == (2, 1, 0, 1, 0)


def test_twins_and_single_names_are_different_people(world: World, lotse_import: Import) -> None:
    rows = [
        person(Vorname="Amanuel"),
        person(Aktenzeichen="W-2", Vorname="Semhar"),
        person(Aktenzeichen="W-3", Haushalt="", Familienname="", Vorname="Feven", Geburtsdatum="00.00.1990"),
    ]
    assert lotse_import("assignments", csv(rows), "--json").counts == (3, 3, 0, 0, 0)
    single = file_of("W-3").person
    assert (single.family_name, single.given_name, single.birth) == ("Feven", "", (1990, None, None))


@pytest.mark.parametrize("kind", ["cp1252", "comma", "tab", "xlsx", "ods"])
def test_every_format_an_office_writes_gives_the_same(world: World, lotse_import: Import, kind: str) -> None:
    row = person(Familienname="Müßig", Bemerkung="Kita ab Januar")
    data, name = {
        "cp1252": (csv([row], encoding="cp1252"), "l.csv"),
        "comma": (csv([row], encoding="utf-8", mark=","), "l.csv"),
        "tab": (csv([row], mark="\t"), "l.txt"),
        "xlsx": (xlsx([row | {"Zuweisungsdatum": date(2026, 11, 17)}], titles=["Liste", ""]), "l.xlsx"),
        "ods": (ods([row | {"Zuweisungsdatum": date(2026, 11, 17)}]), "l.ods"),
    }[kind]
    assert lotse_import("assignments", data, "--json", name=name).counts == (1, 1, 0, 0, 0)
    file = file_of("W-26-00001")
    assert file.person.family_name == "Müßig"
    assert Stay.objects.get(person=file.person).postcode == "01159"
    assert file.events.get().on == date(2026, 11, 17)
    assert file.events.get().remark == "Kita ab Januar"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "leer"),
        (b"%PDF-1.7 \x00\x01", "keine Tabelle"),
        (b"Vorname;Nachname\r\nSelam;Bekele\r\n", "Aktenzeichen"),
        (csv([]), "keine Zeile"),
    ],
)
def test_what_is_no_list_ends_with_two_and_a_sentence(
    world: World, lotse_import: Import, data: bytes, said: str
) -> None:
    run = lotse_import("assignments", data, "--json")
    assert run.code == 2
    assert said in run.message
    assert run.out == ""


def test_a_file_that_is_not_there_ends_with_two(world: World, lotse_import: Import, tmp_path: object) -> None:
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError) as caught:
        call_command("import", "assignments", f"{tmp_path}/nichts.csv")
    assert caught.value.returncode == 2


def test_a_wrong_call_ends_with_two_in_a_real_shell(tmp_path: object) -> None:
    command = [sys.executable, "-m", "lotse.cli", "import", "assignments"]
    done = subprocess.run(command, env={"LOTSE_DATA": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "DATEI" in done.stderr


def test_a_text_that_looks_like_a_formula_stays_a_text(world: World, lotse_import: Import) -> None:
    lotse_import("assignments", csv([person(Familienname="=HYPERLINK(1)")]))
    assert Person.objects.get(identifiers__value="W-26-00001").family_name == "=HYPERLINK(1)"


def test_who_imports_is_written_down_as_the_import(world: World, lotse_import: Import) -> None:
    lotse_import("assignments", csv([person()]))
    log = WriteLog.objects.filter(table_name="people_person").order_by("-pk")
    assert {row.actor for row in log[:1]} == {"system:import"}
    assert User.objects.count() == len(world.staff())
