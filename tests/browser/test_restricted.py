"""The restricted compartment, switched on by a concept of the installation's own: entered, shut, opened by a click."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import assert_finished, login
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

OWN = "dresden/2026-01-01"
PARENT = "dresden/2019-07-01"
TEXT = f"""
extends = "{PARENT}"
in_force_on = 2026-01-01
[[file_field]]
key = "health"
title = {{ de = "Gesundheitliche Situation", en = "Health situation" }}
sensitive = true
enabled = true
purpose = {{ de = "Vermittlung in medizinische Hilfe.", en = "Referral to medical help." }}
ours = {{ de = "Beschluss.", en = "Decision." }}
[[file_field]]
key = "vulnerability"
title = {{ de = "Besondere Schutzbedürftigkeit", en = "Special need of protection" }}
sensitive = true
enabled = true
purpose = {{ de = "Beratung schutzbedürftiger Personen.", en = "Counselling of vulnerable persons." }}
requirement = "N-05"
"""


def test_a_special_need_is_entered_and_shows_only_when_it_is_opened(page: Page, lotse: Installation) -> None:
    path = lotse.data / "concepts" / f"{OWN}.toml"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, "utf-8")
    lotse.lotse("concept", "adopt", OWN, "--from", "2026-01-01")
    lotse.lotse("move_on", PARENT, OWN)
    login(page, lotse.url, "Miriam Albrecht")
    page.goto(f"{lotse.url}/akten/")
    file = page.locator("main table a[href^='/akten/']").first.get_attribute("href") or ""
    page.goto(lotse.url + file)
    page.get_by_role("link", name="Geschützter Teil").click()
    assert_finished(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Eintragen").last.press("Enter")
    assert_finished(page)
    page.get_by_label("Schutzbedarf", exact=True).select_option("genital-mutilation")
    page.get_by_label("Was braucht die Person deshalb?").fill("Termine nur mit einer Kollegin.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Der Schutzbedarf ist eingetragen.")).to_be_visible()
    assert_finished(page)
    page.get_by_role("link", name="Berichtigen oder beenden").click()
    assert_finished(page)
    page.goto(f"{lotse.url}{file}geschuetzt/health/aendern/")
    page.get_by_label("Angaben", exact=True).fill("Braucht einen Aufzug.")
    page.get_by_role("button", name="Sichern").click()
    assert_finished(page)
    page.get_by_role("link", name="Alle geschützten Angaben").click()
    expect(page.get_by_text("Ein Eintrag")).to_have_count(2)
    expect(page.get_by_text("Kollegin")).to_have_count(0)
    expect(page.get_by_text("Aufzug")).to_have_count(0)
