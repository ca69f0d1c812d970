"""The restricted compartment of a file: sensitive fields the concept switches on with a purpose, and special need of
protection. Nothing of it is read together with the rest of the file: no page but its own asks for these rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.header import Header
from lotse.cases.models import ContentErasure, File, FileContent, Vulnerability
from lotse.cases.planning import Changed
from lotse.cases.words import titles
from lotse.concept.model import Concept, FileField
from lotse.rulebook import access as rulebook
from lotse.vault.fields import Sealed
from lotse.vault.keys import open_key

VULNERABILITY = "vulnerability"  # the field that takes codes of the federal list


def is_coded(concept: Concept, field: str) -> bool:
    """Without a list (a collection adopted earlier has none) special need of protection takes free words."""
    return field == VULNERABILITY and bool(concept.federal.vulnerabilities)


# --- read -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Overview:
    """One field: whether something stands in it. What, is asked for by a click, and is a reading of its own."""

    entry: FileField
    is_coded: bool
    count: int
    newest: datetime | None


@dataclass(frozen=True)
class Words:
    id: UUID
    text: str
    by: str
    at: datetime
    file_number: str  # of a file brought together with this one
    erased_at: datetime | None = None
    asked_by: str = ""  # who asked for it to be erased, while a second person has not decided


@dataclass(frozen=True)
class Need:
    id: UUID
    title: str
    words: str
    from_on: date
    until_on: date | None
    by: str
    at: datetime
    is_past: bool
    can_change: bool
    file_number: str


def overview(head: Header) -> list[Overview]:
    """The fields of the compartment, with as many queries whether one entry stands in them or forty."""
    at: dict[str, list[datetime]] = defaultdict(list)
    for field, row in _contents(head):
        if not row.erased_at:
            at[field].append(row.recorded_at)
    at[VULNERABILITY] += Vulnerability.objects.filter(file__in=head.file_ids).values_list("at", flat=True)
    return [
        Overview(entry, is_coded(head.concept, entry.key), len(at[entry.key]), max(at[entry.key], default=None))
        for entry in head.concept.sensitive_fields
    ]


def words_in(head: Header, field: str) -> list[Words]:
    """What stands and stood in one field, the newest first."""
    rows = [row for name, row in _contents(head) if name == field]
    asked = dict(
        ContentErasure.objects.filter(content__in=[r.pk for r in rows], decided_at=None).values_list(
            "content", "asked_by__name"
        )
    )
    names, numbers, sealed = _names(r.recorded_by for r in rows), _numbers(head), FileContent.text.field
    return [
        Words(
            r.pk, "" if r.erased_at else sealed.open_text(r.pk, head.keys[r.file_id], r.__dict__["text"]),
            names.get(r.recorded_by, ""), r.recorded_at, numbers.get(r.file_id, ""), r.erased_at, asked.get(r.pk, ""),
        )
        for r in rows
    ]  # fmt: skip


def needs_of(head: Header) -> list[Need]:
    """Special needs of protection, those of today first."""
    stored = Vulnerability.objects.filter(file__in=head.file_ids).order_by("-from_on", "pk")
    rows = [row for row in stored if row.file_id in head.keys]
    names, numbers, known = _names(r.by for r in rows), _numbers(head), titles(head.concept.federal.vulnerabilities)
    found = []
    for row in rows:
        row.fresh_key = head.keys[row.file_id]
        kind, is_past = row.kind, row.until_on is not None and row.until_on < head.today
        found.append(
            Need(
                row.pk, known.get(kind, kind), row.words or "", row.from_on, row.until_on, names.get(row.by, ""),
                row.at, is_past, head.can_change and row.file_id == head.file.pk, numbers.get(row.file_id, ""),
            )
        )  # fmt: skip
    return sorted(found, key=lambda need: need.is_past)


def version_of(file: File, field: str) -> int:
    """How often something was written in a field: a form knows by it whether somebody was faster."""
    key = open_key(file.pk)
    return sum(name == field for name in _opened(_rows([file.pk], rulebook.get(file.concept)), {file.pk: key}))


def _rows(files: Iterable[UUID], concept: Concept) -> QuerySet[FileContent]:
    """Those of the compartment, and those written before it had a door of its own."""
    sensitive = [entry.key for entry in concept.file_fields if entry.sensitive]
    rows = FileContent.objects.filter(Q(about__isnull=False) | Q(field__in=sensitive), file__in=files)
    return rows.order_by("-recorded_at", "-pk")


def _contents(head: Header) -> list[tuple[str, FileContent]]:
    rows = [row for row in _rows(head.file_ids, head.concept) if row.file_id in head.keys]
    return list(zip(_opened(rows, head.keys), rows, strict=True))


def _opened(rows: Iterable[FileContent], keys: dict[UUID, bytes]) -> list[str]:
    """Which field each row is about."""
    found = []
    for row in rows:
        about = row.__dict__["about"]
        sealed = isinstance(about, Sealed)
        found.append(FileContent.about.field.open_text(row.pk, keys[row.file_id], about) if sealed else row.field)
    return found


def _names(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    wanted = {i for i in ids if i}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _numbers(head: Header) -> dict[UUID, str]:
    return {file.pk: file.number for file in head.merged}


# --- change -----------------------------------------------------------------------------------------------------------
def record_restricted(file: File, field: str, text: str, *, version: int, by: User) -> FileContent:
    """Words in a sensitive field; the former ones stay. `version` is how often it had been written in when it was read.
    The write log says that something was entered here, not in which field."""
    _only_open(file)
    concept = rulebook.get(file.concept)
    if field not in {entry.key for entry in concept.sensitive_fields} or is_coded(concept, field):
        raise Refused(_("Dieses Feld ist nach dem Fachkonzept nicht vorgesehen."))
    with as_actor(by, "record_restricted"), transaction.atomic():
        File.objects.select_for_update().get(pk=file.pk)
        if version_of(file, field) != version:
            raise Changed(_("Jemand hat diese Angabe in der Zwischenzeit geändert."))
        row = FileContent(file=file, about=field, text=text, recorded_by=by.pk)
        row.fresh_key = open_key(file.pk)
        row.save()
        return row


@dataclass(frozen=True)
class NeedFacts:
    kind: str
    from_on: date
    until_on: date | None = None
    words: str = ""


def record_need(file: File, facts: NeedFacts, *, by: User) -> Vulnerability:
    with as_actor(by, "record_need"), transaction.atomic():
        return _write(Vulnerability(file=file), facts, by)


def correct_need(row: Vulnerability, facts: NeedFacts, *, version: int, by: User) -> Vulnerability:
    """It has ended, or was not so."""
    with as_actor(by, "correct_need"), transaction.atomic():
        return _write(_as_read(row, version), facts, by)


def remove_need(row: Vulnerability, *, version: int, by: User) -> None:
    """Entered by mistake: it goes without a trace of what it was. What was true once is ended instead."""
    _only_open(row.file)
    with as_actor(by, "remove_need"), transaction.atomic():
        _as_read(row, version).delete()


def _write(row: Vulnerability, facts: NeedFacts, by: User) -> Vulnerability:
    file = row.file
    _only_open(file)
    concept = rulebook.get(file.concept)
    switched_on = VULNERABILITY in {entry.key for entry in concept.sensitive_fields}
    if not switched_on or facts.kind not in {entry.key for entry in concept.federal.vulnerabilities}:
        raise Refused(_("Diesen Schutzbedarf sieht das Fachkonzept nicht vor."))
    File.objects.select_for_update().get(pk=file.pk)  # the database cannot compare what is sealed
    key = open_key(file.pk)
    for other in Vulnerability.objects.filter(file=file).exclude(pk=row.pk):
        other.fresh_key = key
        if other.kind == facts.kind and _overlap(other, facts):
            raise Refused(_("Dieser Schutzbedarf ist für diese Zeit schon eingetragen. Berichtigen Sie jenen Eintrag."))
    row.fresh_key = key
    row.kind, row.words = facts.kind, facts.words or None
    row.from_on, row.until_on, row.by = facts.from_on, facts.until_on, by.pk
    row.save()
    return row


def _overlap(row: Vulnerability, facts: NeedFacts) -> bool:
    begins_late = row.until_on is not None and facts.from_on > row.until_on
    ends_early = facts.until_on is not None and facts.until_on < row.from_on
    return not begins_late and not ends_early


def _as_read(row: Vulnerability, version: int) -> Vulnerability:
    found: Vulnerability = Vulnerability.objects.select_for_update().select_related("file").get(pk=row.pk)
    if found.version != version:
        raise Changed(_("Jemand hat diesen Eintrag in der Zwischenzeit geändert."))
    found.version += 1
    return found


def _only_open(file: File) -> None:
    if not file.can_grow:
        raise Refused(_("Die Akte ist geschlossen. Öffnen Sie sie zuerst wieder."))
