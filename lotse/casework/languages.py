"""Which language stands beside the German on a paper for the person, and what the page says of its text."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.header import Header
from lotse.cases.words import titles
from lotse.paper.dates import long_date
from lotse.paper.texts import Texts, texts_of

NEAREST = {"prs": "fa"}  # what the concept's list calls by another key is read in these words


def language_for(contact_language: str, texts: str) -> str:
    """The language of ours that somebody reads; "" where there is none."""
    key = NEAREST.get(contact_language, contact_language)
    return key if key in texts_of(texts) and key != "de" else ""


def both_of(texts: str, lang: str) -> list[Texts]:
    """German, and the other one where there are words in it."""
    known = texts_of(texts)
    return [known["de"], *([known[lang]] if lang in known and lang != "de" else [])]


def days_in(on: date | None, both: list[Texts]) -> list[str]:
    return [long_date(on, t.lang) if on else "" for t in both]


class BesideForm(forms.Form):
    """In which language beside German."""

    lang = forms.ChoiceField(label=_("Neben Deutsch auf"), required=False)

    def __init__(self, *args: Any, texts: str, languages: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts_of(texts)
        others = [(key, languages.get(key, self.texts[key]["language"])) for key in self.texts if key != "de"]
        self.fields["lang"].choices = [("", gettext("nur Deutsch")), *others]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> str:
        """The language on the page as it is shown."""
        lang = self.data.get("lang", "") if self.is_bound else self.initial.get("lang", "")
        return lang if lang in self.texts else ""


def beside_form(request: HttpRequest, head: Header, texts: str) -> BesideForm:
    """Asked as the person reads, until somebody chose."""
    initial = {"lang": language_for(head.person.contact_language, texts)}
    languages = titles(head.concept.languages)
    return BesideForm(request.POST or None, texts=texts, languages=languages, initial=initial)


def said_of(form: BesideForm, head: Header, texts: str) -> dict[str, Any]:
    """For `casework/beside.html`: whether somebody has read the text, and whether there is one in her language."""
    languages, spoken = titles(head.concept.languages), head.person.contact_language
    return {
        "texts": form.texts.get(form.chosen), "language": languages.get(form.chosen, form.chosen),
        "has_none": languages.get(spoken, "") if spoken not in ("", "de") and not language_for(spoken, texts) else "",
    }  # fmt: skip
