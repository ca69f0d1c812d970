"""Case management by Wiesbaden's concept: the concrete need, an individual offer planned with the person, and services
of others that are steered and never delivered by the case manager."""

from datetime import date
from uuid import UUID

import pytest

from lotse.audit.context import system_actor
from lotse.cases.actions import Refused
from lotse.cases.models import File
from lotse.casework import plan, rows
from lotse.casework.agreed import Goal, HelpPlan, Measure
from lotse.casework.cycles import Cycle
from lotse.casework.models import ServiceAgreement
from lotse.casework.tests.helpers import client_of, get, taken_over
from lotse.rulebook import actions as adopting
from tests.county import County

WIESBADEN = "wiesbaden/2007-10-01"


@pytest.fixture
def run(county: County) -> Cycle:
    adopting.adopt(WIESBADEN, date(2026, 11, 2), by="test")
    with system_actor("test", "test"):  # nobody moves a file from one municipality's concept to another's
        File.objects.filter(pk__in=[f.pk for f in county.haidari]).update(concept=WIESBADEN)
    for file in county.haidari:
        file.refresh_from_db()
    taken_over(county.haidari[0], county.today, by=county.sonja)
    return Cycle.objects.select_related("file").get()


def base(county: County) -> str:
    return f"/akten/{county.haidari[0].pk}/fallsteuerung/"


def measure(county: County, what: str, who: str, name: str = "") -> UUID:
    typed = {"version": "1", "what": what, "who": who, "who_words": name, "until_on": "15.01.2027", "goal": ""}
    assert client_of(county.sonja).post(base(county) + "plan/massnahme/", typed).status_code == 302
    origin: UUID = Measure.objects.order_by("pk").last().origin  # type: ignore[union-attr]
    return origin


def review(county: County) -> None:
    assert client_of(county.sonja).post(base(county) + "plan/ueberpruefung/", {"due_on": "1.2.2027"}).status_code == 302


@pytest.mark.requirement("W-10", "W-11", "W-01")
def test_the_concrete_need_leads_to_an_offer_planned_with_the_person(county: County, run: Cycle) -> None:
    client, cm = client_of(county.sonja), base(county)
    measure(county, "Schuldnerberatung aufsuchen", "third", "Schuldnerberatung")
    page = get(county.sonja, cm + "plan/gilt/")
    assert "Zielvereinbarung: Noch kein Ziel formuliert." in page, "the steps come one after the other"
    # the need
    assert client.post(cm + "assessment/neu/").status_code == 302
    assert "Konkrete Bedarfslage" in get(county.sonja, cm + "assessment/")
    assert "1 Aspekt ist noch offen." in get(county.sonja, cm + "assessment/abschliessen/")
    said = {"version": "0", "said": "talked", "needs": "Ohne Entschuldung keine Arbeit.", "wishes": "Wieder arbeiten."}
    assert client.post(cm + "assessment/aspekt/need/", said).status_code == 302
    assert client.post(cm + "assessment/abschliessen/", {"on": "23.11.2026"}).status_code == 302
    # what is agreed, by one of the four goals of the law
    goal = {"version": "1", "german": "Arbeit finden", "own_words": "Kar peyda konam", "area": "work",
            "due_on": "30.06.2027"}  # fmt: skip
    assert client.post(cm + "ziele/neu/", goal | {"area": "elsewhere"}).status_code == 422
    assert client.post(cm + "ziele/neu/", goal).status_code == 302
    step = {"on": "23.11.2026", "how": "spoken", "deviation": "ein Ziel genügt"}
    assert client.post(cm + "ziele/vereinbaren/", {k: v for k, v in step.items() if k != "how"}).status_code == 422
    assert client.post(cm + "ziele/vereinbaren/", step).status_code == 302
    # the offer, with her part in it
    review(county)
    said = {"on": "23.11.2026", "deviation": ""}
    assert client.post(cm + "plan/gilt/", said).status_code == 422, "her part in it is asked"
    assert client.post(cm + "plan/gilt/", said | {"part": "not"}).status_code == 422, "without her it wants a reason"
    assert client.post(cm + "plan/gilt/", said | {"part": "together"}).status_code == 302
    assert "gemeinsam geplant" in get(county.sonja, cm + "plan/")
    assert HelpPlan.objects.get().part == "together" and Goal.objects.get().german == "Arbeit finden"
    page = get(county.sonja, cm)
    order = [page.index("</b>", page.index(f"<b>{title}")) for title in (
        "Beratung", "Diagnose/Assessment", "Zielvereinbarung", "Hilfeplanung", "Eingliederungsvereinbarung",
        "Leistungssteuerung")]  # fmt: skip
    assert order == sorted(order)


@pytest.mark.requirement("W-10")
def test_a_plan_made_without_the_person_is_recorded_with_its_reason(county: County, run: Cycle) -> None:
    measure(county, "Beim Jobcenter melden", "person")
    said = {"on": "23.11.2026", "part": "not", "deviation": "Sie liegt im Krankenhaus."}
    assert client_of(county.sonja).post(base(county) + "plan/gilt/", said).status_code == 302
    assert "ohne die Person" in get(county.sonja, base(county) + "plan/")
    assert "Sie liegt im Krankenhaus." in get(county.sonja, base(county))


@pytest.mark.requirement("W-14")
def test_services_of_others_are_steered_and_our_own_counselling_is_none(county: County, run: Cycle) -> None:
    client, cm = client_of(county.sonja), base(county)
    ours = measure(county, "Wöchentliche Beratung", "worker", "Sonja Krüger")
    theirs = measure(county, "Schuldnerberatung", "third")
    assert "Bei 1 Maßnahme fehlt, wer sie bis wann übernimmt." in get(county.sonja, cm + "plan/gilt/"), (
        "a service of others names who provides it"
    )
    row = plan.at_work(run)
    assert row is not None
    plan.put_in_force(row, county.today, part="together", deviation="kurz", by=county.sonja)
    page = get(county.sonja, cm + "plan/")
    assert page.count("Leistung Dritter") == 1 and "Leistung Dritter" in page.split("Schuldnerberatung")[1]
    page = get(county.sonja, cm + "steuerung/")
    assert f"?massnahme={theirs}" in page and f"?massnahme={ours}" not in page, "what is still to be agreed"
    form = get(county.sonja, f"{cm}steuerung/absprache/neu/?massnahme={theirs}")
    assert f'value="{theirs}" selected' in form and f'value="{ours}"' not in form
    said = {"version": "1", "partner": "Wir selbst", "service": "Beratung", "agreed_on": "23.11.2026"}
    assert client.post(cm + "steuerung/absprache/neu/", said | {"measure": str(ours)}).status_code == 422
    with pytest.raises(Refused):
        values = {"partner": "Wir", "service": "Beratung", "measure": ours}
        rows.enter(ServiceAgreement(cycle=run, agreed_on=county.today), values, by=county.sonja)
    said |= {"partner": "Schuldnerberatung der Stadt", "measure": str(theirs)}
    assert client.post(cm + "steuerung/absprache/neu/", said).status_code == 302
    page = get(county.sonja, cm + "steuerung/")
    assert "Schuldnerberatung der Stadt" in page and "?massnahme=" not in page, "agreed: nothing is left to do"
