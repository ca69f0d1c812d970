"""The CV of P-31 and P-32: out of what is known, changed for the paper, as PDF and Word; and who has none."""

from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document as Word
from hypothesis import given
from hypothesis import strategies as st

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.audit.models import ReadLog
from lotse.cases import background
from lotse.cases.background import LevelOn, record_language
from lotse.cases.models import Allocation, File
from lotse.notes.documents import Said, sheet_of, store_document
from lotse.notes.papers import Document
from lotse.notes.withdraw import strike_document
from lotse.paper.tests.reading import words_of
from lotse.people.models import Education, Employment, Person, ResidenceStatus
from lotse.programmes.cv_missing import is_employable
from lotse.ui import clock
from lotse.ui.ids import uuid7
from tests.county import County
from tests.world import TODAY, World


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def yonas(county: County) -> File:
    file, by = county.tesfay[0], county.sonja
    school = {"kind": "school", "country": "ER", "from_year": 2004, "until_year": 2016, "outcome": "degree",
              "papers": "original", "institution": "Schule in Asmara", "certificate": "Abitur",
              "recognition": "full"}  # fmt: skip
    training = {"kind": "training", "country": "ER", "from_year": 2016, "from_month": 9, "until_year": 2018,
                "until_month": 6, "subject": "Schlosserei", "institution": "Werkstatt Asmara"}  # fmt: skip
    first = {"country": "ER", "from_year": 2018, "until_year": 2020, "employer": "Bahnwerk Asmara", "job": "Schlosser",
             "duties": "Wartung von Lokomotiven"}  # fmt: skip
    second = {"kind": "internship", "country": "DE", "from_year": 2026, "from_month": 3, "is_current": True,
              "employer": "Metallbau Krüger", "job": "Praktikum"}  # fmt: skip
    for values in (school, training):
        background.enter(file, Education(person=file.person), values, by=by)
    for values in (first, second):
        background.enter(file, Employment(person=file.person), values, by=by)
    record_language(file, "ti", is_mother_tongue=True, by=by)
    record_language(file, "de", level=LevelOn("B1", TODAY), by=by)
    return file


def address(file: File) -> str:
    return f"/akten/{file.pk}/lebenslauf/"


def typed_in(html: str) -> dict[str, Any]:
    """What the form of the page holds, as a browser would send it."""

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.data: dict[str, str] = {}
            self.area = ""

        def handle_starttag(self, tag: str, attrs: Any) -> None:
            found = dict(attrs)
            if tag == "input" and found.get("name"):
                self.data[found["name"]] = found.get("value") or ""
            self.area = found["name"] if tag == "textarea" else self.area
            if tag == "textarea":
                self.data[self.area] = ""

        def handle_endtag(self, tag: str) -> None:
            self.area = "" if tag == "textarea" else self.area

        def handle_data(self, data: str) -> None:
            if self.area:
                self.data[self.area] += data

    reader = Reader()
    reader.feed(html)
    return {name: value.lstrip("\n") for name, value in reader.data.items() if name not in ("q", "csrfmiddlewaretoken")}


@pytest.mark.requirement("P-32")
def test_it_holds_certificates_languages_times_employers_and_duties_newest_first(county: County, yonas: File) -> None:
    client = as_(county.sonja)
    typed = typed_in(client.get(address(yonas)).content.decode())
    words = words_of(client.post(address(yonas), typed | {"step": "pdf"}).content)
    for there in ("Yonas Tesfay", "Bahnwerk Asmara, Eritrea", "Schlosser", "Wartung von Lokomotiven", "2018 bis 2020",
                  "03.2026 bis heute", "Schlosserei", "09.2016 bis 06.2018", "mit Abschluss: Abitur",
                  "in Deutschland anerkannt", "Tigrinya: Muttersprache", "Deutsch: B1"):  # fmt: skip
        assert there in words, there
    assert words.index("Metallbau Krüger") < words.index("Bahnwerk Asmara") < words.index("Schlosserei")
    assert "Unterlagen" not in words
    assert "Original" not in words  # what lies in the file is not the employer's business


def test_it_names_neither_status_nor_provider(county: County, yonas: File) -> None:
    client = as_(county.sonja)
    typed = typed_in(client.get(address(yonas)).content.decode())
    answer = client.post(address(yonas), typed | {"step": "pdf"})
    words = words_of(answer.content)
    assert "Fährhaus" not in words
    assert "Flüchtling" not in words
    assert "Tesfay" not in answer["Content-Disposition"]


def test_what_is_changed_counts_for_the_paper_and_stays_in_the_form(county: County, yonas: File) -> None:
    client = as_(county.sonja)
    typed = typed_in(client.get(address(yonas)).content.decode())
    typed |= {
        "work0_what": "",
        "work1_more": "Gleise und Lokomotiven",
        "skills": "Führerschein B\nSchweißen",
        "born": "",
    }
    html = client.post(address(yonas), typed | {"step": "preview"}).content.decode()
    assert "Gleise und Lokomotiven" in html
    words = words_of(client.post(address(yonas), typed | {"step": "pdf"}).content)
    assert "Metallbau" not in words  # without a heading an entry is left out
    assert "Gleise und Lokomotiven" in words
    assert "Schweißen" in words
    assert "Geboren" not in words
    assert yonas.person.employments.filter(kind="employed").get().duties == "Wartung von Lokomotiven"


def test_who_never_went_to_school_is_not_exposed(county: County, yonas: File) -> None:
    with as_actor("test", "test"):
        yonas.person.education.all().delete()
    background.enter(yonas, Education(person=yonas.person), {"kind": "school", "years": 0}, by=county.sonja)
    client = as_(county.sonja)
    typed = typed_in(client.get(address(yonas)).content.decode())
    words = words_of(client.post(address(yonas), typed | {"step": "pdf"}).content)
    assert "Schule" not in words
    assert "Bildungsweg" not in words


def test_a_protected_address_is_not_put_on_it(county: County, yonas: File) -> None:
    with as_actor("test", "test"):
        yonas.person.is_address_protected = True
        yonas.person.save()
    html = as_(county.sonja).get(address(yonas)).content.decode()
    typed = typed_in(html)
    assert typed["address"] == ""
    assert "Werder" not in typed["signed"]


def test_word_gets_the_same_words(county: County, yonas: File) -> None:
    client = as_(county.sonja)
    typed = typed_in(client.get(address(yonas)).content.decode())
    answer = client.post(address(yonas), typed | {"step": "docx"})
    assert answer["Content-Disposition"].endswith('.docx"')
    word = Word(BytesIO(answer.content))
    cells = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    headings = [p.text for p in word.paragraphs if p.style and p.style.name.startswith("Heading")]
    assert headings == ["Yonas Tesfay", "Berufserfahrung", "Bildungsweg", "Sprachen"]
    assert "Bahnwerk Asmara, Eritrea" in cells
    assert "mit Abschluss: Abitur" in cells
    assert (word.core_properties.author, word.core_properties.title) == ("", "Lebenslauf")
    assert ReadLog.objects.filter(user=county.sonja.pk, file=yonas.pk, kind="print").exists()


def test_nothing_known_is_said_and_a_bare_cv_still_prints(county: County) -> None:
    omid = county.haidari[0]
    html = as_(county.sonja).get(address(omid)).content.decode()
    assert "Bildungsweg und Berufsweg sind noch leer." in html
    assert 'src="data:image/png;base64,' in html


# --- who has none -----------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-31")
def test_every_employable_person_without_a_cv_is_listed_until_it_is_filed(county: County, yonas: File) -> None:
    client = as_(county.sonja)
    html = client.get("/lebenslaeufe/").content.decode()
    assert "2 von 2 Menschen" in html
    assert "Tesfay, Yonas" in html
    assert "Haidari, Nadia" in html
    assert "Haidari, Omid" not in html  # nine years old
    typed = typed_in(client.get(address(yonas)).content.decode())
    filed = client.post(address(yonas), typed | {"step": "file"})
    made = Document.objects.get()
    assert filed["Location"].endswith(f"/schriftstuecke/{made.pk}/")
    assert made.category == "cv"
    stored = sheet_of(made, 1)
    assert stored is not None
    assert "Bahnwerk Asmara" in words_of(stored[1])
    html = client.get("/lebenslaeufe/").content.decode()
    assert "1 von 2 Menschen" in html
    assert "Tesfay, Yonas" not in html
    strike_document(made, "other", by=county.sonja, now=clock.now())
    assert "2 von 2 Menschen" in client.get("/lebenslaeufe/").content.decode()


def test_a_scanned_cv_counts_as_well_and_who_may_not_work_needs_none(county: County, yonas: File) -> None:
    store_document([yonas], [], author=county.sonja, by=county.sonja, now=clock.now(), said=Said("cv"))
    with as_actor("test", "test"):
        row = county.haidari[0].person.statuses.get()
        row.work = ResidenceStatus.Work.BARRED
        row.save()
    assert "0 von 1 Menschen" in as_(county.sonja).get("/lebenslaeufe/").content.decode()


def test_the_team_is_the_coordinators_to_see(county: County, yonas: File) -> None:
    assert "Tesfay" not in as_(county.pavel).get("/lebenslaeufe/?wessen=team").content.decode()
    html = as_(county.ute).get("/lebenslaeufe/?wessen=team").content.decode()
    assert "Tesfay, Yonas" in html
    assert "Sonja Krüger" in html
    assert "Wer hat noch keinen Lebenslauf?" in as_(county.sonja).get("/").content.decode()


def test_a_concept_that_wants_none_lists_nobody(world: World) -> None:
    client = as_(world.miriam)
    assert "Das Konzept verlangt keine Lebensläufe." in client.get("/lebenslaeufe/").content.decode()
    assert "Lebenslauf" not in client.get("/").content.decode()


@given(st.none() | st.integers(0, 110), st.sampled_from(["", "allowed", "permission", "barred"]))
def test_employable_is_who_has_the_age_and_is_not_barred(age: int | None, work: str) -> None:
    expected = work != "barred" and (age is None or 15 <= age < 67)
    assert is_employable(age, work, (15, 66)) is expected


def test_forty_people_cost_as_many_statements_as_two(county: County, yonas: File) -> None:
    client, counts = as_(county.sonja), []
    client.get("/lebenslaeufe/")
    for more in (0, 40):
        with as_actor("test", "test"):
            for n in range(more):
                _another_like(yonas, n)
        with CaptureQueriesContext(connection) as asked:
            html = client.get("/lebenslaeufe/").content.decode()
        assert f"{2 + more} von {2 + more} Menschen" in html
        counts.append(len(asked))
    assert counts[0] == counts[1]


def _another_like(file: File, n: int) -> None:
    """The verb that opens files belongs to a room below this one."""
    person = Person.objects.create(family_name=f"Muster {n}", birth_year=1990, seal_subject=file.pk)
    row = File.objects.get(pk=file.pk)
    row.pk, row.person, row.number = uuid7(), person, f"2026-9{n:04}"
    row._state.adding = True
    row.save(force_insert=True)
    for allocation in Allocation.objects.filter(file=file):
        allocation.pk, allocation.file = uuid7(), row
        allocation._state.adding = True
        allocation.save(force_insert=True)
