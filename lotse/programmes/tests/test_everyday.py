"""Individual care behind its gate, the hardship procedure, and what the law gives in case of illness."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lotse.accounts.models import User
from lotse.cases import residence
from lotse.cases.models import File
from lotse.concept.everyday import entitlements
from lotse.concept.load import load_concept
from lotse.notes.documents import Sheet, store_document
from lotse.notes.papers import Document
from lotse.notes.tests.sheets import png
from lotse.programmes import rows
from lotse.programmes.everyday import HardshipProcedure, IndividualCare
from lotse.ui import clock
from tests.county import CONCEPT, County
from tests.world import World

GATE = load_concept(CONCEPT).care_gates[0]
SENTENCE = "beginnt die Einzelfallbetreuung erst, wenn der Fachdienst Soziales und Wohnen die Kosten übernommen hat"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return html


def stored(file: File, author: User) -> Document:
    return store_document([file], [Sheet("a.png", "image/png", png())], author=author, by=author, now=clock.now())


def care(**more: Any) -> dict[str, Any]:
    names = ["where", "asked_on", "assured_on", "assured_until_on", "document", "begins_on", "deviation", "ended_on",
             "words"]  # fmt: skip
    return dict.fromkeys(names, "") | {"version": "1"} | more


def base(file: File, what: str) -> str:
    return f"/akten/{file.pk}/teilhabe/{what}/"


# --- the gate ---------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-76")
def test_care_is_locked_until_the_costs_are_assured(county: County) -> None:
    nadia, client = county.haidari[0], client_of(county.sonja)  # lives by section 3 AsylbLG
    address = base(nadia, "einzelfall") + "neu/"
    assert SENTENCE in get(county.sonja, address)
    answer = client.post(address, care(where="Familienhilfe Mitte", asked_on="16.11.2026", begins_on="01.12.2026"))
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count(SENTENCE) >= 2 and "Familienhilfe Mitte" in page
    assert not IndividualCare.objects.exists()
    # asked for is enough to be written down; with the assurance and its scan the step is open
    assert client.post(address, care(where="Familienhilfe Mitte", asked_on="16.11.2026")).status_code == 302
    row = IndividualCare.objects.get()
    assert "Kostenübernahme beantragt, seit" in get(county.sonja, f"/akten/{nadia.pk}/teilhabe/")
    scan = stored(nadia, county.sonja)
    data = care(asked_on="16.11.2026", assured_on="20.11.2026", document=str(scan.pk), begins_on="01.12.2026")
    assert client.post(f"{base(nadia, 'einzelfall')}{row.pk}/", data).status_code == 302
    row.refresh_from_db()
    assert (row.begins_on, row.document_id, row.deviation) == (date(2026, 12, 1), scan.pk, "")
    assert "ab 01.12.2026" in get(county.amir, f"/akten/{nadia.pk}/teilhabe/")


@pytest.mark.requirement("P-76")
def test_what_began_all_the_same_is_a_deviation_with_its_reason(county: County) -> None:
    nadia, client = county.haidari[0], client_of(county.sonja)
    address = base(nadia, "einzelfall") + "neu/"
    data = care(begins_on="12.11.2026")
    answer = client.post(address, data)
    assert answer.status_code == 422 and "Hat sie trotzdem schon begonnen?" in answer.content.decode()
    more = care(begins_on="12.11.2026", deviation="emergency", words="Akute Not am Wochenende.")
    assert client.post(address, more).status_code == 302
    page = get(county.ute, f"/akten/{nadia.pk}/teilhabe/")
    assert "ohne Kostenübernahme begonnen am 12.11.2026" in page and "Notlage" in page
    assert "Abweichung: Notlage" in get(county.sonja, f"/akten/{nadia.pk}/?art=teilhabe")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM programmes_individualcare")
        assert b"Not am" not in bytes(cursor.fetchone()[0])
    # what lies ahead cannot have happened
    assert client.post(address, care(begins_on="01.12.2026", deviation="emergency")).status_code == 422


@pytest.mark.requirement("P-76")
def test_who_lives_by_other_benefits_meets_no_gate(county: County) -> None:
    yonas, client = county.tesfay[0], client_of(county.sonja)
    facts = residence.BenefitFacts("sgb-2", county.today - timedelta(days=9))
    for held in yonas.person.benefits.all():
        residence.remove_benefit(yonas, held, version=held.version, by=county.sonja)
    residence.record_benefit([yonas], facts, by=county.sonja)
    assert SENTENCE not in get(county.sonja, base(yonas, "einzelfall") + "neu/")
    data = care(begins_on="20.11.2026", deviation="other")
    assert client.post(base(yonas, "einzelfall") + "neu/", data).status_code == 302
    assert IndividualCare.objects.get().deviation == ""


days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.mark.requirement("P-76")
@given(days, st.none() | days, st.none() | st.integers(0, 800), st.sampled_from([*GATE.benefits, "sgb-2", None]))
def test_the_gate_is_open_exactly_while_the_costs_are_assured(
    on: date, assured_on: date | None, lasts: int | None, benefit: str | None
) -> None:
    until = assured_on + timedelta(days=lasts) if assured_on and lasts is not None else None
    covered = assured_on is not None and assured_on <= on and (until is None or on <= until)
    assert GATE.locks(benefit, on, assured_on, until) == (benefit in GATE.benefits and not covered)


def test_a_concept_without_the_gate_knows_no_such_form(world: World) -> None:
    for what in ("einzelfall", "haertefall"):
        assert client_of(world.katrin).get(base(world.mehari[0], what) + "neu/").status_code == 404


# --- hardship ---------------------------------------------------------------------------------------------------------
def hardship(**more: Any) -> dict[str, Any]:
    names = ["advised_on", "applied_on", "decision", "decided_on", "outcome", "outcome_on", "words"]
    return dict.fromkeys(names, "") | {"version": "1"} | more


@pytest.mark.requirement("P-80")
def test_a_hardship_procedure_goes_from_advice_to_its_outcome(county: County) -> None:
    yonas, client = county.tesfay[0], client_of(county.sonja)
    tab, first = f"/akten/{yonas.pk}/teilhabe/", base(yonas, "haertefall") + "neu/"
    assert client.post(first, hardship(advised_on="01.09.2026", words="Kinder sind hier geboren.")).status_code == 302
    row = HardshipProcedure.objects.get()
    address = f"{base(yonas, 'haertefall')}{row.pk}/"
    assert "beraten, noch kein Antrag" in get(county.amir, tab)
    steps = {"advised_on": "01.09.2026", "applied_on": "14.09.2026"}
    assert client.post(address, hardship(**steps)).status_code == 302
    assert "ohne Entscheidung" in get(county.sonja, tab)
    today = get(county.sonja, "/")
    assert "Härtefallverfahren: noch keine Antwort" in today and address in today
    steps |= {"decision": "request", "decided_on": "12.11.2026"}
    assert client.post(address, hardship(version="2", **steps)).status_code == 302
    assert "Ersuchen gestellt, seit" in get(county.sonja, tab)
    assert "Härtefallverfahren" not in get(county.sonja, "/")  # it has only begun to wait for the ministry
    steps |= {"outcome": "permit", "outcome_on": "20.11.2026"}
    assert client.post(address, hardship(version="3", **steps)).status_code == 302
    assert "Aufenthaltserlaubnis nach § 23a AufenthG angeordnet" in get(county.sonja, tab)
    line = get(county.sonja, f"/akten/{yonas.pk}/?art=teilhabe")
    assert "Antrag an die Kommission" in line and "Härtefallersuchen gestellt" in line


@pytest.mark.requirement("P-80")
def test_its_words_are_sealed_and_a_second_saver_sees_the_difference(county: County) -> None:
    yonas, client = county.tesfay[0], client_of(county.sonja)
    values = {"advised_on": date(2026, 11, 2), "words": "Schwere Krankheit des Vaters."}
    row = rows.enter(HardshipProcedure(file=yonas), values, by=county.sonja)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM programmes_hardshipprocedure")
        assert b"Vater" not in bytes(cursor.fetchone()[0])
    address = f"{base(yonas, 'haertefall')}{row.pk}/"
    assert client.post(address, hardship(advised_on="03.11.2026")).status_code == 302
    answer = client.post(address, hardship(advised_on="04.11.2026", words="Mein Text."))
    page = answer.content.decode()
    assert answer.status_code == 409 and "03.11.2026" in page and "Mein Text." in page


@pytest.mark.parametrize(
    "wrong",
    [{}, {"advised_on": "01.12.2026"}, {"advised_on": "02.11.2026", "decision": "request"},
     {"advised_on": "02.11.2026", "applied_on": "01.11.2026"},
     {"advised_on": "02.11.2026", "outcome": "permit", "outcome_on": "03.11.2026"}],
)  # fmt: skip
def test_steps_without_their_days_or_out_of_order_come_back(county: County, wrong: dict[str, str]) -> None:
    address = base(county.tesfay[0], "haertefall") + "neu/"
    answer = client_of(county.sonja).post(address, hardship(words="Bleibt stehen.", **wrong))
    assert answer.status_code == 422 and "Bleibt stehen." in answer.content.decode()


def test_nobody_who_may_not_read_notes_sees_either(county: County) -> None:
    yonas = county.tesfay[0]
    rows.enter(HardshipProcedure(file=yonas), {"advised_on": county.today}, by=county.sonja)
    for user in (county.gerd, county.heike):
        assert client_of(user).get(f"/akten/{yonas.pk}/teilhabe/").status_code == 403
        assert "Härtefallverfahren" not in get(user, f"/akten/{yonas.pk}/")


def test_more_procedures_ask_no_more_of_the_database(county: County) -> None:
    yonas, client = county.tesfay[0], client_of(county.sonja)
    addresses = ["/", f"/akten/{yonas.pk}/teilhabe/", f"/akten/{yonas.pk}/?alle"]

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    def enter(n: int) -> None:
        on = county.today - timedelta(days=60 + n)
        rows.enter(HardshipProcedure(file=yonas), {"advised_on": on, "applied_on": on}, by=county.sonja)
        rows.enter(IndividualCare(file=yonas), {"asked_on": on, "where": "Dienst"}, by=county.sonja)

    enter(0)
    for address in addresses:  # the file stands among those opened last from now on
        client.get(address)
    few = [queries(address) for address in addresses]
    for n in range(40):
        enter(n)
    assert [queries(address) for address in addresses] == few


# --- health -----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-74")
def test_person_says_what_the_law_gives_in_case_of_illness(county: County) -> None:
    page = get(county.sonja, f"/akten/{county.haidari[0].pk}/person/")
    assert "§§ 4, 6 AsylbLG, Stand 01.01.2025. Auskunft, keine Entscheidung." in page
    assert "Behandlung akuter Erkrankungen" in page and "§ 264" not in page.split("Versorgung bei Krankheit")[0]
    residence.record_benefit(
        [county.haidari[0]], residence.BenefitFacts("asylblg-2", county.today), by=county.sonja
    )  # fmt: skip
    assert "§ 264 Abs. 2 SGB V" in get(county.sonja, f"/akten/{county.haidari[0].pk}/person/")


@pytest.mark.requirement("P-74")
def test_a_note_on_health_shows_it_too(county: County) -> None:
    nadia, client = county.haidari[0], client_of(county.sonja)
    page = client.get(f"/akten/{nadia.pk}/vermerk/neu/").content.decode()
    address = page.split('id="vermerk"')[1].split('hx-post="')[1].split('"')[0]
    said = {"persons": [str(nadia.pk)], "contact_form": "individual", "on": "20.11.2026"}
    assert "§§ 4, 6 AsylbLG" in client.post(address, said | {"topics": ["health-benefits"]}).content.decode()
    assert "§§ 4, 6 AsylbLG" not in client.post(address, said | {"topics": ["residence"]}).content.decode()


@pytest.mark.requirement("P-74")
def test_every_benefit_has_its_entry_and_the_status_offers_what_it_may_lead_to() -> None:
    federal = load_concept(CONCEPT).federal
    for benefit in federal.benefits:
        found = entitlements(federal.health_entitlements, benefit.key)
        assert len(found) == 1 and found[0].as_of and found[0].legal_basis
    pending = next(s for s in federal.statuses if s.key == "aufenthaltsgestattung")
    keys = {entry.key for entry in entitlements(federal.health_entitlements, None, pending.benefits)}
    assert "asylblg-basic" in keys and "statutory-jobcenter" not in keys
    assert entitlements(federal.health_entitlements, None) == []
