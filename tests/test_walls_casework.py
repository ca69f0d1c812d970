"""Who sees case management: those who counsel. The authority and the management see its beginning and its end, as ever,
and not a word of what lies between."""

from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from lotse.accounts.models import User
from lotse.casework import assessment, cycle, goals, interview, plan
from lotse.casework.models import PromptAnswer
from lotse.casework.tests.helpers import taken_over
from tests.county import County

PAGES = ("", "person/", "haushalt/", "?art=fallsteuerung", "?alle")
TABS = (
    "", "pruefung/", "termin/", "erstgespraech/", "assessment/", "assessment/stufen/", "assessment/abschliessen/",
    "assessment/aspekt/interests/", "ziele/", "ziele/neu/", "ziele/vereinbaren/", "ziele/schriftstueck/", "plan/",
    "plan/massnahme/", "plan/gilt/",
)  # fmt: skip
DECIDING = ("entscheidung/", "beenden/")
SENT = (
    "beginnen/", "verwerfen/", "assessment/neu/", "assessment/verwerfen/", "ziele/fortschreiben/", "ziele/verwerfen/",
    "ziele/ende/", "plan/fortschreiben/", "plan/verwerfen/", "plan/ueberpruefung/",
)  # fmt: skip


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, address: str) -> tuple[int, str]:
    answer = client_of(user).get(address)
    return answer.status_code, answer.content.decode()


def fill(county: County) -> list[str]:
    """Every kind of row there is; the addresses of single rows."""
    nadia, by = county.haidari[0], county.sonja
    run = taken_over(nadia, county.today, by=by)
    row = assessment.begin_version(run, "baseline", by=by)
    for aspect in ("family", "languages", "education-work", "finances"):
        assessment.record_aspect(row, aspect, "talked", {"needs": "Geheimnis Alpha"}, version=0, by=by)
    agreement = goals.begin_version(run, by=by)
    goal = goals.add_goal(agreement, {"area": "work", "german": "Geheimnis Beta"}, by=by)
    draft = plan.begin_version(run, by=by)
    measure = plan.add_measure(draft, {"what": "Geheimnis Gamma", "goal": goal.origin}, by=by)
    review = plan.plan_review(run, county.today, by=by)
    step = run.steps.get()
    return [
        f"assessment/{row.pk}/", f"ziele/fassung/{agreement.pk}/", f"ziele/fassung/{agreement.pk}/papier/",
        f"ziele/{goal.pk}/", f"plan/fassung/{draft.pk}/", f"plan/fassung/{draft.pk}/papier/",
        f"plan/massnahme/{measure.pk}/", f"plan/ueberpruefung/{review.pk}/", f"schritt/{step.pk}/zuruecknehmen/",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["heike", "gerd"])
def test_the_authority_and_the_management_learn_nothing_but_the_event(county: County, name: str) -> None:
    user, key = county.staff()[name], county.haidari[0].pk
    rows = fill(county)
    for page in PAGES:
        status, html = get(user, f"/akten/{key}/{page}")
        assert status == 200
        assert "Geheimnis" not in html and "/fallsteuerung/" not in html and "Erstberatung" not in html
    assert "Beginn des Case Managements" in get(user, f"/akten/{key}/")[1]
    for rest in (*TABS, *DECIDING, *rows):
        assert get(user, f"/akten/{key}/fallsteuerung/{rest}")[0] == 403, rest
    for rest in SENT:
        assert client_of(user).post(f"/akten/{key}/fallsteuerung/{rest}").status_code == 403, rest
    assert "Geheimnis" not in get(user, "/")[1]


@pytest.mark.parametrize("name", ["sonja", "amir", "ute"])
def test_who_counsels_sees_it_and_writes(county: County, name: str) -> None:
    rows = fill(county)
    user, key = county.staff()[name], county.haidari[0].pk
    assert "Geheimnis Alpha" in get(user, f"/akten/{key}/fallsteuerung/assessment/")[1]
    assert "Geheimnis Beta" in get(user, f"/akten/{key}/fallsteuerung/ziele/")[1]
    assert "Geheimnis Gamma" in get(user, f"/akten/{key}/fallsteuerung/plan/")[1]
    decides = name != "amir"
    for rest in (*TABS, *rows):
        expected = 403 if "zuruecknehmen" in rest and not decides else 200
        status = get(user, f"/akten/{key}/fallsteuerung/{rest}")[0]
        assert status == expected or (rest == "ziele/schriftstueck/" and status == 302), rest
    for rest in DECIDING:
        assert get(user, f"/akten/{key}/fallsteuerung/{rest}")[0] == (
            403 if not decides else 302 if rest[0] == "e" else 200
        )


@pytest.mark.parametrize("name", ["pavel", "dagmar", "knut"])
def test_for_everybody_else_it_does_not_exist(county: County, name: str) -> None:
    rows = fill(county)
    key, user = county.haidari[0].pk, county.staff()[name]
    for rest in (*TABS, *DECIDING, *rows):
        assert get(user, f"/akten/{key}/fallsteuerung/{rest}")[0] == 404, rest
    for rest in SENT:
        assert client_of(user).post(f"/akten/{key}/fallsteuerung/{rest}").status_code == 404, rest


def test_a_row_opens_under_its_own_file_only(county: County) -> None:
    rows, other = fill(county), county.tesfay[0].pk
    taken_over(county.tesfay[0], county.today, by=county.sonja)
    for rest in rows:
        assert get(county.sonja, f"/akten/{other}/fallsteuerung/{rest}")[0] == 404, rest


def test_in_a_closed_file_and_for_the_dead_nothing_is_written(county: County) -> None:
    from lotse.cases.life import die

    rows, nadia = fill(county), county.haidari[0]
    die(nadia, county.today, by=county.sonja)
    client = client_of(county.sonja)
    before = (PromptAnswer.objects.count(), nadia.cycles.count())
    base = f"/akten/{nadia.pk}/fallsteuerung/"
    for rest in (
        "pruefung/",
        "termin/",
        "ziele/neu/",
        "plan/massnahme/",
        *SENT[:1],
        *SENT[2:3],
        "ziele/fortschreiben/",
    ):
        assert client.post(base + rest, {}).status_code in (302, 404), rest
    assert (PromptAnswer.objects.count(), nadia.cycles.count()) == before
    assert "Geheimnis Alpha" in get(county.sonja, base + "assessment/")[1], "it stays readable"
    assert UUID(rows[0].split("/")[1])


def test_an_unsigned_file_of_another_day_is_no_way_round_the_gate(county: County) -> None:
    """A decision dated before the interview, or ahead, is refused."""
    run = cycle.begin(county.tesfay[0], county.today, by=county.sonja)
    said = interview.Spoken(county.today, county.sonja)
    row = interview.record_interview(run, said, version=1, by=county.sonja)
    with pytest.raises(cycle.Refused):
        interview.decide(row, "occasional", date(2026, 1, 1), by=county.sonja)
    answer = client_of(county.sonja).post(
        f"/akten/{county.tesfay[0].pk}/fallsteuerung/entscheidung/", {"decision": "occasional", "on": "24.11.2026"}
    )
    assert answer.status_code == 422
