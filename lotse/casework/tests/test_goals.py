"""Goals: worded twice, agreed by both, carried on."""

from datetime import date, timedelta

import pytest
from django.db import connection

from lotse.cases.actions import Refused
from lotse.cases.residence import set_status
from lotse.casework import cycle, goals
from lotse.casework.agreed import Agreement, Goal
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.tests.helpers import client_of, get, taken_over
from lotse.notes.documents import Sheet, store_document
from lotse.rulebook import access as rulebook
from tests.county import CONCEPT, County

OWN = "می‌خواهم در یک خیاطی کار کنم"


def base(county: County) -> str:
    return f"/akten/{county.haidari[0].pk}/fallsteuerung/ziele/"


def said(**more: str) -> dict[str, str]:
    names = ("horizon", "leads_to", "due_on", "own_words", "language", "sign")
    return dict.fromkeys(names, "") | {"version": "1", "area": "work", "german": "Arbeit in einer Schneiderei."} | more


@pytest.mark.requirement("P-07", "P-08", "P-09", "P-10", "P-11", "P-24")
def test_a_goal_serves_one_of_the_concepts_goals_in_her_words_and_in_german(county: County) -> None:
    taken_over(county.haidari[0], county.today, by=county.sonja)
    client = client_of(county.sonja)
    page = get(county.sonja, base(county) + "neu/")
    for area in rulebook.get(CONCEPT).goal_areas:
        assert area.title.de in page
    assert "kurzfristig" in page and "mittelfristig" in page and "langfristig" in page
    assert client.post(base(county) + "neu/", said(german="")).status_code == 422
    typed = said(own_words=OWN, language="prs", horizon="medium", due_on="30.06.2027", sign="Ein Arbeitsvertrag.")
    assert client.post(base(county) + "neu/", typed).status_code == 302
    page = get(county.sonja, base(county))
    assert f'lang="prs" dir="rtl">{OWN}' in page and "Arbeit in einer Schneiderei." in page
    assert "30.06.2027" in page and "mittelfristig" in page and "Ein Arbeitsvertrag." in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT german, own_words FROM casework_goal")
        german, own = (bytes(value) for value in cursor.fetchone())
    assert b"Schneiderei" not in german and OWN.encode() not in own


@pytest.mark.requirement("P-99", "P-156")
def test_goals_are_agreed_with_an_intermediate_goal_and_a_planned_end(county: County) -> None:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    client = client_of(county.sonja)
    client.post(base(county) + "neu/", said())
    goal = Goal.objects.get()
    page = get(county.sonja, base(county) + "vereinbaren/")
    assert "1 Ziel hat keinen Termin." in page and "Es ist kein Zwischenziel festgelegt." in page
    assert "wann das Case Management enden soll" in page
    assert client.post(base(county) + "vereinbaren/", {"on": "23.11.2026", "how": "spoken"}).status_code == 422
    typed = said(due_on="30.06.2027")
    assert client.post(base(county) + f"{goal.pk}/", typed).status_code == 302
    step = said(german="Praktikum über zwei Wochen.", due_on="28.02.2027", leads_to=str(goal.pk))
    assert client.post(base(county) + "neu/", step).status_code == 302
    assert client.post(base(county) + "ende/", {"planned_end_on": "31.07.2027"}).status_code == 302
    page = get(county.sonja, base(county))
    assert "Zwischenziele" in page and "Praktikum über zwei Wochen." in page
    scan = store_document(
        county.haidari[:1], [Sheet("ziele.pdf", "application/pdf", b"%PDF-1.4 %%EOF")], author=county.sonja,
        by=county.sonja, now=run.at,
    )  # fmt: skip
    chosen = {"on": "23.11.2026", "how": "paper", "document": str(scan.pk)}
    page = get(county.sonja, base(county) + "vereinbaren/")
    assert "zuerst: " not in page and "Assessment" in page, "the assessment was not made: that is said"
    assert client.post(base(county) + "vereinbaren/", chosen).status_code == 422
    chosen["deviation"] = "Das Assessment folgt."
    assert client.post(base(county) + "vereinbaren/", chosen).status_code == 302
    row = Agreement.objects.get()
    assert (row.how, row.document_id, row.planned_end_on) == ("paper", scan.pk, date(2027, 7, 31))
    assert StepTaken.objects.get(kind="goals").lacked == "before-assessment"
    page = get(county.sonja, base(county))
    assert "vereinbart am 23.11.2026" in page and "Schriftstück ansehen" in page and "Ziel eintragen" not in page
    assert "Vereinbart am 23.11.2026." in get(county.sonja, base(county).removesuffix("ziele/"))


def agreed(county: County) -> tuple[Agreement, Goal]:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    row = goals.begin_version(run, by=county.sonja)
    values = {"area": "work", "german": "Arbeit.", "due_on": date(2027, 6, 30)}
    goal = goals.add_goal(row, values, by=county.sonja)
    goals.add_goal(row, values | {"german": "Praktikum.", "leads_to_id": goal.pk}, by=county.sonja)
    goals.plan_end(row, date(2027, 7, 31), by=county.sonja)
    goals.agree(row, county.today, "spoken", deviation="eilt", by=county.sonja)
    return row, goal


def test_the_next_version_carries_the_goals_on_and_the_agreed_one_stays_what_it_was(county: County) -> None:
    row, goal = agreed(county)
    with pytest.raises(Refused):
        goals.change_goal(goal, {"german": "Anders."}, version=1, by=county.sonja)
    new = goals.begin_version(row.cycle, by=county.sonja)
    copy = new.goals.get(origin=goal.origin)
    assert (copy.german, copy.pk == goal.pk, new.planned_end_on) == ("Arbeit.", False, date(2027, 7, 31))
    assert new.goals.get(leads_to=copy).german == "Praktikum."
    goals.change_goal(copy, {"german": "Ausbildung."}, version=1, by=county.sonja)
    assert Goal.objects.get(pk=goal.pk).german == "Arbeit."
    page = get(county.sonja, base(county) + f"fassung/{row.pk}/")
    assert "Arbeit." in page and "Ausbildung." not in page


def test_an_agreement_taken_back_can_be_worked_on_again(county: County) -> None:
    row, goal = agreed(county)
    cycle.undo(StepTaken.objects.get(kind="goals"), "Sie wollte noch einmal überlegen.", by=county.sonja)
    goal = Goal.objects.select_related("agreement__cycle__file").get(pk=goal.pk)
    goals.change_goal(goal, {"german": "Ausbildung."}, version=1, by=county.sonja)
    assert row.goals.get(pk=goal.pk).german == "Ausbildung."


@pytest.mark.requirement("P-25")
def test_a_goal_reckons_with_the_residence_status(county: County) -> None:
    nadia = county.haidari[0]
    until = county.today + timedelta(days=90)
    set_status(nadia, "aufenthaltsgestattung", county.today, valid_until_on=until, by=county.sonja)
    taken_over(nadia, county.today, by=county.sonja)
    page = get(county.sonja, base(county) + "neu/")
    assert "Papier gültig bis" in page and f"{until:%d.%m.%Y}" in page
    client_of(county.sonja).post(base(county) + "neu/", said(due_on="30.06.2027"))
    assert "Das Aufenthaltspapier endet vorher" in get(county.sonja, base(county))


def test_whoever_comes_second_sees_the_difference(county: County) -> None:
    taken_over(county.haidari[0], county.today, by=county.sonja)
    client_of(county.sonja).post(base(county) + "neu/", said())
    goal = Goal.objects.get()
    client_of(county.sonja).post(base(county) + f"{goal.pk}/", said(german="Arbeit im Hotel."))
    answer = client_of(county.amir).post(base(county) + f"{goal.pk}/", said(german="Arbeit im Garten."))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Arbeit im Hotel." in page and "Arbeit im Garten." in page


@pytest.mark.requirement("P-156")
def test_the_planned_end_comes_up_before_it_comes(county: County) -> None:
    row, _goal = agreed(county)
    assert "Geplantes Ende des Case Managements" not in get(county.sonja, "/"), "it is in July"
    new = goals.begin_version(row.cycle, by=county.sonja)
    goals.plan_end(new, county.today + timedelta(days=14), by=county.sonja)
    assert "Geplantes Ende des Case Managements" not in get(county.sonja, "/"), "a draft is not agreed"
    goals.agree(new, county.today, "spoken", deviation="eilt", by=county.sonja)
    page = get(county.sonja, "/")
    assert "Geplantes Ende des Case Managements" in page and "Mo 07.12.2026" in page
    assert "zuvor abgeschätzte Zeitpunkt der Zielerreichung" in page, "with the sentence it comes from"
    run = Cycle.objects.select_related("file").get()
    cycle.end(run, county.today, "goal-time", by=county.sonja)
    assert "Geplantes Ende des Case Managements" not in get(county.sonja, "/")
