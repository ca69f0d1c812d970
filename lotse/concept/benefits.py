"""From residence status and key dates to a benefit system: what Lotse would propose, with its reasons. A suggestion is
never an entry, and where the law could not be settled the rule asks and proposes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, Protocol

from lotse.concept import vocabulary as words
from lotse.concept.entries import Entry, ref
from lotse.concept.periods import Calendar, Day, Span, add_months

Outcome = Literal["suggest", "ask", "missing"]


@dataclass(frozen=True, slots=True)
class BenefitRule(Entry):
    """For people with one of the statuses (or groups) who live by one of `instead_of`, or of whom nothing is recorded
    where it names none. `wants`: key dates without which nothing can be said; the earliest that is known counts."""

    statuses: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ref("benefits", ())
    suggests: tuple[str, ...] = ref("benefits", ())
    outcome: words.RuleOutcome = "suggest"
    starts: words.RuleStart = "status-date"
    wants: tuple[str, ...] = ref("key_dates", ())
    after: Span | None = None
    cut_off: date | None = None  # with "ask": only whom a later key date concerns is asked about
    remind_days_before: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class BenefitExample:
    """A worked case, checked whenever the collection is loaded."""

    rule: str
    status: str
    on: date
    expect: str  # key of a benefit, "nothing" or "ask"
    given: Mapping[str, date] = field(default_factory=dict)
    status_from: date | None = None
    benefit: str = ""


class Lists(Protocol):
    """What the rules read of a federal collection."""

    @property
    def benefit_rules(self) -> tuple[BenefitRule, ...]: ...
    def groups_of(self, status: str) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person on a day."""

    status: str = ""
    status_from: date | None = None
    benefit: str = ""
    key_dates: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that has something to say. `from_on`: from when the benefit would hold; `counted_from`: which key date
    it was counted from, and `days` how."""

    rule: BenefitRule
    outcome: Outcome
    from_on: date | None = None
    counted_from: str = ""
    days: tuple[Day, ...] = ()


def fitting(lists: Lists, status: str, benefit: str) -> list[BenefitRule]:
    """The rules that are about such a person at all. Without one, no key date need be looked up."""
    groups = {status, *lists.groups_of(status)} if status else set()
    return [
        rule
        for rule in lists.benefit_rules
        if not groups.isdisjoint(rule.statuses) and benefit in (rule.instead_of or ("",))
    ]


def findings(lists: Lists, facts: Facts, calendar: Calendar, on: date) -> Iterator[Finding]:
    """What the rules say on a day: a suggestion from some days before it holds, a question, or what is missing."""
    for rule in fitting(lists, facts.status, facts.benefit):
        found = _finding(rule, facts, calendar)
        if found and (found.from_on is None or found.from_on - _ahead(rule) <= on):
            yield found


def _ahead(rule: BenefitRule) -> timedelta:
    return timedelta(days=max(rule.remind_days_before, default=0))


def _finding(rule: BenefitRule, facts: Facts, calendar: Calendar) -> Finding | None:
    known = {facts.key_dates[key]: key for key in reversed(rule.wants) if key in facts.key_dates}
    if rule.wants and not known:
        return Finding(rule, "missing")
    start = min(known, default=None)
    if rule.outcome == "ask":
        is_older = start is not None and rule.cut_off is not None and start <= rule.cut_off
        return None if is_older else Finding(rule, "ask", None, known.get(start, "") if start else "")
    if rule.starts == "key-date":
        assert start is not None
        return _counted(rule, start, known[start], calendar)
    if facts.status_from is None:
        return None
    if rule.starts == "month-after-status-date":
        first = add_months(facts.status_from.replace(day=1), 1)
        return Finding(rule, "suggest", first)
    return Finding(rule, "suggest", facts.status_from)


def _counted(rule: BenefitRule, start: date, key: str, calendar: Calendar) -> Finding:
    """A period ends on its calendar day and does not run on; what follows it holds from the day after."""
    if rule.after is None:
        return Finding(rule, "suggest", start, key)
    reckoning = calendar.reckon(start, rule.after, act=False)
    return Finding(rule, "suggest", reckoning.due + timedelta(days=1), key, reckoning.days)


def outcome_of(example: BenefitExample, lists: Lists) -> str:
    """What the rule of an example says. A period rolls over no holiday, so any Land's calendar does."""
    facts = Facts(example.status, example.status_from, example.benefit, example.given)
    for found in findings(lists, facts, Calendar("BE"), example.on):
        if found.rule.key == example.rule:
            return found.rule.suggests[0] if found.outcome == "suggest" else "ask"
    return "nothing"


def faults(rules: Iterable[BenefitRule], statuses: set[str]) -> Iterator[tuple[int, str, str]]:
    """Number of the rule, the key that is wrong, and why."""
    for number, rule in enumerate(rules):
        if unknown := [key for key in rule.statuses if key not in statuses]:
            yield (
                number,
                "statuses",
                f"„{unknown[0]}“ ist weder Status noch Gruppe; erlaubt: {', '.join(sorted(statuses))}",
            )
        if not rule.statuses:
            yield number, "statuses", "statuses fehlt: für wen gilt die Regel?"
        if rule.outcome == "suggest" and not rule.suggests:
            yield number, "suggests", "eine Regel, die vorschlägt, nennt mindestens eine Leistung (suggests)"
        if rule.outcome == "ask" and rule.suggests:
            yield number, "suggests", "eine Regel, die fragt, schlägt nichts vor"
        if rule.starts == "key-date" and rule.outcome == "suggest" and not rule.wants:
            yield number, "wants", "von welchem Stichtag gezählt wird, steht in wants"
        if rule.after is not None and rule.after.werktage is not None:
            yield number, "after", "ein Zeitraum zählt Tage, Monate oder Jahre, keine Werktage"
        if rule.cut_off is not None and rule.outcome != "ask":
            yield number, "cut_off", "cut_off steht nur bei einer Regel, die fragt"
