"""/fallsteuerung/selbststaendigkeit/: what case management has changed, over the cases that have ended (P-05)."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from lotse.accounts.permissions import Action
from lotse.audit.reading import record_reads
from lotse.casework import outcome as counted
from lotse.casework.house import enter_house
from lotse.rulebook import access as rulebook
from lotse.ui.render import render

BACK = timedelta(days=365)


def outcome(request: HttpRequest) -> HttpResponse:
    """The sums of a year; for those who read the notes, the cases behind a number."""
    held = enter_house(request, Action.FIGURES, Action.READ_NOTES, kind="closure")
    concept, today = rulebook.current(request.today), request.today
    since = today - BACK
    ended = list(counted.ended(held, since).values_list("pk", flat=True))
    found = counted.outcomes_of(ended)
    field, which = request.GET.get("feld", ""), request.GET.get("wie", "")
    listed, mine = [], list(counted.readable(held, since, today))
    if field and which in counted.WAYS and held.may(Action.READ_NOTES):
        listed = counted.cases(mine, found, field, which)
        record_reads(held.user_id, {c.file_id for c in listed}, "outcome", held.role_for(Action.READ_NOTES))
    context = {
        "held": held, "here": "outcome", "since": since, "ended": len(ended), "compared": len(found),
        "lines": counted.lines(concept, found.values(), [found[run.pk] for run in mine if run.pk in found]),
        "listed": listed,
        "chosen": (field, which) if listed else None, "can_open": held.may(Action.READ_NOTES),
        "source": concept.attainments[0].source if concept.attainments else None,
        "levels": {a.key: a for a in concept.attainments}, "fields": {f.key: f for f in concept.fields_of_action},
    }  # fmt: skip
    return render(request, "casework/outcome.html", context)
