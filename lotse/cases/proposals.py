"""Whom Lotse would hand a household to, and why: language, and load against the concept's ratio. A person decides."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from lotse.cases.distribution import Group, Staff, Worker
from lotse.ui.filters import date_, number

Load = Decimal | None


@dataclass
class Proposal:
    """`lead` is None where Lotse proposes nobody; the reasons say why in either case, also those against the others."""

    lead: Worker | None
    companion: Worker | None = None
    reasons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def question(self) -> str:
        return _("Warum %(name)s?") % {"name": self.lead.user.name} if self.lead else _("Warum kein Vorschlag?")


@dataclass
class Planner:
    """Goes through the households of a page in their order. What is proposed above counts as taken below."""

    staff: Staff
    but: UUID | None = None  # somebody who leaves
    planned: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))

    def propose(self, group: Group) -> Proposal:
        if not group.region:
            reason = group.region_reason or _("Die Adresse gehört noch zu keiner Region.")
            return Proposal(None, reasons=[(_("Region unklar"), reason)])
        here = [w for w in self.staff.leads if self._works_here(w, group) and w.user.pk != self.but]
        if not here:
            return Proposal(None, reasons=[(_("Region"), _("Niemand aus dem Team dieser Region steht zur Wahl."))])
        free = [w for w in here if w.fte and w.away_until is None]
        able = [w for w in free if not w.only_coordinates] or free
        if not able:
            return Proposal(None, reasons=self._against(group, here, None))
        lead = min(able, key=lambda w: self._rank(w, group))
        companion = self._companion(group, lead)
        reasons = [
            (_("Region %(name)s") % {"name": group.region_title}, group.region_reason or _("hier arbeitet das Team.")),
            (_("Sprache"), self._language(group, lead, companion)),
            (_("Auslastung"), self._load(group, lead)),
            *self._against(group, [w for w in here if w is not lead], lead),
        ]
        self.planned[lead.user.pk] += self._persons(group)
        return Proposal(lead, companion, reasons)

    def _works_here(self, worker: Worker, group: Group) -> bool:
        """The team the file is with; while it is with none, the teams of the region."""
        team = group.head.team_id
        return worker.team.pk == team if team else worker.team.region == group.region

    def _persons(self, group: Group) -> int:
        return group.present if self.staff.base == "regularly-present" else len(group.files)

    def companion_for(self, group: Group, lead: UUID | None) -> Worker | None:
        """Only the companion leaves: who could go along with the lead who stays."""
        worker = self.staff.worker(lead) if lead else None
        return self._companion(group, worker) if worker else None

    def load(self, worker: Worker) -> Load:
        """Persons per FTE with what was proposed above."""
        return self._with(worker, 0)

    def _with(self, worker: Worker, more: int) -> Load:
        counted = worker.present if self.staff.base == "regularly-present" else worker.persons
        return Decimal(counted + self.planned.get(worker.user.pk, 0) + more) / worker.fte if worker.fte else None

    def _after(self, worker: Worker, group: Group) -> Decimal:
        return self._with(worker, self._persons(group)) or Decimal()

    def _is_over(self, worker: Worker, group: Group) -> bool:
        ratio = self.staff.ratio
        return ratio is not None and self._after(worker, group) > ratio.persons_per_fte

    def _speaks(self, worker: Worker, group: Group) -> bool:
        return bool(self.staff.languages.get(worker.user.pk, set()) & group.language_keys)

    def _companions(self, group: Group, lead: Worker) -> list[Worker]:
        return [
            w
            for w in self.staff.companions
            if w.team.pk == lead.team.pk and w.user.pk != self.but and w.away_until is None and self._speaks(w, group)
        ]

    def _companion(self, group: Group, lead: Worker) -> Worker | None:
        if self._speaks(lead, group):
            return None
        return min(self._companions(group, lead), key=lambda w: (w.persons, w.user.name), default=None)

    def _rank(self, worker: Worker, group: Group) -> tuple[bool, int, Decimal, str]:
        """Not over the ratio, then who can speak with them, then who carries least."""
        talks = 0 if self._speaks(worker, group) else 1 if self._companions(group, worker) else 2
        return self._is_over(worker, group), talks, self._after(worker, group), worker.user.name

    def _language(self, group: Group, lead: Worker, companion: Worker | None) -> str:
        if not group.languages:
            return _("nicht bekannt.")
        words = {"name": lead.user.name, "languages": ", ".join(group.languages)}
        if self._speaks(lead, group):
            return _("%(name)s spricht %(languages)s.") % words
        if companion:
            words["companion"] = companion.user.name
            return _("%(name)s spricht nicht %(languages)s; im Tandem kann %(companion)s begleiten.") % words
        return _("Im Team spricht niemand, der frei ist, %(languages)s; es braucht einen Dolmetscher.") % words

    def _load(self, group: Group, lead: Worker) -> str:
        before, after = self.load(lead) or Decimal(), self._after(lead, group)
        text = _("%(before)s → %(after)s Personen je VZÄ") % {"before": number(before, 1), "after": number(after, 1)}
        if self.staff.ratio:
            text += _(", Schlüssel %(n)s") % {"n": self.staff.ratio.persons_per_fte}
            if self._is_over(lead, group):
                text += _("; auch alle anderen lägen darüber oder fehlen")
        return text + "."

    def _against(self, group: Group, others: Iterable[Worker], lead: Worker | None) -> list[tuple[str, str]]:
        """One line for each kind of reason, naming the people it holds for."""
        found: dict[str, list[str]] = defaultdict(list)
        for w in others:
            found[self._why_not(w, group, lead)].append(w.user.name)
        return [(_("Nicht vorgeschlagen"), f"{', '.join(names)}: {why}") for why, names in found.items()]

    def _why_not(self, worker: Worker, group: Group, lead: Worker | None) -> str:
        if worker.away_until:
            return _("bis %(day)s vertreten.") % {"day": date_(worker.away_until)}
        if not worker.fte:
            return _("ohne eingetragene Stelle.")
        if worker.only_coordinates and lead is not None and not lead.only_coordinates:
            return _("koordiniert die Region.")
        if self._is_over(worker, group):
            return _("läge über dem Schlüssel.")
        assert lead is not None
        if self._rank(worker, group)[1] > self._rank(lead, group)[1]:
            return _("spricht die Sprache nicht.")
        return _("wäre stärker ausgelastet (%(n)s je VZÄ).") % {"n": number(self._after(worker, group), 1)}


def absence_of(worker: Worker) -> str:
    return _("vertreten bis %(day)s") % {"day": date_(worker.away_until)} if worker.away_until else ""
