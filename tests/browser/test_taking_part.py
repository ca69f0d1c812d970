"""A list of the concept is gone through with a whole family, with the keyboard alone."""

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
