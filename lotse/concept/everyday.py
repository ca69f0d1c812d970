"""What is done with and for people every day: activities, referrals, why something was done by way of exception."""

from dataclasses import dataclass

from lotse.concept.entries import Named, ref


@dataclass(frozen=True, slots=True)
class Activity(Named):
    """What was done in a contact, or with `is_referral` where somebody was sent on to.

    `needs_reason`: the source allows it only as an exception, and the note says why this once. `protected`: small numbers
    of it are shown to nobody who could not read the notes themselves."""

    field: str = ref("fields_of_action")
    is_referral: bool = False
    needs_reason: bool = False
    protected: bool = False
