"""Applications with their papers: begun once for the household, looked after, decided on, followed in time."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lotse.accounts.models import User
from lotse.audit.context import system_actor
from lotse.cases.actions import close_file
from lotse.cases.models import File, Task
from lotse.notes.documents import Said, Sheet, store_document
from lotse.notes.drawn import blank_png
from lotse.notes.papers import Document
from lotse.notes.withdraw import strike_document
from lotse.programmes import applications
from lotse.programmes.models import BenefitApplication, Evidence
from lotse.programmes.states import application_state
from lotse.rulebook import access as rulebook
from tests.county import CONCEPT, County
from tests.world import TODAY


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def begin(county: County, kind: str = "sgb-2", *, also: tuple[int, ...] = (), **values: Any) -> BenefitApplication:
    row = BenefitApplication(file=county.haidari[0])
    others = [county.haidari[n] for n in also]
    applications.apply(row, {"kind": kind, "started_on": county.today} | values, also=others, by=county.sonja)
    return row


def paper(county: County, category: str, title: str, file: File | None = None) -> Document:
    sheets, files = [Sheet("Blatt.png", "image/png", blank_png(60, 80, []))], [file or county.haidari[0]]
    said = Said(category, title, county.today)
    return store_document(files, sheets, author=county.sonja, by=county.sonja, now=timezone.now(), said=said)


def of(county: County, row: BenefitApplication, n: int = 0) -> str:
    return f"/akten/{county.haidari[n].pk}/teilhabe/antrag/{row.pk}/"


def note(county: County, row: BenefitApplication, **data: Any) -> int:
    return client_of(county.sonja).post(f"{of(county, row)}nachweis/", data).status_code


# --- begun ------------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-27")
@pytest.mark.requirement("P-29")
@pytest.mark.requirement("P-66")
@pytest.mark.parametrize(
    ("kind", "body", "asks_for"),
    [
        ("asylblg", "Sozialamt", "Zuweisungsentscheidung"),
        ("sgb-2", "Jobcenter", "Mietvertrag"),
        ("sgb-12", "Sozialamt", "Angaben zum Vermögen"),
        ("child-benefit", "Familienkasse", "Geburtsurkunde des Kindes"),
        ("housing-benefit", "Wohngeldstelle", "Nachweis von Miete"),
        ("health-insurance", "Krankenkasse", "Lichtbild"),
        ("education-package", "", "Bescheinigung von Kita oder Schule"),
    ],
)
def test_an_application_brings_the_body_it_goes_to_and_the_papers_it_needs(
    county: County, kind: str, body: str, asks_for: str
) -> None:
    client, base = client_of(county.sonja), f"/akten/{county.haidari[0].pk}/teilhabe/antrag/"
    sent = client.post(f"{base}neu/", {"version": "1", "kind": kind, "started_on": "17.11.2026", "words": "Geheim A"})
    assert sent.status_code == 302
    html = client.get(sent["Location"]).content.decode()
    assert asks_for in html and "Nachweise fehlen" in html
    assert not body or f"Stelle: {body}" in html
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM programmes_benefitapplication")
        assert b"Geheim" not in bytes(cursor.fetchone()[0])


@pytest.mark.requirement("P-27")
def test_it_is_entered_once_for_the_household_and_seen_in_every_file(county: County) -> None:
    nadia, omid, laila = county.haidari
    client, address = client_of(county.amir), f"/akten/{nadia.pk}/teilhabe/antrag/neu/"
    data = {"version": "1", "kind": "sgb-2", "started_on": "17.11.2026", "also": [str(omid.pk)]}
    assert client.post(address, data).status_code == 302
    row = BenefitApplication.objects.get()
    for file in (nadia, omid):
        html = get(county.sonja, f"/akten/{file.pk}/teilhabe/")
        assert "Antrag auf Leistungen nach SGB II" in html and "mit einer weiteren Person" in html
        assert "Haidari" in get(county.sonja, f"/akten/{file.pk}/teilhabe/antrag/{row.pk}/")
    assert "Noch kein Antrag." in get(county.sonja, f"/akten/{laila.pk}/teilhabe/")
    assert client_of(county.sonja).get(of(county, row, 2)).status_code == 404


def test_a_stranger_is_not_taken_into_it(county: County) -> None:
    address = f"/akten/{county.haidari[0].pk}/teilhabe/antrag/neu/"
    data = {"version": "1", "kind": "sgb-2", "started_on": "17.11.2026", "also": [str(county.tesfay[0].pk)]}
    assert client_of(county.sonja).post(address, data).status_code == 422
    assert not BenefitApplication.objects.exists()


def test_what_was_typed_comes_back_with_the_errors(county: County) -> None:
    address = f"/akten/{county.haidari[0].pk}/teilhabe/antrag/neu/"
    answer = client_of(county.sonja).post(address, {"version": "1", "started_on": "31.11.2026", "words": "bis Freitag"})
    html = answer.content.decode()
    assert answer.status_code == 422 and "bis Freitag" in html and "31.11.2026" in html
    assert "Bitte auswählen, was beantragt wird." in html


# --- its papers -------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-27")
def test_a_document_of_the_fitting_category_is_offered_and_taken(county: County) -> None:
    row, contract = begin(county), paper(county, "housing", "Mietvertrag Lindenweg")
    paper(county, "school", "Zeugnis")
    html = get(county.sonja, of(county, row))
    assert "Mietvertrag Lindenweg" in html and ">Zeugnis (" not in html
    assert note(county, row, item="tenancy", state="there", document=contract.pk) == 302
    kept = Evidence.objects.get()
    assert (kept.item, kept.state, kept.document_id) == ("tenancy", "there", contract.pk)
    assert "10 Nachweise fehlen" in get(county.sonja, of(county, row))


@pytest.mark.requirement("P-27")
def test_a_missing_paper_becomes_a_task_with_one_click_and_once_only(county: County) -> None:
    row = begin(county)
    for _again in range(2):
        assert note(county, row, item="bank", state="task") == 302
    task = Task.objects.get()
    assert (task.user_id, task.due_on) == (county.sonja.pk, county.today + timedelta(days=7))
    assert "Nachweis besorgen: Bankverbindung" in task.title
    assert "angefragt" in get(county.sonja, of(county, row))
    assert "Nachweis besorgen" in get(county.sonja, "/")
    assert note(county, row, item="bank", state="there") == 302
    task.refresh_from_db()
    assert task.done_on == county.today and not task.is_dropped


def test_what_is_not_needed_drops_its_task_and_may_be_missing_after_all(county: County) -> None:
    row = begin(county)
    note(county, row, item="bank", state="task")
    note(county, row, item="bank", state="not-needed")
    assert Task.objects.get().is_dropped
    assert "10 Nachweise fehlen" in get(county.sonja, of(county, row))
    note(county, row, item="bank", state="needed")
    assert "11 Nachweise fehlen" in get(county.sonja, of(county, row))


@pytest.mark.requirement("P-27")
def test_a_paper_whose_scan_was_taken_back_is_missing_again(county: County) -> None:
    row, contract = begin(county), paper(county, "housing", "Mietvertrag")
    note(county, row, item="tenancy", state="there", document=contract.pk)
    strike_document(contract, "twice", by=county.sonja, now=timezone.now())
    html = get(county.sonja, of(county, row))
    assert "fehlt wieder" in html and "11 Nachweise fehlen" in html
    assert "11 Nachweise fehlen" in get(county.sonja, f"/akten/{county.haidari[0].pk}/teilhabe/")


def test_neither_a_strange_document_nor_an_unknown_item_is_taken(county: County) -> None:
    row = begin(county)
    strange = paper(county, "housing", "Fremd", county.tesfay[0])
    assert note(county, row, item="tenancy", state="there", document=strange.pk) == 404
    assert note(county, row, item="unknown", state="there") == 404
    assert note(county, row, item="tenancy", state="burnt") == 404
    assert not Evidence.objects.exists()


# --- decided ----------------------------------------------------------------------------------------------------------
def said(**more: Any) -> dict[str, Any]:
    names = ("handed_in_on", "decided_on", "granted_from_on", "granted_until_on", "words", "decision", "document")
    return dict.fromkeys(names, "") | {"version": "1", "kind": "sgb-2", "started_on": "02.11.2026"} | more


@pytest.mark.requirement("P-27")
def test_handed_in_and_decided_with_its_scan(county: County) -> None:
    row, decision = begin(county), paper(county, "benefit", "Bescheid Jobcenter")
    client = client_of(county.sonja)
    assert client.post(of(county, row), said(handed_in_on="09.11.2026")).status_code == 302
    assert "eingereicht am 09.11.2026" in get(county.sonja, of(county, row))
    data = said(
        version="2", handed_in_on="09.11.2026", decision="granted", decided_on="16.11.2026",
        granted_from_on="01.12.2026", granted_until_on="31.05.2027", document=str(decision.pk),
    )  # fmt: skip
    assert client.post(of(county, row), data).status_code == 302
    html = get(county.sonja, of(county, row))
    assert "bewilligt bis 31.05.2027" in html and f"/schriftstuecke/{decision.pk}/" in html
    line = get(county.sonja, f"/akten/{county.haidari[0].pk}/?art=teilhabe")
    assert "Antrag auf Leistungen nach SGB II" in line and "bewilligt bis 31.05.2027" in line


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"decision": "granted"}, "Bitte den Tag der Entscheidung angeben."),
        ({"decided_on": "16.11.2026"}, "Bitte auswählen, wie entschieden wurde."),
        ({"granted_until_on": "31.05.2027"}, "Bewilligt ist etwas nur"),
        ({"handed_in_on": "01.11.2026"}, "liegt vor „Begonnen am“"),
        ({"handed_in_on": "01.12.2026"}, "liegt in der Zukunft"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(county: County, more: dict[str, str], sentence: str) -> None:
    row = begin(county)
    answer = client_of(county.sonja).post(of(county, row), said(**more))
    assert answer.status_code == 422 and sentence in answer.content.decode()


def test_the_second_to_save_sees_the_difference(county: County) -> None:
    row, client = begin(county, also=(1,)), client_of(county.sonja)
    omid = str(county.haidari[1].pk)
    assert client.post(of(county, row), said(handed_in_on="09.11.2026", also=[omid])).status_code == 302
    answer = client_of(county.amir).post(of(county, row), said(handed_in_on="10.11.2026", words="von mir"))
    html = answer.content.decode()
    assert answer.status_code == 409 and "09.11.2026" in html and "von mir" in html and "Betrifft auch" in html
    row.refresh_from_db()
    assert row.handed_in_on == date(2026, 11, 9)


def test_the_database_holds_no_half_decision(county: County) -> None:
    row = begin(county)
    for wrong in ({"decision": "granted"}, {"granted_until_on": TODAY}):
        with pytest.raises(IntegrityError), system_actor("test", "break"), transaction.atomic():
            BenefitApplication.objects.filter(pk=row.pk).update(**wrong)


def test_a_mistake_is_removed_and_its_papers_stay(county: County) -> None:
    row, contract = begin(county), paper(county, "housing", "Mietvertrag")
    note(county, row, item="tenancy", state="there", document=contract.pk)
    assert client_of(county.sonja).post(of(county, row), {"step": "entfernen"}).status_code == 302
    assert not BenefitApplication.objects.exists() and Document.objects.filter(pk=contract.pk).exists()


# --- the end of an approval period ------------------------------------------------------------------------------------
def granted(county: County, until: date, **more: Any) -> BenefitApplication:
    on = until - timedelta(days=180)
    return begin(county, started_on=on, decision="granted", decided_on=on, granted_until_on=until, **more)


@pytest.mark.requirement("P-27")
@pytest.mark.parametrize(("days", "is_there"), [(61, False), (60, True), (1, True), (-5, True)])
def test_sixty_days_before_its_end_it_comes_up_on_the_start_page(county: County, days: int, is_there: bool) -> None:
    granted(county, county.today + timedelta(days=days), also=(1, 2))
    html = get(county.sonja, "/")
    assert ("Folgeantrag" in html) is is_there
    if is_there:
        assert "mit 2 weiteren Personen" in html and "Sechzig Tage vor dem Ende" in html
        assert html.count("?folgt=") == 1
    assert "Folgeantrag" not in get(county.pavel, "/")


@pytest.mark.requirement("P-27")
def test_it_is_quiet_once_it_is_followed_or_nothing_follows(county: County) -> None:
    row = granted(county, county.today + timedelta(days=20))
    address = f"/akten/{county.haidari[0].pk}/teilhabe/antrag/neu/?folgt={row.pk}"
    html = get(county.sonja, address)
    assert 'value="sgb-2" selected' in html
    following = begin(county)
    assert "Folgeantrag" not in get(county.sonja, "/")
    applications.remove_application(following, by=county.sonja)
    assert "Folgeantrag" in get(county.sonja, "/")
    values = {"is_last": True}
    applications.change_application(row, values, also=[], without=[], version=1, by=county.sonja)
    assert "Folgeantrag" not in get(county.sonja, "/")


@given(
    handed=st.booleans(), decision=st.sampled_from(["", "granted", "partly", "refused", "withdrawn"]),
    until=st.none() | st.integers(-400, 400), missing=st.integers(0, 12), is_last=st.booleans(),
)  # fmt: skip
def test_the_state_is_one_of_few_and_a_decision_outweighs_everything(
    handed: bool, decision: str, until: int | None, missing: int, is_last: bool
) -> None:
    row = BenefitApplication(
        handed_in_on=TODAY if handed else None, decision=decision, decided_on=TODAY if decision else None,
        granted_until_on=None if until is None else TODAY + timedelta(days=until), is_last=is_last,
    )  # fmt: skip
    state = application_state(row, missing, TODAY)
    if decision in ("granted", "partly"):
        expected = "granted" if until is None else "ended" if until < 0 else "granted"
        expected = "ending" if until is not None and 0 <= until <= 60 and not is_last else expected
    elif decision:
        expected = decision
    else:
        expected = "waiting" if handed else "collecting" if missing else "complete"
    assert state.key == expected and state.word


# --- all the same -----------------------------------------------------------------------------------------------------
def test_more_applications_and_papers_ask_no_more_of_the_database(county: County) -> None:
    client, nadia = client_of(county.sonja), county.haidari[0]

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    row = granted(county, county.today + timedelta(days=10), also=(1,))
    items = rulebook.get(CONCEPT).federal.evidence_lists[1].items
    first = paper(county, "housing", "Mietvertrag")
    applications.note_evidence(row, "tenancy", "there", county.today, document=first, by=county.sonja)
    addresses = [f"/akten/{nadia.pk}/teilhabe/", f"/akten/{nadia.pk}/?alle", "/", of(county, row)]
    few = [queries(address) for address in addresses]
    for item in items:
        applications.note_evidence(row, item.key, "there", county.today, by=county.sonja)
    for n in range(40):
        granted(county, county.today + timedelta(days=n), kind="asylblg", also=(1, 2))
    assert [queries(address) for address in addresses] == few


def test_nothing_is_written_in_a_closed_file(county: County) -> None:
    row = begin(county)
    close_file(county.haidari[0], reason="moved-away", on=county.today, by=county.sonja)
    client = client_of(county.sonja)
    assert "Als Aufgabe" not in client.get(of(county, row)).content.decode()
    assert client.post(of(county, row), said()).status_code == 302
    assert note(county, row, item="bank", state="there") == 302
    assert not Evidence.objects.exists()
