"""Agreed goals and a help plan in force, written down directly: what monitoring and closure are tested with."""

from datetime import date
from uuid import UUID, uuid4

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.casework import cycle as verbs
from lotse.casework.cycles import Cycle
from lotse.casework.models import Agreement, Goal, HelpPlan, Measure


def agreed_goals(
    run: Cycle, on: date, *goals: tuple[str, date | None], by: User, origins: tuple[UUID, ...] = ()
) -> list[Goal]:
    """An agreement in force with these goals; the same origins make it the next version."""
    with as_actor(by, "agree_goals"):
        number = Agreement.objects.filter(cycle=run).count() + 1
        step = verbs.take(run, "goals", on, lacks=[], by=by)
        agreement = Agreement.objects.create(cycle=run, number=number, taken=step, planned_end_on=on, by=by.pk)
        made = []
        for n, (words, due_on) in enumerate(goals):
            origin = origins[n] if n < len(origins) else uuid4()
            area = "housing" if n % 2 else "language"
            made.append(
                Goal.objects.create(
                    agreement=agreement, origin=origin, area=area, german=words, due_on=due_on, by=by.pk
                )
            )
        return made


def plan_in_force(run: Cycle, on: date, *measures: tuple[str, UUID | None, date | None], by: User) -> HelpPlan:
    with as_actor(by, "plan_help"):
        number = HelpPlan.objects.filter(cycle=run).count() + 1
        step = verbs.take(run, "help-plan", on, lacks=[], by=by)
        plan = HelpPlan.objects.create(cycle=run, number=number, taken=step, by=by.pk)
        for what, goal, until_on in measures:
            Measure.objects.create(
                plan=plan, origin=uuid4(), goal=goal, what=what, until_on=until_on, who="worker", by=by.pk
            )
        return plan
