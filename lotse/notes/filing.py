"""A paper that Lotse pressed becomes a document of the file: sealed, its bytes and its template's version kept."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from lotse.accounts.models import User
from lotse.cases.models import File
from lotse.notes.accept import PDF
from lotse.notes.documents import Said, Sheet, store_document
from lotse.notes.papers import Document
from lotse.paper.press import Pressed


def file_away(
    pressed: Pressed,
    files: Sequence[File],
    *,
    category: str,
    title: str,
    name: str,
    dated_on: date,
    by: User,
    now: datetime,
    document_id: UUID | None = None,
) -> Document:
    """Filed twice under one id, it stands there once. `title` is sealed and may name what it likes, `name` (of the
    stored file) as well. Our own bytes: they are not looked at for viruses."""
    return store_document(
        files, [Sheet(f"{name}.pdf", PDF, pressed.data)], author=by, by=by, now=now, document_id=document_id,
        said=Said(category=category, title=title, dated_on=dated_on), template=(pressed.template, pressed.version),
    )  # fmt: skip
