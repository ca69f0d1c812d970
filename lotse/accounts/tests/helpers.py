"""Signing in as a person does, and reading what a page says."""

import html
import re
from collections.abc import Callable

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.http import HttpResponse
from django.test import Client

from lotse.accounts.models import User
from tests.world import PASSWORD

SignIn = Callable[[str], Client]


def log_in(client: Client, user: User, password: str = PASSWORD) -> HttpResponse:
    return client.post("/accounts/login/", {"login": user.email, "password": password})


def connect_app(user: User) -> str:
    """An app with codes; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def text(response: HttpResponse) -> str:
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")
