"""What falls due: the rules of a concept applied to the events of one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lotse.concept.model import Concept, Deadline
from lotse.concept.periods import Calendar, Day, Reckoning, Span
from lotse.concept.vocabulary import EVENT_TITLES, Arrival, Event, RuleKind, Text

WEEKDAYS = (
    ("Montag", "Monday"),
    ("Dienstag", "Tuesday"),
    ("Mittwoch", "Wednesday"),
    ("Donnerstag", "Thursday"),
    ("Freitag", "Friday"),
    ("Samstag", "Saturday"),
    ("Sonntag", "Sunday"),
)


@dataclass(frozen=True, slots=True)
class DueRow:
    """One rule applied. `due` is the last day: of doing something, of an entitlement, or of keeping."""

    key: str
    title: Text
    kind: RuleKind
    due: date
    starts_at: Event
    started_on: date
    requirement: str
    because: Text
    days: tuple[Day, ...]


def due_rows(
    concept: Concept,
    events: Mapping[Event, date],
    arrival: Arrival | None = None,
    status: str | None = None,
    holidays: Mapping[date, str] | None = None,
) -> list[DueRow]:
    """At most one row per rule, the earliest first. What is not known yields no row, with one exception: who has been
    assigned and of whom nothing else is said has arrived by assignment. `holidays` are local and one-off ones."""
    if arrival is None and "assignment" in events:
        arrival = "assigned"
    calendar = concept.calendar(holidays)
    rows = []
    for rule in concept.rules:
        started = events.get(rule.starts_at)
        if started is not None and applies(concept, rule, arrival, status):
            reckoning = calendar.reckon(started, rule.within, act=rule.kind == "deadline")
            rows.append(
                DueRow(
                    rule.key,
                    rule.title,
                    rule.kind,
                    reckoning.due,
                    rule.starts_at,
                    started,
                    rule.source.id,
                    _because(rule, reckoning, calendar),
                    reckoning.days,
                )
            )
    return sorted(rows, key=lambda row: (row.due, row.key))


def applies(concept: Concept, rule: Deadline, arrival: str | None, status: str | None) -> bool:
    if rule.applies_to and arrival not in rule.applies_to:
        return False
    return not rule.statuses or (status is not None and not concept.federal.groups_of(status).isdisjoint(rule.statuses))


# --- the sentence -----------------------------------------------------------------------------------------------------
def _because(rule: Deadline, found: Reckoning, calendar: Calendar) -> Text:
    event, start, length = EVENT_TITLES[rule.starts_at], _day(found.start), _length(rule.within)
    head = Text(f"{event.de} am {start.de}", f"{event.en} on {start.en}")
    end, due = _day(found.calendar_end), _day(found.due)
    if rule.kind == "period":
        de = f"{head.de}; {length.de} enden mit {due.de}."
        en = f"{head.en}; {length.en} end with {due.en}."
        if found.due.day != found.start.day and rule.within.days is None:
            de += " Dem Monat fehlt der Tag mit derselben Zahl, deshalb gilt sein letzter."
            en += " The month lacks the day of that number, so its last applies."
        if calendar.why_no_day_to_act(found.due):
            de += " Ein Zeitraum läuft am Wochenende oder Feiertag nicht weiter."
            en += " A period does not run on over a weekend or holiday."
        return Text(de, en)
    if rule.within.days == 0:
        de, en = f"{head.de}; ab diesem Tag zu erledigen.", f"{head.en}; to be done from that day."
    else:
        de = f"{head.de}; {length.de} danach ist {end.de}."
        en = f"{head.en}; {length.en} later is {end.en}."
    skipped = [_skipped(day) for day in found.days if day.state == "skipped"]
    if skipped:
        de += f" Nicht mitgezählt: {', '.join(text.de for text in skipped)}."
        en += f" Not counted: {', '.join(text.en for text in skipped)}."
    if found.due != found.calendar_end:
        de += f" An einem Samstag, Sonntag oder Feiertag muss nichts getan werden; fällig ist {due.de}."
        en += f" Nothing has to be done on a Saturday, Sunday or holiday; due is {due.en}."
    return Text(de, en)


def _day(day: date) -> Text:
    de, en = WEEKDAYS[day.weekday()]
    return Text(f"{de}, {day:%d.%m.%Y}", f"{en}, {day:%d.%m.%Y}")


def _skipped(day: Day) -> Text:
    name = f" ({day.name})" if day.name else ""
    text = _day(day.on)
    return Text(text.de + name, text.en + name)


def _length(span: Span) -> Text:
    for count, de, en in (
        (span.werktage, ("Werktag", "Werktage"), ("Werktag", "Werktage")),
        (span.days, ("Tag", "Tage"), ("day", "days")),
        (span.months, ("Monat", "Monate"), ("month", "months")),
        (span.years, ("Jahr", "Jahre"), ("year", "years")),
    ):
        if count is not None:
            return Text(f"{count} {de[count != 1]}", f"{count} {en[count != 1]}")
    raise AssertionError("a span has a length")
