"""Forms of group offers. Shape only."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.forms import VersionedForm
from lotse.cases.forms import with_empty
from lotse.cases.models import File
from lotse.cases.words import choices, name_of
from lotse.concept.model import Concept
from lotse.programmes.groups import GroupDate, GroupOffer
from lotse.ui.fields import GermanDateField


class OfferForm(VersionedForm):
    kind = forms.ChoiceField(label=_("Art"), error_messages={"required": _("Bitte die Art auswählen.")})
    title = forms.CharField(
        label=_("Name des Angebots"),
        max_length=120,
        error_messages={"required": _("Wie heißt das Angebot?")},
        help_text=_("Nennt keine Klientin und keinen Klienten."),
    )
    place = forms.CharField(label=_("Ort"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Sprache"), required=False)
    held_by = forms.ChoiceField(
        label=_("Wer bietet es an?"), choices=GroupOffer.HeldBy.choices, widget=forms.RadioSelect
    )
    from_on = GermanDateField(label=_("Beginnt am"))
    until_on = GermanDateField(label=_("Endet am"), required=False)
    words = forms.CharField(
        label=_("Bemerkung"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Zum Beispiel, wer es leitet; die Bemerkung wird verschlossen."),
    )

    def __init__(self, *args: Any, row: GroupOffer, concept: Concept, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.values_of(row), **kwargs)
        self.fields["kind"].choices = with_empty(choices(concept.offer_kinds), gettext("bitte auswählen"))  # type: ignore[attr-defined]
        self.fields["language"].choices = with_empty(choices(concept.languages), gettext("nicht festgelegt"))  # type: ignore[attr-defined]

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        return super().values_of(row) | {"words": row.words or ""}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("from_on") and data.get("until_on") and data["until_on"] < data["from_on"]:
            self.add_error("until_on", gettext("Dieser Tag liegt vor dem ersten."))
        return data

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=999)


class DateForm(VersionedForm):
    """A date: clients by name, all others by number."""

    on = GermanDateField(label=_("Datum"))
    is_cancelled = forms.BooleanField(label=_("ausgefallen"), required=False)
    persons = forms.MultipleChoiceField(
        label=_("Wer war da?"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Personen mit Akte")
    )
    children = _number(_("Kinder bis 13"))
    youths = _number(_("Jugendliche 14 bis 17"))
    adults = _number(_("Erwachsene"))
    female = _number(_("davon weiblich"))

    OTHERS = ("children", "youths", "adults")

    def __init__(self, *args: Any, row: GroupDate, files: Sequence[File], here: set[UUID], today: date, **kwargs: Any):
        self.here = here & {f.pk for f in files}
        first = {name: getattr(row, name) for name in self.base_fields if name != "persons"}
        super().__init__(*args, initial=first | {"persons": [str(pk) for pk in self.here]}, **kwargs)
        self.today, self.row = today, row
        self.fields["persons"].choices = [  # type: ignore[attr-defined]
            (str(f.pk), f"{name_of(f.person, f.concept).label} · {f.number}") for f in files
        ]

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        names = [str(pk) for pk in row.attendances.values_list("file", flat=True)]
        return {name: getattr(row, name) for name in cls.base_fields if name != "persons"} | {"persons": names}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self.OTHERS:
            data[name] = data.get(name) or 0
        others = sum(data[name] for name in self.OTHERS)
        if data.get("female") is not None and data["female"] > others:
            self.add_error("female", gettext("Das sind mehr als alle Gezählten zusammen."))
        counted = data.get("persons") or others
        if data.get("is_cancelled") and counted:
            self.add_error("is_cancelled", gettext("Ausgefallen ist nur ein Termin, bei dem niemand war."))
        if data.get("on") and data["on"] > self.today and counted:
            self.add_error("on", gettext("Wer da war, lässt sich erst nach dem Termin eintragen."))
        first, last = self.row.offer.from_on, self.row.offer.until_on
        if data.get("on") and (data["on"] < first or (last and data["on"] > last)):
            self.add_error("on", gettext("Dieser Tag liegt nicht in der Zeit des Angebots."))
        return data

    def values(self) -> dict[str, Any]:
        return {n: v for n, v in self.cleaned_data.items() if n not in ("version", "persons")}

    def chosen(self) -> list[UUID]:
        return [UUID(pk) for pk in self.cleaned_data["persons"]]
