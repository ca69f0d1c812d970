"""/einlesen/: a list is uploaded, its columns placed, looked at, decided and taken over."""

import json
import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lotse.accounts.access import require, rights
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.intake import kept, screen, work
from lotse.intake.access import (
    files_of_persons,
    get_prepared,
    holder_of,
    notices_for,
    record_comparison,
    visible_persons,
    waiting_for,
)
from lotse.intake.columns import ASSIGNMENTS, SPECS
from lotse.intake.forms import MappingForm, UploadForm
from lotse.intake.lists import open_list, place, remember
from lotse.intake.models import PreparedImport
from lotse.intake.preview import AssignmentsPreview, ListRefused
from lotse.intake.sheets_out import faulty_rows_xlsx, template_xlsx
from lotse.rulebook import access as rulebook
from lotse.ui.render import render

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = PreparedImport.State


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    held = require(request, Action.INTAKE)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept.discard_expired(request.today, by=request.user)  # type: ignore[attr-defined, arg-type]
        try:
            return _upload(request, form)
        except ListRefused as refused:
            form.add_error("file", refused.message)
    context = {
        "form": form,
        "spec": ASSIGNMENTS,
        "waiting": [p for p in waiting_for(request) if p.is_open or p.state == State.FAILED],
        "notices": len(notices_for(held, request.today)),  # type: ignore[attr-defined]
    }
    return render(request, "intake/start.html", context, status=422 if form.errors else 200)


def _upload(request: HttpRequest, form: UploadForm) -> HttpResponse:
    file, user = form.cleaned_data["file"], request.user
    organisation = holder_of(user, rights(request))  # type: ignore[arg-type]
    opened = open_list(ASSIGNMENTS.key, file.read(), file.name, organisation)
    if not opened.sheet.rows:
        raise ListRefused(_("Unter den Überschriften steht keine Zeile."))
    today = request.today  # type: ignore[attr-defined]
    prepared = kept.keep(
        ASSIGNMENTS.key,
        opened.sheet,
        file.name,
        organisation=organisation,
        owner=user,
        today=today,
        by=user,  # type: ignore[arg-type]
    )
    if not opened.mapping.unknown and not opened.mapping.missing:
        work.start_comparing(prepared, user, today)  # type: ignore[arg-type]
    return redirect("intake:preview", prepared.pk)


@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponse:
    require(request, Action.INTAKE)
    if kind not in SPECS:
        raise Http404
    return _download(template_xlsx(SPECS[kind]), f"Vorlage {SPECS[kind].title}.xlsx")


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{re.sub(r"[^A-Za-z0-9._ -]", "_", name)}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, key: UUID) -> HttpResponse:
    prepared = get_prepared(request, key)
    if prepared.state not in (State.MAPPING, State.READY, State.FAILED):
        return redirect("intake:preview", prepared.pk)
    opened = place(prepared.kind, kept.sheet_of(prepared), prepared.organisation)
    form = MappingForm(request.POST or None, spec=opened.spec, mapping=opened.mapping)
    if request.method == "POST" and form.is_valid():
        remember(prepared.kind, prepared.organisation, form.chosen(), by=request.user)  # type: ignore[arg-type]
        work.start_comparing(prepared, request.user, request.today)  # type: ignore[attr-defined, arg-type]
        return redirect("intake:preview", prepared.pk)
    headings = opened.sheet.headings
    placed = [(headings[at], opened.spec.column(field).heading) for field, at in opened.mapping.columns.items()]
    examples = {
        heading: next((str(row.cells[at]) for row in opened.sheet.rows if row.cells[at] is not None), "")
        for at, heading in enumerate(opened.sheet.headings)
    }
    context = {"prepared": prepared, "opened": opened, "form": form, "placed": placed, "examples": examples}
    return render(request, "intake/columns.html", context, status=422 if form.errors else 200)


@require_GET
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    prepared = get_prepared(request, key)
    if prepared.state == State.MAPPING:
        return redirect("intake:columns", prepared.pk)
    if prepared.is_working:
        return render(request, "intake/working.html", {"prepared": prepared, "is_stuck": work.is_stuck(prepared)})
    if prepared.state == State.FAILED:
        return render(request, "intake/failed.html", {"prepared": prepared})
    if prepared.state == State.DONE:
        return _result(request, prepared)
    return _show(request, prepared)


def _show(request: HttpRequest, prepared: PreparedImport, problem: str = "", status: int = 200) -> HttpResponse:
    held, today = rights(request), request.today  # type: ignore[attr-defined]
    found = work.preview_of(prepared, request.user, today)  # type: ignore[arg-type]
    concept, choices = rulebook.current(today), work.choices_of(prepared)
    concerned = {e.known_as for e in found.of_kind("known") if e.known_as}
    concerned |= {c.person for e in found.of_kind("possible") for c in e.candidates if c.person}
    visible = visible_persons(held, today)
    files = _files(held, concerned, today)
    shown = {c.person for e in found.of_kind("possible") for c in e.candidates}
    shown |= {e.known_as for e in found.of_kind("known") if e.changes}
    record_comparison(held, [file for person, file in files.items() if person in shown])
    possible = screen.possible_rows(found, concept, visible, files, choices["decisions"], choices["ticked"])
    open_lines = [row.entry.line for row in possible if row.is_decidable and not row.decided]
    households = screen.household_rows(found.of_kind("new"), concept)
    context: dict[str, Any] = {
        "prepared": prepared,
        "preview": found,
        "faults": screen.fault_rows(found, kept.sheet_of(prepared)) if found.faults else [],
        "possible": possible,
        "open_lines": open_lines,
        "known": screen.known_rows(found, files, choices["ticked"]),
        "households": households[: screen.FIRST_HOUSEHOLDS],
        "household_count": len(households),
        "visit": next((h.visit for h in households if h.visit), None),
        "rule": None,
        "skip": bool(choices["skip"].get("faulty")),
        "torn": found.warnings,
        "effect": screen.effect(found.new, 0),
        "problem": problem or (str(prepared.problem) if prepared.problem else ""),
    }
    if context["visit"]:
        context["rule"] = concept.rule(context["visit"].key)
    return render(request, "intake/preview.html", context, status=status)


def _files(held: Any, persons: set[UUID], today: Any) -> dict[UUID, Any]:
    found: dict[UUID, Any] = {}
    ids = list(persons)
    for at in range(0, len(ids), 2000):
        found |= files_of_persons(held, ids[at : at + 2000], today)
    return found


@require_GET
def households(request: HttpRequest, key: UUID) -> HttpResponse:
    """All new households of a long list, page by page."""
    prepared = get_prepared(request, key)
    if prepared.state != State.READY:
        return redirect("intake:preview", prepared.pk)
    today = request.today  # type: ignore[attr-defined]
    found = work.preview_of(prepared, request.user, today)  # type: ignore[arg-type]
    rows = screen.household_rows(found.of_kind("new"), rulebook.current(today))
    page = Paginator(rows, 100).get_page(request.GET.get("seite"))
    return render(request, "intake/households.html", {"prepared": prepared, "page": page})


@require_POST
def bring_in(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep what was decided; take the list over when nothing is missing any more."""
    prepared = get_prepared(request, key)
    if prepared.state != State.READY:
        return redirect("intake:preview", prepared.pk)
    today = request.today  # type: ignore[attr-defined]
    found = work.preview_of(prepared, request.user, today)  # type: ignore[arg-type]
    decisions, ticked = _decisions(request, found), _ticked(request, found)
    skip = request.POST.get("faulty") == "skip"
    work.keep_choices(prepared, decisions, ticked, skip, request.user)  # type: ignore[arg-type]
    if "keep" in request.POST:
        messages.success(request, _("Ihre Entscheidungen sind gesichert. Übernommen ist noch nichts."))
        return redirect("intake:preview", prepared.pk)
    missing = work.undecided(found, decisions, visible_persons(rights(request), today))
    if missing:
        lines = ", ".join(str(entry.line) for entry in missing)
        text = _("Zum Übernehmen fehlt noch die Entscheidung zu Zeile %(lines)s.") % {"lines": lines}
        return _show(request, prepared, text, 422)
    if found.faulty and not skip:
        text = _("Die Liste hat fehlerhafte Zeilen. Berichtigen Sie sie, oder wählen Sie unten, sie wegzulassen.")
        return _show(request, prepared, text, 422)
    work.start_importing(prepared, request.user, today)  # type: ignore[arg-type]
    return redirect("intake:preview", prepared.pk)


def _decisions(request: HttpRequest, found: AssignmentsPreview) -> dict[int, str]:
    lines = {entry.line for entry in found.of_kind("possible")}
    posted = {line: request.POST.get(f"row-{line}", "") for line in lines}
    return {line: value[:60] for line, value in posted.items() if value}


def _ticked(request: HttpRequest, found: AssignmentsPreview) -> dict[int, list[str]]:
    ticked = {e.line: request.POST.getlist(f"take-{e.line}") for e in found.entries if e.changes}
    return {line: fields for line, fields in ticked.items() if fields}


def _result(request: HttpRequest, prepared: PreparedImport) -> HttpResponse:
    told = json.loads(prepared.outcome) if prepared.outcome else {}
    today = request.today  # type: ignore[attr-defined]
    keys = told.get("files", [])
    shown = files_for(rights(request), Action.OPEN_FILE, today).filter(pk__in=keys[:100]).select_related("person")
    context = {"prepared": prepared, "told": told, "files": list(shown.order_by("number")), "count": len(keys)}
    return render(request, "intake/result.html", context)


@require_POST
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Compare once more: after a failure, or when the world has moved."""
    prepared = get_prepared(request, key)
    if prepared.state in (State.READY, State.FAILED) or work.is_stuck(prepared):
        work.start_comparing(prepared, request.user, request.today)  # type: ignore[attr-defined, arg-type]
    return redirect("intake:preview", prepared.pk)


@require_GET
def faulty(request: HttpRequest, key: UUID) -> HttpResponse:
    """The faulty rows as a file, to be corrected and uploaded again."""
    prepared = get_prepared(request, key)
    if prepared.state not in (State.READY, State.DONE):
        raise Http404
    found = work.preview_of(prepared, request.user, request.today)  # type: ignore[attr-defined, arg-type]
    if not found.faults:
        raise Http404
    return _download(faulty_rows_xlsx(kept.sheet_of(prepared), found.faults), "Fehlerhafte Zeilen.xlsx")


@require_POST
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    prepared = get_prepared(request, key)
    if not prepared.is_working or work.is_stuck(prepared):
        kept.discard(prepared, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Die Liste ist verworfen; was darin stand, ist gelöscht."))
    return redirect("intake:start")
