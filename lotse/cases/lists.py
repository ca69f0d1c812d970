"""The list of files somebody may see in lists: one query for the rows, one for the numbers on the filters."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from lotse.accounts.access import Rights
from lotse.accounts.models import in_force
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.due import state_of
from lotse.cases.method import with_method
from lotse.cases.models import Allocation, Deadline, File
from lotse.cases.words import region_title, title, written
from lotse.people.models import Membership
from lotse.rulebook import access as rulebook
from lotse.ui.names import WrittenName

PER_PAGE = 50

SORTS: dict[str, tuple[str, ...]] = {
    "name": ("person__normal_name", "number"),
    "akte": ("-number",),
    "frist": ("next_due", "person__normal_name"),
    "zustaendig": ("lead_name", "person__normal_name"),
}


@dataclass(frozen=True)
class Row:
    id: UUID
    number: str
    name: WrittenName
    household: str
    members: int
    region: str
    lead: str
    closed_on: date | None
    due_on: date | None
    due_title: str
    due_kind: str
    due_word: str


@dataclass(frozen=True)
class Counts:
    mine: int
    open: int
    waiting: int
    closed: int
    regions: dict[str, int]


def listable(held: Rights, today: date) -> QuerySet[File]:
    """Files brought together with another do not stand in lists of their own."""
    return files_for(held, Action.LIST_FILES, today).filter(merged_into=None)


def _mine(held: Rights, today: date) -> Exists:
    return Exists(Allocation.objects.filter(in_force(today), file=OuterRef("pk"), user=held.user_id))


def _led(today: date) -> Exists:
    return Exists(Allocation.objects.filter(in_force(today), file=OuterRef("pk"), part=Allocation.Part.LEAD))


def counts(held: Rights, today: date) -> Counts:
    """The numbers on the filters, in one query."""
    rows = (
        listable(held, today)
        .order_by()
        .annotate(mine=_mine(held, today), led=_led(today))
        .values("region")
        .annotate(
            n_mine=Count("pk", filter=Q(mine=True, closed_on=None)),
            n_open=Count("pk", filter=Q(closed_on=None)),
            n_waiting=Count("pk", filter=Q(led=False, closed_on=None)),
            n_closed=Count("pk", filter=Q(closed_on__isnull=False)),
        )
        .values_list("region", "n_mine", "n_open", "n_waiting", "n_closed")
    )
    found = list(rows)
    return Counts(
        *(sum(row[i] for row in found) for i in range(1, 5)), regions={row[0]: row[2] for row in found if row[2]}
    )


def filtered(
    held: Rights, today: date, *, which: str, region: str | None, sort: str, method: str = ""
) -> QuerySet[File]:
    """`which`: mine, open, waiting, closed; `region` "" means: to be clarified. By method only what may be opened."""
    files = listable(held, today)
    if method:
        openable = files_for(held, Action.OPEN_FILE, today).values("pk")
        files = with_method(files.filter(pk__in=openable), rulebook.current(today), today).filter(method=method)
    files = files.filter(closed_on__isnull=which != "closed")
    if which == "mine":
        files = files.filter(_mine(held, today))
    if which == "waiting":
        files = files.filter(~_led(today))
    if region is not None:
        files = files.filter(region=region)
    due = (
        Deadline.objects.filter(file=OuterRef("pk"), superseded_at=None, met_on=None)
        .filter(Q(kind="deadline") | Q(due_on__gte=today))
        .order_by("due_on")
    )
    lead = Allocation.objects.filter(in_force(today), file=OuterRef("pk"), part=Allocation.Part.LEAD)
    living = Membership.objects.filter(
        until_on=None, household__memberships__person=OuterRef("person"), household__memberships__until_on=None
    )
    size = living.order_by().values("household").annotate(n=Count("pk")).values("n")
    # the head may have a file with another provider: then the list says how many they are, and no name
    head = living.filter(is_head=True, person__in=files_for(held, Action.LIST_FILES, today).values("person"))
    files = files.annotate(
        next_due=Subquery(due.values("due_on")[:1]),
        next_rule=Subquery(due.values("rule")[:1]),
        next_kind=Subquery(due.values("kind")[:1]),
        lead_name=Subquery(lead.values("user__name")[:1]),
        household_head=Subquery(head.values("person__family_name")[:1]),
        household_size=Subquery(size[:1]),
    )
    if sort == "frist":
        return files.order_by(F("next_due").asc(nulls_last=True), "person__normal_name", "pk")
    if sort == "zustaendig":
        return files.order_by(F("lead_name").asc(nulls_last=True), "person__normal_name", "pk")
    return files.order_by(*SORTS[sort], "pk")


COLUMNS = (
    "pk",
    "number",
    "person__family_name",
    "person__given_name",
    "person__original_name",
    "person__contact_language",
    "concept",
    "region",
    "closed_on",
    "next_due",
    "next_rule",
    "next_kind",
    "lead_name",
    "household_head",
    "household_size",
)


def rows(files: QuerySet[File], today: date) -> list[Row]:
    found = []
    for (
        pk,
        number,
        family,
        given,
        original,
        language,
        key,
        region,
        closed,
        due,
        rule,
        kind,
        lead,
        head,
        size,
    ) in files.values_list(*COLUMNS):
        concept = rulebook.get(key)
        state_kind, state_word = state_of(kind, due, None, today) if due else ("", "")
        found.append(
            Row(
                pk,
                number,
                written(f"{family}, {given}" if given else family, original, language, key),
                head or "",
                size or 1,
                region_title(concept, region),
                lead or "",
                closed,
                due,
                title(concept.rules, rule) if rule else "",
                state_kind,
                state_word,
            )
        )
    return found
