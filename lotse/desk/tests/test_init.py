"""`lotse init` on an empty folder, as an administrator runs it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from lotse.accounts.access import rights_of
from lotse.accounts.models import Installation, Organisation, User
from lotse.accounts.permissions import Action
from lotse.rulebook.models import AdoptedConcept
from lotse.ui import clock

CONCEPT = "dresden/2019-07-01"


def lotse(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LOTSE_", "DATABASE_URL", "DJANGO_"))
    }
    command = [sys.executable, "-m", "lotse.cli", *arguments]
    return subprocess.run(command, env=kept | {"LOTSE_DATA": str(data)}, capture_output=True, text=True, check=False)


def test_an_empty_folder_becomes_an_installation_and_stays_as_it_is_the_second_time(tmp_path: Path) -> None:
    data = tmp_path / "neu" / "daten"
    first = lotse(data, "init", "--concept", CONCEPT, "--admin", "chefin@example.org", "--from", "2026-01-01")
    assert first.returncode == 0, first.stderr
    assert len(re.findall(r"^  http://localhost:8000/einladung/[\w-]{32}/$", first.stdout, re.MULTILINE)) == 2
    assert "chefin@example.org" in first.stdout and "gilt ab 01.01.2026" in first.stdout
    assert (data / "lotse.sqlite3").exists()
    again = lotse(data, "init", "--concept", CONCEPT)
    assert again.returncode == 1 and "ist schon eingerichtet; es wurde nichts geändert." in again.stderr
    fit = lotse(data, "check", "--deploy", "--database", "default")
    assert fit.returncode == 0, fit.stderr


def test_without_a_command_lotse_prints_its_help(tmp_path: Path) -> None:
    done = lotse(tmp_path)
    assert done.returncode == 0 and "init" in done.stdout


@pytest.fixture
def links(db: None, capsys: pytest.CaptureFixture[str]) -> list[str]:
    call_command("init", concept=CONCEPT, organisation="Ankerplatz e. V.", manager="theo@example.org")
    return re.findall(r"(/einladung/[\w-]+/)", capsys.readouterr().out)


def test_the_two_links_let_administration_and_management_in(links: list[str]) -> None:
    today = clock.local_date(clock.now())
    for link, email in zip(links, ("administration@localhost", "theo@example.org"), strict=True):
        client = Client()
        client.post(link, {"password": "wolke-sieben-laterne", "again": "wolke-sieben-laterne"})
        assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)
    manager = rights_of(User.objects.get(email="theo@example.org"), today)
    administrator = rights_of(User.objects.get(email="administration@localhost"), today)
    assert manager.may(Action.CONFIRM_ROLES) and manager.may(Action.OPEN_FILE)
    assert administrator.may(Action.MANAGE_STAFF) and not administrator.may(Action.OPEN_FILE)


def test_what_stands_afterwards(links: list[str]) -> None:
    assert Installation.objects.get().is_demo is False
    assert AdoptedConcept.objects.get().from_on.isoformat() == "2019-07-01"
    kinds = dict(Organisation.objects.values_list("kind", "name"))
    assert kinds["provider"] == "Ankerplatz e. V." and "Sozialamt" in kinds["authority"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"concept": "atlantis/2019-07-01"}, "atlantis/2019-07-01"),
        ({"concept": CONCEPT, "manager": "eine@example.org", "admin": "eine@example.org"}, "zwei Personen"),
        ({"concept": CONCEPT, "organisation": "Amt", "authority": "Amt"}, "zwei Organisationen"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_written(options: dict[str, str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("init", **options)
    assert not Installation.objects.exists() and not User.objects.exists()


@pytest.mark.django_db
def test_a_day_before_the_concept_leaves_nothing_behind() -> None:
    with pytest.raises(CommandError, match=r"erst ab 01\.07\.2019"):
        call_command("init", "--concept", CONCEPT, "--from", "2019-01-01")
    assert not Installation.objects.exists() and not Organisation.objects.exists()
