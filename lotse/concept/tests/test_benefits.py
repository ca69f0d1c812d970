"""Benefit rules: a suggestion with its reasons, a question, or what is missing; never anything else."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotse.concept.benefits import Facts, Finding, findings, fitting
from lotse.concept.load import SHIPPED, ConceptError, check_any, load_federal
from lotse.concept.periods import Calendar, add_months

FEDERAL = load_federal("federal/2026-01-01")
TEXT = (SHIPPED / "federal" / "2026-01-01.toml").read_text("utf-8")
BERLIN = Calendar("BE")


def found(facts: Facts, on: date) -> dict[str, Finding]:
    return {f.rule.key: f for f in findings(FEDERAL, facts, BERLIN, on)}


@pytest.mark.requirement("P-28")
def test_thirty_six_months_end_on_their_calendar_day_and_the_suggestion_holds_from_the_next() -> None:
    """By hand: entered on 30.11.2023; the day of entry does not count; 36 months end on 30.11.2026, a Monday."""
    facts = Facts("aufenthaltsgestattung", date(2024, 1, 9), "asylblg-3", {"entered-germany": date(2023, 11, 30)})
    finding = found(facts, date(2026, 12, 1))["analogous-after-36-months"]
    assert finding.outcome == "suggest"
    assert finding.rule.suggests == ("asylblg-2",)
    assert finding.from_on == date(2026, 12, 1)
    assert [(day.on, day.state) for day in finding.days] == [
        (date(2023, 11, 30), "event"),
        (date(2026, 11, 30), "due"),
    ]
    announced = date(2026, 12, 1) - timedelta(days=60)
    assert "analogous-after-36-months" in found(facts, announced)
    assert found(facts, announced - timedelta(days=1)) == {}


def test_eighteen_months_end_on_a_sunday_and_do_not_run_on() -> None:
    facts = Facts("ae-25-5", date(2026, 1, 1), "asylblg-2", {"first-suspension": date(2025, 8, 28)})
    assert found(facts, date(2027, 3, 1))["ae-25-5-after-18-months"].from_on == date(2027, 3, 1)  # 28.02.2027: Sunday


def test_who_is_recognised_changes_at_the_end_of_the_month() -> None:
    for since, from_on in ((date(2026, 11, 1), date(2026, 12, 1)), (date(2026, 12, 31), date(2027, 1, 1))):
        facts = Facts("ae-25-1", since, "asylblg-3")
        assert found(facts, from_on)["end-of-month-after-recognition"].from_on == from_on
        assert found(facts, from_on - timedelta(days=1)) == {}


def test_a_missing_day_is_asked_for_and_temporary_protection_never_gets_a_suggestion() -> None:
    assert found(Facts("duldung", date(2024, 1, 1), "asylblg-3"), date(2026, 1, 1))[
        "analogous-after-36-months"
    ].outcome == "missing"  # fmt: skip
    for day in (date(2022, 4, 1), date(2025, 3, 31), date(2025, 4, 1), date(2026, 11, 1)):
        facts = Facts("ae-24", day, "sgb-2", {"first-permit": day})
        outcomes = {f.outcome for f in found(facts, date(2026, 11, 23)).values()}
        assert outcomes == ({"ask"} if day > date(2025, 3, 31) else set())


def test_a_ban_on_deportation_alone_or_a_benefit_of_another_kind_gives_nothing() -> None:
    assert fitting(FEDERAL, "ae-25-3", "sgb-2") == []
    assert fitting(FEDERAL, "", "") == []
    assert fitting(FEDERAL, "duldung-60d", "own-income") == []


STATUS = st.sampled_from([s.key for s in FEDERAL.statuses])
BENEFIT = st.sampled_from(["", *(b.key for b in FEDERAL.benefits)])
DAY = st.dates(date(2015, 1, 1), date(2030, 12, 31))
DAYS = st.dictionaries(st.sampled_from([k.key for k in FEDERAL.key_dates]), DAY)


@given(STATUS, DAY, BENEFIT, DAYS, DAY)
def test_no_rule_suggests_what_somebody_has_or_before_its_time(
    status: str, since: date, benefit: str, days: dict[str, date], on: date
) -> None:
    for finding in findings(FEDERAL, Facts(status, since, benefit, days), BERLIN, on):
        assert benefit not in finding.rule.suggests
        assert (finding.outcome == "suggest") == (finding.from_on is not None)
        if finding.from_on:
            assert finding.from_on - timedelta(days=60) <= on
        if finding.outcome == "missing":
            assert not set(finding.rule.wants) & set(days)
        if finding.days:
            start, months = days[finding.counted_from], finding.rule.after
            assert months is not None
            assert finding.from_on == add_months(start, months.months or 0) + timedelta(days=1)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('suggests = ["asylblg-2"]', 'suggests = ["asylblg-4"]', "gibt es unter benefits nicht"),
        ('statuses = ["ae-25-5"]', 'statuses = ["ae-99"]', "weder Status noch Gruppe"),
        ('outcome = "ask"', 'outcome = "tell"', "tell"),
        ("on = 2026-10-01  ", "on = 2026-10-02  ", "das Beispiel ergibt asylblg-2"),
        ("after = { months = 36 }", "after = { werktage = 36 }", "keine Werktage"),
    ],
)
def test_a_faulty_rule_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(ConceptError) as error:
        check_any(TEXT.replace(old, new, 1), str(Path("federal") / "2026-01-01.toml"))
    assert message in str(error.value)
    assert error.value.problems[0].line > 100


@pytest.mark.requirement("N-17", "P-135")
def test_every_status_of_the_list_names_its_group_its_paper_and_the_benefits_that_go_with_it() -> None:
    keys = {s.key for s in FEDERAL.statuses}
    needed = """
        ankunftsnachweis aufenthaltsgestattung duldung duldung-60b duldung-60c duldung-60d grenzuebertrittsbescheinigung
        ausreisepflichtig ae-16g ae-22 ae-23-1 ae-23-2 ae-23a ae-24 ae-25-1 ae-25-2-refugee ae-25-2-subsidiary ae-25-3
        ae-25-4 ae-25-5 ae-25a ae-25b ae-104c
    """
    assert set(needed.split()) <= keys
    for status in FEDERAL.statuses:
        assert status.groups or status.key.startswith("fiktion"), status.key
        assert status.paper or status.key == "citizen", status.key
