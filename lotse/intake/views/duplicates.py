"""/einlesen/doppelt/: two files that may be of one person, for those who may open both."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lotse.accounts.access import require
from lotse.accounts.permissions import Action
from lotse.intake import screen
from lotse.intake.access import notices_for, record_comparison
from lotse.intake.household import decide_not_same
from lotse.rulebook import access as rulebook
from lotse.ui.render import render


@require_http_methods(["GET", "HEAD", "POST"])
def duplicates(request: HttpRequest) -> HttpResponse:
    held, today = require(request, Action.INTAKE), request.today  # type: ignore[attr-defined]
    found = notices_for(held, today)
    if request.method == "POST":
        notice = next((n for n, _typed, _known in found if str(n.pk) == request.POST.get("notice")), None)
        if notice is None:
            raise Http404
        decide_not_same(notice, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Gemerkt: zwei verschiedene Menschen. Lotse fragt nie wieder."))
        return redirect("intake:duplicates")
    concept = rulebook.current(today)
    record_comparison(held, [file for _notice, typed, known in found for file in (typed, known)])
    rows = [(n, typed, known, screen.pair_of_files(typed, known, n, concept)) for n, typed, known in found]
    return render(request, "intake/duplicates.html", {"notices": rows})
