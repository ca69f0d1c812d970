"""How a goal departs from what was agreed: late, stalled, changed. Computed from days and from what reviews said, each
with the sentence that explains it; what somebody adds to it is kept beside it and changes nothing here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Literal

from lotse.concept.vocabulary import Text

Kind = Literal["late", "stalled", "changed"]
SETTLED = ("reached", "dropped")


@dataclass(frozen=True, slots=True)
class Version:
    """The goal in one agreement: when that was agreed, and by when the goal was to be reached."""

    agreed_on: date
    due_on: date | None = None
    is_reworded: bool = False  # its words differ from the agreement before


@dataclass(frozen=True, slots=True)
class Said:
    on: date
    state: str  # on-track, stalled, reached, partly, changed, dropped


@dataclass(frozen=True, slots=True)
class GoalFacts:
    versions: tuple[Version, ...]  # the earliest first
    said: tuple[Said, ...] = ()  # in reviews, the earliest first
    open_measures: tuple[date, ...] = ()  # by when measures for it were to be done that are not
    left_on: date | None = None  # a later agreement no longer holds it

    @property
    def state(self) -> str:
        return self.said[-1].state if self.said else ""

    @property
    def due_on(self) -> date | None:
        return self.versions[-1].due_on if self.versions else None

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED or self.left_on is not None


@dataclass(frozen=True, slots=True)
class Deviation:
    kind: Kind
    since: date
    text: Text
    inputs: tuple[tuple[Text, date], ...] = ()


TITLES: dict[Kind, Text] = {
    "late": Text("im Verzug", "late"),
    "stalled": Text("stockt", "stalled"),
    "changed": Text("geändert", "changed"),
}


def deviations(goal: GoalFacts, today: date) -> list[Deviation]:
    """Each kind at most once; none where the goal goes as agreed."""
    found = (rule(goal, today) for rule in RULES)
    return [deviation for deviation in found if deviation is not None]


def _day(on: date) -> str:
    return f"{on:%d.%m.%Y}"


def _late(goal: GoalFacts, today: date) -> Deviation | None:
    due = goal.due_on
    if due is None or due >= today or goal.is_settled:
        return None
    n = (today - due).days
    ago = ("seit einem Tag", "for one day") if n == 1 else (f"seit {n} Tagen", f"for {n} days")
    return Deviation(
        "late", due,
        Text(
            f"Bis {_day(due)} sollte es erreicht sein; der Tag ist {ago[0]} vorbei.",
            f"It was to be reached by {_day(due)}; that day has been over {ago[1]}.",
        ),
        ((Text("vereinbart bis", "agreed by"), due),),
    )  # fmt: skip


def _stalled(goal: GoalFacts, today: date) -> Deviation | None:
    if goal.is_settled:
        return None
    row = list(takewhile(lambda said: said.state == "stalled", reversed(goal.said)))
    if row:
        since, n = row[-1].on, len(row)
        times = (
            ("einer Überprüfung", "one review") if n == 1 else (f"{n} Überprüfungen in Folge", f"{n} reviews in a row")
        )
        return Deviation(
            "stalled", since,
            Text(
                f"In {times[0]} hieß es: stockt, zuerst am {_day(since)}.",
                f"In {times[1]} it was said to be stalled, first on {_day(since)}.",
            ),
            tuple((Text("Überprüfung", "review"), said.on) for said in reversed(row)),
        )  # fmt: skip
    over = sorted(on for on in goal.open_measures if on < today)
    if not over:
        return None
    n = len(over)
    what = (
        ("Eine Maßnahme dafür ist", "One measure for it is")
        if n == 1
        else (f"{n} Maßnahmen dafür sind", f"{n} measures for it are")
    )
    return Deviation(
        "stalled", over[0],
        Text(f"{what[0]} nicht erledigt, obwohl der Tag vorbei ist.", f"{what[1]} not done although the day is over."),
        tuple((Text("Maßnahme bis", "measure by"), on) for on in over),
    )  # fmt: skip


def _changed(goal: GoalFacts, today: date) -> Deviation | None:
    if goal.left_on is not None and goal.state not in SETTLED:
        return Deviation(
            "changed", goal.left_on,
            Text(
                f"Die Vereinbarung vom {_day(goal.left_on)} enthält dieses Ziel nicht mehr.",
                f"The agreement of {_day(goal.left_on)} no longer holds this goal.",
            ),
            ((Text("neu vereinbart am", "agreed anew on"), goal.left_on),),
        )  # fmt: skip
    if goal.state == "changed":
        on = goal.said[-1].on
        return Deviation(
            "changed", on,
            Text(
                f"In der Überprüfung am {_day(on)} hieß es: hat sich geändert.",
                f"In the review on {_day(on)} it was said to have changed.",
            ),
            ((Text("Überprüfung", "review"), on),),
        )  # fmt: skip
    return _moved(goal.versions)


def _moved(versions: Sequence[Version]) -> Deviation | None:
    """The newest agreement against the one before: another day, other words."""
    if len(versions) < 2:
        return None
    before, now = versions[-2:]
    if before.due_on != now.due_on and before.due_on and now.due_on:
        later = now.due_on > before.due_on
        how = ("nach hinten", "back") if later else ("nach vorn", "forward")
        return Deviation(
            "changed", now.agreed_on,
            Text(
                f"Der Termin ist {how[0]} verschoben, vom {_day(before.due_on)} auf den {_day(now.due_on)}.",
                f"The day was moved {how[1]}, from {_day(before.due_on)} to {_day(now.due_on)}.",
            ),
            ((Text("vorher bis", "before: by"), before.due_on), (Text("jetzt bis", "now: by"), now.due_on)),
        )  # fmt: skip
    if now.is_reworded:
        return Deviation(
            "changed", now.agreed_on,
            Text(f"Am {_day(now.agreed_on)} neu gefasst.", f"Worded anew on {_day(now.agreed_on)}."),
            ((Text("neu vereinbart am", "agreed anew on"), now.agreed_on),),
        )  # fmt: skip
    return None


RULES: tuple[Callable[[GoalFacts, date], Deviation | None], ...] = (_late, _stalled, _changed)
