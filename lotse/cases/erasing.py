"""Erasing words of the restricted compartment that must not have been stored: one asks, a second person does it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lotse.accounts.access import Rights
from lotse.accounts.models import User
from lotse.accounts.permissions import Action
from lotse.audit.context import acting
from lotse.cases.access import files_for
from lotse.cases.actions import Refused
from lotse.cases.models import ContentErasure, FileContent


def ask_for_content_erasure(content: UUID, reason: str, words: str, *, by: User, now: datetime) -> ContentErasure:
    """The write log says that somebody asked, not in which field."""
    with acting(by.pk, "ask_for_erasure", reason), transaction.atomic():
        row = FileContent.objects.select_for_update().get(pk=content)
        if row.erased_at:
            raise Refused(_("Diese Angabe ist gelöscht."))
        if row.erasures.filter(decided_at=None).exists():
            raise Refused(_("Die Löschung ist schon beantragt. Eine zweite Person entscheidet."))
        return ContentErasure.objects.create(content=row, reason=reason, words=words or None, asked_by=by, asked_at=now)


def decide_content_erasure(key: UUID, *, erase: bool, by: User, now: datetime) -> ContentErasure:
    """The second person erases, or refuses. The words go; day, author, reason and both people stay."""
    with acting(by.pk, "erase_restricted" if erase else "refuse_erasure"), transaction.atomic():
        asked = ContentErasure.objects.select_for_update().select_related("content").get(pk=key)
        if asked.decided_at:
            raise Refused(_("Darüber ist schon entschieden."))
        if asked.asked_by_id == by.pk:
            raise Refused(_("Sie haben die Löschung beantragt. Entscheiden muss eine zweite Person."))
        if erase:
            asked.content.text, asked.content.erased_at = None, now
            asked.content.save(update_fields=["text", "erased_at"])
            ContentErasure.objects.filter(content=asked.content).update(words=None)
            asked.words = None
        asked.decided_by, asked.decided_at, asked.is_done = by, now, erase
        asked.save()
        return asked


def content_erasures_for(held: Rights, today: date) -> QuerySet[ContentErasure]:
    """Those somebody may decide on as the second person."""
    reach = files_for(held, Action.ERASE_NOTES, today).values("pk")
    return ContentErasure.objects.filter(decided_at=None, content__file__in=reach).exclude(asked_by=held.user_id)
