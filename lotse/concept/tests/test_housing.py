"""A flat of one's own: no order of steps passes a shut gate; which procedure; rents."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotse.concept.entries import Source
from lotse.concept.housing import Facts, Missing, Procedure, RentLimit, RentTable, fits, missing_for, procedure_for
from lotse.concept.load import ConceptError, check_text, from_canonical, load_concept
from lotse.concept.vocabulary import Text

CONCEPT = load_concept("potsdam-mittelmark/2017-01-01")
APPROVAL, ASSURANCE = CONCEPT.housing_procedures
BODIES = [one.key for one in APPROVAL.hearings]

# What can happen, in any order: our steps ask their gate, what others answer does not.
ANSWERS = ("hear:0", "hear:1", "approve", "refuse", "assure", "lose", "ask-deposit", "grant-deposit", "drop-deposit")
STEPS = ("application", "decision", "search", "lease", "move", "registrations")


def after(procedure: Procedure, facts: Facts, happened: str) -> Facts:
    """The facts after one thing has happened out there."""
    kind, _, n = happened.partition(":")
    changed: dict[str, dict[str, object]] = {
        "hear": {"heard": facts.heard | {BODIES[int(n or 0)]}}, "approve": {"approved": True},
        "refuse": {"approved": False}, "assure": {"assured": True}, "lose": {"assured": False},
        "ask-deposit": {"asked": facts.asked | {"deposit"}},
        "grant-deposit": {"granted": facts.granted | (facts.asked & {"deposit"})},
        "drop-deposit": {"asked": facts.asked - {"deposit"}, "granted": facts.granted - {"deposit"}},
        "application": {"applied": True}, "move": {"moved": True},
    }  # fmt: skip
    return replace(facts, **changed.get(kind, {}))  # type: ignore[arg-type]


@pytest.mark.requirement("P-50")
@given(st.lists(st.sampled_from((*ANSWERS, *STEPS)), max_size=30))
def test_no_order_of_steps_signs_a_lease_before_the_costs_are_assured(happened: list[str]) -> None:
    facts, assured, deposit = Facts(), False, "none"
    for one in happened:
        if one == "lease":
            may_sign = assured and deposit != "asked"
            assert (not missing_for(ASSURANCE, "lease", facts)) == may_sign
            continue
        facts = after(ASSURANCE, facts, one)
        assured = True if one == "assure" else False if one == "lose" else assured
        deposit = {
            "ask-deposit": "asked" if deposit == "none" else deposit, "drop-deposit": "none",
            "grant-deposit": "granted" if deposit == "asked" else deposit,
        }.get(one, deposit)  # fmt: skip


@pytest.mark.requirement("P-42")
@given(st.lists(st.sampled_from((*ANSWERS, *STEPS)), max_size=30))
def test_no_order_of_steps_decides_before_both_were_heard(happened: list[str]) -> None:
    facts = Facts()
    for n, one in enumerate(happened):
        if one == "decision":
            before = set(happened[:n])
            may_decide = {"application", "hear:0", "hear:1"} <= before
            assert (not missing_for(APPROVAL, "decision", facts)) == may_decide
        else:
            facts = after(APPROVAL, facts, one)


@pytest.mark.requirement("P-43")
def test_the_search_begins_with_the_approval() -> None:
    heard = Facts(applied=True, heard=frozenset(BODIES))
    for does in ("search", "lease"):
        assert missing_for(APPROVAL, does, heard) == (Missing("approval"),)
        assert missing_for(APPROVAL, does, replace(heard, approved=True)) == ()
    assert missing_for(ASSURANCE, "search", Facts()) == ()
    assert missing_for(APPROVAL, "offer", Facts()) == ()  # what was offered is a fact, no step of ours


@pytest.mark.requirement("P-51")
def test_registrations_begin_with_the_day_of_moving_in() -> None:
    assert missing_for(ASSURANCE, "registrations", Facts()) == (Missing("move"),)
    assert missing_for(ASSURANCE, "registrations", Facts(moved=True)) == ()
    assert [one.key for one in ASSURANCE.registrations] == [
        "residents", "immigration-office", "social-office", "jobcenter", "energy",
    ]  # fmt: skip


@pytest.mark.requirement("P-39")
@pytest.mark.requirement("P-40")
@pytest.mark.requirement("P-41")
def test_the_report_has_its_criteria_and_the_one_on_proceedings_is_no_part_of_it() -> None:
    open_ = {one.key for one in APPROVAL.open_criteria}
    house_rules = {"hygiene", "cleaning", "waste", "fire-safety", "resources"}
    assert house_rules <= open_
    assert open_ - house_rules == {"german", "society", "neighbours", "day", "work", "money"}
    assert [one.key for one in APPROVAL.restricted_criteria] == ["proceedings"]
    assert not CONCEPT.enabled(APPROVAL.restricted_criteria[0].file_field)


@pytest.mark.requirement("P-46")
@pytest.mark.parametrize(
    ("benefit", "key"),
    [("asylblg-3", "approval"), ("asylblg-2", "approval"), ("sgb-2", "assurance"), ("sgb-12", "assurance"),
     ("own-income", None), (None, None)],
)  # fmt: skip
def test_the_benefit_says_which_procedure(benefit: str | None, key: str | None) -> None:
    found = procedure_for(CONCEPT.housing_procedures, benefit)
    assert (found.key if found else None) == key


# --- rents ------------------------------------------------------------------------------------------------------------
OURS = Source("ours", (), Text("x", "x"))
LIMITS = RentTable(
    "kdu", Text("x", "x"), OURS,
    tuple(RentLimit(date(year, 1, 1), persons, Decimal(300 * persons + year - 2020))
          for year in (2024, 2026) for persons in (1, 2, 3)),
)  # fmt: skip


@pytest.mark.requirement("P-44")
@given(st.integers(1, 5), st.dates(date(2023, 1, 1), date(2027, 12, 31)), st.decimals(0, 2000, places=2))
def test_the_limit_is_of_the_newest_set_for_exactly_so_many(persons: int, on: date, rent: Decimal) -> None:
    limit = LIMITS.limit_for(persons, on)
    if persons > 3 or on < date(2024, 1, 1):
        assert limit is None and fits(limit, rent) == "unknown"
        return
    assert limit is not None and limit.persons == persons
    assert limit.valid_from == (date(2026, 1, 1) if on >= date(2026, 1, 1) else date(2024, 1, 1))
    assert fits(limit, rent) == ("within" if rent <= limit.amount else "above")
    assert fits(limit, None) == "unknown"


@pytest.mark.requirement("P-44")
def test_the_shipped_table_has_no_amounts_and_says_why() -> None:
    (table,) = CONCEPT.rent_tables
    assert table.limits == () and table.source.text and "keine Beträge" in table.source.text.de
    assert {one.rent_table for one in CONCEPT.housing_procedures} == {table.key}


# --- an installation's own --------------------------------------------------------------------------------------------
HEAD = 'extends = "potsdam-mittelmark/2017-01-01"\nin_force_on = 2027-01-01\n'
AMOUNTS = """
[[rent_table]]
key = "kdu"
title = { de = "Geschäftsanweisung KdU", en = "KdU instruction" }
ours = { de = "Geschäftsanweisung vom 1. Januar 2027", en = "Instruction of 1 January 2027" }

[[rent_table.limit]]
valid_from = 2027-01-01
persons = 1
amount = 480.50
"""
DOUBLE = """
[[housing_procedure]]
key = "mine"
title = { de = "Eigenes", en = "Own" }
opens_with = "approval"
decided_by = { de = "Amt", en = "Office" }
benefits = ["sgb-2"]
ours = { de = "Test", en = "Test" }

[[housing_procedure.step]]
key = "a"
does = "lease"
title = { de = "A", en = "A" }
[[housing_procedure.step]]
key = "b"
does = "lease"
title = { de = "B", en = "B" }
"""


def own(folder: Path, text: str) -> Path:
    path = folder / "mine" / "2027-01-01.toml"
    path.parent.mkdir()
    path.write_text(HEAD + text, "utf-8")
    return path


@pytest.mark.requirement("P-44")
def test_an_installation_enters_its_amounts_and_they_survive_adoption(tmp_path: Path) -> None:
    child = check_text(own(tmp_path, AMOUNTS).read_text("utf-8"), str(tmp_path / "mine" / "2027-01-01.toml"))
    for concept in (child, from_canonical(child.canonical)):
        limit = concept.rent_tables[0].limit_for(1, date(2027, 5, 1))
        assert limit is not None and limit.amount == Decimal("480.50")
        assert concept.housing_procedures[0].hearings == APPROVAL.hearings


def test_a_gate_no_step_could_open_and_a_benefit_with_two_ways_are_faults(tmp_path: Path) -> None:
    path = own(tmp_path, DOUBLE)
    with pytest.raises(ConceptError) as caught:
        check_text(path.read_text("utf-8"), str(path))
    said = str(caught.value)
    assert "braucht den Schritt „application“" in said and "braucht den Schritt „decision“" in said
    assert "den Schritt „lease“ gibt es schon" in said and "gilt schon das Verfahren „assurance“" in said
