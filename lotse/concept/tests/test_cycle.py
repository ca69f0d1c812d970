"""Gates and facts as pure functions, and the vocabulary of the cycle in a concept."""

from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotse.concept.cycle import FACTS, Facts, care_problems, fact, lacking, shut
from lotse.concept.load import SHIPPED, ConceptError, check_text, load_concept

PM, WIESBADEN, DRESDEN = (
    load_concept(key) for key in ("potsdam-mittelmark/2017-01-01", "wiesbaden/2007-10-01", "dresden/2019-07-01")
)
DAY = date(2026, 11, 23)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    values: dict[str, object] = {}
    for f in fields(Facts):
        kind = str(f.type)
        if "date" in kind:
            values[f.name] = draw(st.none() | days)
        elif "bool" in kind:
            values[f.name] = draw(st.sampled_from([None, True, False]))
        elif "Decision" in kind:
            values[f.name] = draw(st.sampled_from(["open", "case-management", "occasional"]))
        else:
            values[f.name] = draw(st.integers(0, 9))
    return Facts(**values)  # type: ignore[arg-type]


@pytest.mark.requirement("P-23", "W-11")
def test_the_steps_come_from_the_concept() -> None:
    assert [s.title.de for s in PM.steps] == [
        "Zuweisung", "Erstberatung", "Assessment", "Zielvereinbarung", "Hilfeplanung", "Leistungssteuerung",
        "Monitoring", "Abschluss",
    ]  # fmt: skip
    assert [s.title.de for s in WIESBADEN.steps] == [
        "Beratung", "Diagnose/Assessment", "Zielvereinbarung", "Hilfeplanung", "Eingliederungsvereinbarung",
        "Leistungssteuerung",
    ]  # fmt: skip
    assert DRESDEN.steps == ()


@pytest.mark.requirement("W-01")
def test_the_goals_of_wiesbaden_are_those_of_sgb_ii() -> None:
    assert [g.key for g in WIESBADEN.goal_areas] == ["work", "employability", "livelihood", "own-responsibility"]


@given(facts())
def test_every_step_says_in_both_languages_where_it_stands(some: Facts) -> None:
    for kind in FACTS:
        verdict = fact(kind, some)
        assert verdict.text.de.endswith(".") and verdict.text.en.endswith(".")
        if verdict.on:
            assert verdict.met
        for lack in lacking(kind, some):
            assert lack.code and lack.text.de.endswith(".") and lack.text.en.endswith(".")


@given(facts())
def test_a_step_is_shut_by_those_before_it_and_by_what_it_lacks_and_by_nothing_else(some: Facts) -> None:
    for step in PM.steps:
        before = [s for s in PM.steps if s.key in step.after and not fact(s.kind, some).met]
        codes = [lack.code for lack in shut(step, PM.steps, some)]
        assert codes == [f"before-{s.key}" for s in before] + [lack.code for lack in lacking(step.kind, some)]


def test_a_gate_opens_with_the_fact_and_shuts_when_it_is_taken_back() -> None:
    goals = next(s for s in PM.steps if s.kind == "goals")
    whole = Facts(
        decision="case-management", decided_on=DAY, assessed_on=DAY, goals=2, intermediate=1, planned_end_on=DAY
    )
    assert shut(goals, PM.steps, whole) == []
    assert [lack.code for lack in shut(goals, PM.steps, replace(whole, assessed_on=None))] == ["before-assessment"]


# --- several care problems --------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-85")
@given(st.dictionaries(st.sampled_from("abcdefgh"), days), days, st.integers(1, 5), st.integers(0, 120))
def test_care_problems_count_only_what_came_up_in_the_early_period(
    firsts: dict[str, date], opened_on: date, number: int, within: int
) -> None:
    last = opened_on + timedelta(days=within)
    early = {field: on for field, on in firsts.items() if on <= last}
    found = care_problems(firsts, opened_on, number=number, within=within)
    assert (found is not None) == (len(early) >= number)
    if found:
        named, since = found
        assert set(named) == set(early) and since in early.values()
        assert sum(on <= since for on in early.values()) >= number > sum(on < since for on in early.values())


# --- what a concept may not say ---------------------------------------------------------------------------------------
def changed(old: str, new: str) -> str:
    text = (SHIPPED / "potsdam-mittelmark" / "2017-01-01.toml").read_text("utf-8")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('after = ["first-interview"]\nrequirement = ["P-23", "P-90"]',
         'after = ["closure"]\nrequirement = ["P-23", "P-90"]', "steht nicht vor"),
        ('kind = "monitoring"', 'kind = "steering"', "steht schon bei einem Schritt davor"),
        ('kind = "monitoring"', 'kind = "dancing"', "unbekannt"),
        ('sensitive = true\nfile_fields = ["religion"]', 'file_fields = ["religion"]', "besonders geschützt"),
        ("value = 3\nours", "value = 2\nours", "aufsteigend"),
        ('file_fields = ["language-skills"]', 'file_fields = ["dreams"]', "gibt es unter file_fields nicht"),
    ],
)  # fmt: skip
def test_a_faulty_cycle_is_refused(old: str, new: str, word: str) -> None:
    with pytest.raises(ConceptError, match=word):
        check_text(changed(old, new), str(Path("potsdam-mittelmark") / "2017-01-01.toml"))


def test_an_aspect_about_sensitive_fields_is_on_once_a_purpose_switches_the_field_on() -> None:
    off = {a.key for a in PM.aspects if not PM.is_on(a)}
    assert off == {"health", "religion", "life-events"}
    text = changed(
        'key = "health"\ntitle = { de = "Gesundheitliche Situation", en = "Health situation" }\nsensitive = true\n'
        "enabled = false",
        'key = "health"\ntitle = { de = "Gesundheitliche Situation", en = "Health situation" }\nsensitive = true\n'
        'enabled = true\npurpose = { de = "Vermittlung in Behandlung", en = "Referral to treatment" }',
    )
    own = check_text(text, str(Path("potsdam-mittelmark") / "2017-01-01.toml"))
    assert {a.key for a in own.aspects if not own.is_on(a)} == {"religion", "life-events"}
