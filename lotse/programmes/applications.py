"""What can happen to an application: begun, changed, its papers looked after, removed if it was a mistake."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.models import File
from lotse.cases.planning import Changed, add_task, settle_task
from lotse.notes.papers import Document
from lotse.programmes.gone import still_there
from lotse.programmes.leaving import come_back, keep_remark, leave
from lotse.programmes.models import ApplicationPerson, BenefitApplication, Evidence
from lotse.vault.fields import fill


def apply(row: BenefitApplication, values: dict[str, Any], *, also: Sequence[File] = (), by: User) -> None:
    """Begun for the person of its file and, entered once, for others of the household."""
    _only_open([row.file, *also])
    with as_actor(by, "apply"), transaction.atomic():
        row.by = by.pk
        fill(row, values)
        row.save(force_insert=True)
        _concern(row, [row.file, *also])


def change_application(
    row: BenefitApplication, values: dict[str, Any], *, also: Sequence[File], without: Sequence[File], version: int,
    by: User,
) -> None:  # fmt: skip
    """What is said now: its days, the decision, whom it concerns. `without` are those it no longer concerns; others
    whom the person who changes it cannot see stay in it."""
    _only_open([row.file, *also])
    with as_actor(by, "change_application"), transaction.atomic():
        current = _locked(row)
        if current.version != version:
            raise Changed(_("Jemand hat diesen Antrag in der Zwischenzeit geändert."))
        keep_remark(current, values.get("words", current.words))
        fill(current, values)
        current.version += 1
        current.save()
        leave(current, without)
        _concern(current, also)


def note_evidence(
    row: BenefitApplication, item: str, state: str, on: date, *, document: Document | None = None, by: User
) -> None:
    """A paper is there (with its scan or without), is not needed, or is missing after all. Twice is once; the task that
    asked for it is over with it."""
    _only_open([row.file])
    with as_actor(by, "note_evidence", state), transaction.atomic():
        there = _locked(row).evidence.filter(item=item).select_related("task").first()
        if there is None and state == Evidence.State.NEEDED:
            return
        kept = there or Evidence(application=row, item=item)
        if (kept.state, kept.document_id) == (state, document.pk if document else None):
            return
        kept.state, kept.document, kept.on, kept.by = state, document, on, by.pk
        kept.save()
        if kept.task and state in (Evidence.State.THERE, Evidence.State.NOT_NEEDED):
            settle_task(kept.task, on, dropped=state == Evidence.State.NOT_NEEDED, by=by)


def ask_for_evidence(
    row: BenefitApplication, item: str, title: str, due_on: date, on: date, *, into: File | None = None, by: User
) -> bool:
    """A missing paper becomes a task of whoever asks, in the file the application is kept in or in that of another it
    concerns; False where one for it is still open."""
    _only_open([row.file])
    with as_actor(by, "ask_for_evidence"), transaction.atomic():
        kept = _locked(row).evidence.filter(item=item).select_related("task").first()
        if kept and kept.state == Evidence.State.ASKED and kept.task and kept.task.done_on is None:
            return False
        task = add_task(into or row.file, title, by, due_on, by=by)
        kept = kept or Evidence(application=row, item=item)
        kept.state, kept.document, kept.task, kept.on, kept.by = Evidence.State.ASKED, None, task, on, by.pk
        kept.save()
        return True


def remove_application(row: BenefitApplication, *, by: User) -> None:
    """Entered by mistake: it goes, with what is known of its papers. The papers and tasks themselves stay."""
    _only_open([row.file])
    with as_actor(by, "remove_application"), transaction.atomic():
        row.delete()


def _locked(row: BenefitApplication) -> BenefitApplication:
    """Two people looking after the same paper come one after the other."""
    return still_there(BenefitApplication.objects.select_for_update().filter(pk=row.pk))


def _concern(row: BenefitApplication, files: Sequence[File]) -> None:
    there = set(row.persons.values_list("file_id", flat=True))
    for file in files:
        if file.pk not in there:
            ApplicationPerson.objects.create(application=row, file=file)
    come_back(row, files)


def _only_open(files: Sequence[File]) -> None:
    if closed := [f.number for f in files if not f.can_grow]:
        raise Refused(_("Die Akte %(number)s ist geschlossen. Öffnen Sie sie zuerst wieder.") % {"number": closed[0]})
