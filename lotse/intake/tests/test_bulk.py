"""Ten thousand rows must not take ten thousand questions to the database."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotse.intake.assignments import prepare
from lotse.intake.columns import ASSIGNMENTS, map_columns
from lotse.intake.sheets import Row, Sheet
from lotse.intake.takeover import take_over
from lotse.intake.tests.conftest import HEADINGS, person
from tests.world import World


def long_list(count: int, start: int) -> Sheet:
    rows = []
    for at in range(count):
        born = date(1950, 1, 1) + timedelta(days=37 * (start + at))
        row = person(
            Aktenzeichen=f"B-{start + at}", Haushalt=f"H-{at // 3}", Familienname=f"Bekele{chr(97 + at % 26)}",
            Geburtsdatum=born, Vorname=f"Selam{chr(97 + at // 26 % 26)}",
        )  # fmt: skip
        rows.append(Row(at + 2, tuple(row.get(heading) for heading in HEADINGS)))
    return Sheet(HEADINGS, rows, 1)


def queries(world: World, count: int, start: int) -> int:
    sheet = long_list(count, start)
    with CaptureQueriesContext(connection) as captured:
        preview = prepare(sheet, map_columns(HEADINGS, ASSIGNMENTS), today=world.today)
        take_over(preview, holder=world.office, today=world.today, by="import")
    assert preview.new + preview.possible_duplicates == count
    return sum("SAVEPOINT" not in query["sql"] for query in captured)


@pytest.mark.django_db
def test_the_number_of_queries_hardly_grows_with_the_list(world: World) -> None:
    small, large = queries(world, 30, 0), queries(world, 330, 50)
    # bulk inserts are cut into statements of at most 999 values: a few more, not one for each of 300 people
    assert large - small < 150
