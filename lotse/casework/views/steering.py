"""/akten/<key>/fallsteuerung/steuerung/: agreements with third parties and case conferences."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lotse.accounts.permissions import Action
from lotse.cases.actions import Refused
from lotse.cases.planning import Changed
from lotse.cases.views.frame import page
from lotse.casework import rows, steering
from lotse.casework.access import open_to_read
from lotse.casework.conference_forms import invitation_form
from lotse.casework.conference_paper import TEXTS, guests_of, invitations, minutes_paper
from lotse.casework.forms import people
from lotse.casework.languages import said_of
from lotse.casework.models import Conference, ServiceAgreement
from lotse.casework.runs import Run, run_to_read, run_to_write
from lotse.casework.steered_access import get_conference, get_conference_to_read, get_service
from lotse.casework.steered_rows import (
    conferences_of,
    measures_in_force,
    participants_of,
    services_in_plan,
    services_of,
    without_agreement,
)
from lotse.casework.steering_forms import (
    ConferenceForm,
    MinutesForm,
    ParticipantForms,
    ResultForms,
    ServiceForm,
    invited,
)
from lotse.casework.views.overview import closed
from lotse.notes.views.kept import keeps
from lotse.notes.views.press import Filing, press_page, titled
from lotse.paper.press import Paper
from lotse.ui.filters import date_


def overview(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_read(request, key)
    run = run_to_read(request, head, "steering")
    services = services_of(run)
    context = {
        "run": run, "services": services, "conferences": conferences_of(run, request.now),
        "to_agree": without_agreement(run, services) if run.can_write else [],
    }  # fmt: skip
    return page(request, "casework/steering.html", head, context)


def _writes(request: HttpRequest, key: UUID) -> Run:
    return run_to_write(request, key, "steering")


def _status(form: Any, *others: Any) -> int:
    return (
        409
        if form.was_outdated
        else 422
        if form.errors or any(o.is_bound and not o.is_valid() for o in others)
        else 200
    )


# --- what third parties do --------------------------------------------------------------------------------------------
@keeps(gettext_lazy("Absprache"))
def service_new(request: HttpRequest, key: UUID) -> HttpResponse:
    run = _writes(request, key)
    wanted = request.GET.get("massnahme", "")
    of_plan = {origin for origin, _what in services_in_plan(run)}
    row = ServiceAgreement(
        cycle=run.cycle, agreed_on=run.head.today, measure=UUID(wanted) if wanted in of_plan else None
    )
    return closed(request, run.head) or _service(request, run, row, is_new=True)


@keeps(gettext_lazy("Absprache"))
def service(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    run = _writes(request, key)
    found = get_service(run, row)
    if answer := closed(request, run.head):
        return answer
    if request.method == "POST" and request.POST.get("step") == "entfernen":
        rows.remove(found, by=request.user)
        messages.success(request, _("Der Eintrag ist entfernt."))
        return redirect("casework:steering", key)
    return _service(request, run, found, is_new=False)


def _measures(run: Run, row: ServiceAgreement) -> list[tuple[str, str]]:
    """What others do by the plan; and what the agreement served so far, whoever does it by now."""
    found = services_in_plan(run)
    known = {origin for origin, _what in found}
    return found + [m for m in measures_in_force(run) if m[0] == str(row.measure) and m[0] not in known]


def _service(request: HttpRequest, run: Run, row: ServiceAgreement, *, is_new: bool) -> HttpResponse:
    form = ServiceForm(request.POST or None, today=run.head.today, row=row, measures=_measures(run, row))
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
            form.add_error("measure" if "measure" in form.fields else None, str(refused))
        else:
            messages.success(request, _("Die Absprache ist gesichert."))
            return redirect("casework:steering", run.head.file.pk)
    context = {"form": form, "is_new": is_new, "run": run}
    return page(request, "casework/service.html", run.head, context, _status(form))


# --- case conferences -------------------------------------------------------------------------------------------------
@keeps(gettext_lazy("Fallkonferenz"))
def conference_new(request: HttpRequest, key: UUID) -> HttpResponse:
    run = _writes(request, key)
    return closed(request, run.head) or _plan(request, run, Conference(cycle=run.cycle), is_new=True)


@keeps(gettext_lazy("Fallkonferenz"))
def conference(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """Plan it anew; once it was held or called off, it is shown."""
    run, found = get_conference_to_read(request, key, row)
    if found.held_on or found.cancelled_on or not run.can_write:
        shown = next(c for c in conferences_of(run, request.now) if c.id == row)
        return page(request, "casework/conference_read.html", run.head, {"c": shown, "run": run})
    return _plan(request, run, found, is_new=False)


def _plan(request: HttpRequest, run: Run, row: Conference, *, is_new: bool) -> HttpResponse:
    leads = people(run.head, request.user, row.appointment.user if row.appointment else None)
    there = [] if is_new else participants_of(run, row)
    form = ConferenceForm(request.POST or None, today=run.head.today, row=row, people=leads)
    lines = ParticipantForms(
        request.POST or None, initial=[{"role": p.role, "name": p.name or ""} for p in there], prefix="wer"
    )
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        meeting = form.meeting(invited(lines))
        try:
            if is_new:
                steering.plan_conference(run.cycle, meeting, by=request.user)
            else:
                steering.change_conference(row, meeting, version=form.cleaned_data["version"], by=request.user)
        except Changed:
            row.refresh_from_db()
            form.show_both(row)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Die Fallkonferenz steht auch im Kalender."))
            return redirect("casework:steering", run.head.file.pk)
    context = {"form": form, "lines": lines, "row": row, "is_new": is_new, "run": run}
    return page(request, "casework/conference.html", run.head, context, _status(form, lines))


def invitation(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """A sheet for each who is to come, looked at, printed, filed; that they went out is written down."""
    run, found = get_conference_to_read(request, key, row)
    if request.POST.get("step") == "invited":
        return _invited(request, key, row)
    there = participants_of(run, found)
    form = invitation_form(request, run.head, found, guests_of(run.head, there))
    context = said_of(form, run.head, TEXTS) | {"row": found, "run": run}
    title = titled(gettext_lazy("Einladung zur Fallkonferenz am %(day)s"), day=found.starts_at)
    return press_page(
        request, run.head, form, lambda typed: invitations(run.head, found, guests_of(run.head, there), typed),
        Filing("other", title, "Einladung"),
        action=Action.READ_NOTES, template="casework/invitation.html", context=context,
    )  # fmt: skip


def _invited(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    run = _writes(request, key)
    if answer := closed(request, run.head):
        return answer
    try:
        steering.send_invitation(get_conference(run, row), run.head.today, by=request.user)
        messages.success(request, _("Festgehalten: eingeladen am %(day)s.") % {"day": date_(run.head.today)})
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("casework:steering", key)


def print_minutes(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """The minutes of a conference that was held."""
    run, found = get_conference_to_read(request, key, row)
    if found.held_on is None:
        raise Http404
    leader = found.appointment.user.name if found.appointment else ""

    def make(_typed: Any) -> Paper:
        shown = next(c for c in conferences_of(run, request.now) if c.id == row)
        return minutes_paper(run.head, shown, leader)

    return press_page(
        request, run.head, forms.Form(request.POST or None), make,
        Filing("other", titled(gettext_lazy("Protokoll der Fallkonferenz am %(day)s"), day=found.held_on), "Protokoll"),
        action=Action.READ_NOTES, template="casework/minutes_paper.html",
    )  # fmt: skip


@require_POST
def cancel(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    run = _writes(request, key)
    if answer := closed(request, run.head):
        return answer
    try:
        steering.cancel_conference(get_conference(run, row), run.head.today, by=request.user)
        messages.success(request, _("Die Fallkonferenz ist abgesagt, auch im Kalender."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("casework:steering", key)


@keeps(gettext_lazy("Protokoll der Fallkonferenz"))
def minutes(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """It took place: who came, what was said, what was agreed."""
    run = _writes(request, key)
    found = get_conference(run, row)
    if answer := closed(request, run.head):
        return answer
    if found.cancelled_on:
        raise Http404
    there = participants_of(run, found)
    form = MinutesForm(request.POST or None, today=run.head.today, row=found, participants=there)
    leads = people(run.head, request.user)
    lines = ResultForms(request.POST or None, prefix="was", form_kwargs={"people": leads})
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        data = form.cleaned_data
        results = [f.agreed() for f in lines if f.cleaned_data.get("what")]
        came = [UUID(one) for one in data.get("came", ())]
        try:
            steering.hold_conference(
                found, data["held_on"], data["minutes"], came, results, version=data["version"], by=request.user
            )
        except Changed:
            found.refresh_from_db()
            form.show_both(found)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Das Protokoll ist gesichert. Was Sie übernehmen, steht als Aufgabe in der Akte.")
            )
            return redirect("casework:steering", key)
    shown = next(c for c in conferences_of(run, request.now) if c.id == row)
    context = {"form": form, "lines": lines, "row": found, "c": shown, "run": run}
    return page(request, "casework/minutes.html", run.head, context, _status(form, lines))
