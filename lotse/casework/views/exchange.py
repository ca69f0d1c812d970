"""/fallsteuerung/austausch/: meetings across cases (P-106) and work with the community (P-04). They name nobody."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.planning import Changed
from lotse.casework import rows
from lotse.casework.house import enter_house, home_of, homes, teams_of
from lotse.casework.models import Exchange
from lotse.casework.steered_access import exchange_sums, exchanges_of, get_exchange
from lotse.casework.steering_forms import ExchangeForm
from lotse.notes.views.kept import keeps
from lotse.ui.render import render
from lotse.vault.keys import open_keys

PER_PAGE = 30
BACK = timedelta(days=365)


def exchanges(request: HttpRequest) -> HttpResponse:
    held = enter_house(request, Action.READ_NOTES, kind="steering")
    ours = homes(held, Action.READ_NOTES)
    since, kind = request.today - BACK, request.GET.get("art", "")
    sums = exchange_sums(ours, since)
    found = exchanges_of(ours)
    if kind in Exchange.Kind.values:
        found = found.filter(kind=kind, on__gte=since)  # what the figure counted
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    keys = open_keys(ours)
    for row in shown:
        row.fresh_key = keys.get(row.organisation_id)
    context = {"shown": shown, "may_write": held.may(Action.WRITE_NOTES), "here": "exchanges", "held": held}
    context |= {"sums": sums, "since": since, "kind": kind if kind in Exchange.Kind.values else ""}
    return render(request, "casework/exchanges.html", context)


@keeps(gettext_lazy("Austausch"), in_file=False)
def exchange_new(request: HttpRequest) -> HttpResponse:
    held = enter_house(request, Action.WRITE_NOTES, kind="steering")
    teams = teams_of(held, Action.WRITE_NOTES)
    team = next(iter(teams.values())) if len(teams) == 1 else None
    row = Exchange(organisation=home_of(held, Action.WRITE_NOTES), on=request.today, team=team)
    return _edit(request, held, row, is_new=True)


@keeps(gettext_lazy("Austausch"), in_file=False)
def exchange(request: HttpRequest, row: UUID) -> HttpResponse:
    held = enter_house(request, Action.WRITE_NOTES, kind="steering")
    return _edit(request, held, get_exchange(held, row), is_new=False)


def _edit(request: HttpRequest, held: Rights, row: Exchange, *, is_new: bool) -> HttpResponse:
    teams = teams_of(held, Action.WRITE_NOTES)
    if row.team is not None:
        teams.setdefault(str(row.team_id), row.team)
    form = ExchangeForm(request.POST or None, today=request.today, row=row, teams=teams)
    if request.method == "POST" and form.is_valid():
        try:
            if is_new:
                rows.enter(row, form.values(), by=request.user)
            else:
                rows.change(row, form.values(), version=form.cleaned_data["version"], by=request.user)
        except Changed:
            row.refresh_from_db()
            form.show_both(row)
        else:
            messages.success(request, _("Festgehalten."))
            return redirect("casework:exchanges")
    status = 409 if form.was_outdated else 422 if form.errors else 200
    return render(request, "casework/exchange.html", {"form": form, "is_new": is_new}, status=status)
