"""The triggers stand, cannot be walked around, and are missed when they are gone."""

from io import StringIO
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from lotse.audit import tables, triggers
from lotse.audit.checks import triggers_are_in_place, verify_triggers
from lotse.audit.context import system_actor
from lotse.audit.models import ReadLog, Seal, WriteLog
from lotse.audit.reading import record_read
from lotse.vault.models import SubjectKey

pytestmark = pytest.mark.django_db
on_sqlite = connection.vendor == "sqlite"


def execute(statement, *parameters):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)


def assert_noticed(fault):
    """Nothing is served, `lotse check` names the fault, and it can be put right."""
    with pytest.raises(ImproperlyConfigured, match=fault):
        verify_triggers()
    with pytest.raises(CommandError, match="Schreibprotokoll"):
        call_command("check", databases=["default"], deploy=True, stderr=StringIO())
    call_command("check", databases=["default"], stderr=StringIO())  # what migrate asks: it is the one to mend them
    triggers.install()
    verify_triggers()


@pytest.fixture
def logged():
    with system_actor("test", "arrange"):
        SubjectKey.objects.create(subject=uuid4(), organisation=uuid4(), master_number=1, wrapped=b"")
    record_read(uuid4(), uuid4(), "file", "team")
    return WriteLog.objects.get()


def test_every_table_of_our_rooms_is_audited():
    audited = {table.table for table in tables.audited_tables(set(connection.introspection.table_names()))}
    ours = {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.startswith("lotse.") and config.label != "audit"
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed
    }
    assert {"vault_subjectkey", "vault_storedfile"} <= audited
    assert ours - audited == set(tables.EXCLUDED_TABLES)


def test_after_migrating_the_triggers_are_the_expected_ones():
    verify_triggers()
    assert triggers_are_in_place(None, databases=["default"]) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_writelog SET actor = 'system:demo'",
        "DELETE FROM audit_writelog",
        "UPDATE audit_readlog SET \"right\" = 'none'",
        "DELETE FROM audit_readlog",
    ],
)
def test_the_logs_can_only_grow(logged, statement):
    with pytest.raises(IntegrityError, match="can only grow"):
        execute(statement)


def test_so_can_the_seals(logged):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_seal (log, number, first_id, last_id, count, digest, previous, mac, sealed_at)"
            " VALUES ('write', 1, 1, 1, 1, '', '', '', '2026-11-23 00:00:00+00:00')"
        )
    for change in (lambda: Seal.objects.update(count=2), lambda: Seal.objects.all().delete()):
        with pytest.raises(IntegrityError, match="can only grow"), transaction.atomic():
            change()


def test_a_log_row_cannot_be_overwritten_by_inserting_over_it(logged):
    row = [logged.pk, logged.at, "system:demo", "x", "", "", "t", "r", "insert", ""]
    columns = '(id, at, actor, verb, reason, "right", table_name, row_id, operation, changed)'
    marks = ", ".join(["%s"] * len(row))
    if on_sqlite:
        statement = f"INSERT OR REPLACE INTO audit_writelog {columns} VALUES ({marks})"
    else:
        statement = f"INSERT INTO audit_writelog {columns} VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET actor = 'x'"
    with pytest.raises(IntegrityError, match="Lotse"):
        execute(statement, *row)
    with system_actor("demo", "forge"), pytest.raises(IntegrityError, match="Lotse"):
        execute(statement, *row)
    logged_again = WriteLog.objects.get(pk=logged.pk)
    assert (logged_again.actor, logged_again.verb) == ("system:test", "arrange")


def test_a_log_row_for_somebody_else_cannot_be_written_by_hand():
    with (
        system_actor("demo", "forge"),
        pytest.raises(IntegrityError, match="written by triggers"),
        transaction.atomic(),
    ):
        WriteLog.objects.create(
            at="2026-11-23T00:00Z", actor=str(uuid4()), verb="x", table_name="t", row_id="r", operation="insert"
        )


@pytest.mark.django_db(transaction=True)
def test_migrate_puts_missing_triggers_back():
    triggers.drop()
    assert triggers.faults()
    call_command("migrate", verbosity=0)
    verify_triggers()


def test_signing_in_alone_is_no_write_but_anything_else_about_staff_is(django_user_model):
    table = next(t for t in tables.audited_tables({"accounts_user"}))
    assert table.has_silent_columns
    assert "last_login" not in table.columns
    with system_actor("test", "arrange"):
        person = django_user_model(email="lena@example.org")
        person.set_unusable_password()
        person.save()
    before = WriteLog.objects.count()
    django_user_model.objects.update(last_login="2026-11-23T08:00Z")
    assert WriteLog.objects.count() == before
    with pytest.raises(IntegrityError, match="without an acting person"), transaction.atomic():
        django_user_model.objects.update(last_login="2026-11-23T09:00Z", email="other@example.org")


def test_the_read_log_is_no_audited_table_and_needs_no_actor():
    record_read(uuid4(), uuid4(), "file", "team")
    assert ReadLog.objects.count() == 1
