"""Annex 1 on the screen, on paper and as a file: a table whose every figure opens in place."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from lotse.accounts.models import User
from lotse.reports import access, sheets
from lotse.reports.actions import record_export
from lotse.reports.annex1 import Quarter
from lotse.reports.cells import drawing
from lotse.reports.forms import AgainForm
from lotse.reports.page import Page, chart, gather, opened
from lotse.reports.schedule import due
from lotse.reports.state import ProviderState, state
from lotse.ui.render import render


def asked_quarter(request: HttpRequest) -> Quarter:
    """ValueError for what is none; without any the current one."""
    today: date = request.today  # type: ignore[attr-defined]
    return Quarter.parse(request.GET["quartal"]) if "quartal" in request.GET else Quarter.of(today)


def states(request: HttpRequest, page: Page) -> list[ProviderState]:
    """Where the quarter stands, for each provider the reader checks or submits for."""
    found, names = page.reach, page.names
    if found.everything or not (found.organisations or found.teams):
        return []
    teams = access.teams_named(found.teams)
    homes = found.organisations | {t.organisation_id for t in teams.values()}
    organisations = access.organisations(homes) | dict(names.organisations)
    return [
        state(
            organisations[key], page.quarter, page.whole, found, request.today,  # type: ignore[attr-defined]
            wanted=None if found.manages(key) else found.teams,
        )
        for key in sorted(homes, key=lambda k: organisations[k].name)
    ]  # fmt: skip


def annex1(request: HttpRequest) -> HttpResponse:
    try:
        quarter = asked_quarter(request)
    except ValueError:
        return redirect("reports:annex-1")
    today: date = request.today  # type: ignore[attr-defined]
    page = gather(request, quarter)
    found, open_cell = page.reach, opened(request, page)
    return render(
        request,
        "reports/annex1.html",
        {
            "page": page,
            "quarter": quarter,
            "figures": page.figures,
            "opened": open_cell,
            "cells": drawing(page.figures, f"{request.path}?{page.query}", open_cell),
            "states": states(request, page),
            "received": list(access.submissions_for(found).filter(year=quarter.year, quarter=quarter.number))
            if found.everything
            else [],
            "due": due(quarter, page.concept, access.reporting_day()),
            "chart": chart(page),
            "readers": access.named_readers(page.organisations, today) if not found.everything else [],
            "switches": [(page.names.organisations[o], access.switch_of(o)) for o in page.organisations]
            if not found.everything
            else [],
            "again": AgainForm(auto_id="noch-einmal-%s"),
            "is_current": quarter == Quarter.of(today),
            "running": quarter.last_day >= today,
        },
    )


def file(request: HttpRequest, kind: str) -> HttpResponse:
    """The figures as shown, as a file. Written down before they leave."""
    quarter = _quarter_or_404(request)
    page = gather(request, quarter)
    record_export(quarter, known_kind(kind), by=_user(request), filters=page.query)
    status = sheets.status_of(states(request, page), quarter, request.today)  # type: ignore[attr-defined]
    sheet = sheets.of_figures(page.figures, status, _user(request).name, request.now)  # type: ignore[attr-defined]
    return download(sheet, kind, str(quarter))


def on_paper(request: HttpRequest) -> HttpResponse:
    quarter = _quarter_or_404(request)
    page = gather(request, quarter)
    record_export(quarter, "print", by=_user(request), filters=page.query)
    status = sheets.status_of(states(request, page), quarter, request.today)  # type: ignore[attr-defined]
    return render(
        request,
        "reports/print.html",
        {
            "figures": page.figures, "cells": drawing(page.figures), "quarter": quarter, "status": status,
            "back": f"?{page.query}", "submission": None,
        },
    )  # fmt: skip


def download(sheet: sheets.Sheet, kind: str, name: str) -> HttpResponse:
    write, content_type = sheets.WRITERS[kind]
    return attached(write(sheet), content_type, f"{sheets.file_name(name)}.{kind}")


def attached(content: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def known_kind(kind: str) -> str:
    if kind not in sheets.WRITERS:
        raise Http404
    return kind


def _quarter_or_404(request: HttpRequest) -> Quarter:
    try:
        return asked_quarter(request)
    except ValueError as error:
        raise Http404 from error


def _user(request: HttpRequest) -> User:
    user: Any = request.user
    assert isinstance(user, User)
    return user
