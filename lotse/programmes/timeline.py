"""What this room adds to the timeline of a file: one muted line each."""

from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.cases.header import Header
from lotse.cases.timeline import Entry
from lotse.cases.words import title
from lotse.programmes import everyday_shown as everyday
from lotse.programmes.checklists import Row, rows_of
from lotse.programmes.evidence import application_rows
from lotse.programmes.housing_facts import procedures_of
from lotse.programmes.housing_reading import housing_rows
from lotse.programmes.models import BenefitApplication, Course, HousingApplication, Registration, WorkStep
from lotse.programmes.overview import course_rows, opened, registration_rows, work_rows
from lotse.programmes.states import course_state
from lotse.ui.filters import date_

NAMED = 4  # so many items of one occasion are named in a line, of more their number


def entries(head: Header) -> list[Entry]:
    """For those who may read notes; a fixed number of queries."""
    if not head.can_read_notes:
        return []
    return [
        *_ticks(head), *_registrations(head), *_courses(head), *_work(head), *_applications(head), *_housing(head),
        *everyday.entries(head),
    ]  # fmt: skip


def _ticks(head: Header) -> list[Entry]:
    """What was ticked of one list on one occasion is one line; what was taken back stands by itself."""
    numbers = {f.pk: f.number for f in head.merged}
    rows = rows_of(head)
    found = [_struck(row, numbers.get(row.file_id, "")) for row in rows if row.struck_at]
    standing = sorted((r for r in rows if not r.struck_at), key=lambda r: (*_occasion(r), r.id))
    for _key, group in groupby(standing, key=_occasion):
        some = list(group)
        first = some[0]
        heading = first.titles[0]
        what = ", ".join(r.titles[1] for r in some)
        if len(some) > NAMED:
            what = ngettext("%(num)s Punkt", "%(num)s Punkte", len(some)) % {"num": len(some)}
        text = f"{what} ({first.line})"
        if signed := next((r.signed_on for r in some if r.signed_on), None):
            text += ". " + _("Unterschrieben am %(day)s") % {"day": date_(signed)}
        remark = " ".join(filter(None, (r.remark(head) for r in some)))
        number = numbers.get(first.file_id, "")
        found.append(Entry(first.on, str(some[-1].id), "tick", heading, text, first.who, remark, file_number=number))
    return found


def _occasion(r: Row) -> tuple[object, ...]:
    said = (r.who, r.outcome, r.how, r.language, r.with_interpreter, str(r.signed_on or ""))
    return (str(r.file_id), r.checklist, r.on, *said)


def _struck(row: Row, number: str) -> Entry:
    assert row.struck_at is not None
    words = {"day": date_(timezone.localtime(row.struck_at).date()), "reason": row.struck_word}
    text = _("Am %(day)s zurückgenommen: %(reason)s.") % words
    heading = ": ".join(row.titles)
    return Entry(
        row.on, str(row.id), "tick", heading, "", row.who, struck=True, struck_text=text, file_number=number
    )  # fmt: skip


def _registrations(head: Header) -> list[Entry]:
    """Each step on its day; what lies ahead has not happened yet."""
    numbers = {f.pk: f.number for f in head.merged}
    found = []
    for r in registration_rows(head):
        steps = [
            (r.wanted_on, _("gesucht")), (r.applied_on, _("beantragt")),
            (r.answered_on, str(Registration.Answer(r.answer).label)), (r.starts_on, _("erster Tag")),
            (r.ended_on, _("beendet")),
        ]  # fmt: skip
        heading = _("Anmeldung: %(kind)s") % {"kind": title(head.concept.registration_kinds, r.kind)}
        where = opened(head, Registration, "place", r)
        found += [
            Entry(on, f"{r.id}/{n}", "registration", heading, ", ".join(filter(None, (word, where))), r.who,
                  file_number=numbers.get(r.file_id, ""))
            for n, (on, word) in enumerate(steps)
            if on and on <= head.today
        ]  # fmt: skip
    return found


def _courses(head: Header) -> list[Entry]:
    numbers = {f.pk: f.number for f in head.merged}
    found = []
    for r in course_rows(head):
        steps = [
            (r.tested_on, _("eingestuft")), (r.registered_on, _("angemeldet")), (r.waiting_since_on, _("Warteliste")),
            (r.starts_on, _("Beginn")), (None if r.result else r.ends_on, _("Ende")),
            (r.result_on, course_state(r, head.today).word),
        ]  # fmt: skip
        heading = _("Sprachkurs: %(kind)s") % {"kind": title(head.concept.federal.course_kinds, r.kind)}
        where = opened(head, Course, "provider", r)
        found += [
            Entry(on, f"{r.id}/{n}", "course", heading, ", ".join(filter(None, (word, where))), r.who,
                  file_number=numbers.get(r.file_id, ""))
            for n, (on, word) in enumerate(steps)
            if on and on <= head.today
        ]  # fmt: skip
    return found


def _work(head: Header) -> list[Entry]:
    numbers = {f.pk: f.number for f in head.merged}
    found = []
    for r in work_rows(head):
        if r.on > head.today:
            continue
        word = str(WorkStep.Result(r.result).label) if r.result else ""
        until = _("bis %(day)s") % {"day": date_(r.until_on)} if r.until_on else ""
        text = ", ".join(filter(None, (opened(head, WorkStep, "where", r), until, word)))
        heading = _("Arbeit: %(kind)s") % {"kind": title(head.concept.federal.work_steps, r.kind)}
        found.append(
            Entry(r.on, str(r.id), "work", heading, text, r.who, file_number=numbers.get(r.file_id, ""))
        )  # fmt: skip
    return found


def _applications(head: Header) -> list[Entry]:
    """Begun, handed in, decided; for everybody it concerns, wherever it is kept."""
    numbers = {f.pk: f.number for f in head.merged}
    found = []
    for r in application_rows(head):
        decided = str(BenefitApplication.Decision(r.decision).label) if r.decision else ""
        if r.granted_until_on:
            decided = _("%(what)s bis %(day)s") % {"what": decided, "day": date_(r.granted_until_on)}
        steps = [(r.started_on, _("begonnen")), (r.handed_in_on, _("eingereicht")), (r.decided_on, decided)]
        heading = title(head.concept.federal.evidence_lists, r.kind)
        found += [
            Entry(on, f"{r.id}/{n}", "application", heading, word, r.who, file_number=numbers.get(r.file_id, ""))
            for n, (on, word) in enumerate(steps)
            if on and on <= head.today
        ]
    return found


def _housing(head: Header) -> list[Entry]:
    """Each step on its day, for everybody who is to move along. Nothing is asked where the concept knows none."""
    if not head.concept.housing_procedures:
        return []
    numbers = {f.pk: f.number for f in head.merged}
    found = []
    for r in housing_rows(head):
        decided = str(HousingApplication.Decision(r.decision).label) if r.decision else ""
        ended = str(HousingApplication.EndReason(r.end_reason).label) if r.end_reason else ""
        signed = _("Mietvertrag unterschrieben, als Abweichung") if r.deviates else _("Mietvertrag unterschrieben")
        steps = [
            (r.started_on, _("begonnen")), (r.explained_on, _("Verfahren erklärt")),
            (r.applied_on, _("Antrag eingereicht")), (r.decided_on, decided), (r.assured_on, _("Kosten zugesichert")),
            (r.lease_on, signed), (r.ended_on, _("beendet: %(why)s") % {"why": ended}),
        ]  # fmt: skip
        heading = _("Eigene Wohnung: %(procedure)s") % {"procedure": title(procedures_of(r.concept), r.procedure)}
        found += [
            Entry(on, f"{r.id}/{n}", "housing", heading, word, r.who, file_number=numbers.get(r.file_id, ""))
            for n, (on, word) in enumerate(steps)
            if on and on <= head.today
        ]
    return found
