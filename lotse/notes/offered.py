"""Many topics and activities, offered without drowning the form: what somebody uses most first, the rest by field."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count, QuerySet, Value
from django.utils.translation import gettext as _

from lotse.cases.words import titles
from lotse.concept.entries import Entry, Named
from lotse.concept.everyday import Activity
from lotse.concept.model import Concept, Topic
from lotse.notes.models import Note, NoteActivity, NoteTopic
from lotse.ui.prepared import prepared
from lotse.ui.reasons import text_in_language

MOST = 10
LATEST = 200  # notes of one's own that say what is used most


@prepared
def _used(author: UUID) -> QuerySet[Any, tuple[int, str, int]]:
    latest = Note.objects.filter(author=author, struck_at=None).order_by("-on", "-pk").values("pk")[:LATEST]
    topics, activities = (
        model._default_manager.filter(note__in=latest).order_by().values_list(Value(at), column).annotate(n=Count("pk"))
        for at, (model, column) in enumerate(((NoteTopic, "topic"), (NoteActivity, "activity")))
    )
    return topics.union(activities, all=True)


def often(author: UUID) -> tuple[list[str], list[str]]:
    """Topics and activities of somebody's latest notes, the most used first."""
    rows = sorted(_used(author), key=lambda row: (-row[2], row[1]))
    return [key for at, key, _n in rows if at == 0], [key for at, key, _n in rows if at == 1]


@dataclass(frozen=True)
class Group:
    title: str
    entries: tuple[Named, ...]


def groups(entries: Sequence[Named], used: Iterable[str], group: Callable[[Any], str]) -> list[Group]:
    """The ten most used first (of somebody new, the first of the concept), then the others by what `group` says."""
    by_key = {entry.key: entry for entry in entries}
    chosen = list(dict.fromkeys([*(key for key in used if key in by_key), *by_key]))[:MOST]
    rest: dict[str, list[Named]] = {}
    for entry in entries:
        if entry.key not in chosen:
            rest.setdefault(group(entry), []).append(entry)
    first = Group("", tuple(by_key[key] for key in chosen))
    return [first, *(Group(title, tuple(found)) for title, found in rest.items())]


def topic_groups(concept: Concept, used: Iterable[str]) -> list[Group]:
    fields = titles(concept.fields_of_action)

    def field(topic: Topic) -> str:
        return fields.get(topic.field, topic.field)

    return groups(concept.topics, used, field)


def activity_groups(concept: Concept, used: Iterable[str]) -> list[Group]:
    fields = titles(concept.fields_of_action)

    def kind(activity: Activity) -> str:
        return _("Vermittelt an") if activity.is_referral else fields.get(activity.field, _("Allgemein"))

    return groups(concept.activities, used, kind)


@dataclass(frozen=True)
class Pick:
    """A chip: what is ticked, and by which words it is found."""

    widget: Any
    words: str

    @property
    def is_on(self) -> bool:
        return bool(self.widget.data.get("selected"))


def picks(bound: forms.BoundField, shown: Sequence[Group]) -> list[tuple[str, list[Pick]]]:
    """The chips of a field by group."""
    widgets = {str(w.data["value"]): w for w in bound.subwidgets}
    return [
        (group.title, [Pick(widgets[e.key], _words(e)) for e in group.entries if e.key in widgets]) for group in shown
    ]


def _words(entry: Entry) -> str:
    return " ".join([text_in_language(entry.title), *getattr(entry, "aliases", ())]).casefold()
