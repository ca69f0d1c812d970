"""Standing in for somebody who is away: rights that begin with the first day and end with the last."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from lotse.accounts.access import Rights, require, rights_of, workers_for
from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.cases.actions import Refused
from lotse.cases.models import Allocation, Cover
from lotse.ui.filters import date_


def stand_in(absent: User, substitute: User, from_on: date, until_on: date, *, by: User) -> Cover:
    """`substitute` works on every open file `absent` leads, and on those she is given meanwhile, until the last day.

    Only on files that `by` may hand over: standing in opens no file of another team."""
    if absent.pk == substitute.pk:
        raise Refused(_("Niemand vertritt sich selbst. Bitte zwei Personen auswählen."))
    if until_on < from_on:
        raise Refused(_("Der letzte Tag liegt vor dem ersten."))
    other = Cover.objects.filter(absent=absent, from_on__lte=until_on, until_on__gte=from_on).first()
    if other:
        raise Refused(
            _("Für diese Zeit vertritt schon %(name)s (%(from)s bis %(until)s). Beenden Sie zuerst diese Vertretung.")
            % {"name": other.substitute.name, "from": date_(other.from_on), "until": date_(other.until_on)}
        )
    away = Cover.objects.filter(absent=substitute, from_on__lte=until_on, until_on__gte=from_on).first()
    if away:
        raise Refused(_("%(name)s ist in dieser Zeit selbst nicht da und wird vertreten.") % {"name": substitute.name})
    with as_actor(by, "stand_in"), transaction.atomic():
        cover = Cover.objects.create(absent=absent, substitute=substitute, from_on=from_on, until_on=until_on, by=by.pk)
        reach = files_for(rights_of(by, from_on), Action.ALLOCATE, from_on)
        led = Allocation.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gte=from_on), from_on__lte=until_on, user=absent,
            part=Allocation.Part.LEAD, file__closed_on=None, file__merged_into=None, file__in=reach,
        )  # fmt: skip
        Allocation.objects.bulk_create(
            Allocation(
                file_id=a.file_id, user=substitute, part=Allocation.Part.COVER, cover=cover,
                from_on=max(from_on, a.from_on), until_on=min(until_on, a.until_on or until_on), by=by.pk,
            )
            for a in led
        )  # fmt: skip
        return cover


def end_cover(cover: Cover, on: date, *, by: User) -> None:
    """Back earlier than thought: yesterday was the last day. One that has not begun never happens."""
    with as_actor(by, "end_cover"), transaction.atomic():
        last = on - timedelta(days=1)
        if cover.from_on > last:
            cover.delete()
            return
        cover.until_on = last
        cover.save(update_fields=["until_on"])
        cover.allocations.filter(from_on__gt=last).delete()
        cover.allocations.filter(until_on__gt=last).update(until_on=last)


@dataclass(frozen=True)
class Row:
    cover: Cover
    files: int
    is_running: bool


def covers_for(held: Rights, today: date) -> list[Row]:
    """Covers that run or are to come, of the people somebody hands files to."""
    rows = (
        Cover.objects.filter(absent__in=workers_for(held, Action.ALLOCATE, today), until_on__gte=today)
        .select_related("absent", "substitute")
        .annotate(files=Count("allocations", filter=Q(allocations__file__closed_on=None)))
        .order_by("from_on", "absent__name")
    )
    return [Row(c, c.files, c.from_on <= today) for c in rows]


def get_cover(request: HttpRequest, key: UUID) -> Cover:
    """The door to a cover: 403 for who hands over nothing, 404 for other people's."""
    held = require(request, Action.ALLOCATE)
    cover = Cover.objects.filter(
        pk=key, until_on__gte=request.today, absent__in=workers_for(held, Action.ALLOCATE, request.today)
    ).first()
    if cover is None:
        raise Http404
    return cover


def away(users: set[UUID], today: date) -> dict[UUID, Cover]:
    """Who of these is covered today, and so is not given anything new."""
    rows = Cover.objects.filter(absent__in=users, from_on__lte=today, until_on__gte=today).select_related("substitute")
    return {c.absent_id: c for c in rows}


def around(user_id: UUID, today: date) -> dict[str, list[Cover]]:
    """For *Heute*: for whom somebody stands in, and who stands in for them, now or soon."""
    found: dict[str, list[Cover]] = defaultdict(list)
    for cover in (
        Cover.objects.filter(
            Q(absent=user_id) | Q(substitute=user_id), until_on__gte=today, from_on__lte=today + timedelta(days=60)
        )
        .select_related("absent", "substitute")
        .order_by("from_on")
    ):
        found["mine" if cover.absent_id == user_id else "theirs"].append(cover)
    return found
