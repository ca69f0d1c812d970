"""Who acts: nesting, both ways of announcing it, and what is refused."""

import threading
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from lotse.audit.context import acting, current, system_actor
from lotse.audit.models import WriteLog
from lotse.audit.testing import nobody_acting
from lotse.vault import keys
from lotse.vault.models import SubjectKey

MIRIAM, OLGA = uuid4(), uuid4()


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.LOTSE_KEYS = tmp_path / "keys"


def write() -> UUID:
    subject = uuid4()
    SubjectKey.objects.create(subject=subject, organisation=uuid4(), master_number=1, wrapped=b"x")
    return subject


def entry(row: UUID) -> WriteLog:
    return WriteLog.objects.get(row_id=str(row))


@pytest.mark.django_db
def test_a_write_without_an_acting_person_is_refused():
    with pytest.raises(IntegrityError, match="write without an acting person"), transaction.atomic():
        write()
    assert not SubjectKey.objects.exists()
    assert not WriteLog.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(master_number=2),
        lambda rows: rows.update(master_number=1),  # changes nothing, but tries to
        lambda rows: rows.delete(),
        lambda rows: SubjectKey.objects.bulk_create(
            [SubjectKey(subject=uuid4(), organisation=uuid4(), master_number=1, wrapped=b"")]
        ),
        lambda rows: SubjectKey.objects.bulk_update(list(rows), ["master_number"]),
        lambda rows: connection.cursor().execute("UPDATE vault_subjectkey SET master_number = 7"),
    ],
)
def test_so_is_every_other_way_to_write(change):
    with system_actor("test", "arrange"):
        row = write()
    with pytest.raises(IntegrityError, match="write without an acting person"), transaction.atomic():
        change(SubjectKey.objects.filter(pk=row))


@pytest.mark.django_db
def test_the_log_says_who_when_why_and_what_but_no_value():
    with acting(MIRIAM, "take_over", reason="holiday-cover", right="team"):
        row = write()
        SubjectKey.objects.filter(pk=row).update(master_number=41, organisation=OLGA)
        SubjectKey.objects.filter(pk=row).delete()
    log = list(WriteLog.objects.filter(row_id=str(row)).order_by("id"))
    assert [(e.operation, e.changed) for e in log] == [
        ("insert", ""),
        ("update", "organisation master_number"),
        ("delete", ""),
    ]
    assert {(e.actor, e.verb, e.reason, e.right, e.table_name) for e in log} == {
        (str(MIRIAM), "take_over", "holiday-cover", "team", "vault_subjectkey")
    }
    assert all("41" not in e.changed and str(OLGA) not in e.changed for e in log)
    assert abs((log[0].at - log[-1].at).total_seconds()) < 60


@pytest.mark.django_db
def test_an_update_that_changes_nothing_leaves_no_entry():
    with system_actor("test", "arrange"):
        row = write()
        SubjectKey.objects.filter(pk=row).update(master_number=1)
    assert entry(row).operation == "insert"


@pytest.mark.django_db
def test_actors_nest_and_the_outer_one_is_back_afterwards():
    with acting(MIRIAM, "outer"):
        first = write()
        with system_actor("nightly", "inner"):
            second = write()
        third = write()
    assert [entry(row).actor for row in (first, second, third)] == [str(MIRIAM), "system:nightly", str(MIRIAM)]
    assert current() is None
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


@pytest.mark.django_db
def test_the_outer_actor_is_back_after_an_inner_failure():
    with acting(MIRIAM, "outer"):
        with pytest.raises(ZeroDivisionError), acting(OLGA, "inner"):
            write()
            raise ZeroDivisionError
        row = write()
    assert entry(row).actor == str(MIRIAM)
    assert SubjectKey.objects.count() == 1  # what the failed verb had written went with it


@pytest.mark.django_db
def test_the_outer_actor_is_back_after_a_failure_of_the_database():
    with acting(MIRIAM, "outer"):
        row = write()
        with pytest.raises(IntegrityError), acting(OLGA, "inner"):
            SubjectKey.objects.create(subject=row, organisation=uuid4(), master_number=1, wrapped=b"")
        assert entry(write()).actor == str(MIRIAM)


@pytest.mark.django_db
def test_atomic_blocks_inside_and_around_change_nothing():
    with transaction.atomic(), acting(MIRIAM, "verb"), transaction.atomic():
        row = write()
    assert entry(row).actor == str(MIRIAM)


@pytest.mark.django_db(transaction=True)
def test_acting_is_a_transaction_of_its_own_when_there_is_none():
    with pytest.raises(ZeroDivisionError), acting(MIRIAM, "verb"):
        assert connection.in_atomic_block
        write()
        raise ZeroDivisionError
    assert not SubjectKey.objects.exists()
    with acting(MIRIAM, "verb"):
        row = write()
    assert entry(row).actor == str(MIRIAM)
    with pytest.raises(IntegrityError):
        write()  # in autocommit, right after: the actor did not stay on the connection


@pytest.mark.django_db(transaction=True)
def test_what_runs_after_the_commit_acts_for_nobody():
    seen = []

    def afterwards():
        seen.append(current())
        with pytest.raises(IntegrityError):
            write()

    with acting(MIRIAM, "verb"):
        transaction.on_commit(afterwards)
        write()
    assert seen == [None]


@pytest.mark.django_db(transaction=True)
def test_another_thread_acts_for_nobody():
    seen = []

    def elsewhere():
        seen.append(current())
        connection.close()

    with acting(MIRIAM, "verb"):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert seen == [None]


@pytest.mark.django_db
def test_a_test_can_act_for_nobody_inside_an_arranging_one():
    with system_actor("test", "arrange"):
        with nobody_acting(), pytest.raises(IntegrityError), transaction.atomic():
            write()
        write()


def test_unknown_system_actors_and_people_without_an_id_are_errors():
    with pytest.raises(ValueError, match="is no system actor"), system_actor("cron", "verb"):
        pass
    with pytest.raises(TypeError, match=r"user\.id"), acting("miriam", "verb"):  # type: ignore[arg-type]
        pass


@pytest.mark.parametrize(("verb", "reason"), [("", ""), ("wrote a note", ""), ("note", "Frau Rahimi ist krank")])
def test_verbs_and_reasons_are_codes_so_that_nothing_about_a_client_gets_into_the_log(verb, reason):
    with pytest.raises(ValueError, match="must be a short code"), acting(MIRIAM, verb, reason):
        pass


@pytest.mark.django_db
def test_making_a_key_is_in_the_log():
    with acting(MIRIAM, "open_file"):
        keys.new_key(row := uuid4(), uuid4())
    assert entry(row).verb == "open_file"
