"""What stands in the files, gathered for the pure functions of `concept.cycle`: days and numbers, no words.

For one cycle or for many: the same fixed number of queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q

from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.models import (
    Agreement,
    Assessment,
    Conference,
    HelpPlan,
    Interview,
    Measure,
    Review,
    ServiceAgreement,
)
from lotse.concept.cycle import Facts
from lotse.concept.model import Concept
from lotse.rulebook import access as rulebook


class Version(NamedTuple):
    """A version of something with its numbers; `taken` when it is finished."""

    id: UUID
    taken: UUID | None
    numbers: tuple[Any, ...]


def facts_for(cycles: Sequence[Cycle]) -> dict[UUID, Facts]:
    """By cycle; each must know its file."""
    ids = [c.pk for c in cycles]
    taken: dict[UUID, dict[str, StepTaken]] = defaultdict(dict)
    for step in StepTaken.objects.filter(cycle__in=ids, undone_at=None).defer("deviation", "undone_words"):
        taken[step.cycle_id][step.kind] = step  # the latest of a kind counts
    interviews = {
        cycle: rest
        for cycle, *rest in Interview.objects.filter(cycle__in=ids)
        .annotate(n=Count("told"))
        .values_list("cycle", "on", "problem_fits", "is_motivated", "n")
    }
    assessments = _versions(
        Assessment.objects.filter(cycle__in=ids).annotate(
            n=Count("entries", distinct=True), rated=Count("ratings", distinct=True)
        ),
        ("n", "rated"),
    )
    goals = Count("goals", distinct=True)
    agreements = _versions(
        Agreement.objects.filter(cycle__in=ids).annotate(
            n=goals,
            dayless=Count("goals", filter=Q(goals__due_on=None), distinct=True),
            intermediate=Count("goals", filter=Q(goals__leads_to__isnull=False), distinct=True),
        ),
        ("n", "dayless", "intermediate", "planned_end_on"),
    )
    unnamed = Q(measures__who=Measure.Who.THIRD, measures__who_words=None)
    loose = Q(measures__who="") | Q(measures__until_on=None) | unnamed
    plans = _versions(
        HelpPlan.objects.filter(cycle__in=ids).annotate(
            n=Count("measures"), loose=Count("measures", filter=loose & Q(measures__state=""))
        ),
        ("n", "loose"),
    )
    planned, held = _reviews(ids)
    services = _counted(ServiceAgreement.objects.filter(cycle__in=ids))
    conferences = _counted(Conference.objects.filter(cycle__in=ids, held_on__isnull=False))
    made = {}
    for cycle in cycles:
        concept, steps = rulebook.get(cycle.file.concept), taken[cycle.pk]
        on, fits, motivated, told = interviews.get(cycle.pk, (None, None, None, 0))
        covered, rated = _numbers(assessments[cycle.pk], 2)
        n, dayless, intermediate, planned_end_on = _numbers(agreements[cycle.pk], 4)
        measures, unclear = _numbers(plans[cycle.pk], 2)
        decision = steps.get("first-interview")
        made[cycle.pk] = Facts(
            arrived_on=cycle.file.opened_on,
            interview_on=on,
            told=told,
            to_tell=len(concept.interview_items),
            problem_fits=fits,
            is_motivated=motivated,
            decision=decision.outcome if decision else "open",  # type: ignore[arg-type]
            decided_on=decision.on if decision else None,
            assessed_on=_on(steps, "assessment"),
            aspects=len(aspects_on(concept)),
            covered=covered or 0,
            fields=len(concept.fields_of_action) if concept.attainments else 0,
            rated=rated or 0,
            agreed_on=_on(steps, "goals"),
            goals=n or 0,
            goals_without_day=dayless or 0,
            intermediate=intermediate or 0,
            planned_end_on=planned_end_on,
            in_force_on=_on(steps, "help-plan"),
            measures=measures or 0,
            loose=unclear or 0,
            next_review_on=min(planned[cycle.pk], default=None),
            reviewed_on=max(held[cycle.pk], default=None),
            settled_on=_on(steps, "integration-agreement"),
            services=services.get(cycle.pk, 0),
            conferences=conferences.get(cycle.pk, 0),
            ended_on=cycle.ended_on,
        )
    return made


def facts_of(cycle: Cycle) -> Facts:
    return facts_for([cycle])[cycle.pk]


def aspects_on(concept: Concept) -> list[Any]:
    return [aspect for aspect in concept.aspects if concept.is_on(aspect)]


def _versions(rows: Any, numbers: tuple[str, ...]) -> dict[UUID, list[Version]]:
    found: dict[UUID, list[Version]] = defaultdict(list)
    for cycle, pk, taken, *rest in rows.order_by("number").values_list("cycle", "pk", "taken", *numbers):
        found[cycle].append(Version(pk, taken, tuple(rest)))
    return found


def _numbers(versions: list[Version], many: int) -> tuple[Any, ...]:
    """Of the version that is being worked on, else of the newest."""
    at_work = [v for v in versions if v.taken is None] or versions
    return at_work[-1].numbers if at_work else (None,) * many


def _on(steps: dict[str, StepTaken], kind: str) -> date | None:
    return steps[kind].on if kind in steps else None


def _reviews(cycles: Iterable[UUID]) -> tuple[dict[UUID, list[date]], dict[UUID, list[date]]]:
    planned: dict[UUID, list[date]] = defaultdict(list)
    held: dict[UUID, list[date]] = defaultdict(list)
    for cycle, due_on, held_on in Review.objects.filter(cycle__in=cycles).values_list("cycle", "due_on", "held_on"):
        if held_on:
            held[cycle].append(held_on)
        else:
            planned[cycle].append(due_on)
    return planned, held


def _counted(rows: Any) -> dict[UUID, int]:
    return dict(rows.order_by().values("cycle").annotate(n=Count("pk")).values_list("cycle", "n"))
