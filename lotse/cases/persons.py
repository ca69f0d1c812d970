"""Changing what a file says about its person: master data, names, numbers, ways to reach, languages, region."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import Actor, as_actor
from lotse.cases.actions import Refused
from lotse.cases.background import LevelOn, record_language
from lotse.cases.life import join
from lotse.cases.models import File
from lotse.people.models import Contact, FurtherName, Household, Identifier, Membership, Person, SpokenLanguage, Stay
from lotse.people.search_index import index_persons
from lotse.rulebook import access as rulebook

MASTER_DATA = (
    "family_name", "given_name", "original_name", "address_form", "birth_year", "birth_month", "birth_day", "sex",
    "nationality", "marital_status", "contact_language", "needs_interpreter", "interpreter_wish",
)  # fmt: skip


class Outdated(Exception):
    """Somebody else saved the same person in between; carries what stands there now."""

    def __init__(self, now: Person) -> None:
        super().__init__(now.pk)
        self.now = now


def change_person(file: File, values: dict[str, Any], *, version: int, is_address_protected: bool, by: Actor) -> Person:
    """Master data as typed, if nobody saved in between; else `Outdated`, and nothing is overwritten."""
    with as_actor(by, "change_person"), transaction.atomic():
        if is_address_protected:
            lock_homes(homes_of(file.person_id))  # before the person: whoever moves in locks them in this order too
        person = Person.objects.select_for_update().get(pk=file.person_id)
        if person.version != version:
            raise Outdated(person)
        for name in MASTER_DATA:
            setattr(person, name, values[name])
        if is_address_protected != person.is_address_protected:
            person.is_address_protected = is_address_protected
            if is_address_protected:
                _protect_who_lives_there(person)
                _seal_addresses(person)
        person.version += 1
        person.save()
        index_persons([person.pk])
        return person


def join_household(file: File, household: Household, on: date, *, relation: str, by: Actor) -> None:
    """Somebody moves in with others; where one of them, or she, is protected, the address is protected for all."""
    with as_actor(by, "join_household"), transaction.atomic():
        lock_homes([household.pk])
        join(file, household, on, relation=relation, by=by)
        protect_household(household.pk)


def homes_of(person: UUID) -> list[UUID]:
    return list(Membership.objects.filter(person=person, until_on=None).values_list("household_id", flat=True))


def lock_homes(households: Iterable[UUID]) -> None:
    """Until the transaction ends nobody else moves in there or has the address protected: neither of the two may
    overlook the other. SQLite has one writer at a time anyhow."""
    rows = Household.objects.select_for_update().filter(pk__in=set(households)).order_by("pk")
    list(rows.values_list("pk", flat=True))


def protect_household(household: UUID) -> None:
    """Where one who lives there is protected, the address is protected for all."""
    members = Person.objects.filter(memberships__household=household, memberships__until_on=None)
    for person in members.filter(is_address_protected=True)[:1]:
        _protect_who_lives_there(person)


def _protect_who_lives_there(person: Person) -> None:
    """Where the others of the household live, there lives this person: their address is protected with it."""
    homes = person.memberships.filter(until_on=None).values("household")
    others = Person.objects.filter(memberships__household__in=homes, memberships__until_on=None)
    for other in others.exclude(pk=person.pk).filter(is_address_protected=False).distinct():
        other.is_address_protected = True
        other.version += 1
        other.save()
        _seal_addresses(other)


def _seal_addresses(person: Person) -> None:
    """House, street and number of every stay lie under the file's key. Lifting the protection leaves them there."""
    for stay in Stay.objects.filter(person=person).select_related("person"):
        street = f"{stay.street} {stay.house_number}".strip()
        if words := ", ".join(filter(None, (stay.accommodation, street, stay.postcode))):
            stay.protected = words
            stay.accommodation = stay.street = stay.house_number = stay.postcode = ""
            stay.save()


def add_name(file: File, family_name: str, given_name: str, remark: str, *, by: Actor) -> FurtherName:
    with as_actor(by, "add_name"), transaction.atomic():
        name = FurtherName.objects.create(
            person=file.person, family_name=family_name, given_name=given_name, origin=remark or None
        )
        index_persons([file.person_id])
        return name


def add_number(file: File, value: str, *, by: Actor) -> Identifier:
    """An Aktenzeichen belongs to one person: a second with the same number is refused, without saying whose it is."""
    try:
        with as_actor(by, "add_number"), transaction.atomic():
            number = Identifier.objects.create(person_id=file.person_id, value=value)
            index_persons([file.person_id])
            return number
    except IntegrityError as error:
        raise Refused(
            _(
                "Dieses Aktenzeichen gehört schon zu einer anderen Person. "
                "Ist es dieselbe, führen Sie die Akten zusammen."
            )
        ) from error


def add_contact(file: File, kind: str, value: str, *, by: Actor) -> Contact:
    with as_actor(by, "add_contact"), transaction.atomic():
        contact = Contact.objects.create(person_id=file.person_id, kind=kind, value=value)
        index_persons([file.person_id])
        return contact


def add_language(file: File, language: str, level: str, *, on: date | None = None, by: Actor) -> SpokenLanguage:
    """A language, or its new level; without a day it is the one on which the file was opened."""
    with as_actor(by, "add_language"), transaction.atomic():
        known = LevelOn(level, on or file.opened_on) if level else None
        return record_language(file, language, level=known, by=by)


REMOVABLE = {"name": FurtherName, "number": Identifier, "contact": Contact}


def remove(file: File, what: str, key: UUID, *, by: Actor) -> None:
    """Take one of these small facts away again. Gone already is fine."""
    with as_actor(by, "remove_fact", what), transaction.atomic():
        REMOVABLE[what].objects.filter(person=file.person_id, pk=key).delete()  # type: ignore[attr-defined]
        index_persons([file.person_id])


def clarify_region(files: Sequence[File], district: str, region: str, *, by: Actor) -> str:
    """Settle the region of files: by their district, or where that does not help, by hand. Returns the reason."""
    with as_actor(by, "clarify_region"), transaction.atomic():
        reason = ""
        for file in files:
            if file.region:
                raise Refused(_("Die Region der Akte %(number)s steht schon fest.") % {"number": file.number})
            concept = rulebook.get(file.concept)
            match = concept.region_of(district or None, None)
            key, reason = match.region_key or "", match.reason.de
            if not key:
                if region not in {r.key for r in concept.regions}:
                    raise Refused(_("Daraus folgt noch keine Region: %(reason)s") % {"reason": reason})
                key, reason = region, str(_("Von Hand festgelegt."))
            Stay.objects.filter(person=file.person_id, until_on=None).update(
                district=district, region=key, region_reason=reason
            )
            file.region = key
            file.version += 1
            file.save(update_fields=["region", "version"])
        return reason
