"""The Konzept page: the whole concept in readable tables, each entry with the sentence it comes from."""

from django.http import Http404, HttpRequest, HttpResponse

from lotse.concept.vocabulary import ARRIVAL_TITLES, EVENT_TITLES
from lotse.rulebook import access
from lotse.ui.render import render


def concept(request: HttpRequest, key: str = "") -> HttpResponse:
    """The concept in force today, or another adopted version."""
    today = request.today  # type: ignore[attr-defined]
    versions = list(access.adopted().values_list("key", "from_on"))
    keys = [k for k, _ in versions]
    if key and key not in keys:
        raise Http404
    current = access.current_key(today)
    shown = access.get(key or current)
    return render(
        request,
        "rulebook/concept.html",
        {
            "concept": shown,
            "versions": versions,
            "current": current,
            "from_on": dict(versions)[shown.key],
            "events": EVENT_TITLES,
            "arrivals": ARRIVAL_TITLES,
            "titles": {
                e.key: e.title for e in (*shown.forms, *shown.topics, *shown.fields_of_action, *shown.deadlines)
            },
            "groups": {g.key: g.title for g in shown.federal.status_groups},
        },
    )
