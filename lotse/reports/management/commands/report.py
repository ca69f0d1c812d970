"""`lotse report annex-1 --quarter 2026-Q3 --format json`."""

import csv
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lotse.accounts.models import User
from lotse.reports.annex1 import Quarter, count
from lotse.rulebook import access as rulebook


class Command(BaseCommand):
    help = "Statistiken ausgeben, zum Beispiel: lotse report annex-1 --quarter 2026-Q3 --format json"

    def add_arguments(self, parser: CommandParser) -> None:
        reports = parser.add_subparsers(dest="report", required=True, metavar="BERICHT")
        annex = reports.add_parser("annex-1", help="Anlage 1: Art der Beratungen je Fachkraft und Monat")
        annex.add_argument("--quarter", required=True, metavar="JAHR-Qn", help="Quartal, zum Beispiel 2026-Q3")
        annex.add_argument("--format", choices=["json", "text", "csv"], default="text", help="Ausgabe (sonst: text)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            quarter = Quarter.parse(options["quarter"])
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from error
        annex = count(quarter, rulebook.current(quarter.last_day), User.objects.all())
        if options["format"] == "json":
            self.stdout.write(json.dumps(annex.as_json(), ensure_ascii=False, indent=2))
            return
        head = ["Fachkraft", "Monat", *(s.title.de for s in annex.statistics)]
        lines = [[r.staff.email, f"{r.month:%Y-%m}", *map(str, r.figures.values())] for r in annex.rows]
        lines.append(["Summe", str(quarter), *map(str, annex.total.values())])
        if options["format"] == "csv":
            csv.writer(sys.stdout, delimiter=";").writerows([head, *lines])
            return
        widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
        for line in [head, *lines]:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
