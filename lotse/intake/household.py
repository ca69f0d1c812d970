"""Taking in a household typed by hand: whom it may be already, and writing it with what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lotse.accounts.access import Rights
from lotse.accounts.actions import Actor, actor_id, as_actor
from lotse.accounts.models import Organisation, User
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.models import File
from lotse.cases.persons import lock_homes
from lotse.intake.access import files_of_persons
from lotse.intake.actions import NewHousehold, NewPerson, open_households
from lotse.intake.known import People, load_people
from lotse.intake.models import DuplicateNotice
from lotse.intake.takeover import NEW
from lotse.people.duplicates import Match, PersonKey
from lotse.people.models import Household, Membership, NotSame
from lotse.people.names import NameForms


@dataclass(frozen=True)
class Likeness:
    """A typed person and somebody with a file. Without `file` the typist may not open it."""

    index: int  # of the typed person
    person: UUID
    match: Match
    file: File | None
    same_number: bool = False


@dataclass
class Found:
    shown: list[Likeness] = field(default_factory=list)
    hidden: list[Likeness] = field(default_factory=list)


def alike(persons: Sequence[NewPerson], held: Rights, today: date) -> Found:
    """Who of those with a file each typed person may be, the likeliest first."""
    people = load_people([p.birth for p in persons], [p.aktenzeichen for p in persons])
    raw = [found for index, p in enumerate(persons) for found in _alike(index, p, people)]
    files = files_of_persons(held, {found.person for found in raw}, today)
    found = Found()
    for one in raw:
        if file := files.get(one.person):
            found.shown.append(replace(one, file=file))
        else:
            found.hidden.append(one)
    return found


def _alike(index: int, p: NewPerson, people: People) -> list[Likeness]:
    key = PersonKey(NameForms(p.family_name, p.given_name, p.original_name), p.birth, p.sex, p.nationality)
    owner = people.by_number.get(p.aktenzeichen) if p.aktenzeichen else None
    found = [Likeness(index, owner, Match("same", 1.0, ()), None, same_number=True)] if owner else []
    matches = people.index.matches(key)[:3]
    return found + [Likeness(index, person, match, None) for person, match in matches if person != owner]


@dataclass
class TakenIn:
    files: list[File]
    known: list[UUID]  # persons recognised: no new file
    notices: int


def take_in(
    new: NewHousehold,
    found: Found,
    decisions: Mapping[int, str],
    *,
    holder: Organisation,
    today: date,
    by: User,
) -> TakenIn:
    """Open the files. `decisions`: for each typed person with a likeness NEW, or the id of the person it is.

    Who was recognised gets no second file; the others join that person's household. A likeness to somebody whose file
    the typist may not open becomes a notice for those who may open both: the household need not wait for them.
    """
    recognised = {
        index: UUID(decided)
        for index, decided in decisions.items()
        if decided in {str(one.person) for one in found.shown if one.index == index}
    }
    fresh = [index for index in range(len(new.persons)) if index not in recognised]
    with as_actor(by, "take_in_household"), transaction.atomic():
        into = new.into
        if into is None and recognised:
            homes = Membership.objects.filter(person__in=recognised.values(), until_on=None)
            into = homes.values_list("household_id", flat=True).first()
        files: list[File] = []
        if fresh:
            household = replace(new, persons=tuple(new.persons[index] for index in fresh), into=into)
            lock_homes([into] if into else [])  # before it is worked out: so nothing of it is overtaken
            files = open_households([household], holder=holder, today=today, by=by)
        persons = dict(zip(fresh, (file.person_id for file in files), strict=True))
        _remember(found, decisions, persons, by)
        notices = [
            DuplicateNotice(
                typed_id=persons[one.index],
                known_id=one.person,
                score=one.match.score,
                reasons=" ".join(one.match.reasons),
            )
            for one in found.hidden
            if one.index in persons
        ]
        DuplicateNotice.objects.bulk_create(notices)
        return TakenIn(files, list(recognised.values()), len(notices))


def _remember(found: Found, decisions: Mapping[int, str], persons: Mapping[int, UUID], by: User) -> None:
    """Looked at and found different: nobody is asked about these two again."""
    pairs = {
        tuple(sorted((persons[one.index], one.person)))
        for one in found.shown
        if decisions.get(one.index) == NEW and one.index in persons
    }
    NotSame.objects.bulk_create(
        [NotSame(first_id=first, second_id=second, decided_by=by.pk) for first, second in sorted(pairs)],
        ignore_conflicts=True,
    )


def decide_not_same(notice: DuplicateNotice, *, by: Actor) -> None:
    """Two files, two people."""
    with as_actor(by, "decide_duplicate"), transaction.atomic():
        first, second = sorted((notice.typed_id, notice.known_id))
        NotSame.objects.get_or_create(first_id=first, second_id=second, defaults={"decided_by": actor_id(by)})
        notice.decided_at, notice.decided_by = timezone.now(), actor_id(by)
        notice.save(update_fields=["decided_at", "decided_by"])


@dataclass(frozen=True)
class Joined:
    """A household somebody is added to, with the file of its head (or of whoever may be opened)."""

    household: Household
    head: File


def household_to_join(held: Rights, key: UUID, today: date) -> Joined | None:
    """A household is reached through a file one may open and for whose region one takes people in."""
    members = Membership.objects.filter(household=key, until_on=None).order_by("-is_head", "from_on", "pk")
    order = list(members.values_list("person_id", flat=True))
    reached = files_for(held, Action.INTAKE, today).filter(person__in=order, merged_into=None)
    may_open = files_for(held, Action.OPEN_FILE, today).filter(pk__in=reached.values("pk")).select_related("person")
    files = sorted(may_open, key=lambda file: order.index(file.person_id))
    return Joined(Household.objects.get(pk=key), files[0]) if files else None
