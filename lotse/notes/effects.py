"""What a note will do, said before it is written: the deadlines it meets, where it counts, when it comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lotse.cases.actions import acts_running
from lotse.cases.due import Shown, punctuality, show
from lotse.cases.models import File
from lotse.concept.model import Concept
from lotse.ui.reasons import text_in_language


@dataclass(frozen=True)
class Meets:
    due: Shown
    who: str
    is_late: bool
    how: str


@dataclass(frozen=True)
class Effects:
    meets: list[Meets]
    counts: list[str]
    follow_up_on: date | None
    files: int


def effects(
    files: Sequence[File],
    concept: Concept,
    *,
    form: str,
    on: date | None,
    topics: Sequence[str],
    follow_up_on: date | None,
    today: date,
) -> Effects:
    """The same rules as `meet_deadlines` and Annex 1, asked beforehand."""
    meets = []
    if form and on:
        names = {f.pk: f.person.full_name for f in files}
        for row in acts_running(tuple(names), on):
            shown = show(row, today)
            if form in shown.forms and (row.met_on is None or on < row.met_on):
                meets.append(Meets(shown, names[row.file_id], on > row.due_on, punctuality(row.due_on, on)))
    return Effects(meets, _counts(concept, form, topics), follow_up_on, len(files))


def _counts(concept: Concept, form: str, topics: Sequence[str]) -> list[str]:
    counts_as = next((f.counts_as for f in concept.forms if f.key == form), None)
    found = []
    for statistic in concept.statistics:
        is_form = statistic.counts_as is not None and statistic.counts_as == counts_as
        is_topic = bool(statistic.topic) and statistic.topic in topics and counts_as is not None
        if is_form or is_topic:
            found.append(text_in_language(statistic.title))
    return found
