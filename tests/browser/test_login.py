"""The first page anybody sees."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import assert_finished
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser


def test_whoever_comes_without_a_session_is_asked_to_log_in(page: Page, shown: Installation) -> None:
    page.goto(shown.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Anmelden")
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_the_log_in_page_is_accessible_and_fits_every_screen(page: Page, shown: Installation) -> None:
    page.goto(shown.url)
    assert_finished(page)


def test_the_keyboard_reaches_the_content_first(page: Page, shown: Installation) -> None:
    page.goto(shown.url)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#inhalt")
