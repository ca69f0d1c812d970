"""A file on paper: the cover sheet, the notes of a period, all of it for an audit. Data for the templates in `typst/`,
in German; what no font can draw stands there by its name."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.accounts.access import Rights
from lotse.accounts.letterhead import letterhead_of
from lotse.accounts.permissions import Action
from lotse.cases.header import Header, address_line, born
from lotse.cases.households import household_of_file
from lotse.cases.plans import plans
from lotse.cases.timeline import Entry
from lotse.cases.words import region_title, title
from lotse.casework.timeline import on_file
from lotse.desk.course import AnyEntry, course
from lotse.desk.print_tables import tables_of
from lotse.notes.shelf import Paper as Document
from lotse.notes.timeline import NoteEntry, entries
from lotse.paper.coverage import all_printable
from lotse.paper.press import Paper
from lotse.ui.filters import date_, day, minutes, month, partial_date

SHOWN = 12  # so many entries the preview shows of a long paper; the paper itself has all of them
Data = dict[str, Any]


def cover_sheet(head: Header, held: Rights) -> Paper:
    return _paper(head, "cover", _("Deckblatt"), {"who": _who(head, held)})


def notes_of(head: Header, from_on: date, until_on: date) -> Paper:
    """Every note of the days from one to the other, the earliest first. The caller has asked the door."""
    found = [e for e in reversed(entries(head)) if from_on <= e.on <= until_on]
    facts = [
        (_("Person"), head.name.label), (_("Akte"), _numbers(head)),
        (_("Zeitraum"), _("%(from)s bis %(until)s") % {"from": date_(from_on), "until": date_(until_on)}),
        (_("Vermerke"), str(len(found))),
    ]  # fmt: skip
    return _paper(head, "notes", _("Vermerke"), {"facts": facts, "entries": _by_month(found), "cut": ""})


def whole_file(head: Header, held: Rights, now: datetime, *, with_notes: bool) -> Paper:
    """For an audit. Without the notes it still says of each that it is there: day, form and who."""
    left_out = _("Was im geschützten Bereich der Akte steht, steht nicht auf diesem Papier.")
    data: Data = {"left-out": left_out if head.concept.sensitive_fields else ""}
    head = _discreet(head)
    line = course(head, plans(head, now), on_file(head).entries, everything=True)
    found = [entry for _month, some in line.months for entry in some][::-1]
    lead = ngettext("Ein Eintrag, der früheste zuerst.", "%(n)s Einträge, die frühesten zuerst.", len(found))
    data |= {
        "who": _who(head, held), "tables": tables_of(head, held, now), "lead": lead % {"n": len(found)},
        "entries": _by_month(found, with_notes=with_notes), "cut": "",
    }  # fmt: skip
    return _paper(head, "file", _("Akte"), data)


def beginning(paper: Paper) -> Paper:
    """What the preview shows of a long paper: its first entries, and that there are more."""
    some: list[Data] = paper.data["entries"]
    if len(some) <= SHOWN:
        return paper
    words = _("Die Vorschau zeigt den Anfang. Im PDF und in der Akte steht alles: noch %(n)s Einträge.")
    left = sum(entry["kind"] != "month" for entry in some[SHOWN:])
    shown = some[: SHOWN - 1] if some[SHOWN - 1]["kind"] == "month" else some[:SHOWN]  # no month without its entry
    return replace(paper, data=dict(paper.data) | {"entries": shown, "cut": words % {"n": left}})


def _paper(head: Header, template: str, heading: str, data: Data) -> Paper:
    return Paper(f"desk/{template}", all_printable(data), heading, head.today, letterhead_of(head.file.organisation))


# --- who it is about --------------------------------------------------------------------------------------------------
def _who(head: Header, held: Rights) -> Data:
    name = head.name
    alerts = [f"{word}: {words} ({_('gilt bis %(day)s') % {'day': date_(until)}})" for _k, _i, word, words, until in
              head.alerts_now]  # fmt: skip
    return {
        "name": name.label, "original": name.original, "original-language": name.language or "und",
        "facts": [(label, text) for label, text in _facts(head) if text], "alerts": alerts,
        "household": _household(head, held),
    }  # fmt: skip


def _facts(head: Header) -> Iterable[tuple[str, str]]:
    person, concept = head.person, head.concept
    yield _("Geboren"), born(person, head.today).removeprefix("geb. ")
    yield _("Akte"), _numbers(head)
    yield _("Aktenzeichen"), ", ".join(head.aktenzeichen)
    opened = _("angelegt am %(day)s") % {"day": date_(head.file.opened_on)}
    closed = _("geschlossen am %(day)s") % {"day": date_(head.file.closed_on)} if head.file.closed_on else ""
    yield _("Stand"), ", ".join(filter(None, (opened, closed)))
    yield _("Ankunft"), str(head.file.get_arrival_display())
    language = title(concept.languages, person.contact_language)
    yield _("Sprache"), ", ".join(filter(None, (language, _("Dolmetschen nötig") if person.needs_interpreter else "")))
    if head.status:
        until = head.status.valid_until_on
        paper = _("Papier bis %(day)s") % {"day": date_(until)} if until else ""
        since = _("seit %(day)s") % {"day": date_(head.status.from_on)}
        yield _("Aufenthalt"), ", ".join(filter(None, (title(concept.statuses, head.status.status), since, paper)))
    if head.benefit:
        since = _("seit %(day)s") % {"day": date_(head.benefit.from_on)}
        yield _("Leistung"), f"{title(concept.benefits, head.benefit.system)}, {since}"
    yield _("Unterkunft"), _address(head)
    yield _("Region"), region_title(concept, head.file.region)
    for label, part in ((_("Zuständig"), "lead"), (_("Begleitung"), "tandem"), (_("Vertretung"), "cover")):
        yield label, ", ".join(a.user.name for a in head.allocations if a.part == part)
    yield _("Team"), head.file.team.name if head.file.team else ""


def _discreet(head: Header) -> Header:
    """What is filed is read by everybody who reads papers of the file: nothing of the restricted compartment stands on
    it. A protected address stands in events, too: on paper it is seen by nobody."""
    hidden = {Action.READ_SENSITIVE, Action.EDIT_FILE} if head.person.is_address_protected else {Action.READ_SENSITIVE}
    return replace(head, may=head.may - hidden)


def _address(head: Header) -> str:
    """A protected one is never printed: who may see it looks it up."""
    if head.person.is_address_protected:
        return _("Anschrift geschützt. Keine Auskunft an Dritte, auch nicht an Angehörige.")
    if head.stay is None:
        return ""
    return address_line(head, head.stay) or title(head.concept.accommodation_kinds, head.stay.kind)


def _numbers(head: Header) -> str:
    """With those of files brought together with it."""
    return ", ".join([head.file.number, *(f.number for f in head.merged)])


def _household(head: Header, held: Rights) -> list[list[str]]:
    """Those whose file the reader may open, by name; of the others the relation alone."""
    home = household_of_file(head.file, held, head.today)
    return [
        [m.name.label if m.name else _("eine weitere Person"), m.relation, partial_date(m.born) if m.name else "",
         m.number or (head.file.number if m.is_this else "")]
        for m in home.now
    ]  # fmt: skip


# --- what happened ----------------------------------------------------------------------------------------------------
def _by_month(found: Sequence[AnyEntry], *, with_notes: bool = True) -> list[Data]:
    lines: list[Data] = []
    for entry in found:
        if heading := month(entry.on) if not lines or lines[-1]["month"] != month(entry.on) else "":
            lines.append({"kind": "month", "title": heading, "month": heading})
        lines.append(_entry(entry, with_notes) | {"month": month(entry.on)})
    return lines


def _entry(entry: AnyEntry, with_notes: bool) -> Data:
    if isinstance(entry, NoteEntry):
        if with_notes and not entry.is_erased:
            return _note(entry)
        what = _("Hier stand ein Vermerk. Er ist gelöscht.") if entry.is_erased else _heading(entry)
        struck = _struck(entry)
        return _line(entry.on, _("Vermerk"), what, by=entry.by, struck=struck)
    if isinstance(entry, Document):
        kind = _("Post") if entry.is_letter else _("Schriftstück")
        struck = _("zurückgenommen") if entry.struck else ""
        return _line(entry.on, kind, ", ".join(filter(None, (entry.headline, entry.other_side))), entry.by, struck)
    return _muted(entry)


def _muted(entry: Entry) -> Data:
    text = entry.text + (f" [{entry.file_number}]" if entry.file_number else "")
    return _line(entry.on, entry.title, text, entry.by, entry.struck_text, entry.remark)


def _line(on: date, heading: str, text: str, by: str = "", struck: str = "", remark: str = "") -> Data:
    return {
        "kind": "event", "day": day(on), "title": heading, "text": text, "by": by, "struck": struck, "remark": remark,
    }  # fmt: skip


def _heading(e: NoteEntry) -> str:
    return ", ".join(filter(None, (e.form, minutes(e.minutes) if e.minutes else "")))


def _struck(e: NoteEntry) -> str:
    if e.struck is None:
        return ""
    said = {"who": e.struck.by, "day": date_(e.struck.at), "reason": e.struck.reason}
    return " ".join(filter(None, (_("Gestrichen von %(who)s am %(day)s: %(reason)s.") % said, e.struck.text)))


def _note(e: NoteEntry) -> Data:
    people = ""
    if e.persons > 1:
        people = (_("%(n)s Teilnehmende") if e.is_group else _("steht in %(n)s Akten")) % {"n": e.persons}
    language = e.language + (_(", gedolmetscht") if e.with_interpreter else "")
    texts = [("", e.summary), (_("Ergebnis:"), e.result)]
    if e.follow_up_on and not e.struck:
        texts.append((_("Wiedervorlage %(day)s:") % {"day": day(e.follow_up_on)}, e.follow_up))
    later = [(_("Nach der Frist:"), ". ".join(filter(None, said))) for said in e.late]
    later += [(_("Ausnahme:"), e.exception)] if e.exception else []
    later += [(_("Nur in dieser Akte:"), e.addition)] if e.addition else []
    later += [(_("Nachtrag %(day)s, %(who)s:") % {"day": date_(s.at), "who": s.by}, s.text) for s in e.supplements]
    return {
        "kind": "note", "title": f"{day(e.on)} · {e.form}", "struck": _struck(e),
        "small": " · ".join(filter(None, (e.by, minutes(e.minutes), language, people, *e.tags))),
        "texts": [(label, words) for label, words in texts if words], "later": later,
    }  # fmt: skip
