"""Start-up checks: each finds its fault and says what to do."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.checks import CheckMessage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from lotse.desk import checks


def only(found: list[CheckMessage]) -> CheckMessage:
    (message,) = found
    assert message.hint, "a fault without a remedy helps nobody"
    return message


def test_a_folder_that_cannot_be_written_to(settings: Settings, tmp_path: Path) -> None:
    assert checks.data_folder_is_writable(None) == []
    (tmp_path / "datei").write_text("")
    settings.LOTSE_DATA = tmp_path / "datei" / "daten"
    assert only(checks.data_folder_is_writable(None)).id == "lotse.E001"


@pytest.mark.parametrize(
    ("vendor", "version", "fits"),
    [
        ("sqlite", (3, 34, 1), False),
        ("sqlite", (3, 35), True),
        ("postgresql", 140011, False),
        ("postgresql", 150000, True),
    ],
)
def test_a_database_that_is_too_old(
    monkeypatch: pytest.MonkeyPatch, vendor: str, version: tuple[int, ...] | int, fits: bool
) -> None:
    old = SimpleNamespace(vendor=vendor, pg_version=version, Database=SimpleNamespace(sqlite_version_info=version))
    monkeypatch.setattr(checks, "connections", {"default": old})
    found = checks.database_is_recent_enough(None, databases=["default"])
    assert found == [] if fits else only(found).id == "lotse.E002"


@pytest.mark.django_db
def test_the_database_of_the_tests_is_recent_enough() -> None:
    assert checks.database_is_recent_enough(None, databases=["default"]) == []
    assert checks.database_is_recent_enough(None, databases=None) == []


def test_the_file_system_under_a_folder_is_found(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "30 22 0:40 / /srv rw,relatime shared:1 - nfs4 filer:/srv rw\n"
        "31 30 0:41 / /srv/local\\040disk rw - xfs /dev/sdb1 rw\n"
    )
    assert checks.file_system_of(Path("/var/lib/lotse"), mounts) == "ext4"
    assert checks.file_system_of(Path("/srv/lotse"), mounts) == "nfs4"
    assert checks.file_system_of(Path("/srv/local disk/lotse"), mounts) == "xfs"
    assert checks.file_system_of(Path("/srv"), tmp_path / "none") == ""


@pytest.mark.parametrize(("vendor", "found"), [("sqlite", ["lotse.E003"]), ("postgresql", [])])
def test_sqlite_on_a_network_drive_is_refused(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path, vendor: str, found: list[str]
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text("30 22 0:40 / / rw - cifs //filer/lotse rw\n")
    monkeypatch.setattr(checks, "MOUNTS", mounts)
    monkeypatch.setattr(checks, "connections", {"default": SimpleNamespace(vendor=vendor)})
    assert [message.id for message in checks.sqlite_lies_on_a_local_disk(None)] == found


def test_debugging_in_earnest_is_refused(settings: Settings) -> None:
    settings.DEBUG = False
    assert checks.debugging_is_off(None) == []
    settings.DEBUG = True
    assert only(checks.debugging_is_off(None)).id == "lotse.E004"


@pytest.mark.parametrize(
    ("url", "hosts", "fits"),
    [
        ("http://localhost:8000", ["localhost", "127.0.0.1"], True),
        ("http://localhost:8000", ["localhost", "lotse.example.org"], False),
        ("http://lotse.example.org", ["lotse.example.org"], False),
        ("https://lotse.example.org", ["lotse.example.org"], True),
    ],
)
def test_beyond_the_own_machine_the_address_is_encrypted(
    settings: Settings, url: str, hosts: list[str], fits: bool
) -> None:
    settings.LOTSE_URL, settings.ALLOWED_HOSTS = url, hosts
    found = checks.address_is_encrypted(None)
    assert found == [] if fits else only(found).id == "lotse.E005"


@pytest.mark.parametrize(
    ("hosts", "fits"), [(["lotse.example.org"], True), ([".example.org"], True), (["*"], True), (["localhost"], False)]
)
def test_a_name_lotse_does_not_answer_to_is_found(settings: Settings, hosts: list[str], fits: bool) -> None:
    settings.LOTSE_URL, settings.ALLOWED_HOSTS = "https://lotse.example.org", hosts
    found = checks.own_name_is_answered_to(None)
    assert found == [] if fits else only(found).id == "lotse.E006"


@pytest.mark.django_db
def test_a_database_behind_the_program_is_found() -> None:
    assert checks.migrations_are_applied(None, databases=["default"]) == []
    newest = sorted(name for app, name in MigrationLoader(connection).graph.nodes if app == "accounts")[-1]
    MigrationRecorder(connection).record_unapplied("accounts", newest)
    assert only(checks.migrations_are_applied(None, databases=["default"])).id == "lotse.E007"


def test_faulty_texts_of_an_installation_are_found_at_the_start(settings: object, tmp_path: Path) -> None:
    assert checks.texts_of_papers_are_complete(None) == []
    settings.LOTSE_DATA = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/appointment-slip.toml").write_text('[so]\nplace = "Goob"\n', encoding="utf-8")
    fault = only(checks.texts_of_papers_are_complete(None))
    assert fault.id == "lotse.E008"
    assert "[so]" in fault.msg
