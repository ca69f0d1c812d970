"""Who may not: steering, monitoring and closure of a file, its rows through another file, and what names no file."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from lotse.accounts.models import User
from lotse.casework import closure, monitoring, rows, steering
from lotse.casework.closure import Answered
from lotse.casework.models import Conference, DeviationWord, Exchange, Gap, ServiceAgreement, SurveyAnswer, SurveyLink
from lotse.casework.steering import Agreed, Invited, Meeting
from lotse.casework.tests.agreed import agreed_goals
from lotse.casework.tests.helpers import taken_over
from tests.county import County

SECRET = "Geheimnis Delta"
OPEN = (
    "steuerung/",
    "monitoring/",
    "abschluss/",
    "beenden/",
    "steuerung/absprache/neu/",
    "steuerung/konferenz/neu/",
    "luecke/neu/",
)
POSTED = ("monitoring/abweichung/", "abschluss/befragung/", "abschluss/befragung/zettel/")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def filled(county: County) -> dict[str, Any]:
    """A run in which every word is a secret."""
    by, today = county.sonja, county.today
    run = taken_over(county.haidari[0], today - timedelta(days=9), by=by)
    (goal,) = agreed_goals(run, today, (SECRET, today - timedelta(days=1)), by=by)
    service = rows.enter(ServiceAgreement(cycle=run, agreed_on=today), {"partner": SECRET, "service": SECRET}, by=by)
    meeting = Meeting(timezone.now(), by, occasion=SECRET, participants=(Invited("third", SECRET),))
    row = steering.plan_conference(run, meeting, by=by)
    steering.hold_conference(row, today, SECRET, [], [Agreed(SECRET)], version=1, by=by)
    monitoring.say_to_deviation(run, goal.origin, "late", SECRET, today, by=by)
    gap = rows.enter(
        Gap(file=run.file, organisation=county.provider, on=today),
        {"field": "language", "kind": "full", "words": SECRET}, by=by,
    )  # fmt: skip
    closure.write_closure(run, {"goals": SECRET}, {goal.origin: ("partly", SECRET)}, version=1, by=by)
    link = closure.link_of(closure.make_link(run, "de", today, by=by))
    assert link is not None
    closure.answer(link, Answered({"helped": 4}, SECRET, True), today)
    return {"run": run, "service": service, "conference": row, "gap": gap}


def base(county: County) -> str:
    return f"/akten/{county.haidari[0].pk}/fallsteuerung/"


def addresses(filled: dict[str, Any]) -> tuple[str, ...]:
    meeting = f"steuerung/konferenz/{filled['conference'].pk}/"
    return (
        f"steuerung/absprache/{filled['service'].pk}/", meeting, f"{meeting}einladung/", f"{meeting}protokoll/",
        f"{meeting}papier/", f"luecke/{filled['gap'].pk}/",
    )  # fmt: skip


def test_authority_and_management_see_no_word_of_it(county: County, filled: dict[str, Any]) -> None:
    for user in (county.heike, county.gerd):
        client = client_of(user)
        for rest in (*OPEN, *addresses(filled)):
            answer = client.get(base(county) + rest)
            assert answer.status_code == 403 and SECRET not in answer.content.decode(), rest
        for rest in (*POSTED, *OPEN, *addresses(filled)):
            assert client.post(base(county) + rest).status_code == 403, rest
        for address in (
            "/",
            "/fallsteuerung/luecken/",
            "/fallsteuerung/zufriedenheit/",
            f"/akten/{county.haidari[0].pk}/",
        ):
            assert SECRET not in client.get(address).content.decode(), address
        assert client.get("/fallsteuerung/austausch/").status_code == 403


def test_who_does_not_work_on_the_file_does_not_find_it(county: County, filled: dict[str, Any]) -> None:
    for user in (county.pavel, county.dagmar, county.knut):
        client = client_of(user)
        for rest in (*OPEN, *addresses(filled)):
            assert client.get(base(county) + rest).status_code == 404, rest
        for rest in (*POSTED, *OPEN, *addresses(filled)):
            assert client.post(base(county) + rest).status_code == 404, rest


def test_rows_are_not_reached_through_another_file(county: County, filled: dict[str, Any]) -> None:
    taken_over(county.tesfay[0], county.today, by=county.sonja)
    other, client = f"/akten/{county.tesfay[0].pk}/fallsteuerung/", client_of(county.sonja)
    for rest in addresses(filled):
        assert client.get(other + rest).status_code == 404, rest
        assert client.post(other + rest, {"step": "entfernen"}).status_code == 404, rest
    assert client.post(other + f"steuerung/konferenz/{filled['conference'].pk}/absagen/").status_code == 404
    counts = [m.objects.count() for m in (ServiceAgreement, Conference, DeviationWord, Gap, SurveyLink)]
    assert counts == [1, 1, 1, 1, 1], "nothing was removed or added"


def test_nothing_typed_stands_readable_in_the_database(county: County, filled: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("casework_"):
                cursor.execute(f"SELECT * FROM {table}")
                found = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()])
                assert SECRET not in found, table


def test_a_secret_link_leads_nowhere_else(county: County, filled: dict[str, Any]) -> None:
    """Without logging in there is the one page, and no other row can be named on it."""
    secret = closure.make_link(filled["run"], "de", county.today, by=county.sonja)
    client = Client()
    page = client.get(f"/befragung/{secret}/")
    assert page.status_code == 200 and SECRET not in page.content.decode()
    assert "sessionid" not in page.cookies and client.get("/").status_code == 302
    said = {"helped": "9", "whose": "with-me", "closure": "x", "organisation": "x"}
    assert client.post(f"/befragung/{secret}/", said).status_code == 422, "nine is no answer"
    assert client.post(f"/befragung/{secret}/", said | {"helped": "1"}).status_code == 200
    assert SurveyAnswer.objects.filter(closure__cycle=filled["run"]).count() == 2
    assert client.put(f"/befragung/{secret}/").status_code == 405


def test_an_exchange_of_another_provider_is_not_seen(county: County) -> None:
    other = Exchange(organisation=county.office, on=county.today)
    rows.enter(other, {"topic": SECRET}, by=county.heike)
    client = client_of(county.sonja)
    assert SECRET not in client.get("/fallsteuerung/austausch/").content.decode()
    assert client.get(f"/fallsteuerung/austausch/{other.pk}/").status_code == 404
