"""A row somebody else has removed while it was open here: an answer in words, never an error page."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from lotse.cases.actions import Refused

M = TypeVar("M", bound=Model)


class Gone(Refused):
    """It is not there any more. What was typed stays on the page."""


def still_there(rows: QuerySet[M]) -> M:
    """The one row, locked for a change by whoever asked for it so."""
    found = rows.first()
    if found is None:
        raise Gone(_("Diesen Eintrag hat inzwischen jemand entfernt."))
    return found
