"""Moves and courses for readers of sums alone: no number that could be a person somebody knows, and none to be found by
subtracting."""

from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lotse.accounts.models import User
from lotse.accounts.permissions import Role
from lotse.cases import life
from lotse.programmes import rows
from lotse.programmes.models import Course
from lotse.reports import small
from tests.county import County
from tests.world import make_staff

YEAR = "?von=01.01.2026&bis=31.12.2026"
FLAT = life.Address("own-flat", "", "Uferweg", "2", "14542", "Werder (Havel)", "Werder (Havel)")
CELLS = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12)), min_size=1, max_size=5)


@given(CELLS, st.booleans())
def test_no_small_number_is_shown_nor_found_by_subtracting(cells: list[tuple[int, int]], whole: bool) -> None:
    numbers, mine = [n for n, _m in cells], [min(n, m) for n, m in cells]
    found = small.column(numbers, mine, whole=whole)
    hidden = [n for n, cell in zip(numbers, found.lines, strict=True) if isinstance(cell, str)]
    for number, own, cell in zip(numbers, mine, found.lines, strict=True):
        if own == number:
            assert cell == number  # who may open all of it sees all of it
        elif not whole or number - own < small.HIDDEN_BELOW:
            assert isinstance(cell, str)
        else:
            assert cell == number
    assert isinstance(found.total, str) == bool(hidden)  # with a sum, what is shown would tell what is not
    if not hidden:
        assert found.total == sum(numbers)


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(0, 800))
def test_only_a_calendar_year_is_a_whole_time(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    is_year = first == date(first.year, 1, 1) and last == date(first.year, 12, 31)
    assert small.is_year(first, last) == is_year


@pytest.fixture
def ada(county: County) -> User:
    return make_staff(date(2025, 1, 1), "Ada Sommer", county.office, Role.ANALYST)


def look(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return html


def cell(html: str, label: str) -> str:
    return html.split(f'data-l="{label}"')[1].split("</td>")[0].split(">", 1)[1]


@pytest.mark.requirement("P-152")
def test_moves_of_one_or_two_are_hidden_from_who_opens_no_file(county: County, ada: User) -> None:
    place = "/berichte/umzuege/"
    life.move(county.tesfay, "moved-to-own-flat", date(2026, 10, 31), FLAT, by=county.sonja)
    html = look(ada, place + YEAR)
    assert "&lt;3" in cell(html, "Personen") and "&lt;3" in cell(html, "Haushalte")
    assert "Wer die Akten nicht öffnen darf" in html
    assert "1" in cell(look(county.heike, place + YEAR), "Personen")
    assert "Wer die Akten nicht öffnen darf" not in look(county.heike, place + YEAR)
    life.move(county.haidari, "moved-to-own-flat", date(2026, 11, 9), FLAT, by=county.sonja)
    html = look(ada, place + YEAR)
    assert cell(html, "Personen").strip() == "4" and "&lt;3" in cell(html, "Haushalte")
    for other in ("?von=01.10.2026&bis=31.12.2026", "?von=01.01.2026&bis=30.12.2026", ""):
        assert "–" in cell(look(ada, place + other), "Personen")


@pytest.mark.requirement("P-151")
def test_courses_of_one_or_two_are_hidden_from_who_opens_no_file(county: County, ada: User) -> None:
    place, nadia, yonas = "/berichte/integrationskurse/", county.haidari[0], county.tesfay[0]
    for file in (nadia, yonas):
        values = {"result": "passed", "result_on": date(2026, 3, 4), "result_level": "B1"}
        rows.enter(Course(file=file, kind="integrationskurs"), values, by=county.sonja)
    assert "&lt;3" in cell(look(ada, place + YEAR), "Bestanden")
    assert "2" in cell(look(county.gerd, place + YEAR), "Bestanden")  # the provider's own management
    rows.enter(Course(file=nadia, kind="integrationskurs"), values, by=county.sonja)
    assert cell(look(ada, place + YEAR), "Bestanden").strip() == "3"
    assert "–" in cell(look(ada, place + "?von=01.03.2026&bis=31.03.2026"), "Bestanden")
