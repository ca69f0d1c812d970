"""Forms for applications. Shape only."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.forms import with_empty
from lotse.cases.models import File
from lotse.cases.words import name_of
from lotse.notes.shelf import Paper
from lotse.programmes.models import BenefitApplication
from lotse.programmes.row_forms import WORDS, RowForm, day
from lotse.ui.fields import GermanDateField
from lotse.ui.filters import date_

GRANTED = (BenefitApplication.Decision.GRANTED, BenefitApplication.Decision.PARTLY)


class BeginForm(RowForm):
    """What for, and for whom of the household: entered once."""

    kind = forms.ChoiceField(
        label=_("Welcher Antrag?"), error_messages={"required": _("Bitte auswählen, was beantragt wird.")}
    )
    started_on = GermanDateField(label=_("Begonnen am"))
    also = forms.MultipleChoiceField(
        label=_("Betrifft auch"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Der Antrag steht dann auch in dieser Akte."),
    )  # fmt: skip
    words = forms.CharField(**WORDS)
    past: tuple[str, ...] = ("started_on",)

    def __init__(self, *args: Any, others: Sequence[File], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others
        self.offer("kind", self.head.concept.federal.evidence_lists)
        self.fields["also"].choices = [(str(f.pk), name_of(f.person, f.concept).label) for f in others]  # type: ignore[attr-defined]
        self.initial["also"] = self.standing(kwargs["row"])
        if not others:
            del self.fields["also"]

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        names = (name for name in cls.base_fields if name not in ("also", "document", "words"))
        return {name: getattr(row, name) for name in names} | {"words": row.words or ""}

    def standing(self, row: BenefitApplication) -> list[str]:
        """Which of those offered it concerns already."""
        files = set() if row._state.adding else set(row.persons.values_list("file_id", flat=True))
        return [str(f.pk) for f in self.others if f.pk in files]

    def show_both(self, current: Any) -> None:
        super().show_both(current)
        theirs = self.standing(current)
        if "also" in self.fields and theirs != [str(f.pk) for f in self.chosen()]:
            self.theirs.append((str(self.fields["also"].label), self._readable("also", theirs)))

    def chosen(self) -> list[File]:
        ids = set(self.cleaned_data.get("also", ()))
        return [f for f in self.others if str(f.pk) in ids]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name not in ("also", "document")}


class ApplicationForm(BeginForm):
    """What became of it."""

    handed_in_on = day(_("Eingereicht am"))
    decision = forms.ChoiceField(
        label=_("Entscheidung"), choices=BenefitApplication.Decision.choices, widget=forms.RadioSelect, required=False
    )
    decided_on = day(_("Entschieden am"), help_text=_("Datum des Bescheids"))
    granted_from_on = day(_("Bewilligt ab"))
    granted_until_on = day(_("Bewilligt bis"))
    is_last = forms.BooleanField(
        label=_("Es folgt kein weiterer Antrag"), required=False,
        help_text=_("Sonst erinnert Lotse 60 Tage vor dem Ende an den Folgeantrag."),
    )  # fmt: skip
    document = forms.ChoiceField(
        label=_("Bescheid"),
        required=False,
        help_text=_("Aus den Schriftstücken dieser Akte. Fehlt er dort, bitte zuerst ablegen."),
    )
    field_order = (
        "handed_in_on", "decision", "decided_on", "granted_from_on", "granted_until_on", "is_last", "document",
        "kind", "started_on", "also", "words", "version",
    )  # fmt: skip
    past = ("started_on", "handed_in_on", "decided_on")

    def __init__(self, *args: Any, papers: Sequence[Paper], row: BenefitApplication, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.papers = {str(p.id): p for p in papers if (not p.struck and not p.is_erased) or p.id == row.document_id}
        options = [(key, f"\u2068{p.headline}\u2069, {date_(p.on)}") for key, p in self.papers.items()]
        self.is_elsewhere = row.document_id is not None and str(row.document_id) not in self.papers
        if self.is_elsewhere:  # it stands in another file of the household: it is kept, and not named here
            options.append((str(row.document_id), gettext("in einer anderen Akte")))
        self.fields["document"].choices = with_empty(options, gettext("kein Scan"))  # type: ignore[attr-defined]

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        return super().values_of(row) | {"document": str(row.document_id or "")}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        decision = data.get("decision")
        if decision and not data.get("decided_on") and "decided_on" not in self.errors:
            self.add_error("decided_on", gettext("Bitte den Tag der Entscheidung angeben."))
        if data.get("decided_on") and not decision:
            self.add_error("decision", gettext("Bitte auswählen, wie entschieden wurde."))
        if decision not in GRANTED:
            for name in ("granted_from_on", "granted_until_on"):
                if data.get(name):
                    self.add_error(name, gettext("Bewilligt ist etwas nur mit der Entscheidung „bewilligt“."))
        for first, second in (
            ("started_on", "handed_in_on"), ("handed_in_on", "decided_on"), ("granted_from_on", "granted_until_on"),
        ):  # fmt: skip
            self.in_order(data, first, second)
        return data

    def values(self) -> dict[str, Any]:
        chosen = self.cleaned_data.get("document")
        return super().values() | {"document_id": UUID(chosen) if chosen else None}


class EvidenceForm(forms.Form):
    """One click: an item, what is said of it, and which document."""

    item = forms.SlugField(max_length=60)
    state = forms.ChoiceField(choices=[(word, word) for word in ("there", "not-needed", "needed", "task")])
    document = forms.UUIDField(required=False)
