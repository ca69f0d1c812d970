"""The help plan for reading, on one page: goals with their measures, days of reviews, who does what until when."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lotse.cases.header import Header
from lotse.casework.agreed import Agreement, GoalReview, HelpPlan, Measure, Review
from lotse.casework.cycles import Cycle
from lotse.casework.goals_read import STATE_KINDS, ShownAgreement, ShownGoal, goals_in
from lotse.casework.goals_read import show as show_agreement


@dataclass(frozen=True)
class ShownMeasure:
    id: UUID
    what: str
    who: str
    from_on: date | None
    until_on: date | None
    offer: str
    resource: str
    state: str
    state_kind: str
    state_word: str
    settled_on: date | None
    who_key: str
    who_words: str
    is_others: bool  # provided by somebody else: we steer it
    offer_key: str  # where it stands in the directory


@dataclass(frozen=True)
class ShownReview:
    id: UUID
    due_on: date
    held_on: date | None
    words: str
    goals: list[tuple[str, str, str, str]]  # German words, kind, state, words
    is_late: bool


@dataclass(frozen=True)
class ShownPlan:
    id: UUID
    number: int
    on: date | None
    step: UUID | None
    agreement: ShownAgreement | None
    by_goal: list[tuple[ShownGoal | None, list[ShownMeasure]]]
    count: int
    part: str  # how the person took part

    @property
    def is_at_work(self) -> bool:
        return self.on is None

    @property
    def until_on(self) -> date | None:
        return self.agreement.planned_end_on if self.agreement else None


def agreement_of(cycle: Cycle) -> Agreement | None:
    """The goals a plan of this run is made for: those agreed last, else those being worded."""
    rows = list(Agreement.objects.filter(cycle=cycle).select_related("cycle__file", "taken").order_by("number"))
    return next((a for a in reversed(rows) if a.taken_id), rows[-1] if rows else None)


def goal_choices(head: Header, cycle: Cycle) -> list[tuple[UUID, str]]:
    agreement = agreement_of(cycle)
    return [(g.origin, g.german) for g in goals_in(head, agreement)] if agreement else []


def measures_in(head: Header, plan: HelpPlan) -> list[Measure]:
    rows = list(Measure.objects.filter(plan=plan).order_by("until_on", "id"))
    for row in rows:
        row.plan, row.fresh_key = plan, head.keys.get(plan.cycle.file_id)
    return rows


def show(head: Header, plan: HelpPlan) -> ShownPlan:
    agreement = agreement_of(plan.cycle)
    shown = show_agreement(head, agreement) if agreement else None
    of_goal: dict[UUID | None, list[ShownMeasure]] = defaultdict(list)
    rows = measures_in(head, plan)
    goals = [one for g in (shown.goals if shown else []) for one in (g, *g.steps)]
    known = {g.origin for g in goals}
    for row in rows:
        of_goal[row.goal if row.goal in known else None].append(_measure(row, head.today))
    by_goal: list[tuple[ShownGoal | None, list[ShownMeasure]]] = [(g, of_goal[g.origin]) for g in goals]
    if of_goal[None]:
        by_goal.append((None, of_goal[None]))
    return ShownPlan(
        plan.pk, plan.number, plan.taken.on if plan.taken else None, plan.taken_id, shown, by_goal, len(rows),
        str(plan.get_part_display()) if plan.part else "",
    )  # fmt: skip


def _measure(m: Measure, today: date) -> ShownMeasure:
    is_late = not m.state and m.until_on is not None and m.until_on < today
    kind = "overdue" if is_late else {"done": "done", "dropped": "quiet"}.get(m.state, "quiet")
    who = ", ".join(filter(None, (str(m.get_who_display()) if m.who else "", m.who_words or "")))
    return ShownMeasure(
        m.pk, m.what, who, m.from_on, m.until_on, m.offer or "", m.resource or "", m.state, kind,
        str(m.get_state_display()), m.settled_on, m.who, m.who_words or "", m.is_others, m.offer_key or "",
    )  # fmt: skip


def reviews_of(head: Header, cycle: Cycle) -> list[ShownReview]:
    """Those to come first, then those held, the newest first."""
    agreement = agreement_of(cycle)
    words = {g.origin: g.german for g in goals_in(head, agreement)} if agreement else {}
    rows = list(Review.objects.filter(cycle=cycle).prefetch_related("goals"))
    found = [_review(head, cycle, row, words) for row in rows]
    ahead = sorted((r for r in found if r.held_on is None), key=lambda r: r.due_on)
    return ahead + sorted((r for r in found if r.held_on), key=lambda r: (r.held_on, r.id), reverse=True)


def _review(head: Header, cycle: Cycle, row: Review, words: dict[UUID, str]) -> ShownReview:
    row.cycle, row.fresh_key = cycle, head.keys.get(cycle.file_id)
    goals = []
    for g in row.goals.all():
        g.review, g.fresh_key = row, row.fresh_key
        kind = STATE_KINDS.get(g.state, "quiet")
        goals.append((words.get(g.goal, ""), kind, str(GoalReview.State(g.state).label), g.words or ""))
    is_late = row.held_on is None and row.due_on < head.today
    return ShownReview(row.pk, row.due_on, row.held_on, row.words or "", goals, is_late)


def versions_of(cycles: list[Cycle]) -> list[HelpPlan]:
    rows = HelpPlan.objects.filter(cycle__in=[c.pk for c in cycles]).select_related("taken", "cycle__file")
    return list(rows.order_by("cycle__at", "number"))
