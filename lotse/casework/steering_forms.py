"""Forms of steering: agreements with third parties, case conferences, exchange across cases. Shape only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import Team, User
from lotse.cases.forms import with_empty
from lotse.cases.planning_forms import ClockField
from lotse.casework.forms import text_area
from lotse.casework.models import Conference, Exchange, Participant, ServiceAgreement
from lotse.casework.row_forms import RowForm, day, line
from lotse.casework.steering import Agreed, Invited, Meeting
from lotse.ui.fields import DurationField, GermanDateField

WHAT = {"required": _("Bitte sagen, was abgesprochen ist.")}


class ServiceForm(RowForm):
    partner = line(
        _("Wer erbringt die Leistung?"), required=True, help_text=_("Stelle und Ansprechperson; wird verschlossen."),
        error_messages={"required": _("Bitte angeben, wer die Leistung erbringt.")},
    )  # fmt: skip
    service = forms.CharField(
        label=_("Was ist abgesprochen?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), error_messages=WHAT
    )
    standard = text_area(
        _("Fachlicher Standard"), 2, _("Woran beide messen, ob es gut gemacht ist, zum Beispiel: einmal die Woche.")
    )
    agreed_on = GermanDateField(label=_("Abgesprochen am"))
    from_on = day(_("Ab"))
    until_on = day(_("Bis"))
    report_on = day(_("Rückmeldung bis"), help_text=_("Lotse erinnert daran."))
    measure = forms.ChoiceField(label=_("Gehört zur Maßnahme"), required=False)
    reported_on = day(_("Rückmeldung am"))
    result = forms.ChoiceField(
        label=_("Ergebnis"), choices=ServiceAgreement.Result.choices, widget=forms.RadioSelect, required=False
    )
    words = text_area(_("Was wurde zurückgemeldet?"), 3)
    past = ("agreed_on", "reported_on")

    def __init__(self, *args: Any, measures: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = with_empty(list(measures), gettext("keine"))  # type: ignore[attr-defined]
        if not measures:
            del self.fields["measure"]

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        return super().values_of(row) | {"measure": str(row.measure or "")}

    def values(self) -> dict[str, Any]:
        found = super().values()
        if "measure" in found:
            found["measure"] = found["measure"] or None
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.in_order(data, "from_on", "until_on")
        self.in_order(data, "agreed_on", "report_on")
        if data.get("result") and not data.get("reported_on") and "reported_on" not in self.errors:
            self.add_error("reported_on", gettext("Bitte den Tag der Rückmeldung angeben."))
        return data


class ConferenceForm(RowForm):
    on = GermanDateField(label=_("Am"))
    starts = ClockField(label=_("Beginn"))
    minutes = DurationField(label=_("Dauer in Minuten"), initial=60)
    place = line(_("Ort"))
    user = forms.ChoiceField(label=_("Wer leitet sie?"))
    occasion = text_area(
        _("Worum geht es?"), 3, _("Steht in der Einladung. Nur so viel, wie alle Eingeladenen wissen dürfen.")
    )
    agreed_on = day(_("Die Person ist einverstanden seit"), help_text=_("damit, wer kommt und worüber gesprochen wird"))
    past = ("agreed_on",)

    def __init__(self, *args: Any, people: dict[str, User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["user"].choices = [(key, user.name) for key, user in people.items()]  # type: ignore[attr-defined]

    @classmethod
    def values_of(cls, row: Conference) -> dict[str, Any]:
        starts = timezone.localtime(row.starts_at) if row.starts_at else None
        found = row.appointment
        length = int((found.ends_at - found.starts_at).total_seconds() // 60) if found else 60
        return {
            "on": starts and starts.date(), "starts": starts and starts.time(), "minutes": length,
            "place": row.place or "", "occasion": row.occasion or "", "agreed_on": row.agreed_on,
            "user": str(found.user_id) if found else None, "version": row.version,
        }  # fmt: skip

    def meeting(self, participants: Sequence[Invited]) -> Meeting:
        data = self.cleaned_data
        starts_at = timezone.make_aware(datetime.combine(data["on"], data["starts"]))
        return Meeting(
            starts_at, self.people[data["user"]], data["minutes"], data["place"], data["occasion"], data["agreed_on"],
            tuple(participants),
        )  # fmt: skip


class ParticipantForm(forms.Form):
    role = forms.ChoiceField(label=_("Wer?"), choices=[("", "–"), *Participant.Role.choices], required=False)
    name = line(_("Name und Stelle"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("name") and not data.get("role"):
            data["role"] = Participant.Role.THIRD
        return data


ParticipantForms = formset_factory(ParticipantForm, extra=3, max_num=30)


def invited(forms_: Any) -> list[Invited]:
    """The lines that say somebody."""
    return [Invited(f.cleaned_data["role"], f.cleaned_data["name"]) for f in forms_ if f.cleaned_data.get("role")]


class MinutesForm(RowForm):
    held_on = GermanDateField(label=_("Stattgefunden am"))
    came = forms.MultipleChoiceField(label=_("Wer war da?"), widget=forms.CheckboxSelectMultiple, required=False)
    minutes = text_area(_("Protokoll"), 8, _("Was besprochen wurde. Verschlossen wie ein Vermerk."), longest=20000)
    past = ("held_on",)

    def __init__(self, *args: Any, row: Conference, participants: Sequence[Participant], **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["came"].choices = [(str(p.pk), label_of(p)) for p in participants]  # type: ignore[attr-defined]
        self.initial["came"] = [str(p.pk) for p in participants if p.came or (p.came is None and row.held_on is None)]
        self.initial["held_on"] = row.held_on or min(self.today, timezone.localtime(row.starts_at).date())
        if not participants:
            del self.fields["came"]


def label_of(p: Participant) -> str:
    return f"{p.name} ({p.get_role_display()})" if p.name else str(p.get_role_display())


class ResultForm(forms.Form):
    what = line(_("Was ist vereinbart?"))
    user = forms.ChoiceField(label=_("Wir: wird zur Aufgabe von"), required=False)
    who = line(_("oder: wer sonst"))
    until_on = day(_("Bis"))

    def __init__(self, *args: Any, people: dict[str, User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["user"].choices = [("", "–"), *((key, u.name) for key, u in people.items())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("what") and any(data.get(name) for name in ("user", "who", "until_on")):
            self.add_error("what", gettext("Bitte sagen, was vereinbart ist."))
        return data

    def agreed(self) -> Agreed:
        data = self.cleaned_data
        return Agreed(data["what"], data["who"], data["until_on"], self.people.get(data["user"]))


ResultForms = formset_factory(ResultForm, extra=4, max_num=20)


class ExchangeForm(RowForm):
    kind = forms.ChoiceField(
        label=_("Worum ging es?"), choices=Exchange.Kind.choices, widget=forms.RadioSelect,
        help_text=_("Zum Gemeinwesen gehören zum Beispiel Gespräche mit Nachbarn, Vereinen, Schulen und Ortsbeirat."),
        error_messages={"required": _("Bitte auswählen, worum es ging.")},
    )  # fmt: skip
    on = GermanDateField(label=_("Am"))
    minutes = DurationField(label=_("Dauer in Minuten"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    topic = line(
        _("Thema"), required=True, help_text=_("Nennen Sie hier niemanden, der beraten wird."),
        error_messages={"required": _("Bitte das Thema angeben.")},
    )  # fmt: skip
    partners = line(_("Wer war dabei?"), help_text=_("Stellen und Kolleginnen"), max_length=500)
    words = text_area(_("Was kam heraus?"), 5)
    past = ("on",)

    def __init__(self, *args: Any, teams: dict[str, Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = teams
        self.fields["team"].choices = [("", "–"), *((key, t.name) for key, t in teams.items())]  # type: ignore[attr-defined]

    @classmethod
    def values_of(cls, row: Exchange) -> dict[str, Any]:
        return super().values_of(row) | {"team": str(row.team_id or "")}

    def values(self) -> dict[str, Any]:
        found = super().values()
        return found | {"team": self.teams.get(found["team"])}
