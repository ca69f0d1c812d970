"""Whether a file is complete: every field the concept asks about is answered, "not known" included; and the question
that comes next. Nothing is stored but the answers: what is there follows from the rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from lotse.cases.header import Header
from lotse.cases.known import GERMAN
from lotse.cases.models import Answer
from lotse.cases.questions import topic_of
from lotse.concept.entries import Source
from lotse.concept.model import FileField
from lotse.concept.vocabulary import Fact
from lotse.ui.reasons import text_in_language

THERE, OPEN = "there", "open"
COMPLETE = {THERE, *Answer.Kind.values} - {Answer.Kind.LATER.value}


@dataclass(frozen=True)
class Question:
    """A field of the concept, and what is known of it: there, open, or the kind of an answer."""

    key: str
    title: str
    asks: str
    state: str
    said: str  # the answer in words
    until_on: date | None
    address: str  # where what the person says is entered
    source: Source

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def is_complete(self) -> bool:
        return self.state in COMPLETE


@dataclass(frozen=True)
class Completeness:
    questions: list[Question]

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def done(self) -> int:
        return sum(q.is_complete for q in self.questions)

    @property
    def there(self) -> list[Question]:
        return [q for q in self.questions if q.state == THERE]

    @property
    def not_there(self) -> list[Question]:
        """What is to be asked, was answered otherwise or put off."""
        return [q for q in self.questions if q.state != THERE]

    @property
    def next_question(self) -> Question | None:
        """The first of the concept's order that is open; what was put off comes back on its day."""
        return next((q for q in self.questions if q.is_open), None)


def completeness_of(head: Header) -> Completeness | None:
    """For whoever may enter the answers, in a file in which there is something to be asked; else None."""
    if not head.is_asked:
        return None
    states = facts(head)
    answers = head.answers if OPEN in states.values() else {}
    return Completeness([_question(head, entry, states[entry.key], answers) for entry in _asked(head)])


def facts(head: Header) -> dict[str, str]:
    """Of each field that is asked at this age whether its answer stands in the file, in the concept's order."""
    return {entry.key: THERE if _is_there(head, entry) else OPEN for entry in _asked(head)}


def _asked(head: Header) -> list[FileField]:
    age = head.person.age_on(head.today)
    return [f for f in head.concept.file_fields if f.enabled and not f.sensitive and f.is_asked_at(age)]


FACTS: dict[Fact, Callable[[Header], bool]] = {
    "personal-data": lambda h: bool(h.person.birth_year and h.person.nationality),
    "reachability": lambda h: h.known.has_contact,
    "residence-status": lambda h: h.status is not None,
    "benefit": lambda h: h.benefit is not None,
    "family-situation": lambda h: h.known.has_tie,
    "marital-status": lambda h: bool(h.person.marital_status),
    "language-skills": lambda h: (
        (german := h.known.spoken(GERMAN)) is not None and (german.is_mother_tongue or bool(german.level))
    ),
    "school-certificate": lambda h: h.known.has_school,
    "vocational-degree": lambda h: h.known.has_vocation,
    "work-history": lambda h: h.known.has_work,
}


def _is_there(head: Header, entry: FileField) -> bool:
    """A row, or words somebody wrote before there were rows, or where there are none."""
    return bool(entry.fact and FACTS[entry.fact](head)) or entry.key in head.known.words


def _question(head: Header, entry: FileField, state: str, answers: Mapping[str, Answer]) -> Question:
    answer = answers.get(topic_of("field", entry.key)) if state == OPEN else None
    return Question(
        entry.key, text_in_language(entry.title), text_in_language(entry.asks), answer.kind if answer else state,
        str(answer.get_kind_display()) if answer else "", answer.until_on if answer else None,
        _address(head, entry), entry.source,
    )  # fmt: skip


ADDRESSES: dict[Fact, tuple[str, tuple[Any, ...], str]] = {
    "personal-data": ("cases:edit", (), ""),
    "reachability": ("cases:facts", ("kontakte",), ""),
    "residence-status": ("cases:status-new", (), ""),
    "benefit": ("cases:benefit-new", (), ""),
    "family-situation": ("cases:tie-new", (), ""),
    "marital-status": ("cases:edit", (), "#id_marital_status"),
    "language-skills": ("cases:languages", (), f"?sprache={GERMAN}#formular"),
    "school-certificate": ("cases:education-new", (), "?art=school"),
    "vocational-degree": ("cases:education-new", (), "?art=training"),
    "work-history": ("cases:employment-new", (), ""),
}


def _address(head: Header, entry: FileField) -> str:
    if entry.fact is None:
        return reverse("cases:content", args=(head.file.pk, entry.key))
    name, args, more = ADDRESSES[entry.fact]
    return reverse(name, args=(head.file.pk, *args)) + more
