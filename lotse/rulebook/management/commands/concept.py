"""`lotse concept list | show | check | adopt | due`; only `adopt` needs a database."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any, get_args

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lotse.concept import cli, load
from lotse.concept.vocabulary import EVENT_TITLES, Arrival
from lotse.rulebook import access, actions

EVENTS = "\n".join(f"  {name:26} {title.de}" for name, title in EVENT_TITLES.items())


class Command(BaseCommand):
    help = "Konzepte ansehen, prüfen, in Kraft setzen und Fristen daraus berechnen."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        subcommands = parser.add_subparsers(dest="verb", required=True, metavar="BEFEHL")
        subcommands.add_parser("list", help="alle vorhandenen Konzepte nennen")

        show = subcommands.add_parser("show", help="ein Konzept mit den Fundstellen seiner Einträge zeigen")
        show.add_argument("concept", metavar="KONZEPT", help="Schlüssel wie in lotse concept list")

        check = subcommands.add_parser("check", help="eine Datei prüfen; Rückgabewert 1, wenn sie fehlerhaft ist")
        check.add_argument("path", type=Path, metavar="PFAD", help="TOML-Datei, etwa kommune/2026-01-01.toml")

        adopt = subcommands.add_parser("adopt", help="ein Konzept ab einem Tag in Kraft setzen")
        adopt.add_argument("concept", metavar="VERSION", help="Schlüssel wie in lotse concept list")
        adopt.add_argument("--from", dest="from_on", required=True, type=_day, metavar="DATUM", help="erster Tag")

        due = subcommands.add_parser(
            "due",
            help="Fristen und Zeiträume aus Ereignissen berechnen",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            description="Je Regel des Konzepts höchstens eine Zeile. Ohne --arrival gilt eine Person, zu der eine\n"
            "Zuweisung genannt ist, als zugewiesen. Bei Familiennachzug zählt nicht die Zuweisung: die Person, die\n"
            "entscheidet, setzt den Beginn von Hand mit welcome-decided.",
            epilog=f"Ereignisse:\n{EVENTS}",
        )
        due.add_argument("concept", metavar="KONZEPT", help="Schlüssel wie in lotse concept list")
        due.add_argument(
            "--event", action="extend", nargs="+", required=True, metavar="NAME=DATUM",
            help="Ereignis und Tag, etwa assignment=2026-11-17; mehrfach möglich",
        )  # fmt: skip
        due.add_argument("--arrival", choices=get_args(Arrival), help="wie die Person gekommen ist")
        due.add_argument("--status", help="Aufenthaltsstatus oder Gruppe, etwa recognised")
        due.add_argument("--json", action="store_true", dest="as_json", help="als JSON ausgeben")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.ending = ""  # the functions of lotse.concept.cli end their lines themselves
        dirs = access.own_dirs()
        try:
            match options["verb"]:
                case "list":
                    code = cli.cmd_list(self.stdout, dirs)
                case "show":
                    code = cli.cmd_show(self.stdout, options["concept"], dirs)
                case "check":
                    code = cli.cmd_check(self.stdout, options["path"], dirs)
                case "adopt":
                    code = self.adopt(options["concept"], options["from_on"])
                case _:
                    names = ("arrival", "status", "as_json")
                    given = {name: options[name] for name in names}
                    code = cli.cmd_due(self.stdout, options["concept"], options["event"], dirs=dirs, **given)
        except cli.UsageError as error:
            raise CommandError(str(error), returncode=2) from error
        except (load.ConceptError, actions.CannotAdopt) as error:
            raise CommandError(str(error)) from error
        if code:
            raise SystemExit(code)

    def adopt(self, key: str, from_on: date) -> int:
        row = actions.adopt(key, from_on, by="console")
        self.stdout.write(f"„{row.key}“ gilt ab {row.from_on:%d.%m.%Y} (SHA-256 {row.sha256}).\n")
        return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"„{text}“ ist kein Datum wie 2026-01-31") from None
