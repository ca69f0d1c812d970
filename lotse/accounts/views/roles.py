"""Roles: giving, ending, confirming by a second person."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lotse.accounts import access, actions, choices
from lotse.accounts.forms import EndRoleForm, GiveRoleForm
from lotse.accounts.permissions import Action, Role
from lotse.ui.render import render

GET_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_POST)
def give_role(request: HttpRequest, key: UUID) -> HttpResponse:
    user = access.get_staff(request, key)
    if user.pk == request.user.pk:
        raise PermissionDenied
    rights = access.rights(request)
    form = GiveRoleForm(
        request.POST if request.method == "POST" else None,
        initial={"from_on": request.today, "organisation": user.organisation_id},
        organisations=choices.organisations(rights),
        roles=choices.roles(rights),
        teams=choices.teams(rights, request.today),
    )
    if request.method == "POST" and form.is_valid():
        organisation = access.get_organisation(request, form.cleaned_data["organisation"])
        if choices.may_give(form, rights, organisation):
            team = access.chosen_team(organisation, form.team_key, request.today)
            held = actions.give_role(
                user,
                Role(form.cleaned_data["role"]),
                organisation,
                team=team,
                from_on=form.cleaned_data["from_on"],
                by=request.user,
            )
            waits = _("Die Rolle ist gegeben. Sie gilt, sobald eine zweite Person sie bestätigt.")
            messages.success(request, waits if held.needs_confirmation else _("Die Rolle ist gegeben."))
            return redirect("accounts:staff", key=user.pk)
    return render(request, "accounts/give_role.html", {"form": form, "person": user})


@require_http_methods(GET_POST)
def end_role(request: HttpRequest, key: UUID) -> HttpResponse:
    held = access.get_role_to_manage(request, key)
    form = EndRoleForm(
        request.POST if request.method == "POST" else None,
        initial={"until_on": request.today},
        from_on=held.from_on,
        ends_on=held.until_on,
    )
    if request.method == "POST" and form.is_valid():
        actions.end_role(held, until_on=form.cleaned_data["until_on"], by=request.user)
        messages.success(request, _("Die Rolle endet."))
        return redirect("accounts:staff", key=held.user_id)
    return render(request, "accounts/end_role.html", {"form": form, "held": held})


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    rights = access.require(request, Action.CONFIRM_ROLES)
    rows = list(access.waiting_roles(rights, request.today))
    givers = access.names_of(held.given_by for held in rows)
    page = {
        "rows": [(held, givers.get(held.given_by, ""), access.is_second_person(held, request.user.pk)) for held in rows]
    }
    return render(request, "accounts/waiting_roles.html", page)


@require_POST
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    held = access.get_waiting_role(request, key)
    if request.POST.get("decision") == "confirm":
        actions.confirm_role(held, by=request.user)
        messages.success(request, _("%(name)s hat die Rolle nun.") % {"name": held.user.name})
    elif request.POST.get("decision") == "refuse":
        actions.refuse_role(held, by=request.user)
        messages.success(request, _("Die Rolle ist abgelehnt. Sie hat nie gegolten."))
    return redirect("accounts:waiting-roles")
