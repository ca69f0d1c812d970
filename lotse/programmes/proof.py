"""A checklist as a proof to hand on: each thing that was done, by whom, when, in which language. Not a word of a note
or a remark is in it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from lotse.cases.header import Header
from lotse.cases.words import title
from lotse.concept.entries import Source
from lotse.notes.models import Note
from lotse.programmes.checklists import Row, find, is_for, rows_of
from lotse.ui.filters import date_, partial_date
from lotse.ui.reasons import text_in_language


@dataclass(frozen=True)
class Done:
    on: date
    how: str
    who: str


@dataclass(frozen=True)
class Line:
    title: str
    source: Source
    done: list[Done]  # the earliest first; none: still open


@dataclass(frozen=True)
class Proof:
    key: str
    title: str
    source: Source
    lines: list[Line]

    @property
    def done(self) -> int:
        return sum(bool(line.done) for line in self.lines)


def proof(head: Header, key: str) -> Proof | None:
    """Every tick that stands, former stays included; an item that a deadline of its name fulfils counts by its note.
    None where the concept has no such list for this person. Two queries at most."""
    entry = find(head.concept, key)
    rows = [row for row in rows_of(head) if row.checklist == key and row.struck_at is None]
    if entry is None or not (rows or is_for(entry, head.file, head.stays, head.today)):
        return None
    ticked: dict[str, list[Row]] = {}
    for row in rows:
        ticked.setdefault(row.item, []).append(row)
    visits = _visits(head) if entry.tasks_of else {}
    lines = []
    for item in head.concept.items_of(entry):
        done = [Done(row.on, row.line, row.who) for row in ticked.get(item.key, ())]
        if item.key in visits:
            done.insert(0, visits[item.key])
        lines.append(Line(text_in_language(item.title), item.source, done))
    return Proof(entry.key, text_in_language(entry.title), entry.source, lines)


def known_of(head: Header) -> list[tuple[str, str]]:
    """Whom, besides the name, and which time it is about."""
    service = {rule: text_in_language(c.title) for c in head.concept.components for rule in c.periods}
    services = [d for d in head.deadlines if d.row.rule in service]
    return [
        (_("Geboren"), partial_date(head.person.birth) or _("unbekannt")),
        (_("Akte"), head.file.number),
        *((_("Aktenzeichen"), value) for value in head.aktenzeichen),
        *(
            (
                service[d.row.rule],
                _("%(from)s bis %(until)s") % {"from": date_(d.row.started_on), "until": date_(d.due_on)},
            )
            for d in services
        ),
        (_("Zuständig"), head.lead.user.name if head.lead else "–"),
        (_("Stand"), date_(head.today)),
    ]


def _visits(head: Header) -> dict[str, Done]:
    """By the key of a deadline, the contact that met it."""
    met = {d.row.rule: d.row for d in head.deadlines if d.row.met_on}
    ids = {row.met_by for row in met.values() if row.met_by}
    columns = ("form", "language", "with_interpreter", "author__name")
    notes: dict[UUID, tuple[str, ...]] = (
        {pk: tuple(rest) for pk, *rest in Note.objects.filter(pk__in=ids).values_list("pk", *columns)} if ids else {}
    )
    found = {}
    for rule, row in met.items():
        assert row.met_on is not None
        form, language, with_interpreter, who = (
            notes.get(row.met_by, ("", "", "", "")) if row.met_by else ("", "", "", "")
        )
        words = [title(head.concept.forms, form) if form else _("Frist erfüllt")]
        if language:
            words.append(_("auf %(language)s") % {"language": title(head.concept.languages, language)})
        if with_interpreter:
            words.append(_("mit Dolmetscher"))
        found[rule] = Done(row.met_on, ", ".join(words), who)
    return found
