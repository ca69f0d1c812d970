"""Attacks on the rooms behind the file's first page: restricted compartment, papers, applications, flats, group offers,
case management and its survey. What was tried and got through once stands here."""

import pytest
from django.test import Client

from lotse.accounts.models import User
from lotse.cases import restricted
from lotse.cases.models import Vulnerability
from lotse.notes.papers import Document
from lotse.programmes import applications
from lotse.programmes.models import BenefitApplication
from lotse.ui.ids import uuid7
from tests.county import County
from tests.overlay import switch_on


def as_(user: User) -> Client:
    """What breaks answers 500, as it would outside."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


# --- papers -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["heike", "gerd"])
def test_who_only_looks_and_prints_files_nothing(county: County, name: str) -> None:
    nadia = county.haidari[0]
    data = {"step": "file", "document_id": str(uuid7())}
    assert as_(county.staff()[name]).post(f"/akten/{nadia.pk}/drucken/deckblatt/", data).status_code == 403
    assert not Document.objects.exists()


# --- what nobody means ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("year", ["0001", "1889", "2200", "9999"])
def test_a_year_nobody_means_breaks_no_start_page(county: County, year: str) -> None:
    """Sixty days before an approval of the year 1 ended is no day at all: Heute was broken for the whole team."""
    nadia, row = county.haidari[0], BenefitApplication(file=county.haidari[0])
    applications.apply(row, {"kind": "sgb-2", "started_on": county.today}, by=county.sonja)
    data = {
        "version": "1", "kind": "sgb-2", "started_on": "23.11.2026", "handed_in_on": "23.11.2026",
        "decision": "granted", "decided_on": "23.11.2026", "granted_until_on": f"04.01.{year}",
    }  # fmt: skip
    assert as_(county.sonja).post(f"/akten/{nadia.pk}/teilhabe/antrag/{row.pk}/", data).status_code == 422
    for user in (county.sonja, county.ute):
        assert as_(user).get("/").status_code == 200
    answer = as_(county.ute).get(f"/berichte/themen/?von=01.01.2026&bis=31.12.{year}")
    assert answer.status_code == 422


@pytest.mark.parametrize("version", ["²", "9" * 5000, "-1", "", "x"])
def test_a_version_that_is_no_number_removes_nothing(county: County, version: str) -> None:
    nadia = county.haidari[0]
    switch_on(county.haidari, restricted.VULNERABILITY)
    nadia.refresh_from_db()
    facts = restricted.NeedFacts("pregnant", county.today)
    row = restricted.record_need(nadia, facts, by=county.sonja)
    address = f"/akten/{nadia.pk}/geschuetzt/schutzbedarf/{row.pk}/"
    assert as_(county.sonja).post(address, {"entfernen": "", "version": version}).status_code == 302
    assert Vulnerability.objects.exists()
