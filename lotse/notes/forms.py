"""The form of a note. Shape only; P-139 makes date, summary and result mandatory."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.forms import with_empty
from lotse.cases.models import File
from lotse.cases.words import choices, name_of
from lotse.concept.labels import fold
from lotse.concept.model import Concept
from lotse.notes.actions import Contact, Late
from lotse.notes.drafts import Typed, Window
from lotse.notes.effects import effects
from lotse.notes.models import LateReason, NoteErasure, NoteStrike
from lotse.notes.offered import Pick, activity_groups, picks, topic_groups
from lotse.ui.fields import DurationField, GermanDateField
from lotse.ui.ids import uuid7

CHIPS = {"widget": forms.CheckboxSelectMultiple, "required": False}
RESULT_MISSING = _("Was wurde vereinbart? „Nichts vereinbart“ genügt.")


class DraftedForm(forms.Form):
    """A form kept while it is typed. `note_id` is made with the empty form: sending it twice writes one note."""

    note_id = forms.UUIDField(widget=forms.HiddenInput)
    draft_version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    draft_tab = forms.UUIDField(widget=forms.HiddenInput, required=False)

    TECHNICAL = ("note_id", "draft_version", "draft_tab", "names_nobody")

    def __init__(self, *args: Any, typed: Typed | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._typed = typed
        self.fields["note_id"].initial = uuid7()
        self.fields["draft_tab"].initial = uuid7()

    def put_back(self) -> None:
        """What was typed, exactly as it was typed; called when all fields are there."""
        for name, values in (self._typed or {}).items():
            if name in self.fields and name not in self.TECHNICAL:
                several = isinstance(self.fields[name].widget, forms.SelectMultiple | forms.CheckboxSelectMultiple)
                self.initial[name] = values if several else (values[0] if values else "")

    def typed(self) -> Typed:
        """Every field as it stands in the browser."""
        return {
            name: [v for v in self.data.getlist(self.add_prefix(name)) if v]
            for name in self.fields
            if name not in self.TECHNICAL
        }

    def words(self) -> list[str]:
        """The fields people write in: before one of them holds something, there is nothing to keep."""
        return [name for name, field in self.fields.items() if isinstance(field.widget, forms.Textarea)] + ["follow_up"]

    def window(self) -> Window | None:
        """Which draft the page writes; None when its technical fields have been tampered with."""
        found = {name: self.fields[name] for name in ("note_id", "draft_version", "draft_tab")}
        try:
            key, version, tab = (f.clean(self.data.get(self.add_prefix(n))) for n, f in found.items())
        except forms.ValidationError:
            return None
        return Window(key, str(tab or ""), version or 0)


class ContactForm(DraftedForm):
    """What every note has."""

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
    activities = forms.MultipleChoiceField(label=_("Tätigkeiten"), **CHIPS)
    exception_reason = forms.ChoiceField(label=_("Warum diesmal ausnahmsweise?"), required=False)
    exception_words = forms.CharField(
        label=_("Grund in Ihren Worten"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
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

    def __init__(
        self, *args: Any, concept: Concept, today: date, used: tuple[list[str], list[str]] = ([], []), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.concept, self.today, self.used = concept, today, used
        self.exceptional = [a.key for a in concept.activities if a.needs_reason]
        offered: dict[str, list[tuple[str, str]]] = {
            "contact_form": choices(concept.forms),
            "language": with_empty(choices(concept.languages), gettext("nicht angegeben")),
            "fields_of_action": choices(concept.fields_of_action),
            "topics": choices(concept.topics),
            "tasks": choices(concept.tasks),
            "activities": choices(concept.activities),
            "exception_reason": with_empty(choices(concept.exception_reasons), gettext("bitte auswählen")),
        }
        for name, options in offered.items():
            self.fields[name].choices = options
        if not concept.tasks:
            del self.fields["tasks"]
        if not concept.activities:
            del self.fields["activities"]
        if not self.exceptional:
            del self.fields["exception_reason"], self.fields["exception_words"]
        self.fields["on"].initial = today

    @property
    def topic_picks(self) -> list[tuple[str, list[Pick]]]:
        return picks(self["topics"], topic_groups(self.concept, self.used[0]))

    @property
    def activity_picks(self) -> list[tuple[str, list[Pick]]]:
        return picks(self["activities"], activity_groups(self.concept, self.used[1]))

    @property
    def exception_hint(self) -> str:
        names = [name for key, name in choices(self.concept.activities) if key in self.exceptional]
        return gettext("Das Konzept sieht dies nur in Ausnahmefällen vor: %(what)s.") % {"what": ", ".join(names)}

    def add_additions(self, files: Sequence[File]) -> None:
        """A field for each file, for words that stand in this one only."""
        for file in files:
            self.fields[f"addition_{file.pk}"] = forms.CharField(
                label=name_of(file.person, file.concept).label,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "data-only-with": str(file.pk)}),
            )

    @property
    def additions(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("addition_")]

    def clean_additions(self, data: dict[str, Any]) -> None:
        chosen = set(data.get("persons") or ())
        for name in self.fields:
            if name.startswith("addition_") and data.get(name) and name.removeprefix("addition_") not in chosen:
                self.add_error(
                    name, gettext("Diese Person ist nicht ausgewählt: Wählen Sie sie aus, oder leeren Sie den Zusatz.")
                )

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on and on > self.today:
            raise forms.ValidationError(gettext("Dieser Tag liegt in der Zukunft. Ein Vermerk hält fest, was war."))
        return on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("follow_up") and not data.get("follow_up_on") and "follow_up_on" not in self.errors:
            self.add_error("follow_up_on", gettext("Bitte angeben, wann daran erinnert werden soll."))
        self.clean_additions(data)
        if set(data.get("activities") or ()) & set(self.exceptional) and not data.get("exception_reason"):
            self.add_error("exception_reason", gettext("Bitte auswählen, warum es diesmal nötig war."))
        return data

    def _activities(self) -> tuple[tuple[str, str], ...]:
        data = self.cleaned_data
        why = data.get("exception_reason", "")
        return tuple((key, why if key in self.exceptional else "") for key in data.get("activities", ()))

    def _exception(self) -> str:
        is_one = any(why for _key, why in self._activities())
        return self.cleaned_data.get("exception_words", "") if is_one else ""

    def contact(self) -> Contact:
        data = self.cleaned_data
        return Contact(
            on=data["on"], form=data["contact_form"], summary=data["summary"], result=data["result"],
            fields=tuple(data["fields_of_action"]), topics=tuple(data["topics"]), tasks=tuple(data.get("tasks", ())),
            activities=self._activities(), exception=self._exception(), minutes=data["minutes"],
            language=data["language"], with_interpreter=data["with_interpreter"],
            follow_up=data["follow_up"], follow_up_on=data["follow_up_on"], occasion=data.get("occasion"),
            additions=tuple(
                (UUID(name.removeprefix("addition_")), words)
                for name, words in data.items()
                if name.startswith("addition_") and words
            ),
        )  # fmt: skip


class NoteForm(ContactForm):
    """A note about one person, or several of one household who were there: it stands in all their files."""

    persons = forms.MultipleChoiceField(
        label=_("Anwesend"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Der Vermerk steht in jeder dieser Akten."),
        error_messages={"required": _("Bitte mindestens eine Person auswählen, deren Akte den Vermerk bekommt.")},
    )

    late_reason = forms.ChoiceField(label=_("Warum kam der Kontakt nach der Frist?"), required=False)
    late_words = forms.CharField(label=_("In Ihren Worten"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, file: File, household: Sequence[File], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = file.person
        self.fields["late_reason"].choices = with_empty(LateReason.Reason.choices, gettext("bitte auswählen"))
        self.household = household
        self.fields["persons"].choices = [(str(f.pk), name_of(f.person, f.concept).label) for f in household]
        self.fields["persons"].initial = [str(file.pk)]
        self.fields["language"].initial = person.contact_language
        self.fields["with_interpreter"].initial = person.needs_interpreter
        if len(household) > 1:
            self.add_additions(household)
        self.put_back()

    def chosen_files(self) -> list[File]:
        chosen = set(self.cleaned_data.get("persons", ()))
        return [f for f in self.household if str(f.pk) in chosen]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("late_reason") and self._is_late(data):
            self.add_error("late_reason", gettext("Der Kontakt liegt nach der Frist. Bitte auswählen, woran es lag."))
        return data

    def _is_late(self, data: dict[str, Any]) -> bool:
        found = effects(
            self.chosen_files(), self.concept, form=data.get("contact_form") or "", on=data.get("on"), topics=(),
            follow_up_on=None, today=self.today,
        )  # fmt: skip
        return any(m.is_late for m in found.meets)

    def late(self) -> Late | None:
        data = self.cleaned_data
        return Late(data["late_reason"], data["late_words"]) if data["late_reason"] else None


class GroupForm(ContactForm):
    """A group session: one note in many files. Its text names nobody, for everybody's file shows it."""

    persons = forms.MultipleChoiceField(
        label=_("Teilnehmende"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte auswählen, wer teilgenommen hat.")},
    )
    names_nobody = forms.BooleanField(label=_("Das ist kein Name einer teilnehmenden Person"), required=False)
    occasion = forms.UUIDField(required=False, widget=forms.HiddenInput)

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
        self.add_additions(files)
        self.put_back()

    def begin_with(self, on: str, keys: Sequence[str], occasion: str = "") -> None:
        """What a date of a group offer knows already: itself, the day and who was there."""
        self.initial["occasion"] = occasion
        offered = {str(f.pk) for f in self.offered}
        if here := [key for key in keys if key in offered]:
            self.initial["persons"] = here
        try:
            self.initial["on"] = date.fromisoformat(on)
        except ValueError:
            return

    def chosen_files(self) -> list[File]:
        chosen = set(self.cleaned_data.get("persons", ()))
        return [f for f in self.offered if str(f.pk) in chosen]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        texts = [data.get(name) or "" for name in ("summary", "result", "follow_up")]
        self.found_names = names_in(texts, self.chosen_files())
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


def names_in(texts: Sequence[str], files: Sequence[File]) -> list[str]:
    """Names of the people of these files that stand in the texts."""
    written = {fold(word) for text in texts for word in re.findall(r"[\w'’-]+", text)}
    found = [
        name
        for file in files
        for name in (file.person.family_name, file.person.given_name)
        if any(fold(word) in written for word in name.split() if len(word) > 2)
    ]
    return list(dict.fromkeys(found))


class SupplementForm(DraftedForm):
    """A Nachtrag. To a group session's note it names nobody, for it stands in all files."""

    words_added = forms.CharField(
        label=_("Nachtrag"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Was ist nachzutragen?")},
    )
    names_nobody = forms.BooleanField(label=_("Das ist kein Name einer teilnehmenden Person"), required=False)

    def __init__(self, *args: Any, participants: Sequence[File] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participants = participants
        self.found_names: list[str] = []
        self.put_back()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.found_names = names_in([data.get("words_added") or ""], self.participants)
        if self.found_names and not data.get("names_nobody"):
            self.add_error(
                "words_added",
                gettext("Dieser Text steht in allen Akten und nennt niemanden beim Namen. Gefunden: %(names)s.")
                % {"names": ", ".join(self.found_names)},
            )
        return data


class StrikeForm(forms.Form):
    strike_reason = forms.ChoiceField(
        label=_("Warum wird der Vermerk gestrichen?"),
        choices=NoteStrike.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte einen Grund auswählen.")},
    )
    strike_words = forms.CharField(label=_("In Ihren Worten"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class EraseForm(forms.Form):
    erase_reason = forms.ChoiceField(
        label=_("Warum darf der Vermerk hier nicht stehen?"),
        choices=NoteErasure.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte einen Grund auswählen.")},
    )
    erase_words = forms.CharField(label=_("In Ihren Worten"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
