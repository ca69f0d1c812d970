"""The steps of one way to a flat for reading: where each stands, and what it waits for."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.concept.entries import Source
from lotse.concept.housing import Step
from lotse.programmes.housing_facts import Way
from lotse.programmes.models import HousingApplication, HousingDeviation, HousingOffer
from lotse.programmes.states import State, days_waiting
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_
from lotse.ui.reasons import text_in_language

DECISION_DAYS, ASSURANCE_DAYS = "housing-decision-days", "housing-assurance-days"


@dataclass(frozen=True)
class ShownStep:
    does: str
    title: str
    covers: str
    source: Source
    state: State
    shut: list[str] = field(default_factory=list)  # the sentences of the gate while it is shut
    deviation: HousingDeviation | None = None


def steps_of(way: Way, today: date) -> list[ShownStep]:
    return [_shown(way, step, today) for step in way.procedure.steps]


def _shown(way: Way, step: Step, today: date) -> ShownStep:
    state, gate = _state(way, step.does, today), []
    if state.key != "done":
        gate = way.why_shut(step.does)
    if gate and state.key == "open":
        state = State("shut", "due" if step.does == "lease" else "quiet", _("gesperrt"))
    deviation = next((one for one in way.deviations if one.step == step.does), None)
    covers = text_in_language(step.covers) if step.covers else ""
    return ShownStep(step.does, text_in_language(step.title), covers, step.source, state, gate, deviation)


def _state(way: Way, does: str, today: date) -> State:
    row = way.row
    days = {
        "explained": (row.explained_on, _("erklärt am %(day)s")),
        "application": (row.applied_on, _("eingereicht am %(day)s")),
        "move": (way.moved_on, _("eingezogen am %(day)s")),
    }
    if does in days:
        on, words = days[does]
        return _done(words, on) if on else _open()
    return {
        "report": _report, "hearing": _hearing, "decision": _decision, "search": _search, "offer": _offer,
        "costs": _costs, "lease": _lease, "registrations": _registrations,
    }[does](way, today)  # fmt: skip


def _open() -> State:
    return State("open", "quiet", _("offen"))


def _done(words: str, on: date) -> State:
    return State("done", "done", words % {"day": date_(on)})


def _report(way: Way, today: date) -> State:
    newest = way.reports[0] if way.reports else None
    if newest is None:
        return _open()
    if newest.handed_over_on is None:
        return State("draft", "new", _("Entwurf, noch nicht abgegeben"))
    return _done(_("abgegeben am %(day)s"), newest.handed_over_on)


def _hearing(way: Way, today: date) -> State:
    wanted = [one.key for one in way.procedure.hearings]
    heard = sum(key in way.hearings and way.hearings[key].answered_on is not None for key in wanted)
    if heard == len(wanted):
        return State("done", "done", _("alle gehört"))
    if not way.hearings:
        return _open()
    return State("asked", "new", _("%(done)s von %(all)s gehört") % {"done": heard, "all": len(wanted)})


def _decision(way: Way, today: date) -> State:
    row = way.row
    if row.decision and row.decided_on:
        approved = row.decision == HousingApplication.Decision.APPROVED
        words = _("befürwortet am %(day)s") if approved else _("nicht befürwortet am %(day)s")
        return State("done", "done" if approved else "due", words % {"day": date_(row.decided_on)})
    if row.applied_on:
        late = is_late(row.concept, DECISION_DAYS, row.applied_on, today)
        return State("waits", "due" if late else "quiet", _waits(row.applied_on, today))
    return _open()


def _waits(since: date, today: date) -> str:
    return _("wartet %(since)s") % {"since": days_waiting(since, today)}


def is_late(concept: str, parameter: str, since: date, today: date) -> bool:
    days = rulebook.get(concept).parameter(parameter)
    return days is not None and (today - since).days >= int(days.value)


def _search(way: Way, today: date) -> State:
    if way.row.lease_on:
        return State("done", "done", _("beendet"))
    if way.row.searching_on:
        return State("runs", "new", days_waiting(way.row.searching_on, today))
    return _open()


def _offer(way: Way, today: date) -> State:
    if any(one.answer == HousingOffer.Answer.ASSURED for one in way.offers):
        on = max(one.answered_on for one in way.offers if one.answer == "assured" and one.answered_on)
        return _done(_("zugesichert am %(day)s"), on)
    waiting = [one.submitted_on for one in way.offers if one.submitted_on and not one.answer]
    if waiting:
        since = min(waiting)
        late = is_late(way.row.concept, ASSURANCE_DAYS, since, today)
        return State("waits", "due" if late else "quiet", _waits(since, today))
    if way.offers:
        words = ngettext("ein Angebot", "%(num)s Angebote", len(way.offers)) % {"num": len(way.offers)}
        return State("there", "new", words)
    return _open()


def _costs(way: Way, today: date) -> State:
    made = [one for one in way.costs.values() if one.answer != "withdrawn"]
    if not made:
        return _open()
    waiting = sum(not one.answer for one in made)
    if waiting:
        return State(
            "waits", "quiet", ngettext("ein Antrag wartet", "%(num)s Anträge warten", waiting) % {"num": waiting}
        )
    return State("done", "done", _("beantwortet"))


def _lease(way: Way, today: date) -> State:
    on = way.row.lease_on
    if on is None:
        return _open()
    if any(one.step == "lease" for one in way.deviations):
        return State("done", "due", _("am %(day)s, als Abweichung") % {"day": date_(on)})
    return _done(_("unterschrieben am %(day)s"), on)


def _registrations(way: Way, today: date) -> State:
    if way.moved_on is None:
        return _open()
    left, of = len(way.to_register), len(way.procedure.registrations)
    if not left:
        return State("done", "done", _("alle erledigt"))
    return State("some", "due", _("%(done)s von %(all)s erledigt") % {"done": of - left, "all": of})
