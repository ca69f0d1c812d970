"""Handing files to workers: which households wait, who could take them, and how much everybody carries already."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from lotse.accounts.access import Rights, workers_for
from lotse.accounts.models import Employment, RoleHeld, StaffLanguage, Team, User, in_force
from lotse.accounts.permissions import Action, Role
from lotse.cases.access import files_for
from lotse.cases.cover import away
from lotse.cases.due import Shown, in_order
from lotse.cases.models import Allocation, Deadline, File
from lotse.cases.words import name_of, region_title, title
from lotse.concept.model import Concept, Ratio
from lotse.people.models import Absence, Membership, Stay
from lotse.rulebook import access as rulebook
from lotse.ui.names import WrittenName


@dataclass
class Group:
    """The files of one household that go together. The first is the head's."""

    key: UUID
    files: list[File]
    name: WrittenName
    region: str
    region_title: str
    region_reason: str
    place: str
    languages: list[str]
    needs_interpreter: bool
    leads: list[str]
    due: Shown | None
    language_keys: set[str] = field(default_factory=set)
    present: int = 0  # how many of them are regularly present
    parts: dict[str, set[UUID]] = field(default_factory=dict)  # who leads, who accompanies

    @property
    def head(self) -> File:
        return self.files[0]


@dataclass
class Worker:
    """Somebody files can be handed to, with what they carry."""

    user: User
    team: Team
    languages: list[str]
    fte: Decimal
    persons: int
    present: int
    is_companion: bool
    away_until: date | None = None  # somebody stands in for them
    only_coordinates: bool = False  # may take files, but is not proposed while others can

    def per_fte(self, base: str) -> Decimal | None:
        counted = self.present if base == "regularly-present" else self.persons
        return Decimal(counted) / self.fte if self.fte else None


@dataclass
class Staff:
    """The workers a person may hand files to, and the ratio to measure them by, where the concept has one."""

    workers: list[Worker]
    ratio: Ratio | None
    languages: dict[UUID, set[str]] = field(default_factory=dict)

    @property
    def leads(self) -> list[Worker]:
        return [w for w in self.workers if not w.is_companion]

    @property
    def companions(self) -> list[Worker]:
        return [w for w in self.workers if w.is_companion]

    @property
    def base(self) -> str:
        return self.ratio.base if self.ratio else "planned"

    @property
    def fte(self) -> Decimal:
        """What the ratio counts: all who care, or those of the component alone."""
        all_care = self.ratio is not None and self.ratio.staff == "all-care-staff"
        return sum((w.fte for w in self.workers if all_care or not w.is_companion), Decimal())

    @property
    def persons(self) -> int:
        return sum(w.present if self.base == "regularly-present" else w.persons for w in self.leads)

    @property
    def most(self) -> float:
        """The highest load, to compare by where the concept names no ratio."""
        return max((float(w.per_fte(self.base) or 0) for w in self.leads), default=0.0)

    def worker(self, user_id: UUID) -> Worker | None:
        return next((w for w in self.workers if w.user.pk == user_id), None)


def reach(held: Rights, today: date) -> QuerySet[File]:
    """The open files somebody may hand over."""
    return (
        files_for(held, Action.ALLOCATE, today)
        .filter(closed_on=None, merged_into=None)
        .select_related("person", "team")
    )


def waiting(held: Rights, today: date) -> list[Group]:
    """Households nobody leads yet, the oldest deadline first; those whose region is unknown wait to be clarified."""
    led = Allocation.objects.filter(in_force(today), file=OuterRef("pk"), part=Allocation.Part.LEAD)
    return groups(reach(held, today).filter(~Exists(led)).exclude(region=""), today)


def of_worker(held: Rights, user_id: UUID, today: date) -> list[Group]:
    """What somebody leads or accompanies, to be handed on when they leave."""
    theirs = Allocation.objects.filter(file=OuterRef("pk"), user=user_id, until_on=None).exclude(part="cover")
    return groups(reach(held, today).filter(Exists(theirs)), today)


def of_files(held: Rights, keys: Iterable[UUID], today: date) -> list[Group]:
    return groups(reach(held, today).filter(pk__in=set(keys)), today)


def to_hand_over(held: Rights, today: date) -> list[Group]:
    """Households for which the concept calls for a hand-over: the deadline runs, somebody leads."""
    led = Allocation.objects.filter(in_force(today), file=OuterRef("pk"), part=Allocation.Part.LEAD)
    rules = {
        (concept.key, rule.key)
        for concept in map(rulebook.get, rulebook.adopted().values_list("key", flat=True))
        for rule in concept.rules
        if rule.fulfilled_by == "hand-over"
    }
    if not rules:
        return []
    asked = Q(pk__in=[])
    for concept_key, rule_key in rules:
        asked |= Q(concept=concept_key, rule=rule_key)
    open_rows = Deadline.objects.filter(asked, superseded_at=None, met_on=None, file=OuterRef("pk"))
    return groups(reach(held, today).filter(Exists(led), Exists(open_rows)), today)


def unclear(held: Rights, today: date) -> list[Group]:
    """Households without a region that somebody who opens files may clarify."""
    files = files_for(held, Action.INTAKE, today).filter(closed_on=None, merged_into=None, region="")
    return groups(
        files.filter(pk__in=files_for(held, Action.OPEN_FILE, today).values("pk")).select_related("person", "team"),
        today,
    )


def groups(files: QuerySet[File], today: date) -> list[Group]:
    """Files by household; a fixed number of queries."""
    found = list(files)
    people = [f.person_id for f in found]
    member = {
        person: (household, is_head)
        for person, household, is_head in Membership.objects.filter(in_force(today), person__in=people).values_list(
            "person_id", "household_id", "is_head"
        )
    }
    stays: dict[UUID, Stay] = {s.person_id: s for s in Stay.objects.filter(in_force(today), person__in=people)}
    due: dict[UUID, list[Deadline]] = defaultdict(list)
    for row in Deadline.objects.filter(
        file__in=[f.pk for f in found], superseded_at=None, met_on=None, kind="deadline"
    ):
        due[row.file_id].append(row)
    leads: dict[UUID, str] = {}
    parts: dict[UUID, list[tuple[str, UUID]]] = defaultdict(list)
    for file_id, part, user_id, name in (
        Allocation.objects.filter(in_force(today), file__in=[f.pk for f in found])
        .order_by("from_on", "pk")
        .values_list("file_id", "part", "user_id", "user__name")
    ):
        parts[file_id].append((part, user_id))
        if part == Allocation.Part.LEAD:
            leads[file_id] = name
    absent = set(Absence.objects.filter(in_force(today), person__in=people).values_list("person_id", flat=True))
    together: dict[UUID, list[File]] = defaultdict(list)
    for file in found:
        together[member.get(file.person_id, (file.pk, True))[0]].append(file)
    result = []
    for key, mine in together.items():
        mine.sort(key=lambda f: (not member.get(f.person_id, (None, True))[1], f.number))
        group = _group(key, mine, stays.get(mine[0].person_id), [d for f in mine for d in due[f.pk]], leads, today)
        group.present = sum(f.person_id not in absent for f in mine)
        for part, user_id in (entry for f in mine for entry in parts[f.pk]):
            group.parts.setdefault(part, set()).add(user_id)
        result.append(group)
    return sorted(result, key=lambda g: (g.due.due_on if g.due else date.max, g.head.number))


def _group(
    key: UUID, files: list[File], stay: Stay | None, due: Sequence[Deadline], leads: dict[UUID, str], today: date
) -> Group:
    head = files[0]
    concept = rulebook.get(head.concept)
    languages = dict.fromkeys(f.person.contact_language for f in files if f.person.contact_language)
    place = ""
    if stay:
        hidden = head.person.is_address_protected
        street = f"{stay.street} {stay.house_number}".strip()
        place = ", ".join(filter(None, ("" if hidden else stay.accommodation or street, stay.place, stay.district)))
    return Group(
        key,
        files,
        name_of(head.person, head.concept),
        head.region,
        region_title(concept, head.region),
        stay.region_reason if stay else "",
        place,
        [title(concept.languages, key) for key in languages],
        any(f.person.needs_interpreter for f in files),
        list(dict.fromkeys(leads[f.pk] for f in files if f.pk in leads)),
        next(iter(in_order(due, today)), None),
        set(languages),
    )


def staff(held: Rights, today: date, concept: Concept) -> Staff:
    """Workers of the teams somebody hands files to, with their load; a fixed number of queries."""
    users = workers_for(held, Action.ALLOCATE, today)
    works = {Role.SOCIAL_WORKER.value, Role.COORDINATOR.value, Role.COMPANION.value}
    roles = RoleHeld.objects.filter(
        in_force(today), user__in=users, role__in=works, team__isnull=False, confirmed_at__isnull=False
    ).select_related("team", "user")
    if held.scope(Action.ALLOCATE) != "all":  # who also works elsewhere is handed files here, for a team of here
        here = Q(team__in=held.teams(Action.ALLOCATE))
        roles = roles.filter(here | Q(organisation__in=held.organisations(Action.ALLOCATE)))
    by_user: dict[UUID, list[RoleHeld]] = defaultdict(list)
    for role in roles:
        by_user[role.user_id].append(role)
    languages: dict[UUID, set[str]] = defaultdict(set)
    for user, language in StaffLanguage.objects.filter(user__in=by_user).values_list("user_id", "language"):
        languages[user].add(language)
    fte = dict(Employment.objects.filter(in_force(today), user__in=by_user).values_list("user_id", "fte"))
    absent = set(Absence.objects.filter(in_force(today)).values_list("person_id", flat=True))
    persons: dict[UUID, set[UUID]] = defaultdict(set)
    for user, person in (
        Allocation.objects.filter(  # what was handed on the day it came ends that day, and is carried by the next alone
            in_force(today),
            user__in=by_user,
            until_on=None,
            file__closed_on=None,
            file__merged_into=None,
            file__person__died_on=None,
        )
        .exclude(part=Allocation.Part.COVER)
        .values_list("user_id", "file__person_id")
    ):
        persons[user].add(person)
    covered = away(set(by_user), today)
    workers = []
    for user, rows in by_user.items():
        names = {r.role for r in rows}
        row = rows[0]
        assert row.team is not None
        workers.append(
            Worker(
                row.user,
                row.team,
                [title(concept.languages, key) for key in sorted(languages[user])],
                fte.get(user, Decimal()),
                len(persons[user]),
                len(persons[user] - absent),
                names == {Role.COMPANION.value},
                covered[user].until_on if user in covered else None,
                Role.SOCIAL_WORKER.value not in names and Role.COORDINATOR.value in names,
            )
        )
    workers.sort(key=lambda w: (w.team.name, w.user.name))
    return Staff(workers, concept.ratio, languages)
