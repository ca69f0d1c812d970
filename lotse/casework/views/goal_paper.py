"""/akten/<key>/fallsteuerung/ziele/fassung/<row>/papier/: the goal agreement to sign."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from lotse.accounts.permissions import Action
from lotse.casework.access import cycles_of, open_to_read
from lotse.casework.goal_paper import TEXTS, goal_paper, numbered
from lotse.casework.goals_read import show, versions_of
from lotse.casework.languages import beside_form, said_of
from lotse.notes.views.press import Filing, press_page


def print_goals(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """A version, as it stands. The scan of the signed paper is another document: that is the one to be linked."""
    head = open_to_read(request, key)
    version = next((v for v in versions_of(cycles_of(head)) if v.pk == row), None)
    if version is None:
        raise Http404
    shown = show(head, version)
    if not shown.goals:
        return redirect("casework:goals-version", head.file.pk, row)
    form = beside_form(request, head, TEXTS)
    context = said_of(form, head, TEXTS) | {
        "german_only": sum(not goal.own_words for _number, goal, _is_step in numbered(shown.goals)),
        "at_work": shown.is_at_work,
    }
    return press_page(
        request, head, form, lambda typed: goal_paper(head, show(head, version), typed["lang"]),
        Filing("other", _("Zielvereinbarung"), "Zielvereinbarung"), action=Action.READ_NOTES,
        template="casework/goal_paper.html", context=context,
    )  # fmt: skip
