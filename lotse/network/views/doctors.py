"""/verzeichnis/aerzte/…: the list of doctors for a family, looked at and printed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from lotse.accounts.letterhead import letterhead_of
from lotse.concept.model import Concept
from lotse.network import words
from lotse.network.access import reader
from lotse.network.doctors import MOST, TEXTS, by_speciality, doctors_paper
from lotse.network.doctors import doctors as found_doctors
from lotse.network.forms import DoctorsForm
from lotse.network.search import Wanted, areas, wanted_of
from lotse.paper.answer import as_answer
from lotse.paper.press import CannotPrint, press
from lotse.paper.texts import texts_of
from lotse.rulebook import access as rulebook
from lotse.ui.render import render


@require_safe
def doctors(request: HttpRequest, problem: str = "") -> HttpResponse:
    """Which ones, and in which language the list is printed."""
    reader(request)
    wanted, concept = _wanted(request)
    rows = found_doctors(wanted, concept, request.today)  # type: ignore[attr-defined]
    titles = words.titles(concept.federal.specialities)
    texts = texts_of(TEXTS).get(request.GET.get("blatt", ""))
    context: dict[str, Any] = {
        "form": DoctorsForm(initial=request.GET.dict(), concept=concept, texts=texts_of(TEXTS)), "problem": problem,
        "groups": [(titles.get(k, _("weitere")), v) for k, v in by_speciality(rows, concept, wanted.speciality)],
        "count": len(rows), "is_cut": len(rows) == MOST, "query": request.GET.urlencode(),
        "unread": texts is not None and texts.lang != "de" and not texts.is_checked,
    }  # fmt: skip
    return render(request, "network/doctors.html", context, status=422 if problem else 200)


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    reader(request)
    wanted, concept = _wanted(request)
    rows = found_doctors(wanted, concept, request.today)  # type: ignore[attr-defined]
    where = words.place_of(concept, *areas(concept)[wanted.region]) if wanted.region else ""
    ours = request.user.organisation  # type: ignore[union-attr]
    with override("de"):
        paper = doctors_paper(
            rows, concept, request.GET.get("blatt", ""), letterhead_of(ours) if ours else None,
            request.today, only=wanted.speciality, where=where,  # type: ignore[attr-defined]
        )  # fmt: skip
    try:
        return as_answer(press(paper), "Aerzte")
    except CannotPrint as cannot:
        return doctors(request, str(cannot))


def _wanted(request: HttpRequest) -> tuple[Wanted, Concept]:
    concept = rulebook.current(request.today)  # type: ignore[attr-defined]
    data = request.GET.dict() | {"gruppe": "health", "q": "", "alle": ""}
    return wanted_of(data, concept), concept
