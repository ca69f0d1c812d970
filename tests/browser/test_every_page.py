"""Every page as somebody sees it who works there: nothing for axe to find, light and dark, at both widths."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.helpers import assert_finished, login
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

FILE = "{file}"  # the first file in a list of whoever looks
PAGES = {
    "Miriam Albrecht": [
        "/", "/akten/", FILE, FILE + "person/", FILE + "person/stammdaten/", FILE + "haushalt/", FILE + "ereignis/",
        FILE + "ereignis/moved-to-own-flat/", FILE + "ereignis/disappeared/", FILE + "schliessen/",
        FILE + "teilhabe/", FILE + "teilhabe/anmeldung/neu/", FILE + "teilhabe/kurs/neu/",
        FILE + "teilhabe/arbeit/neu/", FILE + "teilhabe/antrag/neu/", FILE + "drucken/", FILE + "drucken/deckblatt/",
        FILE + "drucken/vermerke/", FILE + "drucken/akte/",
        FILE + "vermerk/neu/", FILE + "termin/neu/", FILE + "aufgabe/neu/", FILE + "hinweis/neu/", FILE + "irrtum/",
        FILE + "person/kontakte/", FILE + "person/aufenthalt/neu/", FILE + "person/leistung/neu/",
        FILE + "person/stichtage/", FILE + "person/beziehung/neu/", FILE + "person/bildung/neu/",
        FILE + "person/beruf/neu/", FILE + "person/sprachen/",
        FILE + "?alle", FILE + "?art=fristen", "/vermerke/gruppe/neu/", "/vermerke/kurz/",
        "/vermerke/entwuerfe/", FILE + "schriftstuecke/", FILE + "schriftstuecke/post/", "/post/", "/post/?was=all",
        "/verzeichnis/", "/verzeichnis/?sprache=vi&gruppe=health", "/verzeichnis/neu/", "/verzeichnis/aerzte/?blatt=fa",
        "/termine/erinnern/", FILE + "lebenslauf/", "/lebenslaeufe/",
        "/kalender/", "/suche/", "/aufnahme/", "/einlesen/", "/einlesen/doppelt/",
        "/berichte/anlage-1/", "/berichte/anlage-1/druck/", "/konzept/", "/konzept/dresden/2019-07-01/", "/profil/",
        "/accounts/2fa/", "/accounts/password/change/", "/rollen/",
    ],
    "Katrin Hoyer": [
        "/", "/?wessen=team", "/?wessen=team&lange", "/termine/erinnern/?wessen=team", "/lebenslaeufe/?wessen=team",
        "/akten/", "/verteilung/", "/verteilung/verlauf/",
        "/verteilung/vertretung/", "/klaerung/", "/vermerke/loeschen/", FILE + "gelesen/",
        FILE + "zusammenfuehren/", "/einlesen/", "/berichte/umzuege/",
        "/berichte/anlage-1/", "/berichte/integrationskurse/", "/berichte/themen/",
    ],
    "Theo Brandt": [
        "/", "/akten/", FILE, "/verteilung/", "/mitarbeitende/", "/mitarbeitende/neu/", "/organisationen/",
        "/rollen/bestaetigen/", "/berichte/anlage-1/", "/berichte/eingereicht/", "/berichte/sichtbarkeit/",
        "/vermerke/loeschen/",
    ],
    "Jens Kretzschmar": ["/", "/akten/", FILE, "/berichte/anlage-1/", "/berichte/meldetermin/", "/einlesen/"],
    "Ada Lindner": ["/", "/berichte/anlage-1/", "/akten/"],
    "Dora Weiß": ["/", "/akten/gelesen/", "/rollen/bestaetigen/"],
    "Petra Lang": ["/", "/mitarbeitende/", "/organisationen/", "/organisationen/neu/"],
}  # fmt: skip
CASE, FLAT = FILE + "fallsteuerung/", FILE + "teilhabe/wohnung/"
COUNTY = {
    "Sonja Krüger": [
        "/", CASE, CASE + "assessment/", CASE + "assessment/vergleich/", CASE + "ziele/", CASE + "plan/",
        CASE + "steuerung/", CASE + "monitoring/", CASE + "abschluss/", CASE + "luecke/neu/", FLAT + "neu/",
        "/gruppenangebote/", "/gruppenangebote/neu/",
        "/fallsteuerung/austausch/", "/fallsteuerung/luecken/", "/vermerke/entwuerfe/",
    ],
    "Heike Schulze": ["/", "/wohnungsantraege/", "/verzeichnis/"],
    "Ines Paulsen": ["/anhoerungen/"],
}  # fmt: skip
LEGAL = ["/impressum/", "/datenschutz/", "/barrierefreiheit/", "/gibt-es-nicht/", "/einladung/abgelaufen/"]
REFUSED = {"/akten/": "Ada Lindner"}  # what the least privileged meet must be as finished


def portions(pages: dict[str, list[str]], size: int = 15) -> list[Any]:
    """So many pages at a time that two processes have the same to do."""
    return [
        pytest.param(person, many[at : at + size], id=f"{person} {at // size + 1}")
        for person, many in pages.items()
        for at in range(0, len(many), size)
    ]


def look(
    page: Page, url: str, person: str, addresses: list[str], complaints: list[str], found_at: str = "/akten/"
) -> None:
    login(page, url, person)
    file = ""
    for address in addresses:
        if FILE in address and not file:
            page.goto(url + found_at)
            href = page.locator("main a[href^='/akten/']").first.get_attribute("href") or ""
            file = re.match(r"/akten/[^/]+/", href)[0]  # type: ignore[index]
        answer = page.goto(url + address.replace(FILE, file))
        assert answer and answer.status == (403 if REFUSED.get(address) == person else 200), address
        assert_finished(page)
        if REFUSED.get(address) == person:
            complaints.clear()


@pytest.mark.parametrize(("person", "addresses"), portions(PAGES))
def test_every_page_of_a_role_is_finished(
    person: str, addresses: list[str], page: Page, shown: Installation, complaints: list[str]
) -> None:
    look(page, shown.url, person, addresses, complaints)


@pytest.mark.parametrize(("person", "addresses"), portions(COUNTY))
def test_so_is_every_page_of_a_county(
    person: str, addresses: list[str], page: Page, shown_county: Installation, complaints: list[str]
) -> None:
    look(page, shown_county.url, person, addresses, complaints, found_at="/fallsteuerung/")


def test_pages_before_the_log_in_are_finished(page: Page, shown: Installation, complaints: list[str]) -> None:
    for address in LEGAL:
        page.goto(shown.url + address)
        assert_finished(page)
    complaints.clear()  # two of them are not found, as they should be
