"""Where a registration stands follows from its dates alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from lotse.programmes.states import registration_state
from tests.world import TODAY


@dataclass
class Dates:
    wanted_on: date | None = None
    applied_on: date | None = None
    answer: str = ""
    answered_on: date | None = None
    starts_on: date | None = None
    ended_on: date | None = None


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.requirement("P-57")
@pytest.mark.parametrize(
    ("given", "key", "kind", "word"),
    [
        ({"wanted_on": ago(3)}, "search", "quiet", "auf der Suche"),
        ({"wanted_on": ago(50), "applied_on": ago(29)}, "applied", "quiet", "beantragt am 25.10.2026"),
        ({"applied_on": ago(30)}, "unanswered", "due", "seit 30 Tagen ohne Antwort"),
        ({"answer": "waiting-list", "answered_on": ago(1)}, "waiting", "due", "Warteliste, seit 1 Tag"),
        ({"answer": "refused", "answered_on": ago(1)}, "refused", "due", "abgelehnt"),
        ({"answer": "not-wanted", "answered_on": ago(1)}, "not-wanted", "quiet", "nicht gewünscht"),
        ({"answer": "place", "answered_on": ago(1)}, "place", "new", "Platz zugesagt"),
        ({"answer": "place", "answered_on": ago(1), "starts_on": ago(-7)}, "place", "new", "ab 30.11.2026"),
        ({"answer": "place", "answered_on": ago(9), "starts_on": ago(0)}, "attends", "done", "besucht seit 23.11.2026"),
        ({"answer": "place", "answered_on": ago(9), "starts_on": ago(8), "ended_on": ago(1)}, "ended", "quiet",
         "beendet am 22.11.2026"),
        ({"answer": "place", "answered_on": ago(9), "starts_on": ago(8), "ended_on": ago(-9)}, "attends", "done",
         "besucht seit 15.11.2026"),
    ],
)  # fmt: skip
def test_the_state_of_a_registration(given: dict[str, Any], key: str, kind: str, word: str) -> None:
    assert registration_state(Dates(**given), TODAY, 30) == (key, kind, word)


def test_a_concept_that_names_no_days_asks_for_no_answer() -> None:
    assert registration_state(Dates(applied_on=ago(400)), TODAY).key == "applied"
