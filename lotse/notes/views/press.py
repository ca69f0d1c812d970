"""Preview, then file: the page every paper of a file is printed from. A room gives template, data and door; see
docs/howto/paper.md."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import override

from lotse.accounts.access import rights
from lotse.accounts.permissions import Action
from lotse.audit.reading import record_read
from lotse.cases.actions import Refused
from lotse.cases.header import Header
from lotse.cases.models import File
from lotse.notes.filing import file_away
from lotse.paper.answer import as_answer
from lotse.paper.press import CannotPrint, Paper, pictures, press
from lotse.ui.filters import date_
from lotse.ui.ids import uuid7
from lotse.ui.render import render


@dataclass(frozen=True)
class Filing:
    """Where a paper goes. `name` is for the downloaded file and names nobody; `title` is sealed with the document, in
    German if it is lazy."""

    category: str  # key of the federal list
    title: Any
    name: str
    files: Sequence[File] = ()  # the file it was printed from, unless several


def titled(title: Any, **words: Any) -> Any:
    """A title with days or numbers in it, written only where it is needed: in German when it is filed."""

    def written() -> str:
        return str(title) % {key: date_(word) if isinstance(word, date) else word for key, word in words.items()}

    return lazy(written, str)()


def press_page(
    request: HttpRequest,
    head: Header,
    form: forms.Form,
    make: Callable[[Mapping[str, Any]], Paper],
    filing: Filing,
    *,
    action: Action = Action.OPEN_FILE,
    template: str = "notes/press.html",
    context: Mapping[str, Any] | None = None,
    also: Mapping[str, Callable[[Paper, str], HttpResponse]] | None = None,
    beginning: Callable[[Paper], Paper] | None = None,
    kind: str = "print",
) -> HttpResponse:
    """The form, the pages it makes, and three ways on: look again, open the PDF, file it. `make` gets what was typed,
    or at first the form's initial values, and writes German whatever the screen speaks. `action` is the right it rests
    on; `also` are further ways out, by the value of their button. Of a long paper the preview shows its `beginning`;
    `kind` is the word of the read log."""
    step, typed, pages, problem = request.POST.get("step", ""), _typed(form), [], ""
    if step == "file" and Action.WRITE_NOTES not in head.may:  # who may look and print does not write in the file
        raise PermissionDenied
    if typed is not None:
        try:
            with override("de"):
                paper = make(typed)
            paper = replace(paper, labels={name: f.label for name, f in form.fields.items()} | dict(paper.labels))
            pressed = press(paper)  # for the preview as well: only a PDF says what cannot be printed
            if step in ("pdf", "file", *(also or {})):
                record_read(request.user.pk, head.file.pk, kind, rights(request).role_for(action))
            name = f"{filing.name}-{head.file.number}"
            if step == "pdf":
                return as_answer(pressed, name)
            if also and step in also:
                return also[step](paper, name)
            if step == "file":
                with override("de"):
                    title = str(filing.title)
                made = file_away(
                    pressed, filing.files or [head.file], category=filing.category, title=title,
                    name=filing.name, dated_on=paper.on, by=request.user, now=request.now, document_id=_id(request),
                )  # fmt: skip
                messages.success(request, _("Das Papier liegt in der Akte."))
                return redirect("notes:document", head.file.pk, made.pk)
            pages = [
                f"data:image/png;base64,{b64encode(page).decode()}"
                for page in pictures(beginning(paper) if beginning else paper)
            ]
        except CannotPrint as cannot:
            problem = _say(form, str(cannot), cannot.key)
        except Refused as refused:
            problem = _say(form, str(refused), "")
    shown = {
        "head": head, "file": head.file, "form": form, "pages": pages, "problem": problem, "filing": filing,
        "document_id": _id(request) or uuid7(), "may_file": head.can_write_notes, "trail": filing.title,
    }  # fmt: skip
    return render(request, template, shown | dict(context or {}), status=422 if form.errors or problem else 200)


def _typed(form: forms.Form) -> Mapping[str, Any] | None:
    if form.is_bound:
        return form.cleaned_data if form.is_valid() else None
    return {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}


def _say(form: forms.Form, words: str, key: str) -> str:
    """Beside the field where it lies; a form nobody has sent yet can hold no error."""
    if not form.is_bound:
        return words
    form.add_error(key if key in form.fields else None, words)
    return ""


def _id(request: HttpRequest) -> UUID | None:
    """The id the page was sent with, so that sending it twice files it once."""
    try:
        return UUID(request.POST.get("document_id", ""))
    except ValueError:
        return None
