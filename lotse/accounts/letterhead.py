"""The letterhead of an organisation, as the papers of Lotse want it."""

from lotse.accounts.models import Organisation, User
from lotse.paper.press import Letterhead


def letterhead_of(organisation: Organisation) -> Letterhead:
    address = tuple(line.strip() for line in organisation.address.splitlines() if line.strip())
    return Letterhead(organisation.name, address, organisation.phone, organisation.email, organisation.website)


def phone_of(user: User, organisation: Organisation) -> str:
    """Where somebody is reached at work."""
    return user.phone or organisation.phone
