"""What the demonstration shows of family, languages, education and work, and of what is still to be asked."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from lotse.accounts.models import User
from lotse.cases.background import LevelOn, enter, record_language
from lotse.cases.background_page import relation
from lotse.cases.models import Answer, File
from lotse.cases.person_forms import LEVELS
from lotse.cases.questions import answer_question, topic_of
from lotse.people.models import Education, Employment, FamilyTie, Membership, Person

if TYPE_CHECKING:
    from lotse.desk.demo import Town

ABROAD = (
    ("parent", "Mutter, lebt bei einem Onkel", "abroad"), ("sibling", "Bruder, wollte in die Türkei", "missing"),
    ("spouse", "Ehemann, wartet auf das Visum zum Nachzug", "abroad"), ("parent", "Vater", "dead"),
    ("sibling", "Schwester mit zwei Kindern in Köln", "country"),
)  # fmt: skip


class Trade(NamedTuple):
    """What somebody learned and then did."""

    kind: str
    subject: str
    certificate: str
    job: str
    employer: str
    duties: str
    years: int


TRADES = (
    Trade("training", "Schneiderin oder Schneider", "", "Schneiderei", "eigene Werkstatt", "Zuschnitt, Änderungen", 2),
    Trade("studies", "Bauingenieurwesen", "Bachelor", "Bauleitung", "Baubüro", "Bauzeiten, Abrechnung, Prüfung", 4),
    Trade("training", "Krankenpflege", "Diplom", "Pflegekraft", "Kreiskrankenhaus", "Pflege, Nachtdienst", 3),
    Trade("training", "Kfz-Mechanik", "Gesellenbrief", "Mechaniker", "Werkstatt", "Motor, Bremsen, Elektrik", 3),
    Trade("studies", "Lehramt Grundschule", "Diplom", "Lehrkraft", "Grundschule", "Klassen 1 bis 4, Rechnen", 4),
)
DOCTOR = Trade(
    "studies", "Humanmedizin, Facharzt für Innere Medizin", "Facharztanerkennung", "Internist", "Universitätsklinik",
    "Station mit 24 Betten, Ausbildung der Assistenz", 11,
)  # fmt: skip
UNSKILLED = (
    ("Feldarbeit", "family", "Ernte, Bewässerung"), ("Verkauf auf dem Markt", "self", "Einkauf, Kasse"),
    ("Hilfsarbeit auf Baustellen", "employed", "Tragen, Mischen, Abbruch"),
)  # fmt: skip


def fill(town: "Town") -> None:
    """Most have told something. One is a doctor whose papers nobody recognises yet, one does not read."""
    dice = random.Random(17)  # noqa: S311 - no secret
    homes: dict[object, list[Membership]] = {}
    for row in Membership.objects.filter(until_on=None).select_related("person").order_by("-is_head", "from_on", "pk"):
        homes.setdefault(row.household_id, []).append(row)
    home_of = {m.person_id: home for home in homes.values() for m in home}
    led = [(file, user) for file, user in town.led() if (town.today - file.opened_on).days > 14]
    files = {file.person_id: file for file, _user in led}
    adults = 0
    for file, user in led:
        age = file.person.age_on(town.today)
        if dice.random() < 0.75:
            _family(file, user, home_of.get(file.person_id, []), files, dice)
        if age is not None and age < 18:
            _child(town, file, user, age, dice)
        elif age is not None:
            adults += 1
            _adult(town, file, user, age, adults, dice)


def _family(file: File, user: User, home: Sequence[Membership], files: dict[object, File], dice: random.Random) -> None:
    me = file.person_id
    if any(m.person_id == me and m.is_head for m in home):
        for other in home:
            kind = relation(home, me, other.person_id)
            if kind and other.person_id in files:
                custody = True if kind == FamilyTie.Kind.CHILD else None
                tied = {"kind": kind, "other": other.person, "has_custody": custody}
                enter(file, FamilyTie(person=file.person), tied, by=user)
        for kind, words, lives in dice.sample(ABROAD, dice.choice((0, 1, 1, 2))):
            if kind == "spouse" and len(home) > 1:
                continue
            said = {"kind": kind, "other_words": words, "lives": lives}
            enter(file, FamilyTie(person=file.person), said, by=user)


def _child(town: "Town", file: File, user: User, age: int, dice: random.Random) -> None:
    if file.person.contact_language:
        literacy = "" if age < 6 else "some" if age < 10 else "fluent"
        record_language(file, file.person.contact_language, is_mother_tongue=True, literacy=literacy, by=user)
    if age >= 7 and dice.random() < 0.6:
        said = {"kind": "school", "years": min(age - 6, 9), "outcome": "running", "country": "DE"}
        enter(file, Education(person=file.person), said, by=user)
        level = LevelOn(dice.choice(("A1", "A2", "B1")), file.opened_on + timedelta(days=10))
        record_language(file, "de", level=level, by=user)


def _adult(town: "Town", file: File, user: User, age: int, number: int, dice: random.Random) -> None:
    is_doctor, reads_not = number == 3, number == 5
    person = file.person
    if dice.random() < 0.7:
        partner = FamilyTie.objects.filter(person=person, kind="spouse").exists()
        word = "married" if partner else dice.choice(("single", "single", "married", "divorced", "widowed"))
        Person.objects.filter(pk=person.pk).update(marital_status=word)
    literacy = "none" if reads_not else dice.choices(("fluent", "some", "none"), (12, 2, 1))[0]
    if person.contact_language and (reads_not or is_doctor or dice.random() < 0.8):
        literacy = "fluent" if is_doctor else literacy
        record_language(file, person.contact_language, is_mother_tongue=True, literacy=literacy, by=user)
    _german(town, file, user, 1 if reads_not else dice.choice((1, 1, 2, 3)), dice)
    if is_doctor or reads_not or dice.random() < 0.7:
        _path(town, file, user, age, literacy, DOCTOR if is_doctor else None, dice)
    if dice.random() < 0.15:
        answer_question(file, topic_of("field", "work-history"), Answer.Kind.DECLINED, by=user)


def _german(town: "Town", file: File, user: User, steps: int, dice: random.Random) -> None:
    """Own estimate at first, a test, an exam passed."""
    days, on = (town.today - file.opened_on).days, file.opened_on + timedelta(days=3)
    hows = ("self", "test", "certificate")
    levels = ("A0", *LEVELS) if dice.random() < 0.3 else LEVELS
    for how, level in list(zip(hows, levels, strict=False))[:steps]:
        exam = "DTZ, Volkshochschule" if how == "certificate" else ""
        record_language(file, "de", level=LevelOn(level, on, how, exam), by=user)
        on = min(town.today, on + timedelta(days=max(1, days // 3)))


def _path(
    town: "Town", file: File, user: User, age: int, literacy: str, trade: Trade | None, dice: random.Random
) -> None:
    """Nine or twelve years of school, a trade, work in it; or neither."""
    born = town.today.year - age
    _school(file, user, born, literacy, 12 if trade else dice.choice((6, 8, 9, 12)), dice)
    if trade is None and (literacy == "none" or dice.random() < 0.5):
        if age > 22:
            _unskilled(file, user, born + 18, dice)
        return
    _trade(town, file, user, born + 18, trade or dice.choice(TRADES), dice)


def _home(file: File) -> str:
    return "" if file.person.nationality in ("XX", "ZZ") else file.person.nationality


def _school(file: File, user: User, born: int, literacy: str, years: int, dice: random.Random) -> None:
    said: dict[str, object] = {"kind": "school", "years": dice.choice((0, 0, 2))}
    if literacy != "none":
        said = {
            "kind": "school", "years": years, "country": _home(file), "from_year": born + 6,
            "until_year": born + 6 + years, "outcome": "degree" if years > 8 else "none",
        }  # fmt: skip
    enter(file, Education(person=file.person), said, by=user)


def _unskilled(file: File, user: User, starts: int, dice: random.Random) -> None:
    job, kind, duties = dice.choice(UNSKILLED)
    worked = {
        "kind": kind, "job": job, "duties": duties, "country": _home(file), "from_year": starts,
        "until_year": max(starts, min(file.opened_on.year - 1, starts + dice.randrange(2, 15))),
    }  # fmt: skip
    enter(file, Employment(person=file.person), worked, by=user)


def _trade(town: "Town", file: File, user: User, starts: int, trade: Trade, dice: random.Random) -> None:
    is_doctor, last_year = trade is DOCTOR, file.opened_on.year - 1
    ends = max(starts, min(starts + trade.years, last_year))
    recognition = "wanted" if is_doctor else dice.choice(("", "", "wanted", "referred", "applied", "partly", "full"))
    learned = {
        "kind": trade.kind, "subject": trade.subject, "certificate": trade.certificate, "country": _home(file),
        "from_year": starts, "until_year": ends, "years": trade.years, "outcome": "degree",
        "papers": "copy" if is_doctor else dice.choice(("", "original", "copy", "none")), "recognition": recognition,
        **_days(recognition, file.opened_on, town.today),
    }  # fmt: skip
    enter(file, Education(person=file.person), learned, by=user)
    if ends < last_year:
        worked = {
            "kind": "employed", "job": trade.job, "employer": trade.employer, "duties": trade.duties,
            "country": _home(file), "from_year": ends, "until_year": last_year,
        }  # fmt: skip
        enter(file, Employment(person=file.person), worked, by=user)


STEPS = (("referred_on", ("referred", "applied", "partly", "full")), ("applied_on", ("applied", "partly", "full")),
         ("decided_on", ("partly", "full")))  # fmt: skip


def _days(recognition: str, opened_on: date, today: date) -> dict[str, date]:
    """Days spread evenly since the file was opened."""
    names = [name for name, states in STEPS if recognition in states]
    gap = (today - opened_on).days // (len(names) + 1)
    return {name: opened_on + timedelta(days=gap * at) for at, name in enumerate(names, 1)}
