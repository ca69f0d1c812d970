"""Forms for what a file says about its person."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.forms import with_empty
from lotse.cases.persons import MASTER_DATA
from lotse.cases.words import choices
from lotse.concept.model import Concept
from lotse.people.models import Contact, Person
from lotse.ui.fields import PartialDateField

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")


class PersonForm(forms.ModelForm):
    """Master data. `seen_version` is the one the form was opened with: two who save at once see each other's words."""

    birth = PartialDateField(
        label=_("Geburtsdatum"), required=False, help_text=_("Unbekannte Teile als 00: 00.00.1990.")
    )
    contact_language = forms.ChoiceField(label=_("Sprache für Gespräche"), required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = [
        "family_name", "given_name", "original_name", "address_form", "birth", "sex", "nationality", "marital_status",
        "contact_language", "needs_interpreter", "interpreter_wish", "is_address_protected",
    ]  # fmt: skip

    class Meta:
        model = Person
        fields = [
            "family_name", "given_name", "original_name", "address_form", "sex", "nationality", "marital_status",
            "needs_interpreter", "interpreter_wish", "is_address_protected",
        ]  # fmt: skip
        error_messages = {
            "family_name": {"required": _("Bitte den Familiennamen angeben; ein einzelner Name steht hier.")}
        }
        help_texts = {
            "family_name": _("Ein einzelner Name steht hier."),
            "original_name": _("So, wie die Person ihn selbst schreibt."),
            "address_form": _("Zum Beispiel „Frau Dr. Rahimi“."),
            "nationality": _("Zwei Buchstaben, zum Beispiel AF; XX für staatenlos."),
            "is_address_protected": _(
                "Straße und Hausnummer werden verschlüsselt und nur denen gezeigt, die die Akte führen."
            ),
        }

    def __init__(self, *args: Any, concept: Concept, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        person = self.instance
        self.fields["contact_language"].choices = with_empty(choices(concept.languages), gettext("nicht bekannt"))
        self.fields["contact_language"].initial = person.contact_language
        self.fields["birth"].initial = person.birth if person.birth_year else None
        self.fields["seen_version"].initial = person.version
        wish = [("", gettext("keiner")), *[(v, label) for v, label in Person.Sex.choices if v in ("female", "male")]]
        self.fields["interpreter_wish"].choices = wish
        self.fields["interpreter_wish"].label = _("Wer soll dolmetschen?")

    def clean_nationality(self) -> str:
        value: str = self.cleaned_data["nationality"].strip().upper()
        if value and not (len(value) == 2 and value.isascii() and value.isalpha()):
            raise forms.ValidationError(gettext("Zwei Buchstaben nach ISO 3166, zum Beispiel AF."))
        return value

    def clean_birth(self) -> tuple[int | None, int | None, int | None]:
        birth = self.cleaned_data["birth"] or (None, None, None)
        if birth[0] and (birth[0], birth[1] or 1, birth[2] or 1) > (self.today.year, self.today.month, self.today.day):
            raise forms.ValidationError(gettext("Dieser Tag liegt in der Zukunft."))
        return birth

    def values(self) -> dict[str, Any]:
        """What `change_person` takes."""
        data = dict(self.cleaned_data)
        data["birth_year"], data["birth_month"], data["birth_day"] = data["birth"]
        return {name: data[name] for name in MASTER_DATA}


class NameForm(forms.Form):
    family_name = forms.CharField(
        label=_("Familienname"),
        max_length=200,
        error_messages={"required": _("Bitte den Namen angeben; ein einzelner steht hier.")},
    )
    given_name = forms.CharField(label=_("Vorname"), max_length=200, required=False)
    remark = forms.CharField(
        label=_("Woher?"), max_length=100, required=False, help_text=_("Zum Beispiel: Geburtsname, Heiratsurkunde.")
    )


class NumberForm(forms.Form):
    value = forms.CharField(
        label=_("Aktenzeichen"), max_length=80, error_messages={"required": _("Bitte das Aktenzeichen angeben.")}
    )


class ContactForm(forms.Form):
    kind = forms.ChoiceField(label=_("Art"), choices=Contact.Kind.choices)
    value = forms.CharField(
        label=_("Nummer oder Adresse"),
        max_length=200,
        error_messages={"required": _("Bitte die Nummer oder Adresse angeben.")},
    )


class ContentForm(forms.Form):
    text = forms.CharField(
        label=_("Angaben"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Bitte etwas eintragen, oder zurück zur Akte gehen.")},
    )
