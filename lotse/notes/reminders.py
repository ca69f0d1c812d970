"""For the morning: whom one sees today and on the next working day, and how to reach them beforehand."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.access import Rights
from lotse.accounts.letterhead import letterhead_of
from lotse.accounts.models import Organisation
from lotse.accounts.permissions import Action
from lotse.cases.access import Reach, within
from lotse.cases.cover import around
from lotse.cases.models import Appointment
from lotse.cases.planning_forms import words_of
from lotse.cases.words import name_of, titles
from lotse.paper.press import Paper
from lotse.people.models import Contact
from lotse.rulebook import access as rulebook
from lotse.ui.filters import long_day, time_
from lotse.ui.names import WrittenName
from lotse.vault.keys import open_keys

MOST = 200


@dataclass(frozen=True)
class Reminder:
    appointment: UUID
    file_id: UUID
    number: str
    on: date
    clock: str
    name: WrittenName
    phones: tuple[str, ...]
    language: str
    interpreter: str
    place: str
    who: str


def last_day(today: date) -> date:
    """Tomorrow; before a weekend the Monday after it."""
    day = today + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def appointments_until(held: Rights, today: date, until: date, *, whose: str) -> list[Appointment]:
    """Mine and those of whom I stand in for, or all of my team's; what is settled needs no reminder."""
    reached = within(held.user_id, today, Reach.of(held, Action.WRITE_NOTES), "file__")
    ours = reached & Q(file__closed_on=None, file__merged_into=None)
    if whose == "mine":
        running = [c.absent_id for c in around(held.user_id, today)["theirs"] if c.from_on <= today]
        ours &= Q(user__in=[held.user_id, *running])
    starts, ends = _midnight(today), _midnight(until + timedelta(days=1))
    rows = Appointment.objects.filter(ours, outcome="", starts_at__gte=starts, starts_at__lt=ends)
    return list(rows.select_related("file__person", "file__organisation", "user").order_by("starts_at", "pk")[:MOST])


def reminders(held: Rights, today: date, *, whose: str) -> list[Reminder]:
    rows = appointments_until(held, today, last_day(today), whose=whose)
    if not rows:
        return []
    keys = open_keys({row.file_id for row in rows})
    phones: dict[UUID, list[str]] = {}
    people = {row.file.person_id for row in rows}
    for person, value in Contact.objects.filter(person__in=people, kind=Contact.Kind.PHONE).values_list(
        "person_id", "value"
    ):
        phones.setdefault(person, []).append(value)
    return [_reminder(row, keys, tuple(phones.get(row.file.person_id, ()))) for row in rows]


def _reminder(row: Appointment, keys: dict[UUID, bytes], phones: tuple[str, ...]) -> Reminder:
    file, person = row.file, row.file.person
    languages = titles(rulebook.get(file.concept).languages)
    help_ = _("gewünscht") if row.wants_interpreter else _("nötig") if person.needs_interpreter else ""
    return Reminder(
        row.pk, file.pk, file.number, timezone.localtime(row.starts_at).date(), time_(row.starts_at),
        name_of(person, file.concept), phones, languages.get(person.contact_language, ""), help_,
        words_of(row, "place", keys), row.user.name,
    )  # fmt: skip


def reminder_paper(
    rows: list[Reminder], ours: Organisation | None, today: date, *, with_names: bool, with_original: bool = True
) -> Paper:
    """The same list on paper, day by day."""
    days: dict[date, list[list[str]]] = {}
    for r in rows:
        who = [r.who] if with_names else []
        named = f"{r.name.label}\n{r.name.original}" if r.name.original and with_original else r.name.label
        days.setdefault(r.on, []).append(
            [
                r.clock,
                named,
                "\n".join(r.phones) or _("keine Nummer"),
                "\n".join(filter(None, (r.language, _interpreter(r)))),
                r.place,
                *who,
            ]
        )
    columns = [_("Zeit"), _("Name"), _("Telefon"), _("Sprache"), _("Ort"), *([_("Wer")] if with_names else [])]
    data = {"columns": columns, "days": [{"day": long_day(day), "rows": lines} for day, lines in days.items()]}
    return Paper("notes/reminder-list", data, _("Erinnerungsliste"), today, letterhead_of(ours) if ours else None)


def _interpreter(row: Reminder) -> str:
    return _("Dolmetscher %(how)s") % {"how": row.interpreter} if row.interpreter else ""


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
