"""Drafts: on the server from the first keystrokes, in the file they were begun in, for their author alone.

Two windows that write one draft differently both keep their words: the later one gets a draft of its own beside it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from lotse.accounts.models import User
from lotse.audit.context import acting
from lotse.cases.actions import Refused
from lotse.cases.models import File
from lotse.notes.models import Draft, Note, NoteSupplement
from lotse.ui.ids import uuid7
from lotse.ui.prepared import prepared

PLACE = "@form"  # beside the fields of a form, and so sealed like them: which aspect somebody writes about is told too
Typed = dict[str, list[str]]
"""Each field with what stands in it, one text or several, whether or not it makes sense yet."""


@dataclass(frozen=True)
class Window:
    """The page that writes: which draft, as of which version it knows it."""

    draft_id: UUID
    tab: str
    version: int


@dataclass(frozen=True)
class Saved:
    draft: Draft
    other: Typed | None = None  # what another window wrote; `draft` is then a new one beside it


def typed_in(draft: Draft) -> Typed:
    return typed_in_words(draft.words)


def typed_in_words(words: str) -> Typed:
    found: Typed = json.loads(words)
    return found


def save_draft(
    window: Window,
    kind: str,
    typed: Typed,
    *,
    file: File | None,
    about: Note | None = None,
    author: User,
    now: datetime,
) -> Saved:
    """Keep what is typed. The caller has asked the door of the file; nobody writes another person's draft."""
    with acting(author.pk, "save_draft"), transaction.atomic():
        row = Draft.objects.select_for_update().filter(pk=window.draft_id).first()
        if row and row.author_id != author.pk:
            raise Refused("Dieser Entwurf gehört jemand anderem.")
        if row is None and _is_final(window.draft_id):
            # written down in another window meanwhile: what this one adds is kept beside it
            return Saved(_begin(Window(uuid7(), window.tab, 0), kind, typed, file, about, author, now, window.draft_id))
        if row is None:
            try:
                with transaction.atomic():
                    return Saved(_begin(window, kind, typed, file, about, author, now))
            except IntegrityError:  # the other window was faster by a moment
                row = Draft.objects.select_for_update().get(pk=window.draft_id, author=author)
        row.author = author
        moved = row.file_id != (file.pk if file else None) or not row.is_at_home
        other = None if moved else typed_in(row)  # words of another file are told behind its own door alone
        if other == typed:
            return Saved(row)
        is_other_window = row.tab != window.tab and row.version != window.version
        if is_other_window or not _is_of(row, kind, other, typed):
            fresh = _begin(Window(uuid7(), window.tab, 0), kind, typed, file, about, author, now, row.pk)
            return Saved(fresh, other if _is_of(row, kind, other, typed) else None)
        row.file, row.kind, row.words = file, kind, json.dumps(typed)
        row.tab, row.updated_at, row.version = window.tab, now, row.version + 1
        row.save()
        return Saved(row)


def _is_of(row: Draft, kind: str, other: Typed | None, typed: Typed) -> bool:
    """Whether the draft is of this very form. A note may come into another file; a form never changes its place."""
    if row.kind != kind:
        return False
    return kind != Draft.Kind.FORM or (other is not None and other.get(PLACE) == typed.get(PLACE))


def is_kept(window: Window) -> bool:
    return Draft.objects.filter(pk=window.draft_id).exists()


def _is_final(key: UUID) -> bool:
    return Note.objects.filter(pk=key).exists() or NoteSupplement.objects.filter(pk=key).exists()


def _begin(
    window: Window,
    kind: str,
    typed: Typed,
    file: File | None,
    about: Note | None,
    author: User,
    now: datetime,
    beside: UUID | None = None,
) -> Draft:
    draft = Draft(
        id=window.draft_id, kind=kind, author=author, file=file, note=about, beside=beside, tab=window.tab,
        organisation=file.organisation if file else author.organisation, started_at=now, updated_at=now,
    )  # fmt: skip
    draft.words = json.dumps(typed)
    draft.save(force_insert=True)
    return draft


def settle_draft(window: Window, typed: Typed, *, author: User) -> None:
    """The words have become a record: the draft goes, in the transaction of the record. If another window has written
    something else into it meanwhile, that stays as a draft of its own."""
    row = next(iter(_locked(window.draft_id, author.pk)), None)
    if row is None:
        return
    other = typed_in(row)
    if row.tab != window.tab and row.version != window.version and differing(typed, other):
        _begin(
            Window(uuid7(), row.tab, 0), row.kind, other, row.file, row.note, author, row.updated_at, window.draft_id
        )
    row.delete()


@prepared
def _locked(draft: UUID, author: UUID) -> QuerySet[Draft]:
    return Draft.objects.select_for_update().filter(pk=draft, author=author)


def discard_draft(draft: Draft, *, by: User) -> None:
    """Only ever by its author's own decision."""
    with acting(by.pk, "discard_draft"):
        draft.delete()


def differing(one: Typed, other: Typed) -> list[str]:
    """The fields in which two versions differ."""
    names = dict.fromkeys([*one, *other])
    return [name for name in names if _bare(one.get(name)) != _bare(other.get(name))]


def _bare(values: Sequence[str] | None) -> list[str]:
    return [v.replace("\r\n", "\n").strip() for v in values or () if v.strip()]


def has_words(typed: Mapping[str, Sequence[str]], names: Sequence[str]) -> bool:
    return any(_bare(typed.get(name)) for name in names)
