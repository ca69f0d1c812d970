"""Nothing typed is lost: drafts from the first keystrokes, in their own file, for their author, in two windows."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from lotse.accounts.models import User
from lotse.cases import actions
from lotse.cases.models import Allocation, File
from lotse.notes.drafts import typed_in
from lotse.notes.models import Draft, Note
from lotse.ui.ids import uuid7
from tests.world import World

SECRET = "Zahnschmerzen seit der Ankunft"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typing(**changed: Any) -> dict[str, Any]:
    return {
        "note_id": str(uuid7()), "draft_version": "0", "draft_tab": str(uuid7()), "contact_form": "individual",
        "on": "23.11.2026", "minutes": "45 min", "summary": SECRET, "result": "",
    } | changed  # fmt: skip


def keep(client: Client, file: File, data: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"/akten/{file.pk}/vermerk/entwurf/", data)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def zahra(world: World) -> File:
    return world.rahimi[0]


def test_a_draft_outlives_the_session_and_comes_back_as_it_was_typed(world: World, zahra: File) -> None:
    first = as_(world.miriam)
    data = typing(on="gestern", topics=["health"], persons=[str(f.pk) for f in world.rahimi], follow_up="Termin da?")
    assert keep(first, zahra, data)["message"].startswith("Entwurf gesichert, ")
    first.logout()
    client = as_(world.miriam)
    html = client.get(f"/akten/{zahra.pk}/vermerk/neu/").content.decode()
    assert "Hier wartet ein Entwurf von Ihnen." in html
    assert SECRET not in html  # "Neuer Vermerk" is an empty one
    html = client.get(f"/akten/{zahra.pk}/vermerk/neu/?entwurf={data['note_id']}").content.decode()
    assert SECRET in html
    assert 'value="gestern"' in html and 'value="45 min"' in html and 'value="Termin da?"' in html
    chosen = [box for box in html.split("<input") if 'name="persons"' in box]
    assert len(chosen) == 2 and all("checked" in box.split(">")[0] for box in chosen)
    assert f'value="{data["note_id"]}"' in html


def test_before_the_first_word_nothing_is_kept(world: World, zahra: File) -> None:
    assert keep(as_(world.miriam), zahra, typing(summary="")) == {}
    assert not Draft.objects.exists()
    keep(as_(world.miriam), zahra, typing(summary="Z"))
    assert Draft.objects.count() == 1


def test_a_draft_is_sealed_in_the_database(world: World, zahra: File) -> None:
    keep(as_(world.miriam), zahra, typing())
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM notes_draft")
        stored = bytes(cursor.fetchone()[0])
    assert stored.startswith(b"v1:")
    assert b"Zahn" not in stored


def test_a_draft_shows_in_its_own_file_only_and_to_its_author_only(world: World, zahra: File) -> None:
    client = as_(world.miriam)
    data = typing()
    keep(client, zahra, data)
    sara = world.rahimi[1]
    for address in (f"/akten/{sara.pk}/vermerk/neu/", f"/akten/{sara.pk}/vermerk/neu/?entwurf={data['note_id']}"):
        html = client.get(address).content.decode()
        assert SECRET not in html and "wartet ein Entwurf" not in html
    for colleague in (world.farid, world.katrin):
        for address in (f"/akten/{zahra.pk}/vermerk/neu/?entwurf={data['note_id']}", "/", "/vermerke/entwuerfe/"):
            assert SECRET not in as_(colleague).get(address).content.decode()
        assert as_(colleague).get(f"/vermerke/entwuerfe/{data['note_id']}/").status_code == 404
        assert as_(colleague).post(f"/vermerke/entwuerfe/{data['note_id']}/").status_code == 404
    answer = as_(world.farid).post(f"/akten/{zahra.pk}/vermerk/entwurf/", typing(note_id=data["note_id"], summary="x"))
    assert answer.status_code == 409
    assert typed_in(Draft.objects.get())["summary"] == [SECRET]


def test_heute_lists_waiting_drafts_and_finalising_removes_them(world: World, zahra: File) -> None:
    client = as_(world.miriam)
    data = typing(result="Termin beim Zahnarzt.", minutes="45", persons=[str(zahra.pk)])
    version = keep(client, zahra, data)["version"]
    html = client.get("/").content.decode()
    assert "Entwürfe warten" in html and f"„{SECRET}" in html, "its first words tell one draft from another"
    assert SECRET not in as_(world.katrin).get("/").content.decode()
    client.post(f"/akten/{zahra.pk}/vermerk/neu/", data | {"draft_version": version})
    assert Note.objects.filter(pk=data["note_id"]).exists()
    assert not Draft.objects.exists()
    assert "Entwürfe warten" not in client.get("/").content.decode()


def test_without_scripts_a_button_keeps_the_draft(world: World, zahra: File) -> None:
    client = as_(world.miriam)
    data = typing(entwurf="1", on="nicht fertig")
    answer = client.post(f"/akten/{zahra.pk}/vermerk/neu/", data, follow=True)
    html = answer.content.decode()
    assert "Entwurf gesichert, " in html and SECRET in html and 'value="nicht fertig"' in html
    assert not Note.objects.filter(pk=data["note_id"]).exists()


def test_only_its_author_throws_a_draft_away(world: World, zahra: File) -> None:
    client = as_(world.miriam)
    data = typing()
    keep(client, zahra, data)
    page = client.get(f"/vermerke/entwuerfe/{data['note_id']}/").content.decode()
    assert SECRET in page and "Einzelberatung" in page
    client.post(f"/vermerke/entwuerfe/{data['note_id']}/")
    assert not Draft.objects.exists()


def test_a_draft_whose_file_is_out_of_reach_is_kept_but_does_not_open(world: World, zahra: File) -> None:
    client = as_(world.miriam)
    data = typing()
    keep(client, zahra, data)
    actions.allocate([zahra], world.lena, companion=world.farid, team=world.west, from_on=world.today, by=world.katrin)
    from lotse.audit.testing import arranging

    with arranging():
        Allocation.objects.filter(user=world.miriam).delete()
    for address in ("/", "/vermerke/entwuerfe/", f"/vermerke/entwuerfe/{data['note_id']}/"):
        html = client.get(address).content.decode()
        assert SECRET not in html and "Rahimi, Zahra" not in html.split("Zuletzt geöffnet")[0]
        assert "nicht mehr in Ihrer Zuständigkeit" in html
    assert client.post(f"/akten/{zahra.pk}/vermerk/entwurf/", data).status_code == 404
    assert client.get(f"/akten/{zahra.pk}/vermerk/neu/?entwurf={data['note_id']}").status_code == 404
    assert Draft.objects.count() == 1
    actions.allocate(
        [zahra], world.miriam, companion=world.farid, team=world.west, from_on=world.today, by=world.katrin
    )
    assert SECRET in client.get(f"/vermerke/entwuerfe/{data['note_id']}/").content.decode()


# --- two windows ------------------------------------------------------------------------------------------------------
def test_two_windows_keep_both_texts_and_the_later_one_sees_the_other(world: World, zahra: File) -> None:
    client = as_(world.miriam)
    first = typing()
    version = keep(client, zahra, first)["version"]
    second = first | {"draft_tab": str(uuid7()), "draft_version": version, "summary": "Im zweiten Fenster."}
    keep(client, zahra, second)
    answer = keep(client, zahra, first | {"draft_version": version, "summary": "Im ersten Fenster."})
    assert "Im zweiten Fenster." in answer["both"]
    assert answer["id"] != first["note_id"]
    texts = {typed_in(d)["summary"][0] for d in Draft.objects.all()}
    assert texts == {"Im zweiten Fenster.", "Im ersten Fenster."}


def test_one_window_that_never_heard_the_answer_still_writes_its_own_draft(world: World, zahra: File) -> None:
    client = as_(world.miriam)
    data = typing()
    keep(client, zahra, data)
    answer = keep(client, zahra, data | {"summary": "Weiter getippt, Antwort verloren."})
    assert "both" not in answer and Draft.objects.count() == 1


def test_finalising_keeps_what_another_window_wrote(world: World, zahra: File) -> None:
    client = as_(world.miriam)
    mine = typing(result="Fertig.", minutes="", persons=[str(zahra.pk)])
    version = keep(client, zahra, mine)["version"]
    keep(client, zahra, mine | {"draft_tab": str(uuid7()), "draft_version": version, "summary": "Anders."})
    client.post(f"/akten/{zahra.pk}/vermerk/neu/", mine | {"draft_version": version})
    assert Note.objects.get(pk=mine["note_id"]).summary == SECRET
    left = Draft.objects.get()
    assert typed_in(left)["summary"] == ["Anders."] and str(left.beside) == mine["note_id"]


def test_writing_the_same_note_down_twice_with_other_words_shows_both(world: World, zahra: File) -> None:
    client = as_(world.miriam)
    data = typing(result="Fertig.", minutes="", persons=[str(zahra.pk)])
    address = f"/akten/{zahra.pk}/vermerk/neu/"
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code == 302  # a double click
    answer = client.post(address, data | {"draft_tab": str(uuid7()), "summary": "Zweites Fenster."})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert SECRET in html and "Zweites Fenster." in html and "anderen Fenster schon festgeschrieben" in html
    assert f'value="{data["note_id"]}"' not in html
    assert Note.objects.filter(author=world.miriam, form="individual").count() == 1
    late = keep(client, zahra, data | {"summary": "Noch offen gewesen."})
    assert late["id"] != data["note_id"] and typed_in(Draft.objects.get())["summary"] == ["Noch offen gewesen."]


# --- groups, and the short form ---------------------------------------------------------------------------------------
def test_a_group_session_has_a_draft_too(world: World) -> None:
    client = as_(world.miriam)
    data = typing(contact_form="group", persons=[str(f.pk) for f in world.rahimi])
    assert client.post("/vermerke/gruppe/entwurf/", data).json()["version"] == 1
    html = client.get("/vermerke/gruppe/neu/").content.decode()
    assert "Hier wartet ein Entwurf" in html and SECRET not in html
    html = client.get(f"/vermerke/gruppe/neu/?entwurf={data['note_id']}").content.decode()
    assert SECRET in html


def test_the_short_note_is_written_by_the_same_verb_and_continued_in_the_long_form(world: World, zahra: File) -> None:
    client = as_(world.miriam)
    short = {k: v for k, v in typing(kurz="1").items() if k != "persons"} | {"fields_of_action": "health"}
    keep(client, zahra, short)
    html = client.get(f"/akten/{zahra.pk}/vermerk/neu/?entwurf={short['note_id']}").content.decode()
    assert SECRET in html and '<option value="prs" selected>' in html
    answer = client.post("/vermerke/kurz/", short | {"minutes": "10", "result": "Nichts vereinbart."})
    assert answer.status_code == 422 and SECRET in answer.content.decode()
    assert "Bitte auswählen, um wen es geht." in answer.content.decode()
    client.post("/vermerke/kurz/", short | {"minutes": "10", "result": "Nichts vereinbart.", "akte": str(zahra.pk)})
    note = Note.objects.get(pk=short["note_id"])
    assert (note.minutes, note.language, note.with_interpreter) == (10, "prs", True)
    assert list(note.in_files.values_list("file", flat=True)) == [zahra.pk]
    assert note.fields.get().field == "health"
    assert not Draft.objects.exists()


def test_the_page_of_the_file_says_that_a_draft_waits_there_and_does_not_show_it(world: World, zahra: File) -> None:
    client = as_(world.miriam)
    keep(client, zahra, typing())
    html = client.get(f"/akten/{zahra.pk}/").content.decode()
    assert "Hier wartet ein Entwurf von Ihnen." in html and SECRET not in html
    assert "Hier wartet ein Entwurf" not in as_(world.katrin).get(f"/akten/{zahra.pk}/").content.decode()


@pytest.mark.parametrize("address", ["/vermerke/kurz/", "/akten/{file}/vermerk/neu/"])
def test_a_short_note_about_no_field_of_action_is_written(world: World, zahra: File, address: str) -> None:
    short = {k: v for k, v in typing(kurz="1").items() if k != "persons"}
    short |= {"fields_of_action": "", "minutes": "", "result": "Nichts vereinbart.", "akte": str(zahra.pk)}
    answer = as_(world.miriam).post(address.format(file=zahra.pk), short)
    assert answer.status_code == 302, "what stands in the browser when nothing was chosen is no error"
    note = Note.objects.get(pk=short["note_id"])
    assert not note.fields.exists()


def test_the_short_note_reaches_only_ones_own_files(world: World) -> None:
    data = typing(kurz="1", minutes="", result="x", akte=str(world.demir[0].pk))
    assert as_(world.miriam).post("/vermerke/kurz/", data).status_code == 422
    assert not Note.objects.filter(in_files__file=world.demir[0]).exists()


def test_a_save_asks_a_fixed_number_of_queries(world: World, zahra: File, django_assert_max_num_queries: Any) -> None:
    client = as_(world.miriam)
    data = typing()
    keep(client, zahra, data)
    with django_assert_max_num_queries(26):
        keep(client, zahra, data | {"summary": "Ein Satz mehr."})
