"""Forms for a status with its paper, and for a benefit. Shape only: whether a row fits is decided by the verbs."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.forms import VersionedForm
from lotse.cases.forms import with_empty
from lotse.cases.models import File
from lotse.cases.residence import BenefitFacts, StatusFacts
from lotse.cases.words import choices, name_of
from lotse.concept.model import Concept
from lotse.people.models import Benefit, ResidenceStatus
from lotse.ui.fields import GermanDateField
from lotse.ui.reasons import text_in_language

AHEAD = timedelta(days=366)  # a benefit may be granted from a day to come
UNTIL = _("Leer lassen: gilt bis heute oder bis zum nächsten Eintrag.")


class HistoryForm(VersionedForm):
    """A row that holds from a day on. `version` is that of the row that is corrected; a new one has none."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    from_on = GermanDateField(label=_("Gilt ab"))
    until_on = GermanDateField(label=_("Bis einschließlich"), required=False, help_text=UNTIL)
    latest = timedelta(0)

    def __init__(self, *args: Any, concept: Concept, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.concept, self.today = concept, today

    def clean_from_on(self) -> date | None:
        on: date | None = self.cleaned_data["from_on"]
        if on and on > self.today + self.latest:
            raise forms.ValidationError(gettext("Dieser Tag liegt zu weit in der Zukunft."))
        return on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("from_on"), data.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", gettext("Der letzte Tag liegt vor dem ersten."))
        return data

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        found = {name: getattr(row, name, None) for name in cls.base_fields}
        return found | {name: "" for name in ("conditions",) if name in found and found[name] is None}


class StatusForm(HistoryForm):
    status = forms.ChoiceField(
        label=_("Aufenthaltsstatus"), error_messages={"required": _("Bitte den Status auswählen.")}
    )
    issued_on = GermanDateField(label=_("Papier ausgestellt am"), required=False)
    valid_until_on = GermanDateField(label=_("Papier gültig bis"), required=False)
    work = forms.ChoiceField(
        label=_("Arbeitserlaubnis"), required=False, widget=forms.RadioSelect, choices=ResidenceStatus.Work.choices,
        help_text=_("wie es auf dem Papier steht"),
    )  # fmt: skip
    applied_on = GermanDateField(
        label=_("Verlängerung beantragt am"),
        required=False,
        help_text=_("Dann erinnert Lotse nur noch zuletzt. Leeren, sobald das neue Papier da ist."),
    )
    applied_for = forms.ChoiceField(
        label=_("Beantragter Aufenthaltstitel"),
        required=False,
        help_text=_("vor allem bei einer Fiktionsbescheinigung"),
    )
    conditions = forms.CharField(
        label=_("Auflagen und Nebenbestimmungen"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Im Wortlaut des Papiers, zum Beispiel zur Wohnsitzauflage. Liegt verschlossen."),
    )  # fmt: skip
    field_order = ["status", "from_on", "until_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = with_empty(choices(self.concept.statuses))
        self.fields["applied_for"].choices = with_empty(choices(self.concept.statuses), gettext("nichts beantragt"))

    def clean_applied_on(self) -> date | None:
        on: date | None = self.cleaned_data["applied_on"]
        if on and on > self.today:
            raise forms.ValidationError(
                gettext("Dieser Tag liegt in der Zukunft. Eingetragen wird, was geschehen ist.")
            )
        return on

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        issued, valid = data.get("issued_on"), data.get("valid_until_on")
        if issued and valid and valid < issued:
            self.add_error("valid_until_on", gettext("Das Papier endet, bevor es ausgestellt wurde."))
        return data

    def facts(self) -> StatusFacts:
        return StatusFacts(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class KeyDatesForm(forms.Form):
    """The days rules count from, one field each; what is entered may hold for others of the household, too."""

    def __init__(
        self, *args: Any, concept: Concept, today: date, household: Sequence[File], file: File, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.kinds = today, [entry.key for entry in concept.federal.key_dates]
        for entry in concept.federal.key_dates:
            self.fields[entry.key] = GermanDateField(label=text_in_language(entry.title), required=False)
        self.others = {str(f.pk): f for f in household if f.pk != file.pk}
        if self.others:
            self.fields["persons"] = forms.MultipleChoiceField(
                label=gettext("Gilt auch für"), required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(key, name_of(f.person, f.concept).label) for key, f in self.others.items()],
                help_text=gettext("nur die ausgefüllten Tage; was dort schon steht, wird ersetzt"),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for key in self.kinds:
            if data.get(key) and data[key] > self.today:
                self.add_error(key, gettext("Dieser Tag liegt in der Zukunft. Eingetragen wird, was geschehen ist."))
        return data

    def days(self) -> dict[str, date | None]:
        return {key: self.cleaned_data[key] for key in self.kinds}

    def also(self) -> list[File]:
        return [self.others[key] for key in self.cleaned_data.get("persons", [])]


class BenefitForm(HistoryForm):
    """One benefit, for one person or for all of a household who are chosen."""

    system = forms.ChoiceField(
        label=_("Leistungssystem"), error_messages={"required": _("Bitte das Leistungssystem auswählen.")}
    )
    payment = forms.ChoiceField(
        label=_("Auszahlung"), required=False, widget=forms.RadioSelect, choices=Benefit.Payment.choices
    )
    persons = forms.MultipleChoiceField(
        label=_("Für wen?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte mindestens eine Person auswählen.")},
    )  # fmt: skip
    field_order = ["persons", "system", "from_on", "until_on", "payment"]
    latest = AHEAD

    def __init__(self, *args: Any, household: Sequence[File], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.household = household
        self.fields["system"].choices = with_empty(choices(self.concept.benefits))
        if len(household) < 2:
            del self.fields["persons"]
        else:
            self.fields["persons"].choices = [(str(f.pk), name_of(f.person, f.concept).label) for f in household]
            self.fields["persons"].initial = [str(f.pk) for f in household]

    def chosen_files(self) -> list[File]:
        chosen = self.cleaned_data.get("persons")
        return [f for f in self.household if chosen is None or str(f.pk) in chosen]

    def facts(self) -> BenefitFacts:
        skipped = ("version", "persons")
        return BenefitFacts(**{name: value for name, value in self.cleaned_data.items() if name not in skipped})
