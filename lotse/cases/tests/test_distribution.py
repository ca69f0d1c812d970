"""Handing households to workers: nobody is allocated silently, and nobody beyond the team."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts import actions as accounts
from lotse.accounts.access import rights_of
from lotse.accounts.models import User
from lotse.cases import actions, life
from lotse.cases.distribution import staff
from lotse.cases.models import Allocation, File
from lotse.concept.load import load_concept
from lotse.rulebook import actions as rulebook
from tests.arrivals import arrive, arrive_all
from tests.world import World


def board(user: User, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/verteilung/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def hand(
    user: User, files: list[File], lead: User | None, companion: User | None = None, query: str = "", **more: Any
) -> HttpResponse:
    client = Client()
    client.force_login(user)
    data = {
        "files": [str(f.pk) for f in files],
        "lead": str(lead.pk) if lead else "",
        "companion": str(companion.pk) if companion else "",
    }
    return client.post(f"/verteilung/{query}", data | more, follow=True)  # type: ignore[return-value]


@pytest.mark.requirement("D-41")
def test_a_household_waits_with_its_deadline_region_and_languages(world: World) -> None:
    html = board(world.katrin)
    assert "Mehari" in html
    assert "bis Mi 25.11.2026" in html.replace("\n", " ")
    assert "Cotta gehört zur Region West." in html
    assert "Tigrinya, Dolmetscher nötig" in html
    assert "Rahimi" not in html
    assert "Olga Petersen" not in html


@pytest.mark.requirement("N-14")
def test_a_household_goes_to_a_worker_and_a_companion_in_tandem(world: World) -> None:
    answer = hand(world.katrin, world.mehari, world.lena, world.farid, reason="Kapazität frei")
    html = answer.content.decode()
    assert "übergeben an Lena Hofmann und Farid Noori" in html
    rows = Allocation.objects.filter(file=world.mehari[0]).order_by("part")
    assert [(a.part, a.user.name) for a in rows] == [("lead", "Lena Hofmann"), ("tandem", "Farid Noori")]
    client = Client()
    client.force_login(world.farid)
    page = client.get(f"/akten/{world.mehari[0].pk}/").content.decode()
    assert "Begleitung im Tandem" in page
    assert "Kapazität frei" in page


def test_without_a_choice_nobody_is_allocated(world: World) -> None:
    answer = hand(world.katrin, world.mehari, None, reason="eilt")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Bitte auswählen, wer den Haushalt übernimmt." in html
    assert "eilt" in html
    assert not Allocation.objects.filter(file=world.mehari[0]).exists()


@pytest.mark.requirement("D-60")
def test_files_of_others_and_workers_of_others_are_out_of_reach(world: World) -> None:
    assert hand(world.katrin, world.demir, world.lena).status_code == 404
    assert hand(world.katrin, world.mehari, world.olga).status_code == 422
    assert hand(world.miriam, world.mehari, world.miriam).status_code == 403
    assert hand(world.jens, world.mehari, world.lena).status_code == 403
    assert not Allocation.objects.filter(file__in=world.mehari).exists()


def test_the_files_of_somebody_who_leaves_are_handed_on_with_their_history(world: World) -> None:
    html = board(world.katrin, f"?von={world.miriam.pk}")
    assert "Akten von Miriam Albrecht übergeben" in html
    assert "Mehari" not in html
    hand(world.katrin, world.rahimi, world.lena, query=f"?von={world.miriam.pk}")
    for file in world.rahimi:
        assert file.allocations.get(part="lead", until_on=None).user == world.lena
    client = Client()
    client.force_login(world.lena)
    page = client.get(f"/akten/{world.rahimi[0].pk}/").content.decode()
    assert "Lena Hofmann, bisher Miriam Albrecht" in page
    assert "Erstbesuch im Kastanienweg" in page


def test_a_household_without_region_is_clarified_before_it_is_handed_over(world: World) -> None:
    new = arrive(world, "Nazari, Mustafa", holder=world.anchor)
    assert "Nazari" not in board(world.katrin)
    client = Client()
    client.force_login(world.katrin)
    assert "Nazari" in client.get("/klaerung/").content.decode()
    assert client.post("/klaerung/", {"files": [str(new[0].pk)]}).status_code == 422
    client.post("/klaerung/", {"files": [str(new[0].pk)], "district": "Cotta"})
    new[0].refresh_from_db()
    assert new[0].region == "west"
    assert "Nazari" in board(world.katrin)


def test_the_authority_clarifies_what_it_opened_but_hands_over_nothing(world: World) -> None:
    new = arrive(world, "Nazari, Mustafa", holder=world.office)
    for other in (world.katrin, world.olga, world.bernd):
        client = Client()
        client.force_login(other)
        assert "Nazari" not in client.get("/klaerung/").content.decode()
        assert client.post("/klaerung/", {"files": [str(new[0].pk)], "district": "Cotta"}).status_code == 404
    client = Client()
    client.force_login(world.jens)
    assert (
        "Geklärt."
        in client.post("/klaerung/", {"files": [str(new[0].pk)], "region": "west"}, follow=True).content.decode()
    )
    assert client.get("/verteilung/").status_code == 403
    assert "Nazari" in board(world.katrin)


@pytest.mark.requirement("N-04", "N-17", "N-18", "N-19")
def test_the_residence_card_calls_for_the_hand_over_to_integration_advice_with_the_whole_history(world: World) -> None:
    rulebook.adopt("dresden/2017-06-01", world.today - timedelta(days=1), by="test")
    file = arrive(world, "Abdi, Hodan", district="Cotta", status="aufenthaltsgestattung")[0]
    assert file.concept == "dresden/2017-06-01"
    actions.allocate([file], world.miriam, team=world.west, from_on=world.today, by=world.katrin)
    client = Client()
    client.force_login(world.miriam)
    client.post(
        f"/akten/{file.pk}/vermerk/neu/",
        {
            "note_id": "01a20641-1db7-7000-9aeb-8e9a1fd74aa5",
            "contact_form": "individual",
            "on": "23.11.2026",
            "persons": [str(file.pk)],
            "summary": "Anerkennung besprochen.",
            "result": "Termin beim Jobcenter.",
        },
    )
    card = {"on": "23.11.2026"}
    client.post(f"/akten/{file.pk}/ereignis/residence-card-received/", card)
    assert "Übergabe steht an" not in board(world.katrin), "a card alone does not make somebody recognised (N-18)"
    row = file.person.statuses.get()
    status = {"from_on": f"{row.from_on:%d.%m.%Y}", "status": "ae-25-2-refugee", "version": row.version}
    client.post(f"/akten/{file.pk}/person/aufenthalt/{row.pk}/", status)
    html = client.get(f"/akten/{file.pk}/").content.decode()
    assert "Nächster Schritt: Übergabe an die Integrationsberatung" in html
    assert "nach Erhalt des elektronischen Aufenthaltstitels" in html
    assert "Übergabe steht an" in board(world.katrin)
    hand(world.katrin, [file], world.lena)
    assert "Übergabe steht an" not in board(world.katrin)
    assert file.deadlines.get(rule="hand-over-integration-advice", superseded_at=None).met_on == world.today
    client.force_login(world.lena)
    html = client.get(f"/akten/{file.pk}/").content.decode()
    assert "Anerkennung besprochen." in html
    assert "Lena Hofmann, bisher Miriam Albrecht" in html


@pytest.mark.requirement("N-07")
def test_the_load_is_measured_against_planned_persons_where_the_concept_says_so(world: World) -> None:
    held = rights_of(world.katrin, world.today)
    life.disappear(world.rahimi[1], world.today, by=world.miriam)
    counted = staff(held, world.today, load_concept("dresden/2017-06-01"))
    miriam = counted.worker(world.miriam.pk)
    assert miriam is not None
    assert (miriam.persons, miriam.present) == (2, 1)
    assert miriam.per_fte(counted.base) == Decimal(2)
    assert counted.fte == Decimal("3.3")  # companions included: "insgesamt"
    assert "Das Konzept nennt keinen Schlüssel." in board(world.katrin)


@pytest.mark.requirement("P-119", "P-120")
def test_elsewhere_only_those_regularly_present_count(world: World) -> None:
    held = rights_of(world.katrin, world.today)
    life.disappear(world.rahimi[1], world.today, by=world.miriam)
    counted = staff(held, world.today, load_concept("potsdam-mittelmark/2017-01-01"))
    miriam = counted.worker(world.miriam.pk)
    assert miriam is not None
    assert counted.ratio is not None
    assert counted.ratio.persons_per_fte == 80
    assert miriam.per_fte(counted.base) == Decimal(1)


def test_a_full_board_costs_as_many_queries_as_an_empty_one(world: World) -> None:
    def cost() -> int:
        client = Client()
        client.force_login(world.katrin)
        client.get("/verteilung/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/verteilung/")
        return len(captured)

    short = cost()
    for n in range(3):
        accounts.give_role(
            accounts.add_staff(f"n{n}@example.org", f"Neu {n}", world.anchor, from_on=world.today, by="test"),
            "social-worker",
            world.anchor,
            team=world.west,
            from_on=world.today,
            by="test",  # type: ignore[arg-type]
        )
    arrive_all(world, [(f"Familie{n}, Eins", f"Familie{n}, Zwei") for n in range(12)], district="Cotta")
    assert cost() == short <= 18
