"""Other bodies are heard before the authority decides: asked by her, answered by themselves or on paper.

An answer is never overwritten: a further one takes its place, and the one before stays with it. Once the authority has
decided, they stay as she decided on them."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.planning import Changed
from lotse.programmes.housing import locked, require_open
from lotse.programmes.housing_facts import way_of
from lotse.programmes.models import EarlierAnswer, HousingApplication, HousingHearing


def ask_body(row: HousingApplication, body: str, on: date, due_on: date | None = None, *, by: User) -> None:
    """Twice is once: the first day counts."""
    with locked(row, "ask_body", by, body) as current:
        require_open(way_of(current), "hearing")
        if not current.hearings.filter(body=body).exists():
            current.hearings.create(body=body, asked_on=on, due_on=due_on, by=by.pk)


def record_answer(
    row: HousingApplication, body: str, answer: str, on: date, words: str = "", *, by: User
) -> HousingHearing:
    """What a body said on paper. What others have entered from a letter keeps the authority from nothing."""
    with locked(row, "record_answer", by, body) as current:
        hearing = current.hearings.filter(body=body).first()
        if hearing is None:
            raise Refused(_("Diese Stelle ist noch nicht gefragt."))
        return _answer(current, hearing, answer, on, words, by)


def answer_hearing(hearing: HousingHearing, answer: str, on: date, words: str = "", *, version: int, by: User) -> None:
    """The body answers itself. `version`: what was read, so that nobody answers over a colleague unawares."""
    with locked(hearing.application, "answer_hearing", by, hearing.body) as current:
        found = current.hearings.get(pk=hearing.pk)
        if found.version != version:
            raise Changed(_("In der Zwischenzeit ist eine Antwort eingegangen."))
        _answer(current, found, answer, on, words, by, is_theirs=True)


def _answer(
    row: HousingApplication, hearing: HousingHearing, answer: str, on: date, words: str, by: User, *,
    is_theirs: bool = False,
) -> HousingHearing:  # fmt: skip
    if row.decision and not row.is_told:
        raise Refused(_("Es ist schon entschieden."))
    hearing.application = row
    if hearing.answered_on:
        EarlierAnswer.objects.create(
            hearing=hearing, answer=hearing.answer, answered_on=hearing.answered_on, words=hearing.words or None,
            is_theirs=hearing.is_theirs, answered_by=hearing.answered_by, answered_at=hearing.answered_at,
        )  # fmt: skip
    hearing.answer, hearing.answered_on, hearing.words = answer, on, words or None
    hearing.is_theirs, hearing.answered_by, hearing.answered_at = is_theirs, by.pk, timezone.now()
    hearing.version += 1
    hearing.save()
    return hearing
