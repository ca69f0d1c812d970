"""Walls around documents: another file's address, another person's words, other hands."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from lotse.cases.models import File
from lotse.notes.documents import Said, Sheet, store_document
from lotse.notes.drawn import blank_png
from lotse.notes.papers import Document, DocumentErasure
from lotse.ui import clock
from tests.world import World

As = Callable[[str], Client]
WHO = ["lena", "theo", "olga", "bernd", "jens", "ada", "dora", "petra"]


@pytest.fixture
def as_(world: World) -> As:
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(world.staff()[name])
        return client

    return sign_in


@pytest.fixture
def paper(world: World) -> Document:
    said = Said("benefit", "Geheimer Titel", direction="in", due_rule="day", named_on=world.today)
    sheets = [Sheet("1.png", "image/png", blank_png(3, 3))]
    return store_document(world.rahimi[:1], sheets, author=world.miriam, by=world.miriam, now=clock.now(), said=said)


def said(response: HttpResponse) -> str:
    return response.content.decode()


def addresses(file: File, paper: Document) -> list[str]:
    one = f"/akten/{file.pk}/schriftstuecke/{paper.pk}/"
    return [one, one + "blatt/1/", one + "blatt/1/?laden"]


def test_a_paper_is_reached_only_through_a_file_it_stands_in(as_: As, world: World, paper: Document) -> None:
    for other in (world.rahimi[1], world.demir[0]):
        for name in ("miriam", "katrin", "olga"):
            for address in addresses(other, paper):
                assert as_(name).get(address).status_code == 404, (name, address)
    assert as_("farid").get(addresses(world.rahimi[0], paper)[1]).status_code == 200


@pytest.mark.parametrize("name", WHO)
def test_nobody_else_looks_changes_or_hears_of_it(as_: As, world: World, paper: Document, name: str) -> None:
    client, steps = as_(name), ("describe", "sort", "answer", "no-answer", "reopen", "strike", "erase")
    for address in addresses(world.rahimi[0], paper):
        assert client.get(address).status_code in (403, 404)
    for step in steps:
        data = {"step": step, "version": "1", "category": "other", "strike_reason": "other", "erase_reason": "other",
                "answered_on": "23.11.2026"}  # fmt: skip
        assert client.post(addresses(world.rahimi[0], paper)[0], data).status_code in (403, 404)
    for page in ("/", "/post/?was=all&wessen=team", "/akten/", f"/akten/{world.rahimi[0].pk}/?alle"):
        assert "Geheimer Titel" not in said(client.get(page))
    row = Document.objects.get()
    assert (row.version, row.category, row.answered_on, row.struck_at) == (1, "benefit", None, None)
    assert not DocumentErasure.objects.exists()


def test_an_answer_may_be_no_strangers_paper(as_: As, world: World, paper: Document) -> None:
    said_ = Said("other", "Fremd", direction="out")
    foreign = store_document(world.demir, [], author=world.olga, by=world.olga, now=clock.now(), said=said_)
    address = addresses(world.rahimi[0], paper)[0]
    answer = as_("miriam").post(address, {"step": "answer", "answered_on": "23.11.2026", "outgoing": str(foreign.pk)})
    assert answer.status_code in (404, 422) or Document.objects.get(pk=foreign.pk).answers_id is None
    assert Document.objects.get(pk=foreign.pk).answers_id is None


def test_a_paper_goes_into_no_strangers_file(as_: As, world: World) -> None:
    data = {"document_id": "00000000-0000-7000-8000-000000000300", "category": "other", "direction": "in",
            "persons": [str(world.demir[0].pk)]}  # fmt: skip
    answer = as_("miriam").post(f"/akten/{world.rahimi[0].pk}/schriftstuecke/post/", data)
    assert answer.status_code == 422 and not Document.objects.exists()
    assert as_("miriam").post(f"/akten/{world.demir[0].pk}/schriftstuecke/post/", data).status_code == 404
