"""Forms of the social report: an open list of hints, and how it is handed over. Shape only."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.concept.housing import Criterion
from lotse.programmes.models import SocialReport
from lotse.programmes.row_forms import day
from lotse.ui.fields import GermanDateField
from lotse.ui.reasons import text_in_language

PREFIX = "k-"  # before the key of a criterion


class ReportForm(forms.Form):
    """To each criterion some words or none. There is no mark and no sum; what it all amounts to a person writes."""

    written_on = GermanDateField(label=_("Bericht vom"))
    summary = forms.CharField(
        label=_("Einschätzung insgesamt"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In Ihren Worten. Lotse rechnet nichts zusammen."),
    )  # fmt: skip
    client_words = forms.CharField(
        label=_("Äußerung der Person dazu"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Was die Person selbst zum Bericht sagt. Steht mit im Bericht."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, criteria: tuple[Criterion, ...], report: SocialReport | None, said: dict[str, str],
        today: date, **kwargs: Any,
    ) -> None:  # fmt: skip
        first: dict[str, Any] = {"written_on": today, "version": 0}
        if report is not None:
            names = ("written_on", "summary", "client_words", "version")
            first = {name: getattr(report, name) or "" for name in names}
            first["version"] = report.version if report.handed_over_on is None else 0
            first["written_on"] = report.written_on if report.handed_over_on is None else today
        super().__init__(*args, initial=first | {PREFIX + key: words for key, words in said.items()}, **kwargs)
        self.today, self.criteria, self.was_outdated = today, criteria, False
        self.theirs: list[tuple[str, str]] = []
        for one in criteria:
            self.fields[PREFIX + one.key] = forms.CharField(
                label=text_in_language(one.title), max_length=2000, required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    @property
    def hints(self) -> list[forms.BoundField]:
        return [self[PREFIX + one.key] for one in self.criteria]

    def clean_written_on(self) -> date | None:
        on: date | None = self.cleaned_data["written_on"]
        if on and on > self.today:
            raise forms.ValidationError(gettext("Dieser Tag liegt in der Zukunft."))
        return on

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(self.answers().values()):
            self.add_error(None, gettext("Bitte mindestens zu einem Kriterium etwas schreiben."))
        return data

    def answers(self) -> dict[str, str]:
        return {one.key: self.cleaned_data.get(PREFIX + one.key, "") for one in self.criteria}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("written_on", "summary", "client_words")}

    def show_both(self, now: dict[str, Any], version: int) -> None:
        """What was typed stays; what a colleague has saved stands beside it."""
        self.was_outdated = True
        self.theirs = [
            (str(self.fields[name].label), str(now.get(name) or "") or gettext("leer"))
            for name in self.fields
            if name not in ("version", "written_on") and (now.get(name) or "") != (self.cleaned_data.get(name) or "")
        ]
        self.data = self.data.copy()
        self.data["version"] = version


class HandOverForm(forms.Form):
    on = GermanDateField(label=_("Abgegeben am"))
    basis = forms.ChoiceField(
        label=_("Auf welcher Grundlage?"), choices=SocialReport.Basis.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Bitte auswählen: eingewilligt, oder die Person gibt ihn selbst ab.")},
    )  # fmt: skip
    consent_on = day(_("Einwilligung vom"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, version: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": today, "version": version}, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("on", "consent_on"):
            if data.get(name) and data[name] > self.today:
                self.add_error(name, gettext("Dieser Tag liegt in der Zukunft."))
        if data.get("basis") == SocialReport.Basis.CONSENT:
            if not data.get("consent_on") and "consent_on" not in self.errors:
                self.add_error("consent_on", gettext("Bitte den Tag der Einwilligung angeben."))
            elif data.get("on") and data.get("consent_on") and data["consent_on"] > data["on"]:
                self.add_error("consent_on", gettext("Eingewilligt wird, bevor der Bericht abgegeben wird."))
        elif data.get("basis"):
            data["consent_on"] = None  # a day left over in the form means nothing
        return data
