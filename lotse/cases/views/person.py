"""/akten/<key>/person/: what the file says about its person, and the forms that change it."""

from copy import copy
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lotse.accounts.access import rights
from lotse.cases import persons
from lotse.cases.actions import Refused, record_content
from lotse.cases.background_page import background_of
from lotse.cases.completeness import completeness_of
from lotse.cases.contents import content_fields, differences, facts_of
from lotse.cases.health import doctors_for
from lotse.cases.person_forms import ContactForm, ContentForm, NameForm, NumberForm, PersonForm
from lotse.cases.views.frame import open_page, open_to_change, page, uuid_or_404


def person(request: HttpRequest, key: UUID) -> HttpResponse:
    _file, head = open_page(request, key, "person")
    shown = {"about": facts_of(head), "past": background_of(head, rights(request)), "asked": completeness_of(head)}
    shown["doctors"] = doctors_for(head)
    return page(request, "cases/person.html", head, shown)


def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Master data. When somebody else saved in between, both versions stand side by side and nothing is lost."""
    file, head = open_to_change(request, key, "person")
    form = PersonForm(request.POST or None, instance=copy(file.person), concept=head.concept, today=head.today)
    differing: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            persons.change_person(
                file,
                form.values(),
                version=form.cleaned_data["seen_version"],
                is_address_protected=form.cleaned_data["is_address_protected"],
                by=request.user,
            )
        except persons.Outdated as outdated:
            differing = differences(form, outdated.now, head.concept)
            form.data = form.data.copy()
            form.data["seen_version"] = str(outdated.now.version)  # saving once more is a decision, taken knowingly
        else:
            messages.success(request, _("Die Angaben zur Person sind gesichert."))
            return redirect("cases:person", file.pk)
    status = 409 if differing else 422 if form.errors else 200
    return page(request, "cases/person_edit.html", head, {"form": form, "differing": differing}, status)


class Part(NamedTuple):
    title: Any
    what: str
    form: type[Form]
    empty: Any


PARTS = {
    "namen": Part(gettext_lazy("Weitere Namen"), "name", NameForm, gettext_lazy("Keine andere Schreibweise bekannt.")),
    "nummern": Part(gettext_lazy("Aktenzeichen"), "number", NumberForm, gettext_lazy("Kein Aktenzeichen bekannt.")),
    "kontakte": Part(
        gettext_lazy("Erreichbarkeit"),
        "contact",
        ContactForm,
        gettext_lazy("Noch kein Weg bekannt, die Person zu erreichen."),
    ),
}


def facts(request: HttpRequest, key: UUID, part: str) -> HttpResponse:
    """Names, numbers, ways to reach: a short list one adds to and takes from."""
    file, head = open_to_change(request, key, "person")
    spec = PARTS.get(part)
    if spec is None:
        raise Http404
    if request.method == "POST" and (gone := request.POST.get("entfernen")):
        persons.remove(file, spec.what, uuid_or_404(gone), by=request.user)
        return redirect("cases:facts", file.pk, part)
    form = spec.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _add(file, spec.what, form.cleaned_data, request)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("cases:facts", file.pk, part)
    about = facts_of(head)
    return page(
        request,
        "cases/facts.html",
        head,
        {"form": form, "spec": spec, "part": part, "rows": about.rows_of(spec.what)},
        422 if form.errors else 200,
    )


def _add(file: Any, what: str, data: dict[str, str], request: HttpRequest) -> None:
    add = {
        "name": persons.add_name,
        "number": persons.add_number,
        "contact": persons.add_contact,
    }
    add[what](file, **data, by=request.user)  # type: ignore[operator]


def content(request: HttpRequest, key: UUID, field: str) -> HttpResponse:
    """Free words in a field the concept switches on (P-135); the former entry stays."""
    file, head = open_to_change(request, key, "person")
    entry = next((f for f in content_fields(head.concept) if f.key == field), None)
    if entry is None:
        raise Http404
    now = facts_of(head).content(field)
    form = ContentForm(request.POST or None, initial={"text": now.text if now else ""})
    if request.method == "POST" and form.is_valid():
        record_content(file, field, form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Gesichert. Die frühere Fassung bleibt lesbar."))
        return redirect("cases:person", file.pk)
    return page(request, "cases/content.html", head, {"form": form, "entry": entry}, 422 if form.errors else 200)
