"""Annex 1 (P-142 to P-147): what each social worker did, month by month, as the concept defines it.

The figures are counted, never stored. Every cell can be opened: `opened` lists what was counted with the same rules.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from lotse.accounts.models import User
from lotse.cases.models import Allocation, Event, File
from lotse.concept.model import Concept, Statistic
from lotse.notes.models import Note, NoteTopic


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """From "2026-Q3"; ValueError for anything else."""
        found = re.fullmatch(r"(\d{4})-Q([1-4])", text.strip().upper())
        if not found:
            raise ValueError(f"{text!r} ist kein Quartal. Schreiben Sie zum Beispiel 2026-Q3.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def months(self) -> tuple[date, date, date]:
        """The first days of its three months."""
        first = self.number * 3 - 2
        return tuple(date(self.year, first + i, 1) for i in range(3))  # type: ignore[return-value]

    @property
    def last_day(self) -> date:
        return last_day(self.months[2])

    def plus(self, quarters: int) -> "Quarter":
        index = self.year * 4 + self.number - 1 + quarters
        return Quarter(index // 4, index % 4 + 1)


def last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """One worker and month; `figures` by the key of the statistic."""

    staff: User
    month: date
    figures: Mapping[str, int]


@dataclass(frozen=True)
class Annex1:
    quarter: Quarter
    concept: Concept
    statistics: tuple[Statistic, ...]
    rows: tuple[Row, ...]
    total: Mapping[str, int]

    def as_json(self) -> dict[str, object]:
        """The shape other programs read: statistic keys with underscores, workers by e-mail, months as 2026-07."""
        return {
            "quarter": str(self.quarter),
            "rows": [
                {"staff": r.staff.email, "month": f"{r.month:%Y-%m}"} | {_json_key(k): n for k, n in r.figures.items()}
                for r in self.rows
            ],
            "total": {_json_key(k): n for k, n in self.total.items()},
        }


def _json_key(key: str) -> str:
    return key.replace("-", "_")


def count(quarter: Quarter, concept: Concept, workers: QuerySet[User]) -> Annex1:
    """Count the quarter for the workers given: a row for each worker and month with a contact or somebody in case management."""
    cells: dict[tuple[UUID, date], dict[str, int]] = defaultdict(dict)
    for statistic in concept.statistics:
        for key, number in _counted(statistic, quarter, concept, workers).items():
            cells[key][statistic.key] = number
    # A contact of a form that counts in no column still makes a row: the worker had a contact in that month.
    for key in _by_month(_notes(quarter, workers)):
        cells.setdefault(key, {})
    staff = {u.pk: u for u in workers.filter(pk__in={user for user, _ in cells})}
    rows = [
        Row(staff[user], month, {s.key: figures.get(s.key, 0) for s in concept.statistics})
        for (user, month), figures in cells.items()
        if user in staff
    ]
    rows.sort(key=lambda r: (r.staff.email, r.month))
    total = {
        s.key: sum(r.figures[s.key] for r in rows if s.total == "sum" or r.month == quarter.months[2])
        for s in concept.statistics
    }
    return Annex1(quarter, concept, concept.statistics, tuple(rows), total)


def opened_notes(
    statistic: Statistic, first: date, last: date, concept: Concept, workers: QuerySet[User]
) -> QuerySet[Note]:
    """The notes behind a cell of a monthly flow: a worker's month, or any sum over workers and months."""
    notes = Note.objects.filter(author__in=workers, on__range=(first, last), finalised_at__isnull=False)
    return _notes_of(statistic, concept, notes).order_by("on", "pk")


def opened_files(day: date, workers: QuerySet[User]) -> QuerySet[File]:
    """The files behind a cell of the stock in case management on a day."""
    ids = _in_case_management(day) & set(_led(day, workers.values_list("pk", flat=True)))
    return File.objects.filter(pk__in=ids).select_related("person").order_by("number")


def _counted(
    statistic: Statistic, quarter: Quarter, concept: Concept, workers: QuerySet[User]
) -> dict[tuple[UUID, date], int]:
    if statistic.measure == "case-management-stock":
        return _stock(quarter, workers)
    return _by_month(_notes_of(statistic, concept, _notes(quarter, workers)))


def _notes(quarter: Quarter, workers: QuerySet[User]) -> QuerySet[Note]:
    return Note.objects.filter(
        on__range=(quarter.months[0], quarter.last_day), finalised_at__isnull=False, author__in=workers
    )


def _notes_of(statistic: Statistic, concept: Concept, notes: QuerySet[Note]) -> QuerySet[Note]:
    if statistic.topic:
        return notes.filter(pk__in=NoteTopic.objects.filter(topic=statistic.topic).values("note"))
    if statistic.measure == "sessions":
        return notes.filter(is_group=True)
    silent = [f.key for f in concept.forms if f.counts_as == "none"]
    return notes.filter(is_group=False).exclude(form__in=silent)


def _by_month(notes: QuerySet[Note]) -> dict[tuple[UUID, date], int]:
    rows = notes.order_by().annotate(month=TruncMonth("on")).values_list("author", "month").annotate(n=Count("pk"))
    return {(author, month): n for author, month, n in rows}


def _stock(quarter: Quarter, workers: QuerySet[User]) -> dict[tuple[UUID, date], int]:
    ids = list(workers.values_list("pk", flat=True))
    counted: dict[tuple[UUID, date], int] = defaultdict(int)
    for month in quarter.months:
        day = last_day(month)
        inside = _in_case_management(day)
        for file, worker in _led(day, ids).items():
            if file in inside:
                counted[worker, month] += 1
    return counted


def _in_case_management(day: date) -> set[UUID]:
    """Files whose latest event of case management up to the day is its start, and that were open on the day."""
    state: dict[UUID, str] = {}
    events = Event.objects.filter(
        kind__in=["case-management-started", "case-management-ended"], cancelled_at=None, on__lte=day
    ).order_by("on", "recorded_at")
    for file, kind in events.exclude(Q(file__closed_on__lte=day)).values_list("file_id", "kind"):
        state[file] = kind
    return {file for file, kind in state.items() if kind == "case-management-started"}


def _led(day: date, workers: Iterable[UUID]) -> dict[UUID, UUID]:
    """File -> worker who leads it on the day."""
    rows = Allocation.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day, part=Allocation.Part.LEAD, user__in=workers
    )
    return dict(rows.values_list("file_id", "user_id"))
