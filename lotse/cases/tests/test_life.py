"""What is entered later of an earlier time leaves the present as it is: addresses, households, absences."""

from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lotse.audit.testing import arranging
from lotse.cases import life
from lotse.cases.corrections import correct
from lotse.cases.life import Address
from lotse.people.models import Absence, Household, Membership, Stay
from tests.county import County

ONE = timedelta(days=1)


def place(name: str) -> Address:
    return Address("own-flat", street="Am Markt", house_number="1", place=name, district=name)


def stays(county: County) -> list[tuple[str, date, date | None]]:
    found = Stay.objects.filter(person=county.tesfay[0].person_id).order_by("from_on")
    return [(s.place, s.from_on, s.until_on) for s in found]


def move(county: County, on: date, name: str, kind: str = "moved-within-town") -> None:
    life.move(county.tesfay, kind, on, place(name), by=county.sonja)
    county.tesfay[0].refresh_from_db()


def test_a_former_move_entered_afterwards_leaves_the_present_address(county: County) -> None:
    yonas, today = county.tesfay[0], county.today
    (first,) = stays(county)
    move(county, today - 10 * ONE, "Teltow")
    region = yonas.region
    move(county, today - 60 * ONE, "Beelitz")
    assert stays(county) == [
        (first[0], first[1], today - 61 * ONE),
        ("Beelitz", today - 60 * ONE, today - 11 * ONE),
        ("Teltow", today - 10 * ONE, None),
    ]
    assert yonas.region == region


def test_a_second_move_on_the_same_day_replaces_the_first(county: County) -> None:
    move(county, county.today, "Teltow")
    move(county, county.today, "Beelitz")
    assert [name for name, _from, _until in stays(county)][1:] == ["Beelitz"]


def test_a_former_move_that_never_was_gives_its_time_to_the_one_before(county: County) -> None:
    yonas, today = county.tesfay[0], county.today
    (first,) = stays(county)
    move(county, today - 10 * ONE, "Teltow")
    move(county, today - 60 * ONE, "Beelitz")
    correct(yonas.events.get(on=today - 60 * ONE, kind="moved-within-town"), None, by=county.sonja)
    assert stays(county) == [(first[0], first[1], today - 11 * ONE), ("Teltow", today - 10 * ONE, None)]


def test_a_day_beyond_the_next_address_is_refused_in_words(county: County) -> None:
    yonas, today = county.tesfay[0], county.today
    move(county, today - 10 * ONE, "Teltow")
    move(county, today - 60 * ONE, "Beelitz")
    before = stays(county)
    entry = yonas.events.get(on=today - 60 * ONE, kind="moved-within-town")
    client = Client()
    client.force_login(county.sonja)
    answer = client.post(f"/akten/{yonas.pk}/berichtigen/{entry.pk}/", {"on": f"{today - 5 * ONE:%d.%m.%Y}"})
    assert answer.status_code == 422
    assert "schon anderswo" in answer.content.decode()
    assert stays(county) == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 190), min_size=1, max_size=5, unique=True))
def test_addresses_follow_each_other_whatever_the_order_of_entering(county: County, days: list[int]) -> None:
    """The same moves, entered in any order, give the same addresses."""
    person = county.tesfay[0].person
    with arranging():
        Stay.objects.filter(person=person, place__startswith="Ort").delete()
        Stay.objects.filter(person=person).update(until_on=None)
    for ago in days:
        move(county, county.today - ago * ONE, f"Ort {ago}")
    found = stays(county)[1:]
    assert [name for name, _from, _until in found] == [f"Ort {ago}" for ago in sorted(days, reverse=True)]
    for (_a, _from, until), (_b, following, _until) in zip(stays(county), found, strict=False):
        assert until == following - ONE
    assert found[-1][2] is None


def households(county: County, member: int) -> list[tuple[date, date | None]]:
    rows = Membership.objects.filter(person=county.haidari[member].person_id).order_by("from_on")
    return list(rows.values_list("from_on", "until_on"))


def test_a_former_separation_leaves_the_present_household(county: County) -> None:
    nadia, omid, _laila = county.haidari
    since, today = nadia.opened_on, county.today
    with arranging():
        other = Household.objects.create()
    life.join(omid, other, today - 2 * ONE, relation="other", by=county.sonja)
    life.separate([omid], today - 9 * ONE, by=county.sonja)
    assert households(county, 1) == [
        (since, today - 10 * ONE), (today - 9 * ONE, today - 3 * ONE), (today - 2 * ONE, None)
    ]  # fmt: skip
    assert life.household_of(omid.person, today) == other
    assert Membership.objects.filter(is_head=True, until_on=None, person=nadia.person).exists()


def test_who_led_the_household_leaves_it_to_somebody_else_only_when_going_now(county: County) -> None:
    nadia, omid, _laila = county.haidari
    life.separate([nadia], county.today, by=county.sonja)
    assert Membership.objects.get(person=omid.person, until_on=None).is_head


def test_who_died_before_joining_a_household_keeps_the_row_that_says_so(county: County) -> None:
    laila = county.haidari[2]
    life.die(laila, laila.opened_on - ONE, by=county.sonja)
    assert households(county, 2) == [(laila.opened_on, laila.opened_on)]


@pytest.mark.parametrize(
    ("began", "left"), [(5, [(5, 4)]), (3, []), (1, [(1, None)])], ids=["before", "that day", "after"]
)
def test_coming_back_ends_what_had_begun_and_nothing_that_came_later(
    county: County, began: int, left: list[tuple[int, int | None]]
) -> None:
    yonas, today = county.tesfay[0], county.today
    life.record_absence(yonas.person, "visit", today - began * ONE, None, by=county.sonja)
    life.come_back(yonas, today - 3 * ONE, by=county.sonja)
    found = [(today - f * ONE, None if u is None else today - u * ONE) for f, u in left]
    assert list(Absence.objects.values_list("from_on", "until_on")) == found
