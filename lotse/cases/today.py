"""What this room puts on *Heute*: deadlines of the files somebody works on or answers for."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from lotse.accounts.access import Rights
from lotse.accounts.models import in_force
from lotse.accounts.permissions import Action
from lotse.audit.reading import readings_by
from lotse.cases.access import Reach, files_for, within
from lotse.cases.agenda import deferred, reminds
from lotse.cases.due import Shown, show
from lotse.cases.models import Allocation, Deadline
from lotse.cases.words import name_of
from lotse.people.models import Membership
from lotse.ui.names import WrittenName
from lotse.ui.prepared import prepared

AHEAD = timedelta(days=7)
PERIOD_AHEAD = timedelta(days=120)  # the concept says how long before its end a period is brought up, see `reminds`
MOST = 100


@dataclass(frozen=True)
class Item:
    """One deadline of one file."""

    file_id: UUID
    number: str
    name: WrittenName
    lead: str
    due: Shown
    others: int = 0  # of the same household, for whom the same service ends on the same day


def due_for(held: Rights, today: date, *, whose: str = "mine") -> list[Item]:
    """Acts due within a week or overdue, and services that end soon, unless put off; `whose` is mine or team."""
    reach = Reach.of(held, Action.OPEN_FILE)
    rows = _due(held.user_id, today, today + AHEAD, today + PERIOD_AHEAD, reach, whose == "mine")
    leads = dict(_leads(tuple({row.file_id for row in rows}), today))
    found = []
    for row in rows:
        shown = show(row, today)
        if shown.is_period and (row.due_on - today).days > max(reminds(row), default=-1):
            continue
        found.append(
            Item(
                row.file_id,
                row.file.number,
                name_of(row.file.person, row.file.concept),
                leads.get(row.file_id, ""),
                shown,
            )
        )
    return _once_per_household(found, {row.file_id: row.file.person_id for row in rows}, today)


@prepared
def _due(
    user: UUID, today: date, act_until: date, period_until: date, reach: Reach, only_mine: bool
) -> QuerySet[Deadline]:
    soon = Q(kind="deadline", due_on__lte=act_until)
    ending = Q(kind="period", due_on__gte=today, due_on__lte=period_until)
    rows = Deadline.objects.filter(
        within(user, today, reach, "file__"),
        soon | ending,
        met_on=None,  # a period never is; said of both, the index of open dates holds them
        superseded_at=None,
        file__closed_on=None,
        file__merged_into=None,
    )
    if only_mine:
        rows = rows.filter(Exists(Allocation.objects.filter(in_force(today), file=OuterRef("file"), user=user)))
    rows = rows.exclude(kind="period", pk__in=deferred(user, today).values("deadline"))
    return rows.select_related("file__person").order_by("due_on", "file__number")[:MOST]


@prepared
def _leads(files: tuple[UUID, ...], today: date) -> QuerySet[Allocation, tuple[UUID, str]]:
    rows = Allocation.objects.filter(in_force(today), file__in=files, part=Allocation.Part.LEAD)
    return rows.values_list("file_id", "user__name")


def _once_per_household(items: list[Item], persons: dict[UUID, UUID], today: date) -> list[Item]:
    """One reminder for a family whose service ends on one day: it is one conversation."""
    people = {persons[i.file_id] for i in items if i.due.is_period}
    home = dict(Membership.objects.filter(in_force(today), person__in=people).values_list("person_id", "household_id"))
    found: list[Item] = []
    places: dict[tuple[object, ...], int] = {}
    for item in items:
        household = home.get(persons[item.file_id]) if item.due.is_period else None
        key = (household, item.due.row.rule, item.due.due_on)
        if household is not None and key in places:
            first = found[places[key]]
            found[places[key]] = replace(first, others=first.others + 1)
            continue
        places[key] = len(found)
        found.append(item)
    return found


def has_files(held: Rights, today: date) -> bool:
    """Whether somebody works on any open file herself."""
    return Allocation.objects.filter(in_force(today), user=held.user_id, file__closed_on=None).exists()


def waiting_count(held: Rights, today: date) -> int:
    """Open files somebody may allocate that nobody leads yet."""
    led = Allocation.objects.filter(in_force(today), file=OuterRef("pk"), part=Allocation.Part.LEAD)
    files = files_for(held, Action.ALLOCATE, today).filter(closed_on=None, merged_into=None)
    return files.filter(~Exists(led)).count()


def unclear_count(held: Rights, today: date) -> int:
    """Open files without a region that somebody may clarify."""
    may_open = within(held.user_id, today, Reach.of(held, Action.OPEN_FILE))
    return files_for(held, Action.INTAKE, today).filter(may_open, closed_on=None, merged_into=None, region="").count()


def recent_files(held: Rights, today: date, limit: int = 6) -> list[tuple[UUID, str, WrittenName]]:
    """The files somebody opened last and may still open."""
    ids = list(
        dict.fromkeys(
            file for file, reading in readings_by(held.user_id, 60) if reading.kind not in ("bulk", "gaps", "outcome")
        )
    )
    files = {
        f.pk: f
        for f in files_for(held, Action.OPEN_FILE, today)
        .filter(pk__in=ids[:20], merged_into=None)
        .select_related("person")
    }
    found = [files[i] for i in ids if i in files][:limit]
    return [(f.pk, f.number, name_of(f.person, f.concept)) for f in found]
