"""What happened in a file: events, deadlines, who worked on it, statuses, benefits. Notes join in `desk`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.models import User
from lotse.cases.due import days_of, punctuality, rule_of
from lotse.cases.header import Header, address_line
from lotse.cases.models import Allocation, Deadline, Event
from lotse.cases.words import event_title, region_title, title
from lotse.concept.entries import Source
from lotse.concept.periods import Day
from lotse.concept.vocabulary import EVENT_TITLES
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_
from lotse.ui.prepared import prepared
from lotse.ui.reasons import text_in_language
from lotse.vault.fields import Sealed


@dataclass(frozen=True)
class Entry:
    """One muted line of the timeline. `order` breaks ties within a day: ids are ordered by time."""

    on: date
    order: str
    kind: str  # event, deadline, allocation, status, benefit
    title: str
    text: str = ""
    by: str = ""
    remark: str = ""
    struck: bool = False
    struck_text: str = ""
    event: UUID | None = None  # an event that may still be corrected
    source: Source | None = None
    days: tuple[Day, ...] = ()
    started: str = ""
    is_period: bool = False
    file_number: str = ""  # of a file brought together with this one


def entries(head: Header) -> list[Entry]:
    """All entries of the file and of those brought together with it; a fixed number of queries."""
    numbers = {f.pk: f.number for f in head.merged}
    events = _events(head.file_ids)
    names = _names([*(e.recorded_by for e in events), *(a.by for a in head.worked)], head.worked)
    keys = head.keys
    found = [_event(head, e, names, keys, numbers) for e in events]
    found += _deadlines(head)
    found += _allocations(head, names, keys, numbers)
    found += [
        Entry(s.from_on, str(s.pk), "status", _("Aufenthaltsstatus"), title(head.concept.statuses, s.status))
        for s in head.statuses
    ]
    found += [
        Entry(b.from_on, str(b.pk), "benefit", _("Leistung"), title(head.concept.benefits, b.system))
        for b in head.benefits
    ]
    return found


@prepared
def _events(files: tuple[UUID, ...]) -> QuerySet[Event]:
    return Event.objects.filter(file__in=files).select_related("replaced_by")


def _names(ids: Iterable[UUID | None], worked: Sequence[Allocation]) -> dict[UUID, str]:
    """Mostly of those who work on the file, who are at hand."""
    names = {a.user_id: a.user.name for a in worked}
    if others := {i for i in ids if i} - names.keys():
        names |= dict(User.objects.filter(pk__in=others).values_list("pk", "name"))
    return names


def _opened(row: Event | Allocation, name: str, keys: dict[UUID, bytes]) -> str:
    """The sealed words beside a row, with a key already at hand; "" for whom they are not meant."""
    sealed, key = row.__dict__[name], keys.get(row.file_id)
    if key is None or not isinstance(sealed, Sealed):
        return ""
    text: str = type(row)._meta.get_field(name).open_text(row.pk, key, sealed)
    return text


def _event(head: Header, e: Event, names: dict[UUID, str], keys: dict[UUID, bytes], numbers: dict[UUID, str]) -> Entry:
    struck_text = ""
    if e.cancelled_at:
        day = date_(timezone.localtime(e.cancelled_at).date())
        struck_text = _("Am %(day)s gestrichen: hat nicht stattgefunden.") % {"day": day}
        if e.replaced_by:
            struck_text = _("Am %(day)s berichtigt auf den %(right)s.") % {"day": day, "right": date_(e.replaced_by.on)}
    return Entry(
        e.on,
        str(e.pk),
        "event",
        event_title(e.kind),
        "" if e.cancelled_at else _where(head, e),
        names.get(e.recorded_by, "") if e.recorded_by else _("aus einer Liste"),
        _opened(e, "remark", keys),
        struck=e.cancelled_at is not None,
        struck_text=struck_text,
        event=e.pk if e.cancelled_at is None and e.file_id == head.file.pk else None,
        file_number=numbers.get(e.file_id, ""),
    )


def _where(head: Header, e: Event) -> str:
    """For arrivals and moves: where to, and why that region."""
    if e.kind == "case-closed":
        return head.file.get_close_reason_display() if head.file.closed_on == e.on else ""
    stay = next((s for s in head.stays if s.from_on == e.on), None)
    if stay is None or e.kind not in ("assignment", "moved-in", "moved-within-town", "moved-to-own-flat", "moved-away"):
        return ""
    line = address_line(head, stay) or title(head.concept.accommodation_kinds, stay.kind)
    if stay.region:
        line += " · " + _("Region %(name)s") % {"name": region_title(head.concept, stay.region)}
    return line


def _deadlines(head: Header) -> list[Entry]:
    """Deadlines met, periods over, and dates that moved because a fact was corrected."""
    found = []
    current = {d.row.rule: d for d in head.deadlines}
    for d in head.deadlines:
        if d.row.met_on:
            text = _("%(how)s, Frist war der %(due)s") % {
                "how": punctuality(d.due_on, d.row.met_on), "due": date_(d.due_on),
            }  # fmt: skip
            found.append(_deadline(d.row.met_on, d.row, _("Frist erfüllt: %(title)s") % {"title": d.title}, text))
        elif d.is_period and d.due_on < head.today:
            found.append(_deadline(d.due_on, d.row, _("Zeitraum zu Ende: %(title)s") % {"title": d.title}, ""))
    for row in head.former:
        assert row.superseded_at is not None
        now = current.get(row.rule)
        name = text_in_language(rule_of(row).title)
        if now and now.due_on != row.due_on:
            text = _("bisher %(old)s, jetzt %(new)s") % {"old": date_(row.due_on), "new": date_(now.due_on)}
            heading = _("Frist verschoben: %(title)s") % {"title": name}
        elif now:
            continue
        else:
            text = _("war der %(old)s") % {"old": date_(row.due_on)}
            heading = _("Frist entfallen: %(title)s") % {"title": name}
        found.append(_deadline(timezone.localtime(row.superseded_at).date(), row, heading, text))
    return found


def _deadline(on: date, row: Deadline, heading: str, text: str) -> Entry:
    rule = rule_of(row)
    days = days_of(rulebook.get(row.concept), rule, row.started_on)
    started = text_in_language(EVENT_TITLES[rule.starts_at])
    return Entry(
        on,
        str(row.pk),
        "deadline",
        heading,
        text,
        source=rule.source,
        days=days,
        started=started,
        is_period=row.kind == "period",
    )


def _allocations(
    head: Header, names: dict[UUID, str], keys: dict[UUID, bytes], numbers: dict[UUID, str]
) -> list[Entry]:
    found, before = [], dict[tuple[UUID, str], str]()
    headings = {
        Allocation.Part.LEAD: _("Zuständig"),
        Allocation.Part.TANDEM: _("Begleitung im Tandem"),
        Allocation.Part.COVER: _("Vertretung"),
    }
    for a in head.worked:
        text = a.user.name
        if earlier := before.get((a.file_id, a.part)):
            text = _("%(now)s, bisher %(before)s") % {"now": text, "before": earlier}
        before[a.file_id, a.part] = a.user.name
        if a.part == Allocation.Part.COVER and a.until_on:
            text = _("%(name)s bis %(day)s") % {"name": a.user.name, "day": date_(a.until_on)}
        found.append(
            Entry(
                a.from_on, str(a.pk), "allocation", str(headings[Allocation.Part(a.part)]), text,
                _("durch %(name)s") % {"name": names[a.by]} if a.by in names else "", _opened(a, "reason", keys),
                file_number=numbers.get(a.file_id, ""),
            )
        )  # fmt: skip
    return found
