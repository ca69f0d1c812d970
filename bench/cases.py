"""What is measured: who asks for which page, and the same page of the plain yardstick and the bare data of it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib import import_module
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Count, Q

from bench import client, raw
from lotse.accounts.models import RoleHeld, User
from lotse.accounts.permissions import Role
from lotse.cases.models import Allocation, File
from lotse.desk.generate import LONG
from lotse.reports.annex1 import Quarter, last_day
from lotse.ui.ids import uuid7

TOKEN = "x" * 32  # a CSRF cookie of our own
SLIPS = (("i", "y"), ("k", "q"), ("sh", "sch"), ("ou", "u"), ("ss", "s"), ("o", "u"))


@dataclass(frozen=True)
class Ask:
    """One request to Lotse."""

    user: User
    path: str
    data: dict[str, Any] | None = None
    htmx: bool = False


@dataclass
class Case:
    title: str
    lotse: Callable[[int], Ask]
    plain: Callable[[int], tuple[str, dict[str, Any] | None]] | None
    raw: Callable[[int], Any]
    status: int = 200
    goals: tuple[str, ...] = ()
    is_write: bool = False
    is_alone: bool = False  # what it asks for is made ready first, one at a time: no requests per second
    shows: str = ""  # how a row of the page looks, where raw SQL is to find as many


@dataclass
class World:
    """Whose pages are asked for; `few` takes files with few notes instead of those with 200."""

    today: date
    few: bool = False
    number: dict[UUID, int] = field(default_factory=dict)  # of files and workers in the plain tables
    dice: random.Random = field(default_factory=lambda: random.Random(5))

    @cached_property
    def files(self) -> list[tuple[File, User]]:
        """Open files with their leads, at most twenty."""
        count = Count("notes_in")
        wanted = Q(n__range=(3, 15)) if self.few else Q(n__gte=LONG)
        keys = list(
            File.objects.filter(closed_on=None)
            .annotate(n=count)
            .filter(wanted)
            .order_by("number")
            .values_list("pk", flat=True)[:400]
        )
        rows = Allocation.objects.filter(file__in=keys, until_on=None, part=Allocation.Part.LEAD)
        rows = rows.select_related("file__person", "user").order_by("file__number")
        return [(row.file, row.user) for row in rows[:20]]

    @cached_property
    def workers(self) -> list[User]:
        return list(dict.fromkeys(user for _file, user in self.files))

    @cached_property
    def coordinators(self) -> list[tuple[User, str]]:
        rows = RoleHeld.objects.filter(role=Role.COORDINATOR).select_related("user", "team").order_by("user__email")
        return [(row.user, row.team.region) for row in rows if row.team][:20]

    @cached_property
    def manager(self) -> RoleHeld:
        return RoleHeld.objects.filter(role=Role.MANAGER).select_related("user").order_by("user__email")[0]

    @cached_property
    def wanted(self) -> list[tuple[User, File, str]]:
        """Who looks for whom, and what is typed: the name in its script, as it stands, or as somebody hears it."""
        found = []
        for user, region in self.coordinators:
            rows = File.objects.filter(region=region, team__isnull=False).select_related("person").order_by("number")
            many = list(rows.values_list("pk", flat=True))
            for file in rows.filter(pk__in=self.dice.sample(many, min(10, len(many)))):
                found.append((user, file, self._typed(file, len(found))))
        self.dice.shuffle(found)
        return found

    def _typed(self, file: File, at: int) -> str:
        person = file.person
        if at % 3 == 0 and person.original_name:
            return person.original_name
        typed = f"{person.family_name} {person.given_name}".lower()
        if at % 3 == 1:
            for old, new in self.dice.sample(SLIPS, 2):
                typed = typed.replace(old, new, 1)
        return typed

    @cached_property
    def born(self) -> list[tuple[User, tuple[int, int, int]]]:
        rows = [(user, file.person.birth) for user, file, _typed in self.wanted]
        return [(user, (y, m, d)) for user, (y, m, d) in rows if y and m and d]

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.today).plus(-1)


def cases(world: World) -> list[Case]:
    def of(rows: Sequence[Any], at: int) -> Any:
        return rows[at % len(rows)]

    number, today, quarter = world.number, world.today, world.quarter
    ends = [last_day(month) for month in quarter.months]

    def page(suffix: str) -> Callable[[int], Ask]:
        return lambda i: Ask(of(world.files, i)[1], f"/akten/{of(world.files, i)[0].pk}/{suffix}")

    def plain_file(suffix: str) -> Callable[[int], tuple[str, None]]:
        return lambda i: (f"/file/{number[of(world.files, i)[0].pk]}/{suffix}", None)

    def typed(i: int, **more: Any) -> Ask:
        user, _file, text = of(world.wanted, i)
        return Ask(user, "/suche/", {"q": text}, **more)

    def birth(i: int) -> Ask:
        user, (year, month, day) = of(world.born, i)
        return Ask(user, "/suche/", {"q": f"{day:02}.{month:02}.{year}"})

    def family(i: int) -> str:
        return str(of(world.wanted, i)[1].person.family_name)

    search = ("search",)
    return [
        Case("File of 200 notes, newest thirty", page(""), plain_file(""),
             lambda i: raw.open_file(of(world.files, i)[0].pk, 30), goals=("opening",)),
        Case("File of 200 notes, all", page("?alle"), plain_file("?all"),
             lambda i: raw.open_file(of(world.files, i)[0].pk, None), goals=("all",)),
        Case("List of files, own", lambda i: Ask(of(world.workers, i), "/akten/"),
             lambda i: (f"/files/?worker={number[of(world.workers, i).pk]}", None),
             lambda i: raw.list_files(of(world.workers, i).pk, "", today)),
        Case("List of files, team", lambda i: Ask(of(world.coordinators, i)[0], "/akten/"),
             lambda i: (f"/files/?{urlencode({'region': of(world.coordinators, i)[1]})}", None),
             lambda i: raw.list_files(None, of(world.coordinators, i)[1], today)),
        Case("Search by name while typing", lambda i: typed(i, htmx=True),
             lambda i: ("/search/?" + urlencode({"q": family(i)[:5]}), None),
             lambda i: raw.search_name(of(world.wanted, i)[1].person.normal_name[:5]), goals=search),
        Case("Search by name, page of results", typed,
             lambda i: ("/search/?" + urlencode({"q": family(i)[:5]}), None),
             lambda i: raw.search_name(of(world.wanted, i)[1].person.normal_name[:5]), goals=search),
        Case("Search by birth date", birth,
             lambda i: ("/search/?born={:04}-{:02}-{:02}".format(*of(world.born, i)[1]), None),
             lambda i: raw.search_birth(*of(world.born, i)[1]), goals=search),
        Case("Saving a note", lambda i: note_of(*of(world.files, i), today),
             lambda i: _plain_note(number, *of(world.files, i), today),
             lambda i: raw.save_note(number[of(world.files, i)[0].pk], number[of(world.files, i)[1].pk], today),
             status=302, goals=("saving",), is_write=True),
        Case("Heute of a worker", lambda i: Ask(of(world.workers, i), "/"),
             lambda i: (f"/today/?worker={number[of(world.workers, i).pk]}", None),
             lambda i: raw.today_of(of(world.workers, i).pk, "", today)),
        Case("Heute of a coordination", lambda i: Ask(of(world.coordinators, i)[0], "/"),
             lambda i: (f"/today/?{urlencode({'region': of(world.coordinators, i)[1]})}", None),
             lambda i: raw.today_of(None, of(world.coordinators, i)[1], today)),
        Case("Annex 1 of a quarter", lambda i: Ask(world.manager.user, f"/berichte/anlage-1/?quartal={quarter}"),
             lambda i: (f"/annex/?from={quarter.months[0]}&to={quarter.last_day}", None),
             lambda i: raw.annex1(quarter.months[0], ends, world.manager.organisation_id), goals=("annex",)),
    ]  # fmt: skip


def note_of(file: File, user: User, today: date) -> Ask:
    data = {
        "note_id": str(uuid7()), "contact_form": "individual", "on": f"{today:%d.%m.%Y}", "minutes": "45",
        "language": "ar", "fields_of_action": "health", "topics": "residence", "persons": str(file.pk),
        "summary": "Wort " * 40,
        "result": "Wort " * 16,
    }  # fmt: skip
    return Ask(user, f"/akten/{file.pk}/vermerk/neu/", data)


def _plain_note(number: dict[UUID, int], file: File, user: User, today: date) -> tuple[str, dict[str, Any]]:
    data = {
        "files": number[file.pk], "author": number[user.pk], "on": today.isoformat(), "form": "individual",
        "minutes": 45, "language": "ar", "topics": 1, "summary": "Wort " * 40, "result": "Wort " * 16,
    }  # fmt: skip
    return f"/file/{number[file.pk]}/write/", data


# --- as bytes on the wire ---------------------------------------------------------------------------------------------
_cookies: dict[UUID, str] = {}


def cookie(user: User) -> str:
    """Signed in as `user`: a session as logging in makes it."""
    if user.pk not in _cookies:
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        _cookies[user.pk] = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={TOKEN}"
    return _cookies[user.pk]


def request_of(ask: Ask) -> bytes:
    if ask.data is None:
        return client.get(ask.path, cookie(ask.user))
    body = urlencode({**ask.data, "csrfmiddlewaretoken": TOKEN}, doseq=True).encode()
    return client.post(ask.path, body, cookie(ask.user), htmx=ask.htmx)


def plain_request_of(path: str, data: dict[str, Any] | None) -> bytes:
    if data is None:
        return client.get(path)
    return client.post(path, urlencode({**data, "csrfmiddlewaretoken": TOKEN}).encode(), f"csrftoken={TOKEN}")
