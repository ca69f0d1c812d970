"""/aufnahme/, request by request: a household typed by hand, without JavaScript."""

import re
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from lotse.accounts.models import User
from lotse.cases.models import Allocation, File
from lotse.intake.models import DuplicateNotice
from lotse.people.models import Benefit, Membership, NotSame, Person, ResidenceStatus, Stay
from tests.world import World

ARRIVAL = {
    "count": "1", "arrival": "moved-in", "arrived_on": "20.11.2026", "street": "Tannenstraße", "house_number": "8",
    "postcode": "01159", "place": "Dresden", "district": "Cotta",
}  # fmt: skip


def typed(index: int = 0, **values: str) -> dict[str, str]:
    plain = {"family_name": "Al-Hamwi", "given_name": "Layla", "birth": "07.08.1996", "sex": "female"}
    return {f"p{index}-{name}": value for name, value in (plain | values).items()}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, *parts: dict[str, str], url: str = "/aufnahme/", **more: str) -> HttpResponse:
    data: dict[str, str] = {}
    for part in (ARRIVAL, *parts, more):
        data |= part
    return client.post(url, data)  # type: ignore[return-value]


def newest() -> File:
    return File.objects.order_by("-number")[0]


@pytest.mark.requirement("D-05", "D-41", "P-134")
def test_who_moved_in_gets_a_file_with_everything_typed_but_no_deadline(world: World) -> None:
    response = send(
        client_of(world.katrin),
        typed(
            original_name="ليلى الحموي", nationality="Syrien", contact_language="ar", languages="Englisch, Arabisch",
            needs_interpreter="on", status="duldung", benefit="asylblg-3", phone="0351 555", aktenzeichen="Z-1",
        )
    )  # fmt: skip
    assert response.status_code == 302
    file = newest()
    person = file.person
    assert (person.full_name, person.birth, person.nationality) == ("Al-Hamwi, Layla", (1996, 8, 7), "SY")
    assert (person.contact_language, person.needs_interpreter) == ("ar", True)
    assert [row.language for row in person.languages.all()] == ["en"]
    assert ResidenceStatus.objects.get(person=person).status == "duldung"
    assert Benefit.objects.get(person=person).system == "asylblg-3"
    assert (file.arrival, file.region, file.team) == ("moved-in", "west", world.west)
    assert not file.deadlines.exists()
    assert not Allocation.objects.filter(file=file).exists()
    assert response["Location"] == f"/akten/{file.pk}/"


@pytest.mark.requirement("D-27", "D-42", "D-43")
def test_the_arrival_decides_what_starts(world: World) -> None:
    client = client_of(world.katrin)
    send(client, typed(), arrival="assigned", arrived_on="17.11.2026")
    assert newest().deadlines.get(rule="first-visit").due_on == date(2026, 11, 20)
    send(client, typed(family_name="Osman", given_name="Said"), arrival="family")
    assert not newest().deadlines.exists()
    send(client, typed(family_name="Tekle", given_name="Rut"), arrival="family", service_from_on="01.12.2026")
    [period] = newest().deadlines.filter(kind="period", starts_at="welcome-decided")
    assert period.due_on == date(2027, 12, 1)


def test_a_service_by_hand_needs_family_reunification(world: World) -> None:
    response = send(client_of(world.katrin), typed(), service_from_on="01.12.2026")
    assert response.status_code == 422
    assert "nur bei Familiennachzug" in response.content.decode()


def test_one_more_person_keeps_everything_typed_and_brings_what_is_shared(world: World) -> None:
    client = client_of(world.katrin)
    response = send(client, typed(birth="unfug", nationality="Syrien"), add="1")
    html = response.content.decode()
    assert response.status_code == 200
    assert 'value="unfug"' in html and 'value="Layla"' in html and 'value="Tannenstraße"' in html
    assert re.search(r'name="p1-family_name" value="Al-Hamwi"', html)
    assert re.search(r'name="p1-nationality" value="Syrien"', html)
    assert 'name="count" value="2"' in html
    assert not Person.objects.filter(family_name="Al-Hamwi").exists()
    fewer = send(client, typed(), typed(1, given_name="Omar"), count="2", remove="0").content.decode()
    assert 'value="Omar"' in fewer and 'value="Layla"' not in fewer and 'name="count" value="1"' in fewer


@pytest.mark.requirement("D-04")
def test_a_household_has_a_head_and_members_each_with_a_file(world: World) -> None:
    child = typed(1, given_name="Omar", birth="00.00.2020", sex="male", relation="child")
    send(client_of(world.katrin), typed(), child, count="2")
    head, member = Membership.objects.filter(person__family_name="Al-Hamwi").order_by("-is_head")
    assert head.household == member.household
    assert (head.is_head, member.is_head, member.relation) == (True, False, "child")
    assert member.person.birth == (2020, None, None)
    assert File.objects.filter(person__family_name="Al-Hamwi").count() == 2


def test_what_is_missing_is_said_and_nothing_typed_is_lost(world: World) -> None:
    response = send(client_of(world.katrin), typed(family_name="", nationality="Narnia", birth="31.02.1990"))
    html = response.content.decode()
    assert response.status_code == 422
    assert "Narnia" in html and "31.02.1990" in html and 'value="Layla"' in html
    assert html.count('class="kern-error"') == 3


def test_a_protected_address_is_sealed(world: World) -> None:
    send(client_of(world.katrin), typed(is_address_protected="on"))
    stay = Stay.objects.get(person=newest().person)
    assert (stay.street, stay.house_number, stay.district) == ("", "", "Cotta")
    assert stay.protected and "Tannenstraße 8" in stay.protected


def test_an_unclear_region_does_not_stop_anybody(world: World) -> None:
    response = send(client_of(world.katrin), typed(), district="", place="Dresden")
    assert response.status_code == 302
    assert (newest().region, newest().organisation) == ("", world.anchor)


ZAHRA = typed(family_name="Rahimy", given_name="Sahra", birth="14.03.1993", nationality="AF")


def test_a_likeness_is_shown_before_saving_and_decided(world: World) -> None:
    client = client_of(world.katrin)
    files = File.objects.count()
    response = send(client, ZAHRA)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Rahimi, Zahra" in html and "Andere Umschrift" in html and 'value="Rahimy"' in html
    assert File.objects.count() == files
    assert send(client, ZAHRA, {"same-0": "new"}).status_code == 302
    assert File.objects.count() == files + 1
    [pair] = NotSame.objects.all()
    assert {pair.first_id, pair.second_id} == {newest().person_id, world.rahimi[0].person_id}


def test_the_same_person_leads_to_the_file_that_is_there(world: World) -> None:
    files = File.objects.count()
    response = send(client_of(world.katrin), ZAHRA, {"same-0": str(world.rahimi[0].person_id)})
    assert response["Location"] == f"/akten/{world.rahimi[0].pk}/"
    assert File.objects.count() == files


def test_whoever_comes_with_somebody_known_joins_that_household(world: World) -> None:
    brother = typed(1, family_name="Rahimi", given_name="Navid", birth="12.12.1999", sex="male", nationality="AF")
    send(client_of(world.katrin), ZAHRA, brother, {"same-0": str(world.rahimi[0].person_id)}, count="2")
    navid = Membership.objects.get(person__given_name="Navid")
    zahra = Membership.objects.get(person=world.rahimi[0].person)
    assert navid.household == zahra.household and not navid.is_head


def test_a_person_the_typist_may_not_see_is_not_betrayed_and_the_authority_compares(world: World) -> None:
    """Yusuf Demir is Brückenhaus's client; Ankerplatz types a likely double of him."""
    double = typed(family_name="Demir", given_name="Jusuf", birth="01.01.1985", sex="male", nationality="TR")
    client = client_of(world.katrin)
    response = client.post("/aufnahme/", ARRIVAL | double, follow=True)
    html = response.content.decode()
    assert "Das Sozialamt prüft das." in html
    assert "Yusuf" not in html and world.demir[0].number not in html
    notice = DuplicateNotice.objects.get()
    assert (notice.typed_id, notice.known_id) == (newest().person_id, world.demir[0].person_id)
    assert "Demir" not in client.get("/einlesen/doppelt/").content.decode()
    assert client.post("/einlesen/doppelt/", {"notice": str(notice.pk)}).status_code == 404
    authority = client_of(world.jens)
    assert "hat vielleicht schon eine Akte" in authority.get("/einlesen/").content.decode()
    shown = authority.get("/einlesen/doppelt/").content.decode()
    assert "Demir, Yusuf" in shown and "Demir, Jusuf" in shown
    authority.post("/einlesen/doppelt/", {"notice": str(notice.pk)})
    assert NotSame.objects.count() == 1
    assert "Demir" not in authority.get("/einlesen/doppelt/").content.decode()


def test_a_forged_decision_for_a_hidden_person_opens_a_file_of_its_own(world: World) -> None:
    double = typed(family_name="Demir", given_name="Jusuf", birth="01.01.1985", sex="male", nationality="TR")
    send(client_of(world.katrin), double, {"same-0": str(world.demir[0].person_id)})
    assert newest().person.given_name == "Jusuf"


def test_a_number_that_is_taken_is_refused_without_saying_whose_it_is(world: World) -> None:
    response = send(client_of(world.katrin), typed(aktenzeichen="AZ-2001"))
    html = response.content.decode()
    assert response.status_code == 422
    assert "schon vergeben" in html and "Demir" not in html
    own = send(client_of(world.katrin), typed(aktenzeichen="AZ-1001"), {"same-0": "new"})
    assert own.status_code == 422
    assert "Rahimi, Zahra" in own.content.decode()


def household_url(file: File) -> str:
    return f"/aufnahme/?haushalt={Membership.objects.get(person=file.person, until_on=None).household_id}"


def test_a_further_member_joins_a_household_with_its_address_and_arrival(world: World) -> None:
    url = household_url(world.rahimi[0])
    html = client_of(world.miriam).get(url).content.decode()
    assert "Rahimi, Zahra" in html and re.search(r'name="p0-family_name" value="Rahimi"', html)
    assert re.search(r'<option value="Cotta" selected', html)
    baby = typed(family_name="Rahimi", given_name="Nour", birth="19.11.2026", relation="child")
    response = send(client_of(world.miriam), baby, url=url, arrival="born", arrived_on="19.11.2026")
    assert response.status_code == 302
    file = newest()
    assert (file.arrival, [event.kind for event in file.events.all()]) == ("assigned", ["born"])
    assert not file.deadlines.filter(rule="first-visit").exists()
    membership = Membership.objects.get(person=file.person)
    assert membership.household == Membership.objects.get(person=world.rahimi[0].person).household
    assert (membership.is_head, membership.relation) == (False, "child")


def test_a_household_one_may_not_open_is_not_there(world: World) -> None:
    for user in (world.katrin, world.lena):
        assert client_of(user).get(household_url(world.demir[0])).status_code == 404
    assert client_of(world.katrin).get("/aufnahme/?haushalt=unsinn").status_code == 404
    assert client_of(world.lena).get(household_url(world.rahimi[0])).status_code == 404
    assert client_of(world.ada).get("/aufnahme/").status_code == 403
    assert client_of(world.petra).post("/aufnahme/", ARRIVAL | typed()).status_code == 403


def test_born_is_no_arrival_of_a_new_household(world: World) -> None:
    assert send(client_of(world.katrin), typed(), arrival="born").status_code == 422


def test_the_region_is_shown_with_its_reason_while_typing(world: World) -> None:
    client = client_of(world.katrin)
    response = client.post("/aufnahme/", ARRIVAL | typed(), headers={"HX-Request": "true"})
    assert response.content.decode().strip() == '<p class="lo-small"><b>Cotta gehört zur Region West.</b></p>'


def test_a_household_in_another_region_goes_to_the_team_there(world: World) -> None:
    response: Any = client_of(world.katrin).post("/aufnahme/", ARRIVAL | {"district": "Plauen"} | typed(), follow=True)
    assert newest().team == world.centre
    assert "liegt jetzt bei Brückenhaus Mitte" in response.content.decode()
