"""Hearings for reading: by who decides, and by the body that is asked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lotse.accounts.access import names_of
from lotse.accounts.models import Organisation, RoleHeld, in_force
from lotse.accounts.permissions import Role
from lotse.cases.words import name_of, title
from lotse.programmes.housing_facts import Way, procedures_of
from lotse.programmes.models import EarlierAnswer, HousingHearing, HousingPerson
from lotse.programmes.states import State
from lotse.ui.filters import date_
from lotse.ui.names import WrittenName

SHOWN_DAYS = 60  # how long a body still sees what it has answered
MOST = 200


def is_online(body: str, today: date) -> bool:
    """Whether somebody can answer for the body in Lotse; else the question goes out on paper."""
    there = Organisation.objects.filter(heard_as=body, kind=Organisation.Kind.CONSULTED)
    return RoleHeld.objects.filter(
        in_force(today), role=Role.CONSULTED, confirmed_at__isnull=False, user__is_active=True, organisation__in=there
    ).exists()


# --- for who decides --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Answered:
    words: str
    what: str
    line: str  # how it came, when, and who entered it


@dataclass(frozen=True)
class Heard:
    state: State
    answer: Answered | None
    earlier: list[Answered] = field(default_factory=list)  # the newest first
    due_on: date | None = None


def heard(way: Way, today: date) -> dict[str, Heard]:
    """By body: the answer that stands and those before it; two queries however many."""
    rows = way.hearings
    before: dict[UUID, list[EarlierAnswer]] = {}
    for one in EarlierAnswer.objects.filter(hearing__in=rows.values()).order_by("-pk"):
        one.hearing = next(h for h in rows.values() if h.pk == one.hearing_id)
        before.setdefault(one.hearing_id, []).append(one)
    everybody = [*rows.values(), *(one for found in before.values() for one in found)]
    names = names_of(one.answered_by for one in everybody)
    return {
        body: Heard(
            _state(one, today), _answered(one, names) if one.answered_on else None,
            [_answered(earlier, names) for earlier in before.get(one.pk, ())], one.due_on,
        )
        for body, one in rows.items()
    }  # fmt: skip


def _state(one: HousingHearing, today: date) -> State:
    if one.answered_on:
        return State("heard", "done", _("gehört"))
    if one.due_on and one.due_on < today:
        return State("late", "due", _("Antwort steht noch aus, erbeten bis %(day)s") % {"day": date_(one.due_on)})
    return State("asked", "new", _("gefragt"))


def _answered(one: HousingHearing | EarlierAnswer, names: dict[UUID, str]) -> Answered:
    assert one.answered_on is not None
    who = names.get(one.answered_by, "") if one.answered_by else ""
    words = {"day": date_(one.answered_on), "who": who}
    if one.is_theirs:
        line = _("am %(day)s in Lotse beantwortet von %(who)s") % words
    elif who:
        line = _("Antwort vom %(day)s auf Papier, eingetragen von %(who)s") % words
    else:
        line = _("Antwort vom %(day)s auf Papier") % words
    return Answered(one.words or "", one.get_answer_display(), line)


# --- for the body -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Question:
    id: UUID
    name: WrittenName
    others: int
    procedure: str
    asked_on: date
    due_on: date | None
    is_late: bool
    answer: str
    answered_on: date | None


def questions(rows: QuerySet[HousingHearing], today: date) -> tuple[list[Question], list[Question]]:
    """Those that wait, the most urgent first, and those answered of late; a fixed number of queries."""
    found = rows.select_related("application__file__person").defer(
        "words", "application__proceedings", "application__words", "application__decision_words"
    )
    waiting = list(found.filter(answered_on=None).order_by("due_on", "asked_on", "pk")[:MOST])
    waiting.sort(key=lambda one: (one.due_on is None, one.due_on or one.asked_on))
    done = list(found.exclude(answered_on=None).order_by("-answered_on", "-pk")[:MOST])
    persons = _persons([one.application_id for one in (*waiting, *done)])
    return [_question(one, persons, today) for one in waiting], [_question(one, persons, today) for one in done]


def shown_to_body(today: date) -> Q:
    """What waits in an application that is still open, and what was answered not long ago."""
    waits = Q(answered_on=None, application__ended_on=None, application__file__closed_on=None) & (
        Q(application__decision="") | Q(application__is_told=True)
    )
    return waits | Q(answered_on__gt=today - timedelta(days=SHOWN_DAYS))


def can_answer(one: HousingHearing) -> bool:
    row = one.application
    return not row.is_over and row.file.can_grow and (not row.decision or row.is_told)


def _persons(applications: Iterable[UUID]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for key in HousingPerson.objects.filter(application__in=set(applications)).values_list("application", flat=True):
        found[key] = found.get(key, 0) + 1
    return found


def _question(one: HousingHearing, persons: dict[UUID, int], today: date) -> Question:
    row = one.application
    return Question(
        one.pk, name_of(row.file.person, row.file.concept), persons.get(row.pk, 1) - 1,
        title(procedures_of(row.concept), row.procedure), one.asked_on, one.due_on,
        bool(one.due_on and one.due_on < today), one.get_answer_display() if one.answer else "", one.answered_on,
    )  # fmt: skip
