"""Topics, activities and referrals of a concept: written down, found again; why an exception was made."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.cases.models import File
from lotse.concept.load import load_concept
from lotse.notes.actions import Contact, record_note
from lotse.notes.models import Note, NoteActivity
from lotse.notes.offered import MOST, activity_groups, topic_groups
from lotse.rulebook import access as rulebook
from lotse.ui.ids import uuid7
from tests.county import CONCEPT, County
from tests.world import World

needs = pytest.mark.requirement
TOPICS = [
    ("education-system", "P-63"),
    ("contract-duties", "P-52"), ("residence", "P-56"), ("networks", "P-65"), ("education-package", "P-66"),
    ("leisure", "P-67"), ("encounter", "P-68"), ("homework-help", "P-160"), ("health-system", "P-159"),
    ("health-benefits", "P-74"), ("perspective", "P-165"), ("return", "P-79"),
]  # fmt: skip
CONFLICTS = ["family", "room", "shelter", "neighbours", "authorities", "landlords", "services", "employers"]
CRISES = ["partnership", "upbringing", "impairment", "children", "loneliness", "ties", "flight"]
ACTIVITIES = [
    ("make-appointment", "P-53"), ("appointment-advice", "P-54"), ("letters", "P-55"), ("parenting", "P-62"),
    ("accompany-teachers", "P-64"), ("group-offer", "P-65"), ("leisure", "P-67"), ("volunteers", "P-68"),
    ("homework-help", "P-160"), ("mediation", "P-70"), ("to-psychosocial", "P-75"), ("to-individual-care", "P-76"),
    ("to-youth-office", "P-77"), ("to-disability-services", "P-77"),
    *((f"to-{key}", "P-78") for key in (
        "procedure-advice", "discrimination-advice", "violence-help", "womens-advice", "child-protection",
        "family-advice", "school-psychology")),
]  # fmt: skip


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(file: File, **more: Any) -> dict[str, Any]:
    return {
        "note_id": str(uuid7()), "contact_form": "individual", "on": "19.11.2026", "persons": [str(file.pk)],
        "summary": "Gespräch.", "result": "Nichts vereinbart.",
    } | more  # fmt: skip


def written_and_found(county: County, name: str, key: str, title: str) -> None:
    """In the form, in the file's timeline, found by its word."""
    yonas, client = county.tesfay[0], client_of(county.sonja)
    address = f"/akten/{yonas.pk}/vermerk/neu/"
    assert f'name="{name}" value="{key}"' in client.get(address).content.decode()
    assert client.post(address, said(yonas, **{name: [key]})).status_code == 302
    assert f'<span class="lo-tag">{title}</span>' in client.get(f"/akten/{yonas.pk}/").content.decode()
    found = client.post(f"/akten/{yonas.pk}/finden/", {"wort": title}).content.decode()
    assert "steht in einem Vermerk" in found and "<mark>" in found
    chosen = client.post(f"/akten/{yonas.pk}/finden/", {"marke": title}).content.decode()
    assert "steht in einem Vermerk" in chosen and "Einzelberatung" in chosen


def entry(entries: Any, key: str) -> Any:
    return next(e for e in entries if e.key == key)


@pytest.mark.parametrize(
    ("key", "requirement"), [pytest.param(*pair, marks=needs(pair[1])) for pair in TOPICS], ids=lambda v: str(v)
)
def test_a_topic_is_written_down_and_found(county: County, key: str, requirement: str) -> None:
    topic = entry(rulebook.get(CONCEPT).topics, key)
    assert requirement in topic.source.ids
    written_and_found(county, "topics", key, topic.title.de)


@needs("P-70")
@pytest.mark.parametrize("key", CONFLICTS)
def test_each_of_the_eight_fields_of_conflict_is_a_topic(county: County, key: str) -> None:
    topic = entry(rulebook.get(CONCEPT).topics, f"conflict-{key}")
    written_and_found(county, "topics", topic.key, topic.title.de)


@needs("P-71")
@pytest.mark.parametrize("key", CRISES)
def test_each_personal_crisis_is_a_protected_topic(county: County, key: str) -> None:
    topic = entry(rulebook.get(CONCEPT).topics, f"crisis-{key}")
    assert topic.protected
    written_and_found(county, "topics", topic.key, topic.title.de)


@pytest.mark.parametrize(
    ("key", "requirement"), [pytest.param(*pair, marks=needs(pair[1])) for pair in ACTIVITIES], ids=lambda v: str(v)
)
def test_an_activity_or_a_referral_is_written_down_and_found(county: County, key: str, requirement: str) -> None:
    activity = entry(rulebook.get(CONCEPT).activities, key)
    assert requirement in activity.source.ids
    written_and_found(county, "activities", key, activity.title.de)


@needs("P-73")
def test_going_along_to_the_doctor_asks_why_this_once(county: County) -> None:
    yonas, client = county.tesfay[0], client_of(county.amir)
    address = f"/akten/{yonas.pk}/vermerk/neu/"
    data = said(yonas, contact_form="accompaniment", activities=["accompany-doctor", "doctor-appointment"])
    answer = client.post(address, data)
    page = answer.content.decode()
    assert answer.status_code == 422 and "warum es diesmal nötig war" in page and "Gespräch." in page
    assert not Note.objects.exists()
    more = {"exception_reason": "first-time", "exception_words": "Kennt die Praxis nicht."}
    assert client.post(address, data | more).status_code == 302
    rows = dict(NoteActivity.objects.values_list("activity", "reason"))
    assert rows == {"accompany-doctor": "first-time", "doctor-appointment": ""}
    page = client.get(f"/akten/{yonas.pk}/").content.decode()
    assert "Begleitung zum Arzt (erster Besuch, Weg und Ablauf noch unbekannt)" in page
    assert "Kennt die Praxis nicht." in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT exception FROM notes_note")
        assert b"Praxis" not in bytes(cursor.fetchone()[0])


@needs("P-73")
def test_without_that_activity_no_reason_is_kept(county: County) -> None:
    yonas = county.tesfay[0]
    data = said(yonas, activities=["doctor-appointment"], exception_reason="urgent", exception_words="Übrig.")
    assert client_of(county.sonja).post(f"/akten/{yonas.pk}/vermerk/neu/", data).status_code == 302
    assert list(NoteActivity.objects.values_list("reason", flat=True)) == [""]
    assert Note.objects.get().exception is None


@needs("D-33")
def test_where_going_along_is_the_rule_nobody_asks_why(world: World) -> None:
    file = world.mehari[0]
    address = f"/akten/{file.pk}/vermerk/neu/"
    client = client_of(world.katrin)
    page = client.get(address).content.decode()
    assert "accompany-doctor" in page and "accompany-authority" in page and "exception_reason" not in page
    data = said(file, activities=["accompany-doctor", "accompany-authority"])
    assert client.post(address, data).status_code == 302
    assert set(NoteActivity.objects.values_list("activity", "reason")) == {
        ("accompany-doctor", ""), ("accompany-authority", ""),
    }  # fmt: skip


def test_the_form_shows_ten_and_folds_the_rest_by_field() -> None:
    concept = load_concept(CONCEPT)
    for entries, offered in (
        (concept.topics, topic_groups(concept, ["conflict-room", "gone"])),
        (concept.activities, activity_groups(concept, ["to-womens-advice"])),
    ):
        first, *rest = offered
        assert len(first.entries) == MOST and first.title == ""
        keys = [e.key for group in offered for e in group.entries]
        assert sorted(keys) == sorted(e.key for e in entries)  # each once
        assert all(group.title for group in rest)
    assert topic_groups(concept, ["conflict-room"])[0].entries[0].key == "conflict-room"


def test_what_one_writes_most_stands_first(county: County) -> None:
    yonas = county.tesfay[0]
    for n in range(3):
        contact = Contact(
            county.today, "individual", "Gespräch.", "Nichts.", topics=("conflict-room", "debt")[: 1 + n % 2]
        )
        record_note([yonas], contact, author=county.sonja, by=county.sonja)
    page = client_of(county.sonja).get(f"/akten/{yonas.pk}/vermerk/neu/").content.decode()
    chips = page.split('id="id_topics"')[1]
    assert chips.index("conflict-room") < chips.index('value="debt"') < chips.index("<details")
    assert "conflict-room" in client_of(county.amir).get(f"/akten/{yonas.pk}/vermerk/neu/").content.decode()


def test_more_notes_ask_no_more_of_the_database(county: County) -> None:
    yonas, client = county.tesfay[0], client_of(county.sonja)
    addresses = [f"/akten/{yonas.pk}/vermerk/neu/", f"/akten/{yonas.pk}/?alle"]

    def write() -> None:
        contact = Contact(
            county.today, "individual", "Gespräch.", "Nichts.",
            activities=(("mediation", ""), ("accompany-doctor", "urgent")),
            exception="Eilig.",
        )  # fmt: skip
        record_note([yonas], contact, author=county.sonja, by=county.sonja)

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    write()
    few = [queries(address) for address in addresses]
    for _n in range(40):
        write()
    assert [queries(address) for address in addresses] == few
