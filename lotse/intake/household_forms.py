"""A household typed by hand: how it came and where it lives, and a block for each person. Shape only."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.forms import district_choices, with_empty
from lotse.cases.life import Address
from lotse.cases.models import File
from lotse.cases.words import choices
from lotse.concept.model import Concept
from lotse.intake import values
from lotse.intake.actions import NewPerson
from lotse.intake.rows import ANNOUNCED_AHEAD
from lotse.people.models import Membership, Person
from lotse.ui.fields import GermanDateField, PartialDateField

BORN = "born"
ADDRESS = ("kind", "accommodation", "street", "house_number", "postcode", "place", "district")


def as_typed(form: forms.Form, data: Any) -> dict[str, Any]:
    """What stands in the fields, unchecked: to show the form again when it was not sent to be saved."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }


class ArrivalForm(forms.Form):
    arrival = forms.ChoiceField(label=_("Wie angekommen?"), widget=forms.RadioSelect)
    arrived_on = GermanDateField(label=_("Datum"))
    service_from_on = GermanDateField(
        label=_("Willkommensleistung ab"),
        required=False,
        help_text=_("Nur bei Familiennachzug und nur, wenn es so entschieden ist."),
    )
    kind = forms.ChoiceField(label=_("Wohnform"), required=False)
    accommodation = forms.CharField(label=_("Unterkunft"), max_length=200, required=False)
    street = forms.CharField(label=_("Straße"), max_length=200, required=False)
    house_number = forms.CharField(label=_("Hausnummer"), max_length=20, required=False)
    postcode = forms.RegexField(
        r"^\d{5}$", label=_("PLZ"), required=False, error_messages={"invalid": _("Fünf Ziffern, zum Beispiel 01159.")}
    )
    place = forms.CharField(label=_("Ort"), max_length=120, required=False)
    district = forms.ChoiceField(
        label=_("Stadtbezirk oder Gemeinde"), required=False, help_text=_("Daraus folgt die zuständige Region.")
    )

    def __init__(self, *args: Any, concept: Concept, today: date, joins: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        options = [*File.Arrival.choices, *([(BORN, gettext("Hier geboren"))] if joins else [])]
        self.fields["arrival"].choices = options  # type: ignore[attr-defined]
        self.fields["kind"].choices = with_empty(choices(concept.accommodation_kinds), gettext("nicht bekannt"))  # type: ignore[attr-defined]
        self.fields["district"].choices = district_choices(concept)  # type: ignore[attr-defined]

    def clean_arrived_on(self) -> date | None:
        on: date | None = self.cleaned_data["arrived_on"]
        if on and on > self.today + ANNOUNCED_AHEAD:
            raise forms.ValidationError(gettext("Dieser Tag liegt weit in der Zukunft."))
        return on

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("service_from_on") and data.get("arrival") != File.Arrival.FAMILY:
            self.add_error(
                "service_from_on",
                gettext("Von Hand beginnt die Willkommensleistung nur bei Familiennachzug. Bitte leer lassen."),
            )
        return data

    def address(self) -> Address:
        return Address(**{name: self.cleaned_data[name] for name in ADDRESS})


class NewPersonForm(forms.Form):
    family_name = forms.CharField(
        label=_("Familienname"),
        max_length=200,
        help_text=_("Ein einzelner Name steht hier."),
        error_messages={"required": _("Bitte den Familiennamen angeben; ein einzelner Name steht hier.")},
    )
    given_name = forms.CharField(label=_("Vorname"), max_length=200, required=False)
    original_name = forms.CharField(label=_("Name in Originalschrift"), max_length=200, required=False)
    birth = PartialDateField(
        label=_("Geburtsdatum"), required=False, help_text=_("Unbekannte Teile als 00: 00.00.1990.")
    )
    sex = forms.ChoiceField(
        label=_("Geschlecht"), choices=Person.Sex.choices, initial=Person.Sex.UNKNOWN, widget=forms.RadioSelect
    )
    relation = forms.ChoiceField(label=_("Stellung im Haushalt"), required=False)
    nationality = forms.CharField(
        label=_("Staatsangehörigkeit"),
        max_length=80,
        required=False,
        help_text=_("Land oder Kürzel: Syrien, SY, staatenlos"),
    )
    contact_language = forms.ChoiceField(label=_("Sprache für Gespräche"), required=False)
    languages = forms.CharField(label=_("Weitere Sprachen"), max_length=200, required=False, help_text=_("Mit Komma"))
    needs_interpreter = forms.BooleanField(label=_("Dolmetscher nötig"), required=False)
    status = forms.ChoiceField(label=_("Aufenthaltsstatus"), required=False)
    benefit = forms.ChoiceField(label=_("Leistungssystem"), required=False)
    aktenzeichen = forms.CharField(label=_("Aktenzeichen"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-Mail"), max_length=200, required=False)
    is_address_protected = forms.BooleanField(
        label=_("Adresse schützen"),
        required=False,
        help_text=_("Straße und Hausnummer werden verschlüsselt und nur denen gezeigt, die die Akte führen."),
    )

    def __init__(self, *args: Any, concept: Concept, today: date, is_head: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.is_head = today, is_head
        unknown = gettext("nicht bekannt")
        for name, entries in (
            ("contact_language", concept.languages),
            ("status", concept.statuses),
            ("benefit", concept.benefits),
        ):
            self.fields[name].choices = with_empty(choices(entries), unknown)  # type: ignore[attr-defined]
        if is_head:
            del self.fields["relation"]
        else:
            relations = [(v, label) for v, label in Membership.Relation.choices if v != Membership.Relation.HEAD]
            self.fields["relation"].choices = relations  # type: ignore[attr-defined]
            self.fields["relation"].initial = Membership.Relation.OTHER

    def clean_nationality(self) -> str:
        return self._parsed("nationality", values.parse_country, "")  # type: ignore[no-any-return]

    def clean_languages(self) -> tuple[str, ...]:
        return self._parsed("languages", values.parse_languages, ())  # type: ignore[no-any-return]

    def _parsed(self, name: str, parse: Any, empty: Any) -> Any:
        try:
            return parse(self.cleaned_data[name]) or empty
        except values.ValueProblem as problem:
            raise forms.ValidationError(problem.message) from problem

    def clean_birth(self) -> tuple[int | None, int | None, int | None]:
        birth = self.cleaned_data["birth"] or (None, None, None)
        if birth[0] and (birth[0], birth[1] or 1, birth[2] or 1) > (self.today.year, self.today.month, self.today.day):
            raise forms.ValidationError(gettext("Dieser Tag liegt in der Zukunft."))
        return birth  # type: ignore[no-any-return]

    def person(self, **more: Any) -> NewPerson:
        data = self.cleaned_data
        spoken = tuple(key for key in data["languages"] if key != data["contact_language"])
        plain = {
            name: data[name]
            for name in (
                "family_name", "given_name", "original_name", "birth", "sex", "nationality", "contact_language",
                "needs_interpreter", "status", "benefit", "aktenzeichen", "phone", "email", "is_address_protected",
            )
        }  # fmt: skip
        return NewPerson(**plain, languages=spoken, relation=data.get("relation") or Membership.Relation.OTHER, **more)


INHERITED = ("family_name", "nationality", "contact_language", "needs_interpreter", "status", "benefit")


def like(head: Mapping[str, Any]) -> dict[str, Any]:
    """What a further member most often shares with the first; to be changed where it is not so."""
    return {name: head[name] for name in INHERITED if head.get(name)}
