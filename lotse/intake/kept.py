"""Keeping what was read: a sheet and its preview as bytes, sealed in the vault until somebody has decided.

The file as uploaded is not kept: what was read of it is enough, and holds no pictures, comments or hidden worksheets.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from lotse.accounts.actions import Actor, as_actor
from lotse.accounts.models import Organisation, User
from lotse.cases.life import Address
from lotse.intake.actions import NewPerson
from lotse.intake.container import Cell, CellFault
from lotse.intake.models import PreparedImport
from lotse.intake.preview import AssignmentsPreview, Candidate, Change, Entry
from lotse.intake.sheets import Row, Sheet
from lotse.intake.sheets_out import Fault
from lotse.vault import stored
from lotse.vault.keys import ensure_organisation_key, open_keys, random_key

UPLOAD_DAYS = 14
HELD_DAYS = 90  # duplicates held back by the command line wait longer: nobody sits in front of them


# --- sheets -----------------------------------------------------------------------------------------------------------
def sheet_to_bytes(sheet: Sheet) -> bytes:
    return json.dumps(
        {
            "headings": sheet.headings,
            "header_line": sheet.header_line,
            "name": sheet.name,
            "rows": [[row.line, *map(_cell_out, row.cells)] for row in sheet.rows],
        }
    ).encode()


def sheet_from_bytes(data: bytes) -> Sheet:
    found = json.loads(data)
    rows = [Row(line, tuple(map(_cell_in, cells))) for line, *cells in found["rows"]]
    return Sheet(tuple(found["headings"]), rows, found["header_line"], found["name"])


def _cell_out(cell: Cell) -> Any:
    if isinstance(cell, CellFault):
        return {"fault": cell.code}
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return cell


def _cell_in(cell: Any) -> Cell:
    if isinstance(cell, dict):
        [(kind, value)] = cell.items()
        if kind == "fault":
            return CellFault(value)
        return datetime.fromisoformat(value) if kind == "moment" else date.fromisoformat(value)
    return cell  # type: ignore[no-any-return]


def only_lines(sheet: Sheet, lines: Iterable[int]) -> Sheet:
    wanted = set(lines)
    return replace(sheet, rows=[row for row in sheet.rows if row.line in wanted])


# --- previews ---------------------------------------------------------------------------------------------------------
def preview_to_bytes(preview: AssignmentsPreview) -> bytes:
    return json.dumps(asdict(preview), default=_plain).encode()


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)


def preview_from_bytes(data: bytes) -> AssignmentsPreview:
    found = json.loads(data)
    return AssignmentsPreview(
        rows=found["rows"],
        faults=[Fault(*fault) for fault in found["faults"]],
        warnings=found["warnings"],
        entries=[_entry(entry) for entry in found["entries"]],
        faulty_marks={int(line): mark for line, mark in found["faulty_marks"].items()},
    )


def _entry(found: dict[str, Any]) -> Entry:
    person = found["person"]
    for name in ("birth", "languages", "further_names"):
        person[name] = tuple(person[name])
    for name in ("status_from_on", "arrived_on"):
        person[name] = date.fromisoformat(person[name]) if person[name] else None
    person["address"] = Address(**person["address"]) if person["address"] else None
    return Entry(
        **{
            **found,
            "arrived_on": date.fromisoformat(found["arrived_on"]),
            "person": NewPerson(**person),
            "known_as": UUID(found["known_as"]) if found["known_as"] else None,
            "changes": tuple(Change(**change) for change in found["changes"]),
            "candidates": tuple(
                Candidate(UUID(c["person"]) if c["person"] else None, c["line"], c["score"], tuple(c["reasons"]))
                for c in found["candidates"]
            ),
        }
    )


# --- in the vault -----------------------------------------------------------------------------------------------------
def keep(
    kind: str,
    sheet: Sheet,
    name: str,
    *,
    organisation: Organisation,
    owner: User | None,
    today: date,
    by: Actor,
    state: str = PreparedImport.State.MAPPING,
    digest: str = "",
    days: int = UPLOAD_DAYS,
) -> PreparedImport:
    """Keep a list that was read, sealed, until somebody decides or it expires."""
    with as_actor(by, "keep_import"), transaction.atomic():
        file = store(sheet_to_bytes(sheet), organisation, owner)
        prepared = PreparedImport(
            kind=kind,
            organisation=organisation,
            owner=owner,
            state=state,
            sheet=file,
            total=len(sheet.rows),
            digest=digest,
            expires_on=today + timedelta(days=days),
        )
        prepared.name = name[:200]
        prepared.save(force_insert=True)
        return prepared


def store(data: bytes, organisation: Organisation, owner: User | None) -> UUID:
    by = owner.pk if owner else None
    found: UUID = stored.store_bytes(
        data, "list", organisation=organisation.pk, by=by, media_type="application/json"
    ).pk
    return found


def sheet_of(prepared: PreparedImport) -> Sheet:
    return sheet_from_bytes(stored.read_bytes(prepared.sheet))


def preview_of(prepared: PreparedImport) -> AssignmentsPreview | None:
    return preview_from_bytes(stored.read_bytes(prepared.preview)) if prepared.preview else None


def discard(prepared: PreparedImport, *, by: Actor) -> None:
    """Throw a prepared import away, with what was read."""
    with as_actor(by, "discard_import"), transaction.atomic():
        for file in filter(None, (prepared.sheet, prepared.preview)):
            stored.destroy(file)
        prepared.delete()


def discard_expired(today: date, *, by: Actor) -> int:
    expired = list(PreparedImport.objects.filter(expires_on__lt=today))
    for prepared in expired:
        discard(prepared, by=by)
    return len(expired)


# --- digests: recognising content without keeping it ------------------------------------------------------------------
def digester(organisation: UUID, *, make_key: bool = True) -> Callable[[str], str]:
    """Keyed digests: without the organisation's key, whose master lies outside the database, none can guess contents.

    Where there is no key yet and none may be made, the digests are good for this once: nothing is there to recognise.
    """
    if make_key:
        ensure_organisation_key(organisation)
    secret = open_keys([organisation]).get(organisation) or random_key()
    key = hmac.digest(secret, b"lotse digest of imported rows", "sha256")
    return lambda text: hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def hold(
    sheet: Sheet,
    preview: AssignmentsPreview,
    name: str,
    *,
    organisation: Organisation,
    today: date,
    by: Actor,
    entries: Iterable[Entry] | None = None,
    but: PreparedImport | None = None,
) -> PreparedImport | None:
    """Keep the households with possible duplicates for somebody to decide on screen, each row once.

    `entries`: those concerned, all possible duplicates without it; `but`: the list they were already held in.
    """
    waiting = preview.of_kind("possible") if entries is None else list(entries)
    if not waiting:
        return None
    marks = {entry.mark for entry in waiting} - {""}
    lines = {e.line for e in waiting} | {e.line for e in preview.entries if e.mark in marks}
    for entry in waiting:
        lines |= {c.line for c in entry.candidates if c.line is not None}
    with as_actor(by, "hold_import"), transaction.atomic():
        held_rows = only_lines(sheet, {entry.line for entry in waiting}).rows
        digest = digester(organisation.pk)(json.dumps([[_cell_out(cell) for cell in row.cells] for row in held_rows]))
        same = PreparedImport.objects.filter(digest=digest, organisation=organisation)
        if there := same.exclude(state=PreparedImport.State.DONE).exclude(pk=but.pk if but else None).first():
            return there
        rows = only_lines(sheet, lines)
        return keep(
            "assignments", rows, name, organisation=organisation, owner=None, today=today, by=by,
            state=PreparedImport.State.READY, digest=digest, days=HELD_DAYS,
        )  # fmt: skip
