"""/fallsteuerung/: who is in case management, where each run stands, and which steps are not documented."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lotse.accounts.access import require
from lotse.accounts.permissions import Action
from lotse.casework.lists import PER_PAGE, completeness, rows_of, runs
from lotse.rulebook import access as rulebook
from lotse.ui.render import render


def listing(request: HttpRequest) -> HttpResponse:
    held, today = require(request, Action.READ_NOTES), request.today
    has_own_only = held.scope(Action.READ_NOTES) == "own"
    mine = has_own_only or request.GET.get("wessen") == "ich"
    ended = "beendet" in request.GET
    rows = rows_of(list(runs(held, today, mine=mine, ended=ended)))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("seite"))

    def link(whose: bool, over: bool) -> str:
        return "?" + "&".join(filter(None, ("wessen=ich" if whose else "", "beendet" if over else "")))

    whose = [] if has_own_only else [
        (_("alle im Team"), link(False, ended), not mine, None), (_("meine"), link(True, ended), mine, None),
    ]  # fmt: skip
    which = [(_("laufende"), link(mine, False), not ended, None), (_("beendete"), link(mine, True), ended, None)]
    context = {
        "page": page, "rows": page.object_list, "steps": completeness(rows), "whose": whose, "which": which,
        "ended": ended, "query": link(mine, ended)[1:], "total": len(rows),
        "held": held, "has_steps": bool(rulebook.current(today).steps),
    }  # fmt: skip
    return render(request, "casework/listing.html", context)
