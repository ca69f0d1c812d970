"""Forms of the help plan and its reviews. Shape only."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.forms import VersionedForm
from lotse.cases.forms import with_empty
from lotse.casework.agreed import GoalReview, HelpPlan, Measure, Review
from lotse.casework.forms import StepForm, not_ahead, text_area
from lotse.network.shown import offer_name
from lotse.ui.fields import GermanDateField

Offers = Sequence[tuple[UUID, str]]  # id and name
Goals = Sequence[tuple[UUID, str]]  # origin and German words


class MeasureForm(VersionedForm):
    what = forms.CharField(
        label=_("Was wird getan?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Bitte in Worten sagen, was getan wird.")},
    )  # fmt: skip
    goal = forms.ChoiceField(label=_("Für welches Ziel?"), required=False)
    who = forms.ChoiceField(label=_("Wer?"), required=False)
    who_words = forms.CharField(
        label=_("Wer genau?"), max_length=200, required=False, help_text=_("Name der Stelle oder Person")
    )
    from_on = GermanDateField(label=_("Ab"), required=False)
    until_on = GermanDateField(label=_("Bis"), required=False)
    offer = text_area(_("Mit welchem Angebot?"), 2, longest=500)
    find = forms.CharField(label=_("Angebot im Verzeichnis suchen"), max_length=100, required=False)
    directory = forms.ChoiceField(label=_("Angebot aus dem Verzeichnis"), required=False, widget=forms.RadioSelect)
    resource = text_area(_("Mit welcher Ressource?"), 2, longest=500)

    def __init__(
        self, *args: Any, row: Measure, goals: Goals, offers: Offers = (), typed: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        """`offers`: those of the directory one may choose from. `typed`: kept while somebody is still searching."""
        kept = {name: typed[name] for name in self.base_fields if name in typed} if typed else {}
        super().__init__(*args, initial=self.values_of(row) | kept, **kwargs)
        self.offers = {str(key): name for key, name in offers}
        self._offer("directory", [("", gettext("keines")), *self.offers.items()])
        options = [(str(origin), words[:80]) for origin, words in goals]
        self._offer("goal", with_empty(options, gettext("für keines der Ziele allein")))
        self._offer("who", with_empty(list(Measure.Who.choices), gettext("noch offen")))

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    @classmethod
    def values_of(cls, row: Measure) -> dict[str, Any]:
        is_new = row._state.adding
        return {
            "what": "" if is_new else row.what, "goal": str(row.goal or ""), "who": row.who,
            "who_words": row.who_words or "", "from_on": row.from_on, "until_on": row.until_on,
            "offer": row.offer or "", "resource": row.resource or "", "version": row.version,
            "directory": "" if is_new else row.offer_key or "",
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("from_on") and data.get("until_on") and data["until_on"] < data["from_on"]:
            self.add_error("until_on", gettext("Dieser Tag liegt vor dem Beginn."))
        return data

    def values(self) -> dict[str, Any]:
        data = {n: value for n, value in self.cleaned_data.items() if n not in ("version", "find", "directory")}
        key = self.cleaned_data["directory"]
        words = data["offer"] or self.offers.get(key, "")  # as it is called today: a plan in force changes no more
        return data | {"goal": UUID(data["goal"]) if data["goal"] else None, "offer": words, "offer_key": key or None}

    def _readable(self, name: str, value: Any) -> str:
        if name == "directory" and value:
            return offer_name(UUID(value)) or super()._readable(name, value)
        return super()._readable(name, value)


class InForceForm(StepForm):
    """A plan without the person is none: it can be recorded, with its reason."""

    part = forms.ChoiceField(
        label=_("Wie war die Person beteiligt?"), choices=HelpPlan.Part.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Bitte angeben, wie die Person beteiligt war.")},
    )  # fmt: skip
    field_order = ["part", "on", "deviation"]

    def wants_reason(self) -> bool:
        return super().wants_reason() or self.cleaned_data.get("part") == HelpPlan.Part.NOT


class ReviewDayForm(forms.Form):
    due_on = GermanDateField(label=_("Überprüfung am"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date | None:
        on: date | None = self.cleaned_data["due_on"]
        if on and on < self.today:
            raise forms.ValidationError(gettext("Dieser Tag ist schon vorbei."))
        return on


class ReviewForm(VersionedForm):
    """For each goal how it stands; and words for the whole."""

    held_on = GermanDateField(label=_("Überprüft am"))
    words = text_area(_("Ergebnis"), 3, _("Was heißt das für den Plan?"))
    next_on = GermanDateField(label=_("Nächste Überprüfung am"), required=False)

    def __init__(self, *args: Any, row: Review, goals: Goals, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.values_of(row) | {"held_on": row.held_on or today}, **kwargs)
        self.today, self.goals = today, goals
        said = {g.goal: g for g in row.goals.all()}
        for g in said.values():
            g.review = row
        states = with_empty(list(GoalReview.State.choices), gettext("nicht besprochen"))
        for origin, words in goals:
            found = said.get(origin)
            self.fields[f"state-{origin}"] = forms.ChoiceField(
                label=words, choices=states, required=False, initial=found.state if found else ""
            )
            self.fields[f"words-{origin}"] = forms.CharField(
                label=gettext("Bemerkung"), max_length=500, required=False,
                initial=(found.words or "") if found else "",
            )  # fmt: skip

    @classmethod
    def values_of(cls, row: Review) -> dict[str, Any]:
        return {"held_on": row.held_on, "words": row.words or "", "version": row.version}

    def clean_held_on(self) -> date | None:
        return not_ahead(self.cleaned_data["held_on"], self.today)

    def clean_next_on(self) -> date | None:
        on: date | None = self.cleaned_data["next_on"]
        if on and on <= self.today:
            raise forms.ValidationError(gettext("Dieser Tag ist schon vorbei oder heute."))
        return on

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        return [(self[f"state-{origin}"], self[f"words-{origin}"]) for origin, _words in self.goals]

    def said(self) -> dict[UUID, tuple[str, str]]:
        data = self.cleaned_data
        return {origin: (data[f"state-{origin}"], data[f"words-{origin}"]) for origin, _words in self.goals}
