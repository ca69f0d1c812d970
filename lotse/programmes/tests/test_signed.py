"""The signed paper beside the ticks it belongs to."""

import pytest
from django.test import Client
from django.utils import timezone

from lotse.accounts.models import User
from lotse.notes.papers import Document
from lotse.notes.withdraw import strike_document
from lotse.programmes import actions
from lotse.programmes.actions import Told
from lotse.programmes.models import Tick
from lotse.programmes.tests.test_applications import paper
from tests.county import County


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def signed(county: County) -> list[Tick]:
    nadia, told = county.haidari[0], Told(county.today, county.amir, language="prs")
    days = {nadia.pk: county.today}
    return actions.tick([nadia], "house-rules", ["living-together", "order"], told, signed=days, by=county.amir)


def attach(county: County, tick: Tick, document: Document | None) -> int:
    address = f"/akten/{county.haidari[0].pk}/teilhabe/haken/{tick.pk}/scan/"
    return client_of(county.amir).post(address, {"document": document.pk if document else ""}).status_code


@pytest.mark.requirement("P-69")
def test_the_signed_house_rules_are_one_click_away_from_their_list(county: County) -> None:
    ticks, sheet = signed(county), paper(county, "consent", "Hausordnung, unterschrieben")
    base = f"/akten/{county.haidari[0].pk}/teilhabe/"
    page = client_of(county.amir).get(f"{base}liste/house-rules/").content.decode()
    assert "ohne Scan" in page and "Hausordnung, unterschrieben" in page
    assert attach(county, ticks[0], sheet) == 302
    assert set(Tick.objects.values_list("document", flat=True)) == {sheet.pk}  # both were signed on one sheet
    html = client_of(county.sonja).get(base).content.decode()
    assert f"/schriftstuecke/{sheet.pk}/" in html and "Unterschriebenes Blatt ansehen" in html
    assert attach(county, ticks[1], None) == 302
    assert "Unterschriebenes Blatt ansehen" not in client_of(county.sonja).get(base).content.decode()


@pytest.mark.requirement("P-69")
def test_a_scan_that_was_taken_back_no_longer_counts(county: County) -> None:
    ticks, sheet = signed(county), paper(county, "consent", "Hausordnung")
    attach(county, ticks[0], sheet)
    strike_document(sheet, "unreadable", by=county.sonja, now=timezone.now())
    base = f"/akten/{county.haidari[0].pk}/teilhabe/"
    assert "Unterschriebenes Blatt ansehen" not in client_of(county.sonja).get(base).content.decode()
    assert "ohne Scan" in client_of(county.sonja).get(f"{base}liste/house-rules/").content.decode()


def test_only_papers_of_the_file_and_only_for_what_was_signed(county: County) -> None:
    ticks = signed(county)
    strange = paper(county, "consent", "Fremd", county.tesfay[0])
    assert attach(county, ticks[0], strange) == 302
    told = Told(county.today, county.amir)
    [unsigned] = actions.tick([county.haidari[0]], "money", ["clarified"], told, by=county.amir)
    attach(county, unsigned, paper(county, "consent", "Blatt"))
    assert not Tick.objects.exclude(document=None).exists()
    assert client_of(county.heike).post(
        f"/akten/{county.haidari[0].pk}/teilhabe/haken/{ticks[0].pk}/scan/", {"document": ""}
    ).status_code in (403, 404)
