"""`lotse generate`: many invented people, written as real ones are."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from lotse.accounts.models import Installation, RoleHeld
from lotse.audit.models import WriteLog
from lotse.cases.models import Allocation, Deadline, File
from lotse.desk import generate
from lotse.notes.models import Note
from lotse.people.models import Person
from lotse.people.search_index import disagreements
from lotse.vault.fields import Sealed

TODAY = date(2026, 11, 20)


@pytest.fixture
def filled(db: None) -> None:
    generate.fill(90, 900, seed=7, today=TODAY)


def drawn() -> list[tuple[object, ...]]:
    """What seed and day alone decide."""
    people = Person.objects.order_by("identifiers__value").values_list(
        "family_name",
        "given_name",
        "original_name",
        "birth_year",
        "identifiers__value",
        "files__opened_on",
        "files__region",
    )
    notes = Note.objects.order_by("on", "form", "finalised_at").values_list(
        "on", "form", "follow_up_on", "author__email"
    )
    return [*people, *notes]


def test_as_many_persons_and_notes_are_there_as_were_asked_for_and_search_knows_all(filled: None) -> None:
    assert Person.objects.count() == File.objects.count() == 90
    assert Note.objects.count() == 900
    assert Installation.objects.get().is_demo
    assert not disagreements()
    days = list(File.objects.values_list("opened_on", flat=True))
    assert TODAY - timedelta(days=3 * 366) < min(days) < TODAY - timedelta(days=600)
    assert max(days) <= TODAY


def test_the_same_seed_draws_the_same_people_and_another_seed_others(db: None) -> None:
    def once(seed: int) -> list[tuple[object, ...]]:
        from django.db import transaction

        with transaction.atomic():
            generate.fill(30, 120, seed=seed, today=TODAY)
            found = drawn()
            transaction.set_rollback(True)
        return found

    first = once(3)
    assert len(first) == 150
    assert once(3) == first
    assert once(4) != first


def test_notes_are_sealed_with_keys_of_their_own_and_stand_in_the_write_log(filled: None) -> None:
    note = Note.objects.filter(follow_up_on__isnull=False).first()
    assert note is not None
    assert isinstance(note.__dict__["summary"], Sealed)
    assert note.summary.endswith(".")
    assert note.follow_up
    entries = list(note.in_files.all())
    assert entries
    assert len({bytes(key) for key in Note.objects.values_list("in_files__wrapped_key", flat=True)}) >= 900
    assert WriteLog.objects.filter(table_name="notes_note", operation="insert").count() == 900
    assert set(WriteLog.objects.values_list("actor", flat=True)) == {"system:demo"}


def test_one_file_has_two_hundred_notes_and_the_workers_have_about_eighty_files(filled: None) -> None:
    assert File.objects.annotate(n=Count("notes_in")).filter(n=200).count() == 1
    loads = Allocation.objects.filter(until_on=None).values("user").annotate(n=Count("pk")).values_list("n", flat=True)
    assert loads and max(loads) <= generate.PER_WORKER
    assert RoleHeld.objects.filter(confirmed_at=None, role="social-worker").count() == 0


def test_first_visits_meet_their_deadline_and_nobody_is_written_about_before_arriving(filled: None) -> None:
    met = Deadline.objects.filter(rule="first-visit", met_on__isnull=False)
    assert met.exists()
    for row in met:
        note = Note.objects.get(pk=row.met_by)
        assert (note.form, note.on) == ("home-visit", row.met_on)
        assert row.met_on >= row.started_on
    for arrived_on, on in Note.objects.filter(in_files__file__events__kind="assignment").values_list(
        "in_files__file__events__on", "on"
    ):
        assert arrived_on <= on <= TODAY


def test_people_who_moved_away_have_closed_files_and_no_notes_afterwards(db: None) -> None:
    generate.fill(200, 600, seed=2, today=TODAY)
    closed = File.objects.filter(closed_on__isnull=False)
    assert closed.exists()
    for file in closed:
        assert file.events.filter(kind="case-closed", on=file.closed_on).exists()
        assert not file.allocations.filter(until_on=None).exists()
        assert not file.notes_in.filter(note__on__gt=file.closed_on).exists()
        assert not file.deadlines.filter(superseded_at=None, kind="deadline", met_on=None).exists()


def test_an_installation_that_is_in_use_is_refused_and_stays_as_it_was(filled: None) -> None:
    with pytest.raises(CommandError, match="schon eingerichtet"):
        call_command("generate", persons=5)
    assert Person.objects.count() == 90
