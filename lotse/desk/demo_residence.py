"""For the demo: papers in the three stages of their reminder, extensions applied for, suggestions of benefit rules."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from lotse.cases import residence
from lotse.cases.models import File

if TYPE_CHECKING:
    from lotse.desk.demo import Town

PAPERS = (55, 41, 27, 19, 9, -4)  # days until they run out
APPLIED = (3, 4)  # of these an extension has been applied for
MONTHS = 36
CONDITIONS = "Räumlich nicht beschränkt. Beschäftigung nur mit Erlaubnis der Ausländerbehörde."


def fill(town: "Town") -> None:
    """Of the files somebody works on, in their order: the same day gives the same people."""
    held = sorted(((f, u) for f, u in town.led() if f.person.died_on is None), key=lambda pair: pair[0].number)
    pending = [pair for pair in held if _status(pair[0]) in ("aufenthaltsgestattung", "duldung")]
    for number, ((file, user), days) in enumerate(zip(pending[1::4], PAPERS, strict=False)):
        row = file.person.statuses.filter(until_on=None).get()
        applied_on = town.today - timedelta(days=11) if number in APPLIED else None
        facts = residence.StatusFacts(
            row.status, row.from_on, issued_on=town.today + timedelta(days=days - 180),
            valid_until_on=town.today + timedelta(days=days), work="permission" if number % 2 else "barred",
            applied_on=applied_on, conditions=CONDITIONS,
        )  # fmt: skip
        residence.correct_status(file, row, facts, version=row.version, by=user)
    for (file, user), days in zip(pending[2::5], (0, 20, 48), strict=False):
        ends_on = town.today + timedelta(days=days - 1)
        entered_on = date(ends_on.year - MONTHS // 12, ends_on.month, min(ends_on.day, 28))
        residence.set_key_date(file, "entered-germany", entered_on, by=user)
    for file, user in [pair for pair in held if _status(pair[0]) == "ae-24"][:1]:
        residence.set_key_date(file, "first-permit", date(2025, 5, 12), by=user)


def _status(file: File) -> str:
    return file.person.statuses.filter(until_on=None).values_list("status", flat=True).first() or ""
