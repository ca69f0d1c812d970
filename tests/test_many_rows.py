"""Rows written many at a time are the rows `save()` would have written, and what guards the tables guards them too."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from lotse.accounts.actions import as_actor
from lotse.audit.models import WriteLog
from lotse.cases.models import Event
from lotse.intake.actions import NewHousehold, NewPerson, Overtaken, make_households, write_households
from lotse.people.models import Contact, Household, Membership, Person, Stay, Token
from lotse.ui.bulk import insert, insert_rows
from lotse.vault.errors import VaultError
from tests.world import World


def test_objects_come_back_as_they_were_and_are_in_the_write_log(world: World) -> None:
    households = [Household(mark="H-1"), Household(mark="H-2")]
    with as_actor("test", "arrange"):
        insert(households)
    there = {row.pk: row for row in Household.objects.filter(mark__in=["H-1", "H-2"])}
    assert {key: (row.mark, row.version) for key, row in there.items()} == {h.pk: (h.mark, 1) for h in households}
    assert all(row.made_at for row in there.values())
    logged = WriteLog.objects.filter(row_id__in=[str(h.pk) for h in households])
    assert {(row.actor, row.verb, row.operation) for row in logged} == {("system:test", "arrange", "insert")}
    households[0].mark = "H-3"
    with as_actor("test", "arrange"):
        households[0].save()  # knows that it is there
    assert Household.objects.get(pk=households[0].pk).mark == "H-3"


def test_rows_get_their_defaults(world: World) -> None:
    person = world.rahimi[0].person
    with as_actor("test", "arrange"):
        insert_rows(Contact, ("person", "value"), [(person.pk, "0351 7770101"), (person.pk, "0351 7770102")])
    rows = Contact.objects.filter(person=person, value__startswith="0351 7770")
    assert {(row.kind, row.value) for row in rows} == {("phone", "0351 7770101"), ("phone", "0351 7770102")}


def test_nobody_writes_many_rows_without_acting(world: World) -> None:
    with pytest.raises(IntegrityError, match="without an acting person"), transaction.atomic():
        insert([Household(mark="nobody")])


def test_what_is_there_already_is_an_error_or_left_alone(world: World) -> None:
    insert_rows(Token, ["norm"], [["zzyzx"]])
    insert_rows(Token, ["norm"], [["zzyzx"], ["zzyzxa"]], fresh=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Token, ["norm"], [["zzyzx"]])
    assert set(Token.objects.filter(norm__startswith="zzyzx").values_list("norm", flat=True)) == {"zzyzx", "zzyzxa"}


def test_a_sealed_column_takes_no_plain_text(world: World) -> None:
    event = Event.objects.all()[0]
    with as_actor("test", "arrange"), pytest.raises(VaultError), transaction.atomic():
        insert_rows(Event, ("file", "kind", "on", "remark"), [(event.file_id, "told", date(2026, 1, 1), "plain")])


def test_a_protected_address_is_not_overlooked_between_planning_and_writing(world: World) -> None:
    """Whoever joins a household planned while its address was open, and written when it no longer is."""
    member = Membership.objects.filter(until_on=None, person__is_address_protected=False)[0]
    joining = NewHousehold((NewPerson("Rahimi", "Sami"),), "family", world.today, into=member.household_id)
    planned = make_households([joining], holder=world.office, today=world.today, by="test")
    with as_actor("test", "arrange"):
        Person.objects.filter(pk=member.person_id).update(is_address_protected=True)
    with pytest.raises(Overtaken):
        write_households(planned, by="test")
    assert not Stay.objects.filter(person__given_name="Sami", person__family_name="Rahimi").exists()
