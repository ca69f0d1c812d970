"""When a residence paper that runs out is brought up: in stages, quietly once its extension has been applied for."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from lotse.cases.words import title
from lotse.concept.model import Concept
from lotse.ui.filters import date_, in_days


def first_reminder(concept: Concept, status: str, until: date) -> date:
    return until - timedelta(days=max(concept.paper_reminders(status)))


def is_brought_up(concept: Concept, status: str, until: date, applied_on: date | None, today: date) -> bool:
    """From the first stage on; with an extension applied for from the last; what has run out always."""
    stages = concept.paper_reminders(status)
    return today >= until - timedelta(days=min(stages) if applied_on else max(stages))


def next_reminder(concept: Concept, status: str, until: date, today: date) -> date:
    """The day of the next stage; after the last one the day on which the paper is no longer valid."""
    coming = sorted(until - timedelta(days=n) for n in concept.paper_reminders(status))
    return next((day for day in coming if day > today), until + timedelta(days=1))


def paper_line(concept: Concept, status: str, until: date, applied_on: date | None, today: date) -> str:
    """ "Bescheinigung über die Aufenthaltsgestattung läuft in 12 Tagen ab. Verlängerung am 12.11.2026 beantragt …" """
    words = {"paper": paper_title(concept, status), "when": in_days(until, today)}
    line = (_("%(paper)s %(when)s abgelaufen.") if until < today else _("%(paper)s läuft %(when)s ab.")) % words
    if applied_on:
        line += " " + _("Verlängerung am %(day)s beantragt, noch nicht bestätigt.") % {"day": date_(applied_on)}
    return line


def paper_title(concept: Concept, status: str) -> str:
    """What the paper of a status is called; where the list names none, simply the residence paper."""
    paper = next((s.paper for s in concept.statuses if s.key == status), "")
    return title(concept.federal.papers, paper) if paper and paper != "none" else _("Aufenthaltspapier")
