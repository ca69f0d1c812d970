"""`lotse search`: the search index, made anew or compared with the persons."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lotse.people.search_index import disagreements, rebuild


class Command(BaseCommand):
    help = "Den Suchindex neu aufbauen (rebuild) oder mit den Personen vergleichen (check)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["rebuild", "check"], help="rebuild: neu aufbauen; check: nur vergleichen")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "rebuild":
            started = time.monotonic()
            count = rebuild()
            self.stdout.write(f"Suchindex neu aufgebaut: {count} Personen, {time.monotonic() - started:.1f} s.")
        elif wrong := len(disagreements()):
            raise CommandError(f"Der Suchindex stimmt bei {wrong} Personen nicht. Abhilfe: lotse search rebuild.")
        else:
            self.stdout.write("Der Suchindex stimmt mit den Personen überein.")
