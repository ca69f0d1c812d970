"""What happens to a file, entered on its screens: moves, separations, statuses, closing, bringing together."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from lotse.accounts.models import User
from lotse.cases import actions
from lotse.cases.life import bundle
from lotse.cases.models import Deadline, File
from lotse.people.models import Membership, Stay
from lotse.rulebook import actions as rulebook
from tests.arrivals import arrive
from tests.world import World


def send(user: User, address: str, data: dict[str, Any]) -> HttpResponse:
    client = Client()
    client.force_login(user)
    return client.post(address, data, follow=True)  # type: ignore[return-value]


def event(world: World, file: File, kind: str, user: User | None = None, **data: Any) -> str:
    data.setdefault("on", world.today.strftime("%d.%m.%Y"))
    answer = send(user or world.miriam, f"/akten/{file.pk}/ereignis/{kind}/", data)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def due(file: File, rule: str) -> date | None:
    return Deadline.objects.filter(file=file, rule=rule, superseded_at=None).values_list("due_on", flat=True).first()


@pytest.mark.requirement("D-41")
def test_the_region_follows_the_new_address_and_says_why(world: World) -> None:
    zahra, sara = world.rahimi
    html = event(
        world,
        zahra,
        "moved-within-town",
        persons=[str(zahra.pk), str(sara.pk)],
        district="Plauen",
        street="Bienertstr.",
        house_number="3",
    )
    assert "Region jetzt Mitte" in html
    for file in (zahra, sara):
        file.refresh_from_db()
        assert file.region == "mitte"
    stay = Stay.objects.get(person=zahra.person, until_on=None)
    assert (stay.from_on, stay.district, stay.region_reason) == (
        world.today,
        "Plauen",
        "Plauen gehört zur Region Mitte.",
    )
    assert Stay.objects.get(person=zahra.person, until_on__isnull=False).until_on == world.today - timedelta(days=1)


def test_only_those_chosen_move(world: World) -> None:
    zahra, sara = world.rahimi
    event(world, zahra, "moved-to-own-flat", persons=[str(sara.pk)], district="Cotta")
    assert not zahra.events.filter(kind="moved-to-own-flat").exists()
    assert sara.events.filter(kind="moved-to-own-flat").exists()


def test_a_move_needs_to_say_where_to_and_keeps_what_was_typed(world: World) -> None:
    zahra = world.rahimi[0]
    answer = send(
        world.miriam,
        f"/akten/{zahra.pk}/ereignis/moved-within-town/",
        {"on": "23.11.2026", "persons": [str(zahra.pk)], "remark": "vorläufig bei der Schwester"},
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Bitte angeben, wohin" in html
    assert "vorläufig bei der Schwester" in html
    assert not zahra.events.filter(kind="moved-within-town").exists()


def test_somebody_elses_file_cannot_be_moved_along(world: World) -> None:
    zahra, mehari = world.rahimi[0], world.mehari[0]
    answer = send(
        world.miriam, f"/akten/{zahra.pk}/ereignis/moved-away/", {"on": "23.11.2026", "persons": [str(mehari.pk)]}
    )
    assert answer.status_code == 422
    assert not mehari.events.filter(kind="moved-away").exists()


def test_nothing_is_entered_for_a_day_that_has_not_come(world: World) -> None:
    answer = send(world.miriam, f"/akten/{world.rahimi[0].pk}/ereignis/died/", {"on": "24.11.2026"})
    assert answer.status_code == 422
    assert "liegt in der Zukunft" in answer.content.decode()


def test_a_separated_household_has_a_head_of_its_own(world: World) -> None:
    zahra, sara = world.rahimi
    answer = send(
        world.miriam,
        f"/akten/{zahra.pk}/ereignis/household-separated/",
        {"on": "23.11.2026", "persons": [str(zahra.pk), str(sara.pk)]},
    )
    assert "Mindestens eine Person bleibt" in answer.content.decode()
    event(world, zahra, "household-separated", persons=[str(zahra.pk)])
    now = Membership.objects.filter(until_on=None, person__in=[zahra.person_id, sara.person_id])
    assert now.values("household").distinct().count() == 2
    assert set(now.values_list("is_head", flat=True)) == {True}


def test_nothing_falls_due_for_the_dead(world: World) -> None:
    mehari = world.mehari[0]
    assert due(mehari, "first-visit")
    html = event(world, mehari, "died", world.katrin)
    assert "Verstorben am 23.11.2026" in html
    assert due(mehari, "first-visit") is None


@pytest.mark.requirement("P-120")
def test_whereabouts_unknown_and_back_are_an_absence(world: World) -> None:
    zahra = world.rahimi[0]
    event(world, zahra, "disappeared", on="20.11.2026")
    event(world, zahra, "returned", on="23.11.2026")
    absence = zahra.person.absences.get()
    assert (absence.from_on, absence.until_on) == (date(2026, 11, 20), date(2026, 11, 22))
    event(world, zahra, "absence", on="01.11.2026", until_on="05.11.2026", reason="hospital")
    assert zahra.person.absences.count() == 2
    answer = send(
        world.miriam,
        f"/akten/{zahra.pk}/ereignis/absence/",
        {"on": "05.11.2026", "until_on": "01.11.2026", "reason": "hospital"},
    )
    assert "endet vor ihrem Beginn" in answer.content.decode()


@pytest.mark.requirement("D-43", "D-42")
def test_for_a_family_that_follows_the_welcome_service_starts_on_the_day_decided(world: World) -> None:
    family = arrive(world, "Kovalenko, Kateryna", arrival="family", holder=world.anchor)[0]
    actions.allocate([family], world.miriam, team=world.west, from_on=world.today, by=world.katrin)
    assert not family.deadlines.exists()
    event(world, family, "welcome-decided", on="20.11.2026")
    assert due(family, "welcome-service-family") == date(2027, 11, 20)
    client = Client()
    client.force_login(world.miriam)
    assert "Willkommensleistung bei Familiennachzug" in client.get(f"/akten/{family.pk}/ereignis/").content.decode()
    assert (
        "Willkommensleistung bei Familiennachzug"
        not in client.get(f"/akten/{world.rahimi[0].pk}/ereignis/").content.decode()
    )


@pytest.mark.requirement("D-05")
def test_how_somebody_came_decides_which_deadlines_run_and_the_file_says_so(world: World) -> None:
    moved = arrive(world, "Ismail, Rojîn", arrival="moved-in", holder=world.anchor)[0]
    actions.allocate([moved], world.miriam, team=world.west, from_on=world.today, by=world.katrin)
    client = Client()
    client.force_login(world.miriam)
    html = client.get(f"/akten/{moved.pk}/").content.decode()
    assert "Zuzug: Die Fristen ab Zuweisung gelten hier nicht." in html
    assert not moved.deadlines.exists()


@pytest.mark.requirement("P-117", "P-118")
def test_counselling_of_the_recognised_ends_three_months_after_they_moved_into_a_flat_of_their_own(
    world: World,
) -> None:
    rulebook.adopt("potsdam-mittelmark/2017-01-01", world.today - timedelta(days=1), by="test")
    file = arrive(world, "Abdi, Hodan", holder=world.anchor, status="aufenthaltsgestattung")[0]
    actions.allocate([file], world.miriam, team=world.west, from_on=world.today, by=world.katrin)
    assert list(file.events.values_list("kind", "on")) == [("assignment", world.today)]
    assert file.is_open
    html = event(world, file, "moved-to-own-flat", persons=[str(file.pk)], place="Teltow", on="20.11.2026")
    assert "20.02.2027" not in html, "of those whose procedure is pending the concept says nothing"
    html = event(world, file, "status", on="21.11.2026", status="ae-25-1")
    assert "bis 20.02.2027" in html
    assert "Die Beratung für anerkannte Flüchtlinge endet 3 Monate nach Umzug in eigenen Wohnraum" in html


def test_status_and_benefit_are_two_histories(world: World) -> None:
    zahra = world.rahimi[0]
    event(world, zahra, "status", on="20.11.2026", status="ae-25-2-refugee", valid_until_on="20.11.2029")
    event(world, zahra, "benefit", on="22.11.2026", system="sgb-2")
    client = Client()
    client.force_login(world.miriam)
    html = client.get(f"/akten/{zahra.pk}/person/").content.decode()
    assert "Flüchtlingseigenschaft" in html
    assert "Aufenthaltsgestattung" in html
    assert "20.11.2029" in html
    statuses = zahra.person.statuses.order_by("from_on")
    assert [s.until_on for s in statuses] == [date(2026, 11, 19), None]
    assert zahra.person.benefits.get().from_on == date(2026, 11, 22)


def test_an_event_entered_by_mistake_is_struck_and_what_it_changed_goes_with_it(world: World) -> None:
    zahra = world.rahimi[0]
    event(world, zahra, "died")
    entry = zahra.events.get(kind="died")
    answer = send(world.miriam, f"/akten/{zahra.pk}/berichtigen/{entry.pk}/", {"on": "23.11.2026", "never": "on"})
    html = answer.content.decode()
    assert "gestrichen: hat nicht stattgefunden" in html
    zahra.person.refresh_from_db()
    assert zahra.person.died_on is None


def test_a_move_that_never_was_gives_the_former_address_and_region_back(world: World) -> None:
    zahra = world.rahimi[0]
    event(world, zahra, "moved-within-town", persons=[str(zahra.pk)], district="Plauen")
    entry = zahra.events.get(kind="moved-within-town")
    send(world.miriam, f"/akten/{zahra.pk}/berichtigen/{entry.pk}/", {"never": "on"})
    zahra.refresh_from_db()
    assert zahra.region == "west"
    assert Stay.objects.get(person=zahra.person, until_on=None).district == "Cotta"


def test_an_event_of_another_file_cannot_be_corrected_through_this_one(world: World) -> None:
    foreign = world.demir[0].events.get()
    answer = send(world.miriam, f"/akten/{world.rahimi[0].pk}/berichtigen/{foreign.pk}/", {"never": "on"})
    assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.cancelled_at is None


def test_a_closed_file_stays_readable_and_can_be_opened_again_with_a_reason(world: World) -> None:
    zahra = world.rahimi[0]
    address = f"/akten/{zahra.pk}"
    assert "Bitte" in send(world.katrin, f"{address}/schliessen/", {"on": "23.11.2026"}).content.decode()
    html = send(world.katrin, f"{address}/schliessen/", {"on": "23.11.2026", "reason": "goal-reached"}).content.decode()
    assert "Diese Akte ist geschlossen." in html
    assert "Erstbesuch im Kastanienweg" in html
    assert send(world.katrin, f"{address}/wieder-oeffnen/", {"on": "23.11.2026"}).status_code == 422
    html = send(
        world.katrin, f"{address}/wieder-oeffnen/", {"on": "23.11.2026", "remark": "Neuer Bedarf"}
    ).content.decode()
    assert "wartet auf die Verteilung" in html
    assert "Neuer Bedarf" in html


def test_from_a_file_opened_by_mistake_nothing_falls_due_until_it_is_opened_again(world: World) -> None:
    mehari = world.mehari[0]
    html = send(world.katrin, f"/akten/{mehari.pk}/irrtum/", {}).content.decode()
    assert "irrtümlich angelegt" in html
    assert not Deadline.objects.filter(file=mehari, superseded_at=None).exists()
    send(world.katrin, f"/akten/{mehari.pk}/wieder-oeffnen/", {"on": "23.11.2026", "remark": "doch richtig"})
    assert due(mehari, "first-visit") == date(2026, 11, 25)


@pytest.mark.requirement("P-134")
def test_two_files_of_one_person_are_brought_together_and_parted_again(world: World) -> None:
    kept, other = world.rahimi[0], world.mehari[0]
    address = f"/akten/{kept.pk}/zusammenfuehren/"
    html = send(world.katrin, address, {"number": other.number}).content.decode()
    assert "wird eingeführt: " + other.number in html
    other.refresh_from_db()
    assert other.merged_into is None  # looking is not doing
    send(world.katrin, address, {"number": other.number, "bestaetigt": "1"})
    other.refresh_from_db()
    assert other.merged_into_id == kept.pk
    assert not Deadline.objects.filter(file=other, superseded_at=None, met_on=None).exists()
    client = Client()
    client.force_login(world.katrin)
    assert "Mehari" not in client.get("/akten/").content.decode()
    assert "Diese Akte ist zusammengeführt." in client.get(f"/akten/{other.pk}/").content.decode()
    send(world.katrin, f"/akten/{kept.pk}/trennen/{other.pk}/", {})
    other.refresh_from_db()
    assert (other.merged_into, other.closed_on) == (None, None)
    assert due(other, "first-visit") == date(2026, 11, 25)


def test_a_file_of_another_provider_cannot_be_brought_in(world: World) -> None:
    kept, foreign = world.rahimi[0], world.demir[0]
    answer = send(world.katrin, f"/akten/{kept.pk}/zusammenfuehren/", {"number": foreign.number, "bestaetigt": "1"})
    assert "keine Akte, die Sie zusammenführen dürfen" in answer.content.decode()
    assert send(world.miriam, f"/akten/{kept.pk}/zusammenfuehren/", {"number": "x"}).status_code == 403


@pytest.mark.parametrize("who", ["farid", "theo", "jens"])
def test_who_may_not_edit_can_enter_nothing(world: World, who: str) -> None:
    zahra = world.rahimi[0]
    for path, data in (
        ("ereignis/died", {"on": "23.11.2026"}),
        ("schliessen", {"on": "23.11.2026", "reason": "other"}),
        ("irrtum", {}),
    ):
        assert send(getattr(world, who), f"/akten/{zahra.pk}/{path}/", data).status_code == 403
    zahra.refresh_from_db()
    assert zahra.is_open


@pytest.mark.requirement("D-04")
def test_somebody_joins_another_household_and_its_protected_address_covers_them(world: World) -> None:
    mehari, zahra = world.mehari[0], world.rahimi[0]
    number = mehari.number
    with actions.as_actor("test", "arrange"):
        type(zahra.person).objects.filter(pk=zahra.person_id).update(is_address_protected=True)
    page = event(world, mehari, "joined-household", world.katrin, number=zahra.number, relation="partner")
    assert "Eingetragen" in page
    assert {f.number for f in bundle(zahra.pk, zahra.person_id, world.today)} == {
        zahra.number,
        world.rahimi[1].number,
        number,
    }
    assert type(zahra.person).objects.get(pk=mehari.person_id).is_address_protected
    again = {"on": "23.11.2026", "number": zahra.number, "relation": "partner"}
    page = send(world.katrin, f"/akten/{mehari.pk}/ereignis/joined-household/", again).content.decode()
    assert "schon zum selben Haushalt" in page


def test_attack_a_household_of_another_provider_cannot_be_joined(world: World) -> None:
    data = {"on": "23.11.2026", "number": world.demir[0].number, "relation": "other"}
    page = send(world.katrin, f"/akten/{world.mehari[0].pk}/ereignis/joined-household/", data).content.decode()
    assert "Unter dieser Nummer ist keine Akte" in page
    assert world.mehari[0].person.memberships.count() == 1
