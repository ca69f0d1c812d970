"""Keys of subjects: made, opened, handed over, destroyed."""

import stat
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from lotse.vault import keys, ledger, masters
from lotse.vault.errors import KeyDestroyed, KeyMissing, SealBroken, VaultError, WrongKey
from lotse.vault.models import SubjectKey


def test_a_key_made_is_the_key_opened(writing, organisation):
    made = keys.new_key(subject := uuid4(), organisation)
    assert len(made) == 32
    assert keys.open_key(subject) == made
    assert keys.open_keys([subject, uuid4()]) == {subject: made}


def test_many_keys_at_once_are_all_different_and_lie_under_their_own_organisation(writing):
    pairs = [(uuid4(), organisation) for organisation in (uuid4(), uuid4()) for _ in range(3)]
    made = keys.new_keys(pairs)
    assert len(set(made.values())) == 6
    assert keys.open_keys(made) == made
    assert dict(SubjectKey.objects.values_list("subject", "organisation")) == dict(pairs)


def test_the_key_itself_is_not_in_the_database(subject):
    assert keys.open_key(subject) not in bytes(SubjectKey.objects.get().wrapped)


def test_master_keys_are_files_that_only_we_can_read(subject, organisation):
    path = masters.path_of(organisation, 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["1.key"]
    assert "secret" not in repr(masters.load(organisation, 1))


def test_a_master_key_is_never_written_over(organisation):
    first = masters.make(organisation, 1)
    assert masters.make(organisation, 1) == first  # two processes made number 1: both use the one that was first


@pytest.mark.django_db
def test_an_unknown_subject_has_no_key():
    with pytest.raises(KeyMissing, match="There is no key"):
        keys.open_key(uuid4())


def test_a_lost_master_key_is_named_and_not_replaced(subject, organisation):
    masters.path_of(organisation, 1).unlink()
    with pytest.raises(KeyMissing, match=r"1\.key is missing\. Put it back"):
        keys.open_key(subject)
    with pytest.raises(KeyMissing, match="Put the folder back"):
        keys.new_key(uuid4(), organisation)
    assert masters.numbers(organisation) == []


@pytest.mark.parametrize("text", ["", "made: 2026-11-23T00:00:00+00:00\n", "made: x\nkey: AAAA\n", "garbage"])
def test_a_damaged_master_key_is_named(subject, organisation, text):
    masters.path_of(organisation, 1).write_text(text)
    with pytest.raises(KeyMissing, match="is damaged"):
        keys.open_key(subject)


def test_the_master_key_of_another_organisation_does_not_open_it(subject, organisation, writing):
    keys.new_key(uuid4(), other := uuid4())
    SubjectKey.objects.filter(subject=subject).update(organisation=other)
    with pytest.raises(WrongKey):
        keys.open_key(subject)


def test_nor_does_the_own_master_key_filed_under_another_organisation(subject, organisation):
    """Whoever can write the database and copy key files still cannot make a file look like the other organisation's."""
    other = uuid4()
    masters.ensure_folder(masters.folder(other))
    masters.path_of(other, 1).write_bytes(masters.path_of(organisation, 1).read_bytes())
    SubjectKey.objects.filter(subject=subject).update(organisation=other)
    with pytest.raises(SealBroken):
        keys.open_key(subject)


def test_a_wrapped_key_moved_to_another_subject_does_not_open(subject, organisation):
    keys.new_key(other := uuid4(), organisation)
    SubjectKey.objects.filter(subject=other).update(wrapped=SubjectKey.objects.get(subject=subject).wrapped)
    with pytest.raises(SealBroken):
        keys.open_key(other)


# --- handing over -----------------------------------------------------------------------------------------------------
def test_after_handing_over_only_the_new_organisation_opens_it(subject, organisation):
    before, receiver = keys.open_key(subject), uuid4()
    keys.rewrap_to_organisation(subject, receiver)
    masters.path_of(organisation, 1).unlink()
    assert keys.open_key(subject) == before
    masters.path_of(receiver, 1).unlink()
    with pytest.raises(KeyMissing, match=str(receiver)):
        keys.open_key(subject)


# --- destroying -------------------------------------------------------------------------------------------------------
def test_a_destroyed_key_is_gone_from_the_row_and_stays_gone(subject, organisation, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        keys.destroy_key(subject)
        keys.destroy_key(subject)
    row = SubjectKey.objects.get(subject=subject)
    assert bytes(row.wrapped) == b""
    assert keys.is_destroyed(subject)
    for attempt in (
        lambda: keys.open_key(subject),
        lambda: keys.wrap(keys.random_key(), under=subject),
        lambda: keys.rewrap_to_organisation(subject, organisation),
    ):
        with pytest.raises(KeyDestroyed):
            attempt()
    assert keys.open_keys([subject]) == {}
    assert ledger.read() == {subject}


def test_a_destroyed_subject_gets_no_second_key(subject, organisation):
    keys.destroy_key(subject)
    with pytest.raises(IntegrityError, match=r"UNIQUE|unique"), transaction.atomic():
        keys.new_key(subject, organisation)


def test_the_ledger_survives_a_torn_line():
    ledger.add([first := uuid4()])
    with ledger.path().open("a") as file:
        file.write(str(uuid4())[:20])
    ledger.add([second := uuid4()])
    assert ledger.read() == {first, second}
    assert stat.S_IMODE(ledger.path().stat().st_mode) == 0o600


# --- keys under keys --------------------------------------------------------------------------------------------------
def test_a_key_wrapped_under_two_files_opens_under_each_and_under_no_third(subject, organisation):
    keys.new_keys([(second := uuid4(), organisation), (third := uuid4(), organisation)])
    note_key = keys.random_key()
    wrapped = {file: keys.wrap(note_key, under=file) for file in (subject, second)}
    assert keys.unwrap(wrapped[subject], under=subject) == note_key
    assert keys.unwrap(wrapped[second], under=second) == note_key
    with pytest.raises(WrongKey):
        keys.unwrap(wrapped[subject], under=third)


def test_a_note_in_two_files_dies_with_the_last_of_them(subject, organisation):
    keys.new_key(second := uuid4(), organisation)
    note_key = keys.random_key()
    wrapped = {file: keys.wrap(note_key, under=file) for file in (subject, second)}
    keys.destroy_key(subject)
    assert keys.unwrap(wrapped[second], under=second) == note_key
    keys.destroy_key(second)
    for file in (subject, second):
        with pytest.raises(KeyDestroyed):
            keys.unwrap(wrapped[file], under=file)


# --- what belongs to an organisation ----------------------------------------------------------------------------------
def test_a_draft_opens_for_its_organisation_in_its_place_only(writing, organisation):
    sealed = keys.seal_for_organisation(organisation, "notes_draft.text:1", b"angefangen")
    assert b"angefangen" not in sealed
    assert keys.open_for_organisation(organisation, "notes_draft.text:1", sealed) == b"angefangen"
    with pytest.raises(SealBroken):
        keys.open_for_organisation(organisation, "notes_draft.text:2", sealed)
    other = uuid4()
    keys.seal_for_organisation(other, "x", b"")
    with pytest.raises(WrongKey):
        keys.open_for_organisation(other, "notes_draft.text:1", sealed)


def test_a_file_cannot_pose_as_an_organisation(subject):
    with pytest.raises(VaultError, match="another organisation"):
        keys.seal_for_organisation(subject, "x", b"")


def test_keys_lie_where_the_settings_say(subject, organisation):
    assert masters.path_of(organisation, 1).is_relative_to(settings.LOTSE_KEYS)
