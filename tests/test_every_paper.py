"""Every paper Lotse has, made through its own address by whom it is for, filed where it can be, and read out by a
program that is not ours: its words, the person's language in its own letters and order, its tags, its fonts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

import lotse
from lotse.accounts.models import User
from lotse.cases import background, persons, planning
from lotse.casework import closure, goals, plan, steering
from lotse.casework.agreed import Agreement, HelpPlan
from lotse.casework.conference_paper import TEXTS as CONFERENCE
from lotse.casework.models import Conference
from lotse.casework.steering import Agreed, Invited, Meeting
from lotse.casework.tests.helpers import client_of, taken_over
from lotse.network import actions as directory
from lotse.network.doctors import TEXTS as DOCTORS
from lotse.network.models import Partner
from lotse.notes.actions import Contact, record_note
from lotse.notes.documents import sheet_of
from lotse.notes.papers import Document
from lotse.notes.slips import TEXTS as SLIP
from lotse.paper.tests.reading import poppler, read_out, reader_of, says
from lotse.paper.texts import texts_of
from lotse.people.models import Employment
from lotse.programmes.tests.housing_world import BODIES, apply, begin, handed_over, of
from tests.county import County

HOUSE = Path(lotse.__file__).parent
SHARED = {"paper/letter", "desk/parts"}  # what others import
SPECIMENS = {"paper/specimen"}  # pressed by the tests of the press alone
LANGUAGES = ("de", "en", "ar", "fa", "ti", "uk", "ru", "fr", "tr", "ckb")
LONG = "Frau Haidari berichtet ausführlich über Schule und Wohnung. " * 15


@dataclass
class Made:
    """One paper: who asks for it where, and what must be found on it."""

    by: User
    address: str
    typed: dict[str, str] | None  # None: it is answered to a plain request
    words: tuple[str, ...]
    theirs: tuple[str, ...] = ()  # in the person's language
    title: str = ""
    lang: str = "de"
    pages: tuple[int, int] = (1, 1)
    can_file: bool = True
    absent: tuple[str, ...] = field(default=())


def goal_version(county: County) -> Agreement:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    row = goals.begin_version(run, by=county.sonja)
    said = {"area": "work", "horizon": "medium", "german": "Arbeit in einer Schneiderei.", "due_on": date(2027, 6, 30)}
    goals.add_goal(row, said, by=county.sonja)
    return Agreement.objects.select_related("cycle__file").get(pk=row.pk)


def goal_agreement(county: County, lang: str) -> Made:
    row = goal_version(county)
    address = f"/akten/{county.haidari[0].pk}/fallsteuerung/ziele/fassung/{row.pk}/papier/"
    theirs = texts_of("goal-agreement")[lang]
    return Made(county.sonja, address, {"lang": lang},
                ("Zielvereinbarung", "Arbeit in einer Schneiderei.", "Ort, Datum"),
                (theirs["title"], theirs["horizon-medium"], theirs["signature-person"]),
                "Zielvereinbarung")  # fmt: skip


def help_plan(county: County, lang: str) -> Made:
    run = goal_version(county).cycle
    row: HelpPlan = plan.begin_version(run, by=county.sonja)
    plan.add_measure(row, {"what": "Kita suchen.", "who": "person", "until_on": date(2027, 1, 15)}, by=county.sonja)
    plan.plan_review(run, date(2027, 2, 1), by=county.sonja)
    address = f"/akten/{county.haidari[0].pk}/fallsteuerung/plan/fassung/{row.pk}/papier/"
    theirs = texts_of("help-plan")[lang]
    return Made(county.sonja, address, {"lang": lang},
                ("Hilfeplan", "Kita suchen.", "15.01.2027", "Sie selbst", "Montag, 1. Februar 2027",
                 "Ihre Unterschrift"),
                (theirs["title"], theirs["who-person"], theirs["what"], theirs["signature-person"]),
                "Hilfeplan")  # fmt: skip


def meeting(county: County, agreed_on: date | None) -> Conference:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    at = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    guests = (
        Invited("person"), Invited("third", "Jugendamt, Herr Öz"), Invited("interpreter", "Frau Karimi"),
        Invited("family"),
    )  # fmt: skip
    told = Meeting(at, county.sonja, 60, "Rathaus, Zimmer 3", "Schule und Wohnung", agreed_on, guests)
    return steering.plan_conference(run, told, by=county.sonja)


def invitations(county: County, lang: str) -> Made:
    row = meeting(county, county.today)
    address = f"/akten/{county.haidari[0].pk}/fallsteuerung/steuerung/konferenz/{row.pk}/einladung/"
    typed = {"to": "", "lang": lang, "place": "Rathaus, Zimmer 3", "way": "Bus 580", "topic": "Schule und Wohnung"}
    theirs = texts_of(CONFERENCE)[lang]
    return Made(county.sonja, address, typed,
                ("Einladung zum Gespräch", "Einladung zur Fallkonferenz", "Montag, 30. November 2026", "10:00 Uhr",
                 "Jugendamt, Herr Öz", "Frau Karimi", "Familie", "Rathaus, Zimmer 3", "Bus 580"),
                (theirs["title"], theirs["when"], theirs["topic"], theirs["who-comes"]), "Einladung zur Fallkonferenz",
                pages=(4, 4))  # fmt: skip


def minutes(county: County, _lang: str) -> Made:
    row = meeting(county, county.today)
    results = (
        Agreed("Schulplatz beantragen", user=county.amir, until_on=date(2026, 12, 7)),
        Agreed("Miete", "Sozialamt"),
    )
    said = "\n\n".join(["Alle einig.", *[LONG] * 20])
    there = [p.pk for p in row.participants.filter(role="third")]
    steering.hold_conference(row, county.today, said, there, results, version=row.version, by=county.sonja)
    address = f"/akten/{county.haidari[0].pk}/fallsteuerung/steuerung/konferenz/{row.pk}/papier/"
    return Made(county.sonja, address, {},
                ("Protokoll der Fallkonferenz", "Alle einig.", "Schulplatz beantragen", "Amir Sadat", "07.12.2026",
                 "Sozialamt", "Jugendamt, Herr Öz (andere Stelle)", "Familie", "Seite 1 von"),
                title="Protokoll der Fallkonferenz", pages=(3, 5))  # fmt: skip


def survey_slip(county: County, lang: str) -> Made:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    secret = closure.make_link(run, lang, county.today, by=county.sonja)
    asked, theirs = texts_of("survey")[lang], texts_of("survey-slip")[lang]
    return Made(county.sonja, f"/akten/{county.haidari[0].pk}/fallsteuerung/abschluss/befragung/zettel/",
                {"secret": secret}, (secret, "Fährhaus Mittelmark e. V."),
                (asked["title"], asked["total-only"], theirs["becomes"], theirs["type"]), "Befragung", lang=lang,
                can_file=False, absent=("Haidari", "Nadia", county.haidari[0].number, "Sonja"))  # fmt: skip


def appointment(county: County) -> planning.Appointment:
    at = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    told = planning.Plan(at, at + timedelta(hours=1), county.sonja, "Rathaus, Zimmer 3")
    return planning.make_appointment(county.haidari[0], told, by=county.sonja)


def appointment_slip(county: County, lang: str) -> Made:
    row = appointment(county)
    typed = {"lang": lang, "place": "Rathaus, Zimmer 3", "name": "Nadia Haidari"}
    theirs = texts_of(SLIP)[lang]
    return Made(county.sonja, f"/akten/{county.haidari[0].pk}/termin/{row.pk}/zettel/", typed,
                ("Ihr Termin", "Dienstag, 24. November 2026", "Rathaus, Zimmer 3", "Nadia Haidari"),
                (theirs["title"], theirs["place"], theirs["cannot_come"]), "Terminzettel")  # fmt: skip


def day_slips(county: County, _lang: str) -> Made:
    appointment(county)
    return Made(county.sonja, "/termine/zettel/?tag=2026-11-24", None, ("Ihr Termin", "14:30", "Rathaus, Zimmer 3"),
                title="Terminzettel", can_file=False)  # fmt: skip


def reminders(county: County, _lang: str) -> Made:
    appointment(county)
    return Made(county.sonja, "/termine/erinnern/druck/", None,
                ("Erinnerungsliste", "Dienstag, 24.11.2026", "Haidari, Nadia", "033841 555301", "Dari"),
                title="Erinnerungsliste", can_file=False)  # fmt: skip


def noted(county: County) -> str:
    said = Contact(
        county.today - timedelta(days=2), "individual", "Wir haben über die Kita gesprochen.", "Antrag folgt."
    )
    record_note([county.haidari[0]], said, author=county.sonja, by=county.sonja)
    return f"/akten/{county.haidari[0].pk}/drucken/"


def cover(county: County, _lang: str) -> Made:
    return Made(county.heike, f"{noted(county)}deckblatt/", {},
                ("Deckblatt", "Haidari, Nadia", "PM-3001", "Sonja Krüger"),
                ("نادیه حیدری",), "Deckblatt", can_file=False, absent=("Kita",))  # fmt: skip


def notes(county: County, _lang: str) -> Made:
    typed = {"from_on": "01.11.2026", "until_on": "30.11.2026"}
    return Made(county.sonja, f"{noted(county)}vermerke/", typed,
                ("Vermerke", "01.11.2026 bis 30.11.2026", "Wir haben über die Kita gesprochen.", "Antrag folgt."),
                title="Vermerke")  # fmt: skip


def whole_file(county: County, _lang: str) -> Made:
    file = county.haidari[0]
    job = {"country": "AF", "from_year": 2012, "until_year": 2020, "employer": "Schneiderei Kabul", "job": "Näherin"}
    background.enter(file, Employment(person=file.person), job, by=county.sonja)
    return Made(county.sonja, f"{noted(county)}akte/", {"with_notes": "on"},
                ("Akte", "Haidari, Nadia", "Arbeit bisher", "Schneiderei Kabul", "Aufenthaltsstatus", "Verlauf",
                 "Wir haben über die Kita gesprochen.", "Verzeichnis der Schriftstücke"),
                ("نادیه حیدری",), "Akte", pages=(2, 4))  # fmt: skip


def cv(county: County, _lang: str) -> Made:
    file = county.haidari[0]
    job = {"country": "AF", "from_year": 2012, "until_year": 2020, "employer": "Schneiderei Kabul", "job": "Näherin"}
    background.enter(file, Employment(person=file.person), job, by=county.sonja)
    typed = {"name": "Nadia Haidari", "work0_what": "Näherin", "work0_when": "2012 bis 2020"}
    return Made(county.sonja, f"/akten/{file.pk}/lebenslauf/", typed, ("Lebenslauf", "Nadia Haidari", "Näherin"),
                title="Lebenslauf", absent=("Fährhaus", "Aufenthalt"))  # fmt: skip


def social_report(county: County, _lang: str) -> Made:
    row = begin(county, "approval")
    handed_over(county, row, "carried")
    return Made(county.sonja, of(row, "bericht/1/pdf/"), {},
                ("Sozialbericht", "Geheim Deutsch", "Geheim Summe", "Sonja Krüger, Soziale Arbeit"),
                title="Sozialbericht")  # fmt: skip


def hearing(county: County, _lang: str) -> Made:
    row = begin(county, "approval")
    apply(county, row)
    handed_over(county, row)
    return Made(county.heike, f"/wohnungsantraege/{row.pk}/anfrage/{BODIES[1]}/blatt/", None,
                ("Anfrage zum Wohnungsantrag", "Haidari, Nadia", "PM-3001", "Landratsamt"),
                title="Anfrage zum Wohnungsantrag", can_file=False, absent=("Geheim",))  # fmt: skip


def doctors(county: County, lang: str) -> Made:
    told = {"kind": "practice", "name": "Zahnärztin Noori", "street": "Lindenallee 4", "phone": "033841 555 77",
            "checked_on": county.today}  # fmt: skip
    directory.save_partner(Partner(), told, languages=("fa",), specialities=("dentistry",), version=1, by="test")
    theirs = texts_of(DOCTORS)[lang]
    return Made(county.sonja, f"/verzeichnis/aerzte/blatt/?blatt={lang}", None,
                ("Ärztinnen und Ärzte", "Zahnärztin Noori", "Lindenallee 4", "033841 555 77", "116117"),
                (theirs["title"], theirs["speciality-dentistry"]), "Ärztinnen und Ärzte", can_file=False,
                absent=("Haidari", "Nadia"))  # fmt: skip


Maker = Callable[[County, str], Made]
# Every template with those who make it; what is written for the person comes in each language there are words in.
TABLE: dict[str, tuple[Maker, ...]] = {
    "casework/goal-agreement": (goal_agreement,),
    "casework/help-plan": (help_plan,),
    "casework/invitation": (invitations,),
    "casework/minutes": (minutes,),
    "casework/survey-slip": (survey_slip,),
    "desk/cover": (cover,),
    "desk/file": (whole_file,),
    "desk/notes": (notes,),
    "network/doctors": (doctors,),
    "notes/appointment-slip": (appointment_slip, day_slips),
    "notes/reminder-list": (reminders,),
    "programmes/cv": (cv,),
    "programmes/hearing": (hearing,),
    "programmes/social-report": (social_report,),
}
OFFERED = {goal_agreement, help_plan, invitations, survey_slip, appointment_slip, doctors}
ROWS = [
    pytest.param(template, make, lang, id=f"{make.__name__}-{lang}" if make in OFFERED else make.__name__)
    for template, makers in TABLE.items() for make in makers for lang in (LANGUAGES[1:] if make in OFFERED else ("de",))
]  # fmt: skip


def answered(client: Client, made: Made, step: str) -> bytes:
    asked = client.get(made.address) if made.typed is None else client.post(made.address, made.typed | {"step": step})
    assert asked.status_code == 200 and asked["Content-Type"] == "application/pdf", asked.content[-500:]
    assert not any(name in asked["Content-Disposition"] for name in ("Haidari", "Nadia")), "its name names nobody"
    return asked.content


def test_every_template_of_every_room_stands_in_the_table() -> None:
    """And with it every paper is made, filed and read out below."""
    there = {f"{path.parent.parent.name}/{path.stem}" for path in HOUSE.glob("*/typst/*.typ")}
    assert there - SHARED - SPECIMENS == set(TABLE)


@pytest.mark.requirement("P-31", "P-32", "P-99", "P-100", "P-105", "P-115")
@pytest.mark.parametrize(("template", "make", "lang"), ROWS)
def test_it_is_made_read_out_and_filed(county: County, template: str, make: Maker, lang: str) -> None:
    made = make(county, lang)
    client = client_of(made.by)
    client.cookies["django_language"] = "en"  # paper is German whatever the screen speaks
    pdf = answered(client, made, "pdf")
    words = read_out(pdf)
    for there in (*made.words, *made.theirs):
        assert says(words, there), (there, words)
    for absent in (*made.absent, "Tesfay", "Yonas", "PM-3004"):
        assert absent not in words, absent
    is_well_made(pdf, made)
    if made.can_file:
        assert client.post(made.address, (made.typed or {}) | {"step": "file"}).status_code == 302
        kept = Document.objects.get()
        assert sheet_of(kept, 1) == ("application/pdf", pdf) and kept.template == template
    elif made.typed is not None:
        client.post(made.address, made.typed | {"step": "file"})
        assert not Document.objects.exists()


def is_well_made(pdf: bytes, made: Made) -> None:
    """As far as programs can tell: title, language, tags, the marks of the standards, fonts inside, pages."""
    info = dict(line.split(":", 1) for line in poppler("pdfinfo", pdf).splitlines() if ":" in line)
    assert info["Title"].strip() == made.title or not made.title
    assert info["Tagged"].strip() == "yes"
    assert made.pages[0] <= int(info["Pages"]) <= made.pages[1], info["Pages"]
    root = reader_of(pdf).trailer["/Root"]
    marks = root["/Metadata"].get_data().decode()
    assert root["/Lang"] == made.lang
    assert "<pdfaid:part>2</pdfaid:part>" in marks and "<pdfaid:conformance>A</pdfaid:conformance>" in marks
    assert "<pdfuaid:part>1</pdfuaid:part>" in marks
    fonts = [line.split() for line in poppler("pdffonts", pdf).splitlines()[2:]]
    assert fonts and all(line[-5] == "yes" for line in fonts), "every font lies in the file"
    assert all("Noto" in line[0] or "Vazirmatn" in line[0] for line in fonts), "and is one of ours"


@pytest.mark.requirement("P-105")
@pytest.mark.parametrize("agreed", [True, False])
def test_an_invitation_tells_each_no_more_than_she_may_know(county: County, *, agreed: bool) -> None:
    row = meeting(county, county.today if agreed else None)
    client = client_of(county.sonja)
    address = f"/akten/{county.haidari[0].pk}/fallsteuerung/steuerung/konferenz/{row.pk}/einladung/"
    typed = {"lang": "", "place": "Rathaus", "way": "", "topic": "Schule und Wohnung", "step": "pdf"}
    sheets = {p.role: read_out(client.post(address, typed | {"to": str(p.pk)}).content) for p in row.participants.all()}
    assert "Schule und Wohnung" in sheets["person"] and "Jugendamt" in sheets["person"]
    assert ("Haidari" in sheets["third"], "Schule und" in sheets["third"], "Karimi" in sheets["third"]) == (agreed,) * 3
    assert ("Haidari" in sheets["interpreter"]) == agreed
    assert "Schule und" not in sheets["interpreter"] and "Jugendamt" not in sheets["interpreter"]
    assert all("Montag, 30. November 2026" in sheet and "Rathaus" in sheet for sheet in sheets.values())


@pytest.mark.requirement("P-115")
def test_the_slip_of_a_survey_keeps_its_secret(county: County, caplog: pytest.LogCaptureFixture) -> None:
    made = survey_slip(county, "fa")
    secret = (made.typed or {})["secret"]
    client = client_of(county.sonja)
    assert secret in read_out(answered(client, made, "pdf"))
    closure.make_link(taken_over(county.haidari[1], county.today, by=county.sonja), "de", county.today, by=county.sonja)
    other = f"/akten/{county.haidari[1].pk}/fallsteuerung/abschluss/befragung/zettel/"
    for address, typed in ((other, {"secret": secret}), (made.address, {"secret": "x"}), (made.address, {})):
        assert client.post(address, typed).status_code == 302, "not the link of this run"
    newer = closure.make_link(taken_over_again(county), "fa", county.today, by=county.sonja)
    assert client.post(made.address, {"secret": secret}).status_code == 302, "a new link ends the old one"
    assert client_of(county.pavel).post(made.address, {"secret": newer}).status_code == 404
    assert client_of(county.heike).post(made.address, {"secret": newer}).status_code == 403
    assert secret not in caplog.text and not Document.objects.exists()


def taken_over_again(county: County) -> closure.Cycle:
    return closure.SurveyLink.objects.filter(cycle__file=county.haidari[0]).get().cycle


def test_long_and_foreign_names_and_empty_values_still_print(county: County) -> None:
    """Nothing typed at all, then everything as long as it can be."""
    row = meeting(county, county.today)
    address = f"/akten/{county.haidari[0].pk}/fallsteuerung/steuerung/konferenz/{row.pk}/einladung/"
    client = client_of(county.sonja)
    assert client.post(address, {"step": "pdf"}).status_code == 200
    file = county.haidari[0]
    values = {name: getattr(file.person, name) for name in persons.MASTER_DATA}
    values["family_name"] = "Wickramasinghe Mudiyanselage Ranasinghe Bandaranayake-Weerasuriya"
    persons.change_person(file, values, version=file.person.version, is_address_protected=False, by=county.sonja)
    long = {"place": "Donaudampfschifffahrtsgesellschaft " * 8, "way": "Bus " * 100, "topic": LONG[:1900], "lang": "ar"}
    pdf = client.post(address, long | {"step": "pdf"}).content
    assert "Bandaranayake" in read_out(pdf) and pdf.startswith(b"%PDF")
    run = row.cycle
    plans = plan.begin_version(run, by=county.sonja)
    wide = {"what": "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz " * 6, "who": "third",
            "who_words": "Donaudampfschifffahrtsgesellschaftskapitän " * 3, "offer": "x" * 90}  # fmt: skip
    plan.add_measure(plans, wide, by=county.sonja)
    sheet = f"/akten/{county.haidari[0].pk}/fallsteuerung/plan/fassung/{plans.pk}/papier/"
    assert "Rindfleisch" in read_out(client.post(sheet, {"lang": "ckb", "step": "pdf"}).content)
