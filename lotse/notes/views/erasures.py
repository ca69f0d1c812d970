"""/vermerke/loeschen/: the second person of an erasure. Data protection and management decide without the content."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lotse.accounts.access import Rights, names_of, require
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.actions import Refused
from lotse.cases.erasing import content_erasures_for, decide_content_erasure
from lotse.cases.models import ContentErasure
from lotse.notes.access import document_erasures_for, erasures_for, get_document_erasure, get_erasure
from lotse.notes.models import NoteErasure
from lotse.notes.papers import DocumentErasure
from lotse.notes.record import decide_erasure
from lotse.notes.withdraw import decide_document_erasure
from lotse.ui.filters import date_
from lotse.ui.render import render


def waiting(request: HttpRequest) -> HttpResponse:
    held = require(request, Action.ERASE_NOTES)
    notes = erasures_for(held, request.today).select_related("note__author", "file", "asked_by")
    papers = document_erasures_for(held, request.today).select_related("document__author", "file", "asked_by")
    contents = content_erasures_for(held, request.today).select_related("content__file", "asked_by")
    rows: list[NoteErasure | DocumentErasure] = sorted([*notes, *papers], key=lambda r: r.asked_at)
    readable = set(
        files_for(held, Action.WRITE_NOTES, request.today)
        .filter(pk__in=[r.file_id for r in rows])
        .values_list("pk", flat=True)
    )
    shown = [_shown(r, r.file_id in readable) for r in rows] + _contents(held, list(contents), request.today)
    return render(request, "notes/erasures.html", {"rows": sorted(shown, key=lambda a: a.row.asked_at)})


@dataclass(frozen=True)
class Asked:
    """A request as the second person sees it: what for, and where it is decided."""

    row: NoteErasure | DocumentErasure | ContentErasure
    title: str
    author: str
    address: str  # "" for whom the content is not meant
    decided_at: str

    @property
    def words(self) -> str:
        return (self.row.words or "") if self.address else ""


def _shown(row: NoteErasure | DocumentErasure, is_readable: bool) -> Asked:
    about = {"number": row.file.number}
    if isinstance(row, NoteErasure):
        title = _("Akte %(number)s, Vermerk vom %(day)s") % (about | {"day": date_(row.note.on)})
        name, key, decided_at, author = "notes:note", row.note_id, "notes:decide-erasure", row.note.author.name
    else:
        title = _("Akte %(number)s, Schriftstück vom %(day)s") % (about | {"day": date_(row.document.on)})
        name, key, decided_at = "notes:document", row.document_id, "notes:decide-document-erasure"
        author = row.document.author.name
    address = reverse(name, args=[row.file_id, key]) if is_readable else ""
    return Asked(row, title, author, address, reverse(decided_at, args=[row.pk]))


def _contents(held: Rights, rows: list[ContentErasure], today: date) -> list[Asked]:
    """Words of the restricted compartment: in which field, nobody is told here."""
    files = [row.content.file_id for row in rows]
    mine = files_for(held, Action.READ_SENSITIVE, today).filter(pk__in=files)
    readable, names = set(mine.values_list("pk", flat=True)), names_of(row.content.recorded_by for row in rows)
    found = []
    for row in rows:
        file, author = row.content.file, names.get(row.content.recorded_by, "") if row.content.recorded_by else ""
        day = timezone.localtime(row.content.recorded_at).date()
        title = _("Akte %(number)s, geschützte Angabe vom %(day)s") % {"number": file.number, "day": date_(day)}
        address = reverse("cases:restricted", args=[file.pk]) if file.pk in readable else ""
        found.append(Asked(row, title, author, address, reverse("notes:decide-content-erasure", args=[row.pk])))
    return found


@require_POST
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    found = get_erasure(request, key)
    done = _("Der Vermerk ist gelöscht. Sein Platz im Verlauf bleibt, ohne Inhalt.")
    return _decide(request, decide_erasure, found.pk, done, _("Der Vermerk bleibt stehen."))


@require_POST
def decide_content(request: HttpRequest, key: UUID) -> HttpResponse:
    held = require(request, Action.ERASE_NOTES)
    found = get_object_or_404(content_erasures_for(held, request.today), pk=key)
    done = _("Die Angabe ist gelöscht. Sie lässt einen Eintrag ohne Inhalt zurück.")
    return _decide(request, decide_content_erasure, found.pk, done, _("Die Angabe bleibt stehen."))


@require_POST
def decide_document(request: HttpRequest, key: UUID) -> HttpResponse:
    found = get_document_erasure(request, key)
    done = _("Das Schriftstück ist gelöscht. Sein Platz im Verlauf bleibt, ohne Inhalt.")
    return _decide(request, decide_document_erasure, found.pk, done, _("Das Schriftstück bleibt stehen."))


def _decide(request: HttpRequest, verb: Callable[..., object], key: UUID, done: str, kept: str) -> HttpResponse:
    decision = request.POST.get("decision")
    if decision not in ("erase", "refuse"):
        messages.warning(request, _("Bitte entscheiden: löschen oder stehen lassen."))
        return redirect("notes:erasures")
    try:
        verb(key, erase=decision == "erase", by=request.user, now=request.now)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done if decision == "erase" else kept)
    return redirect("notes:erasures")
