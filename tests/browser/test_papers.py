"""A letter from the photo in the hallway to the answer, with a real browser."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect

from lotse.notes.drawn import blank_pdf, blank_png
from tests.browser.helpers import assert_finished, login
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

PHOTOS: list[FilePayload] = [
    {"name": f"IMG_{n}.png", "mimeType": "image/png", "buffer": blank_png(300, 420, [(30, 40 * n, 200)])}
    for n in (1, 2)
]
PDF: FilePayload = {"name": "Bescheid.pdf", "mimeType": "application/pdf", "buffer": blank_pdf("Bescheid")}


def test_a_letter_is_photographed_sorted_and_answered(page: Page, lotse: Installation, complaints: list[str]) -> None:
    login(page, lotse.url, "Miriam Albrecht")
    page.goto(f"{lotse.url}/akten/")
    file = page.locator("main table a[href^='/akten/']").first.get_attribute("href")
    page.goto(f"{lotse.url}{file}schriftstuecke/")
    page.set_input_files("input[type=file]", PHOTOS)
    page.get_by_role("button", name="Ablegen").click()
    expect(page.get_by_text("Das Schriftstück ist abgelegt.")).to_be_visible()
    sheets = page.locator(".lo-sheet img")
    expect(sheets).to_have_count(2)
    sheets.last.scroll_into_view_if_needed()
    expect(sheets.last).to_have_js_property("naturalWidth", 300)
    assert_finished(page)

    expect(page.get_by_label("Von wem, an wen")).to_be_hidden()  # as long as it is no letter
    page.select_option("select[name=category]", "benefit")
    page.get_by_label("Was ist es?").fill("Anhörung zur Kürzung")
    page.check("input[name=direction][value=in]")
    page.check("input[name=due_rule][value='14-days']")
    received_on = date.today() - timedelta(days=12)
    page.get_by_label("Eingegangen oder abgeschickt am").fill(f"{received_on:%d.%m.%Y}")
    page.get_by_role("button", name="Sichern").click()
    page.get_by_text("Wie gezählt?").click()
    expect(page.get_by_text("Zugang, zählt nicht")).to_be_visible()
    assert_finished(page)
    page.goto(lotse.url)
    expect(page.get_by_text("Anhörung zur Kürzung")).to_be_visible()

    page.get_by_role("link", name="Anhörung zur Kürzung ansehen").click()
    page.get_by_role("button", name="Als beantwortet eintragen").click()
    expect(page.get_by_text("Die Post ist beantwortet.")).to_be_visible()
    page.goto(lotse.url)
    expect(page.get_by_text("Anhörung zur Kürzung")).to_have_count(0)

    page.goto(f"{lotse.url}{file}schriftstuecke/")
    page.set_input_files("input[type=file]", [*PHOTOS, PDF])
    page.check("input[name=apart][value='1']")
    page.get_by_role("button", name="Ablegen").click()
    expect(page.get_by_role("heading", name="Noch nicht sortiert 3")).to_be_visible()
    assert_finished(page)
    assert complaints == []
