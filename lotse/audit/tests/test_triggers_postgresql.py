"""What somebody with SQL in hand could do to triggers on PostgreSQL."""

import pytest
from django.db import DatabaseError

from lotse.audit.context import system_actor
from lotse.audit.tests.test_triggers import assert_noticed, execute

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "tampering",
    [
        'DROP TRIGGER "lotse_write" ON vault_subjectkey',
        'CREATE OR REPLACE FUNCTION "lotse_write_vault_subjectkey"() RETURNS trigger LANGUAGE plpgsql AS'
        " $$ BEGIN RETURN NULL; END $$",
        'ALTER TABLE vault_subjectkey DISABLE TRIGGER "lotse_write"',
        'ALTER TABLE vault_subjectkey ENABLE REPLICA TRIGGER "lotse_write"',
    ],
)
def test_a_trigger_dropped_weakened_or_disabled_is_noticed_and_nothing_is_served(tampering):
    execute(tampering)
    assert_noticed("vault_subjectkey")


@pytest.mark.parametrize("table", ["audit_writelog", "audit_readlog", "audit_seal", "vault_subjectkey"])
def test_no_table_can_be_truncated(table):
    with system_actor("test", "truncate"), pytest.raises(DatabaseError, match="Lotse"):
        execute(f"TRUNCATE {table}")
