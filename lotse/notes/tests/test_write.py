"""Writing a note: what is mandatory, what it meets, what is kept, and who may not."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from lotse.accounts.models import User
from lotse.audit.testing import arranging
from lotse.cases import actions, corrections
from lotse.cases.models import File
from lotse.notes.models import Note
from lotse.rulebook import access
from lotse.rulebook import actions as rulebook
from lotse.ui.ids import uuid7
from tests.county import County
from tests.world import World

needs = pytest.mark.requirement


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(file: File, **changed: Any) -> dict[str, Any]:
    return {
        "note_id": str(uuid7()),
        "contact_form": "home-visit",
        "on": "23.11.2026",
        "minutes": "45",
        "language": "ti",
        "persons": [str(file.pk)],
        "summary": "Herrn Mehari im Zimmer angetroffen, Haus gezeigt.",
        "result": "Krankenschein holen wir am Montag.",
    } | changed


def write(user: User, file: File, data: dict[str, Any]) -> HttpResponse:
    client = Client()
    client.force_login(user)
    return client.post(f"/akten/{file.pk}/vermerk/neu/", data, follow=True)  # type: ignore[return-value]


@pytest.fixture
def mehari(world: World) -> File:
    actions.allocate(
        world.mehari, world.miriam, companion=world.farid, team=world.west, from_on=world.today, by=world.katrin
    )
    return world.mehari[0]


@pytest.mark.requirement("D-27", "P-138")
def test_the_first_visit_meets_its_deadline_and_lotse_says_so(world: World, mehari: File) -> None:
    answer = write(world.miriam, mehari, typed(mehari, topics=["health"], fields_of_action=["health"]))
    html = answer.content.decode()
    assert "Der Vermerk ist festgeschrieben. Aufsuchen in der Unterkunft: erfüllt, fristgerecht." in html
    assert "Herrn Mehari im Zimmer angetroffen" in html
    assert "Krankenschein holen wir am Montag." in html
    assert mehari.deadlines.get(rule="first-visit").met_on == world.today


@pytest.mark.requirement("D-27")
def test_a_visit_after_the_deadline_meets_it_late(world: World, mehari: File) -> None:
    corrections.correct(mehari.events.get(), world.today - timedelta(days=7), by=world.katrin)
    html = write(world.miriam, mehari, typed(mehari, late_reason="not-reached")).content.decode()
    assert "erfüllt, 4 Tage nach der Frist." in html
    assert "verspätet erfüllt" in html


@pytest.mark.requirement("D-27")
def test_a_phone_call_does_not_meet_the_deadline_of_the_visit(world: World, mehari: File) -> None:
    html = write(world.miriam, mehari, typed(mehari, contact_form="phone")).content.decode()
    assert "erfüllt" not in html
    assert mehari.deadlines.get(rule="first-visit").met_on is None


@pytest.mark.requirement("P-139")
def test_date_summary_and_result_are_mandatory_and_nothing_typed_is_lost(world: World, mehari: File) -> None:
    answer = write(world.miriam, mehari, typed(mehari, on="", result="", follow_up="Krankenschein da?"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Was wurde vereinbart? „Nichts vereinbart“ genügt." in html
    assert "Bitte ein Datum angeben" in html
    assert "Bitte angeben, wann daran erinnert werden soll." in html
    assert "Noch nicht festgeschrieben: 3 Angaben fehlen" in html
    assert "Herrn Mehari im Zimmer angetroffen, Haus gezeigt." in html
    assert "Krankenschein da?" in html
    assert 'value="home-visit"' in html
    assert write(world.miriam, mehari, typed(mehari, summary="")).status_code == 422
    assert not Note.objects.filter(in_files__file=mehari).exists()


def test_sending_twice_writes_one_note(world: World, mehari: File) -> None:
    data = typed(mehari)
    write(world.miriam, mehari, data)
    assert write(world.miriam, mehari, data).status_code == 200
    assert Note.objects.filter(in_files__file=mehari).count() == 1


def test_a_note_about_several_people_stands_in_all_their_files(world: World) -> None:
    zahra, sara = world.rahimi
    write(world.miriam, zahra, typed(zahra, persons=[str(zahra.pk), str(sara.pk)], summary="Kita besichtigt."))
    client = Client()
    client.force_login(world.miriam)
    for file in (zahra, sara):
        assert "Kita besichtigt." in client.get(f"/akten/{file.pk}/").content.decode()


def test_a_note_never_lands_in_a_file_that_is_not_ones_own(world: World, mehari: File) -> None:
    foreign = world.demir[0]
    answer = write(world.miriam, mehari, typed(mehari, persons=[str(mehari.pk), str(foreign.pk)]))
    assert answer.status_code == 422
    assert not Note.objects.filter(in_files__file=foreign).exists()


def test_language_and_interpreter_are_preset_from_the_person(world: World, mehari: File) -> None:
    client = Client()
    client.force_login(world.miriam)
    html = client.get(f"/akten/{mehari.pk}/vermerk/neu/?form=home-visit").content.decode()
    assert '<option value="ti" selected>' in html
    assert html.split('name="with_interpreter"')[1].split(">")[0].count("checked") == 1
    assert "erfüllt die Frist" in html
    assert "Einzelberatungen und Begleitungen" in html


def test_the_panel_foresees_what_the_note_will_do_and_stores_nothing(world: World, mehari: File) -> None:
    client = Client()
    client.force_login(world.miriam)
    chosen = {
        "contact_form": "group",
        "on": "23.11.2026",
        "persons": [str(mehari.pk)],
        "topics": ["return"],
        "follow_up_on": "30.11.2026",
    }
    html = client.post(f"/akten/{mehari.pk}/vermerk/wirkung/", chosen, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert "erfüllt die Frist" not in html
    assert "Gruppenberatungen" in html
    assert "Rückkehrberatungen" in html
    assert "Mo 30.11.2026" in html
    assert not Note.objects.filter(in_files__file=mehari).exists()


def test_no_note_is_written_into_the_future_or_a_closed_file(world: World, mehari: File) -> None:
    assert "liegt in der Zukunft" in write(world.miriam, mehari, typed(mehari, on="24.11.2026")).content.decode()
    actions.close_file(mehari, world.today, "other", by=world.katrin)
    assert "Die Akte ist geschlossen" in write(world.katrin, mehari, typed(mehari)).content.decode()
    assert not Note.objects.filter(in_files__file=mehari).exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("jens", 403),
        ("theo", 403),
        ("olga", 404),
        ("bernd", 404),
        ("lena", 404),
        ("ada", 404),
        ("dora", 404),
        ("petra", 404),
    ],
)
def test_who_may_not_write_notes_writes_none(world: World, who: str, status: int) -> None:
    zahra = world.rahimi[0]
    before = Note.objects.count()
    assert write(getattr(world, who), zahra, typed(zahra)).status_code == status
    client = Client()
    client.force_login(getattr(world, who))
    assert client.post(f"/akten/{zahra.pk}/vermerk/wirkung/", {"contact_form": "home-visit"}).status_code == status
    assert Note.objects.count() == before


def test_the_companion_writes_notes_in_tandem(world: World) -> None:
    zahra = world.rahimi[0]
    assert "festgeschrieben" in write(world.farid, zahra, typed(zahra, contact_form="accompaniment")).content.decode()
    assert Note.objects.get(form="accompaniment").author == world.farid


@pytest.mark.parametrize(
    ("kind", "key", "words"),
    [
        pytest.param("fields_of_action", "material-security", "Materielle Sicherheit", marks=needs("D-10")),
        pytest.param("fields_of_action", "values-everyday", "Werte, Normen", marks=needs("D-11")),
        pytest.param("fields_of_action", "personal-circumstances", "Lebensumstände", marks=needs("D-13")),
        pytest.param("topics", "regular-services", "Übergang in Regelangebote", marks=needs("D-12")),
        pytest.param("topics", "residence", "Aufenthalt und Asylverfahren", marks=needs("D-47")),
        pytest.param("topics", "material-security", "Materielle Sicherung", marks=needs("D-48")),
        pytest.param("topics", "values", "Werte und Normen", marks=needs("D-49")),
    ],
)
def test_what_a_contact_was_about_is_written_down_and_read_in_the_file(
    world: World, mehari: File, kind: str, key: str, words: str
) -> None:
    answer = write(world.miriam, mehari, typed(mehari, **{"fields_of_action": [], "topics": [], kind: [key]}))
    assert "festgeschrieben" in answer.content.decode()
    page = as_(world.miriam).get(f"/akten/{mehari.pk}/?art=vermerke").content.decode()
    entry = page.split('class="lo-time"')[1].split("</li>")[0]
    assert words in re.sub(r"<[^>]+>", " ", entry.split('class="lo-ev__text')[0])


@pytest.mark.requirement("P-12", "P-18")
def test_statutory_tasks_are_offered_where_the_concept_has_them_and_only_there(world: World, mehari: File) -> None:
    client = Client()
    client.force_login(world.miriam)
    assert "Gesetzliche Aufgaben" not in client.get(f"/akten/{mehari.pk}/vermerk/neu/").content.decode()
    adopted = rulebook.adopt("potsdam-mittelmark/2017-01-01", world.today, by="test")
    assert adopted

    with arranging():
        File.objects.filter(pk=mehari.pk).update(concept="potsdam-mittelmark/2017-01-01")
    tasks = [task.key for task in access.get("potsdam-mittelmark/2017-01-01").tasks]
    assert len(tasks) == 7
    assert "Gesetzliche Aufgaben" in client.get(f"/akten/{mehari.pk}/vermerk/neu/").content.decode()
    write(world.miriam, mehari, typed(mehari, contact_form="individual", tasks=tasks[:1] + tasks[-1:]))
    note = Note.objects.get(in_files__file=mehari)
    assert sorted(note.tasks.values_list("task", flat=True)) == sorted([tasks[0], tasks[-1]])


# --- groups -----------------------------------------------------------------------------------------------------------
def group(user: User, data: dict[str, Any], query: str = "") -> HttpResponse:
    client = Client()
    client.force_login(user)
    return client.post(f"/vermerke/gruppe/neu/{query}", data, follow=True)  # type: ignore[return-value]


def session(files: list[File], **changed: Any) -> dict[str, Any]:
    return {
        "note_id": str(uuid7()),
        "contact_form": "group",
        "on": "23.11.2026",
        "minutes": "90",
        "persons": [str(f.pk) for f in files],
        "summary": "Wie geht es nach der Grundschule weiter?",
        "result": "Alle kennen die Termine der Schulen.",
    } | changed


@pytest.mark.requirement("D-26")
def test_a_group_session_is_one_note_in_all_files(world: World, mehari: File) -> None:
    html = group(world.miriam, session([*world.rahimi, mehari])).content.decode()
    assert "er steht in 3 Akten" in html
    note = Note.objects.get(is_group=True)
    assert note.in_files.count() == 3
    client = Client()
    client.force_login(world.miriam)
    page = client.get(f"/akten/{mehari.pk}/").content.decode()
    assert "3 Teilnehmende" in page
    assert "Zahra" not in page


def test_the_text_of_a_group_names_nobody(world: World, mehari: File) -> None:
    named = session([*world.rahimi, mehari], summary="Zahra möchte die Schule ansehen.")
    answer = group(world.miriam, named)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "nennt deshalb niemanden beim Namen. Gefunden: Zahra." in html
    assert "möchte die Schule ansehen" in html
    assert not Note.objects.filter(is_group=True).exists()
    assert group(world.miriam, named | {"names_nobody": "on"}).status_code == 200


def test_a_group_is_chosen_from_ones_own_files_and_for_coordinators_from_the_team(world: World) -> None:
    client = Client()
    client.force_login(world.katrin)
    assert "Mehari" not in client.get("/vermerke/gruppe/neu/").content.decode()
    html = client.get("/vermerke/gruppe/neu/?wessen=team").content.decode()
    assert "Mehari" in html
    assert "Demir" not in html
    client.force_login(world.miriam)
    html = client.get("/vermerke/gruppe/neu/?wessen=team").content.decode()
    assert "Rahimi" in html
    assert "Mehari" not in html
    assert group(world.miriam, session([world.rahimi[0], world.demir[0]])).status_code == 422


@pytest.mark.parametrize("who", ["jens", "theo", "ada", "dora", "petra"])
def test_roles_without_notes_have_no_group_either(world: World, who: str) -> None:
    assert group(getattr(world, who), session(world.rahimi)).status_code == 403
    assert Note.objects.count() == 1


@needs("P-19")
def test_a_community_offer_with_volunteers_is_written_down_as_a_group_and_counted_once(county: County) -> None:
    """Through the screen: the form of the group, the file of everybody who came, the figures of the quarter."""
    offer = session(
        [*county.haidari, *county.tesfay], topics=["community-offer"],
        summary="Kochabend mit den Ehrenamtlichen des Begegnungscafés.", result="Wird im Januar wiederholt.",
    )  # fmt: skip
    assert "er steht in 4 Akten" in group(county.sonja, offer).content.decode()
    for file in (county.haidari[0], county.tesfay[0]):
        page = as_(county.sonja).get(f"/akten/{file.pk}/?art=vermerke").content.decode()
        assert "Gemeinwesenorientiertes Angebot mit Ehrenamtlichen" in page
        assert "Kochabend" in page
    figures = as_(county.ute).get("/berichte/anlage-1/datei/json/?quartal=2026-Q4").json()
    (row,) = [row for row in figures["rows"] if row["line"] == "Sonja Krüger" and row["month"] == "2026-11"]
    assert row["group"] == 1, "one offer, however many came"
