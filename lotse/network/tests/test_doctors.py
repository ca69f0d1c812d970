"""The list of doctors for a family: by speciality, in her language beside the German."""

import pytest
from django.test import Client

from lotse.concept.load import load_concept
from lotse.network.doctors import TEXTS, by_speciality, doctors_paper
from lotse.network.models import Partner
from lotse.network.tests.test_directory import get, make
from lotse.paper.press import press
from lotse.paper.tests.reading import words_of
from lotse.paper.texts import texts_of
from tests.world import TODAY, World

SHEET = "/verzeichnis/aerzte/blatt/"
CONCEPT = load_concept("dresden/2019-07-01")
LANGUAGES = ("de", "en", "ar", "fa", "ti", "uk", "ru", "fr", "tr", "ckb")


def pdf(world: World, query: str = "") -> str:
    client = Client()
    client.force_login(world.miriam)
    answer = client.get(f"{SHEET}?{query}")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return words_of(answer.content)


def a_full_one() -> Partner:
    return make(
        "Praxis Dr. Rostami", street="Ahornweg 3", postcode="01157", place="Musterstadt", phone="0351 555 12",
        hours="Mo 8–12\nDi 14–18", bring="Gesundheitskarte", way="Eingang im Hof", note="Nur für uns.",
        by_appointment=True, has_open_hours=True, needs_referral=True, wheelchair="yes", interpreter="on-site",
        languages=tuple(entry.key for entry in CONCEPT.languages),
        specialities=tuple(entry.key for entry in CONCEPT.federal.specialities), region="west", district="cotta",
    )  # fmt: skip


def test_there_are_ten_languages_each_with_every_speciality_of_the_collection() -> None:
    texts = texts_of(TEXTS)
    assert tuple(texts) == LANGUAGES and not any(t.is_checked for t in texts.values())
    assert {f"speciality-{entry.key}" for entry in CONCEPT.federal.specialities} <= texts["de"].words.keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sign_of_every_language_has_a_glyph(lang: str, db: None) -> None:
    for rows in ([a_full_one(), make("Ohne alles")], []):
        assert press(doctors_paper(rows, CONCEPT, lang, None, TODAY, where="Cotta")).data


@pytest.mark.requirement("P-72")
def test_a_family_takes_the_doctors_of_her_region_home_in_her_language(world: World) -> None:
    make("Zahnärztin Noori", languages=("fa",), specialities=("dentistry",), region="west", district="cotta",
         phone="0351 555 77", street="Lindenallee 4", note="Nur für uns.")  # fmt: skip
    make("Hausarzt Rostami", languages=("fa",), specialities=("general", "internal"), region="west")
    make("Hausärztin Klein", languages=("en",), specialities=("general",), region="west")
    make("Weit weg", languages=("fa",), specialities=("general",), region="mitte")
    make("Geschlossen", languages=("fa",), specialities=("general",), region="west", closed_on=TODAY)
    make("Jobcenter", kind="benefits-office", languages=("fa",), region="west")
    page = get(world.miriam, "/verzeichnis/aerzte/?region=west&sprache=fa&blatt=tr")
    assert "2 Adressen" in page and "noch niemand gelesen" in page
    words = pdf(world, "region=west&sprache=fa&blatt=tr")
    for there in ("Zahnärztin Noori", "Lindenallee 4", "0351 555 77", "Doktorlar", "Ärztinnen und Ärzte", "Diş",
                  "Zähne", "112", "116117", "Orada konuşulan diller: Farsça"):  # fmt: skip
        assert there in words, there
    for absent in ("Klein", "Weit weg", "Geschlossen", "Jobcenter", "Nur für uns"):
        assert absent not in words
    assert words.count("Hausarzt Rostami") == 2, "under each of what she treats"
    assert pdf(world, "region=west&fach=dentistry").count("Rostami") == 0
    assert "Dazu ist keine Adresse" in pdf(world, "fach=urology")


def test_what_treats_nothing_we_know_stands_last(db: None) -> None:
    row, other = make("Apotheke", kind="pharmacy"), make("Hausarzt", specialities=("general",))
    assert [key for key, _rows in by_speciality([row, other], CONCEPT)] == ["general", ""]


def test_a_sign_without_a_glyph_is_said_above_the_choice(world: World) -> None:
    make("Praxis 字", specialities=("general",))
    client = Client()
    client.force_login(world.miriam)
    answer = client.get(SHEET)
    assert answer.status_code == 422 and "So lässt es sich nicht drucken." in answer.content.decode()
