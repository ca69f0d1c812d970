"""Steps towards work: search, applications, internships."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.programmes import rows
from lotse.programmes.models import WorkStep
from lotse.programmes.states import work_state
from tests.county import County
from tests.world import TODAY


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def said(**more: Any) -> dict[str, Any]:
    names = ("where", "until_on", "result", "words")
    return dict.fromkeys(names, "") | {"version": "1", "kind": "internship", "on": "09.11.2026"} | more


@pytest.mark.requirement("N-15")
@pytest.mark.parametrize(("kind", "word"), [("job-search", "Arbeitsuche"), ("internship", "Praktikum")])
def test_a_step_is_entered_seen_and_gets_its_result(county: County, kind: str, word: str) -> None:
    yonas, client = county.tesfay[0], client_of(county.amir)
    base = f"/akten/{yonas.pk}/teilhabe/"
    assert client.post(f"{base}arbeit/neu/", said(kind=kind, where="Tischlerei Holm")).status_code == 302
    row = WorkStep.objects.get()
    page = get(county.sonja, base)
    assert word in page and "Tischlerei Holm" in page and "noch offen" in page and "09.11.2026" in page
    data = said(kind=kind, where="Tischlerei Holm", until_on="20.11.2026", result="yes")
    assert client.post(f"{base}arbeit/{row.pk}/", data).status_code == 302
    assert "hat geklappt" in get(county.sonja, base)
    line = get(county.sonja, f"/akten/{yonas.pk}/?art=teilhabe")
    assert f"Arbeit: {word}" in line and "Tischlerei Holm, bis 20.11.2026, hat geklappt" in line
    with connection.cursor() as cursor:
        cursor.execute('SELECT "where" FROM programmes_workstep')
        assert b"Holm" not in bytes(cursor.fetchone()[0])


def test_it_does_not_end_before_it_begins(county: County) -> None:
    address = f"/akten/{county.tesfay[0].pk}/teilhabe/arbeit/neu/"
    answer = client_of(county.sonja).post(address, said(until_on="08.11.2026"))
    assert answer.status_code == 422 and "liegt vor „Am oder ab“" in answer.content.decode()


@pytest.mark.requirement("N-15")
@pytest.mark.parametrize(
    ("starts", "lasts", "result", "key"),
    [
        (1, None, "", "ahead"), (0, None, "", "open"), (-9, 9, "", "open"), (-9, 8, "", "over"),
        (-9, 8, "yes", "yes"), (-9, None, "no", "no"), (-9, None, "withdrawn", "withdrawn"),
    ],
)  # fmt: skip
def test_the_state_of_a_step(starts: int, lasts: int | None, result: str, key: str) -> None:
    on = TODAY + timedelta(days=starts)
    assert work_state(on, None if lasts is None else on + timedelta(days=lasts), result, TODAY).key == key


def test_more_steps_ask_no_more_of_the_database(county: County) -> None:
    def queries(address: str) -> int:
        client = client_of(county.sonja)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    yonas = county.tesfay[0]

    def enter(days: int) -> None:
        row = WorkStep(file=yonas, kind="application")
        rows.enter(row, {"on": county.today - timedelta(days=days), "where": "Gasthof"}, by=county.sonja)

    addresses = [f"/akten/{yonas.pk}/teilhabe/", f"/akten/{yonas.pk}/?alle"]
    enter(0)
    few = [queries(address) for address in addresses]
    for days in range(40):
        enter(days)
    assert [queries(address) for address in addresses] == few
