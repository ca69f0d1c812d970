"""Rotating master keys: everything opens afterwards, nothing destroyed comes back, a crash does no harm."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lotse.vault import keys, ledger, masters, rotation
from lotse.vault.errors import KeyDestroyed
from lotse.vault.models import SubjectKey


@pytest.fixture
def held(writing, organisation):
    return keys.new_keys((uuid4(), organisation) for _ in range(7))


def rotate(organisation, now=None):
    master = rotation.begin(organisation, now or timezone.now())
    rotation.rewrap(organisation, master)
    return master


def age(organisation, number, days):
    path = masters.path_of(organisation, number)
    made = masters.load(organisation, number).made_at - timedelta(days=days)
    path.write_text(f"made: {made.isoformat()}\n" + path.read_text().splitlines()[1])


def test_after_rotating_every_key_is_the_same_and_hangs_on_the_new_master(held, organisation):
    assert rotate(organisation).number == 2
    assert keys.open_keys(held) == held
    assert set(SubjectKey.objects.values_list("master_number", flat=True)) == {2}
    masters.path_of(organisation, 1).unlink()
    assert keys.open_keys(held) == held


def test_other_organisations_are_left_alone(held, organisation):
    keys.new_key(other := uuid4(), elsewhere := uuid4())
    rotate(organisation)
    assert SubjectKey.objects.get(subject=other).master_number == 1
    assert masters.numbers(elsewhere) == [1]


def test_a_destroyed_key_is_not_rewrapped(held, organisation):
    gone = next(iter(held))
    keys.destroy_key(gone)
    rotate(organisation)
    row = SubjectKey.objects.get(subject=gone)
    assert (row.master_number, bytes(row.wrapped)) == (1, b"")
    with pytest.raises(KeyDestroyed):
        keys.open_key(gone)


def test_a_crash_in_the_middle_leaves_everything_open_and_the_next_run_goes_on(held, organisation, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)

    class PowerCut(Exception): ...

    def cut(line):
        if line == "4/7":
            raise PowerCut

    master = rotation.begin(organisation, timezone.now())
    with pytest.raises(PowerCut):
        rotation.rewrap(organisation, master, cut)
    assert SubjectKey.objects.filter(master_number=1).count() == 3
    assert keys.open_keys(held) == held
    assert rotation.retire(organisation, timezone.now() + timedelta(days=400)) == []
    assert rotate(organisation).number == 2  # the same one, not a third
    assert masters.numbers(organisation) == [1, 2]
    assert keys.open_keys(held) == held


def test_a_crash_while_the_new_key_is_written_leaves_no_half_key(held, organisation, monkeypatch):
    class PowerCut(Exception): ...

    def cut(*arguments):
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(masters.os, "link", cut)
        with pytest.raises(PowerCut):
            rotation.begin(organisation, timezone.now())
    assert masters.numbers(organisation) == [1]
    assert rotate(organisation).number == 2
    assert keys.open_keys(held) == held


def test_the_new_key_is_on_disk_for_good_before_anything_hangs_on_it(held, organisation, monkeypatch):
    order = []
    fsync = masters.os.fsync
    monkeypatch.setattr(masters.os, "fsync", lambda handle: (order.append("fsync"), fsync(handle)))
    rewrapped = keys.rewrapped
    monkeypatch.setattr(keys, "rewrapped", lambda *a: (order.append("rewrap"), rewrapped(*a))[1])
    rotate(organisation)
    assert order[: order.index("rewrap")].count("fsync") >= 2  # the file and its folder
    assert "rewrap" in order


def test_an_old_master_key_goes_when_nothing_uses_it_and_no_backup_is_so_old(held, organisation):
    now = timezone.now()
    rotate(organisation)
    age(organisation, 2, 90)
    age(organisation, 1, 400)
    assert rotation.retire(organisation, now - timedelta(minutes=5)) == []  # replaced 90 days ago, not longer
    assert rotation.retire(organisation, now + timedelta(minutes=5)) == [1]
    assert masters.numbers(organisation) == [2]
    assert keys.open_keys(held) == held


def test_it_is_the_day_of_being_replaced_that_counts_not_the_day_of_being_made(held, organisation):
    age(organisation, 1, 400)
    rotate(organisation)
    assert rotation.retire(organisation, timezone.now()) == []


def test_an_old_master_key_that_something_still_uses_stays(held, organisation):
    rotate(organisation)
    row = SubjectKey.objects.first()
    SubjectKey.objects.filter(pk=row.pk).update(
        master_number=1, wrapped=keys.rewrapped(row, masters.load(organisation, 1))
    )
    assert rotation.retire(organisation, timezone.now() + timedelta(days=400)) == []


def test_the_newest_master_key_never_goes(held, organisation):
    for subject in held:
        keys.destroy_key(subject)
    assert rotation.retire(organisation, timezone.now() + timedelta(days=4000)) == []


def test_content_destroyed_is_gone_from_old_backups_with_the_last_master_key(held, organisation):
    """The promise of destroying: an old copy of the row is worth nothing once the horizon has passed."""
    gone = next(iter(held))
    backup = SubjectKey.objects.get(subject=gone)
    keys.destroy_key(gone)
    assert keys.opened(backup) == held[gone]  # until then it would still open
    rotate(organisation)
    rotation.retire(organisation, timezone.now() + timedelta(days=91))
    with pytest.raises(keys.KeyMissing):
        keys.opened(backup)


def test_the_ledger_is_completed_from_the_database(held):
    gone = next(iter(held))
    keys.destroy_key(gone)  # the commit, and with it the ledger, never comes in this test
    assert ledger.read() == set()
    rotation.complete_ledger()
    assert ledger.read() == {gone}


def test_an_organisation_without_keys_gets_its_first(writing, organisation):
    assert rotate(organisation).number == 1
