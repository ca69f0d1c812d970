"""Forms of the closure and of the survey. Shape only."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.forms import VersionedForm
from lotse.cases.forms import with_empty
from lotse.casework.closure import PARTS, Answered
from lotse.casework.forms import text_area
from lotse.casework.goals_now import ShownGoal
from lotse.casework.models import Closure, GoalResult
from lotse.casework.survey import SCALE, question
from lotse.concept.entries import Entry
from lotse.paper.texts import Texts


class ClosureForm(VersionedForm):
    goals = text_area(
        _("Hilfeplan, Ziele und Ergebnisse"), 4, _("Was wurde erreicht, gemessen an dem, was vereinbart war?")
    )
    methods = text_area(_("Arbeitsmethoden"), 3, _("Was an unserer Arbeitsweise hat geholfen, was nicht?"))
    cooperation = text_area(_("Zusammenarbeit mit Dritten"), 3)
    effect = text_area(_("Wirksamkeit und Aufwand"), 3, _("Hat es etwas bewirkt, und stand der Aufwand dafür?"))
    reflection = text_area(_("Reflexion der Einzelfallarbeit"), 3)
    offers = text_area(
        _("Hinweise zur Angebotsstruktur"), 3, _("Welches Angebot hätte geholfen, welches wird nicht gebraucht?")
    )

    def __init__(self, *args: Any, row: Closure, goals_: Sequence[ShownGoal], **kwargs: Any) -> None:
        super().__init__(*args, initial=self.values_of(row), **kwargs)
        self.agreed = list(goals_)
        said = {} if row._state.adding else {r.goal: r for r in row.results.all()}
        for goal in self.agreed:
            result, words = f"result-{goal.origin}", f"words-{goal.origin}"
            options = with_empty(list(GoalResult.Result.choices), gettext("noch nicht gesagt"))
            self.fields[result] = forms.ChoiceField(label=goal.german, required=False, choices=options)
            self.fields[words] = text_area(_("Bemerkung"), 1, longest=1000)
            if found := said.get(goal.origin):
                found.fresh_key = row.fresh_key
                self.initial[result], self.initial[words] = found.result, found.words or ""

    @classmethod
    def values_of(cls, row: Closure) -> dict[str, Any]:
        found = {} if row._state.adding else {f"result-{r.goal}": r.result for r in row.results.all()}
        return {part: getattr(row, part) or "" for part in PARTS} | {"version": row.version} | found

    @property
    def lines(self) -> list[tuple[ShownGoal, Any, Any]]:
        return [(g, self[f"result-{g.origin}"], self[f"words-{g.origin}"]) for g in self.agreed]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for goal in self.agreed:
            if data.get(f"words-{goal.origin}") and not data.get(f"result-{goal.origin}"):
                self.add_error(f"result-{goal.origin}", gettext("Bitte auswählen, was aus dem Ziel wurde."))
        return data

    def words(self) -> dict[str, str]:
        return {part: self.cleaned_data[part] for part in PARTS}

    def results(self) -> dict[UUID, tuple[str, str]]:
        data = self.cleaned_data
        return {g.origin: (data[f"result-{g.origin}"], data[f"words-{g.origin}"]) for g in self.agreed}


class LinkForm(forms.Form):
    language = forms.ChoiceField(label=_("In welcher Sprache?"))

    def __init__(self, *args: Any, languages: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]


class SurveyForm(forms.Form):
    """In the person's language: every question may stay without an answer; who may see it is hers to say."""

    def __init__(self, *args: Any, questions: Sequence[Entry], texts: Texts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        scale = [(str(value), texts[key]) for key, value in SCALE]
        for entry in questions:
            self.fields[entry.key] = forms.ChoiceField(
                label=question(entry, texts), choices=[*scale, ("", texts["skip"])], widget=forms.RadioSelect,
                required=False, error_messages={"invalid_choice": texts["choose"]},
            )  # fmt: skip
        self.fields["words"] = forms.CharField(
            label=texts["words"], help_text=texts["no-names"], required=False, max_length=2000,
            widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        )  # fmt: skip
        self.fields["whose"] = forms.ChoiceField(
            label=texts["whose"], widget=forms.RadioSelect,
            choices=[("total-only", texts["total-only"]), ("with-me", texts["with-me"])],
            error_messages={"required": texts["choose"], "invalid_choice": texts["choose"]},
        )  # fmt: skip

    def answered(self) -> Answered:
        data = self.cleaned_data
        ticked = {q.key: int(data[q.key]) if data[q.key] else None for q in self.questions}
        return Answered(ticked, data["words"], data["whose"] == "with-me")
