"""/akten/<key>/vermerk/<note>/: what can still happen to a record."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lotse.accounts.access import rights
from lotse.cases.actions import Refused
from lotse.cases.due import rule_of
from lotse.cases.header import header
from lotse.cases.models import File
from lotse.notes.access import drafts_in, get_note, may_strike
from lotse.notes.forms import EraseForm, StrikeForm, SupplementForm
from lotse.notes.models import Draft, Note
from lotse.notes.record import ask_for_erasure, strike_note, supplement_note
from lotse.notes.timeline import entries
from lotse.notes.views.drafts import chosen_draft, continued
from lotse.ui.reasons import text_in_language
from lotse.ui.render import render


def note(request: HttpRequest, key: UUID, note: UUID) -> HttpResponse:
    """Read it alone; add to it, strike it, ask for its erasure: three forms, `step` says which was sent."""
    file, found = get_note(request, key, note)
    head = header(request, file, "note")
    step = request.POST.get("step", "")
    can_strike = may_strike(rights(request), found, file, request.today) and found.struck_at is None
    waiting = drafts_in(request.user.pk, file, Draft.Kind.SUPPLEMENT, found)
    draft = chosen_draft(request, waiting) or next(iter(waiting), None)
    participants = [e.file for e in found.in_files.select_related("file__person")] if found.is_group else []
    supplement = SupplementForm(
        request.POST if step == "supplement" else None, participants=participants, auto_id="nachtrag_%s",
        **(continued(draft) if step != "supplement" else {}),
    )  # fmt: skip
    strike = StrikeForm(request.POST if step == "strike" else None, auto_id="streichen_%s")
    erase = EraseForm(request.POST if step == "erase" else None, auto_id="loeschen_%s")
    form = {"supplement": supplement, "strike": strike, "erase": erase}.get(step)
    if form and form.is_valid():
        try:
            said = _do(request, step, file, found, form.cleaned_data, supplement, head.can_write_notes, can_strike)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect("desk:file", file.pk)
    standing = next(iter(entries(head, only=found.pk)), None)
    context = {
        "head": head, "file": file, "record": found, "entry": standing, "supplement": supplement, "strike": strike,
        "erase": erase, "can_strike": can_strike, "draft": draft, "trail": _("Vermerk"),
    }  # fmt: skip
    return render(request, "notes/note.html", context, status=422 if form and form.errors else 200)


def _do(
    request: HttpRequest,
    step: str,
    file: File,
    note: Note,
    data: dict[str, str],
    supplement: SupplementForm,
    can_write: bool,
    can_strike: bool,
) -> str:
    by, now = request.user, request.now
    if step == "erase":
        ask_for_erasure(note, file, data["erase_reason"], data["erase_words"], by=by, now=now)
        return _("Die Löschung ist beantragt. Sie geschieht, sobald eine zweite Person sie bestätigt.")
    if not can_write:
        raise Refused(_("Die Akte ist geschlossen. Öffnen Sie sie zuerst wieder."))
    if step == "strike":
        if not can_strike:
            raise Refused(_("Streichen kann, wer den Vermerk geschrieben hat, oder die Regionalkoordination."))
        reopened = strike_note(note, data["strike_reason"], data["strike_words"], by=by, now=now)
        open_again = [text_in_language(rule_of(row).title) for row in reopened if row.met_on is None]
        again = [_("%(title)s ist wieder offen.") % {"title": title} for title in dict.fromkeys(open_again)]
        return " ".join([_("Der Vermerk ist gestrichen; er zählt nicht mehr."), *again])
    window = supplement.window()
    assert window is not None  # the form is valid
    supplement_note(note, data["words_added"], window=window, typed=supplement.typed(), by=by, now=now)
    return _("Der Nachtrag steht beim Vermerk.")
