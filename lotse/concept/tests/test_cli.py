"""The commands about concepts: what they print and how they end."""

import io
import json
from pathlib import Path

import pytest

from lotse.concept import cli
from lotse.concept.load import SHIPPED, ConceptError

D19, PM = "dresden/2019-07-01", "potsdam-mittelmark/2017-01-01"
FICTIONAL = Path(__file__).parent / "fictional"


def due(key: str, *events: str, arrival: str | None = None, status: str | None = None) -> list[dict[str, str]]:
    out = io.StringIO()
    assert cli.cmd_due(out, key, events, arrival, status, as_json=True) == 0
    found: list[dict[str, str]] = json.loads(out.getvalue())
    return found


@pytest.mark.requirement("D-27", "D-42")
def test_due_prints_one_object_per_rule_with_exactly_six_texts() -> None:
    rows = due(D19, "assignment=2026-11-17")
    assert [list(row) for row in rows] == [["key", "title", "kind", "due", "requirement", "because"]] * 2
    assert rows[0] == {
        "key": "first-visit",
        "title": "Aufsuchen in der Unterkunft",
        "kind": "deadline",
        "due": "2026-11-20",
        "requirement": "D-27",
        "because": "Zuweisung am Dienstag, 17.11.2026; 2 Werktage danach ist Freitag, 20.11.2026. "
        "Nicht mitgezählt: Mittwoch, 18.11.2026 (Buß- und Bettag).",
    }


@pytest.mark.requirement("P-118")
def test_a_status_may_be_a_group_or_a_single_one() -> None:
    moved = "moved-to-own-flat=2026-08-31"
    assert due(PM, moved, status="recognised") == due(PM, moved, status="ae-25-1") != []
    assert due(PM, moved) == due(PM, moved, status="tolerated") == []


@pytest.mark.parametrize(
    ("events", "arrival", "status", "message"),
    [
        (["wedding=2026-01-01"], None, None, "assignment"),
        (["assignment"], None, None, "NAME=JJJJ-MM-TT"),
        (["assignment=01.02.2026"], None, None, "JJJJ-MM-TT"),
        (["assignment=2026-02-30"], None, None, "es geben"),
        (["assignment=9999-12-31"], None, None, "2100"),
        (["notice=2026-01-01", "notice=2026-01-02"], None, None, "zweimal"),
        (["assignment=2026-01-01"], "by-boat", None, "assigned, moved-in, family"),
        (["assignment=2026-01-01"], None, "queen", "recognised"),
    ],
)
def test_what_cannot_be_understood_is_told_with_what_is_allowed(
    events: list[str], arrival: str | None, status: str | None, message: str
) -> None:
    with pytest.raises(cli.UsageError, match=message):
        cli.cmd_due(io.StringIO(), D19, events, arrival, status)


@pytest.mark.requirement("D-43")
def test_the_readable_form_says_what_is_still_open() -> None:
    out = io.StringIO()
    cli.cmd_due(out, D19, ["moved-in=2026-11-17"], arrival="family")
    assert "Aus diesen Angaben folgt keine Frist." in out.getvalue()
    assert "welcome-decided" in out.getvalue()
    out = io.StringIO()
    cli.cmd_due(out, PM, ["moved-to-own-flat=2026-08-31"])
    assert "--status" in out.getvalue()


def test_check_ends_with_0_or_with_1_and_every_fault(tmp_path: Path) -> None:
    out = io.StringIO()
    assert cli.cmd_check(out, SHIPPED / "dresden" / "2019-07-01.toml") == 0
    faulty = tmp_path / "stadt" / "2024-02-01.toml"
    faulty.parent.mkdir()
    text = (FICTIONAL / "musterstadt" / "2024-02-01.toml").read_text("utf-8")
    faulty.write_text(text.replace('"NW"', '"XX"').replace("expect = 2026-11-24", "expect = 2026-11-23"), "utf-8")
    out = io.StringIO()
    assert cli.cmd_check(out, faulty) == 1
    assert f"{faulty}:4: " in out.getvalue()
    faulty.write_text(text.replace("expect = 2026-11-24", "expect = 2026-11-23"), "utf-8")
    assert cli.cmd_check(out, faulty) == 1
    assert "das Beispiel ergibt 2026-11-24" in out.getvalue()
    assert cli.cmd_check(out, tmp_path / "missing.toml") == 1
    faulty.write_bytes(b"\xff\xfe")
    assert cli.cmd_check(out, faulty) == 1


def test_list_names_all_and_marks_the_faulty(tmp_path: Path) -> None:
    out = io.StringIO()
    assert cli.cmd_list(out, [FICTIONAL]) == 0
    assert [line.split()[0] for line in out.getvalue().splitlines()][-2:] == [
        "potsdam-mittelmark/2017-01-01",
        "wiesbaden/2007-10-01",
    ]
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "2020-01-01.toml").write_text("nonsense", "utf-8")
    assert cli.cmd_list(out, [tmp_path]) == 1
    assert "fehlerhaft" in out.getvalue()


@pytest.mark.parametrize("key", ["dresden/2017-06-01", D19, PM, "wiesbaden/2007-10-01", "federal/2026-01-01"])
def test_show_prints_every_entry_with_its_source(key: str) -> None:
    out = io.StringIO()
    assert cli.cmd_show(out, key) == 0
    assert "SHA-256" in out.getvalue()
    assert "„" in out.getvalue()


def test_show_tells_requirement_practice_and_our_own_apart() -> None:
    out = io.StringIO()
    cli.cmd_show(out, D19)
    text = out.getvalue()
    assert "D-27: „Aufsuchen der Klient*innen in der Unterkunft innerhalb von zwei Werktagen nach Zuweisung“" in text
    assert "Praxis, unbestätigt: Unbestätigt" in text
    assert "unsere Festlegung" in text
    with pytest.raises(ConceptError):
        cli.cmd_show(out, "nowhere/2020-01-01")
