"""The search box: by keyboard, by telephone, without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import assert_accessible, assert_finished, login
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser
CLERK = "Jens Kretzschmar"


def test_the_box_answers_while_typing_and_is_driven_by_the_keyboard(page: Page, shown: Installation) -> None:
    login(page, shown.url, CLERK)
    page.goto(f"{shown.url}/konzept/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    box.press_sequentially("tkatschuk")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_contain_text("Tkachuk")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "treffer-1")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("tkatschuk")
    page.keyboard.press("ArrowDown")  # opens the list again
    page.keyboard.press("ArrowDown")
    address = options.nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_enter_without_a_choice_leads_to_the_page_and_no_name_to_an_address(page: Page, shown: Installation) -> None:
    login(page, shown.url, CLERK)
    page.get_by_role("combobox").fill("tkatschuk")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{shown.url}/suche/")
    expect(page.get_by_role("table")).to_contain_text("Tkachuk")
    assert_finished(page)
    page.get_by_role("button", name="weitere zeigen").click()
    assert page.url == f"{shown.url}/suche/"


def test_it_works_without_javascript(chromium: Browser, shown: Installation) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    login(page, shown.url, CLERK)
    page.get_by_role("combobox").fill("tkatschuk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table")).to_contain_text("Tkachuk")
    context.close()
