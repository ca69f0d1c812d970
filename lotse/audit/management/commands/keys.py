"""`lotse keys rotate | status`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lotse.audit.context import system_actor
from lotse.vault import masters, rotation
from lotse.vault.errors import VaultError


class Command(BaseCommand):
    help = "Hauptschlüssel der Organisationen erneuern oder ansehen."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        subcommands = parser.add_subparsers(dest="verb", required=True, metavar="BEFEHL")
        subcommands.add_parser(
            "rotate",
            help="neuer Hauptschlüssel je Organisation; alte ohne Verwendung nach 90 Tagen löschen (monatlich)",
        )
        subcommands.add_parser("status", help="Hauptschlüssel und was an ihnen hängt; Rückgabewert 1, wenn einer fehlt")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._rotate() if options["verb"] == "rotate" else self._status()
        except VaultError as error:
            raise CommandError(str(error)) from error

    def _rotate(self) -> None:
        now = timezone.now()
        for organisation in rotation.organisations():
            master = rotation.begin(organisation, now)
            self.stdout.write(f"{organisation}: Hauptschlüssel {master.number}")
            count = rotation.rewrap(
                organisation,
                master,
                progress=lambda line: self.stdout.write(f"  {line}"),
                each=lambda: system_actor("rotation", "rotate_keys"),
            )
            self.stdout.write(f"  {count} Schlüssel umgehüllt")
            for number in rotation.retire(organisation, now):
                self.stdout.write(f"  Hauptschlüssel {number} gelöscht")
        rotation.complete_ledger()
        self.stdout.write("Sichern Sie jetzt die Schlüssel: lotse backup (docs/howto/backup.md).")

    def _status(self) -> None:
        missing = False
        for organisation in rotation.organisations():
            used = rotation.usage(organisation)
            self.stdout.write(str(organisation))
            for number in sorted({*used, *masters.numbers(organisation)}):
                if number in masters.numbers(organisation):
                    made = f"vom {timezone.localtime(masters.load(organisation, number).made_at):%d.%m.%Y}"
                else:
                    made, missing = "FEHLT", True
                self.stdout.write(f"  Hauptschlüssel {number} {made}, öffnet {used.get(number, 0)} Schlüssel")
        if missing:
            raise CommandError("Es fehlen Hauptschlüssel. Spielen Sie sie aus der Sicherung der Schlüssel zurück.")
