"""A quarter is checked, submitted, and looked at afterwards."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lotse.reports import access, frozen, sheets
from lotse.reports.actions import Refused, check_quarter, record_export, submit_quarter
from lotse.reports.annex1 import Quarter
from lotse.reports.cells import drawing
from lotse.reports.figures import Figures, Line, hide_small, sums
from lotse.reports.models import Submission
from lotse.reports.views.figures import _user, attached, download, known_kind
from lotse.rulebook import access as rulebook
from lotse.ui.render import render


@require_POST
def check(request: HttpRequest, team: UUID) -> HttpResponse:
    row, found = access.get_team(request, team)
    quarter = _quarter(request)
    leads = access.coordinators([row.pk], request.today)  # type: ignore[attr-defined]
    if row.pk not in found.teams and row.pk in leads:
        raise Http404  # the coordination checks; the management only where there is none
    try:
        check_quarter(row, quarter, digest=request.POST.get("digest", ""), by=_user(request), today=request.today)  # type: ignore[attr-defined]
        messages.success(request, _("%(team)s: geprüft.") % {"team": row.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('reports:annex-1')}?quartal={quarter}")


@require_POST
def submit(request: HttpRequest, organisation: UUID) -> HttpResponse:
    row, _found = access.get_managed(request, organisation)
    quarter = _quarter(request)
    try:
        made = submit_quarter(
            row, quarter, digest=request.POST.get("digest", ""), reason=request.POST.get("reason", ""),
            by=_user(request), today=request.today,  # type: ignore[attr-defined]
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('reports:annex-1')}?quartal={quarter}")
    messages.success(request, _("Eingereicht und eingefroren. Spätere Änderungen erscheinen hier als Differenz."))
    return redirect("reports:submission", made.pk)


def submissions(request: HttpRequest) -> HttpResponse:
    rows = access.submissions_for(access.reach(request))
    return render(request, "reports/submissions.html", {"submissions": rows})


def submission(request: HttpRequest, key: UUID) -> HttpResponse:
    row, found = access.get_submission(request, key)
    names = _names_workers(found, row)
    figures = frozen_figures(row, found)
    changed = frozen.differences(row)
    return render(
        request,
        "reports/submission.html",
        {
            "submission": row,
            "document": row.document,
            "figures": figures,
            "cells": drawing(figures),
            "quarter": figures.quarter,
            "changed": changed,
            "changes": changed.changes if names else [],
            "changed_totals": _changed_totals(row, changed),
            "others": [s for s in _siblings(found, row) if s.pk != row.pk],
            "names": names,
        },
    )


def submission_file(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """As handed in. JSON is the very text; it names workers, so those who may not see them get it without."""
    row, found = access.get_submission(request, key)
    quarter = Quarter(row.year, row.quarter)
    record_export(quarter, known_kind(kind), by=_user(request), submission=row.pk)
    names = _names_workers(found, row)
    name = f"{quarter} {row.organisation.name} {row.number}"
    if kind == "json" and names:
        return attached(row.text.encode(), "application/json", f"{sheets.file_name(name)}.json")
    figures = frozen_figures(row, found)
    sheet = sheets.of_figures(figures, sheets.status_of_submission(row), _user(request).name, request.now)  # type: ignore[attr-defined]
    return download(sheet, kind, name)


def submission_on_paper(request: HttpRequest, key: UUID) -> HttpResponse:
    row, found = access.get_submission(request, key)
    figures = frozen_figures(row, found)
    record_export(figures.quarter, "print", by=_user(request), submission=row.pk)
    return render(
        request,
        "reports/print.html",
        {
            "figures": figures, "cells": drawing(figures), "quarter": figures.quarter,
            "status": sheets.status_of_submission(row), "back": reverse("reports:submission", args=[row.pk]),
            "submission": row, "document": row.document,
        },
    )  # fmt: skip


def frozen_figures(row: Submission, found: access.Reach) -> Figures:
    """The frozen rows as a table: workers for the management, teams for the coordination, regions for the office."""
    document, concept = row.document, rulebook.get(row.concept)
    quarter, names = Quarter(row.year, row.quarter), _names_workers(found, row)
    lines = frozen.lines(document, concept, by_worker=names)
    whole = sums(line.cells for line in lines)
    if found.everything:
        provider = document["provider"]["name"]
        total = Line("", provider, "provider", whole, provider)
        lines = [total, *hide_small(lines, concept.statistics, quarter.months)] if len(lines) > 1 else [total]
    return Figures(
        quarter, concept, concept.statistics, quarter.months, tuple(lines), whole,
        by_worker=names and document["by_worker"], providers=(document["provider"]["name"],),
    )  # fmt: skip


def _names_workers(found: access.Reach, row: Submission) -> bool:
    """Workers stand in a submission for the management only: the coordination sees its teams on the page itself."""
    return found.manages(row.organisation_id) and row.organisation_id not in found.silent


def _changed_totals(row: Submission, changed: frozen.Differences) -> list[tuple[str, int, int]]:
    concept = rulebook.get(row.concept)
    was = frozen.total_of(row.document, concept)
    return [
        (s.title["de"], was[s.key], changed.total[s.key])
        for s in concept.statistics
        if was[s.key] != changed.total[s.key]
    ]


def _siblings(found: access.Reach, row: Submission) -> list[Submission]:
    rows = access.submissions_for(found).filter(organisation=row.organisation_id, year=row.year, quarter=row.quarter)
    return list(rows.order_by("-number"))


def _quarter(request: HttpRequest) -> Quarter:
    try:
        return Quarter.parse(request.POST.get("quartal", ""))
    except ValueError as error:
        raise Http404 from error
