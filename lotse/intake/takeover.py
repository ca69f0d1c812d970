"""Taking over an assignment list: what the preview showed, with the decisions made on it, in one transaction."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db import transaction

from lotse.accounts.actions import Actor, actor_id, as_actor
from lotse.accounts.models import Organisation
from lotse.cases.actions import correct_event, record_event
from lotse.cases.life import Address, move
from lotse.cases.models import Event, File
from lotse.cases.residence import set_status
from lotse.intake.actions import FIRST_EVENT, NewHousehold, NewRows, make_households, write_households
from lotse.intake.known import SOME, Facts, facts_of
from lotse.intake.preview import AssignmentsPreview, Entry, in_households
from lotse.people.models import FurtherName, Identifier, Membership, NotSame, Person
from lotse.people.names import normalise
from lotse.people.search_index import index_persons

NEW = "new"  # decided: nobody we know
MASTER_DATA = ("family_name", "given_name", "original_name", "birth", "sex", "nationality", "contact_language",
               "needs_interpreter")  # fmt: skip


def same_as(person: UUID) -> str:
    """The decision that a row is this person."""
    return str(person)


def same_as_line(line: int) -> str:
    """The decision that a row repeats an earlier one."""
    return f"line-{line}"


@dataclass
class Outcome:
    files: list[File] = field(default_factory=list)
    households: int = 0
    changed: int = 0  # files in which a ticked value was taken over
    linked: int = 0  # rows recognised as somebody by decision
    left_out: int = 0  # rows that repeat another
    held: list[Entry] = field(default_factory=list)  # possible duplicates nobody has decided


@dataclass
class Plan:
    """What is to be done with each row, and all that can be made ready before anything is written."""

    fresh: list[Entry] = field(default_factory=list)  # nobody we know
    recognised: list[Entry] = field(default_factory=list)
    held: list[Entry] = field(default_factory=list)
    left_out: int = 0
    households: list[tuple[NewHousehold, list[Entry]]] = field(default_factory=list)
    rows: NewRows = field(default_factory=NewRows)


def take_over(
    preview: AssignmentsPreview,
    *,
    holder: Organisation,
    today: date,
    by: Actor,
    decisions: Mapping[int, str] | None = None,
    ticked: Mapping[int, Collection[str]] | None = None,
    visible: Collection[UUID] | None = None,
    tick: Callable[[int], None] = lambda done: None,
) -> Outcome:
    """Plan it and do it; see there."""
    plan = make_plan(preview, holder=holder, today=today, by=by, decisions=decisions, visible=visible, tick=tick)
    return carry_out(plan, today=today, by=by, ticked=ticked)


def make_plan(
    preview: AssignmentsPreview,
    *,
    holder: Organisation,
    today: date,
    by: Actor,
    decisions: Mapping[int, str] | None = None,
    visible: Collection[UUID] | None = None,
    tick: Callable[[int], None] = lambda done: None,
) -> Plan:
    """The long part, before the transaction. `decisions` by line: NEW, `same_as(person)` or `same_as_line(line)`; what
    is undecided is held back. `visible`: whose household the others of the list may join (None: everybody's); else an
    Aktenzeichen alone would lead into a stranger's household."""
    plan = Plan(recognised=[entry for entry in preview.entries if entry.kind == "known"])
    for entry in preview.entries:
        decided = (decisions or {}).get(entry.line, "")
        if entry.kind == "new" or (entry.kind == "possible" and decided == NEW):
            plan.fresh.append(entry)
        elif entry.kind == "possible":
            person = next((c.person for c in entry.candidates if c.person and same_as(c.person) == decided), None)
            if person:
                plan.recognised.append(replace(entry, known_as=person))
            elif any(c.line is not None and same_as_line(c.line) == decided for c in entry.candidates):
                plan.left_out += 1
            else:
                plan.held.append(entry)
    plan.households = _households(plan.fresh, [e for e in plan.recognised if visible is None or e.known_as in visible])
    new = [household for household, _entries in plan.households]
    plan.rows = make_households(new, holder=holder, today=today, by=by, tick=tick)
    return plan


def carry_out(plan: Plan, *, today: date, by: Actor, ticked: Mapping[int, Collection[str]] | None = None) -> Outcome:
    """Write it, all or nothing. `ticked` by line: the fields to overwrite in the file of somebody known."""
    ticked = ticked or {}
    outcome = Outcome(left_out=plan.left_out, held=plan.held)
    outcome.households = sum(household.into is None for household, _entries in plan.households)
    with as_actor(by, "import_assignments"), transaction.atomic():
        links = [entry for entry in plan.recognised if entry.kind == "possible"]
        outcome.linked = len(links)
        _link(links)
        outcome.changed = _overwrite([e for e in plan.recognised if ticked.get(e.line)], ticked, today, by)
        index_persons(entry.known_as for entry in plan.recognised if entry.known_as)
        outcome.files = write_households(plan.rows, by=by)
        lines = [entry.line for _household, entries in plan.households for entry in entries]
        _remember_not_same(plan.fresh, dict(zip(lines, (file.person_id for file in outcome.files), strict=True)), by)
    return outcome


def _households(fresh: Iterable[Entry], recognised: Iterable[Entry]) -> list[tuple[NewHousehold, list[Entry]]]:
    """New people grouped by their mark. Where somebody of the mark is known, the others join that household."""
    groups = in_households(fresh)
    marks = {group[0].mark for group in groups if group[0].mark}
    known: dict[str, UUID] = {}
    for entry in sorted(recognised, key=lambda entry: entry.line):
        if entry.mark in marks and entry.known_as:
            known.setdefault(entry.mark, entry.known_as)
    homes: dict[UUID, UUID] = {}
    people = list(known.values())
    for at in range(0, len(people), SOME):
        rows = Membership.objects.filter(person__in=people[at : at + SOME], until_on=None)
        homes |= dict(rows.values_list("person_id", "household_id"))
    found = []
    for group in groups:
        head = group[0]
        persons = tuple(replace(e.person, arrival=e.arrival, arrived_on=e.arrived_on) for e in group)
        into = homes.get(known[head.mark]) if head.mark in known else None
        address = head.person.address or Address()
        found.append((NewHousehold(persons, head.arrival, head.arrived_on, address, head.mark, into=into), group))
    return found


def _link(entries: Iterable[Entry]) -> None:
    """The person of the list is somebody we know: remember the list's number and spelling, overwrite nothing."""
    for entry in entries:
        new, person = entry.person, Person.objects.get(pk=entry.known_as)
        if new.aktenzeichen:
            Identifier.objects.get_or_create(
                kind=Identifier.Kind.AKTENZEICHEN, value=new.aktenzeichen, defaults={"person": person}
            )
        if normalise(f"{new.family_name} {new.given_name}") != person.normal_name:
            FurtherName.objects.get_or_create(
                person=person, family_name=new.family_name, given_name=new.given_name, defaults={"origin": "Liste"}
            )


def _remember_not_same(fresh: Iterable[Entry], persons: Mapping[int, UUID], by: Actor) -> None:
    """Looked at and found different: nobody is asked about these two again."""
    decided_by = actor_id(by)
    pairs = set()
    for entry in fresh:
        for candidate in entry.candidates if entry.kind == "possible" else ():
            other = candidate.person or persons.get(candidate.line or 0)
            if other and decided_by:
                pairs.add(tuple(sorted((persons[entry.line], other))))
    NotSame.objects.bulk_create(
        [NotSame(first_id=first, second_id=second, decided_by=decided_by) for first, second in sorted(pairs)],
        ignore_conflicts=True,
    )


# --- ticked values ----------------------------------------------------------------------------------------------------
def _overwrite(entries: list[Entry], ticked: Mapping[int, Collection[str]], today: date, by: Actor) -> int:
    facts = facts_of({entry.known_as for entry in entries if entry.known_as})
    done = 0
    for entry in entries:
        offered = {change.field for change in entry.changes}
        wanted = offered.intersection(ticked[entry.line])
        if wanted and entry.known_as in facts:
            _overwrite_one(entry, wanted, facts[entry.known_as], today, by)
            done += 1
    return done


def _overwrite_one(entry: Entry, wanted: set[str], facts: Facts, today: date, by: Actor) -> None:
    new, person, file = entry.person, facts.person, facts.file
    master = wanted.intersection(MASTER_DATA)
    if master & {"family_name", "given_name"}:
        FurtherName.objects.get_or_create(person=person, family_name=person.family_name, given_name=person.given_name)
    for name in master:
        if name == "birth":
            person.birth_year, person.birth_month, person.birth_day = new.birth
        else:
            setattr(person, name, getattr(new, name))
    if master:
        person.version += 1
        person.save()
    if "aktenzeichen" in wanted:
        Identifier.objects.get_or_create(
            kind=Identifier.Kind.AKTENZEICHEN, value=new.aktenzeichen, defaults={"person": person}
        )
    if file is None:
        return
    if "status" in wanted:
        set_status(file, new.status, today, by=by)
    if "address" in wanted and new.address:
        move([file], "moved-within-town", today, new.address, by=by)
    if "assigned_on" in wanted:
        kind = FIRST_EVENT[File.Arrival.ASSIGNED]
        event = Event.objects.filter(file=file, kind=kind, cancelled_at=None).order_by("on").last()
        if event:
            correct_event(event, entry.arrived_on, by=by)
        else:
            record_event(file, kind, entry.arrived_on, by=by)
