"""Per request, after authentication: who has left goes out, who lacks a second factor sets one up, and the shell learns
what it shows (navigation, role, demonstration)."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from lotse.accounts.access import has_second_factor, is_demo, needs_second_factor, rights
from lotse.accounts.navigation import navigation, role_line, search_address
from lotse.ui.render import full_context

# Where somebody without a second factor may go: setting one up, signing out.
BEFORE_SECOND_FACTOR = {
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}


class StaffMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # lazy: the health check and pages without the shell ask no database
        request.is_demo = SimpleLazyObject(is_demo)  # type: ignore[attr-defined]
        user = request.user
        if user.is_authenticated:
            if user.left_on and user.left_on < request.today:  # type: ignore[attr-defined]
                logout(request)
                return redirect("account_login")
            request.nav = SimpleLazyObject(lambda: navigation(rights(request), request.today))  # type: ignore[attr-defined]
            request.search_url = SimpleLazyObject(lambda: search_address(rights(request)))  # type: ignore[attr-defined]
            request.role_line = SimpleLazyObject(lambda: role_line(rights(request)))  # type: ignore[attr-defined]
            request.account_url = reverse("accounts:profile")  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Before anything else the second factor; until then there is no navigation."""
        is_open = not getattr(view, "login_required", True)
        if not settings.LOTSE_SECOND_FACTOR or is_open or not request.user.is_authenticated or request.is_demo:
            return None
        if not needs_second_factor(rights(request)) or has_second_factor(request.user):
            return None
        request.nav, request.search_url = [], ""
        match = request.resolver_match
        return None if match and match.view_name in BEFORE_SECOND_FACTOR else redirect("mfa_index")

    def process_template_response(
        self, request: HttpRequest, response: SimpleTemplateResponse
    ) -> SimpleTemplateResponse:
        """allauth's views answer with templates of ours, which stand in the shell."""
        response.context_data = full_context(request) | (response.context_data or {})
        return response
