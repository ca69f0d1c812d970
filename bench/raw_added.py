"""The bare data of the pages in `bench/added.py`: each asks by hand-written SQL for what stands on the page, words as
they lie sealed, and gives back the rows that the page shows as such, to be compared with it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connections

from bench.raw import ask, key, save_note

Rows = list[tuple[Any, ...]]
SHEET = {
    "facts": [["Tag", "Montag, 23.11.2026"], ["Uhrzeit", "10 Uhr"], ["Ort", "Beratungsstelle"]],
    "texts": [],
    "rows": [],
}  # what is pressed beside a PDF: a page whose words never change
FIRST = 30  # partners on the page


def _in(column: str, values: Sequence[Any]) -> str:
    return f"{column} IN ({', '.join(['%s'] * len(values))})"


def _each(tables: Sequence[tuple[str, str]], column: str, value: Any) -> Rows:
    """All of several tables that belong to one thing."""
    return [
        row
        for table, columns in tables
        for row in ask(f"SELECT {columns} FROM {table} WHERE {column} = %s", value)
    ]  # fmt: skip


def person(number: UUID) -> Rows:
    ask("SELECT * FROM people_person WHERE id = %s", key(number))
    shown = (
        ("people_residencestatus", "id, status, from_on, until_on, valid_until_on, conditions, work"),
        ("people_benefit", "id, system, from_on, until_on, payment"),
        ("people_familytie", "id, kind, other_id, other_words, lives"),
        ("people_education", "id, kind, from_year, until_year, subject, certificate, recognition"),
        ("people_employment", "id, kind, from_year, until_year, job, duties"),
    )
    others = (
        ("people_spokenlanguage", "language, level, literacy"), ("people_contact", "kind, value"),
        ("people_identifier", "kind, value"), ("people_stay", "kind, street, place, from_on, until_on"),
        ("people_membership", "household_id, relation"),
    )  # fmt: skip
    _each(others, "person_id", key(number))
    return _each(shown, "person_id", key(number))


def taking_part(file: UUID) -> Rows:
    ask('SELECT checklist, item, "on", outcome, user_id FROM programmes_tick WHERE file_id = %s', key(file))
    tables = (
        ("programmes_registration", "id, kind, place, wanted_on, answer"),
        ("programmes_course", "id, kind, target, provider, starts_on, ends_on, result"),
        ("programmes_workstep", 'id, kind, "where", "on", result'),
    )
    through = (("benefitapplication", "applicationperson"), ("housingapplication", "housingperson"))
    return _each(tables, "file_id", key(file)) + [
        row
        for table, persons in through
        for row in ask(
            f"SELECT a.* FROM programmes_{table} a JOIN programmes_{persons} p ON p.application_id = a.id"
            " WHERE p.file_id = %s",
            key(file),
        )
    ]


def documents(file: UUID) -> Rows:
    return ask(
        'SELECT d.id, d."on", d.category, d.title, d.due_on, i.wrapped_key,'
        " (SELECT COUNT(*) FROM notes_documentpart p WHERE p.document_id = d.id)"
        " FROM notes_documentinfile i JOIN notes_document d ON d.id = i.document_id"
        ' WHERE i.file_id = %s ORDER BY d."on" DESC, d.id DESC',
        key(file),
    )


# --- case management --------------------------------------------------------------------------------------------------
def way(file: UUID) -> Rows:
    run = ask("SELECT id, opened_on, ended_on FROM casework_cycle WHERE file_id = %s", key(file))[0][0]
    tables = (
        ("casework_interview", '"on", user_id'), ("casework_assessment", "number, taken_id"),
        ("casework_agreement", "number, planned_end_on, taken_id"), ("casework_helpplan", "number, taken_id"),
        ("casework_serviceagreement", "id, agreed_on, reported_on"), ("casework_conference", "id, held_on"),
        ("casework_review", "id, due_on, held_on"),
    )  # fmt: skip
    _each(tables, "cycle_id", run)
    return ask(
        'SELECT s.id, s.step, s.outcome, s."on", u.name FROM casework_steptaken s'
        " JOIN accounts_user u ON u.id = s.by WHERE s.cycle_id = %s AND s.undone_at IS NULL",
        run,
    )


def assessment(file: UUID) -> Rows:
    newest, *_older = ask(
        "SELECT a.id, a.number, a.occasion, a.taken_id FROM casework_assessment a"
        " JOIN casework_cycle c ON c.id = a.cycle_id WHERE c.file_id = %s ORDER BY a.number DESC",
        key(file),
    )
    ask("SELECT field, attainment FROM casework_rating WHERE assessment_id = %s", newest[0])
    return ask("SELECT * FROM casework_aspectentry WHERE assessment_id = %s", newest[0])


def _goals(file: UUID) -> Rows:
    return ask(
        "SELECT g.*, a.number, a.taken_id FROM casework_goal g JOIN casework_agreement a ON a.id = g.agreement_id"
        " JOIN casework_cycle c ON c.id = a.cycle_id WHERE c.file_id = %s",
        key(file),
    )


def _reviews(file: UUID) -> Rows:
    ask(
        "SELECT g.review_id, g.goal, g.state, g.words FROM casework_goalreview g"
        " JOIN casework_review r ON r.id = g.review_id JOIN casework_cycle c ON c.id = r.cycle_id WHERE c.file_id = %s",
        key(file),
    )
    return ask(
        "SELECT r.id, r.due_on, r.held_on, r.words FROM casework_review r JOIN casework_cycle c ON c.id = r.cycle_id"
        " WHERE c.file_id = %s",
        key(file),
    )


def plan(file: UUID) -> Rows:
    newest, *_older = ask(
        "SELECT p.id, p.number, p.part, p.taken_id FROM casework_helpplan p JOIN casework_cycle c ON c.id = p.cycle_id"
        " WHERE c.file_id = %s ORDER BY p.number DESC",
        key(file),
    )
    _goals(file)
    return ask("SELECT * FROM casework_measure WHERE plan_id = %s", newest[0]) + _reviews(file)


def monitoring(file: UUID) -> Rows:
    _goals(file)
    run = ask("SELECT id FROM casework_cycle WHERE file_id = %s", key(file))[0][0]
    ask('SELECT goal, kind, "on", words FROM casework_deviationword WHERE cycle_id = %s', run)
    ask("SELECT id, kind, field, words FROM casework_gap WHERE file_id = %s", key(file))
    return _reviews(file)


def completeness(team: UUID) -> Rows:
    return ask(
        "SELECT c.id, f.number, p.family_name, p.given_name, c.opened_on, u.name,"
        " (SELECT COUNT(*) FROM casework_steptaken s WHERE s.cycle_id = c.id AND s.undone_at IS NULL),"
        " (SELECT MIN(due_on) FROM casework_review r WHERE r.cycle_id = c.id AND r.held_on IS NULL),"
        " (SELECT MAX(planned_end_on) FROM casework_agreement a WHERE a.cycle_id = c.id)"
        " FROM casework_cycle c JOIN cases_file f ON f.id = c.file_id JOIN people_person p ON p.id = f.person_id"
        " JOIN cases_allocation l ON l.file_id = f.id AND l.until_on IS NULL AND l.part = 'lead'"
        " JOIN accounts_user u ON u.id = l.user_id"
        " WHERE f.team_id = %s AND c.ended_on IS NULL AND f.closed_on IS NULL ORDER BY c.opened_on LIMIT 50",
        key(team),
    )


# --- flats ------------------------------------------------------------------------------------------------------------
def housing(application: UUID) -> Rows:
    """With the bodies that were asked, which are the rows compared."""
    number = key(application)
    ask("SELECT a.* FROM programmes_housingapplication a WHERE a.id = %s", number)
    ask(
        "SELECT f.id, p.family_name, p.given_name FROM programmes_housingperson h JOIN cases_file f ON f.id = h.file_id"
        " JOIN people_person p ON p.id = f.person_id WHERE h.application_id = %s",
        number,
    )
    others = ("housingoffer", "housingcost", "housingmark", "housingdeviation", "socialreport", "housingletter")
    _each([(f"programmes_{table}", "*") for table in others], "application_id", number)
    return ask("SELECT * FROM programmes_housinghearing WHERE application_id = %s", number)


def handed_in() -> Rows:
    return ask(
        "SELECT a.id, a.procedure, a.applied_on, a.decision, a.decided_on, p.family_name, p.given_name,"
        " (SELECT COUNT(*) FROM programmes_housingperson h WHERE h.application_id = a.id)"
        " FROM programmes_housingapplication a JOIN cases_file f ON f.id = a.file_id"
        " JOIN people_person p ON p.id = f.person_id"
        " WHERE a.applied_on IS NOT NULL AND (a.ended_on IS NULL OR a.decision <> '')"
        " ORDER BY a.decided_on, a.applied_on, a.id LIMIT 200"
    )


# --- the directory ----------------------------------------------------------------------------------------------------
def directory(today: date, word: str = "", meant: Mapping[str, Sequence[str]] | None = None) -> Rows:
    """The first thirty and how many there are; `word` as the search compares it, with the keys it may stand for."""
    where, values = ["(p.closed_on IS NULL OR p.closed_on > %s)"], [today]
    if word:
        found, keys = ["p.found_by LIKE %s"], meant or {}
        values.append(f"%{word}%")
        for column in ("kind", "district", "region"):
            if keys.get(column):
                found.append(_in(f"p.{column}", keys[column]))
                values += keys[column]
        for column, table in (("speciality", "partnerspeciality"), ("language", "partnerlanguage")):
            if keys.get(column):
                found.append(f"p.id IN (SELECT partner_id FROM network_{table} WHERE {_in(column, keys[column])})")
                values += keys[column]
        where.append(f"({' OR '.join(found)})")
    rest = f"FROM network_partner p WHERE {' AND '.join(where)}"
    ask(f"SELECT COUNT(*) {rest}", *values)
    columns = "p.id, p.kind, p.name, p.street, p.place, p.region, p.district, p.phone, p.checked_on"
    rows = ask(f"SELECT {columns} {rest} ORDER BY p.name, p.id LIMIT {FIRST}", *values)
    ids = [row[0] for row in rows]
    for table in ("partnerlanguage", "partnerspeciality") if ids else ():
        ask(f"SELECT * FROM network_{table} WHERE {_in('partner_id', ids)}", *ids)
    return rows


# --- writing, into the plain tables -----------------------------------------------------------------------------------
def keep(author: int, form: int, words: str) -> None:
    """What stands in one form, kept once more."""
    with connections["plain"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO plain_draft (id, author_id, words, version) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (id) DO UPDATE SET words = excluded.words, version = plain_draft.version + 1",
            [form, author, words],
        )


def save_drafted_note(file: int, author: int, on: date) -> None:
    save_note(file, author, on)
    with connections["plain"].cursor() as cursor:
        cursor.execute("DELETE FROM plain_draft WHERE id = %s", [file])
