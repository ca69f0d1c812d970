"""The path of a cycle on the screen: each step of the concept with the fact that says whether it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.models import User
from lotse.cases.header import Header
from lotse.cases.words import title
from lotse.casework.cycles import Cycle, StepTaken
from lotse.concept.cycle import Facts, Step, Verdict, fact, gates
from lotse.concept.entries import Source
from lotse.concept.model import Concept
from lotse.concept.vocabulary import StepKind
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_
from lotse.ui.reasons import text_in_language

# Where each step is worked on. A step without a screen is not shown.
SCREENS: dict[StepKind, str] = {
    "assignment": "desk:file",
    "first-interview": "casework:interview",
    "assessment": "casework:assessment",
    "goals": "casework:goals",
    "help-plan": "casework:plan",
    "integration-agreement": "casework:settlement",
    "steering": "casework:steering",
    "monitoring": "casework:monitoring",
    "closure": "casework:closure",
}
WHO = Subquery(User.objects.filter(pk=OuterRef("by")).values("name")[:1])


@dataclass(frozen=True)
class ShownStep:
    key: str
    kind: str
    title: str
    text: str
    is_done: bool
    on: date | None
    source: Source
    url: str
    before: list[tuple[str, bool, str]]  # its gate: the steps before it, whether they are done, and the sentence
    is_next: bool = False

    @property
    def is_gate_open(self) -> bool:
        return all(done for _title, done, _text in self.before)


@dataclass(frozen=True)
class Path:
    steps: list[ShownStep]

    @property
    def done(self) -> int:
        return sum(s.is_done for s in self.steps)

    @property
    def next(self) -> ShownStep | None:
        return next((s for s in self.steps if s.is_next), None)

    @property
    def ribbon(self) -> list[tuple[str, str, str]]:
        return [
            (s.title, date_(s.on) if s.on else "", "current" if s.is_next else "past" if s.is_done else "")
            for s in self.steps
        ]


def shown_steps(concept: Concept) -> list[Step]:
    return [s for s in concept.steps if s.kind in SCREENS]


def path_of(file: UUID, concept: Concept, facts: Facts, *, is_open: bool = True) -> Path:
    """The first step that is not done is the next one, as long as the cycle is open."""
    steps = shown_steps(concept)
    verdicts = {s.key: fact(s.kind, facts) for s in steps}
    ahead = next((s.key for s in steps if not verdicts[s.key].met), None) if is_open else None
    return Path([_shown(file, s, steps, facts, verdicts[s.key], is_next=s.key == ahead) for s in steps])


def _shown(
    file: UUID, step: Step, steps: Sequence[Step], facts: Facts, verdict: Verdict, *, is_next: bool
) -> ShownStep:
    before = [
        (text_in_language(other.title), found.met, text_in_language(found.text))
        for other, found in gates(step, steps, facts)
    ]
    return ShownStep(
        step.key, step.kind, text_in_language(step.title), text_in_language(verdict.text), verdict.met, verdict.on,
        step.source, reverse(SCREENS[step.kind], args=(file,)), before, is_next,
    )  # fmt: skip


@dataclass(frozen=True)
class ShownTaken:
    """A step that was taken, as it stands in the history of a cycle."""

    id: UUID
    on: date
    title: str
    outcome: str
    who: str
    deviation: str
    undone: str  # the reason, where it was taken back
    undone_on: date | None
    stands: bool
    is_end: bool = False


def outcome_title(concept: Concept, kind: str, outcome: str) -> str:
    decisions = {
        "case-management": _("Übernahme ins Case Management"),
        "occasional": _("Hilfe aus Anlass, kein Case Management"),
    }
    if kind == "first-interview":
        return decisions.get(outcome, "")
    return title(concept.closing_reasons, outcome) if outcome else ""


def steps_taken(head: Header, cycles: Sequence[Cycle]) -> dict[UUID, list[ShownTaken]]:
    """Every step of each cycle, the newest first; those taken back as well. One query."""
    by_id = {c.pk: c for c in cycles}
    found: dict[UUID, list[ShownTaken]] = {pk: [] for pk in by_id}
    rows: QuerySet[StepTaken] = StepTaken.objects.filter(cycle__in=by_id).annotate(who=WHO).order_by("-on", "-pk")
    for row in rows:
        row.cycle = by_id[row.cycle_id]
        row.fresh_key = head.keys.get(row.cycle.file_id)
        concept = rulebook.get(row.concept)
        found[row.cycle_id].append(
            ShownTaken(
                row.pk, row.on, title(concept.steps, row.step) if row.step else "",
                outcome_title(concept, row.kind, row.outcome), getattr(row, "who", None) or "", row.deviation or "",
                row.undone_words or "", timezone.localtime(row.undone_at).date() if row.undone_at else None,
                row.stands, row.kind == "closure",
            )
        )  # fmt: skip
    return found
