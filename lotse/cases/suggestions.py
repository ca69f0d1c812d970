"""What the benefit rules of the concept say of people on a day, and what it was reckoned from. Nothing here writes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.cases.header import Header
from lotse.cases.models import Answer, File
from lotse.cases.questions import topic_of
from lotse.cases.words import title
from lotse.concept.benefits import Facts, Finding, findings, fitting
from lotse.concept.entries import Source
from lotse.concept.model import Concept
from lotse.people.models import Benefit, KeyDate, ResidenceStatus
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_
from lotse.ui.prepared import prepared
from lotse.ui.reasons import Counted, text_in_language

WAIT = timedelta(days=30)  # "ask later" without a day


@dataclass(frozen=True)
class Suggestion:
    """One finding in words, for whoever decides."""

    rule: str
    outcome: str  # suggest, ask, missing
    heading: str
    text: str
    systems: list[tuple[str, str]]  # key and title of what could be entered
    from_on: date | None
    source: Source
    inputs: list[tuple[str, str]]
    days: list[Counted]


@dataclass(frozen=True)
class Answered:
    """A suggestion somebody has answered; it can be asked for again."""

    rule: str
    title: str
    answer: str


def suggestions_of(
    head: Header, key_dates: dict[str, date], answers: dict[str, Answer]
) -> tuple[list[Suggestion], list[Answered]]:
    """Of one person: what is open, and what has been answered."""
    facts, concept = facts_of(head.statuses, head.benefits, key_dates, head.today), head.concept
    still, answered = [], []
    for finding in findings(concept.federal, facts, concept.calendar(), head.today):
        if answer := answers.get(topic_of("benefit-rule", finding.rule.key)):
            answered.append(Answered(finding.rule.key, text_in_language(finding.rule.title), _said(answer)))
        else:
            still.append(in_words(finding, facts, concept))
    return still, answered


def hint_for(head: Header) -> str:
    """The first of them in one line, for the head of the file and for who may decide on it: what changes a benefit that
    is known, as on *Heute*. One question, and none where no rule is about the status."""
    federal = head.concept.federal
    groups = {head.status.status, *federal.groups_of(head.status.status)} if head.status else set()
    if not head.can_change or head.person.died_on or all(groups.isdisjoint(r.statuses) for r in federal.benefit_rules):
        return ""
    known = _days_and_answers(head.file.pk)
    days = {kind: on for kind, on, _topic, _until in known if kind}
    answered = {topic for _kind, _on, topic, until in known if topic and (until is None or head.today < until)}
    facts = facts_of(head.statuses, head.benefits, days, head.today)
    for one in findings(federal, facts, head.concept.calendar(), head.today) if facts.benefit else ():
        if one.outcome != "missing" and topic_of("benefit-rule", one.rule.key) not in answered:
            return short(one, head.concept)
    return ""


@prepared
def _days_and_answers(file: UUID) -> QuerySet[File, tuple[str | None, date | None, str | None, date | None]]:
    """Few of each: every key date beside every answer."""
    rows = File.objects.filter(pk=file).order_by()
    return rows.values_list("person__key_dates__kind", "person__key_dates__on", "answers__topic", "answers__until_on")


def facts_of(
    statuses: Iterable[ResidenceStatus], benefits: Iterable[Benefit], key_dates: dict[str, date], today: date
) -> Facts:
    """The status of today. The benefit is the newest that has not ended: one entered for a day to come is entered."""
    status = next((s for s in statuses if s.from_on <= today and (s.until_on is None or s.until_on >= today)), None)
    going = [b for b in benefits if b.until_on is None or b.until_on >= today]
    newest = max(going, key=lambda b: b.from_on, default=None)
    return Facts(
        status.status if status else "", status.from_on if status else None, newest.system if newest else "", key_dates
    )


def findings_for(
    files: Sequence[File], today: date, rows: Iterable[ResidenceStatus] | None = None
) -> dict[UUID, list[tuple[Finding, Facts]]]:
    """By file, for many people at once; key dates are only looked up where a rule asks for them. `rows`: the statuses
    of these people, where they are at hand."""
    people = tuple(file.person_id for file in files)
    statuses, benefits = defaultdict(list), defaultdict(list)
    for status in statuses_of(people) if rows is None else rows:
        statuses[status.person_id].append(status)
    for benefit in _benefits(people):
        benefits[benefit.person_id].append(benefit)
    known = {f.person_id: facts_of(statuses[f.person_id], benefits[f.person_id], {}, today) for f in files}
    lists = {file.person_id: rulebook.get(file.concept) for file in files}
    wanting = tuple(
        person
        for person, facts in known.items()
        if any(rule.wants for rule in fitting(lists[person].federal, facts.status, facts.benefit))
    )
    days: dict[UUID, dict[str, date]] = defaultdict(dict)
    for person, kind, on in _key_dates(wanting) if wanting else ():
        days[person][kind] = on
    found = {}
    for file in files:
        concept, facts = lists[file.person_id], known[file.person_id]
        facts = Facts(facts.status, facts.status_from, facts.benefit, days[file.person_id])
        found[file.pk] = [(one, facts) for one in findings(concept.federal, facts, concept.calendar(), today)]
    return found


@prepared
def statuses_of(people: tuple[UUID, ...]) -> QuerySet[ResidenceStatus]:
    return ResidenceStatus.objects.filter(person__in=people).order_by("valid_until_on", "pk")


@prepared
def _benefits(people: tuple[UUID, ...]) -> QuerySet[Benefit]:
    return Benefit.objects.filter(person__in=people)


@prepared
def _key_dates(people: tuple[UUID, ...]) -> QuerySet[KeyDate, tuple[UUID, str, date]]:
    return KeyDate.objects.filter(person__in=people).values_list("person", "kind", "on")


# --- words ------------------------------------------------------------------------------------------------------------
def in_words(finding: Finding, facts: Facts, concept: Concept) -> Suggestion:
    rule, federal = finding.rule, concept.federal
    systems = [(key, title(concept.benefits, key)) for key in rule.suggests]
    names = " / ".join(name for _key, name in systems)
    wanted = _(" oder ").join(title(federal.key_dates, key) for key in rule.wants)
    if finding.outcome == "suggest":
        assert finding.from_on is not None
        heading = short(finding, concept)
        text = _("Lotse schlägt vor, Sie entscheiden. Eingetragen ist noch nichts.")
    elif finding.outcome == "missing":
        heading = _("Stichtag fehlt: %(what)s") % {"what": wanted}
        text = _("Ohne diesen Tag lässt sich nicht sagen, ob und wann diese Regel greift: %(rule)s.") % {
            "rule": text_in_language(rule.title)
        }
    else:
        heading = _("Zu klären: %(what)s") % {"what": text_in_language(rule.title)}
        text = _("Lotse schlägt hier nichts vor. Warum, steht in der Begründung.")
    inputs = [
        (_("Status"), _with_day(title(concept.statuses, facts.status), facts.status_from)),
        (_("Leistung"), title(concept.benefits, facts.benefit) if facts.benefit else _("keine eingetragen")),
        *((title(federal.key_dates, key), date_(facts.key_dates[key])) for key in rule.wants if key in facts.key_dates),
    ]
    if rule.cut_off:
        inputs.append((_("Stichtag der Regel"), date_(rule.cut_off)))
    if finding.from_on and names:
        inputs.append((_("Vorschlag"), _("%(what)s ab %(day)s") % {"what": names, "day": date_(finding.from_on)}))
    return Suggestion(
        rule.key, finding.outcome, heading, text, systems, finding.from_on, rule.source, inputs, _days(finding, concept)
    )


def short(finding: Finding, concept: Concept) -> str:
    """In one line, for a list."""
    names = _(" oder ").join(title(concept.benefits, key) for key in finding.rule.suggests)
    if finding.from_on is None:
        return _("Zu klären: %(what)s") % {"what": text_in_language(finding.rule.title)}
    return _("Vorschlag: %(what)s ab %(day)s") % {"what": names, "day": date_(finding.from_on)}


def _with_day(words: str, since: date | None) -> str:
    return _("%(what)s seit %(day)s") % {"what": words, "day": date_(since)} if since else words


def _days(finding: Finding, concept: Concept) -> list[Counted]:
    """First day, last day and the day after, with their years: months lie between them."""
    if not finding.days or finding.from_on is None or finding.rule.after is None:
        return []
    first, last, months = finding.days[0].on, finding.days[-1].on, finding.rule.after.months or 0
    start = title(concept.federal.key_dates, finding.counted_from)
    length = ngettext("%(num)s Monat", "%(num)s Monate", months) % {"num": months}
    return [
        Counted(first, _("%(event)s %(year)s, zählt nicht") % {"event": start, "year": first.year}, "off"),
        Counted(last, _("%(year)s: letzter Tag, %(length)s") % {"year": last.year, "length": length}),
        Counted(finding.from_on, _("%(year)s: ab hier") % {"year": finding.from_on.year}, "due"),
    ]


def _said(answer: Answer) -> str:
    word = str(answer.get_kind_display())
    return f"{word}, {date_(answer.until_on)}" if answer.until_on else word
