"""Rows that hold from one day to another, and how one is fitted into a history of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

ONE_DAY = timedelta(days=1)
Why = Literal["same-day", "ends-before", "reaches-into", "runs-on", "passes"]


class Dated(models.Model):
    """Rows that hold from a day to a day, the last one included. The only abstract model."""

    from_on = models.DateField(_("ab"))
    until_on = models.DateField(_("bis"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["from_on"]


class Row(Protocol):
    """`pk`, from when and until when."""

    pk: Any
    from_on: Any
    until_on: Any


class DoesNotFit(ValueError):
    """Why a row has no place in a history, and the other row that is in its way."""

    def __init__(self, why: Why, other: Row | None = None) -> None:
        super().__init__(why)
        self.why, self.other = why, other


@dataclass(frozen=True)
class Place:
    """Where a row stands: its own last day, and the row before it with the day on which that one now ends."""

    until_on: date | None
    before: Any = None  # the row whose end moves, if one does
    before_until_on: date | None = None


def fit(others: Iterable[Row], from_on: date, until_on: date | None, was: Row | None = None) -> Place:
    """A place for a row among the others, which do not overlap. Without an end it holds until the next one begins. Only
    the end of the row before it may move, never its beginning, and no row goes. `was`: the row as it stood, where one
    is corrected; it keeps its neighbours."""
    rows = sorted(others, key=lambda row: row.from_on)
    before, after = _neighbours(rows, from_on)
    if was:
        had_before, had_after = _neighbours(rows, was.from_on)
        if had_before and from_on <= had_before.from_on:
            raise DoesNotFit("passes", had_before)
        if had_after and from_on >= had_after.from_on:
            raise DoesNotFit("passes", had_after)
    if before and before.from_on == from_on:
        raise DoesNotFit("same-day", before)
    if until_on is None:
        until_on = after.from_on - ONE_DAY if after else None
    elif until_on < from_on:
        raise DoesNotFit("ends-before")
    elif after and until_on >= after.from_on:
        raise DoesNotFit("reaches-into", after)
    elif before and (before.until_on is None or before.until_on > until_on):
        raise DoesNotFit("runs-on", before)
    if before is None:
        return Place(until_on)
    reaches = before.until_on is None or before.until_on >= from_on
    touched = was is not None and before.until_on == was.from_on - ONE_DAY
    if reaches or touched:
        return Place(until_on, before, from_on - ONE_DAY)
    return Place(until_on)


def close_gap(others: Iterable[Row], gone: Row) -> Row | None:
    """The row that holds on when one turns out never to have been: the one that ended the day before it."""
    return next((row for row in others if row.until_on == gone.from_on - ONE_DAY), None)


def _neighbours(rows: list[Row], on: date) -> tuple[Row | None, Row | None]:
    """The last row that begins by the day, and the first after it."""
    before = next((row for row in reversed(rows) if row.from_on <= on), None)
    return before, next((row for row in rows if row.from_on > on), None)
