"""What pages, lists, logs, cookies and titles give away to whom they should not; and what the read log must hold."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory

from lotse.accounts import actions as accounts
from lotse.accounts.permissions import Role
from lotse.audit.models import ReadLog
from lotse.audit.reading import readers_of
from lotse.cases import actions as cases
from lotse.cases import life
from lotse.cases.models import File
from lotse.intake.actions import NewHousehold, NewPerson, open_households
from lotse.intake.tests.conftest import csv, person
from lotse.notes.actions import Contact, record_note
from lotse.people.models import Absence, Stay
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


def upload(client: Client, *rows: dict[str, object]) -> str:
    answer = client.post("/einlesen/", {"file": SimpleUploadedFile("Liste.csv", csv(rows))})
    assert answer.status_code == 302, said(answer)
    return str(answer["Location"])


# --- the authority, the management ------------------------------------------------------------------------------------
PAGES = ("", "person/", "haushalt/", "?art=vermerke", "?alle", "?art=vermerke&alle")


def test_the_authority_and_the_management_learn_nothing_of_counselling_notes(as_: As, world: World) -> None:
    key = world.rahimi[0].pk
    plain = {name: [said(as_(name).get(f"/akten/{key}/{p}")) for p in PAGES] for name in ("jens", "theo")}
    record_note(
        world.rahimi,
        Contact(TODAY, "phone", "Geheimnis Alpha", "Geheimnis Beta", topics=("housing",), follow_up="Geheimnis Gamma",
                follow_up_on=TODAY),
        author=world.miriam, by=world.miriam,
    )  # fmt: skip
    for name, before in plain.items():
        client = as_(name)
        for page, was in zip(PAGES, before, strict=True):
            now = said(client.get(f"/akten/{key}/{page}"))
            assert "Geheimnis" not in now and "Kastanienweg, Zimmer" not in now
            assert len(now) == len(was), f"{name} {page}: the page has changed with a note"
        for address in ("/", "/akten/", f"/akten/{key}/vermerk/neu/", "/vermerke/gruppe/neu/"):
            assert "Geheimnis" not in said(client.get(address))
        answer = client.post("/suche/", {"q": "Geheimnis"})
        assert "Eine Akte" not in said(answer)
        assert str(key) not in said(answer)


@pytest.mark.parametrize("name", ["jens", "ada"])
def test_the_authority_opens_no_cell_of_annex_1(as_: As, world: World, name: str) -> None:
    page = said(as_(name).get("/berichte/anlage-1/"))
    for cell in ("alle", str(world.miriam.pk), f"team-{world.west.pk}"):
        for span in ("q", "2026-11"):
            answer = as_(name).get(f"/berichte/anlage-1/?zelle=counselling-individual.{span}.{cell}")
            assert answer.status_code in (200, 404)
            assert "Miriam" not in said(answer) and world.rahimi[0].number not in said(answer)
    narrowed = said(as_(name).get(f"/berichte/anlage-1/?fachkraft={world.miriam.pk}&bezirk=cotta"))
    assert "Miriam" not in narrowed and "Miriam" not in page


def test_a_worker_opens_no_cell_of_a_colleague(as_: As, world: World) -> None:
    from lotse.rulebook import access as rulebook

    for statistic in rulebook.current(TODAY).statistics:
        for name, whose in (("lena", world.miriam), ("katrin", world.olga), ("theo", world.olga)):
            address = f"/berichte/anlage-1/?zelle={statistic.key}.2026-11.{whose.pk}"
            assert as_(name).get(address).status_code == 404
        for text in (
            "x",
            "a.b",
            "a.b.c",
            f"{statistic.key}.2025-11.alle",
            f"{statistic.key}.q.team-x",
            "..",
            "%00.q.alle",
        ):
            assert as_("katrin").get(f"/berichte/anlage-1/?zelle={text}").status_code == 404


def test_why_somebody_was_away_is_for_whom_the_compartment_is(as_: As, world: World) -> None:
    """Hospital and prison are specially protected (Art. 9, 10 GDPR): the others see the time."""
    zahra, before = world.rahimi[0].person, TODAY - timedelta(days=9)
    life.record_absence(zahra, Absence.Why.CUSTODY, TODAY, None, by=world.miriam)
    life.record_absence(zahra, Absence.Why.HOSPITAL, before, TODAY, by=world.miriam)
    address = f"/akten/{world.rahimi[0].pk}/person/"
    for name in ("jens", "theo", "farid"):
        page = said(as_(name).get(address))
        assert "Haft" not in page and "Krankenhaus" not in page, name
        assert "23.11.2026" in page
    assert "Haft" in said(as_("miriam").get(address)) and "Krankenhaus" in said(as_("katrin").get(address))


def test_remarks_and_contents_are_for_those_who_counsel(as_: As, world: World) -> None:
    cases.record_event(world.rahimi[0], "residence-card-received", TODAY, remark="Bemerkung Delta", by=world.miriam)
    for name, sees in (("jens", False), ("theo", False), ("miriam", True), ("farid", True), ("katrin", True)):
        assert ("Bemerkung Delta" in said(as_(name).get(f"/akten/{world.rahimi[0].pk}/?alle"))) is sees, name


# --- protected addresses ----------------------------------------------------------------------------------------------
def protected_household(world: World, *, head: bool = True) -> list[File]:
    new = NewHousehold(
        (
            NewPerson("Sahak", "Laila", birth=(1990, 1, 1), is_address_protected=head, aktenzeichen="AZ-9001"),
            NewPerson("Sahak", "Omid", birth=(2019, 1, 1), is_address_protected=not head, relation="child"),
        ),
        "assigned", TODAY,
        life.Address("flat", "Haus Zuflucht", "Verborgene Straße", "7", "01159", "Dresden", "Cotta"),
    )  # fmt: skip
    return open_households([new], holder=world.office, today=TODAY, by="test")


HIDDEN = ("Verborgene", "Zuflucht", "01159")


def shows_address(page: str) -> list[str]:
    return [word for word in HIDDEN if word in page]


@pytest.mark.parametrize("head", [True, False])
def test_a_protected_address_is_not_found_with_another_member_of_the_household(
    as_: As, world: World, head: bool
) -> None:
    files = protected_household(world, head=head)
    for name in ("jens", "theo"):
        for file in files:
            for part in ("", "?alle", "person/", "haushalt/"):
                page = said(as_(name).get(f"/akten/{file.pk}/{part}"))
                assert not shows_address(page), f"{name} {file.number} {part}"
    for row in Stay.objects.filter(person__in=[f.person_id for f in files]):
        assert not (row.street or row.house_number or row.accommodation or row.postcode)


def test_protecting_one_member_later_hides_the_address_of_all_who_live_there(as_: As, world: World) -> None:
    new = NewHousehold(
        (NewPerson("Sahak", "Laila", birth=(1990, 1, 1)), NewPerson("Sahak", "Omid", birth=(2019, 1, 1))),
        "assigned", TODAY,
        life.Address("flat", "Haus Zuflucht", "Verborgene Straße", "7", "01159", "Dresden", "Cotta"),
    )  # fmt: skip
    files = open_households([new], holder=world.office, today=TODAY, by="test")
    person_ = files[0].person
    as_("katrin").post(
        f"/akten/{files[0].pk}/person/stammdaten/",
        {"family_name": "Sahak", "given_name": "Laila", "sex": "female", "seen_version": person_.version,
         "is_address_protected": "on"},
    )  # fmt: skip
    for file in files:
        page = said(as_("jens").get(f"/akten/{file.pk}/person/"))
        assert not shows_address(page), file.number


@pytest.mark.parametrize("name", ["jens", "theo", "katrin", "lena"])
def test_a_protected_address_stands_on_no_list(as_: As, world: World, name: str) -> None:
    files = protected_household(world)
    client = as_(name)
    for address in ("/", "/akten/", "/akten/?zeige=waiting", "/verteilung/", f"/verteilung/?akte={files[0].pk}",
                    "/klaerung/", "/einlesen/doppelt/"):  # fmt: skip
        assert not shows_address(said(client.get(address)))
    for text in ("Sahak", "Verborgene", "Zuflucht", "01159"):
        found = said(client.post("/suche/", {"q": text}))
        assert not [word for word in HIDDEN if word in found and word != text]
        if text != "Sahak":
            assert "AZ-9001" not in found and files[0].number not in found


@pytest.mark.parametrize("name", ["jens", "theo"])
def test_a_protected_address_shows_in_no_comparison(as_: As, world: World, name: str) -> None:
    protected_household(world)
    client = as_(name)
    row = person(Aktenzeichen="AZ-9001", Familienname="Sahak", Vorname="Laila", Geburtsdatum="01.01.1990", Haushalt="")
    like = person(Aktenzeichen="W-5", Familienname="Sahaq", Vorname="Leila", Geburtsdatum="01.01.1990", Haushalt="")
    for one in (row, like):
        page = said(client.get(upload(client, one), follow=True))
        assert "Verborgene" not in page and "Zuflucht" not in page
    data = {"count": 1, "arrival": "moved-in", "arrived_on": "23.11.2026", "district": "Cotta", "p0-sex": "female",
            "p0-family_name": "Sahak", "p0-given_name": "Laila", "p0-birth": "01.01.1990"}  # fmt: skip
    page = client.post("/aufnahme/", data)
    assert page.status_code == 422 and not shows_address(said(page))


# --- merged files -----------------------------------------------------------------------------------------------------
def test_the_second_file_is_entered_in_the_read_log_when_two_are_compared(as_: As, world: World) -> None:
    as_("katrin").post(f"/akten/{world.rahimi[0].pk}/zusammenfuehren/", {"number": world.mehari[0].number})
    assert [r.user for r in readers_of(world.mehari[0].pk)] == [world.katrin.pk]


# --- the read log -----------------------------------------------------------------------------------------------------
FILE_PAGES = ("", "person/", "person/stammdaten/", "person/namen/", "person/nummern/", "person/kontakte/",
              "person/sprachen/", "person/beziehung/neu/", "person/bildung/neu/", "person/beruf/neu/",
              "inhalt/work-history/", "haushalt/", "gelesen/", "ereignis/",
              "person/aufenthalt/neu/", "schliessen/", "wieder-oeffnen/", "irrtum/", "zusammenfuehren/",
              "vermerk/neu/")  # fmt: skip


@pytest.mark.parametrize("part", FILE_PAGES)
def test_every_page_of_a_file_is_entered_in_the_read_log(as_: As, world: World, part: str) -> None:
    as_("katrin").get(f"/akten/{world.rahimi[0].pk}/{part}")
    rows = set(ReadLog.objects.filter(file=world.rahimi[0].pk).values_list("user", "right"))
    assert rows == {(world.katrin.pk, "coordinator")}


def test_the_read_log_says_that_notes_were_read_and_by_which_right(as_: As, world: World) -> None:
    as_("miriam").get(f"/akten/{world.rahimi[0].pk}/")
    as_("jens").get(f"/akten/{world.rahimi[0].pk}/")
    kinds = {(r.user, r.kind) for r in readers_of(world.rahimi[0].pk)}
    assert (world.miriam.pk, "notes") in kinds
    assert (world.jens.pk, "file") in kinds and (world.jens.pk, "notes") not in kinds


def test_the_read_log_names_the_role_that_reaches_the_file(as_: As, world: World) -> None:
    """Miriam also coordinates Mitte: what she sees of Rahimi she sees as the worker it is allocated to."""
    more = accounts.give_role(world.miriam, Role.COORDINATOR, world.bridge, team=world.centre, from_on=TODAY, by="test")
    accounts.confirm_role(more, by="test")
    as_("miriam").get(f"/akten/{world.rahimi[0].pk}/person/")
    assert {r.right for r in readers_of(world.rahimi[0].pk)} == {"social-worker"}


@pytest.mark.parametrize("part", ["haushalt", "liste", "doppelt"])
def test_a_comparison_with_a_known_person_is_a_reading(as_: As, world: World, part: str) -> None:
    client = as_("jens")
    if part == "liste":
        like = {"Familienname": "Rahimy", "Vorname": "Sahra", "Geburtsdatum": "14.03.1993"}
        row = person(Aktenzeichen="W-9", Haushalt="", Staatsangehörigkeit="Afghanistan", **like)
        client.get(upload(client, row), follow=True)
    elif part == "haushalt":
        data = {"count": 1, "arrival": "moved-in", "arrived_on": "23.11.2026", "district": "Cotta", "p0-sex": "female",
                "p0-family_name": "Rahimi", "p0-given_name": "Zahra", "p0-birth": "14.03.1993"}  # fmt: skip
        assert client.post("/aufnahme/", data).status_code == 422
    else:
        from lotse.intake.models import DuplicateNotice

        with accounts.as_actor("test", "arrange"):
            DuplicateNotice.objects.create(typed=world.demir[0].person, known=world.rahimi[0].person, score=0.9)
        assert client.get("/einlesen/doppelt/").status_code == 200
    assert world.jens.pk in {r.user for r in readers_of(world.rahimi[0].pk)}


# --- what a page, a cookie, a log line gives away ---------------------------------------------------------------------
NAMES = ("Rahimi", "Zahra", "زهرا", "Sara")


def title_of(page: str) -> str:
    return page.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize("part", FILE_PAGES)
def test_the_title_of_a_page_names_nobody(as_: As, world: World, part: str) -> None:
    """Titles stand in the history of the browser and in its tabs, for whoever looks over the shoulder."""
    for name in ("katrin", "miriam", "theo", "jens", "dora"):
        title = title_of(said(as_(name).get(f"/akten/{world.rahimi[0].pk}/{part}", follow=True)))
        assert not [n for n in NAMES if n in title], title


def test_titles_of_pages_about_staff_name_nobody(as_: As, world: World) -> None:
    for part in ("", "bearbeiten/", "rolle/", "einladen/", "ausscheiden/"):
        page = as_("petra").get(f"/mitarbeitende/{world.miriam.pk}/{part}")
        assert page.status_code == 200 and "Miriam" not in title_of(said(page))


def kept(client: Client) -> str:
    """What cookies and session hold, read as anybody who finds them can: a signature is no secret."""
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    waiting = " ".join(message.message for message in CookieStorage(request))
    return f"{waiting} {request.COOKIES} {dict(client.session.items())}"


def test_no_cookie_and_no_session_holds_a_name(as_: As, world: World) -> None:
    """A message waits for the next page: it must not wait in the browser, nor in the table of sessions."""
    client = as_("katrin")
    client.post("/verteilung/", {"files": [str(world.mehari[0].pk)], "lead": str(world.lena.pk)})
    assert "Mehari" not in kept(client)
    client = as_("katrin")
    data = {"count": 1, "arrival": "moved-in", "arrived_on": "23.11.2026", "district": "Cotta", "p0-sex": "female",
            "p0-family_name": "Unverwechselbar", "p0-given_name": "Xenia"}  # fmt: skip
    assert client.post("/aufnahme/", data).status_code == 302
    assert "Unverwechselbar" not in kept(client)


def test_a_fault_leaves_no_personal_data_in_the_log(
    as_: As, world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from lotse.ui.logs import LineFormatter

    def broken(*_args: object, **_more: object) -> None:
        raise ValueError("Rahimi, Zahra wohnt im Kastanienweg")

    monkeypatch.setattr("lotse.desk.search.search", broken)
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(LineFormatter())
    logging.getLogger().addHandler(handler)
    try:
        client = as_("miriam")
        client.raise_request_exception = False
        answer = client.post("/suche/", {"q": "Rahimi"})
    finally:
        logging.getLogger().removeHandler(handler)
    assert answer.status_code == 500 and "Kastanienweg" not in said(answer)
    written = "\n".join(lines)
    assert "ValueError" in written and "Rahimi" not in written and "Kastanienweg" not in written


# --- the browser ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "target", ["//boese.example/", "https://boese.example/", "/\\boese.example", "javascript:alert(1)"]
)
def test_no_address_leads_out_of_lotse(world: World, target: str) -> None:
    from tests.world import PASSWORD

    client = Client()
    answer = client.post("/darstellung/", {"next": target, "theme": "dark"})
    assert answer["Location"] == "/"
    answer = client.post("/accounts/login/", {"login": "miriam@example.org", "password": PASSWORD, "next": target})
    assert answer.status_code == 302 and answer["Location"] == "/"
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": target})
    assert "boese" not in answer.headers.get("Location", "") and "javascript" not in answer.headers.get("Location", "")
    answer = client.post("/accounts/logout/", {"next": target})
    assert answer.headers.get("Location", "/") == "/" or answer["Location"].startswith("/accounts/")


def test_every_step_asks_for_its_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.katrin)
    for address in ("/verteilung/", "/klaerung/", "/suche/", "/aufnahme/", "/einlesen/", "/profil/",
                    f"/akten/{world.rahimi[0].pk}/vermerk/neu/", f"/akten/{world.rahimi[0].pk}/schliessen/",
                    "/accounts/logout/", "/vorfuehrung/anmelden/", "/darstellung/"):  # fmt: skip
        assert client.post(address, {"q": "x"}).status_code in (403,), address


def test_nothing_is_changed_by_looking(as_: As, world: World) -> None:
    client = as_("katrin")
    for part in ("schliessen/", "irrtum/", "wieder-oeffnen/", "zusammenfuehren/", "ereignis/died/"):
        client.get(f"/akten/{world.rahimi[0].pk}/{part}?on=23.11.2026&reason=other&bestaetigt=1&remark=x")
    world.rahimi[0].refresh_from_db()
    assert world.rahimi[0].is_open and world.rahimi[0].person.died_on is None


def test_pages_and_downloads_stay_in_no_cache_and_no_frame(as_: As, world: World) -> None:
    client = as_("katrin")
    for address in ("/", "/akten/", f"/akten/{world.rahimi[0].pk}/", "/einlesen/vorlage/assignments/",
                    "/berichte/anlage-1/datei/xlsx/", "/berichte/anlage-1/datei/csv/", "/berichte/anlage-1/druck/",
                    "/akten/00000000-0000-0000-0000-000000000000/", "/gibt-es-nicht/"):  # fmt: skip
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"], address
        assert answer["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_cookies_are_not_for_scripts_nor_for_other_sites(world: World) -> None:
    from tests.world import PASSWORD

    client = Client()
    client.post("/accounts/login/", {"login": "miriam@example.org", "password": PASSWORD})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert settings.SESSION_COOKIE_SECURE is settings.IS_SECURE


def test_the_demonstration_log_in_does_not_exist_in_an_installation(world: World) -> None:
    for user in world.staff().values():
        assert Client().post("/vorfuehrung/anmelden/", {"person": str(user.pk)}).status_code == 404
    assert "vorfuehrung" not in said(Client().get("/accounts/login/"))


def test_a_one_time_link_opens_once_and_not_for_who_left(world: World) -> None:
    token = accounts.invite(world.lena, by=world.theo)
    new = {"password": "ganz-neue-woerter-hier", "again": "ganz-neue-woerter-hier"}
    assert Client().post(f"/einladung/{token}/", new).status_code == 302
    assert Client().post(f"/einladung/{token}/", new).status_code == 410
    held = world.lena.roles.get()
    assert held.confirmed_at is None  # waits for a second person, who is not the maker of the link
    token = accounts.invite(world.lena, by=world.theo)
    accounts.leave(world.lena, last_day=TODAY - timedelta(days=1), today=TODAY, by=world.theo)
    assert Client().get(f"/einladung/{token}/").status_code == 410
