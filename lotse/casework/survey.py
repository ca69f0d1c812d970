"""The survey as it is shown: its words in the person's language, and the sums of all answers."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.casework.house import homes
from lotse.casework.models import SurveyAnswer, SurveyReply
from lotse.concept.entries import Entry, Source
from lotse.concept.model import Concept
from lotse.paper.texts import Texts, texts_of
from lotse.ui.reasons import text_in_language
from lotse.vault.keys import open_keys

SCALE = (("yes", 4), ("rather-yes", 3), ("rather-no", 2), ("no", 1))
NEAR = {"prs": "fa", "de-simple": "de"}  # a language that is read where there is no text in one's own
LEAST = 5  # fewer answers are not summed up: one could guess whose they are


def languages() -> dict[str, Texts]:
    return texts_of("survey")


def best_language(contact: str) -> str:
    known = languages()
    return contact if contact in known else NEAR.get(contact, "de")


def direction(concept: Concept, language: str) -> str:
    return next((entry.direction for entry in concept.languages if entry.key == language), "ltr")


def question(entry: Entry, texts: Texts) -> str:
    """As the text has it, else in the concept's own words."""
    key = f"question-{entry.key}"
    if key in texts.words:
        return texts.words[key]
    return entry.title.en if texts.lang == "en" else entry.title.de


# --- in her evaluation ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ShownAnswer:
    month: date
    replies: list[tuple[str, str]]  # the question, and the words for what was ticked
    words: str


def scale_word(value: int | None) -> str:
    texts = languages()
    chosen = texts["de"]
    return next((chosen[key] for key, number in SCALE if number == value), chosen["skip"])


def answers_of(concept: Concept, closure: UUID, key: bytes | None) -> list[ShownAnswer]:
    """What she wanted to stand in her evaluation."""
    found = []
    for row in SurveyAnswer.objects.filter(closure=closure).prefetch_related("replies").order_by("month", "pk"):
        row.fresh_key = key
        ticked = {r.question: r.value for r in row.replies.all()}
        replies = [
            (text_in_language(q.title), scale_word(ticked[q.key]))
            for q in concept.survey_questions
            if q.key in ticked
        ]  # fmt: skip
        found.append(ShownAnswer(row.month, replies, row.words or ""))
    return found


# --- the total --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Sum:
    title: str
    source: Source
    number: int
    counts: list[tuple[str, int]]  # word of the scale, how many
    good: int  # the two upper ones

    @property
    def share(self) -> int:
        return round(100 * self.good / self.number) if self.number else 0


@dataclass(frozen=True)
class Total:
    answers: int
    is_shown: bool
    sums: list[Sum]
    words: list[str]


def total(held: Rights, concept: Concept, since: date) -> Total:
    """Of all answers since a month, those in an evaluation as well. Below the least number nothing is summed up; nor
    while those that stand in none are fewer: who reads the evaluations could subtract them."""
    all_ = held.scope(Action.FIGURES) == "all"
    ours = Q() if all_ else Q(organisation__in=homes(held, Action.FIGURES))
    answers = SurveyAnswer.objects.filter(ours, month__gte=since)
    number, alone = answers.count(), answers.filter(closure=None).count()
    if number < LEAST or 0 < alone < LEAST:
        return Total(number, False, [], [])
    counted: dict[str, Counter[int]] = defaultdict(Counter)
    rows = SurveyReply.objects.filter(answer__in=answers).order_by().values_list("question", "value")
    for key, value, n in rows.annotate(n=Count("pk")):
        counted[key][value] += n
    sums = [_sum(entry, counted[entry.key]) for entry in concept.survey_questions]
    return Total(number, True, sums, [] if all_ else _words(homes(held, Action.FIGURES), since))


def _sum(entry: Entry, counted: Counter[int]) -> Sum:
    german = languages()["de"]
    counts = [(german[key], counted[value]) for key, value in SCALE]
    number = sum(n for _word, n in counts)
    return Sum(text_in_language(entry.title), entry.source, number, counts, counts[0][1] + counts[1][1])


def _words(organisations: set[UUID], since: date) -> Sequence[str]:
    """What was written to the provider without a name, in the order of random ids."""
    keys = open_keys(organisations)
    rows = SurveyAnswer.objects.filter(
        organisation__in=organisations, closure=None, month__gte=since, words__isnull=False
    )
    found = []
    for row in rows.order_by("pk")[:100]:
        row.fresh_key = keys.get(row.organisation_id)
        found.append(row.words or "")
    return found
