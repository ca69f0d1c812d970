"""The way into case management: the question, the appointment, the first interview, the decision."""

from datetime import date, timedelta

import pytest
from django.db import connection

from lotse.cases.models import Event
from lotse.casework import cycle, interview, prompt
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.models import Interview, PromptAnswer
from lotse.casework.path import SCREENS
from lotse.casework.tests.helpers import client_of, get, note_on, spoken, taken_over
from lotse.rulebook import access as rulebook
from tests.county import CONCEPT, County
from tests.world import World

FIELDS = ("housing", "language", "material-security", "work-education")


def base(county: County, who: int = 0) -> str:
    return f"/akten/{county.haidari[who].pk}/fallsteuerung/"


# --- the question -----------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-85")
def test_several_care_problems_of_a_family_raise_the_question(county: County) -> None:
    nadia, omid, _laila = county.haidari
    day = nadia.opened_on + timedelta(days=3)
    note_on(nadia, FIELDS[:2], day, county.sonja)
    assert "Case Management prüfen" not in get(county.sonja, base(county))
    note_on(omid, FIELDS[2:], day + timedelta(days=2), county.sonja)
    page = get(county.sonja, base(county))
    assert "Case Management prüfen" in page, "the family counts together"
    assert "Wohnen, Sprache, Materielle Sicherheit, Arbeit und Bildung" in page
    assert "mehrere Betreuungsprobleme herauskristallisieren" in page, "with the sentence it comes from"
    assert "Case Management prüfen" in get(county.sonja, "/")


@pytest.mark.requirement("P-85")
def test_the_answer_has_a_reason_and_comes_back_on_its_day(county: County) -> None:
    nadia, client = county.haidari[0], client_of(county.sonja)
    note_on(nadia, FIELDS, nadia.opened_on, county.sonja)
    address = base(county) + "pruefung/"
    assert client.post(address, {"answer": "later"}).status_code == 422, "a reason and a day are wanted"
    said = {"answer": "later", "reason": "arriving", "words": "Erst die Kita.", "until_on": "30.11.2026"}
    assert client.post(address, said).status_code == 302
    assert PromptAnswer.objects.get().until_on == date(2026, 11, 30)
    page = get(county.sonja, base(county))
    assert "Prüfung festhalten" not in page and "wieder fragen am 30.11.2026" in page and "Erst die Kita." in page
    assert prompt.prompts_of([[nadia]], date(2026, 11, 29)) == {}
    assert prompt.prompts_of([[nadia]], date(2026, 11, 30))[nadia.pk].asked_again
    prompt.answer_prompt(nadia, "no", "others", county.today, by=county.sonja)
    assert prompt.prompts_of([[nadia]], date(2027, 5, 30)) == {}


def test_notes_of_later_do_not_count_nor_do_groups_and_struck_ones(county: County) -> None:
    yonas = county.tesfay[0]
    note_on(yonas, FIELDS, yonas.opened_on + timedelta(days=91), county.sonja)
    assert prompt.prompts_of([[yonas]], county.today) == {}
    note_on(yonas, FIELDS, yonas.opened_on + timedelta(days=90), county.sonja)
    assert prompt.prompts_of([[yonas]], county.today)[yonas.pk].since == yonas.opened_on + timedelta(days=90)


# --- interview and decision -------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-86", "P-87", "P-88", "P-89", "P-136")
def test_from_the_appointment_to_the_take_over(county: County) -> None:
    client, nadia = client_of(county.sonja), county.haidari[0]
    when = {"on": "24.11.2026", "starts": "10:00", "minutes": "60", "user": str(county.sonja.pk)}
    assert client.post(base(county) + "termin/", when).status_code == 302
    run = Cycle.objects.select_related("appointment").get()
    assert run.appointment is not None and run.file_id == nadia.pk
    assert "24.11.2026" in get(county.sonja, base(county))
    said = {
        "version": "1", "on": "23.11.2026", "user": str(county.sonja.pk), "language": "prs", "with_interpreter": "on",
        "told": ["procedure", "roles", "requirements"], "problems": "Geheim: Wohnung und Schule.",
        "motivation": "Will arbeiten.", "problem_fits": "yes", "is_motivated": "yes", "entscheiden": "1",
    }  # fmt: skip
    answer = client.post(base(county) + "erstgespraech/", said)
    assert answer.status_code == 302 and answer["Location"].endswith("/entscheidung/")
    page = get(county.sonja, base(county) + "entscheidung/")
    assert "Erklärt ist 3 von 4" in page
    choice = {"decision": "case-management", "on": "23.11.2026", "words": "Mehreres hängt zusammen."}
    assert client.post(base(county) + "entscheidung/", choice).status_code == 422, "something is lacking: why go on?"
    assert not Event.objects.filter(kind="case-management-started").exists()
    choice["deviation"] = "Die Chancen besprechen wir am Freitag."
    assert client.post(base(county) + "entscheidung/", choice).status_code == 302
    step = StepTaken.objects.get()
    assert (step.outcome, step.lacked, step.deviation) == (
        "case-management", "not-all-told", "Die Chancen besprechen wir am Freitag.",
    )  # fmt: skip
    assert Event.objects.get(kind="case-management-started").on == county.today
    page = get(county.sonja, base(county))
    assert "Übernahme entschieden am 23.11.2026." in page and "Trotz offener Punkte" in page
    read = get(county.sonja, base(county) + "erstgespraech/")
    assert "Geheim: Wohnung und Schule." in read and "Mehreres hängt zusammen." in read
    assert client.post(base(county) + "erstgespraech/", said | {"version": "2"}).status_code == 200
    assert Interview.objects.get().version == 2, "a decided interview is read only"
    with connection.cursor() as cursor:
        cursor.execute("SELECT problems FROM casework_interview")
        assert b"Wohnung" not in bytes(cursor.fetchone()[0])


@pytest.mark.requirement("P-136")
def test_help_on_occasion_ends_the_run_and_is_no_event(county: County) -> None:
    nadia = county.haidari[0]
    run = cycle.begin(nadia, county.today, by=county.sonja)
    row = interview.record_interview(run, spoken(county.sonja, county.today, told=()), version=1, by=county.sonja)
    step = interview.decide(row, "occasional", county.today, by=county.sonja)
    run.refresh_from_db()
    assert run.ended_on == county.today and not Event.objects.filter(kind__startswith="case-management").exists()
    cycle.undo(step, "Sie hat es sich anders überlegt.", by=county.sonja)
    run.refresh_from_db()
    assert run.is_open and Interview.objects.get().taken is None


def test_a_decision_taken_back_strikes_its_event(county: County) -> None:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    cycle.undo(run.steps.get(kind="first-interview"), "Falsche Person.", by=county.sonja)
    struck = Event.objects.filter(kind="case-management-started")
    assert [e.cancelled_at is not None for e in struck] == [True], "struck, not gone"


def test_what_was_entered_as_an_event_only_is_taken_up(county: County) -> None:
    from lotse.cases.actions import record_event

    nadia = county.haidari[0]
    event = record_event(nadia, "case-management-started", county.today - timedelta(days=5), by=county.sonja)
    assert "Das steht als Ereignis in der Akte" in get(county.sonja, base(county))
    assert client_of(county.sonja).post(base(county) + "beginnen/").status_code == 302
    assert Cycle.objects.get().started_id == event.pk
    taken = Cycle.objects.select_related("file").get()
    row = interview.record_interview(taken, spoken(county.sonja, county.today), version=1, by=county.sonja)
    interview.decide(row, "case-management", county.today, by=county.sonja)
    assert Event.objects.filter(kind="case-management-started").count() == 1, "it has begun once"


def test_an_ended_run_is_read_only_until_it_is_taken_up_again(county: County) -> None:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    first = run.steps.get(kind="first-interview")
    cycle.end(run, county.today, "goal-time", by=county.sonja)
    with pytest.raises(cycle.Refused):
        cycle.undo(first, "zu spät", by=county.sonja)
    page = get(county.sonja, base(county))
    assert "Zurzeit keine Fallsteuerung" in page and "Der abgeschätzte Zeitpunkt" in page


@pytest.mark.requirement("P-03", "P-110", "W-08")
def test_the_tab_shows_the_steps_in_the_order_of_the_concept_and_who_steers(county: County) -> None:
    taken_over(county.haidari[0], county.today, by=county.sonja)
    page = get(county.sonja, base(county))
    titles = [s.title.de for s in rulebook.get(CONCEPT).steps if s.kind in SCREENS]
    places = [page.index(f'<h3 class="lo-row__title">{title}</h3>') for title in titles]
    assert places == sorted(places) and len(places) >= 5
    assert "steuert den Fall" in page and "Sonja Krüger" in page
    assert "als Nächstes" in page[places[2] - 300 : places[2]], "the assessment comes next"


def test_nobody_enters_the_events_by_hand_where_the_concept_has_steps(county: County) -> None:
    key = county.haidari[0].pk
    assert client_of(county.sonja).get(f"/akten/{key}/ereignis/case-management-started/").status_code == 404
    assert "Beginn des Case Managements" not in get(county.sonja, f"/akten/{key}/ereignis/")


def test_without_steps_there_is_no_such_tab(world: World) -> None:
    key = world.rahimi[0].pk
    assert client_of(world.miriam).get(f"/akten/{key}/fallsteuerung/").status_code == 404
    assert "Fallsteuerung" not in get(world.miriam, f"/akten/{key}/")
    assert "Beginn des Case Managements" in get(world.miriam, f"/akten/{key}/ereignis/")


def test_a_companion_prepares_and_does_not_decide(county: County) -> None:
    run = cycle.begin(county.haidari[0], county.today, by=county.amir)
    interview.record_interview(run, spoken(county.amir, county.today), version=1, by=county.amir)
    client = client_of(county.amir)
    assert client.get(base(county)).status_code == 200
    assert client.get(base(county) + "entscheidung/").status_code == 403
    assert client.get(base(county) + "beenden/").status_code == 403
