"""A flat of one's own while on AsylbLG benefits: report, hearing, decision, and who decides."""

import dataclasses

import pytest
from django.db import connection

from lotse.cases.actions import Refused
from lotse.cases.merging import merge_files
from lotse.notes.papers import Document
from lotse.paper.tests.reading import words_of
from lotse.programmes import housing as verbs
from lotse.programmes import housing_office as office
from lotse.programmes.housing import Deviation
from lotse.programmes.tests.housing_world import (
    BODIES,
    REPORT,
    apply,
    begin,
    client_of,
    get,
    handed_over,
    hear,
    now,
    of,
)
from lotse.rulebook import access as rulebook
from tests.county import County
from tests.world import TODAY


# --- first the approval -----------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-37")
@pytest.mark.requirement("P-39")
@pytest.mark.requirement("P-40")
def test_the_report_is_an_open_list_of_hints_without_a_verdict_and_frozen_once_handed_over(county: County) -> None:
    row = begin(county, "approval")
    client, address = client_of(county.sonja), of(row, "bericht/")
    html = client.get(address).content.decode()
    for hint in ("Kenntnisse der deutschen Sprache", "Hausordnung: Brandschutz", "Toleranz gegenüber Nachbarn"):
        assert hint in html
    assert "Strafverfahren" not in html and "Punkte von" not in html
    assert client.post(address, REPORT).status_code == 302
    report = row.reports.get()
    assert report.author == county.sonja and {a.criterion for a in report.answers.all()} == {"german", "waste"}
    hand_over = {"step": "abgeben", "version": str(report.version), "on": "23.11.2026", "basis": "consent"}
    assert client.post(address, hand_over).status_code == 422  # no consent without its day
    assert client.post(address, hand_over | {"consent_on": "22.11.2026"}).status_code == 302
    html = client.get(address).content.decode()
    assert "Abgegeben am 23.11.2026." in html and "Ich möchte Ruhe für die Kinder" in html
    client.post(address, REPORT | {"k-german": "Anders"})  # what is said later is a report of its own
    assert [r.number for r in row.reports.all()] == [1, 2]
    frozen = row.reports.get(number=1)
    assert {a.words for a in frozen.answers.all()} == {"Verständigt sich im Alltag", "Trennt Müll"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM programmes_reportanswer")
        assert not any(b"Alltag" in bytes(words) for (words,) in cursor.fetchall())


def test_who_saves_the_report_second_keeps_her_words_and_sees_the_others(county: County) -> None:
    row = begin(county, "approval")
    client, address = client_of(county.sonja), of(row, "bericht/")
    assert client.post(address, REPORT).status_code == 302
    answer = client_of(county.ute).post(address, REPORT | {"k-german": "Spricht kaum"})
    html = answer.content.decode()
    assert answer.status_code == 409 and "Spricht kaum" in html and "Verständigt sich im Alltag" in html


@pytest.mark.requirement("P-38")
@pytest.mark.requirement("P-42")
@pytest.mark.requirement("P-43")
def test_the_office_decides_with_a_reason_once_both_bodies_were_heard(county: County) -> None:
    row = begin(county, "approval", also=(1,))
    clerk, address = client_of(county.heike), f"/wohnungsantraege/{row.pk}/"
    assert clerk.get(address).status_code == 404  # not handed in
    assert (
        client_of(county.sonja).post(of(row, "schritt/application/"), {"version": "1", "on": "20.11.2026"}).status_code
        == 302
    )
    handed_over(county, row)
    html = clerk.get("/wohnungsantraege/").content.decode()
    assert "Haidari" in html and "2 Personen" in html
    html = clerk.get(address).content.decode()
    assert "Geheim Deutsch" in html and "Geheim Person" in html and "Ausländerbehörde ist noch nicht gehört." in html
    decision = {"step": "entscheiden", "version": str(now(row)), "decision": "approved", "on": "23.11.2026"}
    reason = {"words": "Alles spricht dafür"}
    assert clerk.post(address, decision | reason).status_code == 422
    for body in BODIES:
        sheet = clerk.get(f"{address}anfrage/{body}/").content.decode()
        assert "Haidari" in sheet and "Geheim" not in sheet and "Kenntnisse" not in sheet
        assert clerk.post(f"{address}anfrage/{body}/").status_code == 302
        told = {"step": "antwort", "answer": "none", "on": "23.11.2026", "words": "Geheim Antwort"}
        assert clerk.post(f"{address}anfrage/{body}/", told).status_code == 302
    assert "Geheim Antwort" in clerk.get(address).content.decode()
    assert clerk.post(address, decision).status_code == 422  # a decision has its reason
    assert clerk.post(address, decision | reason).status_code == 302
    html = get(county.sonja, of(row))
    assert "befürwortet am 23.11.2026" in html and "Alles spricht dafür" in html and "Geheim Antwort" not in html
    assert "Wohnungsantrag mit Sozialbericht" in get(county.ute, f"/akten/{row.file.pk}/gelesen/")


@pytest.mark.requirement("P-42")
def test_what_was_handed_in_waits_for_the_office_when_its_file_is_brought_together_with_another(county: County) -> None:
    row = begin(county, "approval")
    apply(county, row)
    merge_files(county.tesfay[0], row.file, TODAY, by=county.ute)
    clerk = client_of(county.heike)
    assert f"/wohnungsantraege/{row.pk}/" in clerk.get("/wohnungsantraege/").content.decode()
    assert clerk.get(f"/wohnungsantraege/{row.pk}/").status_code == 200


def test_a_decision_that_came_by_letter_before_the_hearing_is_a_deviation(county: County) -> None:
    row = begin(county, "approval")
    apply(county, row)
    data = {"version": str(now(row)), "decision": "refused", "on": "20.11.2026", "words": "Brief vom Amt"}
    client, address = client_of(county.sonja), of(row, "schritt/decision/")
    assert client.post(address, data).status_code == 422
    assert client.post(address, data | {"reason": "Kam so", "consequence": "Nachgefragt"}).status_code == 302
    assert row.deviations.get().step == "decision"


@pytest.mark.requirement("P-42", "P-43")
def test_the_offices_own_decision_is_the_record_and_both_sides_see_a_letter_that_says_otherwise(county: County) -> None:
    row = begin(county, "approval")
    apply(county, row)
    hear(county, row)
    office.decide(row, "refused", TODAY, "Noch nicht", version=now(row), by=county.heike)
    assert "sagt etwas anderes" not in get(county.heike, f"/wohnungsantraege/{row.pk}/") + get(county.sonja, of(row))
    step = of(row, "schritt/decision/")
    html = get(county.sonja, step)
    assert "Die Stelle hat hier selbst entschieden" in html and "Noch nicht</textarea>" not in html
    data = {"version": str(now(row)), "decision": "approved", "on": "23.11.2026", "words": "Geheim Brief"}
    assert client_of(county.sonja).post(step, data).status_code == 302
    row.refresh_from_db()
    assert (row.decision, row.is_told, row.decision_words) == ("refused", False, "Noch nicht")
    theirs, ours = get(county.sonja, of(row)), get(county.heike, f"/wohnungsantraege/{row.pk}/")
    for html in (theirs, ours):
        assert "Der Brief sagt etwas anderes." in html and "Es gilt, was die Stelle hier entschieden hat" in html
    assert "Geheim Brief" in theirs and "Geheim Brief" not in ours
    assert "ein Brief sagt etwas anderes" in get(county.heike, "/wohnungsantraege/")
    with pytest.raises(Refused):
        verbs.change_housing(row, {"procedure": "assurance"}, also=[], without=[], version=now(row), by=county.sonja)
    # the office decides anew: the two agree, and nothing is shown any more
    office.decide(row, "approved", TODAY, "Nach Widerspruch", version=now(row), by=county.heike)
    assert "sagt etwas anderes" not in get(county.sonja, of(row)) + get(county.heike, "/wohnungsantraege/")


@pytest.mark.requirement("P-43")
def test_a_letter_is_not_lost_when_the_office_decides_otherwise(county: County) -> None:
    row = begin(county, "approval")
    apply(county, row)
    hear(county, row)
    office.record_decision(row, "approved", TODAY, "Geheim Brief", version=now(row), by=county.sonja)
    assert "laut Brief befürwortet" in get(county.heike, "/wohnungsantraege/")
    html = get(county.heike, f"/wohnungsantraege/{row.pk}/")
    assert "checked" not in html.split('name="decision"')[1].split("</fieldset>")[0]
    assert "aus einem Brief eingetragen" in html and "Geheim Brief" not in html
    office.decide(row, "refused", TODAY, "Nein", version=now(row), by=county.heike)
    assert "Der Brief sagt etwas anderes." in get(county.sonja, of(row))
    assert "Der Brief sagt etwas anderes." in get(county.heike, f"/wohnungsantraege/{row.pk}/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM programmes_housingletter")
        assert b"Brief" not in bytes(cursor.fetchone()[0])


@pytest.mark.requirement("P-42")
def test_a_letter_entered_by_others_keeps_the_office_from_neither_hearing_nor_deciding(county: County) -> None:
    row = begin(county, "approval")
    apply(county, row)
    told = Deviation("Bescheid vor der Anhörung", "")
    office.record_decision(row, "refused", TODAY, "Brief", deviation=told, version=now(row), by=county.sonja)
    client, address = client_of(county.heike), f"/wohnungsantraege/{row.pk}/"
    assert "Entscheiden können Sie, wenn alle gehört sind." in get(county.heike, address)
    for body in BODIES:
        assert "Heute gefragt" in get(county.heike, f"{address}anfrage/{body}/")
        client.post(f"{address}anfrage/{body}/")
        answer = {"step": "antwort", "answer": "none", "on": "23.11.2026", "words": "Keine"}
        assert client.post(f"{address}anfrage/{body}/", answer).status_code == 302
    data = {"step": "entscheiden", "version": str(now(row)), "decision": "approved", "on": "23.11.2026", "words": "Ja"}
    assert client.post(address, data).status_code == 302
    row.refresh_from_db()
    assert (row.decision, row.is_told) == ("approved", False)


def test_what_was_decided_in_one_procedure_is_not_carried_into_the_other(county: County) -> None:
    row, told = begin(county, "approval"), Deviation("Bescheid ohne Antrag", "")
    office.record_decision(row, "approved", TODAY, "Brief", deviation=told, version=now(row), by=county.sonja)
    with pytest.raises(Refused):
        verbs.change_housing(row, {"procedure": "assurance"}, also=[], without=[], version=now(row), by=county.sonja)


@pytest.mark.requirement("P-41")
def test_the_item_on_criminal_proceedings_is_off_and_else_only_for_who_decides(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = begin(county, "approval")
    apply(county, row)
    hear(county, row)
    address = f"/wohnungsantraege/{row.pk}/"
    assert "Strafverfahren" not in get(county.heike, address)
    switch_on_proceedings(monkeypatch)
    assert "Anhängige Strafverfahren" in get(county.heike, address)
    data = {"step": "entscheiden", "version": str(now(row)), "decision": "approved", "on": "23.11.2026", "words": "Ja"}
    assert client_of(county.heike).post(address, data | {"proceedings": "Geheim Verfahren"}).status_code == 302
    assert "Geheim Verfahren" in get(county.heike, address)
    for user in (county.sonja, county.ute, county.amir):
        for rest in ("", "bericht/"):
            html = get(user, of(row, rest))
            assert "Geheim Verfahren" not in html and "Strafverfahren" not in html
    assert "Geheim Verfahren" not in get(county.heike, f"{address}anfrage/{BODIES[0]}/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT proceedings FROM programmes_housingapplication")
        assert b"Verfahren" not in bytes(cursor.fetchone()[0])


def switch_on_proceedings(monkeypatch: pytest.MonkeyPatch) -> None:
    concept = rulebook.get("potsdam-mittelmark/2017-01-01")
    fields = tuple(
        dataclasses.replace(one, enabled=True) if one.key == "criminal-proceedings" else one
        for one in concept.file_fields
    )
    changed = dataclasses.replace(concept, file_fields=fields)
    monkeypatch.setattr(rulebook, "get", lambda _key: changed)


@pytest.mark.requirement("P-45")
def test_rent_deposit_and_furnishing_are_applied_for(county: County) -> None:
    row = begin(county, "approval")
    for kind in ("rent", "deposit", "furnishing"):
        data = {"version": str(now(row)), "applied_on": "20.11.2026"}
        assert client_of(county.sonja).post(of(row, f"kosten/{kind}/"), data).status_code == 302
    html = get(county.sonja, of(row))
    assert html.count("beantragt am 20.11.2026") == 3 and "3 Anträge warten" in html


# --- on paper ---------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-42")
def test_the_sheet_for_a_body_holds_the_question_and_nothing_of_the_file(county: County) -> None:
    row = begin(county, "approval", also=(1,))
    apply(county, row)
    handed_over(county, row)
    answer = client_of(county.heike).get(f"/wohnungsantraege/{row.pk}/anfrage/{BODIES[1]}/blatt/")
    assert answer["Content-Type"] == "application/pdf" and "Haidari" not in answer["Content-Disposition"]
    words = words_of(answer.content)
    assert "Fachdienst Gesundheit" in words and "Haidari, Nadia" in words and "PM-3001" in words
    assert "ohne Befunde und Diagnosen" in words and "Landratsamt" in words
    assert "Geheim" not in words and "Kenntnisse" not in words and "Strafverfahren" not in words
    assert "Papier gedruckt" in get(county.ute, f"/akten/{row.file.pk}/gelesen/")


@pytest.mark.requirement("P-37")
def test_the_report_on_paper_is_what_was_handed_over_and_can_be_filed(county: County) -> None:
    row = begin(county, "approval")
    handed_over(county, row, "carried")
    client, address = client_of(county.sonja), of(row, "bericht/1/pdf/")
    words = words_of(client.post(address, {"step": "pdf"}).content)
    for said in ("Geheim Deutsch", "Geheim Müll", "Geheim Summe", "Geheim Person", "Sonja Krüger, Soziale Arbeit"):
        assert said in words
    assert client.post(address, {"step": "file"}).status_code == 302
    assert Document.objects.get().category == "housing"
