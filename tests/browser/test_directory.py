"""The directory in a browser: what is typed narrows the list, and a partner's pages are finished."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import assert_finished, login
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser


def test_words_narrow_the_list_while_somebody_types(page: Page, shown: Installation, complaints: list[str]) -> None:
    login(page, shown.url, "Miriam Albrecht")
    page.goto(f"{shown.url}/verzeichnis/")
    page.fill("#id_q", "zahn dari")
    expect(page.locator("#treffer tbody tr")).to_have_count(1)
    assert "zahn" not in page.url
    assert_finished(page)
    page.locator("#treffer a").first.click()
    page.wait_for_load_state()
    partner = page.url
    for address in ("", "aendern/", "person/neu/", "angebot/neu/"):
        page.goto(partner + address)
        assert_finished(page)
