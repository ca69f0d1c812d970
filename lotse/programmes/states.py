"""Where a registration stands: from its dates, never from a column. Pure functions."""

from datetime import date
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.ui.filters import date_


class State(NamedTuple):
    key: str
    kind: str  # how it looks: done, new, due, quiet
    word: str


class Registered(Protocol):
    """What of a registration says where it stands."""

    wanted_on: date | None
    applied_on: date | None
    answer: str
    answered_on: date | None
    starts_on: date | None
    ended_on: date | None


def days_waiting(since: date, today: date) -> str:
    n = max(0, (today - since).days)
    return ngettext("seit %(n)s Tag", "seit %(n)s Tagen", n) % {"n": n}


def registration_state(row: Registered, today: date, answer_days: int | None = None) -> State:
    """`answer_days`: after so many days without an answer somebody should ask."""
    if row.ended_on and row.ended_on <= today:
        return State("ended", "quiet", _("beendet am %(day)s") % {"day": date_(row.ended_on)})
    if row.answer == "not-wanted":
        return State("not-wanted", "quiet", _("nicht gewünscht"))
    if row.answer == "refused":
        return State("refused", "due", _("abgelehnt"))
    if row.answer == "waiting-list":
        assert row.answered_on is not None
        return State("waiting", "due", _("Warteliste, %(since)s") % {"since": days_waiting(row.answered_on, today)})
    if row.answer == "place":
        if row.starts_on is None:
            return State("place", "new", _("Platz zugesagt"))
        if row.starts_on > today:
            return State("place", "new", _("ab %(day)s") % {"day": date_(row.starts_on)})
        return State("attends", "done", _("besucht seit %(day)s") % {"day": date_(row.starts_on)})
    if row.applied_on is None:
        return State("search", "quiet", _("auf der Suche"))
    if answer_days is not None and (today - row.applied_on).days >= answer_days:
        waiting = days_waiting(row.applied_on, today)
        return State("unanswered", "due", _("%(since)s ohne Antwort") % {"since": waiting})
    return State("applied", "quiet", _("beantragt am %(day)s") % {"day": date_(row.applied_on)})
