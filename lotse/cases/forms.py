"""Forms for what happens to a file. Shape only: what is allowed and what follows is decided by the verbs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.life import Address
from lotse.cases.models import File
from lotse.cases.words import choices, name_of
from lotse.concept.model import Concept
from lotse.people.models import Absence, Membership
from lotse.ui.fields import GermanDateField
from lotse.ui.reasons import text_in_language

REMARK = {"widget": forms.Textarea(attrs={"rows": 2}), "required": False, "label": _("Bemerkung")}


def with_empty(options: list[tuple[str, str]], word: str = "") -> list[tuple[str, str]]:
    return [("", word or gettext("bitte wählen")), *options]


class OnForm(forms.Form):
    """Something that happened on a day, not in the future."""

    on = GermanDateField(label=_("Am"))

    def __init__(
        self, *args: Any, file: File, concept: Concept, today: date, household: Sequence[File], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.file, self.concept, self.today, self.household = file, concept, today, household
        self.fields["on"].initial = today

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on and on > self.today:
            raise forms.ValidationError(
                gettext("Dieser Tag liegt in der Zukunft. Eingetragen wird, was geschehen ist.")
            )
        return on


class EventForm(OnForm):
    """An event of this one person."""

    remark = forms.CharField(**REMARK)


class HouseholdForm(OnForm):
    """An event of some or all people of a household."""

    persons = forms.MultipleChoiceField(
        label=_("Wer?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte mindestens eine Person auswählen.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["persons"]
        field.choices = [(str(f.pk), name_of(f.person, f.concept).label) for f in self.household]
        field.initial = [str(f.pk) for f in self.household]

    def chosen_files(self) -> list[File]:
        chosen = set(self.cleaned_data["persons"])
        return [f for f in self.household if str(f.pk) in chosen]


class MoveForm(HouseholdForm):
    """A move with the new address; the region follows from the district."""

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
    remark = forms.CharField(**REMARK)
    field_order = ["on", "persons", "kind", "accommodation", "street", "house_number", "postcode", "place", "district"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = with_empty(choices(self.concept.accommodation_kinds), gettext("nicht bekannt"))
        self.fields["district"].choices = district_choices(self.concept)

    def address(self) -> Address:
        names = ("kind", "accommodation", "street", "house_number", "postcode", "place", "district")
        return Address(**{name: self.cleaned_data[name] for name in names})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("district", "place", "street", "accommodation")):
            self.add_error("district", gettext("Bitte angeben, wohin: mindestens den Stadtbezirk oder die Gemeinde."))
        return data


def district_choices(concept: Concept) -> list[tuple[str, Any]]:
    """Districts below their region, so that one sees where an address leads."""
    grouped: list[tuple[str, Any]] = [("", gettext("nicht bekannt"))]
    for region in concept.regions:
        if region.districts:
            heading = gettext("Region %(name)s") % {"name": text_in_language(region.title)}
            grouped.append((heading, [(d.name, d.name) for d in region.districts]))
    return grouped


class AwayForm(HouseholdForm):
    place = forms.CharField(label=_("Wohin"), max_length=120, required=False, help_text=_("Ort, wenn bekannt."))
    remark = forms.CharField(**REMARK)

    def address(self) -> Address | None:
        place = self.cleaned_data["place"]
        return Address(place=place) if place else None


class SeparationForm(HouseholdForm):
    """Who goes: not everybody, for then nobody is left to be separated from."""

    remark = forms.CharField(**REMARK)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].label = _("Wer geht?")
        self.fields["persons"].initial = [str(self.file.pk)]

    def clean_persons(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["persons"]
        if len(chosen) == len(self.household):
            raise forms.ValidationError(
                gettext("Mindestens eine Person bleibt. Zieht der ganze Haushalt um, tragen Sie einen Umzug ein.")
            )
        return chosen


class JoiningForm(OnForm):
    """Somebody moves in with another household, found by the file of one of its members."""

    number = forms.CharField(
        label=_("Akte von jemandem aus dem Haushalt"),
        max_length=20,
        error_messages={"required": _("Bitte die Aktennummer angeben, zum Beispiel 2026-00017.")},
    )
    relation = forms.ChoiceField(
        label=_("Stellung im Haushalt"),
        choices=[c for c in Membership.Relation.choices if c[0] != Membership.Relation.HEAD],
        initial=Membership.Relation.OTHER,
    )


class AbsenceForm(OnForm):
    reason = forms.ChoiceField(label=_("Grund"), choices=Absence.Why.choices)
    until_on = GermanDateField(
        label=_("Bis einschließlich"), required=False, help_text=_("Leer lassen, solange es dauert.")
    )
    field_order = ["reason", "on", "until_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Abwesend ab")


class CorrectionForm(OnForm):
    """The right day, or: it never happened."""

    never = forms.BooleanField(
        label=_("Hat nicht stattgefunden"), required=False, help_text=_("Der Eintrag bleibt gestrichen sichtbar.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Richtiger Tag")
        self.fields["on"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("never") and not data.get("on") and "on" not in self.errors:
            self.add_error(
                "on", gettext("Bitte den richtigen Tag angeben, oder unten ankreuzen, dass es nicht stattgefunden hat.")
            )
        return data


class CloseForm(OnForm):
    reason = forms.ChoiceField(
        label=_("Grund"), error_messages={"required": _("Bitte auswählen, warum die Akte geschlossen wird.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        automatic = (File.CloseReason.MERGED, File.CloseReason.MISTAKE)
        options = [(value, str(label)) for value, label in File.CloseReason.choices if value not in automatic]
        self.fields["reason"].choices = with_empty(options)


class ReopenForm(OnForm):
    remark = forms.CharField(
        label=_("Warum wird die Akte wieder geöffnet?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Bitte in einem Satz sagen, warum.")},
    )


class MergeForm(forms.Form):
    number = forms.CharField(
        label=_("Nummer der zweiten Akte"),
        max_length=20,
        help_text=_("Sie wird in diese Akte eingeführt und bleibt lesbar."),
        error_messages={"required": _("Bitte die Aktennummer angeben, zum Beispiel 2026-00017.")},
    )


class AllocationForm(forms.Form):
    """To whom the files go. The options come from the page; who may be chosen is asked again by the view."""

    lead = forms.ChoiceField(label=_("Übergeben an"))
    companion = forms.ChoiceField(label=_("Begleitung im Tandem"), required=False)
    reason = forms.CharField(label=_("Grund"), max_length=200, required=False)
    files = forms.MultipleChoiceField(
        label=_("Akten"), widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Bitte mindestens einen Haushalt auswählen.")},
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        leads: Sequence[tuple[str, Any]],
        companions: Sequence[tuple[str, Any]],
        files: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = [("", gettext("bitte wählen")), *leads]
        self.fields["lead"].error_messages["required"] = gettext("Bitte auswählen, wer den Haushalt übernimmt.")
        self.fields["companion"].choices = [("", gettext("niemand")), *companions]
        self.fields["files"].choices = [(key, key) for key in files]
        self.fields["files"].initial = list(files)


class CoverForm(forms.Form):
    """Who is away, who stands in, and for how long. The options come from the page."""

    absent = forms.ChoiceField(
        label=_("Wer ist nicht da?"), error_messages={"required": _("Bitte auswählen, wer nicht da ist.")}
    )
    substitute = forms.ChoiceField(
        label=_("Wer vertritt?"), error_messages={"required": _("Bitte auswählen, wer vertritt.")}
    )
    from_on = GermanDateField(label=_("Von"))
    until_on = GermanDateField(label=_("Bis einschließlich"), help_text=_("Danach enden die Rechte von selbst."))

    def __init__(self, *args: Any, people: Sequence[tuple[str, Any]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in ("absent", "substitute"):
            self.fields[name].choices = [("", gettext("bitte wählen")), *people]

    def clean_from_on(self) -> date | None:
        on: date | None = self.cleaned_data["from_on"]
        if on and on < self.today:
            raise forms.ValidationError(
                gettext("Eine Vertretung beginnt frühestens heute; rückwirkend gibt es keine Rechte.")
            )
        return on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("from_on"), data.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", gettext("Der letzte Tag liegt vor dem ersten."))
        elif first and last and (last - first).days > 366:
            self.add_error(
                "until_on", gettext("Länger als ein Jahr ist keine Vertretung mehr. Übergeben Sie die Akten.")
            )
        return data


class RegionForm(forms.Form):
    """Where an address belongs: its district, or the region itself, chosen by somebody who knows."""

    district = forms.ChoiceField(label=_("Stadtbezirk oder Gemeinde"), required=False)
    region = forms.ChoiceField(
        label=_("oder Region"), required=False, help_text=_("Nur wenn der Bezirk nicht bekannt ist.")
    )

    def __init__(self, *args: Any, concept: Concept, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = district_choices(concept)
        self.fields["region"].choices = with_empty(choices(concept.regions), gettext("folgt aus dem Bezirk"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("district") and not data.get("region"):
            self.add_error("district", gettext("Bitte den Stadtbezirk oder die Region auswählen."))
        return data
