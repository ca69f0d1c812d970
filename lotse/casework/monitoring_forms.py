"""Forms of monitoring: reviews, words to a deviation, gaps. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.forms import with_empty
from lotse.casework.models import Gap
from lotse.casework.row_forms import RowForm, day
from lotse.concept.deviations import TITLES
from lotse.concept.model import Concept
from lotse.ui.fields import GermanDateField


class DeviationForm(forms.Form):
    goal = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in TITLES], widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Woran liegt es, und was folgt daraus?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Bitte in einem Satz sagen, woran es liegt.")},
    )  # fmt: skip


class GapForm(RowForm):
    field = forms.ChoiceField(
        label=_("Handlungsfeld"), error_messages={"required": _("Bitte das Handlungsfeld auswählen.")}
    )
    words = forms.CharField(
        label=_("Welches Angebot fehlt?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ein Satz ohne Namen: Er hilft, das Angebot zu planen."),
        error_messages={"required": _("Bitte sagen, welches Angebot fehlt.")},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Warum hilft nichts, was es gibt?"), choices=Gap.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Bitte auswählen, was fehlt.")},
    )  # fmt: skip
    place = forms.ChoiceField(label=_("Wo?"), required=False)
    language = forms.ChoiceField(label=_("In welcher Sprache?"), required=False)
    on = GermanDateField(label=_("Gemerkt am"))
    closed_on = day(_("Das Angebot gibt es seit"), help_text=_("Dann zählt die Lücke nicht mehr mit."))
    past = ("on", "closed_on")

    def __init__(self, *args: Any, concept: Concept, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("field", concept.fields_of_action)
        self.offer("language", concept.languages, gettext("keine besondere"))
        places = [(d.name, d.name) for region in concept.regions for d in region.districts]
        self.fields["place"].choices = with_empty(sorted(places), gettext("überall"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") == Gap.Kind.LANGUAGE and not data.get("language"):
            self.add_error("language", gettext("Bitte auswählen, in welcher Sprache es fehlt."))
        self.in_order(data, "on", "closed_on")
        return data
