"""`lotse backup DIR`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lotse.vault import backup
from lotse.vault.backup import Installation
from lotse.vault.dump import BackupError


class Command(BaseCommand):
    help = "Datenbank, Dateien und eigene Konzepte in einen Ordner sichern, die Schlüssel in einen anderen."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="ORDNER", help="neuer Ordner für die Daten")
        parser.add_argument("--keys", type=Path, metavar="ORDNER", help="neuer Ordner für die Schlüssel (ORDNER-keys)")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"].absolute()
        keys: Path = (options["keys"] or backup.default_keys_folder(folder)).absolute()
        try:
            backup.back_up(Installation.current(), folder, keys, timezone.now(), self.stdout.write)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Daten: {folder}\nSchlüssel: {keys}\n"
            "Bringen Sie die Schlüssel an einen anderen Ort als die Daten: Wer beides hat, kann alles lesen.\n"
            "Löschen Sie Sicherungen spätestens nach 90 Tagen: So lange leben darin auch vernichtete Akten."
        )
