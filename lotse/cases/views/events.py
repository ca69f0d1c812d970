"""/akten/<key>/ereignis/…: what happened, corrected, closed, opened again, brought together."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lotse.accounts.access import rights
from lotse.accounts.permissions import Action
from lotse.cases.access import alike, by_number, get_file, get_files
from lotse.cases.actions import Refused, close_file, reopen_file
from lotse.cases.corrections import correct
from lotse.cases.forms import CloseForm, CorrectionForm, MergeForm, OnForm, ReopenForm
from lotse.cases.happenings import HAPPENINGS, by_the_cycle, household_for, offered
from lotse.cases.header import Header
from lotse.cases.households import household_files
from lotse.cases.merging import merge_files, opened_by_mistake, part_files
from lotse.cases.models import File
from lotse.cases.views.frame import open_page, open_to_change, page
from lotse.cases.words import event_title


def choose(request: HttpRequest, key: UUID) -> HttpResponse:
    """What has happened? The ways on, by group."""
    _file, head = open_page(request, key, "event", action=Action.EDIT_FILE)
    return page(request, "cases/events.html", head, {"groups": offered(head)})


def record(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    file, head = open_page(request, key, "event", action=Action.EDIT_FILE)
    happening = HAPPENINGS.get(kind)
    if happening is None or by_the_cycle(head, kind):
        raise Http404
    if not file.is_open:
        messages.warning(request, _("Die Akte ist geschlossen. Öffnen Sie sie wieder, um etwas einzutragen."))
        return redirect("desk:file", file.pk)
    household = household_files(file, rights(request), Action.EDIT_FILE, head.today)
    form = happening.form(
        request.POST or None,
        file=file,
        concept=head.concept,
        today=head.today,
        household=household_for(happening, file, household),
    )
    if request.method == "POST" and form.is_valid():
        try:
            sentence = happening.save(form, request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, sentence)
            return redirect("desk:file", file.pk)
    alone = happening.for_household and len(household) == 1
    return page(
        request,
        "cases/event.html",
        head,
        {"form": form, "happening": happening, "kind": kind, "alone": alone},
        422 if form.errors else 200,
    )


def _on_form(form: type[OnForm], request: HttpRequest, head: Header) -> OnForm:
    return form(request.POST or None, file=head.file, concept=head.concept, today=head.today, household=[head.file])


def correct_entry(request: HttpRequest, key: UUID, event: UUID) -> HttpResponse:
    """Another day, or it never happened. The entry stays visible, struck; dates that hang on it move visibly."""
    file, head = open_to_change(request, key, "event")
    entry = get_object_or_404(file.events.select_related("file__person"), pk=event, cancelled_at=None)
    form = _on_form(CorrectionForm, request, head)
    if request.method != "POST":
        form.initial["on"] = entry.on
    moving = [d for d in head.deadlines if d.row.starts_at == entry.kind and d.row.started_on == entry.on]
    if request.method == "POST" and form.is_valid():
        never = form.cleaned_data["never"]
        try:
            if never or form.cleaned_data["on"] != entry.on:
                correct(entry, None if never else form.cleaned_data["on"], by=request.user)
                said = _("Berichtigt. Die frühere Angabe bleibt sichtbar.")
                messages.success(request, _("Gestrichen. Der Eintrag bleibt sichtbar.") if never else said)
        except Refused as refused:
            form.add_error("on", str(refused))
        else:
            return redirect("desk:file", file.pk)
    return page(
        request,
        "cases/correct.html",
        head,
        {"form": form, "entry": entry, "title": event_title(entry.kind), "moving": moving},
        422 if form.errors else 200,
    )


def close(request: HttpRequest, key: UUID) -> HttpResponse:
    file, head = open_page(request, key, "event", action=Action.EDIT_FILE)
    if not file.is_open:
        return redirect("desk:file", file.pk)
    form = _on_form(CloseForm, request, head)
    if request.method == "POST" and form.is_valid():
        close_file(file, form.cleaned_data["on"], form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Die Akte ist geschlossen. Sie bleibt lesbar und lässt sich wieder öffnen."))
        return redirect("desk:file", file.pk)
    open_acts = [d for d in head.deadlines if d.is_open and not d.is_period]
    return page(request, "cases/close.html", head, {"form": form, "open_acts": open_acts}, 422 if form.errors else 200)


def reopen(request: HttpRequest, key: UUID) -> HttpResponse:
    file, head = open_page(request, key, "event", action=Action.EDIT_FILE)
    form = _on_form(ReopenForm, request, head)
    if request.method == "POST" and form.is_valid():
        try:
            reopen_file(file, form.cleaned_data["on"], remark=form.cleaned_data["remark"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Die Akte ist wieder offen und wartet auf die Verteilung."))
            return redirect("desk:file", file.pk)
    return page(request, "cases/reopen.html", head, {"form": form}, 422 if form.errors else 200)


def mistake(request: HttpRequest, key: UUID) -> HttpResponse:
    """The file should not have been opened: it closes, and nothing falls due from it."""
    file, head = open_page(request, key, "event", action=Action.EDIT_FILE)
    if request.method == "POST":
        try:
            opened_by_mistake(file, head.today, by=request.user)
        except Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(
                request, _("Die Akte ist als irrtümlich angelegt geschlossen; es wird nichts mehr fällig.")
            )
        return redirect("desk:file", file.pk)
    return page(request, "cases/mistake.html", head, {})


def merge(request: HttpRequest, key: UUID) -> HttpResponse:
    """Two files of one person: first the number, then both side by side, then the step itself."""
    file, head = open_page(request, key, "event", action=Action.RESOLVE_DUPLICATES)
    form = MergeForm(request.POST or None)
    other: File | None = None
    if request.method == "POST" and form.is_valid():
        other = by_number(rights(request), Action.RESOLVE_DUPLICATES, form.cleaned_data["number"], head.today)
        if other is None:
            form.add_error("number", _("Unter dieser Nummer ist keine Akte, die Sie zusammenführen dürfen."))
        elif get_files(request, [other.pk], action=Action.RESOLVE_DUPLICATES) and "bestaetigt" in request.POST:
            try:
                merge_files(file, other, head.today, by=request.user)
            except Refused as refused:
                form.add_error(None, str(refused))
                other = None
            else:
                messages.success(request, _("Die Akte %(number)s ist in diese eingeführt.") % {"number": other.number})
                return redirect("desk:file", file.pk)
    return page(
        request,
        "cases/merge.html",
        head,
        {"form": form, "other": other, "alike": alike(rights(request), file, head.today)},
        422 if form.errors else 200,
    )


@require_POST
def part(request: HttpRequest, key: UUID, other: UUID) -> HttpResponse:
    """Take bringing together back."""
    file = get_file(request, key, action=Action.RESOLVE_DUPLICATES)
    merged = file.merged.filter(pk=other).first()
    if merged is None:
        raise Http404
    part_files(merged, by=request.user)
    messages.success(
        request, _("Die Akten %(a)s und %(b)s stehen wieder für sich.") % {"a": file.number, "b": merged.number}
    )
    return redirect("desk:file", merged.pk)
