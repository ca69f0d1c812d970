"""What somebody takes part in, as it is done at the screen: lists, applications."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import assert_finished, login
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser


def test_a_list_is_ticked_with_the_keyboard(page: Page, lotse: Installation) -> None:
    login(page, lotse.url, "Miriam Albrecht")
    page.goto(f"{lotse.url}/akten/?suche=")
    addresses = page.locator("main table a[href^='/akten/']").evaluate_all("found => found.map(a => a.pathname)")
    for address in addresses:
        page.goto(f"{lotse.url}{address}teilhabe/")
        if page.get_by_role("link", name="Abhaken", exact=False).count():
            break
    page.get_by_role("link", name="Abhaken", exact=False).first.press("Enter")
    assert_finished(page)
    first = page.get_by_role("group", name="Was?").get_by_role("checkbox").first
    first.focus()
    if not first.is_checked():
        page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("abgehakt.")).to_be_visible()
    assert_finished(page)


def test_an_application_is_begun_and_a_missing_paper_becomes_a_task(page: Page, lotse: Installation) -> None:
    login(page, lotse.url, "Miriam Albrecht")
    page.goto(f"{lotse.url}/akten/")
    file = page.locator("main table a[href^='/akten/']").first.get_attribute("href")
    page.goto(f"{lotse.url}{file}teilhabe/antrag/neu/")
    page.get_by_label("Welcher Antrag?").select_option(label="Antrag auf Wohngeld")
    page.get_by_role("button", name="Weiter zu den Nachweisen").press("Enter")
    expect(page.get_by_text("Stelle: Wohngeldstelle")).to_be_visible()
    assert_finished(page)
    page.get_by_role("button", name="als Aufgabe eintragen", exact=False).first.press("Enter")
    expect(page.get_by_text("Als Aufgabe eingetragen", exact=False)).to_be_visible()
    page.get_by_role("button", name="liegt vor, ohne Scan", exact=False).first.press("Enter")
    expect(page.get_by_text("liegt vor", exact=True).first).to_be_visible()
    assert_finished(page)
