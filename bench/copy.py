"""Copy what Lotse holds into the plain tables, opened: the yardstick works on the same people and words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.backends.utils import CursorWrapper

from lotse.accounts.models import User
from lotse.cases.models import Allocation, Deadline, Event, File
from lotse.notes.models import Note, NoteInFile, NoteTopic
from lotse.people.models import Benefit, Contact, Identifier, Membership, Person, ResidenceStatus, Stay
from lotse.vault.fields import SealedTextField
from lotse.vault.keys import unwrappers

AT_ONCE = 200
CHUNK = 20_000

Row = tuple[Any, ...]


def copy_all() -> dict[UUID, int]:
    """Everything into the database "plain"; gives back which number a file or worker got there."""
    number: dict[UUID, int] = {}
    with connections["plain"].cursor() as cursor:
        cursor.execute("BEGIN")
        _people(cursor, number)
        _files(cursor, number)
        _notes(cursor, number)
        cursor.execute("COMMIT")
        if connections["plain"].vendor == "postgresql":
            for table in ("household", "person", "file", "event", "deadline", "note", "note_files", "note_topics"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('plain_{table}', 'id'), max(id)) FROM plain_{table}"
                )
    return number


def insert(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    marks = f"({', '.join(['%s'] * len(columns))})"
    names = ", ".join(f'"{c}"' for c in columns)
    rows = list(rows)
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) VALUES {", ".join([marks] * len(some))}',
            [_day(value) for row in some for value in row],
        )


def _day(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _people(cursor: CursorWrapper, number: dict[UUID, int]) -> None:
    users = list(User.objects.values_list("pk", "name"))
    number.update({pk: at for at, (pk, _name) in enumerate(users, 1)})
    insert(cursor, "plain_worker", ("id", "name"), ((number[pk], name) for pk, name in users))
    household: dict[UUID, UUID] = dict(Membership.objects.order_by("from_on").values_list("person", "household"))
    number.update({pk: at for at, pk in enumerate(dict.fromkeys(household.values()), 1)})
    insert(cursor, "plain_household", ("id", "mark"), ((number[pk], "") for pk in dict.fromkeys(household.values())))
    latest: dict[type, dict[UUID, str]] = {
        model: dict(model.objects.values_list("person", column))  # type: ignore[attr-defined]
        for model, column in (
            (Identifier, "value"),
            (Contact, "value"),
            (ResidenceStatus, "status"),
            (Benefit, "system"),
        )
    }
    stays = {
        person: ", ".join(filter(None, parts))
        for person, *parts in Stay.objects.values_list("person", "accommodation", "street", "house_number", "place")
    }
    rows = []
    for at, (pk, family, given, original, y, m, d, nationality, language) in enumerate(
        Person.objects.values_list(
            "pk",
            "family_name",
            "given_name",
            "original_name",
            "birth_year",
            "birth_month",
            "birth_day",
            "nationality",
            "contact_language",
        ),
        1,
    ):
        number[pk] = at
        born = date(y, m, d) if y and m and d else None
        rows.append(
            (
                at,
                number[household[pk]],
                family,
                given,
                original,
                born,
                nationality,
                language,
                *(latest[model].get(pk, "") for model in (Identifier, Contact, ResidenceStatus, Benefit)),
                stays.get(pk, ""),
            )
        )
    columns = (
        "id",
        "household_id",
        "family_name",
        "given_name",
        "original_name",
        "born_on",
        "nationality",
        "language",
        "aktenzeichen",
        "phone",
        "status",
        "benefit",
        "address",
    )
    insert(cursor, "plain_person", columns, rows)


def _files(cursor: CursorWrapper, number: dict[UUID, int]) -> None:
    lead = dict(Allocation.objects.filter(until_on=None, part=Allocation.Part.LEAD).values_list("file", "user"))
    rows = []
    for at, (pk, name, person, region, opened, closed) in enumerate(
        File.objects.values_list("pk", "number", "person", "region", "opened_on", "closed_on"), 1
    ):
        number[pk] = at
        rows.append((at, name, number[person], number.get(lead.get(pk)), region, opened, closed))  # type: ignore[arg-type]
    columns = ("id", "number", "person_id", "lead_id", "region", "opened_on", "closed_on")
    insert(cursor, "plain_file", columns, rows)
    events = Event.objects.filter(cancelled_at=None).values_list("file", "kind", "on")
    insert(
        cursor,
        "plain_event",
        ("id", "file_id", "kind", "on"),
        ((at, number[file], kind, on) for at, (file, kind, on) in enumerate(events.iterator(CHUNK), 1)),
    )
    deadlines = Deadline.objects.filter(superseded_at=None).values_list("file", "rule", "due_on", "met_on")
    insert(
        cursor,
        "plain_deadline",
        ("id", "file_id", "rule", "due_on", "met_on"),
        ((at, number[file], *rest) for at, (file, *rest) in enumerate(deadlines.iterator(CHUNK), 1)),
    )


def _notes(cursor: CursorWrapper, number: dict[UUID, int]) -> None:
    """In the order of their ids, a chunk at a time: a million texts would not fit comfortably."""
    topics = {
        key: at
        for at, key in enumerate(NoteTopic.objects.order_by("topic").values_list("topic", flat=True).distinct(), 1)
    }
    insert(cursor, "plain_topic", ("id", "key"), ((at, key) for key, at in topics.items()))
    sealed: list[SealedTextField] = [Note._meta.get_field(n) for n in ("summary", "result", "follow_up")]  # type: ignore[misc]
    last, at, link, tag = UUID(int=0), 0, 0, 0
    while True:
        notes = list(
            Note.objects.filter(pk__gt=last)
            .order_by("pk")
            .values_list(
                "pk",
                "author",
                "on",
                "form",
                "minutes",
                "language",
                "with_interpreter",
                "follow_up_on",
                "summary",
                "result",
                "follow_up",
            )[:CHUNK]
        )
        if not notes:
            return
        first, last = notes[0][0], notes[-1][0]
        files: dict[UUID, list[tuple[UUID, bytes]]] = defaultdict(list)
        for note, file, wrapped in NoteInFile.objects.filter(note__gte=first, note__lte=last).values_list(
            "note", "file", "wrapped_key"
        ):
            files[note].append((file, bytes(wrapped)))
        unwrap: dict[UUID, Any] = {}
        known = list({files[row[0]][0][0] for row in notes})
        for start in range(0, len(known), 500):
            unwrap.update(unwrappers(known[start : start + 500]))
        about: dict[UUID, list[str]] = defaultdict(list)
        for note, topic in NoteTopic.objects.filter(note__gte=first, note__lte=last).values_list("note", "topic"):
            about[note].append(topic)
        rows, links, tags = [], [], []
        for pk, author, on, form, minutes, language, interpreter, follow_up_on, *texts in notes:
            at += 1
            file, wrapped = files[pk][0]
            key = unwrap[file](wrapped)
            opened = ["" if t is None else f.open_text(pk, key, t) for f, t in zip(sealed, texts, strict=True)]
            rows.append((at, number[author], on, form, minutes, language, interpreter, follow_up_on, *opened))
            for file, _wrapped in files[pk]:
                link += 1
                links.append((link, at, number[file]))
            for topic in about[pk]:
                tag += 1
                tags.append((tag, at, topics[topic]))
        columns = (
            "id",
            "author_id",
            "on",
            "form",
            "minutes",
            "language",
            "with_interpreter",
            "follow_up_on",
            "summary",
            "result",
            "follow_up",
        )
        insert(cursor, "plain_note", columns, rows)
        insert(cursor, "plain_note_files", ("id", "note_id", "file_id"), links)
        insert(cursor, "plain_note_topics", ("id", "note_id", "topic_id"), tags)
