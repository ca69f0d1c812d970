"""The first yardstick: what the database needs for the bare data of a page, asked by hand-written SQL."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, connections

from bench.copy import insert


def key(value: UUID) -> Any:
    """As the database keeps it."""
    return value if connection.features.has_native_uuid_field else value.hex


def ask(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def open_file(file: UUID, newest: int | None) -> None:
    """Person, notes (sealed as they lie there), their topics and fields, deadlines, events."""
    number = key(file)
    ask("SELECT f.*, p.* FROM cases_file f JOIN people_person p ON p.id = f.person_id WHERE f.id = %s", number)
    notes = ask(
        'SELECT n.id, n."on", n.form, n.minutes, n.language, n.summary, n.result, n.follow_up, i.wrapped_key, u.name'
        " FROM notes_noteinfile i JOIN notes_note n ON n.id = i.note_id JOIN accounts_user u ON u.id = n.author_id"
        f' WHERE i.file_id = %s ORDER BY n."on" DESC, n.id DESC{f" LIMIT {newest}" if newest else ""}',
        number,
    )
    ids = [row[0] for row in notes]
    marks = ", ".join(["%s"] * len(ids))
    for table, column in (("notes_notetopic", "topic"), ("notes_notefield", "field")):
        ask(f"SELECT note_id, {column} FROM {table} WHERE note_id IN ({marks})", *ids)
    ask("SELECT rule, due_on, met_on FROM cases_deadline WHERE file_id = %s AND superseded_at IS NULL", number)
    ask('SELECT kind, "on" FROM cases_event WHERE file_id = %s', number)


def list_files(user: UUID | None, region: str, today: date) -> None:
    whose = "a.user_id = %s" if user else "f.region = %s"
    ask(
        "SELECT f.number, p.family_name, p.given_name, p.original_name, f.region, u.name FROM cases_file f"
        " JOIN people_person p ON p.id = f.person_id"
        " JOIN cases_allocation a ON a.file_id = f.id AND a.until_on IS NULL AND a.part = 'lead'"
        " JOIN accounts_user u ON u.id = a.user_id"
        f" WHERE f.closed_on IS NULL AND {whose} ORDER BY p.normal_name LIMIT 50",
        key(user) if user else region,
    )


def search_name(beginning: str) -> None:
    ask(
        "SELECT f.number, p.family_name, p.given_name FROM people_person p JOIN cases_file f ON f.person_id = p.id"
        " WHERE p.normal_name >= %s AND p.normal_name < %s ORDER BY p.normal_name LIMIT 10",
        beginning,
        beginning[:-1] + chr(ord(beginning[-1]) + 1),
    )


def search_birth(year: int, month: int, day: int) -> None:
    ask(
        "SELECT f.number, p.family_name, p.given_name FROM people_person p JOIN cases_file f ON f.person_id = p.id"
        " WHERE p.birth_year = %s AND p.birth_month = %s AND p.birth_day = %s ORDER BY p.normal_name LIMIT 10",
        year,
        month,
        day,
    )


def save_note(file: int, author: int, on: date) -> None:
    """Into the plain tables: Lotse's own refuse a write by nobody."""
    with connections["plain"].cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            'INSERT INTO plain_note (author_id, "on", form, minutes, language, with_interpreter, summary, result,'
            " follow_up) VALUES (%s, %s, 'individual', 45, 'ar', %s, %s, %s, '') RETURNING id",
            [author, on.isoformat(), False, "x" * 200, "x" * 80],
        )
        note = cursor.fetchone()[0]
        cursor.execute("INSERT INTO plain_note_files (note_id, file_id) VALUES (%s, %s)", [note, file])
        cursor.execute("INSERT INTO plain_note_topics (note_id, topic_id) VALUES (%s, 1)", [note])
        cursor.execute("COMMIT")


def today_of(user: UUID | None, region: str, today: date) -> None:
    whose = "a.user_id = %s" if user else "f.region = %s"
    ask(
        "SELECT d.rule, d.due_on, f.number, p.family_name, p.given_name FROM cases_allocation a"
        " JOIN cases_file f ON f.id = a.file_id JOIN cases_deadline d ON d.file_id = f.id"
        " JOIN people_person p ON p.id = f.person_id"
        f" WHERE {whose} AND a.until_on IS NULL AND f.closed_on IS NULL AND d.superseded_at IS NULL"
        " AND ((d.kind = 'deadline' AND d.met_on IS NULL AND d.due_on <= %s)"
        " OR (d.kind = 'period' AND d.due_on BETWEEN %s AND %s))"
        " ORDER BY d.due_on LIMIT 100",
        key(user) if user else region,
        today + timedelta(days=7),
        today,
        today + timedelta(days=60),
    )
    if user:
        ask(
            "SELECT n.follow_up_on, n.follow_up, i.file_id FROM notes_note n"
            " JOIN notes_noteinfile i ON i.note_id = n.id"
            " WHERE n.author_id = %s AND n.follow_up_on BETWEEN %s AND %s",
            key(user),
            today - timedelta(days=60),
            today + timedelta(days=7),
        )


def annex1(first: date, ends: Sequence[date], organisation: UUID | None = None) -> dict[str, int]:
    """All figures of the quarter for the workers of a provider, or everybody; the sums, to compare with Lotse's."""
    month = 'substr(n."on", 1, 7)' if connection.vendor == "sqlite" else "to_char(n.\"on\", 'YYYY-MM')"
    has = "EXISTS (SELECT 1 FROM notes_notetopic t WHERE t.note_id = n.id AND t.topic = '{}')"
    workers = "(SELECT user_id FROM accounts_roleheld WHERE organisation_id = %s)" if organisation else ""
    whose = [key(organisation)] if organisation else []
    rows = ask(
        f"SELECT n.author_id, {month},"
        " SUM(CASE WHEN NOT n.is_group AND n.form NOT IN ('third-party', 'file-note') THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN n.is_group THEN 1 ELSE 0 END),"
        f" SUM(CASE WHEN {has.format('education-system')} THEN 1 ELSE 0 END),"
        f" SUM(CASE WHEN {has.format('return')} THEN 1 ELSE 0 END)"
        f' FROM notes_note n WHERE n."on" BETWEEN %s AND %s AND n.finalised_at IS NOT NULL'
        f"{f' AND n.author_id IN {workers}' if workers else ''}"
        " GROUP BY 1, 2",
        first,
        ends[-1],
        *whose,
    )
    stock: list[tuple[Any, ...]] = []
    for day in ends:
        stock = ask(
            "SELECT a.user_id, COUNT(*) FROM cases_event s JOIN cases_file f ON f.id = s.file_id"
            " JOIN cases_allocation a ON a.file_id = f.id AND a.part = 'lead' AND a.from_on <= %s"
            " AND (a.until_on IS NULL OR a.until_on >= %s)"
            " WHERE s.kind = 'case-management-started' AND s.cancelled_at IS NULL AND s.\"on\" <= %s"
            " AND (f.closed_on IS NULL OR f.closed_on > %s)"
            " AND NOT EXISTS (SELECT 1 FROM cases_event e WHERE e.file_id = s.file_id AND e.cancelled_at IS NULL"
            "  AND e.kind IN ('case-management-started', 'case-management-ended') AND e.\"on\" <= %s"
            '  AND (e."on" > s."on" OR (e."on" = s."on" AND e.recorded_at > s.recorded_at)))'
            f"{f' AND a.user_id IN {workers}' if workers else ''} GROUP BY 1",
            day,
            day,
            day,
            day,
            day,
            *whose,
        )
    names = ("individual", "group", "education", "return")
    return {name: sum(row[2 + at] for row in rows) for at, name in enumerate(names)} | {
        "case-management": sum(row[1] for row in stock)
    }


def import_rows(rows: Sequence[dict[str, str]], today: date) -> None:
    """The same list into the plain tables by multi-row statements, compared with nobody."""
    with connections["plain"].cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM plain_person")
        person = cursor.fetchone()[0] + 1_000_000
        cursor.execute("BEGIN")
        insert(
            cursor, "plain_household", ("id", "mark"), ((person + at, row["Haushalt"]) for at, row in enumerate(rows))
        )
        insert(
            cursor,
            "plain_person",
            (
                "id",
                "household_id",
                "family_name",
                "given_name",
                "original_name",
                "nationality",
                "language",
                "aktenzeichen",
                "phone",
                "status",
                "benefit",
                "address",
            ),
            (
                (
                    person + at,
                    person + at,
                    row["Familienname"],
                    row["Vorname"],
                    row["Name in Originalschrift"],
                    "XX",
                    "ar",
                    row["Aktenzeichen"],
                    "",
                    row["Aufenthaltsstatus"],
                    "",
                    row["Unterkunft"],
                )
                for at, row in enumerate(rows)
            ),
        )
        insert(
            cursor,
            "plain_file",
            ("id", "number", "person_id", "region", "opened_on"),
            ((person + at, f"R-{person + at}", person + at, "", today) for at in range(len(rows))),
        )
        insert(
            cursor,
            "plain_event",
            ("file_id", "kind", "on"),
            ((person + at, "assignment", today) for at in range(len(rows))),
        )
        insert(
            cursor,
            "plain_deadline",
            ("file_id", "rule", "due_on"),
            ((person + at, "first-visit", today) for at in range(len(rows))),
        )
        cursor.execute("COMMIT")
