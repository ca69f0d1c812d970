"""Seals: whatever is done to sealed rows is found, with its batch."""

import re
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lotse.audit import seals, triggers
from lotse.audit.models import ReadLog, Seal, WriteLog
from lotse.audit.reading import record_read
from lotse.audit.testing import arranging
from lotse.vault.models import SubjectKey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.LOTSE_KEYS = tmp_path / "keys"


def write(count=1):
    with arranging():
        for _ in range(count):
            SubjectKey.objects.create(subject=uuid4(), organisation=uuid4(), master_number=1, wrapped=b"")


def tamper(statement, *parameters):
    """As somebody would who owns the database: triggers off, change, triggers on again."""
    triggers.drop()
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    triggers.install()


@pytest.fixture
def sealed():
    """Two seals over the write log, one over the read log."""
    write(3)
    record_read(uuid4(), uuid4(), "file", "team")
    seals.seal("write")
    seals.seal("read")
    write(2)
    seals.seal("write")
    assert seals.verify() == []


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_new_entries_are_sealed_once_and_found_sound():
    write(3)
    assert "Schreibprotokoll: 3 Einträge unter 1 neuen Siegeln" in run("audit", "seal")
    assert "Schreibprotokoll: 0 Einträge unter 0 neuen Siegeln" in run("audit", "seal")
    write(1)
    assert "Schreibprotokoll: unversehrt; 1 Einträge noch nicht versiegelt" in run("audit", "verify")
    (seal,) = Seal.objects.all()
    assert (seal.number, seal.count, seal.previous) == (1, 3, "")


def test_a_long_log_is_sealed_in_batches_each_hanging_on_the_one_before(monkeypatch):
    monkeypatch.setattr(seals, "BATCH", 2)
    write(5)
    made = seals.seal("write")
    assert [(seal.number, seal.count) for seal in made] == [(1, 2), (2, 2), (3, 1)]
    assert [seal.previous for seal in made] == ["", made[0].mac, made[1].mac]
    assert seals.verify() == []


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        (
            "UPDATE audit_writelog SET actor = 'system:demo' WHERE id = {first}",
            "Siegel 1 .*: ein Eintrag wurde verändert",
        ),
        ("UPDATE audit_writelog SET at = '2020-01-01 00:00:00+00:00' WHERE id = {last}", "Siegel 2 .*: ein Eintrag"),
        ("DELETE FROM audit_writelog WHERE id = {first}", "Siegel 1 .*: 3 Einträge wurden versiegelt, 2 sind da"),
        ("DELETE FROM audit_writelog WHERE id = {last}", "Siegel 2 .*: 2 Einträge wurden versiegelt, 1 sind da"),
        ("UPDATE audit_readlog SET \"right\" = 'none'", "Leseprotokoll, Siegel 1 .*: ein Eintrag wurde verändert"),
        ("DELETE FROM audit_readlog", "Leseprotokoll, Siegel 1 .*: 1 Einträge wurden versiegelt, 0 sind da"),
        ("UPDATE audit_seal SET count = 4 WHERE log = 'write' AND number = 1", "Siegel 1 .*: das Siegel selbst"),
        ("DELETE FROM audit_seal WHERE log = 'write' AND number = 1", "Siegel 2 .*: das Siegel davor wurde entfernt"),
        ("DELETE FROM audit_seal WHERE log = 'write' AND number = 2", "Siegel 2: entfernt oder ersetzt"),
        ("DELETE FROM audit_seal", "Leseprotokoll, Siegel 1: entfernt oder ersetzt"),
    ],
)
def test_what_was_done_to_sealed_rows_is_found_and_located(sealed, statement, finding):
    first, last = (WriteLog.objects.order_by(order).values_list("id", flat=True)[0] for order in ("id", "-id"))
    tamper(statement.format(first=first, last=last))
    with pytest.raises(CommandError, match="nicht unversehrt"):
        run("audit", "verify")
    assert re.search(finding, "\n".join(seals.verify()))


def test_a_row_slipped_into_a_sealed_range_is_found(sealed):
    row = WriteLog.objects.order_by("id")[1]
    tamper("UPDATE audit_writelog SET id = id + 1000000 WHERE id = %s", row.pk)  # out of its seal, behind all others
    assert re.search("Siegel 1 .*: 3 Einträge wurden versiegelt, 2 sind da", "\n".join(seals.verify()))


def test_forging_row_and_digest_together_fails_without_the_key(sealed):
    row = Seal.objects.get(log="write", number=1)
    tamper("UPDATE audit_writelog SET verb = 'harmless' WHERE id = %s", WriteLog.objects.order_by("id")[0].pk)
    _count, digest = seals._digest("write", row.first_id, row.last_id)
    tamper("UPDATE audit_seal SET digest = %s WHERE id = %s", digest, row.pk)
    assert [fault for fault in seals.verify() if "Siegel 1" in fault and "das Siegel selbst wurde verändert" in fault]


def test_the_key_is_not_in_the_database_and_never_replaced_when_lost(sealed):
    seals.key_path().unlink()
    assert "audit.key fehlt" in seals.verify()[0]
    write()
    with pytest.raises(CommandError, match=r"audit\.key fehlt"):
        run("audit", "seal")
    assert not seals.key_path().exists()


def test_missing_triggers_are_a_finding_of_verify_too(sealed):
    triggers.drop()
    with pytest.raises(CommandError, match="nicht unversehrt"):
        run("audit", "verify")


def test_without_any_seal_there_is_nothing_to_find():
    write()
    assert seals.verify() == []
    assert seals.unsealed("write") == 1
    assert ReadLog.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_transaction_still_writing_is_waited_for_and_its_rows_come_into_a_later_seal(monkeypatch):
    """Its ids are lower than those of rows committed in the meantime: sealing past them would make them look forged."""
    import threading

    from django.db import transaction

    monkeypatch.setattr(seals, "WAIT_MS", 100)
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1) if connection.vendor == "sqlite" else None
    connection.close()
    write(1)
    may_end, has_written = threading.Event(), threading.Event()

    def slowly():
        try:
            with arranging():
                SubjectKey.objects.create(subject=uuid4(), organisation=uuid4(), master_number=1, wrapped=b"")
                has_written.set()
                may_end.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert has_written.wait(10)
    with pytest.raises(seals.Busy):
        seals.seal("write")
    may_end.set()
    thread.join()
    monkeypatch.setattr(seals, "WAIT_MS", 5_000)  # PostgreSQL's own vacuum may hold the table for a moment
    assert [seal.count for seal in seals.seal("write")] == [2]
    assert seals.verify() == []
    assert not transaction.get_connection().in_atomic_block
    connection.close()
