"""/post/: letters of one's files, wherever they stand."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lotse.accounts.access import require
from lotse.accounts.permissions import Action
from lotse.notes.post import KINDS, papers_for
from lotse.ui.render import render


@require_safe
def post(request: HttpRequest) -> HttpResponse:
    held = require(request, Action.WRITE_NOTES)
    has_team = held.scope(Action.READ_NOTES) != "own"
    whose = "team" if has_team and request.GET.get("wessen") == "team" else "mine"
    which = request.GET.get("was", "")
    which = which if which in KINDS else KINDS[0]
    more = "&wessen=team" if whose == "team" else ""
    labels = {"answer": _("zu beantworten"), "unsorted": _("noch nicht sortiert"), "all": _("alle")}
    context = {
        "rows": papers_for(held, request.today, which=which, whose=whose),
        "which": which, "whose": whose, "has_team": has_team,
        "chips_": [(labels[key], f"?was={key}{more}", key == which) for key in KINDS],
    }  # fmt: skip
    return render(request, "notes/post.html", context)
