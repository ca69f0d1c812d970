"""Uploads and filed documents: sealed on disk, name included, and gone when their key is."""

import hashlib
import stat
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lotse.vault import keys, stored
from lotse.vault.errors import KeyDestroyed, SealBroken, VaultError
from lotse.vault.models import StoredFile

DATA = b"%PDF-1.7 Bescheid vom 20.11.2026"


def everything_on_disk(settings):
    return b"".join(path.read_bytes() for path in settings.LOTSE_DATA.rglob("*") if path.is_file())


def test_a_stored_file_comes_back_whole_with_its_name(subject, organisation):
    by = uuid4()
    row = stored.store_bytes(DATA, "Bescheid Rahimi.pdf", organisation=organisation, subject=subject, by=by)
    row = StoredFile.objects.get(pk=row.pk)
    assert stored.read_bytes(row.pk) == DATA
    assert (row.name, row.size, row.stored_by, row.under) == ("Bescheid Rahimi.pdf", len(DATA), by, subject)


def test_neither_content_nor_name_lies_open_on_disk(subject, organisation, settings):
    row = stored.store_bytes(DATA, "Bescheid Rahimi.pdf", organisation=organisation, subject=subject)
    on_disk = everything_on_disk(settings)
    assert on_disk.startswith(b"v1:")
    assert b"Bescheid" not in on_disk
    assert b"Rahimi" not in on_disk
    path = stored.path_of(row.pk)
    assert path == settings.LOTSE_DATA / "files" / str(row.pk)[-2:] / str(row.pk)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert hashlib.sha256(path.read_bytes()).hexdigest() == row.sealed_sha256


def test_without_a_subject_the_organisation_keeps_the_key(writing, organisation):
    row = stored.store_bytes(DATA, "Liste.xlsx", organisation=organisation)
    assert row.under == organisation
    assert stored.read_bytes(row.pk) == DATA


def test_nothing_is_stored_under_a_file_of_another_organisation(subject):
    with pytest.raises(VaultError, match="does not belong"):
        stored.store_bytes(DATA, "x", organisation=uuid4(), subject=subject)


def test_files_exchanged_on_disk_do_not_open(subject, organisation):
    first, second = (stored.store_bytes(DATA, "x", organisation=organisation, subject=subject) for _ in range(2))
    stored.path_of(first.pk).write_bytes(stored.path_of(second.pk).read_bytes())
    with pytest.raises(VaultError):
        stored.read_bytes(first.pk)


def test_a_file_missing_on_disk_is_named(subject, organisation):
    row = stored.store_bytes(DATA, "x", organisation=organisation, subject=subject)
    stored.path_of(row.pk).unlink()
    with pytest.raises(SealBroken, match=f"{row.pk} is missing"):
        stored.read_bytes(row.pk)


def test_a_destroyed_file_leaves_only_the_row(subject, organisation, settings, django_capture_on_commit_callbacks):
    row = stored.store_bytes(DATA, "Bescheid.pdf", organisation=organisation, subject=subject)
    with django_capture_on_commit_callbacks(execute=True):
        stored.destroy(row.pk)
        stored.destroy(row.pk)
    again = StoredFile.objects.get(pk=row.pk)
    assert (bytes(again.wrapped), again.name) == (b"", None)
    assert everything_on_disk(settings) == b""
    with pytest.raises(KeyDestroyed):
        stored.read_bytes(row.pk)


def test_it_dies_with_the_key_of_its_file(subject, organisation):
    row = stored.store_bytes(DATA, "x", organisation=organisation, subject=subject)
    keys.destroy_key(subject)
    with pytest.raises(KeyDestroyed):
        stored.read_bytes(row.pk)


def test_what_no_row_knows_is_swept_after_a_day(subject, organisation, settings):
    kept = stored.store_bytes(DATA, "A.pdf", organisation=organisation, subject=subject)
    lost = stored.seal_bytes(DATA, "B.pdf", organisation=organisation, subject=subject)  # its transaction broke
    (stored.folder() / "ab").mkdir(exist_ok=True)
    (stored.folder() / "ab" / "not-ours").write_text("x")
    now = timezone.now()
    assert stored.sweep(now) == 0, "it may still be on its way"
    assert stored.sweep(now + timedelta(days=2)) == 1
    assert not stored.path_of(lost.pk).exists() and stored.read_bytes(kept.pk) == DATA


def test_bytes_may_lie_under_a_key_their_owner_keeps(subject, organisation):
    secret = keys.random_key()
    row = stored.store_bytes(DATA, "A.pdf", organisation=organisation, subject=subject, secret=secret)
    assert stored.read_bytes(row.pk) == DATA, "by the subject's key"
    keys.destroy_key(subject)
    assert stored.read_bytes(row.pk, secret=secret) == DATA
    with pytest.raises(KeyDestroyed):
        stored.read_bytes(row.pk)
