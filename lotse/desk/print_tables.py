"""The tables of the whole file on paper: what the pages of a file show, page by page. A section that has nothing is
left out, save for those every file must have. The restricted compartment is not among them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from lotse.accounts.access import Rights
from lotse.cases.background_page import Background, PathRow, TieRow, background_of
from lotse.cases.contents import facts_of
from lotse.cases.due import rule_of
from lotse.cases.header import Header, address_line
from lotse.cases.words import title
from lotse.casework import goals_read, plan_read
from lotse.casework.access import cycles_of
from lotse.casework.cycles import Cycle
from lotse.casework.runs import Run
from lotse.casework.steered_rows import ShownConference, conferences_of, services_of
from lotse.notes.shelf import shelf
from lotse.programmes import everyday_shown as everyday
from lotse.programmes.checklists import Row, rows_of
from lotse.programmes.evidence import applications
from lotse.programmes.group_shown import attended
from lotse.programmes.housing_reading import ways
from lotse.programmes.overview import Shown, courses, registrations, work_steps
from lotse.ui.filters import date_
from lotse.ui.reasons import text_in_language

Data = dict[str, Any]


def tables_of(head: Header, held: Rights, now: datetime) -> list[Data]:
    """In the order of the pages: person, participation, case management, then deadlines and papers."""
    found = [*_person(head), *_background(head, held), *_histories(head), *_taking_part(head), *_casework(head, now)]
    found += _kept(head)
    return [table for table in found if table["rows"] or table["nothing"]]


def _table(heading: str, columns: str, names: Sequence[str], rows: list[list[str]], nothing: str = "") -> Data:
    return {"title": heading, "columns": columns.split(), "names": list(names), "rows": rows, "nothing": nothing}


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


# --- the page Person --------------------------------------------------------------------------------------------------
def _person(head: Header) -> Iterator[Data]:
    about = facts_of(head)
    pairs = [*about.master, *about.key_dates]
    pairs += [(_("Weiterer Name"), _lines(name, why)) for _id, name, why in about.names]
    pairs += [(_("Aktenzeichen"), n.value) for n in about.numbers]
    pairs += [(str(c.get_kind_display()), c.value) for c in about.contacts]
    yield _table(_("Angaben zur Person"), "auto rest", (_("Was"), _("Angabe")), [list(pair) for pair in pairs])
    words = [
        [text_in_language(entry.title), c.text, _lines(date_(c.at), c.by)]
        for entry, contents in about.fields for c in contents
    ]  # fmt: skip
    yield _table(_("Was zur Person festgehalten ist"), "auto rest auto", (_("Feld"), _("Text"), _("Wann, wer")), words)
    gone = [[_days(first, last), why] for first, last, why in about.absences]
    yield _table(_("Abwesenheiten"), "auto rest", (_("Zeitraum"), _("Was")), gone)


def _background(head: Header, held: Rights) -> Iterator[Data]:
    told: Background = background_of(head, held)
    yield _table(
        _("Familie"), "auto rest auto auto", (_("Beziehung"), _("Wer"), _("Lebt"), _("Zeitraum")),
        [[tie.kind, _relative(tie), tie.lives, _days(tie.from_on, tie.until_on)] for tie in told.ties],
    )  # fmt: skip
    spoken = [
        [s.title, s.line, "\n".join(", ".join(filter(None, (date_(n.on), n.level, n.how, n.certificate))) for n in
                                    s.levels)]
        for s in told.languages
    ]  # fmt: skip
    yield _table(_("Sprachen"), "auto rest rest", (_("Sprache"), _("Stand"), _("Einstufungen")), spoken)
    names = (_("Zeit"), _("Was"), _("Wo"), _("Einzelheiten"))
    yield _table(_("Schule, Ausbildung, Studium"), "auto rest rest rest", names, [_path(p) for p in told.education])
    yield _table(_("Arbeit bisher"), "auto rest rest rest", names, [_path(p) for p in told.work])


def _relative(tie: TieRow) -> str:
    """Whose file the reader may not open is not named."""
    if tie.relative is None:
        who = tie.words
    elif tie.relative.name is None:
        who = _("eine weitere Person")
    else:
        who = ", ".join(filter(None, (tie.relative.name.label, tie.relative.number)))
    return _lines(who, tie.custody)


def _path(p: PathRow) -> list[str]:
    heading = p.heading if p.heading == p.kind else f"{p.kind}: {p.heading}"
    recognition = ", ".join(filter(None, p.recognition[1:])) if p.recognition else ""
    return [p.period, heading, p.place, _lines(*p.lines, recognition)]


# --- histories every file has -----------------------------------------------------------------------------------------
def _histories(head: Header) -> Iterator[Data]:
    concept = head.concept
    statuses = [
        [_span(s), title(concept.statuses, s.status), date_(s.valid_until_on), str(s.get_work_display() or "")]
        for s in head.statuses
    ]
    yield _table(_("Aufenthaltsstatus"), "auto rest auto auto",
                 (_("Zeitraum"), _("Status"), _("Papier bis"), _("Arbeit")), statuses,
                 _("Kein Aufenthaltsstatus bekannt."))  # fmt: skip
    benefits = [[_span(b), title(concept.benefits, b.system)] for b in head.benefits]
    yield _table(_("Leistungen"), "auto rest", (_("Zeitraum"), _("Leistung")), benefits, _("Keine Leistung bekannt."))
    stays = [[_span(s), _stay(head, s)] for s in head.stays]
    yield _table(_("Wohnungen"), "auto rest", (_("Zeitraum"), _("Wo")), stays, _("Keine Wohnung bekannt."))


def _span(row: Any) -> str:
    return _days(row.from_on, row.until_on)


def _days(first: date | None, last: date | None) -> str:
    since = _("ab %(day)s") % {"day": date_(first)} if first else ""
    until = _("bis %(day)s") % {"day": date_(last)} if last else ""
    return f"{since} {until}".strip()


def _stay(head: Header, stay: Any) -> str:
    if head.person.is_address_protected:
        return _("Anschrift geschützt")
    return address_line(head, stay) or title(head.concept.accommodation_kinds, stay.kind)


# --- participation ----------------------------------------------------------------------------------------------------
def _taking_part(head: Header) -> Iterator[Data]:
    names = (_("Tag"), _("Was"), _("Wie"), _("Wer"))
    yield _table(_("Checklisten"), "auto rest rest auto", names, list(_ticked(head)))
    papers = [[a.title, str(a.state.word), _labelled(a.dates), a.more] for a in applications(head)]
    procedures = everyday.rows_of(head)
    names = (_("Was"), _("Stand"), _("Tage"), _("Näheres"))
    for heading, rows in (
        (_("Anträge"), papers), (_("Anmeldungen"), _shown(registrations(head))), (_("Kurse"), _shown(courses(head))),
        (_("Arbeit und Praktikum"), _shown(work_steps(head))),
        (_("Einzelfallbetreuung"), _shown(everyday.care(head, procedures))),
        (_("Härtefallverfahren"), _shown(everyday.hardship(head, procedures))),
    ):  # fmt: skip
        yield _table(heading, "rest rest auto rest", names, rows)
    flats = [[date_(way.newest), way.title, str(way.state.word), way.more] for way in ways(head)]
    yield _table(_("Weg in eine Wohnung"), "auto rest rest auto", (_("Zuletzt"), _("Was"), _("Stand"), ""), flats)
    groups = [[name, ", ".join(date_(on) for on in reversed(days))] for _id, name, days in attended(head)]
    yield _table(_("Gruppenangebote"), "auto rest", (_("Was"), _("War da am")), groups)


def _ticked(head: Header) -> Iterator[list[str]]:
    """What was ticked of one list on one occasion is one row."""

    def occasion(row: Row) -> tuple[str, ...]:
        struck = _("zurückgenommen: %(why)s") % {"why": row.struck_word} if row.struck_at else ""
        signed = _("Unterschrieben am %(day)s") % {"day": date_(row.signed_on)} if row.signed_on else ""
        return f"{row.on:%Y%m%d}", row.titles[0], _lines(row.line, row.remark(head), signed, struck), row.who

    rows = sorted(((occasion(r), r.titles[1], r.on) for r in rows_of(head)), key=lambda found: found[0])
    for (_day, of, how, who), some in groupby(rows, key=lambda found: found[0]):
        items = list(some)
        yield [date_(items[0][2]), f"{of}: " + ", ".join(item for _key, item, _on in items), how, who]


def _shown(rows: Sequence[Shown]) -> list[list[str]]:
    return [[s.title, str(s.state.word), _labelled(_all_days(s)), _lines(s.where, s.more)] for s in rows]


def _all_days(s: Shown) -> list[tuple[str, date]]:
    return [*([("", s.on)] if s.on else []), *s.dates]


def _labelled(days: Sequence[tuple[str, date]]) -> str:
    return "\n".join(f"{label} {date_(on)}".strip() for label, on in days)


# --- case management --------------------------------------------------------------------------------------------------
def _casework(head: Header, now: datetime) -> Iterator[Data]:
    """Goals and measures as they stand last, agreements with third parties, conferences; of every run."""
    if not head.concept.steps:
        return
    runs = cycles_of(head)
    agreements, plans = goals_read.versions_of(runs), plan_read.versions_of(runs)
    for cycle in runs:
        agreement = next((a for a in reversed(agreements) if a.cycle_id == cycle.pk), None)
        plan = next((p for p in reversed(plans) if p.cycle_id == cycle.pk), None)
        if agreement:
            yield _goals(goals_read.show(head, agreement))
        if plan:
            yield _measures(plan_read.show(head, plan))
        yield from _steered(Run(head, cycle, "steering"), cycle, now)


def _goals(shown: goals_read.ShownAgreement) -> Data:
    every = [one for goal in shown.goals for one in (goal, *goal.steps)]
    heading = _("Ziele, Fassung %(number)s") % {"number": shown.number}
    rows = [[_lines(g.german, g.own_words), g.area, date_(g.due_on), g.state_word] for g in every]
    return _table(heading, "rest rest auto auto", (_("Ziel"), _("Bereich"), _("Bis"), _("Stand")), rows)


def _measures(shown: plan_read.ShownPlan) -> Data:
    heading = _("Hilfeplan, Fassung %(number)s") % {"number": shown.number}
    rows = [
        [m.what, m.who, _days(m.from_on, m.until_on), _lines(m.offer, m.resource), m.state_word]
        for _goal, measures in shown.by_goal for m in measures
    ]  # fmt: skip
    names = (_("Was"), _("Wer"), _("Zeitraum"), _("Angebot und Ressource"), _("Stand"))
    return _table(heading, "rest rest auto rest auto", names, rows)


def _steered(run: Run, cycle: Cycle, now: datetime) -> Iterator[Data]:
    services = [
        [s.partner, _lines(s.service, s.standard, s.words), _labelled(s.days), s.state[1]] for s in services_of(run)
    ]
    names = (_("Wer"), _("Was"), _("Tage"), _("Stand"))
    yield _table(_("Absprachen mit Dritten"), "rest rest auto rest", names, services)
    held = [[date_(c.starts_at), _conference(c), c.state[1]] for c in reversed(conferences_of(run, now))]
    yield _table(_("Fallkonferenzen"), "auto rest auto", (_("Tag"), _("Was"), _("Stand")), held)


def _conference(c: ShownConference) -> str:
    there = _("Da waren: %(who)s") % {"who": ", ".join(c.came)} if c.came else ""
    agreed = [", ".join(filter(None, (r.what, r.who, date_(r.until_on)))) for r in c.results]
    return _lines(c.occasion, there, c.minutes, *agreed)


# --- deadlines and papers ---------------------------------------------------------------------------------------------
def _kept(head: Header) -> Iterator[Data]:
    worked = [[_span(a), a.user.name, str(a.get_part_display())] for a in head.worked]
    yield _table(_("Zuständigkeit"), "auto rest auto", (_("Zeitraum"), _("Wer"), _("Wie")), worked,
                 _("Noch niemandem übergeben."))  # fmt: skip
    deadlines = [
        [text_in_language(rule_of(d.row).title), date_(d.row.started_on), date_(d.due_on), date_(d.row.met_on)]
        for d in head.deadlines
    ]
    yield _table(_("Fristen und Zeiträume"), "rest auto auto auto", (_("Was"), _("Beginn"), _("Bis"), _("Erfüllt")),
                 deadlines, _("Keine Frist."))  # fmt: skip
    papers = [
        [date_(p.on), p.headline + (f" ({_('zurückgenommen')})" if p.struck else ""), p.category_title, str(p.sheets)]
        for p in reversed(shelf(head).papers)
    ]
    yield _table(_("Verzeichnis der Schriftstücke"), "auto rest auto auto",
                 (_("Tag"), _("Was"), _("Ablage"), _("Blätter")), papers, _("Kein Schriftstück."))  # fmt: skip
