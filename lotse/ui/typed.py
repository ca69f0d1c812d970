"""Showing again in a form what somebody had typed into it, exactly as it was typed and without a word about faults."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from django.forms import BaseForm, BaseFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict

Shown: TypeAlias = "BaseForm | BaseFormSet[Any]"


def as_data(typed: Mapping[str, Sequence[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, list(values))
    return data


def empty_forms(values: Mapping[str, Any], names: Sequence[str]) -> list[Shown]:
    """Those of a page that nobody has sent."""
    found = [values[name] for name in names if name in values]
    return [v for v in found if isinstance(v, BaseForm | BaseFormSet) and not v.is_bound]


def put_back(form: Shown, data: QueryDict) -> None:
    """As if it had been sent and found in order: fields take their values from `data`, and nothing is checked."""
    if isinstance(form, BaseFormSet):
        if f"{form.prefix}-TOTAL_FORMS" not in data:
            return
        form.is_bound, form.data, form._errors = True, data, []
        form._non_form_errors = ErrorList()
        form.__dict__.pop("forms", None)
        form.__dict__.pop("management_form", None)
        for one in form.forms:
            one._errors = ErrorDict()
    elif any(form.add_prefix(name) in data for name in form.fields):
        form.is_bound, form.data, form._errors = True, data, ErrorDict()
