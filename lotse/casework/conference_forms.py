"""What is asked before invitations to a case conference are printed. Shape only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.letterhead import letterhead_of
from lotse.cases.header import Header
from lotse.cases.words import titles
from lotse.casework.conference_paper import TEXTS, Guest
from lotse.casework.languages import BesideForm, language_for
from lotse.casework.models import Conference


class InvitationForm(BesideForm):
    """Whom to, in which language beside German for the person, and what is said of place and topic."""

    to = forms.ChoiceField(label=_("Für wen?"), required=False)
    place = forms.CharField(label=_("Ort"), max_length=300, required=False)
    way = forms.CharField(
        label=_("Weg dorthin"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    topic = forms.CharField(
        label=_("Worum geht es?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Neutral und kurz, zum Beispiel „Schule und Wohnung“."),
    )  # fmt: skip
    field_order = ("to", "lang", "place", "way", "topic")

    def __init__(self, *args: Any, guests: Sequence[Guest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        each = [(g.key, g.label) for g in guests]
        self.fields["to"].choices = [("", gettext("alle, für jede Person ein Blatt")), *each]  # type: ignore[attr-defined]
        self.fields["lang"].label = gettext("Für die Person neben Deutsch auf")


def invitation_form(request: HttpRequest, head: Header, row: Conference, guests: Sequence[Guest]) -> InvitationForm:
    ours = head.file.organisation
    initial = {
        "to": "", "lang": language_for(head.person.contact_language, TEXTS), "topic": row.occasion or "",
        "place": row.place or ", ".join(letterhead_of(ours).address), "way": "" if row.place else ours.way,
    }  # fmt: skip
    languages = titles(head.concept.languages)
    return InvitationForm(request.POST or None, texts=TEXTS, languages=languages, guests=guests, initial=initial)
