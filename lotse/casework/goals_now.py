"""The agreed goals of a cycle and how they stand: what monitoring and closure look at. A fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from lotse.accounts.models import User
from lotse.cases.words import title
from lotse.casework.models import DeviationWord, Goal, GoalReview, Review
from lotse.casework.runs import Run
from lotse.casework.steered_rows import of_newest_plan
from lotse.concept.deviations import TITLES, Deviation, GoalFacts, Said, Version, deviations
from lotse.ui.prepared import prepared
from lotse.ui.reasons import text_in_language

WHO = Subquery(User.objects.filter(pk=OuterRef("by")).values("name")[:1])


class Word(NamedTuple):
    on: date
    kind: str
    words: str
    who: str


@dataclass(frozen=True)
class ShownGoal:
    origin: UUID
    german: str
    own_words: str
    language: str
    area: str
    due_on: date | None
    is_intermediate: bool
    facts: GoalFacts
    state: str  # what the last review said, in words
    deviations: list[Deviation] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    @property
    def is_current(self) -> bool:
        """It stands in the newest agreement."""
        return self.facts.left_on is None

    def title_of(self, deviation: Deviation) -> str:
        return text_in_language(TITLES[deviation.kind])


@prepared
def _goals(cycle: UUID) -> QuerySet[Goal]:
    rows = Goal.objects.filter(agreement__cycle=cycle, agreement__taken__isnull=False)
    return rows.select_related("agreement__taken").order_by("agreement__number", "due_on", "pk")


@prepared
def _said(cycle: UUID) -> QuerySet[GoalReview]:
    rows = GoalReview.objects.filter(review__cycle=cycle, review__held_on__isnull=False)
    return rows.select_related("review").order_by("review__held_on", "pk")


@prepared
def _words(cycle: UUID) -> QuerySet[DeviationWord]:
    return DeviationWord.objects.filter(cycle=cycle).annotate(who=WHO).order_by("on", "pk")


def goals_of(run: Run) -> list[ShownGoal]:
    """The goals of the newest agreement by their day, then those that older ones held."""
    rows = _goals(run.cycle.pk)
    for row in rows:
        row.fresh_key = run.key
    versions: dict[UUID, list[Goal]] = defaultdict(list)
    for row in rows:
        versions[row.origin].append(row)
    agreed = {row.agreement_id: row.agreement for row in rows}
    newest = max(agreed.values(), key=lambda a: a.number, default=None)
    said: dict[UUID, list[GoalReview]] = defaultdict(list)
    words: dict[UUID, list[Word]] = defaultdict(list)
    measures: dict[UUID, list[date]] = defaultdict(list)
    if rows:
        for review in _said(run.cycle.pk):
            said[review.goal].append(review)
        for word in _words(run.cycle.pk):
            word.fresh_key = run.key
            words[word.goal].append(Word(word.on, word.kind, word.words or "", word.who or ""))
        for measure in of_newest_plan(run):
            if measure.goal and measure.until_on and not measure.state:
                measures[measure.goal].append(measure.until_on)
    found = []
    for origin, of_goal in versions.items():
        last = of_goal[-1]
        left = None if newest is None or last.agreement_id == newest.pk else newest.taken.on
        facts = GoalFacts(
            tuple(_versions(of_goal)), tuple(Said(r.review.held_on, r.state) for r in said[origin]),
            tuple(measures[origin]), left,
        )  # fmt: skip
        state = said[origin][-1].get_state_display() if said[origin] else ""
        found.append(
            ShownGoal(
                origin, last.german, last.own_words or "", last.language, title(run.head.concept.goal_areas, last.area),
                last.due_on, last.leads_to_id is not None, facts, str(state), deviations(facts, run.head.today),
                words[origin],
            )
        )  # fmt: skip
    return sorted(found, key=lambda g: (not g.is_current, g.due_on or date.max))


def _versions(rows: list[Goal]) -> list[Version]:
    """The days of the agreements that hold the goal; the words are compared, not kept."""
    found, before = [], None
    for row in rows:
        taken = row.agreement.taken
        assert taken is not None
        reworded = before is not None and before.german != row.german
        found.append(Version(taken.on, row.due_on, reworded))
        before = row
    return found


# --- reviews ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ShownReview:
    id: UUID
    due_on: date
    held_on: date | None
    words: str
    goals: list[tuple[str, str, str]]  # the goal, its state, the words
    who: str


@prepared
def _reviews(cycle: UUID) -> QuerySet[Review]:
    return Review.objects.filter(cycle=cycle).annotate(who=WHO).order_by("due_on", "pk")


def reviews_of(run: Run, goals: list[ShownGoal]) -> tuple[list[ShownReview], list[ShownReview]]:
    """Planned ones, the next first; held ones, the newest first."""
    rows = _reviews(run.cycle.pk)
    names = {g.origin: g.german for g in goals}
    of_review: dict[UUID, list[tuple[str, str, str]]] = defaultdict(list)
    for said in _said(run.cycle.pk) if any(r.held_on for r in rows) else ():
        said.fresh_key = run.key
        line = (names.get(said.goal, ""), str(said.get_state_display()), said.words or "")
        of_review[said.review_id].append(line)
    planned, held = [], []
    for row in rows:
        row.fresh_key = run.key
        shown = ShownReview(row.pk, row.due_on, row.held_on, row.words or "", of_review[row.pk], row.who or "")
        (held if row.held_on else planned).append(shown)
    return planned, sorted(held, key=lambda r: r.held_on or date.min, reverse=True)
