"""The figures as Markdown, each goal with what came of it."""

import re
from collections.abc import Iterator
from typing import Any

Verdict = tuple[str, str, str, bool]  # what, goal, measured, met


def verdicts(result: dict[str, Any]) -> Iterator[Verdict]:
    for line in result["lines"]:
        title, p50 = line["title"], line["p50"]
        for goal in line["goals"]:
            if goal == "opening":
                limit = 5 * (line["raw"] + line["bare"])
                yield title, f"≤ 5 x (raw + bare) = {limit:.1f} ms", f"{p50:.1f} ms", p50 <= limit
            elif goal == "search":
                yield title, "p50 ≤ 10 ms", f"{p50:.1f} ms", p50 <= 10
                yield title, "p99 ≤ 50 ms", f"{line['p99']:.1f} ms", line["p99"] <= 50
            else:
                factor, of = {"all": (0.5, "plain"), "saving": (1.5, "plain"), "annex": (1.2, "raw")}[goal]
                words = {"plain": "plain Django", "raw": "raw SQL"}[of]
                yield title, f"≤ {factor} x {words}", f"{p50 / line[of]:.2f} x", p50 <= factor * line[of]
    imported = result["import"]
    ratio = imported["seconds"] / imported["plain"]
    yield f"Importing {imported['rows']} rows", "≤ 1.5 x plain Django", f"{ratio:.2f} x", ratio <= 1.5
    more = [line["title"] for line in result["lines"] if line["queries"] > line["queries_small"]]
    yield "Queries", "none grows with the data", ", ".join(more) or "none does", not more


def markdown(result: dict[str, Any], machine: str) -> str:
    engine = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[result["engine"]]
    parts = [
        f"## {result['persons']:,} persons, {result['notes']:,} notes on {engine} {result['version']}",
        f"{machine}; load {result['load_before']:.1f} before, {result['load_after']:.1f} after."
        + (f" Generated in {result['generated_in']:.0f} s." if "generated_in" in result else ""),
        table(
            (
                "Page",
                "KB",
                "p50 ms",
                "p99 ms",
                "req/s",
                "queries (small)",
                "raw SQL",
                "bare",
                "plain p50",
                "plain p99",
                "plain req/s",
                "bare req/s",
            ),
            [
                (
                    line["title"],
                    f"{line['size'] / 1024:.0f}",
                    f"{line['p50']:.1f}",
                    f"{line['p99']:.1f}",
                    _or_dash(line["per_second"], 0),
                    f"{line['queries']} ({line['queries_small']})",
                    f"{line['raw']:.1f}",
                    f"{line['bare']:.1f}",
                    _or_dash(line["plain"], 1),
                    _or_dash(line["plain_p99"], 1),
                    _or_dash(line["plain_per_second"], 0),
                    f"{line['bare_per_second']:.0f}",
                )
                for line in result["lines"]
            ],
        ),
        _import(result["import"]),
        f"Search: {result['recall']}, typed in their script, as written, or with two letters as somebody hears them.",
        table(
            ("What", "Goal", "Measured", ""),
            [(what, goal, measured, "met" if met else "**missed**") for what, goal, measured, met in verdicts(result)],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _import(found: dict[str, Any]) -> str:
    read, compared, written = (found["parts"][name] for name in ("read", "compared", "written"))
    return (
        f"Importing {found['rows']:,} rows: {written:.1f} s ({read:.1f} reading, {compared - read:.1f} comparing with"
        f" everybody, {written - compared:.1f} writing {found['files']:,} files; {found['held']} held back as possible"
        f" duplicates); raw SQL {found['raw']:.1f} s, plain Django {found['plain']:.1f} s, both without comparing."
    )


def shown(pattern: str, page: str) -> int:
    """How many different rows the page shows; without a group in the pattern, how often it stands there."""
    found = re.findall(pattern, page)
    return len(set(found)) if "(" in pattern else len(found)


def _or_dash(figure: float, digits: int) -> str:
    return f"{figure:.{digits}f}" if figure else "–"


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]

    def line(cells: tuple[str, ...], fill: str = " ") -> str:
        padded = [
            cell.ljust(width, fill) if at == 0 or heads[at] in ("Goal", "Measured", "") else cell.rjust(width, fill)
            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(padded)} |"

    return "\n".join([line(heads), line(("",) * len(heads), "-"), *map(line, rows)])
