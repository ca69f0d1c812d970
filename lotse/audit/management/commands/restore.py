"""`lotse restore DIR`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from lotse.audit import seals, triggers
from lotse.audit.context import system_actor
from lotse.vault import backup, keys, ledger, stored
from lotse.vault.backup import Installation
from lotse.vault.dump import BackupError
from lotse.vault.errors import VaultError
from lotse.vault.models import StoredFile, SubjectKey


class Command(BaseCommand):
    help = "Eine Sicherung von lotse backup in diese Installation zurückspielen und prüfen. Halten Sie Lotse vorher an."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="ORDNER", help="gesicherte Daten")
        parser.add_argument("--keys", type=Path, metavar="ORDNER", help="gesicherte Schlüssel, am besten die neuesten")
        parser.add_argument("--force", action="store_true", help="eine Installation ersetzen, die nicht leer ist")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"].absolute()
        keys_folder: Path = (options["keys"] or backup.default_keys_folder(folder)).absolute()
        connections.close_all()
        try:
            aside = backup.restore(
                Installation.current(), folder, keys_folder, timezone.now(), options["force"], self.stdout.write
            )
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        if aside:
            self.stdout.write("Zur Seite gelegt; löschen Sie es, sobald Sie es nicht mehr brauchen:")
            for path in aside:
                self.stdout.write(f"  {path}")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Die Sicherung stammt aus einer älteren Version von Lotse und wird angepasst …")
            call_command("migrate", verbosity=0)
        with system_actor("restore", "destroy_again"):
            again = keys.destroy_again(ledger.read())
        if again:
            self.stdout.write(f"Erneut vernichtet, was seit der Sicherung vernichtet worden war: {again} Schlüssel")
        faults = list(self._faults())
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError("Zurückgespielt, aber nicht alles ist in Ordnung (siehe oben).")
        self.stdout.write("Zurückgespielt und geprüft: Protokolle, Schlüssel und Dateien stimmen.")

    def _faults(self) -> Iterator[str]:
        yield from triggers.faults()
        yield from seals.verify()
        for row in SubjectKey.objects.filter(destroyed_at=None).iterator():
            try:
                keys.opened(row)
            except VaultError as error:
                yield str(error)
        for pk, known in StoredFile.objects.filter(destroyed_at=None).values_list("pk", "sealed_sha256").iterator():
            path = stored.path_of(pk)
            if not path.is_file() or backup.digest(path) != known:
                yield f"{path} fehlt oder hat sich verändert."
