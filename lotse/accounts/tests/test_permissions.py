"""The table of roles, by properties: whatever somebody holds, the walls stand."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lotse.accounts import actions
from lotse.accounts.access import WITHOUT_PERSONS, Held, Rights, givable_roles, rights_of
from lotse.accounts.models import Organisation
from lotse.accounts.permissions import CONFIRMED_ROLES, PERMISSIONS, SCOPES, Action, Role
from tests.world import TODAY, World

ME, ORG, TEAM = UUID(int=1), UUID(int=2), UUID(int=3)
roles = st.sampled_from(list(Role))
at_a_provider = roles.filter(lambda role: role != Role.CONSULTED)
role_sets = st.lists(roles, max_size=6)
CASE_ACTIONS = [a for a in Action if a not in (Action.MANAGE_STAFF, Action.CONFIRM_ROLES, Action.READ_CONCEPT)]


def holding(*held: Role) -> Rights:
    return Rights(ME, [Held(role, ORG, TEAM) for role in held])


@given(role_sets)
def test_administration_adds_up_with_nothing(held: list[Role]) -> None:
    both, alone = holding(*held, Role.ADMINISTRATOR), holding(Role.ADMINISTRATOR)
    for action in Action:
        assert both.scope(action) == alone.scope(action)
        assert both.teams(action) == set() and both.organisations(action) == set()
    assert not any(both.may(action) for action in CASE_ACTIONS)


@given(role_sets, roles)
def test_another_role_never_takes_a_right_away_unless_it_is_administration(held: list[Role], more: Role) -> None:
    before, after = holding(*held), holding(*held, more)
    for action in Action:
        if Role.ADMINISTRATOR not in (more, *held):
            assert SCOPES.index(after.scope(action)) >= SCOPES.index(before.scope(action))


@given(role_sets, st.sampled_from(list(Action)))
def test_a_right_rests_on_a_role_that_gives_it(held: list[Role], action: Action) -> None:
    rights = holding(*held)
    if rights.may(action):
        assert PERMISSIONS[Role(rights.role_for(action))][action] == rights.scope(action)
    else:
        assert rights.role_for(action) == ""


def test_nobody_but_those_in_counselling_reads_notes() -> None:
    readers = {role for role in Role if PERMISSIONS[role][Action.READ_NOTES] != "-"}
    assert readers == {Role.SOCIAL_WORKER, Role.COMPANION, Role.COORDINATOR}


span = st.tuples(st.integers(-30, 30), st.none() | st.integers(0, 30))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(at_a_provider, st.booleans(), span), max_size=4))
def test_only_confirmed_roles_in_force_count(
    world: World, given_roles: list[tuple[Role, bool, tuple[int, int | None]]]
) -> None:
    """Whatever roles are given: unconfirmed, expired and future ones never count."""
    user = world.lena
    with actions.as_actor("test", "clear"):
        user.roles.all().delete()
    expected = set()
    for role, is_confirmed, (start, length) in given_roles:
        from_on = TODAY + timedelta(days=start)
        held = actions.give_role(user, role, world.anchor, team=world.west, from_on=from_on, by="test")
        if length is not None:
            actions.end_role(held, until_on=from_on + timedelta(days=length), by="test")
        if is_confirmed:
            actions.confirm_role(held, by="test")
        if start <= 0 and (length is None or start + length >= 0) and (is_confirmed or role not in CONFIRMED_ROLES):
            expected.add(role)
    assert {held.role for held in rights_of(user, TODAY).held} == expected


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONSULTED])
def test_a_provider_gives_no_role_that_reaches_beyond_itself(world: World, role: Role) -> None:
    manager = rights_of(world.theo, TODAY)
    givable = givable_roles(manager, world.anchor)
    reaches_all = any(PERMISSIONS[role][action] == "all" for action in Action if action not in WITHOUT_PERSONS)
    assert (role in givable) == (not reaches_all and role != Role.AUDITOR)
    assert givable_roles(manager, world.bridge) == []
    assert (role in givable_roles(rights_of(world.petra, TODAY), world.anchor)) == (role in givable)
    assert role in givable_roles(rights_of(world.petra, TODAY), world.office)


@pytest.mark.requirement("N-03")
def test_the_three_roles_of_the_concept_are_there_with_their_german_names(world: World) -> None:
    labels = {str(held) for user in (world.katrin, world.miriam, world.farid) for held in user.roles.all()}
    assert labels == {"Regionalkoordination", "Fachkraft", "Begleitung"}


def test_a_role_ends_with_its_last_day(world: World) -> None:
    held = world.miriam.roles.get()
    actions.end_role(held, until_on=date(2026, 12, 31), by=world.theo)
    assert rights_of(world.miriam, date(2026, 12, 31)).may(Action.OPEN_FILE)
    assert not rights_of(world.miriam, date(2027, 1, 1)).may(Action.OPEN_FILE)


def test_an_organisation_is_a_provider_unless_said_otherwise(world: World) -> None:
    assert actions.add_organisation("Neu e. V.", by="test").kind == Organisation.Kind.PROVIDER
