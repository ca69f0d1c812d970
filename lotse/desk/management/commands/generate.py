"""`lotse generate`: an installation with many invented people, to measure with."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lotse.accounts.models import Installation, User
from lotse.desk import generate
from lotse.desk.folder import prepare_folder


class Command(BaseCommand):
    help = (
        "Eine leere Installation mit vielen erfundenen Menschen und Vermerken füllen, um zu messen. Gleicher Startwert "
        "und Tag: gleiche Menschen. Eine schon eingerichtete Installation bleibt unberührt."
    )
    requires_migrations_checks = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--persons", type=int, default=1000, metavar="ZAHL", help="Personen (sonst: %(default)s)")
        parser.add_argument("--notes", type=int, metavar="ZAHL", help="Vermerke (sonst: zehn je Person)")
        parser.add_argument("--seed", type=int, default=1, metavar="ZAHL", help="Startwert (sonst: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        persons = options["persons"]
        notes = persons * 10 if options["notes"] is None else options["notes"]
        if persons < 1 or notes < 0:
            raise CommandError("Gebraucht werden mindestens eine Person und keine negative Zahl von Vermerken.")
        prepare_folder()
        call_command("migrate", verbosity=0, interactive=False)
        if Installation.objects.exists() or User.objects.exists():
            raise CommandError(
                "Diese Installation ist schon eingerichtet. Erfundene Menschen kommen nur in eine leere (LOTSE_DATA)."
            )
        started = told = time.monotonic()

        def tell(done: int, written: int) -> None:
            nonlocal told
            if time.monotonic() - told >= 2:
                told = time.monotonic()
                self.stderr.write(
                    f"{done} von {persons} Personen, {written} von {notes} Vermerken, {told - started:.0f} s",
                    style_func=str,
                )

        generate.fill(persons, notes, options["seed"], timezone.localdate(), tell)
        self.stdout.write(f"Angelegt: {persons} Personen, {notes} Vermerke, {time.monotonic() - started:.1f} s.")
