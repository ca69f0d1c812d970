"""/anhoerungen/…: what a body is asked before the authority decides. It sees its question and whom it is about,
answers, and reaches nothing else."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lotse.cases.actions import Refused
from lotse.cases.planning import Changed
from lotse.programmes import hearings as verbs
from lotse.programmes.access import get_question, questions_for
from lotse.programmes.hearing_forms import OwnAnswerForm
from lotse.programmes.hearing_shown import can_answer, questions
from lotse.programmes.housing_facts import procedure_of
from lotse.programmes.housing_inbox import applicants
from lotse.programmes.models import HousingHearing
from lotse.ui.render import render


@require_GET
def hearings(request: HttpRequest) -> HttpResponse:
    waiting, done = questions(questions_for(request), request.today)
    return render(request, "programmes/hearings.html", {"waiting": waiting, "done": done})


@require_http_methods(["GET", "HEAD", "POST"])
def hearing(request: HttpRequest, key: UUID) -> HttpResponse:
    found = get_question(request, key)
    form = OwnAnswerForm(
        request.POST if request.method == "POST" else None,
        initial={"version": found.version},
    )
    if form.is_bound and form.is_valid() and _answered(request, found, form):
        return redirect("programmes:hearings")
    row = found.application
    body = next(one for one in procedure_of(row).hearings if one.key == found.body)
    context = {
        "hearing": found, "body": body, "applicants": applicants(row, request.today), "form": form,
        "can_answer": can_answer(found), "is_late": found.due_on and not found.answer and found.due_on < request.today,
    }  # fmt: skip
    status = 409 if form.was_outdated else 422 if form.errors else 200
    return render(request, "programmes/hearing.html", context, status=status)


def _answered(request: HttpRequest, found: HousingHearing, form: OwnAnswerForm) -> bool:
    data = form.cleaned_data
    try:
        if not can_answer(found):  # said in our own words: another verb would name the file
            raise Refused(_("Diese Frage ist abgeschlossen; Ihre Antwort ist nicht mehr nötig."))
        verbs.answer_hearing(
            found, data["answer"], request.today, data["words"], version=data["version"], by=request.user
        )
    except Changed:
        found.refresh_from_db()
        form.show_both(found)
    except Refused as refused:
        form.add_error(None, str(refused))
    else:
        messages.success(request, _("Ihre Antwort ist angekommen. Wer entscheidet, sieht sie."))
        return True
    return False
