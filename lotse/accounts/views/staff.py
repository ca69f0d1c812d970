"""Staff: list, new, one person, changing, inviting, leaving."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lotse.accounts import access, actions, choices
from lotse.accounts.forms import InviteForm, LeaveForm, NewStaffForm, StaffFilterForm, StaffForm
from lotse.accounts.models import Organisation, Team, User
from lotse.accounts.permissions import ROLE_LABELS, Action, Role
from lotse.accounts.views.versions import save_or_show_both
from lotse.ui.render import render

GET_POST = ["GET", "HEAD", "POST"]


@require_GET
def staff_list(request: HttpRequest) -> HttpResponse:
    rights = access.require(request, Action.MANAGE_STAFF)
    form = StaffFilterForm(request.GET, teams=choices.teams(rights, request.today))
    status, team = form.wishes()
    people = access.staff_rows(rights, request.today, status=status, team=team)
    return render(request, "accounts/staff_list.html", {"form": form, "people": people, "status": status, "team": team})


@require_http_methods(GET_POST)
def new_staff(request: HttpRequest) -> HttpResponse:
    rights = access.require(request, Action.MANAGE_STAFF)
    form = NewStaffForm(
        request.POST if request.method == "POST" else None,
        initial={"from_on": request.today, "organisation": choices.only_organisation(rights)},
        **choices.for_staff(rights, request.today),
        roles=choices.roles(rights),
        teams=choices.teams(rights, request.today),
    )
    if request.method == "POST" and form.is_valid():
        organisation = access.get_organisation(request, form.cleaned_data["organisation"])
        if choices.may_give(form, rights, organisation) and not choices.email_is_taken(form):
            team = access.chosen_team(organisation, form.team_key, request.today)
            user = add_with_role(request.user, form, organisation, team)
            messages.success(request, _("%(name)s ist angelegt.") % {"name": user.name})
            return redirect("accounts:staff", key=user.pk)
    return render(request, "accounts/staff_new.html", {"form": form})


def add_with_role(by: User, form: NewStaffForm, organisation: Organisation, team: Team | None) -> User:
    data = form.cleaned_data
    with actions.as_actor(by, "add_staff"):
        user = actions.add_staff(
            data["email"],
            data["name"],
            organisation,
            fte=data["fte"],
            languages=tuple(data["languages"]),
            qualification=data["qualification"],
            from_on=data["from_on"],
            by=by,
        )
        actions.give_role(user, Role(data["role"]), organisation, team=team, from_on=data["from_on"], by=by)
    return user


@require_GET
def staff(request: HttpRequest, key: UUID) -> HttpResponse:
    user = access.get_staff(request, key)
    rights = access.rights(request)
    page = {
        "person": user,
        "roles": access.role_rows(user, rights, request.today),
        "facts": choices.facts(user, request.today),
        "has_factor": access.has_second_factor(user),
        "invitation": access.open_invitation(user, request.now),
        "is_me": user.pk == request.user.pk,
        "may_distribute": rights.may(Action.ALLOCATE),
    }
    return render(request, "accounts/staff.html", page)


@require_http_methods(GET_POST)
def edit_staff(request: HttpRequest, key: UUID) -> HttpResponse:
    user = access.get_staff(request, key)
    rights = access.rights(request)
    form = StaffForm(
        request.POST if request.method == "POST" else None,
        initial=StaffForm.values_of(user) | {"from_on": request.today},
        **choices.for_staff(rights, request.today, keep=user),
    )
    if request.method == "POST" and form.is_valid() and not choices.email_is_taken(form, but=user.pk):
        organisation = access.get_organisation(request, form.cleaned_data.pop("organisation"))
        saved = save_or_show_both(
            form,
            lambda version, data: actions.change_staff(
                user, version=version, organisation=organisation, by=request.user, **data
            ),
        )
        if saved:
            messages.success(request, _("Die Angaben sind gesichert."))
            return redirect("accounts:staff", key=user.pk)
    return render(request, "accounts/staff_edit.html", {"form": form, "person": user})


@require_http_methods(GET_POST)
def invite(request: HttpRequest, key: UUID) -> HttpResponse:
    """POST shows the link in its answer, once: it is stored nowhere and cannot be called up again."""
    user = access.get_staff(request, key)
    form = InviteForm(request.POST if request.method == "POST" else None)
    page = {
        "form": form,
        "person": user,
        "has_factor": access.has_second_factor(user),
        "waiting": [ROLE_LABELS[role] for role in access.roles_to_confirm_again(user, request.today)],
        "days": actions.INVITATION_DAYS,
    }
    if request.method == "POST" and form.is_valid() and user.is_active:
        token = actions.invite(user, forget_factors=form.cleaned_data["forget_factors"], by=request.user)
        page["link"] = settings.LOTSE_URL + reverse("accounts:invitation", args=[token])
    return render(request, "accounts/invite.html", page)


@require_http_methods(GET_POST)
def leave(request: HttpRequest, key: UUID) -> HttpResponse:
    user = access.get_staff(request, key)
    form = LeaveForm(request.POST if request.method == "POST" else None, initial={"last_day": request.today})
    if request.method == "POST" and form.is_valid():
        actions.leave(user, last_day=form.cleaned_data["last_day"], today=request.today, by=request.user)
        return redirect("accounts:staff", key=user.pk)
    page = {"form": form, "person": user, "is_me": user.pk == request.user.pk}
    return render(request, "accounts/leave.html", page)
