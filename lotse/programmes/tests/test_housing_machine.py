"""Whatever is done in whatever order on the way to a flat, in both procedures: the verbs on a real database."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from lotse.cases.actions import Refused
from lotse.programmes import hearings
from lotse.programmes import housing as verbs
from lotse.programmes import housing_office as office
from lotse.programmes.housing import Deviation
from lotse.programmes.housing_facts import way_of
from lotse.programmes.models import HousingApplication, HousingOffer, SocialReport
from lotse.programmes.tests.housing_world import BODIES, begin, move_in, now, offer
from tests.county import County
from tests.world import TODAY

DEVIATIONS = st.sampled_from([None, Deviation(" ", "Folge"), Deviation("Grund", "Folge"), Deviation("Grund", "")])
DECISIONS = st.sampled_from(["approved", "approved", "refused"])
BODY = st.sampled_from(BODIES)
SETTINGS = settings(
    max_examples=10,
    stateful_step_count=12,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # nothing is shrunk: on a database that takes minutes, and few steps are read as they are


def is_meant(deviation: Deviation | None) -> bool:
    return deviation is not None and bool(deviation.reason.strip())


class Housing(RuleBasedStateMachine):
    def __init__(self, county: County, procedure: str) -> None:
        super().__init__()
        self.county, self.by, self.clerk = county, county.sonja, county.heike
        self.undone_again = transaction.atomic()
        self.undone_again.__enter__()
        self.pk = begin(county, procedure, county.tesfay[0]).pk
        self.lease_was_open = self.decision_was_open = True
        self.own = self.letter = ""  # what the authority has decided, and what the newest letter says
        self.handed: dict[UUID, tuple[Any, ...]] = {}  # reports as they were handed over

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone_again.__exit__(None, None, None)

    @property
    def row(self) -> HousingApplication:
        return HousingApplication.objects.select_related("file").get(pk=self.pk)

    @property
    def runs(self) -> bool:
        return not self.row.is_over

    @property
    def is_heard(self) -> bool:
        answered = self.row.hearings.filter(answered_on__isnull=False).values_list("body", flat=True)
        return self.row.applied_on is not None and set(BODIES) <= set(answered)

    def is_lease_open(self, flat: HousingOffer | None) -> bool:
        row = self.row
        if row.procedure == "approval":
            return row.decision == "approved"
        waits = row.costs.filter(kind="deposit").exclude(answer__in=["granted", "withdrawn"]).exists()
        return flat is not None and flat.answer == "assured" and not waits

    def pass_gate(self, was_open: bool, may: bool, verb: Callable[[], object]) -> bool:
        before = self.written()
        try:
            verb()
        except verbs.Shut:
            assert not was_open and not may
            assert self.written() == before
            return False
        assert was_open or may, "a shut gate was passed"
        return True

    def written(self) -> list[Any]:
        """Everything of the application, to see that nothing has changed."""
        row = self.row
        parts = (row.offers, row.costs, row.marks, row.deviations, row.hearings, row.reports, row.persons)
        return [HousingApplication.objects.filter(pk=self.pk).values().get()] + [list(p.values()) for p in parts]

    # --- our steps ---
    @precondition(lambda self: self.runs)
    @rule(does=st.sampled_from(["application", "application", "search"]), back=st.sampled_from([False, False, True]))
    def note_day(self, does: str, back: bool) -> None:
        row = self.row
        shut = does == "search" and row.procedure == "approval" and row.decision != "approved"
        if not back:
            self.pass_gate(not shut, False, lambda: verbs.note_day(row, does, TODAY, version=row.version, by=self.by))
            return
        with suppress(Refused):
            verbs.note_day(row, does, None, version=row.version, by=self.by)
            assert does == "search" or not (row.decision or row.hearings.exists())

    @precondition(lambda self: self.runs)
    @rule(answer=st.sampled_from(["", "assured", "refused", "gone"]), data=st.data(), is_new=st.booleans())
    def offer(self, answer: str, is_new: bool, data: st.DataObject) -> None:
        flats = list(self.row.offers.order_by("pk"))
        if is_new or not flats:
            flats = [offer(self.row, self.by)]
        flat = data.draw(st.sampled_from(flats))
        values = {"answer": answer, "submitted_on": TODAY, "answered_on": TODAY if answer else None}
        verbs.change_offer(flat, values, version=flat.version, by=self.by)

    @precondition(lambda self: self.runs and self.row.offers.exists())
    @rule(data=st.data())
    def remove_offer(self, data: st.DataObject) -> None:
        row = self.row
        flat = data.draw(st.sampled_from(list(row.offers.order_by("pk"))))
        chosen = flat.pk  # a removed row has none
        try:
            verbs.remove_offer(flat, by=self.by)
        except Refused:
            assert row.lease_offer_id == chosen
        else:
            assert row.lease_offer_id != chosen

    @precondition(lambda self: self.runs)
    @rule(answer=st.sampled_from(["", "granted", "refused", "withdrawn"]))
    def deposit(self, answer: str) -> None:
        values = {"applied_on": TODAY, "answer": answer, "answered_on": TODAY if answer else None}
        verbs.record_cost(self.row, "deposit", values, version=now(self.row), by=self.by)

    @precondition(lambda self: self.runs)
    @rule(deviation=DEVIATIONS, data=st.data())
    def sign(self, deviation: Deviation | None, data: st.DataObject) -> None:
        row = self.row
        flat = data.draw(st.sampled_from([None, *row.offers.order_by("pk")]))
        was_open = self.is_lease_open(flat)
        sign = lambda: verbs.sign_lease(row, TODAY, flat, deviation=deviation, version=row.version, by=self.by)  # noqa: E731
        if self.pass_gate(was_open, is_meant(deviation), sign):
            self.lease_was_open = was_open

    @precondition(lambda self: self.runs)
    @rule()
    def take_back_lease(self) -> None:
        verbs.take_back_lease(self.row, version=now(self.row), by=self.by)
        assert not self.row.deviations.filter(step="lease").exists()

    @precondition(lambda self: self.runs)
    @rule()
    def register(self) -> None:
        has_moved = self.row.file.events.filter(kind="moved-to-own-flat").exists()
        self.pass_gate(has_moved, False,
                       lambda: verbs.mark(self.row, "registration", "residents", TODAY, by=self.by))  # fmt: skip

    @rule()
    def move(self) -> None:
        if not self.row.file.events.filter(kind="moved-to-own-flat").exists():
            move_in(self.county, [self.row.file], TODAY)

    # --- the report ---
    @precondition(lambda self: self.runs)
    @rule(said=st.sampled_from(["", "Spricht gut.", "Spricht besser."]), hands_over=st.booleans())
    def report(self, said: str, hands_over: bool) -> None:
        values = {"written_on": TODAY, "summary": said, "client_words": ""}
        there = self.row.reports.filter(handed_over_on=None).first()
        version = there.version if there else 0
        row = office.write_report(self.row, values, {"german": said}, qualification="x", version=version, by=self.by)
        if hands_over:
            with suppress(Refused):  # it says nothing yet
                office.hand_over_report(self.row, TODAY, "carried", None, version=row.version, by=self.by)
                self.handed[row.pk] = self.as_handed(SocialReport.objects.get(pk=row.pk))

    def as_handed(self, row: SocialReport) -> tuple[Any, ...]:
        return row.number, row.summary, row.handed_over_on, row.version, *(a.words for a in row.answers.all())

    # --- the authority ---
    @precondition(lambda self: self.runs and self.row.procedure == "approval")
    @rule(body=BODY)
    def ask(self, body: str) -> None:
        is_in = self.row.applied_on is not None
        self.pass_gate(is_in, False, lambda: hearings.ask_body(self.row, body, TODAY, by=self.clerk))

    @precondition(lambda self: self.runs and self.row.hearings.exists())
    @rule(body=BODY, words=st.sampled_from(["", "Anders."]))
    def answer(self, body: str, words: str) -> None:
        hearing = self.row.hearings.filter(body=body).first()
        try:
            hearings.record_answer(self.row, body, "none", TODAY, words, by=self.clerk)
        except Refused:
            assert hearing is None or (self.row.decision and not self.row.is_told)

    @precondition(lambda self: self.runs and self.row.procedure == "approval" and self.row.applied_on)
    @rule()
    def hear_all(self) -> None:
        for body in BODIES:
            hearings.ask_body(self.row, body, TODAY, by=self.clerk)
            with suppress(Refused):  # it has decided
                hearings.record_answer(self.row, body, "none", TODAY, by=self.clerk)
        assert self.is_heard, "nothing keeps the authority from hearing all"

    @precondition(lambda self: self.runs and self.row.procedure == "approval")
    @rule(decision=DECISIONS)
    def decide(self, decision: str) -> None:
        row, was_open = self.row, self.is_heard
        decide = lambda: office.decide(row, decision, TODAY, "Grund", version=row.version, by=self.clerk)  # noqa: E731
        if self.pass_gate(was_open, False, decide):
            self.decision_was_open, self.own = True, decision

    @precondition(lambda self: self.runs and self.row.procedure == "approval")
    @rule(decision=DECISIONS, deviation=DEVIATIONS)
    def told(self, decision: str, deviation: Deviation | None) -> None:
        row, was_open = self.row, self.is_heard
        record = lambda: office.record_decision(  # noqa: E731
            row, decision, TODAY, "Brief", deviation=deviation, version=row.version, by=self.by
        )
        if row.decision and not row.is_told:
            record()
            self.letter = decision
        elif self.pass_gate(was_open, is_meant(deviation), record):
            self.decision_was_open, self.letter = was_open, decision

    # --- the whole ---
    @precondition(lambda self: self.runs)
    @rule()
    def change_procedure(self) -> None:
        row = self.row
        other = "assurance" if row.procedure == "approval" else "approval"
        has_begun = bool(row.applied_on or row.lease_on or row.decision)
        try:
            verbs.change_housing(row, {"procedure": other}, also=[], without=[], version=row.version, by=self.by)
        except Refused:
            assert has_begun
        else:
            assert not has_begun, "what was decided in one procedure was carried into the other"

    @precondition(lambda self: self.row.is_over)
    @rule()
    def go_on(self) -> None:
        values = {"ended_on": None, "end_reason": ""}
        verbs.change_housing(self.row, values, also=[], without=[], version=now(self.row), by=self.by)

    @precondition(lambda self: self.runs)
    @rule()
    def end_and_write_all_the_same(self) -> None:
        """Over is read only, whatever is tried."""
        row, by, why = self.row, self.by, Deviation("Grund", "Folge")
        flat = row.offers.first()
        verbs.change_housing(
            row, {"ended_on": TODAY, "end_reason": "withdrawn"}, also=[], without=[], version=row.version, by=by
        )
        row = self.row
        before, v = self.written(), row.version
        attempts = [
            lambda: verbs.note_day(row, "application", TODAY, version=v, by=by), lambda: offer(row, by),
            lambda: verbs.sign_lease(row, TODAY, flat, deviation=why, version=v, by=by),
            lambda: verbs.take_back_lease(row, version=v, by=by),
            lambda: verbs.record_cost(row, "deposit", {"applied_on": TODAY}, version=v, by=by),
            lambda: verbs.mark(row, "landlord", "", TODAY, by=by),
            lambda: office.write_report(row, {}, {}, qualification="x", version=0, by=by),
            lambda: office.hand_over_report(row, TODAY, "carried", None, version=1, by=by),
            lambda: hearings.ask_body(row, BODIES[0], TODAY, by=self.clerk),
            lambda: hearings.record_answer(row, BODIES[0], "none", TODAY, by=self.clerk),
            lambda: office.decide(row, "approved", TODAY, "x", version=v, by=self.clerk),
            lambda: office.record_decision(row, "approved", TODAY, "x", deviation=why, version=v, by=by),
        ]  # fmt: skip
        for attempt in attempts:
            with pytest.raises(Refused):
                attempt()
        assert self.written() == before

    # --- what always holds ---
    @invariant()
    def a_lease_is_signed_through_its_gate_or_as_a_deviation_with_its_reason(self) -> None:
        row = self.row
        if row.lease_on and not self.lease_was_open:
            assert row.deviations.get(step="lease").reason == "Grund"

    @invariant()
    def the_office_decides_once_all_were_heard_and_a_letter_before_that_is_a_deviation(self) -> None:
        row = self.row
        if row.decision and not row.is_told:
            assert self.is_heard
        elif row.decision and not self.decision_was_open:
            assert row.deviations.get(step="decision").reason == "Grund"

    @invariant()
    def the_offices_own_decision_is_the_record_and_another_letter_is_seen(self) -> None:
        row = self.row
        assert (row.decision, row.is_told) == ((self.own, False) if self.own else (self.letter, bool(self.letter)))
        differs = bool(self.own and self.letter and self.letter != self.own)
        assert (way_of(row).contradicted is not None) == differs

    @invariant()
    def what_was_handed_over_stays_as_it_was(self) -> None:
        there = {one.pk: self.as_handed(one) for one in self.row.reports.filter(handed_over_on__isnull=False)}
        assert there == self.handed


@pytest.mark.requirement("P-42", "P-50")
@pytest.mark.parametrize("procedure", ["approval", "assurance"])
def test_no_order_of_actions_leads_past_a_gate(county: County, procedure: str) -> None:
    run_state_machine_as_test(lambda: Housing(county, procedure), settings=SETTINGS)
