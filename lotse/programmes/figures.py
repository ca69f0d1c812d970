"""Figures over what people take part in. Which files are counted the caller asks the door."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet

from lotse.cases.models import File
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
