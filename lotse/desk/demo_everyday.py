"""What the demonstration shows of everyday help: activities and referrals in notes, care behind its gate, groups.

Only where the concept knows them."""

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from lotse.accounts.models import User
from lotse.cases.models import File
from lotse.concept.model import Concept
from lotse.notes.actions import Contact, record_note
from lotse.programmes import group_actions, rows
from lotse.programmes.everyday import HardshipProcedure, IndividualCare
from lotse.programmes.groups import GroupDate, GroupOffer

if TYPE_CHECKING:
    from lotse.desk.demo import Town

NOTES = (
    (("health-benefits", "health"), ("doctor-appointment", "accompany-doctor"),
     "Arzttermin vereinbart und mitgegangen.",
     "Nächstes Mal geht die Person allein."),
    (("contract-duties",), ("letters",), "Schreiben des Vermieters gemeinsam gelesen.",
     "Antwort bis Freitag, wir schauen sie an."),
    (("conflict-room",), ("mediation",), "Mit beiden Seiten über Nachtruhe gesprochen.", "Absprache für die Küche."),
    (("family",), ("parenting", "to-family-advice"), "Über Schlafzeiten und Fernsehen gesprochen.",
     "Termin bei der Beratungsstelle."),
    (("leisure", "encounter"), ("leisure", "volunteers"), "Der Sportverein sucht Kinder für die neue Gruppe.",
     "Probetraining am Mittwoch."),
    (("education-package",), ("homework-help",), "Teilhabepaket erklärt, Hausaufgabenhilfe angeboten.",
     "Antrag nehmen sie mit."),
    (("crisis-loneliness", "psychosocial"), ("to-psychosocial",), "Die Tage sind lang und still.",
     "Vermittelt, erster Termin steht."),
    (("perspective",), (), "Was nach dem Kurs kommen kann.", "Zwei Berufe werden angeschaut."),
    (("health-system",), ("make-appointment", "appointment-advice"), "Wie Praxis und Notruf zusammenhängen.",
     "Hausarzt in der Nähe gefunden."),
)  # fmt: skip
OFFERS = (
    ("homework-help", "Hausaufgaben am Nachmittag", "volunteers", 7),
    ("parents-evening", "Elternabend Kita und Schule", "together", 60),
    ("social-education", "Nähwerkstatt in der Unterkunft", "staff", 14),
)


def fill(town: "Town") -> None:
    dice = random.Random(17)  # noqa: S311 - no secret
    led = [(f, user) for f, user in town.led() if f.opened_on < town.today - timedelta(days=12)]
    known = _known(town.concept)
    for n, (file, user) in enumerate(dice.sample(led, min(60, len(led)))):
        _note(town, file, user, n, known, dice)
    grown = [pair for pair in led if (pair[0].person.age_on(town.today) or 0) >= 18]
    if town.concept.care_gates:
        for n, (file, user) in enumerate(dice.sample(grown, min(5, len(grown)))):
            _care(town, file, user, n)
    if town.concept.parameter("hardship-ask-days"):
        for n, (file, user) in enumerate(dice.sample(grown, min(5, len(grown)))):
            _hardship(town, file, user, n)
    if town.concept.offer_kinds and led:
        _offers(town, led, dice)


def _known(concept: Concept) -> set[str]:
    return {e.key for e in (*concept.topics, *concept.activities)}


def _note(town: "Town", file: File, user: User, n: int, known: set[str], dice: random.Random) -> None:
    topics, activities, summary, result = NOTES[n % len(NOTES)]
    exceptional = {a.key for a in town.concept.activities if a.needs_reason}
    reasons = [r.key for r in town.concept.exception_reasons]
    done = tuple((a, dice.choice(reasons) if a in exceptional else "") for a in activities if a in known)
    on = town.today - timedelta(days=dice.randrange(1, min(80, (town.today - file.opened_on).days)))
    contact = Contact(
        on - timedelta(days=max(0, on.weekday() - 4)), "individual", summary, result, activities=done,
        topics=tuple(t for t in topics if t in known), minutes=30, language=file.person.contact_language,
    )  # fmt: skip
    record_note([file], contact, author=user, by=user)


def _care(town: "Town", file: File, user: User, n: int) -> None:
    asked = town.today - timedelta(days=12 + 5 * n)
    values: dict[str, object] = {"asked_on": asked, "where": "Familienhilfe am Anger"}
    if n in (1, 2):
        values |= {"assured_on": asked + timedelta(days=6)}
    if n == 2:
        values |= {"begins_on": asked + timedelta(days=8)}
    if n == 3:
        values |= {"begins_on": asked, "deviation": "emergency"}
    rows.enter(IndividualCare(file=file), values, by=user)


def _hardship(town: "Town", file: File, user: User, n: int) -> None:
    advised = town.today - timedelta(days=50 + 20 * n)
    values: dict[str, object] = {"advised_on": advised}
    if n:
        values["applied_on"] = advised + timedelta(days=10)
    if n > 1:
        values |= {"decision": "request", "decided_on": advised + timedelta(days=40)}
    if n > 2:
        values |= {"outcome": "permit", "outcome_on": advised + timedelta(days=70)}
    rows.enter(HardshipProcedure(file=file), values, by=user)


def _offers(town: "Town", led: list[tuple[File, User]], dice: random.Random) -> None:
    user = led[0][1]
    files = [f for f, _user in led if f.organisation_id == led[0][0].organisation_id]
    for kind, name, held_by, every in OFFERS:
        row = GroupOffer(organisation_id=files[0].organisation_id)
        values = {
            "kind": kind, "title": name, "held_by": held_by, "place": "Gruppenraum der Unterkunft",
            "from_on": town.today - timedelta(days=150), "language": "",
        }  # fmt: skip
        offer = group_actions.save_offer(row, values, version=1, by=user)
        for back in range(3, 140, every):
            on = town.today - timedelta(days=back)
            present = [f.pk for f in files if f.opened_on < on]
            here = dice.sample(present, min(dice.randrange(2, 7), len(present)))
            numbers = {
                "on": on,
                "children": dice.randrange(5),
                "youths": dice.randrange(3),
                "adults": dice.randrange(4),
            }
            group_actions.save_date(
                GroupDate(offer=offer), numbers, here=here, offered=here, version=1, by=user
            )  # fmt: skip
