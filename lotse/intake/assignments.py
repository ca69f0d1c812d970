"""Assignment lists: from a sheet to a preview."""

from collections.abc import Callable, Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from lotse.intake.columns import ASSIGNMENTS, ColumnMapping
from lotse.intake.known import classify, load_people, with_changes
from lotse.intake.preview import AssignmentsPreview
from lotse.intake.rows import read_assignments
from lotse.intake.sheets import Sheet
from lotse.rulebook import access as rulebook

Tick = Callable[[str, int, int], None]
"""Told how far it is: what is being done, how many rows are done, of how many."""


def silent(what: str, done: int, total: int) -> None:
    return None


def prepare(
    sheet: Sheet,
    mapping: ColumnMapping,
    *,
    today: date,
    visible: Collection[UUID] | None = None,
    tick: Tick = silent,
) -> AssignmentsPreview:
    """Read and compare; writes nothing. `visible`: the persons whose values may be shown, None for all."""
    concept, total = rulebook.current(today), len(sheet.rows)
    preview = read_assignments(
        sheet, mapping, ASSIGNMENTS, concept, today, lambda done: tick(_("Zeilen lesen"), done, total)
    )
    entries = classify(preview.entries, load_people(), lambda done: tick(_("Personen vergleichen"), done, total))
    preview.entries = with_changes(entries, concept, visible)
    for mark, lines in preview.torn_households().items():
        preview.warnings.append(
            _("Haushalt %(mark)s: Zeile %(lines)s ist fehlerhaft. Ohne sie kommt der Haushalt ohne diese Person an.")
            % {"mark": mark, "lines": ", ".join(map(str, lines))}
        )
    return preview
