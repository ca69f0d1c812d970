"""What somebody is entitled to in case of illness: read from a federal list by benefit, never decided here."""

from lotse.cases.header import Header
from lotse.concept.everyday import HealthEntitlement, entitlements


def health_of(head: Header) -> list[HealthEntitlement]:
    """By the benefit of today; where none is known, all that the residence status may lead to."""
    benefit = head.benefit.system if head.benefit else None
    law = next((s for s in head.concept.statuses if head.status and s.key == head.status.status), None)
    return entitlements(head.concept.federal.health_entitlements, benefit, law.benefits if law else ())
