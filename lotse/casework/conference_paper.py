"""Papers of a case conference (P-105): an invitation for each who is to come, and the minutes.

What stands on an invitation depends on who gets it. The person reads it in her own language and learns everything.
Others learn whom it is about, who else comes and the topic only with her consent; who interprets never learns the
topic.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.letterhead import letterhead_of, phone_of
from lotse.cases.header import Header
from lotse.casework.languages import both_of
from lotse.casework.models import Conference, Participant
from lotse.casework.steered_rows import ShownConference
from lotse.paper.coverage import all_printable
from lotse.paper.dates import clock, long_date
from lotse.paper.press import Paper
from lotse.paper.texts import Texts
from lotse.ui.filters import date_

TEXTS = "conference"
PERSON, INTERPRETER = Participant.Role.PERSON, Participant.Role.INTERPRETER


# --- invitations ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Guest:
    key: str
    role: str
    label: str  # name and body, else what she comes as

    @property
    def is_person(self) -> bool:
        return self.role == PERSON


def guests_of(head: Header, participants: Sequence[Participant]) -> list[Guest]:
    """Those invited; the person herself always, whether or not somebody put her on the list."""
    found = [
        Guest(str(p.pk), p.role, head.name.label if p.role == PERSON else p.name or str(p.get_role_display()))
        for p in participants
    ]
    if not any(g.is_person for g in found):
        found.insert(0, Guest("person", PERSON, head.name.label))
    return found


def invitations(head: Header, row: Conference, guests: Sequence[Guest], typed: Mapping[str, Any]) -> Paper:
    chosen = [g for g in guests if typed["to"] in ("", g.key)]
    sheets = [
        _for_person(head, row, guests, typed) if g.is_person else _for_other(head, row, g, guests, typed)
        for g in chosen
    ]
    labels = {"to": _("Name und Stelle"), "who": _("Name und Stelle"), "leader": _("Wer leitet sie?")}
    ours = letterhead_of(head.file.organisation)
    title = _("Einladung zur Fallkonferenz")
    return Paper("casework/invitation", {"sheets": sheets}, title, head.today, ours, labels=labels)


def _for_person(head: Header, row: Conference, guests: Sequence[Guest], typed: Mapping[str, Any]) -> dict[str, Any]:
    return _sheet(head, row, both_of(TEXTS, typed["lang"]), typed) | {
        "kind": "person", "to": head.name.label, "about": "", "topic": typed["topic"],
        "who": [g.label for g in guests if not g.is_person],
    }  # fmt: skip


def _for_other(
    head: Header, row: Conference, guest: Guest, guests: Sequence[Guest], typed: Mapping[str, Any]
) -> dict[str, Any]:
    may_know = row.agreed_on is not None
    may_know_all = may_know and guest.role != INTERPRETER
    return _sheet(head, row, both_of(TEXTS, ""), typed) | {
        "kind": "other", "to": guest.label, "about": head.name.label if may_know else "",
        "topic": typed["topic"] if may_know_all else "",
        "who": [g.label for g in guests if g.key != guest.key] if may_know_all else [],
    }  # fmt: skip


def _sheet(head: Header, row: Conference, both: list[Texts], typed: Mapping[str, Any]) -> dict[str, Any]:
    starts, leader = timezone.localtime(row.starts_at), row.appointment.user if row.appointment else None
    return {
        "langs": [t.lang for t in both], "words": [dict(t.words) for t in both],
        "day": [long_date(starts.date(), t.lang) for t in both],
        "time": [t["time"].format(time=clock(starts.time(), t.lang)) for t in both],
        "on": date_(head.today), "place": typed["place"], "way": typed["way"], "leader": leader.name if leader else "",
        "phone": phone_of(leader, head.file.organisation) if leader else "",
    }  # fmt: skip


# --- minutes ----------------------------------------------------------------------------------------------------------
def minutes_paper(head: Header, c: ShownConference, leader: str) -> Paper:
    starts = timezone.localtime(c.starts_at)
    absent = [who for who, was_there in c.people if not was_there]
    facts = [
        (_("Person"), head.name.label), (_("Akte"), head.file.number),
        (_("Tag"), long_date(c.held_on or starts.date(), "de")),
        (_("Beginn"), f"{starts:%H:%M}" if c.held_on == starts.date() else ""),
        (_("Ort"), c.place), (_("Leitung"), leader), (_("Anlass"), c.occasion),
        (_("Da waren"), "\n".join(c.came)), (_("Nicht gekommen"), "\n".join(absent)),
    ]  # fmt: skip
    data = {
        "facts": [pair for pair in facts if pair[1]], "minutes": c.minutes.replace("\r\n", "\n"),
        "results": [[r.what, r.who, date_(r.until_on)] for r in c.results],
    }  # fmt: skip
    ours = letterhead_of(head.file.organisation)  # those of a run that is over are not corrected any more
    return Paper("casework/minutes", all_printable(data), _("Protokoll der Fallkonferenz"), head.today, ours)
