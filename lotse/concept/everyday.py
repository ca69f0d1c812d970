"""What is done with and for people every day: activities, referrals, why something was done by way of exception."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lotse.concept.entries import Entry, Named, ref
from lotse.concept.vocabulary import Text


@dataclass(frozen=True, slots=True)
class Activity(Named):
    """What was done in a contact, or with `is_referral` where somebody was sent on to.

    `needs_reason`: the source allows it only as an exception, and the note says why this once. `protected`: small
    numbers of it are shown to nobody who could not read the notes themselves."""

    field: str = ref("fields_of_action")
    is_referral: bool = False
    needs_reason: bool = False
    protected: bool = False


@dataclass(frozen=True, slots=True)
class HealthEntitlement(Entry):
    """What the law gives in case of illness to who lives by one of the `benefits`, as it was read `as_of` a day.
    Information, never a decision."""

    legal_basis: str
    as_of: date
    text: Text
    benefits: tuple[str, ...] = ref("benefits", ())


def entitlements(
    entries: Iterable[HealthEntitlement], benefit: str | None, possible: Iterable[str] = ()
) -> list[HealthEntitlement]:
    """By the benefit; where none is known, all that the `possible` ones of a residence status lead to."""
    wanted = {benefit} if benefit else set(possible)
    return [entry for entry in entries if wanted & set(entry.benefits)]


@dataclass(frozen=True, slots=True)
class CareGate(Entry):
    """Individual care by a regular service begins, for who lives by one of the `benefits`, once the costs are assured.
    The gate locks our own step; `sentence` is what it then says."""

    sentence: Text
    benefits: tuple[str, ...] = ref("benefits", ())

    def locks(self, benefit: str | None, on: date, assured_on: date | None, assured_until_on: date | None) -> bool:
        """Whether care may not begin on this day with the benefit of that day and the assurance there is."""
        if benefit not in self.benefits:
            return False
        return assured_on is None or on < assured_on or (assured_until_on is not None and on > assured_until_on)


@dataclass(frozen=True, slots=True)
class OfferKind(Named):
    """A kind of group offer: homework help, a parents' evening."""
