"""Attacks on access rights that the matrix of addresses does not see: other people's objects named inside a request,
rights that should have ended, and what a page, a cookie or a log line gives away."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from lotse.accounts import actions as accounts
from lotse.accounts.models import User
from lotse.accounts.permissions import Role
from lotse.cases import actions as cases
from lotse.cases import life
from lotse.cases.cover import end_cover, stand_in
from lotse.cases.models import Allocation, Event, File
from lotse.intake.actions import NewHousehold, NewPerson, open_households
from lotse.intake.models import PreparedImport
from lotse.intake.tests.conftest import csv, person
from lotse.notes.actions import Contact, record_note
from lotse.notes.models import Draft, Note
from lotse.notes.record import ask_for_erasure
from lotse.people.models import Household, Membership, Person
from tests.world import TODAY, World

As = Callable[[str], Client]


@pytest.fixture
def as_(world: World) -> As:
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(world.staff()[name])
        return client

    return sign_in


def said(response: HttpResponse) -> str:
    return response.content.decode()


def note_data(world: World, **changes: object) -> dict[str, object]:
    return {
        "note_id": "01980000-0000-7000-8000-000000000001", "contact_form": "home-visit", "on": "23.11.2026",
        "summary": "Besuch.", "result": "Nichts vereinbart.", "persons": [str(world.rahimi[0].pk)],
    } | changes  # fmt: skip


def move_in_together(world: World, *files: File, on: date = TODAY) -> Household:
    """The persons of these files live together; the first is the head."""
    with accounts.as_actor("test", "arrange"):
        household = Household.objects.create()
        for at, file in enumerate(files):
            Membership.objects.filter(person=file.person).delete()
            Membership.objects.create(
                household=household, person=file.person, from_on=on, is_head=at == 0,
                relation=Membership.Relation.HEAD if at == 0 else Membership.Relation.SIBLING,
            )  # fmt: skip
    return household


def open_note_rows(file: File) -> int:
    return file.notes_in.count()


# --- other people's objects inside a form -----------------------------------------------------------------------------
def test_a_note_cannot_be_put_into_a_strangers_file(as_: As, world: World) -> None:
    before = Note.objects.count()
    for key in (world.demir[0].pk, world.mehari[0].pk):
        data = note_data(world, persons=[str(world.rahimi[0].pk), str(key)])
        answer = as_("miriam").post(f"/akten/{world.rahimi[0].pk}/vermerk/neu/", data)
        assert answer.status_code == 422 and "Demir" not in said(answer) and "Mehari" not in said(answer)
        answer = as_("miriam").post(f"/akten/{world.rahimi[0].pk}/vermerk/wirkung/", data)
        assert "Demir" not in said(answer) and "Mehari" not in said(answer)
        group = data | {"contact_form": "group", "persons": [str(key)]}
        assert as_("miriam").post("/vermerke/gruppe/neu/?wessen=team", group).status_code == 422
    assert Note.objects.count() == before


def test_nothing_is_written_into_a_note_of_somebody_else_by_its_id(as_: As, world: World) -> None:
    """The form carries the id of the note to be: one that is taken by somebody else must not write, nor break."""
    data = note_data(world, note_id=str(world.note.pk), summary="untergeschoben")
    client = as_("farid")
    client.raise_request_exception = False
    answer = client.post(f"/akten/{world.rahimi[0].pk}/vermerk/neu/", data)
    world.note.refresh_from_db()
    assert world.note.summary == "Erstbesuch im Kastanienweg, Zimmer 2.07."
    assert world.note.author == world.miriam
    assert answer.status_code != 500


def test_files_are_handed_over_only_within_ones_reach_and_to_ones_own_workers(as_: As, world: World) -> None:
    def hand(name: str, file: File, lead: User, companion: User | None = None) -> int:
        data = {"files": [str(file.pk)], "lead": str(lead.pk), "companion": str(companion.pk) if companion else ""}
        return as_(name).post("/verteilung/", data).status_code

    assert hand("katrin", world.demir[0], world.lena) == 404
    assert hand("katrin", world.mehari[0], world.olga) == 422
    assert hand("katrin", world.mehari[0], world.lena, world.olga) == 422
    assert hand("theo", world.mehari[0], world.jens) == 422
    assert hand("bernd", world.mehari[0], world.olga) == 404
    assert not Allocation.objects.filter(file=world.mehari[0]).exists()
    page = said(as_("katrin").get(f"/verteilung/?von={world.olga.pk}&akte={world.demir[0].pk}"))
    assert "Demir" not in page and "Olga" not in page
    assert "Demir" not in said(as_("katrin").get(f"/verteilung/?akte={world.demir[0].pk}"))


def test_nobody_settles_the_region_of_a_file_they_may_not_open(as_: As, world: World) -> None:
    """Lena takes people in for West, but works on nothing: the region of Rahimi is no business of hers."""
    data = {"files": [str(world.rahimi[0].pk)], "district": "Plauen", "region": ""}
    as_("lena").post("/klaerung/", data)
    world.rahimi[0].refresh_from_db()
    assert world.rahimi[0].region == "west"


def test_a_settled_region_stays_where_it_is(as_: As, world: World) -> None:
    """Settling a region is for those that have none: the authority moves no provider's file in passing."""
    for name in ("jens", "theo", "miriam"):
        as_(name).post("/klaerung/", {"files": [str(world.rahimi[0].pk)], "district": "Plauen", "region": ""})
        world.rahimi[0].refresh_from_db()
        assert world.rahimi[0].region == "west", name


def test_nobody_joins_a_strangers_household(as_: As, world: World) -> None:
    home = Membership.objects.get(person=world.demir[0].person).household_id
    for name in ("miriam", "lena", "katrin", "theo"):
        assert as_(name).get(f"/aufnahme/?haushalt={home}").status_code == 404
        assert as_(name).post(f"/aufnahme/?haushalt={home}", {"count": 1}).status_code == 404


def test_merging_reaches_no_strangers_file(as_: As, world: World) -> None:
    address = f"/akten/{world.rahimi[0].pk}/zusammenfuehren/"
    for name in ("katrin", "theo"):
        answer = as_(name).post(address, {"number": world.demir[0].number, "bestaetigt": "1"})
        assert answer.status_code == 422 and "Demir" not in said(answer)
    world.demir[0].refresh_from_db()
    assert world.demir[0].merged_into is None


def test_an_event_is_corrected_only_through_its_own_file(as_: As, world: World) -> None:
    event = world.demir[0].events.get()
    assert as_("miriam").get(f"/akten/{world.rahimi[0].pk}/berichtigen/{event.pk}/").status_code == 404
    answer = as_("miriam").post(f"/akten/{world.rahimi[0].pk}/berichtigen/{event.pk}/", {"never": "on"})
    assert answer.status_code == 404
    assert Event.objects.get(pk=event.pk).cancelled_at is None


def test_a_household_step_takes_in_only_files_one_may_change(as_: As, world: World) -> None:
    move_in_together(world, world.rahimi[0], world.demir[0])
    address = f"/akten/{world.rahimi[0].pk}/ereignis/moved-within-town/"
    data = {"on": "23.11.2026", "district": "Plauen", "persons": [str(world.rahimi[0].pk), str(world.demir[0].pk)]}
    assert as_("miriam").post(address, data).status_code == 422
    assert "Demir" not in said(as_("miriam").get(address))
    assert not world.demir[0].events.filter(kind="moved-within-town").exists()


def test_small_facts_are_removed_only_from_ones_own_person(as_: As, world: World) -> None:
    number = world.demir[0].person.identifiers.get()
    as_("miriam").post(f"/akten/{world.rahimi[0].pk}/person/nummern/", {"entfernen": str(number.pk)})
    assert world.demir[0].person.identifiers.exists()


def test_master_data_takes_no_field_that_is_not_in_its_form(as_: As, world: World) -> None:
    file, version = world.rahimi[0], world.rahimi[0].person.version
    subject = file.person.seal_subject
    as_("miriam").post(
        f"/akten/{file.pk}/person/stammdaten/",
        {
            "family_name": "Rahimi", "given_name": "Zahra", "sex": "female", "seen_version": version,
            "seal_subject": str(world.demir[0].pk), "died_on": "2026-01-01", "id": str(world.demir[0].person_id),
            "organisation": str(world.bridge.pk), "team": str(world.centre.pk), "version": 99,
        },
    )  # fmt: skip
    person_ = Person.objects.get(pk=file.person_id)
    file.refresh_from_db()
    assert (person_.version, person_.seal_subject, person_.died_on) == (version + 1, subject, None)
    assert (file.organisation_id, file.team_id) == (world.anchor.pk, world.west.pk)


# --- records and drafts -----------------------------------------------------------------------------------------------
def kept_draft(client: Client, world: World, key: str, summary: str) -> HttpResponse:
    data = note_data(
        world, note_id=key, summary=summary, draft_tab="01980000-0000-7000-8000-0000000000ff", draft_version="0"
    )
    return client.post(f"/akten/{world.rahimi[0].pk}/vermerk/entwurf/", data)  # type: ignore[return-value]


def test_a_record_is_reached_only_through_a_file_it_stands_in(as_: As, world: World) -> None:
    theirs = record_note(
        world.demir, Contact(TODAY, "phone", "Anruf", "nichts"), author=world.olga, by=world.olga
    ).note  # fmt: skip
    for name, file, note in (
        ("miriam", world.rahimi[0], theirs), ("katrin", world.mehari[0], world.note),
        ("olga", world.demir[0], world.note),
    ):  # fmt: skip
        address = f"/akten/{file.pk}/vermerk/{note.pk}/"
        assert as_(name).get(address).status_code == 404
        for step in ("supplement", "strike", "erase"):
            data = {"step": step, "strike_reason": "wrong-file", "erase_reason": "wrong-file", "words_added": "x"}
            assert as_(name).post(address, data).status_code == 404
    for name in ("jens", "theo"):
        address = f"/akten/{world.rahimi[0].pk}/vermerk/{world.note.pk}/"
        assert as_(name).get(address).status_code == 403
        assert as_(name).post(f"/akten/{world.rahimi[0].pk}/finden/", {"wort": "Zimmer"}).status_code == 403
    assert "2.07" not in said(as_("olga").post(f"/akten/{world.demir[0].pk}/finden/", {"wort": "Zimmer"}))


def test_a_draft_is_its_authors_alone(as_: As, world: World) -> None:
    key = "01980000-0000-7000-8000-0000000000aa"
    assert kept_draft(as_("miriam"), world, key, "Halbfertig").status_code == 200
    draft = Draft.objects.get()
    assert draft.author == world.miriam
    for name in ("farid", "katrin", "theo", "jens"):
        assert as_(name).get(f"/vermerke/entwuerfe/{draft.pk}/").status_code == 404, name
        assert as_(name).post(f"/vermerke/entwuerfe/{draft.pk}/").status_code == 404, name
        answer = as_(name).get(f"/akten/{world.rahimi[0].pk}/vermerk/neu/?entwurf={draft.pk}")
        assert "Halbfertig" not in said(answer)
    kept_draft(as_("farid"), world, str(draft.pk), "Überschrieben")
    draft.refresh_from_db()
    assert "Halbfertig" in draft.words and draft.author == world.miriam


def test_a_draft_of_a_file_that_went_to_somebody_else_is_not_read_any_more(as_: As, world: World) -> None:
    kept_draft(as_("miriam"), world, "01980000-0000-7000-8000-0000000000ab", "Halbfertig")
    with accounts.as_actor("test", "arrange"):
        Allocation.objects.filter(user=world.miriam).delete()
    draft = Draft.objects.get()
    pages = [said(as_("miriam").get(a)) for a in (f"/vermerke/entwuerfe/{draft.pk}/", "/vermerke/entwuerfe/", "/")]
    assert not [page for page in pages if "Halbfertig" in page or "Rahimi" in page]


def test_nobody_erases_a_record_alone_nor_a_strangers(as_: As, world: World) -> None:
    asked = ask_for_erasure(world.note, world.rahimi[0], "wrong-file", "", by=world.katrin, now=timezone.now())
    address = f"/vermerke/loeschen/{asked.pk}/"
    for name, status in (("katrin", 404), ("bernd", 404), ("miriam", 403), ("jens", 403), ("petra", 403), ("ada", 403)):
        assert as_(name).post(address, {"decision": "erase"}).status_code == status, name
    page = said(as_("dora").get("/vermerke/loeschen/")) + said(as_("theo").get("/vermerke/loeschen/"))
    assert "Zimmer" not in page and "Rahimi" not in page
    world.note.refresh_from_db()
    assert world.note.erased_at is None


def test_covers_are_made_and_ended_only_for_ones_own_workers(as_: As, world: World) -> None:
    data = {
        "absent": str(world.olga.pk),
        "substitute": str(world.lena.pk),
        "from_on": "23.11.2026",
        "until_on": "30.11.2026",
    }
    assert as_("katrin").post("/verteilung/vertretung/", data).status_code == 422
    made = stand_in(world.miriam, world.lena, TODAY, TODAY, by=world.katrin)
    assert as_("bernd").post(f"/verteilung/vertretung/{made.pk}/beenden/").status_code == 404
    assert as_("lena").get(f"/akten/{world.rahimi[0].pk}/").status_code == 200
    end_cover(made, TODAY, by=world.katrin)
    assert as_("lena").get(f"/akten/{world.rahimi[0].pk}/").status_code == 404


# --- lists being imported ---------------------------------------------------------------------------------------------
def upload(client: Client, *rows: dict[str, object]) -> str:
    answer = client.post("/einlesen/", {"file": SimpleUploadedFile("Liste.csv", csv(rows))})
    assert answer.status_code == 302, said(answer)
    return str(answer["Location"])


def test_a_prepared_list_is_for_its_own_organisation(as_: As, world: World) -> None:
    address = upload(as_("katrin"), person())
    for name in ("olga", "bernd", "jens"):
        for part in ("", "spalten/", "haushalte/", "fehler/"):
            assert as_(name).get(address + part).status_code == 404
        for part in ("uebernehmen/", "noch-einmal/", "verwerfen/"):
            assert as_(name).post(address + part).status_code == 404
        assert "Liste.csv" not in said(as_(name).get("/einlesen/"))
    assert PreparedImport.objects.count() == 1


def test_lists_are_opened_by_the_role_held_not_by_the_desk_one_sits_at(as_: As, world: World) -> None:
    """Which organisation somebody belongs to is entered by one person alone; a role needs two."""
    address = upload(as_("katrin"), person())
    with accounts.as_actor("test", "arrange"):
        User.objects.filter(pk=world.olga.pk).update(organisation=world.anchor)
    assert as_("olga").get(address).status_code == 404


def test_a_list_cannot_bring_a_new_member_into_a_strangers_household(as_: As, world: World) -> None:
    """Whoever knows an Aktenzeichen would else learn who lives with that person, and change another provider's data."""
    home = Membership.objects.get(person=world.demir[0].person).household_id
    known = person(Aktenzeichen="AZ-2001", Familienname="Demir", Vorname="Yusuf", Haushalt="H-7")
    fresh = person(Aktenzeichen="W-77", Haushalt="H-7")
    client = as_("katrin")
    address = upload(client, known, fresh)
    client.post(f"{address}uebernehmen/")
    taken = File.objects.get(person__identifiers__value="W-77")
    assert Membership.objects.get(person=taken.person).household_id != home


# --- who lives with whom ----------------------------------------------------------------------------------------------
def test_the_list_of_files_names_no_head_of_a_household_one_may_not_open(as_: As, world: World) -> None:
    move_in_together(world, world.demir[0], world.rahimi[0], world.rahimi[1])
    assert "Demir" not in said(as_("miriam").get("/akten/"))
    assert "Demir" not in said(as_("miriam").get(f"/akten/{world.rahimi[0].pk}/haushalt/"))
    assert "Demir" in said(as_("jens").get("/akten/"))


# --- rights that should have ended ------------------------------------------------------------------------------------
def test_who_changes_to_another_provider_takes_no_file_along(as_: As, world: World) -> None:
    """The allocation may be forgotten; the role at the former provider has ended, and with it the right."""
    key = world.rahimi[0].pk
    assert as_("miriam").get(f"/akten/{key}/").status_code == 200
    accounts.end_role(world.miriam.roles.get(), until_on=TODAY - timedelta(days=1), by="test")
    assert as_("miriam").get(f"/akten/{key}/").status_code == 404
    new = accounts.give_role(
        world.miriam, Role.SOCIAL_WORKER, world.bridge, team=world.centre, from_on=TODAY, by="test"
    )
    accounts.confirm_role(new, by="test")
    assert as_("miriam").get(f"/akten/{key}/").status_code == 404
    assert as_("miriam").post(f"/akten/{key}/vermerk/neu/", note_data(world)).status_code == 404
    assert "Rahimi" not in said(as_("miriam").get("/akten/"))


def test_a_former_allocation_and_an_unconfirmed_role_open_nothing(as_: As, world: World) -> None:
    with accounts.as_actor("test", "arrange"):
        Allocation.objects.filter(file__in=world.rahimi, user=world.farid).update(
            until_on=TODAY - timedelta(days=1), from_on=TODAY - timedelta(days=2)
        )
    assert as_("farid").get(f"/akten/{world.rahimi[0].pk}/").status_code == 404
    accounts.give_role(world.petra, Role.COORDINATOR, world.anchor, team=world.west, from_on=TODAY, by=world.theo)
    assert as_("petra").get(f"/akten/{world.rahimi[0].pk}/").status_code == 404
    accounts.give_role(world.ada, Role.AUTHORITY, world.office, from_on=TODAY, by=world.petra)
    assert as_("ada").get(f"/akten/{world.rahimi[0].pk}/").status_code == 404


def test_a_closed_file_is_left_by_everybody_who_worked_on_it(world: World) -> None:
    """Closed as of a day before it was handed over: that allocation must end as well."""
    file = world.rahimi[0]
    cases.close_file(file, TODAY - timedelta(days=3), File.CloseReason.MOVED_AWAY, by=world.katrin)
    assert not Allocation.objects.filter(file=file, until_on=None).exists()


def test_who_left_is_out_at_once_in_every_session(as_: As, world: World) -> None:
    client = as_("miriam")
    assert client.get("/").status_code == 200
    accounts.leave(world.miriam, last_day=TODAY - timedelta(days=1), today=TODAY, by=world.theo)
    assert client.get("/").status_code == 302
    assert client.get(f"/akten/{world.rahimi[0].pk}/").status_code == 302
    client.force_login(world.farid)
    with accounts.as_actor("test", "arrange"):
        User.objects.filter(pk=world.farid.pk).update(is_active=False)
    assert client.get("/").status_code == 302


def test_a_role_that_is_over_is_not_prolonged_without_a_second_person(as_: As, world: World) -> None:
    role = world.lena.roles.get()
    accounts.end_role(role, until_on=TODAY - timedelta(days=10), by="test")
    for name in ("theo", "petra"):
        as_(name).post(f"/rollen/{role.pk}/beenden/", {"until_on": "31.12.2099"})
        role.refresh_from_db()
        assert role.until_on == TODAY - timedelta(days=10), name


def test_an_end_that_is_set_is_not_put_off_by_one_person_alone(as_: As, world: World) -> None:
    role = world.theo.roles.get()
    accounts.end_role(role, until_on=TODAY + timedelta(days=3), by="test")
    answer = as_("theo").post(f"/rollen/{role.pk}/beenden/", {"until_on": "31.12.2099"})
    role.refresh_from_db()
    assert role.until_on == TODAY + timedelta(days=3) and answer.status_code in (200, 403, 422)


def test_a_provider_takes_no_region_by_itself(as_: As, world: World) -> None:
    """Files wait for the only team of their region: who could make that team alone would open all of them."""
    new = NewHousehold((NewPerson("Haile", "Abel"),), "assigned", TODAY, life.Address(district="Prohlis"))
    [file] = open_households([new], holder=world.office, today=TODAY, by="test")
    assert file.team is None and file.region not in ("", "west", "mitte")
    assert as_("theo").get(f"/akten/{file.pk}/").status_code == 404
    data = {"region": file.region, "name": "Ankerplatz überall", "from_on": "01.11.2026"}
    as_("theo").post(f"/organisationen/{world.anchor.pk}/teams/neu/", data)
    assert as_("theo").get(f"/akten/{file.pk}/").status_code == 404
