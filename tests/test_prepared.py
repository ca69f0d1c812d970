"""A prepared question answers what its queryset would, every time anew; and the door for one file keeps the rule of the
door for many."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lotse.accounts.access import Held, Rights
from lotse.accounts.models import in_force
from lotse.accounts.permissions import Action, Role
from lotse.cases.access import Standing, files_for, files_of
from lotse.cases.models import Allocation, Event, File
from lotse.ui.prepared import prepared
from tests.world import World

the_same_world = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def files(keys: tuple[UUID, ...], closed: bool) -> QuerySet[File]:
    found = File.objects.filter(pk__in=keys).select_related("person", "team").order_by("number")
    return found.exclude(closed_on=None) if closed else found.filter(closed_on=None)


def in_force_on(today: date, user: UUID | None) -> QuerySet[Allocation, tuple[UUID, int]]:
    rows = Allocation.objects.filter(in_force(today)).order_by("user")
    rows = rows.filter(user=user) if user else rows
    return rows.values("user").annotate(n=Count("pk")).values_list("user", "n")


def events(keys: tuple[UUID, ...]) -> QuerySet[Event, date]:
    return Event.objects.filter(file__in=keys).order_by("on", "pk").values_list("on", flat=True)


FILES, IN_FORCE, EVENTS = prepared(files), prepared(in_force_on), prepared(events)


@the_same_world
@given(data=st.data())
def test_it_answers_what_the_queryset_would(world: World, data: st.DataObject) -> None:
    keys = list(File.objects.values_list("pk", flat=True))
    some = tuple(data.draw(st.lists(st.sampled_from(keys), max_size=len(keys), unique=True)))
    closed = data.draw(st.booleans())
    expected = list(files(some, closed))
    found = FILES(some, closed)
    assert [f.pk for f in found] == [f.pk for f in expected]
    with CaptureQueriesContext(connection) as captured:
        assert [(f.person.full_name, f.team and f.team.name, f.version) for f in found] == [
            (f.person.full_name, f.team and f.team.name, f.version) for f in expected
        ]
    assert not captured.captured_queries
    day = world.today + timedelta(days=data.draw(st.integers(-40, 40)))
    user = data.draw(st.sampled_from([None, *(u.pk for u in world.staff().values())]))
    assert sorted(IN_FORCE(day, user)) == sorted(in_force_on(day, user))
    assert EVENTS(some) == list(events(some))


def test_it_is_compiled_once_and_asks_once(world: World) -> None:
    keys = tuple(File.objects.values_list("pk", flat=True)[:3])
    FILES(keys, False)
    with CaptureQueriesContext(connection) as captured:
        assert len(FILES(keys, False)) == len(FILES((*keys, keys[0]), False)) == 3
    first, second = captured.captured_queries
    assert first["sql"].count("'") == second["sql"].count("'")  # three ids are asked for as four


def test_objects_can_be_changed_and_saved_like_any_others(world: World, writing: None) -> None:
    (file,) = FILES((world.demir[0].pk,), False)
    file.region = "anderswo"
    file.save(update_fields=["region"])
    assert File.objects.get(pk=file.pk).region == "anderswo"


def test_a_question_that_reckons_with_its_parameters_is_refused(db: None) -> None:
    @prepared
    def soon(today: date) -> QuerySet[Allocation]:
        return Allocation.objects.filter(from_on__lte=today + timedelta(days=7))

    with pytest.raises(TypeError, match="reckons with its parameters"):
        soon(date(2026, 11, 25))


# --- the door ---------------------------------------------------------------------------------------------------------
@the_same_world
@given(data=st.data())
def test_one_file_is_reached_exactly_where_the_door_for_many_reaches_it(
    world: World, writing: None, data: st.DataObject
) -> None:
    """Whatever roles, in whichever organisations and teams: `Standing` in Python, `files_for` in SQL."""
    teams = [world.west, world.centre]
    places = [(team.organisation_id, team.pk) for team in teams]
    places += [(world.office.pk, None), *((team.organisation_id, None) for team in teams)]
    roles = st.builds(lambda role, place: Held(role, *place), st.sampled_from(list(Role)), st.sampled_from(places))
    staff = [user.pk for user in world.staff().values()]
    rights = Rights(data.draw(st.sampled_from(staff)), data.draw(st.lists(roles, max_size=3)))
    action = data.draw(st.sampled_from(list(Action)))
    day = world.today + timedelta(days=data.draw(st.sampled_from([0, -900, 400])))
    File.objects.filter(pk=world.rahimi[0].pk).update(  # perhaps nobody has been named for it, nor a region
        team=data.draw(st.sampled_from([None, *teams])),
        region=data.draw(st.sampled_from(["", *(team.region for team in teams)])),
    )
    everything = list(File.objects.all())
    reached = {file for file in everything if Standing(rights.user_id, file, day).reached_by(rights, action)}
    assert reached == set(files_for(rights, action, day))
    people = [file.person_id for file in everything]
    assert set(files_of(rights, action, people, day).values()) == {f for f in reached if f.merged_into_id is None}
