"""Forms for the way to a flat of one's own. Shape only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.forms import VersionedForm
from lotse.cases.forms import with_empty
from lotse.cases.models import File
from lotse.cases.words import choices, name_of
from lotse.programmes.housing import Deviation
from lotse.programmes.housing_facts import Way, procedures_of
from lotse.programmes.models import HousingApplication, HousingCost, HousingOffer
from lotse.programmes.row_forms import WORDS, RowForm, day
from lotse.ui.fields import DecimalCommaField, GermanDateField
from lotse.ui.filters import date_, number


class BeginHousingForm(RowForm):
    """Which procedure, and who is to move along: entered once."""

    procedure = forms.ChoiceField(
        label=_("Verfahren"), widget=forms.RadioSelect,
        error_messages={"required": _("Bitte auswählen, welches Verfahren gilt.")},
    )  # fmt: skip
    started_on = GermanDateField(label=_("Begonnen am"))
    also = forms.MultipleChoiceField(
        label=_("Es ziehen mit um"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Es steht dann auch in dieser Akte; nach der Zahl der Personen richtet sich die Mietgrenze."),
    )  # fmt: skip
    words = forms.CharField(**WORDS)
    past: tuple[str, ...] = ("started_on",)

    def __init__(self, *args: Any, row: HousingApplication, others: Sequence[File], **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.others = others
        concept = row.concept or self.head.file.concept
        self.fields["procedure"].choices = choices(procedures_of(concept))  # type: ignore[attr-defined]
        self.fields["also"].choices = [(str(f.pk), name_of(f.person, f.concept).label) for f in others]  # type: ignore[attr-defined]
        self.initial["also"] = self.standing(row)
        if not others:
            del self.fields["also"]

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        names = (name for name in cls.base_fields if name not in ("also", "words"))
        return {name: getattr(row, name) for name in names} | {"words": row.words or ""}

    def standing(self, row: HousingApplication) -> list[str]:
        """Which of those offered move along; with a new one everybody."""
        if row._state.adding:
            return [str(f.pk) for f in self.others]
        files = set(row.persons.values_list("file_id", flat=True))
        return [str(f.pk) for f in self.others if f.pk in files]

    def show_both(self, current: Any) -> None:
        super().show_both(current)
        theirs = self.standing(current)
        if "also" in self.fields and theirs != [str(f.pk) for f in self.chosen()]:
            self.theirs.append((str(self.fields["also"].label), self._readable("also", theirs)))

    def chosen(self) -> list[File]:
        ids = set(self.cleaned_data.get("also", ()))
        return [f for f in self.others if str(f.pk) in ids]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "also"}


class HousingForm(BeginHousingForm):
    """Who moves along, what is remarked, and whether it is over."""

    ended_on = day(_("Beendet am"))
    end_reason = forms.ChoiceField(label=_("Warum beendet?"), required=False)
    past = ("started_on", "ended_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(str(key), str(label)) for key, label in HousingApplication.EndReason.choices]
        self.fields["end_reason"].choices = with_empty(reasons, gettext("läuft noch"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("ended_on") and not data.get("end_reason"):
            self.add_error("end_reason", gettext("Bitte den Grund auswählen."))
        if data.get("end_reason") and not data.get("ended_on") and "ended_on" not in self.errors:
            self.add_error("ended_on", gettext("Bitte den Tag angeben."))
        self.in_order(data, "started_on", "ended_on")
        return data


# --- steps ------------------------------------------------------------------------------------------------------------
class StepForm(VersionedForm):
    """A day of one step. Two people who take the same step: who comes second is told so."""

    def __init__(self, *args: Any, way: Way, today: Any, **kwargs: Any) -> None:
        self.way, self.today = way, today
        super().__init__(*args, initial=self.first(), **kwargs)

    def first(self) -> dict[str, Any]:
        return {"version": self.way.row.version}

    def outdated(self, way: Way) -> None:
        """What was typed stays; what somebody else has saved stands beside it."""
        self.way, self.was_outdated = way, True
        now = self.first()
        self.theirs = [
            (str(self.fields[name].label), self._readable(name, now.get(name)))
            for name in self.fields
            if name != "version" and (now.get(name) or "") != (self.cleaned_data.get(name) or "")
        ]
        self.data = self.data.copy()
        self.data["version"] = way.row.version

    def not_ahead(self, data: dict[str, Any], *names: str) -> None:
        for name in names:
            if data.get(name) and data[name] > self.today:
                self.add_error(name, gettext("Dieser Tag liegt in der Zukunft."))


class DayForm(StepForm):
    on = GermanDateField(label=_("Am"), required=False, help_text=_("leer: doch noch nicht"))
    COLUMNS = {"explained": "explained_on", "search": "searching_on", "application": "applied_on"}

    def __init__(self, *args: Any, does: str, **kwargs: Any) -> None:
        self.does = does
        super().__init__(*args, **kwargs)
        if does == "search":
            self.fields["on"].label = _("Gesucht seit")

    def first(self) -> dict[str, Any]:
        return super().first() | {"on": getattr(self.way.row, self.COLUMNS[self.does]) or self.today}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.not_ahead(data, "on")
        return data


class Deviating(StepForm):
    """A step behind a gate. Shut, it asks for what happened out there, why, and what follows."""

    does = ""
    reason = forms.CharField(
        label=_("Warum trotzdem?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Was draußen geschehen ist und wie es dazu kam. Wird verschlossen."),
    )  # fmt: skip
    consequence = forms.CharField(
        label=_("Was folgt daraus?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Zum Beispiel: Die Kosten werden vielleicht nicht übernommen."),
    )  # fmt: skip

    def first(self) -> dict[str, Any]:
        there = next((one for one in self.way.deviations if one.step == self.does), None)
        known = {"reason": there.reason or "", "consequence": there.consequence or ""} if there else {}
        return super().first() | known

    def ask(self, sentences: Sequence[str]) -> None:
        """The gate is shut: without both answers nothing is recorded."""
        self.shut = list(sentences)
        for name in ("reason", "consequence"):
            self.fields[name].required = bool(sentences)
            if not sentences:
                del self.fields[name]
        if sentences:
            words = gettext("Bitte angeben: Der Schritt ist gesperrt und wird nur als Abweichung festgehalten.")
            for name in ("reason", "consequence"):
                self.fields[name].error_messages["required"] = words

    def deviation(self) -> Deviation | None:
        data = self.cleaned_data
        return Deviation(data["reason"], data["consequence"]) if self.shut else None


class LeaseForm(Deviating):
    does = "lease"
    on = GermanDateField(label=_("Unterschrieben am"))
    offer = forms.ChoiceField(label=_("Für welche Wohnung?"), required=False)
    field_order = ("on", "offer", "reason", "consequence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [(str(one.pk), offer_label(one)) for one in self.way.offers if one.answer != "gone"]
        self.fields["offer"].choices = with_empty(options, gettext("andere Wohnung"))  # type: ignore[attr-defined]
        chosen = self.chosen_offer()
        # before it is sent: shut while no flat is ready; once a flat is named, that one is asked for
        flats = ([chosen] if chosen else []) if self.is_bound else None
        self.ask(self.way.why_shut("lease", flats))

    def first(self) -> dict[str, Any]:
        row = self.way.row
        ready = next((one for one in self.way.offers if one.answer == HousingOffer.Answer.ASSURED), None)
        offer = row.lease_offer_id or (ready.pk if ready else None)
        return super().first() | {"on": row.lease_on or self.today, "offer": str(offer or "")}

    def chosen_offer(self) -> HousingOffer | None:
        key = self.data.get("offer", "") if self.is_bound else self.initial["offer"]
        return next((one for one in self.way.offers if str(one.pk) == key), None)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.not_ahead(data, "on")
        return data


class DecisionForm(Deviating):
    """What the authority has decided."""

    does, from_letter = "decision", True
    decision = forms.ChoiceField(
        label=_("Entscheidung"), choices=HousingApplication.Decision.choices[1:], widget=forms.RadioSelect,
        error_messages={"required": _("Bitte auswählen, wie entschieden wurde.")},
    )  # fmt: skip
    on = GermanDateField(label=_("Entschieden am"))
    words = forms.CharField(
        label=_("Begründung"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Eine Entscheidung hat eine Begründung.")},
    )  # fmt: skip
    field_order = ("decision", "on", "words", "reason", "consequence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.way.row
        is_theirs = self.from_letter and bool(row.decision) and not row.is_told
        self.ask(() if is_theirs else self.way.why_shut("decision"))

    def first(self) -> dict[str, Any]:
        """What this side has entered; what the other one has is not put into her mouth."""
        row = self.way.row
        if not row.decision or row.is_told != self.from_letter:
            return super().first() | {"decision": "", "on": self.today, "words": ""}
        return super().first() | {"decision": row.decision, "on": row.decided_on, "words": row.decision_words or ""}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.not_ahead(data, "on")
        return data


class OfficeDecisionForm(DecisionForm):
    """The same for who decides: its own step, with no way around the gate. What is known of criminal proceedings is
    asked for only where the concept has switched it on."""

    from_letter = False
    proceedings = forms.CharField(
        label=_("Anhängige Strafverfahren"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nur für Sie als entscheidende Stelle sichtbar; wird verschlossen."),
    )  # fmt: skip

    def __init__(self, *args: Any, restricted: bool, **kwargs: Any) -> None:
        self.restricted = restricted
        super().__init__(*args, **kwargs)
        if not restricted:
            del self.fields["proceedings"]

    def first(self) -> dict[str, Any]:
        return super().first() | ({"proceedings": self.way.row.proceedings or ""} if self.restricted else {})

    def ask(self, sentences: Sequence[str]) -> None:
        super().ask(())
        self.shut = list(sentences)

    def deviation(self) -> Deviation | None:
        return None


# --- offers, costs, marks ---------------------------------------------------------------------------------------------
def offer_label(offer: HousingOffer) -> str:
    rent = f", {number(offer.rent, 2)} €" if offer.rent is not None else ""
    return f"{offer.where or gettext('Angebot vom %(day)s') % {'day': date_(offer.offered_on)}}{rent}"


class OfferForm(RowForm):
    where = forms.CharField(
        label=_("Anschrift und Vermieter"), max_length=300, required=False, help_text=_("Wird verschlossen.")
    )
    rent = DecimalCommaField(
        label=_("Miete im Monat in €"), places=2, smallest=0, largest=99999, required=False,
        help_text=_("mit Betriebskosten, so wie die Grenze gilt"),
    )  # fmt: skip
    offered_on = GermanDateField(label=_("Angebot vom"))
    submitted_on = day(_("Zur Prüfung eingereicht am"))
    answer = forms.ChoiceField(
        label=_("Antwort"), choices=HousingOffer.Answer.choices, widget=forms.RadioSelect, required=False
    )
    answered_on = day(_("Antwort vom"))
    words = forms.CharField(**WORDS)
    past = ("offered_on", "submitted_on", "answered_on")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        answer_has_a_day(self, data)
        if data.get("answer") == HousingOffer.Answer.ASSURED and not data.get("submitted_on"):
            self.add_error("submitted_on", gettext("Zugesichert wird, was zur Prüfung eingereicht wurde."))
        self.in_order(data, "submitted_on", "answered_on")
        return data


def answer_has_a_day(form: forms.Form, data: dict[str, Any]) -> None:
    if data.get("answer") and not data.get("answered_on") and "answered_on" not in form.errors:
        form.add_error("answered_on", gettext("Bitte den Tag der Antwort angeben."))
    if data.get("answered_on") and not data.get("answer"):
        form.add_error("answer", gettext("Bitte auswählen, wie die Antwort lautet."))


class CostForm(StepForm):
    applied_on = GermanDateField(label=_("Beantragt am"))
    answer = forms.ChoiceField(
        label=_("Antwort"), choices=HousingCost.Answer.choices, widget=forms.RadioSelect, required=False
    )
    answered_on = day(_("Antwort vom"))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)

    def first(self) -> dict[str, Any]:
        there = self.way.costs.get(self.kind)
        names = ("applied_on", "answer", "answered_on")
        known = {name: getattr(there, name) for name in names} if there else {"applied_on": self.today, "answer": ""}
        return super().first() | known

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.not_ahead(data, "applied_on", "answered_on")
        answer_has_a_day(self, data)
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("applied_on", "answer", "answered_on")}


class MarkForm(forms.Form):
    on = GermanDateField(label=_("Am"))
    words = forms.CharField(**WORDS)

    def __init__(self, *args: Any, today: Any, since: Any = None, **kwargs: Any) -> None:
        self.today, self.since = today, since
        super().__init__(*args, initial={"on": today}, **kwargs)

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on and on > self.today:
            raise forms.ValidationError(gettext("Dieser Tag liegt in der Zukunft."))
        if on and self.since and on < self.since:
            words = {"day": date_(self.since)}
            raise forms.ValidationError(gettext("Eingezogen wurde am %(day)s; bitte ab diesem Tag.") % words)
        return on
