"""What falls due under the concepts that come with Lotse."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotse.concept.deadlines import due_rows
from lotse.concept.load import load_concept
from lotse.concept.model import Concept
from lotse.concept.vocabulary import EVENT_TITLES, Arrival, Event

D17, D19 = load_concept("dresden/2017-06-01"), load_concept("dresden/2019-07-01")
PM = load_concept("potsdam-mittelmark/2017-01-01")
TUESDAY = date(2026, 11, 17)


def due(concept: Concept, arrival: Arrival | None = None, status: str | None = None, **events: date) -> dict[str, str]:
    given_events = {name.replace("_", "-"): day for name, day in events.items()}
    rows = due_rows(concept, given_events, arrival, status)  # type: ignore[arg-type]
    return {row.requirement: row.due.isoformat() for row in rows}


@pytest.mark.requirement("D-25", "D-27", "D-42")
def test_an_assignment_starts_the_visit_and_the_welcome_service() -> None:
    assert due(D19, "assigned", assignment=TUESDAY) == {"D-27": "2026-11-20", "D-42": "2027-11-17"}
    assert due(D19, assignment=TUESDAY) == due(D19, "assigned", assignment=TUESDAY)


@pytest.mark.requirement("D-25", "D-05")
def test_who_merely_moved_in_has_neither_visit_nor_welcome_service() -> None:
    assert due(D19, "moved-in", assignment=TUESDAY, moved_in=TUESDAY) == {}


@pytest.mark.requirement("D-43")
def test_a_family_that_follows_gets_the_welcome_service_only_by_decision_or_a_start_entered_by_hand() -> None:
    assert due(D19, "family", moved_in=TUESDAY) == {}
    assert due(D19, "family", assignment=TUESDAY) == {"D-42": "2027-11-17"}
    assert due(D19, "family", welcome_decided=TUESDAY) == {"D-43": "2027-11-17"}
    assert due(D19, "assigned", welcome_decided=TUESDAY) == {}


@pytest.mark.requirement("D-68")
def test_a_notice_opens_the_twelve_months_of_the_prognosis() -> None:
    assert due(D19, notice=date(2026, 2, 28)) == {"D-68": "2027-02-28"}


@pytest.mark.requirement("N-04", "N-17", "N-18", "N-19")
def test_the_residence_card_of_a_recognised_refugee_starts_the_hand_over() -> None:
    assert due(D17, status="recognised", residence_card_received=TUESDAY) == {"N-17": "2026-11-17"}
    assert due(D17, status="ae-25-1", residence_card_received=TUESDAY) == {"N-17": "2026-11-17"}
    assert due(D17, status="duldung", residence_card_received=TUESDAY) == {}
    assert D17.rule("hand-over-integration-advice").fulfilled_by == "hand-over"


def test_the_rules_of_2019_do_not_reach_back_to_2017() -> None:
    assert due(D17, "assigned", assignment=TUESDAY, notice=TUESDAY) == {}


@pytest.mark.requirement("P-118")
def test_counselling_of_recognised_refugees_ends_three_months_after_the_move() -> None:
    moved = date(2026, 7, 3)
    assert due(PM, status="recognised", moved_to_own_flat=moved) == {"P-118": "2026-10-03"}
    assert due(PM, status="ae-25-2-subsidiary", moved_to_own_flat=moved) == {"P-118": "2026-10-03"}
    for status in ("pending", "aufenthaltsgestattung", "tolerated", "ae-25-3"):
        assert due(PM, status=status, moved_to_own_flat=moved) == {}


@pytest.mark.requirement("P-118")
def test_without_a_status_no_row_is_guessed() -> None:
    assert due(PM, moved_to_own_flat=TUESDAY) == {}


@pytest.mark.requirement("P-140")
def test_a_file_is_kept_for_two_years_after_moving_away() -> None:
    assert due(PM, moved_away=date(2024, 11, 22)) == {"P-140": "2026-11-22"}
    assert due(PM, moved_away=date(2026, 2, 28)) == {"P-140": "2028-02-28"}


def test_a_fallback_of_retention_never_falls_due_by_itself() -> None:
    assert due(D19, moved_away=TUESDAY, case_closed=TUESDAY) == {}
    assert due(PM, case_closed=TUESDAY, died=TUESDAY) == {}
    assert all(rule.fallback and rule.source.kind == "ours" for rule in D19.retention)


def test_local_holidays_move_an_act() -> None:
    fair = {date(2026, 11, 19): "Markttag"}
    row = due_rows(D19, {"assignment": TUESDAY}, holidays=fair)[0]
    assert row.due == date(2026, 11, 23)
    assert "Markttag" in row.because.de


def test_the_sentence_names_the_event_the_days_left_out_and_the_result() -> None:
    visit, welcome = due_rows(D19, {"assignment": date(2027, 5, 5)})
    assert visit.because.de == (
        "Zuweisung am Mittwoch, 05.05.2027; 2 Werktage danach ist Samstag, 08.05.2027. Nicht mitgezählt: Donnerstag, "
        "06.05.2027 (Christi Himmelfahrt). An einem Samstag, Sonntag oder Feiertag muss nichts getan werden; "
        "fällig ist Montag, 10.05.2027."
    )
    assert welcome.because.de == "Zuweisung am Mittwoch, 05.05.2027; 12 Monate enden mit Freitag, 05.05.2028."
    assert visit.because["en"].startswith("Assignment on Wednesday, 05.05.2027; 2 Werktage later is Saturday")
    leap = due_rows(D19, {"assignment": date(2028, 2, 29)})[1].because
    assert "Dem Monat fehlt der Tag" in leap.de
    assert (
        "läuft am Wochenende oder Feiertag nicht weiter" in due_rows(D19, {"notice": date(2026, 2, 28)})[0].because.de
    )


@given(
    st.dictionaries(st.sampled_from(list(EVENT_TITLES)), st.dates(date(2015, 1, 1), date(2060, 12, 31))),
    st.sampled_from(["assigned", "moved-in", "family", None]),
    st.sampled_from(["recognised", "tolerated", "ae-24", None]),
)
def test_each_rule_gives_one_row_at_most_and_none_before_its_event(
    events: dict[Event, date], arrival: Arrival | None, status: str | None
) -> None:
    for concept in (D17, D19, PM):
        rows = due_rows(concept, events, arrival, status)
        assert len({row.key for row in rows}) == len(rows)
        assert all(row.due >= row.started_on == events[row.starts_at] for row in rows)
        assert rows == sorted(rows, key=lambda row: (row.due, row.key))
        assert all(row.kind == "period" or row.due.weekday() < 5 for row in rows)
