"""Letters: received and sent, until when to be answered, on *Heute* and *Post* until they are."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.cases import actions as cases
from lotse.cases.models import File
from lotse.notes.documents import Said, Sheet, store_document
from lotse.notes.papers import Document
from lotse.notes.tests.sheets import png
from lotse.notes.tests.test_documents import as_, describe, page, stored
from lotse.ui import clock
from tests.world import World


@pytest.fixture
def zahra(world: World) -> File:
    return world.rahimi[0]


def letter(world: World, *files: File, **said: Any) -> Document:
    about = Said("benefit", "Anhörung", direction="in", correspondent="jobcenter", other_side="Frau Weber", **said)
    sheets = [Sheet("1.png", "image/png", png())]
    return store_document(files, sheets, author=world.miriam, by=world.miriam, now=clock.now(), said=about)


def today(client: Client) -> str:
    html: str = client.get("/").content.decode()
    return html


def step(world: World, file: File, document: Document, what: str, **data: str) -> str:
    address = f"/akten/{file.pk}/schriftstuecke/{document.pk}/"
    html: str = as_(world.miriam).post(address, {"step": what} | data, follow=True).content.decode()
    return html


# --- until when -------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-55")
def test_a_letter_due_on_a_saturday_is_due_on_monday_with_the_days_to_see(world: World, zahra: File) -> None:
    document = stored(world, zahra)
    describe(as_(world.miriam), zahra, document, direction="in", due_rule="day", named_on="28.11.2026")
    document.refresh_from_db()
    assert (document.named_on, document.due_on) == (date(2026, 11, 28), date(2026, 11, 30))
    html = page(world.miriam, zahra, document)
    assert "Antwort bis Mo 30.11.2026" in html
    assert "Samstag" in html and "Sonntag" in html and "Frist (§ 193 BGB)" in html


@pytest.mark.requirement("P-55")
@pytest.mark.parametrize(
    ("rule", "received_on", "due_on"),
    [
        ("14-days", "13.11.2026", date(2026, 11, 27)),
        ("14-days", "04.11.2026", date(2026, 11, 19)),  # the 18th is a public holiday in Saxony
        ("1-month", "31.10.2026", date(2026, 11, 30)),
    ],
)
def test_days_count_from_the_day_of_receipt(
    world: World, zahra: File, rule: str, received_on: str, due_on: date
) -> None:
    document = stored(world, zahra)
    describe(as_(world.miriam), zahra, document, direction="in", due_rule=rule, received_on=received_on)
    document.refresh_from_db()
    assert document.due_on == due_on
    assert "Zugang, zählt nicht" in page(world.miriam, zahra, document)


def test_what_a_due_letter_lacks_is_asked_for(world: World, zahra: File) -> None:
    document, client = stored(world, zahra), as_(world.miriam)
    for data, sentence in (
        ({"direction": "in", "due_rule": "14-days"}, "wann das Schreiben zugegangen ist"),
        ({"direction": "in", "due_rule": "day"}, "Bitte den Tag angeben, bis zu dem"),
        ({"direction": "out", "due_rule": "day", "named_on": "30.11.2026"}, "Eine Antwort erwartet nur Post"),
        ({"direction": "in", "received_on": "24.11.2026"}, "Dieser Tag liegt in der Zukunft."),
    ):
        answer = describe(client, zahra, document, **data)
        assert answer.status_code == 422 and sentence in answer.content.decode()


def test_what_is_no_letter_any_more_awaits_no_answer(world: World, zahra: File) -> None:
    document = letter(world, zahra, due_rule="day", named_on=world.today)
    describe(as_(world.miriam), zahra, document, direction="")
    document.refresh_from_db()
    assert (document.due_on, document.correspondent, document.other_side) == (None, "", None)
    assert "Anhörung" not in today(as_(world.miriam))


# --- Heute and Post ---------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-55")
def test_a_letter_is_on_heute_until_it_is_answered(world: World, zahra: File) -> None:
    document = letter(world, zahra, due_rule="day", named_on=world.today)
    for user in (world.miriam, world.farid):
        html = today(as_(user))
        assert "Anhörung" in html and "bis Mo 23.11.2026" in html and "Jobcenter" not in html and "Frau Weber" in html
    assert "Ein Punkt ist heute fällig oder überfällig." in today(as_(world.miriam))
    ours = store_document(
        [zahra], [], author=world.miriam, by=world.miriam, now=clock.now(),
        said=Said("benefit", "Stellungnahme", direction="out", received_on=world.today),
    )  # fmt: skip
    html = step(world, zahra, document, "answer", answered_on="23.11.2026", outgoing=str(ours.pk))
    assert "Die Post ist beantwortet." in html
    ours.refresh_from_db()
    assert ours.answers_id == document.pk
    assert "Beantwortet mit:" in html and f"/schriftstuecke/{ours.pk}/" in html
    html = page(world.miriam, zahra, ours)
    assert "Antwort auf:" in html and f"/schriftstuecke/{document.pk}/" in html
    other = letter(world, zahra, due_rule="day", named_on=world.today + timedelta(days=30))
    assert "Stellungnahme" not in page(world.miriam, zahra, other), "it answers another letter already"
    assert "Anhörung" not in today(as_(world.miriam))
    step(world, zahra, document, "reopen")
    assert "Anhörung" in today(as_(world.miriam))


@pytest.mark.requirement("P-55")
def test_a_letter_that_needs_no_answer_leaves_heute(world: World, zahra: File) -> None:
    document = letter(world, zahra, due_rule="day", named_on=world.today - timedelta(days=4))
    assert "bis Do 19.11.2026" in today(as_(world.miriam))
    html = step(world, zahra, document, "no-answer")
    assert "keine Antwort nötig" in html
    assert "Anhörung" not in today(as_(world.miriam))


def test_a_letter_of_a_family_is_one_line(world: World) -> None:
    letter(world, *world.rahimi, due_rule="day", named_on=world.today)
    html = today(as_(world.miriam))
    assert html.count("Anhörung</bdi>") == 1 and "mit einer weiteren Person" in html


def test_the_page_post_has_what_waits_what_is_unsorted_and_all(world: World, zahra: File) -> None:
    letter(world, zahra, due_rule="day", named_on=world.today + timedelta(days=60))
    stored(world, zahra)
    client = as_(world.miriam)
    assert "Anhörung" not in today(client), "in two months"
    assert "Ein Schriftstück ist noch nicht sortiert" in today(client)
    assert "Anhörung" in client.get("/post/").content.decode()
    assert "Schriftstück ohne Ablage" in client.get("/post/?was=unsorted").content.decode()
    html = client.get("/post/?was=all").content.decode()
    assert "Anhörung" in html and "Schriftstück ohne Ablage" not in html
    for stranger in (world.lena, world.olga):
        html = as_(stranger).get("/post/?was=all").content.decode()
        assert "Anhörung" not in html and "In diesen Akten steht noch keine Post." in html
    assert "Keine Post wartet auf Antwort." in as_(world.katrin).get("/post/").content.decode()
    assert "Anhörung" in as_(world.katrin).get("/post/?wessen=team").content.decode()
    assert "Anhörung" not in as_(world.miriam).get("/post/?wessen=team&was=unsorted").content.decode()


def test_nothing_of_a_closed_file_waits(world: World, zahra: File) -> None:
    letter(world, zahra, due_rule="day", named_on=world.today)
    cases.close_file(zahra, world.today, File.CloseReason.OTHER, by=world.miriam)
    assert "Anhörung" not in today(as_(world.katrin))
    assert "Anhörung" not in as_(world.katrin).get("/post/?wessen=team").content.decode()


def test_a_letter_without_a_scan_is_entered_in_the_file(world: World) -> None:
    zahra, sara = world.rahimi
    address = f"/akten/{zahra.pk}/schriftstuecke/post/"
    assert "Post ohne Scan eintragen" in as_(world.miriam).get(address).content.decode()
    form = {
        "document_id": "00000000-0000-7000-8000-000000000200", "category": "housing", "title": "Mahnung",
        "direction": "in", "correspondent": "landlord", "received_on": "20.11.2026", "due_rule": "14-days",
        "words": "Zwei Mieten fehlen.", "persons": [str(zahra.pk), str(sara.pk)],
    }  # fmt: skip
    html = as_(world.miriam).post(address, form, follow=True).content.decode()
    assert "Die Post ist eingetragen." in html and "Zu diesem Schriftstück gibt es keinen Scan." in html
    assert "Vermietung" in html and "Zwei Mieten fehlen." in html and "Antwort bis Fr 04.12.2026" in html
    as_(world.miriam).post(address, form)
    assert Document.objects.get().in_files.count() == 2
    assert as_(world.miriam).post(address, {"document_id": form["document_id"]}).status_code == 422


def test_the_timeline_of_the_file_has_the_papers_for_those_who_read_notes(world: World, zahra: File) -> None:
    plain = {user: as_(user).get(f"/akten/{zahra.pk}/").content for user in (world.jens, world.theo)}
    letter(world, zahra, due_rule="day", named_on=world.today)
    html = as_(world.miriam).get(f"/akten/{zahra.pk}/").content.decode()
    assert "Anhörung" in html and "Frau Weber" in html and 'href="?art=schriftstuecke"' in html
    only = as_(world.miriam).get(f"/akten/{zahra.pk}/?art=schriftstuecke").content.decode()
    assert "Anhörung" in only and "Erstbesuch" not in only
    for user, before in plain.items():
        for part in ("", "?art=schriftstuecke", "?alle"):
            now = as_(user).get(f"/akten/{zahra.pk}/{part}").content
            assert "Anhörung".encode() not in now and b"Schriftst" not in now
        assert len(as_(user).get(f"/akten/{zahra.pk}/").content) == len(before)


def test_many_letters_cost_as_many_queries_as_one(world: World) -> None:
    counts: dict[str, list[int]] = {address: [] for address in ("/", "/post/", f"/akten/{world.rahimi[0].pk}/?alle")}
    as_(world.miriam).get(f"/akten/{world.rahimi[0].pk}/")  # so that *Heute* has a file opened last, both times
    for more in (1, 39):
        for _ in range(more):
            letter(world, *world.rahimi, due_rule="day", named_on=world.today)
        for address, found in counts.items():
            client = as_(world.miriam)
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            found.append(len(captured))
    assert all(one == many for one, many in counts.values()), counts
