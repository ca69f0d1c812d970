"""Where in the process a person is: from the rules and components of the concept, and what happened so far."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lotse.cases.due import Shown, punctuality
from lotse.cases.header import Header
from lotse.cases.models import Allocation
from lotse.cases.words import event_title
from lotse.concept.model import Component
from lotse.ui.filters import date_
from lotse.ui.reasons import text_in_language

Step = tuple[str, str, str]  # label, detail, "past", "current", "overdue" or ""

ARRIVALS = {"assigned": "assignment", "moved-in": "moved-in", "family": "moved-in"}


def ribbon(head: Header, details: Mapping[str, str] = MappingProxyType({})) -> list[Step]:
    """Arrival, hand-over, the acts the concept asks for, its services with their time, what follows, the end.
    `details` has a few words more for a component: another room may know what of it is done."""
    file = head.file
    current = [d for d in head.deadlines if d.row.superseded_at is None]
    arrived = next((d.row.started_on for d in current if d.row.starts_at == "assignment"), file.opened_on)
    steps: list[Step] = [(_arrival(head), date_(arrived), "past")]
    lead = next((a for a in head.allocations if a.part == Allocation.Part.LEAD), None)
    if lead:
        steps.append((pgettext("Schritt", "Übergeben"), lead.user.name, "past"))
    elif file.is_open:
        steps.append((_("Übergabe"), _("noch niemandem übergeben"), ""))
    acts = [d for d in current if not d.is_period and d.fulfilled_by != "hand-over"]
    steps += [_act(d) for d in sorted(acts, key=lambda d: d.due_on)]
    periods = [d for d in current if d.is_period and d.at_end == "hand-over"]
    for period in periods:
        steps.append(_service(head, period, details))
    if periods:
        steps.append(_transition(head, max(periods, key=lambda d: d.due_on)))
    elif file.is_open:
        steps.append((_("Beratung"), "", "past" if lead else ""))
    steps.append((_("Abschluss"), date_(file.closed_on), "past" if file.closed_on else ""))
    return _mark_here(steps)


def _mark_here(steps: list[Step]) -> list[Step]:
    """One step is where the person is now: the last that has begun."""
    here = max(i for i, step in enumerate(steps) if step[2] == "past")
    return [(label, text, "current" if i == here else kind) for i, (label, text, kind) in enumerate(steps)]


def _arrival(head: Header) -> str:
    if head.file.arrival == "family":
        return str(head.file.get_arrival_display())
    return event_title(ARRIVALS.get(head.file.arrival, head.file.arrival))


def _act(d: Shown) -> Step:
    if d.row.met_on:
        return d.title, f"{date_(d.row.met_on)}, {punctuality(d.due_on, d.row.met_on)}", "past"
    words = {"state": d.state_word, "day": date_(d.due_on)}
    return d.title, _("%(state)s, bis %(day)s") % words, "overdue" if d.is_overdue else ""


def _component(head: Header, rule: str) -> Component | None:
    return next((c for c in head.concept.components if rule in c.periods), None)


def _service(head: Header, d: Shown, details: Mapping[str, str]) -> Step:
    """ "Willkommensleistung: Monat 11 von 12, bis 14.01.2027"."""
    component = _component(head, d.row.rule)
    label = text_in_language(component.title) if component else d.title
    more = f", {details[component.key]}" if component and component.key in details else ""
    if d.due_on < head.today:
        return label, _("bis %(day)s") % {"day": date_(d.due_on)} + more, "past"
    whole = months_between(d.row.started_on, d.due_on)
    words = {"n": min(whole, months_between(d.row.started_on, head.today) + 1), "all": whole, "day": date_(d.due_on)}
    text = _("Monat %(n)s von %(all)s, bis %(day)s") % words + more
    return label, text, "past" if d.row.started_on <= head.today else ""


def _transition(head: Header, d: Shown) -> Step:
    left = (d.due_on - head.today).days
    if left < 0:
        return _("Übergang"), _("seit %(day)s") % {"day": date_(d.due_on)}, "past"
    return _("Übergang"), _("nach dem %(day)s") % {"day": date_(d.due_on)}, ""


def months_between(start: date, end: date) -> int:
    """Whole months gone by."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)
