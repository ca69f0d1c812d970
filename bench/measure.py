"""One engine, measured: `python -m bench.measure TASK.json`; the figures go back into the same file.

The yardsticks are measured in turns with Lotse, request by request, so that a busy machine disturbs all of them alike.
"""

import csv
import io
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench import engine
from bench.client import Connection, get, rate
from bench.report import shown

SMALL_DIRECTORY = 50  # partners


@dataclass
class Line:
    """What is printed of one page; times in milliseconds, of one connection."""

    title: str
    goals: list[str]
    size: int = 0
    queries: int = 0
    queries_small: int = 0
    p50: float = 0
    p99: float = 0
    per_second: float = 0
    raw: float = 0
    bare: float = 0
    plain: float = 0  # 0 here and in what follows: not measured of this page
    plain_p99: float = 0
    plain_per_second: float = 0
    bare_per_second: float = 0


def say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def main(path: Path) -> None:
    task = json.loads(path.read_text(encoding="utf-8"))
    engine.stop_cleanly()
    import django

    django.setup()
    from django.db import connection

    from lotse.accounts.models import Installation

    is_there = Installation._meta.db_table in connection.introspection.table_names()
    if is_there and Installation.objects.filter(is_demo=False).exists():
        sys.exit("This is a real installation. The bench measures generated ones only.")  # nothing was changed
    if task["here"] and not (is_there and Installation.objects.exists()):
        sys.exit("There is no installation here yet. Fill one first: lotse generate --persons 1000")
    _connect_plain(task["plain"])
    result: dict[str, Any] = {"load_before": os.getloadavg()[0]}
    if task["here"]:
        call("migrate", verbosity=0)
    else:
        result["generated_in"] = timed(lambda: call("generate", persons=task["persons"], seed=task["seed"]))
        say(f"generated in {result['generated_in']:.0f} s")
    result |= _measure(task)
    result["load_after"] = os.getloadavg()[0]
    path.write_text(json.dumps(task | {"result": result}), encoding="utf-8")


def call(command: str, **options: Any) -> None:
    from django.core.management import call_command

    call_command(command, stdout=sys.stderr, **options)


def timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _connect_plain(environment: dict[str, str]) -> None:
    from django.db import connections

    from lotse import env

    database = env.database(environment.get("DATABASE_URL", ""), Path(environment["LOTSE_DATA"]))
    both = connections.configure_settings({"default": connections.settings["default"], "plain": database})
    connections.settings["plain"] = both["plain"]
    plain_command("migrate", "--run-syncdb", "--verbosity", "0", environment=environment)


def plain_command(*arguments: str, environment: dict[str, str]) -> None:
    engine.run("django", *arguments, environment=environment | {"DJANGO_SETTINGS_MODULE": "bench.plain.settings"})


def _measure(task: dict[str, Any]) -> dict[str, Any]:
    from django.db import connection, connections
    from django.utils import timezone

    from bench import added, fill
    from bench.cases import World, cases
    from bench.copy import copy_all
    from lotse.accounts.models import User
    from lotse.cases.models import File
    from lotse.notes.models import Note

    world = World(timezone.localdate(), few=task["only_queries"])
    if not world.files or not world.wanted:
        sys.exit("There is too little to measure in this installation: generate at least 60 persons.")
    took = timed(lambda: fill.prepare(world, task["steered"], task["partners"]))
    if not fill.steered():
        sys.exit("No household has been here for long enough to be in case management: generate more persons.")
    say(f"case management, taking part and the directory filled in {took:.0f} s")
    if task["only_queries"]:
        world.number = {row.pk: 1 for row in [f for f, _u in world.files] + world.workers}
        return {"queries": {case.title: _queries(case, task["asked"]) for case in cases(world) + added.cases(world)}}
    counts = {"persons": File.objects.count(), "notes": Note.objects.count(), "staff": User.objects.count()}
    say(f"{counts['persons']} persons, {counts['notes']} notes; copying them into the plain tables")
    copied = timed(lambda: world.number.update(copy_all()))
    say(f"copied in {copied:.0f} s")
    settle = "VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"
    for alias in ("default", "plain"):  # what autovacuum and `lotse nightly` do in an installation that is in use
        with connections[alias].cursor() as cursor:
            cursor.execute(settle)
    found = cases(world) + added.cases(world)
    queries = {case.title: _queries(case, task["asked"]) for case in found}
    small = _small(task)
    plain_environment = task["plain"] | {"DJANGO_SETTINGS_MODULE": "bench.plain.settings"}
    own = {key: value for key, value in os.environ.items() if key.startswith(("LOTSE_", "DATABASE_URL"))}
    lines = []
    with (
        engine.serving("lotse.wsgi:application", {k: v for k, v in own.items() if k != "LOTSE_URL"}) as lotse,
        engine.serving("bench.plain.wsgi:application", plain_environment) as plain,
        engine.serving("bench.plain.bare:application", {}) as bare,
    ):
        for case in found:
            line = Line(case.title, list(case.goals), queries=queries[case.title], queries_small=small[case.title])
            _time(case, line, (lotse, plain, bare), task)
            say(f"{line.title}: {line.p50:.1f} ms" + (f", plain {line.plain:.1f} ms" if case.plain else ""))
            lines.append(line)
    _same_annex(world)
    imported = _import(task, world.today)
    return {
        **counts,
        "engine": connection.vendor,
        "version": _version(connection),
        "copied_in": copied,
        "lines": [asdict(line) for line in lines],
        "import": imported,
        "recall": _recall(world),
    }


def _version(connection: Any) -> str:
    if connection.vendor == "sqlite":
        return ".".join(map(str, connection.Database.sqlite_version_info))
    return f"{connection.pg_version // 10000}.{connection.pg_version % 10000}"


# --- pages ------------------------------------------------------------------------------------------------------------
def _time(case: Any, line: Line, ports: tuple[int, int, int], task: dict[str, Any]) -> None:
    from bench.cases import plain_request_of, request_of

    lotse, plain, bare = (Connection(port) for port in ports)

    def ours(i: int) -> bytes:
        return request_of(case.lotse(i))

    def theirs(i: int) -> bytes:
        return plain_request_of(*case.plain(i))

    for i in range(min(20, task["samples"])):
        line.size = max(line.size, lotse.ask(ours(i), case.status))
        if case.plain:
            plain.ask(theirs(i), case.status)
        case.raw(i)
    nothing = get(f"/{line.size}")
    taken: dict[str, list[float]] = {name: [] for name in ("lotse", "plain", "bare", "raw")}
    ends = time.perf_counter() + task["seconds"]

    def once(name: str, work: Callable[..., Any], *arguments: Any) -> None:
        started = time.perf_counter()
        work(*arguments)
        taken[name].append(time.perf_counter() - started)

    for i in range(100, 100 + task["samples"]):
        mine, plain_one = ours(i), theirs(i) if case.plain else b""
        once("lotse", lotse.ask, mine, case.status)
        if case.plain:
            once("plain", plain.ask, plain_one, case.status)
        once("bare", bare.ask, nothing, 200)
        once("raw", case.raw, i)
        if time.perf_counter() > ends and len(taken["raw"]) >= 5:
            break
    line.p50, line.p99 = at(taken["lotse"], 50), at(taken["lotse"], 99)
    if case.plain:
        line.plain, line.plain_p99 = at(taken["plain"], 50), at(taken["plain"], 99)
        line.plain_per_second = rate(ports[1], theirs, case.status, task["burst"])
    line.bare, line.raw = at(taken["bare"], 50), at(taken["raw"], 50)
    if not case.is_alone:
        line.per_second = rate(ports[0], ours, case.status, task["burst"])
    line.bare_per_second = rate(ports[2], lambda i: nothing, 200, task["burst"] / 2)
    for connection in (lotse, plain, bare):
        connection.close()


def at(seconds: Sequence[float], percent: int) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000


# --- queries ----------------------------------------------------------------------------------------------------------
SILENT = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "SET ", "SELECT SET_CONFIG")


def _queries(case: Any, asked: int) -> int:
    """How many statements a page needs, the most of several; the second time, when the reading is written down."""
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.cases import TOKEN, cookie

    most = 0
    for i in range(3 if case.is_write else asked):
        ask = case.lotse(i)
        client = Client(SERVER_NAME="localhost")
        for part in cookie(ask.user).split("; "):
            name, _equals, value = part.partition("=")
            client.cookies[name] = value
        headers = {"HTTP_HX_REQUEST": "true"} if ask.htmx else {}
        for again in (False, True):
            if again and case.is_write:
                ask = case.lotse(i)
            reset_queries()  # Django keeps the last 9,000 only
            with CaptureQueriesContext(connection) as captured:
                if ask.data is None:
                    answer = client.get(ask.path, **headers)
                else:
                    answer = client.post(ask.path, {**ask.data, "csrfmiddlewaretoken": TOKEN}, **headers)
            if answer.status_code != case.status:
                raise RuntimeError(f"{ask.path}: {answer.status_code} {faults_in(answer.content)}")
            if case.shows:
                _same_rows(case, i, answer.content.decode())
        most = max(most, sum(not q["sql"].upper().startswith(SILENT) for q in captured.captured_queries))
    return most


def _same_rows(case: Any, i: int, page: str) -> None:
    """The raw statements find what the page shows, else they are no yardstick."""
    ours, theirs = shown(case.shows, page), len(case.raw(i))
    if ours != theirs or not ours:
        raise RuntimeError(f"{case.title}: {ours} rows on the page, {theirs} by raw SQL")


def faults_in(page: bytes) -> str:
    return " / ".join(part.decode()[:200] for part in page.split(b"kern-error")[1:4]) or page[:300].decode()


def _small(task: dict[str, Any]) -> dict[str, int]:
    """The same count in an installation of a hundredth of the size, on files with few notes."""
    path = Path(task["folder"]) / "small.json"
    own = {"persons": task["small_persons"], "partners": SMALL_DIRECTORY, "only_queries": True, "here": False}
    path.write_text(json.dumps(task | own), encoding="utf-8")
    engine.run("bench.measure", str(path), environment=task["small"] | {"DJANGO_SETTINGS_MODULE": "lotse.settings"})
    counted: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))["result"]["queries"]
    return counted


# --- the whole, once --------------------------------------------------------------------------------------------------
def _same_annex(world: Any) -> None:
    """The raw statements count the same, else they are no yardstick."""
    from bench import raw
    from lotse.reports.annex1 import count, last_day
    from lotse.rulebook import access as rulebook

    ours = dict(count(world.quarter, rulebook.current(world.today)).total)
    theirs = raw.annex1(world.quarter.months[0], [last_day(m) for m in world.quarter.months])
    if ours != theirs:
        sys.exit(f"Annex 1 and raw SQL disagree: {ours} and {theirs}")


def _recall(world: Any) -> str:
    """Among the first ten, of those looked for in one of three ways (see `World.wanted`)."""
    from lotse.accounts.access import rights_of
    from lotse.cases.search import search

    asked = world.wanted[:200]
    found = sum(
        file.pk in {row.id for row in search(rights_of(user, world.today), text, world.today, first=10).rows}
        for user, file, text in asked
    )
    return f"{found} of {len(asked)} among the first ten"


def _import(task: dict[str, Any], today: Any) -> dict[str, Any]:
    """A list of people who are not there yet, with the question for each whether they are."""
    from bench import raw
    from lotse.accounts.models import Organisation
    from lotse.intake import assignments, kept, takeover
    from lotse.intake.lists import open_list, refuse_unplaced

    rows = list_rows(task["rows"], task["seed"] + 1, today)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    data = text.getvalue().encode("utf-8-sig")
    path = Path(task["folder"]) / "list.csv"
    path.write_bytes(data)
    took = subprocess.run(
        [sys.executable, "-m", "bench.plain.load", str(path)],
        check=True,
        cwd=engine.ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=engine.clean_environment() | task["plain"] | {"DJANGO_SETTINGS_MODULE": "bench.plain.settings"},
    )
    fast = timed(lambda: raw.import_rows(rows, today))
    holder = Organisation.objects.filter(kind=Organisation.Kind.AUTHORITY)[0]
    parts: dict[str, float] = {}
    started = time.perf_counter()
    opened = open_list("assignments", data, path.name, holder)
    refuse_unplaced(opened)
    parts["read"] = time.perf_counter() - started
    preview = assignments.prepare(opened.sheet, opened.mapping, today=today)
    parts["compared"] = time.perf_counter() - started
    outcome = takeover.take_over(preview, holder=holder, today=today, by="import")
    kept.hold(opened.sheet, preview, path.name, organisation=holder, today=today, by="import")
    parts["written"] = time.perf_counter() - started
    if preview.faulty or len(outcome.files) < len(rows) // 2:
        sys.exit(f"The list was not read in: {preview.faulty} faulty, {len(outcome.files)} files of {len(rows)} rows")
    say(f"imported {len(rows)} rows in {parts['written']:.1f} s, plain {float(took.stdout):.1f} s")
    return {
        "rows": len(rows),
        "files": len(outcome.files),
        "held": len(outcome.held),
        "seconds": parts["written"],
        "parts": parts,
        "plain": float(took.stdout),
        "raw": fast,
    }


def list_rows(count: int, seed: int, today: Any) -> list[dict[str, str]]:
    """Rows of an assignment list with people nobody has met."""
    from lotse.desk.invented import Inventor
    from lotse.rulebook import access as rulebook

    concept = rulebook.current(today)
    statuses = {s.key: s.title.de for s in concept.statuses}
    dice = random.Random(seed)
    found = []
    for at_, one in enumerate(Inventor(seed, today, concept).households(count)):
        address = one.household.address
        for p in one.household.persons:
            year, month, day = p.birth
            found.append(
                {
                    "Zuweisungsdatum": f"{one.arrived_on:%d.%m.%Y}",
                    "Aktenzeichen": f"L-{len(found) + 1}",
                    "Haushalt": f"H{at_}",
                    "Familienname": p.family_name,
                    "Vorname": p.given_name,
                    "Name in Originalschrift": p.original_name,
                    "Geburtsdatum": f"{day or 0:02}.{month or 0:02}.{year}",
                    "Geschlecht": "weiblich" if p.sex == "female" else "männlich",
                    "Staatsangehörigkeit": p.nationality,
                    "Sprache": p.contact_language,
                    "Aufenthaltsstatus": statuses[p.status],
                    "Ankunft": "Zuweisung",
                    "Straße": address.street,
                    "Hausnummer": address.house_number,
                    "Ort": address.place,
                    "Stadtbezirk/Gemeinde": address.district or "Cotta",
                    "Unterkunft": address.accommodation,
                    "Bemerkung": "" if dice.random() < 0.8 else "Ankunft mit dem Bus.",
                }
            )
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
