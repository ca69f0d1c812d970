"""What was handed in to the authority, for reading: the list, and who is meant. Nothing else of a file."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.words import name_of, title
from lotse.concept.housing import Criterion
from lotse.people.models import Identifier
from lotse.programmes.housing_facts import Way, procedures_of
from lotse.programmes.housing_steps import DECISION_DAYS, is_late
from lotse.programmes.models import HousingApplication, HousingHearing, HousingLetter
from lotse.programmes.states import State, days_waiting
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_, partial_date
from lotse.ui.names import WrittenName

MOST = 200


@dataclass(frozen=True)
class Handed:
    id: UUID
    name: WrittenName
    procedure: str
    persons: int
    applied_on: date
    state: State


def inbox(rows: QuerySet[HousingApplication], today: date) -> list[Handed]:
    """Those without a decision first, the longest waiting first; then the newest decided."""
    letters = HousingLetter.objects.filter(application=OuterRef("pk")).order_by("-pk")
    found = rows.defer("proceedings", "words", "decision_words").annotate(
        n=Count("persons"), letter=Subquery(letters.values("decision")[:1]),
        letter_on=Subquery(letters.values("decided_on")[:1]),
    )  # fmt: skip
    waiting = found.filter(decision="", ended_on=None).order_by("applied_on", "pk")[:MOST]
    done = found.exclude(decision="").order_by("-decided_on", "-pk")[:MOST]
    return [_handed(row, today) for row in (*waiting, *done)]


def _handed(row: HousingApplication, today: date) -> Handed:
    assert row.applied_on is not None
    differs = row.letter and (row.letter, row.letter_on) != (row.decision, row.decided_on)  # type: ignore[attr-defined]
    if row.decision and row.decided_on and differs and not row.is_told:
        state = State("differs", "due", _("ein Brief sagt etwas anderes"))
    elif row.decision and row.decided_on and row.is_told:
        words = {"what": row.get_decision_display(), "day": date_(row.decided_on)}
        state = State("told", "new", _("laut Brief %(what)s am %(day)s; hier noch nicht eingetragen") % words)
    elif row.decision and row.decided_on:
        words = {"what": row.get_decision_display(), "day": date_(row.decided_on)}
        kind = "done" if row.decision == "approved" else "quiet"
        state = State("decided", kind, _("%(what)s am %(day)s") % words)
    else:
        late = is_late(row.concept, DECISION_DAYS, row.applied_on, today)
        words = {"since": days_waiting(row.applied_on, today)}
        state = State("waits", "due" if late else "new", _("wartet %(since)s") % words)
    return Handed(
        row.pk, name_of(row.file.person, row.file.concept), title(procedures_of(row.concept), row.procedure),
        row.n, row.applied_on, state,  # type: ignore[attr-defined]
    )  # fmt: skip


ONLY = ("wartet", "antwort")  # in the address of the list


def narrowed(rows: QuerySet[HousingApplication], only: str) -> QuerySet[HousingApplication]:
    """What *Heute* counts: those without a decision, or of these the ones a body has answered."""
    if only not in ONLY:
        return rows
    rows = rows.filter(decision="", ended_on=None)
    answered = HousingHearing.objects.filter(application=OuterRef("pk"), answered_on__isnull=False)
    return rows.filter(Exists(answered)) if only == "antwort" else rows


@dataclass(frozen=True)
class Waiting:
    """For who decides: how many wait, and how many answers have come in to how many of them."""

    applications: int
    answers: int
    answered: int


def waiting_for(held: Rights, today: date) -> Waiting | None:
    """Nothing for who decides nothing."""
    if not held.may(Action.DECIDE):
        return None
    rows = HousingApplication.objects.filter(applied_on__isnull=False, decision="", ended_on=None)
    if held.scope(Action.DECIDE) != "all":
        rows = rows.filter(file__in=files_for(held, Action.DECIDE, today))
    answered = Q(hearings__answered_on__isnull=False)
    found = rows.aggregate(
        all_=Count("pk", distinct=True), answers=Count("hearings", filter=answered),
        answered=Count("pk", filter=answered, distinct=True),
    )  # fmt: skip
    return Waiting(found["all_"], found["answers"], found["answered"])


@dataclass(frozen=True)
class Applicant:
    name: WrittenName
    born: str
    aktenzeichen: str


def applicants(row: HousingApplication, today: date) -> list[Applicant]:
    """Who is meant, as another body needs it to know them."""
    files = [p.file for p in row.persons.select_related("file__person").order_by("pk")]
    marks: dict[UUID, list[str]] = {}
    for person, value in (
        Identifier.objects.filter(person__in=[f.person_id for f in files])
        .order_by("value")
        .values_list("person", "value")
    ):
        marks.setdefault(person, []).append(value)
    return [
        Applicant(name_of(f.person, f.concept), partial_date(f.person.birth), ", ".join(marks.get(f.person_id, ())))
        for f in files
    ]


def restricted_of(way: Way) -> list[Criterion]:
    """Criteria only who decides sees, where the concept has switched their field on."""
    concept = rulebook.get(way.row.concept)
    return [one for one in way.procedure.restricted_criteria if concept.enabled(one.file_field)]
