"""Whatever is done in whatever order with the cycle of a file: the verbs on a real database, against a model that knows
only what was done."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from lotse.cases.actions import Refused
from lotse.casework import assessment, closure, cycle, goals, interview, plan
from lotse.casework.agreed import Agreement, Goal, HelpPlan, Measure
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.facts import aspects_on
from lotse.casework.models import Assessment, Closure, GoalResult, Interview
from lotse.casework.tests.helpers import ALL_TOLD, spoken
from lotse.reports.annex1 import Quarter, count, last_day
from lotse.rulebook import access as rulebook
from tests.county import CONCEPT, County

DAYS = st.sampled_from([0, 0, 5, 30, 40]).map(timedelta)  # before today: the same month and the one before
REASONS = st.sampled_from(["", "  ", "Es eilt."])
BEFORE = {  # what the concept puts before a step
    "first-interview": (), "assessment": ("first-interview",), "goals": ("first-interview", "assessment"),
    "help-plan": ("first-interview", "goals"), "closure": ("first-interview",),
}  # fmt: skip


SETTINGS = settings(
    max_examples=15,
    stateful_step_count=12,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # nothing is shrunk: on a database that takes minutes, and few steps are read as they are


class CaseManagement(RuleBasedStateMachine):
    def __init__(self, county: County) -> None:
        super().__init__()
        self.county, self.by, self.today = county, county.sonja, county.today
        self.file, self.concept = county.tesfay[0], rulebook.get(CONCEPT)
        self.whole: dict[tuple[UUID, str], bool] = {}  # by run: has the step itself what it should have?
        self.seen: dict[UUID, tuple[Any, ...]] = {}  # steps ever taken, as they were written down
        self.struck: set[UUID] = set()
        self.undone_again = transaction.atomic()
        self.undone_again.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone_again.__exit__(None, None, None)

    # --- what is there ---
    @property
    def run(self) -> Any:
        return Cycle.objects.select_related("file").filter(file=self.file, ended_on=None).first()

    @property
    def ended(self) -> list[Cycle]:
        return list(Cycle.objects.select_related("file").filter(file=self.file, ended_on__isnull=False))

    def standing(self, run: Cycle) -> dict[str, StepTaken]:
        return {step.kind: step for step in StepTaken.objects.filter(cycle=run, undone_at=None)}

    def is_open(self, run: Cycle, kind: str) -> bool:
        """Whether the gate is open, from what was done alone."""
        there = self.standing(run)
        whole = self.is_evaluated(run) if kind == "closure" else self.whole.get((run.pk, kind), False)
        return whole and all(name in there for name in BEFORE[kind])

    def is_evaluated(self, run: Cycle) -> bool:
        agreed = Agreement.objects.filter(cycle=run, taken__isnull=False).order_by("number").last()
        wanted = set(agreed.goals.values_list("origin", flat=True)) if agreed else set()
        said = set(GoalResult.objects.filter(closure__cycle=run).values_list("goal", flat=True))
        return self.whole.get((run.pk, "closure"), False) and wanted <= said

    def pass_gate(self, run: Cycle, kind: str, reason: str, take: Any) -> None:
        """A step is taken through an open gate, or with a reason; else it is refused and nothing is left of it."""
        was_open, before = self.is_open(run, kind), StepTaken.objects.count()
        try:
            step = take()
        except cycle.Lacking:
            assert not was_open and not reason.strip()
            assert StepTaken.objects.count() == before
            return
        assert was_open or reason.strip(), f"{kind} passed a shut gate"
        assert bool(step.lacked) is not was_open
        assert (step.deviation or "") == ("" if was_open else reason.strip())
        self.seen[step.pk] = (step.kind, step.outcome, step.on, step.lacked, step.deviation)
        with pytest.raises(Refused):  # the same once more, from a page somebody had opened before
            take()

    # --- what can be done ---
    @rule()
    def begin(self) -> None:
        before = self.run
        made = cycle.begin(self.file, self.today, by=self.by)
        assert before is None or made == before

    @precondition(lambda self: self.run)
    @rule(ago=DAYS, told=st.booleans(), fits=st.booleans())
    def talk(self, ago: timedelta, told: bool, fits: bool) -> None:
        run = self.run
        row = Interview.objects.filter(cycle=run).first()
        said = spoken(self.by, self.today - ago, told=ALL_TOLD if told else ALL_TOLD[:1], problem_fits=fits)
        try:
            interview.record_interview(run, said, version=row.version if row else 1, by=self.by)
        except Refused:
            assert row is not None and row.taken is not None
        else:
            self.whole[run.pk, "first-interview"] = told and fits

    @precondition(lambda self: self.run)
    @rule(ago=DAYS, manages=st.sampled_from([True, True, True, False]), reason=REASONS)
    def decide(self, ago: timedelta, manages: bool, reason: str) -> None:
        run, on = self.run, self.today - ago
        row = Interview.objects.filter(cycle=run, taken=None).select_related("cycle__file").first()
        if row is None or on < row.on:
            return
        last = max((c.ended_on for c in self.ended if c.ended_id), default=on)
        if manages and on < last:
            with pytest.raises(Refused):
                interview.decide(row, "case-management", on, deviation="Es eilt.", by=self.by)
        elif manages:
            stale = iter([row, Interview.objects.get(pk=row.pk)])
            self.pass_gate(
                run, "first-interview", reason,
                lambda: interview.decide(next(stale), "case-management", on, deviation=reason, by=self.by),
            )  # fmt: skip
        else:
            step = interview.decide(row, "occasional", on, by=self.by)
            self.seen[step.pk] = (step.kind, step.outcome, step.on, step.lacked, step.deviation)

    @precondition(lambda self: self.run)
    @rule(whole=st.booleans(), reason=REASONS)
    def assess(self, whole: bool, reason: str) -> None:
        run = self.run
        row = assessment.begin_version(run, "update", by=self.by)
        aspects = aspects_on(self.concept)
        there = {e.aspect: e.version for e in row.entries.all()}
        for aspect in aspects if whole else aspects[:1]:
            assessment.record_aspect(row, aspect.key, "declined", {}, version=there.get(aspect.key, 0), by=self.by)
        if whole and self.concept.attainments:
            level = self.concept.attainments[0].key
            assessment.rate(row, {field.key: level for field in self.concept.fields_of_action}, by=self.by)
        self.whole[run.pk, "assessment"] = whole or self.whole.get((run.pk, "assessment"), False)
        stale = iter([row, Assessment.objects.select_related("cycle__file").get(pk=row.pk)])
        self.pass_gate(run, "assessment", reason,
                       lambda: assessment.finish(next(stale), self.today, deviation=reason, by=self.by))  # fmt: skip

    @precondition(lambda self: self.run)
    @rule(whole=st.booleans(), reason=REASONS)
    def agree(self, whole: bool, reason: str) -> None:
        run = self.run
        row, due_on = goals.begin_version(run, by=self.by), self.today + timedelta(days=90)
        was_empty = not row.goals.exists()
        values = {"area": "housing", "german": "Eine Wohnung.", "due_on": due_on if whole else None}
        far = goals.add_goal(row, values, by=self.by)
        if whole:
            goals.add_goal(row, values | {"leads_to": far}, by=self.by)
            goals.plan_end(row, due_on, by=self.by)
        self.whole[run.pk, "goals"] = whole and (was_empty or self.whole.get((run.pk, "goals"), False))
        stale = iter([row, Agreement.objects.select_related("cycle__file").get(pk=row.pk)])
        self.pass_gate(
            run, "goals", reason,
            lambda: goals.agree(next(stale), self.today, "spoken", deviation=reason, by=self.by),
        )  # fmt: skip

    @precondition(lambda self: self.run)
    @rule(whole=st.booleans(), reason=REASONS)
    def plan(self, whole: bool, reason: str) -> None:
        run = self.run
        row, until_on = plan.begin_version(run, by=self.by), self.today + timedelta(days=30)
        was_empty = not row.measures.exists()
        values = {"what": "Zur Schuldnerberatung.", "who": "worker" if whole else "", "until_on": until_on}
        plan.add_measure(row, values, by=self.by)
        if whole:
            plan.plan_review(run, until_on, by=self.by)
        self.whole[run.pk, "help-plan"] = whole and (was_empty or self.whole.get((run.pk, "help-plan"), False))
        stale = iter([row, HelpPlan.objects.select_related("cycle__file").get(pk=row.pk)])
        self.pass_gate(run, "help-plan", reason,
                       lambda: plan.put_in_force(next(stale), self.today, deviation=reason, by=self.by))  # fmt: skip

    @precondition(lambda self: self.run)
    @rule(whole=st.booleans())
    def evaluate(self, whole: bool) -> None:
        run = self.run
        row = Closure.objects.filter(cycle=run).first()
        words = dict.fromkeys(closure.PARTS if whole else closure.PARTS[:1], "Gut.")
        said = {goal.origin: ("reached", "") for goal in Goal.objects.filter(agreement__cycle=run)}
        closure.write_closure(run, words, said if whole else {}, version=row.version if row else 1, by=self.by)
        self.whole[run.pk, "closure"] = whole or self.whole.get((run.pk, "closure"), False)

    @precondition(lambda self: self.run)
    @rule(ago=DAYS, reason=REASONS)
    def end(self, ago: timedelta, reason: str) -> None:
        run, on = self.run, self.today - ago
        begun = self.standing(run).get("first-interview")
        if begun and on < begun.on:
            with pytest.raises(Refused):
                closure.end(run, on, "goal-time", deviation="Es eilt.", by=self.by)
        else:
            stale = iter([run, self.run])
            self.pass_gate(run, "closure", reason,
                           lambda: closure.end(next(stale), on, "goal-time", deviation=reason, by=self.by))  # fmt: skip

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), words=st.sampled_from(["", "Ein Irrtum.", "Ein Irrtum."]))
    def take_back(self, data: st.DataObject, words: str) -> None:
        step = StepTaken.objects.get(pk=data.draw(st.sampled_from(sorted(self.seen))))
        if not words:
            with pytest.raises(Refused):
                cycle.undo(step, words, by=self.by)
            return
        with suppress(Refused):  # an ended run, a newer version, a newer run
            cycle.undo(step, words, by=self.by)
            self.struck.add(step.pk)

    @precondition(lambda self: self.ended)
    @rule(data=st.data())
    def write_into_an_ended_run(self, data: st.DataObject) -> None:
        """Read only, even for whoever has its pages still open."""
        run, by, on = data.draw(st.sampled_from(self.ended)), self.by, self.today
        attempts = [
            lambda: assessment.begin_version(run, "update", by=by), lambda: goals.begin_version(run, by=by),
            lambda: plan.begin_version(run, by=by), lambda: plan.plan_review(run, on, by=by),
            lambda: closure.write_closure(run, {"goals": "x"}, {}, version=1, by=by), lambda: cycle.drop(run, by=by),
            lambda: closure.end(run, on, "other", deviation="x", by=by),
            lambda: interview.record_interview(run, spoken(by, on), version=1, by=by),
        ]  # fmt: skip
        for row in Measure.objects.filter(plan__cycle=run).select_related("plan__cycle__file")[:1]:
            attempts.append(lambda row=row: plan.settle_measure(row, "done", on, by=by))  # type: ignore[misc]
        for step in self.standing(run).values():
            if step.kind != "closure" and step.outcome != "occasional":
                attempts.append(lambda step=step: cycle.undo(step, "x", by=by))  # type: ignore[misc]
        for attempt in attempts:
            with pytest.raises(Refused):
                attempt()

    # --- what always holds ---
    @invariant()
    def a_step_stays_as_it_was_taken_and_what_was_taken_back_stands_struck(self) -> None:
        rows = {step.pk: step for step in StepTaken.objects.filter(cycle__file=self.file)}
        assert rows.keys() == self.seen.keys()
        for pk, row in rows.items():
            assert (row.kind, row.outcome, row.on, row.lacked, row.deviation) == self.seen[pk]
            assert (row.undone_words == "Ein Irrtum.", row.stands) == (pk in self.struck, pk not in self.struck)

    @invariant()
    def one_run_is_open_and_one_has_ended_by_a_step_that_stands(self) -> None:
        runs = list(Cycle.objects.filter(file=self.file))
        assert sum(run.is_open for run in runs) <= 1
        for run in runs:
            rows = StepTaken.objects.filter(cycle=run, undone_at=None)
            ends = [s for s in rows if s.kind == "closure" or s.outcome == "occasional"]
            assert len(ends) == (0 if run.is_open else 1)
            assert sum(s.kind == "first-interview" for s in rows) <= 1

    @invariant()
    def the_stock_of_annex_1_is_the_runs_open_at_the_end_of_each_month(self) -> None:
        spans: list[tuple[date, date]] = []
        for run in Cycle.objects.filter(file=self.file):
            begun = self.standing(run).get("first-interview")
            if begun and begun.outcome == "case-management":
                spans.append((begun.on, run.ended_on or date.max))
        quarter = Quarter.of(self.today)
        counted = dict.fromkeys(quarter.months, 0)
        for row in count(quarter, self.concept).rows:
            counted[row.month] += row.figures["case-management"]
        for month, number in counted.items():
            assert number == sum(first <= last_day(month) < until for first, until in spans)


@pytest.mark.requirement("P-111", "P-147")
def test_no_order_of_actions_passes_a_shut_gate_or_leaves_a_trace_unstruck(county: County) -> None:
    run_state_machine_as_test(lambda: CaseManagement(county), settings=SETTINGS)
