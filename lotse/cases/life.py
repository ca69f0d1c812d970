"""The life of a file after it is opened: moves, births, deaths, absence and return, separated households, presence.

Each verb records the event, changes the dated rows it stands for, and brings the deadlines in line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from lotse.accounts.actions import Actor, as_actor
from lotse.accounts.models import in_force
from lotse.cases.actions import Refused, record_event
from lotse.cases.models import File
from lotse.people.models import Absence, Household, Membership, Person, Stay
from lotse.rulebook import access as rulebook

MOVES = ("moved-within-town", "moved-to-own-flat", "moved-away")


@dataclass(frozen=True)
class Address:
    kind: str = ""  # key of the concept: shelter, flat, ...
    accommodation: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    place: str = ""
    district: str = ""


def make_stay(
    person: Person, address: Address, *, from_on: date, region: str, reason: str, key: bytes | None = None
) -> Stay:
    """A stay, not yet saved; house, street and number of a protected address are sealed (under `key` if at hand)."""
    hidden = person.is_address_protected
    street = f"{address.street} {address.house_number}".strip()
    stay = Stay(
        person=person,
        kind=address.kind,
        accommodation="" if hidden else address.accommodation,
        street="" if hidden else address.street,
        house_number="" if hidden else address.house_number,
        postcode="" if hidden else address.postcode,
        place=address.place,
        district=address.district,
        region=region,
        region_reason=reason,
        from_on=from_on,
    )
    stay.fresh_key = key
    if hidden:
        stay.protected = ", ".join(filter(None, (address.accommodation, street, address.postcode))) or None
    return stay


def household_of(person: Person, on: date) -> Household | None:
    """The household somebody belongs to on a day."""
    return Household.objects.filter(
        Q(memberships__until_on__isnull=True) | Q(memberships__until_on__gte=on),
        memberships__person=person,
        memberships__from_on__lte=on,
    ).first()


def bundle(file: UUID, person: UUID, on: date) -> QuerySet[File]:
    """The files of everybody in the same household on the day, this person's included."""
    mine = Membership.objects.filter(in_force(on), person=person).values("household")
    members = Membership.objects.filter(in_force(on), household__in=mine).values("person")
    return File.objects.filter(Q(person__in=members) | Q(pk=file), merged_into=None)


def move(files: Sequence[File], kind: str, on: date, address: Address | None, *, remark: str = "", by: Actor) -> None:
    """Some or all of a household move: within town, into a flat of their own, or away (then no new address is needed).

    The region follows the new address (D-41); who works on the file stays until somebody hands it over.
    """
    if kind not in MOVES:
        raise ValueError(kind)
    with as_actor(by, "move", kind), transaction.atomic():
        for file in files:
            _end_open(file.person.stays, on)
            if address is not None:
                match = rulebook.get(file.concept).region_of(address.district or None, address.place or None)
                region = match.region_key or ""
                make_stay(file.person, address, from_on=on, region=region, reason=match.reason.de).save()
                if kind != "moved-away" and region != file.region:
                    file.region = region
                    file.save(update_fields=["region"])
            record_event(file, kind, on, remark=remark, by=by)


def _end_open(rows: "QuerySet", on: date) -> None:  # type: ignore[type-arg]
    """Rows open on the day end the day before; one that began that very day is replaced."""
    rows.filter(until_on=None, from_on__gte=on).delete()
    rows.filter(until_on=None).update(until_on=on - timedelta(days=1))


def die(file: File, on: date, *, remark: str = "", by: Actor) -> None:
    """Somebody has died. The file stays open until somebody closes it; nothing is due any more for the person."""
    with as_actor(by, "die"), transaction.atomic():
        file.person.died_on = on
        file.person.save(update_fields=["died_on", "normal_name"])
        _leave_household(file.person, on)
        record_event(file, "died", on, remark=remark, by=by)


def disappear(file: File, on: date, *, remark: str = "", by: Actor) -> None:
    """Whereabouts unknown: not regularly present from this day on (P-120)."""
    with as_actor(by, "disappear"), transaction.atomic():
        if not file.person.absences.filter(until_on=None).exists():
            Absence.objects.create(person=file.person, from_on=on, reason=Absence.Reason.UNKNOWN)
        record_event(file, "disappeared", on, remark=remark, by=by)


def come_back(file: File, on: date, *, remark: str = "", by: Actor) -> None:
    """Back again; the day of return is a day of presence."""
    with as_actor(by, "come_back"), transaction.atomic():
        _end_open(file.person.absences, on)
        record_event(file, "returned", on, remark=remark, by=by)


def record_absence(person: Person, reason: str, from_on: date, until_on: date | None, *, by: Actor) -> Absence:
    """Not regularly present for a time (P-120); the reason is sealed."""
    if until_on and until_on < from_on:
        raise Refused("Die Abwesenheit endet vor ihrem Beginn. Bitte die beiden Daten prüfen.")
    with as_actor(by, "record_absence"), transaction.atomic():
        return Absence.objects.create(
            person=person, reason=Absence.Reason.ABSENT, why=reason, from_on=from_on, until_on=until_on
        )


def separate(files: Sequence[File], on: date, *, remark: str = "", by: Actor) -> Household:
    """Some members of a household go their own way together; the first becomes the new head."""
    with as_actor(by, "separate_household"), transaction.atomic():
        household = Household.objects.create()
        for index, file in enumerate(files):
            _leave_household(file.person, on)
            Membership.objects.create(
                household=household,
                person=file.person,
                from_on=on,
                is_head=index == 0,
                relation=Membership.Relation.HEAD if index == 0 else Membership.Relation.OTHER,
            )
            record_event(file, "household-separated", on, remark=remark, by=by)
        return household


def join(file: File, household: Household, on: date, *, relation: str, by: Actor) -> None:
    """Somebody joins a household and leaves the former one."""
    with as_actor(by, "join_household"), transaction.atomic():
        _leave_household(file.person, on)
        Membership.objects.create(household=household, person=file.person, from_on=on, relation=relation)


def _leave_household(person: Person, on: date) -> None:
    """End the membership; when the head goes, the longest-standing adult member becomes head."""
    for membership in person.memberships.filter(until_on=None).select_related("household"):
        was_head = membership.is_head
        if membership.from_on >= on:
            membership.delete()
        else:
            membership.until_on = on - timedelta(days=1)
            membership.save(update_fields=["until_on"])
        if was_head:
            rest = (
                membership.household.memberships.filter(until_on=None)
                .select_related("person")
                .order_by("from_on", "pk")
            )
            heir = next((m for m in rest if (m.person.age_on(on) or 18) >= 18), None) or rest.first()
            if heir:
                heir.is_head = True
                heir.relation = Membership.Relation.HEAD
                heir.save(update_fields=["is_head", "relation"])
