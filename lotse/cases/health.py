"""What somebody is entitled to in case of illness: read from a federal list by benefit, never decided here."""

from urllib.parse import urlencode

from lotse.cases.header import Header
from lotse.cases.known import GERMAN
from lotse.cases.words import titles
from lotse.concept.everyday import HealthEntitlement, entitlements


def doctors_for(head: Header) -> list[tuple[str, str]]:
    """Where the directory has those who speak what somebody speaks: title of the language, and what the list is asked.
    Nothing of the person but a language and a region."""
    keys = [head.person.contact_language, *(spoken.language for spoken in head.known.languages)]
    region = head.stay.region if head.stay else ""
    known = titles(head.concept.languages)
    return [
        (known[key], urlencode({"gruppe": "health", "sprache": key} | ({"region": region} if region else {})))
        for key in dict.fromkeys(keys)
        if key in known and key not in (GERMAN, "de-simple")
    ]


def health_of(head: Header) -> list[HealthEntitlement]:
    """By the benefit of today; where none is known, all that the residence status may lead to."""
    benefit = head.benefit.system if head.benefit else None
    law = next((s for s in head.concept.statuses if head.status and s.key == head.status.status), None)
    return entitlements(head.concept.federal.health_entitlements, benefit, law.benefits if law else ())
