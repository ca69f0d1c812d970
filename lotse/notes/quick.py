"""The short note: the fields of the long one that most contacts need. It is sent to the long one's address."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.cases.forms import with_empty
from lotse.cases.header import Header
from lotse.cases.models import File
from lotse.cases.words import choices, name_of
from lotse.concept.model import Concept
from lotse.notes.access import drafts_in
from lotse.notes.models import Draft
from lotse.rulebook import access as rulebook
from lotse.ui.fields import DurationField, GermanDateField
from lotse.ui.ids import uuid7


class QuickForm(forms.Form):
    note_id = forms.UUIDField(widget=forms.HiddenInput)
    draft_version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    draft_tab = forms.UUIDField(widget=forms.HiddenInput)
    contact_form = forms.ChoiceField(label=_("Form"))
    on = GermanDateField(label=_("Datum"))
    minutes = DurationField(label=_("Dauer in Minuten"), required=False)
    fields_of_action = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    summary = forms.CharField(label=_("Zusammenfassung"), widget=forms.Textarea(attrs={"rows": 2}))
    result = forms.CharField(label=_("Ergebnis"))
    follow_up_on = GermanDateField(label=_("Wiedervorlage am"), required=False)

    def __init__(self, *args: Any, concept: Concept, today: date, file: File | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "kurz_%s")
        super().__init__(*args, **kwargs)
        self.file = file
        self.initial |= {"note_id": uuid7(), "draft_tab": uuid7(), "on": today}
        self.fields["contact_form"].choices = with_empty(  # type: ignore[attr-defined]
            [(k, v) for k, v in choices(concept.forms) if k not in groups(concept)], gettext("bitte auswählen")
        )
        self.fields["fields_of_action"].choices = with_empty(  # type: ignore[attr-defined]
            choices(concept.fields_of_action), gettext("keines")
        )

    @classmethod
    def of(cls, files: Sequence[File], today: date, data: Any = None) -> "QuickForm":
        """One form for whichever of several files: the words of the concept in force."""
        found = cls(data, concept=rulebook.current(today), today=today)
        found.offered = [(f, name_of(f.person, f.concept).label) for f in files]
        return found

    offered: Sequence[tuple[File, str]] = ()
    waiting: Sequence[Draft] = ()


def groups(concept: Concept) -> set[str]:
    return {form.key for form in concept.forms if form.counts_as == "group"}


def quick_for(head: Header, user: UUID) -> QuickForm | None:
    """For the page of a file, where one may write; with the drafts somebody left there."""
    if not head.can_write_notes:
        return None
    found = QuickForm(concept=head.concept, today=head.today, file=head.file)
    found.waiting = drafts_in(user, head.file, Draft.Kind.NOTE) if head.has(Draft) else ()
    return found
