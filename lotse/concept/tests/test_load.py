"""A faulty concept is refused as a whole, and each fault says where it stands and what is allowed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lotse.concept import load
from lotse.concept.load import ConceptError, Problem, check_any, check_text, from_canonical, load_concept
from lotse.concept.quotes import all_quotes, quote, render

FICTIONAL = Path(__file__).parent / "fictional"
FILE = FICTIONAL / "musterstadt" / "2024-02-01.toml"
GOOD = FILE.read_text("utf-8")
Edit = Callable[[str], str]


def swap(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert text.count(old) >= 1, old
        return text.replace(old, new, 1)

    return edit


def problems_of(edit: Edit) -> list[Problem]:
    with pytest.raises(ConceptError) as caught:
        check_text(edit(GOOD), str(FILE))
    return caught.value.problems


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


FAULTS: list[tuple[Edit, str, str]] = [
    # (edit, what stands in the line named, what the message says)
    (swap('land = "NW"', 'land = "XX"'), 'land = "XX"', "NW"),
    (swap("authority = {", 'colour = "red"\nauthority = {'), "colour", "unbekannter Schlüssel „colour“"),
    (swap('kind = "deadline"', 'kind = "frist"'), 'kind = "frist"', "deadline, period"),
    (swap('starts_at = "moved-in"', 'starts_at = "arrived"'), 'starts_at = "arrived"', "assignment, moved-in"),
    (swap('"moved-in", "family"', '"moved-in", "cousin"'), "cousin", "assigned, moved-in, family"),
    (swap("within = { werktage = 2 }", "within = { weeks = 2 }"), "weeks", "werktage"),
    (swap("within = { werktage = 2 }", "within = { werktage = 2, months = 1 }"), "months = 1", "genau eine Angabe"),
    (swap("within = { werktage = 2 }", 'within = { werktage = "zwei" }'), "zwei", "ganze Zahl"),
    (swap("within = { werktage = 2 }\n", ""), "[[deadline]]", "„within“ fehlt"),
    (swap(', en = "First call"', ""), "Erster Anruf", "beiden Sprachen"),
    (swap('en = "First call"', 'en = " "'), "Erster Anruf", "beiden Sprachen"),
    (swap('forms = ["phone"]\nours = "made-up"', 'forms = ["phone"]'), "[[deadline]]", "die Quelle fehlt"),
    (swap('forms = ["phone"]\nours = "made-up"', 'forms = ["phone"]\nrequirement = "D-999"'), "D-999", "D-999"),
    (swap('forms = ["phone"]\nours = "made-up"', 'forms = ["phone"]\nrequirement = []'), "requirement = []", "leer"),
    (swap('forms = ["phone"]\nours = "made-up"', 'forms = ["phone"]\nours = "gone"'), '"gone"', "made-up"),
    (
        swap('forms = ["phone"]\nours = "made-up"', 'forms = ["phone"]\nrequirement = "D-27"\npractice = "made-up"'),
        "practice",
        "nur eine Quelle",
    ),
    (swap('forms = ["phone"]', 'forms = ["fax"]'), "fax", "erlaubt: phone"),
    (swap("expect = 2026-11-24", "expect = 2026-11-23"), "expect = 2026-11-23", "das Beispiel ergibt 2026-11-24"),
    (swap("expect = 2026-11-24", 'expect = "soon"'), "soon", "nothing"),
    (swap('deadline = "first-call"', 'deadline = "other"'), 'deadline = "other"', "erlaubt: first-call"),
    (swap("given = { moved-in", "given = { arrived"), "arrived", "assignment"),
    (swap('arrival = "moved-in"\nexpect', 'arrival = "moved-in"\nstatus = "king"\nexpect'), "king", "recognised"),
    (swap('key = "phone"', 'key = "Phone Call"'), "Phone Call", "kleine Buchstaben"),
    (swap("count = 1", "count = 2"), "count = 2", "2 angegeben, 1 benannt"),
    (swap("in_force_on = 2024-02-01", "in_force_on = 2024-03-01"), "2024-03-01", "die Datei heißt 2024-02-01"),
    (swap("in_force_on = 2024-02-01", 'in_force_on = "bald"'), "bald", "Datum"),
    (swap("federal/2026-01-01", "federal/1999-01-01"), "1999", "federal/2026-01-01"),
    (swap('kind = "stadtteil"', 'kind = "viertel"'), "viertel", "stadtteil"),
    (swap('key = "dorf", ', ""), "Dorf an der Mühle", "„key“ fehlt"),
    (swap('kind = "deadline"', 'kind = "period"'), "within", "keine Werktage"),
]


@pytest.mark.parametrize(("edit", "where", "message"), FAULTS)
def test_each_fault_is_told_with_its_line_and_what_is_allowed(edit: Edit, where: str, message: str) -> None:
    found = problems_of(edit)
    line = line_of(edit(GOOD), where)
    assert [p for p in found if p.line == line and message in p.message], found
    assert all(p.file == str(FILE) for p in found)


def test_a_rule_without_an_example_is_refused() -> None:
    start, end = GOOD.index("[[example]]"), GOOD.index("[[level]]")
    [problem] = problems_of(lambda text: text[:start] + text[end:])
    assert "hat kein Beispiel" in problem.message
    assert problem.line == line_of(GOOD, "[[deadline]]")


def test_a_key_given_twice_is_refused_where_it_stands_the_second_time() -> None:
    start, end = GOOD.index("[[form]]"), GOOD.index("[[deadline]]")
    text = GOOD[:end] + GOOD[start:end] + GOOD[end:]
    [problem] = problems_of(lambda _: text)
    assert problem.line == text[:end].count("\n") + 1
    assert "zweimal" in problem.message


def test_all_faults_come_at_once_and_in_order() -> None:
    def edit(text: str) -> str:
        return swap('kind = "deadline"', 'kind = "frist"')(swap('land = "NW"', 'land = "XX"')(text))

    found = problems_of(edit)
    assert len(found) == 2
    assert [p.line for p in found] == sorted(p.line for p in found)
    assert str(found[0]).startswith(f"{FILE}:4: ")


def test_text_that_is_no_toml_names_its_line() -> None:
    [problem] = problems_of(lambda text: text + "\nkey = = 1\n")
    assert problem.line == GOOD.count("\n") + 2


def test_a_sensitive_field_needs_a_purpose_before_it_may_be_switched_on() -> None:
    entry = '\n[[file_field]]\nkey = "religion"\ntitle = { de = "Religion", en = "Religion" }\nsensitive = true\n'
    [problem] = problems_of(lambda text: text + entry + 'ours = "made-up"\n')
    assert "Zweck" in problem.message
    check_text(GOOD + entry + 'enabled = false\nours = "made-up"\n', str(FILE))
    purpose = 'purpose = { de = "Seelsorge vermitteln", en = "Arranging pastoral care" }\n'
    assert check_text(GOOD + entry + purpose + 'ours = "made-up"\n', str(FILE)).enabled("religion")


@pytest.mark.requirement("D-14")
def test_a_municipality_that_uses_the_vocabulary_needs_no_python() -> None:
    concept = load_concept("musterstadt/2024-02-01", [FICTIONAL])
    assert concept.land == "NW"
    assert concept.region_of("Dorf an der Mühle", "Musterstadt").region_key == "altes-dorf"
    assert concept.status_by_label("Duldung") is not None
    assert "musterstadt/2024-02-01" in load.available([FICTIONAL])
    assert "musterstadt/2024-02-01" not in load.available()


def test_a_concept_of_ones_own_cannot_replace_one_that_comes_with_lotse(tmp_path: Path) -> None:
    shipped = load.SHIPPED / "federal" / "2026-01-01.toml"
    (tmp_path / "federal").mkdir()
    (tmp_path / "federal" / shipped.name).write_text(shipped.read_text("utf-8"), "utf-8")
    with pytest.raises(ConceptError, match="gibt es schon"):
        load.available([tmp_path])


def test_an_installation_may_add_a_federal_version_of_its_own(tmp_path: Path) -> None:
    text = (load.SHIPPED / "federal" / "2026-01-01.toml").read_text("utf-8").replace("2026-01-01", "2027-01-01")
    (tmp_path / "federal").mkdir()
    (tmp_path / "federal" / "2027-01-01.toml").write_text(text.replace("AsylbLG, Grundleistungen", "Neu"), "utf-8")
    concept = check_text(GOOD.replace("federal/2026-01-01", "federal/2027-01-01"), str(FILE), [tmp_path])
    assert concept.benefits[0].title.de.startswith("Neu")
    assert concept.digest != load_concept("musterstadt/2024-02-01", [FICTIONAL]).digest


def test_the_digest_ignores_comments_and_spaces_and_sees_every_value() -> None:
    digest = check_text(GOOD, str(FILE)).digest
    assert check_text(GOOD.replace("# a Friday", "#").replace("\n\n", "\n\n\n"), str(FILE)).digest == digest
    assert check_text(GOOD.replace("First call", "First phone call"), str(FILE)).digest != digest


@pytest.mark.parametrize("key", [key for key in load.available() if not key.startswith("federal/")])
def test_a_concept_comes_back_from_its_canonical_text_as_it_was(key: str) -> None:
    concept = load_concept(key)
    again = from_canonical(load.canonical_text(concept))
    assert again.digest == concept.digest
    assert list(load.entries_of(again)) == list(load.entries_of(concept))
    assert again.federal.statuses == concept.federal.statuses


def test_asking_for_what_is_not_there_names_what_is() -> None:
    with pytest.raises(ConceptError, match="dresden/2019-07-01"):
        load_concept("nirgendwo/2020-01-01")
    with pytest.raises(ConceptError, match="kein Konzept einer Kommune"):
        load_concept("federal/2026-01-01")


def test_the_federal_collection_is_held_to_the_same_checks() -> None:
    path = load.SHIPPED / "federal" / "2026-01-01.toml"
    text = path.read_text("utf-8").replace('groups = ["tolerated"]', 'groups = ["forgotten"]', 1)
    with pytest.raises(ConceptError) as caught:
        check_any(text, str(path))
    assert caught.value.problems[0].line == line_of(text, "forgotten")


# --- the sentences behind the requirements ---
def test_the_quotations_are_those_of_the_requirements() -> None:
    requirements = Path(__file__).parents[3] / "docs" / "requirements.toml"
    shipped = Path(load.__file__).with_name("quotes.toml").read_text("utf-8")
    assert shipped == render(requirements.read_text("utf-8")), "python -m lotse.concept.quotes docs/requirements.toml"
    assert len(all_quotes()) == 371


def test_an_entry_leads_to_its_sentence_and_document() -> None:
    rule = load_concept("dresden/2019-07-01").rule("first-visit")
    assert rule.source.id == "D-27"
    assert "innerhalb von zwei Werktagen" in rule.source.quotes[0].quote
    assert quote("D-27").document.startswith("Leistungsbeschreibung")
