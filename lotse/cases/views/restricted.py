"""/akten/<key>/geschuetzt/…: the restricted compartment. Each look at a value is an address of its own, and logged."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from lotse.accounts.permissions import Action
from lotse.cases import restricted
from lotse.cases.access import record_also
from lotse.cases.actions import Refused
from lotse.cases.erasing import ask_for_content_erasure
from lotse.cases.header import Header
from lotse.cases.models import File, Vulnerability
from lotse.cases.planning import Changed
from lotse.cases.restricted_forms import EraseContentForm, NeedForm, RestrictedForm
from lotse.cases.views.frame import open_page, page, version_in
from lotse.concept.model import FileField


def overview(request: HttpRequest, key: UUID) -> HttpResponse:
    file, head = open_page(request, key, "restricted", action=Action.READ_SENSITIVE)
    if not head.has_restricted:
        raise Http404
    record_also(request, file, Action.READ_SENSITIVE, "restricted")
    return page(request, "cases/restricted.html", head, {"fields": restricted.overview(head)})


def value(request: HttpRequest, key: UUID, field: str) -> HttpResponse:
    _file, head, entry = _look(request, key, field)
    found = restricted.words_in(head, field)
    form = EraseContentForm(request.POST if request.method == "POST" else None, auto_id="loeschen_%s")
    if form.is_bound and form.is_valid():
        _asked(request, head, found, form)
        return redirect(request.path)
    shown = {"entry": entry, "found": found, "form": form, "chosen": request.POST.get("content", "")}
    if restricted.is_coded(head.concept, field):
        return page(request, "cases/needs.html", head, shown | {"needs": restricted.needs_of(head)})
    return page(request, "cases/restricted_value.html", head, shown, 422 if form.errors else 200)


def _asked(request: HttpRequest, head: Header, found: list[restricted.Words], form: EraseContentForm) -> None:
    """One of the versions on the page is to be erased, in whichever of the files brought together it stands."""
    data = form.cleaned_data
    if data["content"] not in {words.id for words in found}:
        raise Http404
    try:
        ask_for_content_erasure(
            data["content"], data["erase_reason"], data["erase_words"], by=request.user, now=request.now
        )
    except Refused as refused:
        messages.warning(request, str(refused))
        return
    messages.success(request, _("Die Löschung ist beantragt. Sie geschieht, sobald eine zweite Person sie bestätigt."))


def change(request: HttpRequest, key: UUID, field: str) -> HttpResponse:
    """Words in a sensitive field. Who comes second sees what the first has written, and keeps her own."""
    file, head, entry = _look(request, key, field, to_change=True)
    if restricted.is_coded(head.concept, field):
        raise Http404
    form = RestrictedForm(request.POST or None, initial=vars(_state(file, head, field)))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            restricted.record_restricted(file, field, data["text"], version=data["version"], by=request.user)
        except Changed:
            form.show_both(_state(file, head, field))
        else:
            messages.success(request, _("Gesichert. Die frühere Fassung bleibt lesbar."))
            return redirect("cases:restricted-value", file.pk, field)
    return page(request, "cases/restricted_change.html", head, {"form": form, "entry": entry}, _answer(form))


def need_new(request: HttpRequest, key: UUID) -> HttpResponse:
    file, head, entry = _look(request, key, restricted.VULNERABILITY, to_change=True)
    form = NeedForm(request.POST or None, concept=head.concept, today=head.today, initial={"from_on": head.today})
    if request.method == "POST" and form.is_valid():
        try:
            restricted.record_need(file, form.facts(), by=request.user)
        except Refused as refused:
            form.add_error("kind", str(refused))
        else:
            return _to_needs(request, file, _("Der Schutzbedarf ist eingetragen."))
    return page(request, "cases/need.html", head, {"form": form, "entry": entry, "row": None}, _answer(form))


def need(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """Correct or end one; or say that it never was."""
    file, head, entry = _look(request, key, restricted.VULNERABILITY, to_change=True)
    found = get_object_or_404(file.vulnerabilities, pk=row)
    if request.method == "POST" and "entfernen" in request.POST:
        return _taken_out(request, file, found)
    form = NeedForm(request.POST or None, concept=head.concept, today=head.today, initial=NeedForm.values_of(found))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            restricted.correct_need(found, form.facts(), version=version, by=request.user)
        except Changed:
            found.refresh_from_db()
            form.show_both(found)
        except Refused as refused:
            form.add_error("kind", str(refused))
        else:
            return _to_needs(request, file, _("Berichtigt."))
    return page(request, "cases/need.html", head, {"form": form, "entry": entry, "row": found}, _answer(form))


def _look(request: HttpRequest, key: UUID, field: str, *, to_change: bool = False) -> tuple[File, Header, FileField]:
    """The door to one field: the right, the concept that switches it on, and the look written down."""
    file, head = open_page(request, key, "restricted", action=Action.READ_SENSITIVE)
    if to_change and not head.can_change:
        raise PermissionDenied
    entry = next((entry for entry in head.concept.sensitive_fields if entry.key == field), None)
    if entry is None:
        raise Http404
    record_also(request, file, Action.READ_SENSITIVE, "sensitive")
    return file, head, entry


def _state(file: File, head: Header, field: str) -> Any:
    """What stands in a field, as a form takes it."""
    newest = next((words for words in restricted.words_in(head, field) if not words.file_number), None)
    return SimpleNamespace(text=newest.text if newest else "", version=restricted.version_of(file, field))


def _answer(form: RestrictedForm | NeedForm) -> int:
    return 409 if form.was_outdated else 422 if form.errors else 200


def _to_needs(request: HttpRequest, file: File, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("cases:restricted-value", file.pk, restricted.VULNERABILITY)


def _taken_out(request: HttpRequest, file: File, row: Vulnerability) -> HttpResponse:
    try:
        restricted.remove_need(row, version=version_in(request), by=request.user)
    except Changed:
        messages.warning(
            request, _("Jemand hat diesen Eintrag in der Zwischenzeit geändert. Bitte sehen Sie ihn noch einmal an.")
        )
        return redirect("cases:restricted-value", file.pk, restricted.VULNERABILITY)
    return _to_needs(request, file, _("Entfernt."))
