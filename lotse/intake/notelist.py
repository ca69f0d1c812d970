"""Lists of notes: contacts recorded elsewhere come in as finalised notes, each once however often the list is read.

Two equal rows are two contacts: the digest counts which of equal rows it is. Rows of a group form with the same worker,
day and summary are one session, one note standing in all files; what a row says differently as its result stands in
that file alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import Actor, as_actor
from lotse.accounts.models import Organisation, User
from lotse.cases.actions import meet_deadlines
from lotse.cases.models import File
from lotse.concept.model import Concept
from lotse.intake import values
from lotse.intake.assignments import Tick, silent
from lotse.intake.columns import NOTES, ColumnMapping
from lotse.intake.container import Cell
from lotse.intake.kept import digester
from lotse.intake.known import SOME
from lotse.intake.preview import Preview
from lotse.intake.rows import Reader, readers
from lotse.intake.sheets import Sheet
from lotse.notes.actions import Contact, record_note
from lotse.notes.models import Note, NoteInFile
from lotse.people.models import Identifier
from lotse.rulebook import access as rulebook
from lotse.vault.keys import wrap

EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class NoteEntry:
    line: int
    on: date
    author: UUID
    files: tuple[UUID, ...]
    form: str
    is_group: bool
    topics: tuple[str, ...]
    minutes: int | None
    summary: str
    result: str
    digest: str = ""
    is_known: bool = False


@dataclass
class NotesPreview(Preview):
    entries: list[NoteEntry] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(not entry.is_known for entry in self.entries)

    @property
    def known(self) -> int:
        return sum(entry.is_known for entry in self.entries)


# --- reading ----------------------------------------------------------------------------------------------------------
def parse_form(cell: Cell, *, concept: Concept) -> str:
    text = values.parse_text(cell)
    if not text:
        return ""
    if found := concept.form_by_label(text):
        return found.key
    raise values.ValueProblem(
        _("„%(value)s“ ist keine Form des Konzepts. Möglich sind %(choices)s.")
        % {"value": text, "choices": ", ".join(form.title.de for form in concept.forms)}
    )


@lru_cache(maxsize=2048)
def _topic_key(concept: Concept, text: str) -> str:
    found = concept.topic_by_label(text)
    return found.key if found else ""


def parse_topics(cell: Cell, *, concept: Concept) -> tuple[str, ...]:
    whole = values.parse_text(cell, 2000)
    if key := _topic_key(concept, whole):  # a topic may have a comma in its name
        return (key,)
    found = {}
    for part in values.parse_list(cell):
        key = _topic_key(concept, part)
        if not key:
            raise values.ValueProblem(
                _("„%(value)s“ ist kein Thema des Konzepts. Möglich sind %(choices)s.")
                % {"value": part, "choices": ", ".join(topic.title.de for topic in concept.topics)}
            )
        found[key] = None
    return tuple(found)


def parse_numbers(cell: Cell) -> tuple[str, ...]:
    """Several Aktenzeichen. A single one is checked for what Excel likes to make of it."""
    return values.parse_list(cell) if isinstance(cell, str) else tuple(filter(None, (values.parse_key(cell),)))


@dataclass(frozen=True)
class Register:
    """Who and which file is known, by what the list calls them."""

    staff: dict[str, UUID]
    files: dict[str, File]


def load_register() -> Register:
    staff = {email.lower(): pk for email, pk in User.objects.values_list("email", "pk")}
    by_person = {
        file.person_id: file
        for file in File.objects.select_related("merged_into").only(
            "person", "number", "closed_on", "merged_into__person", "merged_into__number", "merged_into__closed_on"
        )
    }
    files = {}
    for number, person in Identifier.objects.filter(kind=Identifier.Kind.AKTENZEICHEN).values_list(
        "value", "person_id"
    ):
        if file := by_person.get(person):
            files[number] = file.merged_into or file
    return Register(staff, files)


def prepare(sheet: Sheet, mapping: ColumnMapping, *, today: date, tick: Tick = silent) -> NotesPreview:
    """Read and compare; writes nothing."""
    concept = rulebook.current(today)
    register = load_register()
    groups = {form.key for form in concept.forms if form.counts_as == "group"}
    preview = NotesPreview()
    entries = []
    for reader in readers(sheet, mapping, NOTES):
        preview.rows += 1
        if preview.rows % 500 == 0:
            tick(_("Zeilen lesen"), preview.rows, len(sheet.rows))
        entry = _read_row(reader, concept, register, today, groups)
        if reader.faults or entry is None:
            preview.faults += reader.faults
        else:
            entries.append(entry)
    preview.entries = _compared(_with_digests(entries, make_keys=False))
    return preview


def _read_row(reader: Reader, concept: Concept, register: Register, today: date, groups: set[str]) -> NoteEntry | None:
    read = reader.read
    on = read("date", values.parse_date, latest=today)
    email = read("staff", values.parse_email, "")
    numbers = read("aktenzeichen", parse_numbers, ())
    form = read("form", parse_form, "", concept=concept)
    topics = read("topics", parse_topics, (), concept=concept)
    minutes = read("duration", values.parse_minutes)
    summary = read("summary", values.parse_text, "", limit=values.MAX_NOTE, lines=True)
    result = read("result", values.parse_text, "", limit=values.MAX_NOTE, lines=True)
    for key, value, message in (
        ("date", on, _("Das Datum des Kontakts fehlt (P-139). Bitte eintragen.")),
        ("staff", email, _("Die E-Mail-Adresse der Fachkraft fehlt. Bitte eintragen.")),
        ("aktenzeichen", numbers, _("Das Aktenzeichen fehlt. Ohne es gehört der Vermerk in keine Akte.")),
        ("form", form, _("Die Form fehlt. Bitte eintragen, zum Beispiel Einzelberatung.")),
        ("summary", summary, _("Die Zusammenfassung fehlt (P-139). Bitte in einem Satz eintragen.")),
        ("result", result, _("Das Ergebnis fehlt (P-139). Bitte in einem Satz eintragen.")),
    ):
        if not value and not reader.is_broken(key):
            reader.fault(key, message)
    if on and on < EARLIEST:
        reader.fault("date", _("Der %(day)s liegt zu lange zurück. Datum berichtigen.") % {"day": f"{on:%d.%m.%Y}"})
    author = register.staff.get(email)
    if email and author is None:
        reader.fault(
            "staff",
            _("%(email)s gehört hier zu niemandem. Adresse berichtigen oder zuerst die Beschäftigten einlesen.")
            % {"email": email},
        )
    files: dict[UUID, None] = {}
    for number in numbers:
        file = register.files.get(number)
        if file is None:
            reader.fault(
                "aktenzeichen",
                _("Zu „%(number)s“ gibt es keine Akte. Aktenzeichen berichtigen oder die Person zuerst aufnehmen.")
                % {"number": number},
            )
        elif not file.is_open:
            reader.fault(
                "aktenzeichen",
                _("Die Akte zu „%(number)s“ ist geschlossen. Zuerst wieder öffnen oder die Zeile weglassen.")
                % {"number": number},
            )
        else:
            files[file.pk] = None
    if reader.faults or on is None or author is None:
        return None
    return NoteEntry(reader.row.line, on, author, tuple(files), form, form in groups, topics, minutes, summary, result)


# --- the same contact twice -------------------------------------------------------------------------------------------
def _text(entry: NoteEntry) -> str:
    """What makes a contact this one. Of a session neither files nor results: they differ from row to row."""
    parts = [str(entry.author), entry.on.isoformat(), entry.form, entry.summary]
    if not entry.is_group:
        parts += [",".join(sorted(map(str, entry.files))), entry.result]
    return "\x1f".join(parts)


def _digester(entries: Iterable[NoteEntry], *, make_keys: bool) -> Callable[[NoteEntry], str]:
    """The key is that of the worker's organisation; a preview makes none, for it writes nothing."""
    authors = {entry.author for entry in entries}
    organisations = dict(User.objects.filter(pk__in=authors).values_list("pk", "organisation"))
    fallback = Organisation.objects.order_by("pk").values_list("pk", flat=True).first()
    by_organisation: dict[UUID | None, Callable[[str], str]] = {}
    for author in authors:
        organisation = organisations[author] = organisations.get(author) or fallback
        if organisation and organisation not in by_organisation:
            by_organisation[organisation] = digester(organisation, make_key=make_keys)
    return lambda entry: by_organisation[organisations[entry.author]](_text(entry))


def _with_digests(entries: list[NoteEntry], *, make_keys: bool) -> list[NoteEntry]:
    digest_of = _digester(entries, make_keys=make_keys)
    occurrences: Counter[str] = Counter()
    found = []
    for entry in entries:
        digest = digest_of(entry)
        if not entry.is_group:
            occurrences[digest] += 1
            if occurrences[digest] > 1:
                digest = digest_of(replace(entry, summary=f"{entry.summary}\x1f{occurrences[digest]}"))
        found.append(replace(entry, digest=digest))
    return found


def _compared(entries: list[NoteEntry]) -> list[NoteEntry]:
    there: dict[str, set[UUID]] = {}
    digests = [entry.digest for entry in entries]
    for at in range(0, len(digests), SOME):
        rows = NoteInFile.objects.filter(note__import_digest__in=digests[at : at + SOME])
        for digest, file in rows.values_list("note__import_digest", "file_id"):
            there.setdefault(digest, set()).add(file)
    return [replace(e, is_known=e.digest in there and there[e.digest].issuperset(e.files)) for e in entries]


# --- writing ----------------------------------------------------------------------------------------------------------
@dataclass
class NotesOutcome:
    notes: int = 0
    sessions: int = 0
    met: int = 0  # deadlines these notes fulfil


def take_over(preview: NotesPreview, *, by: Actor, tick: Callable[[int], None] = lambda done: None) -> NotesOutcome:
    """Record what is new, one note for each contact and one for each session."""
    outcome = NotesOutcome()
    with as_actor(by, "import_notes"), transaction.atomic():
        contacts: dict[str, list[NoteEntry]] = {}
        for entry in _compared(_with_digests(preview.entries, make_keys=True)):
            if not entry.is_known:
                contacts.setdefault(entry.digest, []).append(entry)
        entries = [entry for rows in contacts.values() for entry in rows]
        authors = User.objects.in_bulk({entry.author for entry in entries})
        files: dict[UUID, File] = {}
        wanted = list({file for entry in entries for file in entry.files})
        for at in range(0, len(wanted), SOME):
            files |= File.objects.select_related("organisation").in_bulk(wanted[at : at + SOME])
        for count, (digest, rows) in enumerate(contacts.items(), 1):
            there = Note.objects.filter(import_digest=digest).first() if rows[0].is_group else None
            if there:
                _join_session(there, rows, files, by)
            else:
                recorded = _record(digest, rows, files, authors[rows[0].author], by)
                outcome.notes += 1
                outcome.sessions += rows[0].is_group
                outcome.met += recorded
            if count % 100 == 0:
                tick(count)
    return outcome


def _record(digest: str, rows: list[NoteEntry], files: dict[UUID, File], author: User, by: Actor) -> int:
    first = rows[0]
    standing = list(dict.fromkeys(file for row in rows for file in row.files))
    contact = Contact(
        on=first.on,
        form=first.form,
        summary=first.summary,
        result=first.result,
        topics=tuple(dict.fromkeys(topic for row in rows for topic in row.topics)),
        minutes=max((row.minutes for row in rows if row.minutes), default=None),
        additions=tuple((file, row.result) for row in rows[1:] if row.result != first.result for file in row.files),
    )
    return len(record_note([files[pk] for pk in standing], contact, author=author, by=by, digest=digest).met)


def _join_session(note: Note, rows: list[NoteEntry], files: dict[UUID, File], by: Actor) -> None:
    """A later list names further participants of a session that is there: the note then stands in their files too."""
    standing = set(note.in_files.values_list("file_id", flat=True))
    key = note.content_key()
    for row in rows:
        for pk in row.files:
            if pk not in standing:
                standing.add(pk)
                addition = row.result if row.result != note.result else None
                NoteInFile.objects.create(note=note, file=files[pk], wrapped_key=wrap(key, under=pk), addition=addition)
                meet_deadlines([files[pk]], form=note.form, on=note.on, note=note.pk, by=by)
