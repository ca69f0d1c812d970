"""The form of a CV: what is known stands in it, and is changed for this paper only. Shape only."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lotse.programmes.cv import Draft, Line

PARTS = ("when", "what", "where", "more")


class CvForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200,
        error_messages={"required": gettext_lazy("Bitte den Namen angeben, wie er auf dem Lebenslauf stehen soll.")},
    )  # fmt: skip
    address = forms.CharField(
        label=gettext_lazy("Anschrift"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    phone = forms.CharField(label=gettext_lazy("Telefon"), max_length=60, required=False)
    email = forms.CharField(label=gettext_lazy("E-Mail"), max_length=200, required=False)
    born = forms.CharField(
        label=gettext_lazy("Geboren"), max_length=80, required=False,
        help_text=gettext_lazy("Freiwillig. Leer: steht nicht darauf."),
    )  # fmt: skip
    nationality = forms.CharField(
        label=gettext_lazy("Staatsangehörigkeit"), max_length=80, required=False,
        help_text=gettext_lazy("Freiwillig. Leer: steht nicht darauf."),
    )  # fmt: skip
    languages = forms.CharField(
        label=gettext_lazy("Sprachen"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Eine je Zeile."),
    )  # fmt: skip
    skills = forms.CharField(
        label=gettext_lazy("Weitere Kenntnisse"), max_length=800, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Eine je Zeile, zum Beispiel Führerschein, Computer."),
    )  # fmt: skip
    signed = forms.CharField(label=gettext_lazy("Ort und Datum"), max_length=120, required=False)

    def __init__(self, data: Any, *, draft: Draft) -> None:
        super().__init__(data, initial=dict(draft.fields))
        self.sizes = {"work": len(draft.work), "education": len(draft.education)}
        for part, lines in (("work", draft.work), ("education", draft.education)):
            for n, line in enumerate(lines):
                self._add_line(part, n, line)

    def _add_line(self, part: str, n: int, line: Line) -> None:
        labels = {
            "when": _("Zeit"), "what": _("Tätigkeit") if part == "work" else _("Schule, Ausbildung, Studium"),
            "where": _("Arbeitgeber, Land") if part == "work" else _("Einrichtung, Land"),
            "more": _("Schwerpunkte der Aufgaben") if part == "work" else _("Abschluss"),
        }  # fmt: skip
        for name in PARTS:
            widget = forms.Textarea(attrs={"rows": 2}) if name == "more" else forms.TextInput()
            self.fields[f"{part}{n}_{name}"] = forms.CharField(
                label=labels[name], max_length=600, required=False, initial=getattr(line, name), widget=widget
            )

    def rows(self, part: str) -> list[list[BoundField]]:
        """The fields of each entry, for the template."""
        return [[self[f"{part}{n}_{name}"] for name in PARTS] for n in range(self.sizes[part])]

    def lines(self, part: str, typed: Mapping[str, Any]) -> list[Line]:
        return [Line(*(typed[f"{part}{n}_{name}"] for name in PARTS)) for n in range(self.sizes[part])]
