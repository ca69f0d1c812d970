"""`lotse report annex-1 --quarter 2026-Q3 --format json`."""

import io
import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lotse.accounts.models import Organisation
from lotse.concept.model import Concept
from lotse.reports.annex1 import EVERYBODY, Annex1, Cut, Quarter, count, spellings
from lotse.reports.models import Submission
from lotse.reports.posts import Place, posts
from lotse.reports.sheets import Value, write_csv
from lotse.rulebook import access as rulebook


class Command(BaseCommand):
    help = "Statistiken ausgeben, zum Beispiel: lotse report annex-1 --quarter 2026-Q3 --format json"

    def add_arguments(self, parser: CommandParser) -> None:
        reports = parser.add_subparsers(dest="report", required=True, metavar="BERICHT")
        annex = reports.add_parser("annex-1", help="Anlage 1: Art der Beratungen je Fachkraft und Monat")
        annex.add_argument("--quarter", required=True, metavar="JAHR-Qn", help="Quartal, zum Beispiel 2026-Q3")
        annex.add_argument("--organisation", metavar="NAME", help="nur dieser Träger")
        annex.add_argument("--region", metavar="KEY", help="nur Teams dieser Region (Schlüssel des Konzepts)")
        annex.add_argument(
            "--district", metavar="KEY", help="nur Personen mit Wohnort in diesem Stadtbezirk (Schlüssel)"
        )
        annex.add_argument("--submitted", action="store_true", help="den eingereichten Wortlaut, Byte für Byte")
        annex.add_argument("--number", type=int, metavar="N", help="mit --submitted: diese Fassung statt der letzten")
        annex.add_argument("--format", choices=["json", "text", "csv"], default="text", help="Ausgabe (sonst: text)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            quarter = Quarter.parse(options["quarter"])
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from error
        organisation = self._organisation(options["organisation"])
        if options["submitted"]:
            if options["region"] or options["district"]:
                raise CommandError(
                    "Eingereicht wird immer der ganze Träger: ohne --region und --district.", returncode=2
                )
            self._submitted(quarter, organisation, options["number"], options["format"])
            return
        try:
            concept = rulebook.current(quarter.last_day)
        except rulebook.NotAdopted as error:
            raise CommandError(str(error), returncode=2) from error
        cut = self._cut(quarter, concept, organisation, options["region"], options["district"])
        self._print(count(quarter, concept, cut), options["format"])

    def _organisation(self, name: str | None) -> Organisation | None:
        if name is None:
            return None
        found = Organisation.objects.filter(name=name).first()
        if found is None:
            known = ", ".join(Organisation.objects.values_list("name", flat=True))
            raise CommandError(f"Keine Organisation „{name}“. Es gibt: {known}", returncode=2)
        return found

    def _cut(
        self,
        quarter: Quarter,
        concept: Concept,
        organisation: Organisation | None,
        region: str | None,
        district: str | None,
    ) -> Cut:
        if region and region not in {r.key for r in concept.regions}:
            known = ", ".join(r.key for r in concept.regions)
            raise CommandError(f"Keine Region „{region}“ in {concept.key}. Es gibt: {known}", returncode=2)
        if district and district not in {d.key for r in concept.regions for d in r.districts}:
            known = ", ".join(d.key for r in concept.regions for d in r.districts)
            raise CommandError(f"Kein Bezirk „{district}“ in {concept.key}. Es gibt: {known}", returncode=2)
        cut = EVERYBODY
        if organisation or region:

            def wanted(_user: UUID, place: Place) -> bool:
                return (organisation is None or place.organisation == organisation.pk) and (
                    not region or place.region == region
                )

            cut = Cut(posts(quarter.months[0], quarter.last_day), wanted)
        return replace(cut, homes=spellings(district, concept)) if district else cut

    def _print(self, annex: Annex1, kind: str) -> None:
        if kind == "json":
            self.stdout.write(json.dumps(annex.as_json(), ensure_ascii=False, indent=2))
            return
        head: list[Value] = ["Fachkraft", "Monat", *(s.title.de for s in annex.statistics)]
        lines: list[list[Value]] = [[r.staff.email, f"{r.month:%Y-%m}", *r.figures.values()] for r in annex.rows]
        lines.append(["Summe", str(annex.quarter), *annex.total.values()])
        self._table([head, *lines], kind)

    def _submitted(self, quarter: Quarter, organisation: Organisation | None, number: int | None, kind: str) -> None:
        """Newest first, one per provider. JSON is the text as it was frozen: one line for each provider."""
        rows = Submission.objects.filter(year=quarter.year, quarter=quarter.number).select_related("organisation")
        if organisation:
            rows = rows.filter(organisation=organisation)
        if number:
            rows = rows.filter(number=number)
        newest: dict[str, Submission] = {}
        for row in rows.order_by("organisation__name", "number"):
            newest[row.organisation.name] = row
        if not newest:
            raise CommandError(f"Für {quarter} ist nichts eingereicht.", returncode=1)
        for row in newest.values():
            if not row.is_intact:
                raise CommandError(
                    f"{row.organisation.name}, Nr. {row.number}: Der Wortlaut passt nicht mehr zu seiner Prüfsumme.",
                    returncode=1,
                )
            if kind == "json":
                self.stdout.write(row.text, ending="")
            else:
                self._table(_frozen_table(row), kind)

    def _table(self, rows: list[list[Value]], kind: str) -> None:
        if kind == "csv":
            out = io.StringIO()
            write_csv(out, rows)
            self.stdout.write(out.getvalue(), ending="")
            return
        texts = [[str(cell) for cell in row] for row in rows]
        widths = [max(len(row[i]) for row in texts) for i in range(len(texts[0]))]
        for row in texts:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _frozen_table(row: Submission) -> list[list[Value]]:
    document = row.document
    keys = [d["key"] for d in document["definitions"]]
    head: list[Value] = ["Fachkraft", "Team", "Monat", *(d["title"] for d in document["definitions"])]
    lines: list[list[Value]] = [
        [r["staff"], r["team_name"], r["month"], *(r[key] for key in keys)] for r in document["rows"]
    ]
    total: list[Value] = [
        "Summe", document["provider"]["name"], document["quarter"], *(document["total"][key] for key in keys)
    ]  # fmt: skip
    return [head, *lines, total]
