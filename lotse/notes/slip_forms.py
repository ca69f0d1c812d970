"""The form for an appointment slip. Shape only."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.notes.slips import BRING, TEXTS
from lotse.paper.texts import texts_of


class SlipForm(forms.Form):
    lang = forms.ChoiceField(label=_("Neben Deutsch auf"), required=False)
    name = forms.CharField(label=_("Name"), max_length=400, required=False)
    place = forms.CharField(label=_("Ort"), max_length=300, required=False)
    way = forms.CharField(
        label=_("Weg dorthin"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Haltestelle, Eingang, Stockwerk"),
    )  # fmt: skip
    way_other = forms.CharField(
        label=_("Weg dorthin in der anderen Sprache"), max_length=600, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Leer: Der deutsche Weg steht auf beiden Seiten."),
    )  # fmt: skip
    ask_for = forms.CharField(label=_("Wen soll man fragen?"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=60, required=False)
    bring = forms.MultipleChoiceField(label=_("Mitbringen"), widget=forms.CheckboxSelectMultiple, required=False)
    bring_words = forms.CharField(label=_("Außerdem mitbringen"), max_length=200, required=False)
    interpreter = forms.BooleanField(
        label=_("Jemand übersetzt beim Gespräch"), required=False, help_text=_("Nur ankreuzen, wenn es fest ist.")
    )

    def __init__(self, *args: Any, languages: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = texts_of(TEXTS)
        self.fields["lang"].choices = [
            ("", gettext("nur Deutsch")),
            *((key, languages.get(key, texts[key]["language"])) for key in texts if key != "de"),
        ]
        self.fields["bring"].choices = [(item, texts["de"][item]) for item in BRING]

    @property
    def chosen(self) -> str:
        """The language on the page as it is shown."""
        lang = self.data.get("lang", "") if self.is_bound else self.initial.get("lang", "")
        return lang if lang in texts_of(TEXTS) else ""
