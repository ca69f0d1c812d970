"""`lotse move_on OLD NEW [--dry-run]`: open files of one version of the concept go on by another."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lotse.cases.actions import Refused
from lotse.cases.models import File
from lotse.cases.moving_on import Outcome, move_to_concept
from lotse.rulebook.access import NotAdopted


class Command(BaseCommand):
    help = "Offene Akten auf eine andere, angenommene Fassung des Konzepts umstellen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("old", metavar="ALT", help="Fassung, unter der die Akten eröffnet wurden")
        parser.add_argument("new", metavar="NEU", help="angenommene Fassung, nach der sie weitergehen")
        parser.add_argument("--dry-run", action="store_true", help="nur sagen, was sich ändern würde")

    def handle(self, *args: Any, old: str, new: str, dry_run: bool, **options: Any) -> None:
        if old == new:
            raise CommandError("Alt und neu sind dieselbe Fassung.")
        files = File.objects.filter(concept=old, closed_on=None, merged_into=None).order_by("pk")
        try:
            outcome = move_to_concept(list(files), new, dry_run=dry_run, by="console")
        except (NotAdopted, Refused) as error:
            raise CommandError(str(error)) from error
        self._say(outcome, dry_run)

    def _say(self, outcome: Outcome, dry_run: bool) -> None:
        verb = "würden umgestellt" if dry_run else "umgestellt"
        self.stdout.write(f"{outcome.files} offene Akten {verb}.")
        self._count("Daten, die sich verschieben; das alte bleibt im Verlauf", outcome.moved)
        self._count("Neue Fristen und Zeiträume", outcome.fresh)
        self._count("Fristen und Zeiträume, die entfallen", outcome.gone)
        unknown = Counter({f"{table} {key}": count for (table, key), count in outcome.unknown.items()})
        self._count("Schlüssel, die die neue Fassung nicht kennt; sie bleiben stehen", unknown)
        if dry_run:
            self.stdout.write("Probelauf: nichts wurde geändert.")

    def _count(self, heading: str, counted: Counter[str]) -> None:
        if counted:
            self.stdout.write(f"{heading}:")
            for key, count in sorted(counted.items()):
                self.stdout.write(f"  {key}: {count}")
