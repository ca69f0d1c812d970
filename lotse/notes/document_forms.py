"""What is uploaded and said about a document, checked for its shape."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.forms import with_empty
from lotse.cases.models import File
from lotse.cases.words import choices, name_of
from lotse.concept.model import Concept
from lotse.notes.accept import ENDINGS
from lotse.notes.documents import Said
from lotse.notes.papers import Document, DocumentErasure
from lotse.ui.fields import GermanDateField
from lotse.ui.ids import uuid7

MOST_SHEETS = 40
WHY: dict[str, Any] = {
    "empty": _("Die Datei ist leer."),
    "too-big": _("Die Datei ist größer als 20 MB. Bitte mit weniger Auflösung scannen oder in mehrere Teile teilen."),
    "too-many-pixels": _("Das Bild hat mehr als 60 Millionen Bildpunkte. Bitte mit weniger Auflösung aufnehmen."),
    "encrypted": _("Die PDF-Datei hat ein Passwort. Bitte ohne speichern: In zwei Jahren kennt es niemand mehr."),
    "damaged": _("Die Datei ist beschädigt oder unvollständig. Bitte noch einmal scannen oder speichern."),
    "heic": _("Das Foto ist im Format HEIC. Bitte in der Kamera „maximale Kompatibilität“ wählen."),
    "office": _("Office-Dateien und Archive nimmt Lotse nicht auf. Bitte als PDF speichern."),
    "infected": _("Der Virenscanner hat Schadsoftware gefunden. Die Datei ist nicht gespeichert."),
    "unknown": _("Das ist weder PDF noch JPEG noch PNG. Bitte in einem dieser Formate speichern."),
}  # fmt: skip
TOO_MUCH = _("Zusammen ist das mehr als 50 MB. Bitte in mehreren Schritten hochladen.")


def is_too_much(request: HttpRequest) -> bool:
    """More than Django holds in memory: it then drops every file, and the form would ask for what was sent."""
    sent = request.META.get("CONTENT_LENGTH") or "0"
    return sent.isdigit() and int(sent) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


class SheetsInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else []


class SheetsField(forms.Field):
    """One file or several, in the order they were chosen."""

    widget = SheetsInput(attrs={"multiple": True, "accept": ",".join(ENDINGS)})

    def clean(self, value: Any) -> list[UploadedFile]:
        sheets = list(value or ())
        if not sheets:
            raise forms.ValidationError(self.error_messages["required"])
        if len(sheets) > MOST_SHEETS:
            raise forms.ValidationError(gettext("Höchstens 40 Dateien auf einmal."))
        return sheets


class PersonsForm(forms.Form):
    """Whose files it is about: those of the household, this one chosen."""

    persons = forms.MultipleChoiceField(
        label=_("Gehört zu"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte mindestens eine Person auswählen, in deren Akte es gehört.")},
    )

    def __init__(self, *args: Any, file: File, household: Sequence[File], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file, self.household = file, household
        self.fields["persons"].choices = [(str(f.pk), name_of(f.person, f.concept).label) for f in household]
        self.fields["persons"].initial = [str(file.pk)]
        if len(household) < 2:
            del self.fields["persons"]

    def chosen_files(self) -> list[File]:
        if "persons" not in self.fields:
            return [self.file]
        chosen = set(self.cleaned_data.get("persons", ()))
        return [f for f in self.household if str(f.pk) in chosen]


class UploadForm(PersonsForm):
    document_id = forms.UUIDField(widget=forms.HiddenInput)  # sending the page twice stores it once
    sheets = SheetsField(label=_("Dateien"), error_messages={"required": _("Bitte mindestens eine Datei auswählen.")})
    apart = forms.ChoiceField(
        label=_("Mehrere Dateien sind"),
        widget=forms.RadioSelect,
        choices=[("", _("Blätter eines Schriftstücks")), ("1", _("einzelne Schriftstücke"))],
        required=False,
        initial="",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_id"].initial = uuid7()


class SortForm(forms.Form):
    """What a paper is, in one line of the list."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    category = forms.ChoiceField(
        label=_("Ablage"), error_messages={"required": _("Bitte auswählen, wohin das Schriftstück gehört.")}
    )
    title = forms.CharField(label=_("Was ist es?"), max_length=200, required=False)
    dated_on = GermanDateField(label=_("Datum auf dem Schriftstück"), required=False)

    def __init__(self, *args: Any, concept: Concept, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = with_empty(choices(concept.document_categories))


class DescribeForm(SortForm):
    """Everything that can be said about a document; the lines of a letter count only for a letter."""

    direction = forms.ChoiceField(
        label=_("Post"),
        widget=forms.RadioSelect,
        choices=[("", _("kein Brief")), *Document.Direction.choices],
        required=False,
    )
    correspondent = forms.ChoiceField(label=_("Von wem, an wen"), required=False)
    other_side = forms.CharField(
        label=_("Name der Stelle oder Person"), max_length=200, required=False,
        help_text=_("Zum Beispiel Ansprechperson oder Ort; bei „jemand anderes“ der Name."),
    )  # fmt: skip
    received_on = GermanDateField(label=_("Eingegangen oder abgeschickt am"), required=False)
    due_rule = forms.ChoiceField(
        label=_("Antwort bis"),
        widget=forms.RadioSelect,
        choices=[("", _("keine Frist")), *Document.DueRule.choices],
        required=False,
        help_text=_("Lotse zählt ab dem Tag, den Sie nennen; welche Frist gilt, steht im Schreiben."),
    )
    named_on = GermanDateField(label=_("Tag, den das Schreiben nennt"), required=False)
    words = forms.CharField(label=_("Worum geht es?"), widget=forms.Textarea(attrs={"rows": 2}), required=False)

    status = forms.ChoiceField(
        label=_("Zeigt das Papier zu diesem Aufenthaltsstatus"), required=False,
        help_text=_("Dann steht es bei der Person neben dem Status."),
    )  # fmt: skip
    also = forms.MultipleChoiceField(
        label=_("Gehört auch zu"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Das Schriftstück steht dann auch in dieser Akte."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, concept: Concept, today: date, others: Sequence[File] = (),
        statuses: Sequence[tuple[str, str]] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, concept=concept, **kwargs)
        self.fields["status"].choices = with_empty(list(statuses), gettext("zu keinem"))
        if not statuses:
            del self.fields["status"]
        self.today, self.others = today, others
        self.fields["also"].choices = [(str(f.pk), name_of(f.person, f.concept).label) for f in others]
        if not others:
            del self.fields["also"]
        self.fields["correspondent"].choices = with_empty(choices(concept.correspondents), gettext("nicht angegeben"))

    @staticmethod
    def of(document: Document) -> dict[str, Any]:
        """What is known so far, for the form."""
        names = ("category", "dated_on", "direction", "correspondent", "received_on", "due_rule", "version")
        found: dict[str, Any] = {name: getattr(document, name) for name in names}
        found |= {name: getattr(document, name) or "" for name in ("title", "other_side", "words")}
        found["status"] = str(document.status_id or "")
        found["named_on"] = document.named_on if document.due_rule == Document.DueRule.DAY else None
        return found

    def clean_received_on(self) -> date | None:
        on: date | None = self.cleaned_data["received_on"]
        if on and on > self.today:
            raise forms.ValidationError(gettext("Dieser Tag liegt in der Zukunft."))
        return on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        rule, received_on = data.get("due_rule"), data.get("received_on")
        if rule and data.get("direction") != Document.Direction.IN:
            self.add_error("due_rule", gettext("Eine Antwort erwartet nur Post, die eingegangen ist."))
        elif rule == Document.DueRule.DAY and not data.get("named_on") and "named_on" not in self.errors:
            self.add_error("named_on", gettext("Bitte den Tag angeben, bis zu dem geantwortet sein soll."))
        elif rule and rule != Document.DueRule.DAY and not received_on and "received_on" not in self.errors:
            self.add_error(
                "received_on", gettext("Bitte angeben, wann das Schreiben zugegangen ist: Ab da wird gezählt.")
            )
        return data

    def further_files(self) -> list[File]:
        chosen = set(self.cleaned_data.get("also", ()))
        return [f for f in self.others if str(f.pk) in chosen]

    def said(self) -> Said:
        data = self.cleaned_data
        words = {name: data[name] for name in Said.__dataclass_fields__ if name != "status"}
        return Said(**words, status=UUID(data["status"]) if data.get("status") else None)


class LetterForm(DescribeForm, PersonsForm):
    """A letter without a scan."""

    document_id = forms.UUIDField(widget=forms.HiddenInput)
    version = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_id"].initial = uuid7()
        self.fields["direction"].choices = Document.Direction.choices
        self.fields["direction"].required = True
        self.fields["direction"].error_messages["required"] = gettext("Bitte auswählen: eingegangen oder ausgegangen.")
        self.fields["received_on"].initial = self.today


class AnswerForm(forms.Form):
    """Done: on which day, and with which letter of ours."""

    answered_on = GermanDateField(label=_("Beantwortet am"))
    outgoing = forms.ChoiceField(label=_("Mit diesem Schreiben"), required=False)

    def __init__(self, *args: Any, outgoing: Sequence[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["answered_on"].initial = today
        self.fields["outgoing"].choices = with_empty(list(outgoing), gettext("ohne Schriftstück in der Akte"))
        if not outgoing:
            del self.fields["outgoing"]

    def clean_answered_on(self) -> date | None:
        on: date | None = self.cleaned_data["answered_on"]
        if on and on > self.today:
            raise forms.ValidationError(gettext("Dieser Tag liegt in der Zukunft."))
        return on


class TakeBackForm(forms.Form):
    strike_reason = forms.ChoiceField(
        label=_("Warum"),
        widget=forms.RadioSelect,
        choices=Document.StrikeReason.choices,
        error_messages={"required": _("Bitte auswählen, warum.")},
    )


class EraseDocumentForm(forms.Form):
    erase_reason = forms.ChoiceField(
        label=_("Warum darf es hier nicht stehen?"),
        widget=forms.RadioSelect,
        choices=DocumentErasure.Reason.choices,
        error_messages={"required": _("Bitte auswählen, warum.")},
    )
    erase_words = forms.CharField(
        label=_("In Ihren Worten"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )
