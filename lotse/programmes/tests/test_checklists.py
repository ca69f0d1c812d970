"""Checklists of the concept: ticked for several people at once, taken back, anew with each stay in a hostel."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.audit.models import ReadLog
from lotse.audit.testing import arranging
from lotse.cases import actions as cases
from lotse.cases import life, merging
from lotse.cases.life import Address
from lotse.cases.models import File
from lotse.programmes import actions
from lotse.programmes.actions import Told
from lotse.programmes.models import Tick
from lotse.rulebook import actions as rulebook
from tests.county import County
from tests.world import World

HOSTEL = Address("uewh", "ÜWH Teltow", place="Teltow", district="Teltow")
FLAT = Address("own-flat", "", "Lindenstraße", "3", place="Teltow", district="Teltow")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def overview(user: User, file: File) -> str:
    answer = client_of(user).get(f"/akten/{file.pk}/teilhabe/")
    assert answer.status_code == 200
    return answer.content.decode()


def section(html: str, key: str) -> str:
    """The part of the page that is about one list."""
    return html.partition(f'aria-labelledby="liste-{key}"')[2].partition("</section>")[0]


def form(county: County, items: list[str], files: list[File], **more: Any) -> dict[str, Any]:
    return {
        "items": items, "persons": [str(f.pk) for f in files], "on": "23.11.2026",
        "outcome": "done", "how": "explained", "language": "prs", "with_interpreter": "on",
        "user": str(county.amir.pk), "words": "",
    } | more  # fmt: skip


def post(user: User, file: File, checklist: str, data: dict[str, Any]) -> tuple[int, str]:
    answer = client_of(user).post(f"/akten/{file.pk}/teilhabe/liste/{checklist}/", data)
    return answer.status_code, answer.content.decode()


@pytest.mark.requirement("P-59")
def test_three_modules_are_ticked_for_three_people_in_one_form_with_language_and_who(county: County) -> None:
    nadia, omid, laila = county.haidari
    data = form(county, ["legal-order", "history", "culture"], county.haidari)
    assert post(county.sonja, nadia, "life-in-germany", data)[0] == 302
    assert Tick.objects.count() == 9
    for file in (nadia, omid, laila):
        part = section(overview(county.sonja, file), "life-in-germany")
        assert "3 von 3" in part and "Staatsaufbau der Bundesrepublik" in part
        assert part.count("erklärt, auf Dari, mit Dolmetscher · Amir Sadat") == 3


@pytest.mark.requirement("P-69")
def test_the_rules_are_explained_at_move_in_and_adults_sign(county: County) -> None:
    nadia, omid, _laila = county.haidari
    page = client_of(county.sonja).get(f"/akten/{nadia.pk}/teilhabe/liste/house-rules/").content.decode()
    assert "Es unterschreibt: Nadia Haidari" in page or "Es unterschreibt: Haidari, Nadia" in page
    moved_in = nadia.opened_on.strftime("%d.%m.%Y")
    data = form(county, ["living-together", "order"], county.haidari, on=moved_in)
    post(county.sonja, nadia, "house-rules", data)
    assert "Unterschrift fehlt" in section(overview(county.sonja, nadia), "house-rules")
    assert "Unterschrift fehlt" not in section(overview(county.sonja, omid), "house-rules"), "a child signs nothing"
    post(county.sonja, nadia, "house-rules", data | {"signed_on": "23.11.2026"})
    part = section(overview(county.sonja, nadia), "house-rules")
    assert "unterschrieben am 23.11.2026" in part and "2 von 2" in part
    assert not Tick.objects.filter(file=omid, signed_on__isnull=False).exists()


@pytest.mark.requirement("P-69")
def test_a_new_stay_in_a_hostel_opens_the_rules_anew_and_a_flat_closes_them(county: County) -> None:
    nadia = county.haidari[0]
    told = Told(nadia.opened_on, county.amir)
    actions.tick([nadia], "house-rules", ["living-together", "order"], told, by=county.sonja)
    assert "2 von 2" in section(overview(county.sonja, nadia), "house-rules")
    moved_on = county.today - timedelta(days=1)
    life.move(county.haidari, "moved-within-town", moved_on, HOSTEL, by=county.sonja)
    assert "0 von 2" in section(overview(county.sonja, nadia), "house-rules")
    status, page = post(county.sonja, nadia, "house-rules", form(county, ["order"], [nadia], on="20.11.2026"))
    assert status == 422 and "wohnt hier seit dem 22.11.2026" in page
    life.move(county.haidari, "moved-to-own-flat", county.today, FLAT, by=county.sonja)
    assert not section(overview(county.sonja, nadia), "house-rules")
    assert post(county.sonja, nadia, "house-rules", form(county, ["order"], [nadia]))[0] == 404


ITEMS = {
    "P-58": ("orientation", "contact-points"),
    "P-60": ("orientation", "transport"),
    "P-61": ("courses-explained", "funding"),
    "P-26": ("money", "clarified"),
    "P-30": ("money", "debt-advice"),
    "P-33": ("work", "recognition"),
    "P-34": ("work", "agency"),
    "P-35": ("own-flat", "housekeeping"),
    "P-36": ("own-flat", "tenancy"),
    "P-66": ("education-package", "explained"),
}


def tick_and_see(county: County, requirement: str) -> None:
    checklist, item = ITEMS[requirement]
    file = county.tesfay[0] if requirement != "P-66" else county.haidari[1]
    part = section(overview(county.sonja, file), checklist)
    assert f"{requirement} im Konzept" in part, "the sentence stands one click away"
    before = part.count("is-done")
    assert post(county.sonja, file, checklist, form(county, [item], [file], how="shown"))[0] == 302
    row = Tick.objects.get(file=file)
    assert (row.checklist, row.item, row.user, row.language) == (checklist, item, county.amir, "prs")
    assert section(overview(county.sonja, file), checklist).count("is-done") == before + 1


@pytest.mark.requirement("P-58", "P-60")
@pytest.mark.parametrize("requirement", ["P-58", "P-60"])
def test_contact_points_and_everyday_life_are_ticked_one_by_one(county: County, requirement: str) -> None:
    tick_and_see(county, requirement)


@pytest.mark.requirement("P-26", "P-30", "P-33", "P-34", "P-35", "P-36")
@pytest.mark.parametrize("requirement", ["P-26", "P-30", "P-33", "P-34", "P-35", "P-36"])
def test_money_work_and_a_flat_of_ones_own_are_ticked_one_by_one(county: County, requirement: str) -> None:
    tick_and_see(county, requirement)


@pytest.mark.requirement("P-61", "P-66")
@pytest.mark.parametrize("requirement", ["P-61", "P-66"])
def test_courses_and_the_education_package_are_explained(county: County, requirement: str) -> None:
    tick_and_see(county, requirement)


def test_a_list_with_ages_is_for_those_of_that_age(county: County) -> None:
    child, adult = overview(county.sonja, county.haidari[2]), overview(county.sonja, county.tesfay[0])
    assert section(child, "education-package") and not section(child, "own-flat")
    assert section(adult, "own-flat") and not section(adult, "education-package")
    page = client_of(county.sonja).get(f"/akten/{county.haidari[0].pk}/teilhabe/liste/own-flat/").content.decode()
    assert str(county.haidari[1].pk) not in page, "the children of the household are not offered"


def test_what_was_declined_or_not_needed_is_answered_too(county: County) -> None:
    file = county.tesfay[0]
    post(county.sonja, file, "money", form(county, ["debt-advice"], [file], outcome="not-needed", how=""))
    part = section(overview(county.sonja, file), "money")
    assert "1 von 2" in part and "nicht nötig" in part
    assert post(county.sonja, file, "money", form(county, ["clarified"], [file], how=""))[0] == 422


def test_a_tick_is_taken_back_with_a_reason_stays_struck_and_opens_the_item(county: County) -> None:
    nadia = county.haidari[0]
    told = Told(county.today, county.amir)
    (row,) = actions.tick([nadia], "life-in-germany", ["history"], told, by=county.amir)
    address = f"/akten/{nadia.pk}/teilhabe/haken/{row.pk}/"
    client_of(county.sonja).post(address, {"reason": "weil"})
    assert Tick.objects.get().struck_at is None
    client_of(county.sonja).post(address, {"reason": "twice"})
    assert "0 von 3" in section(overview(county.sonja, nadia), "life-in-germany")
    course = client_of(county.sonja).get(f"/akten/{nadia.pk}/?art=teilhabe").content.decode()
    assert '<span class="lo-struck">Wertesystem in drei Modulen: Geschichte</span>' in course
    assert "doppelt eingetragen" in course
    other = county.tesfay[0]
    assert (
        client_of(county.sonja).post(address.replace(str(nadia.pk), str(other.pk)), {"reason": "twice"}).status_code
        == 404
    )


def test_a_double_click_ticks_once(county: County) -> None:
    data = form(county, ["history"], county.haidari)
    for _ in range(2):
        post(county.sonja, county.haidari[0], "life-in-germany", data)
    assert Tick.objects.count() == 3


def test_one_occasion_is_one_line_of_the_timeline_and_its_remark_is_sealed(county: County) -> None:
    nadia = county.haidari[0]
    data = form(county, ["history", "culture"], [nadia], words="Fragen zur Schulpflicht")
    post(county.sonja, nadia, "life-in-germany", data)
    html = client_of(county.sonja).get(f"/akten/{nadia.pk}/?art=teilhabe").content.decode()
    assert "Geschichte, Kultur (erklärt, auf Dari, mit Dolmetscher)" in html
    assert html.count("Fragen zur Schulpflicht") == 1 and html.count("data-entry") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM programmes_tick WHERE words IS NOT NULL")
        assert all(b"Schulpflicht" not in bytes(words) for (words,) in cursor.fetchall())


def test_who_signs_says_a_day_that_has_come(county: County) -> None:
    nadia, omid, _laila = county.haidari
    data = form(county, ["order"], [nadia], signed_on="24.11.2026")
    assert post(county.sonja, nadia, "house-rules", data)[0] == 422
    status, page = post(county.sonja, nadia, "house-rules", form(county, ["order"], [omid], signed_on="23.11.2026"))
    assert status == 422 and "Von den Ausgewählten unterschreibt niemand." in page
    assert 'value="23.11.2026"' in page, "what was typed is still there"


def test_a_closed_file_is_read_and_not_written(county: County) -> None:
    yonas = county.tesfay[0]
    cases.close_file(yonas, county.today, "goal-reached", by=county.sonja)
    assert "Abhaken" not in overview(county.sonja, yonas)
    assert post(county.sonja, yonas, "money", form(county, ["clarified"], [yonas]))[0] == 302
    assert not Tick.objects.exists()


def test_ticks_of_a_file_brought_in_count_in_the_one_that_is_kept(county: County) -> None:
    nadia, omid, _laila = county.haidari
    actions.tick([omid], "life-in-germany", ["history"], Told(county.today, county.amir), by=county.amir)
    merging.merge_files(nadia, omid, county.today, by=county.ute)
    assert "1 von 3" in section(overview(county.ute, nadia), "life-in-germany")


def test_a_tick_keeps_who_did_it_when_and_by_whom_it_was_entered(county: County) -> None:
    post(county.sonja, county.haidari[0], "life-in-germany", form(county, ["history"], county.haidari[:1]))
    row = Tick.objects.get()
    assert (row.user, row.by, row.on) == (county.amir, county.sonja.pk, county.today)
    assert ReadLog.objects.filter(user=county.sonja.pk, kind="taking-part").exists()


def test_more_ticks_ask_no_more_of_the_database(county: County) -> None:
    nadia = county.haidari[0]

    def queries(address: str) -> int:
        client = client_of(county.sonja)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    actions.tick([nadia], "life-in-germany", ["history"], Told(county.today, county.amir), by=county.amir)
    addresses = [f"/akten/{nadia.pk}/{rest}" for rest in ("teilhabe/", "teilhabe/liste/life-in-germany/", "?alle")]
    few = [queries(address) for address in addresses]
    for days in range(40):
        told = Told(county.today - timedelta(days=days), county.amir, how="shown", words="Noch einmal.")
        actions.tick([nadia], "life-in-germany", ["culture"], told, by=county.amir)
    assert [queries(address) for address in addresses] == few


def test_a_concept_without_lists_shows_none(world: World) -> None:
    older, file = "dresden/2017-06-01", world.rahimi[0]
    rulebook.adopt(older, date(2018, 1, 1), by="test")
    with arranging():
        File.objects.filter(pk=file.pk).update(concept=older)
    html = overview(world.miriam, file)
    assert 'aria-labelledby="liste-' not in html and 'aria-labelledby="anmeldungen"' not in html
    for rest in ("liste/welcome/", "anmeldung/neu/", "sonstiges/neu/"):
        assert client_of(world.miriam).get(f"/akten/{file.pk}/teilhabe/{rest}").status_code == 404
