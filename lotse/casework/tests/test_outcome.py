"""Self-reliance before and after: in the evaluation of a case, and counted over those that have ended."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lotse.audit.models import ReadLog
from lotse.cases.models import File
from lotse.casework import assessment, cycle
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.outcome import WAYS, Outcome, lines, outcomes_of, steps
from lotse.casework.tests.helpers import client_of, get, taken_over
from lotse.concept.load import load_concept
from tests.county import CONCEPT, County

ADDRESS = "/fallsteuerung/selbststaendigkeit/"
LEVELS = ("acute", "with-much-help", "with-help", "mostly-alone")


def rated(county: County, run: Cycle, levels: dict[str, int], *, occasion: str = "baseline") -> StepTaken:
    row = assessment.begin_version(run, occasion, by=county.sonja)
    assessment.rate(row, {field: LEVELS[n] for field, n in levels.items()}, by=county.sonja)
    return assessment.finish(row, county.today, deviation="kurz", by=county.sonja)


def case(
    county: County, file: File, before: dict[str, int], after: dict[str, int], *, ended: bool = True, ago: int = 20
) -> Cycle:
    run = taken_over(file, county.today - timedelta(days=ago), by=county.sonja)
    rated(county, run, before)
    rated(county, run, after, occasion="final")
    if ended:
        cycle.end(run, county.today, "self-steering", deviation="geht allein", by=county.sonja)
    return run


def cell(page: str, field: str, at: int) -> str:
    return page.split(f">{field}</th>")[1].split("</tr>")[0].split("<td")[at].split(">", 1)[1]


@pytest.mark.requirement("P-05")
def test_the_evaluation_compares_the_beginning_with_the_end(county: County) -> None:
    run = taken_over(county.haidari[0], county.today - timedelta(days=20), by=county.sonja)
    address = f"/akten/{run.file_id}/fallsteuerung/abschluss/"
    assert "Noch nicht zu vergleichen" in get(county.sonja, address)
    rated(county, run, {"housing": 0, "language": 1, "health": 2})
    assert "Noch nicht zu vergleichen" in get(county.sonja, address), "one version says nothing of a change"
    last = rated(county, run, {"housing": 3, "language": 1, "health": 1, "social": 2}, occasion="final")
    page = get(county.sonja, address)
    assert "In 1 von 3 Handlungsfeldern selbständiger." in page, "what was rated once does not count"
    assert "4 weitgehend selbständig" in page
    cycle.undo(last, "noch nicht fertig", by=county.sonja)
    assert "Noch nicht zu vergleichen" in get(county.sonja, address), "what is taken back counts no more"


@pytest.mark.requirement("P-05")
def test_it_is_counted_over_ended_cases_and_every_number_opens(county: County) -> None:
    case(county, county.haidari[0], {"housing": 0, "language": 2}, {"housing": 2, "language": 1})
    case(county, county.haidari[1], {"housing": 1}, {"housing": 2})
    case(county, county.tesfay[0], {"housing": 0}, {"housing": 3}, ended=False)
    page = get(county.ute, ADDRESS)
    assert "2 Fälle sind beendet" in page
    assert ">2<" in cell(page, "Wohnen", 1) and cell(page, "Wohnen", 2).startswith("0"), "a running case is not counted"
    assert ">1<" in cell(page, "Sprache", 3)
    opened = get(county.ute, ADDRESS + "?feld=language&wie=worse")
    assert "Haidari, Nadia" in opened and "Haidari, Omid" not in opened
    assert ReadLog.objects.filter(user=county.ute.pk, file=county.haidari[0].pk, kind="outcome").exists()
    assert "Haidari" not in get(county.pavel, ADDRESS + "?feld=language&wie=worse"), "not his cases"


def test_who_reads_no_notes_sees_no_small_number_and_opens_none(county: County) -> None:
    case(county, county.haidari[0], {"housing": 0}, {"housing": 2})
    page = get(county.heike, ADDRESS + "?feld=housing&wie=better")
    assert "Haidari" not in page and "wie=better" not in page and "nicht gezeigt" in page
    assert cell(page, "Wohnen", 4).startswith("nicht gezeigt"), "nor can it be worked out from the sum"


@given(
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from("xyz")),
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from("xyz")),
)
def test_each_field_rated_twice_counts_once_and_the_way_back_is_the_opposite(
    first: dict[str, str], last: dict[str, str]
) -> None:
    values = {"x": 1, "y": 2, "z": 3}
    there, back = steps(values, first, values, last), steps(values, last, values, first)
    assert {s.field for s in there} == set(first) & set(last) and len(there) == len({s.field for s in there})
    opposite = {"better": "worse", "worse": "better", "same": "same"}
    assert {s.field: opposite[s.way] for s in there} == {s.field: s.way for s in back}


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=12), st.integers(0, 12))
def test_no_hidden_number_follows_from_the_others(pairs: list[tuple[int, int]], own: int) -> None:
    concept = load_concept(CONCEPT)
    field = concept.fields_of_action[0].key
    day = concept.in_force_on
    found = [Outcome(day, day, steps({"a": a, "b": b}, {field: "a"}, {"a": a, "b": b}, {field: "b"})) for a, b in pairs]
    for line in lines(concept, found, found[:own]):
        numbers = dict(line.numbers)
        assert tuple(numbers) == WAYS
        unread = [outcome.steps[0].way for outcome in found[own:]]
        small = {way for way in WAYS if unread.count(way) in (1, 2)}
        hidden = {way for way, n in numbers.items() if n is None}
        assert small <= hidden and (len(hidden) >= 2 if small else not hidden), "of three one alone could be worked out"
        assert (line.of is None) == (None in numbers.values())
        if line.of is not None:
            assert line.of == len(pairs) == sum(n or 0 for n in numbers.values())


def test_forty_cases_cost_as_much_as_one(county: County) -> None:
    case(county, county.haidari[0], {"housing": 0}, {"housing": 2})

    def cost() -> int:
        client = client_of(county.ute)
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ADDRESS + "?feld=housing&wie=better").status_code == 200
        return len(captured)

    one = cost()
    for _n in range(39):
        case(county, county.haidari[0], {"housing": 0}, {"housing": 2}, ago=0)
    assert len(outcomes_of(Cycle.objects.values_list("pk", flat=True))) == 40
    assert cost() == one
