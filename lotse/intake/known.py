"""Whom we know already: everybody with a file, ready to be compared with a list, and what a list says differently."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from babel import Locale
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lotse.cases.life import Address
from lotse.cases.models import Event, File
from lotse.concept.model import Concept
from lotse.intake.actions import FIRST_EVENT
from lotse.intake.codes import STATELESS, UNCLEAR
from lotse.intake.preview import Candidate, Change, Entry
from lotse.people.duplicates import Birth, CandidateIndex, Match, PersonKey
from lotse.people.models import FurtherName, Identifier, Person, ResidenceStatus, Stay
from lotse.people.names import NameForms
from lotse.ui.filters import date_, partial_date

SOME = 2000  # ids in one query


@dataclass
class People:
    """Everybody with a file, by Aktenzeichen and by likeness."""

    by_number: dict[str, UUID] = field(default_factory=dict)
    index: CandidateIndex[UUID] = field(default_factory=CandidateIndex)


def load_people(births: Collection[Birth] | None = None, numbers: Collection[str] = ()) -> People:
    """A handful of queries however many people. Of two files brought together only the one that lives counts.

    With `births` only those whose birth date does not rule them out, and the holders of `numbers`: for a few persons.
    """
    merged = dict(File.objects.filter(merged_into__isnull=False).values_list("person_id", "merged_into__person_id"))

    def living(person: UUID) -> UUID:
        while person in merged:
            person = merged[person]
        return person

    people = People()
    identifiers = Identifier.objects.filter(kind=Identifier.Kind.AKTENZEICHEN)
    persons, further_names = Person.objects.order_by("pk"), FurtherName.objects.all()
    if births is not None:
        born = _born_alike(births)
        identifiers, persons = identifiers.filter(value__in=[n for n in numbers if n]), persons.filter(born)
        further_names = further_names.filter(person__in=persons.values("pk"))
    for value, person in identifiers.values_list("value", "person_id"):
        people.by_number[value] = living(person)
    further: dict[UUID, list[str]] = defaultdict(list)
    for person, family, given in further_names.values_list("person_id", "family_name", "given_name"):
        further[person].append(f"{family} {given}".strip())
    rows = persons.values_list(
        "pk",
        "family_name",
        "given_name",
        "original_name",
        "birth_year",
        "birth_month",
        "birth_day",
        "sex",
        "nationality",
    )
    for pk, family, given, original, year, month, day, sex, nationality in rows.iterator(chunk_size=SOME):
        if pk not in merged:
            names = NameForms(family, given, original, tuple(further.get(pk, ())))
            people.index.add(pk, PersonKey(names, (year, month, day), sex, nationality))
    return people


def _born_alike(births: Collection[Birth]) -> Q:
    """Same year, year unknown, or the same day of another year (one digit wrong): all that can be one person."""
    found = Q(birth_year=None)
    for year, month, day in births:
        if year is None:
            return Q()
        found |= Q(birth_year=year)
        if month and day:
            found |= Q(birth_month=month, birth_day=day)
    return found


def key_of(entry: Entry) -> PersonKey:
    p = entry.person
    names = NameForms(p.family_name, p.given_name, p.original_name, tuple(p.further_names))
    return PersonKey(names, p.birth, p.sex, p.nationality)


def _alike(
    entries: Iterable[Entry], people: People, tick: Callable[[int], None]
) -> dict[int, list[tuple[UUID, Match]]]:
    """Of each line. In the order of birth dates, so that those to compare with are still at hand in the processor."""
    new = [entry for entry in entries if entry.person.aktenzeichen not in people.by_number]
    found: dict[int, list[tuple[UUID, Match]]] = {}
    for entry in sorted(new, key=lambda entry: [part or 0 for part in entry.person.birth]):
        found[entry.line] = people.index.matches(key_of(entry))
        if len(found) % 250 == 0:
            tick(len(found))
    return found


def classify(entries: Iterable[Entry], people: People, tick: Callable[[int], None]) -> list[Entry]:
    """Each entry as new, known or possibly a duplicate, of somebody with a file or of an earlier row."""
    entries = list(entries)
    claimed = {people.by_number[e.person.aktenzeichen] for e in entries if e.person.aktenzeichen in people.by_number}
    earlier: CandidateIndex[int] = CandidateIndex()
    marks: dict[int, str] = {}
    found: list[Entry] = []
    alike = _alike(entries, people, tick)
    for entry in entries:
        known = people.by_number.get(entry.person.aktenzeichen) if entry.person.aktenzeichen else None
        if known is not None:
            found.append(replace(entry, kind="known", known_as=known))
            continue
        key = key_of(entry)
        matches = alike[entry.line]
        same = next((person for person, match in matches if match.kind == "same" and person not in claimed), None)
        if same is not None:
            claimed.add(same)
            found.append(replace(entry, kind="known", known_as=same))
            continue
        candidates = [Candidate(person, None, match.score, match.reasons) for person, match in matches]
        for line, match in earlier.matches(key):
            # brothers and sisters born on the assumed first of January look alike; one list tells them apart
            if match.kind == "same" or not entry.mark or marks[line] != entry.mark:
                candidates.append(Candidate(None, line, match.score, match.reasons))
        earlier.add(entry.line, key)
        marks[entry.line] = entry.mark
        candidates.sort(key=lambda candidate: -candidate.score)
        found.append(replace(entry, kind="possible", candidates=tuple(candidates[:5])) if candidates else entry)
    return found


# --- what the list says differently -----------------------------------------------------------------------------------
@dataclass
class Facts:
    """What a file says today of what a list can say."""

    person: Person
    stay: Stay | None = None
    status: str = ""
    numbers: set[str] = field(default_factory=set)
    assigned_on: date | None = None
    file: File | None = None


def facts_of(persons: Collection[UUID]) -> dict[UUID, Facts]:
    ids = list(persons)
    found: dict[UUID, Facts] = {}
    for at in range(0, len(ids), SOME):
        some = ids[at : at + SOME]
        facts = {p.pk: Facts(p) for p in Person.objects.filter(pk__in=some)}
        for stay in Stay.objects.filter(person__in=some, until_on=None).order_by("from_on"):
            facts[stay.person_id].stay = stay
        for row in ResidenceStatus.objects.filter(person__in=some, until_on=None).order_by("from_on"):
            facts[row.person_id].status = row.status
        for person, value in Identifier.objects.filter(person__in=some).values_list("person_id", "value"):
            facts[person].numbers.add(value)
        for file in File.objects.filter(person__in=some, merged_into=None):
            facts[file.person_id].file = file
        assigned = Event.objects.filter(
            file__person__in=some, kind=FIRST_EVENT[File.Arrival.ASSIGNED], cancelled_at=None
        ).order_by("on")
        for person, on in assigned.values_list("file__person_id", "on"):
            facts[person].assigned_on = on
        found |= facts
    return found


def with_changes(entries: Iterable[Entry], concept: Concept, visible: Collection[UUID] | None = None) -> list[Entry]:
    """Known and possibly known entries with what the list says differently. `visible`: whose files the reader may open;
    of everybody else nothing is compared, so that nothing is given away."""
    entries = list(entries)
    concerned = {e.known_as for e in entries if e.known_as} | {
        c.person for e in entries if e.kind == "possible" for c in e.candidates[:1] if c.person
    }
    if visible is not None:
        concerned &= set(visible)
    facts = facts_of({person for person in concerned if person})
    found = []
    for entry in entries:
        person = entry.known_as or (entry.candidates[0].person if entry.candidates else None)
        if person in facts:
            entry = replace(entry, changes=tuple(changes(entry, facts[person], concept)))
        found.append(entry)
    return found


def changes(entry: Entry, facts: Facts, concept: Concept) -> Iterable[Change]:
    """Value by value. An empty cell says nothing; a protected address is not compared."""
    new, old = entry.person, facts.person
    for name, label, before, after in (
        ("family_name", _("Familienname"), old.family_name, new.family_name),
        ("given_name", _("Vorname"), old.given_name, new.given_name),
        ("original_name", _("Name in Originalschrift"), old.original_name, new.original_name),
    ):
        if after and after.casefold() != before.casefold():
            yield Change(name, label, before, after)
    if new.birth[0] and new.birth != old.birth:
        yield Change("birth", _("Geburtsdatum"), partial_date(old.birth), partial_date(new.birth))
    if new.sex != "unknown" and new.sex != old.sex:
        yield Change("sex", _("Geschlecht"), old.get_sex_display(), str(Person.Sex(new.sex).label))
    if new.nationality and new.nationality != old.nationality:
        before, after = country_name(old.nationality), country_name(new.nationality)
        yield Change("nationality", _("Staatsangehörigkeit"), before, after)
    if new.contact_language and new.contact_language != old.contact_language:
        before, after = (_language(concept, code) for code in (old.contact_language, new.contact_language))
        yield Change("contact_language", _("Sprache"), before, after)
    if new.needs_interpreter and not old.needs_interpreter:
        yield Change("needs_interpreter", _("Dolmetscher nötig"), _("nein"), _("ja"))
    if new.status and new.status != facts.status:
        before, after = (_status(concept, key) for key in (facts.status, new.status))
        yield Change("status", _("Aufenthaltsstatus"), before, after)
    if new.aktenzeichen and new.aktenzeichen not in facts.numbers:
        yield Change("aktenzeichen", _("Aktenzeichen"), ", ".join(sorted(facts.numbers)), new.aktenzeichen)
    if new.address and not old.is_address_protected and _moved(new.address, facts.stay):
        yield Change("address", _("Anschrift"), written(facts.stay), written(new.address))
    if entry.arrival == File.Arrival.ASSIGNED and entry.arrived_on != facts.assigned_on:
        yield Change("assigned_on", _("Zuweisungsdatum"), date_(facts.assigned_on), date_(entry.arrived_on))


def country_name(code: str) -> str:
    """Of an ISO code, in the reader's language."""
    named = {"": "", STATELESS: _("staatenlos"), UNCLEAR: _("ungeklärt")}
    return named[code] if code in named else Locale.parse(get_language() or "de", sep="-").territories.get(code, code)


def _moved(address: Address, stay: Stay | None) -> bool:
    fields = ("accommodation", "street", "house_number", "postcode", "place", "district")
    return any(
        (said := getattr(address, name)) and said.casefold() != (getattr(stay, name).casefold() if stay else "")
        for name in fields
    )


def written(address: Address | Stay | None) -> str:
    """An address in one line."""
    if address is None:
        return ""
    street = f"{address.street} {address.house_number}".strip()
    town = f"{address.postcode} {address.place}".strip()
    district = address.district if address.district != address.place else ""
    return ", ".join(filter(None, (address.accommodation, street, town, district)))


def _status(concept: Concept, key: str) -> str:
    return next((s.title.de for s in concept.statuses if s.key == key), key)


def _language(concept: Concept, key: str) -> str:
    return next((entry.title.de for entry in concept.languages if entry.key == key), key)
