"""Where a registration, a course or a step towards work stands: from its dates, never from a column. Pure functions."""

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


class Attended(Protocol):
    """What of a course says where it stands."""

    tested_on: date | None
    registered_on: date | None
    waiting_since_on: date | None
    is_blocked: bool
    starts_on: date | None
    ends_on: date | None
    attendance: str
    result: str
    result_level: str
    result_on: date | None


ASK_AFTER = 14  # days after its end somebody is asked what came of a course


def course_state(row: Attended, today: date) -> State:
    if row.result:
        return _result(row)
    if row.ends_on and row.ends_on < today:
        since = {"day": date_(row.ends_on)}
        if (today - row.ends_on).days < ASK_AFTER:
            return State("over", "quiet", _("zu Ende am %(day)s") % since)
        return State("no-result", "due", _("zu Ende am %(day)s, Ergebnis fehlt") % since)
    if row.starts_on and row.starts_on <= today:
        if row.attendance == "stopped":
            return State("stopped", "due", _("kommt nicht mehr"))
        if row.attendance == "gaps":
            return State("gaps", "due", _("läuft, mit Lücken"))
        return State("running", "done", _("läuft seit %(day)s") % {"day": date_(row.starts_on)})
    if row.starts_on:
        return State("place", "new", _("beginnt am %(day)s") % {"day": date_(row.starts_on)})
    waits = {"since": days_waiting(row.waiting_since_on, today)} if row.waiting_since_on else {}
    if row.is_blocked:
        words = _("Zulassung gesperrt, wartet %(since)s") if waits else _("Zulassung gesperrt")
        return State("blocked", "quiet", words % waits)
    if waits:
        return State("waiting", "quiet", _("Warteliste, %(since)s") % waits)
    if row.registered_on:
        return State("registered", "quiet", _("angemeldet am %(day)s") % {"day": date_(row.registered_on)})
    if row.tested_on:
        return State("tested", "quiet", _("eingestuft am %(day)s") % {"day": date_(row.tested_on)})
    return State("planned", "quiet", _("vorgemerkt"))


def _result(row: Attended) -> State:
    level = f" ({row.result_level})" if row.result_level else ""
    kinds = {
        "passed": State("passed", "done", _("bestanden") + level),
        "attended": State("attended", "done", _("teilgenommen") + level),
        "failed": State("failed", "due", _("nicht bestanden") + level),
        "broken-off": State("broken-off", "quiet", _("abgebrochen") + level),
    }
    return kinds[row.result]


def waiting_days(row: Attended, today: date) -> int | None:
    """From the waiting list to the first day, or to today while that is not known; none once it is over otherwise."""
    if row.waiting_since_on is None or (row.starts_on is None and row.result):
        return None
    return max(0, ((row.starts_on or today) - row.waiting_since_on).days)


def work_state(on: date, until_on: date | None, result: str, today: date) -> State:
    if result:
        return {
            "yes": State("yes", "done", _("hat geklappt")),
            "no": State("no", "quiet", _("hat nicht geklappt")),
            "withdrawn": State("withdrawn", "quiet", _("zurückgezogen")),
        }[result]
    if on > today:
        return State("ahead", "new", _("ab %(day)s") % {"day": date_(on)})
    if until_on and until_on < today:
        return State("over", "quiet", _("beendet am %(day)s") % {"day": date_(until_on)})
    return State("open", "new", _("bis %(day)s") % {"day": date_(until_on)} if until_on else _("noch offen"))


class Applied(Protocol):
    """What of an application for a benefit says where it stands."""

    handed_in_on: date | None
    decision: str
    decided_on: date | None
    granted_until_on: date | None
    is_last: bool


REMIND_BEFORE = 60  # days before an approval period ends somebody is reminded of the next application


def application_state(row: Applied, missing: int, today: date) -> State:
    """`missing`: how many of its papers are neither there nor not needed."""
    if row.decision in ("granted", "partly"):
        return _granted(row, today)
    if row.decision == "refused":
        return State("refused", "due", _("abgelehnt am %(day)s") % {"day": date_(row.decided_on)})
    if row.decision == "withdrawn":
        return State("withdrawn", "quiet", _("zurückgezogen"))
    if row.handed_in_on:
        return State("waiting", "quiet", _("eingereicht am %(day)s") % {"day": date_(row.handed_in_on)})
    if missing:
        words = ngettext("ein Nachweis fehlt", "%(num)s Nachweise fehlen", missing) % {"num": missing}
        return State("collecting", "due", words)
    return State("complete", "new", _("vollständig, noch nicht eingereicht"))


def _granted(row: Applied, today: date) -> State:
    partly = row.decision == "partly"
    until = row.granted_until_on
    if until is None:
        return State("granted", "done", _("teilweise bewilligt") if partly else _("bewilligt"))
    if until < today:
        return State("ended", "quiet", _("bewilligt bis %(day)s, abgelaufen") % {"day": date_(until)})
    words = (_("teilweise bewilligt bis %(day)s") if partly else _("bewilligt bis %(day)s")) % {"day": date_(until)}
    is_near = not row.is_last and (until - today).days <= REMIND_BEFORE
    return State("ending" if is_near else "granted", "due" if is_near else "done", words)
