"""The read log: one row per person, file, kind and quarter of an hour."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from lotse.audit.models import ReadLog
from lotse.audit.reading import Reading, readers_of, readings_by, record_read

NOW = datetime(2026, 11, 23, 10, 44, 31, 5, tzinfo=UTC)
QUARTER = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
MIRIAM, OLGA, FILE = uuid4(), uuid4(), uuid4()


@pytest.mark.django_db
def test_reading_the_same_again_within_the_quarter_leaves_one_row():
    for minutes in (0, 0, -14):
        record_read(MIRIAM, FILE, "file", "team", NOW + timedelta(minutes=minutes))
    assert readers_of(FILE) == [Reading(MIRIAM, "file", "team", QUARTER)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        (OLGA, FILE, "file", "team", NOW),
        (MIRIAM, uuid4(), "file", "team", NOW),
        (MIRIAM, FILE, "export", "team", NOW),
        (MIRIAM, FILE, "file", "team", NOW + timedelta(minutes=1)),
    ],
)
def test_another_person_file_kind_or_quarter_is_another_row(other):
    record_read(MIRIAM, FILE, "file", "team", NOW)
    record_read(*other)
    assert ReadLog.objects.count() == 2


@pytest.mark.django_db
def test_who_saw_this_file_is_answered_newest_first_and_for_this_file_only():
    record_read(MIRIAM, FILE, "file", "team", NOW - timedelta(days=1))
    record_read(OLGA, FILE, "print", "cover", NOW)
    record_read(OLGA, uuid4(), "file", "team", NOW)
    assert [(r.user, r.kind, r.right) for r in readers_of(FILE)] == [(OLGA, "print", "cover"), (MIRIAM, "file", "team")]
    assert len(readers_of(FILE, limit=1)) == 1
    assert len(readings_by(OLGA)) == 2
    assert readings_by(MIRIAM) == [(FILE, Reading(MIRIAM, "file", "team", QUARTER - timedelta(days=1)))]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_written_at_once_and_the_connection_is_left_as_it_was():
    def durability():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit")
            return cursor.fetchone()[0]

    before = durability()
    record_read(MIRIAM, FILE, "file", "team", NOW)
    record_read(MIRIAM, FILE, "file", "team", NOW)
    assert ReadLog.objects.count() == 1
    assert not connection.in_atomic_block
    assert durability() == before


@pytest.mark.django_db
def test_a_second_reading_asks_but_does_not_write(django_assert_num_queries):
    record_read(MIRIAM, FILE, "file", "team", NOW)
    with django_assert_num_queries(1):
        record_read(MIRIAM, FILE, "file", "team", NOW)


@pytest.mark.django_db
def test_two_at_the_same_instant_leave_one_row(monkeypatch):
    """Both looked, neither saw the other: the table itself refuses the second."""
    record_read(MIRIAM, FILE, "file", "team", NOW)
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda self: False)
    record_read(MIRIAM, FILE, "file", "team", NOW)
    assert ReadLog.objects.count() == 1
