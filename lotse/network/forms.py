"""Forms of the directory. Shape only."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.forms import VersionedForm
from lotse.concept.model import Concept
from lotse.concept.partners import kinds_of
from lotse.network import words
from lotse.network.models import Partner
from lotse.network.search import areas
from lotse.ui.fields import GermanDateField

NOBODY_NAMED = _("Nennt keine Klientin und keinen Klienten: Alle, die mit Lotse arbeiten, lesen das.")


def line(label: Any, longest: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(**({"label": label, "max_length": longest, "required": False} | more))


def area(label: Any, longest: int = 1000, rows: int = 3, **more: Any) -> forms.CharField:
    return line(label, longest, widget=forms.Textarea(attrs={"rows": rows}), **more)


def many(label: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple, **more)


class RowForm(VersionedForm):
    keys: tuple[str, ...] = ()  # lists of keys, which are rows of their own

    def __init__(self, *args: Any, row: Any, concept: Concept, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.values_of(row), **kwargs)
        self.row = row
        if "languages" in self.fields:
            self._offer("languages", words.languages(concept))

    def _offer(self, name: str, choices: Any) -> None:
        """What somebody chose once stays possible, even if the concept no longer names it."""
        now = self.initial.get(name) or []
        known = {
            key for key, inner in choices for key in ([k for k, _t in inner] if isinstance(inner, list) else [key])
        }
        kept = [(key, key) for key in (now if isinstance(now, list) else [now]) if key and key not in known]
        self.fields[name].choices = [*choices, *kept]  # type: ignore[attr-defined]

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        plain = [name for name in cls.base_fields if name not in cls.keys and hasattr(row, name)]
        return {name: getattr(row, name) for name in plain} | {name: _keys_of(row, name) for name in cls.keys}

    def values(self) -> dict[str, Any]:
        """What belongs to the row itself, without its version."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", *self.keys)}


def _keys_of(row: Any, name: str) -> list[str]:
    if row._state.adding:
        return []
    column = {"languages": "language", "specialities": "speciality"}[name]
    return list(getattr(row, name).values_list(column, flat=True))


class PartnerForm(RowForm):
    name = line(_("Name"), required=True, error_messages={"required": _("Bitte den Namen angeben.")})
    kind = forms.ChoiceField(label=_("Art"), error_messages={"required": _("Bitte die Art auswählen.")})
    specialities = many(_("Fachrichtungen"), help_text=_("Für Praxen und Krankenhäuser"))
    street = line(_("Straße und Hausnummer"))
    postcode = line(_("Postleitzahl"), 10)
    place = line(_("Ort"), 120)
    where = forms.ChoiceField(label=_("Stadtbezirk oder Gemeinde"), required=False)
    way = area(_("Weg dorthin"), 500, 2, help_text=_("Haltestelle, Eingang, Stockwerk"))
    phone = line(_("Telefon"), 60)
    email = forms.EmailField(
        label=_("E-Mail"),
        max_length=254,
        required=False,
        error_messages={"invalid": _("Bitte als name@beispiel.de angeben.")},
    )
    website = line(_("Internet"))
    hours = area(_("Öffnungszeiten"), 500, 3, help_text=_("Je Tag eine Zeile, zum Beispiel: Mo 8–12, 14–18 Uhr"))
    languages = many(_("Welche Sprachen werden dort gesprochen?"))
    services = area(_("Leistungsspektrum"), help_text=_("Was kann man dort bekommen?"))
    by_appointment = forms.BooleanField(label=_("nur mit Termin"), required=False)
    has_open_hours = forms.BooleanField(label=_("offene Sprechzeit ohne Termin"), required=False)
    needs_referral = forms.BooleanField(label=_("Überweisung oder Zuweisung nötig"), required=False)
    bring = line(_("Was ist mitzubringen?"), 300)
    wheelchair = forms.ChoiceField(label=_("Mit dem Rollstuhl"), choices=Partner.Wheelchair.choices, required=False)
    interpreter = forms.ChoiceField(label=_("Dolmetschen"), choices=Partner.Interpreter.choices, required=False)
    note = area(_("Hinweis für Kolleginnen und Kollegen"), help_text=NOBODY_NAMED)
    checked_on = GermanDateField(label=_("Angaben geprüft am"), help_text=_("Nach einem Jahr erinnert Lotse daran."))
    closed_on = GermanDateField(label=_("Geschlossen seit"), required=False)
    keys = ("languages", "specialities")

    def __init__(self, *args: Any, concept: Concept, today: date, **kwargs: Any) -> None:
        super().__init__(*args, concept=concept, **kwargs)
        self.concept, self.today = concept, today
        self._offer("kind", [("", gettext("bitte auswählen")), *words.kinds(concept)])
        self._offer("specialities", list(words.titles(concept.federal.specialities).items()))
        self._offer("where", [("", gettext("überregional oder außerhalb")), *words.places(concept)])

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        where = "/".join(filter(None, (row.region, row.district)))
        return super().values_of(row) | {"where": where}

    def clean_checked_on(self) -> date:
        on: date = self.cleaned_data["checked_on"]
        if on > self.today:
            raise forms.ValidationError(gettext("Dieser Tag liegt in der Zukunft."))
        return on

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") and data["kind"] not in kinds_of(self.concept.federal.partner_kinds, "health"):
            data["specialities"] = []
        website = data.get("website") or ""
        if website and not website.startswith(("https://", "http://")):
            if ":" in website.split("/")[0]:
                self.add_error("website", gettext("Bitte als www.beispiel.de angeben."))
            data["website"] = f"https://{website}"
            if len(data["website"]) > Partner._meta.get_field("website").max_length:  # type: ignore[operator]
                self.add_error("website", gettext("Diese Adresse ist zu lang."))
        return data

    def values(self) -> dict[str, Any]:
        values = super().values()
        where = values.pop("where")
        known = areas(self.concept).get(where)
        region, district = known if known else (self.row.region, self.row.district) if where else ("", "")
        return values | {"region": region, "district": district}


class ContactForm(RowForm):
    name = line(_("Name"), required=True, error_messages={"required": _("Bitte den Namen angeben.")})
    task = line(_("Wofür?"), help_text=_("Zum Beispiel: Anmeldung, Buchstaben A bis K"))
    phone = line(_("Durchwahl"), 60)
    email = forms.EmailField(
        label=_("E-Mail"),
        max_length=254,
        required=False,
        error_messages={"invalid": _("Bitte als name@beispiel.de angeben.")},
    )


class OfferForm(RowForm):
    title = line(_("Name des Angebots"), 160, required=True, error_messages={"required": _("Wie heißt das Angebot?")})
    for_whom = line(_("Für wen?"))
    languages = many(_("In welchen Sprachen?"))
    waiting_time = line(_("Wartezeit"), 120, help_text=_("Zum Beispiel: etwa sechs Wochen"))
    costs = line(_("Kosten"), 120, help_text=_("Zum Beispiel: kostenlos"))
    words = area(_("Beschreibung"), help_text=NOBODY_NAMED)
    from_on = GermanDateField(label=_("Beginnt am"), required=False)
    until_on = GermanDateField(label=_("Endet am"), required=False)
    keys = ("languages",)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("from_on") and data.get("until_on") and data["until_on"] < data["from_on"]:
            self.add_error("until_on", gettext("Dieser Tag liegt vor dem Beginn."))
        return data


class SearchForm(forms.Form):
    """The lists to choose from; what is asked for in an address is read without it."""

    q = line(_("Suchen"), widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
    gruppe = forms.ChoiceField(label=_("Bereich"), required=False)
    fach = forms.ChoiceField(label=_("Fachrichtung"), required=False)
    sprache = forms.ChoiceField(label=_("Spricht"), required=False)
    region = forms.ChoiceField(label=_("Wo?"), required=False)
    alle = forms.BooleanField(label=_("auch geschlossene"), required=False)

    def __init__(self, *args: Any, concept: Concept, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = {
            "gruppe": (gettext("alle"), words.groups(concept)),
            "fach": (gettext("alle"), list(words.titles(concept.federal.specialities).items())),
            "sprache": (gettext("gleich welche"), words.languages(concept)),
            "region": (gettext("überall"), words.places(concept)),
        }
        for name, (word, options) in every.items():
            self.fields[name].choices = [("", word), *options]  # type: ignore[attr-defined]


class DoctorsForm(forms.Form):
    """For the list handed to a family."""

    region = forms.ChoiceField(label=_("Wo?"), required=False)
    fach = forms.ChoiceField(label=_("Fachrichtung"), required=False)
    sprache = forms.ChoiceField(label=_("Spricht"), required=False)
    blatt = forms.ChoiceField(label=_("Sprache des Blattes"), required=False)

    def __init__(self, *args: Any, concept: Concept, texts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = {
            "region": (gettext("überall"), words.places(concept)),
            "fach": (gettext("alle"), list(words.titles(concept.federal.specialities).items())),
            "sprache": (gettext("gleich welche"), words.languages(concept)),
            "blatt": (gettext("nur Deutsch"), [(t.lang, t["language"]) for t in texts.values() if t.lang != "de"]),
        }
        for name, (word, options) in every.items():
            self.fields[name].choices = [("", word), *options]  # type: ignore[attr-defined]
