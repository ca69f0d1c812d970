"""What case management adds to the page of a file: one muted line for each step taken, and where the cycle stands."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.models import User
from lotse.cases.header import Header
from lotse.cases.timeline import Entry
from lotse.cases.words import title
from lotse.casework.cycles import Cycle
from lotse.casework.path import outcome_title, shown_steps
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_
from lotse.ui.prepared import prepared
from lotse.ui.reasons import text_in_language

WHO = Subquery(User.objects.filter(pk=OuterRef("steps__by")).values("name")[:1])


class Row(NamedTuple):
    """A step as the database gives it, or a cycle in which none was taken yet."""

    cycle: UUID
    file_id: UUID
    opened_on: date
    ended_on: date | None
    id: UUID | None
    step: str
    kind: str
    outcome: str
    concept: str
    on: date
    undone_at: datetime | None
    who: str | None


@prepared
def _rows(files: tuple[UUID, ...]) -> QuerySet[Cycle, tuple[object, ...]]:
    return (
        Cycle.objects.filter(file__in=files)
        .order_by("at", "steps__on", "steps__id")
        .values_list(
            "pk", "file_id", "opened_on", "ended_on", "steps__id", "steps__step", "steps__kind", "steps__outcome",
            "steps__concept", "steps__on", "steps__undone_at", WHO,
        )
    )  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Where the open cycle of a file stands."""

    last: str  # title of the step taken last
    last_on: date | None
    ahead: str  # title of the first step nothing was taken of


@dataclass(frozen=True)
class OnFile:
    entries: list[Entry]
    standing: Standing | None


def on_file(head: Header) -> OnFile:
    """For those who may read notes, where the concept has steps; one query."""
    if not head.can_read_notes or not head.concept.steps:
        return OnFile([], None)
    rows = [Row(*found) for found in _rows(head.file_ids)]  # type: ignore[arg-type]
    numbers = {f.pk: f.number for f in head.merged}
    entries = [_entry(row, numbers.get(row.file_id, "")) for row in rows if row.id]
    current = [row for row in rows if row.ended_on is None and row.file_id == head.file.pk]
    return OnFile(entries, _standing(head, current) if current else None)


def _standing(head: Header, rows: list[Row]) -> Standing:
    steps = [s for s in shown_steps(head.concept) if s.kind != "assignment"]
    taken = {row.kind: row.on for row in rows if row.id and row.undone_at is None}
    done = [s for s in steps if s.kind in taken]
    ahead = next((s for s in steps if s.kind not in taken), None)
    return Standing(
        text_in_language(done[-1].title) if done else "", taken[done[-1].kind] if done else None,
        text_in_language(ahead.title) if ahead else "",
    )  # fmt: skip


def _entry(row: Row, number: str) -> Entry:
    concept = rulebook.get(row.concept)
    name = title(concept.steps, row.step) if row.step else _("Ende")
    heading = _("Case Management: %(step)s") % {"step": name}
    struck = row.undone_at is not None
    text = ""
    if row.undone_at is not None:
        text = _("Am %(day)s zurückgenommen.") % {"day": date_(timezone.localtime(row.undone_at).date())}
    return Entry(
        row.on, str(row.id), "step", heading, "" if struck else outcome_title(concept, row.kind, row.outcome),
        row.who or "", struck=struck, struck_text=text, file_number=number,
    )  # fmt: skip
