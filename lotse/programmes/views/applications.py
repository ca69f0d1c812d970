"""/akten/<key>/teilhabe/antrag/…: an application with its papers, one page from the first talk to the decision."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lotse.accounts.access import rights
from lotse.accounts.permissions import Action
from lotse.cases.actions import Refused
from lotse.cases.header import Header
from lotse.cases.households import household_files
from lotse.cases.models import File
from lotse.cases.planning import Changed
from lotse.cases.views.frame import page
from lotse.cases.words import title
from lotse.notes.access import get_document
from lotse.notes.shelf import Paper, shelf
from lotse.notes.views.kept import keeps
from lotse.programmes import applications as verbs
from lotse.programmes.access import (
    get_application,
    get_left,
    may_write,
    may_write_where_kept,
    open_to_read,
    open_to_write,
)
from lotse.programmes.application_forms import ApplicationForm, BeginForm, EvidenceForm
from lotse.programmes.evidence import DAYS, ShownItem, applications, concerned, items_of, list_of
from lotse.programmes.models import BenefitApplication
from lotse.programmes.overview import days_of
from lotse.programmes.states import application_state
from lotse.programmes.views.checklists import closed
from lotse.ui.filters import date_, day

TASK_DAYS = timedelta(days=7)  # a paper asked for is looked for again after a week


@keeps(gettext_lazy("Neuer Antrag"))
def new(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    if not head.concept.federal.evidence_lists:
        raise Http404
    if answer := closed(request, head):
        return answer
    row = BenefitApplication(file=head.file, started_on=head.today)
    form = BeginForm(request.POST or None, head=head, row=row, others=_others(request, head))
    if former := _followed(request, head):
        form.initial |= {"kind": former.kind, "also": form.standing(former)}
    if request.method == "POST" and form.is_valid():
        try:
            verbs.apply(row, form.values(), also=form.chosen(), by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Der Antrag ist angelegt. Gehen Sie nun die Nachweise durch."))
            return redirect("programmes:application", head.file.pk, row.pk)
    context = {"form": form, "standing": [a for a in applications(head) if a.state.key not in ("ended", "withdrawn")]}
    return page(request, "programmes/application_new.html", head, context, 422 if form.errors else 200)


def _followed(request: HttpRequest, head: Header) -> BenefitApplication | None:
    """The one it follows: the same kind, for the same people."""
    try:
        return get_application(head, UUID(request.GET.get("folgt", "")))
    except ValueError:
        return None


@keeps(gettext_lazy("Antrag"))
def application(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    head = open_to_read(request, key)
    try:
        found = get_application(head, row)
    except Http404:
        left = get_left(head, BenefitApplication, row)
        heading = title(head.concept.federal.evidence_lists, left.row.kind)
        return page(request, "programmes/left.html", head, {"left": left, "heading": heading})
    papers = shelf(head).papers
    if request.method == "POST":
        open_to_write(request, key)
        if answer := closed(request, head):
            return answer
        if request.POST.get("step") == "entfernen":
            return _remove(request, head, found)
    form = ApplicationForm(
        request.POST or None, head=head, row=found, papers=papers, others=_others(request, head, found)
    )
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change_application(
                found, form.values(), also=form.chosen(), without=[f for f in form.others if f not in form.chosen()],
                version=form.cleaned_data["version"], by=request.user,
            )  # fmt: skip
        except Changed:
            found.refresh_from_db()
            form.show_both(found)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Der Antrag ist gesichert."))
            return redirect(request.path)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    return page(request, "programmes/application.html", head, _shown(request, head, found, form, papers), status)


def _shown(
    request: HttpRequest, head: Header, found: BenefitApplication, form: ApplicationForm, papers: list[Paper]
) -> dict[str, object]:
    items = items_of(found, head, papers)
    entry = list_of(head.concept, found.kind)
    missing = sum(item.is_open for item in items if item.source)
    return {
        "form": form, "row": found, "papers_": items, "missing": missing, "entry": entry,
        "heading": title(head.concept.federal.evidence_lists, found.kind),
        "body": title(head.concept.correspondents, entry.correspondent) if entry and entry.correspondent else "",
        "days": [(label, date_(on)) for label, on in days_of(BenefitApplication, found, *DAYS)],
        "state_": application_state(found, missing, head.today), "can_write": may_write(head),
        "concerned": concerned(found, rights(request), head.today),
        "decision": next((p for p in papers if p.id == found.document_id), None),
    }  # fmt: skip


def _others(request: HttpRequest, head: Header, row: BenefitApplication | None = None) -> list[File]:
    """Those of the household one may write in, save the one the application is kept with."""
    kept = row.file_id if row else head.file.pk
    files = household_files(head.file, rights(request), Action.WRITE_NOTES, head.today) if may_write(head) else []
    return [f for f in files if f.pk != kept and f.person.died_on is None]


def _remove(request: HttpRequest, head: Header, found: BenefitApplication) -> HttpResponse:
    try:
        if not may_write_where_kept(request, found):
            raise Refused(_("Das wird in einer anderen Akte geführt und lässt sich nur dort entfernen."))
        verbs.remove_application(found, by=request.user)
        messages.success(request, _("Der Antrag ist entfernt. Schriftstücke und Aufgaben bleiben."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("programmes:overview", head.file.pk)


@require_POST
def evidence(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """One paper: there, not needed, missing after all, or a task."""
    head = open_to_write(request, key)
    found = get_application(head, row)
    if answer := closed(request, head):
        return answer
    form = EvidenceForm(request.POST)
    item = next((i for i in items_of(found, head, []) if i.key == request.POST.get("item")), None)
    if not form.is_valid() or item is None:
        raise Http404
    try:
        messages.success(request, _note(request, head, found, item, form))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("programmes:application", head.file.pk, found.pk)


def _note(request: HttpRequest, head: Header, found: BenefitApplication, item: ShownItem, form: EvidenceForm) -> str:
    state, by = form.cleaned_data["state"], request.user
    if state == "task":
        words = {"what": item.title, "kind": title(head.concept.federal.evidence_lists, found.kind)}
        due_on = head.today + TASK_DAYS
        text = _("Nachweis besorgen: %(what)s (%(kind)s)") % words
        into = found.file if may_write_where_kept(request, found) else head.file
        if not verbs.ask_for_evidence(found, item.key, text, due_on, head.today, into=into, by=by):
            return _("Dafür gibt es schon eine offene Aufgabe.")
        return _("Als Aufgabe eingetragen, fällig %(day)s.") % {"day": day(due_on)}
    key = form.cleaned_data["document"]
    document = get_document(request, head.file.pk, key)[1] if key else None
    if document and (document.struck_at or document.erased_at):
        raise Refused(_("Dieses Schriftstück ist zurückgenommen."))
    verbs.note_evidence(found, item.key, state, head.today, document=document if state == "there" else None, by=by)
    return _("%(what)s: gesichert.") % {"what": item.title}
