"""/akten/<key>/teilhabe/: what somebody was shown and explained."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from lotse.accounts.access import rights
from lotse.cases.actions import Refused
from lotse.cases.header import Header
from lotse.cases.views.frame import page
from lotse.cases.words import title
from lotse.notes.access import get_document
from lotse.notes.shelf import Paper, shelf
from lotse.notes.views.kept import keeps
from lotse.programmes import actions
from lotse.programmes import everyday_shown as everyday
from lotse.programmes.access import get_tick, may_write, open_to_hand_on, open_to_read, open_to_write
from lotse.programmes.checklists import Row, lists, open_lists, rows_of, show
from lotse.programmes.evidence import applications
from lotse.programmes.forms import ScanForm, StrikeForm, TickForm
from lotse.programmes.group_shown import attended
from lotse.programmes.households import candidates
from lotse.programmes.housing_facts import procedures_of
from lotse.programmes.housing_reading import ways
from lotse.programmes.leaving import LeftLine, left_lines
from lotse.programmes.overview import courses, is_grown_up, registers, registrations, work_steps
from lotse.programmes.proof import known_of, proof


def overview(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_read(request, key)
    procedures = everyday.rows_of(head)
    context = {
        "lists": lists(head, rows_of(head)), "can_write": may_write(head), "registers": registers(head),
        "applications": applications(head), "registrations": registrations(head),
        "courses": courses(head), "work_steps": work_steps(head), "is_grown_up": is_grown_up(head),
        "housing": ways(head), "left": left_shown(head),
        "care": everyday.care(head, procedures), "hardship": everyday.hardship(head, procedures),
        "attended": attended(head), "knows_hardship": everyday.ask_days(head) is not None,
    }  # fmt: skip
    return page(request, "programmes/overview.html", head, context)


def left_shown(head: Header) -> list[tuple[LeftLine, str]]:
    found = left_lines(head)
    lists = head.concept.federal.evidence_lists
    return [(one, title(procedures_of(one.concept) if one.concept else lists, one.key)) for one in found]


def closed(request: HttpRequest, head: Header) -> HttpResponse | None:
    if may_write(head):
        return None
    messages.warning(request, _("In diese Akte wird nichts mehr eingetragen."))
    return redirect("programmes:overview", head.file.pk)


@keeps(gettext_lazy("Checkliste"))
def checklist(request: HttpRequest, key: UUID, checklist: str) -> HttpResponse:
    """Several items for several people of the household at once."""
    head = open_to_write(request, key)
    entry = next((c for c in open_lists(head) if c.key == checklist), None)
    if entry is None:
        raise Http404
    if answer := closed(request, head):
        return answer
    shown = show(head, entry, [r for r in rows_of(head) if r.checklist == entry.key])
    form = TickForm(
        request.POST or None, head=head, shown=shown, candidates=candidates(head, entry, rights(request)),
        me=request.user,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        items = form.cleaned_data["items"]
        made = actions.tick(form.chosen_files, entry.key, items, form.told(), signed=form.signed(), by=request.user)
        messages.success(
            request,
            ngettext("Ein Punkt ist abgehakt.", "%(num)s Punkte sind abgehakt.", len(made)) % {"num": len(made)},
        )
        return redirect("programmes:overview", head.file.pk)
    papers = shelf(head).papers if shown.signatures else []
    scans = [(r, _scan_form(r, papers)) for r in shown.signatures if r.file_id == head.file.pk]
    context = {"form": form, "shown": shown, "strike": StrikeForm(), "scans": scans}
    return page(request, "programmes/checklist.html", head, context, 422 if form.errors else 200)


def proof_page(request: HttpRequest, key: UUID, checklist: str) -> HttpResponse:
    """To print and sign: what was done, by whom, when, in which language."""
    head = open_to_hand_on(request, key)
    found = proof(head, checklist)
    if found is None:
        raise Http404
    return page(request, "programmes/proof.html", head, {"proof": found, "known": known_of(head)})


@require_POST
def take_back(request: HttpRequest, key: UUID, tick: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    row, form = get_tick(head, tick), StrikeForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Bitte einen Grund auswählen."))
    else:
        try:
            actions.strike_tick(row, form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Zurückgenommen. Der Haken bleibt gestrichen im Verlauf stehen."))
        except Refused as refused:
            messages.warning(request, str(refused))
    return redirect("programmes:overview", head.file.pk)


def _scan_form(row: Row, papers: Sequence[Paper]) -> ScanForm:
    return ScanForm(papers=papers, initial={"document": str(row.scan or "")}, auto_id=f"scan{row.id.hex[-12:]}_%s")


@require_POST
def scan(request: HttpRequest, key: UUID, tick: UUID) -> HttpResponse:
    """The signed paper, as it stands in the file."""
    head = open_to_write(request, key)
    row, form = get_tick(head, tick), ScanForm(request.POST, papers=shelf(head).papers)
    if not form.is_valid():
        messages.warning(request, _("Dieses Schriftstück steht nicht in der Akte."))
        return redirect("programmes:checklist", head.file.pk, row.checklist)
    chosen = form.cleaned_data["document"]
    try:
        actions.attach_scan(
            row, get_document(request, head.file.pk, UUID(chosen))[1] if chosen else None, by=request.user
        )
        messages.success(request, _("Das unterschriebene Blatt ist zugeordnet.") if chosen else _("Gesichert."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("programmes:overview", head.file.pk)
