"""/wohnungsantraege/…: what was handed in to the authority. She sees the application and the report that was handed
over, hears the others, and decides; nothing else of the file is on these pages."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lotse.cases.actions import Refused
from lotse.cases.planning import Changed
from lotse.paper.answer import as_answer
from lotse.paper.press import CannotPrint, press
from lotse.programmes import hearings
from lotse.programmes import housing_office as verbs
from lotse.programmes.access import get_handed_in, handed_in, record_look
from lotse.programmes.hearing_forms import AskForm, HearingForm
from lotse.programmes.hearing_shown import heard, is_online
from lotse.programmes.housing_facts import Way, way_of
from lotse.programmes.housing_forms import OfficeDecisionForm
from lotse.programmes.housing_inbox import ONLY, applicants, inbox, narrowed, restricted_of
from lotse.programmes.housing_papers import hearing_sheet
from lotse.programmes.housing_reports import handed_to_office, read
from lotse.ui.render import render

CASE = "programmes:housing-case"


def cases(request: HttpRequest) -> HttpResponse:
    """Those that wait first, the longest first."""
    only = request.GET.get("nur", "")
    only = only if only in ONLY else ""
    rows = inbox(narrowed(handed_in(request), only), request.today)
    return render(request, "programmes/housing_cases.html", {"rows": rows, "only": only})


def case(request: HttpRequest, row: UUID) -> HttpResponse:
    way = way_of(get_handed_in(request, row))
    decision = OfficeDecisionForm(
        request.POST if request.POST.get("step") == "entscheiden" else None, way=way, today=request.today,
        restricted=bool(restricted_of(way)),
    )  # fmt: skip
    if decision.is_bound and decision.is_valid() and _decided(request, way, decision):
        return redirect(CASE, way.row.pk)
    return _page(request, way, decision)


def _decided(request: HttpRequest, way: Way, form: OfficeDecisionForm) -> bool:
    data = form.cleaned_data
    try:
        verbs.decide(
            way.row, data["decision"], data["on"], data["words"], proceedings=data.get("proceedings"),
            version=data["version"], by=request.user,
        )  # fmt: skip
    except Changed:
        way.row.refresh_from_db()
        form.outdated(way_of(way.row))
    except Refused as refused:
        form.add_error(None, str(refused))
    else:
        messages.success(
            request, _("Die Entscheidung ist eingetragen. Wer die Akte führt, sieht sie mit ihrer Begründung.")
        )
        return True
    return False


def _page(request: HttpRequest, way: Way, decision: OfficeDecisionForm) -> HttpResponse:
    handed = handed_to_office(way)
    context = {
        "way": way, "row": way.row, "procedure": way.procedure, "applicants": applicants(way.row, request.today),
        "report": read(way, handed) if handed else None,
        "carried": any(one.basis == "carried" for one in way.reports), "decision": decision,
        "shut": way.why_shut("decision"), "decision_step": way.procedure.step("decision"),
        "hearing_step": way.procedure.step("hearing"), "heard": heard(way, request.today),
    }  # fmt: skip
    status = 409 if decision.was_outdated else 422 if decision.errors else 200
    return render(request, "programmes/housing_case.html", context, status=status)


def hearing(request: HttpRequest, row: UUID, body: str) -> HttpResponse:
    """The sheet for one body: its question and who is meant, nothing of the file; and its answer."""
    way = way_of(get_handed_in(request, row))
    entry = next((one for one in way.procedure.hearings if one.key == body), None)
    if entry is None:
        raise Http404
    step, online = request.POST.get("step", ""), is_online(body, request.today)
    form = HearingForm(request.POST if step == "antwort" else None, today=request.today, initial={"on": request.today})
    ask = AskForm(request.POST if request.method == "POST" and step != "antwort" else None, today=request.today)
    try:
        if ask.is_bound and ask.is_valid():
            hearings.ask_body(way.row, body, request.today, ask.cleaned_data["due_on"], by=request.user)
            messages.success(request, _asked(online))
            return redirect(request.path)
        if form.is_bound and form.is_valid():
            data = form.cleaned_data
            hearings.record_answer(way.row, body, data["answer"], data["on"], data["words"], by=request.user)
            messages.success(request, _("Die Antwort ist eingetragen."))
            return redirect(CASE, way.row.pk)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect(CASE, way.row.pk)
    context = {
        "way": way, "row": way.row, "body": entry, "hearing": way.hearings.get(body), "form": form, "ask": ask,
        "applicants": applicants(way.row, request.today), "online": online,
        "heard": heard(way, request.today).get(body),
    }  # fmt: skip
    return render(request, "programmes/housing_hearing.html", context, status=422 if form.errors or ask.errors else 200)


def _asked(online: bool) -> str:
    if online:
        return _("Gefragt. Die Stelle sieht die Frage und antwortet in Lotse.")
    return _("Als gefragt eingetragen. Drucken Sie die Anfrage und schicken Sie sie ab.")


def sheet(request: HttpRequest, row: UUID, body: str) -> HttpResponse:
    """The same question on paper, to be sent off."""
    way = way_of(get_handed_in(request, row))
    entry = next((one for one in way.procedure.hearings if one.key == body), None)
    if entry is None:
        raise Http404
    record_look(request, way.row, "print")
    due_on = way.hearings[body].due_on if body in way.hearings else None
    paper = hearing_sheet(entry, applicants(way.row, request.today), request.user.organisation, request.today, due_on)
    try:
        return as_answer(press(paper), "Anfrage")
    except CannotPrint as cannot:
        messages.warning(request, str(cannot))
        return redirect("programmes:housing-hearing", row, body)
