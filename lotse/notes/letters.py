"""Letters: until when one is to be answered, and which of them wait (P-55)."""

from datetime import date

from django.utils.translation import gettext as _

from lotse.concept.model import Concept
from lotse.concept.periods import Reckoning, Span
from lotse.notes.papers import Document
from lotse.ui.filters import in_days

SPANS = {Document.DueRule.TWO_WEEKS: Span(days=14), Document.DueRule.MONTH: Span(months=1)}


def reckon(concept: Concept, rule: str, received_on: date | None, named_on: date | None) -> Reckoning | None:
    """The last day for an answer: an act, so it rolls on over a Saturday, a Sunday or a holiday."""
    if rule == Document.DueRule.DAY and named_on:
        return concept.calendar().reckon(named_on, Span(days=0), act=True)
    if rule in SPANS and received_on:
        return concept.calendar().reckon(received_on, SPANS[Document.DueRule(rule)], act=True)
    return None


def state_of(
    direction: str, due_on: date | None, answered_on: date | None, no_answer: bool, struck: bool, today: date
) -> tuple[str, str]:
    """(kind, word) of the state a letter is in; no word for what is no letter."""
    if struck:
        return "quiet", _("zurückgenommen")
    if direction != Document.Direction.IN:
        return "quiet", _("ausgegangen") if direction else ""
    if answered_on:
        return ("quiet", _("keine Antwort nötig")) if no_answer else ("done", _("beantwortet"))
    if due_on is None:
        return "quiet", _("eingegangen")
    if due_on < today:
        return "overdue", _("überfällig")
    return ("due" if (due_on - today).days <= 7 else "quiet"), in_days(due_on, today)
