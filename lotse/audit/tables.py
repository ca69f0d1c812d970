"""Which tables are audited: all of our rooms', save the exceptions named here with their reason."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models

from lotse.audit.models import ReadLog, Seal, WriteLog

AUDITED_ROOMS = (
    "vault", "rulebook", "accounts", "network", "people", "cases", "notes", "casework", "programmes", "intake",
    "reports",
)  # fmt: skip

# Tables without any trace in the write log, and why. (The tables of Django and allauth are not ours: sessions, and what
# they keep of authenticators, change with every sign-in and hold nothing about clients.)
_SURVEY = "what a person answers without logging in: a trace with its instant could be laid beside her link"
_SEARCH = "derived from names and numbers of persons, which are audited; made anew by `lotse search rebuild`"
EXCLUDED_TABLES: dict[str, str] = {
    "casework_surveyanswer": _SURVEY,
    "casework_surveyreply": _SURVEY,
    "people_token": _SEARCH,
    "people_tokenskeleton": _SEARCH,
    "people_tokentrigram": _SEARCH,
    "people_persontoken": _SEARCH,
    "people_personnumber": _SEARCH,
}

# Columns whose change alone is no act of anybody.
EXCLUDED_COLUMNS: dict[str, dict[str, str]] = {
    "accounts_user": {"last_login": "Django notes it while signing in, before anybody acts; the session is its record"},
    "network_partner": {"found_by": "derived from its name, place and offers, for the search"},
    "network_offer": {"is_named": "beside the row of a measure the log would say whose help plan names which offer"},
    "notes_draft": dict.fromkeys(
        ("words", "updated_at", "version", "tab"),
        "typing: a draft is saved every few seconds; that it was begun, moved and removed is written down",
    ),
}

APPEND_ONLY = (WriteLog, ReadLog, Seal)


@dataclass(frozen=True)
class Audited:
    table: str
    pk_column: str
    pk_is_uuid: bool
    columns: tuple[str, ...]  # those whose change is written down
    has_silent_columns: bool


def audited_models() -> list[type[models.Model]]:
    return [
        model
        for room in AUDITED_ROOMS
        if apps.is_installed(f"lotse.{room}")
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in EXCLUDED_TABLES
    ]


def describe(model: type[models.Model]) -> Audited:
    meta = model._meta
    silent = EXCLUDED_COLUMNS.get(meta.db_table, {})
    pk = meta.pk
    assert pk is not None
    target = pk
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    return Audited(
        table=meta.db_table,
        pk_column=str(pk.column),
        pk_is_uuid=isinstance(target, models.UUIDField),
        columns=tuple(str(f.column) for f in meta.local_concrete_fields if f.column not in silent),
        has_silent_columns=bool(silent),
    )


def audited_tables(existing: set[str]) -> list[Audited]:
    """The audited tables that are already there (before the first `migrate`, or between two, some are not)."""
    return sorted((describe(m) for m in audited_models() if m._meta.db_table in existing), key=lambda a: a.table)


def append_only_tables(existing: set[str]) -> list[str]:
    return [m._meta.db_table for m in APPEND_ONLY if m._meta.db_table in existing]
