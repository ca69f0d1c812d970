"""The long work on a list: comparing and taking over. Short lists are done within the request, long ones in a thread.

A thread of the server is the simplest that holds: it needs no further process to install and watch, and nothing is lost
when the server stops. Until the one transaction of taking over has ended nothing is written; a list left lying is shown
as broken off and can be started again. (Steps across requests could not keep "all or nothing".)
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Collection
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lotse.accounts.access import rights_of
from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.intake import kept
from lotse.intake.access import authority, holder_of, visible_persons
from lotse.intake.actions import Overtaken
from lotse.intake.assignments import prepare
from lotse.intake.lists import place
from lotse.intake.models import PreparedImport
from lotse.intake.preview import AssignmentsPreview, Entry, ListRefused
from lotse.intake.takeover import carry_out, make_plan
from lotse.ui.reference import new_reference
from lotse.vault import stored

logger = logging.getLogger("lotse.intake")
State = PreparedImport.State
SHORT = 400  # rows: compared and written in about a second
SILENT_FOR = timedelta(minutes=3)
Job = Callable[[PreparedImport, User, date], None]


def is_stuck(prepared: PreparedImport) -> bool:
    """Nobody works on it any more: the server was stopped in between."""
    return prepared.is_working and timezone.now() - prepared.moved_at > SILENT_FOR


def start_comparing(prepared: PreparedImport, user: User, today: date) -> None:
    if _enter(prepared, State.COMPARING, user):
        _run(compare, prepared, user, today)


def start_importing(prepared: PreparedImport, user: User, today: date) -> None:
    if _enter(prepared, State.IMPORTING, user):
        _run(bring_in, prepared, user, today)


def _enter(prepared: PreparedImport, state: str, user: User) -> bool:
    """Only one may start: two clicks, or two people at once, do the work once."""
    with as_actor(user, "start_import"):
        free = PreparedImport.objects.filter(pk=prepared.pk, version=prepared.version)
        entered = free.update(state=state, version=prepared.version + 1, done=0, step="", moved_at=timezone.now())
    prepared.refresh_from_db()
    return bool(entered)


def _run(job: Job, prepared: PreparedImport, user: User, today: date) -> None:
    if prepared.total <= SHORT:
        _guarded(job, prepared, user, today)
        return
    language = translation.get_language() or "de"

    def work() -> None:
        try:
            with translation.override(language):
                _guarded(job, prepared, user, today)
        finally:
            connection.close()

    # started once the row says so for everybody
    transaction.on_commit(lambda: threading.Thread(target=work, name=f"import-{prepared.pk}", daemon=True).start())


def _guarded(job: Job, prepared: PreparedImport, user: User, today: date) -> None:
    try:
        job(prepared, user, today)
    except Overtaken:
        # nothing is written and every decision is kept: compared anew, it waits where it was
        compare(prepared, user, today)
        text = _("Beim Übernehmen hat jemand anders einen dieser Haushalte geändert. Übernommen ist noch nichts, Ihre "
                 "Entscheidungen sind gesichert. Bitte noch einmal ansehen und übernehmen.")  # fmt: skip
        _set(prepared, user, problem=text)
    except ListRefused as refused:
        _set(prepared, user, state=State.FAILED, problem=refused.message)
    except IntegrityError:
        # somebody else has just opened a file for one of these numbers: the preview is old, make it anew
        text = _("Inzwischen hat jemand anders dieselben Personen aufgenommen.")
        _set(prepared, user, state=State.FAILED, problem=text)
    except Exception:  # whatever it is, the person in front of the page is told, and the log says what
        reference = new_reference()
        logger.exception("import %s broke off, reference %s", prepared.pk, reference)
        text = _("Abgebrochen, es wurde nichts geändert. Kennnummer für die Administration: %(number)s")
        _set(prepared, user, state=State.FAILED, problem=text % {"number": reference})


def _set(prepared: PreparedImport, user: User, **values: object) -> None:
    with as_actor(user, "prepare_import"):
        for name, value in values.items():
            setattr(prepared, name, value)
        prepared.save()


def _ticker(prepared: PreparedImport, user: User) -> Callable[[str, int, int], None]:
    """Tell the waiting page how far it is, at most every second: each is a write."""
    last = time.monotonic()

    def tick(what: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > 1:
            last = time.monotonic()
            _set(prepared, user, step=what, done=done, total=total)

    return tick


# --- the jobs ---------------------------------------------------------------------------------------------------------
def fresh_preview(prepared: PreparedImport, user: User, today: date, *, is_told: bool = False) -> AssignmentsPreview:
    opened = place(prepared.kind, kept.sheet_of(prepared), prepared.organisation)
    visible = visible_persons(rights_of(user, today), today)
    if is_told:
        tick = _ticker(prepared, user)
        return prepare(opened.sheet, opened.mapping, today=today, visible=visible, tick=tick)
    return prepare(opened.sheet, opened.mapping, today=today, visible=visible)


def preview_of(prepared: PreparedImport, user: User, today: date) -> AssignmentsPreview:
    """As prepared; rows held back, which are few, are compared when somebody looks, for it depends on who does."""
    return kept.preview_of(prepared) or fresh_preview(prepared, user, today)


def compare(prepared: PreparedImport, user: User, today: date) -> None:
    _keep_preview(prepared, fresh_preview(prepared, user, today, is_told=True), user)


def _keep_preview(prepared: PreparedImport, preview: AssignmentsPreview, user: User) -> None:
    old = prepared.preview
    with as_actor(user, "prepare_import"):
        new = kept.store(kept.preview_to_bytes(preview), prepared.organisation, user)
        _set(prepared, user, state=State.READY, preview=new, step="", problem=None)
        if old:
            stored.destroy(old)


def choices_of(prepared: PreparedImport) -> dict[str, dict[str, object]]:
    """What was decided so far: "decisions" and "ticked" by line, and whether faulty rows are left out ("skip")."""
    found = json.loads(prepared.decisions) if prepared.decisions else {}
    return {"decisions": found.get("decisions", {}), "ticked": found.get("ticked", {}), "skip": found.get("skip", {})}


def keep_choices(
    prepared: PreparedImport, decisions: dict[int, str], ticked: dict[int, list[str]], skip: bool, user: User
) -> None:
    text = json.dumps({"decisions": decisions, "ticked": ticked, "skip": {"faulty": skip}})
    _set(prepared, user, decisions=text)


LATER = "later"  # decided: somebody else, or another day


def undecided(preview: AssignmentsPreview, decisions: dict[int, str], visible: Collection[UUID] | None) -> list[Entry]:
    """Rows the reader must decide before anything is taken over."""
    return [e for e in preview.of_kind("possible") if e.line not in decisions and is_decidable(e, visible)]


def is_decidable(entry: Entry, visible: Collection[UUID] | None) -> bool:
    """Whether the reader may see everybody the row may be; otherwise the authority decides."""
    return visible is None or all(c.person is None or c.person in visible for c in entry.candidates)


def bring_in(prepared: PreparedImport, user: User, today: date) -> None:
    """Compare again, for the world may have moved since the preview, then take over what still is as it was decided."""
    preview = fresh_preview(prepared, user, today)
    found = choices_of(prepared)
    decisions = {int(line): str(value) for line, value in found["decisions"].items()}
    ticked = {int(line): [str(f) for f in fields] for line, fields in found["ticked"].items()}  # type: ignore[attr-defined]
    held = rights_of(user, today)
    visible = visible_persons(held, today)
    for entry in preview.of_kind("possible"):
        if not is_decidable(entry, visible):
            decisions.pop(entry.line, None)
    if undecided(preview, decisions, visible) or (preview.faulty and not found["skip"].get("faulty")):
        _keep_preview(prepared, preview, user)
        _set(prepared, user, problem=_("Seit der Vorschau hat sich etwas geändert. Bitte noch einmal ansehen."))
        return
    holder = holder_of(user, held)
    plan = make_plan(preview, holder=holder, today=today, by=user, decisions=decisions, visible=visible)
    with as_actor(user, "import_assignments"), transaction.atomic():
        outcome = carry_out(plan, today=today, by=user, ticked=ticked)
        sheet = kept.sheet_of(prepared)
        for organisation, entries in (
            (prepared.organisation, [e for e in outcome.held if is_decidable(e, visible)]),
            (authority() or prepared.organisation, [e for e in outcome.held if not is_decidable(e, visible)]),
        ):
            kept.hold(
                sheet, preview, str(prepared.name), organisation=organisation, today=today, by=user, entries=entries,
                but=prepared,
            )  # fmt: skip
        told = {
            "files": [str(file.pk) for file in outcome.files],
            "households": outcome.households,
            "changed": outcome.changed,
            "linked": outcome.linked,
            "left_out": outcome.left_out,
            "held": len(outcome.held),
            "faulty": preview.faulty,
            "known": preview.known,
            "rows": preview.rows,
        }
        _finish(prepared, sheet, preview, told, user)


def _finish(
    prepared: PreparedImport, sheet: kept.Sheet, preview: AssignmentsPreview, told: dict[str, object], user: User
) -> None:
    """Of the list only the faulty rows stay, to be handed back."""
    rest = kept.only_lines(sheet, preview.faulty_lines)
    old = [prepared.sheet, prepared.preview]
    prepared.sheet = kept.store(kept.sheet_to_bytes(rest), prepared.organisation, user)
    faulty = AssignmentsPreview(rows=len(rest.rows), faults=preview.faults)
    prepared.preview = kept.store(kept.preview_to_bytes(faulty), prepared.organisation, user)
    _set(prepared, user, state=State.DONE, outcome=json.dumps(told), decisions=None, problem=None, digest="")
    for file in filter(None, old):
        stored.destroy(file)
