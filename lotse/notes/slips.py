"""Appointment slips: what a person takes home, in German and her own language, and for her telephone as a code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.letterhead import letterhead_of, phone_of
from lotse.accounts.models import Organisation
from lotse.cases.feeds import escaped, folded
from lotse.cases.models import Appointment, File
from lotse.cases.planning_forms import words_of
from lotse.cases.words import name_of
from lotse.paper.code import qr_svg
from lotse.paper.dates import clock, long_date
from lotse.paper.press import Paper
from lotse.paper.texts import Texts, texts_of

TEXTS = "appointment-slip"
# what the concept's list calls by another key is read in these words
NEAREST = {"prs": "fa"}
BRING = ("identity", "letters", "health-card", "bank", "lease", "certificates")


@dataclass(frozen=True)
class Slip:
    """What stands on one. The subject of the appointment never does: slips are left lying about."""

    appointment: UUID
    starts_at: datetime
    ends_at: datetime
    lang: str  # "": German only
    name: str
    place: str = ""
    way: str = ""
    way_other: str = ""  # the way in the person's language, where somebody wrote it
    ask_for: str = ""
    phone: str = ""
    bring: Sequence[str] = ()  # of BRING
    bring_words: str = ""
    interpreter: bool = False


def language_for(contact_language: str) -> str:
    """The language of ours that somebody reads; "" where there is none."""
    key = NEAREST.get(contact_language, contact_language)
    return key if key in texts_of(TEXTS) and key != "de" else ""


def first_words(row: Appointment, file: File, keys: dict[UUID, bytes], *, with_original: bool = True) -> dict[str, Any]:
    """What is known without asking, field by field. Without a place of its own it is at the organisation's."""
    place = words_of(row, "place", keys)
    ours, name = file.organisation, name_of(file.person, file.concept)
    address = ", ".join(letterhead_of(ours).address)
    return {
        "lang": language_for(file.person.contact_language),
        "name": f"{name.label} ({name.original})" if name.original and with_original else name.label,
        "place": place or address, "way": "" if place else ours.way, "way_other": "", "ask_for": row.user.name,
        "phone": phone_of(row.user, ours), "bring": [], "bring_words": "", "interpreter": False,
    }  # fmt: skip


def slip_of(row: Appointment, words: Mapping[str, Any]) -> Slip:
    return Slip(row.pk, row.starts_at, row.ends_at, **words)


def slips_paper(slips: Sequence[Slip], ours: Organisation | None, on: date) -> Paper:
    """One page each."""
    texts = texts_of(TEXTS)
    title = _("Terminzettel") if len(slips) == 1 else _("Terminzettel eines Tages")
    return Paper(
        "notes/appointment-slip", {"slips": [_told(slip, texts) for slip in slips]}, title, on,
        letterhead_of(ours) if ours else None,
        labels={"name": _("Name"), "place": _("Ort"), "way": _("Weg dorthin"), "ask_for": _("Wen soll man fragen?"),
                "phone": _("Telefon")},
    )  # fmt: skip


def _told(slip: Slip, texts: Mapping[str, Texts]) -> dict[str, Any]:
    german, other = texts["de"], texts.get(slip.lang)
    both = [german, *([other] if other else [])]
    starts, ends = timezone.localtime(slip.starts_at), timezone.localtime(slip.ends_at)
    return {
        "langs": [t.lang for t in both],
        "words": [dict(t.words) for t in both],
        "day": [long_date(starts.date(), t.lang) for t in both],
        "numbers": f"{starts:%d.%m.%Y}",
        "time": [
            t["from_to"].format(start=clock(starts.time(), t.lang), end=clock(ends.time(), t.lang)) for t in both
        ],
        "name": slip.name, "place": slip.place, "way": slip.way, "way_other": slip.way_other, "ask_for": slip.ask_for,
        "phone": slip.phone, "bring": [[t[item] for t in both] for item in slip.bring], "bring_words": slip.bring_words,
        "interpreter": slip.interpreter, "code": qr_svg(event_of(slip)),
    }  # fmt: skip


def event_of(slip: Slip) -> str:
    """For the calendar of a telephone (RFC 5545): time and place; neither whom nor what about."""

    def stamp(at: datetime) -> str:
        return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lotse//Terminzettel//DE", "BEGIN:VEVENT",
        f"UID:{slip.appointment}", f"DTSTAMP:{stamp(slip.starts_at)}", f"DTSTART:{stamp(slip.starts_at)}",
        f"DTEND:{stamp(slip.ends_at)}", "SUMMARY:Termin",
    ]  # fmt: skip
    if slip.place:
        lines.append(f"LOCATION:{escaped(slip.place)}")
    return "".join(folded(line) for line in [*lines, "END:VEVENT", "END:VCALENDAR"])
