"""Coming in: the log-in page with its demonstration, the invitation, too many attempts."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account import views as account
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lotse.accounts import access, actions
from lotse.accounts.forms import FirstPasswordForm
from lotse.accounts.models import RoleHeld, User
from lotse.accounts.permissions import ROLE_LABELS, Role
from lotse.ui.render import render


class LoginView(account.LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        demo = demo_people(self.request.today) if self.request.is_demo else []  # type: ignore[attr-defined]
        return super().get_context_data(**kwargs) | {"demo_people": demo}


login = LoginView.as_view()


View = Callable[..., HttpResponseBase]


def tolerant(view: View) -> View:
    """allauth fails with an error of ours when the answer of a passkey is not even one; that is a wrong answer too."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (KeyError, TypeError, ValueError):
            if "credential" not in request.POST:
                raise
            messages.error(request, _("Das war keine Antwort eines Passkeys. Bitte versuchen Sie es noch einmal."))
            return redirect(request.path)

    return wrapper


def demo_people(today: date) -> list[tuple[User, str]]:
    """Everybody once, with all roles, in the order of the table of roles."""
    people: dict[User, list[RoleHeld]] = {}
    for held in sorted(access.demo_staff(today), key=lambda held: list(Role).index(Role(held.role))):
        people.setdefault(held.user, []).append(held)
    return [
        (user, " · ".join(f"{ROLE_LABELS[Role(held.role)]}, {held.team or held.organisation}" for held in roles))
        for user, roles in people.items()
    ]


@login_not_required
def demo_login(request: HttpRequest) -> HttpResponseBase:
    """One click signs in, in a demonstration; anywhere else the address does not exist."""
    if not access.is_demo():
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        user = access.demo_user(UUID(request.POST.get("person", "")))
    except ValueError:
        raise Http404 from None
    return perform_login(request, user, redirect_url="/")


def change_password(request: HttpRequest) -> HttpResponseBase:
    if not request.user.has_usable_password():  # signed in by a click, in the demonstration
        return redirect("accounts:profile")
    return account.password_change(request)


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """The one-time link: set a password, come in, set up the second factor."""
    invited = actions.invitation(token, request.now)  # type: ignore[attr-defined]
    if invited is None:
        response = render(request, "accounts/invitation_gone.html", status=410)
        response._has_been_logged = True  # type: ignore[attr-defined]  # Django would write the address to the log
        return response
    form = FirstPasswordForm(request.POST if request.method == "POST" else None, user=invited.user)
    if request.method == "POST" and form.is_valid():
        user = actions.accept_invitation(invited, form.cleaned_data["password"])
        come_in = Login(user=user, redirect_url=reverse("mfa_index"))
        return perform_password_login(request, {"email": user.email}, come_in)
    return render(request, "accounts/invitation.html", {"form": form, "invited": invited.user})


def too_many_attempts(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "accounts/too_many.html", status=429)
