"""What SQLite does to triggers by itself, and what its connections must bring along."""

import sqlite3
from contextlib import closing

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models

from lotse.audit import triggers
from lotse.audit.checks import verify_triggers
from lotse.audit.tests.test_triggers import assert_noticed, execute
from lotse.vault.models import SubjectKey

pytestmark = pytest.mark.django_db


def test_a_dropped_trigger_is_noticed_and_nothing_is_served():
    execute('DROP TRIGGER "lotse_write_vault_subjectkey_delete"')
    assert_noticed("lotse_write_vault_subjectkey_delete: missing")


def test_a_trigger_with_another_text_is_noticed():
    execute('DROP TRIGGER "lotse_log_audit_writelog_delete"')
    execute('CREATE TRIGGER "lotse_log_audit_writelog_delete" BEFORE DELETE ON audit_writelog BEGIN SELECT 1; END')
    with pytest.raises(ImproperlyConfigured, match="lotse_log_audit_writelog_delete: changed"):
        verify_triggers()


@pytest.mark.django_db(transaction=True)
def test_rebuilding_a_table_outside_of_migrate_is_noticed():
    old = SubjectKey._meta.get_field("master_number")
    new = models.BigIntegerField()
    new.set_attributes_from_name("master_number")
    new.model = SubjectKey
    with connection.schema_editor() as editor:
        editor.alter_field(SubjectKey, old, new)
    try:
        with pytest.raises(ImproperlyConfigured, match="lotse_write_vault_subjectkey_insert: missing"):
            verify_triggers()
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(SubjectKey, new, old)
        triggers.install()


def test_a_connection_without_recursive_triggers_is_noticed():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers = OFF")
        try:
            assert [fault for fault in triggers.faults() if "recursive_triggers" in fault]
        finally:
            cursor.execute("PRAGMA recursive_triggers = ON")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_not_ours_cannot_write():
    statement = "UPDATE vault_subjectkey SET master_number = 2"
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name)) as foreign, pytest.raises(sqlite3.OperationalError, match="lotse_actor"):
        foreign.execute(statement)
