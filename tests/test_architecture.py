"""The house keeps its shape: which room may use which, what must not stand where. Reads source, runs none."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from scripts.lint_templates import FILL, JINJA, blank

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "lotse"
# each may use only the rooms before it
ROOMS = [
    "concept",
    "ui",
    "paper",
    "vault",
    "audit",
    "rulebook",
    "accounts",
    "territory",
    "network",
    "people",
    "cases",
    "notes",
    "casework",
    "programmes",
    "referrals",
    "intake",
    "office",
    "reports",
    "desk",
]
MUNICIPALITIES = re.compile("dresden|potsdam|wiesbaden", re.IGNORECASE)
# what a generated migration cannot do without: the key's default and the field types
USABLE_IN_MIGRATIONS = ("lotse.ui.ids", "lotse.vault.fields")
IMPURE = {
    "django",
    "socket",
    "sqlite3",
    "psycopg",
    "urllib.request",
    "http",
    "subprocess",
    "random",
    "secrets",
    "time",
    "lotse.env",
}
MAX_LINES = 500


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


SOURCES = sorted(path for folder in ("lotse", "tests", "scripts") for path in (ROOT / folder).rglob("*.py"))
IN_ROOMS = [path for path in SOURCES if path.is_relative_to(PACKAGE) and path.relative_to(PACKAGE).parts[0] in ROOMS]
APP_CODE = [path for path in SOURCES if path.is_relative_to(PACKAGE) and "tests" not in path.parts]
TEMPLATES = sorted(path for room in PACKAGE.glob("*/templates") for path in room.rglob("*") if path.is_file())


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module named by an import, wherever it stands (in functions and under TYPE_CHECKING too)."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1]] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def dotted(node: ast.expr) -> str:
    """`a.b.c` of a name or attribute, with () for calls on the way: `timezone.now().date`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func)}()"
    return node.id if isinstance(node, ast.Name) else ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((item.value for item in call.keywords if item.arg == name), None)


def reads_the_clock(call: ast.Call) -> bool:
    name = dotted(call.func)
    return name.endswith(
        ("date.today", "datetime.today", "datetime.now", "datetime.utcnow", "timezone.localdate", "now().date")
    )


def none_of(violations: list[str]) -> None:
    assert not violations, "\n" + "\n".join(violations)


def test_every_folder_with_code_is_a_room_of_the_house() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders <= set(ROOMS), f"not in the order of rooms: {sorted(folders - set(ROOMS))}"


def test_a_room_uses_only_the_rooms_above_it() -> None:
    found = []
    for path in IN_ROOMS:
        allowed = {*ROOMS[: ROOMS.index(room_of(path)) + 1], "env"}
        if "tests" in path.parts:
            allowed.add("urls")  # to ask for whole pages beside one of the test's own
        for line, module in imports(path):
            if module.startswith("lotse.") and module.split(".")[1] not in allowed:
                found.append(f"{relative(path)}:{line}: {room_of(path)} must not use {module}")
    none_of(found)


def test_nor_does_it_reach_a_room_below_by_a_name_in_a_string() -> None:
    found = []
    for path in IN_ROOMS:
        below = ROOMS[ROOMS.index(room_of(path)) + 1 :]
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                match = re.fullmatch(r"lotse\.(\w+)(\.\w+)*|(\w+)\.[A-Z]\w+", node.value)
                if match and (match[1] or match[3]) in below:
                    found.append(f"{relative(path)}:{node.lineno}: {node.value}")
    none_of(found)


def test_the_concept_knows_neither_framework_nor_clock_nor_network() -> None:
    found = []
    for path in IN_ROOMS:
        if room_of(path) == "concept" and "tests" not in path.parts:
            for line, module in imports(path):
                if any(module == name or module.startswith(f"{name}.") for name in IMPURE):
                    found.append(f"{relative(path)}:{line}: imports {module}")
            found += [
                f"{relative(path)}:{call.lineno}: reads the clock" for call in calls(path) if reads_the_clock(call)
            ]
    none_of(found)


def test_views_reach_rows_through_the_door_only() -> None:
    found = []
    for path in IN_ROOMS:
        if path.name == "views.py" or path.parent.name == "views":
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
                    found.append(f"{relative(path)}:{node.lineno}: .{node.attr}")
    none_of(found)


def test_migrations_do_not_run_code_of_the_application() -> None:
    found = []
    for path in IN_ROOMS:
        if path.parent.name == "migrations":
            for line, module in imports(path):
                if module.startswith("lotse.") and not module.startswith(USABLE_IN_MIGRATIONS):
                    found.append(f"{relative(path)}:{line}: imports {module}")
    none_of(found)


def test_migrations_have_speaking_names() -> None:
    none_of(
        [relative(p) for p in IN_ROOMS if p.parent.name == "migrations" and re.search(r"_auto_?\d|_and_more", p.name)]
    )


def test_no_module_is_too_long() -> None:
    found = []
    for path in SOURCES:
        count = len(path.read_text(encoding="utf-8").splitlines())
        if path.parent.name != "migrations" and count >= MAX_LINES:
            found.append(f"{relative(path)}: {count} lines; split it by noun before it reaches {MAX_LINES}")
    none_of(found)


def test_init_files_are_empty() -> None:
    none_of([relative(path) for path in SOURCES if path.name == "__init__.py" and path.stat().st_size])


def test_no_municipality_is_named_in_code() -> None:
    found = []
    for path in APP_CODE:
        if not relative(path).startswith("lotse/desk/demo"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if MUNICIPALITIES.search(line):
                    found.append(f"{relative(path)}:{number}: {line.strip()}")
    none_of(found)


def test_no_text_is_declared_safe_and_no_form_unprotected() -> None:
    """But for our own words from the catalogue, in the one place where every template gets them from."""
    found = []
    for path in APP_CODE:
        if relative(path) == "lotse/ui/jinja.py":
            continue
        for node in ast.walk(tree(path)):
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if isinstance(node, ast.expr) and name in ("mark_safe", "csrf_exempt", "Markup"):
                found.append(f"{relative(path)}:{node.lineno}: {name}")
    for path in TEMPLATES:
        for match in re.finditer(r"\|\s*safe\b|autoescape\s+false|Markup\(", path.read_text(encoding="utf-8")):
            found.append(f"{relative(path)}: {match[0]}")
    none_of(found)


def test_templates_carry_no_script_and_no_style_of_their_own() -> None:
    inline = re.compile(
        r"<script(?![^>]*\ssrc=)[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|\shx-on\b", re.IGNORECASE
    )
    found = []
    for path in TEMPLATES:
        html = JINJA.sub(lambda match: blank(match[0], FILL), path.read_text(encoding="utf-8"))
        for match in inline.finditer(html):
            found.append(f"{relative(path)}:{html[: match.start()].count(chr(10)) + 1}: {match[0].strip()}")
    none_of(found)


def test_the_day_is_read_once_and_passed_down() -> None:
    found = []
    for path in IN_ROOMS:
        exempt = (
            "tests" in path.parts
            or "management" in path.parts
            or relative(path) in ("lotse/ui/middleware.py", "lotse/ui/clock.py")
        )
        if not exempt:
            found += [
                f"{relative(path)}:{call.lineno}: {dotted(call.func)}" for call in calls(path) if reads_the_clock(call)
            ]
    none_of(found)


COMMANDS = [path for path in IN_ROOMS if path.parent.name == "commands" and path.name != "__init__.py"]


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_every_command_says_what_it_does_and_what_it_takes(path: Path) -> None:
    texts = [
        node.value
        for command in tree(path).body
        if isinstance(command, ast.ClassDef)
        for node in command.body
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "help" for t in node.targets)
    ]
    assert texts, f"{relative(path)}: the command has no help"
    unsaid = [
        f"{relative(path)}:{call.lineno}: {ast.unparse(call)}"
        for call in calls(path)
        if dotted(call.func).endswith((".add_argument", ".add_parser")) and keyword(call, "help") is None
    ]
    none_of(unsaid)
