"""The form of a note. Shape only; P-139 makes date, summary and result mandatory."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.forms import with_empty
from lotse.cases.models import File
from lotse.cases.words import choices, name_of
from lotse.concept.labels import fold
from lotse.concept.model import Concept
from lotse.notes.actions import Contact
from lotse.ui.fields import DurationField, GermanDateField
from lotse.ui.ids import uuid7

CHIPS = {"widget": forms.CheckboxSelectMultiple, "required": False}
RESULT_MISSING = _("Was wurde vereinbart? „Nichts vereinbart“ genügt.")


class ContactForm(forms.Form):
    """What every note has. `note_id` is made with the empty form: sending it twice writes one note."""

    note_id = forms.UUIDField(widget=forms.HiddenInput)
    # not "form": in the browser a field of that name would hide a property of the form element that htmx reads
    contact_form = forms.ChoiceField(
        label=_("Form"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte auswählen, wie der Kontakt war.")},
    )
    on = GermanDateField(label=_("Datum"))
    minutes = DurationField(label=_("Dauer in Minuten"), required=False)
    language = forms.ChoiceField(label=_("Sprache"), required=False)
    with_interpreter = forms.BooleanField(label=_("mit Dolmetscher"), required=False)
    fields_of_action = forms.MultipleChoiceField(label=_("Handlungsfelder"), **CHIPS)
    topics = forms.MultipleChoiceField(label=_("Themen"), **CHIPS)
    tasks = forms.MultipleChoiceField(label=_("Gesetzliche Aufgaben"), **CHIPS)
    summary = forms.CharField(
        label=_("Zusammenfassung"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Was war? Ein Satz genügt.")},
    )
    result = forms.CharField(
        label=_("Ergebnis"), widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": RESULT_MISSING}
    )
    follow_up_on = GermanDateField(label=_("Wiedervorlage am"), required=False)
    follow_up = forms.CharField(label=_("Woran erinnern?"), max_length=300, required=False)

    def __init__(self, *args: Any, concept: Concept, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.concept, self.today = concept, today
        offered: dict[str, list[tuple[str, str]]] = {
            "contact_form": choices(concept.forms),
            "language": with_empty(choices(concept.languages), gettext("nicht angegeben")),
            "fields_of_action": choices(concept.fields_of_action),
            "topics": choices(concept.topics),
            "tasks": choices(concept.tasks),
        }
        for name, options in offered.items():
            self.fields[name].choices = options
        if not concept.tasks:
            del self.fields["tasks"]
        self.fields["on"].initial = today
        self.fields["note_id"].initial = uuid7()

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on and on > self.today:
            raise forms.ValidationError(gettext("Dieser Tag liegt in der Zukunft. Ein Vermerk hält fest, was war."))
        return on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("follow_up") and not data.get("follow_up_on") and "follow_up_on" not in self.errors:
            self.add_error("follow_up_on", gettext("Bitte angeben, wann daran erinnert werden soll."))
        return data

    def contact(self) -> Contact:
        data = self.cleaned_data
        return Contact(
            on=data["on"], form=data["contact_form"], summary=data["summary"], result=data["result"],
            fields=tuple(data["fields_of_action"]), topics=tuple(data["topics"]), tasks=tuple(data.get("tasks", ())),
            minutes=data["minutes"], language=data["language"], with_interpreter=data["with_interpreter"],
            follow_up=data["follow_up"], follow_up_on=data["follow_up_on"],
        )  # fmt: skip


class NoteForm(ContactForm):
    """A note about one person, or several of one household who were there: it stands in all their files."""

    persons = forms.MultipleChoiceField(
        label=_("Anwesend"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Der Vermerk steht in jeder dieser Akten."),
        error_messages={"required": _("Bitte mindestens eine Person auswählen, deren Akte den Vermerk bekommt.")},
    )

    def __init__(self, *args: Any, file: File, household: Sequence[File], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = file.person
        self.household = household
        self.fields["persons"].choices = [(str(f.pk), name_of(f.person, f.concept).label) for f in household]
        self.fields["persons"].initial = [str(file.pk)]
        self.fields["language"].initial = person.contact_language
        self.fields["with_interpreter"].initial = person.needs_interpreter

    def chosen_files(self) -> list[File]:
        chosen = set(self.cleaned_data.get("persons", ()))
        return [f for f in self.household if str(f.pk) in chosen]


class GroupForm(ContactForm):
    """A group session: one note in many files. Its text names nobody, for everybody's file shows it."""

    persons = forms.MultipleChoiceField(
        label=_("Teilnehmende"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte auswählen, wer teilgenommen hat.")},
    )
    names_nobody = forms.BooleanField(label=_("Das ist kein Name einer teilnehmenden Person"), required=False)

    def __init__(self, *args: Any, files: Sequence[File], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = files
        groups = [(f.key, f.title) for f in self.concept.forms if f.counts_as == "group"]
        self.fields["contact_form"].choices = [(k, v) for k, v in choices(self.concept.forms) if k in dict(groups)]
        if groups:
            self.fields["contact_form"].initial = groups[0][0]
        self.fields["persons"].choices = [
            (str(f.pk), f"{name_of(f.person, f.concept).label} · {f.number}") for f in files
        ]
        self.found_names: list[str] = []

    def chosen_files(self) -> list[File]:
        chosen = set(self.cleaned_data.get("persons", ()))
        return [f for f in self.offered if str(f.pk) in chosen]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        written = {
            fold(word)
            for name in ("summary", "result", "follow_up")
            for word in re.findall(r"[\w'’-]+", data.get(name) or "")
        }
        for file in self.chosen_files():
            person = file.person
            for name in (person.family_name, person.given_name):
                if any(fold(word) in written for word in name.split() if len(word) > 2):
                    self.found_names.append(name)
        self.found_names = list(dict.fromkeys(self.found_names))
        if self.found_names and not data.get("names_nobody"):
            found = ", ".join(self.found_names)
            self.add_error(
                "summary",
                gettext(
                    "Dieser Text steht in allen gewählten Akten und nennt deshalb niemanden beim Namen. "
                    "Gefunden: %(names)s."
                )
                % {"names": found},
            )
        return data
