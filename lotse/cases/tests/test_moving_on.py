"""Files go on by another version of the concept: knowingly, with every date that moves still to be seen."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from lotse.audit.models import WriteLog
from lotse.cases.actions import close_file, record_event
from lotse.cases.models import Deadline, File
from lotse.rulebook import actions as rulebook
from tests.county import CONCEPT, County

NEW = "potsdam-mittelmark/2026-12-01"
TEXT = f"""
extends = "{CONCEPT}"
in_force_on = 2026-12-01
[[file_field]]
key = "vulnerability"
title = {{ de = "Besondere Schutzbedürftigkeit", en = "Special need of protection" }}
sensitive = true
enabled = true
purpose = {{ de = "Beratung.", en = "Counselling." }}
requirement = "P-17"
[[deadline]]
key = "%s"
title = {{ de = "Ende der Beratung", en = "End of counselling" }}
kind = "period"
starts_at = "moved-to-own-flat"
within = {{ months = 6 }}
statuses = ["recognised"]
requirement = "P-118"
[[example]]
deadline = "%s"
given = {{ moved-to-own-flat = 2026-08-31 }}
status = "recognised"
expect = 2027-02-28
"""


@pytest.fixture
def newer(county: County, settings: Any, tmp_path: Path) -> County:
    """Six months instead of three after the move, and Yonas has moved."""
    record_event(county.tesfay[0], "moved-to-own-flat", date(2026, 11, 20), by=county.sonja)
    rule = Deadline.objects.get(file=county.tesfay[0], starts_at="moved-to-own-flat", superseded_at=None).rule
    settings.LOTSE_DATA = tmp_path
    folder = tmp_path / "concepts" / "potsdam-mittelmark"
    folder.mkdir(parents=True)
    (folder / "2026-12-01.toml").write_text(TEXT % (rule, rule), "utf-8")
    rulebook.adopt(NEW, date(2026, 12, 1), by="test")
    return county


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("move_on", *arguments, stdout=out)
    return out.getvalue()


def standing() -> list[Any]:
    files = File.objects.order_by("pk").values_list("pk", "concept", "version")
    return [*files, *Deadline.objects.order_by("pk").values_list("pk", "due_on", "concept", "superseded_at")]


def test_a_dry_run_says_what_would_change_and_changes_nothing(newer: County) -> None:
    before = standing()
    said = run(CONCEPT, NEW, "--dry-run")
    assert "4 offene Akten würden umgestellt." in said
    assert "Daten, die sich verschieben" in said
    assert "nichts wurde geändert" in said
    assert standing() == before


def test_moved_on_files_take_the_new_rules_and_keep_the_former_date_in_sight(newer: County) -> None:
    yonas = newer.tesfay[0]
    assert "4 offene Akten umgestellt." in run(CONCEPT, NEW)
    assert set(File.objects.values_list("concept", flat=True)) == {NEW}
    rows = Deadline.objects.filter(file=yonas, starts_at="moved-to-own-flat").order_by("due_on")
    assert [(r.due_on, r.superseded_at is None, r.concept) for r in rows] == [
        (date(2027, 2, 20), False, CONCEPT),
        (date(2027, 5, 20), True, NEW),
    ]
    client = Client()
    client.force_login(newer.sonja)
    html = client.get(f"/akten/{yonas.pk}/?alle").content.decode()
    assert "bisher 20.02.2027, jetzt 20.05.2027" in html
    assert WriteLog.objects.filter(verb="move_to_concept").exists()
    assert "0 offene Akten" in run(CONCEPT, NEW)


def test_a_closed_file_keeps_its_version(newer: County) -> None:
    close_file(newer.tesfay[0], newer.today, "other", by=newer.sonja)
    assert "3 offene Akten umgestellt." in run(CONCEPT, NEW)
    newer.tesfay[0].refresh_from_db()
    assert newer.tesfay[0].concept == CONCEPT


def test_keys_the_new_text_does_not_know_are_named(newer: County) -> None:
    person = newer.tesfay[0].person
    from lotse.cases import residence

    row = person.statuses.get()
    residence.correct_status(
        newer.tesfay[0], row, residence.StatusFacts("old-key", row.from_on), version=row.version, by=newer.sonja
    )
    said = run(CONCEPT, NEW, "--dry-run")
    assert "Schlüssel, die die neue Fassung nicht kennt" in said
    assert "status old-key: 1" in said


def test_what_was_never_adopted_or_is_of_another_town_is_refused(newer: County) -> None:
    with pytest.raises(CommandError, match="nicht angenommen"):
        run(CONCEPT, "dresden/2019-07-01")
    rulebook.adopt("dresden/2019-07-01", date(2026, 12, 2), by="test")
    with pytest.raises(CommandError, match="andere Kommune"):
        run(CONCEPT, "dresden/2019-07-01")
    assert set(File.objects.values_list("concept", flat=True)) == {CONCEPT}
