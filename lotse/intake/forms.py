"""What is typed or uploaded, checked for its shape."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lotse.intake.columns import LEFT_OUT, ColumnMapping, ImportSpec


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Liste"),
        help_text=_("XLSX, ODS oder CSV, bis 20 MB und 10.000 Zeilen. Titelzeilen darüber stören nicht."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.ods,.csv,.txt"}),
        error_messages={
            "required": _("Bitte eine Datei auswählen."),
            "empty": _("Die Datei ist leer. Bitte die gespeicherte Tabelle noch einmal auswählen."),
        },
    )


class MappingForm(forms.Form):
    """One choice for every heading nobody could place."""

    def __init__(self, *args: Any, spec: ImportSpec, mapping: ColumnMapping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spec, self.mapping = spec, mapping
        free = [column for column in spec.columns if column.key not in mapping.columns]
        choices = [("", _("bitte wählen")), (LEFT_OUT, _("nicht einlesen")), *((c.key, c.heading) for c in free)]
        self.headings = dict(enumerate(dict.fromkeys(mapping.unknown)))
        for at, heading in self.headings.items():
            self.fields[f"heading-{at}"] = forms.ChoiceField(
                label=heading, choices=choices, error_messages={"required": _("Bitte wählen, auch „nicht einlesen“.")}
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        taken: dict[str, str] = {}
        for at, heading in self.headings.items():
            field = data.get(f"heading-{at}", "")
            if field and field != LEFT_OUT:
                if field in taken:
                    self.add_error(f"heading-{at}", _("Schon „%(other)s“ zugeordnet.") % {"other": taken[field]})
                taken[field] = heading
        missing = [c.heading for c in self.mapping.missing if c.key not in taken]
        if missing and not self.errors:
            text = _("Ohne diese Spalten lässt sich die Liste nicht einlesen: %(columns)s.")
            self.add_error(None, text % {"columns": ", ".join(missing)})
        return data

    def chosen(self) -> dict[str, str]:
        return {heading: self.cleaned_data[f"heading-{at}"] for at, heading in self.headings.items()}
