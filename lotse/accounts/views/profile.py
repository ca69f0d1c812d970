"""Everybody's own page, and the table of roles that everybody may read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lotse.accounts import access, actions
from lotse.accounts.forms import ProfileForm
from lotse.accounts.labels import ACTION_LABELS, LEVEL_LABELS, SCOPE_LABELS
from lotse.accounts.permissions import CONFIRMED_ROLES, PERMISSIONS, ROLE_LABELS, Action, Role
from lotse.accounts.sessions import signed_in
from lotse.accounts.views.versions import save_or_show_both
from lotse.ui.render import render

COOKIES = ("lotse_theme", "lotse_density", "django_language")


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    me = request.user
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=ProfileForm.values_of(me))
    if request.method == "POST" and form.is_valid():
        saved = save_or_show_both(form, lambda version, data: actions.change_profile(me, version=version, **data))
        if saved:
            with override(saved.language):
                messages.success(request, _("Ihre Einstellungen sind gesichert."))
            response = redirect("accounts:profile")
            for cookie in COOKIES:  # what this device had chosen for itself would hide the new choice
                response.delete_cookie(cookie)
            return response
    page = {
        "form": form,
        "roles": access.rights(request).held,
        "role_labels": ROLE_LABELS,
        "has_factor": access.has_second_factor(me),
        "has_password": me.has_usable_password(),
        "signed_in": signed_in(me, request.session.session_key),
    }
    return render(request, "accounts/profile.html", page)


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """All others, or the one named; never the one at hand: for that there is signing out."""
    here, only = request.session.session_key, request.POST.get("geraet") or None
    ended = actions.end_sessions(request.user, but=here, only=only, by=request.user)
    text = ngettext("Auf %(n)s anderen Gerät abgemeldet.", "Auf %(n)s anderen Geräten abgemeldet.", ended) % {
        "n": ended
    }
    messages.success(request, text if ended else _("Sie sind nur hier angemeldet."))
    return redirect("accounts:profile")


@require_GET
def role_table(request: HttpRequest) -> HttpResponse:
    rows = [
        (ACTION_LABELS[action], [(SCOPE_LABELS[PERMISSIONS[role][action]], PERMISSIONS[role][action]) for role in Role])
        for action in Action
    ]
    page = {
        "rows": rows,
        "roles": [ROLE_LABELS[role] for role in Role],
        "levels": [LEVEL_LABELS[role] for role in Role],
        "confirmed": [ROLE_LABELS[role] for role in Role if role in CONFIRMED_ROLES],
        "secured": [ROLE_LABELS[role] for role in Role if role in access.SECURED_ROLES],
    }
    return render(request, "accounts/role_table.html", page)
