"""`lotse init`: an empty installation, ready for the first administrator and the first manager."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.core.validators import validate_email
from django.urls import reverse

from lotse.accounts import access, actions
from lotse.accounts.models import Organisation, User
from lotse.accounts.permissions import Role
from lotse.audit.context import system_actor
from lotse.concept import load
from lotse.concept.model import Concept
from lotse.desk.folder import prepare_folder
from lotse.rulebook import access as rulebook
from lotse.rulebook import actions as adopting
from lotse.ui import clock

NEXT = """
{concept} gilt ab {from_on}.

Zwei Einmal-Links, je {days} Tage gültig. Geben Sie sie persönlich weiter; wieder anzeigen lassen sie sich nicht.

  Administration ({admin})
  {admin_link}

  Trägerleitung ({manager}), {provider}
  {manager_link}

Wie es weitergeht:
  1. Beide öffnen ihren Link, setzen ein Passwort und richten den zweiten Faktor ein.
  2. Die Administration legt unter „Mitarbeitende“ eine Person für den Datenschutz an. Sie oder eine zweite Leitung
     bestätigt jede Rolle, die Akten öffnet; vorher gilt sie nicht.
  3. Leitung oder Administration legen Teams und Mitarbeitende an, auch als Liste: lotse import staff DATEI
  4. Die Schlüssel in {keys} getrennt von den Daten sichern: lotse backup --help
"""


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} ist kein Datum; gemeint ist etwa 2026-11-20") from None


def address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ArgumentTypeError(f"{text!r} ist keine E-Mail-Adresse") from None
    return text.lower()


class Command(BaseCommand):
    help = (
        "Richtet eine leere Installation ein: Datenbank, Konzept, Behörde, Träger, erste Administration und erste "
        "Trägerleitung. Druckt für beide einen Einmal-Link. Eine schon eingerichtete Installation bleibt unberührt."
    )
    requires_system_checks: list[str] = []  # they look at a database that this command makes

    def add_arguments(self, parser: CommandParser) -> None:
        domain = own_domain()
        parser.add_argument("--concept", required=True, metavar="VERSION", help="Konzept, wie in lotse concept list")
        parser.add_argument(
            "--from", dest="from_on", type=day, metavar="DATUM", help="erster Tag, an dem es gilt (sonst: laut Konzept)"
        )
        parser.add_argument(
            "--organisation",
            default="Träger der Migrationssozialarbeit",
            metavar="NAME",
            help="Name des Trägers (sonst: %(default)s)",
        )
        parser.add_argument("--authority", metavar="NAME", help="Name der Behörde (sonst: laut Konzept)")
        for name, local in (("admin", "administration"), ("manager", "leitung")):
            parser.add_argument(
                f"--{name}",
                type=address,
                default=f"{local}@{domain}",
                metavar="E-MAIL",
                help="womit sie sich anmeldet (sonst: %(default)s)",
            )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            concept = load.load_concept(options["concept"], rulebook.own_dirs())
        except load.ConceptError as error:
            raise CommandError("\n".join(map(str, error.problems))) from None
        if options["admin"] == options["manager"]:
            raise CommandError("Administration und Leitung sind zwei Personen: bitte zwei E-Mail-Adressen.")
        if options["organisation"] == (options["authority"] or concept.authority.de):
            raise CommandError("Behörde und Träger sind zwei Organisationen: bitte zwei Namen.")
        prepare_folder()
        call_command("migrate", verbosity=0, interactive=False)
        if access.is_founded():
            raise CommandError(f"{settings.LOTSE_DATA} ist schon eingerichtet; es wurde nichts geändert.")
        try:
            links = found(concept, options)
        except adopting.CannotAdopt as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            NEXT.format(
                concept=concept.title.de,
                from_on=f"{options['from_on'] or concept.in_force_on:%d.%m.%Y}",
                days=actions.INVITATION_DAYS,
                admin=options["admin"],
                admin_link=links[0],
                manager=options["manager"],
                manager_link=links[1],
                provider=options["organisation"],
                keys=settings.LOTSE_KEYS,
            )
        )


def found(concept: Concept, options: dict[str, Any]) -> tuple[str, str]:
    """All of it or nothing; the links of the administrator and the manager."""
    from_on = options["from_on"] or concept.in_force_on
    with system_actor("init", "init"):
        actions.found_installation(is_demo=False, by="init")
        adopting.adopt(concept.key, from_on, by="init")
        authority = actions.add_organisation(
            options["authority"] or concept.authority.de, kind=Organisation.Kind.AUTHORITY, by="init"
        )
        provider = actions.add_organisation(options["organisation"], by="init")
        since = clock.local_date(clock.now())
        admin = actions.add_staff(options["admin"], "Administration", authority, from_on=since, by="init")
        actions.give_role(admin, Role.ADMINISTRATOR, authority, from_on=since, by="init")
        manager = actions.add_staff(options["manager"], "Trägerleitung", provider, from_on=since, by="init")
        held = actions.give_role(manager, Role.MANAGER, provider, from_on=since, by="init")
        actions.confirm_role(held, by="init")
        return link(admin), link(manager)


def link(user: User) -> str:
    address: str = settings.LOTSE_URL + reverse("accounts:invitation", args=[actions.invite(user, by="init")])
    return address


def own_domain() -> str:
    host = urlsplit(settings.LOTSE_URL).hostname or ""
    return host if "." in host and not host.replace(".", "").isdigit() else "localhost"
