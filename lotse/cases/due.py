"""Deadlines as people see them: how they stand today, the sentence behind them and the days they were counted from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.cases.models import Deadline
from lotse.concept.entries import Source
from lotse.concept.model import Concept
from lotse.concept.model import Deadline as Rule
from lotse.concept.periods import Day
from lotse.concept.vocabulary import EVENT_TITLES
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_, in_days
from lotse.ui.reasons import text_in_language

SOON = timedelta(days=3)
ANNOUNCED = timedelta(days=60)  # how long before its end a period is brought up


@dataclass(frozen=True)
class Shown:
    """One deadline, ready to be shown with `why`."""

    row: Deadline
    title: str
    state_kind: str
    state_word: str
    text: str
    source: Source
    days: tuple[Day, ...]
    started: str
    forms: tuple[str, ...]
    fulfilled_by: str
    at_end: str

    @property
    def due_on(self) -> date:
        return self.row.due_on

    @property
    def is_period(self) -> bool:
        return self.row.kind == "period"

    @property
    def is_open(self) -> bool:
        return self.row.met_on is None and self.row.superseded_at is None

    @property
    def is_overdue(self) -> bool:
        return self.state_kind == "overdue"


def rule_of(row: Deadline) -> Rule:
    return rulebook.get(row.concept).rule(row.rule)


def state_of(kind: str, due_on: date, met_on: date | None, today: date) -> tuple[str, str]:
    """Shape and word for a deadline or period on a day."""
    if met_on:
        return ("done", _("erfüllt")) if met_on <= due_on else ("due", _("verspätet erfüllt"))
    if kind == "period":
        return ("quiet", in_days(due_on, today)) if due_on >= today else ("quiet", _("beendet"))
    if due_on < today:
        return "overdue", _("überfällig")
    return ("due" if due_on - today <= SOON else "quiet"), in_days(due_on, today)


def punctuality(due_on: date, met_on: date) -> str:
    late = (met_on - due_on).days
    if late <= 0:
        return _("fristgerecht")
    return ngettext("%(n)s Tag nach der Frist", "%(n)s Tage nach der Frist", late) % {"n": late}


def show(row: Deadline, today: date) -> Shown:
    concept = rulebook.get(row.concept)
    rule = concept.rule(row.rule)
    kind, word = state_of(row.kind, row.due_on, row.met_on, today)
    if row.met_on:
        text = _("am %(met)s, Frist war der %(due)s") % {"met": date_(row.met_on), "due": date_(row.due_on)}
    elif row.kind == "period":
        text = (_("bis %(due)s") if row.due_on >= today else _("bis zum %(due)s")) % {"due": date_(row.due_on)}
    else:
        text = _("fällig am %(due)s") % {"due": date_(row.due_on)}
    return Shown(
        row,
        text_in_language(rule.title),
        kind,
        word,
        text,
        rule.source,
        days_of(concept, rule, row.started_on),
        text_in_language(EVENT_TITLES[rule.starts_at]),
        rule.forms,
        rule.fulfilled_by or "",
        rule.at_end or "",
    )


def days_of(concept: Concept, rule: Rule, started_on: date) -> tuple[Day, ...]:
    return concept.calendar().reckon(started_on, rule.within, act=rule.kind == "deadline").days


def in_order(rows: Iterable[Deadline], today: date) -> list[Shown]:
    """What is to be done first, then what runs, then what is over."""
    shown = [show(row, today) for row in rows]
    return sorted(shown, key=lambda s: (not s.is_open, s.is_period, s.due_on))
