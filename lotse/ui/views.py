"""Pages that belong to no room: legal texts, the look of the pages, the health check."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from lotse.ui.render import DENSITIES, SWITCH, THEMES, render
from lotse.ui.texts import own_text

YEAR = 365 * 24 * 3600


@login_not_required
@require_GET
def imprint(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/imprint.html", {"own": own_text("impressum")})


@login_not_required
@require_GET
def data_protection(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/data_protection.html", {"own": own_text("datenschutz")})


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/accessibility.html", {"own": own_text("barrierefreiheit")})


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """For load balancers: the process answers. No database is asked: a slow one must not take all processes out."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep theme, density, shortcuts and language for this device. A cookie: it says nothing about the person."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    for name, cookie, allowed in (
        ("theme", "lotse_theme", THEMES),
        ("density", "lotse_density", DENSITIES),
        ("shortcuts", "lotse_shortcuts", SWITCH),
        ("language", settings.LANGUAGE_COOKIE_NAME, tuple(dict(settings.LANGUAGES))),
    ):
        value = request.POST.get(name)
        if value in allowed:
            response.set_cookie(
                cookie, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
            )
    return response
