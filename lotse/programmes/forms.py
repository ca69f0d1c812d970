"""Forms for checklists. Shape only."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.models import User
from lotse.cases.forms import with_empty
from lotse.cases.header import Header
from lotse.cases.models import File
from lotse.cases.words import choices
from lotse.notes.shelf import Paper
from lotse.programmes.actions import Told
from lotse.programmes.checklists import ShownList
from lotse.programmes.households import Candidate
from lotse.programmes.models import Tick
from lotse.ui.fields import GermanDateField
from lotse.ui.filters import date_


def people(head: Header, me: User, also: User | None = None) -> dict[str, User]:
    """Who may have done it: I myself, everybody the file is with, and who is named so far."""
    found = (me, *(a.user for a in head.allocations), *([also] if also else []))
    return {str(u.pk): u for u in found}


def not_ahead(on: date | None, today: date) -> date | None:
    if on and on > today:
        raise forms.ValidationError(gettext("Dieser Tag liegt in der Zukunft. Eingetragen wird, was geschehen ist."))
    return on


class TickForm(forms.Form):
    """Several items for several people: who, when, how, in which language, and who signed."""

    items = forms.MultipleChoiceField(
        label=_("Was?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte mindestens einen Punkt auswählen.")},
    )  # fmt: skip
    persons = forms.MultipleChoiceField(
        label=_("Für wen?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte mindestens eine Person auswählen.")},
    )  # fmt: skip
    on = GermanDateField(label=_("Am"))
    outcome = forms.ChoiceField(label=_("Was wurde daraus?"), choices=Tick.Outcome.choices, widget=forms.RadioSelect)
    how = forms.ChoiceField(label=_("Wie?"), choices=Tick.How.choices, widget=forms.RadioSelect, required=False)
    language = forms.ChoiceField(label=_("Sprache"), required=False)
    with_interpreter = forms.BooleanField(label=_("mit Dolmetscher"), required=False)
    user = forms.ChoiceField(label=_("Wer hat es gemacht?"))
    signed_on = GermanDateField(label=_("Unterschrieben am"), required=False)
    words = forms.CharField(
        label=_("Bemerkung"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, head: Header, shown: ShownList, candidates: Sequence[Candidate], me: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.head, self.candidates, self.people = head, candidates, people(head, me)
        self.signers = [c for c in candidates if c.signs]
        open_ = [item.key for item in shown.items if item.done_on is None]
        self._offer("items", [(item.key, item.title) for item in shown.items], open_)
        self._offer("persons", [(str(c.file.pk), c.label) for c in candidates], [str(c.file.pk) for c in candidates])
        self._offer("user", [(key, user.name) for key, user in self.people.items()], str(me.pk))
        languages = with_empty(choices(head.concept.languages), gettext("nicht angegeben"))
        self._offer("language", languages, head.person.contact_language)
        self.fields["with_interpreter"].initial = head.person.needs_interpreter
        self.fields["on"].initial = head.today
        self.fields["outcome"].initial, self.fields["how"].initial = Tick.Outcome.DONE, Tick.How.EXPLAINED
        names = "; ".join(c.label for c in self.signers)
        self.fields["signed_on"].help_text = gettext("Es unterschreibt: %(names)s") % {"names": names}
        if not self.signers:
            del self.fields["signed_on"]

    def _offer(self, name: str, options: list[tuple[str, str]], initial: Any) -> None:
        self.fields[name].choices, self.fields[name].initial = options, initial  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[Candidate]:
        chosen = set(self.cleaned_data["persons"])
        return [c for c in self.candidates if str(c.file.pk) in chosen]

    @property
    def chosen_files(self) -> list[File]:
        return [c.file for c in self.chosen]

    def clean_on(self) -> date | None:
        return not_ahead(self.cleaned_data["on"], self.head.today)

    def clean_signed_on(self) -> date | None:
        return not_ahead(self.cleaned_data["signed_on"], self.head.today)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == Tick.Outcome.DONE and not data.get("how") and "how" not in self.errors:
            self.add_error("how", gettext("Bitte angeben, wie: erklärt, gezeigt, begleitet oder schriftlich."))
        on = data.get("on")
        if on and data.get("persons"):
            for c in self.chosen:
                if c.since and on < c.since:
                    words = {"name": c.label, "day": date_(c.since)}
                    self.add_error("on", gettext("%(name)s wohnt hier seit dem %(day)s; bitte ab diesem Tag.") % words)
                    break
        if data.get("signed_on") and data.get("persons") and not any(c.signs for c in self.chosen):
            self.add_error("signed_on", gettext("Von den Ausgewählten unterschreibt niemand."))
        return data

    def told(self) -> Told:
        data = self.cleaned_data
        return Told(
            data["on"], self.people[data["user"]], data["outcome"], data["how"], data["language"],
            data["with_interpreter"], data["words"],
        )  # fmt: skip

    def signed(self) -> dict[UUID, date]:
        on = self.cleaned_data.get("signed_on")
        return {c.file.pk: on for c in self.chosen if c.signs} if on else {}


class StrikeForm(forms.Form):
    reason = forms.ChoiceField(label=_("Grund"), choices=Tick.StrikeReason.choices)


class ScanForm(forms.Form):
    """Which document of the file is the signed one."""

    document = forms.ChoiceField(label=_("Unterschriebenes Blatt"), required=False)

    def __init__(self, *args: Any, papers: Sequence[Paper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [
            (str(p.id), f"\u2068{p.headline}\u2069, {date_(p.on)}") for p in papers if not p.struck and not p.is_erased
        ]
        self.fields["document"].choices = with_empty(options, gettext("kein Scan"))  # type: ignore[attr-defined]
