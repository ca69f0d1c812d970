"""What case management costs in queries: on Heute, on the page of a file, in the list of all cases."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.casework import assessment, closure, cycle, goals, plan, rows
from lotse.casework.models import ServiceAgreement
from lotse.casework.tests.helpers import client_of, note_on, taken_over
from tests.county import County

FIELDS = ("housing", "language", "material-security", "work-education")


def cost(user: User, address: str) -> int:
    client = client_of(user)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_forty_reviews_and_a_second_question_cost_nothing_more_on_heute(county: County) -> None:
    nadia, omid, laila = county.haidari
    note_on(omid, FIELDS, omid.opened_on, county.sonja)
    few = cost(county.sonja, "/")
    note_on(county.tesfay[0], FIELDS, county.tesfay[0].opened_on, county.sonja)
    note_on(laila, FIELDS, laila.opened_on, county.sonja)
    assert cost(county.sonja, "/") == few
    run = taken_over(nadia, county.today, by=county.sonja)
    one = plan.plan_review(run, county.today, by=county.sonja)
    with_one = cost(county.sonja, "/")
    for n in range(1, 40):
        plan.plan_review(run, county.today - timedelta(days=n), by=county.sonja)
    assert cost(county.sonja, "/") == with_one <= 36
    assert one.due_on == county.today


def test_many_steps_cost_nothing_more_on_the_page_of_a_file(county: County) -> None:
    address = f"/akten/{county.haidari[0].pk}/"
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    few = cost(county.sonja, address)
    for _ in range(20):
        row = assessment.begin_version(run, "update", by=county.sonja)
        assessment.finish(row, county.today, deviation="Der Rest folgt.", by=county.sonja)
    assert cost(county.sonja, address) == few <= 37


def test_forty_cases_cost_as_many_queries_as_one(county: County) -> None:
    def ended() -> None:
        run = cycle.begin(county.haidari[0], county.today, by=county.sonja)
        cycle.end(run, county.today, "other", deviation="Es kam nicht dazu.", by=county.sonja)

    ended()
    address, tab = "/fallsteuerung/?beendet", f"/akten/{county.haidari[0].pk}/fallsteuerung/"
    few = cost(county.ute, address), cost(county.ute, tab)
    for _ in range(39):
        ended()
    assert (cost(county.ute, address), cost(county.ute, tab)) == few


PAGES = ("", "ziele/", "plan/", "steuerung/", "steuerung/absprache/neu/", "monitoring/", "abschluss/")


def test_forty_goals_measures_agreements_and_results_cost_what_one_costs(county: County) -> None:
    run, by = taken_over(county.haidari[0], county.today, by=county.sonja), county.sonja

    def fill(many: int) -> None:
        wanted = goals.begin_version(run, by=by)
        for n in range(many):
            goals.add_goal(wanted, {"area": "work", "german": f"Ziel {n}", "due_on": county.today}, by=by)
        goals.agree(wanted, county.today, "spoken", deviation="so", by=by)
        agreed = list(wanted.goals.all())
        work = plan.begin_version(run, by=by)
        made = [
            plan.add_measure(work, {"what": f"Maßnahme {n}", "who": "third", "goal": g.origin}, by=by)
            for n, g in enumerate(agreed)
        ]
        plan.put_in_force(work, county.today, part="together", deviation="so", by=by)
        for m in made[::2]:
            values = {"partner": "Amt", "service": "Rat", "measure": m.origin}
            rows.enter(ServiceAgreement(cycle=run, agreed_on=county.today), values, by=by)
        row = plan.plan_review(run, county.today, by=by)
        plan.hold_review(row, county.today, {g.origin: ("stalled", "x") for g in agreed}, version=1, by=by)
        plan.plan_review(run, county.today + timedelta(days=many), by=by)
        results = {g.origin: ("reached", "gut") for g in agreed}
        closure.write_closure(run, {"methods": "x"}, results, version=1 if many == 1 else 2, by=by)

    base = f"/akten/{county.haidari[0].pk}/fallsteuerung/"
    fill(1)
    few = {name: cost(county.sonja, base + name) for name in PAGES}
    fill(39)
    assert {name: cost(county.sonja, base + name) for name in PAGES} == few
