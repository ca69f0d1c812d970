"""/akten/<key>/drucken/…: a file on paper. Chosen, looked at, then opened as PDF or filed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lotse.accounts.access import rights
from lotse.accounts.permissions import Action
from lotse.cases.views.frame import open_page, page
from lotse.desk.prints import beginning, cover_sheet, notes_of, whole_file
from lotse.notes.timeline import totals
from lotse.notes.views.press import Filing, press_page, titled
from lotse.ui.fields import GermanDateField

CATEGORY = "other"  # of the federal list: a paper of our own


class SpanForm(forms.Form):
    """From one day to another, both included."""

    from_on = GermanDateField(label=_("Von"))
    until_on = GermanDateField(label=_("Bis"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("from_on") and data.get("until_on") and data["until_on"] < data["from_on"]:
            self.add_error("until_on", gettext("Dieser Tag liegt vor dem ersten."))
        return data


class FileForm(forms.Form):
    with_notes = forms.BooleanField(
        label=_("mit dem Wortlaut der Vermerke"), required=False,
        help_text=_("Sonst steht von jedem Vermerk nur, dass es ihn gibt: Tag, Form und wer."),
    )  # fmt: skip


@require_safe
def choose(request: HttpRequest, key: UUID) -> HttpResponse:
    _file, head = open_page(request, key, "print")
    return page(request, "desk/print.html", head, {})


def cover(request: HttpRequest, key: UUID) -> HttpResponse:
    _file, head = open_page(request, key, "print")
    held = rights(request)
    filing = Filing(CATEGORY, _("Deckblatt"), "Deckblatt")
    return press_page(request, head, forms.Form(request.POST or None), lambda _typed: cover_sheet(head, held), filing)


def notes(request: HttpRequest, key: UUID) -> HttpResponse:
    _file, head = open_page(request, key, "print", action=Action.READ_NOTES, reading="notes")
    oldest = totals(head)[1] or head.file.opened_on
    form = SpanForm(request.POST or None, initial={"from_on": oldest, "until_on": head.today})
    span: tuple[date, date] = (oldest, head.today)
    if form.is_bound and form.is_valid():
        span = form.cleaned_data["from_on"], form.cleaned_data["until_on"]
    words = {"from": span[0], "until": span[1]}
    return press_page(
        request, head, form, lambda typed: notes_of(head, typed["from_on"], typed["until_on"]),
        Filing(CATEGORY, titled(_("Vermerke %(from)s bis %(until)s"), **words), "Vermerke"),
        action=Action.READ_NOTES, beginning=beginning, kind="export",
    )  # fmt: skip


def whole(request: HttpRequest, key: UUID) -> HttpResponse:
    _file, head = open_page(request, key, "print", action=Action.READ_NOTES, reading="notes")
    held = rights(request)

    def make(typed: Mapping[str, Any]) -> Any:
        return whole_file(head, held, request.now, with_notes=bool(typed["with_notes"]))  # type: ignore[attr-defined]

    return press_page(
        request, head, FileForm(request.POST or None, initial={"with_notes": True}), make,
        Filing(CATEGORY, titled(_("Ganze Akte, Stand %(day)s"), day=head.today), "Akte"),
        action=Action.READ_NOTES, beginning=beginning, kind="export",
    )  # fmt: skip
