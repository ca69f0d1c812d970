"""The shape of a question to another body, and of its answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.forms import VersionedForm
from lotse.programmes.models import HousingHearing
from lotse.ui.fields import GermanDateField


class AskForm(forms.Form):
    due_on = GermanDateField(label=_("Antwort erbeten bis"), required=False, help_text=_("leer: ohne Frist"))

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < self.today:
            raise forms.ValidationError(gettext("Dieser Tag ist schon vorbei."))
        return due_on


class HearingForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Antwort"), choices=[("none", _("keine Bedenken")), ("concerns", _("Bedenken")),
                                     ("silent", _("äußert sich nicht"))],
        widget=forms.RadioSelect, error_messages={"required": _("Bitte auswählen, wie die Antwort lautet.")},
    )  # fmt: skip
    on = GermanDateField(label=_("Antwort vom"))
    words = forms.CharField(
        label=_("Wortlaut"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nur für die Stelle, die entscheidet; wird verschlossen."),
    )  # fmt: skip

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on and on > self.today:
            raise forms.ValidationError(gettext("Dieser Tag liegt in der Zukunft."))
        return on


class OwnAnswerForm(VersionedForm):
    """A body answers itself: today, and perhaps once more."""

    answer = forms.ChoiceField(
        label=_("Antwort"), choices=HousingHearing.Answer.choices[1:], widget=forms.RadioSelect,
        error_messages={"required": _("Bitte auswählen, wie die Antwort lautet.")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("Wortlaut"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Nur für die Stelle, die entscheidet; wird verschlossen."),
    )  # fmt: skip

    @classmethod
    def values_of(cls, row: HousingHearing) -> dict[str, Any]:
        return {"answer": row.answer, "words": row.words or "", "version": row.version}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("answer") == HousingHearing.Answer.CONCERNS and not (data.get("words") or "").strip():
            self.add_error("words", gettext("Bitte sagen, welche Bedenken bestehen."))
        return data
