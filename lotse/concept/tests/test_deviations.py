"""Goal deviations: late, stalled, changed, and never without reason."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotse.concept.deviations import SETTLED, GoalFacts, Said, Version, deviations

TODAY = date(2026, 11, 23)
DAYS = st.integers(-400, 400).map(lambda n: TODAY + timedelta(days=n))
STATES = st.sampled_from(["on-track", "stalled", "reached", "partly", "changed", "dropped"])
VERSIONS = st.lists(st.builds(Version, DAYS, st.none() | DAYS, st.booleans()), min_size=1, max_size=4).map(
    lambda found: tuple(sorted(found, key=lambda v: v.agreed_on))
)
SAID = st.lists(st.builds(Said, DAYS, STATES), max_size=5).map(lambda found: tuple(sorted(found, key=lambda s: s.on)))
GOALS = st.builds(GoalFacts, VERSIONS, SAID, st.lists(DAYS, max_size=3).map(tuple), st.none() | DAYS)


def kinds(goal: GoalFacts) -> list[str]:
    return [deviation.kind for deviation in deviations(goal, TODAY)]


@pytest.mark.requirement("P-107")
@given(GOALS)
def test_a_deviation_has_its_reason_and_each_kind_stands_once(goal: GoalFacts) -> None:
    found = deviations(goal, TODAY)
    assert len({d.kind for d in found}) == len(found)
    for deviation in found:
        assert deviation.text.de and deviation.text.en and deviation.inputs
        assert any(day == deviation.since for _label, day in deviation.inputs) or deviation.kind == "changed"


@pytest.mark.requirement("P-107")
@given(GOALS)
def test_what_is_reached_or_dropped_is_neither_late_nor_stalled(goal: GoalFacts) -> None:
    if goal.state in SETTLED:
        assert not {"late", "stalled"} & set(kinds(goal))


@given(GOALS)
def test_late_means_exactly_that_the_day_is_over(goal: GoalFacts) -> None:
    is_over = goal.due_on is not None and goal.due_on < TODAY
    assert ("late" in kinds(goal)) == (is_over and not goal.is_settled)


@given(DAYS, DAYS)
def test_a_goal_agreed_once_that_goes_well_has_not_changed(agreed: date, said: date) -> None:
    goal = GoalFacts((Version(agreed, TODAY),), (Said(said, "on-track"),))
    assert kinds(goal) == [], "its day is today: not over"


@pytest.mark.requirement("P-107")
@pytest.mark.parametrize(
    ("goal", "kind", "words"),
    [
        (GoalFacts((Version(TODAY, TODAY - timedelta(days=3)),)), "late", "der Tag ist seit 3 Tagen vorbei"),
        (
            GoalFacts((Version(TODAY),), (Said(date(2026, 9, 1), "stalled"), Said(date(2026, 11, 1), "stalled"))),
            "stalled", "In 2 Überprüfungen in Folge hieß es: stockt, zuerst am 01.09.2026.",
        ),
        (
            GoalFacts((Version(TODAY),), (), (date(2026, 11, 22), TODAY)), "stalled",
            "Eine Maßnahme dafür ist nicht erledigt",
        ),
        (
            GoalFacts((Version(date(2026, 9, 1), date(2026, 12, 1)), Version(TODAY, date(2027, 3, 1)))), "changed",
            "nach hinten verschoben, vom 01.12.2026 auf den 01.03.2027",
        ),
        (GoalFacts((Version(date(2026, 9, 1)), Version(TODAY, None, True))), "changed", "Am 23.11.2026 neu gefasst."),
        (GoalFacts((Version(date(2026, 9, 1)),), (), (), TODAY), "changed", "enthält dieses Ziel nicht mehr"),
        (GoalFacts((Version(TODAY),), (Said(TODAY, "changed"),)), "changed", "hat sich geändert"),
    ],
)  # fmt: skip
def test_it_is_explained_in_a_sentence(goal: GoalFacts, kind: str, words: str) -> None:
    (found,) = deviations(goal, TODAY)
    assert found.kind == kind and words in found.text.de


def test_a_review_that_goes_well_ends_the_row_of_stalled_ones() -> None:
    said = (Said(date(2026, 9, 1), "stalled"), Said(date(2026, 10, 1), "on-track"))
    assert kinds(GoalFacts((Version(TODAY),), said)) == []
