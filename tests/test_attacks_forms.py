"""Attacks on drafts of forms, on forms sent twice, on hearings and on the directory. What was tried and got through
once stands here."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseRedirect
from django.test import RequestFactory

from lotse.accounts import actions as accounts
from lotse.accounts.models import Organisation, User
from lotse.audit.sent import _digest
from lotse.audit.testing import arranging
from lotse.cases import actions as cases
from lotse.cases.models import Allocation, File, Task
from lotse.cases.views import planning as planning_views
from lotse.casework.models import Conference, Measure
from lotse.casework.tests.helpers import taken_over
from lotse.network.models import Partner, PartnerContact
from lotse.notes.drafts import typed_in
from lotse.notes.models import Draft
from lotse.programmes.tests.housing_world import BODIES, begin, of
from lotse.ui.ids import uuid7
from tests.county import County
from tests.test_attacks_rooms import as_
from tests.test_walls_hearing import asked, page, staff_of
from tests.world import TODAY

SECRET = "Streng geheim"
ONE, TWO = str(uuid4()), str(uuid4())  # windows


def goal_of(file: File) -> str:
    return f"/akten/{file.pk}/fallsteuerung/ziele/neu/"


def typing(**changed: Any) -> dict[str, Any]:
    return {
        "form_id": str(uuid7()), "draft_version": "0", "draft_tab": ONE, "version": "1", "own_words": "",
        "german": SECRET, "language": "prs", "area": "housing", "due_on": "", "sign": "",
    } | changed  # fmt: skip


def keep(user: User, address: str, data: dict[str, Any]) -> Any:
    return as_(user).post(f"{address}?sichern=1", data, headers={"HX-Request": "true"})


@pytest.fixture
def ziel(county: County) -> str:
    for file in (county.haidari[0], county.tesfay[0]):
        taken_over(file, county.today, by=county.sonja)
    return goal_of(county.haidari[0])


# --- drafts of forms --------------------------------------------------------------------------------------------------
def test_another_file_opens_no_draft_of_a_file_out_of_reach(county: County, ziel: str) -> None:
    """The id of the draft, sent with the form of a file one still writes in, as if from another window."""
    data = typing()
    assert keep(county.sonja, ziel, data).status_code == 200
    with arranging():
        Allocation.objects.filter(user=county.sonja, file=county.haidari[0]).delete()
    answer = keep(county.sonja, goal_of(county.tesfay[0]), data | {"draft_tab": TWO, "german": "Anders"})
    assert SECRET not in answer.content.decode() and data["form_id"] not in answer.content.decode()
    group = keep(county.sonja, "/fallsteuerung/luecken/neu/", data | {"draft_tab": TWO, "what": "Anders"})
    assert SECRET not in group.content.decode()


@pytest.mark.parametrize("tab", [ONE, TWO], ids=["same", "other"])
def test_another_form_takes_the_place_of_no_draft(county: County, ziel: str, tab: str) -> None:
    data = typing()
    assert keep(county.sonja, ziel, data).status_code == 200
    base = f"/akten/{county.haidari[0].pk}/fallsteuerung"
    for address in (goal_of(county.tesfay[0]), f"{base}/plan/massnahme/", "/fallsteuerung/luecken/neu/"):
        answer = keep(county.sonja, address, data | {"draft_tab": tab, "german": "Anders", "what": "Anders"})
        assert answer.status_code == 200, answer.content
        row = Draft.objects.get(pk=data["form_id"])
        assert row.file == county.haidari[0] and typed_in(row)["german"] == [SECRET]
    note = {"note_id": data["form_id"], "draft_tab": tab, "draft_version": "1", "summary": "Anders"}
    as_(county.sonja).post(f"/akten/{county.haidari[0].pk}/vermerk/entwurf/", note)
    assert typed_in(Draft.objects.get(pk=data["form_id"]))["german"] == [SECRET]


@pytest.mark.parametrize(
    "wrong", [{"draft_version": "9" * 5000}, {"draft_tab": "a\0b"}, {"german": "a\0b"}, {"own_words": "x" * 100_000}]
)
def test_nothing_a_window_says_of_itself_breaks_a_draft(county: County, ziel: str, wrong: dict[str, str]) -> None:
    data = typing() | wrong
    assert keep(county.sonja, ziel, data).status_code == 200
    assert as_(county.sonja).get(ziel).status_code == 200
    note = {"note_id": str(uuid7()), "summary": "Anders"} | wrong
    assert as_(county.sonja).post(f"/akten/{county.haidari[0].pk}/vermerk/entwurf/", note).status_code in (200, 400)
    assert as_(county.sonja).post(ziel, data | {"due_on": "gestern"}).status_code == 422


@pytest.mark.parametrize("end", ["closed", "merged", "unallocated", "role"])
def test_no_word_of_a_draft_stands_where_its_form_does_not(
    county: County, ziel: str, end: str, caplog: pytest.LogCaptureFixture
) -> None:
    data = typing()
    keep(county.sonja, ziel, data)
    if end == "closed":
        cases.close_file(county.haidari[0], county.today, "moved-away", by=county.ute)
    elif end == "merged":
        with arranging():
            File.objects.filter(pk=county.haidari[0].pk).update(merged_into=county.tesfay[0], closed_on=county.today)
    elif end == "unallocated":
        with arranging():
            Allocation.objects.filter(user=county.sonja).delete()
    else:
        with arranging():
            county.sonja.roles.update(until_on=county.today - timedelta(days=1))
    key = data["form_id"]
    for address in (ziel, f"{ziel}?entwurf={key}", "/vermerke/entwuerfe/", f"/vermerke/entwuerfe/{key}/", "/"):
        for user in county.staff().values():
            answer = as_(user).get(address)
            assert answer.status_code < 500, (address, end)
            if end in ("unallocated", "role") or user != county.sonja:
                assert SECRET not in answer.content.decode(), (address, user.name)
    assert SECRET not in caplog.text
    assert keep(county.sonja, ziel, data | {"german": "Neu"}).status_code < 500
    assert as_(county.sonja).post(f"/vermerke/entwuerfe/{key}/").status_code < 500


def test_a_form_begins_nowhere_but_behind_its_own_door(county: County) -> None:
    """The social report calls its words as a note does, by whose first words a list tells one draft from another."""
    row = begin(county, "approval")
    data = typing(summary=SECRET, result=SECRET)
    assert keep(county.sonja, f"{of(row)}bericht/", data).status_code == 200
    for address in ("/", "/vermerke/entwuerfe/", f"/vermerke/entwuerfe/{data['form_id']}/"):
        html = as_(county.sonja).get(address).content.decode()
        assert "Sozialbericht" in html and SECRET not in html, address


@pytest.mark.parametrize("kind", ["form", "group"])
def test_who_goes_to_another_provider_takes_no_draft_along(county: County, kind: str) -> None:
    place = "/gruppenangebote/neu/" if kind == "form" else "/vermerke/gruppe/neu/"
    data = typing(title=SECRET, words=SECRET)
    if kind == "form":
        assert keep(county.sonja, place, data).status_code == 200
    else:
        data = {"note_id": data["form_id"], "draft_version": "0", "draft_tab": ONE, "summary": SECRET}
        assert as_(county.sonja).post("/vermerke/gruppe/entwurf/", data).status_code == 200
    assert SECRET in as_(county.sonja).get(place + f"?entwurf={Draft.objects.get().pk}").content.decode()
    other = accounts.add_organisation("Anderswo e. V.", by="test")
    team = accounts.team_in(other, "anderswo", "Anderswo", from_on=TODAY - timedelta(days=9), by="test")
    with arranging():
        county.sonja.roles.update(organisation=other, team=team)
        User.objects.filter(pk=county.sonja.pk).update(organisation=other)
    sonja = User.objects.get(pk=county.sonja.pk)
    key = Draft.objects.get().pk
    for address in (place, f"{place}?entwurf={key}", "/", "/vermerke/entwuerfe/", f"/vermerke/entwuerfe/{key}/"):
        answer = as_(sonja).get(address)
        assert answer.status_code == 200 and SECRET not in answer.content.decode(), address
    again = {"draft_tab": TWO}
    if kind == "form":
        answer = keep(sonja, place, data | again | {"title": "Neu", "words": "Neu"})
    else:
        answer = as_(sonja).post("/vermerke/gruppe/entwurf/", data | again | {"summary": "Neu"})
    assert answer.status_code == 200 and SECRET not in answer.content.decode()
    assert Draft.objects.filter(pk=key).exists(), "nothing is lost: whoever comes back finds it"


# --- forms sent twice -------------------------------------------------------------------------------------------------
def test_another_scan_of_the_same_length_is_another_form(county: County) -> None:
    def digest(content: bytes) -> str:
        request = RequestFactory().post("/x/", {"form_id": "1", "scan": SimpleUploadedFile("scan.pdf", content)})
        request.user = SimpleNamespace(pk=1)  # type: ignore[assignment]
        found = _digest(request)
        assert request.FILES["scan"].read() == content
        return found

    assert digest(b"eins") == digest(b"eins") != digest(b"zwei")


@pytest.mark.parametrize("form_id", ["\0", "{%s}", "urn:uuid:%s"])
def test_no_spelling_of_an_id_breaks(county: County, form_id: str) -> None:
    address = f"/akten/{county.haidari[0].pk}/aufgabe/neu/"
    data = {"form_id": form_id.replace("%s", str(uuid7())), "title": "Kita", "due_on": "01.12.2026"}
    assert as_(county.sonja).post(address, data).status_code in (302, 422)


def test_what_was_sent_leads_nobody_in_after_the_role_has_ended(county: County) -> None:
    address, client = f"/akten/{county.haidari[0].pk}/aufgabe/neu/", as_(county.sonja)
    data = {"form_id": str(uuid7()), "title": SECRET, "due_on": "27.11.2026", "user": str(county.sonja.pk)}
    first = client.post(address, data)
    assert first.status_code == 302, first.content.decode()
    with arranging():
        Allocation.objects.filter(user=county.sonja).delete()
    again = client.post(address, data, follow=True)
    assert again.status_code in (403, 404) and SECRET not in again.content.decode() and Task.objects.count() == 1


def test_a_long_address_breaks_no_form(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """Led on to an address that holds what stood in its own."""
    address = f"/akten/{county.haidari[0].pk}/aufgabe/neu/"
    monkeypatch.setattr(planning_views, "redirect", lambda *_args: HttpResponseRedirect("/?" + "x" * 500))
    data = {"form_id": str(uuid7()), "title": "Kita", "due_on": "27.11.2026", "user": str(county.sonja.pk)}
    assert as_(county.sonja).post(address, data).status_code == 302 and Task.objects.count() == 1


# --- hearings ---------------------------------------------------------------------------------------------------------
def test_who_was_confirmed_for_one_body_reads_not_what_another_is_asked(county: County) -> None:
    """The administration alone makes one body another: her staff were confirmed for the first."""
    row, ines = asked(county), staff_of(county)
    body = ines.organisation
    assert body is not None and as_(ines).get(page(row)).status_code == 200
    data = {
        "version": str(body.version),
        "name": body.name,
        "kind": "consulted",
        "legal_regime": body.legal_regime,
        "heard_as": BODIES[1],
    }
    answer = as_(county.knut).post(f"/organisationen/{body.pk}/", data)
    assert answer.status_code == 302, answer.content.decode()
    assert as_(ines).get(page(row, BODIES[1])).status_code in (403, 404)
    assert "Haidari" not in as_(ines).get("/anhoerungen/").content.decode()


def test_nor_by_way_of_being_none_for_a_while(county: County) -> None:
    row, ines = asked(county), staff_of(county)
    for kind, key in (("provider", ""), ("consulted", BODIES[1])):
        body = Organisation.objects.get(pk=ines.organisation_id)
        accounts.change_organisation(
            body, version=body.version, name=body.name, kind=kind, legal_regime="dsgvo", heard_as=key, by=county.knut
        )
    assert as_(ines).get(page(row, BODIES[1])).status_code in (403, 404)


@pytest.mark.parametrize("body", ["\0", "%00", "x" * 300, "../", "<script>"])
def test_no_body_that_is_none_is_asked(county: County, body: str) -> None:
    row = asked(county)
    for part in ("", "blatt/"):
        for answer in (
            as_(county.heike).get(f"/wohnungsantraege/{row.pk}/anfrage/{body}/{part}"),
            as_(county.heike).post(f"/wohnungsantraege/{row.pk}/anfrage/{body}/{part}", {"due_on": ""}),
        ):
            assert answer.status_code in (400, 404), (body, part)
    assert row.hearings.count() == len(BODIES)


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "9" * 5000},
        {"version": "9" * 30},
        {"answer": "\0"},
        {"answer": ""},
        {"words": "a\0b"},
        {"words": "x" * 2001},
    ],
)
def test_no_forged_answer_is_taken(county: County, wrong: dict[str, str]) -> None:
    row, ines = asked(county), staff_of(county)
    answer = as_(ines).post(page(row), {"answer": "concerns", "words": "w", "version": "1"} | wrong)
    assert answer.status_code in (409, 422)
    assert row.hearings.get(body=BODIES[0]).answer == ""


# --- the directory ----------------------------------------------------------------------------------------------------
PARTNER = {"version": "1", "name": "Praxis am Anger", "kind": "practice", "checked_on": "23.11.2026"}


@pytest.mark.parametrize(
    "website",
    [
        "javascript:alert(1)",
        "JavaScript://%0aalert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "vbscript:x",
        "HTTPS://ok.example",
        "https://javascript:alert(1)",
        '"><script>alert(1)</script>',
        "w" * 200,
        "www." + "ß" * 190,
        'https://x.example/" onmouseover="alert(1)',
    ],
)
def test_no_address_of_a_partner_runs_anything(county: County, website: str) -> None:
    answer = as_(county.sonja).post("/verzeichnis/neu/", PARTNER | {"website": website})
    assert answer.status_code in (302, 422), website
    for row in Partner.objects.all():
        assert row.website.startswith(("http://", "https://")) and len(row.website) <= 200
        html = as_(county.heike).get(f"/verzeichnis/{row.pk}/").content.decode()
        assert "<script>alert" not in html and '" onmouseover="' not in html and 'href="javascript' not in html.lower()


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "a@" + ("b" * 60 + ".") * 4 + "example.org"},
        {"email": "a\r\nBcc: x@y.de"},
        {"name": "x" * 201},
        {"name": "a\0b"},
        {"where": "\0"},
        {"kind": "\0"},
        {"services": "x" * 1_000_000},
        {"languages": ["\0", "x" * 500]},
        {"version": "9" * 5000},
        {"specialities": "x' OR 1=1"},
        {"closed_on": "01.01.9999"},
    ],
)
def test_no_wrong_word_breaks_the_directory(county: County, wrong: dict[str, Any]) -> None:
    answer = as_(county.sonja).post("/verzeichnis/neu/", PARTNER | wrong)
    assert answer.status_code in (302, 422), answer.status_code
    assert not Partner.objects.filter(pk__isnull=False, email__contains="\n").exists()
    as_(county.sonja).post("/verzeichnis/neu/", PARTNER)
    row = Partner.objects.latest("at")
    for address in (f"{row.pk}/person/neu/", f"{row.pk}/angebot/neu/"):
        some = {name: value for name, value in wrong.items() if name != "languages"}
        answer = as_(county.sonja).post(
            f"/verzeichnis/{address}", {"version": "1", "name": "Frau A", "title": "T"} | some
        )
        assert answer.status_code in (302, 422), (address, answer.status_code)


@pytest.mark.parametrize("typed", ["%", "_", "\\", "\0", "%%%", "' OR 1=1 --", "x" * 5000, "a " * 500, "Frau Haidari"])
def test_no_search_in_the_directory_breaks_or_finds_everything(county: County, typed: str) -> None:
    as_(county.sonja).post("/verzeichnis/neu/", PARTNER)
    for client in (as_(county.sonja), as_(county.heike)):
        answer = client.post(
            "/verzeichnis/", {"q": typed, "bis": "9" * 40, "gruppe": typed, "sprache": typed, "region": typed}
        )
        assert answer.status_code == 200 and "Haidari" not in answer.headers.get("HX-Push-Url", "")
        for address in ("", "aerzte/", "aerzte/blatt/"):
            for name in ("blatt", "sprache", "region", "fach", "bis"):
                assert client.get(f"/verzeichnis/{address}", {name: typed}).status_code in (200, 404, 422), (
                    address,
                    name,
                )


def test_nothing_else_of_a_row_is_set_by_a_form(county: County) -> None:
    forged = {
        "by": str(county.amir.pk),
        "is_named": "on",
        "id": str(uuid4()),
        "found_by": "alles",
        "at": "01.01.2020",
        "partner": str(uuid4()),
    }
    as_(county.sonja).post("/verzeichnis/neu/", PARTNER | forged)
    row = Partner.objects.get()
    assert row.by == county.sonja.pk and row.found_by != "alles" and str(row.pk) != forged["id"]
    as_(county.sonja).post(f"/verzeichnis/{row.pk}/person/neu/", {"version": "1", "name": "Frau A"} | forged)
    as_(county.sonja).post(f"/verzeichnis/{row.pk}/angebot/neu/", {"version": "1", "title": "T"} | forged)
    contact = PartnerContact.objects.get()
    assert contact.partner == row and not row.offers.get().is_named
    as_(county.sonja).post("/verzeichnis/neu/", PARTNER | {"name": "Andere"})
    other = Partner.objects.get(name="Andere")
    for address in (f"{other.pk}/person/{contact.pk}/", f"{other.pk}/angebot/{row.offers.get().pk}/"):
        assert as_(county.sonja).post(f"/verzeichnis/{address}", {"step": "entfernen"}).status_code == 404
    for user in (county.amir, county.dagmar, county.knut):
        for address in (
            "neu/",
            f"{row.pk}/aendern/",
            f"{row.pk}/geprueft/",
            f"{row.pk}/entfernen/",
            f"{row.pk}/person/{contact.pk}/",
        ):
            assert as_(user).post(f"/verzeichnis/{address}", PARTNER | {"step": "entfernen"}).status_code == 403
    assert Partner.objects.count() == 2


# --- papers and plans -------------------------------------------------------------------------------------------------
def test_no_paper_of_another_run_is_pressed_from_ones_own_file(county: County, ziel: str) -> None:
    nadia, omid = county.haidari[0], county.tesfay[0]
    data = {
        "version": "1", "on": "01.03.2027", "starts": "10:00", "minutes": "60", "topic": SECRET, "wer-TOTAL_FORMS": "1",
        "wer-INITIAL_FORMS": "0", "wer-0-role": "third", "wer-0-name": "Frau Ahorn", "user": str(county.sonja.pk),
    }  # fmt: skip
    base = f"/akten/{nadia.pk}/fallsteuerung/steuerung/konferenz/"
    answer = as_(county.sonja).post(f"{base}neu/", data)
    assert answer.status_code == 302, answer.content.decode()
    row = Conference.objects.get()
    for part in ("", "einladung/", "protokoll/", "protokoll/druck/", "absagen/"):
        for file in (omid, county.haidari[1]):
            address = f"/akten/{file.pk}/fallsteuerung/steuerung/konferenz/{row.pk}/{part}"
            for client in (as_(county.sonja), as_(county.ute)):
                assert client.get(address).status_code in (404, 405), address
                assert client.post(address, {"step": "file"}).status_code == 404, address
        for user in (county.pavel, county.gerd, county.heike, county.dagmar, county.knut):
            assert as_(user).get(f"{base}{row.pk}/{part}").status_code in (403, 404, 405), (user.name, part)
    to = {"to": str(uuid4()), "lang": "xx", "step": "pdf", "topic": "t", "where": "w"}
    assert as_(county.sonja).post(f"{base}{row.pk}/einladung/", to).status_code == 422


@pytest.mark.parametrize("key", ["x", "\0", ONE, "removed"], ids=["word", "nul", "none", "removed"])
def test_no_plan_names_an_offer_that_is_none(county: County, ziel: str, key: str) -> None:
    as_(county.sonja).post("/verzeichnis/neu/", PARTNER)
    partner = Partner.objects.get()
    as_(county.sonja).post(f"/verzeichnis/{partner.pk}/angebot/neu/", {"version": "1", "title": "Gruppe"})
    offer = partner.offers.get()
    if key == "removed":
        key = str(offer.pk)
        as_(county.sonja).post(f"/verzeichnis/{partner.pk}/angebot/{offer.pk}/", {"step": "entfernen"})
    data = {"version": "1", "what": "Suchen", "who": "worker", "directory": key, "find": "Gruppe"}
    address = f"/akten/{county.haidari[0].pk}/fallsteuerung/plan/massnahme/"
    assert as_(county.sonja).post(address, data).status_code == 422
    for more in ({"step": "suchen"}, {}):
        assert as_(county.sonja).post(address, data | more).status_code in (200, 422)
    assert not Measure.objects.exists()
