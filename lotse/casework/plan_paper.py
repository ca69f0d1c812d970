"""The help plan on paper (P-100, P-101, P-157): who does what until when, in one table for each goal. What we say is in
German and in the person's language; what somebody wrote stays as it is written."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from lotse.accounts.letterhead import letterhead_of
from lotse.cases.header import Header
from lotse.casework.goal_paper import about
from lotse.casework.goals_read import ShownGoal
from lotse.casework.languages import both_of, days_in
from lotse.casework.plan_read import ShownMeasure, ShownPlan, ShownReview
from lotse.paper.coverage import all_printable
from lotse.paper.dates import in_digits
from lotse.paper.press import Paper
from lotse.paper.texts import Texts
from lotse.ui.filters import date_
from lotse.ui.scripts import language_and_direction

TEXTS = "help-plan"


def plan_paper(head: Header, shown: ShownPlan, reviews: Sequence[ShownReview], lang: str) -> Paper:
    both = both_of(TEXTS, lang)
    data: dict[str, Any] = {
        "langs": [t.lang for t in both], "words": [dict(t.words) for t in both], "about": about(head),
        "version": str(shown.number), "in-force": days_in(shown.on, both), "frame": days_in(shown.until_on, both),
        "reviews": [days_in(r.due_on, both) for r in reviews if r.held_on is None],
        "parts": list(_parts(shown, both)),
    }  # fmt: skip
    if not shown.is_at_work:  # nobody can replace a sign in it any more
        data = all_printable(data)
    labels = {
        "name": _("Name"), "worker": _("Fachkraft"), "german": _("Ziele"), "own": _("Ziele"), "sign": _("Ziele"),
        "what": _("Maßnahmen"), "who-words": _("Wer?"), "offer": _("Angebot"), "resource": _("Ressource"),
    }  # fmt: skip
    ours = letterhead_of(head.file.organisation)
    return Paper("casework/help-plan", data, _("Hilfeplan"), head.today, ours, labels=labels)


def _parts(shown: ShownPlan, both: list[Texts]) -> Iterator[dict[str, Any]]:
    """Each goal with its measures, numbered as in the agreement: 1, 1.1, 2."""
    steps = {step.id for goal in (shown.agreement.goals if shown.agreement else ()) for step in goal.steps}
    n = k = 0
    for goal, measures in shown.by_goal:
        if goal is None:
            heading = [t["several"] for t in both]
        elif goal.id in steps:
            k += 1
            heading = [t["step"].format(n=in_digits(f"{n}.{k}", t.lang)) for t in both]
        else:
            n, k = n + 1, 0
            heading = [t["goal"].format(n=in_digits(str(n), t.lang)) for t in both]
        yield {"heading": heading, "measures": [_measure(m, both) for m in measures], **_goal(goal)}


def _goal(goal: ShownGoal | None) -> dict[str, str]:
    if goal is None:
        return {"german": "", "own": "", "own-lang": "", "own-dir": "", "sign": "", "by": ""}
    tag, direction = language_and_direction(goal.own_words, goal.language)
    return {
        "german": goal.german, "own": goal.own_words, "own-lang": tag.split("-")[0], "own-dir": direction,
        "sign": goal.sign, "by": date_(goal.due_on),
    }  # fmt: skip


def _measure(m: ShownMeasure, both: list[Texts]) -> dict[str, Any]:
    return {
        "what": m.what, "who": [t[f"who-{m.who_key}"] for t in both] if m.who_key else [], "who-words": m.who_words,
        "from": date_(m.from_on), "until": date_(m.until_on), "offer": m.offer, "resource": m.resource,
        "state": [t[m.state] for t in both] if m.state else [],
    }  # fmt: skip
