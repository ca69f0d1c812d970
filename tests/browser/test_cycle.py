"""One case of case management in a real browser: from the question to the evaluation, and back again with a reason."""

from base64 import b64decode
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from lotse.paper.tests.reading import words_of
from tests.browser.helpers import assert_clean, assert_fits, login
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

WISH = "می‌خواهم آلمانی یاد بگیرم و در یک خیاطی کار کنم."
STEP = "آخر هفته با معلم صحبت می‌کنم."


# What the button *PDF öffnen* sends, read here instead of in a tab of its own.
PDF_OF_FORM = """async () => {
  const form = document.querySelector("button[value=pdf]").form, data = new FormData(form);
  data.set("step", "pdf");
  const answer = await fetch(location.href, {method: "POST", body: data});
  return btoa(Array.from(new Uint8Array(await answer.arrayBuffer()), byte => String.fromCharCode(byte)).join(""));
}"""


def look(page: Page, *, dark: bool = False) -> None:
    """A station: nothing to scroll sideways at either width, nothing axe finds on a telephone; the main ones at a desk
    and in the dark as well."""
    assert_fits(page)  # ends on the telephone
    assert_clean(page, "light")
    page.set_viewport_size({"width": 1280, "height": 900})
    if dark:
        assert_clean(page, "dark")


def german(day: date) -> str:
    return f"{day:%d.%m.%Y}"


class Walk:
    """The steps as somebody takes them who knows the words on the screen and no address."""

    def __init__(self, page: Page, file_url: str, today: date) -> None:
        self.page, self.url, self.today = page, file_url, today
        self.main = page.locator("main")

    def overview(self) -> None:
        self.page.goto(f"{self.url}fallsteuerung/")

    def to_step(self, title: str) -> None:
        """Through the path: the link of the step."""
        self.overview()
        row = self.main.locator("li.lo-row").filter(has=self.page.get_by_role("heading", name=title, exact=True))
        row.first.get_by_role("link", name=title).click()

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"[name='{name.replace('__', '-')}']").first.fill(value)

    def check(self, name: str, value: str) -> None:
        self.page.check(f"[name='{name}'][value='{value}']")

    def press(self, name: str) -> None:
        with self.page.expect_navigation():  # what is typed is kept first, then the form is sent
            self.main.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        with self.page.expect_navigation():
            self.main.get_by_role("link", name=name, exact=True).first.click()

    def says(self, words: str) -> None:
        expect(self.page.locator("body")).to_contain_text(words)

    # --- the way in ---------------------------------------------------------------------------------------------------
    def prompt_and_interview(self) -> None:
        self.page.goto(self.url)
        self.page.get_by_role("link", name="Fallsteuerung", exact=True).first.click()
        self.says("mehrere Betreuungsprobleme gezeigt")
        look(self.page, dark=True)
        self.follow("Prüfung festhalten")
        self.check("answer", "interview")
        self.page.get_by_label("Grund", exact=False).select_option("several")
        look(self.page)
        self.press("Festhalten")
        self.fill(on=german(self.today), starts="09:00")
        look(self.page)
        self.press("Vereinbaren")
        self.says("Der Termin steht in der Akte")
        look(self.page)
        self.to_step("Erstberatung")
        for box in self.page.locator("[name=told]").all():
            box.check()
        self.fill(problems="Ohne Kita kein Kurs, ohne Kurs keine Arbeit.", motivation="Möchte wieder nähen.")
        self.check("problem_fits", "yes")
        self.check("is_motivated", "yes")
        look(self.page, dark=True)
        self.press("Sichern und entscheiden")
        self.check("decision", "case-management")
        self.fill(words="Mehrere Stellen müssen zusammenwirken.")
        look(self.page)
        self.press("Entscheiden")
        self.says("Übernahme entschieden am")
        look(self.page, dark=True)

    # --- assessment ---------------------------------------------------------------------------------------------------
    def assessment(self, words: str, level: int) -> None:
        """Aspect by aspect with Strg + Enter only; then the levels."""
        page = self.page
        with page.expect_navigation():
            page.locator("main a[href*='/assessment/aspekt/']").first.press("Enter")
        for _aspect in range(20):
            page.locator("[name=said][value=talked]").focus()
            page.keyboard.press("Space")
            page.get_by_label("Ausgangslage", exact=False).press("Control+A")
            page.keyboard.type(words)
            onwards = self.main.get_by_role("button", name="Sichern und weiter")
            if not onwards.count():
                break
            with page.expect_navigation():
                onwards.press("Enter")
        look(page, dark=True)
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
        self.says("Gesichert.")
        with page.expect_navigation():
            self.main.get_by_role("link", name="Stufen einschätzen").press("Enter")
        for select in page.locator("main select").all():
            select.select_option(index=level)
        look(page)
        self.press("Sichern")
        look(page, dark=True)
        self.follow("Abschließen")
        look(page)
        self.press("Abschließen")
        self.says("Das Assessment ist abgeschlossen.")

    # --- goals --------------------------------------------------------------------------------------------------------
    def goals(self) -> None:
        self.to_step("Zielvereinbarung")
        look(self.page)
        self.follow("Ziel eintragen")
        self.fill(german="Deutsch lernen und in einer Schneiderei arbeiten.", own_words=WISH,
                  due_on=german(self.today + timedelta(days=200)), sign="Ein Arbeitsvertrag.")  # fmt: skip
        self.page.locator("main select[name=language]").select_option("fa")
        self.page.locator("[name=area]").select_option(index=1)
        look(self.page)
        self.press("Sichern")
        self.follow("Ziel eintragen")
        self.fill(german="Mit der Lehrerin über den Kurs sprechen.", own_words=STEP,
                  due_on=german(self.today))  # fmt: skip
        self.page.locator("main select[name=language]").select_option("fa")
        self.page.locator("[name=area]").select_option(index=1)
        self.page.locator("[name=leads_to]").select_option(index=1)
        self.press("Sichern")
        self.fill(planned_end_on=german(self.today + timedelta(days=240)))
        self.press("Sichern")
        look(self.page, dark=True)
        own = self.page.get_by_text(WISH)
        expect(own).to_have_attribute("lang", "fa")
        expect(own).to_have_css("direction", "rtl")
        self.follow("Vereinbaren")
        self.check("how", "spoken")
        look(self.page)
        self.press("Vereinbaren")
        self.says("Vereinbart am")

    def goal_paper(self) -> None:
        self.to_step("Zielvereinbarung")
        self.follow("Zielvereinbarung drucken")
        look(self.page)
        encoded = self.page.evaluate(PDF_OF_FORM)
        words = words_of(b64decode(encoded))
        assert "Deutsch lernen und in einer Schneiderei arbeiten." in " ".join(words.split())
        assert set(WISH.split()[-1]) <= set(words), "her own letters stand in it"

    # --- help plan ----------------------------------------------------------------------------------------------------
    def help_plan(self) -> None:
        self.to_step("Hilfeplanung")
        look(self.page)
        for what, who, name in (
            ("Den Kurs mit Kinderbetreuung besuchen.", "person", ""),
            ("Zeugnisse übersetzen und anerkennen lassen.", "third", "Anerkennungsberatung"),
        ):
            self.follow("Maßnahme eintragen")
            self.fill(what=what, who_words=name, until_on=german(self.today + timedelta(days=60)))
            self.page.locator("[name=goal]").select_option(index=1)
            self.page.locator("[name=who]").select_option(who)
            if who == "third":
                look(self.page)
            self.press("Sichern")
        self.fill(due_on=german(self.today))
        self.press("Planen")
        self.to_step("Hilfeplanung")
        look(self.page, dark=True)
        self.follow("In Kraft setzen")
        self.check("part", "together")
        look(self.page)
        self.press("In Kraft setzen")
        self.says("Gilt seit")

    # --- steering -----------------------------------------------------------------------------------------------------
    def steering(self) -> None:
        self.to_step("Leistungssteuerung")
        look(self.page)
        self.main.locator("li").filter(has_text="Zeugnisse").get_by_role("link").click()
        expect(self.page.locator("[name=measure] option:checked")).to_contain_text("Zeugnisse übersetzen")
        self.fill(partner="Anerkennungsberatung", service="Prüft die Zeugnisse.", standard="Antwort auf Dari.",
                  report_on=german(self.today + timedelta(days=14)))  # fmt: skip
        look(self.page)
        self.press("Sichern")
        self.follow("Fallkonferenz planen")
        self.fill(on=german(self.today), starts="09:00", place="Rathaus, Raum 2", occasion="Kurs und Kita.",
                  agreed_on=german(self.today))  # fmt: skip
        self.page.locator("[name='wer-0-role']").select_option("person")
        self.page.locator("[name='wer-1-role']").select_option("third")
        self.page.locator("[name='wer-1-name']").fill("Kita Sonnenschein")
        look(self.page)
        self.press("Sichern")
        look(self.page)
        self.follow("Protokoll")
        self.fill(minutes="Die Kita hat ab Januar einen Platz.", held_on=german(self.today))
        self.page.locator("[name='was-0-what']").fill("Kitavertrag abholen")
        self.page.locator("[name='was-0-user']").select_option(index=1)
        self.page.locator("[name='was-0-until_on']").fill(german(self.today + timedelta(days=7)))
        look(self.page)
        self.press("Sichern")
        self.says("Kitavertrag abholen")
        look(self.page, dark=True)

    # --- monitoring ---------------------------------------------------------------------------------------------------
    def monitoring(self) -> None:
        self.to_step("Monitoring")
        look(self.page)
        self.main.get_by_role("link", name="Überprüfen", exact=False).first.click()
        states = self.page.locator("select[name^=state-]")
        states.first.select_option("stalled")
        states.last.select_option("reached")
        self.fill(words="Die Zeugnisse fehlen noch.", next_on=german(self.today + timedelta(days=60)))
        look(self.page)
        self.press("Sichern")
        self.says("stockt")
        look(self.page, dark=True)
        self.follow("Lücke festhalten")
        self.fill(words="Kein Kurs mit Kinderbetreuung am Nachmittag.")
        self.page.locator("[name=field]").select_option(index=2)
        self.check("kind", "care")
        look(self.page)
        self.press("Sichern")
        self.says("Kein Kurs mit Kinderbetreuung am Nachmittag.")

    def second_assessment(self) -> None:
        self.to_step("Assessment")
        self.press("Neue Fassung zum Abschluss")
        self.assessment("Findet sich allein zurecht.", 4)
        self.to_step("Assessment")
        self.follow("Fassungen vergleichen")
        self.says("Stufen besser")
        look(self.page, dark=True)

    # --- closure ------------------------------------------------------------------------------------------------------
    def evaluation(self) -> None:
        self.to_step("Abschluss")
        self.says("In 9 von 9 Handlungsfeldern selbständiger.")
        for select in self.page.locator("select[name^=result-]").all():
            select.select_option("reached")
        for part in ("goals", "methods", "cooperation", "effect", "reflection", "offers"):
            self.page.locator(f"textarea[name={part}]").fill("Gut gelungen.")
        look(self.page, dark=True)
        self.press("Nur sichern")
        self.says("Die Auswertung ist gesichert.")

    def survey(self, browser: Browser) -> None:
        """On her own telephone: another browser, nobody logged in."""
        self.page.locator("main select[name=language]").last.select_option("fa")
        self.press("Link ausgeben")
        look(self.page)
        address = self.main.locator("code").inner_text()
        phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="fa-IR")
        try:
            own = phone.new_page()
            own.goto(address)
            expect(own.locator("html")).to_have_attribute("lang", "fa")
            expect(own.locator("main")).to_have_css("direction", "rtl")
            look(own, dark=True)
            own.set_viewport_size({"width": 390, "height": 844})
            own.get_by_role("button").last.click()
            expect(own.get_by_role("alert")).to_be_visible()
            for question in own.locator("fieldset").all():
                question.get_by_role("radio").first.check()
            own.check("[name=whose][value='with-me']")
            own.get_by_role("button").last.click()
            expect(own.get_by_role("status")).to_be_visible()
            look(own)
        finally:
            phone.close()
        self.to_step("Abschluss")
        self.says("für diese Auswertung freigegeben")
        look(self.page)

    def end_and_reopen(self) -> None:
        self.press("Sichern und beenden")
        self.page.locator("[name=reason]").select_option(index=1)
        look(self.page)
        self.press("Beenden")
        self.says("Die Fallsteuerung ist beendet.")
        look(self.page, dark=True)
        former = self.main.get_by_role("link", name="Abschluss", exact=True).first
        former.click()
        self.says("Diese Fallsteuerung ist beendet.")
        look(self.page)
        assert self.main.locator("form:has(textarea)").count() == 0, "what has ended is read only"
        self.overview()
        self.main.get_by_role("link", name="Ende zurücknehmen und wieder aufnehmen", exact=False).first.click()
        self.press("Zurücknehmen")
        expect(self.page.get_by_role("alert")).to_be_visible()
        self.fill(words="Die neue Arbeit ist nach zwei Wochen weggefallen.")
        look(self.page)
        self.press("Zurücknehmen")
        self.says("Zurückgenommen")
        self.says("Die neue Arbeit ist nach zwei Wochen weggefallen.")
        look(self.page, dark=True)


PROVED = ("P-85", "P-86", "P-87", "P-88", "P-89", "P-90", "P-99", "P-100", "P-102", "P-105", "P-107", "P-108", "P-109",
          "P-111", "P-112", "P-115", "P-157")  # fmt: skip


@pytest.mark.requirement(*PROVED)
def test_a_case_from_the_question_to_its_end_and_back(page: Page, county: Installation, chromium: Browser) -> None:
    login(page, county.url, "Sonja Krüger")
    today = date.fromisoformat(page.evaluate("new Date().toLocaleDateString('sv-SE', {timeZone: 'Europe/Berlin'})"))
    page.goto(county.url)
    page.get_by_role("link", name="Case Management prüfen: ", exact=False)
    walk = Walk(page, file_of_somebody_asked(page, county.url), today)
    walk.prompt_and_interview()
    walk.to_step("Assessment")
    look(page)
    walk.press("Assessment beginnen")
    walk.assessment("Braucht Rat bei jedem Brief.", 1)
    walk.goals()
    walk.goal_paper()
    walk.help_plan()
    walk.steering()
    walk.monitoring()
    walk.second_assessment()
    walk.evaluation()
    walk.survey(chromium)
    walk.end_and_reopen()


def file_of_somebody_asked(page: Page, url: str) -> str:
    """The file of a household that speaks Dari or Farsi and of which the question is open."""
    page.goto(f"{url}/akten/")
    for address in page.locator("main table a[href^='/akten/']").evaluate_all("found => found.map(a => a.pathname)"):
        page.goto(f"{url}{address}fallsteuerung/")
        if page.locator("#frage").count() and page.get_by_text("Dari", exact=False).count():
            return f"{url}{address}"
    raise AssertionError("nobody who speaks Dari is asked about")
