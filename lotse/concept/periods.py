"""Counting days as sections 187-193 BGB do. The day of the event never counts; an act rolls on, a period does not."""

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

import holidays

from lotse.concept.vocabulary import Land, Werktag

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6

DayState = Literal["event", "counted", "skipped", "rolled", "due"]
DayReason = Literal["", "event-day", "saturday", "sunday", "holiday"]


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time; exactly one of the four is given."""

    werktage: int | None = None
    days: int | None = None
    months: int | None = None
    years: int | None = None

    def problem(self) -> str:
        given = [n for n in (self.werktage, self.days, self.months, self.years) if n is not None]
        if len(given) != 1:
            return "genau eine Angabe ist nötig: werktage, days, months oder years"
        if given[0] < 0 or (given[0] == 0 and self.days is None):
            return "die Zahl muss größer als null sein (nur days darf null sein)"
        return ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the strip that answers "Warum?". `number` counts the Werktage; `name` is the holiday's."""

    on: date
    state: DayState
    reason: DayReason = ""
    name: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How an end was found: `calendar_end` before rolling on, `due` after it."""

    start: date
    calendar_end: date
    due: date
    days: tuple[Day, ...]


@lru_cache(maxsize=4096)
def public_holidays(land: Land, year: int, catholic: bool = False) -> Mapping[date, str]:
    categories = ("public", "catholic") if catholic else ("public",)
    found = holidays.country_holidays("DE", subdiv=land, years=year, categories=categories, language="de")
    return MappingProxyType(dict(found.items()))


def add_months(start: date, count: int) -> date:
    """The day with the same number; where it is missing, the last of the month (s. 188 (2), (3) BGB)."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Calendar:
    """The days of one Land. `extra_holidays` are local or one-off ones; `catholic` adds those of Catholic places."""

    land: Land
    extra_holidays: Mapping[date, str] = field(default_factory=dict)
    catholic: bool = False
    werktag: Werktag = "mon-sat"

    def holiday(self, day: date) -> str:
        """The name of the public holiday, or an empty string."""
        return self.extra_holidays.get(day) or public_holidays(self.land, day.year, self.catholic).get(day, "")

    def why_no_werktag(self, day: date) -> DayReason:
        if day.weekday() == SUNDAY:
            return "sunday"
        if self.holiday(day):
            return "holiday"
        return "saturday" if day.weekday() == SATURDAY and self.werktag == "mon-fri" else ""

    def why_no_day_to_act(self, day: date) -> DayReason:
        """Section 193 BGB: nothing has to be done on a Saturday, a Sunday or a public holiday."""
        if self.holiday(day):
            return "holiday"
        if day.weekday() == SUNDAY:
            return "sunday"
        return "saturday" if day.weekday() == SATURDAY else ""

    def reckon(self, start: date, span: Span, *, act: bool) -> Reckoning:
        """Always from the original date, never from an earlier result."""
        strip = [Day(start, "event", "event-day", self.holiday(start))]
        if span.werktage is not None:
            end = self._count_werktage(start, span.werktage, strip)
        elif span.days is not None:
            end = start + timedelta(days=span.days)
        else:
            end = add_months(start, (span.months or 0) + 12 * (span.years or 0))
        due = end
        if act:
            while reason := self.why_no_day_to_act(due):
                number = strip.pop().number if strip[-1].on == due else 0
                strip.append(Day(due, "rolled", reason, self.holiday(due), number))
                due += ONE_DAY
        if strip[-1].on == due:
            strip.append(Day(due, "due", number=strip.pop().number))
        else:
            strip.append(Day(due, "due"))
        return Reckoning(start, end, due, tuple(strip))

    def _count_werktage(self, start: date, count: int, strip: list[Day]) -> date:
        day, number = start, 0
        while number < count:
            day += ONE_DAY
            if reason := self.why_no_werktag(day):
                strip.append(Day(day, "skipped", reason, self.holiday(day)))
            else:
                number += 1
                strip.append(Day(day, "counted", number=number))
        return day
