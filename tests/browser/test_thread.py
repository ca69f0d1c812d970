"""The main job in a real browser: a household arrives, is handed over, visited, and stands in Annex 1."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.helpers import assert_finished, login
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser


def log_out(page: Page, url: str) -> None:
    page.context.clear_cookies()
    page.goto(url)


@pytest.mark.requirement("D-04", "D-27", "P-134", "P-138", "P-143")
def test_from_a_new_household_to_a_figure_that_opens(page: Page, lotse: Installation) -> None:
    desktop: ViewportSize = {"width": 1280, "height": 900}
    # The coordinator takes in a mother and her son, assigned today.
    login(page, lotse.url, "Katrin Hoyer")
    page.get_by_role("link", name="Neuer Haushalt").first.click()
    page.check("[name=arrival][value=assigned]")
    today = page.evaluate("new Date().toLocaleDateString('de-DE', {day: '2-digit', month: '2-digit', year: 'numeric'})")
    page.get_by_label("Datum", exact=True).fill(today)
    page.get_by_label("Unterkunft", exact=True).fill("ÜWH Kastanienweg 14")
    page.get_by_label("Stadtbezirk oder Gemeinde", exact=False).select_option(label="Cotta")
    page.get_by_role("button", name="Weitere Person").click()
    names = page.get_by_label("Familienname", exact=False)
    names.nth(0).fill("Probst-Tahmasebi")
    names.nth(1).fill("Probst-Tahmasebi")
    page.get_by_label("Vorname", exact=False).nth(0).fill("Parisa")
    page.get_by_label("Vorname", exact=False).nth(1).fill("Kian")
    page.get_by_label("Geburtsdatum", exact=False).nth(0).fill("00.00.1990")
    assert_finished(page)
    page.set_viewport_size(desktop)
    page.get_by_role("button", name="2 Akten anlegen").click()
    page.wait_for_load_state()

    # It waits, first visit after two Werktage, and goes to Miriam.
    page.goto(f"{lotse.url}/verteilung/")
    assert_finished(page)
    page.set_viewport_size(desktop)
    waiting = page.locator("li").filter(has_text="Probst-Tahmasebi, Parisa")
    expect(waiting).to_contain_text("Aufsuchen in der Unterkunft")
    lead = waiting.locator("select").first
    miriam = lead.locator("option").filter(has_text="Miriam Albrecht")
    lead.select_option(miriam.get_attribute("value"))
    waiting.get_by_role("button", name="Übergeben").click()
    page.wait_for_load_state()

    # Miriam finds it, sees why the visit is due, visits, writes the note.
    log_out(page, lotse.url)
    login(page, lotse.url, "Miriam Albrecht")
    page.goto(f"{lotse.url}/akten/")
    page.get_by_role("link", name="Probst-Tahmasebi, Parisa").first.click()
    assert_finished(page)
    page.set_viewport_size(desktop)
    file_url = page.url
    page.get_by_role("link", name="Vermerk schreiben").first.click()
    page.check("[name=contact_form][value=home-visit]")
    page.get_by_label("Zusammenfassung").fill("Erstbesuch im Zimmer 2.07, Hausordnung erklärt.")
    page.get_by_role("button", name="Festschreiben").click()
    expect(page.get_by_role("alert")).to_contain_text("Ergebnis")  # nothing typed is lost, and it says what is missing
    expect(page.get_by_label("Zusammenfassung")).to_have_value("Erstbesuch im Zimmer 2.07, Hausordnung erklärt.")
    assert_finished(page)
    page.set_viewport_size(desktop)
    page.get_by_label("Ergebnis", exact=True).fill("Anmeldung beim Bürgerbüro am Montag.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(file_url)
    expect(page.locator("main")).to_contain_text("erfüllt")
    expect(page.locator("main")).to_contain_text("Anmeldung beim Bürgerbüro am Montag.")

    # The figure of this month counts it and leads back to the file.
    page.goto(f"{lotse.url}/berichte/anlage-1/")
    row = page.get_by_role("row").filter(has_text="Miriam Albrecht")
    cell = row.get_by_role("link").filter(has_text="Einzelberatungen").first
    assert int(cell.inner_text().split()[0]) >= 1
    month = page.evaluate("new Date().toLocaleDateString('de-DE', {month: 'long'})")
    row.get_by_role("link").filter(has_text="Einzelberatungen").filter(has_text=month).click()
    opened = page.locator("#zelle")
    expect(opened).to_contain_text("Hausbesuch")
    assert_finished(page)
    opened.get_by_role("row").filter(has_text="Hausbesuch").last.get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text("Probst-Tahmasebi")
