"""The goal agreement on paper (P-99): German beside the person's language, her own words beside ours, lines to sign."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from lotse.accounts.letterhead import letterhead_of
from lotse.cases.header import Header
from lotse.casework.goals_read import ShownAgreement, ShownGoal
from lotse.casework.languages import both_of, days_in
from lotse.paper.dates import in_digits
from lotse.paper.press import Paper
from lotse.paper.texts import Texts
from lotse.ui.scripts import language_and_direction

TEXTS = "goal-agreement"


def goal_paper(head: Header, shown: ShownAgreement, lang: str) -> Paper:
    both = both_of(TEXTS, lang)
    data = {
        "langs": [t.lang for t in both], "words": [dict(t.words) for t in both],
        "about": about(head),
        "days": {"agreed": days_in(shown.on, both), "end": days_in(shown.planned_end_on, both)},
        "goals": [_told(number, goal, is_step, both) for number, goal, is_step in numbered(shown.goals)],
    }  # fmt: skip
    labels = {"name": _("Name"), "worker": _("Fachkraft"), "goals": _("Ziele")}
    organisation = head.file.organisation
    return Paper("casework/goal-agreement", data, _("Zielvereinbarung"), head.today, letterhead_of(organisation),
                 labels=labels)  # fmt: skip


def about(head: Header) -> dict[str, str]:
    name = head.name
    return {
        "name": f"{name.label} ({name.original})" if name.original else name.label,
        "file": head.file.number, "worker": head.lead.user.name if head.lead else "",
    }  # fmt: skip


def numbered(goals: Sequence[ShownGoal]) -> Iterator[tuple[str, ShownGoal, bool]]:
    """Each goal with its intermediate goals after it: 1, 1.1, 1.2, 2."""
    for n, goal in enumerate(goals, 1):
        yield str(n), goal, False
        for k, step in enumerate(goal.steps, 1):
            yield f"{n}.{k}", step, True


def _told(number: str, goal: ShownGoal, is_step: bool, both: list[Texts]) -> dict[str, Any]:
    tag, direction = language_and_direction(goal.own_words, goal.language)
    return {
        "is-step": is_step, "german": goal.german, "own": goal.own_words, "own-lang": tag.split("-")[0],
        "own-dir": direction, "sign": goal.sign, "by": days_in(goal.due_on, both),
        "heading": [t["step" if is_step else "goal"].format(n=in_digits(number, t.lang)) for t in both],
        "horizon": [t.words.get(f"horizon-{goal.horizon_key}", goal.horizon) for t in both],
    }  # fmt: skip
