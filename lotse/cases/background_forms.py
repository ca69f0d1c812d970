"""Forms for family ties, education, work so far and languages. Shape only."""

from collections.abc import Sequence
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.forms import with_empty
from lotse.cases.header import Header
from lotse.cases.known import NONE_YET
from lotse.cases.models import File
from lotse.cases.person_forms import LEVELS
from lotse.cases.row_forms import RowForm, day
from lotse.cases.words import choices, country_title, name_of
from lotse.people.background import inverse
from lotse.people.models import Education, Employment, FamilyTie, LanguageLevel, SpokenLanguage
from lotse.ui.fields import GermanDateField, PartialDateField

SEALED = _("Liegt verschlossen.")
NO_LAND = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}  # what Babel lists beside countries


def words(label: Any, limit: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, required=False, **more)


def countries() -> list[tuple[str, str]]:
    """Every country in the reader's language, and what was entered as a former or a disputed one stands for itself."""
    territories = Locale.parse(get_language() or "de", sep="-").territories
    found = [(code, name) for code, name in territories.items() if len(code) == 2 and code not in NO_LAND]
    plain = str.maketrans("ÄÖÜÅÇÉ", "AOUACE")
    return with_empty(sorted(found, key=lambda row: row[1].upper().translate(plain)), gettext("nicht bekannt"))


class MonthField(PartialDateField):
    """05.2014 or 2014; gives (year, month or None). A day is more than anybody wants to know here."""

    default_error_messages = {
        "invalid": _("Bitte mit vierstelligem Jahr angeben: 05.2014, oder nur 2014."),
        "no_such_month": _("Diesen Monat gibt es nicht: %(value)s. Ist der Monat unbekannt: nur %(year)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"placeholder": _("MM.JJJJ"), "size": "9", "inputmode": "decimal"})
        super().__init__(**{"widget": widget, "required": False, **kwargs})

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return found[:2] if found else (None, None)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        return month_of(*value[:2])


def month_of(year: int | None, month: int | None) -> str:
    """2014, 05.2014 or nothing."""
    return "" if year is None else f"{month:02}.{year}" if month else str(year)


class TieForm(RowForm):
    """Who `other` is, is asked of a new row and of one in words; afterwards it stands."""

    kind = forms.ChoiceField(
        label=_("Die andere Person ist …"), choices=FamilyTie.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Bitte auswählen, was die andere Person ist.")},
    )  # fmt: skip
    who = forms.ChoiceField(
        label=_("Wer?"), help_text=_("aus dem Haushalt, mit einer anderen Akte oder ohne"),
        error_messages={"required": _("Bitte auswählen, wer es ist.")},
    )  # fmt: skip
    number = words(_("Aktennummer"), 20, help_text=_("wenn es eine Akte gibt, zum Beispiel 2026-00017"))
    other_words = words(
        _("In Worten"), 300, help_text=_("ohne Akte: Name, Alter, Ort, soweit bekannt. Liegt verschlossen.")
    )
    lives = forms.ChoiceField(
        label=_("Lebt"), choices=FamilyTie.Lives.choices, required=False, help_text=_("nur ohne Akte")
    )
    has_custody = forms.TypedChoiceField(
        label=_("Sorgerecht"), required=False, widget=forms.RadioSelect, empty_value=None,
        coerce=lambda value: value == "yes",
        choices=[("", _("nicht bekannt")), ("yes", _("ja")), ("no", _("nein"))],
        help_text=_("des Elternteils für das Kind"),
    )  # fmt: skip
    from_on = day(_("Seit"))
    until_on = day(_("Bis"), help_text=_("Trennung, Ende der Vormundschaft"))
    past = ("from_on", "until_on")

    def __init__(self, *args: Any, household: Sequence[File] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = kwargs["row"]
        self.household = {str(f.pk): f for f in household}
        if row.other_id is not None and not row._state.adding:
            for name in ("who", "number", "other_words", "lives"):
                del self.fields[name]
        else:
            members = [(key, name_of(f.person, f.concept).label) for key, f in self.household.items()]
            also = [("number", gettext("jemand mit anderer Akte")), ("words", gettext("jemand ohne Akte"))]
            self.fields["who"].choices = with_empty(members + also)  # type: ignore[attr-defined]

    @classmethod
    def values_of(cls, row: FamilyTie) -> dict[str, Any]:
        custody = {None: "", True: "yes", False: "no"}[row.has_custody]
        return {
            "version": row.version, "kind": inverse(row.kind) if row.is_seen_from_there else row.kind,
            "who": "" if row._state.adding else "words", "number": "", "other_words": row.other_words or "",
            "lives": row.lives, "has_custody": custody, "from_on": row.from_on, "until_on": row.until_on,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        who = data.get("who")
        if who == "number" and not data.get("number"):
            self.add_error("number", gettext("Bitte die Aktennummer angeben."))
        if who == "words" and not data.get("other_words"):
            self.add_error("other_words", gettext("Bitte in ein paar Worten sagen, wer es ist."))
        if data.get("kind") not in (FamilyTie.Kind.CHILD, FamilyTie.Kind.PARENT):
            data["has_custody"] = None  # a guardian has it by being one, others have none
        self.in_order(data, "from_on", "until_on")
        return data

    def facts(self, row: FamilyTie) -> dict[str, Any]:
        """The columns besides the other person, as the row is stored."""
        data = self.cleaned_data
        found = {name: data[name] for name in ("kind", "has_custody", "from_on", "until_on")}
        if row.is_seen_from_there:
            found["kind"] = inverse(found["kind"])
        return found


class PeriodForm(RowForm):
    """From a month or a year to another; a row of people's own memory, so that all of it may be unknown."""

    country = forms.ChoiceField(label=_("Land"), required=False)
    begins = MonthField(label=_("Von"))
    ends = MonthField(label=_("Bis"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = known = countries()  # type: ignore[attr-defined]
        there = kwargs["row"].country
        if there and there not in dict(known):
            known.append((there, country_title(there)))

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        found: dict[str, Any] = {
            "begins": (row.from_year, row.from_month) if row.from_year else None,
            "ends": (row.until_year, row.until_month) if row.until_year else None,
        }
        for name, field in cls.base_fields.items():
            if name not in found:
                value = getattr(row, name)
                found[name] = "" if value is None and type(field) is forms.CharField else value
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        today = (self.head.today.year, self.head.today.month)
        for name in ("begins", "ends"):
            year, month = data.get(name) or (None, None)
            if year and (year, month or 1) > today and not (name == "ends" and self.may_end_later(data)):
                self.add_error(name, gettext("Dieser Monat liegt in der Zukunft."))
        first, last = data.get("begins") or (None, None), data.get("ends") or (None, None)
        if first[0] and last[0] and (first[0], first[1] or 1) > (last[0], last[1] or 12):
            self.add_error("ends", gettext("Das Ende liegt vor dem Beginn."))
        return data

    def may_end_later(self, data: dict[str, Any]) -> bool:
        return False

    def values(self) -> dict[str, Any]:
        found = super().values()
        found["from_year"], found["from_month"] = found.pop("begins")
        found["until_year"], found["until_month"] = found.pop("ends")
        return found


class EducationForm(PeriodForm):
    kind = forms.ChoiceField(
        label=_("Art"), choices=Education.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Bitte die Art auswählen.")},
    )  # fmt: skip
    institution = words(_("Schule, Betrieb oder Hochschule"), help_text=SEALED)
    subject = words(_("Fach oder Beruf"), help_text=SEALED)
    years = forms.IntegerField(
        label=_("Jahre"), min_value=0, max_value=40, required=False,
        help_text=_("besuchte Schuljahre oder Dauer; 0: nie zur Schule gegangen"),
        widget=forms.NumberInput(attrs={"size": "4"}),
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label=_("Ergebnis"), choices=Education.Outcome.choices, widget=forms.RadioSelect, required=False
    )
    certificate = words(_("Name des Abschlusses oder Zeugnisses"), help_text=SEALED)
    papers = forms.ChoiceField(
        label=_("Unterlagen"), choices=Education.Papers.choices, widget=forms.RadioSelect, required=False
    )
    recognition = forms.ChoiceField(
        label=_("Anerkennung in Deutschland"), choices=Education.Recognition.choices, required=False
    )
    referred_on = day(_("Vermittelt am"))
    applied_on = day(_("Beantragt am"))
    decided_on = day(_("Entschieden am"))
    recognised_by = words(_("Anerkennungsstelle"), help_text=_("bei wem beantragt. Liegt verschlossen."))
    past = ("referred_on", "applied_on", "decided_on")
    field_order = ["kind", "institution", "country", "subject", "years", "begins", "ends"]  # as errors are listed

    def may_end_later(self, data: dict[str, Any]) -> bool:
        return data.get("outcome") == Education.Outcome.RUNNING

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        state, decided = data.get("recognition"), data.get("decided_on")
        settled = (Education.Recognition.PARTLY, Education.Recognition.FULL, Education.Recognition.REFUSED)
        if decided and state not in settled:
            self.add_error("recognition", gettext("Bitte auswählen, wie entschieden wurde."))
        self.in_order(data, "applied_on", "decided_on")
        return data


class EmploymentForm(PeriodForm):
    kind = forms.ChoiceField(label=_("Art"), choices=Employment.Kind.choices, widget=forms.RadioSelect)
    job = words(_("Als was?"), help_text=SEALED)
    employer = words(_("Arbeitgeber"), help_text=_("Betrieb und Ort. Liegt verschlossen."))
    duties = words(_("Schwerpunkte der Aufgaben"), 1000, widget=forms.Textarea(attrs={"rows": 3}), help_text=SEALED)
    is_current = forms.BooleanField(label=_("Arbeitet dort bis heute"), required=False)
    field_order = ["job", "employer", "country", "kind", "begins", "ends", "is_current"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("is_current") and (data.get("ends") or (None,))[0]:
            self.add_error("ends", gettext("Entweder ein Ende oder „bis heute“."))
        if not any(data.get(name) for name in ("job", "employer", "duties")) and not self.errors:
            self.add_error("job", gettext("Bitte mindestens sagen, als was die Person gearbeitet hat."))
        return data


class LanguageForm(forms.Form):
    """A language, and where it is known a level of it on a day."""

    language = forms.ChoiceField(label=_("Sprache"), error_messages={"required": _("Bitte die Sprache auswählen.")})
    is_mother_tongue = forms.BooleanField(label=_("Muttersprache"), required=False)
    literacy = forms.ChoiceField(
        label=_("Schriftkenntnis"), choices=SpokenLanguage.Literacy.choices, widget=forms.RadioSelect, required=False
    )
    level = forms.ChoiceField(
        label=_("Niveau"), required=False,
        choices=[("", _("nicht bekannt")), (NONE_YET, _("A0, noch keine Kenntnisse")), *((v, v) for v in LEVELS)],
    )  # fmt: skip
    on = GermanDateField(label=_("Stand vom"), required=False, help_text=_("leer: heute"))
    how = forms.ChoiceField(
        label=_("Woher bekannt?"), choices=LanguageLevel.How.choices, required=False, initial=LanguageLevel.How.SELF
    )
    certificate = words(_("Prüfung und Stelle"), help_text=_("zum Beispiel: DTZ, Volkshochschule. Liegt verschlossen."))

    def __init__(self, *args: Any, head: Header, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = head.today
        self.fields["language"].choices = with_empty(choices(head.concept.languages))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("on") and data["on"] > self.today:
            self.add_error("on", gettext("Dieser Tag liegt in der Zukunft."))
        if data.get("certificate") and not data.get("level"):
            self.add_error("level", gettext("Bitte auch das Niveau angeben, das geprüft wurde."))
        data["on"] = data.get("on") or self.today
        data["how"] = data.get("how") or LanguageLevel.How.SELF
        return data
