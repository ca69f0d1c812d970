"""Annex 1 is counted by the database in few statements. Here it is counted once more, note by note and day by day, in
the plainest way: both must find the same, whatever happened."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lotse.accounts.models import RoleHeld, Team
from lotse.accounts.permissions import Role
from lotse.audit.testing import arranging
from lotse.cases.models import Allocation, Event, File
from lotse.notes.models import Note, NoteInFile, NoteTopic
from lotse.people.models import Stay
from lotse.reports.annex1 import Cut, count, history, last_day, moved_since, opened_files, opened_notes
from lotse.reports.posts import NOWHERE, Place, posts
from lotse.reports.tests.arranged import Q3
from lotse.rulebook import access as rulebook
from tests.world import World

DAYS = st.integers(-40, 100).map(lambda n: date(2026, 7, 1) + timedelta(days=n))
UNTIL = st.one_of(st.none(), st.integers(0, 60))
WORKERS = st.sampled_from(["miriam", "lena", "olga"])
COTTA, PLAUEN = ("Cotta", ""), ("Plauen", "")
CONTACTS = st.lists(
    st.tuples(
        WORKERS,
        DAYS,
        st.sampled_from(["individual", "phone", "home-visit", "group", "file-note", "third-party"]),
        st.sets(st.sampled_from(["return", "education-system", "health"])),
        st.sampled_from(["kept", "kept", "kept", "struck", "open"]),
        st.sets(st.integers(0, 3), min_size=1),
    ),
    max_size=25,
)
MOVES = st.lists(st.tuples(WORKERS, st.sampled_from(["west", "centre", "north"]), DAYS, UNTIL), max_size=4)
TURNS = st.sampled_from([date(2026, 6, 15), *(last_day(m) + timedelta(days=n) for m in Q3.months for n in (-1, 0, 1))])
STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(["case-management-started", "case-management-started", "case-management-ended", "moved-in"]),
        TURNS,
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)
LEADS = st.lists(st.tuples(st.integers(0, 1), WORKERS, TURNS, st.sampled_from([0, 1, 40, 90])), min_size=1, max_size=6)
STAYS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([COTTA, PLAUEN]), DAYS, UNTIL), max_size=6)
CLOSED = st.dictionaries(st.integers(0, 1), TURNS, max_size=1)
CUTS = st.sampled_from(["all", "provider", "west", "miriam"])

MOMENT = datetime(2026, 10, 1, 9, tzinfo=UTC)

Rows = Sequence[tuple[Any, ...]]
Figured = dict[tuple[UUID, date, Place], dict[str, int]]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONTACTS, MOVES, STAYS, CUTS, st.booleans())
def test_contacts_are_counted_as_note_by_note(
    world: World, contacts: Rows, moves: Rows, stays: Rows, kind: str, at_home: bool
) -> None:
    with arranging():
        arrange(world, contacts, moves, stays=stays)
    compare(world, kind, at_home)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES, STEPS, LEADS, STAYS, CLOSED, CUTS, st.booleans())
def test_case_management_is_counted_as_file_by_file(
    world: World, moves: Rows, steps: Rows, leads: Rows, stays: Rows, closed: dict[int, date], kind: str, at_home: bool
) -> None:
    with arranging():
        arrange(world, [], moves, steps, leads, stays, closed)
    compare(world, kind, at_home)


def compare(world: World, kind: str, at_home: bool) -> None:
    """The figures, the chart and the cells as they open."""
    concept = rulebook.current(Q3.last_day)
    where = posts(Q3.months[0], Q3.last_day)
    cut = Cut(where, wanted_of(world, kind), frozenset([COTTA]) if at_home else None)
    annex = count(Q3, concept, cut)
    assert dict(annex.cells) == slowly(cut)
    for statistic in concept.statistics:
        by_month = annex.by_month(statistic)
        assert history(statistic, Q3.months, concept, cut) == by_month
        for month, number in by_month.items():
            if statistic.measure == "case-management-stock":
                assert opened_files(last_day(month), cut).count() == number
            else:
                assert opened_notes(statistic, [month], concept, cut).count() == number


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONTACTS, st.sets(st.integers(0, 24)), MOVES)
def test_what_was_noted_and_struck_since_is_found_too(
    world: World, contacts: Rows, late: set[int], moves: Rows
) -> None:
    with arranging():
        arrange(world, contacts, moves)
        noted = list(Note.objects.order_by("pk").values_list("pk", flat=True))
        late_notes = Note.objects.filter(pk__in=[key for at, key in enumerate(noted) if at in late])
        late_notes.filter(finalised_at__isnull=False).update(finalised_at=MOMENT + timedelta(days=1))
        Note.objects.filter(struck_at__isnull=False).update(struck_at=MOMENT + timedelta(days=2))
    concept, cut = rulebook.current(Q3.last_day), Cut(posts(Q3.months[0], Q3.last_day))
    came, went = moved_since(MOMENT, Q3, concept, cut)
    assert came == flat(slowly(cut, lambda n: is_counted(n) and n.finalised_at > MOMENT))
    assert went == flat(slowly(cut, lambda n: bool(n.struck_at and n.finalised_at and n.finalised_at <= MOMENT)))


def flat(found: Figured) -> dict[tuple[str, tuple[UUID, date, Place]], int]:
    return {(statistic, key): n for key, figures in found.items() for statistic, n in figures.items()}


# --- arranged ---------------------------------------------------------------------------------------------------------
def arrange(
    world: World, contacts: Rows, moves: Rows = (), steps: Rows = (), leads: Rows = (), stays: Rows = (),
    closed: Mapping[int, date] = MappingProxyType({}),
) -> None:  # fmt: skip
    files = [*world.rahimi, *world.mehari, *world.demir]
    for model in (Note, Event, Allocation, Stay):
        model.objects.all().delete()
    RoleHeld.objects.filter(from_on__gt=date(2025, 1, 1)).delete()
    File.objects.update(closed_on=None)
    north = Team.objects.filter(name="Nord").first() or Team.objects.create(
        organisation=world.anchor, name="Nord", region="nord", from_on=date(2025, 1, 1)
    )
    teams = {"west": world.west, "centre": world.centre, "north": north}
    for who, name, from_on, days in moves:
        RoleHeld.objects.create(
            user=getattr(world, who), role=Role.SOCIAL_WORKER, organisation=teams[name].organisation, team=teams[name],
            from_on=from_on, until_on=None if days is None else from_on + timedelta(days=days),
        )  # fmt: skip
    for who, on, form, topics, state, members in contacts:
        author = getattr(world, who)
        note = Note.objects.create(
            on=on, form=form, is_group=form == "group", author=author, organisation=author.organisation,
            finalised_at=None if state == "open" else MOMENT, struck_at=MOMENT if state == "struck" else None,
        )  # fmt: skip
        NoteInFile.objects.bulk_create(NoteInFile(note=note, file=files[at], wrapped_key=b"") for at in members)
        NoteTopic.objects.bulk_create(NoteTopic(note=note, topic=topic) for topic in topics)
    for at, kind, on, is_cancelled in steps:
        Event.objects.create(file=files[at], kind=kind, on=on, cancelled_at=MOMENT if is_cancelled else None)
    for at, who, from_on, days in leads:
        Allocation.objects.create(
            file=files[at], user=getattr(world, who), from_on=from_on, until_on=from_on + timedelta(days=days),
            by=world.katrin.pk,
        )  # fmt: skip
    for at, (district, place), from_on, days in stays:
        Stay.objects.create(
            person=files[at].person, district=district, place=place, from_on=from_on,
            until_on=None if days is None else from_on + timedelta(days=days),
        )  # fmt: skip
    for at, on in closed.items():
        File.objects.filter(pk=files[at].pk).update(closed_on=on)


def wanted_of(world: World, kind: str) -> Callable[[UUID, Place], bool] | None:
    return {
        "all": None,
        "provider": lambda _user, place: place.organisation == world.anchor.pk,
        "west": lambda _user, place: place.region == "west",
        "miriam": lambda user, place: user == world.miriam.pk and place.region != "north",
    }[kind]


# --- counted slowly ---------------------------------------------------------------------------------------------------
def is_counted(note: Note) -> bool:
    return note.finalised_at is not None and note.struck_at is None


def slowly(cut: Cut, counts: Callable[[Note], bool] = is_counted) -> Figured:
    concept = rulebook.current(Q3.last_day)
    found: Figured = defaultdict(lambda: dict.fromkeys((s.key for s in concept.statistics), 0))
    silent = {f.key for f in concept.forms if f.counts_as == "none"}

    def cell(worker: UUID, day: date) -> dict[str, int] | None:
        place = cut.posts.place(worker, day) if cut.posts else NOWHERE
        wanted = cut.wanted is None or cut.wanted(worker, place)
        return found[worker, day.replace(day=1), place] if wanted else None

    for note in Note.objects.all():
        if not counts(note) or not Q3.months[0] <= note.on <= Q3.last_day:
            continue
        if not any(lives(i.file, note.on, cut) for i in note.in_files.all()):
            continue
        if (figures := cell(note.author_id, note.on)) is None:
            continue
        topics = {t.topic for t in note.topics.all()}
        for statistic in concept.statistics:
            if statistic.measure == "contacts":
                figures[statistic.key] += not note.is_group and note.form not in silent
            elif statistic.measure == "sessions":
                figures[statistic.key] += note.is_group
            elif statistic.measure == "topic-contacts":
                figures[statistic.key] += statistic.topic in topics
    for month in Q3.months:
        for file in File.objects.all():
            day = last_day(month)
            worker = leader(file, day) if in_case_management(file, day) and lives(file, day, cut) else None
            if worker and (figures := cell(worker, day)) is not None:
                figures["case-management"] += 1
    return dict(found)


def lives(file: File, day: date, cut: Cut) -> bool:
    return cut.homes is None or any(
        (stay.district, stay.place) in cut.homes and stay.from_on <= day and (not stay.until_on or day <= stay.until_on)
        for stay in file.person.stays.all()
    )


def in_case_management(file: File, day: date) -> bool:
    if file.closed_on and file.closed_on <= day:
        return False
    steps = [
        (e.on, e.recorded_at, e.kind)
        for e in file.events.all()
        if e.kind.startswith("case-management-") and e.cancelled_at is None and e.on <= day
    ]
    return bool(steps) and max(steps)[2] == "case-management-started"


def leader(file: File, day: date) -> UUID | None:
    rows = [
        (a.from_on, a.pk, a.user_id)
        for a in file.allocations.all()
        if a.part == "lead" and a.from_on <= day and (a.until_on is None or day <= a.until_on)
    ]
    return max(rows)[2] if rows else None
