"""Forms of goals and their agreement. Shape only."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.forms import VersionedForm
from lotse.cases.forms import with_empty
from lotse.cases.header import Header
from lotse.cases.words import choices
from lotse.casework.agreed import Agreement, Goal
from lotse.casework.forms import StepForm, text_area
from lotse.notes.shelf import Paper
from lotse.ui.fields import GermanDateField
from lotse.ui.filters import date_


class GoalForm(VersionedForm):
    area = forms.ChoiceField(
        label=_("Ziel des Konzepts"), error_messages={"required": _("Bitte auswählen, wozu das Ziel gehört.")}
    )
    horizon = forms.ChoiceField(label=_("Zeithorizont"), required=False)
    leads_to = forms.ChoiceField(label=_("Zwischenziel zu"), required=False)
    due_on = GermanDateField(label=_("Bis"), required=False)
    german = forms.CharField(
        label=_("Das Ziel auf Deutsch"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Bitte das Ziel in Worte fassen.")},
    )  # fmt: skip
    own_words = text_area(_("In den Worten der Person"), 2, longest=1000)
    language = forms.ChoiceField(label=_("Sprache dieser Worte"), required=False)
    sign = text_area(_("Woran merken beide, dass es erreicht ist?"), 2, longest=1000)

    def __init__(self, *args: Any, head: Header, row: Goal, others: Sequence[Goal], **kwargs: Any) -> None:
        super().__init__(*args, initial=self.values_of(row), **kwargs)
        self.head, concept = head, head.concept
        self._offer("area", with_empty(choices(concept.goal_areas)))
        self._offer("horizon", with_empty(choices(concept.horizons), gettext("nicht festgelegt")))
        self._offer("language", with_empty(choices(concept.languages), gettext("nicht angegeben")))
        goals = [(str(g.pk), g.german[:80]) for g in others]
        self._offer("leads_to", with_empty(goals, gettext("keinem: ein eigenes Ziel")))
        for name, entries in (("horizon", concept.horizons), ("leads_to", goals)):
            if not entries:
                del self.fields[name]

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    @classmethod
    def values_of(cls, row: Goal) -> dict[str, Any]:
        is_new = row._state.adding
        return {
            "area": row.area, "horizon": row.horizon, "leads_to": str(row.leads_to_id or ""), "due_on": row.due_on,
            "german": "" if is_new else row.german, "own_words": row.own_words or "", "language": row.language,
            "sign": row.sign or "", "version": row.version,
        }  # fmt: skip

    def clean_due_on(self) -> date | None:
        on: date | None = self.cleaned_data["due_on"]
        if on and on < self.head.today:
            raise forms.ValidationError(gettext("Dieser Tag ist schon vorbei."))
        return on

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("area", "due_on", "german", "own_words", "language", "sign")
        leads_to = data.get("leads_to") or None
        return {name: data[name] for name in names} | {
            "horizon": data.get("horizon", ""), "leads_to_id": UUID(leads_to) if leads_to else None,
        }  # fmt: skip


class EndOnForm(forms.Form):
    planned_end_on = GermanDateField(label=_("Geplantes Ende des Case Managements"), required=False)


def paper_choices(papers: Sequence[Paper]) -> list[tuple[str, str]]:
    return with_empty(
        [(str(p.id), ", ".join(filter(None, (p.title or p.category_title, date_(p.on))))) for p in papers],
        gettext("noch keines"),
    )


class Papered(forms.Form):
    """Names a document of the file, or none yet."""

    document = forms.ChoiceField(label=_("Unterschriebenes Schriftstück"), required=False)

    def __init__(self, *args: Any, papers: Sequence[Paper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].choices = paper_choices(papers)  # type: ignore[attr-defined]

    def clean_document(self) -> UUID | None:
        return UUID(self.cleaned_data["document"]) if self.cleaned_data["document"] else None


class AgreeForm(Papered, StepForm):
    how = forms.ChoiceField(
        label=_("Wie hat die Person zugestimmt?"), choices=Agreement.How.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Bitte angeben, wie die Person zugestimmt hat.")},
    )  # fmt: skip
    field_order = ["on", "how", "document", "deviation"]


class PaperForm(Papered):
    """The scan comes later."""


class SettlementForm(Papered, StepForm):
    words = text_area(_("Inhalt in Stichworten"), 2, longest=1000)
    field_order = ["on", "document", "words", "deviation"]
