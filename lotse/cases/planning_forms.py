"""Forms for tasks, appointments and alerts. Shape only."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import User
from lotse.cases.forms import with_empty
from lotse.cases.models import Alert, Appointment, Task
from lotse.cases.planning import Plan
from lotse.ui.fields import DurationField, GermanDateField
from lotse.ui.filters import date_
from lotse.vault.fields import SealedTextField

LONGEST_ALERT = timedelta(days=365)


class ClockField(forms.TimeField):
    """9:30, 9.30, 0930 or 9."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=("%H:%M", "%H.%M", "%H%M", "%H"),
            widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off", "placeholder": "09:30", "size": "6"}),
            error_messages={
                "required": _("Bitte die Uhrzeit angeben, zum Beispiel 9:30."),
                "invalid": _("Bitte als Uhrzeit angeben, zum Beispiel 9:30."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, str):
            value = value.lower().removesuffix("uhr").strip()
        return super().to_python(value)


class ForSomebody(forms.Form):
    """Something one of the people who work on the file will do. `version` guards against saving over a colleague; what
    stands there meanwhile is in `theirs`, field by field, as in accounts.forms.VersionedForm."""

    user = forms.ChoiceField(label=_("Für wen"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs: list[tuple[str, str]] = []
        self.was_outdated = False
        self.people = {str(u.pk): u for u in people}
        self.fields["user"].choices = [(key, u.name) for key, u in self.people.items()]

    def clean_user(self) -> User:
        return self.people[self.cleaned_data["user"]]

    @staticmethod
    def of(row: Any) -> dict[str, Any]:
        raise NotImplementedError

    def show_both(self, row: Any) -> None:
        """What was typed stays; what stands there now is shown beside it. Sent again, it counts against that."""
        stored = self.of(row)
        typed = self.cleaned_data | {"user": str(self.cleaned_data["user"].pk)}
        self.was_outdated = True
        self.theirs = [
            (str(field.label), self._in_words(stored[name]))
            for name, field in self.fields.items()
            if name != "version" and (stored[name] or "") != (typed[name] or "")
        ]
        self.data = self.data.copy()
        self.data["version"] = str(stored["version"])

    def _in_words(self, value: Any) -> str:
        if isinstance(value, bool):
            return gettext("ja") if value else gettext("nein")
        if isinstance(value, time):
            return f"{value:%H:%M}"
        text = date_(value) if isinstance(value, date) else str(value or "")
        return self.people[text].name if text in self.people else text or gettext("leer")


class TaskForm(ForSomebody):
    title = forms.CharField(
        label=_("Was ist zu tun?"), max_length=200,
        error_messages={"required": _("Bitte in ein paar Worten sagen, was zu tun ist.")},
    )  # fmt: skip
    due_on = GermanDateField(label=_("Bis"), required=False)
    field_order = ["title", "due_on", "user"]

    @staticmethod
    def of(task: Task) -> dict[str, Any]:
        return {"title": task.title, "due_on": task.due_on, "user": str(task.user_id), "version": task.version}


class AppointmentForm(ForSomebody):
    on = GermanDateField(label=_("Am"))
    starts = ClockField(label=_("Beginn"))
    minutes = DurationField(label=_("Dauer in Minuten"), initial=60)
    place = forms.CharField(label=_("Ort"), max_length=200, required=False)
    partner = forms.CharField(
        label=_("Mit wem"),
        max_length=200,
        required=False,
        help_text=_("außer der Person selbst, zum Beispiel Jobcenter"),
    )
    words = forms.CharField(
        label=_("Worum geht es?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    wants_interpreter = forms.BooleanField(label=_("Dolmetscher gewünscht"), required=False)
    field_order = ["on", "starts", "minutes", "place", "partner", "words", "wants_interpreter", "user"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].label = _("Wer geht hin?")

    def plan(self) -> Plan:
        data = self.cleaned_data
        starts_at = timezone.make_aware(datetime.combine(data["on"], data["starts"]))
        return Plan(
            starts_at, starts_at + timedelta(minutes=data["minutes"]), data["user"], data["place"], data["partner"],
            data["words"], data["wants_interpreter"],
        )  # fmt: skip

    @staticmethod
    def of(row: Appointment) -> dict[str, Any]:
        starts = timezone.localtime(row.starts_at)
        return {
            "on": starts.date(), "starts": starts.time(), "user": str(row.user_id), "version": row.version,
            "minutes": int((row.ends_at - row.starts_at).total_seconds() // 60), "place": row.place,
            "partner": row.partner, "words": row.words, "wants_interpreter": row.wants_interpreter,
        }  # fmt: skip


class OutcomeForm(forms.Form):
    """What became of an appointment, and if it did not come about, why: coded, and without blame."""

    outcome = forms.ChoiceField(
        label=_("Was wurde daraus?"), widget=forms.RadioSelect,
        choices=[(value, label) for value, label in Appointment.Outcome.choices if value],
        error_messages={"required": _("Bitte auswählen, was daraus wurde.")},
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Grund"), required=False, help_text=_("wenn er nicht stattgefunden hat; „nicht bekannt“ genügt")
    )

    def __init__(self, *args: Any, is_past: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = with_empty([(v, str(label)) for v, label in Appointment.Reason.choices])
        if not is_past:
            self.fields["outcome"].choices = [(Appointment.Outcome.CALLED_OFF, Appointment.Outcome.CALLED_OFF.label)]
            self.fields["outcome"].initial = Appointment.Outcome.CALLED_OFF

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        outcome = data.get("outcome")
        if outcome and outcome != Appointment.Outcome.KEPT and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", gettext("Bitte einen Grund auswählen; „Grund nicht bekannt“ genügt."))
        return data


class AlertForm(forms.Form):
    kind = forms.ChoiceField(label=_("Art"), choices=Alert.Kind.choices, widget=forms.RadioSelect, initial="contact")
    words = forms.CharField(
        label=_("Was müssen alle sofort sehen?"), max_length=200,
        error_messages={"required": _("Bitte in einem Satz sagen, worauf zu achten ist.")},
    )  # fmt: skip
    until_on = GermanDateField(label=_("Gilt bis einschließlich"), help_text=_("Danach steht er nur noch im Verlauf."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until_on(self) -> date | None:
        until: date | None = self.cleaned_data["until_on"]
        if until and until < self.today:
            raise forms.ValidationError(gettext("Dieser Tag ist schon vorbei."))
        if until and until - self.today > LONGEST_ALERT:
            raise forms.ValidationError(
                gettext("Höchstens ein Jahr. Gilt er dann noch, tragen Sie ihn neu ein; so bleibt er wahr.")
            )
        return until


def words_of(row: Task | Appointment | Alert, name: str, keys: dict[Any, bytes]) -> str:
    """The sealed words of a row, with a key already at hand."""
    sealed, key = row.__dict__[name], keys.get(row.file_id)
    field = type(row)._meta.get_field(name)
    assert isinstance(field, SealedTextField)
    return field.open_text(row.pk, key, sealed) if key is not None and sealed is not None else ""
