"""/berichte/themen/: contacts by topic and activity over a time, each number open to who may read its notes."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lotse.accounts.access import require
from lotse.accounts.permissions import Action
from lotse.audit.reading import record_reads
from lotse.programmes.group_shown import counted
from lotse.reports.everyday import MOST, contacts, figures
from lotse.reports.forms import PeriodForm
from lotse.rulebook import access as rulebook
from lotse.ui.render import render


def quarters(today: date, number: int = 4) -> list[tuple[str, date, date]]:
    """The latest quarters, the running one first."""
    found = []
    year, n = today.year, (today.month - 1) // 3
    for _step in range(number):
        start = date(year, 3 * n + 1, 1)
        following = date(year + (n == 3), 3 * ((n + 1) % 4) + 1, 1)
        found.append((f"Q{n + 1} {year}", start, date.fromordinal(following.toordinal() - 1)))
        year, n = (year - 1, 3) if n == 0 else (year, n - 1)
    return found


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    held = require(request, Action.FIGURES)
    today: date = request.today  # type: ignore[attr-defined]
    spans = quarters(today)
    first = {"from_on": spans[0][1], "until_on": spans[0][2]}
    asked = "von" in request.GET or "bis" in request.GET
    form = PeriodForm({"von": request.GET.get("von"), "bis": request.GET.get("bis")} if asked else None, first=first)
    if asked and not form.is_valid():
        return render(request, "reports/everyday.html", {"form": form, "period": None, "spans": spans}, status=422)
    period = form.period() if asked else (first["from_on"], first["until_on"])
    concept = rulebook.current(today)
    found = figures(held, concept, *period, today)
    kind = next((name for name in ("thema", "methode") if name in request.GET), "was")
    key = request.GET.get(kind, "")
    opened = found.find(kind, key) if key else None
    if key and (opened is None or not opened.openable):
        raise Http404
    listed = contacts(held, concept, kind, key, period, today) if opened else []
    if opened:  # that a file has contacts on a topic stands in its notes: who looks it up has read there
        files = {file for contact in listed for file, _number in contact.files}
        record_reads(held.user_id, files, "topics", held.role_for(Action.READ_NOTES))
    return render(
        request, "reports/everyday.html",
        {
            "form": form, "period": period, "spans": spans, "found": found, "opened": opened, "most": MOST,
            "offers": counted(held, concept, *period) if concept.offer_kinds else [],
            "contacts": listed,
        },
    )  # fmt: skip
