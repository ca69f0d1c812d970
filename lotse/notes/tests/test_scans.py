"""Papers nobody has sorted are told apart, and the scan of a residence paper is found beside its status."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.cases import residence
from lotse.notes.documents import Sheet, store_document
from lotse.notes.papers import Document
from lotse.notes.tests.sheets import pdf, png
from lotse.people.models import ResidenceStatus
from lotse.ui import clock
from tests.county import County


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def stored(county: County, *sheets: bytes, kind: str = "image/png") -> Document:
    made = [Sheet(f"{n}.png", kind, sheet) for n, sheet in enumerate(sheets or (png(),))]
    return store_document(
        [county.haidari[0]], made, author=county.sonja, by=county.sonja, now=clock.now() - timedelta(minutes=5)
    )


def shelf_of(county: County, query: str = "") -> str:
    answer = as_(county.sonja).get(f"/akten/{county.haidari[0].pk}/schriftstuecke/{query}")
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return html


def test_unsorted_papers_show_their_sheets_size_time_and_a_small_picture(county: County) -> None:
    two, one = stored(county, png(), png()), stored(county, pdf(), kind="application/pdf")
    html = shelf_of(county)
    base = f"/akten/{county.haidari[0].pk}/schriftstuecke/"
    assert "2 Blätter, 1 KB, um " in html and "PDF, 1 KB, um " in html
    assert f'src="{base}{two.pk}/blatt/1/"' in html and f"{one.pk}/blatt/1/" not in html


def test_many_unsorted_papers_ask_no_more_of_the_database(county: County) -> None:
    def queries() -> int:
        client = as_(county.sonja)
        address = f"/akten/{county.haidari[0].pk}/schriftstuecke/"
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    stored(county)
    few = queries()
    for _n in range(40):
        stored(county)
    assert queries() == few


def described(document: Document, **more: Any) -> dict[str, Any]:
    return {"step": "describe", "version": document.version, "category": "residence", "title": "Gestattung"} | more


@pytest.mark.requirement("N-17")
def test_a_scan_is_found_beside_the_status_whose_paper_it_shows(county: County) -> None:
    nadia, scan = county.haidari[0], stored(county)
    status = nadia.person.statuses.get()
    base = f"/akten/{nadia.pk}/schriftstuecke/"
    assert "noch kein Scan zugeordnet" in shelf_of(county, f"?papier={status.pk}")
    answer = as_(county.sonja).post(f"{base}{scan.pk}/", described(scan, status=str(status.pk)))
    assert answer.status_code == 302
    scan.refresh_from_db()
    assert scan.status_id == status.pk
    html = shelf_of(county, f"?papier={status.pk}")
    assert "Scans zu: " in html and "Gestattung" in html
    assert "Papier zu" in as_(county.sonja).get(f"{base}{scan.pk}/").content.decode()
    assert f"schriftstuecke/?papier={status.pk}" in as_(county.sonja).get(f"/akten/{nadia.pk}/person/").content.decode()
    assert "?papier=" not in as_(county.heike).get(f"/akten/{nadia.pk}/person/").content.decode()
    residence.remove_status(nadia, status, version=status.version, by=county.sonja)
    scan.refresh_from_db()
    assert scan.status_id is None and not ResidenceStatus.objects.filter(pk=status.pk).exists()


def test_only_a_status_of_the_person_is_taken(county: County) -> None:
    scan, strange = stored(county), county.tesfay[0].person.statuses.get()
    address = f"/akten/{county.haidari[0].pk}/schriftstuecke/{scan.pk}/"
    assert as_(county.sonja).post(address, described(scan, status=str(strange.pk))).status_code == 422
    assert as_(county.sonja).post(address, described(scan)).status_code == 302


def test_sorting_in_the_list_keeps_the_status(county: County) -> None:
    nadia, scan = county.haidari[0], stored(county)
    address = f"/akten/{nadia.pk}/schriftstuecke/{scan.pk}/"
    as_(county.sonja).post(address, described(scan, status=str(nadia.person.statuses.get().pk)))
    data = {"step": "sort", "version": scan.version + 1, "category": "identity", "title": "Ausweis"}
    assert as_(county.sonja).post(address, data).status_code == 302
    scan.refresh_from_db()
    assert scan.category == "identity" and scan.status_id is not None


def test_a_pdf_is_looked_at_in_a_frame_of_our_own_page_and_of_no_other(county: County) -> None:
    base = f"/akten/{county.haidari[0].pk}/schriftstuecke/"
    written, photo = stored(county, pdf(), kind="application/pdf"), stored(county)
    client = as_(county.sonja)
    page, sheet = client.get(f"{base}{written.pk}/"), client.get(f"{base}{written.pk}/blatt/1/")
    assert "<iframe" in page.content.decode() and "frame-src 'self'" in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"] and page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'self'" in sheet["Content-Security-Policy"] and sheet["X-Frame-Options"] == "SAMEORIGIN"
    page, sheet = client.get(f"{base}{photo.pk}/"), client.get(f"{base}{photo.pk}/blatt/1/")
    assert "<iframe" not in page.content.decode() and "frame-src" not in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in sheet["Content-Security-Policy"] and sheet["X-Frame-Options"] == "DENY"
