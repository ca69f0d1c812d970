"""`lotse audit seal | verify`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lotse.audit import seals, triggers


class Command(BaseCommand):
    help = "Schreib- und Leseprotokoll versiegeln und ihre Siegel prüfen."

    def add_arguments(self, parser: CommandParser) -> None:
        subcommands = parser.add_subparsers(dest="verb", required=True, metavar="BEFEHL")
        subcommands.add_parser("seal", help="neue Einträge beider Protokolle versiegeln (nächtlich)")
        subcommands.add_parser(
            "verify", help="prüfen, ob Versiegeltes verändert, entfernt oder ergänzt wurde; dann Rückgabewert 1"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "seal":
            self._seal()
        else:
            self._verify()

    def _seal(self) -> None:
        busy = []
        for log, name in seals.NAMES.items():
            try:
                made = seals.seal(log)
            except seals.Busy:
                busy.append(name)
                continue
            except FileNotFoundError as error:
                raise CommandError(
                    f"{error.filename} fehlt. Spielen Sie die Datei aus der Sicherung der Schlüssel zurück; "
                    "ein neuer Schlüssel entsteht nur, solange es noch kein Siegel gibt."
                ) from error
            entries = sum(row.count for row in made)
            self.stdout.write(f"{name}: {entries} Einträge unter {len(made)} neuen Siegeln")
        if busy:
            raise CommandError(f"{', '.join(busy)}: Es wird gerade geschrieben. Versiegeln Sie später noch einmal.")

    def _verify(self) -> None:
        faults = [*triggers.faults(), *seals.verify()]
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError("Die Protokolle sind nicht unversehrt.")
        for log, name in seals.NAMES.items():
            self.stdout.write(f"{name}: unversehrt; {seals.unsealed(log)} Einträge noch nicht versiegelt")
