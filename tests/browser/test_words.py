"""Words are safe: typed, interrupted, found again; and a contact is written down with few keys."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import assert_finished, login
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser
WORDS = "Zahnschmerzen seit der Ankunft, Krankenschein fehlt."


def first_file(page: Page, url: str) -> str:
    page.goto(f"{url}/akten/")
    return url + (page.locator("main table a[href^='/akten/']").first.get_attribute("href") or "")


def test_a_draft_outlives_a_crash_and_is_gone_on_with(page: Page, lotse: Installation) -> None:
    login(page, lotse.url, "Miriam Albrecht")
    file = first_file(page, lotse.url)
    page.goto(f"{file}vermerk/neu/")
    page.get_by_label("Zusammenfassung").press_sequentially(WORDS)
    expect(page.locator("[data-saved]").first).to_contain_text("Entwurf gesichert, ", timeout=6000)
    assert_finished(page)
    again = page.context.new_page()  # the first window crashes: nothing of it is used any more
    again.goto(lotse.url)
    expect(again.get_by_role("heading", name=re.compile("Entwürfe warten"))).to_be_visible()
    again.goto(f"{file}vermerk/neu/")
    expect(again.get_by_label("Zusammenfassung")).to_have_value("")
    again.get_by_role("link", name=re.compile("Weiterschreiben")).click()
    expect(again.get_by_label("Zusammenfassung")).to_have_value(WORDS)
    # both windows write on: the later one sees the other's words, and both are kept
    again.get_by_label("Zusammenfassung").fill("Im zweiten Fenster.")
    again.get_by_label("Ergebnis", exact=True).focus()
    expect(again.locator("[data-saved]").first).to_contain_text("Entwurf gesichert, ")
    page.wait_for_timeout(500)
    page.get_by_label("Zusammenfassung").fill("Im ersten Fenster.")
    page.get_by_label("Ergebnis", exact=True).focus()
    expect(page.locator("[data-both]")).to_contain_text("Im zweiten Fenster.")
    expect(page.locator("form.htmx-request")).to_have_count(0)
    page.wait_for_timeout(500)
    assert_finished(page)
    page.goto(f"{lotse.url}/vermerke/entwuerfe/")
    expect(page.locator("main li.lo-row")).to_have_count(2)
    assert_finished(page)


def test_a_time_out_asks_on_the_same_page_and_nothing_is_lost(
    page: Page, lotse: Installation, complaints: list[str]
) -> None:
    login(page, lotse.url, "Miriam Albrecht")
    file = first_file(page, lotse.url)
    page.goto(f"{file}vermerk/neu/")
    # what is under way must be answered first, else the question stands before the field in which words are typed
    with page.expect_response("**/vermerk/wirkung/"):
        page.check("[name=contact_form][value=individual]")
    with page.expect_response("**/vermerk/wirkung/"), page.expect_response("**/vermerk/entwurf/"):
        page.get_by_label("Ergebnis", exact=True).fill("Krankenschein holen wir.")
        page.get_by_label("Zusammenfassung").focus()
    page.context.clear_cookies(name="lotse")
    page.get_by_label("Zusammenfassung").fill(WORDS)
    page.get_by_label("Ergebnis", exact=True).focus()
    dialog = page.get_by_role("dialog", name="Ihre Anmeldung ist abgelaufen")
    expect(dialog).to_be_visible()
    assert_finished(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    dialog.get_by_label("Passwort von Miriam Albrecht").fill("falsch")
    dialog.get_by_role("button", name="Weiter").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Dieses Passwort stimmt nicht.")
    with page.expect_popup() as popup:
        dialog.get_by_role("link", name="In einem zweiten Fenster anmelden").click()
    second = popup.value
    second.get_by_role("button", name="Miriam Albrecht", exact=True).click()
    second.wait_for_url(lambda address: "/login/" not in address)
    dialog.get_by_role("button", name="Weiter").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Festschreiben").click()
    page.wait_for_url(file)
    expect(page.locator("main")).to_contain_text(WORDS)
    expect(page.locator("main")).to_contain_text("Der Vermerk ist festgeschrieben.")
    complaints[:] = [c for c in complaints if not re.search("status of 40[01]|Error Code 401", c)]


def test_who_closes_the_question_and_finalises_is_asked_again_and_loses_nothing(
    page: Page, lotse: Installation, complaints: list[str]
) -> None:
    """Escape puts the question off; Strg + Enter then neither sends the note away nor empties it."""
    login(page, lotse.url, "Miriam Albrecht")
    file = first_file(page, lotse.url)
    page.goto(f"{file}vermerk/neu/")
    page.check("[name=contact_form][value=individual]")
    page.get_by_label("Ergebnis", exact=True).fill("Wir sehen uns am Montag.")
    page.context.clear_cookies(name="lotse")
    summary = page.get_by_label("Zusammenfassung")
    summary.fill(WORDS)
    page.get_by_label("Ergebnis", exact=True).focus()
    dialog = page.get_by_role("dialog", name="Ihre Anmeldung ist abgelaufen")
    for how in ("key", "button"):
        expect(dialog).to_be_visible(timeout=15_000)
        if how == "key":
            page.keyboard.press("Escape")
        else:
            dialog.get_by_role("button", name="Später").click()
        expect(dialog).to_be_hidden()
        expect(summary).to_have_value(WORDS)
        summary.focus()
        page.keyboard.press("Control+Enter")
    expect(dialog).to_be_visible(timeout=15_000)
    assert page.url.endswith("/vermerk/neu/")
    with page.expect_popup() as popup:
        dialog.get_by_role("link", name="In einem zweiten Fenster anmelden").click()
    second = popup.value
    second.get_by_role("button", name="Miriam Albrecht", exact=True).click()
    second.wait_for_url(lambda address: "/login/" not in address)
    dialog.get_by_role("button", name="Weiter").click()
    page.wait_for_url(file)  # signed in once more, the note that was to be finalised is
    expect(page.locator("main")).to_contain_text("Wir sehen uns am Montag.")
    complaints[:] = [c for c in complaints if not re.search("status of 40[01]|Error Code 401", c)]


class Keys:
    """Presses keys and counts them; the words of the note itself are not counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1 + key.count("+")

    def words(self, text: str) -> None:
        self.page.keyboard.insert_text(text)


def test_a_note_takes_at_most_25_keys_besides_its_text(page: Page, lotse: Installation) -> None:
    login(page, lotse.url, "Miriam Albrecht")
    file = first_file(page, lotse.url)
    name = page.locator("main table a[href^='/akten/']").first.inner_text().split(",")[0]
    for start in (file, lotse.url + "/"):
        page.goto(start)
        keys = Keys(page)
        keys.press("v")  # to the short note
        if start != file:
            page.wait_for_url("**/vermerke/kurz/")
            expect(page.locator("#kurz-akte")).to_be_focused()
            keys.press(*name[:6], "Tab")
        keys.press("T", "Tab")  # Telefonat
        keys.press("Tab", "1", "0", "Tab")  # today stands there; ten minutes
        keys.press("G", "Tab")  # Gesundheit
        keys.words(f"Arzttermin am Montag, von {start}")
        keys.press("Tab")
        keys.words("Sie geht allein hin.")
        keys.press("Control+Enter")
        page.wait_for_url("**/akten/*/")
        expect(page.locator("main")).to_contain_text(f"Arzttermin am Montag, von {start}")
        expect(page.locator("main")).to_contain_text("10 min")
        assert keys.pressed <= 25, keys.pressed


def test_the_pages_around_a_record_are_finished(page: Page, lotse: Installation) -> None:
    login(page, lotse.url, "Miriam Albrecht")
    file = first_file(page, lotse.url)
    page.goto(file)
    note = page.get_by_role("link", name=re.compile("Nachtrag, streichen")).first.get_attribute("href") or ""
    for address in (lotse.url + "/", file, lotse.url + note, f"{lotse.url}/vermerke/kurz/", f"{file}finden/"):
        page.goto(address)
        assert_finished(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(lotse.url + note)
    page.check("[name=erase_reason][value=wrong-file]")
    page.get_by_role("button", name="Löschung beantragen").click()
    expect(page.locator("main")).to_contain_text("Die Löschung ist beantragt.")
    page.context.clear_cookies()
    login(page, lotse.url, "Theo Brandt")
    page.goto(f"{lotse.url}/vermerke/loeschen/")
    assert_finished(page)
    page.get_by_role("button", name="Endgültig löschen").first.click()
    expect(page.locator("main")).to_contain_text("Der Vermerk ist gelöscht.")
