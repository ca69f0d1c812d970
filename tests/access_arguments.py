"""What stands in the addresses of `access_matrix`: something of the world for each of their places."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from lotse.accounts.actions import as_actor
from lotse.cases import planning, restricted
from lotse.cases.background import enter
from lotse.cases.cover import stand_in
from lotse.cases.erasing import ask_for_content_erasure
from lotse.cases.models import Alert, Appointment, ContentErasure, Cover, Task, Vulnerability
from lotse.cases.residence import BenefitFacts, record_benefit
from lotse.network import actions as directory
from lotse.network.models import Offer, Partner, PartnerContact
from lotse.notes.documents import Sheet, store_document
from lotse.notes.drafts import Window, save_draft
from lotse.notes.papers import Document
from lotse.notes.record import ask_for_erasure
from lotse.notes.withdraw import ask_for_document_erasure
from lotse.people.models import Benefit, Education, Employment, FamilyTie
from lotse.programmes import actions as taking_part
from lotse.programmes import applications, housing, housing_office, rows
from lotse.programmes.models import BenefitApplication, HousingApplication, HousingOffer, Registration
from lotse.rulebook import actions as rulebook
from tests.overlay import switch_on
from tests.world import World


def a_draft(world: World) -> UUID:
    """Miriam has begun a note."""
    key, now = UUID(int=7), datetime(2026, 11, 23, 8, tzinfo=UTC)
    window = Window(key, "tab", 0)
    save_draft(window, "note", {"summary": ["Begonnen."]}, file=world.rahimi[0], author=world.miriam, now=now)
    return key


def an_erasure(world: World) -> UUID:
    """Farid has asked for a note to be erased."""
    found = world.note.erasures.first() or ask_for_erasure(
        world.note, world.rahimi[0], "wrong-file", "", by=world.farid, now=datetime(2026, 11, 23, 8, tzinfo=UTC)
    )
    return found.pk


def a_need(world: World) -> Vulnerability:
    """The file works by a concept that switches the restricted compartment on, and something stands in it."""
    switch_on(world.rahimi, "imprisonment", restricted.VULNERABILITY)
    made = world.rahimi[0].vulnerabilities.first()
    facts = restricted.NeedFacts("pregnant", world.today)
    return made or restricted.record_need(world.rahimi[0], facts, by=world.miriam)


def a_content_erasure(world: World) -> UUID:
    """Miriam has asked for words of the restricted compartment to be erased."""
    made = ContentErasure.objects.first()
    if made is None:
        switch_on(world.rahimi, "imprisonment", restricted.VULNERABILITY)
        words = restricted.record_restricted(world.rahimi[0], "imprisonment", "Worte", version=0, by=world.miriam)
        now = datetime(2026, 11, 23, 8, tzinfo=UTC)
        made = ask_for_content_erasure(words.pk, "unlawful", "", by=world.miriam, now=now)
    return made.pk


def a_document(world: World) -> Document:
    """Miriam has put a paper into the file."""
    sheet = Sheet("Scan.pdf", "application/pdf", b"%PDF-1.4 %%EOF")
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    return store_document(
        world.rahimi[:1], [sheet], author=world.miriam, by=world.miriam, now=now, document_id=UUID(int=8)
    )


def a_document_erasure(world: World) -> UUID:
    """Farid has asked for the paper to be erased."""
    document, now = a_document(world), datetime(2026, 11, 23, 8, tzinfo=UTC)
    made = document.erasures.first() or ask_for_document_erasure(
        document, world.rahimi[0], "wrong-file", "", by=world.farid, now=now
    )
    return made.pk


def a_partner(world: World) -> Partner:
    """A practice with somebody to ask for and an offer."""
    if made := Partner.objects.first():
        return made
    values = {"kind": "practice", "name": "Praxis am Anger", "checked_on": world.today}
    made = directory.save_partner(Partner(), values, languages=["prs"], version=1, by=world.miriam)
    directory.save_contact(PartnerContact(partner=made), {"name": "Frau Ahorn"}, version=1, by=world.miriam)
    directory.save_offer(Offer(partner=made), {"title": "Sprechstunde"}, languages=[], version=1, by=world.miriam)
    return made


# What stands for the parameters of a route; the longest matching beginning counts.
ARGUMENTS: dict[str, Callable[[World], dict[str, Any]]] = {
    "einlesen/vorlage/": lambda w: {"kind": "assignments"},
    "einlesen/<": lambda w: {"key": w.note.pk, "kind": "assignments"},  # nobody's list: as good as a stranger's
    "berichte/": lambda w: {"team": w.west.pk, "organisation": w.anchor.pk, "kind": "csv", "key": w.note.pk},
    "mitarbeitende/<": lambda w: {"key": w.miriam.pk},
    "rollen/": lambda w: {"key": w.miriam.roles.get().pk},
    "organisationen/<": lambda w: {"key": w.anchor.pk},
    "organisationen/teams/<": lambda w: {"key": w.west.pk},
    "gruppenangebote/termin/": lambda w: {"date": w.note.pk},
    "gruppenangebote/<": lambda w: {"key": w.note.pk, "date": w.note.pk},  # this concept knows none
    "verzeichnis/<": lambda w: {"key": a_partner(w).pk},
    "verzeichnis/<uuid:key>/person/<": lambda w: {"key": a_partner(w).pk, "row": a_partner(w).contacts.get().pk},
    "verzeichnis/<uuid:key>/angebot/<": lambda w: {"key": a_partner(w).pk, "row": a_partner(w).offers.get().pk},
    "verzeichnis/angebot/<": lambda w: {"row": a_partner(w).offers.get().pk},
    "einladung/<": lambda w: {"token": "erfunden"},
    "accounts/2fa/webauthn/keys/<": lambda w: {"pk": 1},
    "vermerke/entwuerfe/<": lambda w: {"key": a_draft(w)},
    "vermerke/loeschen/<": lambda w: {"key": an_erasure(w)},
    "vermerke/loeschen/angabe/<": lambda w: {"key": a_content_erasure(w)},
    "vermerke/loeschen/schriftstueck/<": lambda w: {"key": a_document_erasure(w)},
    "konzept/<": lambda w: {"key": "dresden/2019-07-01"},
    "verteilung/vertretung/<": lambda w: {"key": _cover(w).pk},
    "akten/<uuid:key>/": lambda w: {
        "key": w.rahimi[0].pk,
        "part": "namen",
        "field": "work-history",
        "rule": "analogous-after-36-months",
        "kind": "absence",
        "event": w.rahimi[0].events.get().pk,
        "other": w.mehari[0].pk,
        "note": w.note.pk,
    },
    "akten/<uuid:key>/person/aufenthalt/<": lambda w: {
        "key": w.rahimi[0].pk,
        "row": w.rahimi[0].person.statuses.get().pk,
    },
    "akten/<uuid:key>/person/leistung/<": lambda w: {"key": w.rahimi[0].pk, "row": _benefit(w).pk},
    "akten/<uuid:key>/person/beziehung/<": lambda w: {"key": w.rahimi[0].pk, "row": _past(w, FamilyTie).pk},
    "akten/<uuid:key>/person/bildung/<": lambda w: {"key": w.rahimi[0].pk, "row": _past(w, Education).pk},
    "akten/<uuid:key>/person/beruf/<": lambda w: {"key": w.rahimi[0].pk, "row": _past(w, Employment).pk},
    "akten/<uuid:key>/schriftstuecke/<": lambda w: {
        "key": w.rahimi[0].pk,
        "document": a_document(w).pk,
        "position": 1,
    },
    "akten/<uuid:key>/geschuetzt/": lambda w: {
        "key": w.rahimi[0].pk,
        "field": "imprisonment",
        "row": a_need(w).pk,
    },
    "kalender/<": lambda w: {"secret": "erfunden"},
    "befragung/<": lambda w: {"secret": "erfunden"},
    "fallsteuerung/austausch/<": lambda w: {"row": w.note.pk},
    "fallsteuerung/luecken/<": lambda w: {"row": w.note.pk},
    "akten/<uuid:key>/erinnerung/<": lambda w: {
        "key": w.rahimi[0].pk,
        "deadline": w.rahimi[0].deadlines.get(rule="welcome-service", superseded_at=None).pk,
    },
    "akten/<uuid:key>/aufgabe/<": lambda w: {"key": w.rahimi[0].pk, "task": _task(w).pk},
    "akten/<uuid:key>/termin/<": lambda w: {"key": w.rahimi[0].pk, "appointment": _appointment(w).pk},
    "akten/<uuid:key>/teilhabe/": lambda w: {"key": w.rahimi[0].pk, **_taking_part(w)},
    "akten/<uuid:key>/teilhabe/antrag/": lambda w: {"key": w.rahimi[0].pk, "row": _application(w).pk},
    "akten/<uuid:key>/fallsteuerung/": lambda w: {
        "key": w.rahimi[0].pk,
        "step": w.note.pk,
        "row": w.note.pk,
        "aspect": "family",
    },
    "akten/<uuid:key>/teilhabe/wohnung/<": lambda w: {"key": w.rahimi[0].pk, **_housing(w)},
    "anhoerungen/<": lambda w: {"key": w.note.pk},
    "wohnungsantraege/<": lambda w: _housing(w),
    "akten/<uuid:key>/hinweis/<": lambda w: {"key": w.rahimi[0].pk, "alert": _alert(w).pk},
}


def _benefit(w: World) -> Benefit:
    made = w.rahimi[0].person.benefits.first()
    return made or record_benefit(w.rahimi[:1], BenefitFacts("asylblg-3", w.today), by=w.miriam)[0]


def _past(w: World, model: type[Any]) -> Any:
    """Something of Zahra's family, education or work."""
    said: dict[type[Any], dict[str, Any]] = {
        FamilyTie: {"kind": "parent", "other_words": "Mutter, Maryam Rahimi, Herat", "lives": "abroad"},
        Education: {"kind": "school", "years": 8},
        Employment: {"kind": "employed", "job": "Schneiderin"},
    }
    made = model.objects.filter(person=w.rahimi[0].person).first()
    return made or enter(w.rahimi[0], model(person=w.rahimi[0].person), said[model], by=w.miriam)


def _cover(w: World) -> Cover:
    """Farid leads nothing: whoever stands in for him gets no file."""
    made = Cover.objects.filter(absent=w.farid).first()
    return made or stand_in(w.farid, w.lena, w.today, w.today, by=w.katrin)


def _task(w: World) -> Task:
    return w.rahimi[0].tasks.first() or planning.add_task(w.rahimi[0], "Kita", w.miriam, w.today, by=w.miriam)


def _appointment(w: World) -> Appointment:
    starts_at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    plan = planning.Plan(starts_at, starts_at + timedelta(hours=1), w.miriam)
    return w.rahimi[0].appointments.first() or planning.make_appointment(w.rahimi[0], plan, by=w.miriam)


def _alert(w: World) -> Alert:
    made = w.rahimi[0].alerts.first()
    return made or planning.raise_alert(w.rahimi[0], "contact", "Nur schriftlich.", w.today, w.today, by=w.miriam)


def _taking_part(w: World) -> dict[str, Any]:
    file, told = w.rahimi[0], taking_part.Told(w.today, w.miriam)
    if not file.ticks.exists():
        taking_part.tick([file], "welcome", ["health-care"], told, by=w.miriam)
    if not file.registrations.exists():
        kept = Registration(file=file, kind="kita")
        rows.enter(kept, {"wanted_on": w.today}, by=w.miriam)
    row = file.registrations.get().pk
    return {"checklist": "welcome", "tick": file.ticks.get().pk, "what": "anmeldung", "row": row}


def _application(w: World) -> BenefitApplication:
    if made := w.rahimi[0].applications.first():
        return made
    row = BenefitApplication(file=w.rahimi[0])
    applications.apply(row, {"kind": "sgb-2", "started_on": w.today}, by=w.miriam)
    return row


COUNTY = "potsdam-mittelmark/2017-01-01"


def _housing(w: World) -> dict[str, Any]:
    """Begun under a concept that knows the procedure, and handed in; the concept in force here knows none."""
    row = w.rahimi[0].housing.first()
    if row is None:
        rulebook.adopt(COUNTY, date(2017, 1, 1), by="test")
        row = HousingApplication(file=w.rahimi[0])
        housing.begin(row, {"procedure": "approval", "started_on": w.today}, by=w.miriam)
        with as_actor("test", "begin_housing"):
            HousingApplication.objects.filter(pk=row.pk).update(concept=COUNTY, applied_on=w.today)
        row = w.rahimi[0].housing.get()
        housing.enter_offer(HousingOffer(application=row), {"offered_on": w.today}, by=w.miriam)
    if not row.marks.exists():
        housing.mark(row, "landlord", "", w.today, by=w.miriam)
    if not row.reports.exists():
        said = {"written_on": w.today, "summary": "", "client_words": ""}
        housing_office.write_report(row, said, {"german": "gut"}, qualification="", version=0, by=w.miriam)
    return {
        "row": row.pk, "number": 1, "does": "application", "offer": row.offers.get().pk, "kind": "deposit",
        "item": "residents", "mark": row.marks.get().pk, "body": "immigration-office",
    }  # fmt: skip


def arguments(route: str, world: World) -> dict[str, Any]:
    fitting = [beginning for beginning in ARGUMENTS if route.startswith(beginning)]
    return ARGUMENTS[max(fitting, key=len)](world) if fitting else {}
