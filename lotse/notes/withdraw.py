"""Taking documents back: struck with a reason, or erased by two people."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.models import User
from lotse.audit.context import acting
from lotse.cases.actions import Refused
from lotse.cases.models import File
from lotse.notes.documents import locked
from lotse.notes.papers import Document, DocumentErasure, DocumentInFile
from lotse.vault.stored import destroy


def strike_document(document: Document, reason: str, *, by: User, now: datetime) -> None:
    """It stays and can be looked at, struck; nothing falls due from it any more."""
    with acting(by.pk, "strike_document", reason), transaction.atomic():
        row = locked(document)
        row.struck_at, row.struck_by, row.struck_reason = now, by, reason
        row.version += 1
        row.save(update_fields=["struck_at", "struck_by", "struck_reason", "version"])


def ask_for_document_erasure(
    document: Document, file: File, reason: str, words: str, *, by: User, now: datetime
) -> DocumentErasure:
    with acting(by.pk, "ask_for_erasure", reason), transaction.atomic():
        row = Document.objects.select_for_update().get(pk=document.pk)
        if row.erased_at:
            raise Refused(_("Dieses Schriftstück ist gelöscht."))
        if row.erasures.filter(decided_at=None).exists():
            raise Refused(_("Die Löschung ist schon beantragt. Eine zweite Person entscheidet."))
        return DocumentErasure.objects.create(
            document=row, file=file, reason=reason, words=words or None, asked_by=by, asked_at=now
        )


def decide_document_erasure(key: UUID, *, erase: bool, by: User, now: datetime) -> DocumentErasure:
    """The second person erases, or refuses. Sheets, words and keys go; day, author, reason and both people stay."""
    with acting(by.pk, "erase_document" if erase else "refuse_erasure"), transaction.atomic():
        asked = DocumentErasure.objects.select_for_update().select_related("document").get(pk=key)
        if asked.decided_at:
            raise Refused(_("Darüber ist schon entschieden."))
        if asked.asked_by_id == by.pk:
            raise Refused(_("Sie haben die Löschung beantragt. Entscheiden muss eine zweite Person."))
        if erase:
            _erase(asked.document, now)
            asked.words = None
        asked.decided_by, asked.decided_at, asked.is_done = by, now, erase
        asked.save()
        return asked


def _erase(row: Document, now: datetime) -> None:
    for part in row.parts.all():
        part.delete()
        destroy(part.stored_id)
    row.title = row.other_side = row.words = None
    row.category = row.direction = row.correspondent = row.due_rule = ""
    row.dated_on = row.received_on = row.named_on = row.due_on = row.answered_on = row.answers = None
    row.no_answer = False
    row.struck_at, row.erased_at = row.struck_at or now, now
    row.version += 1
    row.save()
    row.answered_by.update(answers=None)
    DocumentErasure.objects.filter(document=row).update(words=None)
    DocumentInFile.objects.filter(document=row).update(wrapped_key=b"")
