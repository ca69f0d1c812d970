"""Forms of the assessment. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.forms import VersionedForm
from lotse.cases.forms import with_empty
from lotse.cases.words import choices
from lotse.casework.assessment import WORDS
from lotse.casework.forms import text_area
from lotse.casework.models import AspectEntry, Assessment
from lotse.concept.model import Concept
from lotse.ui.reasons import text_in_language


class AspectForm(VersionedForm):
    said = forms.ChoiceField(label=_("Wurde darüber gesprochen?"), widget=forms.RadioSelect, choices=AspectEntry.Said)
    situation = text_area(_("Ausgangslage"), 4)
    needs = text_area(_("Was fehlt, was ist schwierig?"), 3)
    wishes = text_area(_("Was wünscht sich die Person?"), 3)
    coping = text_area(_("Wie kommt sie bisher zurecht?"), 3, _("Bewältigungsstrategien"))
    resources = text_area(_("Worauf kann sie bauen?"), 3, _("Ressourcen: Fähigkeiten, Menschen, Mittel"))

    @classmethod
    def values_of(cls, row: AspectEntry | None) -> dict[str, Any]:
        if row is None:
            return {"said": AspectEntry.Said.TALKED, "version": 0, **dict.fromkeys(WORDS, "")}
        words = {name: getattr(row, name) or "" for name in WORDS}
        return {"said": row.said, "version": row.version, **words}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        has_words = any((data.get(name) or "").strip() for name in WORDS)
        if data.get("said") == AspectEntry.Said.TALKED and not has_words and not self.errors:
            self.add_error("situation", gettext("Bitte wenigstens in einem Feld festhalten, was besprochen wurde."))
        if data.get("said") and data["said"] != AspectEntry.Said.TALKED and has_words:
            self.add_error("said", gettext("Unten steht etwas. Wurde doch darüber gesprochen?"))
        return data

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}


class LevelsForm(forms.Form):
    """One select for each field of action."""

    def __init__(self, *args: Any, concept: Concept, levels: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = with_empty(choices(concept.attainments), gettext("noch nicht eingeschätzt"))
        for entry in concept.fields_of_action:
            self.fields[entry.key] = forms.ChoiceField(
                label=text_in_language(entry.title), choices=options, required=False, initial=levels.get(entry.key, "")
            )


class OccasionForm(forms.Form):
    occasion = forms.ChoiceField(choices=Assessment.Occasion.choices)
