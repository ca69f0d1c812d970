"""What can happen to a report: checked, submitted, exported; and to its two settings."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import Organisation, Team, User
from lotse.reports import access
from lotse.reports.annex1 import Quarter
from lotse.reports.frozen import canonical, document, figures_digest, of_provider, sha256
from lotse.reports.models import Check, FiguresSwitch, ReportExport, ReportingDay, Submission
from lotse.reports.state import ProviderState, state
from lotse.rulebook import access as rulebook


class Refused(Exception):
    """Why it cannot be done, in words for who tried."""


def check_quarter(team: Team, quarter: Quarter, *, digest: str, by: User, today: date) -> Check:
    """The coordination has checked these very figures; if others stand there by now, it must look again."""
    if quarter.last_day >= today:
        raise Refused(_("Das Quartal läuft noch. Prüfen können Sie es ab dem ersten Tag danach."))
    annex, _cut = of_provider(team.organisation_id, quarter, rulebook.current(quarter.last_day))
    if figures_digest(annex, team=team.pk) != digest:
        raise Refused(
            _("Die Zahlen haben sich geändert, seit Sie die Seite geöffnet haben. Bitte sehen Sie noch einmal hin.")
        )
    with as_actor(by, "check_quarter"):
        row, _made = Check.objects.get_or_create(
            team=team, year=quarter.year, quarter=quarter.number, digest=digest, defaults={"checked_by": by}
        )
        return row


def submit_quarter(
    organisation: Organisation, quarter: Quarter, *, digest: str, reason: str = "", by: User, today: date
) -> Submission:
    """Hand the quarter in and freeze it. Handed in again it gets the next number; the former one stays as it was."""
    if quarter.last_day >= today:
        raise Refused(_("Das Quartal läuft noch. Einreichen können Sie es ab dem ersten Tag danach."))
    concept = rulebook.current(quarter.last_day)
    with as_actor(by, "submit_quarter"), transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)  # two managers, one number each
        annex, _cut = of_provider(organisation.pk, quarter, concept)
        if figures_digest(annex, organisation=organisation.pk) != digest:
            raise Refused(
                _("Die Zahlen haben sich geändert, seit Sie die Seite geöffnet haben. Eingereicht wurde nichts.")
            )
        found = access.Reach(by.pk, False, frozenset([organisation.pk]), frozenset(), frozenset(), False)
        now = state(organisation, quarter, annex, found, today)
        number = _next_number(now, reason)
        teams = access.teams_named({place.team for _user, _month, place in annex.cells})
        at = timezone.now()
        text = canonical(
            document(
                annex,
                organisation,
                teams,
                [t.check for t in now.teams if t.check],
                by_worker=organisation.pk not in access.silent_organisations(),
                number=number,
                reason=reason if number > 1 else "",
                by=by.name,
                at=at,
            )
        )
        return Submission.objects.create(
            organisation=organisation, year=quarter.year, quarter=quarter.number, number=number,
            reason=reason if number > 1 else "", concept=concept.key, concept_sha256=concept.digest,
            text=text, sha256=sha256(text), submitted_by=by, submitted_at=at,
        )  # fmt: skip


def _next_number(now: ProviderState, reason: str) -> int:
    if waiting := now.unchecked:
        raise Refused(_("Noch nicht geprüft: %(teams)s.") % {"teams": ", ".join(t.team.name for t in waiting)})
    if now.latest is None:
        return 1
    if reason not in Submission.Reason.values:
        raise Refused(_("Bitte geben Sie an, warum Sie das Quartal noch einmal einreichen."))
    return now.latest.number + 1


def record_export(
    quarter: Quarter, kind: str, *, by: User, filters: str = "", submission: UUID | None = None
) -> ReportExport:
    """Written before the file leaves."""
    with as_actor(by, "export_report"):
        return ReportExport.objects.create(
            user=by,
            year=quarter.year,
            quarter=quarter.number,
            format=kind,
            filters=filters[:400],
            submission_id=submission,
        )


def switch_figures(organisation: Organisation, *, is_on: bool, basis: str, by: User) -> FiguresSwitch:
    with as_actor(by, "switch_figures_by_worker"):
        return FiguresSwitch.objects.create(organisation=organisation, is_on=is_on, basis=basis, switched_by=by)


def set_reporting_day(day: int, *, by: User) -> ReportingDay:
    with as_actor(by, "set_reporting_day"):
        return ReportingDay.objects.create(day=day, set_by=by)
