"""What is said to a question instead of a fact, and whether it is to be asked again."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.models import Answer, File
from lotse.rulebook import access as rulebook

TOPICS = ("field", "benefit-rule", "paper")


def topic_of(about: str, key: object) -> str:
    """How a question is named: `field/work-history`, `benefit-rule/<key>`, `paper/<id of a status>`."""
    if about not in TOPICS:
        raise ValueError(f"There are no questions about {about!r}: {', '.join(TOPICS)}")
    return f"{about}/{key}"


def answer_question(file: File, topic: str, kind: str, until_on: date | None = None, *, by: User) -> Answer:
    """Not known, declined, does not apply, ask again on a day. The newest answer to a question replaces the former."""
    _check(file, topic)
    if kind != Answer.Kind.LATER:
        until_on = None  # a day left over in the form means nothing
    elif until_on is None:
        raise Refused(_("Bitte nennen Sie den Tag, an dem wieder gefragt werden soll."))
    with as_actor(by, "answer_question", kind), transaction.atomic():
        answer, _made = Answer.objects.update_or_create(
            file=file, topic=topic, defaults={"kind": kind, "until_on": until_on, "by": by.pk}
        )
        return answer


def ask_again(file: File, topic: str, *, by: User) -> None:
    """Take an answer back: the question is open as if it had never been answered."""
    _only_open(file)
    with as_actor(by, "ask_again"), transaction.atomic():
        Answer.objects.filter(file=file, topic=topic).delete()


def answers_in_force(files: Iterable[UUID], today: date) -> dict[str, Answer]:
    """By topic, the answers that hold today; one that said "later" holds until the day before. One query."""
    rows = Answer.objects.filter(file__in=files).order_by("at")
    return {a.topic: a for a in rows if a.until_on is None or today < a.until_on}


def _only_open(file: File) -> None:
    if not file.is_open or file.merged_into_id:
        raise Refused(_("Die Akte ist geschlossen. Öffnen Sie sie wieder, um Fragen zu beantworten."))


def _check(file: File, topic: str) -> None:
    """A question there is. None about a sensitive field: that it does not apply would be readable in the database."""
    _only_open(file)
    about, _slash, key = topic.partition("/")
    if about not in TOPICS or not key:
        raise Refused(_("Diese Frage gibt es nicht."))
    if about == "field" and not any(
        f.key == key and f.enabled and not f.sensitive for f in rulebook.get(file.concept).file_fields
    ):
        raise Refused(_("Diese Frage gibt es nicht."))
