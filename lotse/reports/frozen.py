"""A quarter as it is handed in: one canonical line of JSON that stands for itself, and what has changed since.

The text names workers, never clients, and refers to no file: it outlives them.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lotse.accounts.models import Organisation, Team
from lotse.concept.entries import Source
from lotse.concept.model import Concept, Statistic
from lotse.reports.annex1 import Annex1, Cut, Moved, Quarter, count, json_key, moved_since, total
from lotse.reports.figures import Line
from lotse.reports.models import Check, Submission
from lotse.reports.posts import Posts, posts
from lotse.rulebook import access as rulebook

REPORT = "annex-1"


def canonical(document: object) -> str:
    """The same content is the same text: sorted keys, no spaces, one line."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def figures_digest(annex: Annex1, *, team: UUID | None = None, organisation: UUID | None = None) -> str:
    """Stands for the figures of a team or a provider: a check and a submission hold for exactly these."""
    rows = [
        cell for place, cell in annex.as_text if (place.team == team if team else place.organisation == organisation)
    ]
    return sha256(canonical([str(annex.quarter), annex.concept.key, rows]))


def of_provider(
    organisation: UUID, quarter: Quarter, concept: Concept, where: Posts | None = None
) -> tuple[Annex1, Cut]:
    """The quarter of one provider, counted now."""
    where = where or posts(quarter.months[0], quarter.last_day)
    cut = Cut(where, lambda _user, place: place.organisation == organisation)
    return count(quarter, concept, cut), cut


def rows(annex: Annex1, teams: Mapping[UUID, Team], by_worker: bool) -> list[dict[str, Any]]:
    """A row for each worker (if workers may be named), team and month."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for (user, month, place), figures in annex.cells.items():
        staff = annex.staff[user]
        key = (str(user) if by_worker else "", str(place.team or ""), f"{month:%Y-%m}")
        row = found.setdefault(
            key,
            {
                "staff_id": key[0],  # an address may change, the person stays
                "staff": staff.email if by_worker else "",
                "name": staff.name if by_worker else "",
                "team": key[1],
                "team_name": teams[place.team].name if place.team and place.team in teams else "",
                "region": place.region,
                "month": key[2],
            }
            | {json_key(s.key): 0 for s in annex.statistics},
        )
        for statistic, number in figures.items():
            row[json_key(statistic)] += number
    return sorted(found.values(), key=lambda row: (row["staff"], row["team_name"], row["team"], row["month"]))


def document(
    annex: Annex1,
    organisation: Organisation,
    teams: Mapping[UUID, Team],
    checks: Iterable[Check],
    *,
    by_worker: bool,
    number: int,
    reason: str,
    by: str,
    at: datetime,
) -> dict[str, Any]:
    concept = annex.concept
    figures = rows(annex, teams, by_worker)
    return {
        "report": REPORT,
        "quarter": str(annex.quarter),
        "provider": {"id": str(organisation.pk), "name": organisation.name},
        "submission": number,
        "reason": reason,
        "submitted": {"by": by, "at": at.isoformat()},
        "checks": [
            {"team": str(c.team_id), "team_name": c.team.name, "by": c.checked_by.name, "at": c.checked_at.isoformat()}
            for c in checks
        ],
        "concept": {"key": concept.key, "sha256": concept.digest, "title": concept.title.de},
        "definitions": [_definition(s) for s in annex.statistics],
        "by_worker": by_worker,
        "rows": figures,
        "total": {json_key(k): n for k, n in annex.total.items()},
    }  # fmt: skip


def _definition(statistic: Statistic) -> dict[str, Any]:
    source: Source = statistic.source
    return {
        "key": json_key(statistic.key),
        "title": statistic.title.de,
        "definition": statistic.definition.de,
        "source": {"kind": source.kind, "ids": list(source.ids), "text": source.text.de if source.text else ""},
    }


# --- read again -------------------------------------------------------------------------------------------------------
def month_of(row: Mapping[str, Any]) -> date:
    return date.fromisoformat(f"{row['month']}-01")


def lines(document: Mapping[str, Any], concept: Concept, *, by_worker: bool) -> list[Line]:
    """The frozen rows as lines of the table: by worker if both they and the reader allow it, else by team."""
    named = by_worker and document["by_worker"]
    found: dict[str, tuple[str, str, dict[tuple[str, date], int]]] = {}
    for row in document["rows"]:
        key = row["staff_id"] if named else row["team"]
        label = row["name"] if named else row["team_name"] or document["provider"]["name"]
        cells = found.setdefault(key, (label, row["region"], {}))[2]
        for statistic in concept.statistics:
            spot = (statistic.key, month_of(row))
            cells[spot] = cells.get(spot, 0) + row[json_key(statistic.key)]
    kind = "worker" if named else "team"
    provider = document["provider"]["name"]
    made = [Line("", label, kind, cells, provider, region) for label, region, cells in found.values()]
    return sorted(made, key=lambda line: line.label)


@dataclass(frozen=True)
class Change:
    """A cell that would be another number today, and what has happened since."""

    label: str
    month: date
    statistic: Statistic
    was: int
    now: int
    added: int  # contacts noted after the submission
    struck: int  # contacts that had counted and were struck after it

    @property
    def others(self) -> int:
        """What these do not explain: erased files and notes, corrected dates and roles."""
        return self.now - self.was - self.added + self.struck

    @property
    def is_stock(self) -> bool:
        return self.statistic.measure == "case-management-stock"


@dataclass(frozen=True)
class Differences:
    changes: list[Change]
    total: dict[str, int]  # as counted now

    def __bool__(self) -> bool:
        return bool(self.changes)


def differences(row: Submission) -> Differences:
    """Cell by cell, counted now by the concept the submission names."""
    frozen, quarter = row.document, Quarter(row.year, row.quarter)
    concept = rulebook.get(row.concept)
    annex, cut = of_provider(row.organisation_id, quarter, concept)
    moved = moved_since(row.submitted_at, quarter, concept, cut)
    return Differences(
        _changes(frozen, annex, moved, Team.objects.in_bulk([p.team for _, _, p in annex.cells if p.team])),
        dict(annex.total),
    )


def _changes(
    frozen: Mapping[str, Any], annex: Annex1, moved: tuple[Moved, Moved], teams: Mapping[UUID, Team]
) -> list[Change]:
    by_worker = frozen["by_worker"]
    was = {(r["staff_id"], r["team"], r["month"]): r for r in frozen["rows"]}
    now = {(r["staff_id"], r["team"], r["month"]): r for r in rows(annex, teams, by_worker)}
    came, went = (_as_rows(cells, by_worker) for cells in moved)
    found = []
    for key, row in sorted((was | now).items(), key=lambda pair: (pair[1]["name"], pair[1]["team_name"], pair[0][2])):
        for statistic in annex.statistics:
            name = json_key(statistic.key)
            before, after = was.get(key, {}).get(name, 0), now.get(key, {}).get(name, 0)
            if before != after:
                label = row["name"] or row["team_name"] or frozen["provider"]["name"]
                spot = statistic.key, key
                found.append(
                    Change(label, month_of(row), statistic, before, after, came.get(spot, 0), went.get(spot, 0))
                )
    return found


def _as_rows(cells: Moved, by_worker: bool) -> dict[tuple[str, tuple[str, str, str]], int]:
    """Keyed as the frozen rows are: (statistic, (worker, team, month))."""
    found: dict[tuple[str, tuple[str, str, str]], int] = {}
    for (statistic, (user, month, place)), number in cells.items():
        spot = statistic, (str(user) if by_worker else "", str(place.team or ""), f"{month:%Y-%m}")
        found[spot] = found.get(spot, 0) + number
    return found


def total_of(document: Mapping[str, Any], concept: Concept) -> dict[str, int]:
    """The totals, added up again from the frozen rows."""
    quarter = Quarter.parse(document["quarter"])
    cells = (
        ((row["staff"], month_of(row)), {s.key: row[json_key(s.key)] for s in concept.statistics})
        for row in document["rows"]
    )
    return total(concept, quarter.months, cells)
