"""Figures over what people take part in. Which files are counted the caller asks the door."""

from collections.abc import Iterable
from datetime import date
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


def moves_into_own_flat(files: QuerySet[File], from_on: date, until_on: date) -> tuple[int, int]:
    """Moves into a flat of one's own in a time (P-152), both days included: people, and the households they moved as.
    Who moves twice counts twice; what was taken back as a mistake does not count."""
    rows = Event.objects.filter(
        file__in=files, kind="moved-to-own-flat", cancelled_at=None, on__gte=from_on, on__lte=until_on
    )
    home = Membership.objects.filter(
        Q(until_on=None) | Q(until_on__gte=OuterRef("on")), person=OuterRef("file__person"), from_on__lte=OuterRef("on")
    ).order_by("-from_on")
    together = rows.order_by().annotate(household=Subquery(home.values("household")[:1]))
    moves = set(together.values_list("pk", "household", "on"))
    return len(moves), len({(household or pk, on) for pk, household, on in moves})
