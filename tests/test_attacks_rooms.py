"""Attacks on the rooms behind the file's first page: restricted compartment, papers, applications, flats, group offers,
case management and its survey. What was tried and got through once stands here."""

from datetime import date

import pytest
from django.test import Client

from lotse.accounts import actions as accounts
from lotse.accounts.models import User
from lotse.accounts.permissions import Role
from lotse.audit.models import ReadLog
from lotse.cases import actions as cases
from lotse.cases import life, restricted
from lotse.cases.life import Address
from lotse.cases.models import Allocation, File, Task, Vulnerability
from lotse.casework import closure
from lotse.casework import rows as casework_rows
from lotse.casework.closure import Answered
from lotse.casework.models import Gap
from lotse.casework.survey import LEAST
from lotse.casework.tests.helpers import taken_over
from lotse.casework.tests.test_outcome import case
from lotse.notes.actions import Contact, record_note
from lotse.notes.papers import Document
from lotse.paper.tests.reading import words_of
from lotse.programmes import applications, housing, housing_office, rows
from lotse.programmes.groups import GroupAttendance, GroupDate, GroupOffer
from lotse.programmes.housing_facts import way_of
from lotse.programmes.models import BenefitApplication, Course, HousingApplication
from lotse.rulebook import access as rulebook
from lotse.ui.ids import uuid7
from lotse.ui.logs import LineFormatter
from tests.county import County
from tests.overlay import switch_on
from tests.world import World, make_staff


def as_(user: User) -> Client:
    """What breaks answers 500, as it would outside."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


# --- papers -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["heike", "gerd"])
def test_who_only_looks_and_prints_files_nothing(county: County, name: str) -> None:
    nadia = county.haidari[0]
    data = {"step": "file", "document_id": str(uuid7())}
    assert as_(county.staff()[name]).post(f"/akten/{nadia.pk}/drucken/deckblatt/", data).status_code == 403
    assert not Document.objects.exists()


# --- what nobody means ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("year", ["0001", "1889", "2200", "9999"])
def test_a_year_nobody_means_breaks_no_start_page(county: County, year: str) -> None:
    """Sixty days before an approval of the year 1 ended is no day at all: Heute was broken for the whole team."""
    nadia, row = county.haidari[0], BenefitApplication(file=county.haidari[0])
    applications.apply(row, {"kind": "sgb-2", "started_on": county.today}, by=county.sonja)
    data = {
        "version": "1", "kind": "sgb-2", "started_on": "23.11.2026", "handed_in_on": "23.11.2026",
        "decision": "granted", "decided_on": "23.11.2026", "granted_until_on": f"04.01.{year}",
    }  # fmt: skip
    assert as_(county.sonja).post(f"/akten/{nadia.pk}/teilhabe/antrag/{row.pk}/", data).status_code == 422
    for user in (county.sonja, county.ute):
        assert as_(user).get("/").status_code == 200
    answer = as_(county.ute).get(f"/berichte/themen/?von=01.01.2026&bis=31.12.{year}")
    assert answer.status_code == 422


@pytest.mark.parametrize("version", ["²", "9" * 5000, "-1", "", "x"])
def test_a_version_that_is_no_number_removes_nothing(county: County, version: str) -> None:
    nadia = county.haidari[0]
    switch_on(county.haidari, restricted.VULNERABILITY)
    nadia.refresh_from_db()
    facts = restricted.NeedFacts("pregnant", county.today)
    row = restricted.record_need(nadia, facts, by=county.sonja)
    address = f"/akten/{nadia.pk}/geschuetzt/schutzbedarf/{row.pk}/"
    assert as_(county.sonja).post(address, {"entfernen": "", "version": version}).status_code == 302
    assert Vulnerability.objects.exists()


# --- one household, two providers -------------------------------------------------------------------------------------
@pytest.fixture
def mara(county: County) -> User:
    """Works for another provider, on Omid alone; he still belongs to the household."""
    other, omid, since = accounts.add_organisation("Anderswo e. V.", by="test"), county.haidari[1], date(2025, 1, 1)
    team = accounts.team_in(other, "anderswo", "Anderswo", from_on=since, by="test")
    user = make_staff(since, "Mara Fremd", other, Role.SOCIAL_WORKER, team)
    with accounts.as_actor("test", "arrange"):
        Allocation.objects.filter(file=omid).delete()
        File.objects.filter(pk=omid.pk).update(organisation=other, team=team, region="anderswo")
    omid.refresh_from_db()
    cases.allocate([omid], user, companion=None, team=team, from_on=county.today, by=county.ute)
    return user


def both(county: County) -> tuple[BenefitApplication, HousingApplication]:
    """Kept in Nadia's file, and Omid's business as well."""
    nadia, omid, _laila = county.haidari
    applied, way = BenefitApplication(file=nadia), HousingApplication(file=nadia)
    applications.apply(applied, {"kind": "sgb-2", "started_on": county.today}, also=[omid], by=county.sonja)
    housing.begin(way, {"procedure": "approval", "started_on": county.today}, also=[omid], by=county.sonja)
    return applied, way


def test_what_is_kept_in_a_strangers_file_is_not_removed_from_there(county: County, mara: User) -> None:
    (applied, way), omid = both(county), county.haidari[1]
    for address in (f"antrag/{applied.pk}/", f"wohnung/{way.pk}/"):
        answer = as_(mara).post(f"/akten/{omid.pk}/teilhabe/{address}", {"step": "entfernen"}, follow=True)
        assert "nur dort entfernen" in answer.content.decode()
    assert BenefitApplication.objects.exists() and HousingApplication.objects.exists()
    for address in (f"antrag/{applied.pk}/", f"wohnung/{way.pk}/"):
        as_(county.sonja).post(f"/akten/{county.haidari[2].pk}/teilhabe/{address}", {"step": "entfernen"})
    assert BenefitApplication.objects.exists() and HousingApplication.objects.exists(), "it is not Laila's business"
    for address in (f"antrag/{applied.pk}/", f"wohnung/{way.pk}/"):
        as_(county.sonja).post(f"/akten/{county.haidari[0].pk}/teilhabe/{address}", {"step": "entfernen"})
    assert not BenefitApplication.objects.exists() and not HousingApplication.objects.exists()


def test_no_task_comes_into_a_file_one_does_not_write_in(county: County, mara: User) -> None:
    (applied, _way), (nadia, omid, _laila) = both(county), county.haidari
    address = f"teilhabe/antrag/{applied.pk}/nachweis/"
    assert as_(mara).post(f"/akten/{omid.pk}/{address}", {"item": "identity", "state": "task"}).status_code == 302
    assert [task.file for task in Task.objects.all()] == [omid]
    assert (
        as_(county.sonja).post(f"/akten/{nadia.pk}/{address}", {"item": "tenancy", "state": "task"}).status_code == 302
    )


# --- group offers -----------------------------------------------------------------------------------------------------
def test_whoever_lists_files_by_another_role_enters_nobody_in_a_group(county: County) -> None:
    """Pavel writes notes in his own files, of which there are none; as management he lists all of the provider."""
    held = accounts.give_role(county.pavel, Role.MANAGER, county.provider, from_on=date(2025, 1, 1), by="test")
    accounts.confirm_role(held, by="test")
    said = {"version": "1", "kind": "homework-help", "title": "Haus", "from_on": "01.09.2026"}
    assert as_(county.sonja).post("/gruppenangebote/neu/", said | {"held_by": "volunteers"}).status_code == 302
    offer = GroupOffer.objects.get()
    address, nadia = f"/gruppenangebote/{offer.pk}/termin/neu/", county.haidari[0]
    assert "Haidari" not in as_(county.pavel).get(address).content.decode()
    data = {"version": "1", "on": "16.11.2026", "persons": [str(nadia.pk)]}
    assert as_(county.pavel).post(address, data).status_code == 422
    assert not GroupAttendance.objects.exists()
    assert as_(county.sonja).post(address, data).status_code == 302
    named = f"/gruppenangebote/{offer.pk}/termin/{GroupDate.objects.get().pk}/"
    assert "Haidari" not in as_(county.pavel).get(named).content.decode()
    assert "Haidari" in as_(county.sonja).get(named).content.decode()


# --- the survey -------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-115")
def test_an_answer_for_the_total_is_not_found_by_subtracting_those_with_a_name(county: County) -> None:
    """Six answers are enough for a sum, but five of them stand in evaluations that colleagues read."""
    run = taken_over(county.haidari[0], county.today, by=county.sonja)

    def one(words: str, *, with_me: bool) -> None:
        link = closure.link_of(closure.make_link(run, "de", county.today, by=county.sonja))
        assert link is not None
        closure.answer(link, Answered({"helped": 1}, words, with_me), county.today)

    def page() -> str:
        return as_(county.ute).get("/fallsteuerung/zufriedenheit/").content.decode()

    for _n in range(LEAST):
        one("", with_me=True)
    assert "stimmt nicht: 5" in page()
    for n in range(1, LEAST):
        one("Streng geheim", with_me=False)
        assert "stimmt nicht" not in page() and "Streng geheim" not in page(), n
    one("Streng geheim", with_me=False)
    assert "stimmt nicht: 10" in page() and "Streng geheim" in page()


@pytest.mark.parametrize("attack", ["no-token", "method", "no-slash", "long", "bad-host"])
def test_no_way_of_failing_writes_the_secret_of_a_survey_into_a_log(
    county: County, caplog: pytest.LogCaptureFixture, attack: str
) -> None:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    secret = closure.make_link(run, "de", county.today, by=county.sonja)
    client, address = Client(enforce_csrf_checks=True, raise_request_exception=False), f"/befragung/{secret}/"
    if attack == "no-token":
        assert client.post(address, {"whose": "total-only"}).status_code == 403
    elif attack == "method":
        assert client.delete(address).status_code in (403, 405)
        assert client.options(address).status_code == 405
    elif attack == "no-slash":
        assert client.get(address[:-1]).status_code in (301, 404)
        assert client.get(address + "/").status_code == 404
    elif attack == "long":
        client.get(address + "?" + "a=1&" * 2000)
        client.post(address, {f"f{n}": "" for n in range(2000)})
    else:
        assert client.get(address, HTTP_HOST="evil.example").status_code == 400
    lines = "\n".join(LineFormatter().format(record) for record in caplog.records)
    assert secret not in lines
    assert attack == "bad-host" or "/befragung/…" in lines


# --- who reads --------------------------------------------------------------------------------------------------------
def handed_in_for_two(county: County) -> HousingApplication:
    _applied, way = both(county)
    housing.note_day(way, "application", county.today, version=1, by=county.sonja)
    return way


def test_the_authority_s_look_stands_in_the_log_of_everybody_it_names(county: County) -> None:
    way, (nadia, omid, laila) = handed_in_for_two(county), county.haidari
    ReadLog.objects.all().delete()
    body = next(iter(way_of(way).procedure.hearings)).key
    base = f"/wohnungsantraege/{way.pk}/"
    assert "Omid" in as_(county.heike).get(base).content.decode()
    assert {row.file for row in ReadLog.objects.filter(kind="housing")} == {nadia.pk, omid.pk}
    assert as_(county.heike).get(f"{base}anfrage/{body}/blatt/").status_code == 200
    assert {row.file for row in ReadLog.objects.filter(kind="print")} == {nadia.pk, omid.pk}
    assert not ReadLog.objects.filter(file=laila.pk).exists()


def test_who_looks_up_the_contacts_on_a_topic_stands_in_the_log(world: World) -> None:
    topic = rulebook.current(world.today).topics[0].key
    contact = Contact(world.today, "home-visit", "Besuch.", "Nichts.", topics=(topic,))
    record_note(world.rahimi[:1], contact, author=world.miriam, by=world.miriam)
    ReadLog.objects.all().delete()
    as_(world.katrin).get("/berichte/themen/?von=01.11.2026&bis=30.11.2026")
    assert not ReadLog.objects.exists(), "a number is no reading"
    page = as_(world.katrin).get(f"/berichte/themen/?von=01.11.2026&bis=30.11.2026&thema={topic}")
    assert world.rahimi[0].number in page.content.decode()
    row = ReadLog.objects.get(kind="topics")
    assert (row.user, row.file, row.right) == (world.katrin.pk, world.rahimi[0].pk, "coordinator")


def test_a_second_role_shows_no_single_gap_of_another_provider(county: County) -> None:
    """Sonja reads notes of her own provider; that she also sees figures of all must not open their small numbers."""
    held = accounts.give_role(county.sonja, Role.ANALYST, county.office, from_on=date(2025, 1, 1), by="test")
    if not held.confirmed_at:
        accounts.confirm_role(held, by="test")
    concept = rulebook.current(county.today)
    casework_rows.enter(
        Gap(organisation=county.office, on=county.today),
        {"field": concept.fields_of_action[0].key, "kind": Gap.Kind.values[0], "place": "Kleinort"}, by=county.sonja,
    )  # fmt: skip
    page = as_(county.sonja).get("/fallsteuerung/luecken/").content.decode()
    assert "Kleinort" not in page


def test_a_report_printed_elsewhere_names_nobody_whose_file_one_may_not_open(county: County, mara: User) -> None:
    (_applied, way), (nadia, omid, _laila) = both(county), county.haidari
    said = {"written_on": county.today, "summary": "Kurz"}
    housing_office.write_report(way, said, {"german": "gut"}, qualification="", version=0, by=county.sonja)
    address = f"teilhabe/wohnung/{way.pk}/bericht/1/pdf/"
    paper = words_of(as_(mara).post(f"/akten/{omid.pk}/{address}", {"step": "pdf"}).content)
    assert "Omid" in paper and "Nadia" not in paper
    assert "Nadia" in words_of(as_(county.sonja).post(f"/akten/{nadia.pk}/{address}", {"step": "pdf"}).content)


NUL = (
    "/fallsteuerung/luecken/?field=%00", "/fallsteuerung/luecken/?kind=%00", "/fallsteuerung/luecken/?seite=%00",
    "/berichte/themen/?thema=%00", "/berichte/umzuege/?wer=%00", "/berichte/integrationskurse/?wer=%00",
    "/akten/?zeige=%00", "/akten/?region=%00", "/akten/?sortiert=%00", "/verteilung/?von=%00&akte=%00",
    "/post/?was=%00", "/befragung/%00/", "/kalender/%00.ics", "/einladung/%00/",
    "/vermerke/gruppe/neu/?am=%00&akte=%00",
    "/aufnahme/?haushalt=%00", "/?wessen=%00", "/lebenslaeufe/?wessen=%00", "/fallsteuerung/?wessen=%00",
)  # fmt: skip
IN_FILE = (
    "?art=%00", "person/leistung/neu/?vorschlag=%00&leistung=%00", "person/beziehung/neu/?akte=%00",
    "person/bildung/neu/?art=%00", "person/sprachen/?sprache=%00", "schriftstuecke/?ablage=%00&papier=%00",
    "fallsteuerung/steuerung/?lauf=%00", "fallsteuerung/assessment/vergleich/?von=%00&mit=%00",
    "teilhabe/antrag/neu/?folgt=%00", "termin/neu/?statt=%00", "vermerk/neu/?form=%00",
)  # fmt: skip


@pytest.mark.parametrize("user", ["sonja", "ute", "heike"])
def test_a_byte_no_database_takes_breaks_no_page(county: County, user: str) -> None:
    taken_over(county.haidari[0], county.today, by=county.sonja)
    client, base = as_(county.staff()[user]), f"/akten/{county.haidari[0].pk}/"
    for address in (*NUL, *(base + rest for rest in IN_FILE)):
        assert client.get(address).status_code != 500, address


# --- small numbers ----------------------------------------------------------------------------------------------------
@pytest.fixture
def ada(county: County) -> User:
    return make_staff(date(2025, 1, 1), "Ada Sommer", county.office, Role.ANALYST)


def told(user: User, address: str) -> str:
    """What stands between the dates of the page."""
    page = as_(user).get(address).content.decode().split('id="zahl"')[-1].split("</h2>", 1)[1]
    return page.split("</section>")[0]


def test_no_day_of_a_single_move_or_course_is_found_by_trying(county: County, ada: User) -> None:
    """A line with a hidden number on one day, and none on another, says on which day somebody moved."""
    own = Address("own-flat", "", "Lindenstraße", "9", "14542", "Werder (Havel)", "Werder (Havel)")
    life.move(county.tesfay, "moved-to-own-flat", date(2026, 10, 31), own, by=county.sonja)
    passed = {"result": "passed", "result_on": date(2026, 10, 31), "result_level": "B1"}
    rows.enter(Course(file=county.haidari[0], kind="integrationskurs"), passed, by=county.sonja)
    for place in ("umzuege", "integrationskurse"):
        there, other = (
            told(ada, f"/berichte/{place}/?von={day}.10.2026&bis={day}.10.2026").replace(f"{day}.10.", "").strip()
            for day in (31, 30)
        )
        assert there == other and "Fährhaus" in there and "–" in there
        assert "Fährhaus" not in told(county.gerd, f"/berichte/{place}/?von=30.10.2026&bis=30.10.2026")
        assert "Fährhaus" in told(county.gerd, f"/berichte/{place}/?von=31.10.2026&bis=31.10.2026")


def test_nor_that_of_a_contact_on_a_protected_topic(county: County, ada: User) -> None:
    concept = rulebook.current(county.today)
    topic = next(t for t in concept.topics if t.protected)
    contact = Contact(date(2026, 10, 30), "individual", "S", "R", topics=(topic.key,))
    record_note(county.haidari[:1], contact, author=county.sonja, by=county.sonja)
    for user in (ada, county.gerd, county.heike):
        pages = []
        for day in (29, 30):
            html = as_(user).get(f"/berichte/themen/?von={day}.10.2026&bis={day}.10.2026").content.decode()
            pages.append(html.split(topic.title.de)[1].split("</tr>")[0].split("</td>")[0])
        assert pages[0] == pages[1] and "–" in pages[0], user.name


def test_a_colleague_is_not_told_of_the_one_case_that_got_worse(county: County) -> None:
    """Sums over the whole provider, for who reads the notes of none or of some of the cases."""
    case(county, county.haidari[0], {"housing": 2}, {"housing": 1})
    for user, is_told in ((county.sonja, True), (county.ute, True), (county.pavel, False), (county.gerd, False)):
        line = as_(user).get("/fallsteuerung/selbststaendigkeit/").content.decode().split(">Wohnen</th>")[1]
        assert (line.split("</tr>")[0].count(">1<") > 0) == is_told, user.name
