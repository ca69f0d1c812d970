"""/akten/<key>/aufgabe|termin|hinweis/…: what is meant to happen, and what became of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lotse.accounts.access import rights
from lotse.accounts.models import User
from lotse.accounts.permissions import Action
from lotse.cases import planning
from lotse.cases.access import get_file
from lotse.cases.actions import Refused
from lotse.cases.agenda import next_reminder
from lotse.cases.header import Header
from lotse.cases.households import household_files
from lotse.cases.models import Appointment, File
from lotse.cases.planning_forms import AlertForm, AppointmentForm, ForSomebody, OutcomeForm, TaskForm
from lotse.cases.views.frame import open_page, page
from lotse.ui.filters import date_, day

WRITE = Action.WRITE_NOTES


def _people(head: Header, me: User, also: User | None = None) -> list[User]:
    """Who may be meant: I myself, everybody the file is with, and whose it was so far."""
    found = {u.pk: u for u in (me, *(a.user for a in head.allocations), *([also] if also else []))}
    return list(found.values())


def _closed(request: HttpRequest, head: Header) -> HttpResponse | None:
    if head.can_write_notes:
        return None
    messages.warning(request, _("Die Akte ist geschlossen. Öffnen Sie sie wieder, um etwas zu planen."))
    return redirect("desk:file", head.file.pk)


def _status(form: ForSomebody) -> int:
    return 409 if form.was_outdated else 422 if form.errors else 200


def task_new(request: HttpRequest, key: UUID) -> HttpResponse:
    file, head = open_page(request, key, "plan", action=WRITE)
    if answer := _closed(request, head):
        return answer
    form = TaskForm(request.POST or None, people=_people(head, request.user), initial={"user": str(request.user.pk)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        planning.add_task(file, data["title"], data["user"], data["due_on"], by=request.user)
        messages.success(request, _("Die Aufgabe steht in der Akte und auf „Heute“."))
        return redirect("desk:file", file.pk)
    return page(request, "cases/task.html", head, {"form": form, "task": None}, 422 if form.errors else 200)


def task_edit(request: HttpRequest, key: UUID, task: UUID) -> HttpResponse:
    file, head = open_page(request, key, "plan", action=WRITE)
    row = get_object_or_404(file.tasks.select_related("user", "file"), pk=task)
    form = TaskForm(request.POST or None, people=_people(head, request.user, row.user), initial=TaskForm.of(row))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            planning.change_task(
                row, data["title"], data["user"], data["due_on"], version=data["version"] or 0, by=request.user
            )
        except planning.Changed:
            row.refresh_from_db()
            form.show_both(row)
        else:
            return redirect("desk:file", file.pk)
    return page(request, "cases/task.html", head, {"form": form, "task": row}, _status(form))


@require_POST
def task_settle(request: HttpRequest, key: UUID, task: UUID) -> HttpResponse:
    """Done, dropped or open again; back to where the button stood."""
    file = get_file(request, key, action=WRITE)
    row = get_object_or_404(file.tasks.select_related("file"), pk=task)
    how = request.POST.get("wie", "erledigt")
    if how == "wieder":
        try:
            planning.reopen_task(row, by=request.user)
        except Refused as refused:
            messages.warning(request, str(refused))
    else:
        planning.settle_task(row, request.today, dropped=how == "entfaellt", by=request.user)
        dropped, done = _("Die Aufgabe entfällt; sie steht im Verlauf."), _("Die Aufgabe ist erledigt.")
        messages.success(request, dropped if how == "entfaellt" else done)  # never its words: a message waits unsealed
    return redirect("desk:today") if request.POST.get("zurueck") == "heute" else redirect("desk:file", file.pk)


def appointment_new(request: HttpRequest, key: UUID) -> HttpResponse:
    file, head = open_page(request, key, "plan", action=WRITE)
    if answer := _closed(request, head):
        return answer
    initial = {"user": str(request.user.pk), "wants_interpreter": file.person.needs_interpreter} | _instead_of(
        file, request
    )
    form = AppointmentForm(request.POST or None, people=_people(head, request.user), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = planning.make_appointment(file, form.plan(), by=request.user)
        messages.success(request, _("Termin am %(day)s eingetragen.") % {"day": day(made.starts_at)})
        return redirect("notes:slip", file.pk, made.pk) if "zettel" in request.POST else redirect("desk:file", file.pk)
    return page(request, "cases/appointment.html", head, {"form": form, "row": None}, 422 if form.errors else 200)


def _instead_of(file: File, request: HttpRequest) -> dict[str, Any]:
    """What the appointment that did not come about was to be: the new one begins with it, all but the time."""
    try:
        former = file.appointments.filter(pk=UUID(request.GET.get("statt", ""))).first()
    except ValueError:
        former = None
    if former is None:
        return {}
    return {
        name: value for name, value in AppointmentForm.of(former).items() if name not in ("on", "starts", "version")
    }


def appointment_edit(request: HttpRequest, key: UUID, appointment: UUID) -> HttpResponse:
    file, head = open_page(request, key, "plan", action=WRITE)
    row = get_object_or_404(file.appointments.select_related("user"), pk=appointment)
    form = AppointmentForm(
        request.POST or None, people=_people(head, request.user, row.user), initial=AppointmentForm.of(row)
    )
    if request.method == "POST" and form.is_valid():
        try:
            planning.change_appointment(row, form.plan(), version=form.cleaned_data["version"] or 0, by=request.user)
        except planning.Changed:
            row.refresh_from_db()
            form.show_both(row)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("desk:file", file.pk)
    return page(request, "cases/appointment.html", head, {"form": form, "row": row}, _status(form))


def appointment_outcome(request: HttpRequest, key: UUID, appointment: UUID) -> HttpResponse:
    """What became of it. One that took place leads on to its note."""
    file, head = open_page(request, key, "plan", action=WRITE)
    row = get_object_or_404(file.appointments.select_related("user"), pk=appointment)
    form = OutcomeForm(
        request.POST or None, is_past=row.starts_at <= request.now,
        initial={"outcome": row.outcome, "reason": row.reason} if row.outcome else {},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        outcome = form.cleaned_data["outcome"]
        planning.settle_appointment(row, outcome, form.cleaned_data["reason"], by=request.user)
        if outcome == Appointment.Outcome.KEPT and head.can_write_notes:
            messages.success(request, _("Eingetragen. Jeder Kontakt bekommt einen Vermerk: hier ist er."))
            return redirect("notes:write", file.pk)
        if "neu" in request.POST and head.can_write_notes:
            messages.success(request, _("Eingetragen. Wann passt es stattdessen?"))
            return redirect(f"{reverse('cases:appointment-new', args=[file.pk])}?statt={row.pk}")
        messages.success(request, _("Eingetragen. Es steht im Verlauf."))
        return redirect("desk:file", file.pk)
    return page(request, "cases/outcome.html", head, {"form": form, "row": row}, 422 if form.errors else 200)


def alert_new(request: HttpRequest, key: UUID) -> HttpResponse:
    file, head = open_page(request, key, "plan", action=Action.EDIT_FILE)
    form = AlertForm(request.POST or None, today=head.today)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        planning.raise_alert(file, data["kind"], data["words"], head.today, data["until_on"], by=request.user)
        until = _("Der Hinweis steht bis zum %(day)s im Kopf der Akte.")
        messages.success(request, until % {"day": date_(data["until_on"])})
        return redirect("desk:file", file.pk)
    return page(request, "cases/alert.html", head, {"form": form}, 422 if form.errors else 200)


@require_POST
def alert_end(request: HttpRequest, key: UUID, alert: UUID) -> HttpResponse:
    file = get_file(request, key, action=Action.EDIT_FILE)
    planning.end_alert(get_object_or_404(file.alerts, pk=alert), by=request.user)
    messages.success(request, _("Der Hinweis gilt nicht mehr; im Verlauf bleibt er stehen."))
    return redirect("desk:file", file.pk)


@require_POST
def later(request: HttpRequest, key: UUID, deadline: UUID) -> HttpResponse:
    """The reminder of a service that ends: seen, for the whole household; asked again at the concept's next stage."""
    file = get_file(request, key, action=WRITE)
    row = get_object_or_404(file.deadlines, pk=deadline, kind="period", superseded_at=None)
    again = next_reminder(row, request.today)
    household = household_files(file, rights(request), WRITE, request.today)
    planning.ask_later([row, *planning.same_in(household, row)], again, by=request.user)
    if again > row.due_on:
        messages.success(request, _("Gut, daran erinnert Sie Lotse nicht mehr."))
    else:
        messages.success(request, _("Gut, Lotse fragt am %(day)s wieder.") % {"day": date_(again)})
    return redirect("desk:today")
