"""Gaps: noted from a file or without one, and the sums of all (P-109)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.audit.reading import record_reads
from lotse.cases.header import Header
from lotse.cases.planning import Changed
from lotse.cases.views.frame import page
from lotse.casework import rows
from lotse.casework.access import cycles_of, open_to_write
from lotse.casework.gaps import groups, readable
from lotse.casework.house import enter_house, home_of, teams_of
from lotse.casework.models import Gap
from lotse.casework.monitoring_forms import GapForm
from lotse.casework.steered_access import get_gap_of_file
from lotse.casework.views.overview import closed
from lotse.notes.views.kept import keeps
from lotse.rulebook import access as rulebook
from lotse.ui.render import render
from lotse.vault.keys import open_keys

PER_PAGE = 30
BACK = timedelta(days=365)


def gaps(request: HttpRequest) -> HttpResponse:
    """The sums of a year; for those who read notes, what was said."""
    held = enter_house(request, Action.FIGURES, Action.READ_NOTES, kind="monitoring")
    concept, today = rulebook.current(request.today), request.today
    wanted = {name: request.GET.get(name, "") for name in ("field", "kind")}
    listed, counted = [], groups(held, concept, today - BACK, today)
    if held.may(Action.READ_NOTES):
        named = {k: v for k, v in wanted.items() if v}
        counting = {"on__gte": today - BACK, "closed_on": None} if named else {}  # what a figure counted
        listed = Paginator(readable(held, today).filter(**named, **counting), PER_PAGE).get_page(
            request.GET.get("seite")
        )
        _with_keys(listed)
        files = {row.file_id for row in listed if row.file_id}
        record_reads(held.user_id, files, "gaps", held.role_for(Action.READ_NOTES))
    context = {
        "held": held, "here": "gaps", "groups": counted, "listed": listed, "since": today - BACK, "wanted": wanted,
        "query": "&".join(f"{k}={v}" for k, v in wanted.items() if v.replace("-", "").isalnum()),
        "fields": {e.key: e for e in concept.fields_of_action}, "may_write": held.may(Action.WRITE_NOTES),
    }  # fmt: skip
    return render(request, "casework/gaps.html", context)


def _with_keys(found: Any) -> None:
    keys = open_keys({row.file_id or row.organisation_id for row in found})
    for row in found:
        row.fresh_key = keys.get(row.file_id or row.organisation_id)


@keeps(gettext_lazy("Angebotslücke"), in_file=False)
def gap_new(request: HttpRequest) -> HttpResponse:
    """Felt without any file, in a walk-in or a group."""
    held = enter_house(request, Action.WRITE_NOTES, kind="monitoring")
    teams = list(teams_of(held, Action.WRITE_NOTES).values())
    team = teams[0] if len(teams) == 1 else None
    row = Gap(organisation=home_of(held, Action.WRITE_NOTES), team=team, on=request.today, **_from_search(request))
    return _edit_in_house(request, held, row, is_new=True)


def _from_search(request: HttpRequest) -> dict[str, str]:
    """What somebody looked for in the directory and did not find; the form offers only what the concept knows."""
    language = request.GET.get("sprache", "")[:10]
    return {"language": language, "place": request.GET.get("ort", "")[:80]} | (
        {"kind": Gap.Kind.LANGUAGE.value} if language else {}
    )


@keeps(gettext_lazy("Angebotslücke"), in_file=False)
def gap(request: HttpRequest, row: UUID) -> HttpResponse:
    held = enter_house(request, Action.WRITE_NOTES, kind="monitoring")
    found = get_object_or_404(readable(held, request.today), pk=row, file=None)
    return _edit_in_house(request, held, found, is_new=False)


def _edit_in_house(request: HttpRequest, held: Rights, row: Gap, *, is_new: bool) -> HttpResponse:
    form = GapForm(request.POST or None, today=request.today, row=row, concept=rulebook.current(request.today))
    if _saved(request, form, row, is_new=is_new):
        return redirect("casework:gaps")
    context = {"form": form, "is_new": is_new, "held": held}
    return render(request, "casework/gap.html", context, status=_status(form))


def _open(request: HttpRequest, key: UUID) -> Header:
    """Gaps belong to the monitoring; a concept without that step has none. No run is needed."""
    head = open_to_write(request, key)
    if not any(step.kind == "monitoring" for step in head.concept.steps):
        raise Http404
    return head


@keeps(gettext_lazy("Angebotslücke"))
def gap_in_file_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Felt in the work with one person."""
    head = _open(request, key)
    file = head.file
    place = head.stay.district if head.stay else ""
    row = Gap(file=file, organisation=file.organisation, team=file.team, on=head.today, place=place)
    return closed(request, head) or _edit_in_file(request, head, row, is_new=True)


@keeps(gettext_lazy("Angebotslücke"))
def gap_in_file(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    head = _open(request, key)
    found = get_gap_of_file(head, row)
    if answer := closed(request, head):
        return answer
    if request.method == "POST" and request.POST.get("step") == "entfernen":
        rows.remove(found, by=request.user)
        messages.success(request, _("Der Eintrag ist entfernt."))
        return _back(head)
    return _edit_in_file(request, head, found, is_new=False)


def _edit_in_file(request: HttpRequest, head: Header, row: Gap, *, is_new: bool) -> HttpResponse:
    form = GapForm(request.POST or None, today=head.today, row=row, concept=head.concept)
    if _saved(request, form, row, is_new=is_new):
        return _back(head)
    return page(request, "casework/gap_in_file.html", head, {"form": form, "is_new": is_new}, _status(form))


def _back(head: Header) -> HttpResponse:
    """Where the gaps of a file stand: with the monitoring, once there is a run."""
    return redirect("casework:monitoring" if cycles_of(head) else "casework:overview", head.file.pk)


def _saved(request: HttpRequest, form: GapForm, row: Gap, *, is_new: bool) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        if is_new:
            rows.enter(row, form.values(), by=request.user)  # type: ignore[arg-type]
        else:
            rows.change(row, form.values(), version=form.cleaned_data["version"], by=request.user)  # type: ignore[arg-type]
    except Changed:
        row.refresh_from_db()
        form.show_both(row)
        return False
    messages.success(request, _("Die Lücke ist festgehalten."))
    return True


def _status(form: GapForm) -> int:
    return 409 if form.was_outdated else 422 if form.errors else 200
