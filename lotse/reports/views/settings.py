"""Who sees figures by worker, and until when a quarter is to be handed in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lotse.accounts.access import rights
from lotse.reports import access
from lotse.reports.actions import set_reporting_day, switch_figures
from lotse.reports.forms import ReportingDayForm, SwitchForm
from lotse.reports.schedule import DEFAULT_DAY
from lotse.reports.views.figures import _user
from lotse.ui.render import render


def visibility(request: HttpRequest) -> HttpResponse:
    """The management switches for its own provider."""
    organisation, _found = access.get_managed(request)
    now = access.switch_of(organisation.pk)
    form = SwitchForm(request.POST or None, initial={"is_on": "off" if now and not now.is_on else "on"})
    if request.method == "POST" and form.is_valid():
        is_on = form.cleaned_data["is_on"] == "on"
        switch_figures(organisation, is_on=is_on, basis=form.cleaned_data["basis"], by=_user(request))
        messages.success(
            request, _("Zahlen je Fachkraft werden gezeigt.") if is_on else _("Es werden nur noch Summen gezeigt.")
        )
        return redirect("reports:visibility")
    return render(
        request,
        "reports/visibility.html",
        {
            "organisation": organisation,
            "form": form,
            "history": access.switches_of(organisation.pk),
            "readers": access.named_readers([organisation.pk], request.today),  # type: ignore[attr-defined]
        },
        status=422 if form.errors else 200,
    )


def reporting_day(request: HttpRequest) -> HttpResponse:
    """The office that receives the reports says by when."""
    found = access.reach(request)
    if not found.sets_the_day:
        raise PermissionDenied
    now = access.reporting_day()
    form = ReportingDayForm(request.POST or None, initial={"day": now.day if now else DEFAULT_DAY})
    if request.method == "POST" and form.is_valid():
        set_reporting_day(form.cleaned_data["day"], by=_user(request))
        messages.success(request, _("Der Meldetermin ist geändert."))
        return redirect("reports:annex-1")
    return render(
        request, "reports/reporting_day.html", {"form": form, "now_set": now, "held": rights(request)},
        status=422 if form.errors else 200,
    )  # fmt: skip
