"""`lotse demo`: an installation with invented people, to look around in."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lotse.accounts.models import Installation, User
from lotse.cases.models import File
from lotse.desk import demo
from lotse.desk.folder import prepare_folder
from lotse.notes.models import Note


class Command(BaseCommand):
    help = "Eine leere Installation mit erfundenen Menschen füllen; nur so entsteht eine Datenbank im Vorführbetrieb."
    requires_migrations_checks = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--town", choices=demo.TOWNS, default="city", help="Stadt (city) oder kleiner Landkreis (county)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        prepare_folder()
        call_command("migrate", verbosity=0, interactive=False)
        if Installation.objects.exists() or User.objects.exists():
            raise CommandError(
                "Diese Installation ist schon eingerichtet. Vorführdaten kommen nur in eine leere (LOTSE_DATA)."
            )
        started = time.monotonic()
        demo.build(timezone.localdate(), options["town"])
        self.stdout.write(
            f"Vorführdaten angelegt: {File.objects.count()} Akten, {Note.objects.count()} Vermerke, "
            f"{User.objects.count()} Mitarbeitende, {time.monotonic() - started:.1f} s."
        )
