"""Where a provider's quarter stands: draft, checked by the coordination of each team, submitted by the management."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lotse.accounts.models import Organisation, Team
from lotse.reports import access
from lotse.reports.access import Reach
from lotse.reports.annex1 import Annex1, Quarter
from lotse.reports.frozen import figures_digest
from lotse.reports.models import Check, Submission


@dataclass(frozen=True)
class TeamState:
    team: Team
    digest: str
    check: Check | None  # of the figures as they are now
    outdated: Check | None  # of figures that have changed since
    coordinators: tuple[str, ...]
    may_check: bool


@dataclass(frozen=True)
class ProviderState:
    organisation: Organisation
    quarter: Quarter
    is_over: bool
    teams: tuple[TeamState, ...]
    submissions: tuple[Submission, ...]  # newest first
    digest: str  # of the whole provider; "" for who sees only teams of it
    may_submit: bool

    @property
    def latest(self) -> Submission | None:
        return self.submissions[0] if self.submissions else None

    @property
    def unchecked(self) -> tuple[TeamState, ...]:
        return tuple(t for t in self.teams if t.check is None)

    @property
    def key(self) -> str:
        """draft, checked or submitted."""
        return "submitted" if self.submissions else "draft" if self.unchecked else "checked"


def state(
    organisation: Organisation,
    quarter: Quarter,
    annex: Annex1,
    found: Reach,
    today: date,
    *,
    wanted: Iterable[UUID] | None = None,
) -> ProviderState:
    """`annex` must hold every figure of the teams shown; of all teams, or of those `wanted`."""
    keep = None if wanted is None else set(wanted)
    with_figures = {place.team for place in annex.places if place.organisation == organisation.pk and place.team}
    teams = {t.pk: t for t in access.teams_of(organisation.pk, quarter)}
    teams |= access.teams_named(with_figures - teams.keys())
    shown = [t for t in sorted(teams.values(), key=lambda t: t.name) if keep is None or t.pk in keep]
    checks: dict[UUID, list[Check]] = {}
    rows = Check.objects.filter(team__in=[t.pk for t in shown], year=quarter.year, quarter=quarter.number)
    for check in rows.select_related("checked_by", "team"):
        checks.setdefault(check.team_id, []).append(check)
    leads = access.coordinators([t.pk for t in shown], today)
    is_over = quarter.last_day < today
    states = []
    for team in shown:
        digest = figures_digest(annex, team=team.pk)
        of_team = checks.get(team.pk, [])
        valid = next((c for c in of_team if c.digest == digest), None)
        may_check = is_over and (team.pk in found.teams or (found.manages(organisation.pk) and team.pk not in leads))
        states.append(
            TeamState(
                team,
                digest,
                valid,
                of_team[-1] if of_team and not valid else None,
                tuple(leads.get(team.pk, ())),
                may_check,
            )
        )
    submissions = tuple(
        Submission.objects.filter(organisation=organisation, year=quarter.year, quarter=quarter.number)
        .select_related("submitted_by", "organisation")
        .defer("text")
        .order_by("-number")
    )
    manages = found.manages(organisation.pk)
    return ProviderState(
        organisation,
        quarter,
        is_over,
        tuple(states),
        submissions,
        figures_digest(annex, organisation=organisation.pk) if manages else "",
        manages and is_over and all(t.check for t in states),
    )
