"""POST /akten/<key>/person/fragen/: what is said to a question of the file instead of a fact."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lotse.accounts.permissions import Action
from lotse.cases.access import get_file
from lotse.cases.actions import Refused
from lotse.cases.models import Answer
from lotse.cases.questions import answer_question, ask_again, topic_of
from lotse.cases.suggestions import WAIT
from lotse.ui.filters import date_

AGAIN = "wieder"


@require_POST
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Not known, declined, does not apply, later; or to be asked again. Back to the page it was asked on."""
    file = get_file(request, key, action=Action.EDIT_FILE)
    field, said, again = request.POST.get("feld", ""), request.POST.get("antwort", ""), request.today + WAIT
    if not field or (said != AGAIN and said not in Answer.Kind.values):
        raise Http404
    topic = topic_of("field", field)
    try:
        if said == AGAIN:
            ask_again(file, topic, by=request.user)
        else:
            answer_question(file, topic, said, again, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        sentence = _("Gut, Lotse fragt am %(day)s wieder.") if said == Answer.Kind.LATER else _("Gesichert.")
        messages.success(request, sentence % {"day": date_(again)})
    if request.POST.get("zurueck") == "person":
        return redirect(reverse("cases:person", args=(file.pk,)) + "#angaben")
    return redirect("desk:file", file.pk)
