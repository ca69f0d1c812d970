"""/akten/<key>/teilhabe/anmeldung|kurs|arbeit/…: one form for a new row and for one that is kept up to date."""

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from lotse.cases.actions import Refused
from lotse.cases.header import Header
from lotse.cases.planning import Changed
from lotse.cases.views.frame import page
from lotse.notes.shelf import shelf
from lotse.notes.views.kept import keeps
from lotse.programmes import rows
from lotse.programmes.access import get_row, open_to_write
from lotse.programmes.everyday_forms import CareForm, HardshipForm
from lotse.programmes.models import Course, HardshipProcedure, IndividualCare, Registration, WorkStep
from lotse.programmes.row_forms import CourseForm, RegistrationForm, RowForm, WorkForm
from lotse.programmes.views.checklists import closed


class Spec(NamedTuple):
    model: Any
    form: type[RowForm]
    template: str
    new: Any  # heading
    known: Any
    saved: Any
    first: dict[str, Any]  # what a new row begins with


SPECS = {
    "anmeldung": Spec(
        Registration, RegistrationForm, "programmes/registration.html", _("Anmeldung eintragen"), _("Anmeldung"),
        _("Die Anmeldung ist gesichert."), {"answer": ""},
    ),
    "kurs": Spec(
        Course, CourseForm, "programmes/course.html", _("Kurs eintragen"), _("Sprachkurs"),
        _("Der Kurs ist gesichert."), {},
    ),
    "arbeit": Spec(
        WorkStep, WorkForm, "programmes/work.html", _("Schritt in Arbeit eintragen"), _("Schritt in Arbeit"),
        _("Der Schritt ist gesichert."), {},
    ),
    "einzelfall": Spec(
        IndividualCare, CareForm, "programmes/care.html", _("Einzelfallbetreuung eintragen"), _("Einzelfallbetreuung"),
        _("Die Einzelfallbetreuung ist gesichert."), {},
    ),
    "haertefall": Spec(
        HardshipProcedure, HardshipForm, "programmes/hardship.html", _("Härtefallverfahren eintragen"),
        _("Härtefallverfahren"), _("Das Härtefallverfahren ist gesichert."), {},
    ),
}  # fmt: skip


@keeps(_("Eintrag zur Teilhabe"))
def new(request: HttpRequest, key: UUID, what: str) -> HttpResponse:
    head = open_to_write(request, key)
    spec = _spec(head, what)
    row = spec.model(file=head.file, **spec.first)
    return closed(request, head) or _edit(request, head, spec, row, is_new=True)


@keeps(_("Eintrag zur Teilhabe"))
def edit(request: HttpRequest, key: UUID, what: str, row: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    spec = _spec(head, what)
    found = get_row(head, spec.model, row)
    if answer := closed(request, head):
        return answer
    if request.method == "POST" and request.POST.get("step") == "entfernen":
        rows.remove(found, by=request.user)
        messages.success(request, _("Der Eintrag ist entfernt."))
        return redirect("programmes:overview", head.file.pk)
    return _edit(request, head, spec, found, is_new=False)


def _spec(head: Header, what: str) -> Spec:
    concept = head.concept
    listed = {
        "anmeldung": concept.registration_kinds,
        "kurs": concept.federal.course_kinds,
        "arbeit": concept.federal.work_steps,
        "einzelfall": concept.care_gates,
        "haertefall": concept.parameter("hardship-ask-days"),
    }
    if not listed.get(what):  # the concept knows nothing of the sort
        raise Http404
    return SPECS[what]


def _edit(request: HttpRequest, head: Header, spec: Spec, row: Any, *, is_new: bool) -> HttpResponse:
    more = {"papers": shelf(head).papers} if spec.form is CareForm else {}
    form = spec.form(request.POST or None, head=head, row=row, **more)
    if request.method == "POST" and form.is_valid():
        try:
            if is_new:
                rows.enter(row, form.values(), by=request.user)
            else:
                rows.change(row, form.values(), version=form.cleaned_data["version"], by=request.user)
        except Changed:
            row.refresh_from_db()
            form.show_both(row)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, spec.saved)
            return redirect("programmes:overview", head.file.pk)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    heading = spec.new if is_new else spec.known
    return page(request, spec.template, head, {"form": form, "row": row, "is_new": is_new, "heading": heading}, status)
