"""What every response carries, and the pages that must render whatever else is broken. None of these tests has a
database: a page here that asked for one would fail."""

import logging
import re
import types
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from jinja2 import DictLoader
from pytest_django.fixtures import Settings

from lotse.ui import clock, errors, reference
from lotse.ui.jinja import environment
from lotse.ui.logs import LineFormatter
from lotse.ui.middleware import LanguageMiddleware, RequestMiddleware
from lotse.ui.navigation import NavItem, grouped
from lotse.ui.render import render_block
from lotse.ui.tests.gallery import gallery
from lotse.ui.texts import parse


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("Rahimi, Zahra, geb. 14.03.1993")


@login_not_required
def without_database(request: HttpRequest) -> HttpResponse:
    connection.cursor()  # refused here, as it is when the server is away
    raise AssertionError("the test had a database")


@login_not_required
def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@login_not_required
def bad(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


@login_not_required
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def members_only(request: HttpRequest) -> HttpResponse:
    raise AssertionError("reached without signing in")


URLS = types.ModuleType("lotse_ui_test_urls")
URLS.__dict__.update(
    handler400="lotse.ui.errors.bad_request",
    handler403="lotse.ui.errors.forbidden",
    handler404="lotse.ui.errors.not_found",
    handler500="lotse.ui.errors.server_error",
    urlpatterns=[
        path("kaputt/", broken),
        path("db/", without_database),
        path("verboten/", forbidden),
        path("falsch/", bad),
        path("formular/", form),
        path("drinnen/", members_only),
        path("ui/", gallery),
        path("", include("lotse.ui.urls")),
    ],
)


@pytest.fixture(autouse=True)
def _this_room_alone(settings: Settings) -> None:
    settings.ROOT_URLCONF = URLS
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name.startswith(("django.", "lotse.ui."))]
    settings.LOGIN_URL = "/anmelden/"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def page(response: Any) -> str:
    return str(response.content.decode())


# --- headers ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address", ["/impressum/", "/gesund/", "/gibt-es-nicht/", "/verboten/", "/kaputt/", "/drinnen/"]
)
def test_every_response_refuses_foreign_code_and_stays_out_of_caches(client: Client, address: str) -> None:
    headers = client.get(address).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "HX-Request" in headers["Vary"]
    assert re.fullmatch(r"\w{3}-\w{4}", headers["X-Lotse-Reference"])


@pytest.mark.parametrize("address", ["/impressum/", "/datenschutz/", "/barrierefreiheit/", "/kaputt/", "/ui/"])
def test_no_page_carries_script_or_style_that_the_policy_would_block(client: Client, address: str) -> None:
    html = page(client.get(address))
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=\"/static/)|\son\w+=|javascript:", html)
    assert re.search(r"<html lang=\"de\"", html)
    assert html.count("<h1") == 1


def test_two_requests_have_two_references(client: Client) -> None:
    first, second = (client.get("/gesund/").headers["X-Lotse-Reference"] for _ in range(2))
    assert first != second


def test_a_reference_can_be_read_aloud() -> None:
    assert not set("01AEILOSUZB") & set(reference.ALPHABET)


def test_the_day_is_the_german_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    request = RequestFactory().get("/")
    RequestMiddleware(lambda request: HttpResponse())(request)
    assert request.today == date(2027, 1, 1)  # type: ignore[attr-defined]


# --- language ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cookie", "own", "expected"),
    [("", "", "de"), ("", "en", "en"), ("en", "de", "en"), ("kl", "de", "de"), ("kl", "", "de")],
)
def test_the_language_is_the_devices_then_the_persons_then_german(cookie: str, own: str, expected: str) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": "fr"})
    request.COOKIES["django_language"] = cookie
    request.user = types.SimpleNamespace(language=own)  # type: ignore[assignment]
    response = LanguageMiddleware(lambda request: HttpResponse(request.LANGUAGE_CODE))(request)  # type: ignore[attr-defined]
    assert response.content.decode() == response.headers["Content-Language"] == expected


# --- errors -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/gibt-es-nicht/", 404, "Diese Seite finden wir nicht"),
        ("/verboten/", 403, "Das gehört nicht zu Ihrer Rolle"),
        ("/falsch/", 400, "Diese Anfrage war nicht zu verstehen"),
        ("/kaputt/", 500, "Der Fehler liegt bei Lotse"),
        ("/db/", 500, "Der Fehler liegt bei Lotse"),
    ],
)
def test_an_error_page_helps_and_names_its_reference(client: Client, address: str, status: int, words: str) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert words in page(response)
    assert response.headers["X-Lotse-Reference"] in page(response)
    assert "Rahimi" not in page(response)


def test_a_form_from_an_old_page_is_refused_with_the_way_out(client: Client) -> None:
    response = client.post("/formular/", {"a": "b"})
    assert response.status_code == 403
    assert "zu lange offen" in page(response)


def test_a_broken_error_page_still_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(errors, "_page", fail)
    request = RequestFactory().get("/")
    request.reference = "CDF-2345"  # type: ignore[attr-defined]
    response = errors.server_error(request)
    assert response.status_code == 500
    assert "CDF-2345" in page(response)


def test_the_log_has_place_and_reference_but_no_value(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    number = client.get("/kaputt/").headers["X-Lotse-Reference"]
    record = next(record for record in caplog.records if record.exc_info)
    line = LineFormatter().format(record)
    assert number in line
    assert "builtins.RuntimeError" in line
    assert "in broken" in line
    assert "Rahimi" not in line


def test_the_cause_of_an_error_is_logged_without_its_message_too() -> None:
    try:
        try:
            raise ValueError("Rahimi")
        except ValueError as error:
            raise KeyError("Zahra") from error
    except KeyError as error:
        text = LineFormatter().formatException((type(error), error, error.__traceback__))
    assert "KeyError" in text
    assert "ValueError" in text
    assert "Rahimi" not in text
    assert "Zahra" not in text


def test_the_settings_use_the_formatter_that_withholds_values() -> None:
    assert any(isinstance(handler.formatter, LineFormatter) for handler in logging.getLogger().handlers)


# --- htmx -------------------------------------------------------------------------------------------------------------
def test_a_part_of_a_page_is_never_replaced_by_the_log_in(client: Client) -> None:
    assert client.get("/drinnen/").status_code == 302
    response = client.get("/drinnen/", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert "Location" not in response.headers


def test_one_block_is_rendered_with_the_imports_of_its_page() -> None:
    env = environment(
        loader=DictLoader(
            {
                "macros": "{% macro hello(name) %}Guten Tag {{ name }}{% endmacro %}",
                "base": "<html>{% block main %}{% endblock %}</html>",
                "page": '{% extends "base" %}{% from "macros" import hello %}{% set n = 1 %}{% block main %}<main>'
                "{% block part %}{{ hello(name) }} {{ n }}{% endblock %}</main>{% endblock %}",
            }
        )
    )
    assert render_block(env, "page", "part", {"name": "<b>"}) == "Guten Tag &lt;b&gt; 1"


# --- pages ------------------------------------------------------------------------------------------------------------
def test_the_health_check_answers_without_database(client: Client) -> None:
    response = client.get("/gesund/")
    assert (response.status_code, page(response)) == (200, "ok")


@pytest.mark.parametrize("name", ["impressum", "datenschutz", "barrierefreiheit"])
def test_legal_pages_show_the_operators_text_as_text_or_say_that_it_is_missing(
    client: Client, settings: Settings, tmp_path: Path, name: str
) -> None:
    settings.LOTSE_DATA = tmp_path
    assert "Hier fehlen die Angaben des Betreibers." in page(client.get(f"/{name}/"))
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / f"{name}.md").write_text("## Anbieter\n\nStadt <b>Musterstadt</b>\nRathaus\n\n- eins\n- zwei")
    html = page(client.get(f"/{name}/"))
    assert "<h2>Anbieter</h2>" in html
    assert "Stadt &lt;b&gt;Musterstadt&lt;/b&gt;<br>Rathaus" in html
    assert "<li>eins</li><li>zwei</li>" in html
    assert "Hier fehlen" not in html


def test_own_texts_are_read_as_headings_lists_and_paragraphs() -> None:
    assert [tuple(block) for block in parse("# A\nb\nc\n\n\n- d\n* e\n")] == [
        ("heading", ("A",)),
        ("paragraph", ("b", "c")),
        ("list", ("d", "e")),
    ]


def test_a_look_is_kept_on_the_device_and_leads_nowhere_else(settings: Settings) -> None:
    client = Client()
    response = client.post(
        "/darstellung/", {"theme": "dark", "density": "huge", "language": "en", "next": "/datenschutz/"}
    )
    assert response.headers["Location"] == "/datenschutz/"
    assert set(response.cookies) == {"lotse_theme", settings.LANGUAGE_COOKIE_NAME}
    assert 'data-kern-theme="dark"' in page(client.get("/impressum/"))
    assert client.post("/darstellung/", {"next": "https://evil.example/"}).headers["Location"] == "/"
    assert client.get("/darstellung/").status_code == 405


def test_the_navigation_marks_the_nearest_place_only() -> None:
    items = [
        NavItem("Heute", "/"),
        NavItem("Akten", "/akten/"),
        NavItem("Neu", "/akten/neu/", "Region"),
        NavItem("Plan", "/plan/"),
    ]

    def here(path: str) -> list[str]:
        return [item.label for group in grouped(items, path) for item, is_here in group.items if is_here]

    assert here("/") == ["Heute"]
    assert here("/akten/0192/") == ["Akten"]
    assert here("/akten/neu/") == ["Neu"]
    assert here("/konto/") == []
    assert [group.title for group in grouped(items, "/")] == ["", "Region"]
