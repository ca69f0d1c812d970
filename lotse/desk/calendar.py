"""/kalender/: one's own times in one's own calendar. Whoever knows the address may read it, so it names nobody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lotse.accounts.access import require
from lotse.accounts.permissions import Action
from lotse.cases import feeds
from lotse.ui.render import render


def page(request: HttpRequest) -> HttpResponse:
    """Make an address, make a new one, or end it. The address is shown once, right after it was made."""
    require(request, Action.WRITE_NOTES)
    address = ""
    if request.method == "POST":
        if "beenden" in request.POST:
            feeds.end_feed(request.user)
            messages.success(request, _("Die Adresse gilt nicht mehr."))
            return redirect("desk:calendar")
        address = request.build_absolute_uri(reverse("desk:calendar-feed", args=[feeds.new_feed(request.user)]))
    return render(request, "desk/calendar.html", {"feed": feeds.feed_of(request.user), "address": address})


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    user = feeds.owner(secret, request.today)
    if user is None:
        raise Http404
    text = feeds.calendar_text(user, request.today, request.now, request.get_host().partition(":")[0])
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="lotse.ics"'
    answer["Referrer-Policy"] = "no-referrer"
    return answer
