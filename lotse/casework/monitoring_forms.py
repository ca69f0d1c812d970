"""Forms of monitoring: reviews, words to a deviation, gaps. Shape only."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.forms import with_empty
from lotse.casework.forms import area
from lotse.casework.goals_now import ShownGoal
from lotse.casework.kept_forms import KeptForm, day
from lotse.casework.models import Gap, GoalReview, Review
from lotse.casework.monitoring import Held
from lotse.concept.deviations import TITLES
from lotse.concept.model import Concept
from lotse.ui.fields import GermanDateField


class PlanForm(forms.Form):
    due_on = GermanDateField(label=_("Überprüfung am"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date | None:
        on: date | None = self.cleaned_data["due_on"]
        if on and on < self.today:
            raise forms.ValidationError(gettext("Dieser Tag ist schon vorbei."))
        return on


class ReviewForm(KeptForm):
    held_on = GermanDateField(label=_("Überprüft am"))
    words = area(_("Ergebnis"), 4, _("Was ist gelungen, was nicht, was heißt das für Ziele und Plan?"))
    next_on = day(_("Nächste Überprüfung am"))
    past = ("held_on",)

    def __init__(self, *args: Any, row: Review, goals: Sequence[ShownGoal], **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.goals = list(goals)
        self.initial["held_on"] = row.held_on or self.today
        said = {r.goal: r for r in row.goals.all()}
        for goal in self.goals:
            state, words = f"state-{goal.origin}", f"words-{goal.origin}"
            self.fields[state] = forms.ChoiceField(
                label=goal.german, required=False, choices=with_empty(list(GoalReview.State.choices), gettext("nicht besprochen"))
            )
            self.fields[words] = area(_("Bemerkung"), 1, longest=1000)
            if found := said.get(goal.origin):
                found.fresh_key = row.fresh_key
                self.initial[state], self.initial[words] = found.state, found.words or ""

    @classmethod
    def values_of(cls, row: Review) -> dict[str, Any]:
        found = {f"state-{r.goal}": r.state for r in row.goals.all()}
        return super().values_of(row) | {"next_on": None} | found

    @property
    def lines(self) -> list[tuple[ShownGoal, Any, Any]]:
        return [(g, self[f"state-{g.origin}"], self[f"words-{g.origin}"]) for g in self.goals]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (on := data.get("next_on")) and on <= self.today:
            self.add_error("next_on", gettext("Dieser Tag ist schon vorbei oder heute."))
        for goal in self.goals:
            if data.get(f"words-{goal.origin}") and not data.get(f"state-{goal.origin}"):
                self.add_error(f"state-{goal.origin}", gettext("Bitte auswählen, wie das Ziel steht."))
        return data

    def held(self) -> Held:
        data = self.cleaned_data
        said: dict[UUID, tuple[str, str]] = {
            g.origin: (data[f"state-{g.origin}"], data[f"words-{g.origin}"])
            for g in self.goals
            if data[f"state-{g.origin}"]
        }
        return Held(data["held_on"], data["words"], said, data["next_on"])


class DeviationForm(forms.Form):
    goal = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in TITLES], widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Woran liegt es, und was folgt daraus?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Bitte in einem Satz sagen, woran es liegt.")},
    )  # fmt: skip


class GapForm(KeptForm):
    field = forms.ChoiceField(label=_("Handlungsfeld"), error_messages={"required": _("Bitte das Handlungsfeld auswählen.")})
    words = forms.CharField(
        label=_("Welches Angebot fehlt?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ein Satz ohne Namen: Er hilft, das Angebot zu planen."),
        error_messages={"required": _("Bitte sagen, welches Angebot fehlt.")},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Warum hilft nichts, was es gibt?"), choices=Gap.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Bitte auswählen, was fehlt.")},
    )  # fmt: skip
    place = forms.ChoiceField(label=_("Wo?"), required=False)
    language = forms.ChoiceField(label=_("In welcher Sprache?"), required=False)
    on = GermanDateField(label=_("Gemerkt am"))
    closed_on = day(_("Das Angebot gibt es seit"), help_text=_("Dann zählt die Lücke nicht mehr mit."))
    past = ("on", "closed_on")

    def __init__(self, *args: Any, concept: Concept, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("field", concept.fields_of_action)
        self.offer("language", concept.languages, gettext("keine besondere"))
        places = [(d.name, d.name) for region in concept.regions for d in region.districts]
        self.fields["place"].choices = with_empty(sorted(places), gettext("überall"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") == Gap.Kind.LANGUAGE and not data.get("language"):
            self.add_error("language", gettext("Bitte auswählen, in welcher Sprache es fehlt."))
        self.in_order(data, "on", "closed_on")
        return data
