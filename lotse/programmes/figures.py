"""Figures over what people take part in. Which files are counted the caller asks the door."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from lotse.cases.models import Event, File
from lotse.people.models import Membership
from lotse.programmes.models import Course
from lotse.rulebook import access as rulebook


def integration_courses_passed(files: QuerySet[File], from_on: date, until_on: date) -> int:
    """Integration courses passed in a time (P-151), both days included: by the day of the result, and by the list of
    kinds of the concept each file runs under."""
    return sum(n for _pk, _name, concept, kind, n in passed(files, from_on, until_on) if kind in counting(concept))


def passed(files: QuerySet[File], from_on: date, until_on: date) -> Iterable[tuple[UUID, str, str, str, int]]:
    """Courses passed by provider (id and name), concept of the file and kind; which of them count says `counting`."""
    return (
        Course.objects.filter(file__in=files, result="passed", result_on__gte=from_on, result_on__lte=until_on)
        .order_by()
        .values_list("file__organisation", "file__organisation__name", "file__concept", "kind")
        .annotate(n=Count("pk"))
    )


def counting(concept: str) -> set[str]:
    return {kind.key for kind in rulebook.get(concept).federal.course_kinds if kind.counts_as_integration}


class Move(NamedTuple):
    """One person's move into a flat of her own."""

    event: UUID
    file: UUID
    organisation: UUID
    provider: str
    household: UUID | None  # to which she belonged on that day
    on: date


def moves(files: QuerySet[File], from_on: date, until_on: date) -> list[Move]:
    """Moves into a flat of one's own in a time, both days included. Who moves twice counts twice; what was taken back
    as a mistake does not count."""
    home = Membership.objects.filter(
        Q(until_on=None) | Q(until_on__gte=OuterRef("on")), person=OuterRef("file__person"), from_on__lte=OuterRef("on")
    ).order_by("-from_on")
    rows = (
        Event.objects.filter(
            file__in=files, kind="moved-to-own-flat", cancelled_at=None, on__gte=from_on, on__lte=until_on
        )
        .order_by("-on", "pk")
        .annotate(household=Subquery(home.values("household")[:1]))
    )
    names = ("pk", "file", "file__organisation", "file__organisation__name", "household", "on")
    return [Move(*found) for found in rows.values_list(*names)]


def households_of(found: Iterable[Move]) -> int:
    """Who moved on the same day out of one household moved together."""
    return len({(move.household or move.event, move.on) for move in found})


def moves_into_own_flat(files: QuerySet[File], from_on: date, until_on: date) -> tuple[int, int]:
    """People, and the households they moved as (P-152)."""
    found = moves(files, from_on, until_on)
    return len(found), households_of(found)
