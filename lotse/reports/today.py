"""What this room puts on *Heute*: a quarter that has ended and is still to be checked or handed in (P-149)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from lotse.accounts.access import Rights
from lotse.accounts.models import Organisation, Team
from lotse.concept.entries import Source
from lotse.reports.access import coordinators, reach_of, reporting_day
from lotse.reports.annex1 import Quarter
from lotse.reports.models import Check, Submission
from lotse.reports.schedule import DEFAULT_DAY, due
from lotse.rulebook import access as rulebook


@dataclass(frozen=True)
class Item:
    """One thing to do for a quarter. `source` is the sentence behind it, `note` what the installation has set."""

    title: str
    place: str  # the team or provider
    kind: str  # check, submit
    due_on: date
    quarter: str
    url: str
    source: Source
    note: str

    def state_kind(self, today: date) -> str:
        return "overdue" if self.due_on < today else "due" if (self.due_on - today).days <= 7 else "quiet"


def due_for(held: Rights, today: date, *, whose: str = "team") -> list[Item]:
    """For coordination and management; a worker has nothing to hand in, so `whose="mine"` gives nothing."""
    found = reach_of(held)
    if found is None or found.everything or whose == "mine" or not (found.teams or found.organisations):
        return []
    quarter = Quarter.of(today).plus(-1)
    try:
        concept = rulebook.current(quarter.last_day)
    except rulebook.NotAdopted:
        return []  # Lotse was not at work then
    setting = reporting_day()
    when = due(quarter, concept, setting)
    if when is None:
        return []
    teams = Team.objects.filter(from_on__lte=quarter.last_day).exclude(until_on__lt=quarter.months[0])
    reached = list(
        (teams.filter(organisation__in=found.organisations) | teams.filter(pk__in=found.teams))
        .select_related("organisation")
        .order_by("name")
    )
    of_quarter = {"year": quarter.year, "quarter": quarter.number}
    homes = {t.organisation_id: t.organisation for t in reached}
    sent = set(
        Submission.objects.filter(organisation__in=homes, **of_quarter).values_list("organisation_id", flat=True)
    )
    open_teams = [t for t in reached if t.organisation_id not in sent]
    checked = set(Check.objects.filter(team__in=open_teams, **of_quarter).values_list("team_id", flat=True))
    leads = coordinators([t.pk for t in open_teams], today) if found.organisations else {}
    note = (
        _("Eingestellt ist der %(n)s. des Folgemonats.")
        if setting
        else _("Voreingestellt ist der %(n)s. des Folgemonats.")
    ) % {"n": setting.day if setting else DEFAULT_DAY}
    name = _("%(n)s. Quartal %(year)s") % {"n": quarter.number, "year": quarter.year}

    def item(kind: str, title: str, place: str) -> Item:
        address = f"{reverse('reports:annex-1')}?quartal={quarter}"
        return Item(title % {"quarter": name}, place, kind, when.due_on, str(quarter), address, when.rule.source, note)

    items = [
        item("check", _("Anlage 1, %(quarter)s: Zahlen prüfen"), team.name)
        for team in open_teams
        if team.pk not in checked
        and (team.pk in found.teams or (found.manages(team.organisation_id) and team.pk not in leads))
    ]
    return items + [
        item("submit", _("Anlage 1, %(quarter)s: einreichen"), organisation.name)
        for key, organisation in _by_name(homes)
        if found.manages(key) and key not in sent
    ]


def _by_name(organisations: dict[UUID, Organisation]) -> list[tuple[UUID, Organisation]]:
    return sorted(organisations.items(), key=lambda pair: pair[1].name)
