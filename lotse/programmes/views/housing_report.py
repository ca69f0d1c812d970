"""/akten/<key>/teilhabe/wohnung/<row>/bericht/: the social report, written, handed over, and read afterwards."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lotse.accounts.access import rights
from lotse.accounts.permissions import Action
from lotse.cases.actions import Refused
from lotse.cases.header import Header
from lotse.cases.planning import Changed
from lotse.cases.views.frame import page
from lotse.cases.words import title
from lotse.notes.views.kept import keeps
from lotse.notes.views.press import Filing, press_page
from lotse.programmes import housing_office as verbs
from lotse.programmes.access import get_housing, may_write, open_to_read
from lotse.programmes.housing_facts import Way, way_of
from lotse.programmes.housing_papers import report_paper
from lotse.programmes.housing_reading import concerned_by
from lotse.programmes.housing_report_forms import PREFIX, HandOverForm, ReportForm
from lotse.programmes.housing_reports import draft_of, read, said_in


@keeps(gettext_lazy("Sozialbericht"))
def report(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    head = open_to_read(request, key)
    way = way_of(get_housing(head, row))
    if way.procedure.step("report") is None:
        raise Http404
    can_report = may_write(head) and head.can_change and not way.row.is_over
    if request.method == "POST":
        if not can_report:
            raise PermissionDenied
        if request.POST.get("step") == "abgeben":
            return _hand_over(request, head, way)
    return _write(request, head, way, can_report)


def _form(request: HttpRequest, head: Header, way: Way, *, bound: bool) -> ReportForm:
    newest = way.reports[0] if way.reports else None
    return ReportForm(
        request.POST if bound else None, criteria=way.procedure.open_criteria, report=newest, said=said_in(newest),
        today=head.today,
    )  # fmt: skip


def _write(request: HttpRequest, head: Header, way: Way, can_report: bool) -> HttpResponse:
    bound = request.method == "POST"
    form = _form(request, head, way, bound=bound)
    if bound and form.is_valid():
        try:
            verbs.write_report(
                way.row, form.values(), form.answers(), qualification=_qualification(request, head),
                version=form.cleaned_data["version"], by=request.user,
            )  # fmt: skip
        except Changed:
            newest = way_of(way.row).reports[0]
            now = {PREFIX + key: words for key, words in said_in(newest).items()}
            now |= {"summary": newest.summary, "client_words": newest.client_words}
            form.show_both(now, newest.version if newest.handed_over_on is None else 0)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Der Bericht ist gesichert. Abgegeben ist er noch nicht."))
            return redirect(request.path)
    return _page(request, head, way, form, _hand_over_form(head, way), can_report)


def _hand_over_form(head: Header, way: Way, request: HttpRequest | None = None) -> HandOverForm | None:
    draft = draft_of(way)
    data = request.POST if request else None
    return HandOverForm(data, today=head.today, version=draft.version, auto_id="abgabe_%s") if draft else None


def _hand_over(request: HttpRequest, head: Header, way: Way) -> HttpResponse:
    form = _hand_over_form(head, way, request)
    if form is None:
        messages.warning(request, _("Es gibt keinen Bericht, der noch abzugeben ist."))
        return redirect(request.path)
    if form.is_valid():
        data = form.cleaned_data
        try:
            verbs.hand_over_report(
                way.row, data["on"], data["basis"], data["consent_on"], version=data["version"], by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        except Changed:
            form.add_error(None, _("Der Bericht wurde inzwischen geändert. Lesen Sie ihn noch einmal."))
        else:
            messages.success(request, _("Der Bericht ist abgegeben und wird nicht mehr geändert."))
            return redirect("programmes:housing", head.file.pk, way.row.pk)
    return _page(request, head, way, _form(request, head, way, bound=False), form, can_report=True)


def _page(
    request: HttpRequest, head: Header, way: Way, form: ReportForm, hand_over: HandOverForm | None, can_report: bool
) -> HttpResponse:
    failed = form.errors or (hand_over and hand_over.errors)
    context = {
        "form": form, "hand_over": hand_over, "row": way.row, "way": way, "procedure": way.procedure,
        "can_report": can_report, "draft": draft_of(way), "qualification": _qualification(request, head),
        "read": [read(way, one) for one in way.reports if one.handed_over_on or not can_report],
        "step": way.procedure.step("report"),
    }  # fmt: skip
    return page(
        request, "programmes/housing_report.html", head, context,
        409 if form.was_outdated else 422 if failed else 200,
    )  # fmt: skip


def _qualification(request: HttpRequest, head: Header) -> str:
    """As it stands with the person who writes, in words."""
    key = request.user.qualification
    return title(head.concept.qualifications, key) if key else ""


def paper(request: HttpRequest, key: UUID, row: UUID, number: int) -> HttpResponse:
    """The report on paper: for the person who carries it herself, and to be filed."""
    head = open_to_read(request, key)
    way = way_of(get_housing(head, row))
    found = next((one for one in way.reports if one.number == number), None)
    if found is None:
        raise Http404
    concerned = concerned_by(way.row, rights(request), head.today)
    people = "; ".join(name.label if name else _("eine weitere Person") for _file, name in concerned)
    filing = Filing("housing", _("Sozialbericht"), "Sozialbericht")
    return press_page(
        request, head, forms.Form(request.POST or None), lambda _typed: report_paper(head, read(way, found), people),
        filing, action=Action.READ_NOTES,
    )  # fmt: skip
