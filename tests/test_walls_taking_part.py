"""Who sees what somebody takes part in: those who counsel. The authority and the management learn nothing of it."""

from uuid import UUID

import pytest
from django.test import Client

from lotse.accounts.models import User
from lotse.programmes import actions, applications, rows
from lotse.programmes.actions import Told
from lotse.programmes.models import BenefitApplication, Course, Registration, WorkStep
from tests.county import County

PAGES = ("", "person/", "haushalt/", "?art=teilhabe", "?alle", "?art=teilhabe&alle")


def get(user: User, address: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    return answer.status_code, answer.content.decode()


def fill(county: County) -> None:
    nadia = county.haidari[0]
    told = Told(county.today, county.amir, words="Geheimnis Alpha")
    actions.tick([nadia], "money", ["clarified"], told, by=county.amir)
    kept = [
        (Registration(file=nadia, kind="kita"), {"wanted_on": county.today, "place": "Geheimnis Beta"}),
        (Course(file=nadia, kind="deutschkurs"), {"starts_on": county.today, "provider": "Geheimnis Gamma"}),
        (WorkStep(file=nadia, kind="internship"), {"on": county.today, "where": "Geheimnis Delta"}),
    ]
    for row, values in kept:
        rows.enter(row, values, by=county.amir)
    application = BenefitApplication(file=nadia)
    values = {"kind": "sgb-2", "started_on": county.today, "words": "Geheimnis Omega"}
    applications.apply(application, values, also=county.haidari[1:], by=county.amir)


def application() -> UUID:
    return BenefitApplication.objects.get().pk


@pytest.mark.parametrize("name", ["heike", "gerd"])
def test_the_authority_and_the_management_learn_nothing_of_it(county: County, name: str) -> None:
    user, key = county.staff()[name], county.haidari[0].pk
    before = [get(user, f"/akten/{key}/{page}")[1] for page in PAGES]
    fill(county)
    for page, was in zip(PAGES, before, strict=True):
        now = get(user, f"/akten/{key}/{page}")[1]
        assert "Geheimnis" not in now and "Materielle" not in now
        assert len(now) == len(was), f"{page}: the page has changed"
    assert "/teilhabe/" not in now
    for rest in (
        "",
        "liste/money/",
        "anmeldung/neu/",
        "kurs/neu/",
        "arbeit/neu/",
        "antrag/neu/",
        f"antrag/{application()}/",
    ):
        assert get(user, f"/akten/{key}/teilhabe/{rest}")[0] == 403
    assert "Geheimnis" not in get(user, "/")[1]


@pytest.mark.parametrize("name", ["sonja", "amir", "ute"])
def test_who_counsels_sees_and_ticks_it(county: County, name: str) -> None:
    fill(county)
    user, key = county.staff()[name], county.haidari[0].pk
    status, html = get(user, f"/akten/{key}/teilhabe/")
    assert status == 200
    assert all(f"Geheimnis {letter}" in html for letter in ("Alpha", "Beta", "Gamma", "Delta"))
    assert get(user, f"/akten/{key}/teilhabe/liste/money/")[0] == 200
    status, html = get(user, f"/akten/{key}/teilhabe/antrag/{application()}/")
    assert status == 200 and "Geheimnis Omega" in html


@pytest.mark.parametrize("name", ["pavel", "dagmar", "knut"])
def test_for_everybody_else_it_does_not_exist(county: County, name: str) -> None:
    fill(county)
    key = county.haidari[0].pk
    for rest in (
        "",
        "liste/money/",
        "anmeldung/neu/",
        "kurs/neu/",
        "arbeit/neu/",
        "antrag/neu/",
        f"antrag/{application()}/",
    ):
        assert get(county.staff()[name], f"/akten/{key}/teilhabe/{rest}")[0] == 404
