"""The forms of individual care and of the hardship procedure. Shape, and the gate's sentence."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.forms import with_empty
from lotse.cases.header import Header
from lotse.concept.everyday import CareGate
from lotse.notes.shelf import Paper
from lotse.programmes.everyday import HardshipProcedure, IndividualCare
from lotse.programmes.row_forms import WORDS, RowForm, day
from lotse.ui.filters import date_
from lotse.ui.reasons import text_in_language


def benefit_on(head: Header, on: date) -> str | None:
    """What somebody lived by on a day."""
    held = (b for b in reversed(head.benefits) if b.from_on <= on and (b.until_on is None or b.until_on >= on))
    return next((b.system for b in held), None)


def care_gate(head: Header) -> CareGate | None:
    return next(iter(head.concept.care_gates), None)


class CareForm(RowForm):
    """Care may begin once the gate is open. What began all the same is written down as a deviation, with its reason."""

    where = forms.CharField(
        label=_("Bei welchem Dienst?"), max_length=200, required=False, help_text=_("Name; er wird verschlossen.")
    )
    asked_on = day(_("Kostenübernahme beantragt am"))
    assured_on = day(_("Kosten übernommen ab"))
    assured_until_on = day(_("Kosten übernommen bis"), help_text=_("leer: ohne Ende"))
    document = forms.ChoiceField(
        label=_("Kostenübernahme als Scan"),
        required=False,
        help_text=_("Aus den Schriftstücken dieser Akte. Fehlt sie dort, bitte zuerst ablegen."),
    )
    begins_on = day(_("Einzelfallbetreuung beginnt am"))
    deviation = forms.ChoiceField(
        label=_("Ohne Kostenübernahme begonnen, weil"),
        choices=IndividualCare.Deviation.choices,
        required=False,
        help_text=_("nur wenn es schon geschehen ist"),
    )
    ended_on = day(_("Beendet am"))
    words = forms.CharField(**WORDS)
    past = ("asked_on", "ended_on")

    def __init__(self, *args: Any, papers: Sequence[Paper], row: IndividualCare, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        usable = [p for p in papers if (not p.struck and not p.is_erased) or p.id == row.document_id]
        options = [(str(p.id), f"\u2068{p.headline}\u2069, {date_(p.on)}") for p in usable]
        self.fields["document"].choices = with_empty(options, gettext("kein Scan"))  # type: ignore[attr-defined]
        self.is_locked = False

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        return super().values_of(row) | {"document": str(row.document_id or "")}

    def values(self) -> dict[str, Any]:
        found = super().values()
        chosen = found.pop("document", "")
        return found | {"document_id": UUID(chosen) if chosen else None}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        days = ("asked_on", "assured_on", "begins_on")
        if not any(data.get(name) for name in days) and not any(name in self.errors for name in days):
            self.add_error("asked_on", gettext("Bitte mindestens einen Tag angeben."))
        if data.get("assured_until_on") and not data.get("assured_on") and "assured_on" not in self.errors:
            self.add_error("assured_on", gettext("Bitte angeben, ab wann die Kosten übernommen sind."))
        self.in_order(data, "assured_on", "assured_until_on")
        self.in_order(data, "begins_on", "ended_on")
        if data.get("begins_on") and "assured_on" not in self.errors:
            self._pass_gate(data, data["begins_on"])
        else:
            data["deviation"] = ""
        return data

    def _pass_gate(self, data: dict[str, Any], on: date) -> None:
        gate = care_gate(self.head)
        assured = data.get("assured_on"), data.get("assured_until_on")
        self.is_locked = gate is not None and gate.locks(benefit_on(self.head, on), on, *assured)
        if not self.is_locked or gate is None:
            data["deviation"] = ""
        elif on > self.head.today:
            self.add_error("begins_on", text_in_language(gate.sentence))
        elif not data.get("deviation"):
            self.add_error("begins_on", text_in_language(gate.sentence))
            self.add_error("deviation", gettext("Hat sie trotzdem schon begonnen? Dann bitte auswählen, warum."))


class HardshipForm(RowForm):
    advised_on = day(_("Beraten am"))
    applied_on = day(_("Antrag an die Kommission am"))
    decision = forms.ChoiceField(
        label=_("Entscheidung"), choices=HardshipProcedure.Decision.choices, widget=forms.RadioSelect, required=False
    )
    decided_on = day(_("Entschieden am"))
    outcome = forms.ChoiceField(
        label=_("Ausgang"), choices=HardshipProcedure.Outcome.choices, widget=forms.RadioSelect, required=False
    )
    outcome_on = day(_("Ausgang vom"))
    words = forms.CharField(**WORDS)
    past = ("advised_on", "applied_on", "decided_on", "outcome_on")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("advised_on") and not data.get("applied_on") and not self.errors:
            self.add_error("advised_on", gettext("Bitte angeben, wann beraten wurde."))
        for word, on in (("decision", "decided_on"), ("outcome", "outcome_on")):
            if data.get(word) and not data.get(on) and on not in self.errors:
                self.add_error(on, gettext("Bitte den Tag dazu angeben."))
            if data.get(on) and not data.get(word):
                self.add_error(word, gettext("Bitte auswählen, was an diesem Tag war."))
        if data.get("outcome") and not data.get("decision"):
            self.add_error("decision", gettext("Vor dem Ausgang steht die Entscheidung der Kommission."))
        days = ("advised_on", "applied_on", "decided_on", "outcome_on")
        for first, second in pairwise(days):
            self.in_order(data, first, second)
        return data
