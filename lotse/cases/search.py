"""Search results: what somebody may list, found in any spelling, with what tells two of one name apart."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery

from lotse.accounts.access import Rights
from lotse.accounts.models import in_force
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.models import Allocation
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


COLUMNS = (
    "pk", "number", "person__family_name", "person__given_name", "person__original_name", "person__contact_language",
    "person__birth_year", "person__birth_month", "person__birth_day", "concept", "region", "closed_on", "lead_name",
    "merged_into__number",
)  # fmt: skip


def search(held: Rights, text: str, today: date, *, first: int, wide: bool = False) -> Results:
    """The best `first` files for what was typed, and how many there are.

    Files brought together with another are found too: the person may be known by the name in them.
    """
    within = files_for(held, Action.LIST_FILES, today)
    found = find(text, within, today, wide=wide)
    order = {hit.key: at for at, hit in enumerate(found.hits[:first])}
    lead = Allocation.objects.filter(in_force(today), file=OuterRef("pk"), part=Allocation.Part.LEAD)
    files = within.filter(pk__in=order).annotate(lead_name=Subquery(lead.values("user__name")[:1])) if order else []
    rows = [_result(*row) for row in files.values_list(*COLUMNS)] if order else []  # type: ignore[union-attr]
    return Results(sorted(rows, key=lambda row: order[row.id]), found.total, found.is_wide)


def _result(
    pk: UUID, number: str, family: str, given: str, original: str, language: str, year: int | None, month: int | None,
    day: int | None, key: str, region: str, closed_on: date | None, lead: str | None, kept: str | None,
) -> Result:  # fmt: skip
    label = f"{family}, {given}" if given else family
    return Result(
        pk, number, written(label, original, language, key), partial_date((year, month, day)),
        region_title(rulebook.get(key), region), lead or "", closed_on, kept or "",
    )  # fmt: skip
