"""The whole file on paper says what the pages of the file say, and keeps the restricted compartment out."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.cases import background, restricted
from lotse.cases.models import File
from lotse.cases.persons import add_language
from lotse.cases.restricted import NeedFacts
from lotse.casework.tests.helpers import client_of, taken_over
from lotse.paper.tests.reading import words_of
from lotse.people.models import Education, Employment, FamilyTie
from lotse.programmes import actions, group_actions, rows
from lotse.programmes.actions import Told
from lotse.programmes.groups import GroupDate, GroupOffer
from lotse.programmes.models import Course, Registration
from lotse.programmes.tests.housing_world import begin
from tests.county import County
from tests.overlay import switch_on
from tests.world import World


def printed(user: User, file: File) -> str:
    answer = client_of(user).post(f"/akten/{file.pk}/drucken/akte/", {"step": "pdf", "with_notes": "on"})
    assert answer.status_code == 200, answer.content[:500]
    return words_of(answer.content)


@pytest.mark.requirement("P-135")
def test_person_and_participation_stand_on_it(county: County) -> None:
    nadia, omid, _laila = county.haidari
    by = county.sonja
    background.enter(nadia, FamilyTie(person=nadia.person), {"kind": "child", "other": omid.person}, by=by)
    background.enter(nadia, FamilyTie(person=nadia.person), {"kind": "sibling", "other_words": "Bruder in Köln"}, by=by)
    school = {
        "kind": "school",
        "country": "AF",
        "from_year": 1999,
        "until_year": 2010,
        "institution": "Schule in Herat",
    }
    background.enter(nadia, Education(person=nadia.person), school, by=by)
    job = {"country": "AF", "from_year": 2012, "until_year": 2020, "employer": "Schneiderei Kabul", "job": "Näherin"}
    background.enter(nadia, Employment(person=nadia.person), job, by=by)
    add_language(nadia, "de", "A1", by=by)
    actions.tick([nadia], "life-in-germany", ["history"], Told(county.today, county.amir), by=by)
    rows.enter(Course(file=nadia, kind="integrationskurs"), {"provider": "Sprachschule am Ufer"}, by=by)
    rows.enter(Registration(file=nadia, kind="kita"), {"place": "Kita Regenbogen"}, by=by)
    begin(county, "approval")
    told = {"kind": "homework-help", "title": "Hausaufgaben am Mühlgraben", "from_on": date(2026, 9, 1)}
    offer = group_actions.save_offer(GroupOffer(organisation=county.provider), told, version=1, by=by)
    here = [nadia.pk]
    group_actions.save_date(GroupDate(offer=offer), {"on": county.today}, here=here, offered=here, version=1, by=by)
    words = printed(by, nadia)
    for there in (
        "Angaben zur Person", "033841 555301", "Familie", "Haidari, Omid", "Bruder in Köln", "Sprachen", "Deutsch",
        "Schule in Herat", "1999 bis 2010", "Schneiderei Kabul", "Checklisten", "Geschichte",
        "Sprachschule am Ufer", "Kita Regenbogen", "Weg in eine Wohnung", "Hausaufgaben am Mühlgraben",
    ):  # fmt: skip
        assert there in words, there


def test_what_is_not_there_is_left_out_and_what_every_file_has_is_said_to_be_missing(county: County) -> None:
    words = printed(county.sonja, county.haidari[0])
    assert "Kein Schriftstück." in words and "Keine Frist." in words
    assert "Checklisten" not in words and "Fallkonferenzen" not in words and "Arbeit bisher" not in words


def test_case_management_stands_on_it(county: County) -> None:
    taken_over(county.haidari[0], county.today, by=county.sonja)
    assert "Case Management" in printed(county.sonja, county.haidari[0])


def test_the_restricted_compartment_stays_out_for_everybody(world: World) -> None:
    """Filed, it would be read by whoever reads the papers of the file."""
    switch_on(world.rahimi, "health", restricted.VULNERABILITY)
    zahra = world.rahimi[0]
    restricted.record_restricted(zahra, "health", "Braucht einen Aufzug.", version=0, by=world.miriam)
    restricted.record_need(zahra, NeedFacts("elderly", world.today), by=world.miriam)
    words = printed(world.miriam, zahra)
    assert "Was im geschützten Bereich der Akte steht, steht nicht auf diesem Papier." in words
    assert "Aufzug" not in words and "Schutzbedarf" not in words and "Gesundheitliche" not in words


def test_forty_rows_ask_as_often_as_one(county: County) -> None:
    nadia, client = county.haidari[0], client_of(county.sonja)
    actions.tick([nadia], "life-in-germany", ["history"], Told(county.today, county.amir), by=county.sonja)

    def add(n: int) -> None:
        background.enter(
            nadia, Education(person=nadia.person), {"kind": "school", "from_year": 1960 + n}, by=county.sonja
        )
        rows.enter(Course(file=nadia, kind="integrationskurs"), {"provider": f"Schule {n}"}, by=county.sonja)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/akten/{nadia.pk}/drucken/akte/").status_code == 200
        return len(seen)

    add(0)
    asked()
    few = asked()
    for n in range(1, 40):
        add(n)
    assert asked() == few
