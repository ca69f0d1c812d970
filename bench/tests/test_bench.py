"""The bench runs and says what it found. How fast anything is, no test asks: that depends on the machine."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import engine, report
from bench.report import shown
from conftest import ENGINE

LINE = {
    "title": "A page", "goals": [], "size": 2048, "queries": 9, "queries_small": 9, "p50": 4.0, "p99": 6.0,
    "per_second": 300.0, "raw": 0.5, "bare": 0.3, "plain": 9.0, "plain_p99": 11.0, "plain_per_second": 100.0,
    "bare_per_second": 9000.0,
}  # fmt: skip
RESULT = {
    "engine": "sqlite", "version": "3.40.1", "persons": 90, "notes": 900, "load_before": 0.1, "load_after": 0.2,
    "recall": "9 of 9 among the first ten", "lines": [],
    "import": {"rows": 50, "files": 49, "held": 1, "seconds": 1.2, "plain": 1.0, "raw": 0.1,
               "parts": {"read": 0.1, "compared": 0.3, "written": 1.2}},
}  # fmt: skip

ADDED = [
    "Person", "Taking part", "Documents", "Case management, the way", "Case management, assessment",
    "Case management, help plan", "Case management, monitoring", "Completeness of a team", "Housing application",
    "Applications handed in", "Directory", "Directory while typing", "Saving a note, its draft settled",
    "A long form kept", "Appointment slip, PDF", "Help plan, PDF",
]  # fmt: skip


def test_a_tiny_installation_is_measured_from_one_end_to_the_other(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    command = ["--quick", "--persons", "90", "--rows", "40", "--engine", ENGINE, "--json", str(path)]
    done = subprocess.run(
        [sys.executable, "-m", "bench", *command], cwd=engine.ROOT, env=engine.clean_environment(), capture_output=True,
        text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "## 90 persons, 900 notes on" in done.stdout
    assert re.search(r"^\| Saving a note +\|", done.stdout, re.MULTILINE)
    assert re.search(r"^\| Queries +\| none grows with the data +\|", done.stdout, re.MULTILINE)
    (result,) = json.loads(path.read_text()).values()
    assert [line["title"] for line in result["lines"]][-len(ADDED) :] == ADDED
    assert len(result["lines"]) == 11 + len(ADDED)
    for line in result["lines"]:
        assert 0 < line["p50"] <= line["p99"]
        assert min(line["raw"], line["bare"]) > 0
        assert (line["plain"] > 0, line["plain_per_second"] > 0) == (line["title"] not in ADDED,) * 2
        assert (line["per_second"] > 0) == (line["title"] != "Saving a note, its draft settled")
        assert re.search(rf"^\| {re.escape(line['title'])} +\|", done.stdout, re.MULTILINE)
        assert 1 <= line["queries"] <= line["queries_small"], line
    assert result["import"]["rows"] == 40


@pytest.mark.parametrize(
    ("goal", "changed", "is_met"),
    [
        ("opening", {"p50": 4.0}, True),
        ("opening", {"p50": 4.1}, False),
        ("all", {"p50": 4.5}, True),
        ("all", {"p50": 4.6}, False),
        ("saving", {"p50": 13.5}, True),
        ("saving", {"p50": 13.6}, False),
        ("annex", {"p50": 0.6}, True),
        ("annex", {"p50": 0.7}, False),
        ("search", {"p50": 10.0, "p99": 50.0}, True),
        ("search", {"p50": 10.1, "p99": 50.0}, False),
        ("search", {"p50": 9.0, "p99": 50.1}, False),
    ],
)
def test_a_goal_is_met_up_to_its_limit_and_missed_beyond(goal: str, changed: dict[str, float], is_met: bool) -> None:
    result = {**RESULT, "lines": [{**LINE, "goals": [goal], **changed}]}
    found = [met for what, _goal, _measured, met in report.verdicts(result) if what == "A page"]
    assert all(found) == is_met
    assert ("**missed**" in report.markdown(result, "two cores")) != is_met


def test_what_was_not_measured_of_a_page_is_a_dash() -> None:
    line = {**LINE, "plain": 0, "plain_p99": 0, "plain_per_second": 0, "per_second": 0}
    row = next(r for r in report.markdown({**RESULT, "lines": [line]}, "").splitlines() if r.startswith("| A page"))
    assert [cell.strip() for cell in row.split("|")[5:12]] == ["–", "9 (9)", "0.5", "0.3", "–", "–", "–"]


@pytest.mark.parametrize(
    ("pattern", "many"), [(r"/akten/([0-9]+)/", 2), ("gefragt am", 2), ("(nobody)", 0), ("nobody", 0)]
)
def test_rows_of_a_page_are_told_apart_by_what_the_pattern_holds(pattern: str, many: int) -> None:
    assert shown(pattern, "/akten/1/ /akten/2/ /akten/1/ gefragt am 1. gefragt am 2.") == many


def test_a_page_that_needs_more_queries_in_a_bigger_installation_is_named() -> None:
    result = {**RESULT, "lines": [{**LINE, "queries": 10}]}
    assert "| A page" in report.markdown(result, "")
    assert ("Queries", "none grows with the data", "A page", False) in list(report.verdicts(result))


def test_a_real_installation_is_not_measured(tmp_path: Path) -> None:
    environment = engine.clean_environment() | {"LOTSE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lotse.settings"}
    init = [sys.executable, "-m", "django", "init", "--concept", "dresden/2019-07-01"]
    subprocess.run(init, cwd=engine.ROOT, env=environment, check=True, capture_output=True)
    before = (tmp_path / "lotse.sqlite3").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--here", "--quick"], cwd=engine.ROOT, env=environment, capture_output=True,
        text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode != 0
    assert "real installation" in done.stderr
    assert (tmp_path / "lotse.sqlite3").read_bytes() == before
