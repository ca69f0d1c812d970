"""A long form in the browser: typed, left, opened again; sent with a double click; two windows."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import assert_finished, login
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser


@pytest.fixture
def form(page: Page, lotse: Installation) -> str:
    """Where an application is begun."""
    login(page, lotse.url, "Miriam Albrecht")
    page.goto(f"{lotse.url}/akten/")
    file = page.locator("main table a[href^='/akten/']").first.get_attribute("href")
    return f"{lotse.url}{file}teilhabe/antrag/neu/"


def test_what_was_typed_is_there_again_and_a_double_click_makes_one_row(page: Page, form: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(form)
    page.get_by_label("Bemerkung").fill("Sie bringt die Unterlagen am Freitag")
    expect(page.get_by_text("Entwurf gesichert")).to_be_visible()
    page.get_by_label("Bemerkung").fill("Sie bringt die Unterlagen am Montag")  # and leaves at once
    page.goto(form.removesuffix("teilhabe/antrag/neu/"))
    page.goto(form)
    expect(page.get_by_text("ist wieder da.")).to_be_visible()
    expect(page.get_by_label("Bemerkung")).to_have_value("Sie bringt die Unterlagen am Montag")
    assert_finished(page)
    page.get_by_label("Welcher Antrag?").select_option(label="Antrag auf Wohngeld")
    page.get_by_role("button", name="Weiter zu den Nachweisen").dblclick()
    expect(page.get_by_text("Stelle: Wohngeldstelle")).to_be_visible()
    page.goto(form)
    expect(page.get_by_text("ist wieder da.")).to_have_count(0)
    page.goto(form.removesuffix("antrag/neu/"))
    expect(page.locator("main a", has_text="Antrag auf Wohngeld")).to_have_count(1)


def test_two_windows_keep_both_versions(page: Page, form: str) -> None:
    other = page.context.new_page()
    page.goto(form)
    page.get_by_label("Bemerkung").fill("Begonnen")
    expect(page.get_by_text("Entwurf gesichert")).to_be_visible()
    for window in (page, other):
        window.goto(form)
    page.get_by_label("Bemerkung").fill("Hier weiter")
    expect(page.get_by_text("Entwurf gesichert")).to_be_visible()
    other.get_by_label("Bemerkung").fill("Dort weiter")
    expect(other.get_by_text("In einem anderen Fenster steht dieses Formular anders.")).to_be_visible()
    expect(other.get_by_text("Hier weiter")).to_be_visible()
    page.goto(form)
    expect(page.get_by_text("Hier wartet noch ein Entwurf von Ihnen.")).to_be_visible()
    page.get_by_role("button", name="Verwerfen").click()
    expect(page.get_by_text("Der Entwurf ist verworfen.")).to_be_visible()
    expect(page.get_by_text("ist wieder da.")).to_have_count(1)
