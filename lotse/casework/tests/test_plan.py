"""The help plan: who does what until when; in force, carried on, looked at on its days."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotse.cases.actions import Refused
from lotse.casework import cycle, goals, plan
from lotse.casework.agreed import Goal, GoalReview, HelpPlan, Measure, Review
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.tests.helpers import client_of, get, taken_over
from lotse.network import actions as directory
from lotse.network.models import Offer, Partner
from tests.county import County


def base(county: County) -> str:
    return f"/akten/{county.haidari[0].pk}/fallsteuerung/plan/"


def with_goal(county: County) -> tuple[Cycle, Goal]:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    row = goals.begin_version(run, by=county.sonja)
    values = {"area": "work", "german": "Arbeit in der Schneiderei.", "due_on": date(2027, 6, 30)}
    return run, goals.add_goal(row, values, by=county.sonja)


def said(**more: str) -> dict[str, str]:
    names = ("goal", "who", "who_words", "from_on", "until_on", "offer", "resource", "find", "directory")
    return dict.fromkeys(names, "") | {"version": "1", "what": "Beim Jobcenter melden."} | more


@pytest.mark.requirement("P-100", "P-157")
def test_a_measure_says_who_does_what_until_when_with_which_offer_and_resource(county: County) -> None:
    _run, goal = with_goal(county)
    client = client_of(county.sonja)
    typed = said(
        goal=str(goal.origin), who="third", who_words="Jobcenter, Frau Berg", until_on="15.01.2027",
        offer="Vermittlung in ein Praktikum", resource="Nähkenntnisse",
    )  # fmt: skip
    assert client.post(base(county) + "massnahme/", typed).status_code == 302
    page = get(county.sonja, base(county))
    for words in (
        "Arbeit in der Schneiderei.", "Beim Jobcenter melden.", "andere Stelle, Jobcenter, Frau Berg", "15.01.2027",
        "Vermittlung in ein Praktikum", "Nähkenntnisse",
    ):  # fmt: skip
        assert words in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, who_words, offer FROM casework_measure")
        assert not any(b"Jobcenter" in bytes(value) or b"Praktikum" in bytes(value) for value in cursor.fetchone())
    page = get(county.sonja, base(county) + "gilt/")
    assert "Es ist kein Termin für eine Überprüfung geplant." in page, "monitoring is part of the plan"
    assert client.post(base(county) + "ueberpruefung/", {"due_on": "01.02.2027"}).status_code == 302
    page = get(county.sonja, base(county) + "gilt/")
    assert "Überprüfung geplant" not in page and "Zielvereinbarung" in page, "the goals are not agreed: that is said"
    chosen = {"on": "23.11.2026", "deviation": "Die Ziele werden am Freitag unterschrieben."}
    assert client.post(base(county) + "gilt/", chosen).status_code == 422, "how the person took part is asked"
    chosen |= {"part": "together"}
    assert client.post(base(county) + "gilt/", chosen).status_code == 302
    page = get(county.sonja, base(county))
    assert "gilt seit 23.11.2026" in page and "Maßnahme eintragen" not in page and "gemeinsam geplant" in page
    assert f"{base(county)}fassung/{HelpPlan.objects.get().pk}/papier/" in page


def in_force(county: County) -> tuple[Cycle, HelpPlan, Measure]:
    run, goal = with_goal(county)
    row = plan.begin_version(run, by=county.sonja)
    values = {"what": "Zum Amt gehen.", "who": "person", "until_on": date(2027, 1, 15), "goal": goal.origin}
    measure = plan.add_measure(row, values, by=county.sonja)
    plan.add_measure(row, values | {"what": "Kita suchen."}, by=county.sonja)
    plan.plan_review(run, date(2027, 2, 1), by=county.sonja)
    plan.put_in_force(row, county.today, deviation="eilt", by=county.sonja)
    return run, row, measure


@pytest.mark.requirement("P-101")
def test_the_plan_is_carried_on_in_versions(county: County) -> None:
    run, row, measure = in_force(county)
    with pytest.raises(Refused):
        plan.change_measure(measure, {"what": "Anders."}, version=1, by=county.sonja)
    plan.settle_measure(measure, "done", county.today, by=county.sonja)
    assert "erledigt" in get(county.sonja, base(county))
    new = plan.begin_version(run, by=county.sonja)
    assert [m.what for m in new.measures.all()] == ["Kita suchen."], "what is done is not carried on"
    copy = new.measures.get()
    plan.change_measure(copy, {"what": "Tagesmutter suchen."}, version=1, by=county.sonja)
    old = get(county.sonja, base(county) + f"fassung/{row.pk}/")
    assert "Kita suchen." in old and "Tagesmutter" not in old
    assert Measure.objects.get(plan=row, origin=copy.origin).what == "Kita suchen."


def test_an_open_measure_can_be_done_dropped_and_opened_again(county: County) -> None:
    _run, _row, measure = in_force(county)
    client, address = client_of(county.amir), base(county) + f"massnahme/{measure.pk}/stand/"
    for how, state in (("done", "done"), ("", ""), ("dropped", "dropped"), ("erfunden", "")):
        assert client.post(address, {"wie": how}).status_code == 302
        assert Measure.objects.get(pk=measure.pk).state == state


@pytest.mark.requirement("P-157")
def test_a_review_comes_up_on_heute_and_says_how_each_goal_stands(county: County, monkeypatch: Any) -> None:
    run, _row, _measure = in_force(county)
    assert "Überprüfung" not in get(county.sonja, "/"), "it is in February"
    due = plan.plan_review(run, county.today + timedelta(days=2), by=county.sonja)
    page = get(county.sonja, "/")
    assert "Überprüfung" in page and f"/ueberpruefung/{due.pk}/" in page
    assert "Überprüfung" not in get(county.pavel, "/")
    goal = Goal.objects.get()
    typed = {
        "version": "1", "held_on": "23.11.2026", "words": "Der Plan trägt.", f"state-{goal.origin}": "stalled",
        f"words-{goal.origin}": "Keine Kita.",
    }  # fmt: skip
    client = client_of(county.sonja)
    assert client.post(base(county) + f"ueberpruefung/{due.pk}/", typed | {"held_on": "24.11.2026"}).status_code == 422
    assert client.post(base(county) + f"ueberpruefung/{due.pk}/", typed).status_code == 302
    assert f"/ueberpruefung/{due.pk}/" not in get(county.sonja, "/")
    page = get(county.sonja, base(county))
    assert "stockt" in page and "Keine Kita." in page and "Der Plan trägt." in page
    assert GoalReview.objects.get().state == "stalled"
    answer = client_of(county.amir).post(base(county) + f"ueberpruefung/{due.pk}/", typed | {"words": "Anders."})
    assert answer.status_code == 409 and "Der Plan trägt." in answer.content.decode()


def test_reached_goals_are_not_carried_on(county: County) -> None:
    run, _row, _measure = in_force(county)
    agreement = goals.at_work(run)
    assert agreement is not None
    goals.agree(agreement, county.today, "spoken", deviation="eilt", by=county.sonja)
    review = Review.objects.get()
    origin = Goal.objects.get().origin
    plan.hold_review(review, county.today, {origin: ("reached", "")}, version=1, by=county.sonja)
    assert goals.begin_version(run, by=county.sonja).goals.count() == 0


def test_what_was_held_is_not_removed(county: County) -> None:
    run, _row, _measure = in_force(county)
    review = plan.plan_review(run, county.today, by=county.sonja)
    assert plan.plan_review(run, county.today, by=county.sonja).pk == review.pk, "a double click"
    plan.hold_review(review, county.today, {}, version=1, by=county.sonja)
    review.refresh_from_db()
    with pytest.raises(Refused):
        plan.cancel_review(review, by=county.sonja)


def test_undone_the_plan_can_be_worked_on_again(county: County) -> None:
    _run, row, measure = in_force(county)
    cycle.undo(StepTaken.objects.get(kind="help-plan"), "Ein Name war falsch.", by=county.sonja)
    found = Measure.objects.select_related("plan__cycle__file").get(pk=measure.pk)
    plan.change_measure(found, {"what": "Anders."}, version=1, by=county.sonja)
    assert row.measures.get(pk=measure.pk).what == "Anders."


@pytest.mark.requirement("P-137")
def test_nothing_changes_in_an_ended_cycle(county: County) -> None:
    run, _row, measure = in_force(county)
    cycle.end(run, county.today, "goal-time", by=county.sonja)
    found = Measure.objects.select_related("plan__cycle__file").get(pk=measure.pk)
    with pytest.raises(Refused):
        plan.settle_measure(found, "done", county.today, by=county.sonja)
    client = client_of(county.sonja)
    for rest in ("massnahme/", "ueberpruefung/", "fortschreiben/", "gilt/"):
        assert client.post(base(county) + rest, said()).status_code in (302, 404)
    assert Measure.objects.count() == 2
    assert "Zum Amt gehen." in get(county.sonja, base(county)), "it stays readable"


def test_forty_measures_cost_as_many_queries_as_two(county: County) -> None:
    run, _row, _measure = in_force(county)
    new = plan.begin_version(run, by=county.sonja)

    def cost(address: str) -> int:
        client = client_of(county.sonja)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = cost(base(county))
    for n in range(40):
        plan.add_measure(new, {"what": f"Schritt {n}"}, by=county.sonja)
        goals.add_goal(
            goals.begin_version(run, by=county.sonja), {"area": "work", "german": f"Ziel {n}"}, by=county.sonja
        )
    for n in range(12):
        plan.plan_review(run, county.today + timedelta(days=n), by=county.sonja)
    assert cost(base(county)) == few


# --- offers of the directory ------------------------------------------------------------------------------------------
def an_offer(title: str = "Frauencafé", **more: Any) -> Offer:
    partner = Partner.objects.first() or directory.save_partner(
        Partner(), {"kind": "migrant-organisation", "name": "Haus der Begegnung", "checked_on": date(2026, 11, 1)},
        languages=["prs"], version=1, by="test",
    )  # fmt: skip
    return directory.save_offer(Offer(partner=partner), {"title": title} | more, languages=[], version=1, by="test")


@pytest.mark.requirement("P-162", "P-100")
def test_a_measure_names_an_offer_of_the_directory(county: County) -> None:
    with_goal(county)
    client, offer = client_of(county.sonja), an_offer()
    an_offer("Nähkurs", until_on=date(2026, 10, 31))
    typed = said(what="Sie geht zum Frauencafé.", until_on="falsch", find="begegnung", step="suchen")
    page = client.post(base(county) + "massnahme/", typed).content.decode()
    assert "Frauencafé (Haus der Begegnung)" in page and "Nähkurs" not in page, "it is over"
    assert "Sie geht zum Frauencafé." in page and "falsch" in page and "Noch nicht gesichert" not in page
    assert not Measure.objects.exists(), "searching saves nothing"
    typed = said(what="Sie geht zum Frauencafé.", directory=str(offer.pk), find="")
    assert client.post(base(county) + "massnahme/", typed).status_code == 302
    row = Measure.objects.get()
    page = get(county.sonja, base(county))
    assert "Frauencafé (Haus der Begegnung)" in page and f"/verzeichnis/angebot/{offer.pk}/" in page
    offer.refresh_from_db()
    assert offer.is_named
    with connection.cursor() as cursor:
        cursor.execute("SELECT offer_key FROM casework_measure")
        assert str(offer.pk).encode() not in bytes(cursor.fetchone()[0]), "it may say what somebody needs help with"
    directory.save_offer(offer, {"title": "Café für alle"}, languages=[], version=offer.version, by="test")
    assert "Frauencafé (Haus der Begegnung)" in get(county.sonja, base(county)), "what both agreed on is called as then"
    # opened again it is still chosen; without it the words stay
    form = get(county.sonja, f"{base(county)}massnahme/{row.pk}/")
    assert f'value="{offer.pk}"' in form and "checked" in form.split(f'value="{offer.pk}"')[1].split(">")[0]
    assert client.post(f"{base(county)}massnahme/{row.pk}/", said(offer="Café", version="1")).status_code == 302
    row = Measure.objects.get()
    assert row.offer == "Café" and row.offer_key is None


@pytest.mark.requirement("P-109")
def test_where_the_directory_has_nothing_one_notes_a_gap(county: County) -> None:
    with_goal(county)
    page = client_of(county.sonja).post(base(county) + "massnahme/", said(find="Schwimmkurs", step="suchen"))
    assert "Kein laufendes Angebot gefunden." in page.content.decode()
    assert f"/akten/{county.haidari[0].pk}/fallsteuerung/luecke/neu/" in page.content.decode()


def test_an_offer_that_does_not_exist_is_not_chosen(county: County) -> None:
    with_goal(county)
    for key in ("00000000-0000-0000-0000-000000000001", "x", "0" * 36):
        answer = client_of(county.sonja).post(base(county) + "massnahme/", said(directory=key))
        assert answer.status_code == 422 and not Measure.objects.exists()


def test_a_new_version_keeps_the_offer(county: County) -> None:
    run, _goal = with_goal(county)
    first, offer = plan.begin_version(run, by=county.sonja), an_offer()
    plan.add_measure(first, {"what": "Café.", "offer_key": str(offer.pk), "offer": "Café"}, by=county.sonja)
    plan.put_in_force(first, county.today, deviation="Ohne Ziele.", by=county.sonja)
    second = plan.begin_version(run, by=county.sonja)
    assert second.measures.get().offer_key == str(offer.pk)
