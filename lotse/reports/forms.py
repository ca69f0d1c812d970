"""The shape of what is asked of reports, and of their two settings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lotse.reports.models import Submission
from lotse.ui.fields import GermanDateField

Choices = list[tuple[str, str]]


class FilterForm(forms.Form):
    """What the figures are narrowed to. Only what the reader may see is on offer."""

    monat = forms.ChoiceField(label=gettext_lazy("Zeitraum"), required=False)
    traeger = forms.ChoiceField(label=gettext_lazy("Träger"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    bezirk = forms.ChoiceField(label=gettext_lazy("Wohnort der Person"), required=False)
    fachkraft = forms.ChoiceField(label=gettext_lazy("Fachkraft"), required=False)

    def __init__(self, data: Mapping[str, Any], choices: Mapping[str, Choices]) -> None:
        super().__init__(data, auto_id="filter-%s")
        for name in list(self.fields):
            offered = choices.get(name, [])
            if len(offered) < (2 if name in ("traeger", "region") else 1):
                del self.fields[name]
            else:
                everything = _("ganzes Quartal") if name == "monat" else _("alle")
                self.fields[name].choices = [("", everything), *offered]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """What is not on offer counts as not chosen."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class SwitchForm(forms.Form):
    is_on = forms.ChoiceField(
        label=gettext_lazy("Zahlen je Fachkraft"),
        choices=[("on", gettext_lazy("zeigen")), ("off", gettext_lazy("nicht zeigen, nur Summen je Team"))],
        widget=forms.RadioSelect,
    )
    basis = forms.CharField(
        label=gettext_lazy("Grundlage"),
        help_text=gettext_lazy(
            "Was mit der Mitarbeitervertretung vereinbart ist, zum Beispiel: Dienstvereinbarung vom 12.01.2026"
        ),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Worauf stützt sich das? Ein Beschluss oder eine Vereinbarung genügt.")
        },
    )


class ReportingDayForm(forms.Form):
    day = forms.IntegerField(
        label=gettext_lazy("Tag des Folgemonats"),
        min_value=1,
        max_value=28,
        help_text=gettext_lazy("1 bis 28. Gilt für alle Träger."),
        error_messages={
            "required": gettext_lazy("Nur die Zahl: 15"),
            "invalid": gettext_lazy("Nur die Zahl: 15"),
            "min_value": gettext_lazy("Ein Tag von 1 bis 28, den jeder Monat hat."),
            "max_value": gettext_lazy("Ein Tag von 1 bis 28, den jeder Monat hat."),
        },
    )


class AgainForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Warum noch einmal?"), choices=Submission.Reason, widget=forms.RadioSelect
    )


class PeriodForm(forms.Form):
    """From one day to another, both included."""

    von = GermanDateField(label=gettext_lazy("Von"))
    bis = GermanDateField(label=gettext_lazy("Bis"))

    def __init__(self, *args: Any, first: dict[str, date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["von"].initial, self.fields["bis"].initial = first["from_on"], first["until_on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("von") and data.get("bis") and data["bis"] < data["von"]:
            self.add_error("bis", _("Dieser Tag liegt vor dem ersten."))
        return data

    def period(self) -> tuple[date, date]:
        return self.cleaned_data["von"], self.cleaned_data["bis"]
