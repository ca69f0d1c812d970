"""/fallsteuerung/: every run of case management one reads, with the steps that are documented (P-137)."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from lotse.accounts.permissions import Action
from lotse.cases.access import Reach, within
from lotse.cases.words import name_of, title
from lotse.casework.closure import with_evaluation
from lotse.casework.cycles import Cycle
from lotse.casework.facts import facts_for
from lotse.casework.house import enter_house
from lotse.casework.path import shown_steps
from lotse.concept.cycle import fact, lacking
from lotse.rulebook import access as rulebook
from lotse.ui.reasons import text_in_language
from lotse.ui.render import render

PER_PAGE = 25
STATES = {"": Q(ended_on=None), "beendet": Q(ended_on__isnull=False)}


def completeness(request: HttpRequest) -> HttpResponse:
    """By case on this page, and for all cases one reads in sums. Names and numbers: a list, no reading of a file."""
    held = enter_house(request, Action.READ_NOTES, kind="assessment")
    today, which = request.today, request.GET.get("stand", "")
    which = which if which in STATES else ""
    mine = within(held.user_id, today, Reach.of(held, Action.READ_NOTES), of="file__")
    cycles = list(Cycle.objects.filter(mine, STATES[which]).select_related("file__person").order_by("-opened_on", "-pk"))
    facts = with_evaluation(facts_for(cycles)) if cycles else {}
    steps = shown_steps(rulebook.current(today))
    done = {s.key: sum(fact(s.kind, facts[c.pk]).met for c in cycles) for s in steps}
    shown = Paginator(cycles, PER_PAGE).get_page(request.GET.get("seite"))
    rows = []
    for c in shown:
        concept = rulebook.get(c.file.concept)
        known = {s.kind: s for s in shown_steps(concept)}
        cells = []
        for s in steps:
            verdict = fact(s.kind, facts[c.pk]) if s.kind in known else None
            open_ = [text_in_language(lack.text) for lack in lacking(s.kind, facts[c.pk])]
            cells.append((verdict, verdict and text_in_language(verdict.text), open_ if verdict and verdict.met else []))
        met = sum(bool(v and v.met) for v, _text, _lacks in cells)
        rows.append((c, name_of(c.file.person, c.file.concept), cells, met, len(known)))
    context = {
        "held": held, "here": "completeness", "rows": rows, "shown": shown, "which": which, "all": len(cycles),
        "steps": [(title(steps, s.key), done[s.key], s.source) for s in steps],
    }  # fmt: skip
    return render(request, "casework/completeness.html", context)
