"""Two people change the same thing: the second one sees both and decides."""

from collections.abc import Callable
from typing import Any, TypeVar

from lotse.accounts.actions import Outdated
from lotse.accounts.forms import VersionedForm

T = TypeVar("T")


def save_or_show_both(form: VersionedForm, save: Callable[[int, dict[str, Any]], T]) -> T | None:
    """What `save` made of the cleaned data; None when somebody was faster, then the form shows both."""
    data = dict(form.cleaned_data)
    version = data.pop("version")
    try:
        return save(version, data)
    except Outdated as outdated:
        form.show_both(outdated.current)
        return None
