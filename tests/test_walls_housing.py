"""Who sees what of a way to a flat of one's own: those who counsel all of it; the authority what was handed in, and
nothing else; everybody else nothing."""

import pytest
from django.test import Client

from lotse.accounts.models import User
from lotse.programmes import housing, housing_office
from lotse.programmes.housing import Deviation
from lotse.programmes.models import HousingApplication, HousingOffer
from tests.county import County

PAGES = ("", "person/", "haushalt/", "?art=teilhabe", "?alle")
SECRETS = ("Weg", "Angebot", "Eintrag", "Grund", "Folge", "Bericht", "Äußerung", "Kriterium")


def get(user: User, address: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    return answer.status_code, answer.content.decode()


def fill(county: County, basis: str = "consent", *, applied: bool = True) -> HousingApplication:
    """Every word that can be typed is a secret of its own."""
    by, day, row = county.sonja, county.today, HousingApplication(file=county.haidari[0])
    values = {"procedure": "approval", "started_on": day, "words": "Geheimnis Weg"}
    housing.begin(row, values, also=county.haidari[1:], by=by)
    version = 1
    if applied:
        housing.note_day(row, "application", day, version=1, by=by)
        version = 2
    offer = HousingOffer(application=row)
    housing.enter_offer(offer, {"where": "Geheimnis Angebot", "offered_on": day, "words": "Geheimnis Angebot"}, by=by)
    housing.mark(row, "landlord", "", day, "Geheimnis Eintrag", by=by)
    deviation = Deviation("Geheimnis Grund", "Geheimnis Folge")
    housing.sign_lease(row, day, offer, deviation=deviation, version=version, by=by)
    said = {"written_on": day, "summary": "Geheimnis Bericht", "client_words": "Geheimnis Äußerung"}
    answers = {"german": "Geheimnis Kriterium"}
    housing_office.write_report(row, said, answers, qualification="Soziale Arbeit", version=0, by=by)
    consent_on = day if basis == "consent" else None
    if basis:
        housing_office.hand_over_report(row, day, basis, consent_on, version=1, by=by)
    return row


def inside(county: County, row: HousingApplication) -> list[str]:
    base = f"/akten/{county.haidari[0].pk}/teilhabe/wohnung/{row.pk}/"
    offer, mark = row.offers.get(), row.marks.get()
    rest = (
        "", "schritt/lease/", "schritt/decision/", "schritt/application/", "angebot/neu/", f"angebot/{offer.pk}/",
        "kosten/rent/", "eintrag/vermieter/", "bericht/",
    )  # fmt: skip
    assert mark.words
    return [base + one for one in rest]


@pytest.mark.parametrize("name", ["sonja", "amir", "ute"])
def test_who_counsels_sees_all_of_it(county: County, name: str) -> None:
    user, row = county.staff()[name], fill(county)
    pages = [get(user, address) for address in inside(county, row)]
    assert {status for status, _html in pages} == {200}
    together = "".join(html for _status, html in pages)
    assert all(f"Geheimnis {word}" in together for word in SECRETS)
    assert get(user, "/wohnungsantraege/")[0] == 403
    assert get(user, f"/wohnungsantraege/{row.pk}/")[0] == 403


@pytest.mark.requirement("P-38")
def test_the_companion_writes_no_report(county: County) -> None:
    row, client = fill(county, ""), Client()
    client.force_login(county.amir)
    address = f"/akten/{county.haidari[0].pk}/teilhabe/wohnung/{row.pk}/bericht/"
    assert client.post(address, {"version": "1", "written_on": "20.11.2026", "k-german": "Anders"}).status_code == 403
    assert client.post(address, {"step": "abgeben", "version": "1"}).status_code == 403
    assert row.reports.get().answers.get().words == "Geheimnis Kriterium"


@pytest.mark.requirement("P-42")
def test_the_authority_sees_what_was_handed_in_and_nothing_else(county: County) -> None:
    key = county.haidari[0].pk
    before = [get(county.heike, f"/akten/{key}/{page}")[1] for page in PAGES]
    row = fill(county)
    for page, was in zip(PAGES, before, strict=True):
        now = get(county.heike, f"/akten/{key}/{page}")[1]
        assert "Geheimnis" not in now and len(now) == len(was), f"{page}: the page has changed"
    assert {get(county.heike, address)[0] for address in inside(county, row)} == {403}
    status, html = get(county.heike, f"/wohnungsantraege/{row.pk}/")
    assert status == 200
    shown = {word for word in SECRETS if f"Geheimnis {word}" in html}
    assert shown == {"Bericht", "Äußerung", "Kriterium"}
    for address in ("/", "/wohnungsantraege/", f"/wohnungsantraege/{row.pk}/anfrage/immigration-office/"):
        status, html = get(county.heike, address)
        assert status == 200 and "Geheimnis" not in html


@pytest.mark.parametrize("basis", ["", "carried"])
def test_a_draft_and_a_report_the_person_carries_are_not_for_the_authority(county: County, basis: str) -> None:
    status, html = get(county.heike, f"/wohnungsantraege/{fill(county, basis).pk}/")
    assert status == 200 and "Geheimnis" not in html
    assert ("Die Person gibt den Bericht selbst ab." in html) == (basis == "carried")


def test_what_was_not_handed_in_does_not_exist_for_the_authority(county: County) -> None:
    row = fill(county, applied=False)
    assert get(county.heike, f"/wohnungsantraege/{row.pk}/")[0] == 404
    assert get(county.heike, f"/wohnungsantraege/{row.pk}/anfrage/immigration-office/")[0] == 404
    assert "Haidari" not in get(county.heike, "/wohnungsantraege/")[1]


def test_the_management_learns_nothing_of_it(county: County) -> None:
    row = fill(county)
    assert {get(county.gerd, address)[0] for address in inside(county, row)} == {403}
    assert get(county.gerd, f"/wohnungsantraege/{row.pk}/")[0] == 403
    assert "Wohnungsanträge" not in get(county.gerd, "/")[1]


@pytest.mark.parametrize("name", ["pavel", "dagmar", "knut"])
def test_for_everybody_else_it_does_not_exist(county: County, name: str) -> None:
    user, row = county.staff()[name], fill(county)
    assert {get(user, address)[0] for address in inside(county, row)} == {404}
    assert get(user, f"/wohnungsantraege/{row.pk}/")[0] == 403
