"""/akten/<key>/fallsteuerung/assessment/…: aspect by aspect, the levels, the versions side by side."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lotse.cases.actions import Refused
from lotse.cases.header import Header
from lotse.cases.planning import Changed
from lotse.cases.views.frame import page
from lotse.casework import assessment as verbs
from lotse.casework.access import (
    assessment_at_work,
    cycles_of,
    get_cycle,
    has_assessment,
    may_decide,
    may_write,
    open_to_read,
    open_to_write,
)
from lotse.casework.assessed import aspects_for, aspects_off, compare, pairs, show, versions_of
from lotse.casework.assessment_forms import AspectForm, LevelsForm, OccasionForm
from lotse.casework.cycle import lacks_of, step_of
from lotse.casework.forms import StepForm
from lotse.casework.models import Assessment
from lotse.casework.views.overview import closed
from lotse.notes.views.kept import keeps


def assessment(request: HttpRequest, key: UUID, row: UUID | None = None) -> HttpResponse:
    """The version at work, else the newest; or the one asked for."""
    head = open_to_read(request, key)
    cycles = cycles_of(head)
    versions = versions_of(head, cycles)
    shown = next((v for v in reversed(versions) if row is None or v.pk == row), None)
    if row is not None and shown is None:
        raise Http404
    cycle = next((c for c in cycles if c.is_open and c.file_id == head.file.pk), None)
    newest = versions[-1] if versions else None
    is_mine = cycle is not None and shown is not None and shown.cycle_id == cycle.pk
    context = {
        "cycle": cycle, "versions": versions, "shown": show(head, shown) if shown else None, "off": aspects_off(head),
        "step": next((s for s in head.concept.steps if s.kind == "assessment"), None),
        "can_write": may_write(head) and cycle is not None and (is_mine or shown is None or row is None),
        "can_edit": may_write(head) and is_mine and shown is not None and shown.taken_id is None,
        "can_begin": may_write(head) and cycle is not None
        and (newest is None or newest.cycle_id != cycle.pk or newest.taken_id is not None),
        "can_decide": may_decide(head),
    }  # fmt: skip
    return page(request, "casework/assessment.html", head, context)


def comparison(request: HttpRequest, key: UUID) -> HttpResponse:
    """Two versions side by side: the first and the newest, or those asked for."""
    head = open_to_read(request, key)
    versions = versions_of(head, cycles_of(head))
    if len(versions) < 2:
        return redirect("casework:assessment", head.file.pk)
    before, after = (_asked(versions, request.GET.get(name, ""), at) for name, at in (("von", 0), ("mit", -1)))
    left, right = show(head, before), show(head, after)
    context = {
        "versions": versions, "left": left, "right": right, "pairs": pairs(left, right), "fields": compare(left, right),
    }  # fmt: skip
    return page(request, "casework/comparison.html", head, context)


def _asked(versions: list[Assessment], wanted: str, otherwise: int) -> Assessment:
    return next((v for v in versions if str(v.pk) == wanted), versions[otherwise])


@require_POST
def begin_version(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    if answer := closed(request, head):
        return answer
    cycle = get_cycle(head)
    form = OccasionForm(request.POST)
    first = not has_assessment(cycle)
    occasion = form.cleaned_data["occasion"] if form.is_valid() else "baseline" if first else "update"
    verbs.begin_version(cycle, occasion, by=request.user)
    return redirect("casework:assessment", head.file.pk)


@require_POST
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    try:
        verbs.discard(assessment_at_work(get_cycle(head)), by=request.user)
        messages.success(request, _("Die begonnene Fassung ist verworfen."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("casework:assessment", head.file.pk)


def _to_write(request: HttpRequest, key: UUID) -> tuple[Header, Assessment | None]:
    head = open_to_write(request, key)
    return head, assessment_at_work(get_cycle(head)) if may_write(head) else None


@keeps(gettext_lazy("Assessment: ein Aspekt"))
def aspect(request: HttpRequest, key: UUID, aspect: str) -> HttpResponse:
    """One aspect of the version at work."""
    head, row = _to_write(request, key)
    if row is None:
        return closed(request, head) or redirect("casework:assessment", head.file.pk)
    listed = aspects_for(head)
    entry = next((a for a in listed if a.key == aspect), None)
    if entry is None:
        raise Http404
    stored = row.entries.filter(aspect=aspect).first()
    form = AspectForm(request.POST or None, initial=AspectForm.values_of(stored))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.record_aspect(row, aspect, data["said"], form.words(), version=data["version"], by=request.user)
        except Changed:
            form.show_both(row.entries.get(aspect=aspect))
        else:
            messages.success(request, _("Gesichert."))
            at = listed.index(entry) + 1
            if "weiter" in request.POST and at < len(listed):
                return redirect("casework:aspect", head.file.pk, listed[at].key)
            return redirect("casework:assessment", head.file.pk)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    is_last = listed[-1] is entry
    return page(request, "casework/aspect.html", head, {"form": form, "entry": entry, "is_last": is_last}, status)


@keeps(gettext_lazy("Assessment: Stufen"))
def levels(request: HttpRequest, key: UUID) -> HttpResponse:
    """How well somebody gets along, field by field."""
    head, row = _to_write(request, key)
    if row is None or not head.concept.attainments:
        return closed(request, head) or redirect("casework:assessment", head.file.pk)
    stored = dict(row.ratings.values_list("field", "attainment"))
    form = LevelsForm(request.POST or None, concept=head.concept, levels=stored)
    if request.method == "POST" and form.is_valid():
        verbs.rate(row, form.cleaned_data, by=request.user)
        messages.success(request, _("Die Stufen sind gesichert."))
        return redirect("casework:assessment", head.file.pk)
    context = {"form": form, "source": head.concept.attainments[0].source}
    return page(request, "casework/levels.html", head, context, 422 if form.errors else 200)


@keeps(gettext_lazy("Assessment abschließen"))
def finish(request: HttpRequest, key: UUID) -> HttpResponse:
    head, row = _to_write(request, key)
    if row is None:
        return closed(request, head) or redirect("casework:assessment", head.file.pk)
    form = StepForm(request.POST or None, today=head.today, lacks=lacks_of(row.cycle, "assessment"))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.finish(row, data["on"], deviation=data["deviation"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Das Assessment ist abgeschlossen. Was sich ändert, wird eine neue Fassung."))
            return redirect("casework:overview", head.file.pk)
    context = {"form": form, "row": row, "step": step_of(row.cycle, "assessment")}
    return page(request, "casework/finish.html", head, context, 422 if form.errors else 200)
