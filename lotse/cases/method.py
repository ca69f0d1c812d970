"""By which method somebody is worked with (P-21): case management from its beginning to its end, individual help else.

Nobody enters it: it follows from the events of the file, which the decision after the first interview records.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When

from lotse.cases.models import Event
from lotse.concept.entries import Entry
from lotse.concept.model import Concept

CASE_MANAGEMENT = "case-management"  # key of the concept's method, and the stem of the two events
STARTED, ENDED = f"{CASE_MANAGEMENT}-started", f"{CASE_MANAGEMENT}-ended"


def methods_of(concept: Concept) -> Sequence[Entry]:
    """The methods of a concept that tells case management from the other one; none otherwise."""
    keys = [m.key for m in concept.methods]
    return concept.methods if len(keys) == 2 and CASE_MANAGEMENT in keys else ()


def other_method(concept: Concept) -> str:
    return next((m.key for m in methods_of(concept) if m.key != CASE_MANAGEMENT), "")


def with_method(rows: QuerySet[Any], concept: Concept, on: date | Any, file: str = "pk") -> QuerySet[Any]:
    """Each row with `method`, a key of the concept."""
    running = (
        Event.objects.filter(file=OuterRef(file), kind__in=(STARTED, ENDED), cancelled_at=None, on__lte=on)
        .order_by("-on", "-recorded_at", "-pk")
        .values("kind")[:1]
    )
    return rows.annotate(running=Subquery(running)).annotate(
        method=Case(When(running=STARTED, then=Value(CASE_MANAGEMENT)), default=Value(other_method(concept)))
    )
