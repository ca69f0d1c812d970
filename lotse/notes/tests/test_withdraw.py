"""Papers taken back with a reason, and erased by two people."""

from typing import Any

import pytest
from django.test import Client

from lotse.accounts.models import User
from lotse.audit.models import WriteLog
from lotse.cases import actions as cases
from lotse.cases.models import File
from lotse.notes.papers import Document, DocumentErasure, DocumentInFile, DocumentPart
from lotse.notes.tests.test_documents import as_, describe, page, stored
from lotse.vault.models import StoredFile
from lotse.vault.stored import path_of
from tests.world import World


@pytest.fixture
def zahra(world: World) -> File:
    return world.rahimi[0]


def step(user: User, file: File, document: Document, what: str, **data: str) -> Any:
    return as_(user).post(f"/akten/{file.pk}/schriftstuecke/{document.pk}/", {"step": what} | data, follow=True)


def decide(client: Client, erasure: DocumentErasure, decision: str) -> Any:
    address = f"/vermerke/loeschen/schriftstueck/{erasure.pk}/"
    return client.post(address, {"decision": decision}, follow=True)


def test_a_paper_taken_back_stays_readable_and_awaits_nothing(world: World, zahra: File) -> None:
    document = stored(world, zahra)
    describe(
        as_(world.miriam), zahra, document, title="Anhörung", direction="in", due_rule="day", named_on="23.11.2026"
    )
    assert "Anhörung" in as_(world.miriam).get("/").content.decode()
    assert step(world.miriam, zahra, document, "strike").status_code == 422, "a reason is asked for"
    html = step(world.miriam, zahra, document, "strike", strike_reason="twice").content.decode()
    assert "Von Miriam Albrecht am 23.11.2026: doppelt abgelegt." in html
    assert "Anhörung" not in as_(world.miriam).get("/").content.decode()
    assert "zurückgenommen" in page(world.miriam, zahra)
    assert as_(world.miriam).get(f"/akten/{zahra.pk}/schriftstuecke/{document.pk}/blatt/1/").status_code == 200
    answer = describe(as_(world.miriam), zahra, Document.objects.get(), title="Neu")
    assert "Dieses Schriftstück ist zurückgenommen." in answer.content.decode()
    assert Document.objects.get().title == "Anhörung"


def test_one_takes_back_ones_own_and_the_coordinator_any(world: World, zahra: File) -> None:
    document = stored(world, zahra, author=world.miriam)
    assert "Schriftstück zurücknehmen" not in page(world.farid, zahra, document)
    assert step(world.farid, zahra, document, "strike", strike_reason="other").status_code == 404
    assert Document.objects.get().struck_at is None
    own = stored(world, zahra, author=world.farid)
    step(world.farid, zahra, own, "strike", strike_reason="unreadable")
    step(world.katrin, zahra, document, "strike", strike_reason="wrong-file")
    assert Document.objects.exclude(struck_at=None).count() == 2


def test_two_people_erase_sheets_words_and_keys_and_a_stub_stays(
    world: World, zahra: File, django_capture_on_commit_callbacks: Any
) -> None:
    document = stored(world, zahra)
    describe(as_(world.miriam), zahra, document, title="Fremder Befund", also=[str(world.rahimi[1].pk)])
    step(world.farid, zahra, document, "erase", erase_reason="wrong-file", erase_words="Gehört Familie Mehari.")
    erasure, stored_id = DocumentErasure.objects.get(), DocumentPart.objects.get().stored_id
    assert "Die Löschung ist beantragt." in page(world.miriam, zahra, document)
    assert as_(world.farid).get("/vermerke/loeschen/").status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        decided = decide(as_(world.katrin), erasure, "erase")
    assert "Das Schriftstück ist gelöscht." in decided.content.decode()
    assert not path_of(stored_id).exists() and not DocumentPart.objects.exists()
    row = Document.objects.get()
    assert (row.title, row.category, bool(row.erased_at)) == (None, "", True)
    assert {bytes(e.wrapped_key) for e in DocumentInFile.objects.all()} == {b""}
    assert bytes(StoredFile.objects.get().wrapped) == b"" and DocumentErasure.objects.get().words is None
    for file in world.rahimi:
        html = page(world.miriam, file) + page(world.miriam, file, document)
        assert "Befund" not in html and "Hier stand ein Schriftstück." in html and "Katrin Hoyer" in html
    assert "Hier stand ein Schriftstück." in as_(world.miriam).get(f"/akten/{zahra.pk}/").content.decode()
    assert as_(world.miriam).get(f"/akten/{zahra.pk}/schriftstuecke/{document.pk}/blatt/1/").status_code == 404
    verbs = set(WriteLog.objects.filter(table_name="vault_storedfile").values_list("verb", flat=True))
    assert verbs == {"store_document", "erase_document"}


@pytest.mark.parametrize("name", ["theo", "dora"])
def test_management_and_data_protection_decide_without_the_content(world: World, zahra: File, name: str) -> None:
    document = stored(world, zahra)
    describe(as_(world.miriam), zahra, document, title="Fremder Befund")
    step(world.miriam, zahra, document, "erase", erase_reason="unlawful", erase_words="Steht so nirgends.")
    client = as_(world.staff()[name])
    html = client.get("/vermerke/loeschen/").content.decode()
    assert f"Akte {zahra.number}, Schriftstück vom 23.11.2026" in html and "durfte nicht erfasst werden" in html
    assert "Befund" not in html and "nirgends" not in html and str(document.pk) not in html
    decide(client, DocumentErasure.objects.get(), "refuse")
    erasure = DocumentErasure.objects.get()
    assert erasure.decided_by == world.staff()[name] and not erasure.is_done
    assert as_(world.miriam).get(f"/akten/{zahra.pk}/schriftstuecke/{document.pk}/blatt/1/").status_code == 200


def test_nobody_is_their_own_second_person_nor_decides_out_of_reach(world: World, zahra: File) -> None:
    document = stored(world, zahra)
    step(world.katrin, zahra, document, "erase", erase_reason="other")
    erasure = DocumentErasure.objects.get()
    for user in (world.katrin, world.bernd):
        assert decide(as_(user), erasure, "erase").status_code == 404
    assert (
        "Die Löschung ist schon beantragt."
        in step(world.miriam, zahra, document, "erase", erase_reason="other").content.decode()
    )
    decide(as_(world.theo), erasure, "erase")
    assert decide(as_(world.dora), erasure, "refuse").status_code == 404, "it is decided"
    assert not DocumentPart.objects.exists()


def test_in_a_closed_file_erasing_may_still_be_asked_for(world: World, zahra: File) -> None:
    document = stored(world, zahra)
    cases.close_file(zahra, world.today, File.CloseReason.OTHER, by=world.miriam)
    assert step(world.katrin, zahra, document, "strike", strike_reason="other").status_code == 403
    step(world.katrin, zahra, document, "erase", erase_reason="unlawful")
    assert DocumentErasure.objects.count() == 1
