"""The end of a cycle: evaluation, reason, read only, taken up again; and the survey without logging in."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.audit.models import WriteLog
from lotse.cases.actions import Refused
from lotse.cases.models import Event
from lotse.casework import closure
from lotse.casework.closure import Answered
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.models import Closure, GoalResult, SurveyAnswer, SurveyLink, SurveyReply
from lotse.casework.survey import LEAST, SCALE, languages
from lotse.casework.tests.agreed import agreed_goals
from lotse.casework.tests.helpers import client_of, get, taken_over
from lotse.rulebook import access as rulebook
from tests.county import CONCEPT, County

PARTS = ("goals", "methods", "cooperation", "effect", "reflection", "offers")
LABELS = (
    "Hilfeplan, Ziele und Ergebnisse", "Arbeitsmethoden", "Zusammenarbeit mit Dritten", "Wirksamkeit und Aufwand",
    "Reflexion der Einzelfallarbeit", "Hinweise zur Angebotsstruktur",
)  # fmt: skip


@pytest.fixture
def run(county: County) -> Cycle:
    return taken_over(county.haidari[0], county.today - timedelta(days=20), by=county.sonja)


def base(county: County) -> str:
    return f"/akten/{county.haidari[0].pk}/fallsteuerung/"


def written(**more: str) -> dict[str, str]:
    return {part: f"Zu {part}." for part in PARTS} | {"version": "1"} | more


# --- evaluation and end -----------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-111", "P-112", "P-113", "P-114", "P-158")
def test_it_is_evaluated_and_ends_with_a_reason(county: County, run: Cycle) -> None:
    german, flat = agreed_goals(run, county.today, ("Deutsch B1", None), ("Eine Wohnung", None), by=county.sonja)
    client, address = client_of(county.sonja), base(county) + "abschluss/"
    said = written(**{f"result-{german.origin}": "reached", f"words-{german.origin}": "mit Zertifikat"})
    answer = client.post(address, said | {f"words-{flat.origin}": "zieht noch um"})
    assert answer.status_code == 422 and "zieht noch um" in answer.content.decode(), "words without a result"
    assert client.post(address, said | {"offers": ""}).status_code == 302
    assert client.post(address, said).status_code == 409, "somebody was faster, and sees both"
    end = base(county) + "beenden/"
    page = get(county.sonja, end)
    assert "Bei 1 Ziel steht nicht, was daraus wurde." in page and "1 Teil der Auswertung ist noch leer." in page
    for reason in (
        "Der abgeschätzte Zeitpunkt der Zielerreichung ist erreicht",
        "kann ihr Netzwerk von Dritten selbst steuern",
    ):
        assert reason in page
    going = {"reason": "self-steering", "on": "23.11.2026", "deviation": ""}
    assert client.post(end, going).status_code == 422, "something is lacking: why all the same?"
    whole = said | {"version": "2", f"result-{flat.origin}": "partly"}
    assert client.post(address, whole | {"beenden": "1"})["Location"].endswith("/beenden/")
    assert client.post(end, going).status_code == 302
    row = Closure.objects.get()
    assert row.taken is not None and row.taken.outcome == "self-steering" and row.taken.lacked == ""
    assert Event.objects.filter(kind="case-management-ended", cancelled_at=None, file=county.haidari[0]).exists()
    page = get(county.amir, address)
    for shown in ("mit Zertifikat", "teilweise erreicht", "Diese Fallsteuerung ist beendet."):
        assert shown in page
    for part, label in zip(PARTS, LABELS, strict=True):
        assert f"Zu {part}." in page.split(f"<h3>{label}</h3>")[1].split("<h3>")[0], "each part under its own name"
    with connection.cursor() as cursor:
        cursor.execute("SELECT methods FROM casework_closure")
        assert b"methods" not in bytes(cursor.fetchone()[0])


@pytest.mark.requirement("P-158", "P-109")
def test_what_the_reflection_says_of_missing_offers_feeds_the_gaps(county: County, run: Cycle) -> None:
    page = get(county.sonja, base(county) + "abschluss/")
    link = page.split("Als Angebotslücke festhalten")[0].rsplit('href="', 1)[1].split('"')[0]
    assert link == base(county) + "luecke/neu/"
    said = {
        "version": "1",
        "field": "language",
        "kind": "care",
        "words": "Kurs mit Kinderbetreuung",
        "on": "20.11.2026",
    }
    assert client_of(county.sonja).post(link, said | {"place": "", "language": ""}).status_code == 302
    gaps = get(county.sonja, "/fallsteuerung/luecken/")
    assert "Kurs mit Kinderbetreuung" in gaps and "ohne Kinderbetreuung nicht nutzbar" in gaps


@pytest.mark.requirement("P-111")
def test_closed_is_read_only_and_taken_up_again_with_a_reason(county: County, run: Cycle) -> None:
    client, address = client_of(county.sonja), base(county) + "abschluss/"
    client.post(address, written())
    step = closure.end(run, county.today, "goal-time", by=county.sonja)
    client.post(address, written(version="2", methods="Anders."))
    assert Closure.objects.get().methods == "Zu methods."
    with pytest.raises(Refused):
        closure.write_closure(Cycle.objects.get(), {"methods": "x"}, {}, version=2, by=county.sonja)
    again = f"{base(county)}schritt/{step.pk}/zuruecknehmen/"
    assert client.post(again, {"words": ""}).status_code == 422, "reopening needs a reason"
    assert client.post(again, {"words": "Neue Kündigung."}).status_code == 302
    assert Cycle.objects.get().is_open and Closure.objects.get().taken is None
    assert StepTaken.objects.get(kind="closure").undone_words == "Neue Kündigung."
    assert not Event.objects.filter(kind="case-management-ended", cancelled_at=None).exists()
    assert client.post(address, written(version="2", methods="Anders.")).status_code == 302
    assert Closure.objects.get().methods == "Anders."


def test_a_companion_writes_and_does_not_end(county: County, run: Cycle) -> None:
    client = client_of(county.amir)
    assert client.post(base(county) + "abschluss/", written() | {"beenden": "1"})["Location"].endswith("/abschluss/")
    assert client.get(base(county) + "beenden/").status_code == 403
    assert "Sichern und beenden" not in get(county.amir, base(county) + "abschluss/")


# --- the survey -------------------------------------------------------------------------------------------------------
def link_for(county: County, run: Cycle, language: str = "fa") -> str:
    return f"/befragung/{closure.make_link(run, language, county.today, by=county.sonja)}/"


def ticked(**more: str) -> dict[str, str]:
    return {"understood": "4", "respected": "3", "reachable": "", "helped": "1", "words": "", "whose": "with-me"} | more


@pytest.mark.requirement("P-115")
def test_she_answers_in_her_language_without_logging_in_and_lets_it_stand_in_her_evaluation(
    county: County, run: Cycle
) -> None:
    made = client_of(county.sonja).post(base(county) + "abschluss/befragung/", {"language": "fa"}).content.decode()
    assert "<svg" in made and "/befragung/" in made and "Ungeprüfter Text" in made
    address = "/befragung/" + made.partition("testserver/befragung/")[2].partition("/")[0] + "/"
    assert address not in get(county.sonja, base(county) + "abschluss/"), "it is shown once"
    page = Client().get(address)
    html = page.content.decode()
    assert (
        page.status_code == 200 and 'lang="fa"' in html and 'dir="rtl"' in html and languages()["fa"]["intro"] in html
    )
    for told in ("Haidari", "Nadia", county.haidari[0].number, "Sonja", "Fährhaus", "optional"):
        assert told not in html, "nothing on the page says who she is"
    assert page["Referrer-Policy"] == "same-origin", (
        "told to nobody else; with no-referrer a browser could not send the form"
    )
    missing = Client().post(address, ticked(whose="", words="سپاس"))
    assert missing.status_code == 422 and languages()["fa"]["choose"] in missing.content.decode()
    assert "سپاس" in missing.content.decode() and not SurveyAnswer.objects.exists()
    assert Client().post(address, ticked(words="سپاس")).status_code == 200
    page_of_worker = get(county.sonja, base(county) + "abschluss/")
    for shown in ("Ich wurde ernst genommen", "stimmt eher", "stimmt nicht", "سپاس"):
        assert shown in page_of_worker
    assert sorted(SurveyReply.objects.values_list("question", "value")) == [
        ("helped", 1), ("respected", 3), ("understood", 4),
    ]  # fmt: skip
    again = Client().post(address, ticked())
    assert SurveyAnswer.objects.count() == 1, "it holds once"
    assert languages()["fa"]["thanks"] in again.content.decode()


def test_a_browser_can_send_the_form(county: County, run: Cycle) -> None:
    address, client = link_for(county, run), Client(enforce_csrf_checks=True)
    html = client.get(address).content.decode()
    token = html.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    said = ticked() | {"csrfmiddlewaretoken": token}
    assert client.post(address, said, HTTP_ORIGIN="http://testserver").status_code == 200
    assert SurveyAnswer.objects.count() == 1


@pytest.mark.requirement("P-115")
def test_an_answer_for_the_total_leads_nowhere(county: County, run: Cycle) -> None:
    before = WriteLog.objects.count()
    Client().post(link_for(county, run), ticked(whose="total-only", words="Alles gut"))
    answer = SurveyAnswer.objects.get()
    assert answer.closure is None and answer.month == date(2026, 11, 1) and answer.pk.version == 4
    assert answer.organisation == county.provider and answer.words == "Alles gut"
    assert not Closure.objects.exists(), "not even an empty evaluation gives it away"
    tables = set(WriteLog.objects.order_by("pk").values_list("table_name", flat=True)[before:])
    assert "casework_surveyanswer" not in tables and "casework_surveyreply" not in tables
    page = get(county.sonja, base(county) + "abschluss/")
    assert "Alles gut" not in page and "Die Antwort zählt nur in der Summe." in page


def test_the_secret_stands_in_no_log(county: County, run: Cycle, caplog: pytest.LogCaptureFixture) -> None:
    address = link_for(county, run)
    assert Client().post(address, ticked(whose="")).status_code == 422
    assert address.split("/")[2] not in caplog.text


@pytest.mark.requirement("P-115")
def test_a_link_expires_and_only_its_digest_is_kept(county: County, run: Cycle) -> None:
    address = link_for(county, run)
    secret = address.split("/")[2]
    link = SurveyLink.objects.get()
    assert secret not in link.digest and len(secret) >= 32
    assert closure.holds(link, link.until_on) and not closure.holds(link, link.until_on + timedelta(days=1))
    with pytest.raises(Refused):
        closure.answer(link, Answered({}), link.until_on + timedelta(days=1))
    newer = link_for(county, run, "en")
    assert Client().get(address).status_code == 404, "a new link ends the old one"
    assert Client().get("/befragung/erfunden/").status_code == 404
    assert languages()["en"]["intro"] in Client().get(newer).content.decode()
    other = Client().get(newer + "?sprache=ti").content.decode()
    assert languages()["ti"]["intro"] in other and 'lang="ti"' in other


@pytest.mark.parametrize("language", ["de", "en", "ar", "fa", "ti", "uk", "ru", "fr", "tr", "ckb"])
def test_each_language_has_the_questions_of_the_concept(county: County, run: Cycle, language: str) -> None:
    texts = languages()[language]
    for entry in rulebook.get(CONCEPT).survey_questions:
        assert texts[f"question-{entry.key}"], entry.key
    html = Client().get(link_for(county, run, language)).content.decode()
    assert all(texts[key] in html.replace("&#39;", "'") for key, _value in SCALE)
    assert f'dir="{"rtl" if language in ("ar", "fa", "ckb") else "ltr"}"' in html


@pytest.mark.requirement("P-115")
def test_sums_are_shown_from_five_answers_on(county: County, run: Cycle) -> None:
    def one(n: int) -> None:
        link = closure.link_of(closure.make_link(run, "de", county.today, by=county.sonja))
        assert link is not None
        closure.answer(link, Answered({"helped": 4 if n else 2}, "Danke" if n == 1 else ""), county.today)

    for n in range(LEAST - 1):
        one(n)
    assert "Noch zu wenige Antworten." in get(county.heike, "/fallsteuerung/zufriedenheit/")
    one(9)
    page = get(county.heike, "/fallsteuerung/zufriedenheit/")
    assert "stimmt genau: 4" in page and "stimmt eher nicht: 1" in page and "80 %" in page
    assert "Danke" not in page, "words are for the provider"
    assert "Danke" in get(county.gerd, "/fallsteuerung/zufriedenheit/")
    assert client_of(county.sonja).get("/fallsteuerung/zufriedenheit/").status_code == 403


def test_more_rows_ask_no_more_of_the_database(county: County, run: Cycle) -> None:
    def queries(address: str) -> int:
        client = client_of(county.sonja)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def fill(many: int) -> None:
        made = agreed_goals(run, county.today, *((f"Ziel {n}", None) for n in range(many)), by=county.sonja)
        results: dict[UUID, tuple[str, str]] = {g.origin: ("reached", "gut") for g in made}
        version = getattr(Closure.objects.first(), "version", 1)
        closure.write_closure(run, {"methods": "x"}, results, version=version, by=county.sonja)
        for _n in range(many):
            link = closure.link_of(closure.make_link(run, "de", county.today, by=county.sonja))
            assert link is not None
            closure.answer(link, Answered({"helped": 4}, "Danke", True), county.today)

    addresses = [base(county) + "abschluss/", base(county) + "beenden/"]
    fill(1)
    few = [queries(address) for address in addresses]
    fill(12)
    assert [queries(address) for address in addresses] == few
    assert GoalResult.objects.count() == 12
