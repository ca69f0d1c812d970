"""What a file still lacks is asked beside the timeline and answered with the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import assert_finished, login
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser


def test_the_next_question_is_answered_with_the_keyboard(page: Page, lotse: Installation) -> None:
    login(page, lotse.url, "Miriam Albrecht")
    page.goto(f"{lotse.url}/akten/")
    addresses = page.locator("main table a[href^='/akten/']").evaluate_all("found => found.map(a => a.pathname)")
    panel = page.get_by_role("region", name="Noch zu fragen")
    for address in addresses:
        page.goto(lotse.url + address)
        if panel.count():
            break
    before = panel.locator("strong").inner_text()
    panel.get_by_role("button", name="weiß die Person nicht").press("Enter")
    expect(page.get_by_text("Gesichert.", exact=True)).to_be_visible()
    assert panel.count() == 0 or panel.locator("strong").inner_text() != before
    assert_finished(page)
