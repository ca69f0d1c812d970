"""What must hold for any quarter: sums are sums, a cell is as long as its list, nothing hidden can be worked out."""

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lotse.accounts.access import rights_of
from lotse.audit.testing import arranging
from lotse.concept import load
from lotse.notes.actions import record_note
from lotse.notes.models import Note
from lotse.reports import small
from lotse.reports.annex1 import Quarter, last_day
from lotse.reports.page import gather, opened
from lotse.reports.posts import Place, _Held, _spans
from lotse.reports.tests.arranged import Q3, contact
from tests.world import World

CONCEPT = load.load_concept("dresden/2019-07-01")
DAYS = st.integers(-5, 100).map(lambda n: date(2026, 7, 1) + timedelta(days=n))
CONTACTS = st.lists(
    st.tuples(
        st.sampled_from(["miriam", "lena", "olga"]),
        DAYS,
        st.sampled_from(["individual", "phone", "home-visit", "group", "file-note"]),
        st.sets(st.sampled_from(["return", "education-system"])),
    ),
    max_size=10,
)


def page_of(world: World, reader: str, **query: str):  # type: ignore[no-untyped-def]
    request = RequestFactory().get("/", {"quartal": str(Q3)} | query)
    request.user, request.today = getattr(world, reader), world.today  # type: ignore[attr-defined]
    request._rights = rights_of(request.user, world.today)  # type: ignore[attr-defined]
    return request, gather(request, Q3)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contacts=CONTACTS)
def test_totals_are_the_sums_of_the_rows_and_a_cell_is_as_long_as_its_list(
    world: World, contacts: list[tuple[str, date, str, set[str]]]
) -> None:
    with arranging():
        Note.objects.all().delete()
    for who, on, form, topics in contacts:
        author, files = getattr(world, who), world.demir if who == "olga" else world.rahimi
        record_note(files, contact(on, form, *sorted(topics)), author=author, by=author)
    for reader in ("theo", "katrin", "miriam", "bernd", "jens"):
        _request, page = page_of(world, reader)
        figures = page.figures
        for column in figures.columns:
            parts = sum(
                line.number(column, figures.months)
                for line in figures.lines
                if line.kind in ("worker", "team", "provider")
            )
            assert parts == figures.sum_line.number(column, figures.months)
        for statistic in figures.statistics:
            if statistic.total == "sum":
                assert page.whole.total[statistic.key] == sum(row.figures[statistic.key] for row in page.whole.rows)
            else:
                assert page.whole.total[statistic.key] == sum(
                    row.figures[statistic.key] for row in page.whole.rows if row.month == Q3.months[2]
                )
        if reader != "jens":
            for line in (*figures.lines, figures.sum_line) if figures.lines else ():
                for column in figures.columns:
                    if number := line.number(column, figures.months):
                        request, found = page_of(world, reader, zelle=f"{column.cell}.{line.key}")
                        shown = opened(request, found)
                        assert shown is not None
                        assert shown["total"] == number == len(shown.get("notes", shown.get("files")))


@given(st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=2, max_size=5))
def test_no_hidden_number_can_be_found_by_subtracting(numbers: list[list[int]]) -> None:
    months, statistic = Q3.months, CONCEPT.statistics[0]
    regions = [{(statistic.key, m): n for m, n in zip(months, row, strict=True)} for row in numbers]
    hidden = [{span for _, span in cells} for cells in small.hide(regions, [statistic], months)]
    for row, cells in zip(numbers, hidden, strict=True):
        values = dict(zip((*months, None), (*row, sum(row)), strict=True))
        assert {span for span, n in values.items() if 0 < n < 3} <= cells
        assert len(cells) != 1  # with the sum of the row one alone could be found
    for span in (*months, None):
        assert sum(span in cells for cells in hidden) != 1  # and with the provider's total


ROLES = st.lists(
    st.tuples(st.sampled_from(["west", "nord", ""]), DAYS, st.one_of(st.none(), st.integers(0, 60))),
    min_size=1,
    max_size=5,
)


@given(ROLES)
def test_every_day_of_a_worker_belongs_to_exactly_one_place(roles: list[tuple[str, date, int | None]]) -> None:
    held = [
        _Held(
            Place(UUID(int=1), UUID(int=len(region)) if region else None, region),
            start,
            date.max if days is None else start + timedelta(days=days),
            UUID(int=n),
        )
        for n, (region, start, days) in enumerate(roles)
    ]
    first, last = Q3.months[0], Q3.last_day
    spans = list(_spans(held, first, last))
    assert (spans[0].from_on, spans[-1].until_on) == (first, last)
    for before, after in pairwise(spans):
        assert after.from_on == before.until_on + timedelta(days=1)
        assert after.place != before.place
    for span in spans:
        day = span.from_on
        in_force = {h.place for h in held if h.from_on <= day <= h.until_on}
        assert not in_force or span.place in in_force


@given(st.integers(2000, 2100), st.integers(1, 4), st.integers(-40, 40))
def test_quarters_follow_one_another(year: int, number: int, steps: int) -> None:
    quarter = Quarter(year, number)
    assert quarter.plus(steps).plus(-steps) == quarter == Quarter.parse(str(quarter))
    assert quarter.plus(1).months[0] == quarter.last_day + timedelta(days=1)
    assert all(Quarter.of(day) == quarter for month in quarter.months for day in (month, last_day(month)))
