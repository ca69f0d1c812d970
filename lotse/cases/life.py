"""The life of a file after it is opened: moves, births, deaths, absence and return, separated households, presence.

Each verb records the event, changes the dated rows it stands for, and brings the deadlines in line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from lotse.accounts.actions import Actor, as_actor
from lotse.accounts.models import in_force
from lotse.cases.actions import Refused, record_event
from lotse.cases.models import File
from lotse.people.dated import ONE_DAY
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
            until_on = _make_room(file.person.stays, on)
            if address is not None:
                match = rulebook.get(file.concept).region_of(address.district or None, address.place or None)
                region = match.region_key or ""
                stay = make_stay(file.person, address, from_on=on, region=region, reason=match.reason.de)
                stay.until_on = until_on
                stay.save()
                if kind != "moved-away" and until_on is None and region != file.region:
                    file.region = region
                    file.save(update_fields=["region"])
            record_event(file, kind, on, remark=remark, by=by)


def _make_room(rows: "QuerySet", on: date) -> date | None:  # type: ignore[type-arg]
    """Room for a row from this day on: the one that holds then ends the day before, one that began that very day is
    replaced. What is entered later of an earlier time leaves the present as it is: given back is the last day before
    the next row begins."""
    rows.filter(from_on=on).delete()
    _holding(rows, on).update(until_on=on - ONE_DAY)
    return _last_day_before_next(rows, on)


def _holding(rows: "QuerySet", on: date) -> "QuerySet":  # type: ignore[type-arg]
    return rows.filter(Q(until_on=None) | Q(until_on__gte=on), from_on__lt=on)


def _last_day_before_next(rows: "QuerySet", on: date) -> date | None:  # type: ignore[type-arg]
    following = rows.filter(from_on__gt=on).order_by("from_on").values_list("from_on", flat=True).first()
    return following - ONE_DAY if following else None


def die(file: File, on: date, *, remark: str = "", by: Actor) -> None:
    """Somebody has died. The file stays open until somebody closes it; nothing is due any more for the person."""
    with as_actor(by, "die"), transaction.atomic():
        file.person.died_on = on
        file.person.save(update_fields=["died_on", "normal_name"])
        for membership in file.person.memberships.filter(until_on=None).select_related("household"):
            _end(membership, max(membership.from_on, on - ONE_DAY))
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
        absences = file.person.absences.filter(until_on=None)
        absences.filter(from_on=on).delete()
        absences.filter(from_on__lt=on).update(until_on=on - ONE_DAY)
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
            Membership.objects.create(
                household=household,
                person=file.person,
                from_on=on,
                until_on=_leave_household(file.person, on),
                is_head=index == 0,
                relation=Membership.Relation.HEAD if index == 0 else Membership.Relation.OTHER,
            )
            record_event(file, "household-separated", on, remark=remark, by=by)
        return household


def join(file: File, household: Household, on: date, *, relation: str, by: Actor) -> None:
    """Somebody joins a household and leaves the former one."""
    with as_actor(by, "join_household"), transaction.atomic():
        until_on = _leave_household(file.person, on)
        Membership.objects.create(
            household=household, person=file.person, from_on=on, until_on=until_on, relation=relation
        )


def _leave_household(person: Person, on: date) -> date | None:
    """Room for another membership from this day on, as `_make_room`; who led a household leaves it to somebody else."""
    for membership in person.memberships.filter(from_on=on).select_related("household"):
        membership.delete()
        _find_heir(membership, on)
    for membership in _holding(person.memberships, on).select_related("household"):
        _end(membership, on - ONE_DAY)
    return _last_day_before_next(person.memberships, on)


def _end(membership: Membership, last: date) -> None:
    is_led_now = membership.until_on is None
    membership.until_on = last
    membership.save(update_fields=["until_on"])
    if is_led_now:
        _find_heir(membership, last)


def _find_heir(gone: Membership, on: date) -> None:
    """When the head goes, the longest-standing adult member becomes head."""
    rest = gone.household.memberships.filter(until_on=None).select_related("person").order_by("from_on", "pk")
    if not gone.is_head or any(m.is_head for m in rest):
        return
    heir = next((m for m in rest if (m.person.age_on(on) or 18) >= 18), None) or rest.first()
    if heir:
        heir.is_head = True
        heir.relation = Membership.Relation.HEAD
        heir.save(update_fields=["is_head", "relation"])
