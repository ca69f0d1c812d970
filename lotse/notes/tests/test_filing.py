"""A paper of Lotse in the file: sealed, once, with its bytes and its template's version."""

from datetime import date

import pytest

from lotse.accounts import actions as accounts
from lotse.accounts.letterhead import letterhead_of, phone_of
from lotse.cases.models import File
from lotse.notes.documents import sheet_of
from lotse.notes.filing import file_away
from lotse.notes.papers import Document
from lotse.paper.press import Letterhead, Paper, Pressed, press
from lotse.ui import clock
from lotse.ui.ids import uuid7
from lotse.vault.stored import folder
from tests.world import TODAY, World


@pytest.fixture
def zahra(world: World) -> File:
    return world.rahimi[0]


def pressed(words: str = "Zahra Rahimi") -> Pressed:
    data = {"texts": [{"title": "Name", "lang": "de", "words": words}], "facts": [], "rows": []}
    return press(Paper("paper/specimen", data, "Musterblatt", TODAY))


def filed(world: World, zahra: File, paper: Pressed, **more: object) -> Document:
    return file_away(
        paper, [zahra], category="other", title="Musterblatt für Zahra", name="Musterblatt", dated_on=TODAY,
        by=world.miriam, now=clock.now(), **more,
    )  # type: ignore[arg-type]  # fmt: skip


def test_a_filed_paper_keeps_its_bytes_and_its_template(world: World, zahra: File) -> None:
    paper = pressed()
    made = filed(world, zahra, paper)
    row = Document.objects.get(pk=made.pk)
    assert sheet_of(row, 1) == ("application/pdf", paper.data)
    assert (row.template, row.template_version) == ("paper/specimen", paper.version)
    assert (row.title, row.category, row.dated_on, row.direction) == ("Musterblatt für Zahra", "other", TODAY, "")


def test_it_lies_sealed(world: World, zahra: File) -> None:
    made = filed(world, zahra, pressed())
    on_disk = b"".join(path.read_bytes() for path in folder().rglob("*") if path.is_file())
    assert made.parts.count() == 1
    assert on_disk
    assert b"%PDF" not in on_disk
    assert b"Zahra" not in on_disk


def test_sent_twice_it_is_filed_once(world: World, zahra: File) -> None:
    key = uuid7()
    assert filed(world, zahra, pressed(), document_id=key) == filed(world, zahra, pressed(), document_id=key)
    assert Document.objects.count() == 1


def test_the_letterhead_is_what_the_organisation_says_of_itself(world: World) -> None:
    accounts.change_organisation(
        world.anchor, version=world.anchor.version, name="Ankerplatz e. V.", kind="provider", legal_regime="dsgvo",
        address="Hafenstraße 1\r\n\r\n01067 Dresden\r\n", phone="0351 555100", by=world.petra,
    )  # fmt: skip
    world.anchor.refresh_from_db()
    assert letterhead_of(world.anchor) == Letterhead(
        "Ankerplatz e. V.", ("Hafenstraße 1", "01067 Dresden"), "0351 555100"
    )
    assert phone_of(world.miriam, world.anchor) == "0351 555100"
    world.miriam.phone = "0151 5550199"
    assert phone_of(world.miriam, world.anchor) == "0151 5550199"


def test_the_day_on_the_paper_is_the_day_it_was_given() -> None:
    paper = Paper("paper/specimen", {"texts": [], "facts": [], "rows": []}, "Musterblatt", date(2026, 3, 1))
    assert b"D:20260301000000Z" in press(paper).data
