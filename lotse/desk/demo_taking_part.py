"""What the demonstration shows of checklists, registrations, courses, work."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lotse.desk.demo import Town


def fill(town: "Town") -> None:
    """Nothing yet."""
