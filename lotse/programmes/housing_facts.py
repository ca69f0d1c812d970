"""One way to a flat as it stands: its rows, the facts its gates ask for, and what a shut gate says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lotse.cases.models import Event
from lotse.cases.words import title
from lotse.concept.housing import Facts, Fit, Missing, Procedure, RentLimit, RentTable, fits, missing_for
from lotse.programmes.models import (
    HousingApplication,
    HousingCost,
    HousingDeviation,
    HousingHearing,
    HousingLetter,
    HousingMark,
    HousingOffer,
    SocialReport,
)
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_, number
from lotse.ui.reasons import text_in_language
from lotse.vault.keys import open_key


def procedures_of(concept: str) -> tuple[Procedure, ...]:
    return rulebook.get(concept).housing_procedures


def procedure_of(row: HousingApplication) -> Procedure:
    return next(one for one in procedures_of(row.concept) if one.key == row.procedure)


@dataclass(frozen=True)
class Way:
    row: HousingApplication
    procedure: Procedure
    persons: int
    offers: list[HousingOffer]  # the newest first
    costs: dict[str, HousingCost]
    marks: list[HousingMark]
    deviations: list[HousingDeviation]
    hearings: dict[str, HousingHearing]
    reports: list[SocialReport]  # the newest first
    letters: list[HousingLetter]  # the newest first
    moved_on: date | None

    @property
    def contradicted(self) -> HousingLetter | None:
        """The newest letter, where it says something else than the authority has entered herself."""
        row, newest = self.row, self.letters[0] if self.letters else None
        if newest is None or not row.decision or row.is_told:
            return None
        same = (newest.decision, newest.decided_on) == (row.decision, row.decided_on)
        return None if same else newest

    @property
    def registered(self) -> dict[str, HousingMark]:
        return {m.item: m for m in self.marks if m.kind == HousingMark.Kind.REGISTRATION}

    @property
    def visits(self) -> list[HousingMark]:
        return [m for m in self.marks if m.kind == HousingMark.Kind.LANDLORD]

    @property
    def to_register(self) -> list[str]:
        """The bodies still open, once they have moved."""
        there = self.registered
        return [one.key for one in self.procedure.registrations if one.key not in there] if self.moved_on else []

    def facts(self, flats: Sequence[HousingOffer] | None = None) -> Facts:
        """`flats`: those in question; without them any whose costs are assured will do."""
        asked = self.offers if flats is None else flats
        made = {c.kind: c for c in self.costs.values() if c.answer != HousingCost.Answer.WITHDRAWN}
        return Facts(
            applied=self.row.applied_on is not None,
            heard=frozenset(key for key, one in self.hearings.items() if one.answered_on),
            approved=self.row.decision == HousingApplication.Decision.APPROVED,
            assured=any(one.answer == HousingOffer.Answer.ASSURED for one in asked),
            asked=frozenset(made),
            granted=frozenset(key for key, one in made.items() if one.answer == HousingCost.Answer.GRANTED),
            moved=self.moved_on is not None,
        )

    def missing(self, does: str, flats: Sequence[HousingOffer] | None = None) -> tuple[Missing, ...]:
        return missing_for(self.procedure, does, self.facts(flats))

    def why_shut(self, does: str, flats: Sequence[HousingOffer] | None = None) -> list[str]:
        return [sentence(self.procedure, one) for one in self.missing(does, flats)]


def way_of(row: HousingApplication) -> Way:
    """A fixed number of queries and one key; sealed words stay sealed until somebody asks for one."""
    row.fresh_key = open_key(row.file_id)
    return Way(
        row, procedure_of(row), row.persons.count(),
        [_of(row, one) for one in row.offers.order_by("-pk")],
        {one.kind: _of(row, one) for one in row.costs.all()},
        [_of(row, one) for one in row.marks.all()],
        [_of(row, one) for one in row.deviations.all()],
        {one.body: _of(row, one) for one in row.hearings.all()},
        [_of(row, one) for one in row.reports.select_related("author").prefetch_related("answers").order_by("-number")],
        [_of(row, one) for one in row.letters.order_by("-pk")],
        moved_on(row),
    )  # fmt: skip


def _of(row: HousingApplication, one: Any) -> Any:
    """The application at hand stands for the one a row leads to: its key is asked for through it."""
    one.application = row
    return one


def moves_of(row: HousingApplication) -> QuerySet[Event]:
    """Moves into a flat of one's own since it was begun; the event of the file is the one truth."""
    return Event.objects.filter(
        file=row.file_id, kind="moved-to-own-flat", cancelled_at=None, on__gte=row.started_on
    ).order_by("on")


def moved_on(row: HousingApplication) -> date | None:
    return moves_of(row).values_list("on", flat=True).first()


# --- words ------------------------------------------------------------------------------------------------------------
def sentence(procedure: Procedure, missing: Missing) -> str:
    """What a shut gate says."""
    body = text_in_language(procedure.decided_by)
    if missing.needs == "application":
        return _("Erst wird der Antrag eingereicht.")
    if missing.needs == "hearing":
        return _("%(body)s ist noch nicht gehört.") % {"body": title(procedure.hearings, missing.key)}
    if missing.needs == "approval":
        return _("Die Befürwortung fehlt noch (zuständig: %(body)s).") % {"body": body}
    if missing.needs == "assurance":
        return _("Die schriftliche Zusicherung der Kosten fehlt noch (zuständig: %(body)s).") % {"body": body}
    if missing.needs == "deposit":
        what = title(procedure.costs, missing.key)
        return _("Beantragt und noch nicht zugesichert: %(what)s.") % {"what": what}
    return _("Das beginnt mit dem Tag des Einzugs.")


def rent_table_of(row: HousingApplication, procedure: Procedure) -> RentTable | None:
    tables = rulebook.get(row.concept).rent_tables
    return next((one for one in tables if one.key == procedure.rent_table), None)


def rent_line(way: Way, offer: HousingOffer) -> tuple[Fit, str]:
    """How the rent of an offer stands to the limit for so many people. A comparison, never a bar."""
    table = rent_table_of(way.row, way.procedure)
    limit = table.limit_for(way.persons, offer.offered_on) if table else None
    return fits(limit, offer.rent), limit_line(limit, offer.rent)


def limit_line(limit: RentLimit | None, rent: Decimal | None) -> str:
    if limit is None:
        return ""
    words = {
        "amount": number(limit.amount, 2), "persons": limit.persons, "day": date_(limit.valid_from),
        "over": number(rent - limit.amount, 2) if rent is not None and rent > limit.amount else "",
    }  # fmt: skip
    if words["over"]:
        return _("%(over)s € über der Grenze von %(amount)s € (Haushaltsgröße %(persons)s, gültig ab %(day)s)") % words
    return _("Grenze %(amount)s € (Haushaltsgröße %(persons)s, gültig ab %(day)s)") % words
