"""/akten/<key>/schriftstuecke/…: what stands in the file as paper: taken in, looked at, described."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from lotse.accounts.access import rights
from lotse.accounts.permissions import Action
from lotse.cases.access import get_file
from lotse.cases.actions import Refused
from lotse.cases.header import Header, header
from lotse.cases.households import household_files
from lotse.cases.models import File
from lotse.cases.words import title, titles
from lotse.concept.periods import Day
from lotse.notes.accept import ENDINGS, PDF
from lotse.notes.access import get_document, may_strike
from lotse.notes.document_forms import (
    TOO_MUCH,
    WHY,
    AnswerForm,
    DescribeForm,
    EraseDocumentForm,
    LetterForm,
    SortForm,
    TakeBackForm,
    UploadForm,
    is_too_much,
)
from lotse.notes.documents import (
    Refusal,
    Sheet,
    answer_letter,
    describe_document,
    look_at,
    reopen_letter,
    sheet_of,
    store_document,
)
from lotse.notes.letters import reckon, state_of
from lotse.notes.papers import Document, DocumentErasure
from lotse.notes.shelf import Paper, Standing, first_looks, linked, sheets_of, shelf, standing_in
from lotse.notes.views.kept import keeps
from lotse.notes.withdraw import ask_for_document_erasure, strike_document
from lotse.people.models import ResidenceStatus
from lotse.ui.filters import date_
from lotse.ui.middleware import CONTENT_SECURITY_POLICY
from lotse.ui.render import render

# A sheet is shown by itself, or as the picture of our own page; nothing in it may ask for anything.
POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
# A PDF stands in a frame of our own page as well, where the browser has a viewer.
PDF_POLICY = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
POLICIES = {PDF: PDF_POLICY + "object-src 'self'; img-src 'self'; style-src 'unsafe-inline'"}
WITH_FRAME = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"


def documents(request: HttpRequest, key: UUID) -> HttpResponse:
    """All of the file, the unsorted ones first; and where new ones come in."""
    file = get_file(request, key, action=Action.READ_NOTES, reading="documents")
    head = header(request, file, "documents")
    household = _household(request, head)
    if request.method == "POST":
        form = _upload_form(request, head, household)
        if form.is_valid():
            try:
                return _take_in(request, head, form)
            except Refused as refused:
                form.add_error(None, str(refused))
    else:
        form = UploadForm(file=file, household=household)
    return _list(request, head, form)


def _household(request: HttpRequest, head: Header) -> list[File]:
    if not head.can_write_notes:
        return [head.file]
    return household_files(head.file, rights(request), Action.WRITE_NOTES, head.today)


def _upload_form(request: HttpRequest, head: Header, household: Sequence[File]) -> UploadForm:
    if not head.can_write_notes:
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES, file=head.file, household=household)
    if is_too_much(request):
        form.is_valid()
        form.errors.pop("sheets", None)
        form.add_error("sheets", TOO_MUCH)
    return form


def _take_in(request: HttpRequest, head: Header, form: UploadForm) -> HttpResponse:
    """The good sheets are kept, whatever became of the others. Nothing of a name is put into the session."""
    uploads = form.cleaned_data["sheets"]
    sheets, refused = look_at((upload.name or "", upload.read()) for upload in uploads)
    if not sheets:
        for refusal in refused:
            form.add_error("sheets", _why(refusal, len(uploads), named=True))
        return _list(request, head, form)
    base, made = form.cleaned_data["document_id"], []
    bundles = [[sheet] for sheet in sheets] if form.cleaned_data["apart"] else [sheets]
    for number, bundle in enumerate(bundles):
        made.append(_store(request, form, bundle, UUID(int=base.int + number)))
    text = ngettext("Das Schriftstück ist abgelegt.", "%(n)s Schriftstücke sind abgelegt.", len(made))
    messages.success(request, text % {"n": len(made)})
    for refusal in refused:
        messages.warning(request, _why(refusal, len(uploads), named=False))
    if len(made) == 1:
        return redirect("notes:document", head.file.pk, made[0].pk)
    return redirect("notes:documents", head.file.pk)


def _store(request: HttpRequest, form: UploadForm, sheets: Sequence[Sheet], key: UUID) -> Document:
    return store_document(
        form.chosen_files(), sheets, author=request.user, by=request.user, now=request.now, document_id=key
    )


def _why(refusal: Refusal, count: int, *, named: bool) -> str:
    """A file's name stays on the page it was sent from; in a message, which is kept, the number stands for it."""
    if named and refusal.name:
        return f"{refusal.name}: {WHY[refusal.why]}"
    if count == 1:
        return str(WHY[refusal.why])
    number = _("Die %(number)s. Datei fehlt:") % {"number": refusal.number}
    return f"{number} {WHY[refusal.why]}"


def _list(request: HttpRequest, head: Header, form: UploadForm) -> HttpResponse:
    papers = shelf(head).papers
    wanted, shows = request.GET.get("ablage", ""), request.GET.get("papier", "")
    of_status = next((s for s in head.statuses if str(s.pk) == shows), None)
    unsorted = [p for p in papers if p.is_unsorted and not p.is_erased]
    sorted_ = [p for p in papers if p not in unsorted]
    found = first_looks([p.id for p in unsorted])
    context = {
        "head": head, "file": head.file, "form": form, "tab_counts": {"documents": len(papers) or None},
        "unsorted": [(p, _sort_form(p, head), found.get(p.id)) for p in unsorted],
        "chips_": [] if of_status else _chips(sorted_, wanted, head),
        "of_status": _status_title(head, of_status) if of_status else "", "trail": _("Schriftstücke"),
        "papers": [p for p in sorted_ if p.status == of_status.pk] if of_status
        else [p for p in sorted_ if wanted in ("", p.category)],
    }  # fmt: skip
    return render(request, "notes/documents.html", context, status=422 if form.errors else 200)


def _sort_form(paper: Paper, head: Header) -> SortForm:
    return SortForm(concept=head.concept, initial={"version": paper.version}, auto_id=f"s{paper.id.hex[-12:]}_%s")


def _chips(papers: Sequence[Paper], wanted: str, head: Header) -> list[tuple[str, str, bool, int]]:
    words = titles(head.concept.document_categories)
    counts = {key: sum(p.category == key for p in papers) for key in words}
    chips = [(words[key], f"?ablage={key}", wanted == key, count) for key, count in counts.items() if count]
    return [(_("Alle"), "?", wanted == "", len(papers)), *chips] if len(chips) > 1 else []


def document(request: HttpRequest, key: UUID, document: UUID) -> HttpResponse:
    """One document: its sheets, what is known of it; `step` says which of its forms was sent."""
    file, found = get_document(request, key, document)
    head = header(request, file, "documents")
    step = request.POST.get("step", "")
    if (
        step and step != "erase" and not head.can_write_notes
    ):  # what must not be there, must not in a closed file either
        raise PermissionDenied
    desk = _desk(request, head, found, step)
    form = desk.forms.get(STEPS.get(step, ""))
    if step and (form is None or form.is_valid()):
        try:
            said = _do(request, step, head, found, desk)
        except Refused as refused:
            if form is None:
                messages.warning(request, str(refused))
            else:
                form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect("notes:documents", file.pk) if step == "sort" else redirect(request.path)
    context = {
        "head": head, "file": file, "record": found, "sheets": sheets_of(found), **desk.forms,
        "category_title": title(head.concept.document_categories, found.category) if found.category else "",
        "facts_": _facts(found, desk.standing, head), "trail": _("Schriftstück"), "letter": letter_of(found, head),
        "linked": linked(found, head) if found.direction else [],
        "erasure": desk.erasure,
    }  # fmt: skip
    answer = render(request, "notes/document.html", context, status=422 if form and form.errors else 200)
    if any(not part.is_picture for part in context["sheets"]):
        answer["Content-Security-Policy"] = WITH_FRAME
    return answer


# which form a step fills in; others have none
STEPS = {"describe": "say", "sort": "say", "answer": "answer", "strike": "strike", "erase": "erase"}


@dataclass(frozen=True)
class _Desk:
    """What lies beside the sheets."""

    standing: list[Standing]
    erasure: DocumentErasure | None  # the latest request
    forms: dict[str, forms.Form]


def _desk(request: HttpRequest, head: Header, found: Document, step: str) -> _Desk:
    standing = standing_in(found, rights(request), head.today)
    erasure = found.erasures.select_related("asked_by", "decided_by").last()
    if found.erased_at:
        return _Desk(standing, erasure, {})
    there = {row.file_id for row in standing}
    say = DescribeForm(
        _typed(request, found, step), concept=head.concept, today=head.today, initial=DescribeForm.of(found),
        others=[f for f in _household(request, head) if f.pk not in there], statuses=_statuses(head, found),
    )  # fmt: skip
    made: dict[str, forms.Form] = {"say": say}
    if erasure is None or erasure.decided_at:
        made["erase"] = EraseDocumentForm(request.POST if step == "erase" else None, auto_id="loeschen_%s")
    if may_strike(rights(request), found, head.file, head.today) and not found.struck_at:
        made["strike"] = TakeBackForm(request.POST if step == "strike" else None, auto_id="zurueck_%s")
    if found.direction == Document.Direction.IN and found.answered_on is None and not found.struck_at:
        sent_ = [p for p in shelf(head).papers if p.direction == Document.Direction.OUT]
        ours = [p for p in sent_ if not p.struck and p.answers is None]
        outgoing = [(str(p.id), f"{p.headline}, {date_(p.on)}") for p in ours]
        sent = request.POST if step == "answer" else None
        made["answer"] = AnswerForm(sent, outgoing=outgoing, today=head.today, auto_id="antwort_%s")
    return _Desk(standing, erasure, made)


def _statuses(head: Header, found: Document) -> list[tuple[str, str]]:
    """Those of the person, the newest first; in the file of another one what is set stays set, without its name."""
    offered = [(str(s.pk), _status_title(head, s)) for s in reversed(head.statuses)]
    if found.status_id and str(found.status_id) not in {key for key, _title in offered}:
        offered.append((str(found.status_id), _("Status einer anderen Person")))
    return offered


def _status_title(head: Header, status: ResidenceStatus) -> str:
    words = {"what": title(head.concept.statuses, status.status), "day": date_(status.from_on)}
    return _("%(what)s seit %(day)s") % words


def _do(request: HttpRequest, step: str, head: Header, found: Document, desk: _Desk) -> str:
    form, by = desk.forms.get(STEPS.get(step, "")), request.user
    if isinstance(form, DescribeForm):
        files, version = [head.file, *form.further_files()], form.cleaned_data["version"]
        describe_document(found, form.said(), files=files, version=version, concept=head.concept, by=by)
        return _("Gesichert.")
    if isinstance(form, AnswerForm):
        ours = form.cleaned_data.get("outgoing")
        outgoing = get_document(request, head.file.pk, UUID(ours))[1] if ours else None
        answer_letter(found, form.cleaned_data["answered_on"], outgoing, by=by)
        return _("Die Post ist beantwortet.")
    if isinstance(form, TakeBackForm):
        strike_document(found, form.cleaned_data["strike_reason"], by=by, now=request.now)
        return _("Das Schriftstück ist zurückgenommen. Es bleibt lesbar.")
    if isinstance(form, EraseDocumentForm):
        data = form.cleaned_data
        ask_for_document_erasure(found, head.file, data["erase_reason"], data["erase_words"], by=by, now=request.now)
        return _("Die Löschung ist beantragt. Sie geschieht, sobald eine zweite Person sie bestätigt.")
    if step == "erase":
        raise Refused(_("Die Löschung ist schon beantragt. Eine zweite Person entscheidet."))
    if step == "no-answer":
        answer_letter(found, head.today, no_answer=True, by=by)
        return _("Vermerkt: Eine Antwort ist nicht nötig.")
    if step == "reopen":
        reopen_letter(found, by=by)
        return _("Die Post ist wieder offen.")
    raise Http404


@dataclass(frozen=True)
class Letter:
    """What the page says of a letter besides."""

    state: tuple[str, str]
    due_on: date | None
    answered_on: date | None
    days: tuple[Day, ...]  # how the day came about, where it was counted or rolled on


def letter_of(found: Document, head: Header) -> Letter | None:
    if not found.direction or found.erased_at:
        return None
    reckoned = reckon(head.concept, found.due_rule, found.received_on, found.named_on)
    state = state_of(
        found.direction, found.due_on, found.answered_on, found.no_answer, bool(found.struck_at), head.today
    )
    is_plain = reckoned is None or (found.due_rule == Document.DueRule.DAY and reckoned.due == reckoned.calendar_end)
    return Letter(state, found.due_on, found.answered_on, () if is_plain or reckoned is None else reckoned.days)


@keeps(gettext_lazy("Post ohne Scan"))
def letter(request: HttpRequest, key: UUID) -> HttpResponse:
    """A letter without a scan: told on the telephone, sent by post, handed over at a counter."""
    file = get_file(request, key, action=Action.WRITE_NOTES, reading="documents")
    head = header(request, file, "documents")
    if not head.can_write_notes:
        raise PermissionDenied
    form = LetterForm(
        request.POST or None, file=file, household=_household(request, head), concept=head.concept, today=head.today
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = store_document(
                form.chosen_files(), [], author=request.user, by=request.user, now=request.now,
                document_id=form.cleaned_data["document_id"], said=form.said(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Die Post ist eingetragen."))
            return redirect("notes:document", file.pk, made.pk)
    context = {"head": head, "file": file, "form": form, "trail": _("Post ohne Scan")}
    return render(request, "notes/letter.html", context, status=422 if form.errors else 200)


def _facts(found: Document, standing: Sequence[Standing], head: Header) -> list[tuple[str, str]]:
    """What stands beside the sheets."""
    facts = []
    if found.category:
        facts.append((_("Ablage"), title(head.concept.document_categories, found.category)))
    if found.direction and not found.erased_at:
        kind = title(head.concept.correspondents, found.correspondent) if found.correspondent else ""
        side = ", ".join(filter(None, (kind, found.other_side)))
        is_in = found.direction == Document.Direction.IN
        if side:
            facts.append((_("Von") if is_in else _("An"), side))
        if found.received_on:
            facts.append((_("Eingegangen") if is_in else _("Abgeschickt"), date_(found.received_on)))
    if shown := next((s for s in head.statuses if s.pk == found.status_id), None):
        facts.append((_("Papier zu"), _status_title(head, shown)))
    if found.dated_on:
        facts.append((_("Datum darauf"), date_(found.dated_on)))
    facts.append((_("Abgelegt"), _("am %(day)s von %(who)s") % {"day": date_(found.at), "who": found.author.name}))
    if found.template:
        facts.append((_("Gedruckt mit"), _("%(name)s, Fassung %(version)s") % {
            "name": found.template, "version": found.template_version,
        }))  # fmt: skip
    if len(standing) > 1:
        names = [s.name.label if s.name else _("eine weitere Akte") for s in standing]
        facts.append((_("Steht in"), ", ".join(names)))
    return facts


def _typed(request: HttpRequest, found: Document, step: str) -> Any:
    """The line in the list says less than the page: what it does not ask for stays what it is."""
    if step == "describe":
        return request.POST
    if step != "sort":
        return None
    data = request.POST.copy()
    for name, value in DescribeForm.of(found).items():
        if name not in data and value:
            data[name] = date_(value) if isinstance(value, date) else str(value)
    return data


@require_safe
def sheet(request: HttpRequest, key: UUID, document: UUID, position: int) -> HttpResponse:
    """The bytes of one sheet, to look at or (`?laden`) to take away."""
    is_copy = "laden" in request.GET
    file, found = get_document(request, key, document, reading="document-copy" if is_copy else "document")
    there = None if found.erased_at else sheet_of(found, position)
    if there is None:
        raise Http404
    media_type, data = there
    name = f"Schriftstueck-{file.number}-{found.on.isoformat()}-{position}.{ENDINGS[media_type]}"
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'{"attachment" if is_copy else "inline"}; filename="{name}"'
    response["Content-Security-Policy"] = POLICIES.get(media_type, POLICY)
    if media_type == PDF:
        response["X-Frame-Options"] = "SAMEORIGIN"
    return response
