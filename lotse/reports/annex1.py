"""Annex 1 (P-142 to P-147): what each social worker did, month by month, as the concept defines it.

The figures are counted, never stored. Every cell can be opened: `opened` lists what was counted with the same rules.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from lotse.accounts.models import User
from lotse.cases.models import Allocation, File
from lotse.concept.model import Concept, Statistic
from lotse.notes.models import Note, NoteInFile, NoteTopic
from lotse.people.models import Stay
from lotse.reports.posts import NOWHERE, Place, Posts


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


Months = tuple[date, ...]
Key = tuple[UUID, date, Place]
"""Worker, month, and the place the worker had then."""
Figured = dict[Key, dict[str, int]]
"""For each of them the figures by the key of the statistic."""


@dataclass(frozen=True)
class Cut:
    """Which contacts and files count. Nothing said: all of them."""

    posts: Posts | None = None
    wanted: Callable[[UUID, Place], bool] | None = None  # worker and place of `posts`
    homes: frozenset[tuple[str, str]] | None = None  # (district, place) as written in a stay

    def notes(self) -> Q:
        kept = Q()
        if self.posts and self.wanted:
            kept &= self.posts.where(self.wanted)
        if self.homes is not None:
            there = NoteInFile.objects.filter(
                Q(file__person__stays__until_on__isnull=True) | Q(file__person__stays__until_on__gte=OuterRef("on")),
                _spelt("file__person__stays__", self.homes),
                note=OuterRef("pk"),
                file__person__stays__from_on__lte=OuterRef("on"),
            )
            kept &= Q(Exists(there))
        return kept

    def keeps(self, worker: UUID, place: Place) -> bool:
        return self.posts is None or self.wanted is None or self.wanted(worker, place)

    def place(self, worker: UUID, day: date) -> Place:
        return self.posts.place(worker, day) if self.posts else NOWHERE


EVERYBODY = Cut()
STOCK, STARTED, ENDED = "case-management-stock", "case-management-started", "case-management-ended"


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
    cells: Mapping[Key, Mapping[str, int]]
    staff: Mapping[UUID, User]

    @cached_property
    def _by_worker(self) -> dict[tuple[UUID, date], dict[str, int]]:
        """The cells once more, wherever the worker had a place."""
        found: dict[tuple[UUID, date], dict[str, int]] = {}
        for (worker, month, _place), figures in self.cells.items():
            row = found.setdefault((worker, month), dict.fromkeys(figures, 0))
            for key, number in figures.items():
                row[key] += number
        return found

    @cached_property
    def places(self) -> set[Place]:
        return {place for _worker, _month, place in self.cells}

    @cached_property
    def as_text(self) -> list[tuple[Place, list[object]]]:
        """Every cell in plain words, in order, with its place: what digests are made of."""
        months = {month: f"{month:%Y-%m}" for month in self.quarter.months}
        made = [
            (place, [str(worker), str(place.team), months[month], sorted(figures.items())])
            for (worker, month, place), figures in self.cells.items()
        ]
        return sorted(made, key=lambda cell: cell[1])

    @property
    def rows(self) -> list[Row]:
        made = [Row(self.staff[worker], month, figures) for (worker, month), figures in self._by_worker.items()]
        return sorted(made, key=lambda r: (r.staff.email, r.month))

    @property
    def total(self) -> dict[str, int]:
        return total(self.concept, self.quarter.months, self._by_worker.items())

    def by_month(self, statistic: Statistic) -> dict[date, int]:
        found = dict.fromkeys(self.quarter.months, 0)
        for (_worker, month, _place), figures in self.cells.items():
            found[month] += figures[statistic.key]
        return found

    def as_json(self) -> dict[str, object]:
        """The shape other programs read: statistic keys with underscores, workers by e-mail, months as 2026-07."""
        return {
            "quarter": str(self.quarter),
            "rows": [
                {"staff": r.staff.email, "month": f"{r.month:%Y-%m}"} | {json_key(k): n for k, n in r.figures.items()}
                for r in self.rows
            ],
            "total": {json_key(k): n for k, n in self.total.items()},
        }


def json_key(key: str) -> str:
    return key.replace("-", "_")


def count(quarter: Quarter, concept: Concept, cut: Cut = EVERYBODY) -> Annex1:
    """Count the quarter: a row for each worker and month with a contact or somebody in case management."""
    cells = _flows(_notes(quarter.months, cut), quarter.months, concept, cut)
    stocks = [s.key for s in concept.statistics if s.measure == STOCK]
    for cell, number in _stock(quarter.months, cut).items() if stocks else ():
        cells[cell].update(dict.fromkeys(stocks, number))
    workers = User.objects.filter(pk__in={worker for worker, _, _ in cells}).only("email", "name")
    return Annex1(quarter, concept, concept.statistics, dict(cells), {worker.pk: worker for worker in workers})


def total(
    concept: Concept, months: Months, rows: Iterable[tuple[tuple[object, date], Mapping[str, int]]]
) -> dict[str, int]:
    """The sum over months of a flow, the stock of the last month of a stock."""
    kept = list(rows)
    return {
        s.key: sum(n[s.key] for (_, month), n in kept if s.total == "sum" or month == months[-1])
        for s in concept.statistics
    }


def history(statistic: Statistic, months: Months, concept: Concept, cut: Cut) -> dict[date, int]:
    """One statistic over consecutive months, for the chart: one query for a flow."""
    if statistic.measure == STOCK:
        by_month = Counter[date]()
        for (_, month, _), number in _stock(months, cut).items():
            by_month[month] += number
        return {month: by_month[month] for month in months}
    rows = _notes_of(statistic, concept, _notes(months, cut)).order_by().values_list(_latest(months))
    numbers = dict(rows.annotate(n=Count("*")))
    return {month: numbers.get(at, 0) for at, month in enumerate(months)}


Moved = dict[tuple[str, Key], int]
"""(statistic, cell) -> number of contacts."""


def moved_since(moment: datetime, quarter: Quarter, concept: Concept, cut: Cut) -> tuple[Moved, Moved]:
    """Contacts of the quarter noted after a moment, and those that had counted and were struck after it."""
    late = _notes(quarter.months, cut).filter(finalised_at__gt=moment)
    struck = _finalised(quarter.months, cut).filter(finalised_at__lte=moment, struck_at__gt=moment).exclude(form="")
    came, went = (_flows(notes, quarter.months, concept, cut) for notes in (late, struck))
    return _flat(came), _flat(went)


def _flat(counted: Mapping[Key, Mapping[str, int]]) -> Moved:
    return {(statistic, key): n for key, figures in counted.items() for statistic, n in figures.items()}


def opened_notes(statistic: Statistic, months: Months, concept: Concept, cut: Cut = EVERYBODY) -> QuerySet[Note]:
    """The notes behind a cell of a monthly flow: a worker's month, or any sum over workers and months."""
    return _notes_of(statistic, concept, _notes(months, cut)).order_by("on", "pk")


def opened_files(day: date, cut: Cut = EVERYBODY) -> QuerySet[File]:
    """The files behind a cell of the stock in case management on a day."""
    leads = _stocked([day], cut.homes)[0]
    kept = [file for file, worker in leads.items() if cut.keeps(worker, cut.place(worker, day))]
    return File.objects.filter(number__in=kept).select_related("person").order_by("number")


def spellings(district: str, concept: Concept) -> frozenset[tuple[str, str]]:
    """How the stays write a district of the concept: (district, place)."""
    written = Stay.objects.order_by().values_list("district", "place").distinct()
    return frozenset(pair for pair in written if concept.region_of(*pair).district_key == district)


def _spelt(prefix: str, homes: Iterable[tuple[str, str]]) -> Q:
    found = Q(**{f"{prefix}pk__in": []})
    for district, place in homes:
        found |= Q(**{f"{prefix}district": district, f"{prefix}place": place})
    return found


def _notes(months: Months, cut: Cut) -> QuerySet[Note]:
    """What was struck counts nowhere."""
    return _finalised(months, cut).filter(struck_at=None)


def _finalised(months: Months, cut: Cut) -> QuerySet[Note]:
    return Note.objects.filter(cut.notes(), on__range=(months[0], last_day(months[-1])), finalised_at__isnull=False)


def _by_form(statistic: Statistic, concept: Concept) -> Q:
    """What counts by the form of the contact."""
    if statistic.measure == "sessions":
        return Q(is_group=True)
    return Q(is_group=False) & ~Q(form__in=[f.key for f in concept.forms if f.counts_as == "none"])


def _notes_of(statistic: Statistic, concept: Concept, notes: QuerySet[Note]) -> QuerySet[Note]:
    if statistic.topic:
        return notes.filter(pk__in=NoteTopic.objects.filter(topic=statistic.topic).values("note"))
    return notes.filter(_by_form(statistic, concept))


def _flows(notes: QuerySet[Note], months: Months, concept: Concept, cut: Cut) -> Figured:
    """Every statistic but the stocks, in two statements: one counts by form, one by topic.

    A contact that counts in no column still makes a cell: the worker had a contact in that month.
    """
    flows = [s for s in concept.statistics if s.measure != STOCK]
    topics = {s.topic for s in flows if s.topic}
    starts = sorted({*months, *(cut.posts.changes(months[0], last_day(months[-1])) if cut.posts else ())})
    found: Figured = defaultdict(lambda: dict.fromkeys((s.key for s in concept.statistics), 0))
    for statistics, some in (
        ({s.key: _by_form(s, concept) for s in flows if not s.topic}, notes),
        ({s.key: Q(topics__topic=s.topic) for s in flows if s.topic}, notes.filter(topics__topic__in=topics)),
    ):
        columns = {f"n{i}": Count("on", filter=condition) for i, condition in enumerate(statistics.values())}
        for worker, at, *numbers in some.order_by().values_list("author", _latest(starts)).annotate(**columns):
            start = starts[at]
            cell = found[worker, start.replace(day=1), cut.place(worker, start)]
            for key, number in zip(statistics, numbers, strict=True):
                cell[key] += number
    return found


def _latest(starts: Sequence[date]) -> Case:
    """Which of these days, in order, is the latest up to the contact. No function of dates: each engine has its own,
    and SQLite would have to call Python for every note."""
    later = [When(on__lt=start, then=Value(at)) for at, start in enumerate(starts[1:])]
    return Case(*later, default=Value(len(starts) - 1), output_field=IntegerField())


# --- the stock in case management -------------------------------------------------------------------------------------
def _stock(months: Months, cut: Cut) -> dict[Key, int]:
    found: dict[Key, int] = {}
    ends = [last_day(month) for month in months]
    for month, day, leads in zip(months, ends, _stocked(ends, cut.homes), strict=True):
        for worker, number in Counter(leads.values()).items():
            if cut.keeps(worker, place := cut.place(worker, day)):
                found[worker, month, place] = number
    return found


def _stocked(days: Sequence[date], homes: Iterable[tuple[str, str]] | None) -> list[dict[str, UUID]]:
    """For each of the days, number of the file -> worker who leads it, of the files in case management: open ones whose
    latest event up to the day is its start. One statement, and one more for homes, however many days.

    A file handed on the day it was given counts for who has it in the evening: the last row of a file decides.
    """
    ran = Q(until_on__isnull=True) | Q(until_on__gte=min(days)), Q(from_on__lte=max(days))
    rows = Allocation.objects.filter(
        *ran, part=Allocation.Part.LEAD, file__events__kind__in=[STARTED, ENDED],
        file__events__cancelled_at=None, file__events__on__lte=max(days),
    ).order_by("from_on", "pk", "file__events__on", "file__events__recorded_at")  # fmt: skip
    latest: list[dict[str, UUID | None]] = [{} for _ in days]
    for file, closed_on, worker, from_on, until_on, kind, happened_on in rows.values_list(
        "file__number", "file__closed_on", "user", "from_on", "until_on", "file__events__kind", "file__events__on"
    ):
        for day, of_day in zip(days, latest, strict=True):
            is_open = closed_on is None or day < closed_on
            if is_open and happened_on <= day and _is_within(day, from_on, until_on):
                of_day[file] = worker if kind == STARTED else None
    found = [{file: worker for file, worker in of_day.items() if worker} for of_day in latest]
    if homes is not None:
        stays = Stay.objects.filter(*ran, _spelt("", homes), person__files__in=rows.order_by().values("file"))
        there = list(stays.values_list("person__files__number", "from_on", "until_on"))
        for day, of_day in zip(days, found, strict=True):
            at_home = {file for file, *span in there if _is_within(day, *span)}
            for file in of_day.keys() - at_home:
                del of_day[file]
    return found


def _is_within(day: date, from_on: date, until_on: date | None) -> bool:
    return from_on <= day and (until_on is None or day <= until_on)
