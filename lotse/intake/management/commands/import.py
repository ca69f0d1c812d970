"""`lotse import assignments | staff | notes FILE`."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from lotse.accounts.models import Organisation
from lotse.intake import assignments, kept, notelist, staff, takeover
from lotse.intake.actions import Overtaken
from lotse.intake.lists import open_list, refuse_unplaced
from lotse.intake.preview import AssignmentsPreview, ListRefused, Preview
from lotse.intake.sheets import Sheet
from lotse.rulebook.access import NotAdopted
from lotse.ui import clock

NOTHING, FILE_OR_USAGE = 1, 2  # exit codes
SHOWN = 20
LONG = 1000  # rows from which on the progress is told

KINDS = {
    "assignments": "Zugewiesene und zugezogene Haushalte: öffnet für jede neue Person eine Akte",
    "staff": "Beschäftigte mit Organisation, Region, Rolle und Stellenanteil",
    "notes": "Vermerke über Kontakte, die anderswo festgehalten wurden",
}


class Command(BaseCommand):
    help = (
        "Eine Liste (XLSX, ODS, CSV) einlesen. Ergebnis: 0 eingelesen, 1 nichts eingelesen wegen fehlerhafter Zeilen, "
        "2 Datei oder Aufruf falsch. Zum Beispiel: lotse import assignments Zuweisung_KW47.xlsx --dry-run"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        lists = parser.add_subparsers(dest="kind", required=True, metavar="LISTE")
        for kind, what in KINDS.items():
            one = lists.add_parser(kind, help=what, description=what)
            one.add_argument("file", metavar="DATEI", help="XLSX, ODS oder CSV")
            one.add_argument("--dry-run", action="store_true", help="nur prüfen, nichts speichern")
            one.add_argument("--json", action="store_true", help="das Ergebnis als JSON")
            one.add_argument(
                "--skip-faulty", action="store_true", help="fehlerhafte Zeilen weglassen, alle anderen einlesen"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        today = clock.local_date(clock.now())
        kind, path = options["kind"], Path(options["file"])
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} ist nicht zu lesen: {error.strerror}", returncode=FILE_OR_USAGE) from error
        holder = self._holder()
        try:
            opened = open_list(kind, data, path.name, holder)
            refuse_unplaced(opened)
            preview = self._prepare(kind, opened.sheet, opened.mapping, today)
        except (ListRefused, NotAdopted) as error:
            raise CommandError(str(error), returncode=FILE_OR_USAGE) from error
        refused = preview.faulty > 0 and not options["skip_faulty"]
        done: list[str] = []
        if not refused and not options["dry_run"]:
            try:
                done = self._take_over(preview, opened.sheet, path.name, holder, today)
            except Overtaken as error:
                raise CommandError(
                    "Während des Einlesens hat jemand anders einen dieser Haushalte geändert; eingelesen ist noch "
                    "nichts. Bitte noch einmal starten.",
                    returncode=FILE_OR_USAGE,
                ) from error
            except IntegrityError as error:
                raise CommandError(
                    "Während des Einlesens hat jemand anders dieselben Personen angelegt. Bitte noch einmal starten.",
                    returncode=FILE_OR_USAGE,
                ) from error
        if options["json"]:
            self.stdout.write(json.dumps(preview.as_json(), ensure_ascii=False, indent=2))
        else:
            self._tell(preview, opened.mapping.unknown, done)
        if refused:
            raise CommandError(
                f"Nichts eingelesen: {_count(preview.faulty, 'fehlerhafte Zeile', 'fehlerhafte Zeilen')}. "
                "In der Tabelle berichtigen, oder mit --skip-faulty die übrigen einlesen.",
                returncode=NOTHING,
            )

    def _holder(self) -> Organisation:
        """The authority: with it a file waits whose region is unclear."""
        organisations = Organisation.objects.order_by("pk")
        found = organisations.filter(kind=Organisation.Kind.AUTHORITY).first() or organisations.first()
        if found is None:
            raise CommandError("Die Installation ist noch leer. Zuerst: lotse init", returncode=FILE_OR_USAGE)
        return found

    def _prepare(self, kind: str, sheet: Sheet, mapping: Any, today: date) -> Preview:
        prepare: Callable[..., Preview] = {
            "assignments": assignments.prepare,
            "staff": staff.prepare,
            "notes": notelist.prepare,
        }[kind]
        return prepare(sheet, mapping, today=today, tick=self._progress)

    def _progress(self, what: str, done: int, total: int) -> None:
        if total >= LONG:
            self.stderr.write(f"{what}: {done} von {total}", style_func=str)

    def _take_over(self, preview: Preview, sheet: Sheet, name: str, holder: Organisation, today: date) -> list[str]:
        def tick(done: int) -> None:
            self._progress("Schreiben", done, preview.new)

        if isinstance(preview, AssignmentsPreview):
            outcome = takeover.take_over(preview, holder=holder, today=today, by="import", tick=tick)
            kept.hold(sheet, preview, name, organisation=holder, today=today, by="import")
            lines = [
                f"{_count(len(outcome.files), 'Akte', 'Akten')} geöffnet, "
                f"{_count(outcome.households, 'Haushalt', 'Haushalte')} angelegt."
            ]
            if outcome.held:
                lines.append(
                    f"{_count(len(outcome.held), 'Zeile', 'Zeilen')} vielleicht doppelt: "
                    "zurückgestellt, zu entscheiden unter „Einlesen“."
                )
            return lines
        if isinstance(preview, staff.StaffPreview):
            result = staff.take_over(preview, today=today, by="import")
            lines = [f"{_count(len(result.users), 'Person', 'Personen')} angelegt."]
            if result.waiting_roles:
                lines.append(f"{_count(result.waiting_roles, 'Rolle wartet', 'Rollen warten')} auf die zweite Person.")
            return lines
        if isinstance(preview, notelist.NotesPreview):
            recorded = notelist.take_over(preview, by="import", tick=tick)
            return [
                f"{_count(recorded.notes, 'Vermerk', 'Vermerke')} gesichert, davon {recorded.sessions} Gruppen; "
                f"{_count(recorded.met, 'Frist', 'Fristen')} damit erfüllt."
            ]
        raise TypeError(type(preview).__name__)

    def _tell(self, preview: Preview, unknown: Iterable[str], done: list[str]) -> None:
        self.stdout.write(
            f"{_count(preview.rows, 'Zeile', 'Zeilen')}: {preview.new} neu, {preview.known} bekannt, "
            f"{preview.possible_duplicates} vielleicht doppelt, {preview.faulty} fehlerhaft"
        )
        if skipped := ", ".join(f"„{heading}“" for heading in unknown):
            self.stdout.write(f"Nicht gelesene Spalten: {skipped}")
        for fault in sorted(preview.faults)[:SHOWN]:
            self.stdout.write(f"  Zeile {fault.line}, {fault.column}: {fault.message}")
        if len(preview.faults) > SHOWN:
            self.stdout.write(f"  … und {len(preview.faults) - SHOWN} weitere Fehler")
        changed = getattr(preview, "changed", [])
        for entry in changed[:SHOWN]:
            said = "; ".join(f"{c.label} {c.old or 'leer'} → {c.new}" for c in entry.changes)
            self.stdout.write(f"  Zeile {entry.line}, bekannt, anders in der Liste (nichts überschrieben): {said}")
        if len(changed) > SHOWN:
            self.stdout.write(f"  … und {len(changed) - SHOWN} weitere mit anderen Angaben")
        for line in (*preview.warnings, *done):
            self.stdout.write(line)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
