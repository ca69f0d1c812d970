"""What the forms of steering, monitoring and closure share. Shape only."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lotse.accounts.forms import VersionedForm
from lotse.cases.forms import with_empty
from lotse.cases.words import choices
from lotse.ui.fields import GermanDateField


def day(label: Any, **more: Any) -> GermanDateField:
    return GermanDateField(label=label, required=False, **more)


def line(label: Any, **more: Any) -> forms.CharField:
    """A sealed word or two."""
    return forms.CharField(**({"label": label, "max_length": 200, "required": False} | more))


class RowForm(VersionedForm):
    """`past` names the days on which something has happened: none lies ahead."""

    past: tuple[str, ...] = ()

    def __init__(self, *args: Any, today: date, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.values_of(row), **kwargs)
        self.today = today

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        return {name: _readable(getattr(row, name)) for name in cls.base_fields if hasattr(row, name)}

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def offer(self, name: str, entries: Any, word: str = "") -> None:
        self.fields[name].choices = with_empty(choices(entries), word)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.past:
            on: date | None = data.get(name)
            if on and on > self.today:
                self.add_error(name, gettext("Dieser Tag liegt in der Zukunft."))
        return data

    def in_order(self, data: dict[str, Any], first: str, second: str) -> None:
        """The second day is not before the first."""
        before, after = data.get(first), data.get(second)
        if before and after and after < before:
            words = {"first": self.fields[first].label}
            self.add_error(second, gettext("Dieser Tag liegt vor „%(first)s“.") % words)


def _readable(value: Any) -> Any:
    return "" if value is None else value


REMARK = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 4000, "label": _("Bemerkung")}
