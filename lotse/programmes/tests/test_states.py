"""Where a registration or a course stands follows from its dates alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from lotse.programmes.states import course_state, registration_state, waiting_days
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


@dataclass
class Way:
    tested_on: date | None = None
    registered_on: date | None = None
    waiting_since_on: date | None = None
    is_blocked: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    attendance: str = ""
    result: str = ""
    result_level: str = ""
    result_on: date | None = None


@pytest.mark.requirement("P-61")
@pytest.mark.parametrize(
    ("given", "key", "kind", "word"),
    [
        ({}, "planned", "quiet", "vorgemerkt"),
        ({"tested_on": ago(9)}, "tested", "quiet", "eingestuft am 14.11.2026"),
        ({"tested_on": ago(9), "registered_on": ago(8)}, "registered", "quiet", "angemeldet am 15.11.2026"),
        ({"waiting_since_on": ago(200)}, "waiting", "quiet", "Warteliste, seit 200 Tagen"),
        ({"waiting_since_on": ago(200), "is_blocked": True}, "blocked", "quiet",
         "Zulassung gesperrt, wartet seit 200 Tagen"),
        ({"is_blocked": True}, "blocked", "quiet", "Zulassung gesperrt"),
        ({"waiting_since_on": ago(50), "starts_on": ago(-1)}, "place", "new", "beginnt am 24.11.2026"),
        ({"starts_on": ago(0)}, "running", "done", "läuft seit 23.11.2026"),
        ({"starts_on": ago(9), "attendance": "gaps"}, "gaps", "due", "läuft, mit Lücken"),
        ({"starts_on": ago(9), "attendance": "stopped"}, "stopped", "due", "kommt nicht mehr"),
        ({"starts_on": ago(90), "ends_on": ago(0)}, "running", "done", "läuft seit 25.08.2026"),
        ({"starts_on": ago(90), "ends_on": ago(13)}, "over", "quiet", "zu Ende am 10.11.2026"),
        ({"starts_on": ago(90), "ends_on": ago(14)}, "no-result", "due", "zu Ende am 09.11.2026, Ergebnis fehlt"),
        ({"ends_on": ago(14), "result": "passed", "result_level": "B1"}, "passed", "done", "bestanden (B1)"),
        ({"result": "attended"}, "attended", "done", "teilgenommen"),
        ({"result": "failed", "result_level": "A2"}, "failed", "due", "nicht bestanden (A2)"),
        ({"result": "broken-off"}, "broken-off", "quiet", "abgebrochen"),
    ],
)  # fmt: skip
def test_the_state_of_a_course(given: dict[str, Any], key: str, kind: str, word: str) -> None:
    assert course_state(Way(**given), TODAY) == (key, kind, word)


@pytest.mark.requirement("P-61")
def test_the_waiting_time_runs_from_the_list_to_the_first_day() -> None:
    assert waiting_days(Way(waiting_since_on=ago(40)), TODAY) == 40
    assert waiting_days(Way(waiting_since_on=ago(40), starts_on=ago(10)), TODAY) == 30
    assert waiting_days(Way(waiting_since_on=ago(40), starts_on=ago(-5)), TODAY) == 45
    assert waiting_days(Way(starts_on=ago(10)), TODAY) is None
    assert waiting_days(Way(waiting_since_on=ago(40), result="broken-off"), TODAY) is None
