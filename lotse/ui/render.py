"""`render` for every view: one Jinja2 template, or one block of it when htmx asks for that block."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.translation import get_language
from jinja2 import Environment

from lotse.ui import clock
from lotse.ui.middleware import is_htmx
from lotse.ui.navigation import grouped

THEMES = ("auto", "light", "dark")
DENSITIES = ("compact", "normal")
SWITCH = ("on", "off")


def _choice(request: HttpRequest, name: str, allowed: tuple[str, ...]) -> str:
    """A look is chosen for the device (cookie) before the person (user), or not at all (first of `allowed`)."""
    wishes = (request.COOKIES.get(f"lotse_{name}", ""), getattr(getattr(request, "user", None), name, ""))
    return next((wish for wish in wishes if wish in allowed), allowed[0])


def bare_context(request: HttpRequest) -> dict[str, Any]:
    """What the shell needs and can be had without database, session and user: error pages live on this."""
    now = getattr(request, "now", None) or clock.now()
    theme = request.COOKIES.get("lotse_theme", "")
    return {
        "request": request,
        "now": now,
        "today": getattr(request, "today", None) or clock.local_date(now),
        "reference": getattr(request, "reference", ""),
        "lang": get_language() or settings.LANGUAGE_CODE,
        "theme": theme if theme in THEMES else THEMES[0],
        "place": getattr(settings, "LOTSE_PLACE", ""),
        "demo": getattr(request, "is_demo", False),
    }


def full_context(request: HttpRequest) -> dict[str, Any]:
    return bare_context(request) | {
        "user": getattr(request, "user", None),
        "nav": grouped(getattr(request, "nav", []), request.path),
        "search_url": getattr(request, "search_url", ""),
        "role_line": getattr(request, "role_line", ""),
        "account_url": getattr(request, "account_url", ""),
        "messages": messages.get_messages(request),
        "theme": _choice(request, "theme", THEMES),
        "density": _choice(request, "density", DENSITIES),
        "shortcuts": _choice(request, "shortcuts", SWITCH) == "on",
        # lazy: a page without a form sets no cookie
        "csrf_token": SimpleLazyObject(lambda: get_token(request)),
        "csrf_input": SimpleLazyObject(
            lambda: format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
        ),
    }


def render_block(env: Environment, template: str, block: str, values: dict[str, Any]) -> str:
    """One block with what stands at the top of its template. Running the template to its first piece of text does its
    imports, which a block called by itself would miss."""
    source = env.get_template(template)
    context = source.new_context(values)
    try:
        top = source.root_render_func(context)
        next(top)
        top.close()
        return "".join(source.blocks[block](context))
    except Exception:
        return env.handle_exception()


def render(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    block: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with `block` only that block of it if htmx asked. Names in `context` win over those of the shell."""
    env = engines["jinja2"].env
    values = full_context(request) | (context or {})
    if kept := getattr(request, "kept", None):  # a form whose words are kept while they are typed: `notes/kept.py`
        kept.put_back(values)
    if block and is_htmx(request):
        html = render_block(env, template, block, values)
    else:
        html = env.get_template(template).render(values)
    return HttpResponse(html, status=status)
