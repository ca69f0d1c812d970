"""/vermerke/loeschen/: the second person of an erasure. Data protection and management decide without the content."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lotse.accounts.access import require
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.actions import Refused
from lotse.notes.access import erasures_for, get_erasure
from lotse.notes.record import decide_erasure
from lotse.ui.render import render


def waiting(request: HttpRequest) -> HttpResponse:
    held = require(request, Action.ERASE_NOTES)
    rows = erasures_for(held, request.today).select_related("note__author", "file", "asked_by")
    readable = set(
        files_for(held, Action.WRITE_NOTES, request.today)
        .filter(pk__in=[r.file_id for r in rows])
        .values_list("pk", flat=True)
    )
    return render(request, "notes/erasures.html", {"rows": [(r, r.file_id in readable) for r in rows]})


@require_POST
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    found = get_erasure(request, key)
    decision = request.POST.get("decision")
    if decision not in ("erase", "refuse"):
        messages.warning(request, _("Bitte entscheiden: löschen oder stehen lassen."))
        return redirect("notes:erasures")
    try:
        decide_erasure(found.pk, erase=decision == "erase", by=request.user, now=request.now)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        done = _("Der Vermerk ist gelöscht. Sein Platz im Verlauf bleibt, ohne Inhalt.")
        messages.success(request, done if decision == "erase" else _("Der Vermerk bleibt stehen."))
    return redirect("notes:erasures")
