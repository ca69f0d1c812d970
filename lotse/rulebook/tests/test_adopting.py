"""A concept in force is the text that was adopted, whatever becomes of its file."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from lotse.audit.context import system_actor
from lotse.concept.load import ConceptError
from lotse.rulebook import access, actions
from lotse.rulebook.checks import adopted_concepts_are_unchanged
from lotse.rulebook.models import AdoptedConcept

D17, D19 = "dresden/2017-06-01", "dresden/2019-07-01"
FICTIONAL = Path(access.load.__file__).parent / "tests" / "fictional" / "musterstadt" / "2024-02-01.toml"


@pytest.fixture
def own(tmp_path: Path, db: None) -> object:
    """An installation with a concept of its own; no concept parsed earlier is remembered."""
    file = tmp_path / "concepts" / "musterstadt" / "2024-02-01.toml"
    file.parent.mkdir(parents=True)
    file.write_text(FICTIONAL.read_text("utf-8"), "utf-8")
    access.get.cache_clear()
    with override_settings(LOTSE_DATA=tmp_path):
        yield file
    access.get.cache_clear()


@pytest.mark.requirement("R-20")
@pytest.mark.django_db
def test_several_versions_are_in_force_one_after_the_other() -> None:
    actions.adopt(D17, date(2017, 6, 1), by="test")
    actions.adopt(D19, date(2019, 7, 1), by="test")
    assert access.current(date(2019, 6, 30)).key == D17
    assert access.current(date(2019, 7, 1)).key == D19
    assert access.get(D17).key == D17
    with pytest.raises(access.NotAdopted):
        access.current(date(2017, 5, 31))
    with pytest.raises(access.NotAdopted):
        access.get("potsdam-mittelmark/2017-01-01")


@pytest.mark.django_db
def test_adopting_twice_changes_nothing_and_another_day_is_refused() -> None:
    first = actions.adopt(D19, date(2020, 1, 1), by="test")
    assert actions.adopt(D19, date(2020, 1, 1), by="test").pk == first.pk
    with pytest.raises(actions.CannotAdopt, match="schon angenommen"):
        actions.adopt(D19, date(2021, 1, 1), by="test")
    with pytest.raises(actions.CannotAdopt, match="gilt schon"):
        actions.adopt(D17, date(2020, 1, 1), by="test")
    with pytest.raises(actions.CannotAdopt, match="erst ab"):
        actions.adopt(D17, date(2016, 1, 1), by="test")
    assert AdoptedConcept.objects.count() == 1


def test_a_faulty_concept_is_refused(own: Path) -> None:
    own.write_text(own.read_text("utf-8").replace("expect = 2026-11-24", "expect = 2026-11-23"), "utf-8")
    with pytest.raises(ConceptError, match="das Beispiel ergibt"):
        actions.adopt("musterstadt/2024-02-01", date(2024, 2, 1), by="test")
    assert not AdoptedConcept.objects.exists()


def test_a_changed_file_is_an_error_and_the_adopted_text_goes_on(own: Path) -> None:
    key, text = "musterstadt/2024-02-01", own.read_text("utf-8")
    actions.adopt(key, date(2024, 2, 1), by="test")
    assert adopted_concepts_are_unchanged(None, databases=["default"]) == []
    own.write_text(text.replace("# a Friday", ""), "utf-8")
    assert access.check_unchanged() == []

    own.write_text(text.replace("Erster Anruf", "Erster Gruß"), "utf-8")
    [fault] = adopted_concepts_are_unchanged(None, databases=["default"])
    assert "neue, datierte Version" in fault.msg
    access.get.cache_clear()
    assert access.get(key).rule("first-call").title.de == "Erster Anruf"
    with pytest.raises(actions.CannotAdopt, match="neue, datierte Version"):
        actions.adopt(key, date(2024, 2, 1), by="test")

    own.write_text("nonsense", "utf-8")
    assert "fehlerhaft" in access.check_unchanged()[0]
    own.unlink()
    assert access.check_unchanged() == []


@pytest.mark.django_db
def test_a_concept_is_read_once_per_process(django_assert_num_queries: object) -> None:
    actions.adopt(D19, date(2020, 1, 1), by="test")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert access.get(D19) is access.get(D19)


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("concept", *args, stdout=out)
    return out.getvalue()


@pytest.mark.requirement("D-27")
def test_the_command_needs_no_database_to_compute(own: Path) -> None:
    rows = json.loads(run("due", D19, "--event", "assignment=2026-11-17", "--json"))
    assert [row["requirement"] for row in rows] == ["D-27", "D-42"]
    assert "musterstadt/2024-02-01" in run("list")
    assert "Erster Anruf" in run("show", "musterstadt/2024-02-01")
    assert "in Ordnung" in run("check", str(own))


def test_without_a_database_nothing_is_asked_of_it() -> None:
    """Outside the fixture `db` every query is refused."""
    assert D19 in run("list")
    assert json.loads(run("due", D19, "--event", "notice=2026-11-17", "--json"))[0]["requirement"] == "D-68"
    assert "in Ordnung" in run("check", str(FICTIONAL))
    assert "SHA-256" in run("show", D19)


@pytest.mark.django_db
def test_the_command_adopts_and_says_so() -> None:
    assert "gilt ab 01.07.2026" in run("adopt", D19, "--from", "2026-07-01")
    assert access.current_key(date(2026, 7, 1)) == D19


def test_faults_and_misuse_end_with_different_codes(own: Path) -> None:
    own.write_text(own.read_text("utf-8").replace('"NW"', '"XX"'), "utf-8")
    with pytest.raises(SystemExit) as faulty:
        run("check", str(own))
    assert faulty.value.code == 1
    with pytest.raises(CommandError) as misused:
        run("due", D19, "--event", "wedding=2026-01-01")
    assert misused.value.returncode == 2
    with pytest.raises(CommandError, match="gibt es nicht"):
        run("show", "nowhere/2020-01-01")


@pytest.mark.django_db
def test_a_concept_changed_by_an_update_of_lotse_is_told_and_goes_on_as_adopted() -> None:
    row = actions.adopt(D19, date(2020, 1, 1), by="test")
    with system_actor("test", "arrange"):
        AdoptedConcept.objects.filter(pk=row.pk).update(sha256="0" * 64)
    [told] = adopted_concepts_are_unchanged(None, databases=["default"])
    assert not told.is_serious()
    assert "Es gilt weiter der angenommene Text" in str(told.hint)
