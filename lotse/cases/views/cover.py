"""/verteilung/vertretung/ and /verteilung/verlauf/: standing in for somebody, and what was handed over so far."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lotse.accounts.access import require
from lotse.accounts.permissions import Action
from lotse.cases import cover as covering
from lotse.cases import distribution
from lotse.cases.actions import Refused
from lotse.cases.forms import CoverForm
from lotse.cases.hand_overs import newest
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_
from lotse.ui.render import render


def covers(request: HttpRequest) -> HttpResponse:
    held, today = require(request, Action.ALLOCATE), request.today
    staff = distribution.staff(held, today, rulebook.current(today))
    people: dict[str, list[tuple[str, str]]] = {}
    for w in staff.workers:
        people.setdefault(w.team.name, []).append((str(w.user.pk), w.user.name))
    form = CoverForm(
        request.POST or None, people=list(people.items()), today=today, initial={"absent": request.GET.get("fuer", "")}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        absent, substitute = staff.worker(UUID(data["absent"])), staff.worker(UUID(data["substitute"]))
        assert absent is not None
        assert substitute is not None
        try:
            if absent.team.organisation_id != substitute.team.organisation_id:
                raise Refused(_("Vertreten kann nur, wer beim selben Träger arbeitet."))
            made = covering.stand_in(absent.user, substitute.user, data["from_on"], data["until_on"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            count = made.allocations.count()
            messages.success(
                request,
                ngettext(
                    "%(who)s vertritt %(absent)s bis %(day)s in einer Akte.",
                    "%(who)s vertritt %(absent)s bis %(day)s in %(num)s Akten.",
                    count,
                )
                % {"who": substitute.user.name, "absent": absent.user.name, "day": date_(made.until_on), "num": count},
            )
            return redirect("cases:cover")
    context = {"form": form, "rows": covering.covers_for(held, today), "today": today}
    return render(request, "cases/cover.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    covering.end_cover(covering.get_cover(request, key), request.today, by=request.user)
    messages.success(request, _("Die Vertretung ist beendet; die Rechte aus ihr gelten nicht mehr."))
    return redirect("cases:cover")


def history(request: HttpRequest) -> HttpResponse:
    """What was handed over lately, newest first."""
    held = require(request, Action.ALLOCATE)
    return render(request, "cases/hand_overs.html", {"rows": newest(held, request.today)})
