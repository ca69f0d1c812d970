"""What can happen to a checklist: items ticked for several people at once, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.models import File
from lotse.notes.papers import Document
from lotse.programmes.models import Tick
from lotse.ui.bulk import insert


@dataclass(frozen=True)
class Told:
    """What is said about one occasion on which items were explained or shown."""

    on: date
    user: User
    outcome: str = Tick.Outcome.DONE
    how: str = Tick.How.EXPLAINED
    language: str = ""
    with_interpreter: bool = False
    words: str = ""


def tick(
    files: Sequence[File],
    checklist: str,
    items: Sequence[str],
    told: Told,
    *,
    signed: dict[UUID, date] | None = None,
    by: User,
) -> list[Tick]:
    """Every item for everybody, in one step. `signed` says of which file somebody signed when. What stands there
    already, word for word, is not written twice (a double click); the words stand once in each file."""
    if closed := [f.number for f in files if not f.can_grow]:
        raise Refused(_("Die Akte %(number)s ist geschlossen. Öffnen Sie sie zuerst wieder.") % {"number": closed[0]})
    done, signatures = told.outcome == Tick.Outcome.DONE, signed or {}
    made = []
    with as_actor(by, "tick", told.outcome), transaction.atomic():
        for file in files:
            said = {
                "on": told.on, "user": told.user, "outcome": told.outcome, "how": told.how if done else "",
                "language": told.language, "with_interpreter": told.with_interpreter,
                "signed_on": signatures.get(file.pk) if done else None,
            }  # fmt: skip
            there = Tick.objects.filter(file=file, checklist=checklist, struck_at=None, **said)
            known = set(there.values_list("item", flat=True))
            for item in items:
                if item in known:
                    continue
                row = Tick(file=file, checklist=checklist, item=item, concept=file.concept, by=by.pk, **said)
                row.words = (told.words or None) if item == items[0] else None
                made.append(row)
        insert(made)
    return made


def strike_tick(row: Tick, reason: str, *, by: User) -> None:
    """Taken back: it stays visible, struck, and the item is open again unless another tick stands. Twice is once."""
    if not row.file.can_grow:
        raise Refused(_("Die Akte ist geschlossen. Öffnen Sie sie zuerst wieder."))
    with as_actor(by, "strike_tick", reason), transaction.atomic():
        Tick.objects.filter(pk=row.pk, struck_at=None).update(
            struck_at=timezone.now(), struck_by=by.pk, struck_reason=reason
        )


def attach_scan(row: Tick, document: Document | None, *, by: User) -> None:
    """The paper that was signed belongs to every tick of the list that was signed on that day; None: to none."""
    if not row.file.can_grow:
        raise Refused(_("Die Akte ist geschlossen. Öffnen Sie sie zuerst wieder."))
    if row.signed_on is None or row.struck_at:
        raise Refused(_("Zu diesem Haken gehört keine Unterschrift."))
    with as_actor(by, "attach_scan"), transaction.atomic():
        same = {"file": row.file, "checklist": row.checklist, "signed_on": row.signed_on, "struck_at": None}
        Tick.objects.filter(**same).update(document=document)
