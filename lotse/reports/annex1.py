"""Annex 1 (P-142 to P-147): what each social worker did, month by month, as the concept defines it.

The figures are counted, never stored. Every cell can be opened: `opened` lists what was counted with the same rules.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from lotse.accounts.models import User
from lotse.cases.models import Allocation, Event, File
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

    def leads(self, worker: UUID, day: date) -> bool:
        """Whether the files a worker leads on the day count."""
        return self.posts is None or self.wanted is None or self.wanted(worker, self.posts.place(worker, day))

    def place(self, worker: UUID, day: date) -> Place:
        return self.posts.place(worker, day) if self.posts else NOWHERE


EVERYBODY = Cut()


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
    cells: Mapping[Key, Mapping[str, int]]  # the rows once more, by the place the worker had
    staff: Mapping[UUID, User]

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
    cells: dict[Key, dict[str, int]] = defaultdict(dict)
    for statistic in concept.statistics:
        for key, number in _counted(statistic, quarter.months, concept, cut).items():
            cells[key][statistic.key] = number
    # A contact of a form that counts in no column still makes a row: the worker had a contact in that month.
    for key in _by_month(_notes(quarter.months, cut), cut):
        cells.setdefault(key, {})
    whole = {key: {s.key: figures.get(s.key, 0) for s in concept.statistics} for key, figures in cells.items()}
    staff = User.objects.in_bulk(list({user for user, _, _ in whole}))
    rows: dict[tuple[UUID, date], dict[str, int]] = {}
    for (user, month, _place), figures in whole.items():
        row = rows.setdefault((user, month), dict.fromkeys(figures, 0))
        for statistic_key, number in figures.items():
            row[statistic_key] += number
    found = sorted(
        (Row(staff[user], month, figures) for (user, month), figures in rows.items()),
        key=lambda r: (r.staff.email, r.month),
    )
    return Annex1(
        quarter, concept, concept.statistics, tuple(found), total(concept, quarter.months, rows.items()), whole, staff
    )


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
    if statistic.measure == "case-management-stock":
        by_month = Counter[date]()
        for (_, month, _), number in _stock(months, cut).items():
            by_month[month] += number
        return {month: by_month[month] for month in months}
    notes = _notes_of(statistic, concept, _notes(months, cut))
    rows = dict(notes.order_by().annotate(month=TruncMonth("on")).values_list("month").annotate(n=Count("pk")))
    return {month: rows.get(month, 0) for month in months}


Moved = dict[tuple[str, Key], int]
"""(statistic, cell) -> number of contacts."""


def moved_since(moment: datetime, quarter: Quarter, concept: Concept, cut: Cut) -> tuple[Moved, Moved]:
    """Contacts of the quarter noted after a moment, and those that had counted and were struck after it."""
    came, went = Moved(), Moved()
    late = _notes(quarter.months, cut).filter(finalised_at__gt=moment)
    struck = _finalised(quarter.months, cut).filter(finalised_at__lte=moment, struck_at__gt=moment).exclude(form="")
    for statistic in concept.statistics:
        if statistic.measure != "case-management-stock":
            for found, notes in ((came, late), (went, struck)):
                for key, number in _by_month(_notes_of(statistic, concept, notes), cut).items():
                    found[statistic.key, key] = number
    return came, went


def opened_notes(
    statistic: Statistic, first: date, last: date, concept: Concept, cut: Cut = EVERYBODY
) -> QuerySet[Note]:
    """The notes behind a cell of a monthly flow: a worker's month, or any sum over workers and months."""
    notes = Note.objects.filter(cut.notes(), on__range=(first, last), finalised_at__isnull=False, struck_at=None)
    return _notes_of(statistic, concept, notes).order_by("on", "pk")


def opened_files(day: date, cut: Cut = EVERYBODY) -> QuerySet[File]:
    """The files behind a cell of the stock in case management on a day."""
    return File.objects.filter(pk__in=_stocked(day, cut)).select_related("person").order_by("number")


def spellings(district: str, concept: Concept) -> frozenset[tuple[str, str]]:
    """How the stays write a district of the concept: (district, place)."""
    written = Stay.objects.order_by().values_list("district", "place").distinct()
    return frozenset(pair for pair in written if concept.region_of(*pair).district_key == district)


def _spelt(prefix: str, homes: Iterable[tuple[str, str]]) -> Q:
    found = Q(**{f"{prefix}pk__in": []})
    for district, place in homes:
        found |= Q(**{f"{prefix}district": district, f"{prefix}place": place})
    return found


def _counted(statistic: Statistic, months: Months, concept: Concept, cut: Cut) -> dict[Key, int]:
    if statistic.measure == "case-management-stock":
        return _stock(months, cut)
    return _by_month(_notes_of(statistic, concept, _notes(months, cut)), cut)


def _notes(months: Months, cut: Cut) -> QuerySet[Note]:
    """What was struck counts nowhere."""
    return _finalised(months, cut).filter(struck_at=None)


def _finalised(months: Months, cut: Cut) -> QuerySet[Note]:
    return Note.objects.filter(cut.notes(), on__range=(months[0], last_day(months[-1])), finalised_at__isnull=False)


def _notes_of(statistic: Statistic, concept: Concept, notes: QuerySet[Note]) -> QuerySet[Note]:
    if statistic.topic:
        return notes.filter(pk__in=NoteTopic.objects.filter(topic=statistic.topic).values("note"))
    if statistic.measure == "sessions":
        return notes.filter(is_group=True)
    silent = [f.key for f in concept.forms if f.counts_as == "none"]
    return notes.filter(is_group=False).exclude(form__in=silent)


def _by_month(notes: QuerySet[Note], cut: Cut) -> dict[Key, int]:
    moved = cut.posts.moved if cut.posts else []
    settled = notes.exclude(author__in=moved) if moved else notes
    rows = settled.order_by().annotate(month=TruncMonth("on")).values_list("author", "month").annotate(n=Count("pk"))
    found = Counter({(author, month, cut.place(author, month)): n for author, month, n in rows})
    if moved:
        by_day = notes.filter(author__in=moved).order_by().values_list("author", "on").annotate(n=Count("pk"))
        for author, on, n in by_day:
            found[author, on.replace(day=1), cut.place(author, on)] += n
    return dict(found)


def _stock(months: Months, cut: Cut) -> dict[Key, int]:
    counted = Counter[Key]()
    for month in months:
        day = last_day(month)
        for worker in _stocked(day, cut).values():
            counted[worker, month, cut.place(worker, day)] += 1
    return dict(counted)


def _stocked(day: date, cut: Cut) -> dict[UUID, UUID]:
    """File -> worker who leads it, of the files in case management on the day."""
    inside = _in_case_management(day)
    if cut.homes is not None and inside:
        at_home = Stay.objects.filter(
            _spelt("", cut.homes), Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day
        )
        inside &= set(File.objects.filter(person__in=at_home.values("person")).values_list("pk", flat=True))
    rows = Allocation.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day, part=Allocation.Part.LEAD
    ).filter(file__in=_events(day).values("file_id"))
    return {
        file: worker
        for file, worker in rows.values_list("file_id", "user_id")
        if file in inside and cut.leads(worker, day)
    }


def _in_case_management(day: date) -> set[UUID]:
    """Files whose latest event of case management up to the day is its start, and that were open on the day."""
    state: dict[UUID, str] = {}
    for file, kind in _events(day).order_by("on", "recorded_at").values_list("file_id", "kind"):
        state[file] = kind
    return {file for file, kind in state.items() if kind == "case-management-started"}


def _events(day: date) -> QuerySet[Event]:
    return (
        Event.objects.filter(
            kind__in=["case-management-started", "case-management-ended"], cancelled_at=None, on__lte=day
        )
        .exclude(Q(file__closed_on__lte=day))
        .order_by()
    )
