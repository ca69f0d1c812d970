"""Goals for reading: those of a version, each with its intermediate goals and how it stood last."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from lotse.cases.header import Header
from lotse.cases.words import title
from lotse.casework.agreed import Agreement, Goal, GoalReview
from lotse.casework.cycles import Cycle
from lotse.casework.goals import states_of
from lotse.ui.filters import date_
from lotse.ui.reasons import text_in_language

STATE_KINDS = {"reached": "done", "partly": "done", "on-track": "quiet", "stalled": "overdue", "changed": "due"}


@dataclass(frozen=True)
class ShownGoal:
    id: UUID
    origin: UUID
    area: str
    horizon: str
    due_on: date | None
    german: str
    own_words: str
    language: str
    sign: str
    state_kind: str
    state_word: str
    outlives_paper: date | None  # the residence paper ends before
    horizon_key: str
    steps: list["ShownGoal"] = field(default_factory=list)


@dataclass(frozen=True)
class ShownAgreement:
    id: UUID
    number: int
    on: date | None
    how: str
    planned_end_on: date | None
    document: UUID | None
    step: UUID | None
    goals: list[ShownGoal]

    @property
    def is_at_work(self) -> bool:
        return self.on is None


def goals_in(head: Header, agreement: Agreement) -> list[Goal]:
    """With their words at hand."""
    rows = list(Goal.objects.filter(agreement=agreement).order_by("due_on", "id"))
    key = head.keys.get(agreement.cycle.file_id)
    for row in rows:
        row.agreement, row.fresh_key = agreement, key
    return rows


def show(head: Header, agreement: Agreement) -> ShownAgreement:
    states = states_of(agreement.cycle)
    rows = goals_in(head, agreement)
    shown = {g.pk: _goal(head, g, states.get(g.origin, "")) for g in rows}
    for g in rows:
        if g.leads_to_id in shown:
            shown[g.leads_to_id].steps.append(shown[g.pk])
    return ShownAgreement(
        agreement.pk, agreement.number, agreement.taken.on if agreement.taken else None,
        str(agreement.get_how_display()) if agreement.how else "", agreement.planned_end_on, agreement.document_id,
        agreement.taken_id, [shown[g.pk] for g in rows if g.leads_to_id not in shown],
    )  # fmt: skip


def _goal(head: Header, g: Goal, state: str) -> ShownGoal:
    until = head.status.valid_until_on if head.status else None
    return ShownGoal(
        g.pk, g.origin, title(head.concept.goal_areas, g.area),
        title(head.concept.horizons, g.horizon) if g.horizon else "", g.due_on, g.german,
        g.own_words or "", g.language, g.sign or "", STATE_KINDS.get(state, "quiet"),
        str(GoalReview.State(state).label) if state else "",
        until if until and g.due_on and g.due_on > until else None, g.horizon,
    )  # fmt: skip


def versions_of(cycles: list[Cycle]) -> list[Agreement]:
    rows = Agreement.objects.filter(cycle__in=[c.pk for c in cycles]).select_related("taken", "cycle__file")
    return list(rows.order_by("cycle__at", "number"))


def status_inputs(head: Header) -> list[tuple[str, str]]:
    """What a goal must reckon with: the residence status, its paper, what it says of work (P-25)."""
    row = head.status
    if row is None:
        return []
    status = next((s for s in head.concept.statuses if s.key == row.status), None)
    parts = [
        (_("Aufenthalt"), title(head.concept.statuses, row.status)),
        (_("Papier gültig bis"), date_(row.valid_until_on)),
        (_("Arbeit"), text_in_language(status.work_note) if status and status.work_note else ""),
    ]
    return [(label, words) for label, words in parts if words]
