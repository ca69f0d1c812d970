"""The rows of steering, monitoring and closure, each reached through its run, its file or its provider."""

from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from lotse.accounts.access import Rights
from lotse.accounts.permissions import Action
from lotse.cases.header import Header
from lotse.casework.access import open_to_read
from lotse.casework.house import homes
from lotse.casework.models import Closure, Conference, Exchange, Gap, ServiceAgreement, SurveyLink
from lotse.casework.runs import Run, run_of
from lotse.casework.steered_rows import WHO

CONFERENCES = Conference.objects.select_related("appointment__user")


def get_service(run: Run, key: UUID) -> ServiceAgreement:
    found = get_object_or_404(ServiceAgreement, pk=key, cycle=run.cycle)
    found.cycle = run.cycle
    return found


def get_conference(run: Run, key: UUID) -> Conference:
    """One of the open run."""
    return _within(run, get_object_or_404(CONFERENCES, pk=key, cycle=run.cycle))


def get_conference_to_read(request: HttpRequest, key: UUID, row: UUID) -> tuple[Run, Conference]:
    """One of any run of the file."""
    head = open_to_read(request, key)
    found = get_object_or_404(CONFERENCES, pk=row, cycle__file__in=head.file_ids)
    run = run_of(head, "steering", found.cycle_id)
    return run, _within(run, found)


def _within(run: Run, found: Conference) -> Conference:
    found.cycle, found.fresh_key = run.cycle, run.key
    return found


def closure_of(run: Run) -> Closure:
    """The evaluation of a run, or a blank one."""
    found = Closure.objects.filter(cycle=run.cycle).prefetch_related("results").select_related("taken").first()
    row = found or Closure(cycle=run.cycle)
    row.cycle, row.fresh_key = run.cycle, run.key
    return row


def last_link(run: Run) -> SurveyLink | None:
    return SurveyLink.objects.filter(cycle=run.cycle).order_by("at").last()


def get_gap_of_file(head: Header, key: UUID) -> Gap:
    return get_object_or_404(Gap.objects.select_related("file"), pk=key, file=head.file)


def exchanges_of(organisations: set[UUID]) -> QuerySet[Exchange]:
    return Exchange.objects.filter(organisation__in=organisations).select_related("team").annotate(who=WHO)


def exchange_sums(organisations: set[UUID], since: date) -> list[tuple[str, str, int, int]]:
    """By kind: its word, how many since a day, how long in minutes as far as it is said. One query."""
    counted = (
        Exchange.objects.filter(organisation__in=organisations, on__gte=since)
        .order_by()
        .values("kind")
        .annotate(n=Count("pk"), long=Sum("minutes"))
    )
    found = {row["kind"]: (row["n"], row["long"] or 0) for row in counted}
    return [(key, str(word), *found.get(key, (0, 0))) for key, word in Exchange.Kind.choices]


def get_exchange(held: Rights, key: UUID) -> Exchange:
    """Whoever wrote it may add to it and correct it."""
    ours = homes(held, Action.WRITE_NOTES)
    return get_object_or_404(Exchange, pk=key, organisation__in=ours, by=held.user_id)
