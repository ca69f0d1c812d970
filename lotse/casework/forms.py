"""Forms of the first steps: the question whether case management is called for, the first interview, the decision,
taking a step back, the end. Shape only."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.forms import VersionedForm
from lotse.accounts.models import User
from lotse.cases.forms import with_empty
from lotse.cases.header import Header
from lotse.cases.words import choices
from lotse.casework.interview import Spoken
from lotse.casework.models import Interview, PromptAnswer
from lotse.concept.cycle import Lack
from lotse.ui.fields import GermanDateField

LONG = 4000


def text_area(label: Any, rows: int = 3, hint: Any = "", longest: int = LONG) -> forms.CharField:
    """Words that are sealed; none of them must be there."""
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=longest, widget=forms.Textarea(attrs={"rows": rows})
    )


def people(head: Header, me: User, also: User | None = None) -> dict[str, User]:
    """Who may have done it: I myself, everybody the file is with, and who is named so far."""
    found = (me, *(a.user for a in head.allocations), *([also] if also else []))
    return {str(u.pk): u for u in found}


def not_ahead(on: date | None, today: date) -> date | None:
    if on and on > today:
        raise forms.ValidationError(gettext("Dieser Tag liegt in der Zukunft. Eingetragen wird, was geschehen ist."))
    return on


class StepForm(forms.Form):
    """A step is taken on a day. What is lacking is said above it; going on all the same wants a reason."""

    on = GermanDateField(label=_("Am"))
    deviation = text_area(_("Warum trotzdem?"), 2, longest=1000)

    def __init__(self, *args: Any, today: date, lacks: Iterable[Lack] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.lacks = today, list(lacks)
        self.fields["on"].initial = today

    def clean_on(self) -> date | None:
        return not_ahead(self.cleaned_data["on"], self.today)

    def wants_reason(self) -> bool:
        return bool(self.lacks)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.wants_reason() and not (data.get("deviation") or "").strip() and "deviation" not in self.errors:
            self.add_error(
                "deviation", gettext("Es fehlt noch etwas. Bitte sagen Sie, warum Sie trotzdem weitergehen.")
            )
        return data


class PromptForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Ergebnis der Prüfung"), choices=PromptAnswer.Answer.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Bitte auswählen, was die Prüfung ergeben hat.")},
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("Grund"), error_messages={"required": _("Bitte einen Grund auswählen.")})
    words = text_area(_("In Worten"), 2, longest=1000)
    until_on = GermanDateField(label=_("Wieder fragen am"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["reason"].choices = with_empty(list(PromptAnswer.Reason.choices))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        until_on = data.get("until_on")
        if data.get("answer") != PromptAnswer.Answer.LATER:
            data["until_on"] = None  # a day left over in the form means nothing
        elif "until_on" not in self.errors:
            if until_on is None:
                self.add_error("until_on", gettext("Bitte den Tag angeben, an dem wieder gefragt werden soll."))
            elif until_on <= self.today:
                self.add_error("until_on", gettext("Dieser Tag ist schon vorbei oder heute."))
        return data


YES_NO = {"yes": True, "no": False, "": None}


def yes_no(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, widget=forms.RadioSelect,
        choices=[("yes", _("ja")), ("no", _("nein")), ("", _("noch offen"))],
    )  # fmt: skip


class InterviewForm(VersionedForm):
    on = GermanDateField(label=_("Tag des Gesprächs"))
    user = forms.ChoiceField(label=_("Wer hat es geführt?"))
    language = forms.ChoiceField(label=_("Sprache"), required=False)
    with_interpreter = forms.BooleanField(label=_("mit Dolmetscher"), required=False)
    told = forms.MultipleChoiceField(label=_("Erklärt"), widget=forms.CheckboxSelectMultiple, required=False)
    problems = text_area(_("Problemlage"), 5, _("Der erste Eindruck: worum geht es, was hängt zusammen?"))
    motivation = text_area(_("Motivation"), 3, _("Was möchte die Person erreichen, was traut sie sich zu?"))
    problem_fits = yes_no(_("Ist die Problemlage für Case Management geeignet?"))
    is_motivated = yes_no(_("Reicht die Motivation?"))

    def __init__(self, *args: Any, head: Header, row: Interview, me: User, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.values_of(row), **kwargs)
        self.head = head
        self.people = people(head, me, row.user if row.user_id else None)
        self._offer("user", [(key, user.name) for key, user in self.people.items()])
        self._offer("language", with_empty(choices(head.concept.languages), gettext("nicht angegeben")))
        self._offer("told", choices(head.concept.interview_items))
        if not head.concept.interview_items:
            del self.fields["told"]

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    @classmethod
    def values_of(cls, row: Interview) -> dict[str, Any]:
        word = {True: "yes", False: "no", None: ""}
        return {
            "on": row.on, "user": str(row.user_id or ""), "language": row.language,
            "with_interpreter": row.with_interpreter, "problems": row.problems or "",
            "motivation": row.motivation or "", "problem_fits": word[row.problem_fits],
            "is_motivated": word[row.is_motivated], "version": row.version,
            "told": [] if row._state.adding else sorted(row.told.values_list("item", flat=True)),
        }  # fmt: skip

    def clean_on(self) -> date | None:
        return not_ahead(self.cleaned_data["on"], self.head.today)

    def clean_told(self) -> list[str]:
        return sorted(self.cleaned_data["told"])

    def spoken(self) -> Spoken:
        data = self.cleaned_data
        return Spoken(
            data["on"], self.people[data["user"]], data["language"], data["with_interpreter"], data["problems"],
            data["motivation"], YES_NO[data["problem_fits"]], YES_NO[data["is_motivated"]], tuple(data.get("told", ())),
        )  # fmt: skip


class DecisionForm(StepForm):
    decision = forms.ChoiceField(
        label=_("Entscheidung"), widget=forms.RadioSelect,
        choices=[
            ("case-management", _("Übernahme ins Case Management")), ("occasional", _("Hilfe aus Anlass")),
        ],
        error_messages={"required": _("Bitte auswählen, was entschieden ist.")},
    )  # fmt: skip
    words = text_area(_("Begründung"), 2, longest=1000)
    field_order = ["decision", "on", "words", "deviation"]

    def wants_reason(self) -> bool:
        return bool(self.lacks) and self.cleaned_data.get("decision") == "case-management"


class UndoForm(forms.Form):
    words = forms.CharField(
        label=_("Warum?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Bitte sagen Sie, warum der Schritt zurückgenommen wird.")},
    )  # fmt: skip


class EndForm(StepForm):
    reason = forms.ChoiceField(label=_("Grund"), error_messages={"required": _("Bitte einen Grund auswählen.")})
    field_order = ["reason", "on", "deviation"]

    def __init__(self, *args: Any, head: Header, **kwargs: Any) -> None:
        super().__init__(*args, today=head.today, **kwargs)
        reasons = choices(head.concept.closing_reasons) or [("other", gettext("beendet"))]
        self.fields["reason"].choices = with_empty(reasons)  # type: ignore[attr-defined]
