"""An installation's own concept says only what differs from another."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotse.concept import load
from lotse.concept.extends import Origin, written
from lotse.concept.load import ConceptError, check_any, from_canonical, load_concept, load_federal

PARENT = "potsdam-mittelmark/2017-01-01"
HEAD = f'extends = "{PARENT}"\nin_force_on = 2026-12-01\n'
VULNERABILITY = """
[[file_field]]
key = "vulnerability"
title = { de = "Besondere Schutzbedürftigkeit", en = "Special need of protection" }
sensitive = true
enabled = true
purpose = { de = "Beratung schutzbedürftiger Personen.", en = "Counselling of vulnerable persons." }
requirement = "P-17"
"""


def own(folder: Path, text: str, key: str = "potsdam-mittelmark/2026-12-01") -> str:
    path = folder / f"{key}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return key


def problems(folder: Path, text: str) -> list[load.Problem]:
    with pytest.raises(ConceptError) as caught:
        load_concept(own(folder, text), [folder])
    return caught.value.problems


def test_six_lines_switch_a_sensitive_field_on_and_leave_everything_else(tmp_path: Path) -> None:
    parent = load_concept(PARENT)
    child = load_concept(own(tmp_path, HEAD + VULNERABILITY), [tmp_path])
    assert child.enabled("vulnerability")
    assert not parent.enabled("vulnerability")
    assert [f.key for f in child.file_fields] == [f.key for f in parent.file_fields], "it keeps its place in the order"
    assert child.rules == parent.rules
    assert child.in_force_on.isoformat() == "2026-12-01"
    assert child.digest != parent.digest


def test_what_is_adopted_is_the_whole_text(tmp_path: Path) -> None:
    child = load_concept(own(tmp_path, HEAD + VULNERABILITY), [tmp_path])
    again = from_canonical(load.canonical_text(child))
    assert "extends" not in load.canonical_text(child)
    assert again.digest == child.digest
    assert list(load.entries_of(again)) == list(load.entries_of(child))


def test_a_new_entry_is_added_at_the_end_and_one_may_build_on_ones_own(tmp_path: Path) -> None:
    topic = '[[method]]\nkey = "chess"\ntitle = { de = "Schach", en = "Chess" }\nours = { de = "x", en = "x" }\n'
    first = own(tmp_path, HEAD + topic)
    second = own(
        tmp_path, f'extends = "{first}"\nin_force_on = 2027-01-01\n' + topic.replace("Schach", "Dame"),
        "potsdam-mittelmark/2027-01-01",
    )  # fmt: skip
    found = load_concept(second, [tmp_path])
    assert found.methods[-1].title.de == "Dame"
    assert len(found.methods) == len(load_concept(PARENT).methods) + 1


def test_a_federal_list_may_be_extended_and_a_label_changed(tmp_path: Path) -> None:
    text = (
        'extends = "federal/2026-01-01"\nin_force_on = 2027-01-01\n[[benefit]]\nkey = "sgb-2"\n'
        'title = { de = "SGB II, neue Grundsicherung", en = "SGB II" }\naliases = ["SGB II"]\nrequirement = "P-28"\n'
    )
    key = own(tmp_path, text, "federal/2027-01-01")
    federal = load_federal(key, [tmp_path])
    assert [b.key for b in federal.benefits] == [b.key for b in load_federal("federal/2026-01-01").benefits]
    child = load_concept(own(tmp_path, f'{HEAD}federal = "{key}"\n'), [tmp_path])
    assert "neue Grundsicherung" in next(b.title.de for b in child.benefits if b.key == "sgb-2")


def test_examples_of_a_replaced_rule_go_with_it_and_its_own_are_wanted(tmp_path: Path) -> None:
    rule = """
[[deadline]]
key = "{key}"
title = {{ de = "Ende", en = "End" }}
kind = "period"
starts_at = "moved-to-own-flat"
within = {{ months = 6 }}
statuses = ["recognised"]
requirement = "P-118"
"""
    key = next(d.key for d in load_concept(PARENT).deadlines if d.starts_at == "moved-to-own-flat")
    text = HEAD + rule.format(key=key)
    assert "hat kein Beispiel" in str(problems(tmp_path, text)[0])
    example = (
        f'[[example]]\ndeadline = "{key}"\ngiven = {{ moved-to-own-flat = 2026-08-31 }}\nstatus = "recognised"\n'
        "expect = 2027-02-28\n"
    )
    child = load_concept(own(tmp_path, text + example), [tmp_path])
    assert child.rule(key).within.months == 6


def test_a_fault_is_told_in_the_file_in_which_it_stands(tmp_path: Path) -> None:
    mine = HEAD + VULNERABILITY.replace("sensitive = true", "sensitive = 1")
    (fault,) = problems(tmp_path, mine)
    assert fault.file.endswith("2026-12-01.toml")
    assert fault.line == 7
    topic = '[[topic]]\nkey = "x"\ntitle = { de = "x", en = "x" }\nfield = "nowhere"\nours = { de = "x", en = "x" }\n'
    (fault,) = problems(tmp_path, HEAD + topic)
    assert (Path(fault.file).name, fault.line) == ("2026-12-01.toml", 6)


def test_a_fault_the_child_causes_in_an_inherited_entry_names_the_parents_file(tmp_path: Path) -> None:
    text = 'extends = "federal/2026-01-01"\nin_force_on = 2027-01-01\n' + (
        '[[status]]\nkey = "duldung"\ntitle = { de = "Duldung", en = "Duldung" }\ngroups = ["settled"]\n'
        'ours = "own-knowledge"\n'
    )
    key = own(tmp_path, text, "federal/2027-01-01")
    with pytest.raises(ConceptError) as caught:
        load_federal(key, [tmp_path])
    parent = load.SHIPPED / "federal" / "2026-01-01.toml"
    lines = parent.read_text("utf-8").splitlines()
    for fault in caught.value.problems:
        assert fault.file == str(parent)
        assert "expect" in lines[fault.line - 1], "a worked case of the parent no longer comes out"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('extends = "nirgends/2020-01-01"\nin_force_on = 2026-12-01\n', "gibt es nicht; erlaubt: dresden"),
        ('extends = "federal/2026-01-01"\nin_force_on = 2026-12-01\n', "gibt es nicht; erlaubt: dresden"),
        (f'extends = "{PARENT}"\n', "in_force_on"),
        ("extends = 3\nin_force_on = 2026-12-01\n", "Schlüssel eines Konzepts"),
        ('extends = "potsdam-mittelmark/2026-12-01"\nin_force_on = 2026-12-01\n', "im Kreis"),
    ],
)
def test_what_cannot_be_extended_is_refused_in_words(tmp_path: Path, text: str, message: str) -> None:
    (fault,) = problems(tmp_path, text)
    assert message in fault.message


def test_checking_a_file_finds_its_parent(tmp_path: Path) -> None:
    path = tmp_path / "potsdam-mittelmark" / "2026-12-01.toml"
    assert check_any(HEAD + VULNERABILITY, str(path)).key == "potsdam-mittelmark/2026-12-01"


KEYS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6)


@given(KEYS, KEYS)
def test_theirs_keep_their_order_and_mine_replace_or_follow(theirs: list[str], mine: list[str]) -> None:
    parent = {"topic": [{"key": key, "from": "parent"} for key in theirs]}
    child = {"extends": "p", "in_force_on": 1, "topic": [{"key": key, "from": "child"} for key in mine]}
    whole = written(child, Origin("child", ""), lambda key: (parent, Origin("parent", "")))
    keys = [entry["key"] for entry in whole.raw["topic"]]
    assert keys == theirs + [key for key in mine if key not in theirs]
    for number, entry in enumerate(whole.raw["topic"]):
        assert entry["from"] == ("child" if entry["key"] in mine else "parent")
        origin, place = whole.place_of(("topic", number, "title"))
        assert origin.filename == entry["from"]
        assert place == ("topic", (mine if entry["key"] in mine else theirs).index(entry["key"]), "title")
