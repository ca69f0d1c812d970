"""Who lives together, seen from one file; and who looked into it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from lotse.accounts.access import Rights
from lotse.accounts.models import User
from lotse.accounts.permissions import ROLE_LABELS, Action, Role
from lotse.audit.reading import readers_of
from lotse.cases.access import Reach, files_of, within
from lotse.cases.life import bundle
from lotse.cases.models import File
from lotse.cases.words import name_of
from lotse.people.models import Household, Membership
from lotse.ui.names import WrittenName
from lotse.ui.prepared import prepared


@dataclass(frozen=True)
class Member:
    """Without `file` the reader may not open it: then only the relation is shown, no name."""

    relation: str
    is_head: bool
    name: WrittenName | None
    file: UUID | None
    number: str
    born: tuple[int | None, int | None, int | None]
    age: int | None
    from_on: date
    until_on: date | None
    is_this: bool
    died_on: date | None


@dataclass(frozen=True)
class Home:
    household: Household | None
    now: list[Member]
    before: list[Member]
    former_households: list[tuple[date, date | None, str]]


def household_of_file(file: File, held: Rights, today: date) -> Home:
    """The present household with those who live there and those who left; a fixed number of queries."""
    mine = _memberships(file.person_id)
    current = next((m for m in mine if m.from_on <= today and (m.until_on is None or m.until_on >= today)), None)
    former = [(m.from_on, m.until_on, m.get_relation_display()) for m in mine if m is not current]
    if current is None:
        return Home(None, [], [], former)
    rows = _members(current.household_id)
    files = files_of(held, Action.OPEN_FILE, (m.person_id for m in rows), today)
    members = [_member(m, files.get(m.person_id), file, today) for m in rows]
    return Home(
        current.household,
        [m for m in members if m.until_on is None or m.until_on >= today],
        [m for m in members if m.until_on is not None and m.until_on < today],
        former,
    )


@prepared
def _memberships(person: UUID) -> QuerySet[Membership]:
    return Membership.objects.filter(person=person).select_related("household").order_by("-from_on")


@prepared
def _members(household: UUID) -> QuerySet[Membership]:
    """Not those whose file was brought together with another: the other one stands for them."""
    gone = File.objects.filter(person=OuterRef("person"), merged_into__isnull=False)
    rows = Membership.objects.filter(~Exists(gone), household=household)
    return rows.select_related("person").order_by("-is_head", "from_on", "pk")


def _member(m: Membership, file: File | None, this: File, today: date) -> Member:
    is_this = m.person_id == this.person_id
    name = name_of(m.person, this.concept) if file or is_this else None
    return Member(
        m.get_relation_display(), m.is_head, name, file.pk if file else None, file.number if file else "",
        m.person.birth if name else (None, None, None), m.person.age_on(today) if name else None,
        m.from_on, m.until_on, is_this, m.person.died_on if name else None,
    )  # fmt: skip


def household_files(file: File, held: Rights, action: Action, today: date, *, only_open: bool = True) -> list[File]:
    """The files of the household that an action reaches, this one first."""
    found = _bundled(file.pk, file.person_id, held.user_id, today, Reach.of(held, action))
    if only_open:
        found = [f for f in found if f.is_open]
    return sorted(found, key=lambda f: (f.pk != file.pk, f.number))


@prepared
def _bundled(file: UUID, person: UUID, user: UUID, today: date, reach: Reach) -> QuerySet[File]:
    together = bundle(file, person, today)
    return File.objects.filter(within(user, today, reach), pk__in=together.values("pk")).select_related("person")


@dataclass(frozen=True)
class Read:
    at: datetime
    who: str
    what: str
    right: str


def kinds() -> dict[str, str]:
    return {
        "file": _("Akte"), "note": _("Vermerk"), "bulk": _("Sammelschritt"), "log": _("diese Liste"),
        "compare": _("Vergleich"), "notes": _("Akte mit Vermerken"), "write": _("Vermerk geschrieben"),
        "taking-part": _("Teilhabe"), "proof": _("Nachweis der Teilhabe"),
        "restricted": _("Geschützter Teil, Übersicht"), "sensitive": _("geschützte Angabe"),
        "casework": _("Fallsteuerung"), "gaps": _("Liste der Angebotslücken"),
        "topics": _("Liste der Kontakte zu einem Thema"), "outcome": _("Liste zur Selbständigkeit"),
        "housing": _("Wohnungsantrag mit Sozialbericht"),
        "hearing": _("Anfrage an eine angehörte Stelle"),
        "documents": _("Liste der Schriftstücke"), "document": _("Schriftstück"),
        "document-copy": _("Schriftstück heruntergeladen"), "print": _("Papier gedruckt"),
        "export": _("Vermerke oder Akte gedruckt"),
    }  # fmt: skip


def readings(file: File) -> list[Read]:
    """The newest readings, with names."""
    rows = readers_of(file.pk, 500)
    names: dict[UUID, str] = dict(User.objects.filter(pk__in={r.user for r in rows}).values_list("pk", "name"))
    return [Read(r.quarter, names.get(r.user, "–"), kinds().get(r.kind, r.kind), _right(r.right)) for r in rows]


def _right(key: str) -> str:
    return str(ROLE_LABELS[Role(key)]) if key in set(Role) else key
