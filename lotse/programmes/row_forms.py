"""Forms for the rows that are kept up to date. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.person_forms import LEVELS
from lotse.cases.row_forms import WORDS, RowForm, day
from lotse.programmes.models import Course, Registration, WorkStep
from lotse.ui.fields import GermanDateField


class RegistrationForm(RowForm):
    kind = forms.ChoiceField(label=_("Wofür?"), error_messages={"required": _("Bitte auswählen, wofür.")})
    place = forms.CharField(
        label=_("Einrichtung"),
        max_length=200,
        required=False,
        help_text=_("Name, soweit bekannt; er wird verschlossen."),
    )
    wanted_on = day(_("Gesucht seit"))
    applied_on = day(_("Beantragt am"))
    answer = forms.ChoiceField(
        label=_("Antwort"), choices=Registration.Answer.choices, widget=forms.RadioSelect, required=False
    )
    answered_on = day(_("Antwort vom"))
    starts_on = day(_("Erster Tag"), help_text=_("wenn ein Platz zugesagt ist"))
    ended_on = day(_("Beendet am"))
    words = forms.CharField(**WORDS)
    past = ("wanted_on", "applied_on", "answered_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", self.head.concept.registration_kinds)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        answer = data.get("answer")
        if not any(data.get(name) for name in ("wanted_on", "applied_on", "answered_on")) and not self.errors:
            self.add_error("wanted_on", gettext("Bitte mindestens angeben, seit wann gesucht wird."))
        if answer and not data.get("answered_on") and "answered_on" not in self.errors:
            self.add_error("answered_on", gettext("Bitte den Tag der Antwort angeben."))
        if data.get("answered_on") and not answer:
            self.add_error("answer", gettext("Bitte auswählen, wie die Antwort lautet."))
        if data.get("starts_on") and answer != Registration.Answer.PLACE:
            self.add_error("starts_on", gettext("Einen ersten Tag gibt es, wenn ein Platz zugesagt ist."))
        self.in_order(data, "applied_on", "answered_on")
        self.in_order(data, "starts_on", "ended_on")
        return data


GER = [("", "–"), *((level, level) for level in LEVELS)]


class CourseForm(RowForm):
    kind = forms.ChoiceField(label=_("Kursart"), error_messages={"required": _("Bitte die Kursart auswählen.")})
    target = forms.ChoiceField(label=_("Ziel"), choices=GER, required=False)
    provider = forms.CharField(
        label=_("Kursträger"), max_length=200, required=False, help_text=_("Name und Ort; er wird verschlossen.")
    )
    funding = forms.ChoiceField(label=_("Kostenträger"), required=False)
    tested_on = day(_("Eingestuft am"))
    registered_on = day(_("Angemeldet am"))
    waiting_since_on = day(_("Auf der Warteliste seit"))
    is_blocked = forms.BooleanField(
        label=_("Zulassung zurzeit gesperrt"),
        required=False,
        help_text=_("Zulassungsstopp: Das Warten liegt nicht an der Person."),
    )
    starts_on = day(_("Beginn"))
    ends_on = day(_("Ende"))
    attendance = forms.ChoiceField(
        label=_("Teilnahme"), choices=Course.Attendance.choices, widget=forms.RadioSelect, required=False
    )
    attendance_on = day(_("Stand vom"), help_text=_("leer: heute"))
    absence_reason = forms.ChoiceField(label=_("Grund der Lücken"), choices=Course.Reason.choices, required=False)
    result = forms.ChoiceField(
        label=_("Ergebnis"), choices=Course.Result.choices, widget=forms.RadioSelect, required=False
    )
    result_level = forms.ChoiceField(label=_("Erreichtes Niveau"), choices=GER, required=False)
    result_on = day(_("Ergebnis vom"))
    words = forms.CharField(**WORDS)
    past = ("tested_on", "registered_on", "waiting_since_on", "attendance_on", "result_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", self.head.concept.federal.course_kinds)
        self.offer("funding", self.head.concept.federal.course_fundings, gettext("nicht bekannt"))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("result") and not data.get("result_on") and "result_on" not in self.errors:
            self.add_error("result_on", gettext("Bitte den Tag des Ergebnisses angeben."))
        if data.get("result_on") and not data.get("result"):
            self.add_error("result", gettext("Bitte auswählen, wie das Ergebnis lautet."))
        if data.get("attendance"):
            if not data.get("starts_on") or data["starts_on"] > self.head.today:
                self.add_error("attendance", gettext("Eine Teilnahme gibt es, sobald der Kurs begonnen hat."))
            elif not data.get("attendance_on") and "attendance_on" not in self.errors:
                data["attendance_on"] = self.head.today
        else:
            data["attendance_on"] = None  # a day left over in the form means nothing
        if data.get("attendance") not in (Course.Attendance.GAPS, Course.Attendance.STOPPED):
            data["absence_reason"] = ""
        for first, second in (("starts_on", "ends_on"), ("starts_on", "result_on"), ("waiting_since_on", "starts_on")):
            self.in_order(data, first, second)
        return data


class WorkForm(RowForm):
    kind = forms.ChoiceField(label=_("Was?"), error_messages={"required": _("Bitte auswählen, was es ist.")})
    where = forms.CharField(
        label=_("Wo?"), max_length=200, required=False, help_text=_("Betrieb oder Stelle; sie wird verschlossen.")
    )
    on = GermanDateField(label=_("Am oder ab"))
    until_on = day(_("Bis"))
    result = forms.ChoiceField(
        label=_("Ergebnis"), choices=WorkStep.Result.choices, widget=forms.RadioSelect, required=False
    )
    words = forms.CharField(**WORDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", self.head.concept.federal.work_steps)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.in_order(data, "on", "until_on")
        return data
