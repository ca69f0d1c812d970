"""The case-management cycle as a concept describes it: its steps, and what must be true of each, as pure functions.

A step has no status of its own. Whether it is done is a fact computed from what stands in the file, with the sentence
that says so; what it still lacks is a list of such sentences. They guard our own step and nothing else: whoever goes on
all the same says why.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lotse.concept import vocabulary as words
from lotse.concept.entries import Entry, ref
from lotse.concept.vocabulary import Text


# --- what a concept says ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Step(Entry):
    """One step of the cycle; `after` names those that come before it."""

    kind: words.StepKind
    after: tuple[str, ...] = ref("steps", ())


@dataclass(frozen=True, slots=True)
class Aspect(Entry):
    """What the assessment looks at. One about sensitive fields is on if one of these `file_fields` is switched on."""

    covers: Text | None = None
    sensitive: bool = False
    file_fields: tuple[str, ...] = ref("file_fields", ())


@dataclass(frozen=True, slots=True)
class Attainment(Entry):
    """How well somebody gets along in a field of action; a higher `value` is better."""

    value: int


@dataclass(frozen=True, slots=True)
class Horizon(Entry):
    """How far ahead a goal lies, and what the concept means to reach by then."""

    aims_at: Text | None = None


# --- what stands in the file ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Facts:
    """Days and numbers only: no words of anybody."""

    arrived_on: date | None = None
    interview_on: date | None = None
    told: int = 0  # of what is to be explained in the first interview
    to_tell: int = 0
    problem_fits: bool | None = None
    is_motivated: bool | None = None
    decision: words.CycleDecision = "open"
    decided_on: date | None = None
    assessed_on: date | None = None  # when the newest finished version was finished
    aspects: int = 0  # of the version that is being worked on, else of the newest
    covered: int = 0
    fields: int = 0
    rated: int = 0
    agreed_on: date | None = None
    goals: int = 0
    goals_without_day: int = 0
    intermediate: int = 0
    planned_end_on: date | None = None
    in_force_on: date | None = None  # the help plan
    measures: int = 0
    loose: int = 0  # without saying who and until when
    next_review_on: date | None = None
    reviewed_on: date | None = None
    settled_on: date | None = None  # the integration agreement
    services: int = 0  # agreed with third parties
    conferences: int = 0
    results: int = 0  # goals whose end is said in the evaluation
    to_result: int = 0
    evaluated: int = 0  # parts of the evaluation that are written
    to_evaluate: int = 0
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    met: bool
    text: Text
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    code: str
    text: Text


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else "–"


def _some(n: int, one: str, many: str) -> str:
    return f"1 {one}" if n == 1 else f"{n} {many}"


def _yes(on: date, de: str, en: str) -> Verdict:
    return Verdict(True, Text(de.format(day=_day(on)), en.format(day=_day(on))), on)


def _no(de: str, en: str) -> Verdict:
    return Verdict(False, Text(de, en))


# --- the fact of each step --------------------------------------------------------------------------------------------
def _assignment(f: Facts) -> Verdict:
    if f.arrived_on is None:
        return _no("Keine Ankunft eingetragen.", "No arrival is entered.")
    return _yes(f.arrived_on, "In der Akte seit {day}.", "In the file since {day}.")


def _first_interview(f: Facts) -> Verdict:
    if f.decision == "case-management" and f.decided_on:
        return _yes(f.decided_on, "Übernahme entschieden am {day}.", "Take-over decided on {day}.")
    if f.decision == "occasional" and f.decided_on:
        day = _day(f.decided_on)
        return _no(f"Am {day} entschieden: Hilfe aus Anlass.", f"Decided on {day}: help on occasion.")
    if f.interview_on:
        day = _day(f.interview_on)
        return _no(f"Erstgespräch am {day}, noch nicht entschieden.", f"First interview on {day}, not yet decided.")
    return _no("Das Erstgespräch steht noch aus.", "The first interview is still to come.")


def _assessment(f: Facts) -> Verdict:
    if f.assessed_on:
        return _yes(f.assessed_on, "Abgeschlossen am {day}.", "Finished on {day}.")
    if f.covered:
        return _no(f"{f.covered} von {f.aspects} Aspekten besprochen.", f"{f.covered} of {f.aspects} aspects covered.")
    return _no("Noch nicht begonnen.", "Not begun yet.")


def _goals(f: Facts) -> Verdict:
    if f.agreed_on:
        return _yes(f.agreed_on, "Vereinbart am {day}.", "Agreed on {day}.")
    if f.goals:
        de, en = _some(f.goals, "Ziel", "Ziele"), _some(f.goals, "goal", "goals")
        return _no(f"{de} im Entwurf, noch nicht vereinbart.", f"{en} drafted, not agreed yet.")
    return _no("Noch kein Ziel formuliert.", "No goal is worded yet.")


def _help_plan(f: Facts) -> Verdict:
    if f.in_force_on:
        return _yes(f.in_force_on, "Gilt seit {day}.", "In force since {day}.")
    if f.measures:
        de, en = _some(f.measures, "Maßnahme", "Maßnahmen"), _some(f.measures, "measure", "measures")
        return _no(f"{de} im Entwurf, der Plan gilt noch nicht.", f"{en} drafted, the plan is not in force yet.")
    return _no("Noch keine Maßnahme geplant.", "No measure is planned yet.")


def _integration_agreement(f: Facts) -> Verdict:
    if f.settled_on:
        return _yes(f.settled_on, "Geschlossen am {day}.", "Concluded on {day}.")
    return _no("Noch nicht geschlossen.", "Not concluded yet.")


def _steering(f: Facts) -> Verdict:
    if not f.services and not f.conferences:
        return _no("Noch keine Absprache mit Dritten.", "No agreement with third parties yet.")
    parts = [
        (f.services, ("Absprache", "Absprachen"), ("agreement", "agreements")),
        (f.conferences, ("Fallkonferenz", "Fallkonferenzen"), ("case conference", "case conferences")),
    ]
    de, en = (", ".join(_some(n, *names[at]) for n, *names in parts if n) for at in (0, 1))
    return Verdict(True, Text(f"{de}.", f"{en}."))


def _monitoring(f: Facts) -> Verdict:
    if f.reviewed_on:
        return _yes(f.reviewed_on, "Zuletzt überprüft am {day}.", "Last reviewed on {day}.")
    if f.next_review_on:
        day = _day(f.next_review_on)
        return _no(f"Erste Überprüfung am {day}.", f"First review on {day}.")
    return _no("Keine Überprüfung geplant.", "No review is planned.")


def _closure(f: Facts) -> Verdict:
    if f.ended_on:
        return _yes(f.ended_on, "Beendet am {day}.", "Ended on {day}.")
    if f.planned_end_on:
        return _no(f"Geplant für {_day(f.planned_end_on)}.", f"Planned for {_day(f.planned_end_on)}.")
    return _no("Kein Ende geplant.", "No end is planned.")


FACTS: dict[words.StepKind, Callable[[Facts], Verdict]] = {
    "assignment": _assignment,
    "first-interview": _first_interview,
    "assessment": _assessment,
    "goals": _goals,
    "help-plan": _help_plan,
    "integration-agreement": _integration_agreement,
    "steering": _steering,
    "monitoring": _monitoring,
    "closure": _closure,
}


def fact(kind: words.StepKind, facts: Facts) -> Verdict:
    """Whether a step is done, with the sentence that says so."""
    return FACTS[kind](facts)


# --- what a step still lacks ------------------------------------------------------------------------------------------
def lacking(kind: words.StepKind, facts: Facts) -> list[Lack]:
    """What the step itself should have before it is finished."""
    wanted = _WANTED[kind](facts) if kind in _WANTED else []
    return [Lack(code, Text(de, en)) for is_missing, code, de, en in wanted if is_missing]


Wanted = list[tuple[bool, str, str, str]]


def _interview_wants(f: Facts) -> Wanted:
    untold, told, to_tell = f.told < f.to_tell, f.told, f.to_tell
    return [
        (
            untold, "not-all-told",
            f"Erklärt ist {told} von {to_tell}, worüber aufzuklären ist.",
            f"Of {to_tell} points to be explained, {told} are.",
        ),
        (
            not f.problem_fits, "problem-does-not-fit",
            "Die Problemlage ist nicht als geeignet eingeschätzt.",
            "The problem situation is not judged suitable.",
        ),
        (
            not f.is_motivated, "not-motivated",
            "Die Motivation ist nicht als ausreichend eingeschätzt.",
            "The motivation is not judged sufficient.",
        ),
    ]  # fmt: skip


def _assessment_wants(f: Facts) -> Wanted:
    open_, unrated = f.aspects - f.covered, f.fields - f.rated
    return [
        (
            open_ > 0, "aspects-open",
            f"{_some(open_, 'Aspekt ist', 'Aspekte sind')} noch offen.",
            f"{_some(open_, 'aspect is', 'aspects are')} still open.",
        ),
        (
            unrated > 0, "fields-not-rated",
            f"{_some(unrated, 'Handlungsfeld hat', 'Handlungsfelder haben')} noch keine Stufe.",
            f"{_some(unrated, 'field of action has', 'fields of action have')} no level yet.",
        ),
    ]  # fmt: skip


def _goals_want(f: Facts) -> Wanted:
    n = f.goals_without_day
    return [
        (f.goals == 0, "no-goal", "Es ist noch kein Ziel formuliert.", "No goal is worded yet."),
        (
            n > 0, "goal-without-day",
            f"{_some(n, 'Ziel hat', 'Ziele haben')} keinen Termin.", f"{_some(n, 'goal has', 'goals have')} no day.",
        ),
        (
            f.goals > 0 and f.intermediate == 0, "no-intermediate-goal",
            "Es ist kein Zwischenziel festgelegt.", "No intermediate goal is set.",
        ),
        (
            f.planned_end_on is None, "no-planned-end",
            "Es ist nicht geschätzt, wann das Case Management enden soll.",
            "It is not estimated when case management is to end.",
        ),
    ]  # fmt: skip


def _plan_wants(f: Facts) -> Wanted:
    return [
        (f.measures == 0, "no-measure", "Es ist keine Maßnahme geplant.", "No measure is planned."),
        (
            f.loose > 0, "measure-loose",
            f"Bei {_some(f.loose, 'Maßnahme', 'Maßnahmen')} fehlt, wer sie bis wann übernimmt.",
            f"{_some(f.loose, 'measure does', 'measures do')} not say who does it until when.",
        ),
        (
            f.next_review_on is None, "no-review",
            "Es ist kein Termin für eine Überprüfung geplant.", "No review is planned.",
        ),
    ]  # fmt: skip


def _closure_wants(f: Facts) -> Wanted:
    open_, unwritten = f.to_result - f.results, f.to_evaluate - f.evaluated
    return [
        (
            open_ > 0, "goals-not-evaluated",
            f"Bei {_some(open_, 'Ziel', 'Zielen')} steht nicht, was daraus wurde.",
            f"{_some(open_, 'goal does', 'goals do')} not say what became of it.",
        ),
        (
            unwritten > 0, "evaluation-open",
            f"{_some(unwritten, 'Teil', 'Teile')} der Auswertung {'ist' if unwritten == 1 else 'sind'} noch leer.",
            f"{_some(unwritten, 'part of the evaluation is', 'parts of the evaluation are')} still empty.",
        ),
    ]  # fmt: skip


_WANTED: dict[words.StepKind, Callable[[Facts], Wanted]] = {
    "first-interview": _interview_wants,
    "assessment": _assessment_wants,
    "goals": _goals_want,
    "help-plan": _plan_wants,
    "closure": _closure_wants,
}


# --- gates ------------------------------------------------------------------------------------------------------------
def gates(step: Step, steps: Sequence[Step], facts: Facts) -> list[tuple[Step, Verdict]]:
    """The steps that come before this one, each with its fact."""
    return [(other, fact(other.kind, facts)) for other in steps if other.key in step.after]


def shut(step: Step, steps: Sequence[Step], facts: Facts) -> list[Lack]:
    """What stands in the way of finishing a step: steps before it that are not done, and what it lacks itself."""
    before = [
        Lack(
            f"before-{other.key}",
            Text(f"{other.title.de}: {verdict.text.de}", f"{other.title.en}: {verdict.text.en}"),
        )
        for other, verdict in gates(step, steps, facts)
        if not verdict.met
    ]
    return before + lacking(step.kind, facts)


# --- should case management be thought of? ----------------------------------------------------------------------------
def care_problems(
    firsts: Mapping[str, date], opened_on: date, *, number: int, within: int
) -> tuple[tuple[str, ...], date] | None:
    """The fields of action with which notes of the first days deal, by the day each came up, and the day on which
    there were enough of them; None as long as there are not. `firsts` has the first day of each field."""
    last = opened_on + timedelta(days=within)
    early = sorted((on, field) for field, on in firsts.items() if on <= last)
    if number < 1 or len(early) < number:
        return None
    return tuple(field for _on, field in early), early[number - 1][0]
