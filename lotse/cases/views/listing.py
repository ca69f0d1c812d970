"""/akten/: the files somebody may see in lists."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lotse.accounts.access import require
from lotse.accounts.permissions import Action
from lotse.cases.lists import PER_PAGE, SORTS, counts, filtered, rows
from lotse.cases.method import methods_of
from lotse.cases.words import region_title
from lotse.rulebook import access as rulebook
from lotse.ui.reasons import text_in_language
from lotse.ui.render import render


def files(request: HttpRequest) -> HttpResponse:
    held, today = require(request, Action.LIST_FILES), request.today
    concept = rulebook.current(today)
    has_own_only = held.scope(Action.LIST_FILES) == "own"
    which = request.GET.get("zeige", "")
    if which not in ("mine", "open", "waiting", "closed"):
        which = "open"
    region = request.GET.get("region")
    sort = request.GET.get("sortiert", "")
    sort = sort if sort in SORTS else "name"
    numbers = counts(held, today)
    methods = [(m.key, text_in_language(m.title)) for m in methods_of(concept) if held.may(Action.OPEN_FILE)]
    method = next((key for key, _title in methods if key == request.GET.get("methode")), None)
    found = filtered(held, today, which=which, region=region, sort=sort, method=method or "")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))

    def link(**changed: str | None) -> str:
        kept = {"zeige": which, "region": region, "methode": method, "sortiert": sort} | changed
        return "?" + urlencode({name: value for name, value in kept.items() if value is not None})

    show = [("open", _("alle offenen"), numbers.open), ("closed", _("geschlossen"), numbers.closed)]
    if not has_own_only:
        show[:0] = [("mine", _("meine"), numbers.mine)]
        show[2:2] = [("waiting", _("noch niemandem übergeben"), numbers.waiting)]
    regions = [] if has_own_only else sorted(numbers.regions.items())
    return render(
        request,
        "cases/list.html",
        {
            "page": page,
            "rows": rows(page.object_list, today),
            "which": [(label, link(zeige=key), key == which, n) for key, label, n in show],
            "regions": [
                (
                    region_title(concept, key) or _("Region zu klären"),
                    link(region=None if key == region else key),
                    key == region,
                    n,
                )
                for key, n in regions
            ]
            if len(regions) > 1 or region is not None
            else [],
            "methods": [(title, link(methode=None if key == method else key), key == method) for key, title in methods],
            "sorts": [
                (label, link(sortiert=key), key == sort)
                for key, label in (
                    ("name", _("Name")),
                    ("akte", _("neueste zuerst")),
                    ("frist", _("nächste Frist")),
                    ("zustaendig", _("zuständig")),
                )
            ],
            "query": link()[1:],
            "is_filtered": which != "open" or region is not None or method is not None,
            "can_intake": held.may(Action.INTAKE),
        },
    )
