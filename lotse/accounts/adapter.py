"""How allauth behaves here: nobody signs up; access is given by the organisation."""

import base64
import time
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lotse.accounts import actions
from lotse.accounts.models import User
from lotse.accounts.sessions import remember


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("E-Mail-Adresse und Passwort passen nicht zusammen."),
        "incorrect_password": gettext_lazy("Das ist nicht Ihr jetziges Passwort."),
        "enter_current_password": gettext_lazy("Das ist nicht Ihr jetziges Passwort."),
        "incorrect_code": gettext_lazy(
            "Dieser Code stimmt nicht oder ist abgelaufen. Nehmen Sie den nächsten aus Ihrer App."
        ),
        "too_many_login_attempts": gettext_lazy("Zu viele Versuche. Bitte warten Sie fünf Minuten."),
        "rate_limited": gettext_lazy("Zu viele Versuche. Bitte warten Sie einige Minuten."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def ajax_response(
        self, request: HttpRequest, response: HttpResponse, redirect_to: str | None = None, form: Any = None,
        data: Any = None,
    ) -> HttpResponse:  # fmt: skip
        """The dialog that asks for the password in place wants to know whether it was right, and nothing else."""
        status = 200 if redirect_to else 400 if form else response.status_code
        return JsonResponse({"location": redirect_to} if redirect_to else {}, status=status)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if user.left_on and user.left_on < request.today:  # type: ignore[attr-defined]
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        remember(request)

    def set_password(self, user: User, password: str) -> None:
        actions.change_password(user, password)

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the address of the account; allauth would ask its own table of addresses, which Lotse leaves empty."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has just signed in is not asked for the same again; allauth itself counts confirmations only."""
        since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not any(
            record["at"] > since for record in get_authentication_records(context.request, context.request.user)
        )

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Said in our words, and only where the page itself does not show it."""
        said = {
            "account/messages/password_changed.txt": _(
                "Ihr Passwort ist geändert. Auf anderen Geräten sind Sie abgemeldet."
            ),
            "mfa/messages/totp_activated.txt": _("Die App ist verbunden. Beim Anmelden fragt Lotse nun nach dem Code."),
            "mfa/messages/totp_deactivated.txt": _("Die App ist getrennt."),
            "mfa/messages/webauthn_added.txt": _("Der Passkey ist gespeichert."),
            "mfa/messages/webauthn_removed.txt": _("Der Passkey ist entfernt."),
        }
        text = message or said.get(message_template or "")
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of apps and recovery codes lie encrypted: who copies the database cannot sign in with it."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": Adapter.error_messages["incorrect_code"]}

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        known = user.authenticator_set.filter(type=type).count()
        return f"Passkey {known + 1}" if known else "Passkey"

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()))
