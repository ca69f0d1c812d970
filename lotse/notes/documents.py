"""What can happen to a document: stored, described, and which sheets it has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import Actor, actor_id, as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.models import File
from lotse.cases.planning import Changed
from lotse.concept.model import Concept
from lotse.notes.accept import NotAccepted, Why, accept
from lotse.notes.letters import reckon
from lotse.notes.papers import Document, DocumentInFile, DocumentPart
from lotse.notes.scanner import Infected, NoAnswer, scan
from lotse.rulebook import access as rulebook
from lotse.ui.clock import local_date
from lotse.ui.ids import uuid7
from lotse.vault.keys import random_key, wrap
from lotse.vault.stored import read_bytes, seal_bytes


@dataclass(frozen=True)
class Sheet:
    """Accepted bytes with the name they came under."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Refusal:
    number: int  # which of the files sent
    name: str
    why: Why | Literal["infected"]


@dataclass(frozen=True)
class Said:
    """What people say about a document. The lines of a letter count only with a direction."""

    category: str
    title: str = ""
    dated_on: date | None = None
    direction: str = ""
    correspondent: str = ""
    other_side: str = ""
    received_on: date | None = None
    due_rule: str = ""
    named_on: date | None = None
    words: str = ""
    status: UUID | None = None  # the residence status whose paper it shows


def look_at(uploads: Iterable[tuple[str, bytes]]) -> tuple[list[Sheet], list[Refusal]]:
    """Which of the files sent (name, bytes) may come in; the others with the reason. Before any transaction. Everything
    is refused while a scanner is set that does not answer."""
    sheets, refused = [], []
    for number, (name, data) in enumerate(uploads, 1):
        try:
            accepted = accept(data)
            scan(data)  # as it came: what is cut off may be what gives it away
        except NotAccepted as no:
            refused.append(Refusal(number, name, no.why))
        except Infected:
            refused.append(Refusal(number, name, "infected"))
        except NoAnswer:
            raise Refused(
                _("Der Virenscanner antwortet nicht; solange nimmt Lotse nichts auf. Bitte später noch einmal, oder "
                  "sagen Sie der Administration Bescheid.")
            ) from None  # fmt: skip
        else:
            sheets.append(Sheet(name, accepted.media_type, accepted.data))
    return sheets, refused


def store_document(
    files: Sequence[File],
    sheets: Sequence[Sheet],
    *,
    author: User,
    by: Actor,
    now: datetime,
    document_id: UUID | None = None,
    said: Said | None = None,
    template: tuple[str, str] = ("", ""),
) -> Document:
    """One document with its sheets, in every file of `files`. With an id its author has used before, what is there.
    Without `said` it is not yet sorted; without sheets it is a letter nobody has scanned. `template` is name and
    version of what Lotse pressed it from."""
    _only_open(files)
    if document_id and (there := Document.objects.filter(pk=document_id).first()):
        if there.author_id != author.pk:
            raise Refused(_("Dieses Schriftstück lässt sich nicht zuordnen. Laden Sie die Seite neu."))
        return there
    document = Document(
        id=document_id or uuid7(), on=local_date(now), author=author, organisation_id=files[0].organisation_id, at=now,
        template=template[0], template_version=template[1],
    )  # fmt: skip
    document.fresh_key = random_key()
    if said:
        _say(document, said, rulebook.get(files[0].concept))
    stored = [  # the bytes come first and the rows after: a broken transaction leaves sealed rubbish, no empty sheet
        seal_bytes(
            sheet.data, sheet.name, organisation=files[0].organisation_id, subject=files[0].pk, by=actor_id(by),
            media_type=sheet.media_type, secret=document.fresh_key,
        )
        for sheet in sheets
    ]  # fmt: skip
    with as_actor(by, "store_document"), transaction.atomic():
        document.save(force_insert=True)
        put_in_files(document, files)
        for position, row in enumerate(stored, 1):
            row.save(force_insert=True)
            DocumentPart.objects.create(document=document, stored=row, position=position)
    return document


def describe_document(
    document: Document, said: Said, *, files: Sequence[File] = (), version: int, concept: Concept, by: User
) -> Document:
    """What it is, and in which further files it stands. Its sheets stay what they are."""
    _only_open(files)
    with as_actor(by, "describe_document"), transaction.atomic():
        row = locked(document)
        if row.version != version:
            raise Changed(_("Jemand hat dieses Schriftstück in der Zwischenzeit geändert."))
        _say(row, said, concept)
        row.version += 1
        row.save()
        there = set(row.in_files.values_list("file_id", flat=True))
        put_in_files(row, [f for f in files if f.pk not in there])
        return row


def answer_letter(
    letter: Document, on: date, outgoing: Document | None = None, *, no_answer: bool = False, by: Actor
) -> Document:
    """A letter received has been answered, by a letter of ours that stands in a file or without one; or it needs no
    answer. Answered twice, the first one stands."""
    with as_actor(by, "answer_letter", "no-answer" if no_answer else ""), transaction.atomic():
        row = locked(letter)
        if row.direction != Document.Direction.IN:
            raise Refused(_("Beantwortet wird nur Post, die eingegangen ist."))
        if row.answered_on is None:
            row.answered_on, row.no_answer = on, no_answer
            row.version += 1
            row.save(update_fields=["answered_on", "no_answer", "version"])
            if outgoing:
                ours = locked(outgoing)
                ours.answers = row
                ours.version += 1
                ours.save(update_fields=["answers", "version"])
        return row


def reopen_letter(letter: Document, *, by: User) -> None:
    """It was not answered after all."""
    with as_actor(by, "reopen_letter"), transaction.atomic():
        row = locked(letter)
        for ours in row.answered_by.all():
            ours.answers = None
            ours.version += 1
            ours.save(update_fields=["answers", "version"])
        row.answered_on, row.no_answer = None, False
        row.version += 1
        row.save(update_fields=["answered_on", "no_answer", "version"])


def locked(document: Document) -> Document:
    """The row for a change; what was taken back or erased is not changed any more."""
    row = Document.objects.select_for_update().get(pk=document.pk)
    if row.erased_at:
        raise Refused(_("Dieses Schriftstück ist gelöscht."))
    if row.struck_at:
        raise Refused(_("Dieses Schriftstück ist zurückgenommen."))
    return row


def _say(row: Document, said: Said, concept: Concept) -> None:
    is_letter, is_in = bool(said.direction), said.direction == Document.Direction.IN
    row.category, row.dated_on, row.direction = said.category, said.dated_on, said.direction
    row.title = said.title or None
    row.status_id = said.status
    row.correspondent = said.correspondent if is_letter else ""
    row.other_side = (said.other_side or None) if is_letter else None
    row.words = (said.words or None) if is_letter else None
    row.received_on = said.received_on if is_letter else None
    reckoned = reckon(concept, said.due_rule, said.received_on, said.named_on) if is_in else None
    row.due_rule = said.due_rule if reckoned else ""
    row.named_on, row.due_on = (reckoned.calendar_end, reckoned.due) if reckoned else (None, None)
    if not is_in:
        row.answered_on, row.no_answer = None, False
    row.on = row.received_on or row.dated_on or local_date(row.at)


def put_in_files(document: Document, files: Iterable[File]) -> None:
    key = document.content_key()
    DocumentInFile.objects.bulk_create(
        DocumentInFile(document=document, file=file, wrapped_key=wrap(key, under=file.pk)) for file in files
    )


def sheet_of(document: Document, position: int) -> tuple[str, bytes] | None:
    """(media type, bytes) of one sheet; None where there is none."""
    part = document.parts.select_related("stored").filter(position=position).first()
    if part is None:
        return None
    return part.stored.media_type, read_bytes(part.stored_id, secret=document.content_key())


def _only_open(files: Sequence[File]) -> None:
    if not files:
        raise Refused(_("Ein Schriftstück gehört in mindestens eine Akte."))
    if closed := [f.number for f in files if not f.can_grow]:
        raise Refused(
            _("Die Akte %(number)s ist geschlossen. Öffnen Sie sie zuerst wieder.") % {"number": ", ".join(closed)}
        )
