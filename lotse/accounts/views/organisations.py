"""Organisations and their teams."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lotse.accounts import access, actions, choices
from lotse.accounts.forms import NewTeamForm, OrganisationForm, TeamForm
from lotse.accounts.permissions import Action
from lotse.accounts.views.versions import save_or_show_both
from lotse.ui.render import render

GET_POST = ["GET", "HEAD", "POST"]


def _manages_all(request: HttpRequest) -> bool:
    return access.require(request, Action.MANAGE_STAFF).scope(Action.MANAGE_STAFF) == "all"


@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    rights = access.require(request, Action.MANAGE_STAFF)
    page = {
        "organisations": access.organisation_rows(rights, request.today),
        "regions": choices.region_titles(request.today),
        "may_add": rights.scope(Action.MANAGE_STAFF) == "all",
    }
    return render(request, "accounts/organisations.html", page)


@require_http_methods(GET_POST)
def new_organisation(request: HttpRequest) -> HttpResponse:
    if not _manages_all(request):
        raise PermissionDenied
    form = OrganisationForm(
        request.POST if request.method == "POST" else None, initial={"version": 0}, bodies=choices.bodies(request.today)
    )
    if request.method == "POST" and form.is_valid() and not _is_taken(form):
        data = form.cleaned_data
        actions.add_organisation(by=request.user, **{name: data[name] for name in data if name != "version"})
        return redirect("accounts:organisations")
    return render(request, "accounts/organisation_form.html", {"form": form, "organisation": None})


def _is_taken(form: OrganisationForm, but: UUID | None = None) -> bool:
    name, body = choices.name_is_taken(form, but), choices.body_is_taken(form, but)
    return name or body


@require_http_methods(GET_POST)
def edit_organisation(request: HttpRequest, key: UUID) -> HttpResponse:
    organisation = access.get_organisation(request, key)
    # a provider that made itself an authority would open the way to roles for the whole municipality
    may_change_kind = _manages_all(request)
    kept = {} if may_change_kind else {"kind": organisation.kind, "heard_as": organisation.heard_as}
    form = OrganisationForm(
        request.POST if request.method == "POST" else None,
        initial=OrganisationForm.values_of(organisation),
        bodies=choices.bodies(request.today, organisation.heard_as),
        kind_is_fixed=not may_change_kind,
    )
    if request.method == "POST" and form.is_valid() and not _is_taken(form, organisation.pk):
        saved = save_or_show_both(
            form,
            lambda version, data: actions.change_organisation(
                organisation, version=version, by=request.user, **kept | data
            ),
        )
        if saved:
            messages.success(request, _("Die Angaben sind gesichert."))
            return redirect("accounts:organisations")
    return render(request, "accounts/organisation_form.html", {"form": form, "organisation": organisation})


@require_http_methods(GET_POST)
def new_team(request: HttpRequest, key: UUID) -> HttpResponse:
    """Files wait for the one team of their region: a provider that made teams by itself would open them alone."""
    if not _manages_all(request):
        raise PermissionDenied
    organisation = access.get_organisation(request, key)
    form = NewTeamForm(
        request.POST if request.method == "POST" else None,
        initial={"from_on": request.today},
        regions=choices.regions(request.today),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.team_in(organisation, data["region"], data["name"], from_on=data["from_on"], by=request.user)
        return redirect("accounts:organisations")
    return render(request, "accounts/team_form.html", {"form": form, "organisation": organisation, "team": None})


@require_http_methods(GET_POST)
def edit_team(request: HttpRequest, key: UUID) -> HttpResponse:
    team = access.get_team(request, key)
    form = TeamForm(
        request.POST if request.method == "POST" else None,
        initial=TeamForm.values_of(team),
        ends_on=None if _manages_all(request) else team.until_on,
    )
    if request.method == "POST" and form.is_valid():
        saved = save_or_show_both(
            form, lambda version, data: actions.change_team(team, version=version, by=request.user, **data)
        )
        if saved:
            messages.success(request, _("Die Angaben sind gesichert."))
            return redirect("accounts:organisations")
    return render(request, "accounts/team_form.html", {"form": form, "organisation": team.organisation, "team": team})
