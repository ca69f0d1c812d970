"""/akten/<key>/fallsteuerung/pruefung|termin|erstgespraech|entscheidung/: the way into case management."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.header import Header
from lotse.cases.planning import Changed
from lotse.cases.planning_forms import AppointmentForm
from lotse.cases.views.frame import page
from lotse.casework import interview as verbs
from lotse.casework.access import interview_of, may_decide, open_cycle, open_to_read, open_to_write
from lotse.casework.cycle import begin, lacks_of, step_of
from lotse.casework.cycles import Cycle
from lotse.casework.forms import DecisionForm, InterviewForm, PromptForm, people
from lotse.casework.models import Interview, PromptAnswer
from lotse.casework.prompt import answer_prompt
from lotse.casework.views.overview import closed, open_to_decide, prompt_for
from lotse.notes.views.kept import keeps
from lotse.ui.reasons import text_in_language


@keeps(gettext_lazy("Prüfung der Fallsteuerung"))
def prompt(request: HttpRequest, key: UUID) -> HttpResponse:
    """Is case management called for? The answer, with its reason."""
    head = open_to_write(request, key)
    if answer := closed(request, head):
        return answer
    form = PromptForm(request.POST or None, today=head.today)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer_prompt(
            head.file, data["answer"], data["reason"], head.today, words=data["words"], until_on=data["until_on"],
            by=request.user,
        )  # fmt: skip
        if data["answer"] == PromptAnswer.Answer.INTERVIEW:
            return redirect("casework:appointment", head.file.pk)
        messages.success(request, _("Die Prüfung ist festgehalten."))
        return redirect("casework:overview", head.file.pk)
    context = {"form": form, "prompt": prompt_for(request, head)}
    return page(request, "casework/prompt.html", head, context, 422 if form.errors else 200)


@keeps(gettext_lazy("Termin zum Erstgespräch"))
def appointment(request: HttpRequest, key: UUID) -> HttpResponse:
    """A time for the first interview; the cycle begins with it if it has not."""
    head = open_to_write(request, key)
    if answer := closed(request, head):
        return answer
    initial = {
        "user": str(request.user.pk), "wants_interpreter": head.person.needs_interpreter,
        "words": _("Erstgespräch zum Case Management"), "minutes": 60,
    }  # fmt: skip
    form = AppointmentForm(request.POST or None, people=list(people(head, request.user).values()), initial=initial)
    if request.method == "POST" and form.is_valid():
        verbs.invite(head.file, form.plan(), head.today, by=request.user)
        messages.success(request, _("Der Termin steht in der Akte und auf „Heute“."))
        return redirect("casework:overview", head.file.pk)
    return page(request, "casework/appointment.html", head, {"form": form}, 422 if form.errors else 200)


def _new(head: Header, me: User, cycle: Cycle | None) -> Interview:
    on = head.today
    if cycle and cycle.appointment and cycle.appointment.starts_at.date() <= head.today:
        on = cycle.appointment.starts_at.date()
    person = head.person
    return Interview(
        on=on, user=me, language=person.contact_language, with_interpreter=person.needs_interpreter, version=1
    )


@keeps(gettext_lazy("Erstgespräch"))
def interview(request: HttpRequest, key: UUID) -> HttpResponse:
    """What came up in the first interview; once decided, for reading."""
    cycle_of_reader = open_to_read(request, key) if request.method != "POST" else open_to_write(request, key)
    head, cycle = cycle_of_reader, open_cycle(cycle_of_reader)
    row = interview_of(cycle)
    can_write = may_decide(head) or head.can_write_notes
    if row is not None and (row.taken_id is not None or not can_write):
        context = {"row": row, "told": _told(head, row), "can_decide": may_decide(head)}
        return page(request, "casework/interview_read.html", head, context)
    if not can_write or (answer := closed(request, head)):
        return redirect("casework:overview", head.file.pk) if not can_write else answer  # type: ignore[return-value]
    form = InterviewForm(
        request.POST or None, head=head, row=row or _new(head, request.user, cycle), me=request.user
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            cycle = cycle or begin(head.file, head.today, by=request.user)
            verbs.record_interview(cycle, form.spoken(), version=form.cleaned_data["version"], by=request.user)
        except Changed:
            form.show_both(interview_of(cycle))  # type: ignore[arg-type]
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Das Erstgespräch ist gesichert."))
            wants = "entscheiden" in request.POST and may_decide(head)
            return redirect("casework:decision" if wants else "casework:overview", head.file.pk)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    context = {"form": form, "row": row, "step": cycle and step_of(cycle, "first-interview")}
    return page(request, "casework/interview.html", head, context | {"can_decide": may_decide(head)}, status)


def _told(head: Header, row: Interview) -> list[str]:
    told = set(row.told.values_list("item", flat=True))
    return [text_in_language(item.title) for item in head.concept.interview_items if item.key in told]


@keeps(gettext_lazy("Entscheidung nach dem Erstgespräch"))
def decision(request: HttpRequest, key: UUID) -> HttpResponse:
    """Case management or help on occasion; it counts from this day."""
    head = open_to_decide(request, key)
    if answer := closed(request, head):
        return answer
    cycle = open_cycle(head)
    row = interview_of(cycle)
    if cycle is None or row is None or row.taken_id is not None:
        return redirect("casework:interview", head.file.pk)
    form = DecisionForm(request.POST or None, today=head.today, lacks=lacks_of(cycle, "first-interview"))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.decide(
                row, data["decision"], data["on"], words=data["words"], deviation=data["deviation"], by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Die Entscheidung ist festgehalten."))
            return redirect("casework:overview", head.file.pk)
    context = {"form": form, "row": row, "step": step_of(cycle, "first-interview"), "told": _told(head, row)}
    return page(request, "casework/decision.html", head, context, 422 if form.errors else 200)
