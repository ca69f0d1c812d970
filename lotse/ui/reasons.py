"""What "Warum?" shows: the sentence of the concept and the days that were counted, in words."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lotse.concept.entries import Source
from lotse.concept.periods import Day
from lotse.concept.vocabulary import Text


class Sentence(NamedTuple):
    quote: str
    document: str
    id: str


class Reason(NamedTuple):
    sentences: list[Sentence]
    note: str  # our reading, the practice reported, or why we settled it so
    kind: str  # "requirement", "practice", "ours"


class Counted(NamedTuple):
    day: date
    text: str
    kind: str = ""  # "", "off", "due" or "overdue"


def text_in_language(text: Any) -> str:
    """A text of the concept in the reader's language; a plain string passes."""
    return text[get_language() or "de"] if isinstance(text, Text) else str(text or "")


def reason(source: Source | str | None, quote: str = "", document: str = "") -> Reason:
    """From the source of a concept's entry, or from what a view has put together itself."""
    if isinstance(source, Source):
        sentences = [Sentence(found.quote, found.document, found.id) for found in source.quotes]
        return Reason(sentences, text_in_language(source.text), source.kind)
    if quote or source or document:
        return Reason([Sentence(quote, document, source or "")], "", "requirement")
    return Reason([], "", "requirement")


def _off(day: Day) -> str:
    names = {"saturday": _("Samstag"), "sunday": _("Sonntag")}
    return day.name or names.get(day.reason, "")


def strip(
    days: Iterable[Day | Counted], started: str = "", *, overdue: bool = False, period: bool = False
) -> list[Counted]:
    """The days of a reckoning in words. `started` names the event; `period`: no act, but an entitlement."""
    rows: list[Counted] = []
    has_rolled = False
    for day in days:
        if isinstance(day, Counted):
            rows.append(day)
            continue
        number = _("%(n)s. Werktag") % {"n": day.number} if day.number else ""
        if day.state == "event":
            text = _("%(event)s, zählt nicht") % {"event": started} if started else _("zählt nicht")
            rows.append(Counted(day.on, text, "off"))
        elif day.state == "skipped":
            rows.append(Counted(day.on, _("%(name)s, kein Werktag") % {"name": _off(day)}, "off"))
        elif day.state == "rolled":
            name = _off(day)
            text = _("%(number)s, aber %(name)s") % {"number": number, "name": name} if number else name
            rows.append(Counted(day.on, text))
            has_rolled = True
        elif day.state == "due":
            end = _("letzter Tag") if period else _("Frist (§ 193 BGB)") if has_rolled else _("Frist")
            rows.append(Counted(day.on, f"{number}: {end}" if number else end, "overdue" if overdue else "due"))
        else:
            rows.append(Counted(day.on, number))
    return rows
