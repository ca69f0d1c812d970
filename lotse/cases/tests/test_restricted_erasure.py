"""Words that must not have been stored in the restricted compartment: erased by two people, a stub stays."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.audit.models import WriteLog
from lotse.cases import restricted
from lotse.cases.actions import Refused
from lotse.cases.erasing import ask_for_content_erasure, decide_content_erasure
from lotse.cases.models import ContentErasure, FileContent
from lotse.ui import clock
from tests.overlay import switch_on
from tests.world import World

FIELD = "imprisonment"
WAITING = "/vermerke/loeschen/"


@pytest.fixture
def town(world: World) -> World:
    switch_on(world.rahimi, "health", FIELD, restricted.VULNERABILITY)
    return world


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return html


def place(town: World) -> str:
    return f"/akten/{town.rahimi[0].pk}/geschuetzt/{FIELD}/"


def write(town: World, words: str) -> FileContent:
    version = restricted.version_of(town.rahimi[0], FIELD)
    return restricted.record_restricted(town.rahimi[0], FIELD, words, version=version, by=town.miriam)


def ask(town: World, row: FileContent, user: User | None = None, **more: Any) -> ContentErasure:
    data = {"content": str(row.pk), "erase_reason": "unlawful", "erase_words": "Geheim Grund"} | more
    assert client_of(user or town.miriam).post(place(town), data).status_code == 302
    return ContentErasure.objects.get(content=row, decided_at=None)


def test_one_asks_another_erases_and_a_stub_without_content_stays(town: World) -> None:
    first, second = write(town, "Geheim Erste"), write(town, "Geheim Zweite")
    asked = ask(town, first)
    html = get(town.miriam, place(town))
    assert "Geheim Erste" in html and "Eine zweite Person entscheidet." in html
    for user in (town.theo, town.dora):  # decide without the content, and without learning of which field
        html = get(user, WAITING)
        assert "geschützte Angabe vom" in html and "Geheim" not in html and "Haft" not in html and FIELD not in html
    decide = f"{WAITING}angabe/{asked.pk}/"
    assert client_of(town.miriam).post(decide, {"decision": "erase"}).status_code == 403
    assert client_of(town.dora).post(decide, {"decision": "erase"}).status_code == 302
    first.refresh_from_db()
    assert first.__dict__["text"] is None and first.erased_at
    asked.refresh_from_db()
    assert asked.is_done and asked.words is None and asked.decided_by == town.dora
    html = get(town.miriam, place(town))
    assert "Geheim Erste" not in html and "Gelöscht: Was hier stand" in html and "Geheim Zweite" in html
    assert restricted.version_of(town.rahimi[0], FIELD) == 2  # nobody is thought to have been faster
    write(town, "Geheim Dritte")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM cases_contenterasure")
        assert cursor.fetchall() == [(None,)]
    assert second.text == "Geheim Zweite"


def test_when_all_is_erased_the_overview_says_that_nothing_stands_there(town: World) -> None:
    row = write(town, "Geheim Erste")
    asked = ask(town, row)
    decide_content_erasure(asked.pk, erase=True, by=town.katrin, now=clock.now())
    html = get(town.miriam, place(town))
    assert "Gelöscht" in html and "Geheim" not in html
    change = get(town.miriam, place(town) + "aendern/")
    assert "Geheim" not in change and "None" not in change.split("<textarea")[1].split("</textarea>")[0]
    assert "Geheim" not in get(town.miriam, f"/akten/{town.rahimi[0].pk}/geschuetzt/")


def test_refused_it_stays_and_can_be_asked_for_again(town: World) -> None:
    row = write(town, "Geheim Erste")
    asked = ask(town, row)
    again = {"content": str(row.pk), "erase_reason": "other"}
    assert "schon beantragt" in client_of(town.katrin).post(place(town), again, follow=True).content.decode()
    without = client_of(town.katrin).post(place(town), {"content": str(row.pk), "erase_words": "Bleibt stehen"})
    assert without.status_code == 422
    assert "Geheim Grund" in get(town.katrin, WAITING)  # she sees the compartment, too
    client_of(town.katrin).post(f"{WAITING}angabe/{asked.pk}/", {"decision": "refuse"})
    row.refresh_from_db()
    assert row.text == "Geheim Erste" and "Geheim Erste" in get(town.miriam, place(town))
    ask(town, row)


def test_attack_nobody_is_their_own_second_person_nor_one_of_another_provider(town: World) -> None:
    asked = ask(town, write(town, "Geheim"), town.katrin)  # a coordinator may decide, but not on her own request
    decide = f"{WAITING}angabe/{asked.pk}/"
    for user, status in ((town.katrin, 404), (town.bernd, 404), (town.farid, 403), (town.jens, 403), (town.ada, 403)):
        assert client_of(user).post(decide, {"decision": "erase"}).status_code == status
    with pytest.raises(Refused):
        decide_content_erasure(asked.pk, erase=True, by=town.katrin, now=clock.now())
    assert FileContent.objects.get().erased_at is None


def test_attack_only_what_stands_on_the_page_can_be_asked_for(town: World) -> None:
    row = restricted.record_restricted(town.rahimi[0], "health", "Geheim", version=0, by=town.miriam)
    data = {"content": str(row.pk), "erase_reason": "unlawful"}
    assert client_of(town.miriam).post(place(town), data).status_code == 404  # of another field
    for user in (town.farid, town.jens, town.theo, town.lena):  # who does not see the compartment
        assert client_of(user).post(place(town), data).status_code in (403, 404)
    assert not ContentErasure.objects.exists()


def test_two_requests_at_once_are_one(town: World) -> None:
    row = write(town, "Geheim")
    ask(town, row)
    with pytest.raises(Refused):
        ask_for_content_erasure(row.pk, "other", "", by=town.katrin, now=clock.now())
    with pytest.raises(IntegrityError), as_actor(town.katrin, "ask_for_erasure"), transaction.atomic():
        ContentErasure.objects.create(content=row, reason="other", asked_by=town.katrin, asked_at=clock.now())


def test_the_write_log_names_neither_field_nor_words(town: World) -> None:
    asked = ask(town, write(town, "Geheim"))
    decide_content_erasure(asked.pk, erase=True, by=town.dora, now=clock.now())
    told = [f"{row.verb} {row.reason} {row.table_name} {row.changed}" for row in WriteLog.objects.all()]
    assert not any("Geheim" in line or FIELD in line for line in told)


def test_more_versions_ask_no_more_of_the_database(town: World) -> None:
    def statements() -> int:
        client = client_of(town.miriam)
        client.get(place(town))
        with CaptureQueriesContext(connection) as found:
            client.get(place(town))
        return len(found)

    ask(town, write(town, "Eins"))
    few = statements()
    for n in range(20):
        write(town, f"Fassung {n}")
    assert statements() == few
