from uuid import UUID, uuid4

import pytest

# Models are imported inside the fixtures: this file is read before Django is set up.


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.LOTSE_KEYS = tmp_path / "keys"
    settings.LOTSE_DATA = tmp_path / "data"


@pytest.fixture
def organisation() -> UUID:
    return uuid4()


@pytest.fixture
def subject(writing, organisation) -> UUID:
    from lotse.vault import keys

    keys.new_key(subject := uuid4(), organisation)
    return subject


@pytest.fixture
def letters(writing):
    """The table of `Letter`. (The schema editor refuses to work inside a test's transaction on SQLite.)"""
    from django.db import connection

    from lotse.vault.tests.letters import Letter

    columns = ", ".join(f'"{f.column}" {f.db_type(connection)}' for f in Letter._meta.local_concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE vault_tests_letter ({columns})")
    return Letter  # the table goes when the test's transaction is rolled back


@pytest.fixture
def letter(letters, subject):
    from lotse.vault import keys

    return letters.objects.create(
        file=subject,
        wrapped=keys.wrap(keys.random_key(), under=subject),
        text="Kündigung der Wohnung",
        answer="Widerspruch",
    )
