"""Appointment slips in ten languages, the list for the morning, and the page that previews and files."""

import re
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lotse.accounts import actions as accounts
from lotse.accounts.models import User
from lotse.audit.models import ReadLog
from lotse.cases import planning
from lotse.cases.models import Appointment, File
from lotse.notes.documents import sheet_of
from lotse.notes.papers import Document
from lotse.notes.reminders import last_day
from lotse.notes.slips import BRING, TEXTS, Slip, event_of, language_for, slips_paper
from lotse.paper.dates import clock, long_date
from lotse.paper.press import press
from lotse.paper.tests.reading import words_of
from lotse.paper.texts import OURS, TextsIncomplete, texts_of
from lotse.ui import clock as now_of
from tests.world import TODAY, World

LANGUAGES = ("de", "en", "ar", "fa", "ti", "uk", "ru", "fr", "tr", "ckb")
AT = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def slip(lang: str, **more: object) -> Slip:
    told = {"name": "Rahimi, Zahra (زهرا رحیمی)", "place": "Raum 2", "way": "Linie 4", "ask_for": "Miriam Albrecht",
            "phone": "0351 555100", "bring": BRING, "bring_words": "die Hefte", "interpreter": True}  # fmt: skip
    return Slip(UUID(int=5), AT, AT + timedelta(hours=1), lang, **(told | more))  # type: ignore[arg-type]


def agreed(world: World, file: File, at: datetime = AT, **more: object) -> Appointment:
    plan = planning.Plan(at, at + timedelta(hours=1), world.miriam, **more)  # type: ignore[arg-type]
    return planning.make_appointment(file, plan, by=world.miriam)


@pytest.fixture
def zahra(world: World) -> File:
    return world.rahimi[0]


def address(file: File, row: Appointment) -> str:
    return f"/akten/{file.pk}/termin/{row.pk}/zettel/"


# --- the languages ----------------------------------------------------------------------------------------------------
def test_there_are_ten_languages_each_with_every_word_and_none_claims_to_be_checked() -> None:
    texts = texts_of(TEXTS)
    assert tuple(texts) == ("de", "en", "ar", "fa", "ti", "uk", "ru", "fr", "tr", "ckb")
    assert not any(t.is_checked for t in texts.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sign_of_every_language_has_a_glyph(lang: str) -> None:
    """Every word, every digit, every month and weekday: a sign that is missing stops the press."""
    for month in range(1, 13):
        starts = datetime(2026, month, 2 + month % 7 + 10, 6 + month, 34, tzinfo=UTC)
        row = Slip(UUID(int=1), starts, starts + timedelta(minutes=45), "" if lang == "de" else lang,
                   "Zahra", bring=BRING, interpreter=True, place="x", way="x", ask_for="x", phone="x")  # fmt: skip
        assert press(slips_paper([row], None, TODAY)).data


@pytest.mark.parametrize(
    ("lang", "written"),
    [
        ("de", "Dienstag, 24. November 2026"), ("en", "Tuesday, 24 November 2026"), ("fr", "mardi 24 novembre 2026"),
        ("tr", "24 Kasım 2026 Salı"), ("uk", "вівторок, 24 листопада 2026 р."), ("ru", "вторник, 24 ноября 2026 г."),
        ("ti", "ሰሉስ፣ 24 ሕዳር 2026"), ("fa", "سه‌شنبه ۲۴ نوامبر ۲۰۲۶"), ("ckb", "سێشەممە، ٢٤ تشرینی دووەم ٢٠٢٦"),
        ("ar", "الثلاثاء، ٢٤ تشرين الثاني (نوفمبر) ٢٠٢٦"),
    ],
)  # fmt: skip
def test_the_day_is_written_out_in_the_language_and_its_digits(lang: str, written: str) -> None:
    assert " ".join(long_date(date(2026, 11, 24), lang).split()) == written


def test_the_clock_runs_to_24_in_every_language() -> None:
    assert [clock(time(14, 5), lang) for lang in ("de", "en", "ti", "fa", "ar")] == [
        "14:05", "14:05", "14:05", "۱۴:۰۵", "١٤:٠٥",
    ]  # fmt: skip


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.sampled_from(LANGUAGES))
def test_any_day_names_its_own_number_and_year(day: date, lang: str) -> None:
    western = "".join(str(int(sign)) if sign.isdigit() else sign for sign in long_date(day, lang))
    assert {str(day.day), str(day.year)} <= set(re.findall(r"\d+", western))


def test_both_languages_stand_beside_each_other() -> None:
    words = words_of(press(slips_paper([slip("uk")], None, TODAY)))
    for there in ("Ihr Termin", "Ваша зустріч", "Dienstag, 24. November 2026", "24 листопада", "24.11.2026",
                  "14:30 bis etwa 15:30 Uhr", "Mietvertrag", "Договір оренди", "die Hefte"):  # fmt: skip
        assert there in words, there
    assert words.count("0351 555100") == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_slip_in_each_language_says_all_its_words(lang: str) -> None:
    """Read back sign by sign: lines from right to left come in the order of the page, joined letters as themselves."""
    read = words_of(press(slips_paper([slip("" if lang == "de" else lang)], None, TODAY)))
    said = " ".join([*(texts_of(TEXTS)[lang][key] for key in BRING), long_date(date(2026, 11, 24), lang)])
    wanted, there = Counter(signs(said)), Counter(signs(read))
    assert not wanted - there, sorted((wanted - there).items())
    if lang not in ("ar", "fa", "ckb"):
        assert set(said.split()) <= set(read.split())


def signs(words: str) -> list[str]:
    return [sign for sign in unicodedata.normalize("NFKC", words) if sign.isalpha()]


def test_german_alone_is_one_column() -> None:
    words = words_of(press(slips_paper([slip("")], None, TODAY)))
    assert "Dienstag, 24. November 2026" in words
    assert words.count("0351 555100") == 1


def test_a_language_we_lack_is_not_replaced_by_another_but_dari_reads_farsi() -> None:
    assert [language_for(key) for key in ("prs", "fa", "uk", "ps", "de", "")] == ["fa", "fa", "uk", "", "", ""]


def test_the_code_for_the_telephone_names_neither_person_nor_subject() -> None:
    event = event_of(slip("uk"))
    assert "DTSTART:20261124T133000Z" in event
    assert "LOCATION:Raum 2" in event
    assert "SUMMARY:Termin\r\n" in event
    assert "Zahra" not in event
    assert all(len(line.encode()) <= 75 for line in event.split("\r\n"))


def test_an_installation_says_who_has_checked_a_text(settings: object, tmp_path: Path) -> None:
    settings.LOTSE_DATA = tmp_path  # type: ignore[attr-defined]
    own = tmp_path / "texts" / f"{TEXTS}.toml"
    own.parent.mkdir()
    own.write_text('[uk]\nchecked_by = "O. Petersen"\nchecked_on = 2026-10-01\n', encoding="utf-8")
    assert texts_of(TEXTS)["uk"].is_checked
    assert not texts_of(TEXTS)["ru"].is_checked


def test_a_changed_text_is_not_checked_by_who_checked_ours(settings: object, tmp_path: Path) -> None:
    settings.LOTSE_DATA = tmp_path  # type: ignore[attr-defined]
    own = tmp_path / "texts" / f"{TEXTS}.toml"
    own.parent.mkdir()
    own.write_text('[uk]\nplace = "Адреса"\n', encoding="utf-8")
    assert texts_of(TEXTS)["uk"]["place"] == "Адреса"
    for faulty in (
        '[so]\nplace = "Goob"\n',
        '[uk]\nfrom_to = "з {start}"\n',
        '[uk]\nplace = ""\n',
        "[uk\n",
        "uk = 1\n",
    ):
        own.write_text(faulty, encoding="utf-8")
        with pytest.raises(TextsIncomplete):
            texts_of(TEXTS)
    assert (OURS / f"{TEXTS}.toml").exists()


# --- the page: preview, then file -------------------------------------------------------------------------------------
def test_the_page_begins_in_the_persons_language_and_says_that_nobody_has_checked_it(world: World, zahra: File) -> None:
    html = as_(world.miriam).get(address(zahra, agreed(world, zahra))).content.decode()
    assert '<option value="fa" selected>' in html
    assert "Der Text auf Farsi ist noch von niemandem geprüft." in html
    assert 'src="data:image/png;base64,' in html
    assert "زهرا رحیمی" in html


def test_the_subject_is_not_on_the_slip(world: World, zahra: File) -> None:
    row = agreed(world, zahra, place="Hafenstraße 1", words="Schuldnerberatung")
    client = as_(world.miriam)
    typed = {"step": "pdf", "lang": "", "place": "Hafenstraße 1", "name": "Zahra"}
    answer = client.post(address(zahra, row), typed)
    assert answer["Content-Type"] == "application/pdf"
    assert "Rahimi" not in answer["Content-Disposition"]
    words = words_of(answer.content)
    assert "Hafenstraße 1" in words
    assert "Schuldner" not in words


def test_it_is_filed_with_the_bytes_that_were_shown_and_read_as_print(world: World, zahra: File) -> None:
    row, client = agreed(world, zahra), as_(world.miriam)
    typed = {"lang": "fa", "name": "Zahra", "document_id": "00000000-0000-7000-8000-000000000009"}
    shown = client.post(address(zahra, row), typed | {"step": "pdf"}).content
    answer = client.post(address(zahra, row), typed | {"step": "file"})
    client.post(address(zahra, row), typed | {"step": "file"})
    made = Document.objects.get()
    assert answer["Location"] == f"/akten/{zahra.pk}/schriftstuecke/{made.pk}/"
    assert sheet_of(made, 1) == ("application/pdf", shown)
    assert made.template == "notes/appointment-slip"
    assert made.title == "Terminzettel für den 24.11.2026"
    assert ReadLog.objects.filter(user=world.miriam.pk, file=zahra.pk, kind="print").count() == 1
    html = client.get(answer["Location"]).content.decode()
    assert f"notes/appointment-slip, Fassung {made.template_version}" in html


def test_what_cannot_be_printed_is_said_at_its_field_and_nothing_typed_is_lost(world: World, zahra: File) -> None:
    row = agreed(world, zahra)
    typed = {"step": "file", "lang": "fa", "name": "Zahra", "way": "Mit dem 🚌 bis zum Markt", "bring_words": "Hefte"}
    answer = as_(world.miriam).post(address(zahra, row), typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Im Feld „Weg dorthin“ steht „🚌“ (U+1F68C, Bus)." in html
    assert "Mit dem 🚌 bis zum Markt" in html
    assert 'value="Hefte"' in html
    assert not Document.objects.exists()


def test_a_name_that_cannot_be_printed_is_told_on_the_first_look(world: World, zahra: File) -> None:
    with accounts.as_actor("test", "test"):
        zahra.person.original_name = "李娜"
        zahra.person.save()
    answer = as_(world.miriam).get(address(zahra, agreed(world, zahra)))
    assert answer.status_code == 422
    assert "Im Feld „Name“ steht „李“" in answer.content.decode()


def test_a_closed_file_shows_the_slip_but_takes_none_in(world: World, zahra: File) -> None:
    row = agreed(world, zahra)
    File.objects.filter(pk=zahra.pk)
    with accounts.as_actor("test", "test"):
        zahra.closed_on = TODAY
        zahra.save()
    client = as_(world.miriam)
    assert "In der Akte ablegen" not in client.get(address(zahra, row)).content.decode()
    assert client.post(address(zahra, row), {"step": "file", "name": "Zahra"}).status_code == 422
    assert not Document.objects.exists()


# --- the morning ------------------------------------------------------------------------------------------------------
@pytest.fixture
def morning(world: World, monkeypatch: pytest.MonkeyPatch) -> datetime:
    at = datetime(2026, 11, 23, 7, tzinfo=UTC)
    monkeypatch.setattr(now_of, "now", lambda: at)
    return at


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_the_list_reaches_to_the_next_working_day(day: date) -> None:
    until = last_day(day)
    assert until.weekday() < 5
    assert 1 <= (until - day).days <= 3


def test_the_list_says_whom_to_call_in_which_language(world: World, zahra: File, morning: datetime) -> None:
    agreed(world, zahra, place="Hafenstraße 1", wants_interpreter=True)
    agreed(world, zahra, AT + timedelta(days=1))
    html = as_(world.miriam).get("/termine/erinnern/").content.decode()
    assert "0351 5550101" in html
    assert 'href="tel:03515550101"' in html
    assert "Dari" in html
    assert "Dolmetscher gewünscht" in html
    assert html.count("Hafenstraße 1") == 1
    assert "Mittwoch, 25.11.2026" not in html
    assert "/termine/erinnern/" in as_(world.miriam).get("/").content.decode()


def test_somebody_elses_appointments_are_hers_and_the_coordinators(
    world: World, zahra: File, morning: datetime
) -> None:
    agreed(world, zahra)
    assert "Rahimi" not in as_(world.farid).get("/termine/erinnern/").content.decode()
    assert "Rahimi" not in as_(world.katrin).get("/termine/erinnern/").content.decode()
    assert "Rahimi" in as_(world.katrin).get("/termine/erinnern/?wessen=team").content.decode()
    assert "Rahimi" not in as_(world.farid).get("/termine/erinnern/?wessen=team").content.decode()
    assert "Rahimi" not in as_(world.bernd).get("/termine/erinnern/?wessen=team").content.decode()


def test_the_printed_list_is_read_as_print(world: World, zahra: File, morning: datetime) -> None:
    agreed(world, zahra)
    answer = as_(world.miriam).get("/termine/erinnern/druck/")
    words = words_of(answer.content)
    assert "Dienstag, 24.11.2026" in words
    assert "14:30" in words
    assert "Rahimi, Zahra" in words
    assert "0351 5550101" in words
    assert ReadLog.objects.filter(user=world.miriam.pk, file=zahra.pk, kind="print").exists()


def test_all_slips_of_a_day_come_at_once_each_in_its_language(world: World, morning: datetime) -> None:
    agreed(world, world.rahimi[0])
    agreed(world, world.rahimi[1], AT + timedelta(hours=1))
    client = as_(world.miriam)
    words = words_of(client.get("/termine/zettel/?tag=2026-11-24").content)
    assert words.count("Ihr Termin") == 2
    assert "Rahimi, Zahra" in words
    assert "Rahimi, Sara" in words
    assert ReadLog.objects.filter(user=world.miriam.pk, kind="print").count() == 2
    assert client.get("/termine/zettel/?tag=2027-01-01")["Location"] == "/termine/erinnern/"


def test_forty_appointments_cost_as_many_statements_as_one(world: World, zahra: File, morning: datetime) -> None:
    client, counts = as_(world.miriam), {}
    for address_ in ("/termine/erinnern/", "/termine/erinnern/druck/", "/termine/zettel/"):
        client.get(address_)
    for many in (1, 39):
        for n in range(many):
            agreed(world, world.rahimi[n % 2], AT + timedelta(minutes=n))
        for address_ in ("/termine/erinnern/", "/termine/erinnern/druck/", "/termine/zettel/"):
            client.get(address_)  # the read log of the quarter
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(address_).status_code == 200
            counts.setdefault(address_, []).append(len(asked))
    assert all(one == forty for one, forty in counts.values()), counts


# --- no-shows, without blame ------------------------------------------------------------------------------------------
def test_who_did_not_come_gets_a_new_appointment_that_begins_with_the_old(
    world: World, zahra: File, morning: datetime
) -> None:
    row = agreed(world, zahra, morning - timedelta(hours=2), place="Hafenstraße 1", words="Kita")
    client = as_(world.miriam)
    answer = client.post(
        f"/akten/{zahra.pk}/termin/{row.pk}/ausgang/", {"outcome": "not-kept", "reason": "unknown", "neu": "1"}
    )
    assert answer["Location"] == f"/akten/{zahra.pk}/termin/neu/?statt={row.pk}"
    html = client.get(answer["Location"]).content.decode()
    assert 'value="Hafenstraße 1"' in html
    assert "Kita" in html
    new = {"on": "24.11.2026", "starts": "10:00", "minutes": "45", "user": str(world.miriam.pk), "zettel": "1"}
    answer = client.post(answer["Location"], new)
    made = zahra.appointments.get(outcome="")
    assert answer["Location"] == address(zahra, made)
    assert client.get(f"/akten/{zahra.pk}/termin/neu/?statt={made.pk}x").status_code == 200


def test_another_files_appointment_is_not_taken_over(world: World, zahra: File) -> None:
    theirs = world.demir[0]
    plan = planning.Plan(AT, AT + timedelta(hours=1), world.olga, place="Geheim")
    row = planning.make_appointment(theirs, plan, by=world.olga)
    assert "Geheim" not in as_(world.miriam).get(f"/akten/{zahra.pk}/termin/neu/?statt={row.pk}").content.decode()


def test_what_is_filed_is_named_in_german_whatever_the_screen_speaks(world: World, zahra: File) -> None:
    row, client = agreed(world, zahra), as_(world.miriam)
    client.cookies["django_language"] = "en"
    html = client.get(address(zahra, row)).content.decode()
    assert "Renew the preview" in html
    client.post(address(zahra, row), {"step": "file", "lang": "uk", "name": "Zahra"})
    made = Document.objects.get()
    assert made.title == "Terminzettel für den 24.11.2026"
    stored = sheet_of(made, 1)
    assert stored is not None
    assert "Dienstag, 24. November 2026" in words_of(stored[1])


def test_one_name_we_have_no_letters_for_keeps_nobody_from_a_slip(world: World, zahra: File, morning: datetime) -> None:
    with accounts.as_actor("test", "test"):
        zahra.person.original_name = "李娜"
        zahra.person.save()
    agreed(world, zahra)
    agreed(world, world.rahimi[1], place="Haus 🚌")
    client = as_(world.miriam)
    answer = client.get("/termine/erinnern/druck/")
    assert answer.status_code == 422
    assert "steht „🚌“" in answer.content.decode()
    row = world.rahimi[1].appointments.get()
    planning.change_appointment(
        row, planning.Plan(row.starts_at, row.ends_at, world.miriam, "Haus 2"), version=row.version, by=world.miriam
    )
    for address_ in ("/termine/erinnern/druck/", "/termine/zettel/"):
        words = words_of(client.get(address_).content)
        assert "Rahimi, Zahra" in words
        assert "Rahimi, Sara" in words
