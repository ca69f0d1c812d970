"""What was typed, as people read it: labels instead of field names, titles instead of codes."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from lotse.cases.words import title
from lotse.concept.model import Concept
from lotse.notes.drafts import Typed


def shown_fields(concept: Concept, typed: Typed, names: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """(label, text) of the fields that hold something; with `names` of just these, empty or not."""
    coded: dict[str, Callable[[str], str]] = {
        "contact_form": lambda key: title(concept.forms, key),
        "language": lambda key: title(concept.languages, key),
        "fields_of_action": lambda key: title(concept.fields_of_action, key),
        "topics": lambda key: title(concept.topics, key),
        "tasks": lambda key: title(concept.tasks, key),
        "activities": lambda key: title(concept.activities, key),
        "exception_reason": lambda key: title(concept.exception_reasons, key),
    }
    labels = {
        "contact_form": _("Form"), "on": _("Datum"), "minutes": _("Dauer in Minuten"), "language": _("Sprache"),
        "fields_of_action": _("Handlungsfelder"), "topics": _("Themen"), "tasks": _("Gesetzliche Aufgaben"),
        "activities": _("Tätigkeiten"), "exception_reason": _("Grund der Ausnahme"),
        "exception_words": _("Grund in Ihren Worten"),
        "summary": _("Zusammenfassung"), "result": _("Ergebnis"), "follow_up_on": _("Wiedervorlage am"),
        "follow_up": _("Woran erinnern?"), "late_words": _("Warum nach der Frist"), "words_added": _("Nachtrag"),
        "persons": _("Ausgewählte Personen"),
    }  # fmt: skip
    found = []
    for name in typed if names is None else names:
        values = [v for v in typed.get(name, []) if v]
        label = _("Zusatz") if name.startswith("addition_") else labels.get(name)
        if label is None or (names is None and not values):
            continue
        if name == "persons":
            text = str(len(values))
        else:
            text = ", ".join(coded[name](v) or v for v in values) if name in coded else "\n".join(values)
        found.append((label, text))
    return found
