"""What every request gets before anything else: day, reference number, language and security headers."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers

from lotse.ui import clock
from lotse.ui.reference import new_reference

logger = logging.getLogger("lotse.request")

GetResponse = Callable[[HttpRequest], HttpResponse]

REFERENCE_HEADER = "X-Lotse-Reference"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # KERN's icons are data: masks
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def is_htmx(request: HttpRequest) -> bool:
    """Whether a block of the page is wanted. A history restore sends the same header but needs the whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


class RequestMiddleware:
    """First in the list, so that refusals of the others and error pages carry the headers as well."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = clock.now()  # type: ignore[attr-defined]
        request.today = clock.local_date(request.now)  # type: ignore[attr-defined]
        request.reference = new_reference()  # type: ignore[attr-defined]
        response = self.get_response(request)
        if is_htmx(request) and self._leads_to_login(response):
            # Swapped into the page, a log-in form would wipe what was typed: say so instead and let the script explain.
            response = HttpResponse(status=401, headers={"Content-Type": "text/plain; charset=utf-8"})
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        # Pages show client data: no copy may stay in a browser's or proxy's cache. Static files bring their own rule.
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers[REFERENCE_HEADER] = request.reference  # type: ignore[attr-defined]
        patch_vary_headers(response, ("HX-Request",))
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """PostgreSQL takes no such byte in any text: a page that looks for what an address names would break."""
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404

    @staticmethod
    def _leads_to_login(response: HttpResponse) -> bool:
        return response.status_code == 302 and urlsplit(response["Location"]).path == resolve_url(settings.LOGIN_URL)


class LanguageMiddleware:
    """What was chosen on this device, then by this person, then German. Not the browser's wish: files are German."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = dict(settings.LANGUAGES)
        user = getattr(request, "user", None)
        wishes = (request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), getattr(user, "language", ""))
        language = next((wish for wish in wishes if wish in known), settings.LANGUAGE_CODE)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
