"""Closure: the evaluation of a cycle, its end, and the survey in which the person says how it was (P-111 to P-115,
P-158).

A survey link is a secret of its own: only a digest is kept, it holds once and for thirty days. An answer that is to
count in the total only is written without a trace to her file: a random id, a month, no line in the write log.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.audit.context import system_actor
from lotse.cases.actions import Refused
from lotse.cases.planning import Changed
from lotse.casework import cycle as cycles
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.facts import facts_of
from lotse.casework.models import Agreement, Closure, Goal, GoalResult, SurveyAnswer, SurveyLink, SurveyReply
from lotse.concept.cycle import Facts, Lack, shut
from lotse.rulebook import access as rulebook
from lotse.vault.fields import fill

PARTS = ("goals", "methods", "cooperation", "effect", "reflection", "offers")
LINK_DAYS = 30


# --- the evaluation ---------------------------------------------------------------------------------------------------
def write_closure(
    cycle: Cycle, words: Mapping[str, str], results: Mapping[UUID, tuple[str, str]], *, version: int, by: User
) -> Closure:
    """The evaluation, as far as it is written. It can be added to until the cycle has ended."""
    cycles.only_open(cycle)
    with as_actor(by, "write_closure"), transaction.atomic():
        row = _closure(cycle, by)
        if row.version != version:
            raise Changed(_("Jemand hat die Auswertung in der Zwischenzeit geändert."))
        fill(row, dict(words))
        row.version += 1
        row.save()
        row.results.exclude(goal__in=[goal for goal, (result, _said) in results.items() if result]).delete()
        there = {r.goal: r for r in row.results.all()}
        for goal, (result, said) in results.items():
            if result:
                found = there.get(goal) or GoalResult(closure=row, goal=goal, by=by.pk)
                found.closure, found.result, found.words = row, result, said or None
                found.save()
        return row


def _closure(cycle: Cycle, by: User) -> Closure:
    row = Closure.objects.select_for_update().filter(cycle=cycle).first()
    row = row or Closure.objects.create(cycle=cycle, by=by.pk)
    row.cycle = cycle
    return row


def closing_facts(cycle: Cycle) -> Facts:
    """The facts of a cycle with those of its evaluation; of the words only whether there are any."""
    newest = Agreement.objects.filter(cycle=cycle, taken__isnull=False).order_by("number").last()
    wanted = set(Goal.objects.filter(agreement=newest).values_list("origin", flat=True)) if newest else set()
    row = Closure.objects.filter(cycle=cycle).first()
    said = set(row.results.values_list("goal", flat=True)) if row else set()
    written = sum(row.__dict__[part] is not None for part in PARTS) if row else 0
    return replace(
        facts_of(cycle), results=len(said & wanted), to_result=len(wanted), evaluated=written, to_evaluate=len(PARTS)
    )


def closing_lacks(cycle: Cycle) -> list[Lack]:
    concept, step = rulebook.get(cycle.file.concept), cycles.step_of(cycle, "closure")
    return shut(step, concept.steps, closing_facts(cycle)) if step else []


def end(cycle: Cycle, on: date, reason: str, *, deviation: str = "", by: User) -> StepTaken:
    """The cycle ends with its evaluation as it stands. Undone with a reason, both can be worked on again."""
    with as_actor(by, "end_cycle", reason), transaction.atomic():
        row = Closure.objects.select_for_update().filter(cycle=cycle).first()
        step = cycles.end(cycle, on, reason, deviation=deviation, lacks=closing_lacks(cycle), by=by)
        if row is not None:
            row.taken = step
            row.save(update_fields=["taken"])
        return step


# --- the survey -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Answered:
    """What she ticked and wrote, and who may see it."""

    ticked: Mapping[str, int | None]
    words: str = ""
    with_me: bool = False  # else it counts in the total only


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def make_link(cycle: Cycle, language: str, today: date, *, by: User) -> str:
    """A new secret; a former one that nobody used stops working. It is shown once and stored nowhere."""
    cycles.only_growing(cycle.file)
    secret = secrets.token_urlsafe(24)
    with as_actor(by, "make_survey_link"), transaction.atomic():
        SurveyLink.objects.filter(cycle=cycle, used_on=None).delete()
        SurveyLink.objects.create(
            cycle=cycle,
            digest=digest_of(secret),
            language=language,
            until_on=today + timedelta(days=LINK_DAYS),
            by=by.pk,
        )
    return secret


def link_of(secret: str) -> SurveyLink | None:
    """The database is asked for a digest only, so its answer's time says nothing of secrets."""
    digest = digest_of(secret)
    found = SurveyLink.objects.filter(digest=digest).select_related("cycle__file__organisation").first()
    return found if found and compare_digest(found.digest, digest) else None


def holds(link: SurveyLink, today: date) -> bool:
    return link.used_on is None and today <= link.until_on and link.cycle.file.can_grow


def answer(link: SurveyLink, said: Answered, today: date) -> None:
    """Once. Whether it stands in her evaluation or in the total only is her choice."""
    with system_actor("survey", "answer_survey"), transaction.atomic():
        row = SurveyLink.objects.select_for_update().select_related("cycle__file").get(pk=link.pk)
        if not holds(row, today):
            raise Refused(_("Dieser Link gilt nicht mehr."))
        row.used_on = today
        row.save(update_fields=["used_on"])
        closure = None
        if said.with_me:
            closure = Closure.objects.filter(cycle=row.cycle).first()
            closure = closure or Closure.objects.create(cycle=row.cycle, by=row.by)
            closure.cycle = row.cycle
        made = SurveyAnswer(organisation_id=row.cycle.file.organisation_id, closure=closure, month=today.replace(day=1))
        made.words = said.words.strip() or None
        made.save(force_insert=True)
        SurveyReply.objects.bulk_create(
            SurveyReply(answer=made, question=question, value=value) for question, value in said.ticked.items() if value
        )
