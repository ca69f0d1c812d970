"""The documentation names everything there is, and nothing that is not."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
READERS = {"text", "flag", "secret", "kept_secret"}


def headings(path: Path) -> set[str]:
    return set(re.findall(r"^## `?([\w -]+?)`?$", path.read_text(encoding="utf-8"), re.MULTILINE))


def settings_read() -> set[str]:
    tree = ast.parse((ROOT / "lotse" / "settings.py").read_text(encoding="utf-8"))
    return {
        str(call.args[0].value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in READERS
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_setting_is_explained() -> None:
    assert settings_read() == headings(DOCS / "reference" / "settings.md")


def test_no_room_reads_the_environment_by_itself() -> None:
    reading = re.compile(r"\bos\.(environ(\.get|\[)|getenv)")
    code = [path for path in (ROOT / "lotse").rglob("*.py") if "tests" not in path.parts]
    readers = {p.relative_to(ROOT).as_posix() for p in code if reading.search(p.read_text(encoding="utf-8"))}
    assert readers <= {"lotse/env.py", "lotse/cli.py", "lotse/wsgi.py"}


def test_every_command_is_explained() -> None:
    commands = {path.stem for path in (ROOT / "lotse").glob("*/management/commands/*.py")} - {"__init__"}
    assert commands == headings(DOCS / "reference" / "commands.md")


def test_every_direct_dependency_has_its_reason() -> None:
    reasons = (DOCS / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8").lower()
    lines = [line for path in (ROOT / "requirements").glob("*.in") for line in path.read_text().splitlines()]
    names = {re.split(r"[\[<>=]", line)[0].lower() for line in lines if line and not line.startswith(("#", "-"))}
    assert {name for name in names if name not in reasons} == set()


def test_every_room_stands_in_the_table_of_rooms() -> None:
    text = (DOCS / "where-does-it-go.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `(\w+)` \| .* \| (yes|no) \|$", text, re.MULTILINE))
    there = {path.parent.name for path in (ROOT / "lotse").glob("*/__init__.py")}
    assert {room for room, state in listed.items() if state == "yes"} == there


PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
