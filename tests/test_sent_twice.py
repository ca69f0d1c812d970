"""A double click makes one row: every form that creates something, sent twice with the same words."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver

from lotse.accounts.models import User
from lotse.audit.models import SentForm
from lotse.audit.sent import KEPT_FOR, forget_sent_forms
from lotse.cases import planning, restricted
from lotse.cases.models import Task
from lotse.casework.tests.helpers import taken_over
from lotse.network import actions as directory
from lotse.network.models import Partner
from lotse.notes.models import Draft
from lotse.programmes import housing
from lotse.programmes.tests.housing_world import begin, of
from tests.county import County
from tests.overlay import switch_on
from tests.test_access_matrix import routes

FAULT = re.compile(r'<p class="kern-error".*?</p>')
ROOMS = ("network", "cases", "people", "notes", "casework", "programmes", "intake")
ON, LATER = "16.11.2026", "01.03.2027"


class Page(HTMLParser):
    """What a browser would send of the forms of a page, as they stand in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.names: list[set[str]] = []  # of radio buttons too, none of which may be chosen
        self.select = self.area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in pairs}
        if self.names and has.get("name"):
            self.names[-1].add(has["name"])
        if tag == "form":
            self.forms.append({})
            self.names.append(set())
        elif self.forms and tag == "input" and has.get("name"):
            if has.get("type") not in ("checkbox", "radio", "submit", "search") or "checked" in has:
                self.say(has["name"], has.get("value", "on" if "checked" in has else ""))
        elif tag == "select":
            self.select = has.get("name", "")
        elif tag == "option" and self.select and self.forms:
            if "selected" in has or self.select not in self.forms[-1]:
                self.forms[-1][self.select] = [has.get("value", "")]
        elif tag == "textarea":
            self.area = has.get("name", "")
            self.say(self.area, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][self.area][-1] += data.removeprefix("\n")

    def say(self, name: str, value: str) -> None:
        self.forms[-1].setdefault(name, []).append(value)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form_of(client: Client, address: str, filled: dict[str, Any]) -> dict[str, Any]:
    """The form of a page, filled in."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    page, wanted = Page(answer.content.decode()), {"form_id", *list(filled)[:1]}
    return next(f for f, names in zip(page.forms, page.names, strict=True) if names >= wanted) | filled


def counted() -> dict[str, int]:
    models = [m for room in ROOMS for m in apps.get_app_config(room).get_models() if m._meta.managed]
    return {m._meta.db_table: m._base_manager.count() for m in models}


HOUSEHOLD = {
    "count": "1", "arrival": "moved-in", "arrived_on": ON, "street": "Uferweg", "house_number": "8",
    "postcode": "14542", "place": "Werder (Havel)", "district": "Werder (Havel)", "p0-family_name": "Al-Hamwi",
    "p0-given_name": "Layla", "p0-birth": "07.08.1996", "p0-sex": "female",
}  # fmt: skip
GAP = {"words": "Kein Kurs", "on": ON, "field": "housing", "kind": "none"}
FILE, CASE = "akten/{nadia}/", "akten/{nadia}/fallsteuerung/"
# the address as it stands in the access matrix, the address, what is filled in beside what stands there already
CREATING: dict[str, tuple[str, dict[str, Any]]] = {
    "akten/<uuid:key>/aufgabe/neu/": (FILE + "aufgabe/neu/", {"title": "Kita anrufen"}),
    "akten/<uuid:key>/termin/neu/": (FILE + "termin/neu/", {"on": LATER, "starts": "10:00", "minutes": "60"}),
    "akten/<uuid:key>/hinweis/neu/": (FILE + "hinweis/neu/", {"words": "Nur schriftlich", "until_on": LATER}),
    "akten/<uuid:key>/person/aufenthalt/neu/": (
        FILE + "person/aufenthalt/neu/", {"status": "duldung", "from_on": "01.11.2026"},
    ),
    "akten/<uuid:key>/person/leistung/neu/": (
        FILE + "person/leistung/neu/", {"system": "asylblg-2", "from_on": "01.11.2026"},
    ),
    "akten/<uuid:key>/person/beziehung/neu/": (
        FILE + "person/beziehung/neu/", {"kind": "parent", "who": "words", "other_words": "Mutter", "lives": "abroad"},
    ),
    "akten/<uuid:key>/person/bildung/neu/": (FILE + "person/bildung/neu/", {"kind": "school", "years": "8"}),
    "akten/<uuid:key>/person/beruf/neu/": (FILE + "person/beruf/neu/", {"kind": "employed", "job": "Schneiderin"}),
    "akten/<uuid:key>/geschuetzt/schutzbedarf/neu/": (
        FILE + "geschuetzt/schutzbedarf/neu/", {"kind": "pregnant", "from_on": ON},
    ),
    "akten/<uuid:key>/ereignis/<slug:kind>/": (FILE + "ereignis/absence/", {"on": ON, "from_on": ON}),
    "akten/<uuid:key>/teilhabe/<slug:what>/neu/": (FILE + "teilhabe/kurs/neu/", {"kind": "integrationskurs"}),
    "akten/<uuid:key>/teilhabe/antrag/neu/": (FILE + "teilhabe/antrag/neu/", {"kind": "sgb-2"}),
    "akten/<uuid:key>/teilhabe/wohnung/neu/": (
        FILE + "teilhabe/wohnung/neu/", {"procedure": "approval", "started_on": ON},
    ),
    "akten/<uuid:key>/teilhabe/wohnung/<uuid:row>/angebot/neu/": (
        "{flat}angebot/neu/", {"where": "Uferweg 2", "offered_on": ON},
    ),
    "akten/<uuid:key>/fallsteuerung/ziele/neu/": (
        CASE + "ziele/neu/", {"german": "Eine Wohnung", "area": "housing", "due_on": LATER},
    ),
    "akten/<uuid:key>/fallsteuerung/plan/massnahme/": (CASE + "plan/massnahme/", {"what": "Suchen", "who": "worker"}),
    "akten/<uuid:key>/fallsteuerung/steuerung/absprache/neu/": (
        CASE + "steuerung/absprache/neu/", {"partner": "Jugendamt", "service": "Hilfe"},
    ),
    "akten/<uuid:key>/fallsteuerung/steuerung/konferenz/neu/": (
        CASE + "steuerung/konferenz/neu/",
        {"on": LATER, "starts": "10:00", "minutes": "60", "wer-0-role": "third", "wer-0-name": "Frau Ahorn"},
    ),
    "akten/<uuid:key>/fallsteuerung/luecke/neu/": (CASE + "luecke/neu/", GAP),
    "fallsteuerung/austausch/neu/": ("fallsteuerung/austausch/neu/", {"topic": "Kitas", "on": ON}),
    "fallsteuerung/luecken/neu/": ("fallsteuerung/luecken/neu/", GAP),
    "gruppenangebote/neu/": ("gruppenangebote/neu/", {"kind": "homework-help", "title": "Lernen", "from_on": ON}),
    "gruppenangebote/<uuid:key>/termin/neu/": ("{offer}termin/neu/", {"on": ON, "children": "3"}),
    "aufnahme/": ("aufnahme/", HOUSEHOLD),
    "verzeichnis/neu/": ("verzeichnis/neu/", {"name": "Praxis am Anger", "kind": "practice"}),
    "verzeichnis/<uuid:key>/angebot/neu/": ("{partner}angebot/neu/", {"title": "Offene Sprechstunde"}),
    "verzeichnis/<uuid:key>/person/neu/": ("{partner}person/neu/", {"name": "Frau Ahorn"}),
}  # fmt: skip
OTHERS = {
    "akten/<uuid:key>/vermerk/neu/": "the draft's id becomes the note's: lotse/notes/tests/test_drafts.py",
    "vermerke/gruppe/neu/": "the same",
    "akten/<uuid:key>/fallsteuerung/assessment/neu/": "a button: what is begun already is not begun again",
    "mitarbeitende/neu/": "the mail address is there once",
    "organisationen/neu/": "the name is there once",
    "organisationen/<uuid:key>/teams/neu/": "the name is there once",
}
WORK = {  # the rows of `teilhabe/<what>/neu/`
    "anmeldung": {"kind": "kita", "wanted_on": ON},
    "arbeit": {"kind": "job-search", "on": ON},
    "einzelfall": {"where": "Familienhilfe", "asked_on": ON},
    "haertefall": {"advised_on": ON},
}


def test_every_form_that_creates_something_is_tried() -> None:
    creating = {r for r in routes(get_resolver()) if r.endswith(("/neu/", "/massnahme/"))}
    assert creating <= CREATING.keys() | OTHERS.keys(), sorted(creating - CREATING.keys() - OTHERS.keys())


def send_twice(client: Client, address: str, filled: dict[str, Any]) -> None:
    data, before = form_of(client, address, filled), counted()
    first = client.post(address, data)
    assert first.status_code == 302, FAULT.findall(first.content.decode())
    made = counted()
    assert made != before, "the form creates something"
    second = client.post(address, data)
    assert (second.status_code, second.headers["Location"]) == (302, first.headers["Location"])
    assert counted() == made
    page = client.get(first.headers["Location"]).content.decode()
    assert "zweimal gesendet, einmal eingetragen" in page


@pytest.mark.parametrize("route", CREATING)
def test_sent_twice_it_makes_one_row(route: str, county: County) -> None:
    template, filled = CREATING[route]
    nadia = county.haidari[0]
    if "fallsteuerung" in route:
        taken_over(nadia, county.today, by=county.sonja)
    if "schutzbedarf" in route:
        switch_on(county.haidari, restricted.VULNERABILITY)
    client = client_of(county.sonja)
    offer = flat = partner = ""
    if "{flat}" in template:
        flat = of(begin(county, "approval"))[1:]
    if "{offer}" in template:
        client.post(
            "/gruppenangebote/neu/", form_of(client, "/gruppenangebote/neu/", CREATING["gruppenangebote/neu/"][1])
        )
        model = apps.get_model("programmes", "GroupOffer")
        offer = f"gruppenangebote/{model._default_manager.get().pk}/"
    if "{partner}" in template:
        told = {"name": "Praxis am Anger", "kind": "practice", "checked_on": county.today}
        row = directory.save_partner(Partner(), told, languages=(), specialities=(), version=1, by="test")
        partner = f"verzeichnis/{row.pk}/"
    send_twice(client, "/" + template.format(nadia=nadia.pk, flat=flat, offer=offer, partner=partner), filled)


@pytest.mark.parametrize("what", WORK)
def test_nor_two_of_what_somebody_takes_part_in(what: str, county: County) -> None:
    address = f"/akten/{county.haidari[1 if what == 'anmeldung' else 0].pk}/teilhabe/{what}/neu/"
    send_twice(client_of(county.sonja), address, WORK[what])


# --- what must not follow from it -------------------------------------------------------------------------------------
@pytest.fixture
def task(county: County) -> str:
    return f"/akten/{county.haidari[0].pk}/aufgabe/neu/"


def test_other_words_under_the_same_id_are_not_lost(county: County, task: str) -> None:
    client = client_of(county.sonja)
    data = form_of(client, task, {"title": "Kita anrufen"})
    client.post(task, data)
    client.post(task, data | {"title": "Schule anrufen"})
    assert {t.title for t in Task.objects.all()} == {"Kita anrufen", "Schule anrufen"}


def test_somebody_elses_id_reveals_and_overwrites_nothing(county: County, task: str) -> None:
    data = form_of(client_of(county.sonja), task, {"title": "Geheim"})
    client_of(county.sonja).post(task, data)
    row = Task.objects.get()
    answer = client_of(county.amir).post(task, data)
    assert answer.status_code == 302 and Task.objects.count() == 2, "his own form, his own row"
    elsewhere = f"/akten/{county.tesfay[0].pk}/aufgabe/neu/"
    client_of(county.sonja).post(elsewhere, data)
    assert Task.objects.filter(file=county.tesfay[0]).count() == 1, "another file's form is another form"
    assert client_of(county.pavel).post(task, data).status_code == 404
    for guessed in (str(row.pk), str(county.haidari[0].pk), "x", ""):
        client_of(county.amir).post(task, data | {"form_id": guessed, "title": f"unter {guessed}"})
    again = Task.objects.get(pk=row.pk)
    assert (again.title, again.version) == ("Geheim", row.version)


def test_what_failed_can_be_sent_again(county: County, task: str) -> None:
    client = client_of(county.sonja)
    data = form_of(client, task, {"title": ""})
    assert client.post(task, data).status_code == 422
    assert client.post(task, data).status_code == 422
    assert not SentForm.objects.exists()
    assert client.post(task, data | {"title": "Kita"}).status_code == 302


def test_the_register_holds_no_words_and_forgets(county: County, task: str) -> None:
    client = client_of(county.sonja)
    client.post(task, form_of(client, task, {"title": "Geheim"}))
    row = SentForm.objects.get()
    assert len(row.digest) == 64 and "Geheim" not in row.digest + row.led_to
    assert forget_sent_forms(row.sent_at + KEPT_FOR - timedelta(minutes=1)) == 0
    assert forget_sent_forms(row.sent_at + KEPT_FOR + timedelta(minutes=1)) == 1


# --- two people -------------------------------------------------------------------------------------------------------
def test_the_second_to_remove_a_row_hears_that_it_is_gone(county: County) -> None:
    row = begin(county, "approval")
    sonja, amir = client_of(county.sonja), client_of(county.amir)
    data = [form_of(client, of(row), {"step": "entfernen"}) for client in (sonja, amir)]
    assert sonja.post(of(row), data[0]).status_code == 302
    answer = amir.post(of(row), data[1])
    assert answer.status_code == 404 and "Jemand hat es inzwischen entfernt" in answer.content.decode()
    again = sonja.post(of(row), data[0])
    assert again.status_code == 302, "a double click is no second person"


def test_nor_does_it_break_when_both_are_past_the_door(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    row = begin(county, "approval")
    client, remove = client_of(county.amir), housing.remove_housing
    data = form_of(client, of(row), {"step": "entfernen"})

    def overtaken(mine: Any, *, by: User) -> None:
        remove(type(mine).objects.get(pk=mine.pk), by=county.sonja)
        remove(mine, by=by)

    monkeypatch.setattr(housing, "remove_housing", overtaken)
    assert client.post(of(row), data).status_code in (302, 404)


def test_a_colleague_who_changes_what_was_removed_hears_so_and_keeps_the_words(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = begin(county, "approval")
    client, change = client_of(county.amir), housing.change_housing
    data = form_of(client, of(row), {"words": "Mein Text"})
    client.post(of(row) + "?sichern=1", data, headers={"HX-Request": "true"})

    def overtaken(mine: Any, *args: Any, **kwargs: Any) -> Any:
        housing.remove_housing(type(mine).objects.get(pk=mine.pk), by=county.sonja)
        return change(mine, *args, **kwargs)

    monkeypatch.setattr(housing, "change_housing", overtaken)
    answer = client.post(of(row), data)
    assert answer.status_code == 422 and "inzwischen jemand entfernt" in answer.content.decode()
    assert "Mein Text" in answer.content.decode() and Draft.objects.get().author == county.amir


def test_a_button_on_what_is_gone_meanwhile_says_so(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """It carries no id: between the door and the verb a colleague was faster."""
    task = planning.add_task(county.haidari[0], "Kita anrufen", county.sonja, None, by=county.sonja)

    def overtaken(*_args: Any, **_more: Any) -> None:
        raise Task.DoesNotExist

    monkeypatch.setattr(planning, "settle_task", overtaken)
    answer = client_of(county.sonja).post(f"/akten/{county.haidari[0].pk}/aufgabe/{task.pk}/erledigt/")
    assert answer.status_code == 404 and "inzwischen entfernt" in answer.content.decode()
