"""/suche/: one box for everything somebody may find. By POST only: no name stands in an address or a server's log."""

import re

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from lotse.accounts.access import require
from lotse.accounts.permissions import Action
from lotse.cases.search import Results, search
from lotse.people.search import MOST_HITS
from lotse.ui.middleware import is_htmx
from lotse.ui.render import render

FIRST = 10
STEP = 20
LIVE = 7
SHORTEST = 2  # letters before the box answers by itself


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """While typing the first few; else the page of results, ten and then twenty more at a time."""
    held, today = require(request, Action.LIST_FILES), request.today  # type: ignore[attr-defined]
    text = request.POST.get("q", "")
    if is_htmx(request):
        found = search(held, text, today, first=LIVE) if len(text.strip()) >= SHORTEST else None
        return render(request, "desk/search_live.html", {"text": text.strip(), "found": found})
    wide = request.POST.get("weit") == "1"
    shown = request.POST.get("bis", "")
    first = min(int(shown), MOST_HITS) if re.fullmatch("[0-9]{1,4}", shown) else FIRST
    found = search(held, text, today, first=first, wide=wide) if text.strip() else Results([], 0, True)
    context = {
        "search_text": text, "found": found, "wide": wide, "next": len(found.rows) + min(STEP, found.more),
        "can_show_more": found.more and len(found.rows) < MOST_HITS,
    }  # fmt: skip
    return render(request, "desk/search.html", context)
