"""What the screens and the command line share: opening a file, placing its columns, and the lists by kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lotse.accounts.actions import Actor, as_actor
from lotse.accounts.models import Organisation
from lotse.intake.columns import SPECS, ColumnMapping, ImportSpec, heading_key, map_columns
from lotse.intake.models import RememberedHeading
from lotse.intake.preview import ListRefused
from lotse.intake.sheets import Sheet, SheetError, read_sheet


@dataclass(frozen=True)
class OpenedList:
    spec: ImportSpec
    sheet: Sheet
    mapping: ColumnMapping


def remembered(kind: str, organisation: Organisation | None) -> dict[str, str]:
    """heading_key -> field, as somebody of the organisation once said."""
    rows = RememberedHeading.objects.filter(kind=kind, organisation=organisation)
    return dict(rows.values_list("heading", "field"))


def remember(kind: str, organisation: Organisation, fields: Mapping[str, str], *, by: Actor) -> None:
    """Keep what stands under which heading; `fields` is heading -> field or columns.LEFT_OUT."""
    with as_actor(by, "map_columns"):
        for heading, field in fields.items():
            RememberedHeading.objects.update_or_create(
                kind=kind, organisation=organisation, heading=heading_key(heading)[:200], defaults={"field": field}
            )


def place(kind: str, sheet: Sheet, organisation: Organisation | None) -> OpenedList:
    spec = SPECS[kind]
    return OpenedList(spec, sheet, map_columns(sheet.headings, spec, remembered(kind, organisation)))


def open_list(kind: str, data: bytes, name: str, organisation: Organisation | None) -> OpenedList:
    """Read a file and place its columns; ListRefused when it is no list."""
    try:
        sheet = read_sheet(data, name, remembered(kind, organisation))
    except SheetError as error:
        raise ListRefused(error.message) from error
    return place(kind, sheet, organisation)


def refuse_unplaced(opened: OpenedList) -> None:
    """A required column nobody could place ends the command line's run, with what to do."""
    missing, mapping = opened.mapping.missing, opened.mapping
    if missing:
        message = _("In der Liste fehlt: %(columns)s.") % {"columns": _quoted(c.heading for c in missing)}
        if mapping.unknown:
            message += " " + _("Nicht zugeordnet: %(headings)s.") % {"headings": _quoted(mapping.unknown)}
            message += " " + _("Überschriften wie in der Vorlage schreiben oder unter „Einlesen“ einmal zuordnen.")
        raise ListRefused(message)
    if mapping.doubled:
        raise ListRefused(
            _("Doppelt in der Liste: %(headings)s. Eine der Spalten umbenennen oder entfernen.")
            % {"headings": _quoted(mapping.doubled)}
        )
    if not opened.sheet.rows:
        raise ListRefused(_("Unter den Überschriften steht keine Zeile."))


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"„{name}“" for name in names)
