"""`lotse nightly`: what has to be done once a night, in one order, each step safe to repeat."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from lotse.audit.sent import forget_sent_forms
from lotse.cases.actions import refresh_deadlines
from lotse.cases.models import File
from lotse.cases.reseal import seal_what_was_readable
from lotse.intake.kept import discard_expired
from lotse.vault import stored

BATCH = 500


class Command(BaseCommand):
    help = "Einmal je Nacht: Fristen vergleichen, liegen gebliebene Listen und Dateien löschen, Protokolle versiegeln."

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        changed = sum(
            refresh_deadlines(File.objects.filter(pk__in=ids).select_related("person"), by="nightly")
            for ids in _batches(list(File.objects.values_list("pk", flat=True)))
        )
        # Every verb keeps the deadlines of its file in line; whatever is found here was missed by one, or by a restore.
        self.stdout.write(f"Fristen: {changed} Zeilen berichtigt." if changed else "Fristen: alle wie im Konzept.")
        sealed = seal_what_was_readable(by="nightly")
        self.stdout.write(f"Geschützte Angaben: {sealed} nachträglich verschlossen.")
        discard_expired(today, by="nightly")
        self.stdout.write("Nicht übernommene Listen: abgelaufene gelöscht.")
        swept = stored.sweep(timezone.now())
        self.stdout.write(f"Abgelegte Dateien: {swept} ohne Eintrag entfernt.")
        forget_sent_forms(timezone.now())
        call_command("audit", "seal", stdout=self.stdout)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # PostgreSQL does it by itself; SQLite else guesses, and reads whole tables
        self.stdout.write("Datenbank: Verteilung der Werte neu vermessen.")


def _batches(ids: list[Any]) -> list[list[Any]]:
    return [ids[i : i + BATCH] for i in range(0, len(ids), BATCH)]
