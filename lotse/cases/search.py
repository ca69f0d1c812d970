"""Search results: what somebody may list, found in any spelling, with what tells two of one name apart."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.models import Allocation, File
from lotse.cases.words import region_title, written
from lotse.people.search import find
from lotse.rulebook import access as rulebook
from lotse.ui.filters import partial_date
from lotse.ui.names import WrittenName


@dataclass(frozen=True)
class Result:
    id: UUID
    number: str
    name: WrittenName
    birth: str
    region: str
    lead: str
    closed_on: date | None
    kept: str  # number of the file this one was brought together with


@dataclass(frozen=True)
class Results:
    rows: list[Result]
    total: int
    is_wide: bool

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


# By hand: Django takes ten times as long to write it as a database to answer.
SHOWN = """
    SELECT f.id, f.number, f.concept, f.region, f.closed_on, p.family_name, p.given_name, p.original_name,
        p.contact_language, p.birth_year, p.birth_month, p.birth_day, kept.number AS kept,
        (SELECT u.name FROM cases_allocation a JOIN accounts_user u ON u.id = a.user_id
            WHERE a.file_id = f.id AND a.part = %s AND a.from_on <= %s AND (a.until_on IS NULL OR a.until_on >= %s)
            ORDER BY a.from_on LIMIT 1) AS lead
    FROM cases_file f JOIN people_person p ON p.id = f.person_id LEFT JOIN cases_file kept ON kept.id = f.merged_into_id
    WHERE f.id IN ({marks})"""


def search(held: Rights, text: str, today: date, *, first: int, wide: bool = False) -> Results:
    """The best `first` files for what was typed, and how many there are.

    Files brought together with another are found too: the person may be known by the name in them.
    """
    found = find(text, files_for(held, Action.LIST_FILES, today), today, wide=wide, most=first)
    rows = [*map(_result, _shown([hit.key for hit in found.hits], today))] if found.hits else []
    return Results(rows, found.total, found.is_wide)


def _shown(keys: list[UUID], today: date) -> list[Any]:
    """The files found, in their order, each with what the list of results shows. Only what `find` let through."""
    key_field, day = File._meta.pk, today.isoformat()
    params = [Allocation.Part.LEAD.value, day, day, *(key_field.get_db_prep_value(key, connection) for key in keys)]
    order = {key: at for at, key in enumerate(keys)}
    files = File.objects.raw(SHOWN.format(marks=", ".join(["%s"] * len(keys))), params)
    return sorted(files, key=lambda file: order[file.pk])


def _result(row: Any) -> Result:
    label = f"{row.family_name}, {row.given_name}" if row.given_name else row.family_name
    return Result(
        row.pk, row.number, written(label, row.original_name, row.contact_language, row.concept),
        partial_date((row.birth_year, row.birth_month, row.birth_day)),
        region_title(rulebook.get(row.concept), row.region), row.lead or "", row.closed_on, row.kept or "",
    )  # fmt: skip
