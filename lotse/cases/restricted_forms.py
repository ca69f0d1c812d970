"""Forms of the restricted compartment. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lotse.accounts.forms import VersionedForm
from lotse.cases.forms import with_empty
from lotse.cases.models import ContentErasure
from lotse.cases.residence_forms import HistoryForm
from lotse.cases.restricted import NeedFacts
from lotse.cases.words import choices
from lotse.ui.fields import GermanDateField


class RestrictedForm(VersionedForm):
    text = forms.CharField(
        label=_("Angaben"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Bitte etwas eintragen, oder zurück gehen.")},
    )  # fmt: skip


class EraseContentForm(forms.Form):
    content = forms.UUIDField(widget=forms.HiddenInput)
    erase_reason = forms.ChoiceField(
        label=_("Warum darf diese Angabe hier nicht stehen?"), choices=ContentErasure.Reason.choices,
        widget=forms.RadioSelect, error_messages={"required": _("Bitte einen Grund auswählen.")},
    )  # fmt: skip
    erase_words = forms.CharField(
        label=_("In Ihren Worten"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class NeedForm(HistoryForm):
    kind = forms.ChoiceField(
        label=_("Schutzbedarf"), error_messages={"required": _("Bitte den Schutzbedarf auswählen.")}
    )
    from_on = GermanDateField(label=_("Besteht oder bekannt seit"))
    until_on = GermanDateField(
        label=_("Bis einschließlich"), required=False, help_text=_("Leer lassen, solange er besteht.")
    )
    words = forms.CharField(
        label=_("Was braucht die Person deshalb?"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Was zu tun ist, keine Diagnosen und keine Erlebnisse. Die Person darf diesen Text lesen."),
    )  # fmt: skip
    field_order = ["kind", "from_on", "until_on", "words"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = with_empty(choices(self.concept.federal.vulnerabilities))

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        return super().values_of(row) | {"words": row.words or ""}

    def facts(self) -> NeedFacts:
        return NeedFacts(**{name: value for name, value in self.cleaned_data.items() if name != "version"})
