"""`python -m bench`: Lotse beside three yardsticks, on SQLite and on PostgreSQL. See docs/reference/bench.md."""

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import engine, report

# `steered` files in the middle of case management, `partners` in the directory
FULL = {
    "samples": 200, "seconds": 12, "burst": 3.0, "small_persons": 300, "asked": 12, "steered": 20, "partners": 5000,
}  # fmt: skip
QUICK = {
    "samples": 6, "seconds": 0.2, "burst": 0.1, "small_persons": 120, "asked": 3, "steered": 5, "partners": 500,
}  # fmt: skip


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="bench", description="Measure Lotse beside raw SQL, bare responses and plain Django."
    )
    parser.add_argument("--persons", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=10_000, help="rows of the list that is imported")
    parser.add_argument("--engine", choices=(*engine.ENGINES, "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="few samples: whether it runs, not how fast it is")
    parser.add_argument(
        "--here",
        action="store_true",
        help="the generated installation of LOTSE_DATA and DATABASE_URL, which is written to",
    )
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args(arguments)
    engine.stop_cleanly()
    engines = engine.ENGINES if options.engine == "both" else (options.engine,)
    if options.here:
        engines = ("postgresql" if os.environ.get("DATABASE_URL") else "sqlite",)
    results = {name: measure(name, options) for name in engines}
    if options.json:
        options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    print("\n".join(report.markdown(result, machine()) for result in results.values()))
    return 0


def measure(name: str, options: argparse.Namespace) -> dict[str, Any]:
    with engine.installations(name) as found, tempfile.TemporaryDirectory(prefix="lotse-bench-task-") as folder:
        if options.here:
            found["lotse"] = {k: v for k, v in os.environ.items() if k.startswith(("LOTSE_", "DATABASE_URL"))}
        task = {
            **(QUICK if options.quick else FULL),
            "persons": options.persons,
            "rows": options.rows,
            "seed": options.seed,
            "only_queries": False,
            "here": options.here,
            "folder": folder,
            "plain": found["plain"],
            "small": found["small"],
        }
        path = Path(folder) / "task.json"
        path.write_text(json.dumps(task), encoding="utf-8")
        environment = found["lotse"] | {"DJANGO_SETTINGS_MODULE": "lotse.settings"}
        engine.run("bench.measure", str(path), environment=environment)
        result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["result"]
        return result


def machine() -> str:
    cores = len(os.sched_getaffinity(0))
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{cores} cores, {system}, granian with 2 workers"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
