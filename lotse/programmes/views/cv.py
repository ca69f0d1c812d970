"""/akten/<key>/lebenslauf/ and /lebenslaeufe/: the CV of one person, and who has none yet."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lotse.accounts.access import require
from lotse.accounts.permissions import Action
from lotse.notes.views.press import Filing, press_page
from lotse.paper.press import Paper
from lotse.programmes.access import open_to_read
from lotse.programmes.cv import CATEGORY, cv_paper, draft_of
from lotse.programmes.cv_docx import MEDIA_TYPE, cv_docx
from lotse.programmes.cv_forms import CvForm
from lotse.programmes.cv_missing import cvs_missing
from lotse.ui.render import render


def cv(request: HttpRequest, key: UUID) -> HttpResponse:
    """What is known, changed where it must read differently on paper; then PDF, Word or the file."""
    head = open_to_read(request, key)
    if not head.sees_remarks:
        raise PermissionDenied
    with override("de"):
        draft = draft_of(head)
    form = CvForm(request.POST or None, draft=draft)

    def make(typed: dict[str, str]) -> Paper:
        return cv_paper(head, typed, form.lines("work", typed), form.lines("education", typed))

    filing = Filing(CATEGORY, _("Lebenslauf"), "Lebenslauf")
    return press_page(
        request, head, form, make, filing, action=Action.READ_NOTES, template="programmes/cv.html",
        also={"docx": _as_word}, context={"is_empty": not draft.work and not draft.education},
    )  # fmt: skip


def _as_word(paper: Paper, name: str) -> HttpResponse:
    response = HttpResponse(cv_docx(paper), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response


def missing(request: HttpRequest) -> HttpResponse:
    """Employable people without a CV: a list, so no reading of files."""
    held = require(request, Action.WRITE_NOTES)
    may_team = held.scope(Action.ALLOCATE) != "-"
    whose = "team" if may_team and request.GET.get("wessen") == "team" else "mine"
    found = cvs_missing(held, request.today, whose=whose)
    return render(request, "programmes/cvs.html", {"found": found, "whose": whose, "may_team": may_team})
