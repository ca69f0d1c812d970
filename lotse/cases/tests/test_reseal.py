"""What was readable before it had a sealed column is moved at night, once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.test import Client

from lotse.accounts.actions import as_actor
from lotse.cases import life, planning, restricted
from lotse.cases.models import Appointment, FileContent
from lotse.cases.persons import add_name
from lotse.cases.reseal import seal_what_was_readable
from lotse.people.models import Absence, FurtherName
from lotse.vault.keys import destroy_key
from tests.overlay import switch_on
from tests.world import World


def as_it_was(world: World, reason: str = "custody") -> Absence:
    """A row of the time before: the reason in the open column."""
    row = life.record_absence(world.rahimi[0].person, "other", world.today, None, by=world.miriam)
    with as_actor("test", "damage"):
        Absence.objects.filter(pk=row.pk).update(reason=reason, why=None)
    return row


def stored(table: str, column: str, pk: UUID) -> bytes:
    """The very bytes of a row, whatever its columns are called."""
    key = pk.hex if connection.vendor == "sqlite" else str(pk)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {column} FROM "{table}" WHERE id = %s', [key])
        value = cursor.fetchone()[0]
    return b"" if value is None else bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def test_an_absence_keeps_its_time_and_hides_its_reason(world: World) -> None:
    for code in ("custody", "hospital", "visit"):
        row = life.record_absence(world.rahimi[0].person, code, world.today, None, by=world.miriam)
        assert stored("people_absence", "reason", row.pk) == b"absent"
        assert code.encode() not in stored("people_absence", "why", row.pk)
        assert Absence.objects.get(pk=row.pk).why == code


def test_reasons_of_former_days_are_sealed_once_and_read_as_before(world: World) -> None:
    row = as_it_was(world)
    assert seal_what_was_readable(by="nightly") == 1
    assert stored("people_absence", "reason", row.pk) == b"absent"
    assert b"custody" not in stored("people_absence", "why", row.pk)
    assert Absence.objects.get(pk=row.pk).why == "custody"
    assert seal_what_was_readable(by="nightly") == 0


def test_unknown_whereabouts_stay_as_readable_as_the_event_that_says_so(world: World) -> None:
    life.disappear(world.rahimi[0], world.today, by=world.miriam)
    assert seal_what_was_readable(by="nightly") == 0
    assert Absence.objects.get().reason == Absence.Reason.UNKNOWN


def test_where_the_key_is_gone_the_reason_goes_too(world: World) -> None:
    row = as_it_was(world)
    with as_actor("test", "destroy"):
        destroy_key(world.rahimi[0].person.seal_subject)
    assert seal_what_was_readable(by="nightly") == 1
    found = Absence.objects.get(pk=row.pk)
    assert (found.reason, found.__dict__["why"]) == ("absent", None)


def test_where_a_spelling_comes_from_is_sealed_and_read_by_who_counsels(world: World) -> None:
    file = world.rahimi[0]
    add_name(file, "Rahimy", "Zahra", "Heiratsurkunde", by=world.miriam)
    former = add_name(file, "Rahimi-Azad", "", "", by=world.miriam)
    with as_actor("test", "damage"):
        FurtherName.objects.filter(pk=former.pk).update(remark="Geburtsname")
    assert seal_what_was_readable(by="nightly") == 1
    for row in FurtherName.objects.all():
        assert stored("people_furthername", "remark", row.pk) == b""
        assert not {b"Heiratsurkunde", b"Geburtsname"} & {stored("people_furthername", "origin", row.pk)}
    for who, sees in (("miriam", True), ("farid", True), ("katrin", True), ("theo", False), ("jens", False)):
        client = Client()
        client.force_login(world.staff()[who])
        html = client.get(f"/akten/{file.pk}/person/").content.decode()
        assert "Rahimy" in html and ("Heiratsurkunde" in html, "Geburtsname" in html) == (sees, sees), who


def test_no_reason_of_an_appointment_speaks_of_health(world: World) -> None:
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    plan = planning.Plan(at, at + timedelta(hours=1), world.miriam)
    row = planning.make_appointment(world.rahimi[0], plan, by=world.miriam)
    with as_actor("test", "damage"):
        Appointment.objects.filter(pk=row.pk).update(outcome="not-kept", reason="illness")
    assert seal_what_was_readable(by="nightly") == 1
    row.refresh_from_db()
    assert str(row.get_reason_display()) == "die Person war verhindert"
    assert not {"illness", "sick"} & set(Appointment.Reason.values)


def test_words_in_a_sensitive_field_of_former_days_are_still_read_and_no_longer_tell_the_field(world: World) -> None:
    switch_on(world.rahimi, "addiction")
    with as_actor(world.miriam, "record_content"):
        row = FileContent.objects.create(
            file=world.rahimi[0], field="addiction", text="Entgiftung", recorded_by=world.miriam.pk
        )
    assert restricted.version_of(world.rahimi[0], "addiction") == 1
    assert seal_what_was_readable(by="nightly") == 1
    assert stored("cases_filecontent", "field", row.pk) == b""
    assert b"addiction" not in stored("cases_filecontent", "about", row.pk)
    assert restricted.version_of(world.rahimi[0], "addiction") == 1
    assert seal_what_was_readable(by="nightly") == 0
