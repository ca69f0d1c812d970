"""Reading a list in the plain way: row by row, one transaction, no question whether somebody is known already."""

import csv
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path


def main(path: str) -> None:
    import django

    django.setup()
    from django.db import transaction

    from bench.plain.models import Deadline, Event, File, Household, Person

    started = time.perf_counter()
    households: dict[str, Household] = {}
    with transaction.atomic():
        for at, row in enumerate(csv.DictReader(Path(path).read_text("utf-8-sig").splitlines(), delimiter=";")):
            mark = row["Haushalt"]
            if mark not in households:
                households[mark] = Household.objects.create(mark=mark)
            day, month, year = map(int, row["Geburtsdatum"].split("."))
            person = Person.objects.create(
                household=households[mark],
                family_name=row["Familienname"],
                given_name=row["Vorname"],
                original_name=row["Name in Originalschrift"],
                born_on=date(year, month, day) if month and day else None,
                nationality=row["Staatsangehörigkeit"],
                language=row["Sprache"],
                aktenzeichen=row["Aktenzeichen"],
                status=row["Aufenthaltsstatus"],
                address=f"{row['Unterkunft']} {row['Straße']} {row['Hausnummer']}",
            )
            arrived_on = datetime.strptime(row["Zuweisungsdatum"], "%d.%m.%Y").date()  # noqa: DTZ007
            file = File.objects.create(
                number=f"P-{at}", person=person, region=row["Stadtbezirk/Gemeinde"], opened_on=arrived_on
            )
            Event.objects.create(file=file, kind="assignment", on=arrived_on)
            Deadline.objects.create(file=file, rule="first-visit", due_on=arrived_on + timedelta(days=1))
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main(sys.argv[1])
