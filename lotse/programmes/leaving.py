"""Whom an application concerned once, and does not any more: from the day somebody leaves it or the household, her
workers read no new remark. What stood there then stays readable to them, and nothing else of it.

A remark is one text that is kept up to date. So each that was replaced is kept with the instant it was replaced at, and
what stood on a day can be told without anybody having done anything on that day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lotse.cases.header import Header
from lotse.cases.models import File
from lotse.people.models import Membership
from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField


class OfEither(models.Model):
    """Belongs to an application for a benefit or for a flat."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    benefit = models.ForeignKey("BenefitApplication", models.CASCADE, null=True, related_name="+")
    housing = models.ForeignKey("HousingApplication", models.CASCADE, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def application(self) -> Any:
        return self.benefit or self.housing


ONE_OF_BOTH = Q(benefit=None) ^ Q(housing=None)


class EarlierRemark(OfEither):
    """The words that stood at an application until somebody wrote others."""

    words = SealedTextField(key="seal_key", null=True)
    until_at = models.DateTimeField()

    class Meta:
        ordering = ["until_at"]
        constraints = [models.CheckConstraint(condition=ONE_OF_BOTH, name="remark_of_one")]

    def __str__(self) -> str:
        return f"{self.until_at}"

    def seal_key(self) -> bytes:
        key: bytes = self.application.seal_key()
        return key


class Leaver(OfEither):
    """Somebody it concerned until a day: taken out of it by whoever keeps it."""

    file = models.ForeignKey(File, models.CASCADE, related_name="left")
    left_at = models.DateTimeField()

    class Meta:
        ordering = ["left_at"]
        constraints = [
            models.CheckConstraint(condition=ONE_OF_BOTH, name="leaver_of_one"),
            models.UniqueConstraint(fields=["file", "benefit"], name="leaver_once_benefit"),
            models.UniqueConstraint(fields=["file", "housing"], name="leaver_once_housing"),
        ]

    def __str__(self) -> str:
        return f"{self.left_at}"


# --- what verbs keep --------------------------------------------------------------------------------------------------
def keep_remark(row: Any, words: str | None) -> None:
    """Before others are written: what stands there now stays told for the days until now."""
    if (row.words or None) != (words or None):
        EarlierRemark.objects.create(**_of(row), words=row.words or None, until_at=timezone.now())


def leave(row: Any, files: Iterable[File]) -> None:
    """They are taken out; that it concerned them stays."""
    for file in files:
        if row.persons.filter(file=file).exclude(file=row.file_id).delete()[0]:
            Leaver.objects.update_or_create(**_of(row), file=file, defaults={"left_at": timezone.now()})


def come_back(row: Any, files: Iterable[File]) -> None:
    for found in Leaver.objects.filter(**_of(row), file__in=list(files)):
        found.delete()


def _of(row: Any) -> dict[str, Any]:
    return {"housing" if row._meta.model_name == "housingapplication" else "benefit": row}


# --- who reads --------------------------------------------------------------------------------------------------------
def is_together(head: Header, row: Any) -> bool:
    """Whether the person of the page still belongs to the household it is kept with."""
    if row.file.person_id == head.file.person_id or row.file_id in head.file_ids:
        return True
    last = last_day_together(head.file.person_id, row.file.person_id, head.today)
    return last is not None and last >= head.today


def last_day_together(one: UUID, other: UUID, today: date) -> date | None:
    """The last day, today at the latest, on which two people were of one household; None: they never were."""
    spans: dict[UUID, list[tuple[UUID, date, date | None]]] = {one: [], other: []}
    for person, *span in Membership.objects.filter(person__in=[one, other]).values_list(
        "person", "household", "from_on", "until_on"
    ):
        spans[person].append(tuple(span))  # type: ignore[arg-type]
    return last_shared(spans[one], spans[other], today)


Span = tuple[UUID, date, date | None]  # household, first and last day


def last_shared(mine: Iterable[Span], theirs: Iterable[Span], today: date) -> date | None:
    days = [
        min(until or today, other_until or today, today)
        for home, begins, until in mine
        for other, other_begins, other_until in theirs
        if home == other and max(begins, other_begins) <= min(until or today, other_until or today, today)
    ]
    return max(days, default=None)


@dataclass(frozen=True)
class Left:
    """What somebody who has left may still read."""

    row: Any
    last_on: date
    words: str


def left_behind(head: Header, model: Any, key: UUID) -> Left | None:
    """An application that concerned the person once; None where it never did, or still does."""
    unread = {"proceedings", "decision_words"} & {f.name for f in model._meta.concrete_fields}
    row = model._default_manager.select_related("file__person").defer(*unread).filter(pk=key).first()
    if row is None or row.file_id in head.file_ids:
        return None
    taken_out = Leaver.objects.filter(**_of(row), file__in=head.file_ids).order_by("-left_at").first()
    last = last_day_together(head.file.person_id, row.file.person_id, head.today)
    if taken_out:
        moment = taken_out.left_at
        if last is not None and last < head.today:
            moment = min(moment, _end_of(last))
    elif row.persons.filter(file__in=head.file_ids).exists() and last is not None and last < head.today:
        moment = _end_of(last)
    else:
        return None
    earlier = EarlierRemark.objects.filter(**_of(row)).order_by("until_at")
    found = stood_at(((one.until_at, one) for one in earlier), row, row.at, moment)
    return Left(row, timezone.localtime(moment).date(), (found.words or "") if found else "")


def stood_at(earlier: Iterable[tuple[datetime, Any]], now: Any, begun: datetime, moment: datetime) -> Any:
    """Of texts that stood one after the other until an instant each, and the one that stands now: which stood at the
    moment? None before the first was written."""
    if moment < begun:
        return None
    return next((text for until, text in earlier if until > moment), now)


def _end_of(day: date) -> datetime:
    """The first instant of the following day, here; less a moment."""
    following = datetime.combine(day + timedelta(days=1), datetime.min.time(), timezone.get_current_timezone())
    return following - timedelta(microseconds=1)


@dataclass(frozen=True)
class LeftLine:
    what: str  # as in an address
    id: UUID
    key: str  # of the procedure or the benefit
    concept: str
    left_on: date


def left_lines(head: Header) -> list[LeftLine]:
    """What somebody was taken out of, the newest first; one query. Who is of another household now finds hers among
    the others."""
    rows = (
        Leaver.objects.filter(file__in=head.file_ids)
        .order_by("-left_at")
        .values_list("left_at", "benefit", "benefit__kind", "housing", "housing__procedure", "housing__concept")
    )
    return [
        LeftLine("wohnung" if housing else "antrag", housing or benefit, procedure or kind, concept or "",
                 timezone.localtime(at).date())
        for at, benefit, kind, housing, procedure, concept in rows
    ]  # fmt: skip
